"""The plan beside the mark scheme: the reveal, the student's decisions, what is extra."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.plans.models import Plan
from tests.factories import (
    make_evidence,
    make_model,
    make_placement,
    make_plan,
    make_point,
    make_question,
    make_row,
    make_strand,
    make_user,
)
from tests.plans.acting import act, snapshot, stored
from tests.plans.pages import address, forms, only, send

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def plan(student: Any) -> Plan:
    """S1 on terror, S2 and C1; an argument of two parts on the first side, one on the second."""
    question = make_question()
    make_strand(question, 0, title="Fear", gist="Beria ran it; files were kept.")
    make_strand(question, 1, title="Releases", gist="Camps emptied.")
    plan = make_plan(student, question)
    terror = make_row(plan, "terror")
    make_point(plan, 0, terror, claim="Beria was feared")
    make_point(plan, 0, claim="Posters")
    make_point(plan, 1, claim="Courts")
    return plan


def page(client: Client, plan: Plan) -> Any:
    return client.get(address(plan, "show_mark_scheme"))


def reveal(client: Client, plan: Plan, **fields: Any) -> Any:
    return client.post(address(plan, "reveal_mark_scheme"), fields)


def shown(client: Client, plan: Plan) -> dict[str, Any]:
    """By side: the state of each part with the point that covers it, and the extras."""
    return {
        view.side.side.label: (
            [
                (one.part.text, one.state, one.point and one.point.number)
                for _, parts in view.strands
                for one in parts
            ],
            [point.number for point in view.extras],
        )
        for view in page(client, plan).context["sides"]
    }


def decide(client: Client, plan: Plan, **answers: str) -> Any:
    """Fill the page's form in: part_0_1 is the second part of the first strand."""
    keys = list(plan.question.sides.order_by("order").values_list("strands__pk", flat=True))
    typed = {}
    for name, value in answers.items():
        strand, part = name.removeprefix("part_").split("_")
        typed[f"part-{keys[int(strand)]}-{part}"] = value
    form = only(forms(page(client, plan)), has=next(iter(typed)))
    return send(client, form, **{name.replace("-", "__"): one for name, one in typed.items()})


def point(plan: Plan, claim: str) -> Any:
    return plan.points.get(claim=claim)


def test_nothing_is_shown_before_the_reveal(student_client, plan):
    text = page(student_client, plan).content.decode()
    assert "Beria ran it" not in text
    assert "I have tried on my own" in text


def test_an_attempt_is_two_points_with_evidence_or_the_student_s_word(student_client, plan):
    make_placement(point(plan, "Posters"))
    refused = reveal(student_client, plan)
    assert refused.status_code == 422
    assert "Tick the box" in refused.content.decode()
    assert stored(plan).revealed_at is None
    make_placement(point(plan, "Courts"))
    assert "I have tried on my own" not in page(student_client, plan).content.decode()
    answer = reveal(student_client, plan)
    assert (answer.status_code, answer["Location"]) == (302, address(plan, "show_mark_scheme"))
    assert stored(plan).revealed_at is not None


def test_who_has_tried_says_so(student_client, plan):
    assert reveal(student_client, plan, tried="on").status_code == 302
    assert "Beria ran it" in page(student_client, plan).content.decode()


def test_the_reveal_is_of_one_plan_counts_once_and_wakes_check_s1(student_client, student, plan):
    assert snapshot(plan).has_attempted is False
    reveal(student_client, plan, tried="on")
    first = stored(plan).revealed_at
    reveal(student_client, plan, tried="on")
    assert stored(plan).revealed_at == first
    assert (snapshot(plan).has_attempted, stored(plan).version) == (True, 0)
    board = student_client.get(address(plan)).content.decode()
    assert "Also often argued on this side" in board
    another = make_plan(student, plan.question)
    assert snapshot(another).has_attempted is False
    assert "Beria ran it" not in page(student_client, another).content.decode()


def test_the_reveal_opens_the_arguments_of_the_question_page_too(student_client, plan):
    question = reverse("questions:show_question", args=[plan.question.uuid])
    assert "Beria ran it" not in student_client.get(question).content.decode()
    reveal(student_client, plan, tried="on")
    assert "Beria ran it" in student_client.get(question).content.decode()


def test_a_suggestion_decides_nothing(student_client, plan):
    reveal(student_client, plan, tried="on")
    assert "Looks like S1: the same theme" in page(student_client, plan).content.decode()
    assert shown(student_client, plan) == {
        # S1 may turn out to match, so it is not called extra.
        "Supports the view": (
            [("Beria ran it", "", None), ("Files were kept.", "", None)],
            ["S2"],
        ),
        "Challenges the view": ([("Camps emptied.", "", None)], ["C1"]),
    }
    assert not plan.strand_verdicts.exists()


def test_the_student_decides_and_may_change_their_mind(student_client, plan):
    reveal(student_client, plan, tried="on")
    posters = str(point(plan, "Posters").uuid)
    assert decide(student_client, plan, part_0_0="missed", part_0_1=posters).status_code == 302
    assert decide(student_client, plan, part_1_0="elsewhere").status_code == 302
    assert shown(student_client, plan) == {
        "Supports the view": (
            [("Beria ran it", "missed", None), ("Files were kept.", "covered", "S2")],
            ["S1"],
        ),
        "Challenges the view": ([("Camps emptied.", "covered", None)], ["C1"]),
    }
    decide(student_client, plan, part_0_0="", part_0_1="missed")
    assert shown(student_client, plan)["Supports the view"] == (
        [("Beria ran it", "", None), ("Files were kept.", "missed", None)],
        ["S2"],
    )
    assert plan.strand_verdicts.count() == 2


def test_a_page_left_open_changes_only_what_was_changed_on_it(student_client, plan):
    reveal(student_client, plan, tried="on")
    old = next(form for form in forms(page(student_client, plan)) if "decide" in form.action)
    decide(student_client, plan, part_0_0="missed")
    name = next(name for name in sorted(old.names) if name.startswith("part-"))
    second = name[:-1] + "1"
    send(student_client, old, **{second.replace("-", "__"): "missed"})
    assert [one[1] for one in shown(student_client, plan)["Supports the view"][0]] == [
        "missed",
        "missed",
    ]


def test_a_decision_by_a_removed_point_waits_for_it_to_come_back(student_client, plan):
    reveal(student_client, plan, tried="on")
    posters = point(plan, "Posters")
    decide(student_client, plan, part_0_1=str(posters.uuid))
    act(plan, "remove", "point", target=posters)
    assert shown(student_client, plan)["Supports the view"][0][1] == ("Files were kept.", "", None)
    act(plan, "undo", "plan")
    assert shown(student_client, plan)["Supports the view"][0][1][1:] == ("covered", "S2")


def test_a_decision_does_not_outlive_the_words_it_was_about(student_client, plan):
    reveal(student_client, plan, tried="on")
    decide(student_client, plan, part_1_0="missed")
    plan.question.sides.get(order=1).strands.update(gist="Camps filled.")
    assert shown(student_client, plan)["Challenges the view"][0] == [("Camps filled.", "", None)]


@pytest.mark.parametrize("answer", ["covered", "0", UNKNOWN, "\0", "x" * 10_000])
def test_an_answer_that_is_not_on_the_list_saves_nothing(student_client, plan, answer):
    reveal(student_client, plan, tried="on")
    refused = decide(student_client, plan, part_0_0="missed", part_1_0=answer)
    assert refused.status_code == 422
    assert "Choose again" in refused.content.decode()
    assert not plan.strand_verdicts.exists()


def test_a_point_of_the_other_side_or_of_another_plan_cannot_be_named(student_client, plan):
    reveal(student_client, plan, tried="on")
    theirs = make_point(make_plan(make_user(), plan.question))
    for other in (point(plan, "Courts"), theirs):
        assert decide(student_client, plan, part_0_0=str(other.uuid)).status_code == 422


def test_decisions_before_the_reveal_are_refused(student_client, plan):
    strand = plan.question.sides.get(order=0).strands.get()
    answer = student_client.post(address(plan, "decide_strands"), {f"part-{strand.pk}-0": "missed"})
    assert (answer.status_code, plan.strand_verdicts.count()) == (409, 0)
    assert "Beria ran it" not in answer.content.decode()


def test_nothing_is_counted_or_marked(student_client, plan):
    reveal(student_client, plan, tried="on")
    decide(student_client, plan, part_0_0="missed", part_1_0="elsewhere")
    text = page(student_client, plan).content.decode().lower()
    assert not [word for word in ("score", "%", " out of ", "level 5") if word in text]


def test_a_copy_of_a_plan_is_not_revealed(student_client, plan):
    reveal(student_client, plan, tried="on")
    student_client.post(address(plan, "duplicate_plan"))
    copy = Plan.objects.get(copied_from=plan)
    assert (copy.revealed_at, copy.strand_verdicts.count()) == (None, 0)


def test_claims_are_shown_as_text(student_client, plan):
    hostile = "<script>alert(1)</script>"
    one = point(plan, "Posters")
    one.claim = hostile
    one.save()
    reveal(student_client, plan, tried="on")
    text = page(student_client, plan).content.decode()
    assert hostile not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.django_db
def test_a_demo_visitor_may_compare(client):
    question = make_question()
    make_strand(question, 0, gist="Beria ran it.")
    make_model(question)
    demo = Plan.objects.create(
        demo_key="d" * 40, question=question, title="Demo", shape=question.template
    )
    session = client.session
    session["demo_key"] = "d" * 40
    session.save()
    assert reveal(client, demo, tried="on").status_code == 302
    answer = page(client, demo)
    assert "Beria ran it." in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    verdicts = client.get(address(demo, "show_verdicts"))
    assert "They were unlike." in verdicts.content.decode()
    # The page of a model answer needs an account.
    assert "/plans/models/" not in verdicts.content.decode()


@pytest.mark.parametrize("extra", [0, 3])
def test_query_count_is_constant(student_client, plan, django_assert_num_queries, extra):
    for number in range(extra):
        make_strand(plan.question, number % 2, gist="One; two; three.")
        made = make_point(plan, number % 2, make_row(plan, "leadership"))
        make_placement(made, make_evidence(f"Card {number}"))
    reveal(student_client, plan, tried="on")
    decide(student_client, plan, part_0_0="missed")
    page(student_client, plan)
    with django_assert_num_queries(10):
        page(student_client, plan)
