"""The question bank: what is listed, narrowed, counted and offered."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.questions.models import Board, Paper, Question
from tests.factories import make_question, make_scheme, make_topic

URL = reverse("questions:list_questions")


def make_listed(
    stem: str, *, leaders: str = "STA", themes: str = "terror", **fields: Any
) -> Question:
    question = make_question(stem=stem, view="", **fields)
    topic = make_topic()
    question.leaders.set(topic.leaders.filter(code__in=leaders.split()))
    question.themes.set(topic.themes.filter(slug__in=themes.split()))
    return question


def stems(response: Any) -> list[str]:
    return [question.stem for question in response.context["page"]]


def heading(response: Any) -> str:
    found = re.search(r'id="question-count">([^<]*)<', response.content.decode())
    assert found
    return found.group(1)


@pytest.fixture
def bank(db: None) -> None:
    make_listed("One", leaders="LEN STA", themes="terror", period_from=1917, period_to=1941)
    make_listed("Two", leaders="STA KHR", themes="terror government")
    make_listed(
        "Three",
        leaders="KHR",
        themes="leadership",
        period_from=1953,
        period_to=1964,
        command="Compare and contrast",
        template="thematic_matrix",
    )
    scheme = make_scheme()
    board = Board.objects.create(key="ib", name="IB")
    paper = Paper.objects.create(board=board, key="p3", qualification="IB", name="Paper 3")
    make_listed("Four, on 100% of Lenin's party", leaders="LEN", scheme=scheme, period_from=1917)
    Question.objects.filter(stem__startswith="Four").update(paper=paper, period_to=1924)


def test_bank_asks_for_sign_in(client: Client, bank: None) -> None:
    response = client.get(URL)
    assert response.status_code == 302
    assert response.headers["Location"] == f"{reverse('account_login')}?next={URL}"


def test_bank_lists_every_published_question(student_client: Client, bank: None) -> None:
    response = student_client.get(URL)
    assert stems(response) == ["Four, on 100% of Lenin's party", "One", "Two", "Three"]
    assert heading(response) == "4 questions"


def test_drafts_and_others_own_questions_are_not_listed(
    student_client: Client, curator_client: Client, classmate: User, bank: None
) -> None:
    make_listed("A draft", status="draft")
    make_listed("A classmate's own", owner=classmate)
    assert "A draft" not in stems(student_client.get(URL))
    assert "A draft" in stems(curator_client.get(URL))
    for client in (student_client, curator_client):
        assert "A classmate's own" not in stems(client.get(URL))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("leader=STA", ["One", "Two"]),
        ("leader=STA&leader=KHR", ["Two"]),
        ("theme=terror", ["Four, on 100% of Lenin's party", "One", "Two"]),
        ("theme=terror&theme=government", ["Two"]),
        ("leader=KHR&theme=leadership", ["Three"]),
        ("board=ib", ["Four, on 100% of Lenin's party"]),
        ("command=Compare+and+contrast", ["Three"]),
        ("template=thematic_matrix", ["Three"]),
        ("year_to=1940", ["Four, on 100% of Lenin's party", "One"]),
        ("year_from=1964", ["Two", "Three"]),
        ("year_from=1941&year_to=1941", ["One", "Two"]),
        ("year_from=1942&year_to=1952", ["Two"]),
        ("q=LENIN'S", ["Four, on 100% of Lenin's party"]),
        ("q=party+lenin", ["Four, on 100% of Lenin's party"]),
        ("q=100%25", ["Four, on 100% of Lenin's party"]),
        ("q=%25", ["Four, on 100% of Lenin's party"]),
        ("q=_", []),
        ("q=%E2%80%8B", ["Four, on 100% of Lenin's party", "One", "Two", "Three"]),
        ("leader=LEN&board=ib&year_from=1920&q=four", ["Four, on 100% of Lenin's party"]),
        ("sort=password", ["Four, on 100% of Lenin's party", "One", "Two", "Three"]),
    ],
)
def test_filters_narrow_and_combine(
    student_client: Client, bank: None, query: str, expected: list[str]
) -> None:
    response = student_client.get(f"{URL}?{query}")
    assert response.status_code == 200
    assert stems(response) == expected
    noun = "question" if len(expected) == 1 else "questions"
    assert heading(response) == f"{len(expected)} {noun}"


def test_counts_say_how_many_would_be_listed(student_client: Client, bank: None) -> None:
    response = student_client.get(f"{URL}?leader=STA")
    leaders = {one.value: (one.count, one.is_ticked) for one in response.context["leaders"]}
    themes = {one.value: (one.count, one.is_ticked) for one in response.context["themes"]}
    assert leaders == {"LEN": (1, False), "STA": (2, True), "KHR": (1, False)}
    assert themes == {"government": (1, False), "terror": (2, False), "leadership": (0, False)}


def test_each_filter_in_use_can_be_cleared(student_client: Client, bank: None) -> None:
    response = student_client.get(f"{URL}?leader=STA&theme=terror&year_from=1950&q=two")
    assert [(one.label, link) for one, link in response.context["filters"]] == [
        ("\u201ctwo\u201d", f"{URL}?leader=STA&theme=terror&year_from=1950"),
        ("Stalin", f"{URL}?q=two&theme=terror&year_from=1950"),
        ("Terror", f"{URL}?q=two&leader=STA&year_from=1950"),
        ("from 1950", f"{URL}?q=two&leader=STA&theme=terror"),
    ]


def test_no_result_names_the_filters_and_offers_a_way_out(
    student_client: Client, bank: None
) -> None:
    response = student_client.get(f"{URL}?leader=LEN&theme=government")
    page = " ".join(re.sub(r"<[^>]+>", "", response.content.decode()).split())
    assert "No questions for Lenin + Government." in page
    assert [(one.label, link, n) for one, link, n in response.context["ways_out"]] == [
        ("Lenin", f"{URL}?theme=government", 1),
        ("Government", f"{URL}?leader=LEN", 2),
    ]
    assert "Clear Government2 questions" in page


def test_no_result_by_two_faults_offers_to_clear_all(student_client: Client, bank: None) -> None:
    response = student_client.get(f"{URL}?q=zzz&board=ib&template=two_option")
    assert response.context["ways_out"] == []
    assert "Clear all filters" in response.content.decode()


def test_an_empty_bank_says_so(student_client: Client) -> None:
    response = student_client.get(URL)
    assert heading(response) == "0 questions"
    assert "There are no questions yet." in response.content.decode()


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("year_from=abc", "year_from", "Enter a whole number."),
        ("year_from=1e3", "year_from", "Enter a whole number."),
        ("year_to=" + "9" * 5000, "year_to", "Enter a whole number."),
        ("year_to=99999", "year_to", "Ensure this value is less than or equal to 2100."),
        ("year_from=1950&year_to=1940", "year_to", "The last year is before the first."),
        ("leader=ZZZ", "leader", "Choose from the list."),
        ("leader=STA&leader=ZZZ", "leader", "Choose from the list."),
        ("theme=" + "x" * 5000, "theme", "Choose from the list."),
        ("board=none", "board", "Choose from the list."),
        ("command=%3Cscript%3E", "command", "Choose from the list."),
        ("template=%ff", "template", "Choose from the list."),
        ("q=" + "a" * 101, "q", "Ensure this value has at most 100 characters (it has 101)."),
    ],
)
def test_a_filter_that_makes_no_sense_is_said_and_left_out(
    student_client: Client, bank: None, query: str, field: str, message: str
) -> None:
    response = student_client.get(f"{URL}?{query}")
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [message]}
    text = response.content.decode()
    assert f'id="error_{field}"' in text
    assert message in text
    assert stems(response)


def test_what_was_typed_is_kept(student_client: Client, bank: None) -> None:
    response = student_client.get(f"{URL}?year_from=abc&q=%22%3E%3Cimg+src%3Dx%3E")
    text = response.content.decode()
    assert 'value="abc"' in text
    assert "<img" not in text
    assert "&quot;&gt;&lt;img src=x&gt;" in text


@pytest.mark.parametrize("name", ["q", "leader", "theme", "board", "year_from", "page"])
def test_nul_is_refused(student_client: Client, bank: None, name: str) -> None:
    assert student_client.get(f"{URL}?{name}=%00").status_code == 400


@pytest.mark.parametrize("number", ["0", "-1", "abc", "99", "1" + "0" * 30, "", "9" * 5000])
def test_a_page_that_is_not_there_is_the_first(
    student_client: Client, bank: None, number: str
) -> None:
    response = student_client.get(f"{URL}?page={number}")
    assert response.status_code == 200
    assert response.context["page"].number == 1
    assert len(stems(response)) == 4


def test_pages_hold_twenty_and_keep_the_filters(student_client: Client) -> None:
    for number in range(45):
        make_listed(f"Question {number:02}", leaders="KHR")
    make_listed("Another", leaders="STA")
    first = student_client.get(f"{URL}?leader=KHR")
    second = student_client.get(f"{URL}?leader=KHR&page=2")
    last = student_client.get(f"{URL}?leader=KHR&page=3")
    assert heading(first) == "45 questions"
    assert [len(stems(one)) for one in (first, second, last)] == [20, 20, 5]
    assert (first.context["previous"], first.context["next"]) == ("", f"{URL}?leader=KHR&page=2")
    assert (second.context["previous"], second.context["next"]) == (
        f"{URL}?leader=KHR",
        f"{URL}?leader=KHR&page=3",
    )
    assert last.context["next"] == ""
    assert "Page 2 of 3" in second.content.decode()
    every = stems(first) + stems(second) + stems(last)
    assert every == [f"Question {number:02}" for number in range(45)]


def test_htmx_gets_the_bank_alone_and_a_tidy_address(student_client: Client, bank: None) -> None:
    query = "q=&leader=STA&year_from=&year_to=&board=&command=&template="
    response = student_client.get(f"{URL}?{query}", headers={"HX-Request": "true"})
    assert response.templates[0].name == "questions/_question_bank.html"
    assert "<html" not in response.content.decode()
    assert response.headers["HX-Replace-Url"] == f"{URL}?leader=STA"
    assert stems(response) == ["One", "Two"]


def test_signed_out_htmx_is_told_so(client: Client, bank: None) -> None:
    assert client.get(URL, headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_other_methods_are_refused(student_client: Client, method: str) -> None:
    assert getattr(student_client, method)(URL).status_code == 405


@pytest.mark.parametrize("extra", [0, 2, 15])
def test_query_count_is_constant(
    student_client: Client, django_assert_num_queries: Any, extra: int
) -> None:
    for number in range(1 + extra):
        make_listed(f"Question {number}", leaders="STA KHR")
    with django_assert_num_queries(14):
        student_client.get(f"{URL}?leader=STA&q={quote('question')}")


def test_every_leader_and_theme_may_be_ticked_at_once(student_client: Client, bank: None) -> None:
    topic = make_topic()
    many = 40
    for n in range(many):
        topic.leaders.create(
            code=f"L{n}",
            name=f"Leader {n}",
            short_name=f"L{n}",
            power_from=1900,
            power_to=1901,
            shape="circle",
            palette_slot=1,
        )
        topic.themes.create(slug=f"theme-{n}", name=f"Theme {n}")
    ticked = {
        "leader": [one.code for one in topic.leaders.all()],
        "theme": [one.slug for one in topic.themes.all()],
    }
    response = student_client.get(URL, ticked)
    assert (response.status_code, stems(response)) == (200, [])
