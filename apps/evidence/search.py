"""Finding evidence: one filter form, one search, and counts that say what a click would give.

Filters combine with AND; several values of one filter with OR. The bank and the board's
evidence panel share this: the panel hands in a queryset that is already narrowed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from apps.accounts.models import User
from apps.evidence.models import Aspect, EvidenceItem, EvidenceItemQuerySet, Leader, Theme, Topic

FIRST_YEAR, LAST_YEAR = 800, 2100
# Each word asks the database once more through every text of the bank.
WORDS_SEARCHED = 8

Counts = dict[str, dict[str, int]]


class AnyOfField(forms.MultipleChoiceField):
    """Several of the choices; a value that is not a choice is dropped, not refused."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def clean(self, value: Any) -> list[str]:
        """Return the values that are choices, each once, in the order of the choices."""
        wanted = {str(each) for each in value or []}
        return [str(key) for key, _ in _pairs(self.choices) if str(key) in wanted]


def _pairs(choices: Any) -> list[tuple[str, str]]:
    """Choices as Django holds them: a list of value and label."""
    return [(str(value), str(label)) for value, label in choices]


Headings = tuple[tuple[Leader, ...], tuple[Theme, ...], tuple[Aspect, ...]]


@lru_cache(maxsize=32)
def _headings(topic_pk: int, _changed: datetime) -> Headings:
    """A topic's leaders, themes and aspects, kept in this process until the topic changes."""
    topic = Topic.objects.get(pk=topic_pk)
    aspects = Aspect.objects.filter(theme__topic=topic).select_related("theme")
    return tuple(topic.leaders.all()), tuple(topic.themes.all()), tuple(aspects)


class EvidenceFilter(forms.Form):
    """What to look for, read from an address. Bad values are dropped and the rest works.

    Codes and slugs are those of the topic. "My evidence" needs a user, and only a curator
    can ask for anything but published items.
    """

    q = forms.CharField(label="Search", required=False, max_length=200)
    leader = AnyOfField(label="Leader")
    theme = AnyOfField(label="Theme")
    aspect = AnyOfField(label="Aspect")
    year_from = forms.IntegerField(
        label="From", required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    year_to = forms.IntegerField(
        label="To", required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    kind = AnyOfField(label="Kind", choices=EvidenceItem.Kind.choices)
    standing = AnyOfField(label="Standing", choices=EvidenceItem.Standing.choices)
    mine = AnyOfField(label="Whose", choices=[("yes", "My evidence")])
    status = AnyOfField(label="Status", choices=EvidenceItem.Status.choices)
    check = AnyOfField(
        label="Check", choices=[("unchecked", "Not yet checked"), ("checked", "Checked")]
    )
    sort = AnyOfField(label="Order", choices=[("date", "By date"), ("title", "By title")])

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        topic: Topic | None,
        user: User | None = None,
        keep: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data)
        self.user = user
        # Parameters of the page that its filter links carry along.
        self.keep = dict(keep or {})
        headings = _headings(topic.pk, topic.updated_at) if topic else ((), (), ())
        self.leaders, self.themes, self.aspects = headings
        self._choose_from("leader", [(leader.code, leader.name) for leader in self.leaders])
        self._choose_from("theme", [(theme.slug, theme.name) for theme in self.themes])
        # The same slug may stand under two themes: it is one choice that finds both.
        aspects = {aspect.slug: aspect.name for aspect in self.aspects}
        self._choose_from("aspect", list(aspects.items()))
        if user is None:
            del self.fields["mine"]
        if user is None or not user.is_curator:
            del self.fields["status"]
            del self.fields["check"]

    def _choose_from(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(AnyOfField, self.fields[name]).choices = choices

    def _choices(self, name: str) -> list[tuple[str, str]]:
        return _pairs(cast(AnyOfField, self.fields[name]).choices)

    def values(self, name: str) -> list[str]:
        """The valid values of a filter that takes several; none of one not offered."""
        self.is_valid()
        return list(self.cleaned_data.get(name) or [])

    @property
    def text(self) -> str:
        """The words to look for, as typed; of very many, the first few."""
        self.is_valid()
        text = str(self.cleaned_data.get("q") or "")
        words = text.split()
        return text if len(words) <= WORDS_SEARCHED else " ".join(words[:WORDS_SEARCHED])

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year, whichever way round they were given; none when neither was."""
        self.is_valid()
        first, last = self.cleaned_data.get("year_from"), self.cleaned_data.get("year_to")
        if first is None and last is None:
            return None
        first = FIRST_YEAR if first is None else first
        last = LAST_YEAR if last is None else last
        return min(first, last), max(first, last)

    @property
    def order(self) -> str:
        """How results are sorted: "date", or "title"."""
        return (self.values("sort") or ["date"])[-1]

    def parameters(self) -> list[tuple[str, str]]:
        """The filter as address parameters, without anything that had no meaning."""
        self.is_valid()
        found = list(self.keep.items())
        if self.text:
            found.append(("q", self.text))
        for name in ("leader", "theme", "aspect"):
            found += [(name, value) for value in self.values(name)]
        for name in ("year_from", "year_to"):
            if self.cleaned_data.get(name) is not None:
                found.append((name, str(self.cleaned_data[name])))
        for name in ("kind", "standing", "mine", "status", "check"):
            found += [(name, value) for value in self.values(name)]
        if self.order != "date":
            found.append(("sort", self.order))
        return found

    @property
    def query(self) -> str:
        """The filter as the query of an address."""
        return urlencode(self.parameters())

    @property
    def cleared(self) -> str:
        """The query of the address with every filter cleared."""
        return urlencode(self.keep)

    def chips(self) -> list["Chip"]:
        """One removable chip for each thing asked for; the years are one thing."""
        everything = self.parameters()
        without_years = [pair for pair in everything if not pair[0].startswith("year_")]
        chips = [
            Chip(self._label(*pair), urlencode([each for each in everything if each != pair]))
            for pair in without_years
            if pair[0] != "sort" and pair[0] not in self.keep
        ]
        if self.years:
            chips.append(Chip(self.years_label, urlencode(without_years)))
        return chips

    @property
    def years_label(self) -> str:
        """The years asked for, in words: "1941-1964", "from 1941", "to 1964"."""
        if self.years is None:
            return ""
        first, last = self.years
        if first == FIRST_YEAR:
            return f"to {last}"
        if last == LAST_YEAR:
            return f"from {first}"
        return f"{first}\N{EN DASH}{last}"

    def _label(self, name: str, value: str) -> str:
        if name == "q":
            return f"\N{LEFT SINGLE QUOTATION MARK}{value}\N{RIGHT SINGLE QUOTATION MARK}"
        return dict(self._choices(name))[value]

    def facets(self, counts: Counts) -> list["Facet"]:
        """The groups of checkboxes, each choice with its count."""
        facets = []
        for name in _FACETS:
            if name not in self.fields:
                continue
            chosen = self.values(name)
            leaders = {each.code: each for each in self.leaders} if name == "leader" else {}
            options = [
                Option(
                    value, label, counts[name].get(value, 0), value in chosen, leaders.get(value)
                )
                for value, label in self._choices(name)
                if name != "aspect" or value in chosen or self._under_chosen_theme(value)
            ]
            if options:
                facets.append(Facet(name, str(self.fields[name].label), options))
        return facets

    def _under_chosen_theme(self, slug: str) -> bool:
        chosen = self.values("theme")
        return any(each.slug == slug and each.theme.slug in chosen for each in self.aspects)


@dataclass(frozen=True)
class Chip:
    """An active filter and the query of the address without it."""

    label: str
    query: str


@dataclass(frozen=True)
class Option:
    """One checkbox of a facet."""

    value: str
    label: str
    count: int
    chosen: bool
    leader: Leader | None


@dataclass(frozen=True)
class Facet:
    """A group of checkboxes."""

    name: str
    legend: str
    options: list[Option]


def search(
    items: EvidenceItemQuerySet, chosen: EvidenceFilter, *, without: str = ""
) -> EvidenceItemQuerySet:
    """Items that match every filter, in order; ``without`` names one filter to leave out."""
    for name, model, column in _TAGS:
        if name == without or not (values := set(chosen.values(name))):
            continue
        ids = [tag.pk for tag in _tags(chosen, name) if _tag_value(tag) in values]
        items = items.filter(pk__in=_tagged(model, column, ids))
    for name in ("kind", "standing"):
        if name != without and (found := chosen.values(name)):
            items = items.filter(**{f"{name}__in": found})
    if without != "status":
        shown = chosen.values("status") or [EvidenceItem.Status.PUBLISHED]
        items = items.filter(status__in=shown)
    if without != "check" and len(chosen.values("check")) == 1:
        items = items.filter(checked_on__isnull=chosen.values("check") == ["unchecked"])
    if without != "mine" and chosen.values("mine"):
        items = items.filter(owner=chosen.user)
    if chosen.years:
        items = items.in_years(*chosen.years)
    for word in chosen.text.split():
        items = items.filter(_matches(word, chosen))
    if chosen.order == "title":
        return items.order_by(Lower("title"), "year_from", "pk")
    return items.order_by("year_from", "in_year", "year_to", "title", "pk")


def facet_counts(items: EvidenceItemQuerySet, chosen: EvidenceFilter) -> Counts:
    """How many items each choice would give, all other filters honoured; a query a facet."""
    counts: Counts = {}
    for name, model, _ in _TAGS:
        found = search(items, chosen, without=name).order_by()
        tagged = model.objects.filter(evidenceitem__in=found)
        label = "leader__code" if name == "leader" else f"{name}__slug"
        counts[name] = _tally(tagged, label, "evidenceitem")
    for name in ("kind", "standing", "status"):
        if name in chosen.fields:
            counts[name] = _tally(search(items, chosen, without=name), name, "pk")
    if "check" in chosen.fields:
        either = search(items, chosen, without="check").order_by()
        counts["check"] = either.aggregate(
            unchecked=Count("pk", filter=Q(checked_on=None)),
            checked=Count("pk", filter=Q(checked_on__isnull=False)),
        )
    if "mine" in chosen.fields:
        own = search(items, chosen, without="mine").filter(owner=chosen.user)
        counts["mine"] = {"yes": own.count()}
    return counts


_FACETS = ("leader", "theme", "aspect", "standing", "kind", "mine", "status", "check")
_TAGS: tuple[tuple[str, Any, str], ...] = (
    ("leader", EvidenceItem.leaders.through, "leader_id"),
    ("theme", EvidenceItem.themes.through, "theme_id"),
    ("aspect", EvidenceItem.aspects.through, "aspect_id"),
)


def _tags(
    chosen: EvidenceFilter, name: str
) -> tuple[Leader, ...] | tuple[Theme, ...] | tuple[Aspect, ...]:
    if name == "leader":
        return chosen.leaders
    return chosen.themes if name == "theme" else chosen.aspects


def _tag_value(tag: Leader | Theme | Aspect) -> str:
    return tag.code if isinstance(tag, Leader) else tag.slug


def _tagged(model: Any, column: str, ids: list[int]) -> QuerySet[Any]:
    """The items with any of the tags: a subquery, so that no item is found twice."""
    found: QuerySet[Any] = model.objects.filter(**{f"{column}__in": ids})
    return found.values("evidenceitem_id")


def _matches(word: str, chosen: EvidenceFilter) -> Q:
    """Where a word may stand: in the words of the item or in the names of its tags."""
    rule = Q(title__icontains=word) | Q(text__icontains=word) | Q(significance__icontains=word)
    for name, model, column in _TAGS:
        ids = [tag.pk for tag in _tags(chosen, name) if _is_named(tag, word)]
        if ids:
            rule |= Q(pk__in=_tagged(model, column, ids))
    return rule


def _is_named(tag: Leader | Theme | Aspect, word: str) -> bool:
    names = [tag.name]
    if isinstance(tag, Leader):
        names += [tag.short_name, *tag.aliases]
    elif isinstance(tag, Theme):
        names += tag.synonyms
    return any(word.casefold() in str(name).casefold() for name in names)


def _tally(rows: QuerySet[Any], field: str, counted: str) -> dict[str, int]:
    """How many different items stand behind each value of a field."""
    return dict(rows.order_by().values_list(field).annotate(n=Count(counted, distinct=True)))
