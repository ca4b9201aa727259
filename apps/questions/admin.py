"""Rare jobs on boards, papers, mark schemes and questions, in Django's own admin.

Every save of a part tells its question or scheme that it changed, so that plan boards,
which are kept in memory by the time of that change, are drawn anew.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from apps.evidence.admin import FixedOnceStored
from apps.questions.models import (
    Board,
    Comparand,
    IndicativeStrand,
    LevelDescriptor,
    MarkScheme,
    Paper,
    Question,
    QuestionTheme,
    Scale,
    Side,
    Strand,
    StrandDescriptor,
)


class TouchingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic only in the stubs
    """An admin that touches the row whose change date its readers go by."""

    def owner_of(self, row: Any) -> Any:
        """Return the row to touch: a board, a scheme or a question."""
        return row

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the parts, then touch their owner."""
        super().save_related(request, form, formsets, change)
        self.owner_of(form.instance).touch()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Delete a part and touch its owner."""
        owner = self.owner_of(obj)
        super().delete_model(request, obj)
        if owner is not obj:
            owner.touch()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete parts and touch each owner."""
        owners = {self.owner_of(row) for row in queryset} - set(queryset)
        super().delete_queryset(request, queryset)
        for owner in owners:
            owner.touch()


@admin.register(Board)
class BoardAdmin(TouchingAdmin):
    """Boards."""

    list_display = ("name", "country", "judgement_spelling")
    fields = ("key", "name", "country", "website", "judgement_spelling")
    search_fields = ("name", "key")


@admin.register(Paper)
class PaperAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic only in the stubs
    """Papers."""

    list_display = ("name", "board", "qualification", "period_from", "period_to", "minutes")
    list_filter = ("board",)
    search_fields = ("name", "key", "qualification")
    fields = ("board", "key", "qualification", "name", "period_from", "period_to", "minutes")


class ScaleInline(admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """The scales of a scheme; their levels and strands are on a page of their own."""

    model = Scale
    fields = ("name", "kind", "max_marks", "order")
    extra = 0
    show_change_link = True


@admin.register(MarkScheme)
class MarkSchemeAdmin(TouchingAdmin):
    """Mark schemes with their scales."""

    list_display = ("title", "board", "version", "total_marks", "status", "valid_from", "valid_to")
    list_filter = ("board", "status")
    search_fields = ("title", "key")
    fields = (
        ("board", "key", "version"),
        "title",
        ("total_marks", "minutes", "status"),
        "source_note",
        ("valid_from", "valid_to"),
        "thresholds",
        "severities",
    )
    inlines = (ScaleInline,)


class LevelInline(admin.StackedInline):  # type: ignore[type-arg]  # generic only in the stubs
    """The levels of a scale, best first."""

    model = LevelDescriptor
    fields = (("number", "label", "mark_from", "mark_to"), "descriptor", "lifts")
    extra = 0


class StrandInline(admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """The strands or rows of a scale; their descriptions are on a page of their own."""

    model = Strand
    fields = ("code", "title", "max_marks", "order")
    extra = 0
    show_change_link = True


@admin.register(Scale)
class ScaleAdmin(TouchingAdmin):
    """Scales with their levels and strands."""

    list_display = ("scheme", "name", "kind", "max_marks")
    list_filter = ("kind", "scheme__board")
    list_select_related = ("scheme",)
    search_fields = ("name", "scheme__title")
    fields = ("scheme", "name", "kind", "max_marks", "order")
    inlines = (LevelInline, StrandInline)

    def owner_of(self, row: Any) -> Any:
        """Return the scheme."""
        return row.scheme


class StrandDescriptorInline(admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """What a strand looks like at each level."""

    model = StrandDescriptor
    fields = ("level", "text")
    extra = 0


@admin.register(Strand)
class StrandAdmin(TouchingAdmin):
    """Strands and rows with their descriptions."""

    list_display = ("title", "code", "scale", "max_marks")
    list_select_related = ("scale",)
    search_fields = ("title", "code", "scale__scheme__title")
    fields = ("scale", "code", "title", "max_marks", "order")
    inlines = (StrandDescriptorInline,)

    def owner_of(self, row: Any) -> Any:
        """Return the scheme."""
        return row.scale.scheme


class ComparandInline(admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """What the question compares."""

    model = Comparand
    form = FixedOnceStored
    fields = ("code", "label", "leaders", "year_from", "year_to", "order")
    extra = 0


class SideInline(admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """The sides; their possible arguments are on a page of their own."""

    model = Side
    fields = ("label", "stance", "relation", "order")
    extra = 0
    show_change_link = True


class QuestionThemeInline(admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """The question's themes in its own order."""

    model = QuestionTheme
    fields = ("theme", "order")
    extra = 0


@admin.register(Question)
class QuestionAdmin(TouchingAdmin):
    """Questions with what they compare, their sides and themes."""

    list_display = ("stem", "paper", "period_from", "period_to", "marks", "template", "status")
    list_filter = ("status", "paper__board", "template", "topic")
    list_select_related = ("paper__board",)
    search_fields = ("stem", "view", "key")
    fields = (
        ("topic", "status", "key"),
        ("paper", "scheme"),
        "stem",
        "view",
        "command",
        ("period_from", "period_to"),
        ("marks", "minutes", "template"),
        "key_terms",
        "leaders",
    )
    filter_horizontal = ("leaders",)
    inlines = (ComparandInline, SideInline, QuestionThemeInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """Leave out people's own questions: those are theirs."""
        return super().get_queryset(request).filter(owner=None)


class IndicativeStrandInline(admin.StackedInline):  # type: ignore[type-arg]  # generic only in the stubs
    """The possible arguments of a side."""

    model = IndicativeStrand
    fields = (("title", "theme", "order"), "gist")
    extra = 0


@admin.register(Side)
class SideAdmin(TouchingAdmin):
    """Sides with their possible arguments."""

    list_display = ("label", "stance", "relation", "question")
    list_filter = ("stance", "relation")
    list_select_related = ("question",)
    search_fields = ("label", "question__stem", "question__key")
    fields = (("question", "order"), "label", ("stance", "relation"))
    inlines = (IndicativeStrandInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Side]:
        """Leave out the sides of people's own questions."""
        return super().get_queryset(request).filter(question__owner=None)

    def owner_of(self, row: Any) -> Any:
        """Return the question."""
        return row.question
