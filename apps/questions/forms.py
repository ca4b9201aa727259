"""What people may ask of the question bank."""

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet

from apps.accounts.text import is_blank
from apps.evidence.models import Leader, Theme
from apps.questions.models import Board, Question, QuestionQuerySet, QuestionTheme

EN_DASH = "\N{EN DASH}"
WORDS_SEARCHED = 8
FIRST_YEAR, LAST_YEAR = 1000, 2100


@dataclass(frozen=True)
class Filter:
    """One thing the list is narrowed by: its words, its part of the address, its rule."""

    label: str
    params: tuple[tuple[str, str], ...]
    rule: Q


@dataclass(frozen=True)
class Facet:
    """A leader or theme to tick, with the number of questions that would then be listed."""

    row: Leader | Theme
    value: str
    count: int
    is_ticked: bool


def _year_input() -> forms.TextInput:
    """A text box: a number box would throw away what a person typed by mistake."""
    return forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4})


class QuestionFilterForm(forms.Form):
    """The filters of the question bank. A field that makes no sense is said so and left out."""

    q = forms.CharField(
        label="Words in the question",
        max_length=100,
        required=False,
        widget=forms.SearchInput(attrs={"placeholder": "Search questions"}),
    )
    leader = forms.MultipleChoiceField(label="Leader", required=False)
    theme = forms.MultipleChoiceField(label="Theme", required=False)
    board = forms.ChoiceField(label="Board", required=False)
    command = forms.ChoiceField(label="Command words", required=False)
    template = forms.ChoiceField(label="Shape of plan", required=False)
    year_from = forms.IntegerField(
        label="From",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        required=False,
        widget=_year_input(),
    )
    year_to = forms.IntegerField(
        label="To",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        required=False,
        widget=_year_input(),
    )

    def __init__(self, *args: Any, questions: QuestionQuerySet, **kwargs: Any) -> None:
        """Offer the choices that the given questions have."""
        super().__init__(*args, **kwargs)
        topics = questions.order_by().values("topic")
        self.leaders = {one.code: one for one in Leader.objects.filter(topic__in=topics)}
        self.themes = {one.slug: one for one in Theme.objects.filter(topic__in=topics)}
        boards = Board.objects.filter(papers__questions__in=questions.order_by()).distinct()
        self.boards = {one.key: one for one in boards}
        commands = questions.order_by("command").values_list("command", flat=True).distinct()
        self._choices("leader", [(code, one.name) for code, one in self.leaders.items()])
        self._choices("theme", [(slug, one.name) for slug, one in self.themes.items()])
        self._choices(
            "board", [("", "Any board"), *((key, one.name) for key, one in self.boards.items())]
        )
        self._choices("command", [("", "Any command words"), *((one, one) for one in commands)])
        self._choices("template", [("", "Any shape"), *Question.Template.choices])
        for name in ("q", "board", "command", "template", "year_from", "year_to"):
            self._describe(name)

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = choices
        # Django's own message repeats what was sent, however long that is.
        field.error_messages["invalid_choice"] = "Choose from the list."

    def _describe(self, name: str) -> None:
        """Give the widget its look, and where it is wrong, join it to its message."""
        attrs = self.fields[name].widget.attrs
        attrs["class"] = "field"
        if name in self.errors:
            attrs |= {"aria-invalid": "true", "aria-describedby": f"error_{name}"}

    def clean(self) -> dict[str, Any]:
        """Refuse years in the wrong order; the first year then stands alone."""
        data = super().clean() or {}
        first, last = data.get("year_from"), data.get("year_to")
        if first is not None and last is not None and first > last:
            self.add_error("year_to", "The last year is before the first.")
        return data

    def filters(self) -> list[Filter]:
        """Return what the list is narrowed by, in the order of the form."""
        data = self.cleaned_data
        found: list[Filter] = []
        words = data.get("q", "").split()[:WORDS_SEARCHED]
        if not is_blank("".join(words)):
            text = " ".join(words)
            rule = reduce(and_, (Q(stem__icontains=word) for word in words))
            found.append(Filter(f"\u201c{text}\u201d", (("q", text),), rule))
        for code in dict.fromkeys(data.get("leader", [])):
            leader = self.leaders[code]
            found.append(
                Filter(leader.short_name, (("leader", code),), Q(pk__in=_with_leader(code)))
            )
        for slug in dict.fromkeys(data.get("theme", [])):
            found.append(
                Filter(self.themes[slug].name, (("theme", slug),), Q(pk__in=_with_theme(slug)))
            )
        if board := data.get("board"):
            name = self.boards[board].name
            found.append(Filter(name, (("board", board),), Q(paper__board__key=board)))
        if command := data.get("command"):
            found.append(Filter(command, (("command", command),), Q(command=command)))
        if template := data.get("template"):
            label = Question.Template(template).label
            found.append(Filter(label, (("template", template),), Q(template=template)))
        found += _years(data.get("year_from"), data.get("year_to"))
        return found


def _with_leader(code: str) -> QuerySet[Any, Any]:
    """Questions on a leader: a subquery, as SQLite joins no more than 64 tables in one query."""
    return Question.leaders.through.objects.filter(leader__code=code).values("question_id")


def _with_theme(slug: str) -> QuerySet[Any, Any]:
    """Questions on a theme, likewise."""
    return QuestionTheme.objects.filter(theme__slug=slug).values("question_id")


def _years(first: int | None, last: int | None) -> list[Filter]:
    """Questions whose period touches the years, limits inclusive."""
    params: list[tuple[str, str]] = []
    rule = Q()
    if first is not None:
        params.append(("year_from", str(first)))
        rule &= Q(period_to__gte=first)
    if last is not None:
        params.append(("year_to", str(last)))
        rule &= Q(period_from__lte=last)
    if not params:
        return []
    if first is None:
        label = f"to {last}"
    elif last is None:
        label = f"from {first}"
    else:
        label = f"{first}{EN_DASH}{last}"
    return [Filter(label, tuple(params), rule)]


def narrowed(questions: QuestionQuerySet, filters: list[Filter]) -> QuestionQuerySet:
    """Return the questions that pass every filter: one filter() each, so two leaders mean both."""
    for one in filters:
        questions = questions.filter(one.rule)
    return questions


def query_string(filters: list[Filter], *, page: int = 1) -> str:
    """Return what brings these filters and this page back: "?leader=STA", or nothing."""
    params = [pair for one in filters for pair in one.params]
    if page > 1:
        params.append(("page", str(page)))
    return "?" + urlencode(params) if params else ""


class RevealForm(forms.Form):
    """Show the possible arguments, or hide them again."""

    hide = forms.BooleanField(required=False)
