"""The question bank and the page of a question."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.paging import page_of
from apps.evidence.models import Theme
from apps.questions.forms import (
    Facet,
    Filter,
    QuestionFilterForm,
    RevealForm,
    narrowed,
    query_string,
)
from apps.questions.models import (
    IndicativeStrand,
    ModelAnswer,
    Question,
    QuestionQuerySet,
    Side,
    may_publish,
)
from apps.questions.revealing import hide, is_revealed, reveal, revealed_ids

PAGE_SIZE = 20
RELATED_SHOWN = 5


@require_safe
def list_questions(request: SignedInRequest) -> HttpResponse:
    """Show the bank, narrowed by the filters in the address."""
    visible = Question.objects.visible_to(request.user)
    form = QuestionFilterForm(request.GET, questions=visible)
    filters = form.filters()
    found = narrowed(visible, filters)
    page = page_of(found.with_parts(), request.GET.get("page"), size=PAGE_SIZE)
    context = {
        "section": "questions",
        "form": form,
        "leaders": _facets(found, "leaders__code", form.leaders, form["leader"].value()),
        "themes": _facets(found, "themes__slug", form.themes, form["theme"].value()),
        "filters": [(one, _address(_less(filters, one))) for one in filters],
        "page": page,
        "previous": _address(filters, page.number - 1) if page.has_previous() else "",
        "next": _address(filters, page.number + 1) if page.has_next() else "",
        "ways_out": [] if page.paginator.count else _ways_out(visible, filters),
    }
    name = "_question_bank.html" if request.htmx else "question_list.html"
    response = render(request, f"questions/{name}", context, status=422 if form.errors else 200)
    if request.htmx:
        # The address people keep names only what is filtered, not every empty field.
        response["HX-Replace-Url"] = _address(filters)
    return response


@require_safe
def show_question(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show a question: its wording, years, comparands, sides and mark scheme."""
    question = _question_or_404(request, uuid)
    revealed = is_revealed(request, uuid)
    models = ModelAnswer.objects.visible_to(request.user, revealed=revealed_ids(request))
    related = Question.objects.published().related_to(question).select_related("paper__board")
    context = {
        "section": "questions",
        "question": question,
        "is_revealed": revealed,
        "arguments": _arguments(question) if revealed else [],
        "models": models.filter(question=question).defer("body", "snapshot") if revealed else [],
        "may_publish": may_publish(request.user),
        "related": related[:RELATED_SHOWN],
        "token": uuid4(),
    }
    return render(request, "questions/question_detail.html", context)


@require_POST
def reveal_strands(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show a question's possible arguments to this person until sign-out, or hide them again."""
    question = _question_or_404(request, uuid)
    form = RevealForm(request.POST)
    form.full_clean()
    if form.cleaned_data["hide"]:
        hide(request, uuid)
    else:
        reveal(request, uuid)
    return redirect(reverse("questions:show_question", args=[question.uuid]) + "#arguments")


def _question_or_404(request: SignedInRequest, uuid: UUID) -> Question:
    questions = Question.objects.visible_to(request.user).with_parts().with_mark_scheme()
    return get_object_or_404(questions, uuid=uuid)


def _address(filters: list[Filter], page: int = 1) -> str:
    return reverse("questions:list_questions") + query_string(filters, page=page)


def _less(filters: list[Filter], one: Filter) -> list[Filter]:
    return [other for other in filters if other is not one]


def _facets(
    found: QuestionQuerySet, path: str, rows: dict[str, Any], ticked: Iterable[str]
) -> list[Facet]:
    """Return the rows to tick, each with its number among the questions found."""
    # By primary key, so that the count does not reuse the joins that narrowed the list.
    within = Question.objects.filter(pk__in=found.order_by().values("pk"))
    counts = dict(within.order_by().values_list(path).annotate(n=Count("pk")))
    on = set(ticked)
    return [Facet(row, value, counts.get(value, 0), value in on) for value, row in rows.items()]


def _ways_out(visible: QuestionQuerySet, filters: list[Filter]) -> list[tuple[Filter, str, int]]:
    """Return the filters that alone stand in the way, with how many questions wait behind."""
    ways = []
    for one in filters:
        others = _less(filters, one)
        if count := narrowed(visible, others).count():
            ways.append((one, _address(others), count))
    return ways


def _arguments(
    question: Question,
) -> list[tuple[Side, list[tuple[Theme, list[IndicativeStrand]]]]]:
    """Return the possible arguments by side and then by theme, main themes first."""
    main = [theme.pk for theme in question.themes.all()]
    listed = []
    for side in question.sides.prefetch_related("strands__theme"):
        groups: dict[Theme, list[IndicativeStrand]] = {}
        for strand in side.strands.all():
            groups.setdefault(strand.theme, []).append(strand)
        in_order = sorted(
            groups.items(),
            key=lambda group: main.index(group[0].pk) if group[0].pk in main else len(main),
        )
        listed.append((side, in_order))
    return listed
