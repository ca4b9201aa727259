"""Copying a plan."""

from dataclasses import replace
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.plans.models import Operation, Plan
from apps.plans.snapshot import DismissalSnapshot, PlanSnapshot
from tests.factories import make_criterion, make_placement, make_plan, make_point, make_row
from tests.plans.acting import LONG_AGO, act, snapshot, stored
from tests.plans.pages import address, as_browser, forms, make_board, send


def with_names(plan: PlanSnapshot) -> PlanSnapshot:
    """The snapshot with every id replaced by the name of what it stands for."""
    names = {one.uuid: f"criterion {one.text}" for one in plan.criteria}
    names |= {row.uuid: f"row {row.label}" for row in plan.rows}
    names |= {point.uuid: f"point {point.number}" for point in plan.points}
    for point in plan.points:
        for number, one in enumerate(point.placements):
            names[one.uuid] = f"card {point.number}.{number}"
    return replace(
        plan,
        uuid="",
        version=0,
        title="",
        saved_at=LONG_AGO,
        criteria=tuple(replace(one, uuid=names[one.uuid]) for one in plan.criteria),
        rows=tuple(replace(row, uuid=names[row.uuid]) for row in plan.rows),
        points=tuple(
            replace(
                point,
                uuid=names[point.uuid],
                row=names[point.row] if point.row else None,
                criteria=tuple(names[one] for one in point.criteria),
                placements=tuple(replace(one, uuid=names[one.uuid]) for one in point.placements),
            )
            for point in plan.points
        ),
        decisive_point=names[plan.decisive_point] if plan.decisive_point else None,
        dismissals=tuple(
            DismissalSnapshot(one.code, names.get(one.target, one.target), one.reason)
            for one in plan.dismissals
        ),
    )


def full_plan(student: User) -> Plan:
    plan = make_board(
        student,
        points=4,
        cards=8,
        title="T" * 160,
        thesis="Thesis",
        thesis_stance=1,
        context="Context",
        judgement="Judgement",
        judgement_stance=-1,
        concession="Concession",
    )
    point = plan.points.order_by("pk")[1]
    card = point.placements.first()
    row = plan.rows.order_by("pk")[1]
    row.is_named, row.extent = True, -2
    row.mini_judgement, row.key_difference = "Mini", "Key"
    row.save()
    card.is_context = True
    card.save()
    last = point.placements.last()
    last.comparands = ["STA"]
    last.save()
    plan.decisive_point = point
    plan.dismissals = [
        {"code": "C1", "target": str(point.uuid), "reason": "One"},
        {"code": "D4", "target": str(card.uuid), "reason": "Two"},
        {"code": "J4", "target": "", "reason": "Three"},
        {"code": "Q1", "target": str(plan.question.sides.first().uuid), "reason": "Four"},
    ]
    plan.save()
    return plan


def test_a_copy_holds_all_the_original_does(student_client: Client, student: User):
    plan = full_plan(student)
    # What was removed stays behind, and leaves no gap.
    for noun, part in (
        ("point", make_point(plan)),
        ("row", make_row(plan)),
        ("criterion", make_criterion(plan, "gone")),
        ("placement", make_placement(plan.points.first())),
    ):
        if noun != "row":
            act(plan, "remove", noun, target=part)
        else:
            part.delete()
    before = snapshot(plan)
    answer = student_client.post(address(plan, "duplicate_plan"))
    copy = Plan.objects.get(copied_from=plan)
    assert (answer.status_code, answer["Location"]) == (302, address(copy))
    assert (copy.student, copy.version, copy.undo_top) == (student, 0, None)
    assert copy.title == "T" * 150 + " (copy)"
    assert Operation.objects.filter(plan=copy).count() == 0
    assert with_names(snapshot(copy)) == with_names(before)
    assert snapshot(plan) == before
    shared = {
        one
        for name in ("criteria", "rows", "points", "placements")
        for one in getattr(plan, name).values_list("uuid", flat=True)
    } & {
        one
        for name in ("criteria", "rows", "points", "placements")
        for one in getattr(copy, name).values_list("uuid", flat=True)
    }
    assert shared == set()


def test_changing_a_copy_leaves_the_original(student_client: Client, student: User):
    plan = full_plan(student)
    before = snapshot(plan)
    student_client.post(address(plan, "duplicate_plan"))
    copy = stored(Plan.objects.get(copied_from=plan))
    for point in list(copy.points.all()):
        act(copy, "remove", "point", target=point)
    assert snapshot(plan) == before


def test_a_double_click_makes_one_copy(student: User, plan: Plan):
    browser = as_browser(student)
    action = address(plan, "duplicate_plan")
    form = next(
        one for one in forms(browser.get(reverse("plans:list_plans"))) if one.action == action
    )
    answers = [send(browser, form) for _ in range(2)]
    copy = Plan.objects.get(copied_from=plan)
    assert [answer["Location"] for answer in answers] == [address(copy)] * 2


def test_a_token_that_is_the_id_of_another_plan_makes_a_copy_of_its_own(
    student_client: Client, student: User, classmate: User, plan: Plan
):
    theirs = make_plan(classmate, plan.question, copied_from=plan)
    other = make_plan(student, plan.question)
    binned = make_plan(student, plan.question, copied_from=plan)
    binned.delete_softly()
    before = set(Plan.objects.all())
    for one in (theirs, other, plan, binned):
        answer = student_client.post(address(plan, "duplicate_plan"), {"token": one.uuid})
        copy = Plan.objects.latest("pk")
        assert (answer.status_code, answer["Location"]) == (302, address(copy))
        assert (copy.student, copy.copied_from) == (student, plan)
        assert copy not in before


def test_a_token_of_nonsense_still_copies(student_client: Client, plan: Plan):
    for token in ("", "x", "9" * 5000):
        answer = student_client.post(address(plan, "duplicate_plan"), {"token": token})
        assert answer.status_code == 302
    assert Plan.objects.filter(copied_from=plan).count() == 3


def test_another_persons_plan_one_in_the_bin_or_none_is_404(
    student_client: Client, classmate: User, plan: Plan
):
    theirs = make_plan(classmate, plan.question)
    plan.delete_softly()
    for one in (theirs.uuid, plan.uuid, uuid4()):
        path = reverse("plans:duplicate_plan", args=[one])
        assert student_client.post(path).status_code == 404
    assert Plan.objects.count() == 2
