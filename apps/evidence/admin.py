"""The bank in the Django admin: for the rare jobs that have no page of their own yet.

Private items of students are never listed here: nobody needs them to keep the bank true.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.accounts.models import User
from apps.evidence.content import content_of
from apps.evidence.history import record, remember
from apps.evidence.models import (
    Aspect,
    Citation,
    EvidenceItem,
    EvidenceItemQuerySet,
    ItemChange,
    Leader,
    Source,
    Theme,
    Topic,
)
from apps.evidence.publishing import reasons_against


class OpenToCurators(BaseModelAdmin):  # type: ignore[type-arg]  # generic only in the stubs
    """Staff who are curators may read, add and change the bank; only an admin may delete."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the bank is listed on the index."""
        return _is_curator(request) or super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether rows may be read."""
        return _is_curator(request) or super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, *parent: Any) -> bool:
        """Whether rows may be added; an inline is asked with its parent."""
        return _is_curator(request) or super().has_add_permission(request, *parent)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether rows may be changed."""
        return _is_curator(request) or super().has_change_permission(request, obj)


class FixedOnceStored(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """A row whose code or slug never changes: revisions and plans store it as text."""

    fixed = ("code", "slug")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.fixed:
            if self.instance.pk and name in self.fields:
                self.fields[name].disabled = True


def _is_curator(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_curator


class HeadingAdmin(OpenToCurators, admin.ModelAdmin):  # type: ignore[type-arg]  # generic only in the stubs
    """Topics, leaders and themes: boards are drawn anew after a change of any of them."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Store the rows that hang on this one, then note the change on the topic."""
        super().save_related(request, form, formsets, change)
        row = form.instance
        topic = row if isinstance(row, Topic) else row.topic
        if not isinstance(row, Topic):
            # The search knows an item by the names of its tags.
            row.items.all().keep_names()
        topic.touch()


class AspectInline(OpenToCurators, admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """The finer headings of a theme."""

    model = Aspect
    form = FixedOnceStored
    extra = 1


class CitationInline(OpenToCurators, admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """Where in which sources an item is found."""

    model = Citation
    extra = 1
    autocomplete_fields = ["source"]


class IsCheckedFilter(admin.SimpleListFilter):
    """Whether a named person has checked the item."""

    title = "check"
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the two states."""
        return [("unchecked", "Not yet checked"), ("checked", "Checked")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[EvidenceItem]
    ) -> QuerySet[EvidenceItem]:
        """Narrow the list to the state asked for."""
        if self.value() not in {"unchecked", "checked"}:
            return queryset
        return queryset.filter(checked_on__isnull=self.value() == "unchecked")


class EvidenceItemForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """An item of the bank; what it is tagged with must fit together."""

    class Meta:
        model = EvidenceItem
        fields = [
            "topic",
            "key",
            "title",
            "text",
            "significance",
            "year_from",
            "year_to",
            "date_note",
            "leaders",
            "themes",
            "main_theme",
            "aspects",
            "kind",
            "standing",
            "rivals",
            "checked_by",
            "checked_on",
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse tags of another topic and headings outside the item's themes."""
        cleaned = super().clean() or self.cleaned_data
        topic, themes = cleaned.get("topic"), set(cleaned.get("themes") or [])
        for name in ("leaders", "themes"):
            if any(tag.topic != topic for tag in cleaned.get(name) or []):
                self.add_error(name, "Choose only from the item's own topic.")
        if cleaned.get("main_theme") and cleaned["main_theme"] not in themes:
            self.add_error("main_theme", "The main theme must be one of the item's themes.")
        if any(aspect.theme not in themes for aspect in cleaned.get("aspects") or []):
            self.add_error("aspects", "Each aspect must belong to one of the item's themes.")
        # A key left empty is no key: two items without one must not collide.
        cleaned["key"] = cleaned.get("key") or None
        return cleaned


_CHECK = {"checked_by", "checked_on"}
# What may change without the item saying anything else than before.
_NOT_CONTENT = {*_CHECK, "key", "rivals"}


@admin.register(EvidenceItem)
class EvidenceItemAdmin(OpenToCurators, admin.ModelAdmin):  # type: ignore[type-arg]  # generic only in the stubs
    """Items of the bank. Publishing and retiring are actions, so each leaves a revision."""

    form = EvidenceItemForm
    inlines = [CitationInline]
    list_display = ["title", "shown_years", "main_theme", "standing", "status", "is_checked"]
    list_filter = [
        "status",
        IsCheckedFilter,
        "standing",
        "kind",
        ("leaders", admin.RelatedOnlyFieldListFilter),
        ("themes", admin.RelatedOnlyFieldListFilter),
        "topic",
    ]
    list_select_related = ["main_theme"]
    search_fields = ["title", "text", "significance", "key"]
    autocomplete_fields = ["rivals", "checked_by"]
    filter_horizontal = ["leaders", "themes", "aspects"]
    actions = ["publish", "retire", "mark_checked"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[EvidenceItem]:
        """The bank, without anyone's private items."""
        return super().get_queryset(request).filter(owner=None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes an item: plans point to it. Retire it instead."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep how the item reads before the first change, then store its own fields."""
        remember(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Store tags and sources; a published item that changed gets a new revision.

        A check was of the words as they stood: it goes with a change of content, unless the
        same save says who checked and when.
        """
        super().save_related(request, form, formsets, change)
        item = form.instance
        has_new_citations = any(formset.has_changed() for formset in formsets)
        changed = form.has_changed() or has_new_citations
        touched = set(form.changed_data)
        is_rewritten = has_new_citations or not touched <= _NOT_CONTENT
        if is_rewritten and item.is_checked and not touched & _CHECK:
            item.unmark_checked()
        if changed and item.status == EvidenceItem.Status.PUBLISHED:
            item.publish(by=_person(request))
        else:
            item.keep_names()
        if changed:
            verb = ItemChange.Verb.EDITED if change else ItemChange.Verb.CREATED
            record(item, verb, by=_person(request))
        item.topic.touch()

    @admin.display(description="years", ordering="year_from")
    def shown_years(self, item: EvidenceItem) -> str:
        """The date as a card prints it."""
        return item.years

    @admin.display(description="checked", boolean=True, ordering="checked_on")
    def is_checked(self, item: EvidenceItem) -> bool:
        """Whether a named person has checked it."""
        return item.is_checked

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request: HttpRequest, items: EvidenceItemQuerySet) -> None:
        """Publish what is not published yet; what lacks something is left as it is."""
        chosen = []
        for item in items.exclude(status=EvidenceItem.Status.PUBLISHED).with_content():
            if reasons := reasons_against(content_of(item)):
                self.message_user(request, f"{item}: {' '.join(reasons)}", messages.WARNING)
                continue
            remember(item)
            item.publish_again(by=_person(request))
            record(item, ItemChange.Verb.PUBLISHED, by=_person(request))
            chosen.append(item)
        self._report(request, chosen, "published")

    @admin.action(description="Retire", permissions=["change"])
    def retire(self, request: HttpRequest, items: QuerySet[EvidenceItem]) -> None:
        """Take items out of the bank; plans keep what they use."""
        chosen = list(items.exclude(status=EvidenceItem.Status.RETIRED))
        for item in chosen:
            remember(item)
            item.retire()
            record(item, ItemChange.Verb.RETIRED, by=_person(request))
        self._report(request, chosen, "retired")

    @admin.action(description="Mark as checked by me today", permissions=["change"])
    def mark_checked(self, request: HttpRequest, items: QuerySet[EvidenceItem]) -> None:
        """Put one's own name and today's date to items checked against their sources."""
        chosen = list(items)
        for item in chosen:
            if person := _person(request):
                remember(item)
                item.mark_checked(person)
                record(item, ItemChange.Verb.CHECKED, by=person)
        self._report(request, chosen, "marked as checked")

    def _report(self, request: HttpRequest, items: list[EvidenceItem], done: str) -> None:
        for topic in {item.topic for item in items}:
            topic.touch()
        noun = "item" if len(items) == 1 else "items"
        self.message_user(request, f"{len(items)} {noun} {done}.", messages.SUCCESS)


def _person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


@admin.register(Topic)
class TopicAdmin(HeadingAdmin):
    """Topics."""

    list_display = ["name", "slug", "year_from", "year_to"]
    readonly_fields = ["updated_at"]
    search_fields = ["name", "slug"]


@admin.register(Leader)
class LeaderAdmin(HeadingAdmin):
    """Leaders."""

    form = FixedOnceStored
    list_display = ["name", "code", "topic", "power_from", "power_to", "shape", "order"]
    list_filter = ["topic"]
    search_fields = ["name", "short_name", "code"]


@admin.register(Theme)
class ThemeAdmin(HeadingAdmin):
    """Themes with their aspects."""

    form = FixedOnceStored
    list_display = ["name", "slug", "topic", "order"]
    list_filter = ["topic"]
    search_fields = ["name", "slug"]
    inlines = [AspectInline]


@admin.register(Source)
class SourceAdmin(OpenToCurators, admin.ModelAdmin):  # type: ignore[type-arg]  # generic only in the stubs
    """Works and documents that items rest on."""

    list_display = ["title", "author", "year", "kind"]
    list_filter = ["kind"]
    search_fields = ["key", "author", "title"]
