"""Possible arguments: hidden until asked for, and hidden again."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.questions.models import Question
from tests.factories import make_question, make_topic


@pytest.fixture
def question(db: None) -> Question:
    made = make_question()
    themes = {theme.slug: theme for theme in make_topic().themes.all()}
    # Terror is this question's main theme, whatever the topic's order.
    for link in made.theme_links.select_related("theme"):
        link.order = 0 if link.theme.slug == "terror" else 1
        link.save()
    first, second = made.sides.all()
    first.strands.create(title="Offices", gist="One man.", theme=themes["government"], order=0)
    first.strands.create(title="Camps", gist="Both kept them.", theme=themes["terror"], order=1)
    first.strands.create(title="Police", gist="Renamed.", theme=themes["terror"], order=2)
    second.strands.create(title="Releases", gist="Many.", theme=themes["terror"], order=0)
    return made


def page_url(question: Question) -> str:
    return reverse("questions:show_question", args=[question.uuid])


def reveal_url(question: Question) -> str:
    return reverse("questions:reveal_strands", args=[question.uuid])


def shown(client: Client, question: Question) -> list[Any]:
    """Sides with themes and titles as laid out; the page must hold exactly those."""
    response = client.get(page_url(question))
    laid_out = [
        (side.label, [(theme.slug, [one.title for one in group]) for theme, group in groups])
        for side, groups in response.context["arguments"]
    ]
    titles = {"Offices", "Camps", "Police", "Releases"}
    in_page = {title for title in titles if f"<b>{title}</b>" in response.content.decode()}
    listed = {title for _, groups in laid_out for _, group in groups for title in group}
    assert in_page == listed
    return laid_out


ALL = [
    ("Supports the view", [("terror", ["Camps", "Police"]), ("government", ["Offices"])]),
    ("Challenges the view", [("terror", ["Releases"])]),
]


def test_arguments_are_hidden_at_first(student_client: Client, question: Question) -> None:
    assert shown(student_client, question) == []
    text = student_client.get(page_url(question)).content.decode()
    assert "Show after I try" in text
    assert "Both kept them." not in text


def test_reveal_shows_by_side_and_theme_and_can_be_undone(
    student_client: Client, question: Question
) -> None:
    response = student_client.post(reveal_url(question))
    assert (response.status_code, response.headers["Location"]) == (
        302,
        page_url(question) + "#arguments",
    )
    assert shown(student_client, question) == ALL
    assert "not a board\u2019s" in student_client.get(page_url(question)).content.decode()
    student_client.post(reveal_url(question), {"hide": "on"})
    assert shown(student_client, question) == []


def test_reveal_is_for_one_question_and_one_person(
    student_client: Client, curator_client: Client, question: Question
) -> None:
    other = make_question()
    student_client.post(reveal_url(question))
    student_client.post(reveal_url(question))
    assert shown(student_client, other) == []
    assert shown(curator_client, question) == []
    assert shown(student_client, question) == ALL


def test_only_the_last_hundred_are_remembered(student_client: Client, question: Question) -> None:
    session = student_client.session
    session["questions_revealed"] = [f"id {number}" for number in range(100)]
    session.save()
    student_client.post(reveal_url(question))
    kept = student_client.session["questions_revealed"]
    assert (len(kept), kept[0], kept[-1]) == (100, "id 1", str(question.uuid))


def test_get_is_refused_and_reveals_nothing(student_client: Client, question: Question) -> None:
    assert student_client.get(reveal_url(question)).status_code == 405
    assert shown(student_client, question) == []


def test_a_hidden_question_cannot_be_revealed(student_client: Client) -> None:
    draft = make_question(status="draft")
    assert student_client.post(reveal_url(draft)).status_code == 404


def test_sign_in_is_needed(client: Client, question: Question) -> None:
    assert client.post(reveal_url(question)).status_code == 302
    assert "questions_revealed" not in client.session


def test_csrf_is_checked(student: User, question: Question) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(student)
    assert client.post(reveal_url(question)).status_code == 403
    assert shown(client, question) == []


@pytest.mark.parametrize("extra", [0, 2, 9])
def test_query_count_is_constant(
    student_client: Client, question: Question, django_assert_num_queries: Any, extra: int
) -> None:
    for number in range(extra):
        question.sides.get(order=0).strands.create(
            title=f"More {number}", gist="Gist", theme=make_topic().themes.get(slug="leadership")
        )
    student_client.post(reveal_url(question))
    with django_assert_num_queries(15):
        student_client.get(page_url(question))
