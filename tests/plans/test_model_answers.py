"""Model plans and essays: who publishes and reads them; two beside one's own verdict."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.plans.models import Plan
from apps.questions.models import ModelAnswer
from tests.factories import (
    make_evidence,
    make_model,
    make_placement,
    make_plan,
    make_point,
    make_question,
)
from tests.plans.acting import act
from tests.plans.pages import address, forms, only, send


@pytest.fixture
def question(db: None) -> Any:
    return make_question()


@pytest.fixture
def teacher_client(teacher: Any) -> Client:
    client = Client()
    client.force_login(teacher)
    return client


def question_page(client: Client, question: Any) -> str:
    return client.get(reverse("questions:show_question", args=[question.uuid])).content.decode()


def model_page(client: Client, model: ModelAnswer) -> Any:
    return client.get(reverse("plans:show_model", args=[model.uuid]))


def show_arguments(client: Client, question: Any) -> None:
    client.post(reverse("questions:reveal_strands", args=[question.uuid]))


def add_address(question: Any) -> str:
    return reverse("plans:add_model", args=[question.uuid])


ESSAY = {
    "title": "Unlike at the top",
    "author_label": "History department",
    "lean": "-2",
    "thesis": "They led differently.",
    "judgement": "So the view fails.",
    "decisive": "The vote of June 1957.",
    "body": "First.\r\n\r\nSecond <b>bold</b>.",
}


# ------------------------------------------------------------------ reading


def test_students_read_models_on_the_question_page_after_the_reveal(student_client, question):
    first = make_model(question, title="Alike", lean=2)
    make_model(question, title="Unlike", lean=-1)
    make_model(question, title="Gone", status="retired")
    make_model(make_question(), title="Of another question")
    before = question_page(student_client, question)
    assert not [title for title in ("Alike", "Unlike", "Gone") if title in before]
    assert model_page(student_client, first).status_code == 404
    show_arguments(student_client, question)
    after = question_page(student_client, question)
    assert [title in after for title in ("Alike", "Unlike", "Gone", "Of another")] == [
        *(True, True, False, False)
    ]
    assert after.index("Alike") < after.index("Unlike")
    assert model_page(student_client, first).status_code == 200


def test_a_revealed_plan_opens_its_question_s_models_in_any_session(student, question):
    model, other = make_model(question), make_model(make_question())
    plan = make_plan(student, question)
    client = Client()
    client.force_login(student)
    assert model_page(client, model).status_code == 404
    plan.reveal()
    assert [model_page(client, one).status_code for one in (model, other)] == [200, 404]


def test_another_s_reveal_opens_nothing(student_client, classmate, question):
    model = make_model(question)
    make_plan(classmate, question).reveal()
    assert model_page(student_client, model).status_code == 404


def test_a_model_of_a_question_one_may_not_read_is_not_there(student_client, teacher):
    own = make_model(make_question(owner=teacher))
    draft = make_model(make_question(status="draft"))
    for model in (own, draft):
        show_arguments(student_client, model.question)
        assert model_page(student_client, model).status_code == 404


def test_teachers_and_curators_need_no_reveal(teacher_client, curator_client, question):
    model = make_model(question)
    assert model_page(teacher_client, model).status_code == 200
    assert model_page(curator_client, model).status_code == 200


def test_an_essay_is_shown_as_text_in_paragraphs(teacher_client, question):
    model = make_model(question, body="One <i>x</i>.\n\nTwo {{ 7 }}.")
    text = model_page(teacher_client, model).content.decode()
    assert "<p>One &lt;i&gt;x&lt;/i&gt;.</p>" in text
    assert "<p>Two {{ 7 }}.</p>" in text


# ------------------------------------------------------------------ essays


def test_a_teacher_publishes_an_essay(teacher_client, teacher, question):
    form = only(forms(teacher_client.get(add_address(question))), has="thesis")
    assert form.value("author_label") == "Teacher"
    answer = send(teacher_client, form, **ESSAY)
    model = ModelAnswer.objects.get()
    assert answer["Location"] == reverse("plans:show_model", args=[model.uuid])
    stored = {name: getattr(model, name) for name in ESSAY}
    assert stored == ESSAY | {"lean": -2, "body": "First.\n\nSecond <b>bold</b>."}
    assert (model.question, model.author, model.kind, model.status, model.snapshot) == (
        *(question, teacher, "essay", "published", None),
    )


def test_the_same_form_sent_twice_publishes_once(teacher_client, question):
    form = only(forms(teacher_client.get(add_address(question))), has="thesis")
    answers = [send(teacher_client, form, **ESSAY) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert ModelAnswer.objects.count() == 1


def test_somebody_else_s_id_publishes_nothing(teacher_client, curator_client, question):
    sent = ESSAY | {"token": str(uuid4())}
    assert curator_client.post(add_address(question), sent).status_code == 302
    assert teacher_client.post(add_address(question), sent).status_code == 404
    assert ModelAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"thesis": " \u3164 "}, "Write the view it takes."),
        ({"judgement": ""}, "Write its judgement."),
        ({"decisive": "\u200b"}, "Say what decides it."),
        ({"title": "\u3164"}, "Give it a title."),
        ({"author_label": "\u3164"}, "Give a name."),
        ({"lean": "3"}, "Select a valid choice"),
        ({"lean": ""}, "This field is required"),
        ({"title": "x" * 121}, "at most 120"),
        ({"thesis": "x" * 3001}, "at most 3000"),
        ({"body": "x" * 30_001}, "at most 30000"),
        ({"body": "a\0b"}, "Null characters"),
        ({"token": "damaged"}, "Please send the form again."),
    ],
)
def test_a_bad_essay_keeps_what_was_typed(teacher_client, question, wrong, said):
    answer = teacher_client.post(add_address(question), ESSAY | {"token": uuid4()} | wrong)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert "So the view fails." in text or "judgement" in wrong
    assert not ModelAnswer.objects.exists()


def test_fields_that_are_not_on_the_form_change_nothing(teacher_client, teacher, student, question):
    sent = {"author": student.pk, "status": "retired", "kind": "plan", "key": "x", "snapshot": "{}"}
    teacher_client.post(add_address(question), ESSAY | {"token": uuid4()} | sent)
    model = ModelAnswer.objects.get()
    assert (model.author, model.status, model.kind, model.key, model.snapshot) == (
        *(teacher, "published", "essay", None, None),
    )


# ------------------------------------------------------------------ plans


def complete_plan(author: Any, question: Any) -> Plan:
    """A plan that can be published: a verdict, a private card and a check set aside."""
    plan = make_plan(
        author,
        question,
        title="For the class",
        thesis="They differed.",
        judgement="Unlike on the whole.",
        judgement_stance=-1,
    )
    point = make_point(plan, 1, claim="The committee could say no")
    make_placement(point, make_evidence("The vote of 1957"), note="Decisive.")
    make_placement(point, make_evidence("My own secret", owner=author))
    plan.decisive_point = point
    plan.save()
    act(plan, "add", "dismissal", code="T1", target="", reason="A private thought")
    return plan


def test_a_plan_is_published_as_it_stands(teacher_client, teacher, question):
    plan = complete_plan(teacher, question)
    form = only(forms(teacher_client.get(address(plan, "publish_plan"))), has="author_label")
    assert [form.value(name) for name in ("title", "lean")] == ["For the class", "-1"]
    assert send(teacher_client, form, author_label="Ms K").status_code == 302
    model = ModelAnswer.objects.get()
    assert (model.kind, model.thesis, model.judgement, model.decisive, model.lean) == (
        *("plan", "They differed.", "Unlike on the whole.", "The committee could say no", -1),
    )
    Plan.objects.filter(pk=plan.pk).update(thesis="Changed since.", deleted_at=timezone.now())
    text = model_page(teacher_client, model).content.decode()
    assert "They differed." in text
    assert "Changed since." not in text
    assert "The vote of 1957" in text
    assert "Decisive." in text


def test_a_published_plan_holds_nothing_private(teacher_client, teacher, student_client, question):
    plan = complete_plan(teacher, question)
    form = only(forms(teacher_client.get(address(plan, "publish_plan"))), has="author_label")
    send(teacher_client, form)
    model = ModelAnswer.objects.get()
    assert "My own secret" not in str(model.snapshot)
    assert "A private thought" not in str(model.snapshot)
    show_arguments(student_client, question)
    text = model_page(student_client, model).content.decode()
    assert "The vote of 1957" in text
    assert "My own secret" not in text


def test_a_plan_without_a_verdict_is_told_what_is_missing(teacher_client, teacher, question):
    plan = make_plan(teacher, question)
    text = teacher_client.get(address(plan, "publish_plan")).content.decode()
    assert "Write the view it takes, under My view." in text
    assert "Write its judgement." in text
    assert "Choose the point that decides it, and write its claim." in text
    sent = {"token": uuid4(), "title": "T", "author_label": "A", "lean": "0"}
    assert teacher_client.post(address(plan, "publish_plan"), sent).status_code == 422
    assert not ModelAnswer.objects.exists()


def test_students_publish_nothing(student_client, student, question):
    plan = complete_plan(student, question)
    assert student_client.get(address(plan, "publish_plan")).status_code == 403
    assert student_client.post(address(plan, "publish_plan"), {}).status_code == 403
    assert student_client.post(add_address(question), ESSAY).status_code == 403
    listed = student_client.get(reverse("plans:list_plans")).content.decode()
    assert "Publish as a model" not in listed
    assert "Add a model essay" not in question_page(student_client, question)


def test_teachers_find_the_way_to_publish(teacher_client, teacher, question):
    make_plan(teacher, question)
    listed = teacher_client.get(reverse("plans:list_plans")).content.decode()
    assert "Publish as a model" in listed
    assert "Add a model essay" in question_page(teacher_client, question)


# ------------------------------------------------------------------ retiring


def retire(client: Client, model: ModelAnswer, **fields: Any) -> int:
    status: int = client.post(reverse("plans:retire_model", args=[model.uuid]), fields).status_code
    model.refresh_from_db()
    return status


def test_its_author_and_curators_retire_a_model_and_bring_it_back(
    teacher_client, teacher, curator_client, student_client, question
):
    model = make_model(question, author=teacher)
    show_arguments(student_client, question)
    for client in (teacher_client, curator_client):
        assert (retire(client, model), model.status) == (302, "retired")
        assert model_page(student_client, model).status_code == 404
        assert "Show it to students again" in model_page(client, model).content.decode()
        assert (retire(client, model, back="on"), model.status) == (302, "published")
        assert model_page(student_client, model).status_code == 200


def test_nobody_else_retires_a_model(teacher_client, student_client, other_teacher, question):
    model = make_model(question, author=other_teacher)
    assert (retire(teacher_client, model), model.status) == (403, "published")
    assert retire(student_client, model) == 404
    show_arguments(student_client, question)
    assert (retire(student_client, model), model.status) == (403, "published")


# ------------------------------------------------------------------ rival verdicts


def rivals(client: Client, plan: Plan, **query: Any) -> list[str]:
    answer = client.get(address(plan, "show_verdicts"), query)
    return [model.title for model in answer.context["rivals"]]


@pytest.fixture
def revealed(student: Any, question: Any) -> Plan:
    plan = make_plan(student, question, thesis="My thesis", judgement="Mine", judgement_stance=1)
    plan.decisive_point = make_point(plan, claim="My best point")
    plan.revealed_at = timezone.now() - timedelta(days=1)
    plan.save()
    return plan


def test_the_two_furthest_apart_stand_beside_mine(student_client, question, revealed):
    for lean in (0, -2, 1, 2):
        make_model(question, title=f"Lean {lean}", lean=lean)
    make_model(question, title="Retired", lean=-2, status="retired")
    assert rivals(student_client, revealed) == ["Lean 2", "Lean -2"]
    text = student_client.get(address(revealed, "show_verdicts")).content.decode()
    for said in ("My thesis", "Mine", "S1 My best point", "Mostly supports the view"):
        assert said in text


def test_other_rivals_may_be_chosen(student_client, question, revealed):
    made = [make_model(question, title=f"Lean {lean}", lean=lean) for lean in (2, 1, 0)]
    one, other = made[2].uuid, made[1].uuid
    assert rivals(student_client, revealed, one=one, other=other) == ["Lean 1", "Lean 0"]
    assert rivals(student_client, revealed, one=one, other=one) == ["Lean 2", "Lean 0"]
    assert rivals(student_client, revealed, one="x", other=uuid4()) == ["Lean 2", "Lean 0"]


def test_one_model_or_none_will_do(student_client, question, revealed):
    text = student_client.get(address(revealed, "show_verdicts")).content.decode()
    assert "Nobody has published a model answer" in text
    make_model(question, title="Alone")
    assert rivals(student_client, revealed) == ["Alone"]


def test_verdicts_wait_for_the_reveal(student_client, student, question):
    make_model(question, title="Secret")
    answer = student_client.get(address(make_plan(student, question), "show_verdicts"))
    assert answer.status_code == 302
    assert "Secret" not in answer.content.decode()


@pytest.mark.parametrize("number", [2, 5])
def test_query_count_is_constant(
    student_client, question, revealed, django_assert_num_queries, number
):
    for lean in range(number):
        make_model(question, lean=lean - 2)
    student_client.get(address(revealed, "show_verdicts"))
    with django_assert_num_queries(8):
        student_client.get(address(revealed, "show_verdicts"))
