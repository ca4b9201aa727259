from uuid import uuid4

import pytest

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
    snapshot,
    titles,
    undo,
)


def cards(point, *names_):
    return [make_placement(point, make_evidence(name)) for name in names_]


def sides(plan):
    return list(plan.question.sides.all())


@pytest.mark.parametrize(
    ("moved", "behind", "wanted"),
    [
        (0, 1, ["B", "A", "C", "D"]),
        (0, 3, ["B", "C", "D", "A"]),
        (0, "end", ["B", "C", "D", "A"]),
        (3, None, ["D", "A", "B", "C"]),
        (3, 0, ["A", "D", "B", "C"]),
        (2, 0, ["A", "C", "B", "D"]),
        (2, 1, ["A", "B", "C", "D"]),
        (0, None, ["A", "B", "C", "D"]),
    ],
)
def test_move_placement_within_its_point(plan, moved, behind, wanted):
    point = make_point(plan)
    placed = cards(point, "A", "B", "C", "D")
    before = picture(plan)
    after = placed[behind] if isinstance(behind, int) else behind
    applied = act(plan, "move", "placement", target=placed[moved], point=point, after=after)
    assert titles(point) == wanted
    name = "ABCD"[moved]
    assert applied.result == {
        "adjusted": False,
        "announce": f"{name} moved from S1 to S1, position {wanted.index(name) + 1} of 4.",
    }
    assert_undoes(plan, before, "moved card")


def test_move_placement_to_another_point(plan):
    one, two = make_point(plan), make_point(plan, side=1)
    a, _ = cards(one, "A", "B")
    x, _ = cards(two, "X", "Y")
    before = picture(plan)
    applied = act(plan, "move", "placement", target=a, point=two, after=x)
    assert titles(one) == ["B"]
    assert titles(two) == ["X", "A", "Y"]
    assert applied.result["announce"] == "A moved from S1 to C1, position 2 of 3."
    assert applied.affected.points == {one.uuid, two.uuid}
    assert applied.affected.body is False
    assert_undoes(plan, before, "moved card")


def test_move_placement_refuses_a_point_that_has_its_evidence(plan):
    one, two = make_point(plan), make_point(plan)
    card = make_placement(one, make_evidence("A"))
    make_placement(two, card.evidence)
    assert refusal(plan, "move", "placement", target=card, point=two, after="end") == (
        409,
        "duplicate",
    )


def test_move_placement_behind_a_removed_anchor_goes_to_the_end(plan):
    one, two = make_point(plan), make_point(plan)
    a, _ = cards(one, "A", "B")
    gone, _, _ = cards(two, "Gone", "X", "Y")
    act(plan, "remove", "placement", target=gone)
    before = picture(plan)
    applied = act(plan, "move", "placement", target=a, point=two, after=gone)
    assert titles(two) == ["X", "Y", "A"]
    assert applied.result["adjusted"] is True
    assert_undoes(plan, before, "moved card")


def test_move_placement_behind_an_anchor_that_moved_away_goes_to_the_end(plan):
    one, two, three = (make_point(plan) for _ in range(3))
    a, _ = cards(one, "A", "B")
    away, _ = cards(two, "Away", "X")
    act(plan, "move", "placement", target=away, point=three, after=None)
    applied = act(plan, "move", "placement", target=a, point=two, after=away)
    assert titles(two) == ["X", "A"]
    assert titles(three) == ["Away"]
    assert applied.result["adjusted"] is True


def test_move_placement_behind_a_card_of_a_removed_point_goes_to_the_end(plan):
    one, two = make_point(plan), make_point(plan)
    a, _ = cards(one, "A", "B")
    (hidden,) = cards(two, "Hidden")
    act(plan, "remove", "point", target=two)
    applied = act(plan, "move", "placement", target=a, point=one, after=hidden)
    assert titles(one) == ["B", "A"]
    assert applied.result["adjusted"] is True


def test_move_refuses_an_anchor_of_another_plan_and_an_unknown_one(plan, classmate):
    theirs = make_point(make_plan(classmate, plan.question))
    (foreign,) = cards(theirs, "Theirs")
    point = make_point(plan)
    a, _ = cards(point, "A", "B")
    move = {"target": a, "point": point}
    assert refusal(plan, "move", "placement", after=foreign, **move) == (404, "not_found")
    assert refusal(plan, "move", "placement", after=uuid4(), **move) == (404, "not_found")
    # A point is no place between cards.
    assert refusal(plan, "move", "placement", after=point, **move) == (404, "not_found")
    assert refusal(plan, "move", "point", target=point, side=sides(plan)[0], after=theirs) == (
        404,
        "not_found",
    )
    assert titles(theirs) == ["Theirs"]


def test_move_placement_refuses_points_and_cards_that_are_elsewhere_or_gone(plan, classmate):
    theirs = make_point(make_plan(classmate, plan.question))
    (foreign,) = cards(theirs, "Theirs")
    point, gone = make_point(plan), make_point(plan)
    a, b = cards(point, "A", "B")
    (hidden,) = cards(gone, "Hidden")
    act(plan, "remove", "placement", target=b)
    act(plan, "remove", "point", target=gone)
    move = ("move", "placement")
    assert refusal(plan, *move, target=a, point=theirs, after=None) == (404, "not_found")
    assert refusal(plan, *move, target=foreign, point=point, after=None) == (404, "not_found")
    assert refusal(plan, *move, target=a, point=gone, after=None) == (409, "gone")
    assert refusal(plan, *move, target=b, point=point, after=None) == (409, "gone")
    assert refusal(plan, *move, target=hidden, point=point, after=None) == (409, "gone")
    assert titles(theirs) == ["Theirs"]


def test_move_point_within_its_side(plan):
    a, _, c = (make_point(plan, claim=claim) for claim in "ABC")
    before = picture(plan)
    applied = act(plan, "move", "point", target=a, side=sides(plan)[0], after=c)
    assert claims(plan) == ["B", "C", "A"]
    assert applied.result["announce"] == "Point S1 moved to S3."
    assert (applied.affected.body, applied.affected.judgement) == (True, True)
    assert_undoes(plan, before, "moved point")


def test_move_point_to_the_other_side_and_into_a_row(plan):
    row = make_row(plan, "terror")
    a, b = (make_point(plan, claim=claim) for claim in "AB")
    x, _ = (make_point(plan, side=1, claim=claim) for claim in "XY")
    make_placement(a, make_evidence("Card"))
    before = picture(plan)
    applied = act(plan, "move", "point", target=a, side=sides(plan)[1], row=row, after=x)
    assert (claims(plan), claims(plan, side=1)) == (["B"], ["X", "A", "Y"])
    assert snapshot(plan).point(str(a.uuid)).row == str(row.uuid)
    assert titles(a) == ["Card"]
    assert applied.result["announce"] == "Point S1 moved to C2 under Terror."
    assert_undoes(plan, before, "moved point")
    act(plan, "move", "point", target=b, side=sides(plan)[1], after=None)
    assert (claims(plan), claims(plan, side=1)) == ([], ["B", "X", "A", "Y"])


def test_move_point_keeps_its_row_or_leaves_every_row(plan):
    row = make_row(plan)
    point = make_point(plan, row=row)
    side = sides(plan)[0]
    act(plan, "move", "point", target=point, side=side, after=None)
    assert snapshot(plan).points[0].row == str(row.uuid)
    before = picture(plan)
    act(plan, "move", "point", target=point, side=side, row=None, after=None)
    assert snapshot(plan).points[0].row is None
    assert_undoes(plan, before, "moved point")


def test_move_point_out_of_a_removed_row_and_back(plan):
    terror, government = make_row(plan, "terror"), make_row(plan, "government")
    point = make_point(plan, row=terror)
    act(plan, "remove", "row", target=terror)
    before = picture(plan)
    act(plan, "move", "point", target=point, side=sides(plan)[0], row=government, after=None)
    assert snapshot(plan).points[0].row == str(government.uuid)
    assert_undoes(plan, before, "moved point")
    undo(plan)
    undo(plan)
    assert snapshot(plan).points[0].row == str(terror.uuid)


def test_move_point_behind_a_point_of_the_other_side_goes_to_the_end(plan):
    a, _ = (make_point(plan, claim=claim) for claim in "AB")
    x = make_point(plan, side=1, claim="X")
    applied = act(plan, "move", "point", target=a, side=sides(plan)[0], after=x)
    assert claims(plan) == ["B", "A"]
    assert applied.result["adjusted"] is True


def test_move_point_refuses_sides_and_rows_that_are_elsewhere_or_gone(plan, classmate):
    point, gone = make_point(plan), make_row(plan)
    theirs = make_row(make_plan(classmate, plan.question), "government")
    act(plan, "remove", "row", target=gone)
    side, foreign = sides(plan)[0], make_question(stem="Another").sides.first()
    move = {"target": point, "after": None}
    assert refusal(plan, "move", "point", side=foreign, **move) == (404, "not_found")
    assert refusal(plan, "move", "point", side=side, row=theirs, **move) == (404, "not_found")
    assert refusal(plan, "move", "point", side=side, row=gone, **move) == (409, "gone")


def test_move_row_and_criterion(plan):
    rows = [make_row(plan, slug) for slug in ("government", "terror", "leadership")]
    before = picture(plan)
    applied = act(plan, "move", "row", target=rows[2], after=None)
    assert names(plan.rows) == ["Leadership", "Government", "Terror"]
    assert applied.result["announce"] == "Row Leadership moved to position 1."
    assert (applied.affected.body, applied.affected.view) == (True, False)
    assert_undoes(plan, before, "moved row")
    scale, methods = make_criterion(plan, "scale"), make_criterion(plan, "methods")
    before = picture(plan)
    applied = act(plan, "move", "criterion", target=scale, after=methods)
    assert names(plan.criteria) == ["methods", "scale"]
    assert applied.result["announce"] == "Criterion scale moved to position 2."
    assert applied.affected.view is True
    assert_undoes(plan, before, "moved criterion")


def test_move_row_behind_a_removed_row_goes_to_the_end(plan):
    rows = [make_row(plan, slug) for slug in ("government", "terror", "leadership")]
    act(plan, "remove", "row", target=rows[1])
    applied = act(plan, "move", "row", target=rows[0], after=rows[1])
    assert names(plan.rows) == ["Leadership", "Government"]
    assert applied.result["adjusted"] is True


def test_move_logs_the_place_it_really_got(plan):
    point = make_point(plan)
    a, b, gone = cards(point, "A", "B", "Gone")
    act(plan, "remove", "placement", target=gone)
    act(plan, "move", "placement", target=a, point=point, after=gone)
    assert plan.operations.last().payload == [
        {
            "verb": "move",
            "noun": "placement",
            "target": str(a.uuid),
            "point": str(point.uuid),
            "after": str(b.uuid),
        }
    ]
