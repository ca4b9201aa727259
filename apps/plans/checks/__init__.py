"""Plan checks: what the shape of a plan says about the argument, with reasons.

check(plan) is a pure function of a snapshot. It never grades: no text it makes holds a number
of points gained, a band or a share out of a hundred. docs/checks.md lists the rules.
"""

from collections.abc import Callable, Iterable

from apps.plans.checks import comparison, dates, evidence, explanation, judgement, sides, thesis
from apps.plans.checks.findings import Finding, Report, Signal, TargetKind
from apps.plans.checks.good import good_in
from apps.plans.checks.messages import render
from apps.plans.checks.thresholds import SEVERITIES, Severity, Thresholds, thresholds_of
from apps.plans.snapshot import PlanSnapshot

__all__ = ["Finding", "Report", "Severity", "TargetKind", "check"]

Rule = Callable[[PlanSnapshot, Thresholds], Iterable[Signal]]

RULES: tuple[Rule, ...] = (
    *sides.RULES,
    *comparison.RULES,
    *dates.RULES,
    *evidence.RULES,
    *explanation.RULES,
    *thesis.RULES,
    *judgement.RULES,
)


def check(plan: PlanSnapshot) -> Report:
    """Run every rule over a plan; findings the student set aside stand apart."""
    thresholds = thresholds_of(plan.question.scheme)
    reasons = {(one.code, one.target): one.reason for one in plan.dismissals}
    findings = [
        finding
        for rule in RULES
        for signal in rule(plan, thresholds)
        if (finding := render(signal, plan, reasons.get((signal.code, signal.target)))) is not None
    ]
    places = _places(plan)
    findings.sort(
        key=lambda one: (
            SEVERITIES.index(one.severity),
            places.get((one.target_kind, one.target), len(places)),
        )
    )
    return Report(
        open=tuple(one for one in findings if one.dismissed_reason is None),
        dismissed=tuple(one for one in findings if one.dismissed_reason is not None),
        good=good_in(plan, thresholds),
    )


def _places(plan: PlanSnapshot) -> dict[tuple[TargetKind, str], int]:
    """Number every target from the top of the board to its foot."""
    order: list[tuple[TargetKind, str]] = [
        ("plan", ""),
        ("thesis", ""),
        ("context", ""),
        ("criteria", ""),
    ]
    order += [("criterion", one.uuid) for one in plan.criteria]
    for side in plan.question.sides:
        order.append(("side", side.uuid))
        for point in plan.points_on(side.uuid):
            order.append(("point", point.uuid))
            order += [("placement", one.uuid) for one in point.placements]
    order += [("row", one.uuid) for one in plan.rows]
    order.append(("judgement", ""))
    places: dict[tuple[TargetKind, str], int] = {}
    for target in order:
        places.setdefault(target, len(places))
    return places
