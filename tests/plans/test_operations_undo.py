from uuid import uuid4

from apps.plans.schema import text_version
from tests.factories import (
    make_criterion,
    make_evidence,
    make_placement,
    make_plan,
    make_point,
    make_row,
)
from tests.plans.acting import act, claims, picture, redo, refusal, snapshot, stored, titles, undo

EMPTY = text_version("")


def edit_thesis(plan, old, new):
    return act(plan, "edit", "plan", field="thesis", value=new, was=text_version(old))


def test_undo_and_redo_refuse_when_there_is_nothing(plan):
    assert refusal(plan, "undo", "plan") == (409, "nothing_to_undo")
    assert refusal(plan, "redo", "plan") == (409, "nothing_to_redo")
    edit_thesis(plan, "", "One")
    assert refusal(plan, "redo", "plan") == (409, "nothing_to_redo")
    undo(plan)
    assert refusal(plan, "undo", "plan") == (409, "nothing_to_undo")


def test_undo_chain_leads_to_the_start_and_redo_chain_back(plan):
    point = make_point(plan)
    a, b = (make_placement(point, make_evidence(name)) for name in "AB")
    pictures = [picture(plan)]
    for verb, noun, fields in (
        ("edit", "plan", {"field": "thesis", "value": "Alike", "was": EMPTY}),
        ("move", "placement", {"target": b, "point": point, "after": None}),
        ("remove", "placement", {"target": a}),
        ("add", "criterion", {"target": uuid4(), "text": "scale"}),
        ("remove", "point", {"target": point}),
    ):
        act(plan, verb, noun, **fields)
        pictures.append(picture(plan))
    labels = ["edited your view", "moved card", "removed card", "added criterion scale"]
    labels = ["", *labels, "removed point"]
    for _ in range(2):
        for step in range(4, -1, -1):
            applied = undo(plan)
            assert picture(plan) == pictures[step]
            assert (applied.undo_label, applied.redo_label) == (labels[step], labels[step + 1])
        for step in range(1, 6):
            applied = redo(plan)
            assert picture(plan) == pictures[step]
            following = labels[step + 1] if step < 5 else ""
            assert (applied.undo_label, applied.redo_label) == (labels[step], following)
    assert stored(plan).version == plan.operations.count() == 25


def test_undo_part_of_the_way_then_edit_drops_what_could_be_redone(plan):
    edit_thesis(plan, "", "One")
    edit_thesis(plan, "One", "Two")
    undo(plan)
    assert snapshot(plan).thesis == "One"
    applied = edit_thesis(plan, "One", "Three")
    assert (applied.undo_label, applied.redo_label) == ("edited your view", "")
    assert refusal(plan, "redo", "plan") == (409, "nothing_to_redo")
    undo(plan)
    assert snapshot(plan).thesis == "One"
    undo(plan)
    assert snapshot(plan).thesis == ""
    assert refusal(plan, "undo", "plan") == (409, "nothing_to_undo")
    redo(plan)
    redo(plan)
    assert snapshot(plan).thesis == "Three"


def test_undo_after_redo_after_undo(plan):
    edit_thesis(plan, "", "One")
    edit_thesis(plan, "One", "Two")
    for step, wanted in ((undo, "One"), (redo, "Two"), (undo, "One"), (undo, ""), (redo, "One")):
        step(plan)
        assert snapshot(plan).thesis == wanted
    redo(plan)
    assert snapshot(plan).thesis == "Two"
    assert refusal(plan, "redo", "plan") == (409, "nothing_to_redo")


def test_undo_is_logged_as_an_operation_of_its_own(plan):
    point = make_point(plan, claim="Old")
    act(plan, "remove", "point", target=point)
    undo(plan)
    removed, undone = plan.operations.order_by("seq")
    assert (undone.verb, undone.noun, undone.label) == ("undo", "plan", "removed point")
    assert undone.payload == removed.inverse
    assert undone.inverse == removed.payload
    assert stored(plan).undo_top is None
    assert stored(plan).redo_top == undone


def test_undo_of_an_added_card_keeps_its_later_note(plan):
    point, target = make_point(plan), uuid4()
    act(plan, "add", "placement", target=target, point=point, evidence=make_evidence("Card"))
    act(plan, "edit", "placement", target=target, field="note", value="Why", was=EMPTY)
    wanted = picture(plan)
    undo(plan)
    undo(plan)
    assert titles(point) == []
    redo(plan)
    redo(plan)
    assert picture(plan) == wanted


def test_undo_brings_back_a_card_whose_evidence_was_retired(plan):
    point = make_point(plan)
    card = make_placement(point, make_evidence("Card"))
    act(plan, "remove", "placement", target=card)
    card.evidence.retire()
    undo(plan)
    assert titles(point) == ["Card"]


def test_undo_in_one_plan_leaves_another_alone(plan, student):
    other = make_plan(student, plan.question)
    edit_thesis(plan, "", "Ours")
    edit_thesis(other, "", "Other")
    undo(plan)
    assert (snapshot(plan).thesis, snapshot(other).thesis) == ("", "Other")


def test_undo_removals_puts_each_back_in_its_place(plan):
    parts = [("row", make_row(plan, slug)) for slug in ("government", "terror", "leadership")]
    parts += [("criterion", make_criterion(plan, text)) for text in ("scale", "who", "when")]
    before = picture(plan)
    for noun, one in parts:
        act(plan, "remove", noun, target=one)
    assert (snapshot(plan).rows, snapshot(plan).criteria) == ((), ())
    for _ in parts:
        undo(plan)
    assert picture(plan) == before


def test_undo_a_point_moved_twice(plan):
    side, other = plan.question.sides.all()
    point = make_point(plan, claim="A")
    make_point(plan, claim="B")
    make_point(plan, side=1, claim="X")
    act(plan, "move", "point", target=point, side=other, after="end")
    act(plan, "move", "point", target=point, side=side, after="end")
    assert (claims(plan), claims(plan, side=1)) == (["B", "A"], ["X"])
    undo(plan)
    assert (claims(plan), claims(plan, side=1)) == (["B"], ["X", "A"])
    undo(plan)
    assert (claims(plan), claims(plan, side=1)) == (["A", "B"], ["X"])


def test_a_logged_step_that_no_longer_fits_the_schema_is_refused(plan):
    edit_thesis(plan, "", "One")
    logged = plan.operations.get()
    logged.inverse = [{**logged.inverse[0], "was": "an older way to name a version"}]
    logged.save()
    assert refusal(plan, "undo", "plan") == (409, "stale")
