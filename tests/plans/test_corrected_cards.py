"""A card whose item was corrected or retired since it was placed."""

from uuid import uuid4

import pytest
from django.urls import reverse

from apps.plans.operations import repoint
from tests.factories import make_evidence, make_placement, make_plan, make_point
from tests.plans.acting import act, assert_undoes, picture, refusal, snapshot, titles
from tests.plans.test_operations_replay import rebuilt


@pytest.fixture
def point(plan):
    return make_point(plan)


def correct(item, title):
    item.title = title
    item.publish()
    return item


def cards(plan):
    return [(one.evidence.title, one.newer, one.is_retired) for one in snapshot(plan).placements]


def test_card_keeps_its_text_and_says_that_there_is_a_newer_one(plan, point):
    item = make_evidence("Old")
    make_placement(point, item)
    assert cards(plan) == [("Old", 0, False)]
    correct(item, "New")
    assert cards(plan) == [("Old", 2, False)]
    item.retire()
    assert cards(plan) == [("Old", 0, True)]


def test_board_and_card_page_show_it(plan, student_client, point):
    corrected, retired = make_evidence("Old"), make_evidence("Retired")
    card, _ = make_placement(point, corrected), make_placement(point, retired)
    board = reverse("plans:show_plan", args=[plan.uuid])
    assert "corrected" not in student_client.get(board).content.decode()
    correct(corrected, "New & true")
    retired.retire()
    page = student_client.get(board).content.decode()
    assert "corrected" in page
    assert "no longer in the bank" in page
    address = reverse("plans:show_card", args=[plan.uuid, card.uuid])
    page = student_client.get(address)
    assert [(one.label, one.before, one.after) for one in page.context["news"]] == [
        ("Claim", "Old", "New & true")
    ]
    form = {"id": str(uuid4()), "verb": "edit", "noun": "placement", "target": str(card.uuid)}
    response = student_client.post(
        reverse("plans:apply_form", args=[plan.uuid]), {**form, "revision": "2"}
    )
    assert response.status_code == 302
    assert cards(plan) == [("New & true", 0, False), ("Retired", 0, True)]
    assert "Corrected since" not in student_client.get(address).content.decode()


@pytest.mark.parametrize("number", ["", "x", "1" * 9, "-1", "\u0661"])
def test_form_with_a_bad_number_is_refused(plan, student_client, point, number):
    card = make_placement(point)
    form = {"id": str(uuid4()), "verb": "edit", "noun": "placement", "target": str(card.uuid)}
    address = reverse("plans:apply_form", args=[plan.uuid])
    assert student_client.post(address, {**form, "revision": number}).status_code == 422


def test_taking_the_new_text_is_undone_and_rebuilt_from_the_log(plan):
    point, card, item = uuid4(), uuid4(), make_evidence("Old")
    act(plan, "add", "point", target=point, side=plan.question.sides.first())
    act(plan, "add", "placement", target=card, point=point, evidence=item, note="Mine")
    correct(item, "New")
    before = picture(plan)
    act(plan, "edit", "placement", target=card, field="revision", value=2)
    assert cards(plan) == [("New", 0, False)]
    assert snapshot(plan).placements[0].note == "Mine"
    assert_undoes(plan, before, "edited the text of a card")
    assert rebuilt(plan) == picture(plan)
    correct(item, "Newer")
    assert rebuilt(plan) == picture(plan)


def test_taking_a_text_that_is_not_the_newest_is_refused(plan, point, student):
    item = make_evidence("Old")
    card = make_placement(point, item)
    correct(item, "New")
    correct(item, "Newer")
    stale, bad = (409, "stale"), (400, "bad_value")
    edit = {"target": card, "field": "revision"}
    assert refusal(plan, "edit", "placement", value=2, **edit) == stale
    assert refusal(plan, "edit", "placement", value=4, **edit) == stale
    assert refusal(plan, "edit", "placement", value=True, **edit) == bad
    assert refusal(plan, "edit", "placement", value="3", **edit) == bad
    # Only the log names an item.
    assert refusal(plan, "edit", "placement", value=[str(item.uuid), "2"], **edit) == bad
    item.retire()
    assert refusal(plan, "edit", "placement", value=3, **edit) == stale


def merged(plan, cards, to, curator):
    return repoint(plan.pk, cards=[one.uuid for one in cards], to=to, by=curator, op_id=uuid4())


def test_repointed_card_keeps_its_text_and_is_offered_the_other(plan, curator):
    point, card = uuid4(), uuid4()
    twin, kept = make_evidence("Twin"), make_evidence("Kept")
    act(plan, "add", "point", target=point, side=plan.question.sides.first())
    act(plan, "add", "placement", target=card, point=point, evidence=twin)
    placed = plan.placements.get()
    assert merged(plan, [placed], kept, curator) == 1
    placed.refresh_from_db()
    assert (placed.evidence, placed.revision) == (kept, twin.revision)
    assert cards(plan) == [("Twin", 1, False)]
    assert rebuilt(plan) == picture(plan)
    # The student's own steps are as they were.
    logged = plan.operations.last()
    assert (logged.actor, logged.seq) == (curator, 3)
    plan.refresh_from_db()
    assert plan.undo_top.label == "added card to S1"
    before = picture(plan)
    act(plan, "edit", "placement", target=card, field="revision", value=1)
    assert cards(plan) == [("Kept", 0, False)]
    assert_undoes(plan, before, "edited the text of a card")
    act(plan, "undo", "plan")
    act(plan, "undo", "plan")
    assert cards(plan) == []
    act(plan, "redo", "plan")
    assert cards(plan) == [("Twin", 1, False)]
    assert rebuilt(plan) == picture(plan)


def test_repointing_reaches_removed_cards_and_plans_in_the_bin(plan, curator, point):
    twin, kept = make_evidence("Twin"), make_evidence("Kept")
    gone, hidden = make_placement(point, twin), make_placement(make_point(plan), twin)
    act(plan, "remove", "placement", target=gone)
    act(plan, "remove", "point", target=hidden.point)
    plan.refresh_from_db()
    plan.delete_softly()
    assert merged(plan, [gone, hidden], kept, curator) == 2
    plan.bring_back()
    act(plan, "undo", "plan")
    act(plan, "undo", "plan")
    assert cards(plan) == [("Twin", 1, False), ("Twin", 1, False)]
    assert {one.evidence for one in plan.placements.all()} == {kept}


def test_point_that_holds_or_held_both_keeps_its_card(plan, curator, point):
    twin, kept = make_evidence("Twin"), make_evidence("Kept")
    other = make_point(plan)
    there, _ = make_placement(point, twin), make_placement(point, kept)
    assert merged(plan, [there], kept, curator) == 0
    # Moved away: Undo would bring it back beside the other.
    act(plan, "move", "placement", target=there, point=other, after="end")
    assert merged(plan, [there], kept, curator) == 0
    act(plan, "undo", "plan")
    assert titles(point) == ["Twin", "Kept"]
    assert plan.operations.filter(actor=curator).count() == 0


def test_repointing_twice_with_the_same_id_is_done_once(plan, curator, point):
    twin, kept = make_evidence("Twin"), make_evidence("Kept")
    card, op_id = make_placement(point, twin), uuid4()
    done = [repoint(plan.pk, cards=[card.uuid], to=kept, by=curator, op_id=op_id) for _ in range(2)]
    assert done == [1, 0]
    assert plan.operations.count() == 1


def test_own_card_that_was_changed_or_removed(student, student_client):
    plan = make_plan(student)
    own = make_evidence("Mine", owner=student)
    make_placement(make_point(plan), own)
    correct(own, "Mine, better")
    board = reverse("plans:show_plan", args=[plan.uuid])
    assert "changed" in student_client.get(board).content.decode()
    own.retire()
    assert "removed from your evidence" in student_client.get(board).content.decode()
