"""What is already good in a plan, read from the plan itself."""

from collections.abc import Iterator

from apps.plans.checks.judgement import fence
from apps.plans.checks.reading import (
    FEW_COMPARANDS,
    TWO_OPTION,
    both,
    paired,
    period,
    points_by_side,
    spelling_of,
    touched_in,
)
from apps.plans.checks.thesis import no_thesis, unused_criteria, written_criteria
from apps.plans.checks.thresholds import Thresholds
from apps.plans.checks.wording import count, listed, words
from apps.plans.snapshot import PlanSnapshot


def good_in(plan: PlanSnapshot, thresholds: Thresholds) -> tuple[str, ...]:
    """Say what the plan already does well; empty for an empty board."""
    return (
        *_start(plan, thresholds),
        *_points(plan, thresholds),
        *_comparison(plan, thresholds),
        *_evidence(plan, thresholds),
        *_end(plan, thresholds),
    )


def _start(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[str]:
    if not any(no_thesis(plan, thresholds)):
        yield "Your answer stands at the start."
    criteria = written_criteria(plan)
    if len(criteria) >= max(thresholds.min_criteria, 1):
        named = listed([f"‘{one.text.strip()}’" for one in criteria])
        yield f"You say what you judge by: {named}."
        if plan.points and not unused_criteria(plan):
            yield "Every criterion is used."


def _points(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[str]:
    sides = points_by_side(plan)
    if len(sides) > 1 and all(number for _side, number in sides):
        every = "Both sides" if len(sides) == 2 else "All sides"
        yield f"{every} have points: {listed([str(number) for _side, number in sides])}."
    if plan.points and len(plan.points) >= thresholds.min_points:
        yield f"You have {count(len(plan.points), 'point')}, enough for this paper."
    if plan.points and all(
        words(point.explanation) >= thresholds.explanation_words for point in plan.points
    ):
        yield "Every point is explained."


def _comparison(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[str]:
    comparands = plan.question.comparands
    total, pairs = len(plan.points), len(paired(plan))
    if pairs and pairs / total >= thresholds.pair_share and plan.question.template != TWO_OPTION:
        if pairs < total:
            verb = "compares" if pairs == 1 else "compare"
            yield f"{pairs} of {total} points {verb} {both(plan)}."
        elif total > 1:
            yield f"All {total} points compare {both(plan)}."
        else:
            yield f"Your point compares {both(plan)}."
    touched = touched_in(plan)
    if len(comparands) >= FEW_COMPARANDS.start and len(touched) == len(comparands):
        yield f"There is evidence on {listed([one.label for one in comparands])}."


def _evidence(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[str]:
    used = [one for one in plan.placements if not one.is_context]
    if used and all(one.fit == "inside" for one in used):
        yield f"All your evidence falls in {period(plan)}."
    elif used and all(one.fit in ("inside", "partly") for one in used):
        yield f"All your evidence reaches into {period(plan)}."
    fewest = min((len(point.placements) for point in plan.points), default=0)
    if fewest > 1 and fewest >= thresholds.min_evidence:
        yield f"Every point has at least {count(fewest, 'piece')} of evidence."
    elif fewest:
        yield "Every point has evidence."


def _end(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[str]:
    spelling = spelling_of(plan)
    if words(plan.judgement) >= max(thresholds.judgement_words, 1):
        if any(fence(plan, thresholds)) or not plan.judgement_stance:
            yield f"You have written a {spelling}."
        else:
            yield f"Your {spelling} comes down on one side."
    opening, closing = plan.thesis_stance, plan.judgement_stance
    if opening and closing and (opening > 0) == (closing > 0):
        yield f"Your opening and your {spelling} lean the same way."
    decisive = plan.point(plan.decisive_point) if plan.decisive_point else None
    if decisive:
        yield f"You name the point that decides it: {decisive.number}."
    if plan.concession.strip():
        yield "You admit the best argument against you."
