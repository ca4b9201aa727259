"""X rules: whether points explain themselves, and each adds something of its own."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from apps.plans.checks.findings import Signal
from apps.plans.checks.reading import paired, theme_name, theme_of
from apps.plans.checks.thresholds import Thresholds
from apps.plans.checks.wording import has_comparison, has_link, listed, span, topic_stems, words
from apps.plans.snapshot import EvidenceSnapshot, PlanSnapshot, PointSnapshot


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


def _explained(plan: PlanSnapshot, thresholds: Thresholds) -> list[PointSnapshot]:
    """Points with enough words to read something out of; X1 asks for words in the others."""
    return [
        point
        for point in plan.points
        if words(point.explanation) >= max(thresholds.explanation_words, 1)
    ]


def describes(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """X2: an explanation without a word that gives a reason or compares."""
    for point in _explained(plan, thresholds):
        if not has_link(point.explanation) and not has_comparison(point.explanation):
            yield Signal("X2", point.uuid, "point", {"point": point.number})


def no_question_link(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """X3: no word of the question in claim and explanation.

    The question's key terms, else the words of its view (or stem) without the leaders' names.
    """
    question = plan.question
    wanted = topic_stems(" ".join(question.key_terms))
    if not wanted:
        names = " ".join(
            [one.label for one in question.comparands]
            + [f"{leader.name} {leader.short_name}" for leader in question.leaders]
        )
        wanted = topic_stems(question.view or question.stem) - topic_stems(names)
    if not wanted:
        return
    # A question that asks how alike they were is answered by any word that compares.
    asks_to_compare = has_comparison(question.view or question.stem)
    for point in _explained(plan, thresholds):
        written = f"{point.claim} {point.explanation}"
        if asks_to_compare and has_comparison(written):
            continue
        if not wanted & topic_stems(written):
            yield Signal("X3", point.uuid, "point", {"point": point.number})


def story_order(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """X4: points that each rest on one year, follow the calendar and mostly do not compare."""
    points = plan.points
    if len(points) < 4 or len(paired(plan)) / len(points) >= thresholds.pair_share:
        return
    dates = [
        {year for one in point.placements for year in _years_of(one.evidence)} for point in points
    ]
    if any(len(found) != 1 for found in dates):
        return
    order = [year for found in dates for year in found]
    if all(earlier < later for earlier, later in pairwise(order)):
        yield Signal("X4", params={"years": span(order[0], order[-1])})


def _years_of(evidence: EvidenceSnapshot) -> set[int]:
    return {evidence.year_from, evidence.year_to}


def one_theme(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """X5: all points under one or two themes; a question with fewer themes asks for no more."""
    themes = [theme_of(plan, point) for point in plan.points]
    if len(themes) < 3 or None in themes:
        return
    used = list(dict.fromkeys(theme for theme in themes if theme is not None))
    offered = len(plan.question.question_themes) or thresholds.min_themes
    if len(used) < min(thresholds.min_themes, offered):
        yield Signal("X5", params={"themes": listed([theme_name(plan, one) for one in used])})


def look_alike(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """X6: two points of one side and theme that share most of their evidence."""
    for first, second in combinations(plan.points, 2):
        if first.side != second.side or first.row != second.row or first.row is None:
            continue
        ours = {one.evidence.uuid for one in first.placements}
        theirs = {one.evidence.uuid for one in second.placements}
        fewer = min(len(ours), len(theirs))
        if fewer and len(ours & theirs) / fewer >= thresholds.shared_share:
            yield Signal(
                "X6", second.uuid, "point", {"first": first.number, "second": second.number}
            )


RULES = (
    no_explanation,
    describes,
    no_question_link,
    story_order,
    one_theme,
    look_alike,
)
