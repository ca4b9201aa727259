"""The operations address: what the script sends, and what it is answered."""

import gzip
import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html as lxml_html

from apps.accounts.models import User
from apps.plans.models import Plan
from apps.plans.schema import MAX_BYTES, MAX_OPERATIONS, text_version
from apps.plans.views import REQUESTS_A_SECOND
from tests.factories import (
    make_criterion,
    make_evidence,
    make_placement,
    make_plan,
    make_point,
    make_row,
)
from tests.plans.acting import claims, fresh, snapshot, stored, titles
from tests.plans.pages import (
    LockedPlan,
    address,
    as_browser,
    make_board,
    operation,
    send_json,
    send_operations,
)


def add_point(plan: Plan, claim: str = "", **fields):
    side = plan.question.sides.first()
    return operation("add", "point", target=uuid4(), side=side, claim=claim, **fields)


def edit_claim(point, value: str, was: str | None = None, **fields):
    was = point.claim if was is None else was
    return operation(
        "edit", "point", target=point, field="claim", value=value, was=text_version(was), **fields
    )


def error_of(answer):
    return answer.json()["error"]


def ids_in(fragment: str) -> set[str]:
    return set(lxml_html.fragment_fromstring(fragment, create_parent=True).xpath(".//@id"))


# What is answered


def test_reply_has_results_regions_counts_and_labels(student_client: Client, plan: Plan):
    answer = send_operations(student_client, plan, add_point(plan, "Both used terror"))
    reply = answer.json()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    saved, fragments = reply.pop("saved"), reply.pop("fragments")
    assert len(saved) == 5
    assert saved[2] == ":"
    checks = reply["counts"].pop("checks")
    assert checks > 0
    assert reply == {
        "version": 1,
        "results": [{"adjusted": False, "announce": "Point S1 added."}],
        "announce": "Point S1 added.",
        "counts": {"points": 1},
        "undo": "added point S1",
        "redo": "",
    }
    assert sorted(fragments) == ["board-body", "check", "judgement"]
    assert all(name in ids_in(fragment) for name, fragment in fragments.items())
    assert "Both used terror" in fragments["board-body"]
    assert claims(plan) == ["Both used terror"]


def regions(answer) -> list[str]:
    assert answer.status_code == 200
    fragments = answer.json()["fragments"]
    assert all(name in ids_in(fragment) for name, fragment in fragments.items())
    return sorted(fragments)


@pytest.fixture
def two_points(plan: Plan):
    row = make_row(plan)
    first, second = make_point(plan, row=row), make_point(plan, side=1, row=row)
    make_placement(first)
    return first, second


def test_moving_a_card_draws_both_points_again(student_client: Client, plan: Plan, two_points):
    first, second = two_points
    card = first.placements.get()
    answer = send_operations(
        student_client, plan, operation("move", "placement", target=card, point=second, after=None)
    )
    assert regions(answer) == sorted(
        ["check", "pairs", f"point-{first.uuid}", f"point-{second.uuid}"]
    )
    fragments = answer.json()["fragments"]
    assert f"card-{card.uuid}" not in ids_in(fragments[f"point-{first.uuid}"])
    assert f"card-{card.uuid}" in ids_in(fragments[f"point-{second.uuid}"])


def test_by_theme_a_moved_card_draws_the_coverage_again(
    student_client: Client, plan: Plan, two_points
):
    first, second = two_points
    move = operation("move", "placement", target=first.placements.get(), point=second, after=None)
    answer = send_operations(student_client, plan, move, view="theme")
    assert "coverage" in regions(answer)


@pytest.mark.parametrize(
    ("field", "value", "drawn"),
    [
        ("thesis_stance", 1, ["check", "my-view"]),
        ("judgement_stance", -2, ["check", "judgement"]),
    ],
)
def test_a_stance_draws_its_own_strip(student_client: Client, plan: Plan, field, value, drawn):
    answer = send_operations(
        student_client, plan, operation("edit", "plan", field=field, value=value)
    )
    assert regions(answer) == drawn


def test_editing_a_claim_draws_its_point_and_the_list_to_decide_by(
    student_client: Client, plan: Plan, two_points
):
    first, _ = two_points
    answer = send_operations(student_client, plan, edit_claim(first, "New"))
    assert regions(answer) == ["check", "judgement", "pairs", f"point-{first.uuid}"]


def test_a_criterion_draws_the_view_and_the_points(student_client: Client, plan: Plan):
    add = operation("add", "criterion", target=uuid4(), text="scale")
    answer = send_operations(student_client, plan, add)
    assert regions(answer) == ["board-body", "check", "my-view"]


def test_what_people_typed_is_escaped_in_fragments(student_client: Client, plan: Plan):
    text = '<script>alert(1)</script>"><img src=x onerror=alert(1)> {{7*7}} {% debug %}'
    answer = send_operations(student_client, plan, add_point(plan, text))
    body = answer.json()["fragments"]["board-body"]
    assert "<script" not in body
    assert "<img" not in body
    assert lxml_html.fromstring(body).xpath("//textarea[@name='claim']")[0].text == f"\n{text}"


def test_a_reply_when_behind_draws_everything(student_client: Client, plan: Plan, two_points):
    first, _ = two_points
    send_operations(student_client, plan, add_point(plan, "From another tab"))
    answer = send_operations(student_client, plan, edit_claim(first, "Mine"), base=0)
    assert regions(answer) == ["board-body", "check", "judgement", "my-view"]
    assert answer.json()["version"] == 2
    assert "From another tab" in answer.json()["fragments"]["board-body"]


# Two tabs, retries, failures


def test_two_tabs_moving_different_cards_merge(student_client: Client, plan: Plan):
    first, second = make_point(plan), make_point(plan, side=1)
    a, b, c = (make_placement(first, make_evidence(title)) for title in "ABC")
    one = send_operations(
        student_client, plan, operation("move", "placement", target=a, point=second, after=None)
    )
    other = send_operations(
        student_client, plan, operation("move", "placement", target=c, point=first, after=b), base=0
    )
    third = send_operations(
        student_client,
        plan,
        operation("move", "placement", target=b, point=second, after=a),
        base=0,
    )
    assert [answer.status_code for answer in (one, other, third)] == [200, 200, 200]
    assert (titles(first), titles(second)) == (["C"], ["A", "B"])
    assert stored(plan).version == 3


def test_two_tabs_editing_one_text_get_both_versions(student_client: Client, plan: Plan):
    point = make_point(plan, claim="As it was")
    send_operations(student_client, plan, edit_claim(point, "First tab"))
    answer = send_operations(student_client, plan, edit_claim(point, "Second tab"))
    assert answer.status_code == 409
    assert error_of(answer) == {
        "code": "conflict",
        "message": "This text was changed somewhere else.",
        "index": 0,
        "noun": "point",
        "target": str(point.uuid),
        "field": "claim",
        "mine": "Second tab",
        "theirs": "First tab",
        "was": text_version("First tab"),
    }
    assert fresh(point).claim == "First tab"
    mended = edit_claim(point, "Both", was="First tab")
    assert send_operations(student_client, plan, mended, base=1).status_code == 200
    assert fresh(point).claim == "Both"


def test_the_same_request_sent_ten_times_changes_things_once(student_client: Client, plan: Plan):
    add = add_point(plan, "Once")
    answers = [send_operations(student_client, plan, add) for _ in range(10)]
    assert [answer.status_code for answer in answers] == [200] * 10
    assert [answer.json()["results"][0].get("replayed", False) for answer in answers] == [
        False,
        *[True] * 9,
    ]
    assert claims(plan) == ["Once"]
    assert stored(plan).version == 1
    # What was lost with the first reply is drawn again.
    assert "Once" in answers[1].json()["fragments"]["board-body"]


def test_an_id_used_for_something_else_is_422(student_client: Client, plan: Plan):
    add = add_point(plan, "First")
    send_operations(student_client, plan, add)
    answer = send_operations(student_client, plan, {**add, "claim": "Second"}, base=1)
    assert (answer.status_code, error_of(answer)["code"]) == (422, "id_reused")
    assert claims(plan) == ["First"]


def test_stops_at_the_first_failure_and_says_what_was_applied(student_client: Client, plan: Plan):
    bad = operation("remove", "point", target=uuid4())
    answer = send_operations(
        student_client, plan, add_point(plan, "One"), bad, add_point(plan, "Three")
    )
    reply = answer.json()
    assert answer.status_code == 404
    assert reply["error"] == {
        "code": "not_found",
        "message": "There is no such point in this plan.",
        "index": 1,
    }
    assert [one["announce"] for one in reply["results"]] == ["Point S1 added."]
    assert sorted(reply["fragments"]) == ["board-body", "check", "judgement", "my-view"]
    assert (reply["version"], reply["undo"]) == (1, "added point S1")
    assert claims(plan) == ["One"]


def test_fifty_operations_in_one_request_are_carried_out(student_client: Client, plan: Plan):
    adds = [add_point(plan, f"Point {number}") for number in range(MAX_OPERATIONS)]
    answer = send_operations(student_client, plan, *adds)
    assert (answer.status_code, len(answer.json()["results"])) == (200, 50)
    assert claims(plan) == [f"Point {number}" for number in range(50)]
    assert stored(plan).version == 50


def test_undo_and_redo_name_what_comes_next(student_client: Client, plan: Plan):
    send_operations(student_client, plan, add_point(plan, "One"))
    undone = send_operations(student_client, plan, operation("undo", "plan"), base=1).json()
    assert (undone["undo"], undone["redo"]) == ("", "added point S1")
    redone = send_operations(student_client, plan, operation("redo", "plan"), base=2).json()
    assert (redone["undo"], redone["redo"]) == ("added point S1", "")
    nothing = send_operations(student_client, plan, operation("redo", "plan"), base=3)
    assert (nothing.status_code, error_of(nothing)["code"]) == (409, "nothing_to_redo")


def test_a_plan_in_the_bin_is_locked(student_client: Client, plan: Plan):
    add = add_point(plan, "Before")
    send_operations(student_client, plan, add)
    plan.delete_softly()
    answer = send_operations(student_client, plan, add_point(plan, "After"), base=1)
    assert answer.status_code == 409
    assert error_of(answer) == {
        "code": "locked",
        "message": "This plan is in the bin. Restore it to go on.",
        "index": 0,
    }
    # A reply that was lost before the plan went into the bin can still be had.
    again = send_operations(student_client, plan, add)
    assert again.status_code == 200
    assert again.json()["results"][0]["replayed"] is True
    assert claims(plan) == ["Before"]


# Who may


def test_signed_out_is_401_and_never_a_redirect(client: Client, plan: Plan, db):
    answer = send_operations(client, plan, add_point(plan))
    assert answer.status_code == 401
    assert answer.json() == {"error": {"code": "signed_out", "message": "Please sign in again."}}


def test_a_person_made_inactive_is_401_on_the_next_request(
    student_client: Client, student: User, plan: Plan
):
    assert send_operations(student_client, plan, add_point(plan)).status_code == 200
    student.is_active = False
    student.save()
    assert send_operations(student_client, plan, add_point(plan), base=1).status_code == 401
    assert stored(plan).version == 1


def test_another_persons_plan_is_answered_like_none_at_all(
    student_client: Client, classmate: User, plan: Plan
):
    theirs = make_plan(classmate, plan.question)
    point = make_point(theirs)
    hidden = send_operations(student_client, theirs, operation("remove", "point", target=point))
    missing = student_client.post(
        reverse("plans:apply_operations", args=[uuid4()]),
        json.dumps({"base": 0, "operations": [operation("undo", "plan")]}),
        content_type="application/json",
    )
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.content == missing.content
    assert fresh(point).deleted_at is None


@pytest.mark.parametrize("header", [{}, {"X-CSRFToken": "x" * 64}])
def test_the_csrf_token_is_asked_for(student: User, plan: Plan, header):
    browser = as_browser(student)
    answer = send_json(
        browser,
        plan,
        {"base": 0, "operations": [add_point(plan)]},
        **header,
        **{"X-Requested-With": "fetch"},
    )
    assert answer.status_code == 403
    assert answer.json()["error"] == "csrf"
    page = browser.get(address(plan)).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    good = send_json(
        browser, plan, {"base": 0, "operations": [add_point(plan)]}, **{"X-CSRFToken": token}
    )
    assert good.status_code == 200
    assert stored(plan).version == 1


def foreign(kind: str, mine: Plan, theirs: Plan, classmate: User):
    """An operation on my plan that names something I may not use, and one that names nothing."""
    point, other = make_point(mine), make_point(theirs)
    card, their_card = make_placement(point), make_placement(other)
    other_side = theirs.question.sides.first()
    private = make_evidence(owner=classmate)
    draft = make_evidence(publish=False)
    retired = make_evidence()
    retired.retire()
    verbs = {
        "point of another plan": (
            "move",
            "placement",
            {"target": card, "after": None},
            "point",
            other,
        ),
        "card of another plan": (
            "move",
            "placement",
            {"point": point, "after": None},
            "target",
            their_card,
        ),
        "card removed from elsewhere": ("remove", "placement", {}, "target", their_card),
        "point removed from elsewhere": ("restore", "point", {}, "target", other),
        "side of another question": (
            "move",
            "point",
            {"target": point, "after": None},
            "side",
            other_side,
        ),
        "row of another plan": (
            "move",
            "point",
            {"target": point, "side": mine.question.sides.first(), "after": None},
            "row",
            make_row(theirs),
        ),
        "criterion of another plan": (
            "edit",
            "point",
            {"target": point, "field": "criteria"},
            "value",
            [make_criterion(theirs)],
        ),
        "anchor in another plan": (
            "move",
            "placement",
            {"target": card, "point": point},
            "after",
            their_card,
        ),
        "deciding point of another plan": (
            "edit",
            "plan",
            {"field": "decisive_point"},
            "value",
            other,
        ),
        "classmate's private evidence": (
            "add",
            "placement",
            {"target": uuid4(), "point": point},
            "evidence",
            private,
        ),
        "draft evidence": (
            "add",
            "placement",
            {"target": uuid4(), "point": point},
            "evidence",
            draft,
        ),
        "retired evidence": (
            "add",
            "placement",
            {"target": uuid4(), "point": point},
            "evidence",
            retired,
        ),
        "text of another plan's point": (
            "edit",
            "point",
            {"field": "claim", "value": "x", "was": text_version(other.claim)},
            "target",
            other,
        ),
        "another plan": (
            "edit",
            "plan",
            {"field": "thesis", "value": "x", "was": text_version("")},
            "target",
            theirs,
        ),
    }
    verb, noun, fields, name, value = verbs[kind]
    missing = [uuid4()] if isinstance(value, list) else uuid4()
    return (
        operation(verb, noun, **fields, **{name: value}),
        operation(verb, noun, **fields, **{name: missing}),
    )


@pytest.mark.parametrize(
    "kind",
    [
        "point of another plan",
        "card of another plan",
        "card removed from elsewhere",
        "point removed from elsewhere",
        "side of another question",
        "row of another plan",
        "criterion of another plan",
        "anchor in another plan",
        "deciding point of another plan",
        "classmate's private evidence",
        "draft evidence",
        "retired evidence",
        "text of another plan's point",
        "another plan",
    ],
)
def test_foreign_ids_are_answered_like_ids_that_do_not_exist(
    kind: str, student_client: Client, student: User, classmate: User
):
    from_another_question = make_plan(classmate)
    mine = make_plan(student)
    named, missing = foreign(kind, mine, from_another_question, classmate)
    before, theirs_before = snapshot(mine), snapshot(from_another_question)
    found = send_operations(student_client, mine, named)
    nothing = send_operations(student_client, mine, missing)
    assert found.status_code == 404
    assert error_of(found) == error_of(nothing)
    assert (snapshot(mine), snapshot(from_another_question)) == (before, theirs_before)


# Bad input: reliability.md section 5, 43 to 54


def one_op(text: str) -> str:
    """A request with one operation, written by hand to hold what json.dumps would not write."""
    return '{"base": 0, "operations": [' + text + "]}"


ADD = '"id": "8f14e45f-ceea-467f-a0e6-b1d2a3c4e5f6", "verb": "add", "noun": "criterion"'
TARGET = '"target": "9f14e45f-ceea-467f-a0e6-b1d2a3c4e5f6"'
MOVE = '"id": "8f14e45f-ceea-467f-a0e6-b1d2a3c4e5f6", "verb": "move", "noun": "criterion"'
STANCE = '"id": "8f14e45f-ceea-467f-a0e6-b1d2a3c4e5f6", "verb": "edit", "noun": "plan"'


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="43 empty"),
        pytest.param("not json", id="43 not json"),
        pytest.param("{'base': 0}", id="43 python"),
        pytest.param("[" * 2000, id="43 brackets"),
        pytest.param("[" * 2000 + "]" * 2000, id="43 closed brackets"),
        pytest.param('{"base":' * 2000 + "1" + "}" * 2000, id="43 nested objects"),
        pytest.param('{"base": ' + "9" * 5000 + ', "operations": []}', id="43 long number"),
        pytest.param(b"\xff\xfe{\x00}\x00", id="43 utf-16"),
        pytest.param(b'{"base": 0, "operations": "\xff"}', id="43 not utf-8"),
        pytest.param("null", id="43 null"),
        pytest.param("[]", id="43 list"),
        pytest.param('"text"', id="43 text"),
        pytest.param('{"base": 0}', id="43 no operations"),
        pytest.param('{"base": 0, "operations": []}', id="43 empty operations"),
        pytest.param('{"base": 0, "operations": [1]}', id="43 number as operation"),
        pytest.param('{"base": 0, "operations": [null]}', id="43 null as operation"),
        pytest.param(one_op("{" + ADD + ", " + TARGET + r', "text": "\ud800"}'), id="44 high"),
        pytest.param(one_op("{" + ADD + ", " + TARGET + r', "text": "\udfff"}'), id="44 low"),
        pytest.param(one_op("{" + ADD + ", " + TARGET + r', "\ud800": "x"}'), id="44 key"),
        pytest.param(one_op("{" + ADD + ", " + TARGET + r', "text": "a\u0000b"}'), id="NUL"),
        *[
            pytest.param(
                '{"base": ' + value + ', "operations": [{' + ADD + "}]}", id=f"45 base {value}"
            )
            for value in (
                "true",
                "1.9",
                "NaN",
                "Infinity",
                "-Infinity",
                "9223372036854775808",
                "-1",
                "1e3",
                "[0]",
                '"0"',
                "null",
                "{}",
            )
        ],
        *[
            pytest.param(
                one_op("{" + STANCE + ', "field": "thesis_stance", "value": ' + value + "}"),
                id=f"45 stance {value}",
            )
            for value in (
                "true",
                "1.9",
                "NaN",
                "Infinity",
                "9223372036854775808",
                "3",
                "-3",
                '"1"',
                "[1]",
                "{}",
                "1.0",
            )
        ],
        *[
            pytest.param(
                one_op("{" + MOVE + ', "target": ' + value + ', "after": null}'),
                id=f"45 id {value}",
            )
            for value in (
                "true",
                "1.9",
                "[1]",
                '["9f14e45f-ceea-467f-a0e6-b1d2a3c4e5f6"]',
                "null",
                "1",
                '""',
                '"x"',
                '"9f14e45fceea467fa0e6b1d2a3c4e5f6"',
                "{}",
                '"{9f14e45f-ceea-467f-a0e6-b1d2a3c4e5f6}"',
                '"' + "9" * 5000 + '"',
            )
        ],
        pytest.param(
            '{"base": 0, "base": 1, "operations": [{' + ADD + ", " + TARGET + ', "text": "x"}]}',
            id="46 repeated key",
        ),
        pytest.param(
            one_op("{" + ADD + ", " + TARGET + ', "text": "x", "text": "y"}'),
            id="46 repeated in op",
        ),
        pytest.param(
            '{"base": 0, "owner": 1, "operations": [{' + ADD + ", " + TARGET + ', "text": "x"}]}',
            id="46 unknown key",
        ),
        *[
            pytest.param(
                one_op("{" + ADD + ", " + TARGET + f', "text": "x", "{name}": 1' + "}"),
                id=f"46 unknown {name}",
            )
            for name in ("position", "plan", "student", "version", "deleted_at", "__proto__")
        ],
        pytest.param(one_op("{" + ADD + ', "text": "x"}'), id="46 key missing"),
        pytest.param(one_op('{"verb": "add"}'), id="46 most missing"),
        pytest.param(
            one_op(
                '{"id": "8f14e45f-ceea-467f-a0e6-b1d2a3c4e5f6", "verb": "erase", "noun": "plan"}'
            ),
            id="46 unknown verb",
        ),
        pytest.param(
            one_op(
                '{"id": "8f14e45f-ceea-467f-a0e6-b1d2a3c4e5f6", "verb": ["add"], "noun": "row"}'
            ),
            id="46 list as verb",
        ),
        pytest.param(
            one_op(
                "{" + MOVE + ", " + TARGET + ', "after": "9f14e45f-ceea-467f-a0e6-b1d2a3c4e5f6"}'
            ),
            id="47 after itself",
        ),
        pytest.param(
            one_op(
                "{" + MOVE + ", " + TARGET + ', "after": "9F14E45F-CEEA-467F-A0E6-B1D2A3C4E5F6"}'
            ),
            id="47 after itself in capitals",
        ),
        pytest.param(
            one_op("{" + ADD + ", " + TARGET + ', "text": "' + "x" * 201 + '"}'), id="long"
        ),
        pytest.param(one_op("{" + ADD + ", " + TARGET + r', "text": " \u200b\u3164"}'), id="blank"),
        pytest.param("x" * (MAX_BYTES + 1), id="54 too large"),
        pytest.param(" " * 3_000_000, id="54 3 MB"),
    ],
)
def test_bad_requests_are_400_and_change_nothing(student_client: Client, plan: Plan, body):
    before = snapshot(plan)
    answer = send_json(student_client, plan, body)
    assert answer.status_code == 400
    error = error_of(answer)
    assert error["code"] in ("bad_request", "bad_value")
    assert len(error["message"]) <= 300
    assert snapshot(plan) == before
    assert stored(plan).version == 0


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "text/json", ""]
)
def test_other_content_types_are_400(student_client: Client, plan: Plan, kind: str):
    body = json.dumps({"base": 0, "operations": [add_point(plan)]})
    answer = student_client.generic(
        "POST", address(plan, "apply_operations"), body, content_type=kind
    )
    assert answer.status_code == 400
    assert stored(plan).version == 0


def test_fifty_one_operations_are_400(student_client: Client, plan: Plan):
    adds = [add_point(plan) for _ in range(MAX_OPERATIONS + 1)]
    assert send_operations(student_client, plan, *adds).status_code == 400
    assert stored(plan).version == 0


def test_an_anchor_that_is_gone_puts_the_card_at_the_end(student_client: Client, plan: Plan):
    """48: removed, or in another point by now."""
    first, second = make_point(plan), make_point(plan, side=1)
    a, b, c = (make_placement(first, make_evidence(title)) for title in "ABC")
    d = make_placement(second, make_evidence("D"))
    send_operations(student_client, plan, operation("remove", "placement", target=b))
    for anchor, expected in ((b, ["C", "A"]), (d, ["A", "C"])):
        moved = a if anchor is b else c
        answer = send_operations(
            student_client,
            plan,
            operation("move", "placement", target=moved, point=first, after=anchor),
            base=stored(plan).version,
        )
        assert answer.status_code == 200
        assert answer.json()["results"][0]["adjusted"] is True
        assert titles(first) == expected


def test_moving_a_card_that_was_removed_is_409_gone(student_client: Client, plan: Plan):
    """52: removed in another tab, alone or with its point."""
    first, second = make_point(plan), make_point(plan, side=1)
    alone, with_point = make_placement(second), make_placement(first)
    send_operations(student_client, plan, operation("remove", "placement", target=alone))
    send_operations(student_client, plan, operation("remove", "point", target=first), base=1)
    for card in (alone, with_point):
        answer = send_operations(
            student_client,
            plan,
            operation("move", "placement", target=card, point=second, after=None),
            base=2,
        )
        assert (answer.status_code, error_of(answer)["code"]) == (409, "gone")
    assert titles(second) == []


def test_too_many_requests_are_429_and_work_again_a_second_later(
    student_client: Client, client: Client, classmate: User, plan: Plan, monkeypatch
):
    """54: the one who is too fast waits, nobody else."""
    now = 1_800_000_000
    monkeypatch.setattr("time.time", lambda: now)
    add = add_point(plan, "In the end")
    statuses = [send_json(student_client, plan, "x").status_code for _ in range(200)]
    assert statuses == [400] * REQUESTS_A_SECOND + [429] * (200 - REQUESTS_A_SECOND)
    refused = send_operations(student_client, plan, add)
    assert (refused.status_code, refused["Retry-After"]) == (429, "1")
    assert error_of(refused)["code"] == "too_fast"
    client.force_login(classmate)
    theirs = make_plan(classmate, plan.question)
    assert send_operations(client, theirs, add_point(theirs)).status_code == 200
    now += 1
    assert send_operations(student_client, plan, add).status_code == 200
    assert claims(plan) == ["In the end"]


def test_a_plan_locked_for_too_long_is_503_and_the_same_request_works_later(
    transactional_student_client: Client, locked_plan: LockedPlan
):
    plan = locked_plan.plan
    add = add_point(plan, "Kept")
    with locked_plan.held():
        answer = send_operations(transactional_student_client, plan, add)
    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert error_of(answer)["code"] == "busy"
    assert stored(plan).version == 0
    again = send_operations(transactional_student_client, plan, add)
    assert again.status_code == 200
    assert again.json()["results"] == [{"adjusted": False, "announce": "Point S1 added."}]
    assert claims(plan) == ["Kept"]


# What it costs


def queries_of(client: Client, plan: Plan, *operations) -> int:
    version = stored(plan).version
    with CaptureQueriesContext(connection) as queries:
        answer = send_operations(client, plan, *operations, base=version)
    assert answer.status_code == 200
    return len(queries)


@pytest.mark.parametrize("cards", [6, 60, 600])
def test_an_operation_takes_as_many_queries_at_any_size(
    student_client: Client, student: User, cards: int
):
    plan = make_board(student, points=6, cards=cards)
    student_client.get(address(plan))
    points = list(plan.points.order_by("side__order", "position"))
    # Into an empty point, so that no card of the same evidence is in its way.
    empty = make_point(plan)
    card = plan.placements.filter(point=points[0]).order_by("position").first()
    counted = {
        "move": queries_of(
            student_client,
            plan,
            operation("move", "placement", target=card, point=empty, after=None),
        ),
        "add": queries_of(
            student_client,
            plan,
            operation(
                "add", "placement", target=uuid4(), point=points[0], evidence=make_evidence()
            ),
        ),
        "edit": queries_of(student_client, plan, edit_claim(points[1], "Anew")),
        "move a point": queries_of(
            student_client,
            plan,
            operation("move", "point", target=points[1], side=points[-1].side, after=None),
        ),
        "remove a point": queries_of(
            student_client, plan, operation("remove", "point", target=points[2])
        ),
        "undo": queries_of(student_client, plan, operation("undo", "plan")),
        "redo": queries_of(student_client, plan, operation("redo", "plan")),
    }
    assert counted == {
        "move": 12,
        "add": 13,
        "edit": 12,
        "move a point": 12,
        "remove a point": 12,
        "undo": 13,
        "redo": 13,
    }


def test_the_reply_to_a_move_is_small(student_client: Client, student: User):
    plan = make_board(student, points=12, cards=80)
    first, second = plan.points.order_by("pk")[:2]
    mover = make_placement(first)
    move = operation("move", "placement", target=mover, point=second, after=None)
    answer = send_operations(student_client, plan, move)
    assert answer.status_code == 200
    assert len(gzip.compress(answer.content)) <= 12_000
