"""The student's home and the bin."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html as lxml_html

from apps.accounts.models import User
from apps.plans.models import Plan
from apps.plans.views import PLANS_A_PAGE
from tests.factories import make_plan
from tests.plans.pages import address

PLANS, BIN = reverse("plans:list_plans"), reverse("plans:list_deleted")


def titles(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    page = lxml_html.fromstring(answer.content.decode())
    return [one.text_content().strip() for one in page.xpath("//ul[@class='plan-list']//h2")]


def test_without_plans_there_is_a_way_on(student_client: Client):
    page = lxml_html.fromstring(student_client.get(PLANS).content.decode())
    assert page.xpath("//main//a/@href") == [reverse("questions:list_questions")] * 2
    assert reverse("start_demo") in page.xpath("//main//form/@action")


def test_an_empty_bin_says_so(student_client: Client):
    assert "The bin is empty." in student_client.get(BIN).content.decode()


def test_the_plan_changed_last_comes_first(student_client: Client, student: User):
    question = make_plan(student, title="Old").question
    make_plan(student, question, title="New")
    assert titles(student_client, PLANS) == ["Continue: New", "Old"]
    Plan.objects.get(title="Old").rename("Old but opened")
    assert titles(student_client, PLANS) == ["Continue: Old but opened", "New"]


def test_only_ones_own_live_plans_are_listed(
    student_client: Client, student: User, classmate: User
):
    question = make_plan(student, title="Mine").question
    make_plan(classmate, question, title="Theirs")
    make_plan(student, question, title="Thrown away").delete_softly()
    theirs = make_plan(classmate, question, title="Thrown away by them")
    theirs.delete_softly()
    Plan.objects.create(demo_key="k" * 40, question=question, title="Demo", shape="for_against")
    assert titles(student_client, PLANS) == ["Continue: Mine"]
    assert titles(student_client, BIN) == ["Thrown away"]
    assert "Bin (1)" in student_client.get(PLANS).content.decode()


@pytest.fixture
def three_pages(student: User) -> int:
    question = make_plan(student, title="0").question
    for number in range(1, 2 * PLANS_A_PAGE + 1):
        make_plan(student, question, title=str(number))
    return 2 * PLANS_A_PAGE


def test_plans_are_paged(student_client: Client, three_pages: int):
    pages = [titles(student_client, f"{PLANS}?page={number}") for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [PLANS_A_PAGE, PLANS_A_PAGE, 1]
    assert pages[0][:2] == [f"Continue: {three_pages}", str(three_pages - 1)]
    assert pages[2] == ["0"]


@pytest.mark.parametrize("page", ["-1", "0", "abc", "1" + "0" * 30, "9" * 5000, "", "1.5", "NaN"])
def test_a_page_that_is_not_there_is_the_first(student_client: Client, three_pages: int, page: str):
    assert titles(student_client, f"{PLANS}?page={page}") == titles(student_client, PLANS)
    Plan.objects.get(title="0").delete_softly()
    assert titles(student_client, f"{BIN}?page={page}") == ["0"]


@pytest.mark.parametrize("plans", [1, 30])
def test_a_list_takes_as_many_queries_for_any_number(
    student_client: Client, student: User, plans: int
):
    question = make_plan(student).question
    for _ in range(plans):
        make_plan(student, question)
        make_plan(student, question).delete_softly()
    counted = []
    for path in (PLANS, BIN):
        with CaptureQueriesContext(connection) as queries:
            student_client.get(path)
        counted.append(len(queries))
    assert counted == [5, 4]


def test_titles_are_shown_as_text(student_client: Client, student: User):
    make_plan(student, title="<script>alert(1)</script>{{7*7}}")
    assert titles(student_client, PLANS) == ["Continue: <script>alert(1)</script>{{7*7}}"]
    page = lxml_html.fromstring(student_client.get(PLANS).content.decode())
    assert page.xpath("//script[not(@src)]") == []


def test_every_link_of_a_plan_works(student_client: Client, student: User):
    plan = make_plan(student)
    page = lxml_html.fromstring(student_client.get(PLANS).content.decode())
    links = page.xpath("//ul[@class='plan-list']//a/@href")
    assert links == [
        address(plan),
        address(plan, "rename_plan"),
        address(plan, "reuse_plan"),
        address(plan, "print_plan"),
        address(plan, "export_plan"),
    ]
    assert [student_client.get(link).status_code for link in links] == [200] * 5
