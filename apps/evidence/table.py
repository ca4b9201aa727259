"""The leader by theme table: how much evidence stands in each cell, and two leaders compared.

A count says what the link behind it gives: published items and the reader's own private ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Case, Count, F, IntegerField, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.datastructures import MultiValueDict

from apps.evidence.models import Aspect, EvidenceItem, EvidenceItemQuerySet, Leader, Theme, Topic
from apps.evidence.search import AnyOfField, EvidenceFilter

# Items that stand for a cell when two leaders are compared; the rest is behind a link.
KEY_ITEMS = 3
_BEST_KNOWN = Case(
    When(standing=EvidenceItem.Standing.SETTLED, then=Value(0)),
    When(standing=EvidenceItem.Standing.ESTIMATE, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)
_CHECKED_FIRST = Case(When(checked_on=None, then=Value(1)), default=Value(0))


class CommaField(AnyOfField):
    """Several of the choices, each a parameter of its own or all in one with commas."""

    def clean(self, value: Any) -> list[str]:
        """Return the values that are choices, in the order of the choices."""
        return super().clean([part for each in value or [] for part in str(each).split(",")])


class TableFilter(EvidenceFilter):
    """Which columns, which years, and which two leaders to compare."""

    compare = CommaField(label="Compare")
    detail = forms.BooleanField(label="Show aspects", required=False)

    def __init__(
        self, data: MultiValueDict[str, Any], *, topic: Topic | None, keep: Mapping[str, str]
    ) -> None:
        super().__init__(data, topic=topic, keep=keep)
        # A table has columns and years; whatever else the bank filters by is not for it.
        for name in set(self.fields) - {"leader", "year_from", "year_to", "compare", "detail"}:
            del self.fields[name]
        self._choose_from("compare", self._choices("leader"))

    @property
    def columns(self) -> list[Leader]:
        """The leaders asked for; all of them when none was."""
        codes = self.values("compare") if self.is_comparison else self.values("leader")
        return [leader for leader in self.leaders if not codes or leader.code in codes]

    @property
    def is_narrowed(self) -> bool:
        """Whether some leaders were asked for rather than all."""
        return len(self.columns) < len(self.leaders)

    @property
    def is_comparison(self) -> bool:
        """Whether exactly two leaders are to be compared."""
        return len(self.values("compare")) == 2

    @property
    def wants_aspects(self) -> bool:
        """Whether the aspects of each theme have rows of their own."""
        self.is_valid()
        return bool(self.cleaned_data.get("detail"))

    def kept_years(self) -> list[tuple[str, str]]:
        """The years as address parameters, with those of the page."""
        self.is_valid()
        given = {name: self.cleaned_data.get(name) for name in ("year_from", "year_to")}
        years = [(name, str(year)) for name, year in given.items() if year is not None]
        return [*self.keep.items(), *years]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many items, the bank's address query that lists them, and the most telling ones."""

    leader: Leader | None
    count: int
    query: str
    key_items: tuple[EvidenceItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A theme, or an aspect of one, with a cell for each leader and one for all together."""

    theme: Theme
    aspect: Aspect | None
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table; ``totals`` is its last row, for each leader and for all together."""

    leaders: list[Leader]
    rows: list[Row]
    totals: list[Cell]
    total: Cell


def table_of(items: EvidenceItemQuerySet, chosen: TableFilter) -> Table:
    """Count items by leader, theme and, where asked for, aspect; queries do not grow."""
    if chosen.years:
        items = items.in_years(*chosen.years)
    if chosen.is_narrowed:
        items = items.filter(pk__in=_about(chosen.columns))
    by_leader_theme = _counts(items, "leaders", "themes")
    by_theme = _counts(items, "themes")
    by_leader = _counts(items, "leaders")
    key_items = _key_items(items, chosen.columns) if chosen.is_comparison else {}
    in_aspect: dict[tuple[Any, ...], int] = {}
    if chosen.wants_aspects:
        # As the links count: with the theme and with an aspect of that name.
        in_aspect = _counts(items, "leaders", "themes", "aspects__slug")
        in_aspect |= _counts(items, "themes", "aspects__slug")

    def cell(leader: Leader | None, count: int, *tags: tuple[str, str], key: Any = None) -> Cell:
        about = [leader] if leader else chosen.columns if chosen.is_narrowed else []
        pairs = [*chosen.kept_years(), *(("leader", each.code) for each in about), *tags]
        return Cell(leader, count, urlencode(pairs), tuple(key_items.get(key, ())))

    rows = []
    for theme in chosen.themes:
        tag = ("theme", theme.slug)
        rows.append(
            Row(
                theme,
                None,
                tuple(
                    cell(each, by_leader_theme.get(key, 0), tag, key=key)
                    for each in chosen.columns
                    for key in [(each.pk, theme.pk)]
                ),
                cell(None, by_theme.get((theme.pk,), 0), tag),
            )
        )
        for aspect in chosen.aspects if chosen.wants_aspects else ():
            if aspect.theme_id != theme.pk:
                continue
            finer = ("aspect", aspect.slug)
            under = (theme.pk, aspect.slug)
            rows.append(
                Row(
                    theme,
                    aspect,
                    tuple(
                        cell(each, in_aspect.get((each.pk, *under), 0), tag, finer)
                        for each in chosen.columns
                    ),
                    cell(None, in_aspect.get(under, 0), tag, finer),
                )
            )
    return Table(
        leaders=chosen.columns,
        rows=rows,
        totals=[cell(each, by_leader.get((each.pk,), 0)) for each in chosen.columns],
        total=cell(None, items.order_by().count()),
    )


def _about(leaders: Iterable[Leader]) -> Any:
    """Ids of the items about any of the leaders: a subquery, so that no item is found twice."""
    tagged = EvidenceItem.leaders.through.objects.filter(leader__in=list(leaders))
    return tagged.values("evidenceitem_id")


def _counts(items: EvidenceItemQuerySet, *tags: str) -> dict[tuple[Any, ...], int]:
    """How many different items stand behind each combination of tags."""
    counted = items.order_by().values_list(*tags).annotate(n=Count("pk", distinct=True))
    return {tuple(row[:-1]): row[-1] for row in counted}


def _key_items(
    items: EvidenceItemQuerySet, leaders: Sequence[Leader]
) -> dict[tuple[int, int], list[EvidenceItem]]:
    """The items that stand for a leader and theme: checked before unchecked, then settled
    before estimated before disputed, then the earliest.
    """
    first = [_CHECKED_FIRST.asc(), _BEST_KNOWN.asc(), F("year_from").asc(), F("in_year").asc()]
    placed = (
        items.filter(leaders__in=leaders)
        .annotate(
            for_leader=F("leaders"),
            for_theme=F("themes"),
            place=Window(
                RowNumber(),
                partition_by=[F("leaders"), F("themes")],
                order_by=[*first, F("pk").asc()],
            ),
        )
        .filter(place__lte=KEY_ITEMS)
        .order_by("place")
        .values_list("for_leader", "for_theme", "pk")
    )
    places = list(placed)
    chosen = EvidenceItem.objects.in_bulk({item_id for *_, item_id in places})
    found: dict[tuple[int, int], list[EvidenceItem]] = {}
    for leader_id, theme_id, item_id in places:
        found.setdefault((leader_id, theme_id), []).append(chosen[item_id])
    return found
