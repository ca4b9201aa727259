"""Q rules: the two sides of the question, and enough points."""

from collections.abc import Iterator
from math import ceil

from apps.plans.checks.findings import Signal
from apps.plans.checks.reading import points_by_side, theme_name, themes_of
from apps.plans.checks.thresholds import Thresholds
from apps.plans.checks.wording import count, listed
from apps.plans.snapshot import PlanSnapshot


def side_empty(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """Q1: a required side has no point."""
    for side, number in points_by_side(plan):
        if number == 0:
            yield Signal("Q1", side.uuid, "side", {"side": side.label})


def sides_uneven(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """Q2: one side is much shorter; an empty side is for Q1 alone to name."""
    numbers = points_by_side(plan)
    if len(numbers) < 2:
        return
    weak, few = min(numbers, key=lambda one: one[1])
    strong, many = max(numbers, key=lambda one: one[1])
    if few and few / many < thresholds.balance_ratio:
        yield Signal(
            "Q2",
            weak.uuid,
            "side",
            {
                "few": count(few, "point"),
                "many": str(many),
                "weak": weak.label,
                "strong": strong.label,
            },
        )


def few_points(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """Q3: fewer points than plans for this paper usually have."""
    number = len(plan.points)
    if number < thresholds.min_points:
        yield Signal(
            "Q3",
            params={
                "so_far": f"{count(number, 'point')} so far" if number else "No points yet",
                "wanted": count(ceil(thresholds.min_points), "developed point"),
            },
        )


def too_many_points(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """Q4: more points than the time allows to develop."""
    number = len(plan.points)
    if number > thresholds.max_points and number:
        minutes = plan.question.minutes
        each = max(round(minutes / number), 1)
        yield Signal(
            "Q4",
            params={
                "points": count(number, "point"),
                "time": f"{count(number, 'point')} in {minutes} minutes is about "
                f"{count(each, 'minute')} each"
                if minutes > 0
                else f"{count(number, 'point')} leave little time for each",
            },
        )


def strands_left_out(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """S1: themes that mark schemes often consider on a side and the plan has no point on.

    Speaks only after the student's own attempt, and names themes, never the arguments.
    """
    if not plan.has_attempted:
        return
    for side in plan.question.sides:
        argued = {one for point in plan.points_on(side.uuid) for one in themes_of(plan, point)}
        missing = [
            theme_name(plan, theme)
            for owner, theme in plan.question.strand_themes
            if owner == side.uuid and theme not in argued
        ]
        if missing:
            yield Signal(
                "S1",
                side.uuid,
                "side",
                {"side": side.label, "themes": listed(list(dict.fromkeys(missing)))},
            )


RULES = (side_empty, sides_uneven, few_points, too_many_points, strands_left_out)
