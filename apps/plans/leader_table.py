"""A plan as a table of themes by comparands: what it holds, and what the bank would still give."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q

from apps.evidence.models import EvidenceItemQuerySet
from apps.plans.display import BoardView, CardView, ChipRef, leader_chips
from apps.plans.snapshot import ComparandSnapshot, QuestionSnapshot, RowSnapshot, ThemeRef


@dataclass(frozen=True, slots=True)
class Column:
    """A comparand with its chips."""

    comparand: ComparandSnapshot
    chips: tuple[ChipRef, ...]


@dataclass(frozen=True, slots=True)
class CellCard:
    """A placed card in a cell, with the id and number of the point it is in."""

    view: CardView
    point: str
    number: str


@dataclass(frozen=True, slots=True)
class Cell:
    """The plan's cards for one row and comparand, and how many the bank has behind query.

    in_bank is None where the row has no theme to look for.
    """

    column: Column
    cards: tuple[CellCard, ...]
    in_bank: int | None
    query: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the plan, or a theme of the question that has no row yet (then row is None).

    Points without a row make the last line, which has no theme either.
    """

    row: RowSnapshot | None
    theme: ThemeRef | None
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class LeaderTable:
    """The whole table."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def leader_table(board: BoardView, bank: EvidenceItemQuerySet) -> LeaderTable:
    """Arrange a plan as a table: one query, whatever its size. bank is what may be placed."""
    question = board.question
    columns = _columns(question)
    wanted: list[tuple[RowSnapshot | None, ThemeRef | None, str]] = [
        (line.row, line.theme, line.row.label) for line in board.rows if line.row
    ]
    used = {theme.slug for _, theme, _ in wanted if theme}
    for slug in question.question_themes:
        theme = question.theme(slug)
        if theme and slug not in used:
            wanted.append((None, theme, theme.name))
    counts = _counts(bank, columns, [theme.slug for _, theme, _ in wanted if theme])
    if any(view.row is None for view in board.points):
        wanted.append((None, None, f"No {board.shape.row_noun} yet"))
    return LeaderTable(
        columns,
        tuple(
            Line(
                row,
                theme,
                label,
                tuple(
                    Cell(
                        column,
                        _cards(board, row, theme, column.comparand),
                        counts.get(theme.slug, (0,) * len(columns))[index] if theme else None,
                        _query(question, column.comparand, theme),
                    )
                    for index, column in enumerate(columns)
                ),
            )
            for row, theme, label in wanted
        ),
    )


def _columns(question: QuestionSnapshot) -> tuple[Column, ...]:
    # A question that compares nothing has one column for all its evidence.
    whole = ComparandSnapshot("", "Evidence", (), question.period_from, question.period_to)
    return tuple(
        Column(one, leader_chips(question, one.leaders)) for one in question.comparands or (whole,)
    )


def _cards(
    board: BoardView,
    row: RowSnapshot | None,
    theme: ThemeRef | None,
    comparand: ComparandSnapshot,
) -> tuple[CellCard, ...]:
    if row is None and theme:
        return ()
    return tuple(
        CellCard(card, view.point.uuid, view.point.number)
        for view in board.points
        if view.row == row
        for card in view.cards
        if comparand.code in card.placement.comparands
        or (not comparand.code and card.placement.can_count)
    )


def _query(question: QuestionSnapshot, one: ComparandSnapshot, theme: ThemeRef | None) -> str:
    """The panel's filter for a cell; it finds exactly what is counted."""
    pairs = [("leader", code) for code in one.leaders]
    if theme:
        pairs.append(("theme", theme.slug))
    if (one.year_from, one.year_to) != (question.period_from, question.period_to):
        pairs += [("year_from", str(one.year_from)), ("year_to", str(one.year_to))]
    return urlencode(pairs)


def _counts(
    bank: EvidenceItemQuerySet, columns: tuple[Column, ...], slugs: list[str]
) -> dict[str, tuple[int, ...]]:
    aggregates = {}
    for index, column in enumerate(columns):
        one = column.comparand
        about = Q(year_from__lte=one.year_to, year_to__gte=one.year_from)
        if one.leaders:
            about &= Q(leaders__code__in=one.leaders)
        aggregates[f"column_{index}"] = Count("pk", distinct=True, filter=about)
    rows = (
        bank.filter(themes__slug__in=slugs)
        .order_by()
        .values_list("themes__slug")
        .annotate(**aggregates)
    )
    return {slug: tuple(numbers) for slug, *numbers in rows}
