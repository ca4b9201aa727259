"""Q rules: the two sides of the question, and enough points."""

from collections.abc import Iterator
from math import ceil

from apps.plans.checks.findings import Signal
from apps.plans.checks.reading import points_by_side
from apps.plans.checks.thresholds import Thresholds
from apps.plans.checks.wording import count
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


RULES = (side_empty, sides_uneven, few_points)
