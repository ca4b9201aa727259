from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import User
from apps.plans.desk import Refused, Who
from apps.plans.models import Plan
from apps.plans.operations import apply
from tests.factories import (
    make_criterion,
    make_evidence,
    make_placement,
    make_plan,
    make_point,
    make_question,
    make_row,
)
from tests.plans.acting import (
    act,
    assert_undoes,
    claims,
    names,
    picture,
    refusal,
    sent,
    snapshot,
    titles,
)


def sides(plan):
    return list(plan.question.sides.all())


def test_add_point_goes_last_on_its_side(plan):
    make_point(plan, claim="First")
    make_point(plan, side=1, claim="Other side")
    before, target = picture(plan), uuid4()
    applied = act(
        plan,
        "add",
        "point",
        target=target,
        side=sides(plan)[0],
        claim="Second",
        explanation="Because",
    )
    assert claims(plan) == ["First", "Second"]
    assert claims(plan, side=1) == ["Other side"]
    point = snapshot(plan).point(str(target))
    assert (point.number, point.row, point.explanation) == ("S2", None, "Because")
    assert applied.result == {"adjusted": False, "announce": "Point S2 added."}
    assert (applied.version, applied.undo_label, applied.redo_label) == (1, "added point S2", "")
    assert_undoes(plan, before, "added point S2")


def test_add_point_at_an_anchor_in_a_row(plan):
    row = make_row(plan)
    first = make_point(plan, claim="First")
    make_point(plan, claim="Last")
    act(plan, "add", "point", target=uuid4(), side=sides(plan)[0], claim="Mid", after=first)
    act(plan, "add", "point", target=uuid4(), side=sides(plan)[0], row=row, claim="Top", after=None)
    assert claims(plan) == ["Top", "First", "Mid", "Last"]
    assert snapshot(plan).points[0].row == str(row.uuid)


def test_add_point_draws_the_board_and_the_judgement_again(plan):
    affected = act(plan, "add", "point", target=uuid4(), side=sides(plan)[0]).affected
    assert (affected.points, affected.body, affected.view, affected.judgement) == (
        set(),
        True,
        False,
        True,
    )


def test_add_point_refuses_the_side_of_another_question(plan):
    other = make_question(stem="Another").sides.first()
    assert refusal(plan, "add", "point", target=uuid4(), side=other) == (404, "not_found")


def test_add_point_refuses_the_row_of_another_plan_and_a_removed_one(plan, classmate):
    theirs = make_row(make_plan(classmate, plan.question))
    side = sides(plan)[0]
    assert refusal(plan, "add", "point", target=uuid4(), side=side, row=theirs) == (
        404,
        "not_found",
    )
    gone = make_row(plan)
    act(plan, "remove", "row", target=gone)
    assert refusal(plan, "add", "point", target=uuid4(), side=side, row=gone) == (409, "gone")


def test_add_refuses_an_id_that_is_on_the_board_or_was(plan):
    point = make_point(plan)
    side = sides(plan)[0]
    assert refusal(plan, "add", "point", target=point, side=side) == (409, "taken")
    act(plan, "remove", "point", target=point)
    assert refusal(plan, "add", "point", target=point, side=side) == (409, "taken")


def test_add_may_use_an_id_that_another_plan_uses(plan, classmate):
    theirs = make_point(make_plan(classmate, plan.question), claim="Theirs")
    act(plan, "add", "point", target=theirs, side=sides(plan)[0], claim="Ours")
    assert claims(plan) == ["Ours"]
    assert claims(theirs.plan) == ["Theirs"]


def test_add_placement_goes_last_in_its_point(plan):
    point = make_point(plan)
    make_placement(point, make_evidence("First"))
    before, item, target = picture(plan), make_evidence("Second"), uuid4()
    applied = act(
        plan, "add", "placement", target=target, point=point, evidence=item, note="Proves it"
    )
    assert titles(point) == ["First", "Second"]
    placement = snapshot(plan).placements[1]
    assert (placement.uuid, placement.note, placement.is_context, placement.comparands) == (
        str(target),
        "Proves it",
        False,
        ("STA",),
    )
    assert placement.evidence.revision == 1
    assert applied.result["announce"] == "Second added to S1, position 2 of 2."
    assert applied.affected.points == {point.uuid}
    assert applied.affected.body is False
    assert_undoes(plan, before, "added card to S1")


def test_add_placement_at_an_anchor(plan):
    point = make_point(plan)
    first = make_placement(point, make_evidence("First"))
    make_placement(point, make_evidence("Last"))
    mid, top = make_evidence("Mid"), make_evidence("Top")
    act(plan, "add", "placement", target=uuid4(), point=point, evidence=mid, after=first)
    act(
        plan,
        "add",
        "placement",
        target=uuid4(),
        point=point,
        evidence=top,
        after=None,
        is_context=True,
    )
    assert titles(point) == ["Top", "First", "Mid", "Last"]
    assert [one.is_context for one in snapshot(plan).placements] == [True, False, False, False]


def test_add_placement_takes_the_newest_revision(plan):
    point, item = make_point(plan), make_evidence("Old words")
    item.title = "New words"
    item.publish()
    act(plan, "add", "placement", target=uuid4(), point=point, evidence=item)
    assert titles(point) == ["New words"]
    assert plan.operations.get().payload[0]["revision"] == 2


def test_add_placement_refuses_the_same_evidence_twice_in_a_point(plan):
    point, other = make_point(plan), make_point(plan)
    item = make_placement(point).evidence
    assert refusal(plan, "add", "placement", target=uuid4(), point=point, evidence=item) == (
        409,
        "duplicate",
    )
    act(plan, "add", "placement", target=uuid4(), point=other, evidence=item)
    assert titles(other) == [item.title]


def test_add_placement_again_after_its_removal(plan):
    point = make_point(plan)
    card = make_placement(point, make_evidence("Back"))
    act(plan, "remove", "placement", target=card)
    act(plan, "add", "placement", target=uuid4(), point=point, evidence=card.evidence)
    assert titles(point) == ["Back"]


@pytest.mark.parametrize("state", ["draft", "retired", "other topic", "a classmate's own"])
def test_add_placement_refuses_evidence_that_is_not_to_be_had(plan, classmate, state):
    point = make_point(plan)
    item = make_evidence(
        publish=state != "draft", owner=classmate if state == "a classmate's own" else None
    )
    if state == "retired":
        item.retire()
    if state == "other topic":
        topic = item.topic
        topic.pk, topic.slug = None, "elsewhere"
        topic.save()
        item.topic = topic
        item.save()
    assert refusal(plan, "add", "placement", target=uuid4(), point=point, evidence=item) == (
        404,
        "not_found",
    )


def test_add_placement_of_ones_own_evidence(plan, student):
    point, item = make_point(plan), make_evidence("Mine", owner=student)
    act(plan, "add", "placement", target=uuid4(), point=point, evidence=item)
    assert titles(point) == ["Mine"]
    assert snapshot(plan).placements[0].evidence.is_private is True


def test_add_placement_refuses_a_point_of_another_plan_and_a_removed_one(plan, classmate):
    theirs, item = make_point(make_plan(classmate, plan.question)), make_evidence()
    assert refusal(plan, "add", "placement", target=uuid4(), point=theirs, evidence=item) == (
        404,
        "not_found",
    )
    gone = make_point(plan)
    act(plan, "remove", "point", target=gone)
    assert refusal(plan, "add", "placement", target=uuid4(), point=gone, evidence=item) == (
        409,
        "gone",
    )
    assert titles(theirs) == []


def test_add_row_takes_its_name_from_the_theme(plan):
    make_row(plan, "government")
    before, target = picture(plan), uuid4()
    applied = act(plan, "add", "row", target=target, theme="terror", after=None)
    assert names(plan.rows) == ["Terror", "Government"]
    row = snapshot(plan).row(str(target))
    assert (row.kind, row.theme, row.label) == ("theme", "terror", "Terror")
    assert applied.result["announce"] == "Row Terror added."
    assert_undoes(plan, before, "added row Terror")


def test_add_row_in_the_students_own_words(plan):
    before = picture(plan)
    act(plan, "add", "row", target=uuid4(), kind="factor", label="Fear of war")
    assert names(plan.rows) == ["Fear of war"]
    assert (snapshot(plan).rows[0].kind, snapshot(plan).rows[0].theme) == ("factor", None)
    assert_undoes(plan, before, "added row Fear of war")


def test_add_row_refuses_a_second_row_for_a_theme(plan):
    row = make_row(plan, "terror")
    assert refusal(plan, "add", "row", target=uuid4(), theme="terror") == (409, "duplicate")
    act(plan, "remove", "row", target=row)
    act(plan, "add", "row", target=uuid4(), theme="terror")
    assert names(plan.rows) == ["Terror"]


def test_add_row_refuses_an_unknown_theme_and_a_row_without_name(plan):
    assert refusal(plan, "add", "row", target=uuid4(), theme="economy") == (404, "not_found")
    assert refusal(plan, "add", "row", target=uuid4(), kind="moment") == (400, "blank")


def test_add_criterion(plan):
    first = make_criterion(plan, "scale")
    before = picture(plan)
    applied = act(plan, "add", "criterion", target=uuid4(), text="methods", after=None)
    act(plan, "add", "criterion", target=uuid4(), text="targets", after=first)
    assert names(plan.criteria) == ["methods", "scale", "targets"]
    assert applied.result["announce"] == "Criterion methods added."
    assert applied.affected.view is True
    act(plan, "undo", "plan")
    assert_undoes(plan, before, "added criterion methods")


def test_add_dismissal_and_undo_keep_the_order_of_the_others(plan):
    for code in ("T1", "C1", "Q1"):
        act(plan, "add", "dismissal", code=code, target="", reason="Not for this question")
    before = picture(plan)
    assert [one.code for one in before.dismissals] == ["C1", "Q1", "T1"]
    applied = act(plan, "add", "dismissal", code="C1", target="", reason="A better reason")
    assert [one.reason for one in snapshot(plan).dismissals] == [
        "A better reason",
        "Not for this question",
        "Not for this question",
    ]
    assert applied.result["announce"] == "Check set aside."
    assert_undoes(plan, before, "set a check aside")


def test_add_dismissal_of_one_point_leaves_the_others(plan):
    point = make_point(plan)
    before = picture(plan)
    act(plan, "add", "dismissal", code="C1", target=point, reason="Meant so")
    assert [(one.code, one.target, one.reason) for one in snapshot(plan).dismissals] == [
        ("C1", str(point.uuid), "Meant so")
    ]
    assert_undoes(plan, before, "set a check aside")


def test_visitor_adds_to_the_demo_plan_of_their_session_only(plan):
    demo = Plan.objects.create(question=plan.question, demo_key="key", title="Demo", shape="x")
    item, private = make_evidence("Public"), make_evidence("Private", owner=plan.student)
    point = uuid4()
    who = Who(AnonymousUser(), "key")
    add_point = sent("add", "point", target=point, side=sides(plan)[0], claim="Tried out")
    apply(plan_uuid=demo.uuid, who=who, operation=add_point)
    add_card = sent("add", "placement", target=uuid4(), point=point, evidence=item)
    apply(plan_uuid=demo.uuid, who=who, operation=add_card)
    add_private = sent("add", "placement", target=uuid4(), point=point, evidence=private)
    with pytest.raises(Refused) as caught:
        apply(plan_uuid=demo.uuid, who=who, operation=add_private)
    assert (caught.value.status, caught.value.code) == (404, "not_found")
    other = sent("add", "criterion", target=uuid4(), text="scale")
    with pytest.raises(Refused) as caught:
        apply(plan_uuid=demo.uuid, who=Who(AnonymousUser(), "other key"), operation=other)
    assert (caught.value.status, caught.value.code) == (404, "not_found")
    assert claims(demo) == ["Tried out"]
    assert titles(demo.points.get()) == ["Public"]
    assert [one.actor for one in demo.operations.all()] == [None, None]


def test_operation_is_logged_with_its_actor(plan: Plan, student: User):
    operation = sent("add", "criterion", target=uuid4(), text="scale")
    apply(plan_uuid=plan.uuid, who=Who(student), operation=operation)
    logged = plan.operations.get()
    assert (logged.seq, logged.op_id, logged.actor, logged.verb, logged.noun, logged.label) == (
        1,
        operation.id,
        student,
        "add",
        "criterion",
        "added criterion scale",
    )
