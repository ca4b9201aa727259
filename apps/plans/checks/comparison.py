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
    points_in,
    touched_by,
    touched_in,
)
from apps.plans.checks.thresholds import Thresholds
from apps.plans.checks.wording import count, has_comparison, listed, topic_stems, words
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


def _is_end_on(plan: PlanSnapshot, thresholds: Thresholds) -> bool:
    """Whether C1 speaks."""
    return plan.question.scheme.severities.get("C1") != "off" and bool(_blocks(plan, thresholds))


def _has_few_pairs(plan: PlanSnapshot, thresholds: Thresholds) -> bool:
    """Whether too few points compare, of what a plan of this kind is asked."""
    if len(plan.question.comparands) not in FEW_COMPARANDS:
        return False
    if plan.question.template == TWO_OPTION or not plan.placements:
        return False
    return len(paired(plan)) / len(plan.points) < thresholds.pair_share


def few_pairs(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """C2: too few points compare. C1 says it better where it speaks, so C2 gives way to it."""
    if _is_end_on(plan, thresholds) or not _has_few_pairs(plan, thresholds):
        return
    total, pairs = len(plan.points), len(paired(plan))
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


def one_sided_point(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """C7: several pieces of evidence in a point, all on one comparand.

    C1 and C2 name such points themselves, so C7 speaks only where neither does.
    """
    comparands = plan.question.comparands
    if len(comparands) not in FEW_COMPARANDS or plan.question.template == TWO_OPTION:
        return
    c2_speaks = plan.question.scheme.severities.get("C2") != "off"
    if _is_end_on(plan, thresholds) or (c2_speaks and _has_few_pairs(plan, thresholds)):
        return
    for point in plan.points:
        codes = touched_by(plan, point)
        if len(point.placements) > 1 and len(codes) == 1:
            others = [one.label for one in comparands if one.code != codes[0]]
            yield Signal(
                "C7",
                point.uuid,
                "point",
                {
                    "point": point.number,
                    "label": label_of(plan, codes[0]),
                    "others": listed(others, "or"),
                },
            )


def no_comparing_word(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """C5: evidence on several, but no word that sets them side by side; X1 asks for words first."""
    for point in paired(plan):
        written = f"{point.claim} {point.explanation}"
        if words(point.explanation) >= thresholds.explanation_words and not has_comparison(written):
            yield Signal("C5", point.uuid, "point", {"point": point.number, "both": both(plan)})


# The October Revolution parts the two eras that a theme over the whole period should draw on.
_ERAS_PART = 1917


def narrow_synthesis(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """C6: a theme that draws on few rulers, or on one end of the period only (OCR thematic).

    A theme without a verdict is for M1 to name.
    """
    if not thresholds.requires_synthesis:
        return
    compared = {code for one in plan.question.comparands for code in one.leaders}
    spans_both = plan.question.period_from < _ERAS_PART <= plan.question.period_to
    for row in plan.rows:
        used = [one for point in points_in(plan, row) for one in point.placements if one.can_count]
        if not used:
            continue
        rulers = {code for one in used for code in one.evidence.leaders} & compared
        params = {
            "row": row.label,
            "rulers": count(len(rulers), "ruler"),
            "end": "later" if used[0].evidence.year_from < _ERAS_PART else "earlier",
        }
        before = {one.evidence.year_from < _ERAS_PART for one in used}
        if len(rulers) < min(thresholds.min_rulers, len(compared)):
            yield Signal("C6", row.uuid, "row", params)
        elif spans_both and len(before) == 1:
            yield Signal("C6", row.uuid, "row", params, "era")


def factor_ignored(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """F1: few points are about the factor the question names, and none ranks it against another."""
    total = len(plan.points)
    for row in plan.rows:
        if not row.is_named or not total:
            continue
        own = points_in(plan, row)
        if len(own) / total >= thresholds.factor_share:
            continue
        named = topic_stems(row.label)
        ranks = any(
            named & topic_stems(f"{point.claim} {point.explanation}")
            and has_comparison(f"{point.claim} {point.explanation}")
            for point in plan.points
            if point.row != row.uuid
        )
        if not ranks:
            yield Signal(
                "F1",
                row.uuid,
                "row",
                {"factor": row.label, "own": str(len(own)), "total": count(total, "point")},
            )


RULES = (
    end_on,
    few_pairs,
    comparand_missing,
    skewed,
    no_comparing_word,
    narrow_synthesis,
    one_sided_point,
    factor_ignored,
)
