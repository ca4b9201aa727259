"""Showing a plan to others by a link."""

from dataclasses import replace

from django.utils import timezone

from apps.evidence.models import shown_years
from apps.plans.models import Plan, ShareLink
from apps.plans.snapshot import PlacementSnapshot, PlanSnapshot

NOT_SHARED = "An item of the writer’s own, not shared"


def link_to(plan: Plan) -> ShareLink | None:
    """The link by which a plan is shared now, if it is."""
    return plan.share_links.filter(withdrawn_at=None).first()


def share(plan: Plan) -> ShareLink:
    """Make a link to a plan; where it has one, that stays."""
    return ShareLink.objects.get_or_create(plan=plan, withdrawn_at=None)[0]


def withdraw(plan: Plan) -> None:
    """End a plan's link for good; a new one gets another address."""
    plan.share_links.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())


def for_readers(plan: PlanSnapshot) -> PlanSnapshot:
    """The plan as others may read it: without its title, and without what private items say."""
    points = tuple(
        replace(point, placements=tuple(_for_readers(one) for one in point.placements))
        for point in plan.points
    )
    return replace(plan, title="", points=points)


def _for_readers(placement: PlacementSnapshot) -> PlacementSnapshot:
    if not placement.evidence.is_private:
        return placement
    held = placement.evidence
    told = replace(
        held,
        title=NOT_SHARED,
        text="",
        significance="",
        # The date as shown is the student's own text too.
        years=shown_years(held.year_from, held.year_to, ""),
        aspects=(),
        sources=(),
    )
    return replace(placement, evidence=told)
