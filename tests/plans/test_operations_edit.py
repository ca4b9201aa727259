import pytest

from apps.plans.desk import Refused
from apps.plans.schema import text_version
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
    fresh,
    picture,
    redo,
    refusal,
    snapshot,
    stored,
    undo,
)

EMPTY = text_version("")


@pytest.mark.parametrize(
    ("field", "words", "view"),
    [
        ("thesis", "your view", True),
        ("context", "the context", True),
        ("judgement", "the judgement", False),
        ("concession", "the concession", False),
    ],
)
def test_edit_plan_text(plan, field, words, view):
    before = picture(plan)
    applied = act(plan, "edit", "plan", field=field, value="Alike in\naims", was=EMPTY)
    assert getattr(snapshot(plan), field) == "Alike in\naims"
    assert (applied.affected.view, applied.affected.judgement) == (view, not view)
    assert applied.result == {"adjusted": False, "announce": ""}
    assert_undoes(plan, before, f"edited {words}")


@pytest.mark.parametrize(
    ("field", "words"),
    [("thesis_stance", "your stance"), ("judgement_stance", "the judgement's stance")],
)
def test_edit_plan_stance(plan, field, words):
    act(plan, "edit", "plan", field=field, value=2)
    before = picture(plan)
    act(plan, "edit", "plan", field=field, value=-2)
    assert getattr(snapshot(plan), field) == -2
    assert_undoes(plan, before, f"edited {words}")
    act(plan, "edit", "plan", field=field, value=None)
    assert getattr(snapshot(plan), field) is None


def test_edit_plan_may_name_itself_but_no_other(plan, classmate):
    theirs = make_plan(classmate, plan.question)
    act(plan, "edit", "plan", target=plan, field="thesis_stance", value=1)
    assert snapshot(plan).thesis_stance == 1
    assert refusal(plan, "edit", "plan", target=theirs, field="thesis_stance", value=2) == (
        404,
        "not_found",
    )
    assert stored(theirs).thesis_stance is None


def test_edit_decisive_point(plan):
    first, second = make_point(plan), make_point(plan)
    act(plan, "edit", "plan", field="decisive_point", value=first)
    before = picture(plan)
    applied = act(plan, "edit", "plan", field="decisive_point", value=second)
    assert snapshot(plan).decisive_point == str(second.uuid)
    assert applied.affected.judgement is True
    assert_undoes(plan, before, "edited the deciding point")
    act(plan, "edit", "plan", field="decisive_point", value=None)
    assert snapshot(plan).decisive_point is None


def test_decisive_point_comes_back_with_its_point(plan):
    first, second = make_point(plan), make_point(plan)
    act(plan, "edit", "plan", field="decisive_point", value=first)
    act(plan, "remove", "point", target=first)
    assert snapshot(plan).decisive_point is None
    before = picture(plan)
    act(plan, "edit", "plan", field="decisive_point", value=second)
    undo(plan)
    assert picture(plan) == before
    undo(plan)
    assert snapshot(plan).decisive_point == str(first.uuid)


def test_edit_decisive_point_refuses_what_is_not_on_this_board(plan, classmate):
    theirs = make_point(make_plan(classmate, plan.question))
    gone = make_point(plan)
    act(plan, "remove", "point", target=gone)
    edit = ("edit", "plan")
    assert refusal(plan, *edit, field="decisive_point", value=theirs) == (404, "not_found")
    assert refusal(plan, *edit, field="decisive_point", value=gone) == (409, "gone")
    assert refusal(plan, *edit, field="decisive_point", value="S1") == (400, "bad_value")
    assert refusal(plan, *edit, field="decisive_point", value=1) == (400, "bad_value")


def test_edit_point_texts(plan):
    point = make_point(plan, claim="Old", explanation="Old because")
    before = picture(plan)
    act(plan, "edit", "point", target=point, field="claim", value="", was=text_version("Old"))
    applied = act(
        plan,
        "edit",
        "point",
        target=point,
        field="explanation",
        value="New because",
        was=text_version("Old because"),
    )
    point = fresh(point)
    assert (point.claim, point.explanation) == ("", "New because")
    assert applied.affected.points == {point.uuid}
    assert (applied.affected.body, applied.affected.judgement) == (False, False)
    assert applied.undo_label == "edited because line"
    undo(plan)
    assert_undoes(plan, before, "edited claim")


def test_edit_claim_draws_the_judgement_again(plan):
    point = make_point(plan, claim="Old")
    applied = act(
        plan, "edit", "point", target=point, field="claim", value="New", was=text_version("Old")
    )
    assert applied.affected.judgement is True


def test_edit_placement(plan):
    card = make_placement(make_point(plan))
    before = picture(plan)
    act(plan, "edit", "placement", target=card, field="note", value="Shows fear", was=EMPTY)
    assert_undoes(plan, before, "edited note")
    before = picture(plan)
    act(plan, "edit", "placement", target=card, field="is_context", value=True)
    assert_undoes(plan, before, "edited background mark")
    one = snapshot(plan).placements[0]
    assert (one.note, one.is_context, one.comparands) == ("Shows fear", True, ())


def test_edit_placement_comparands_override_and_automatic_again(plan):
    card = make_placement(make_point(plan))
    before = picture(plan)
    assert before.placements[0].comparands == ("STA",)
    applied = act(plan, "edit", "placement", target=card, field="comparands", value=["STA", "KHR"])
    assert snapshot(plan).placements[0].comparands == ("STA", "KHR")
    assert applied.affected.points == {card.point.uuid}
    assert_undoes(plan, before, "edited who a card is about")
    act(plan, "edit", "placement", target=card, field="comparands", value=[])
    assert fresh(card).comparands is None
    assert plan.placements.filter(comparands__isnull=True).count() == 1
    assert picture(plan) == before


@pytest.mark.parametrize(
    ("years", "fields"),
    [((1935, 1936), {}), ((1975, 1975), {}), ((1945, 1945), {"is_context": True})],
)
def test_a_card_that_does_not_count_does_not_for_anyone_chosen_either(plan, years, fields):
    card = make_placement(make_point(plan), make_evidence(years=years), **fields)
    act(plan, "edit", "placement", target=card, field="comparands", value=["KHR"])
    one = snapshot(plan).placements[0]
    assert (one.comparands, one.can_count) == ((), False)
    assert fresh(card).comparands == ["KHR"]


def test_a_card_between_the_periods_compared_does_not_count_for_anyone_chosen(plan):
    plan.question.comparands.filter(code="STA").update(year_to=1945)
    plan.question.save()
    card = make_placement(make_point(plan), make_evidence(years=(1948, 1948)), comparands=["STA"])
    one = snapshot(plan).placements[0]
    assert (one.uuid, one.fit, one.comparands) == (str(card.uuid), "gap", ())


def test_a_choice_is_taken_back_though_its_code_has_changed_since(plan):
    card = make_placement(make_point(plan))
    for value in (["STA"], ["KHR"]):
        act(plan, "edit", "placement", target=card, field="comparands", value=value)
    plan.question.comparands.filter(code="STA").update(code="JVS")
    plan.question.save()
    undo(plan)
    assert fresh(card).comparands == ["STA"]
    redo(plan)
    assert fresh(card).comparands == ["KHR"]


def test_edit_placement_refuses_wrong_comparands(plan):
    card = make_placement(make_point(plan))
    edit = {"target": card, "field": "comparands"}
    assert refusal(plan, "edit", "placement", value=["LEN"], **edit) == (404, "not_found")
    assert refusal(plan, "edit", "placement", value="STA", **edit) == (400, "bad_value")
    assert refusal(plan, "edit", "placement", value=["STA", "STA"], **edit) == (400, "bad_value")


def test_edit_row(plan):
    row = make_row(plan)
    start = picture(plan)
    edits = [
        ("label", "The use of terror", "row name", {"was": text_version("Terror")}),
        ("extent", -1, "alike or different", {}),
        ("mini_judgement", "Less of it", "mini-judgement", {"was": EMPTY}),
        ("key_difference", "Scale", "key difference", {"was": EMPTY}),
        ("is_named", True, "named factor", {}),
    ]
    for field, value, words, extra in edits:
        before = picture(plan)
        applied = act(plan, "edit", "row", target=row, field=field, value=value, **extra)
        assert applied.affected.body is True
        assert_undoes(plan, before, f"edited {words}")
    row = fresh(row)
    assert [getattr(row, field) for field, *_ in edits] == [value for _, value, *_ in edits]
    for _ in edits:
        undo(plan)
    assert picture(plan) == start


def test_edit_criterion(plan):
    one = make_criterion(plan, "scale")
    before = picture(plan)
    applied = act(
        plan,
        "edit",
        "criterion",
        target=one,
        field="text",
        value="reach",
        was=text_version("scale"),
    )
    assert fresh(one).text == "reach"
    assert (applied.affected.view, applied.affected.body) == (True, True)
    assert_undoes(plan, before, "edited criterion")


def test_edit_criteria_of_a_point(plan):
    point, other = make_point(plan), make_point(plan)
    scale, methods, targets = (make_criterion(plan, text) for text in ("scale", "methods", "who"))
    act(plan, "edit", "point", target=other, field="criteria", value=[scale])
    act(plan, "edit", "point", target=point, field="criteria", value=[methods, scale])
    before = picture(plan)
    assert before.points[0].criteria == (str(scale.uuid), str(methods.uuid))
    applied = act(plan, "edit", "point", target=point, field="criteria", value=[targets, scale])
    assert snapshot(plan).points[0].criteria == (str(scale.uuid), str(targets.uuid))
    assert snapshot(plan).points[1].criteria == (str(scale.uuid),)
    assert applied.affected.points == {point.uuid}
    assert_undoes(plan, before, "edited criteria of a point")
    act(plan, "edit", "point", target=point, field="criteria", value=[])
    assert snapshot(plan).points[0].criteria == ()


def test_criteria_of_a_point_follow_the_order_of_criteria(plan):
    point = make_point(plan)
    scale, methods = make_criterion(plan, "scale"), make_criterion(plan, "methods")
    act(plan, "edit", "point", target=point, field="criteria", value=[scale, methods])
    act(plan, "move", "criterion", target=scale, after=methods)
    assert snapshot(plan).points[0].criteria == (str(methods.uuid), str(scale.uuid))


def test_edit_criteria_refuses_what_is_not_a_criterion_of_this_plan(plan, classmate):
    point = make_point(plan)
    theirs = make_criterion(make_plan(classmate, plan.question))
    gone = make_criterion(plan)
    act(plan, "remove", "criterion", target=gone)
    edit = {"target": point, "field": "criteria"}
    assert refusal(plan, "edit", "point", value=[theirs], **edit) == (404, "not_found")
    assert refusal(plan, "edit", "point", value=[gone], **edit) == (409, "gone")
    assert refusal(plan, "edit", "point", value=["scale"], **edit) == (400, "bad_value")
    assert refusal(plan, "edit", "point", value=None, **edit) == (400, "bad_value")


def test_edit_from_a_stale_text_returns_both_and_changes_nothing(plan):
    point = make_point(plan, claim="Started from")
    was = text_version("Started from")
    act(plan, "edit", "point", target=point, field="claim", value="Other tab", was=was)
    with pytest.raises(Refused) as caught:
        act(plan, "edit", "point", target=point, field="claim", value="This tab", was=was)
    assert (caught.value.status, caught.value.code) == (409, "conflict")
    assert caught.value.extra == {
        "noun": "point",
        "target": str(point.uuid),
        "field": "claim",
        "mine": "This tab",
        "theirs": "Other tab",
        "was": text_version("Other tab"),
    }
    assert fresh(point).claim == "Other tab"
    chosen = caught.value.extra["was"]
    act(plan, "edit", "point", target=point, field="claim", value="This tab", was=chosen)
    assert fresh(point).claim == "This tab"


def test_edit_to_the_same_text_in_two_tabs_is_no_conflict(plan):
    for _ in range(2):
        act(plan, "edit", "plan", field="thesis", value="Alike", was=EMPTY)
    assert snapshot(plan).thesis == "Alike"
    undo(plan)
    assert snapshot(plan).thesis == "Alike"
    undo(plan)
    assert snapshot(plan).thesis == ""


def test_edit_of_a_text_needs_the_version_it_started_from(plan):
    assert refusal(plan, "edit", "plan", field="thesis", value="New") == (428, "version_needed")


@pytest.mark.parametrize("value", ["", " \n\t", "\u200b\u2060", "\u3164", "\u00ad\ufeff"])
def test_edit_refuses_to_blank_a_name(plan, value):
    row, one = make_row(plan), make_criterion(plan, "scale")
    assert refusal(
        plan, "edit", "row", target=row, field="label", value=value, was=text_version("Terror")
    ) == (400, "blank")
    assert refusal(
        plan, "edit", "criterion", target=one, field="text", value=value, was=text_version("scale")
    ) == (400, "blank")


def test_edit_counts_characters_not_bytes(plan):
    point = make_point(plan, claim="")
    edit = {"target": point, "field": "claim", "was": EMPTY}
    assert refusal(plan, "edit", "point", value="x" * 301, **edit) == (400, "too_long")
    act(plan, "edit", "point", value="\N{SLIGHTLY SMILING FACE}" * 300, **edit)
    assert len(fresh(point).claim) == 300


def test_edit_refuses_values_of_another_type(plan):
    point, row = make_point(plan), make_row(plan)
    card = make_placement(point)
    bad = (400, "bad_value")
    assert refusal(plan, "edit", "plan", field="thesis", value=1, was=EMPTY) == bad
    assert refusal(plan, "edit", "plan", field="thesis", value=None, was=EMPTY) == bad
    assert refusal(plan, "edit", "plan", field="thesis_stance", value=3) == bad
    assert refusal(plan, "edit", "plan", field="thesis_stance", value=True) == bad
    assert refusal(plan, "edit", "plan", field="thesis_stance", value="1") == bad
    assert refusal(plan, "edit", "row", target=row, field="extent", value=-3) == bad
    assert refusal(plan, "edit", "row", target=row, field="is_named", value=1) == bad
    assert refusal(plan, "edit", "placement", target=card, field="is_context", value=None) == bad


@pytest.mark.parametrize(
    ("noun", "field"),
    [
        ("plan", "student"),
        ("plan", "version"),
        ("plan", "title"),
        ("plan", "dismissals"),
        ("row", "position"),
        ("row", "theme"),
        ("point", "side"),
        ("point", "deleted_at"),
        ("placement", "evidence"),
        ("criterion", "plan"),
    ],
)
def test_edit_refuses_fields_that_are_not_for_editing(plan, noun, field):
    assert refusal(plan, "edit", noun, target=plan, field=field, value="x") == (400, "bad_field")


def test_edit_needs_something_to_edit(plan):
    assert refusal(plan, "edit", "point", field="claim", value="x", was=EMPTY) == (
        400,
        "bad_target",
    )


def test_edit_refuses_what_is_gone_or_elsewhere(plan, classmate):
    theirs = make_point(make_plan(classmate, plan.question), claim="")
    point = make_point(plan, claim="")
    card = make_placement(point)
    edit = {"field": "claim", "value": "x", "was": EMPTY}
    assert refusal(plan, "edit", "point", target=theirs, **edit) == (404, "not_found")
    act(plan, "remove", "point", target=point)
    assert refusal(plan, "edit", "point", target=point, **edit) == (409, "gone")
    note = {"field": "note", "value": "x", "was": EMPTY}
    assert refusal(plan, "edit", "placement", target=card, **note) == (409, "gone")
    assert fresh(theirs).claim == ""


def test_edit_names_a_comparand_of_its_own_question_only(plan, classmate):
    other = make_question(stem="Another")
    other.comparands.filter(code="STA").update(code="XXX")
    card = make_placement(make_point(plan))
    assert refusal(plan, "edit", "placement", target=card, field="comparands", value=["XXX"]) == (
        404,
        "not_found",
    )
