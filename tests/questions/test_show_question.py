"""The page of a question."""

import html
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.questions.models import Question, Scale
from tests.factories import make_question, make_scheme, make_topic


def url_of(question: Question) -> str:
    return reverse("questions:show_question", args=[question.uuid])


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_page_asks_for_sign_in(client: Client, db: None) -> None:
    assert client.get(url_of(make_question())).status_code == 302


def test_page_shows_wording_years_comparands_and_scheme(student_client: Client) -> None:
    question = make_question()
    response = student_client.get(url_of(question))
    text = text_of(response)
    assert (
        "'Stalin and Khrushchev were alike.'"
        '<span class="cmd"> Assess the validity of this view.</span>'
    ) in html.unescape(response.content.decode())
    assert "Your evidence must fall in 1941\u20131964 . Earlier facts count only as" in text
    assert "Stalin STA Stalin 1941\u20131953 Khrushchev KHR Khrushchev 1953\u20131964" in text
    assert "AQA, 25 marks 45 minutes For and against" in text
    assert "The sides of the argument Supports the view Challenges the view" in text
    levels = re.findall(r"Level (\d) (\d+)\u2013(\d+) marks", text)
    assert levels == [
        ("5", "21", "25"),
        ("4", "16", "20"),
        ("3", "11", "15"),
        ("2", "6", "10"),
        ("1", "1", "5"),
    ]
    assert "Draft, for a teacher to check." in text


def test_two_periods_are_both_named(student_client: Client) -> None:
    question = make_question(period_from=1918, period_to=1939)
    first, second = question.comparands.all()
    first.year_from, first.year_to = 1918, 1924
    second.year_from, second.year_to = 1930, 1939
    first.save()
    second.save()
    text = text_of(student_client.get(url_of(question)))
    assert (
        "Your evidence must fall in 1918\u20131924 or 1930\u20131939 . "
        "Facts from other years count only as background."
    ) in text


def test_one_year_is_named_once(student_client: Client) -> None:
    question = make_question(period_from=1953, period_to=1953)
    assert "Your evidence must fall in 1953 ." in text_of(student_client.get(url_of(question)))


@pytest.mark.parametrize(
    ("stem", "view", "wording"),
    [
        ("'A.' Assess this view.", "A.", ("", "'A.'", " Assess this view.")),
        (
            "How far do you agree that he won?",
            "He won.",
            ("How far do you agree that", "he won", "?"),
        ),
        (
            "Assess the view that Lenin won.",
            "Lenin won.",
            ("Assess the view that", "Lenin won", "."),
        ),
        ("How far was he better?", "He was better.", ("How far was he better?", "", "")),
        ("Compare A and B.", "", ("Compare A and B.", "", "")),
    ],
)
def test_wording_is_cut_round_the_view(stem: str, view: str, wording: tuple[str, str, str]) -> None:
    assert Question(stem=stem, view=view).wording == wording


def test_points_scheme_shows_rows(student_client: Client) -> None:
    scheme = make_scheme("rows", total_marks=2)
    scheme.scales.all().delete()
    scale = Scale.objects.create(scheme=scheme, name="Rubric", kind="points", max_marks=2)
    strand = scale.strands.create(code="C", title="Evidence", max_marks=2)
    strand.descriptors.create(level=2, text="Uses them")
    strand.descriptors.create(level=1, text="Gives examples")
    text = text_of(student_client.get(url_of(make_question(scheme=scheme))))
    assert "Evidence 2 points 1 point Gives examples 2 points Uses them" in text


def test_strands_and_unknown_bands_are_shown(student_client: Client) -> None:
    scheme = make_scheme()
    scale = scheme.scales.get()
    scale.levels.update(mark_from=None, mark_to=None)
    strand = scale.strands.create(code="S1", title="Knowledge")
    for level in range(1, 6):
        strand.descriptors.create(level=level, text=f"Knowledge at {level}")
    text = text_of(student_client.get(url_of(make_question())))
    assert "Level 5 range not known" in text
    found = [text.index(f"Level {n} ") < text.index(f"Knowledge at {n}") for n in range(1, 6)]
    assert found == [True] * 5
    assert text.count("Knowledge at") == 5


def test_checked_scheme_has_no_draft_note(student_client: Client) -> None:
    question = make_question(scheme=make_scheme(status="checked"))
    assert "for a teacher to check" not in text_of(student_client.get(url_of(question)))


def test_start_a_plan_posts_the_question_and_a_token_of_its_own(student_client: Client) -> None:
    question = make_question()
    found = [
        re.search(
            rf'action="{reverse("plans:create_plan")}".*?name="question" value="([^"]+)"'
            r'.*?name="token" value="([^"]+)"',
            " ".join(student_client.get(url_of(question)).content.decode().split()),
        )
        for _ in range(2)
    ]
    first, second = [match.groups() for match in found if match]
    assert first[0] == second[0] == str(question.uuid)
    assert UUID(first[1]).version == 4
    assert first[1] != second[1]


def test_related_questions_are_the_closest_five(student_client: Client, classmate: User) -> None:
    topic = make_topic()
    question = make_question()

    def other(stem: str, leaders: str, themes: str, **fields: Any) -> Question:
        made = make_question(stem=stem, view="", **fields)
        made.leaders.set(topic.leaders.filter(code__in=leaders.split()))
        made.themes.set(topic.themes.filter(slug__in=themes.split()))
        return made

    other("All three leaders", "LEN STA KHR", "terror")
    other("Same pair, one theme", "STA KHR", "terror")
    other("Same pair, two themes", "STA KHR", "terror government")
    other("One of them", "STA", "terror")
    other("Theme only", "LEN", "terror")
    other("Theme only, too", "LEN", "government")
    other("A draft", "STA KHR", "terror", status="draft")
    other("A classmate's own", "STA KHR", "terror", owner=classmate)
    other("Nothing in common", "LEN", "")
    related = student_client.get(url_of(question)).context["related"]
    assert [one.stem for one in related] == [
        "Same pair, two themes",
        "Same pair, one theme",
        "All three leaders",
        "One of them",
        "Theme only",
    ]


def test_drafts_are_for_curators(student_client: Client, curator_client: Client) -> None:
    draft = make_question(status="draft")
    assert student_client.get(url_of(draft)).status_code == 404
    assert "Draft" in text_of(curator_client.get(url_of(draft)))


def test_own_question_is_its_owners_alone(
    student_client: Client, curator_client: Client, student: User
) -> None:
    own = make_question(owner=student)
    assert student_client.get(url_of(own)).status_code == 200
    assert curator_client.get(url_of(own)).status_code == 404


def test_hidden_and_missing_look_the_same(student_client: Client) -> None:
    hidden = student_client.get(url_of(make_question(status="draft")))
    missing = student_client.get(reverse("questions:show_question", args=[uuid4()]))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.content == missing.content


@pytest.mark.parametrize("made_up", ["1", "not-a-uuid", "a" * 5000, "..%2f", "%ff"])
def test_malformed_id_is_not_found(student_client: Client, made_up: str) -> None:
    assert student_client.get(f"/questions/{made_up}/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_other_methods_are_refused(student_client: Client, method: str) -> None:
    assert getattr(student_client, method)(url_of(make_question())).status_code == 405


def test_what_people_typed_is_text(student_client: Client) -> None:
    question = make_question(stem="<script>alert(1)</script> {{ 7*7 }}", view="")
    content = student_client.get(url_of(question)).content.decode()
    assert "<script>alert" not in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in content


@pytest.mark.parametrize("extra", [0, 2, 9])
def test_query_count_is_constant(
    student_client: Client, django_assert_num_queries: Any, extra: int
) -> None:
    question = make_question()
    for number in range(extra):
        make_question(stem=f"Related {number}")
        question.sides.first().strands.create(  # type: ignore[union-attr]  # made with two sides
            title=f"Argument {number}", gist="Gist", theme=make_topic().themes.get(slug="terror")
        )
    with django_assert_num_queries(11):
        student_client.get(url_of(question))
