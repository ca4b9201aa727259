"""The board: what it weighs, and that it shows what is stored."""

import gzip

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html as lxml_html

from apps.accounts.models import User
from apps.plans.models import Plan
from tests.factories import make_evidence, make_placement, make_plan, make_point, make_row
from tests.plans.pages import address, make_board

VIEWS = ("", "?view=theme")


def page_of(client: Client, path: str):
    answer = client.get(path)
    assert answer.status_code == 200
    page = lxml_html.fromstring(answer.content.decode())
    for area in page.iter("textarea"):
        # The line break right after the tag is not part of the text.
        area.text = area.text.removeprefix("\n")
    return page


@pytest.mark.parametrize("view", VIEWS)
def test_board_shows_every_point_and_card_in_order(student_client: Client, plan: Plan, view: str):
    row = make_row(plan)
    for side in (0, 1):
        for number in (1, 2):
            point = make_point(plan, side=side, row=row, claim=f"Claim {side}{number}")
            for letter in "AB":
                make_placement(point, make_evidence(f"Item {side}{number}{letter}"))
    page = page_of(student_client, address(plan) + view)
    assert [one.get("data-number") for one in page.xpath("//article")] == ["S1", "S2", "C1", "C2"]
    assert page.xpath("//li/@data-title[starts-with(., 'Item')]/../..//ancestor::article") != []
    assert page.xpath("//*[@data-card]/@data-title") == [
        f"Item {side}{number}{letter}" for side in (0, 1) for number in (1, 2) for letter in "AB"
    ]
    assert page.xpath("//textarea[@name='claim']/text()") == [
        "Claim 01",
        "Claim 02",
        "Claim 11",
        "Claim 12",
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_ids_on_a_board_are_unique(student_client: Client, student: User, view: str):
    page = page_of(student_client, address(make_board(student, points=6, cards=12)) + view)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_an_unknown_view_is_by_side(student_client: Client, plan: Plan):
    for view in ("nonsense", "", "THEME", "side&view=x"):
        page = page_of(student_client, f"{address(plan)}?view={view}")
        assert page.xpath("//*[@id='board']/@data-view") == ["side"]


def test_a_tally_names_the_comparand_that_is_missing(student_client: Client, plan: Plan):
    point = make_point(plan)
    make_placement(point, make_evidence(leaders=("STA",), years=(1945, 1945)))
    page = page_of(student_client, address(plan))
    tally = page.xpath("//*[@class='tally']/span/text()")
    assert tally == ["Evidence: ", "STA 1", "KHR 0"]
    assert "Only Stalin so far." in page.xpath("//*[@class='match']")[0].text_content()


def test_a_card_outside_the_period_says_so(student_client: Client, plan: Plan):
    make_placement(make_point(plan), make_evidence(leaders=("LEN",), years=(1921, 1921)))
    page = page_of(student_client, address(plan))
    flags = page.xpath("//*[@class='flag']/text()")
    assert flags == ["Outside 1941\N{EN DASH}1964, so it does not count."]


def test_a_plan_with_nothing_in_it_draws_both_ways(student_client: Client, plan: Plan):
    for view in VIEWS:
        assert page_of(student_client, address(plan) + view).xpath("//article") == []


def test_a_board_is_private_and_not_stored(student_client: Client, plan: Plan):
    assert student_client.get(address(plan))["Cache-Control"] == "private, no-store"


def test_what_people_typed_is_shown_as_text(student_client: Client, plan: Plan):
    odd = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}{% debug %}"
    kept = "\N{FAMILY}\N{ZERO WIDTH JOINER} \u0645\u0631\u062d\u0628\u0627 e\u0301 \u202eltr"
    make_placement(make_point(plan, claim=odd, explanation=kept), note=odd)
    Plan.objects.filter(pk=plan.pk).update(thesis=odd, judgement=kept, title=odd)
    for view in VIEWS:
        page = page_of(student_client, address(plan) + view)
        assert page.xpath("//textarea[@name='claim']/text()") == [odd]
        assert page.xpath("//textarea[@name='explanation']/text()") == [kept]
        assert page.xpath("//textarea[@name='thesis']/text()") == [odd]
        assert page.xpath("//textarea[@name='judgement']/text()") == [kept]
        assert page.xpath("//*[@class='note']/text()") == [odd]
        assert page.xpath("//img") == []
        assert page.xpath("//script[not(@src)]") == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("points", "cards"), [(2, 2), (12, 80), (6, 600)])
def test_a_board_takes_as_many_queries_at_any_size(
    student_client: Client, student: User, points: int, cards: int, view: str
):
    plan = make_board(student, points=points, cards=cards)
    student_client.get(address(plan))
    with CaptureQueriesContext(connection) as queries:
        answer = student_client.get(address(plan) + view)
    assert answer.status_code == 200
    assert len(queries) == 10


@pytest.mark.parametrize("view", VIEWS)
def test_a_card_is_light(student_client: Client, student: User, view: str):
    """HTML and nodes that one more card brings: the difference of two boards, by card."""
    question = make_plan(student).question
    small = make_board(student, points=12, cards=24, question=question)
    large = make_board(student, points=12, cards=80, question=question)
    few, many = (student_client.get(address(plan) + view).content for plan in (small, large))
    assert (len(many) - len(few)) / 56 <= 1500
    nodes = [len(lxml_html.fromstring(one.decode()).xpath("//node()")) for one in (few, many)]
    assert (nodes[1] - nodes[0]) / 56 <= 40
    assert len(gzip.compress(many)) <= 40_000


def test_the_board_of_another_person_looks_like_none_at_all(
    student_client: Client, classmate: User
):
    theirs = make_plan(classmate)
    hidden = student_client.get(address(theirs))
    theirs.delete()
    missing = student_client.get(address(theirs))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.content == missing.content


def test_a_board_in_the_bin_is_404(student_client: Client, plan: Plan):
    plan.delete_softly()
    assert student_client.get(address(plan)).status_code == 404
