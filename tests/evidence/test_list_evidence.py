"""The bank page."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.evidence.models import EvidenceItem
from tests.factories import make_evidence, make_topic

URL = reverse("evidence:list_evidence")


def titles(response):
    """The claims listed, in order, without the marks on what was looked for."""
    page = re.sub(r"</?mark>", "", response.content.decode())
    found = re.findall(r'<li id="row-.*?<bdi>(.*?)</bdi>', page, re.S)
    return [html.unescape(title) for title in found]


def text(response):
    """What the page says, without tags and with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


@pytest.fixture
def bank(db):
    """Three published items and a draft."""
    make_evidence("Order 00447", years=(1937, 1938), standing="estimate")
    make_evidence("Secret Speech", leaders=("KHR",), themes=("leadership",), years=(1956, 1956))
    make_evidence("Camps emptied", leaders=("KHR",), years=(1953, 1956))
    make_evidence("A draft", publish=False)


def test_bank_needs_sign_in(bank):
    response = Client().get(URL)
    assert response.status_code == 302
    assert "Order 00447" not in response.content.decode()


def test_bank_lists_published_items_by_date(bank, student_client):
    response = student_client.get(URL)
    assert titles(response) == ["Order 00447", "Camps emptied", "Secret Speech"]
    assert "3 cards" in text(response)


def test_bank_filters_and_counts(bank, student_client):
    response = student_client.get(URL + "?leader=KHR&year_from=1941&year_to=1964")
    assert titles(response) == ["Camps emptied", "Secret Speech"]
    assert "2 cards, 1941\u20131964" in text(response)
    assert "STA Stalin , 0 cards" in text(response)
    assert "KHR Khrushchev , 2 cards" in text(response)
    assert 'href="/evidence/?year_from=1941&amp;year_to=1964"' in response.content.decode()


def test_empty_result_offers_ways_out(bank, student_client):
    response = student_client.get(URL + "?leader=KHR&q=cheka")
    page = response.content.decode()
    assert titles(response) == []
    assert "Nothing matches \u2018cheka\u2019 with all of these filters together" in text(response)
    ways = re.findall(r'<a href="([^"]*)">', page.split('class="noresults"')[1].split("</ul>")[0])
    assert [html.unescape(way) for way in ways] == [
        f"{URL}?leader=KHR",
        f"{URL}?q=cheka",
        f"{URL}?",
        reverse("evidence:add_own_evidence"),
    ]


def test_empty_bank_is_a_page(student_client):
    response = student_client.get(URL)
    assert response.status_code == 200
    assert "0 cards" in text(response)


def test_htmx_gets_the_results_alone(bank, student_client):
    response = student_client.get(URL + "?leader=STA", headers={"HX-Request": "true"})
    assert titles(response) == ["Order 00447"]
    assert "<html" not in response.content.decode()
    assert response.content.decode().strip().startswith('<div id="results"')


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("1", 1),
        ("2", 2),
        ("3", 1),
        ("-1", 1),
        ("0", 1),
        ("abc", 1),
        ("", 1),
        ("1.5", 1),
        ("1" + "0" * 30, 1),
        ("9" * 5000, 1),
    ],
)
def test_pages_stay_within_bounds(student_client, asked, number):
    for n in range(51):
        make_evidence(f"Item {n:02}")
    response = student_client.get(f"{URL}?page={asked}")
    expected = [f"Item {n:02}" for n in range(51)]
    assert titles(response) == (expected[:50] if number == 1 else expected[50:])
    assert f"Page {number} of 2" in text(response)


def test_page_links_keep_the_filter(student_client):
    for n in range(51):
        make_evidence(f"Item {n:02}")
    page = student_client.get(f"{URL}?leader=STA&sort=title&junk=1").content.decode()
    assert 'href="/evidence/?leader=STA&amp;sort=title&amp;page=2"' in page


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("date", ["Order 00447", "Camps emptied", "Secret Speech"]),
        ("title", ["Camps emptied", "Order 00447", "Secret Speech"]),
        ("password", ["Order 00447", "Camps emptied", "Secret Speech"]),
        ("-owner__password", ["Order 00447", "Camps emptied", "Secret Speech"]),
    ],
)
def test_sort_knows_two_orders(bank, student_client, sort, order):
    assert titles(student_client.get(f"{URL}?sort={sort}")) == order


@pytest.mark.parametrize(
    "junk",
    [
        "year_from=abc",
        f"year_to={'9' * 31}",
        "q=" + "%E2%80%AE" * 100,
        "leader=" + "x" * 5000,
        "open=not-a-uuid",
        "open=" + "9" * 5000,
        "open=00000000-0000-4000-8000-000000000000",
        "topic=none",
        "filters=x",
        "theme=%ff",
    ],
)
def test_junk_in_the_address_is_never_an_error(bank, student_client, junk):
    assert student_client.get(f"{URL}?{junk}").status_code == 200


def test_a_year_left_out_is_said_beside_the_field(bank, student_client):
    response = student_client.get(URL + "?year_from=99999&leader=STA")
    assert titles(response) == ["Order 00447"]
    assert "Years are whole numbers from 800 to 2100." in text(response)


def test_open_shows_an_item_beside_the_list(bank, student_client):
    item = EvidenceItem.objects.get(title="Camps emptied")
    page = student_client.get(f"{URL}?leader=KHR&open={item.uuid}").content.decode()
    assert 'class="bankpage opened"' in page
    assert '<h2 id="claim" tabindex="-1" autofocus><bdi>Camps emptied</bdi></h2>' in page
    assert 'href="/evidence/?leader=KHR&amp;page=1"' in page


def test_open_does_not_show_what_may_not_be_seen(bank, student_client, classmate):
    hidden = [
        EvidenceItem.objects.get(title="A draft"),
        make_evidence("Classmate's secret", owner=classmate),
    ]
    for item in hidden:
        page = student_client.get(f"{URL}?open={item.uuid}").content.decode()
        assert "opened" not in page
        assert html.escape(item.title) not in page


def test_others_private_items_are_not_listed_or_counted(bank, student_client, classmate):
    make_evidence("Classmate's secret", leaders=("LEN",), owner=classmate)
    response = student_client.get(URL)
    assert titles(response) == ["Order 00447", "Camps emptied", "Secret Speech"]
    assert "LEN Lenin , 0 cards" in text(response)
    assert "My evidence , 0 cards" in text(response)


def test_own_items_are_listed_and_can_be_had_alone(bank, student_client, student):
    make_evidence("My own card", years=(1960, 1960), owner=student)
    assert titles(student_client.get(URL))[-1] == "My own card"
    response = student_client.get(URL + "?mine=yes")
    assert titles(response) == ["My own card"]
    assert "My evidence , 1 cards" in text(response)


def test_status_filter_is_for_curators(bank, student_client, curator_client):
    assert titles(student_client.get(URL + "?status=draft")) == titles(student_client.get(URL))
    assert 'name="status"' not in student_client.get(URL).content.decode()
    assert titles(curator_client.get(URL + "?status=draft")) == ["A draft"]
    assert titles(curator_client.get(URL + "?check=unchecked&leader=STA")) == ["Order 00447"]


def test_curator_does_not_see_private_items(curator_client, student):
    make_evidence("Student's own", owner=student)
    page = curator_client.get(URL + "?status=draft&status=published&status=retired")
    assert titles(page) == []


@pytest.mark.parametrize("size", [1, 3])
def test_bank_takes_a_constant_number_of_queries(student_client, django_assert_num_queries, size):
    for _ in range(size):
        make_evidence(leaders=("STA", "KHR"), themes=("terror", "government"))
    # The topic's leaders and themes are kept from the first request on.
    student_client.get(URL)
    with django_assert_num_queries(14):
        student_client.get(URL + "?leader=STA")


@pytest.mark.parametrize(
    "nasty", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}{% debug %}"]
)
def test_claims_and_searches_are_shown_as_text(student_client, nasty):
    make_evidence(nasty)
    response = student_client.get(URL, {"q": nasty})
    assert titles(response) == [nasty]
    page = response.content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert html.escape(nasty) in page


def test_two_topics_are_kept_apart(bank, student_client):
    topic = make_topic()
    other = type(topic).objects.create(slug="china", name="China", year_from=1900, year_to=2000)
    theme = other.themes.create(slug="war", name="War")
    item = EvidenceItem.objects.create(
        topic=other,
        title="Long March",
        year_from=1934,
        year_to=1935,
        main_theme=theme,
        kind="event",
    )
    item.publish()
    response = student_client.get(URL + "?topic=china")
    assert titles(response) == ["Long March"]
    assert "topic=china" in response.content.decode()
    assert titles(student_client.get(URL + "?topic=russia"))[0] == "Order 00447"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_bank_is_only_read(bank, student_client, method):
    assert getattr(student_client, method)(URL).status_code == 405


def test_only_the_first_words_are_looked_for(student_client, bank):
    response = student_client.get(URL, {"q": "order " * 8 + "nowhere"})
    assert titles(response) == ["Order 00447"]
    assert response.context["form"].text == " ".join(["order"] * 8)


def test_only_published_items_can_be_added(curator_client, bank):
    page = curator_client.get(URL, {"status": ["published", "draft"]}).content.decode()
    rows = re.findall(r'<li id="row-.*?</li>', page, re.S)
    assert [("btn add" in row) for row in rows] == ["tag un" not in row for row in rows]
    assert sorted("btn add" in row for row in rows) == [False, True, True, True]
