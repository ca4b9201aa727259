"""A plan as a timeline: leaders down, years across, drawn by the server with whole numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from apps.evidence.models import EvidenceItem, EvidenceItemQuerySet
from apps.evidence.search import FIRST_YEAR, LAST_YEAR
from apps.plans.display import BoardView, ChipRef, chip_of, leader_chips, period
from apps.plans.snapshot import LeaderRef, QuestionSnapshot

# More would be a wall of numbers; closer in, the rest comes into sight.
BANK_SHOWN = 40
LEAST_YEARS = 4

# The drawing, in units of its own: how wide, where the years begin and end, and its rows.
WIDTH, LEFT, RIGHT = 1000, 104, 984
AXIS, BRACKET, ROW, GAP = 30, 24, 24, 5
IN_PLAN, IN_BANK = 46, 30
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


class TimelineForm(forms.Form):
    """Which years to show and whether with the bank; what has no meaning is dropped."""

    first = forms.IntegerField(required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    last = forms.IntegerField(required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    bank = forms.BooleanField(required=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an event is drawn in one lane."""

    slot: int
    x: int
    y: int
    width: int

    @property
    def middle(self) -> int:
        """The line its number stands on."""
        return self.y + ROW - 7

    @property
    def tick_x(self) -> int:
        """Where its tick begins."""
        return self.x + 5

    @property
    def tick_y(self) -> int:
        """Where its tick hangs."""
        return self.y + 5


@dataclass(frozen=True, slots=True)
class Where:
    """A point that an event's card is in, and the card."""

    card: str
    point: str
    number: str


@dataclass(frozen=True, slots=True)
class Event:
    """An item on the timeline. number is the same in the drawing and in the list."""

    number: int
    evidence: str
    title: str
    years: str
    standing: str
    chips: tuple[ChipRef, ...]
    places: tuple[Where, ...]
    marks: tuple[Mark, ...]

    @property
    def of(self) -> str:
        """Ids of the cards and points it stands for."""
        cards = [f"card-{one.card}" for one in self.places]
        return " ".join([*cards, *(f"point-{one.point}" for one in self.places)])

    @property
    def points(self) -> str:
        """The numbers of its points."""
        return ", ".join(one.number for one in self.places)


@dataclass(frozen=True, slots=True)
class Lane:
    """A leader's row; the last one may be for everybody else."""

    chip: ChipRef | None
    name: str
    y: int
    height: int

    @property
    def text_y(self) -> int:
        """The line its name stands on."""
        return self.y + 20

    @property
    def shape_y(self) -> int:
        """Where its shape hangs."""
        return self.y + 10


@dataclass(frozen=True, slots=True)
class Span:
    """Years marked across the drawing, with their label."""

    label: str
    x: int
    width: int
    y: int

    @property
    def text_y(self) -> int:
        """The line its label stands on."""
        return self.y + 16


@dataclass(frozen=True, slots=True)
class Tick:
    """A year of the axis."""

    year: int
    x: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing and its list; links are address queries, "" where there is nowhere to go."""

    first: int
    last: int
    height: int
    top: int
    ticks: tuple[Tick, ...]
    shade: Span | None
    brackets: tuple[Span, ...]
    lanes: tuple[Lane, ...]
    events: tuple[Event, ...]
    has_bank: bool
    is_cut: bool
    offered: int
    hidden: int
    query: str
    earlier: str
    later: str
    closer: str
    wider: str
    whole: str
    switched: str


@dataclass(frozen=True, slots=True)
class _Item:
    evidence: str
    title: str
    years: str
    standing: str
    year_from: int
    year_to: int
    leaders: tuple[str, ...]
    places: tuple[Where, ...]

    def touches(self, first: int, last: int) -> bool:
        return self.year_from <= last and first <= self.year_to


def timeline(board: BoardView, bank: EvidenceItemQuerySet, data: Mapping[str, Any]) -> Timeline:
    """Draw a plan's evidence over the years; one query where the bank is asked for."""
    question = board.question
    placed = _placed(board)
    limits = _limits(question, placed)
    form = TimelineForm(data)
    form.is_valid()
    first, last = _window(question, form, limits)
    has_bank = bool(form.cleaned_data.get("bank"))
    shown = [one for one in placed if one.touches(first, last)]
    offered = _offered(question, bank, placed, first, last) if has_bank else []
    is_cut = len(offered) > BANK_SHOWN
    items = sorted(
        [*shown, *offered[:BANK_SHOWN]], key=lambda one: (one.year_from, one.year_to, one.title)
    )
    brackets = _brackets(question, first, last)
    top = AXIS + BRACKET * len(brackets) + GAP
    lanes, events, bottom = _lay_out(question, items, first, last, top)
    return Timeline(
        first=first,
        last=last,
        height=bottom + GAP,
        top=top,
        ticks=_ticks(first, last),
        shade=_span(
            f"The question: {period(question)}",
            (question.period_from, question.period_to),
            (first, last),
            y=0,
        ),
        brackets=brackets,
        lanes=lanes,
        events=events,
        has_bank=has_bank,
        is_cut=is_cut,
        offered=min(len(offered), BANK_SHOWN),
        hidden=len(placed) - len(shown),
        query=_query(first, last, has_bank),
        **_links(first, last, limits, has_bank),
    )


def _placed(board: BoardView) -> list[_Item]:
    """The plan's evidence, each item once with every place it has."""
    places: dict[str, list[Where]] = {}
    for view in board.points:
        for card in view.cards:
            places.setdefault(card.placement.evidence.uuid, []).append(
                Where(card.placement.uuid, view.point.uuid, view.point.number)
            )
    seen = {one.evidence.uuid: one.evidence for one in board.plan.placements}
    return [
        _Item(
            one.uuid,
            one.title,
            one.years,
            one.standing,
            one.year_from,
            one.year_to,
            one.leaders,
            tuple(places[one.uuid]),
        )
        for one in seen.values()
    ]


def _offered(
    question: QuestionSnapshot,
    bank: EvidenceItemQuerySet,
    placed: Iterable[_Item],
    first: int,
    last: int,
) -> list[_Item]:
    """Items of the bank that could be placed, in period and in sight; one too many says that
    there are more.

    The leaders take turns, and what is most closely dated comes first: a timeline is of events.
    """
    first, last = max(first, question.period_from), min(last, question.period_to)
    items = bank.in_years(first, last).exclude(uuid__in=[one.evidence for one in placed])
    if question.question_themes:
        tagged = EvidenceItem.objects.filter(themes__slug__in=question.question_themes)
        items = items.filter(pk__in=tagged.values("pk"))
    codes = [leader.code for leader in _leaders(question)]
    closest = ((F("year_to") - F("year_from")).asc(), F("year_from").asc(), F("pk").asc())
    ranked = (
        items.filter(leaders__code__in=codes)
        .with_revision()
        .annotate(
            turn=Window(RowNumber(), partition_by=F("leaders__code"), order_by=closest),
        )
    )
    # An item of several leaders comes once for each of them.
    most = (BANK_SHOWN + 1) * max(1, len(codes))
    found = {one.pk: one for one in ranked.order_by("turn", "pk")[:most]}
    return [_offer(one) for one in list(found.values())[: BANK_SHOWN + 1]]


def _offer(item: EvidenceItem) -> _Item:
    revision = item.revision
    leaders = tuple(revision.leaders) if revision else ()
    return _Item(
        str(item.uuid),
        revision.title if revision else item.title,
        revision.years if revision else item.years,
        item.standing,
        item.year_from,
        item.year_to,
        leaders,
        (),
    )


def _leaders(question: QuestionSnapshot) -> list[LeaderRef]:
    """The leaders the question is about, each once, in its order."""
    codes = dict.fromkeys(code for one in question.comparands for code in one.leaders)
    if not codes:
        return [
            one
            for one in question.leaders
            if one.power_from <= question.period_to and question.period_from <= one.power_to
        ]
    return [leader for code in codes if (leader := question.leader(code))]


def _limits(question: QuestionSnapshot, placed: list[_Item]) -> tuple[int, int]:
    """The years there is anything to see in."""
    firsts = [one.power_from for one in question.leaders] + [one.year_from for one in placed]
    lasts = [one.power_to for one in question.leaders] + [one.year_to for one in placed]
    return min([question.period_from, *firsts]), max([question.period_to, *lasts])


def _window(
    question: QuestionSnapshot, form: TimelineForm, limits: tuple[int, int]
) -> tuple[int, int]:
    margin = max(1, (question.period_to - question.period_from) // 12)
    first = form.cleaned_data.get("first") or question.period_from - margin
    last = form.cleaned_data.get("last") or question.period_to + margin
    return _fitted(min(first, last), max(first, last), limits)


def _fitted(first: int, last: int, limits: tuple[int, int]) -> tuple[int, int]:
    """The nearest years of the same length that lie within the limits."""
    most = max(limits[1] - limits[0], LEAST_YEARS)
    length = min(max(last - first, LEAST_YEARS), most)
    first = max(limits[0], min(first, limits[1] - length))
    return first, first + length


def _query(first: int, last: int, has_bank: bool) -> str:
    return urlencode(
        {"view": "timeline", "first": first, "last": last, **({"bank": "on"} if has_bank else {})}
    )


def _links(first: int, last: int, limits: tuple[int, int], has_bank: bool) -> dict[str, str]:
    length = last - first
    half = max(1, length // 2)
    quarter = max(1, length // 4)

    def to(new_first: int, new_last: int) -> str:
        there = _fitted(new_first, new_last, limits)
        return "" if there == (first, last) else _query(*there, has_bank)

    return {
        "earlier": to(first - half, last - half),
        "later": to(first + half, last + half),
        "closer": to(first + quarter, last - quarter),
        "wider": to(first - half, last + half),
        "whole": urlencode({"view": "timeline", **({"bank": "on"} if has_bank else {})}),
        "switched": _query(first, last, not has_bank),
    }


def _x(year: int, first: int, last: int) -> int:
    """Where a year begins, cut to what is drawn."""
    within = min(max(year, first), last + 1) - first
    return LEFT + (RIGHT - LEFT) * within // (last + 1 - first)


def _ticks(first: int, last: int) -> tuple[Tick, ...]:
    step = next(one for one in _STEPS if (last - first) / one <= 16)
    years = range(-(-first // step) * step, last + 1, step)
    return tuple(Tick(year, _x(year, first, last)) for year in years)


def _span(label: str, years: tuple[int, int], shown: tuple[int, int], *, y: int) -> Span | None:
    x = _x(years[0], *shown)
    width = _x(years[1] + 1, *shown) - x
    return Span(label, x, width, y) if width else None


def _brackets(question: QuestionSnapshot, first: int, last: int) -> tuple[Span, ...]:
    """The years of each comparand that are in sight, one below the other."""
    found: list[Span] = []
    for one in question.comparands:
        label = f"{one.label} {one.year_from}\N{EN DASH}{one.year_to}"
        y = AXIS + BRACKET * len(found)
        span = _span(label, (one.year_from, one.year_to), (first, last), y=y)
        if span:
            found.append(span)
    return tuple(found)


def _lay_out(
    question: QuestionSnapshot, items: list[_Item], first: int, last: int, top: int
) -> tuple[tuple[Lane, ...], tuple[Event, ...], int]:
    """Give every event a free place in the lane of each of its leaders."""
    leaders: list[LeaderRef | None] = [*_leaders(question)]
    codes = {leader.code for leader in leaders if leader}
    if any(not codes & set(one.leaders) for one in items):
        leaders.append(None)
    marks: dict[int, list[Mark]] = {}
    lanes = []
    y = top
    for leader in leaders:
        # Where each row of the lane is taken up to.
        ends: list[int] = []
        for index, one in enumerate(items):
            is_here = leader.code in one.leaders if leader else not codes & set(one.leaders)
            if not is_here:
                continue
            least = IN_PLAN if one.places else IN_BANK
            x = min(_x(one.year_from, first, last), RIGHT - least)
            width = max(_x(one.year_to + 1, first, last) - x - 2, least)
            row = next((row for row, end in enumerate(ends) if end <= x), len(ends))
            ends[row : row + 1] = [x + width + GAP]
            place = y + GAP + row * (ROW + GAP)
            marks.setdefault(index, []).append(
                Mark(leader.palette_slot if leader else 0, x, place, width)
            )
        height = GAP + max(1, len(ends)) * (ROW + GAP)
        lanes.append(
            Lane(
                chip_of(leader) if leader else None,
                leader.name if leader else "Others",
                y,
                height,
            )
        )
        y += height
    events = tuple(
        Event(
            number,
            one.evidence,
            one.title,
            one.years,
            one.standing,
            leader_chips(question, one.leaders),
            one.places,
            tuple(marks.get(number - 1, ())),
        )
        for number, one in enumerate(items, start=1)
    )
    return tuple(lanes), events, y
