"""C rules: whether the plan compares, and gives each thing compared its due."""

from collections.abc import Iterator
from itertools import groupby

from apps.plans.checks.findings import Signal
from apps.plans.checks.reading import (
    FEW_COMPARANDS,
    TWO_OPTION,
    both,
    counted,
    label_of,
    paired,
    touched_by,
    touched_in,
)
from apps.plans.checks.thresholds import Thresholds
from apps.plans.checks.wording import count, listed
from apps.plans.snapshot import PlanSnapshot


def _blocks(plan: PlanSnapshot, thresholds: Thresholds) -> list[str]:
    """Comparands in the order the plan treats them one after another; empty when it does not.

    Points without counted evidence say nothing about the order and are passed over.
    """
    comparands = plan.question.comparands
    if len(comparands) not in (2, 3) or plan.question.template == TWO_OPTION:
        return []
    touched = [codes for point in plan.points if (codes := touched_by(plan, point))]
    if len(touched) < thresholds.end_on_points or any(len(codes) > 1 for codes in touched):
        return []
    blocks = [code for code, _run in groupby(codes[0] for codes in touched)]
    is_end_on = len(blocks) == len(comparands) == len(set(blocks))
    return blocks if is_end_on else []


def end_on(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """C1: all of one comparand, then all of the next."""
    blocks = _blocks(plan, thresholds)
    if blocks:
        order = ", then all of ".join(label_of(plan, code) for code in blocks)
        yield Signal("C1", params={"order": f"all of {order}", "title": f"All of {order}"})


def few_pairs(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """C2: too few points compare. C1 says it better where it speaks, so C2 gives way to it."""
    if len(plan.question.comparands) not in FEW_COMPARANDS:
        return
    if plan.question.template == TWO_OPTION or not plan.placements:
        return
    speaks = plan.question.scheme.severities.get("C1") != "off"
    if speaks and _blocks(plan, thresholds):
        return
    total, pairs = len(plan.points), len(paired(plan))
    if pairs / total >= thresholds.pair_share:
        return
    alone = [
        (point.number, label_of(plan, codes[0]))
        for point in plan.points
        if len(codes := touched_by(plan, point)) == 1
    ]
    if len(alone) == 1:
        title = f"{alone[0][0]} speaks only of {alone[0][1]}"
    else:
        verb = "compares" if pairs == 1 else "compare"
        title = f"{pairs} of {count(total, 'point')} {verb}" if pairs else "No point compares yet"
    if pairs:
        share = f"Only {pairs} of {count(total, 'point')} {'uses' if pairs == 1 else 'use'}"
    else:
        share = "Your only point does not use" if total == 1 else f"None of your {total} points use"
    matches = listed([f"{number} (only {label} so far)" for number, label in alone])
    yield Signal(
        "C2",
        params={
            "title": title,
            "share": share,
            "both": both(plan),
            "matches": f" Add a match for {matches}." if matches else "",
        },
    )


def comparand_missing(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """C3: nothing on something the question compares, or, where it compares many, on too many."""
    comparands = plan.question.comparands
    if not plan.points or len(comparands) < FEW_COMPARANDS.start:
        return
    touched = touched_in(plan)
    missing = [one.label for one in comparands if one.code not in touched]
    params = {
        "missing": listed(missing, "or"),
        "touched": str(len(comparands) - len(missing)),
        "total": str(len(comparands)),
    }
    if len(comparands) in FEW_COMPARANDS:
        if missing:
            yield Signal("C3", params=params)
        return
    wanted = thresholds.min_touched or thresholds.touched_share * len(comparands)
    if len(comparands) - len(missing) < min(wanted, len(comparands)):
        yield Signal("C3", params=params, variant="many")


def skewed(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """C4: one of two comparands has a small part of the evidence; with none, C3 names it."""
    comparands = plan.question.comparands
    if len(comparands) != 2:
        return
    placements = counted(plan)
    for one in comparands:
        own = sum(one.code in placement.comparands for placement in placements)
        if own and own / len(placements) < thresholds.skew_share:
            yield Signal(
                "C4",
                params={
                    "label": one.label,
                    "own": str(own),
                    "total": count(len(placements), "piece"),
                },
            )


RULES = (end_on, few_pairs, comparand_missing, skewed)
