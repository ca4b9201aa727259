"""The public front page and the pages about the site."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html as lxml_html

from apps.accounts.models import User
from apps.plans.copying import SAMPLE_KEY
from apps.plans.models import Plan
from tests.factories import make_evidence, make_placement, make_point, make_question

LANDING = reverse("landing")
ABOUT = [reverse(name) for name in ("privacy", "accessibility", "how_facts_are_checked")]


@pytest.fixture
def sample(db: None) -> Plan:
    """The sample plan, as load_demo makes it."""
    question = make_question()
    plan = Plan.objects.create(
        demo_key=SAMPLE_KEY, question=question, title="Sample", shape=question.template
    )
    for side in (0, 1):
        point = make_point(plan, side=side, claim=f"Sample claim {side}")
        make_placement(point, make_evidence(f"Sample item {side}"), note="Why it is here")
    return plan


def page_of(client: Client, path: str):
    answer = client.get(path)
    assert answer.status_code == 200
    return lxml_html.fromstring(answer.content.decode())


def test_shows_the_sample_board_at_once(client: Client, sample: Plan, classmate: User):
    make_evidence("A draft", publish=False)
    make_evidence("Somebody's own", owner=classmate)
    page = page_of(client, LANDING)
    demo = page.xpath("//section[@class='demo']")[0]
    assert demo.xpath(".//article//p[@class='h']/text()") == ["Sample claim 0", "Sample claim 1"]
    text = demo.text_content()
    assert "Sample item 0" in text
    assert "Why it is here" in text
    assert "A draft" not in text
    assert "Somebody's own" not in text
    # A picture of the board: nothing in it that does nothing.
    assert demo.xpath(".//form | .//button | .//textarea | .//a") == []
    assert page.xpath("//main//form/@action") == [reverse("start_demo")]


def test_without_a_sample_it_still_says_what_this_is(client: Client, db: None):
    page = page_of(client, LANDING)
    assert page.xpath("//h1/text()") == ["Plan the argument before you write the essay"]
    assert page.xpath("//main//form") == []
    assert page.xpath("//section[@class='demo']") == []


def test_people_who_are_signed_in_go_to_their_plans(student_client: Client, sample: Plan):
    answer = student_client.get(LANDING)
    assert (answer.status_code, answer["Location"]) == (302, reverse("plans:list_plans"))


def test_queries_do_not_grow_with_the_bank(client: Client, sample: Plan):
    client.get(LANDING)
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(LANDING)
        counted.append(len(queries))
        for _ in range(20):
            make_evidence()
    assert counted == [8, 8]


def test_looking_makes_no_session(client: Client, sample: Plan):
    client.get(LANDING)
    assert "session" not in client.cookies


@pytest.mark.parametrize("path", ABOUT)
def test_pages_about_the_site_are_for_everyone(client: Client, student_client: Client, path: str):
    for browser in (client, student_client):
        page = page_of(browser, path)
        assert len(page.xpath("//h1")) == 1
        assert page.xpath("//main//a[starts-with(@href, 'http')]") == []


@pytest.mark.parametrize("path", [LANDING, *ABOUT])
def test_public_pages_link_to_nothing_that_is_not_there(client: Client, sample: Plan, path: str):
    for link in set(page_of(client, path).xpath("//a/@href")):
        if link.startswith("/"):
            assert client.get(link).status_code in (200, 302)
