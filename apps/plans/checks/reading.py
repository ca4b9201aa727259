"""What several rules read out of a plan."""

from apps.plans.checks.wording import span
from apps.plans.snapshot import (
    PlacementSnapshot,
    PlanSnapshot,
    PointSnapshot,
    RowSnapshot,
    SideSnapshot,
)

TWO_OPTION = "two_option"
"""The template that takes one option after the other by design, so pairing is not asked for."""

THEMATIC_MATRIX = "thematic_matrix"
"""The template with a mini-judgement for each theme."""

FEW_COMPARANDS = range(2, 5)
"""With so many things to compare, each needs evidence; with more, most of them."""


def required_sides(plan: PlanSnapshot) -> tuple[SideSnapshot, ...]:
    """Sides that must hold points: all that take a stance, or all where none does."""
    sides = plan.question.sides
    return tuple(side for side in sides if side.stance != "neutral") or sides


def points_by_side(plan: PlanSnapshot) -> list[tuple[SideSnapshot, int]]:
    """Each required side with its number of points."""
    return [(side, len(plan.points_on(side.uuid))) for side in required_sides(plan)]


def touched_by(plan: PlanSnapshot, point: PointSnapshot) -> list[str]:
    """Codes of the comparands a point has evidence on, in the question's order."""
    touched = set(point.comparands)
    return [one.code for one in plan.question.comparands if one.code in touched]


def counted(plan: PlanSnapshot) -> list[PlacementSnapshot]:
    """Placements that count for something the question compares."""
    codes = {one.code for one in plan.question.comparands}
    return [one for one in plan.placements if codes.intersection(one.comparands)]


def touched_in(plan: PlanSnapshot) -> set[str]:
    """Codes of the comparands the plan has evidence on."""
    return {code for point in plan.points for code in touched_by(plan, point)}


def paired(plan: PlanSnapshot) -> list[PointSnapshot]:
    """Points that compare: they have evidence on at least two comparands."""
    return [point for point in plan.points if len(touched_by(plan, point)) > 1]


def label_of(plan: PlanSnapshot, code: str) -> str:
    """The name of a comparand; its code where the question no longer has it."""
    comparand = plan.question.comparand(code)
    return comparand.label if comparand else code


def both(plan: PlanSnapshot) -> str:
    """How to speak of what is compared: "both", or "two or more" where there are many."""
    return "both" if len(plan.question.comparands) == 2 else "two or more"


def period(plan: PlanSnapshot) -> str:
    """The question's years as printed."""
    return span(plan.question.period_from, plan.question.period_to)


def spelling_of(plan: PlanSnapshot) -> str:
    """How the board spells judgement."""
    return plan.question.scheme.judgement_spelling or "judgement"


def theme_of(plan: PlanSnapshot, point: PointSnapshot) -> str | None:
    """The theme a point is argued under; None when it has no row, or a row without a theme."""
    row = plan.row(point.row)
    return row.theme if row else None


def themes_of(plan: PlanSnapshot, point: PointSnapshot) -> set[str]:
    """The theme of a point's row; of one without a theme, the main themes of its cards."""
    theme = theme_of(plan, point)
    if theme is not None:
        return {theme}
    return {one.evidence.themes[0] for one in point.placements if one.evidence.themes}


def theme_name(plan: PlanSnapshot, slug: str) -> str:
    """The name of a theme; its slug where the topic no longer has it."""
    theme = plan.question.theme(slug)
    return theme.name if theme else slug


def points_in(plan: PlanSnapshot, row: RowSnapshot) -> list[PointSnapshot]:
    """The points of a row, in board order."""
    return [point for point in plan.points if point.row == row.uuid]
