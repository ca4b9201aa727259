"""Finding the match: which evidence is offered for a point or a card, and in which order."""

from dataclasses import replace

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html as lxml_html

from apps.accounts.models import User
from apps.evidence.models import Aspect, EvidenceItem
from apps.plans.counterparts import OFFERED, rank
from apps.plans.models import Placement, Plan, Point
from apps.plans.snapshot import EvidenceSnapshot, QuestionSnapshot, outline_of
from tests.factories import (
    make_evidence,
    make_placement,
    make_plan,
    make_point,
    make_question,
    make_row,
)
from tests.plans.acting import titles, undo
from tests.plans.pages import address, as_browser, forms, only, send, send_operations
from tests.plans.pages import operation as json_operation

HTMX = {"HX-Request": "true"}


@pytest.fixture
def asked(db: None) -> QuestionSnapshot:
    return outline_of(make_question())


def evidence(title: str, **fields: object) -> EvidenceSnapshot:
    """Something of Khrushchev's fourth year, unlike anything unless told otherwise."""
    plain = EvidenceSnapshot(
        uuid=title,
        revision=1,
        title=title,
        text="",
        significance="",
        year_from=1957,
        year_to=1957,
        years="1957",
        kind="event",
        standing="settled",
        leaders=("KHR",),
        themes=("leadership",),
        aspects=(),
        sources=(),
        is_private=False,
    )
    return replace(plain, **fields)


STALIN = evidence(
    "Stalin",
    leaders=("STA",),
    kind="statistic",
    year_from=1927,
    year_to=1927,
    themes=("terror", "government"),
    aspects=("camps",),
)


def test_rank_goes_by_each_step_in_turn(asked: QuestionSnapshot):
    """Each is better than the next by one step, and worse in every step after that."""
    worst = {"kind": "event", "year_from": 1963, "standing": "disputed"}
    in_order = [
        evidence("aspect", aspects=("camps",), **worst),
        evidence("first theme", themes=("terror",), **worst),
        evidence("another theme", themes=("government",), **worst),
        evidence("kind", **{**worst, "kind": "statistic"}),
        evidence("years", **{**worst, "year_from": 1957}),
        evidence("estimate", **{**worst, "standing": "estimate"}),
        evidence("unused", **worst),
        evidence("used", **worst),
    ]
    ranked = rank(
        reversed(in_order),
        beside=[STALIN],
        themes=["terror", "government"],
        question=asked,
        used={one.uuid for one in in_order if one.title != "unused"},
    )
    assert [one.title for one in ranked] == [one.title for one in in_order]


def test_rank_takes_whichever_evidence_matches_best(asked: QuestionSnapshot):
    late = replace(STALIN, year_from=1952, year_to=1952, kind="policy")
    near = evidence("near", year_from=1957)
    far = evidence("far", year_from=1963)
    for beside in ([STALIN, late], [late, STALIN]):
        ranked = rank([far, near], beside=beside, themes=[], question=asked)
        assert [one.title for one in ranked] == ["near", "far"]


def test_rank_without_anything_to_match_goes_by_standing_then_years(asked: QuestionSnapshot):
    items = [
        evidence("c", standing="disputed", year_from=1953),
        evidence("b", year_from=1960),
        evidence("a", year_from=1955),
        evidence("nobody's", leaders=("XXX",), year_from=1950),
    ]
    ranked = rank(items, beside=[], themes=["terror"], question=asked)
    assert [one.title for one in ranked] == ["nobody's", "a", "b", "c"]


@pytest.fixture
def point(plan: Plan) -> Point:
    """A point on terror with evidence on Stalin only."""
    point = make_point(plan, row=make_row(plan, "terror"))
    item = make_evidence(
        "Leningrad affair", leaders=("STA",), themes=("terror",), years=(1949, 1950)
    )
    item.aspects.add(Aspect.objects.get(slug="terror-methods"))
    item.publish()
    make_placement(point, item)
    return point


@pytest.fixture
def bank(point: Point) -> dict[str, EvidenceItem]:
    made = {
        title: make_evidence(title, leaders=leaders, themes=themes, years=years)
        for title, leaders, themes, years in (
            ("Camps emptied", ("KHR",), ("terror",), (1956, 1956)),
            ("Novocherkassk", ("KHR",), ("terror",), (1962, 1962)),
            ("Secret speech", ("KHR",), ("leadership",), (1956, 1956)),
            ("Order 227", ("STA",), ("terror",), (1942, 1942)),
            ("Kiev purge", ("KHR",), ("terror",), (1938, 1938)),
            ("Red Terror", ("LEN",), ("terror",), (1918, 1918)),
        )
    }
    made["Novocherkassk"].aspects.add(Aspect.objects.get(slug="terror-methods"))
    made["Novocherkassk"].publish()
    return made


def ask(client: Client, plan: Plan, query: str, *, htmx: bool = True) -> HttpResponse:
    headers = HTMX if htmx else {}
    answer = client.get(f"{address(plan, 'list_counterparts')}?{query}", headers=headers)
    assert answer.status_code == 200
    return answer


def offered(client: Client, plan: Plan, query: str) -> list[str]:
    page = lxml_html.fromstring(ask(client, plan, query).content.decode())
    return page.xpath("//*[@data-bank-card]/@data-title")


def test_a_point_is_offered_the_missing_one_under_its_theme_best_first(
    student_client: Client, plan: Plan, point: Point, bank: dict[str, EvidenceItem]
):
    assert offered(student_client, plan, f"point={point.uuid}") == [
        "Novocherkassk",
        "Camps emptied",
    ]


def test_a_card_is_offered_what_it_is_not_about_also_in_a_point_that_compares(
    student_client: Client, plan: Plan, point: Point, bank: dict[str, EvidenceItem]
):
    card = make_placement(point, bank["Novocherkassk"])
    stalin = point.placements.exclude(pk=card.pk).get()
    assert offered(student_client, plan, f"point={point.uuid}") == []
    assert offered(student_client, plan, f"card={card.uuid}") == ["Order 227"]
    assert offered(student_client, plan, f"card={stalin.uuid}") == ["Camps emptied"]


def test_a_background_card_goes_by_its_leaders(
    student_client: Client, plan: Plan, point: Point, bank: dict[str, EvidenceItem]
):
    card = make_placement(point, bank["Secret speech"], is_context=True)
    assert offered(student_client, plan, f"card={card.uuid}") == ["Order 227"]
    # Its point still lacks him.
    assert "Camps emptied" in offered(student_client, plan, f"point={point.uuid}")


def test_an_empty_point_is_offered_each_comparand(
    student_client: Client, plan: Plan, bank: dict[str, EvidenceItem]
):
    empty = make_point(plan, side=1)
    page = lxml_html.fromstring(ask(student_client, plan, f"point={empty.uuid}").content.decode())
    assert [one.text_content() for one in page.xpath("//section/h3")] == [
        "Stalin 1941\N{EN DASH}1953",
        "Khrushchev 1953\N{EN DASH}1964",
    ]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_an_item_about_both_stands_once(student_client: Client, plan: Plan):
    both = make_evidence("Cult", leaders=("STA", "KHR"), years=(1950, 1956))
    empty = make_point(plan)
    assert offered(student_client, plan, f"point={empty.uuid}") == [both.title]


def test_many_matches_are_cut_and_the_rest_is_counted(
    student_client: Client, plan: Plan, point: Point
):
    for _ in range(OFFERED + 3):
        make_evidence(leaders=("KHR",), years=(1956, 1956))
    answer = ask(student_client, plan, f"point={point.uuid}")
    page = lxml_html.fromstring(answer.content.decode())
    assert len(page.xpath("//*[@data-bank-card]")) == OFFERED
    more = page.xpath("//section//a[@data-panel-link]")[0]
    assert more.text_content() == "3 more, and search evidence on Khrushchev"
    assert more.get("href") == f"{address(plan, 'list_panel')}?leader=KHR&theme=terror"


def test_only_what_may_be_placed_is_offered(
    student_client: Client, student: User, classmate: User, plan: Plan, point: Point
):
    fields = {"leaders": ("KHR",), "years": (1956, 1956)}
    make_evidence("My own", owner=student, **fields)
    make_evidence("A classmate's", owner=classmate, **fields)
    make_evidence("A draft", publish=False, **fields)
    make_evidence("Retired", **fields).retire()
    assert offered(student_client, plan, f"point={point.uuid}") == ["My own"]


def test_adding_is_one_form_without_script(
    student: User, plan: Plan, point: Point, bank: dict[str, EvidenceItem]
):
    browser = as_browser(student)
    page = ask(browser, plan, f"point={point.uuid}&view=theme", htmx=False)
    form = only(forms(page), evidence=bank["Novocherkassk"])
    answers = [send(browser, form) for _ in range(2)]
    card = Placement.objects.get(evidence=bank["Novocherkassk"])
    assert [one["Location"] for one in answers] == [
        f"{address(plan)}?view=theme#card-{card.uuid}"
    ] * 2
    assert titles(point) == ["Leningrad affair", "Novocherkassk"]
    undo(plan)
    assert titles(point) == ["Leningrad affair"]


@pytest.mark.parametrize(
    "query", ["", "point=", "card=", "point=x", f"point={'9' * 5000}", "point[]=1"]
)
def test_nothing_to_match_is_404(student_client: Client, plan: Plan, point: Point, query: str):
    path = f"{address(plan, 'list_counterparts')}?{query}"
    assert student_client.get(path).status_code == 404


def test_parts_of_another_plan_are_404(
    student_client: Client, student: User, plan: Plan, point: Point
):
    other = make_point(make_plan(student, plan.question))
    card = make_placement(other)
    for query in (f"point={other.uuid}", f"card={card.uuid}"):
        path = f"{address(plan, 'list_counterparts')}?{query}"
        assert student_client.get(path).status_code == 404


@pytest.mark.parametrize("items", [2, 60])
def test_takes_as_many_queries_for_any_number_of_items(
    student_client: Client, plan: Plan, point: Point, items: int
):
    for _ in range(items):
        make_evidence(leaders=("KHR",), years=(1956, 1956))
    ask(student_client, plan, f"point={point.uuid}")
    with CaptureQueriesContext(connection) as queries:
        ask(student_client, plan, f"point={point.uuid}")
    assert len(queries) == 8


def pairs(client: Client, plan: Plan, view: str) -> list[str]:
    page = lxml_html.fromstring(client.get(f"{address(plan)}?view={view}").content.decode())
    return [" ".join(one.text_content().split()) for one in page.xpath("//*[@data-pairs]")]


@pytest.mark.parametrize("view", ["side", "theme"])
def test_the_board_says_how_many_points_compare_and_which_are_half(
    student_client: Client, plan: Plan, point: Point, bank: dict[str, EvidenceItem], view: str
):
    make_point(plan, side=1)
    assert pairs(student_client, plan, view) == [
        "0 of 2 points compare. Half so far: S1: find the match"
    ]
    make_placement(point, bank["Novocherkassk"])
    assert pairs(student_client, plan, view) == ["1 of 2 points compares."]


def test_an_added_card_brings_the_new_count(
    student_client: Client, plan: Plan, point: Point, bank: dict[str, EvidenceItem]
):
    target = "00000000-0000-4000-8000-000000000001"
    added = json_operation(
        "add", "placement", target=target, point=point, evidence=bank["Novocherkassk"]
    )
    answer = send_operations(student_client, plan, added)
    assert "1 of 1 point compares." in answer.json()["fragments"]["pairs"]


def test_two_options_need_not_pair(student_client: Client, student: User):
    plan = make_plan(student, make_question(template="two_option"))
    make_placement(make_point(plan), make_evidence())
    assert pairs(student_client, plan, "side") == []
