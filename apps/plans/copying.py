"""Copying whole plans: a student's copy, the sample plan and the demo boards made from it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID, uuid4

from django.db import transaction

from apps.accounts.models import User
from apps.plans.board import load
from apps.plans.fitting import Fitting
from apps.plans.models import Criterion, Part, Placement, Plan, Point, Row

# The sample plan is a demo plan that no browser session can hold the key of.
SAMPLE_KEY = "sample"
# Few enough that a visitor who starts a demo board does not wait, nor others for the database.
PLANS_A_SLICE = 250


def sample_plan() -> Plan | None:
    """The plan the landing page shows, if the site has loaded it."""
    return Plan.objects.filter(demo_key=SAMPLE_KEY).with_question().first()


def clear_old_plans() -> int:
    """Delete up to PLANS_A_SLICE expired plans with all their edits; the sample stays.

    Return how many were deleted: as many as a slice holds means that there may be more.
    """
    old = Plan.objects.expired().exclude(demo_key=SAMPLE_KEY)
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:PLANS_A_SLICE])
    # Asked again: one may have been taken out of the bin since.
    old.filter(pk__in=keys).delete()
    return len(keys)


@transaction.atomic
def copy_plan(
    plan: Plan,
    *,
    title: str,
    student: User | None = None,
    demo_key: str = "",
    uuid: UUID | None = None,
    fitting: Fitting | None = None,
) -> Plan:
    """Copy a plan's live parts into a new plan with an empty log.

    The plan must come with its question. The copy belongs to the student, or to the browser
    session that holds demo_key. It is for another question where fitting says how the parts
    fit that one. IntegrityError when a plan has the uuid asked for.
    """
    layout = load(plan)
    turn = -1 if fitting and fitting.is_mirrored else 1
    copy = Plan.objects.create(
        uuid=uuid or uuid4(),
        student=student,
        demo_key=demo_key,
        question=fitting.question if fitting else plan.question,
        copied_from=plan,
        title=title,
        shape=fitting.question.template if fitting else plan.shape,
        thesis=plan.thesis,
        thesis_stance=plan.thesis_stance and turn * plan.thesis_stance,
        context=plan.context,
        judgement=plan.judgement,
        judgement_stance=plan.judgement_stance and turn * plan.judgement_stance,
        concession=plan.concession,
    )
    criteria = {
        one.pk: Criterion(plan=copy, uuid=uuid4(), text=one.text, position=position)
        for position, one in enumerate(layout.criteria)
    }
    Criterion.objects.bulk_create(criteria.values())
    rows = {
        row.pk: Row(
            plan=copy,
            uuid=uuid4(),
            position=position,
            kind=row.kind,
            theme_id=row.theme_id,
            label=row.label,
            is_named=row.is_named,
            extent=row.extent,
            mini_judgement=row.mini_judgement,
            key_difference=row.key_difference,
        )
        for position, row in enumerate(layout.rows)
    }
    Row.objects.bulk_create(rows.values())
    sides = fitting.sides if fitting else {pk: pk for pk in layout.keys.sides}
    places: Counter[int] = Counter()
    points: dict[int, Point] = {}
    for point in layout.points:
        side_pk = sides[point.side_id]
        points[point.pk] = Point(
            plan=copy,
            uuid=uuid4(),
            position=places[side_pk],
            side_id=side_pk,
            row=rows.get(point.row_id) if point.row_id else None,
            claim=point.claim,
            explanation=point.explanation,
        )
        places[side_pk] += 1
    Point.objects.bulk_create(points.values())
    cards = {
        one.pk: Placement(
            plan=copy,
            uuid=uuid4(),
            position=one.position,
            point=points[one.point_id],
            evidence_id=one.evidence_id,
            revision_id=one.revision_id,
            note=one.note,
            is_context=one.is_context,
            comparands=fitting.comparands_of(one.comparands) if fitting else one.comparands,
        )
        for one in layout.placements
    }
    Placement.objects.bulk_create(cards.values())
    links = Point.criteria.through
    links.objects.bulk_create(
        links(point_id=points[point_pk].pk, criterion_id=criteria[pk].pk)
        for point_pk, chosen in layout.criteria_of.items()
        if point_pk in points
        for pk in chosen
    )
    if plan.decisive_point_id in points:
        copy.decisive_point = points[plan.decisive_point_id]
    # Checks that were set aside are about the new parts; not where another question is asked.
    pairs: list[tuple[Iterable[Part], Mapping[int, Part]]] = [
        (layout.criteria, criteria),
        (layout.rows, rows),
        (layout.points, points),
        (layout.placements, cards),
    ]
    new_ids = {str(one.uuid): str(new[one.pk].uuid) for parts, new in pairs for one in parts}
    copy.dismissals = [
        {**one, "target": new_ids.get(one["target"], one["target"])}
        for one in plan.dismissals
        if fitting is None
    ]
    copy.save(update_fields=["decisive_point", "dismissals"])
    return copy
