"""From an item of the bank into one of one's plans, then into a point of it."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html as lxml_html

from apps.accounts.models import User
from apps.evidence.models import EvidenceItem, Topic
from apps.plans.models import Plan
from apps.plans.views import PLANS_A_PAGE
from tests.factories import make_evidence, make_plan, make_point
from tests.plans.pages import address

PICK = reverse("plans:pick_plan")
NONSENSE = ["", "x", "9" * 5000, "%00", "1", "%ff", "../../etc/passwd"]


def page_of(client: Client, path: str):
    answer = client.get(path)
    assert answer.status_code == 200
    return lxml_html.fromstring(answer.content.decode())


def test_lists_ones_own_live_plans_on_the_topic(
    student_client: Client, student: User, classmate: User
):
    item = make_evidence("Doctors' plot")
    plan = make_plan(student, title="Mine")
    make_plan(student, plan.question, title="Thrown away").delete_softly()
    make_plan(classmate, plan.question, title="Theirs")
    page = page_of(student_client, f"{PICK}?evidence={item.uuid}")
    links = page.xpath("//ul[@class='plan-list']//a")
    assert [(one.text_content(), one.get("href")) for one in links] == [
        ("Mine", f"{address(plan, 'choose_point')}?evidence={item.uuid}")
    ]
    assert page.xpath("//h1/text()") == ["Add “Doctors' plot” to which plan?"]


def test_without_a_plan_there_is_a_way_to_start_one(student_client: Client):
    page = page_of(student_client, f"{PICK}?evidence={make_evidence().uuid}")
    assert page.xpath("//p[@class='empty-note']//a/@href") == [reverse("questions:list_questions")]


def test_many_plans_come_in_pages_and_the_links_keep_the_item(
    student_client: Client, student: User
):
    item, question = make_evidence(), make_plan(student, title="Oldest").question
    for number in range(PLANS_A_PAGE):
        make_plan(student, question, title=f"Plan {number}")
    page = page_of(student_client, f"{PICK}?evidence={item.uuid}")
    assert len(page.xpath("//li//h2")) == PLANS_A_PAGE
    assert page.xpath("//nav[@aria-label='Pages']//a/@href") == [f"?evidence={item.uuid}&page=2"]
    page = page_of(student_client, f"{PICK}?evidence={item.uuid}&page=2")
    assert [one.text_content() for one in page.xpath("//li//h2")] == ["Oldest"]
    assert page.xpath("//nav[@aria-label='Pages']//a/@href") == [f"?evidence={item.uuid}&page=1"]


@pytest.mark.parametrize("plans", [1, 12])
def test_takes_as_many_queries_for_any_number_of_plans(
    student_client: Client, student: User, plans: int
):
    item, question = make_evidence(), make_plan(student).question
    for _ in range(plans):
        make_plan(student, question)
    with CaptureQueriesContext(connection) as queries:
        page_of(student_client, f"{PICK}?evidence={item.uuid}")
    assert len(queries) == 5


def hidden_items(classmate: User) -> list[EvidenceItem]:
    retired = make_evidence()
    retired.retire()
    return [make_evidence(owner=classmate), make_evidence(publish=False), retired]


def test_evidence_one_may_not_place_looks_like_none(
    student_client: Client, classmate: User, plan: Plan
):
    make_point(plan)
    choose = address(plan, "choose_point")
    for path in (PICK, choose):
        missing = student_client.get(f"{path}?evidence={uuid4()}")
        assert missing.status_code == 404
        for item in hidden_items(classmate):
            hidden = student_client.get(f"{path}?evidence={item.uuid}")
            assert (hidden.status_code, hidden.content) == (404, missing.content)


@pytest.mark.parametrize("asked", NONSENSE)
def test_nonsense_for_evidence_is_404_or_400(student_client: Client, plan: Plan, asked: str):
    for path in (PICK, address(plan, "choose_point")):
        expected = 400 if "%00" in asked else 404
        assert student_client.get(f"{path}?evidence={asked}").status_code == expected
        assert student_client.get(path).status_code == 404


def test_ones_own_evidence_can_be_placed(student_client: Client, student: User, plan: Plan):
    point, item = make_point(plan, claim="Both ruled by fear"), make_evidence(owner=student)
    page = page_of(student_client, f"{address(plan, 'choose_point')}?evidence={item.uuid}")
    assert page.xpath("//input[@name='point']/@value") == [str(point.uuid)]
    assert "S1 Both ruled by fear" in page.xpath("//fieldset")[0].text_content()


def test_choosing_without_a_point_says_what_to_do(student_client: Client, plan: Plan):
    page = page_of(
        student_client, f"{address(plan, 'choose_point')}?evidence={make_evidence().uuid}"
    )
    assert page.xpath("//main//form") == []
    assert "Add a point first." in page.text_content()


def test_evidence_of_another_topic_cannot_be_placed(student_client: Client, plan: Plan):
    make_point(plan)
    item = make_evidence()
    other = Topic.objects.create(slug="germany", name="Germany", year_from=1871, year_to=1990)
    EvidenceItem.objects.filter(pk=item.pk).update(topic=other)
    path = f"{address(plan, 'choose_point')}?evidence={item.uuid}"
    assert student_client.get(path).status_code == 404
    assert page_of(student_client, f"{PICK}?evidence={item.uuid}").xpath("//li//h2") == []
