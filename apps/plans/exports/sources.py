"""The sources of a plan's evidence, numbered for lists at its end."""

from collections.abc import Iterable

from apps.plans.snapshot import PlanSnapshot


def numbered_sources(plan: PlanSnapshot) -> dict[str, int]:
    """Number each source from 1, in the order of its first use."""
    numbers: dict[str, int] = {}
    for placement in plan.placements:
        for source in placement.evidence.sources:
            numbers.setdefault(source, len(numbers) + 1)
    return numbers


def cited(sources: Iterable[str], numbers: dict[str, int]) -> str:
    """The numbers of an item's sources as printed behind it, such as 2, 7."""
    return ", ".join(str(number) for number in sorted(numbers[one] for one in sources))
