"""The same operation sent again, and plans rebuilt from their log."""

from dataclasses import replace
from uuid import uuid4

import pytest

from apps.plans.desk import Refused, Who
from apps.plans.operations import apply, replay
from apps.plans.schema import text_version
from tests.factories import make_evidence, make_placement, make_plan, make_point
from tests.plans.acting import act, claims, picture, redo, sent, snapshot, stored, titles, undo


def send(plan, operation, by=None):
    return apply(plan_uuid=plan.uuid, who=Who(by or plan.student), operation=operation)


def test_same_operation_again_returns_the_stored_result(plan):
    point = make_point(plan)
    a, _ = (make_placement(point, make_evidence(name)) for name in "AB")
    operation = sent("move", "placement", target=a, point=point, after="end")
    first = send(plan, operation)
    act(plan, "remove", "placement", target=a)
    again = send(plan, operation)
    assert again.result == {**first.result, "replayed": True}
    assert again.replayed is True
    assert again.layout is None
    assert (again.version, again.undo_label, again.redo_label) == (2, "removed card", "")
    assert titles(point) == ["B"]
    assert stored(plan).version == plan.operations.count() == 2


def test_same_operation_again_when_it_would_be_refused_by_now(plan):
    point, target = make_point(plan, claim=""), uuid4()
    add = sent("add", "placement", target=target, point=point, evidence=make_evidence("Card"))
    edit = sent("edit", "point", target=point, field="claim", value="Mine", was=text_version(""))
    results = [send(plan, one).result for one in (add, edit)]
    act(plan, "edit", "point", target=point, field="claim", value="x", was=text_version("Mine"))
    act(plan, "remove", "point", target=point)
    assert [send(plan, one).result for one in (add, edit)] == [
        {**result, "replayed": True} for result in results
    ]
    assert claims(plan) == []


def test_same_undo_again_undoes_once(plan):
    for text, was in (("One", ""), ("Two", "One")):
        act(plan, "edit", "plan", field="thesis", value=text, was=text_version(was))
    operation = sent("undo", "plan")
    send(plan, operation)
    again = send(plan, operation)
    assert snapshot(plan).thesis == "One"
    assert again.result == {
        "adjusted": False,
        "announce": "Undone: edited your view.",
        "replayed": True,
    }
    assert (again.undo_label, again.redo_label) == ("edited your view", "edited your view")


def test_same_operation_again_after_the_plan_went_into_the_bin(plan):
    operation = sent("add", "criterion", target=uuid4(), text="scale")
    first = send(plan, operation)
    stored(plan).delete_softly()
    assert send(plan, operation).result == {**first.result, "replayed": True}
    with pytest.raises(Refused) as caught:
        send(plan, sent("add", "criterion", target=uuid4(), text="methods"))
    assert (caught.value.status, caught.value.code) == (409, "locked")


def test_same_id_with_other_content_is_refused(plan):
    op_id = uuid4()
    send(plan, sent("edit", "plan", op_id=op_id, field="thesis_stance", value=1))
    with pytest.raises(Refused) as caught:
        send(plan, sent("edit", "plan", op_id=op_id, field="thesis_stance", value=2))
    assert (caught.value.status, caught.value.code) == (422, "id_reused")
    assert snapshot(plan).thesis_stance == 1
    assert plan.operations.count() == 1


def test_same_id_may_be_used_on_another_plan(plan, classmate):
    theirs, op_id = make_plan(classmate, plan.question), uuid4()
    for one in (plan, theirs):
        operation = sent("edit", "plan", op_id=op_id, field="thesis_stance", value=1)
        assert send(one, operation).replayed is False


def test_refused_operation_may_be_sent_again_with_the_same_id(plan):
    point, operation = make_point(plan), sent("redo", "plan")
    with pytest.raises(Refused):
        send(plan, operation)
    act(plan, "remove", "point", target=point)
    undo(plan)
    assert send(plan, operation).replayed is False
    assert claims(plan) == []


@pytest.mark.parametrize("who", ["classmate", "teacher", "curator", "admin"])
def test_plan_of_someone_else_is_not_found(plan, who, request):
    other = request.getfixturevalue(who)
    operation = sent("edit", "plan", field="thesis_stance", value=1)
    send(plan, operation)
    for one in (operation, sent("edit", "plan", field="thesis_stance", value=2)):
        with pytest.raises(Refused) as caught:
            send(plan, one, by=other)
        assert (caught.value.status, caught.value.code, str(caught.value)) == (
            404,
            "not_found",
            "There is no such plan.",
        )
    assert snapshot(plan).thesis_stance == 1
    assert plan.operations.count() == 1


def rebuilt(plan):
    """An empty plan with the same log replayed onto it."""
    copy = stored(make_plan(plan.student, plan.question, title=plan.title))
    payloads = [one.payload for one in plan.operations.order_by("seq")]
    replay(payloads, onto=copy, who=Who(plan.student))
    return picture(copy)


def test_replaying_the_log_rebuilds_the_plan(plan):
    side, other = plan.question.sides.all()
    one, two, card, own = uuid4(), uuid4(), uuid4(), uuid4()
    scale, row = uuid4(), uuid4()
    mine = make_evidence("Mine", owner=plan.student)
    act(plan, "add", "criterion", target=scale, text="scale")
    act(plan, "add", "row", target=row, theme="terror")
    act(plan, "add", "point", target=one, side=side, row=row, claim="One")
    act(plan, "add", "point", target=two, side=other, claim="Two", explanation="So")
    item = make_evidence("Card")
    act(plan, "add", "placement", target=card, point=one, evidence=item, note="Why")
    act(plan, "add", "placement", target=own, point=one, evidence=mine, after=None)
    act(plan, "move", "placement", target=card, point=two, after=None)
    act(plan, "edit", "point", target=one, field="criteria", value=[scale])
    act(plan, "edit", "plan", field="decisive_point", value=two)
    act(plan, "edit", "row", target=row, field="extent", value=1)
    act(plan, "add", "dismissal", code="C1", target=one, reason="Meant so")
    act(plan, "remove", "row", target=row)
    act(plan, "move", "point", target=two, side=side, after=None)
    undo(plan)
    redo(plan)
    undo(plan)
    assert rebuilt(plan) == picture(plan)


def test_replaying_the_log_takes_what_was_placed_then(plan):
    point, item, gone = uuid4(), make_evidence("Old words"), make_evidence("Retired since")
    act(plan, "add", "point", target=point, side=plan.question.sides.first())
    act(plan, "add", "placement", target=uuid4(), point=point, evidence=item)
    act(plan, "add", "placement", target=uuid4(), point=point, evidence=gone)
    item.title = "New words"
    item.publish()
    gone.retire()
    assert rebuilt(plan) == picture(plan)
    assert [one.evidence.title for one in picture(plan).placements] == [
        "Old words",
        "Retired since",
    ]


def test_replaying_the_log_leaves_the_first_plan_alone(plan):
    act(plan, "add", "point", target=uuid4(), side=plan.question.sides.first(), claim="One")
    before = replace(snapshot(plan))
    rebuilt(plan)
    assert snapshot(plan) == before
