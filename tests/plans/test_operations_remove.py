from uuid import uuid4

from tests.factories import (
    make_criterion,
    make_evidence,
    make_placement,
    make_plan,
    make_point,
    make_row,
)
from tests.plans.acting import (
    act,
    assert_undoes,
    claims,
    fresh,
    names,
    picture,
    refusal,
    snapshot,
    titles,
    undo,
)


def cards(point, *names_):
    return [make_placement(point, make_evidence(name)) for name in names_]


def test_remove_placement_leaves_a_tombstone(plan):
    point = make_point(plan)
    _, b, _ = cards(point, "A", "B", "C")
    before = picture(plan)
    applied = act(plan, "remove", "placement", target=b)
    assert titles(point) == ["A", "C"]
    assert fresh(b).deleted_at is not None
    assert applied.result["announce"] == "Card B removed."
    assert (applied.affected.points, applied.affected.body) == ({point.uuid}, False)
    assert_undoes(plan, before, "removed card")


def test_restore_placement_goes_last_or_behind_its_anchor(plan):
    point = make_point(plan)
    a, b, _ = cards(point, "A", "B", "C")
    act(plan, "remove", "placement", target=a)
    act(plan, "remove", "placement", target=b)
    before = picture(plan)
    applied = act(plan, "restore", "placement", target=a)
    assert titles(point) == ["C", "A"]
    assert applied.result == {"adjusted": False, "announce": "Card A restored."}
    assert_undoes(plan, before, "restored card")
    act(plan, "restore", "placement", target=b, after=None)
    assert titles(point) == ["B", "C", "A"]


def test_restore_placement_behind_a_removed_anchor_goes_to_the_end(plan):
    point = make_point(plan)
    a, b, _ = cards(point, "A", "B", "C")
    act(plan, "remove", "placement", target=a)
    act(plan, "remove", "placement", target=b)
    applied = act(plan, "restore", "placement", target=b, after=a)
    assert titles(point) == ["C", "B"]
    assert applied.result["adjusted"] is True


def test_restore_placement_refuses_what_its_point_does_not_allow(plan):
    point = make_point(plan)
    a, b = cards(point, "A", "B")
    act(plan, "remove", "placement", target=a)
    act(plan, "add", "placement", target=uuid4(), point=point, evidence=a.evidence)
    assert refusal(plan, "restore", "placement", target=a) == (409, "duplicate")
    assert refusal(plan, "restore", "placement", target=b) == (409, "not_removed")
    act(plan, "remove", "point", target=point)
    assert refusal(plan, "restore", "placement", target=a) == (409, "gone")
    assert refusal(plan, "restore", "placement", target=b) == (409, "gone")


def test_remove_point_takes_its_cards_along_and_brings_them_back(plan):
    row, one = make_row(plan), make_criterion(plan)
    _, point, _ = (make_point(plan, claim=claim, row=row) for claim in "ABC")
    _, b, _ = cards(point, "A", "B", "C")
    act(plan, "edit", "point", target=point, field="criteria", value=[one])
    act(plan, "remove", "placement", target=b)
    before = picture(plan)
    applied = act(plan, "remove", "point", target=point)
    assert claims(plan) == ["A", "C"]
    assert snapshot(plan).placements == ()
    assert applied.result["announce"] == "Point S2 removed."
    assert (applied.affected.body, applied.affected.judgement) == (True, True)
    assert_undoes(plan, before, "removed point")
    applied = act(plan, "restore", "point", target=point, after=None)
    assert claims(plan) == ["B", "A", "C"]
    assert titles(point) == ["A", "C"]
    assert snapshot(plan).points[0].criteria == (str(one.uuid),)
    assert applied.result["announce"] == "Point S1 restored."
    assert applied.undo_label == "restored point"


def test_remove_row_leaves_its_points_unsorted_until_it_is_back(plan):
    rows = [make_row(plan, slug) for slug in ("government", "terror", "leadership")]
    point = make_point(plan, row=rows[1], claim="Kept")
    before = picture(plan)
    applied = act(plan, "remove", "row", target=rows[1])
    assert names(plan.rows) == ["Government", "Leadership"]
    assert [(one.claim, one.row) for one in snapshot(plan).points] == [("Kept", None)]
    assert applied.result["announce"] == "Row Terror removed."
    assert (applied.affected.body, applied.affected.view) == (True, False)
    assert_undoes(plan, before, "removed row")
    act(plan, "restore", "row", target=rows[1], after=None)
    assert names(plan.rows) == ["Terror", "Government", "Leadership"]
    assert snapshot(plan).point(str(point.uuid)).row == str(rows[1].uuid)


def test_restore_row_refuses_a_second_row_for_its_theme(plan):
    row = make_row(plan, "terror")
    act(plan, "remove", "row", target=row)
    act(plan, "add", "row", target=uuid4(), theme="terror")
    assert refusal(plan, "restore", "row", target=row) == (409, "duplicate")


def test_remove_criterion_keeps_its_links_for_its_return(plan):
    scale, methods = make_criterion(plan, "scale"), make_criterion(plan, "methods")
    point, other = make_point(plan), make_point(plan)
    act(plan, "edit", "point", target=point, field="criteria", value=[scale, methods])
    act(plan, "edit", "point", target=other, field="criteria", value=[scale])
    before = picture(plan)
    applied = act(plan, "remove", "criterion", target=scale)
    assert names(plan.criteria) == ["methods"]
    assert [one.criteria for one in snapshot(plan).points] == [(str(methods.uuid),), ()]
    assert applied.result["announce"] == "Criterion scale removed."
    assert (applied.affected.body, applied.affected.view) == (True, True)
    assert_undoes(plan, before, "removed criterion")


def test_criterion_keeps_its_links_through_edits_while_it_is_away(plan):
    scale, methods = make_criterion(plan, "scale"), make_criterion(plan, "methods")
    point = make_point(plan)
    act(plan, "edit", "point", target=point, field="criteria", value=[scale])
    act(plan, "remove", "criterion", target=scale)
    act(plan, "edit", "point", target=point, field="criteria", value=[methods])
    act(plan, "restore", "criterion", target=scale, after=None)
    assert snapshot(plan).points[0].criteria == (str(scale.uuid), str(methods.uuid))


def test_remove_and_restore_refuse_what_is_gone_elsewhere_or_there(plan, classmate):
    theirs = make_plan(classmate, plan.question)
    for noun, make in (
        ("criterion", lambda one: make_criterion(one)),
        ("row", lambda one: make_row(one)),
        ("point", lambda one: make_point(one)),
        ("placement", lambda one: make_placement(make_point(one))),
    ):
        ours, foreign = make(plan), make(theirs)
        assert refusal(plan, "remove", noun, target=foreign) == (404, "not_found")
        assert refusal(plan, "restore", noun, target=foreign) == (404, "not_found")
        assert refusal(plan, "restore", noun, target=uuid4()) == (404, "not_found")
        assert refusal(plan, "restore", noun, target=ours) == (409, "not_removed")
        act(plan, "remove", noun, target=ours)
        assert refusal(plan, "remove", noun, target=ours) == (409, "gone")
        assert fresh(foreign).deleted_at is None


def test_move_of_what_another_tab_removed_is_refused(plan):
    point = make_point(plan)
    card, row, one = make_placement(point), make_row(plan), make_criterion(plan)
    side = plan.question.sides.first()
    act(plan, "remove", "placement", target=card)
    act(plan, "remove", "row", target=row)
    act(plan, "remove", "criterion", target=one)
    assert refusal(plan, "move", "placement", target=card, point=point, after=None) == (
        409,
        "gone",
    )
    assert refusal(plan, "move", "row", target=row, after=None) == (409, "gone")
    assert refusal(plan, "move", "criterion", target=one, after=None) == (409, "gone")
    act(plan, "remove", "point", target=point)
    assert refusal(plan, "move", "point", target=point, side=side, after=None) == (409, "gone")


def test_remove_dismissal(plan):
    for code in ("C1", "Q1", "T1"):
        act(plan, "add", "dismissal", code=code, target="", reason="Meant so")
    before = picture(plan)
    applied = act(plan, "remove", "dismissal", code="Q1", target="")
    assert [one.code for one in snapshot(plan).dismissals] == ["C1", "T1"]
    assert applied.result["announce"] == "Check brought back."
    assert refusal(plan, "remove", "dismissal", code="Q1", target="") == (409, "gone")
    assert refusal(plan, "remove", "dismissal", code="C1", target=uuid4()) == (409, "gone")
    assert_undoes(plan, before, "brought a check back")
    undo(plan)
    assert picture(plan) == before
