"""X rules: whether points explain themselves."""

from collections.abc import Iterator

from apps.plans.checks.findings import Signal
from apps.plans.checks.thresholds import Thresholds
from apps.plans.checks.wording import words
from apps.plans.snapshot import PlanSnapshot


def no_explanation(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """X1: a point with no explanation, or one too short to hold a reason."""
    for point in plan.points:
        written = words(point.explanation)
        if written < thresholds.explanation_words:
            yield Signal(
                "X1",
                point.uuid,
                "point",
                {
                    "point": point.number,
                    "state": "is explained in a few words" if written else "is not explained yet",
                    "what": "evidence" if point.placements else "point",
                },
            )


RULES = (no_explanation,)
