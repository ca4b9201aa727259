"""D rules: whether the evidence lies in the years of the question."""

from collections.abc import Iterator

from apps.plans.checks.findings import Signal
from apps.plans.checks.reading import period
from apps.plans.checks.thresholds import Thresholds
from apps.plans.checks.wording import count, listed, span
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


RULES = (out_of_range, context_heavy, not_in_power)
