"""E rules: whether points rest on evidence, and on enough of it."""

from collections.abc import Iterator

from apps.plans.checks.findings import Signal
from apps.plans.checks.reading import theme_name, theme_of
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


def narrow_range(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """E4: few different pieces for so many points; E1 goes before it where a point has none."""
    points = len(plan.points)
    if points < 2 or any(not point.placements for point in plan.points):
        return
    different = len({one.evidence.uuid for one in plan.placements})
    if different < thresholds.distinct_share * points:
        yield Signal(
            "E4",
            params={
                "pieces": count(different, "different piece"),
                "points": count(points, "point"),
            },
        )


def off_theme(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """E5: evidence that shares no theme with its point, and no note that says how it helps."""
    for point in plan.points:
        theme = theme_of(plan, point)
        if theme is None:
            continue
        for placement in point.placements:
            evidence = placement.evidence
            if theme in evidence.themes or not evidence.themes or placement.note.strip():
                continue
            yield Signal(
                "E5",
                placement.uuid,
                "placement",
                {
                    "point": point.number,
                    "title": evidence.title,
                    "theme": theme_name(plan, theme),
                },
            )


RULES = (no_evidence, thin, reused, narrow_range, off_theme)
