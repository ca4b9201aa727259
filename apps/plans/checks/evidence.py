"""E rules: whether points rest on evidence, and on enough of it."""

from collections.abc import Iterator

from apps.plans.checks.findings import Signal
from apps.plans.checks.thresholds import Thresholds
from apps.plans.checks.wording import count, listed
from apps.plans.snapshot import PlacementSnapshot, PlanSnapshot, PointSnapshot


def no_evidence(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """E1: a point without evidence."""
    for point in plan.points:
        if not point.placements:
            yield Signal("E1", point.uuid, "point", {"point": point.number})


def thin(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """E2: a point that rests on one example (or on fewer than the scheme asks for)."""
    for point in plan.points:
        if 0 < len(point.placements) < thresholds.min_evidence:
            pieces = count(len(point.placements), "piece")
            yield Signal("E2", point.uuid, "point", {"point": point.number, "pieces": pieces})


def reused(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """E3: one piece of evidence in many points, or on both sides with the same note."""
    uses: dict[str, list[tuple[PointSnapshot, PlacementSnapshot]]] = {}
    for point in plan.points:
        for placement in point.placements:
            uses.setdefault(placement.evidence.uuid, []).append((point, placement))
    for found in uses.values():
        first = found[0][1]
        points = list({point.uuid: point for point, _placement in found}.values())
        params = {
            "title": first.evidence.title,
            "times": str(len(points)),
            "points": listed([point.number for point in points]),
        }
        if 1 < len(points) >= thresholds.reuse_points:
            yield Signal("E3", first.uuid, "placement", params)
        elif _same_note_on_both_sides(found):
            yield Signal("E3", first.uuid, "placement", params, "both")


def _same_note_on_both_sides(found: list[tuple[PointSnapshot, PlacementSnapshot]]) -> bool:
    sides: dict[str, set[str]] = {}
    for point, placement in found:
        sides.setdefault(placement.note.strip().casefold(), set()).add(point.side)
    return any(len(used) > 1 for used in sides.values())


RULES = (no_evidence, thin, reused)
