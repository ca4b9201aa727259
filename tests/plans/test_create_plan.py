"""Starting a plan from a question."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.plans.models import Plan
from apps.questions.models import Question
from tests.factories import make_plan, make_question
from tests.plans.pages import address, as_browser, forms, send

CREATE = reverse("plans:create_plan")


@pytest.fixture
def question(db: None) -> Question:
    return make_question()


def form_on(browser: Client, question: Question):
    answer = browser.get(reverse("questions:show_question", args=[question.uuid]))
    return next(form for form in forms(answer) if form.action == CREATE)


def test_the_question_page_starts_a_plan(student: User, question: Question):
    browser = as_browser(student)
    answer = send(browser, form_on(browser, question))
    plan = Plan.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address(plan))
    assert (plan.student, plan.question, plan.title) == (student, question, question.view)
    assert (plan.shape, plan.version, plan.demo_key) == (question.template, 0, "")


def test_a_double_click_starts_one_plan(student: User, question: Question):
    browser = as_browser(student)
    form = form_on(browser, question)
    answers = [send(browser, form) for _ in range(2)]
    plan = Plan.objects.get()
    assert [answer["Location"] for answer in answers] == [address(plan)] * 2


def test_coming_back_to_the_question_starts_another(student: User, question: Question):
    browser = as_browser(student)
    for _ in range(2):
        send(browser, form_on(browser, question))
    assert Plan.objects.count() == 2


def test_a_long_question_without_a_view_names_the_plan(student: User, question: Question):
    Question.objects.update(view="", stem="How far " + "x" * 500)
    browser = as_browser(student)
    send(browser, form_on(browser, question))
    assert Plan.objects.get().title == ("How far " + "x" * 500)[:160]


def test_the_token_of_another_persons_plan_is_404(
    student_client: Client, classmate: User, question: Question
):
    theirs = make_plan(classmate, question)
    fields = {"question": question.uuid, "token": theirs.uuid}
    assert student_client.post(CREATE, fields).status_code == 404
    assert [plan.student for plan in Plan.objects.all()] == [classmate]


@pytest.mark.parametrize("state", ["private", "draft", "retired", "missing"])
def test_a_question_one_cannot_see_is_404(
    student_client: Client, classmate: User, question: Question, state: str
):
    changes = {
        "private": {"owner": classmate},
        "draft": {"status": "draft"},
        "retired": {"status": "retired"},
    }
    if state != "missing":
        Question.objects.update(**changes[state])
    asked = uuid4() if state == "missing" else question.uuid
    answer = student_client.post(CREATE, {"question": asked, "token": uuid4()})
    nothing = student_client.post(CREATE, {"question": uuid4(), "token": uuid4()})
    assert (answer.status_code, nothing.status_code) == (404, 404)
    assert answer.content == nothing.content
    assert Plan.objects.count() == 0


@pytest.mark.parametrize("question_id", ["", "x", "9" * 5000, "\0", "1", "a\u202eb"])
@pytest.mark.parametrize("token", ["", "x", "9" * 5000])
def test_nonsense_starts_nothing(
    student_client: Client, question: Question, question_id: str, token: str
):
    for asked, sent in ((question_id, uuid4()), (question.uuid, token), (question_id, token)):
        assert student_client.post(CREATE, {"question": asked, "token": sent}).status_code == 404
    assert student_client.post(CREATE).status_code == 404
    assert Plan.objects.count() == 0


def test_fields_that_are_not_asked_for_are_ignored(
    student_client: Client, student: User, classmate: User, question: Question
):
    fields = {
        **{"question": question.uuid, "token": uuid4(), "student": classmate.pk},
        **{"owner": classmate.pk, "title": "Taken", "version": 9, "demo_key": "sample"},
    }
    student_client.post(CREATE, fields)
    plan = Plan.objects.get()
    assert (plan.student, plan.title, plan.version, plan.demo_key) == (
        student,
        question.view,
        0,
        "",
    )
