"""D rules: whether the evidence lies in the years of the question."""

from collections.abc import Iterator

from apps.plans.checks.findings import Signal
from apps.plans.checks.reading import period
from apps.plans.checks.thresholds import Thresholds
from apps.plans.checks.wording import count, is_specific, listed, span
from apps.plans.snapshot import PlanSnapshot


def out_of_range(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """D1: evidence outside the period, or between the periods compared."""
    ranges = dict.fromkeys(span(one.year_from, one.year_to) for one in plan.question.comparands)
    for point in plan.points:
        for placement in point.placements:
            if placement.is_context or placement.fit not in ("outside", "gap"):
                continue
            evidence = placement.evidence
            yield Signal(
                "D1",
                placement.uuid,
                "placement",
                {
                    "point": point.number,
                    "title": evidence.title,
                    "years": evidence.years.strip() or span(evidence.year_from, evidence.year_to),
                    "period": period(plan),
                    "ranges": listed(list(ranges)),
                },
                "gap" if placement.fit == "gap" else "",
            )


def context_heavy(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """D2: more background than the period can carry."""
    total = len(plan.placements)
    background = sum(one.is_context for one in plan.placements)
    if background and (
        background > thresholds.background_items or background / total > thresholds.background_share
    ):
        yield Signal(
            "D2",
            params={
                "background": str(background),
                "total": count(total, "piece"),
                "are": "is" if background == 1 else "are",
                "period": period(plan),
            },
            variant="ap" if plan.question.scheme.board_key == "ap" else "",
        )


def not_in_power(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """D4: evidence tagged with a leader from years in which that leader did not rule."""
    for point in plan.points:
        for placement in point.placements:
            # D1 asks for another piece, or for background, where the years are wrong altogether.
            if placement.fit == "outside" and not placement.is_context:
                continue
            evidence = placement.evidence
            away = [
                leader.short_name
                for code in dict.fromkeys(evidence.leaders)
                if (leader := plan.question.leader(code))
                and (leader.power_to < evidence.year_from or evidence.year_to < leader.power_from)
            ]
            if away:
                yield Signal(
                    "D4",
                    placement.uuid,
                    "placement",
                    {
                        "point": point.number,
                        "title": evidence.title,
                        "leaders": listed(away),
                        "were": "was" if len(away) == 1 else "were",
                        "as_leader": "leader" if len(away) == 1 else "leaders",
                        "years": span(evidence.year_from, evidence.year_to),
                    },
                )


def period_gap(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """D3: a third of the period without evidence, where something compared has years there.

    Waits for three pieces of evidence, one for each third.
    """
    first, last = plan.question.period_from, plan.question.period_to
    years = last - first + 1
    used = [one.evidence for one in plan.placements if one.can_count]
    if years < max(thresholds.gap_years, 3) or len(used) < 3:
        return
    cuts = [first + round(years * part / 3) for part in range(4)]
    thirds = [(cuts[part], cuts[part + 1] - 1) for part in range(3)]
    empty = [
        span(start, end)
        for start, end in thirds
        if any(one.year_from <= end and start <= one.year_to for one in plan.question.comparands)
        and not any(one.year_from <= end and start <= one.year_to for one in used)
    ]
    if empty:
        is_breadth = (
            plan.question.scheme.board_key == "edexcel" and plan.question.template in _BREADTH
        )
        yield Signal("D3", params={"years": listed(empty)}, variant="breadth" if is_breadth else "")


# Edexcel's breadth papers (Paper 1 section B, Paper 3 section C) ask these kinds of question.
_BREADTH = ("change_continuity", "turning_points")


def undated(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """D5: a student's own evidence that names no figure, person or place."""
    for point in plan.points:
        for placement in point.placements:
            evidence = placement.evidence
            if evidence.is_private and not is_specific(f"{evidence.title}. {evidence.text}"):
                yield Signal(
                    "D5",
                    placement.uuid,
                    "placement",
                    {"point": point.number, "title": evidence.title},
                )


def not_in_question(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """D6: evidence about leaders who are none of those compared; D1 goes before it."""
    compared = {code for one in plan.question.comparands for code in one.leaders}
    for point in plan.points:
        for placement in point.placements:
            evidence = placement.evidence
            if placement.is_context or placement.fit == "outside" or placement.comparands:
                continue
            if not compared or not evidence.leaders or compared.intersection(evidence.leaders):
                continue
            about = [
                leader.short_name if (leader := plan.question.leader(code)) else code
                for code in dict.fromkeys(evidence.leaders)
            ]
            yield Signal(
                "D6",
                placement.uuid,
                "placement",
                {
                    "point": point.number,
                    "title": evidence.title,
                    "leaders": listed(about),
                    "are": "is" if len(about) == 1 else "are",
                },
            )


RULES = (out_of_range, context_heavy, period_gap, not_in_power, undated, not_in_question)
