"""Finding evidence: one filter form, one search, and counts that say what a click would give.

Filters combine with AND; several values of one filter with OR; all words must match. The bank
and the board's evidence panel share this: the panel hands in a queryset that is already narrowed.

``find`` gives what a page lists: with words, the best matches first, at most ``RANKED`` of them.
``search`` gives every item that matches, for what is done to all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast, overload
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from apps.accounts.models import User
from apps.evidence.fulltext import (
    RANKED,
    Among,
    Matches,
    Term,
    best_matches,
    count_matches,
    first_matches,
    read_terms,
)
from apps.evidence.highlight import Marker
from apps.evidence.models import Aspect, EvidenceItem, EvidenceItemQuerySet, Leader, Theme, Topic
from apps.evidence.spelling import corrected

FIRST_YEAR, LAST_YEAR = 800, 2100
# Each word is one more thing that has to match.
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
    decade = AnyOfField(label="Decade")
    kind = AnyOfField(label="Kind", choices=EvidenceItem.Kind.choices)
    standing = AnyOfField(label="Standing", choices=EvidenceItem.Standing.choices)
    mine = AnyOfField(label="Whose", choices=[("yes", "My evidence")])
    recall = AnyOfField(label="Practice", choices=[("forgotten", "Forgotten")])
    status = AnyOfField(label="Status", choices=EvidenceItem.Status.choices)
    check = AnyOfField(
        label="Check", choices=[("unchecked", "Not yet checked"), ("checked", "Checked")]
    )
    sort = AnyOfField(
        label="Order", choices=[("best", "Best match"), ("date", "By date"), ("title", "By title")]
    )
    exact = AnyOfField(label="Spelling", choices=[("yes", "As typed")])

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
        decades = range(topic.year_from // 10 * 10, topic.year_to + 1, 10) if topic else ()
        self._choose_from("decade", [(str(year), f"{year}s") for year in decades])
        self.topic = topic
        # What is looked for in the end: see ``settle``.
        self.terms: tuple[Term, ...] | None = None
        self.shown_text = ""
        # Facets whose counts are of the first matches only.
        self.cut_short: set[str] = set()
        if user is None:
            del self.fields["mine"]
            del self.fields["recall"]
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
        """How results are sorted: "best" (the default for words), "date" or "title"."""
        asked = [each for each in self.values("sort") if each != "best" or self.text]
        return (asked or [self.usual_order])[-1]

    @property
    def usual_order(self) -> str:
        """How results are sorted when nobody asks for an order."""
        return "best" if self.text else "date"

    @property
    def orders(self) -> list[tuple[str, str]]:
        """The orders to choose from; the usual one has no value, so that it follows the words."""
        offered = [pair for pair in self._choices("sort") if pair[0] != "best" or self.text]
        return [("" if value == self.usual_order else value, label) for value, label in offered]

    @property
    def chosen_order(self) -> str:
        """The value of the order in use among ``orders``."""
        return "" if self.order == self.usual_order else self.order

    def settle(self, known: EvidenceItemQuerySet) -> tuple[Term, ...]:
        """Read what was typed, once. A word that none of the known items has, in a text that
        finds nothing, gives way to the nearest word of the topic, unless exact was asked for."""
        if self.terms is None:
            self.terms = read_terms(self.text)
            if self.topic and self.terms and not self.values("exact"):
                found = corrected(self.text, self.terms, known, self.topic)
                self.terms, self.shown_text = found.terms, found.text
        return self.terms

    @property
    def exact_query(self) -> str:
        """The query of the address that looks for the words just as they were typed."""
        return urlencode([*self.parameters(), ("exact", "yes")])

    @property
    def marker(self) -> Marker:
        """What marks the words that were looked for, once that is settled."""
        return Marker(self.terms or ())

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
        for name in ("decade", "kind", "standing", "mine", "recall", "status", "check"):
            found += [(name, value) for value in self.values(name)]
        if self.order != self.usual_order:
            found.append(("sort", self.order))
        if self.text and self.values("exact"):
            found.append(("exact", "yes"))
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
            if pair[0] not in {"sort", "exact", *self.keep}
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
                    value,
                    label,
                    counts[name].get(value, 0),
                    value in chosen,
                    leaders.get(value),
                    name in self.cut_short,
                )
                for value, label in self._choices(name)
                if value in chosen or self._is_offered(name, value, counts[name])
            ]
            if options:
                facets.append(Facet(name, str(self.fields[name].label), options))
        return facets

    def _is_offered(self, name: str, value: str, counts: dict[str, int]) -> bool:
        """Aspects stand under their theme; a decade or a pile without items is left out."""
        if name in ("decade", "recall"):
            return counts.get(value, 0) > 0
        return name != "aspect" or self._under_chosen_theme(value)

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
    """One checkbox of a facet; ``has_more`` when only the first matches were counted."""

    value: str
    label: str
    count: int
    chosen: bool
    leader: Leader | None
    has_more: bool = False

    @property
    def shown(self) -> str:
        """The count as printed: 12, or 12+ when there may be more."""
        return f"{self.count}+" if self.has_more and self.count else str(self.count)


@dataclass(frozen=True)
class Facet:
    """A group of checkboxes."""

    name: str
    legend: str
    options: list[Option]


class BestMatches(Sequence[EvidenceItem]):
    """The best matches of a search, in order; a slice of it is one query."""

    def __init__(self, items: EvidenceItemQuerySet, numbers: list[int]) -> None:
        self.items = items
        self.numbers = numbers[:RANKED]
        self.has_more = len(numbers) > RANKED

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> EvidenceItem: ...

    @overload
    def __getitem__(self, index: slice) -> list[EvidenceItem]: ...

    def __getitem__(self, index: int | slice) -> EvidenceItem | list[EvidenceItem]:
        if isinstance(index, int):
            return self.items.get(pk=self.numbers[index])
        wanted = self.numbers[index]
        found = {item.pk: item for item in self.items.filter(pk__in=wanted)}
        return [found[number] for number in wanted if number in found]


def find(
    items: EvidenceItemQuerySet,
    chosen: EvidenceFilter,
    *,
    known: EvidenceItemQuerySet | None = None,
) -> EvidenceItemQuerySet | BestMatches:
    """What a page lists: by best match at most ``RANKED`` items, else all of them in order.

    ``known`` are the items whose words count as spelt right, where they are more than ``items``.
    """
    known = items if known is None else known
    if chosen.order != "best":
        chosen.settle(known)
        return search(items, chosen)
    narrowed, typed = _narrowed(items, chosen), read_terms(chosen.text)
    numbers = best_matches(narrowed, typed, RANKED)
    if numbers:
        # What finds something needs no better spelling, and no query to learn that.
        chosen.terms = typed
    elif (better := chosen.settle(known)) != typed:
        numbers = best_matches(narrowed, better, RANKED)
    return BestMatches(items.order_by(), numbers)


def search(
    items: EvidenceItemQuerySet, chosen: EvidenceFilter, *, without: str = ""
) -> EvidenceItemQuerySet:
    """Items that match every filter, in order; ``without`` names one filter to leave out.

    Here the order by best match is coarse: words in the title first, then by date.
    """
    terms = chosen.settle(items)
    items = _narrowed(items, chosen, without)
    by_date = ("year_from", "in_year", "year_to", "title", "pk")
    if terms:
        items = items.filter(Matches(terms))
    elif chosen.text:
        # Nothing but marks was typed.
        items = items.none()
    if chosen.order == "best" and terms:
        return items.order_by(Matches(terms, in_title=True).desc(), *by_date)
    if chosen.order == "title":
        return items.order_by(Lower("title"), "year_from", "pk")
    return items.order_by(*by_date)


def count_found(items: EvidenceItemQuerySet, chosen: EvidenceFilter, *, limit: int) -> int:
    """How many items match every filter, counted up to a limit."""
    terms = chosen.settle(items)
    narrowed = _narrowed(items, chosen)
    if chosen.text:
        return count_matches(narrowed, terms, limit)
    return narrowed.order_by()[:limit].count()


def _narrowed(
    items: EvidenceItemQuerySet, chosen: EvidenceFilter, without: str = ""
) -> EvidenceItemQuerySet:
    """Items that match every filter but the words."""
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
    if without != "recall" and chosen.values("recall"):
        items = items.filter(_forgotten_by(chosen.user))
    if without != "decade" and (decades := chosen.values("decade")):
        rule = Q()
        for decade in decades:
            rule |= _in_decade(decade)
        items = items.filter(rule)
    if chosen.years:
        items = items.in_years(*chosen.years)
    return items


def _forgotten_by(person: User | None) -> Q:
    """Items that a person forgot when last practising; by name, as practice builds on this app."""
    return Q(recalls__person=person, recalls__last_answer="forgot")


def _in_decade(decade: str) -> Q:
    """Items with a year in the decade: one that lasts counts in each decade it touches."""
    return Q(year_from__lte=int(decade) + 9, year_to__gte=int(decade))


def facet_counts(items: EvidenceItemQuerySet, chosen: EvidenceFilter) -> Counts:
    """How many items each choice would give, all other filters honoured; a query a facet.

    With words only the first ``RANKED`` matches are counted; the facets that had more are noted
    in ``chosen.cut_short``, and their counts are shown as "12+".
    """
    matches = _Matching(items, chosen)
    counts: Counts = {}
    for name, model, _ in _TAGS:
        tagged = model.objects.filter(evidenceitem__in=matches.without(name))
        label = "leader__code" if name == "leader" else f"{name}__slug"
        counts[name] = _tally(tagged, label, "evidenceitem")
    for name in ("kind", "standing", "status"):
        if name in chosen.fields:
            counts[name] = _tally(matches.without(name), name, "pk")
    decades = [value for value, _ in chosen._choices("decade")]
    each = {f"in_{one}": Count("pk", filter=_in_decade(one)) for one in decades}
    in_decades = matches.without("decade").aggregate(**each) if each else {}
    counts["decade"] = {one: in_decades[f"in_{one}"] for one in decades}
    if "check" in chosen.fields:
        counts["check"] = matches.without("check").aggregate(
            unchecked=Count("pk", filter=Q(checked_on=None)),
            checked=Count("pk", filter=Q(checked_on__isnull=False)),
        )
    if "mine" in chosen.fields:
        counts["mine"] = {"yes": matches.count("mine", Q(owner=chosen.user))}
    if "recall" in chosen.fields:
        counts["recall"] = {"forgotten": matches.count("recall", _forgotten_by(chosen.user))}
    return counts


class _Matching:
    """The items that the counts of one page are made from."""

    def __init__(self, items: EvidenceItemQuerySet, chosen: EvidenceFilter) -> None:
        self.items = items
        self.chosen = chosen
        self.terms = chosen.settle(items)
        # By the filter left out; facets in which nothing is chosen share the items under "".
        self.first: dict[str, list[int]] = {}

    def without(self, name: str) -> EvidenceItemQuerySet:
        """Items that match every filter but one; with words, the first of them."""
        narrowed = _narrowed(self.items, self.chosen, name).order_by()
        if not self.chosen.text:
            return narrowed
        key = name if name == "status" or self.chosen.values(name) else ""
        if key not in self.first:
            self.first[key] = first_matches(narrowed, self.terms, RANKED + 1)
        numbers = self.first[key]
        if len(numbers) > RANKED:
            self.chosen.cut_short.add(name)
        return EvidenceItem.objects.filter(Among("pk", numbers[:RANKED]))

    def count(self, name: str, rule: Q) -> int:
        """How many a filter of the person's own would give."""
        found = _narrowed(self.items, self.chosen, name).filter(rule).order_by()
        return count_matches(found, self.terms, RANKED) if self.chosen.text else found.count()


_FACETS = (
    "leader",
    "theme",
    "aspect",
    "decade",
    "standing",
    "kind",
    "mine",
    "recall",
    "status",
    "check",
)
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


def _tally(rows: QuerySet[Any], field: str, counted: str) -> dict[str, int]:
    """How many different items stand behind each value of a field."""
    return dict(rows.order_by().values_list(field).annotate(n=Count(counted, distinct=True)))
