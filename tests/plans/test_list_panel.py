"""The evidence panel of a plan: what it finds, and what it never shows."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html as lxml_html

from apps.accounts.models import User
from apps.evidence.models import EvidenceItem
from apps.plans.models import Plan
from apps.plans.panel import PAGE_SIZE
from apps.practice.models import Recall
from apps.practice.recall import note_answer
from tests.factories import make_evidence, make_placement, make_point
from tests.plans.pages import address

HTMX = {"HX-Request": "true"}


def ask(client: Client, plan: Plan, query: str = "", *, htmx: bool = True) -> HttpResponse:
    headers = HTMX if htmx else {}
    answer = client.get(f"{address(plan, 'list_panel')}?{query}", headers=headers)
    assert answer.status_code == 200
    return answer


def tree(answer: HttpResponse):
    return lxml_html.fragment_fromstring(answer.content.decode(), create_parent="div")


def found(client: Client, plan: Plan, query: str = "") -> list[str]:
    return tree(ask(client, plan, query)).xpath("//*[@data-bank-card]/@data-title")


def total(client: Client, plan: Plan, query: str = "") -> str:
    return tree(ask(client, plan, query)).xpath("//*[@role='status']/text()")[0]


def outside(client: Client, plan: Plan, query: str = "") -> str:
    text = tree(ask(client, plan, query)).xpath("//*[@class='switch']")[0].text_content()
    return text[text.index("(") :]


@pytest.fixture
def bank(plan: Plan) -> None:
    """Eight items: the question's years are 1941 to 1964."""
    make_evidence("Order 227", leaders=("STA",), themes=("terror",), years=(1942, 1942))
    make_evidence("Leningrad affair", leaders=("STA",), themes=("terror",), years=(1949, 1950))
    make_evidence(
        "Nineteenth Congress", leaders=("STA",), themes=("government",), years=(1952, 1952)
    )
    make_evidence("Secret speech", leaders=("KHR",), themes=("leadership",), years=(1956, 1956))
    make_evidence(
        "Novocherkassk",
        leaders=("KHR",),
        themes=("terror", "government"),
        years=(1962, 1962),
        kind="event",
        standing="disputed",
    )
    make_evidence("Red Terror", leaders=("LEN",), themes=("terror",), years=(1918, 1918))
    make_evidence("Great Terror", leaders=("STA",), themes=("terror",), years=(1936, 1938))
    make_evidence("On the edge", leaders=("STA",), themes=("terror",), years=(1939, 1941))


ALL = [
    *("Red Terror", "Great Terror", "On the edge", "Order 227", "Leningrad affair"),
    *("Nineteenth Congress", "Secret speech", "Novocherkassk"),
]


def test_starts_with_what_lies_in_the_period(student_client: Client, plan: Plan, bank: None):
    assert found(student_client, plan) == ALL[2:]
    assert total(student_client, plan) == "6 cards"
    assert outside(student_client, plan) == "(2)"


def test_outside_brings_everything_and_marks_it(student_client: Client, plan: Plan, bank: None):
    assert found(student_client, plan, "outside=1") == ALL
    assert total(student_client, plan, "outside=1") == "8 cards"
    assert outside(student_client, plan, "outside=1") == "(2)"
    marked = tree(ask(student_client, plan, "outside=1")).xpath(
        "//li[.//*[@class='mark out']]/@data-title"
    )
    assert marked == ["Red Terror", "Great Terror"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("leader=KHR", ["Secret speech", "Novocherkassk"]),
        ("leader=KHR&leader=STA", ALL[2:]),
        ("theme=terror", ["On the edge", "Order 227", "Leningrad affair", "Novocherkassk"]),
        ("leader=KHR&theme=terror", ["Novocherkassk"]),
        ("leader=KHR&theme=terror&theme=leadership", ["Secret speech", "Novocherkassk"]),
        ("leader=STA&theme=government&q=congress", ["Nineteenth Congress"]),
        ("standing=disputed", ["Novocherkassk"]),
        ("year_from=1945&year_to=1955", ["Leningrad affair", "Nineteenth Congress"]),
        ("q=terror&outside=1&leader=LEN", ["Red Terror"]),
        (
            "q=STALIN&sort=date",
            ["On the edge", "Order 227", "Leningrad affair", "Nineteenth Congress"],
        ),
        ("leader=LEN", []),
        ("q=%25", []),
        ("q=_", []),
    ],
)
def test_filters_combine(
    student_client: Client, plan: Plan, bank: None, query: str, expected: list[str]
):
    assert found(student_client, plan, query) == expected
    cards = "card" if len(expected) == 1 else "cards"
    assert total(student_client, plan, query) == f"{len(expected)} {cards}"


def test_the_count_of_what_lies_outside_follows_the_filters(
    student_client: Client, plan: Plan, bank: None
):
    for query, expected in (("leader=LEN", "(1)"), ("leader=KHR", "(0)"), ("theme=terror", "(2)")):
        assert outside(student_client, plan, query) == expected


def test_hide_used_hides_what_is_on_the_board(student_client: Client, plan: Plan, bank: None):
    point, other = make_point(plan), make_point(plan, side=1)
    item = make_evidence("Doctors' plot", years=(1953, 1953))
    for each in (point, other):
        make_placement(each, item)
    panel = tree(ask(student_client, plan))
    card = panel.get_element_by_id(f"bank-{item.uuid}")
    assert "used" in card.get("class").split()
    assert card.xpath(".//*[@data-used]/text()") == ["in S1, C1"]
    assert "Doctors' plot" not in found(student_client, plan, "unused=1")
    assert total(student_client, plan, "unused=1") == "6 cards"


def test_nothing_found_offers_ways_out(student_client: Client, plan: Plan, bank: None):
    note = tree(ask(student_client, plan, "leader=LEN&q=red")).xpath("//*[@class='empty-note']")[0]
    panel = address(plan, "list_panel")
    links = note.xpath(".//a/@href")
    assert links[:2] == [panel, f"{panel}?q=red&leader=LEN&outside=1"]
    assert found(student_client, plan, links[1].split("?")[1]) == ["Red Terror"]


def test_counts_say_what_each_filter_would_give(student_client: Client, plan: Plan, bank: None):
    page = tree(ask(student_client, plan, "counts=1&leader=KHR"))
    for box in page.xpath("//details//label[input[@type='checkbox']]"):
        name, value = box.xpath("./input/@name")[0], box.xpath("./input/@value")[0]
        count = int(box.xpath(".//*[@class='c']/text()")[0])
        if name in ("theme", "standing", "kind"):
            assert len(found(student_client, plan, f"leader=KHR&{name}={value}")) == count


def test_pages_hold_every_item_once(student_client: Client, plan: Plan):
    for number in range(2 * PAGE_SIZE + 5):
        make_evidence(f"Item {number:03}", years=(1950, 1950))
    pages = [found(student_client, plan, f"page={number}") for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 5]
    every = [title for page in pages for title in page]
    assert every == [f"Item {number:03}" for number in range(2 * PAGE_SIZE + 5)]
    assert found(student_client, plan, "page=4") == []
    first = tree(ask(student_client, plan, "q=item"))
    assert first.xpath("//*[@id='more-cards']/a/@href") == [
        f"{address(plan, 'list_panel')}?q=item&page=2"
    ]
    # What htmx puts in place of the last line is lines, not another panel.
    assert tree(ask(student_client, plan, "page=2")).xpath("//form") == []


def test_the_panel_is_a_page_without_script(student_client: Client, plan: Plan, bank: None):
    page = lxml_html.fromstring(
        ask(student_client, plan, "leader=KHR", htmx=False).content.decode()
    )
    assert page.xpath("//*[@data-bank-card]/@data-title") == ["Secret speech", "Novocherkassk"]
    assert page.xpath("//h1/text()") == ["Evidence for this plan"]
    assert page.xpath("//form[@id='panel-form']/@method") == ["get"]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_only_what_may_be_placed_is_found(
    student_client: Client, student: User, classmate: User, plan: Plan, bank: None
):
    make_evidence("My own", owner=student, years=(1950, 1950))
    make_evidence("A classmate's", owner=classmate, years=(1950, 1950))
    make_evidence("A draft", publish=False, years=(1950, 1950))
    make_evidence("Retired", years=(1950, 1950)).retire()
    shown = found(student_client, plan)
    assert "My own" in shown
    assert not {"A classmate's", "A draft", "Retired"} & set(shown)
    assert found(student_client, plan, "mine=yes") == ["My own"]
    for query in ("status=draft", "status=retired", "status=draft&status=published", "owner=2"):
        assert found(student_client, plan, query) == shown


def test_a_curators_own_plan_offers_published_items_only(
    curator_client: Client, curator: User, plan: Plan, bank: None
):
    Plan.objects.update(student=curator)
    make_evidence("A draft", publish=False, years=(1950, 1950))
    for query in ("", "status=draft", "status=draft&counts=1"):
        assert found(curator_client, plan, query) == ALL[2:]


@pytest.mark.parametrize(
    "query",
    [
        *[f"page={page}" for page in ("-1", "0", "abc", "1" + "0" * 30, "9" * 5000, "1.5", "")],
        *["leader=XXX", "theme=%27%3B", "sort=password", "kind=x", "standing=&standing=x"],
        *["year_from=abc", "year_from=-1", "year_to=99999999999", "year_from=1e3", "view=x"],
        *["q=" + "x" * 5000, "q=%22", "q=%27", "q=%ff", "q=AND+OR+NOT", "q=*", "q=%F0%9F%91%AA"],
        *[
            "leader[]=STA",
            "q=a&q=b",
            "outside=banana",
            "unused=maybe",
            "counts",
            "%ff=%ff",
            "mine=x",
        ],
        *["aspect=" + "&aspect=".join(["x"] * 500), "year_from=1964&year_to=1941"],
    ],
)
def test_nonsense_is_never_an_error(student_client: Client, plan: Plan, bank: None, query: str):
    for htmx in (True, False):
        ask(student_client, plan, query, htmx=htmx)
    assert student_client.get(f"{address(plan)}?{query}").status_code == 200


@pytest.mark.parametrize("page", ["-1", "0", "abc", "1" + "0" * 30, "9" * 5000])
def test_a_page_that_is_not_there_is_the_first(
    student_client: Client, plan: Plan, bank: None, page: str
):
    assert found(student_client, plan, f"page={page}") == ALL[2:]


def test_words_searched_for_are_shown_as_text(student_client: Client, plan: Plan):
    page = tree(ask(student_client, plan, "q=%3Cscript%3Ealert(1)%3C/script%3E%22onx=1"))
    assert page.xpath("//script") == []
    assert page.xpath("//input[@name='q']/@value") == ['<script>alert(1)</script>"onx=1']


@pytest.mark.parametrize("items", [3, 60])
def test_takes_as_many_queries_for_any_number_of_items(
    student_client: Client, plan: Plan, items: int
):
    for _ in range(items):
        make_evidence()
    ask(student_client, plan)
    counted = []
    for query in ("", "counts=1", "leader=STA&q=item"):
        with CaptureQueriesContext(connection) as queries:
            ask(student_client, plan, query)
        counted.append(len(queries))
    assert counted == [10, 18, 11]


def test_forgotten_pile_is_a_filter(student_client: Client, student: User, plan: Plan, bank: None):
    item = EvidenceItem.objects.get(title="Order 227")
    note_answer(student, item, Recall.Answer.FORGOT, showing=0, now=timezone.now())
    assert found(student_client, plan, "recall=forgotten") == ["Order 227"]
    assert "Forgotten1" in tree(ask(student_client, plan, "counts=1")).text_content()
