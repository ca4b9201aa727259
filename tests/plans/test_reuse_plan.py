"""Copying a plan to another question: where sides, stances and comparands go."""

from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html as lxml_html

from apps.accounts.models import User
from apps.evidence.models import Theme, Topic
from apps.plans.models import Plan
from apps.questions.models import Question
from tests.factories import (
    make_criterion,
    make_evidence,
    make_placement,
    make_point,
    make_question,
    make_row,
)
from tests.plans.acting import act, claims, snapshot
from tests.plans.pages import address, as_browser, forms, only, send


@pytest.fixture
def full(plan: Plan) -> Plan:
    """A plan that agrees: two points for, one against, a stance each, a check set aside."""
    Plan.objects.filter(pk=plan.pk).update(
        thesis="Alike", thesis_stance=1, judgement="Alike in the end", judgement_stance=2
    )
    plan.refresh_from_db()
    row, criterion = make_row(plan, "terror"), make_criterion(plan, "scale")
    first = make_point(plan, 0, row, claim="Both ruled by fear", explanation="because of camps")
    first.criteria.add(criterion)
    make_point(plan, 0, claim="Both led the party")
    against = make_point(plan, 1, claim="One killed more")
    make_placement(first, make_evidence(years=(1942, 1942)), note="Mine", comparands=["STA"])
    make_placement(against, make_evidence(leaders=("KHR",), years=(1962, 1962)))
    act(plan, "edit", "plan", field="decisive_point", value=first)
    act(plan, "add", "dismissal", code="Q3", target="", reason="short")
    return plan


def set_sides(question: Question, *sides: tuple[str, str, str]) -> Question:
    """Give a question other sides: label, stance and relation."""
    question.sides.all().delete()
    for order, (label, stance, relation) in enumerate(sides):
        question.sides.create(label=label, stance=stance, relation=relation, order=order)
    question.touch()
    return question


def mirrored() -> Question:
    """The same comparison, with the view that they differed."""
    question = make_question(view="They differed.", template="similarity_difference")
    return set_sides(
        question,
        ("They differed", "support", "difference"),
        ("They were alike", "challenge", "similarity"),
    )


def preview(client: Client, plan: Plan, question: Question) -> HttpResponse:
    answer = client.get(address(plan, "reuse_plan"), {"question": question.uuid})
    assert answer.status_code == 200
    return answer


def words(answer: HttpResponse) -> str:
    page = lxml_html.fromstring(answer.content.decode())
    return " ".join(" ".join(page.xpath("//main")[0].itertext()).split())


def copied(client: Client, plan: Plan, question: Question) -> Plan:
    form = {"question": question.uuid, "token": uuid4()}
    answer = client.post(address(plan, "reuse_plan"), form)
    assert answer.status_code == 302
    return Plan.objects.with_question().get(copied_from=plan, question=question)


def test_mirrored_wording_swaps_sides_and_turns_stances(student_client: Client, full: Plan):
    question = mirrored()
    before = snapshot(full)
    shown = words(preview(student_client, full, question))
    assert "This question argues the other way round." in shown
    copy = copied(student_client, full, question)
    assert claims(copy, 0) == ["One killed more"]
    assert claims(copy, 1) == ["Both ruled by fear", "Both led the party"]
    assert (copy.thesis, copy.thesis_stance) == ("Alike", -1)
    assert (copy.judgement, copy.judgement_stance) == ("Alike in the end", -2)
    assert (copy.title, copy.shape) == ("They differed.", "similarity_difference")
    assert (copy.version, copy.dismissals, copy.decisive_point.claim) == (
        0,
        [],
        "Both ruled by fear",
    )
    assert snapshot(full) == before


def test_all_parts_come_along(student_client: Client, full: Plan):
    old, new = snapshot(full), snapshot(copied(student_client, full, make_question()))
    assert [one.text for one in new.criteria] == ["scale"]
    assert [one.theme for one in new.rows] == ["terror"]
    assert [(one.claim, one.explanation) for one in new.points] == [
        (one.claim, one.explanation) for one in old.points
    ]
    assert [one.evidence for one in new.placements] == [one.evidence for one in old.placements]
    assert [one.comparands for one in new.placements] == [("STA",), ("KHR",)]
    assert [one.note for one in new.placements] == ["Mine", ""]
    assert (new.thesis_stance, new.judgement_stance) == (1, 2)


def test_unset_and_balanced_stances_stay_so(student_client: Client, plan: Plan):
    Plan.objects.update(judgement_stance=0)
    copy = copied(student_client, plan, mirrored())
    assert (copy.thesis_stance, copy.judgement_stance) == (None, 0)


def test_sides_without_a_relation_go_by_stance_or_words(student_client: Client, full: Plan):
    question = set_sides(
        make_question(), ("Against", "challenge", "none"), ("For", "support", "none")
    )
    copy = copied(student_client, full, question)
    assert claims(copy, 0) == ["One killed more"]
    assert claims(copy, 1) == ["Both ruled by fear", "Both led the party"]
    assert copy.thesis_stance == 1


def test_points_of_a_side_without_a_match_go_to_the_first_side_with_a_notice(
    student_client: Client, full: Plan
):
    question = set_sides(
        make_question(template="two_option"),
        ("Stalin's part", "neutral", "none"),
        ("supports the VIEW", "neutral", "none"),
    )
    shown = words(preview(student_client, full, question))
    assert (
        "Challenges the view , 1 point: to Stalin's part (the first side: no side is like it)"
        in shown
    )
    answer = student_client.post(
        address(full, "reuse_plan"), {"question": question.uuid, "token": uuid4()}, follow=True
    )
    copy = Plan.objects.with_question().get(copied_from=full)
    assert "Some points have moved to the first side" in answer.content.decode()
    assert claims(copy, 0) == ["One killed more"]
    assert claims(copy, 1) == ["Both ruled by fear", "Both led the party"]


def test_sides_that_end_in_one_keep_their_order(student_client: Client, full: Plan):
    question = set_sides(make_question(), ("Only", "neutral", "none"))
    copy = copied(student_client, full, question)
    assert claims(copy, 0) == ["Both ruled by fear", "Both led the party", "One killed more"]


def test_a_chosen_comparand_goes_by_leaders_or_is_let_go(student_client: Client, full: Plan):
    renamed, without = make_question(), make_question()
    renamed.comparands.filter(code="STA").update(code="S1")
    without.comparands.filter(code="STA").delete()
    for question, kept in ((renamed, ["S1"]), (without, None)):
        question.touch()
        copy = copied(student_client, full, question)
        assert list(copy.placements.order_by("pk").values_list("comparands", flat=True)) == [
            kept,
            None,
        ]
    assert "Not compared in this question: Stalin." in words(preview(student_client, full, without))


def test_cards_outside_the_other_years_are_counted(student_client: Client, full: Plan):
    question = make_question(period_from=1953, period_to=1964)
    shown = words(preview(student_client, full, question))
    assert "1 card falls outside the years this question compares. It stays" in shown


def test_the_list_offers_visible_questions_of_the_topic_nearest_first(
    student_client: Client, student: User, classmate: User, plan: Plan
):
    near, own = make_question(stem="Near"), make_question(stem="Own", owner=student)
    make_question(stem="Theirs", owner=classmate)
    make_question(stem="Draft", status="draft")
    set_sides(make_question(stem="Without sides"))
    page = lxml_html.fromstring(student_client.get(address(plan, "reuse_plan")).content.decode())
    assert page.xpath("//ul[@class='plan-list']//h2/a/text()") == ["Near", "Own"]
    for one in (near, own):
        preview(student_client, plan, one)


def test_what_cannot_be_chosen_is_404(student_client: Client, classmate: User, plan: Plan):
    elsewhere = make_question()
    topic = Topic.objects.create(slug="france", name="France", year_from=1700, year_to=1900)
    Theme.objects.create(topic=topic, slug="war", name="War")
    Question.objects.filter(pk=elsewhere.pk).update(topic=topic)
    theirs = make_question(owner=classmate)
    without = set_sides(make_question())
    path = address(plan, "reuse_plan")
    for value in (elsewhere.uuid, theirs.uuid, without.uuid, plan.question.uuid, uuid4(), "x", ""):
        assert student_client.get(path, {"question": value}).status_code == 404
        form = {"question": value, "token": uuid4()}
        assert student_client.post(path, form).status_code == 404
    assert student_client.post(path).status_code == 404
    assert Plan.objects.count() == 1


def test_a_double_click_makes_one_copy(student: User, plan: Plan):
    browser = as_browser(student)
    question = mirrored()
    form = only(forms(preview(browser, plan, question)), has="token")
    answers = [send(browser, form) for _ in range(2)]
    copy = Plan.objects.get(copied_from=plan)
    assert [one["Location"] for one in answers] == [f"{address(copy)}?view=theme"] * 2


@pytest.mark.parametrize("questions", [1, 12])
def test_the_list_takes_as_many_queries_for_any_number(
    student_client: Client, plan: Plan, questions: int
):
    for _ in range(questions):
        make_question()
    with CaptureQueriesContext(connection) as queries:
        student_client.get(address(plan, "reuse_plan"))
    assert len(queries) == 5
