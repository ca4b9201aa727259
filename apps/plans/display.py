"""What the board's templates draw: points with their tallies and flags, rows with their cells.

Built from a PlanSnapshot alone, so a page, a fragment and a print-out never disagree.
"""

from dataclasses import dataclass

from django.urls import reverse

from apps.plans.checks import Finding, Report
from apps.plans.checks.reading import FEW_COMPARANDS, TWO_OPTION, paired
from apps.plans.groupings import grouping_of
from apps.plans.schema import text_version
from apps.plans.shapes import ROW_WORDS, Shape, bands_of, shape_of
from apps.plans.snapshot import (
    ComparandSnapshot,
    LeaderRef,
    PlacementSnapshot,
    PlanSnapshot,
    PointSnapshot,
    QuestionSnapshot,
    RowSnapshot,
    SideSnapshot,
    ThemeRef,
)

# Beyond this many comparands a tally lists only those that have evidence.
FULL_TALLY = 4
STANCE_WORDS = {
    2: "Wholly supports",
    1: "Mostly supports",
    0: "Balanced",
    -1: "Mostly challenges",
    -2: "Wholly challenges",
}
EXTENT_WORDS = {
    2: "Very alike",
    1: "Mostly alike",
    0: "Mixed",
    -1: "Mostly different",
    -2: "Very different",
}
_SIDE_CLASSES = {"support": "sup", "challenge": "cha", "neutral": "neu"}


@dataclass(frozen=True, slots=True)
class ChipRef:
    """A chip in a tally or in front of a card: a comparand's code with its leader's shape."""

    code: str
    name: str
    shape: str
    slot: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many cards a point or row holds for one comparand."""

    code: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class CardView:
    """A placed card."""

    placement: PlacementSnapshot
    chips: tuple[ChipRef, ...]
    flag: str


@dataclass(frozen=True, slots=True)
class PointView:
    """A point with all that is drawn around it.

    only is the label of the sole comparand when its counterpart is missing; missing is the
    counterpart to look for.
    """

    point: PointSnapshot
    side: SideSnapshot
    row: RowSnapshot | None
    theme: ThemeRef | None
    cards: tuple[CardView, ...]
    tally: tuple[Count, ...]
    only: str
    missing: ComparandSnapshot | None
    claim_version: str
    explanation_version: str
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideView:
    """A side with its points: a column of the board, or the side's cell in one row.

    heading is what the plan's shape calls it.
    """

    side: SideSnapshot
    css: str
    points: tuple[PointView, ...]
    heading: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the matrix; row is None for the points that have none."""

    row: RowSnapshot | None
    theme: ThemeRef | None
    cells: tuple[SideView, ...]
    points: int
    coverage: tuple[Count, ...]
    mini_version: str
    kind: str
    """What it is called, where that is not what the shape's rows are; else ""."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """How many points compare. half are those with evidence on one comparand only.

    is_asked is false where a point need not compare: with one thing to write about, or two
    options taken in turn.
    """

    is_asked: bool
    paired: int
    total: int
    half: tuple[PointView, ...]


@dataclass(frozen=True, slots=True)
class BoardView:
    """Everything on the board but the evidence panel."""

    plan: PlanSnapshot
    home: str
    question: QuestionSnapshot
    sides: tuple[SideView, ...]
    rows: tuple[RowView, ...]
    points: tuple[PointView, ...]
    comparand_chips: tuple[tuple[ComparandSnapshot, tuple[ChipRef, ...]], ...]
    shape: Shape
    pairing: Pairing
    free_bands: tuple[str, ...]
    free_themes: tuple[ThemeRef, ...]
    report: Report
    versions: dict[str, str]
    stances: tuple[tuple[int, str], ...]
    extents: tuple[tuple[int, str], ...]

    @property
    def thesis_word(self) -> str:
        """The thesis stance in words."""
        return _word(STANCE_WORDS, self.plan.thesis_stance)

    @property
    def judgement_word(self) -> str:
        """The judgement stance in words."""
        return _word(STANCE_WORDS, self.plan.judgement_stance)

    def point(self, uuid: str) -> PointView | None:
        """Return the view of one point, if it is on the board."""
        return next((one for one in self.points if one.point.uuid == uuid), None)


def _word(words: dict[int, str], value: int | None) -> str:
    return "Not chosen yet" if value is None else words[value]


def extent_word(value: int | None) -> str:
    """A row's extent in words."""
    return _word(EXTENT_WORDS, value)


def chip_of(leader: LeaderRef) -> ChipRef:
    """The chip of a leader."""
    return ChipRef(leader.code, leader.name, leader.shape, leader.palette_slot)


def leader_chips(question: QuestionSnapshot, codes: tuple[str, ...]) -> tuple[ChipRef, ...]:
    """Chips of the leaders with these codes; an unknown code is left out."""
    found = (question.leader(code) for code in codes)
    return tuple(chip_of(leader) for leader in found if leader)


def period(question: QuestionSnapshot) -> str:
    """The question's years, such as 1941–1964."""
    if question.period_from == question.period_to:
        return str(question.period_from)
    return f"{question.period_from}\N{EN DASH}{question.period_to}"


def board_view(plan: PlanSnapshot, report: Report) -> BoardView:
    """Arrange a snapshot and its report for the templates."""
    question = plan.question
    shape = shape_of(plan.shape)
    points = tuple(_point_view(plan, point) for point in plan.points)
    sides = tuple(
        SideView(
            side=side,
            css=_SIDE_CLASSES[side.stance],
            points=tuple(one for one in points if one.side == side),
            heading=shape.heading_of(side),
        )
        for side in question.sides
    )
    used = {row.theme for row in plan.rows}
    labels = {row.label for row in plan.rows}
    bands = bands_of(question) if shape.row_kind == "band" else ()
    main = dict.fromkeys(question.question_themes)
    free = [theme for theme in question.themes if theme.slug not in used]
    return BoardView(
        plan=plan,
        # Every address on the board starts here: reversing each of them took a tenth of its time.
        home=reverse("plans:show_plan", args=[plan.uuid]),
        question=question,
        sides=sides,
        rows=_row_views(plan, points, shape),
        points=points,
        comparand_chips=tuple(
            (one, leader_chips(question, one.leaders)) for one in question.comparands
        ),
        shape=shape,
        pairing=_pairing(plan, points),
        free_bands=tuple(band for band in bands if band not in labels),
        free_themes=tuple(sorted(free, key=lambda theme: theme.slug not in main)),
        report=report,
        versions={
            name: text_version(getattr(plan, name))
            for name in ("thesis", "context", "judgement", "concession")
        },
        stances=tuple(STANCE_WORDS.items()),
        extents=tuple(EXTENT_WORDS.items()),
    )


def _counts(
    question: QuestionSnapshot, placements: tuple[PlacementSnapshot, ...]
) -> tuple[Count, ...]:
    counts = tuple(
        Count(
            code=one.code,
            label=one.label,
            number=sum(one.code in placement.comparands for placement in placements),
        )
        for one in question.comparands
    )
    if len(counts) > FULL_TALLY:
        return tuple(count for count in counts if count.number)
    return counts


def _point_view(plan: PlanSnapshot, point: PointSnapshot) -> PointView:
    question = plan.question
    row = plan.row(point.row)
    touched = point.comparands
    only, missing = "", None
    asks_for_pairs = 2 <= len(question.comparands) <= FULL_TALLY and question.template != TWO_OPTION
    if len(touched) == 1 and asks_for_pairs:
        sole = question.comparand(touched[0])
        only = sole.label if sole else ""
        missing = next(one for one in question.comparands if one.code != touched[0])
    texts = {one.uuid: one.text for one in plan.criteria}
    return PointView(
        point=point,
        side=question.side(point.side),
        row=row,
        theme=question.theme(row.theme) if row and row.theme else None,
        cards=tuple(
            CardView(
                placement=placement,
                chips=leader_chips(question, placement.evidence.leaders),
                flag=_flag(question, placement),
            )
            for placement in point.placements
        ),
        tally=_counts(question, point.placements),
        only=only,
        missing=missing,
        claim_version=text_version(point.claim),
        explanation_version=text_version(point.explanation),
        criteria=tuple(texts[uuid] for uuid in point.criteria),
    )


def _flag(question: QuestionSnapshot, placement: PlacementSnapshot) -> str:
    if placement.is_context:
        return ""
    if placement.fit == "outside":
        return f"Outside {period(question)}, so it does not count."
    if placement.fit == "gap":
        return "Falls between the periods compared, so it does not count."
    if placement.fit == "partly":
        return f"Partly outside {period(question)}."
    return ""


def _pairing(plan: PlanSnapshot, points: tuple[PointView, ...]) -> Pairing:
    pairs = paired(plan)
    return Pairing(
        is_asked=len(plan.question.comparands) >= FEW_COMPARANDS.start
        and plan.question.template != TWO_OPTION,
        paired=len(pairs),
        total=len(points),
        half=tuple(one for one in points if len(one.point.comparands) == 1),
    )


def _row_views(
    plan: PlanSnapshot, points: tuple[PointView, ...], shape: Shape
) -> tuple[RowView, ...]:
    rows: list[RowSnapshot | None] = list(plan.rows)
    if any(one.row is None for one in points):
        rows.append(None)
    views = []
    for row in rows:
        in_row = tuple(one for one in points if one.row == row)
        placements = tuple(card.placement for one in in_row for card in one.cards)
        views.append(
            RowView(
                row=row,
                theme=plan.question.theme(row.theme) if row and row.theme else None,
                cells=tuple(
                    SideView(
                        side=side,
                        css=_SIDE_CLASSES[side.stance],
                        points=tuple(one for one in in_row if one.side == side),
                        heading=shape.heading_of(side),
                    )
                    for side in plan.question.sides
                ),
                points=len(in_row),
                coverage=tuple(
                    Count(
                        code=one.code,
                        label=one.label,
                        number=sum(one.code in placement.comparands for placement in placements),
                    )
                    for one in plan.question.comparands
                ),
                mini_version=text_version(row.mini_judgement) if row else "",
                kind=ROW_WORDS[row.kind] if row and row.kind != shape.row_kind else "",
            )
        )
    return tuple(views)


def anchor_of(finding: Finding, grouping: str = "side") -> str:
    """The place on the board that a finding is about, as the end of an address."""
    if finding.target_kind in ("point", "placement", "criterion", "side"):
        name = {"placement": "card"}.get(finding.target_kind, finding.target_kind)
        is_here = finding.target_kind == "criterion" or grouping_of(grouping).has_parts
        # Where the board's own points and cards are not drawn, they are found by side.
        return f"{'' if is_here else '?view=side'}#{name}-{finding.target}"
    if finding.target_kind == "row":
        # The verdict stands in the matrix; by side the rows have no place of their own.
        return f"?view=theme#row-{finding.target}"
    return {
        "thesis": "#my-view",
        "context": "#context",
        "criteria": "#my-view",
        "judgement": "#judgement",
    }.get(finding.target_kind, "#board-body")
