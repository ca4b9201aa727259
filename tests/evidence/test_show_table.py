"""The leader by theme table, and two leaders side by side."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.evidence.models import Topic
from tests.factories import make_evidence, make_topic, make_user

URL = reverse("evidence:show_table")
BANK = reverse("evidence:list_evidence")


@pytest.fixture
def bank(db, student):
    """Six items the student may read, one of them her own; and some she may not count."""
    make_evidence("Order 00447", years=(1937, 1938))
    make_evidence("Beria shot", leaders=("STA", "KHR"), years=(1953, 1953))
    make_evidence("Camps emptied", leaders=("KHR",), themes=("terror", "government"))
    make_evidence("Secret Speech", leaders=("KHR",), themes=("leadership",), years=(1956, 1956))
    make_evidence("Cult", themes=("leadership",), years=(1949, 1949))
    make_evidence("Mine", owner=student, leaders=("LEN",))
    make_evidence("Another's", owner=make_user())
    make_evidence("A draft", publish=False)
    make_evidence("Taken out").retire()


def plain(part):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", part)).split())


def rows(response):
    """The rows of the table as lists of texts."""
    table = response.content.decode().split("<table")[1].split("</table>")[0]
    found = re.findall(r"<tr.*?</tr>", table, re.S)
    return [[plain(each) for each in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)] for row in found]


def figures(response):
    """The first word of each cell: the count."""
    return [[row[0], *(cell.split()[0] for cell in row[1:])] for row in rows(response)[1:]]


def links(response, start):
    found = re.findall(r'href="([^"]*)"', response.content.decode())
    wanted = (html.unescape(each) for each in found)
    return [each for each in wanted if each.startswith(start)]


def test_table_needs_sign_in(bank):
    assert Client().get(URL).status_code == 302


def test_table_counts_published_and_own_items(bank, student_client):
    response = student_client.get(URL)
    assert rows(response)[0] == ["Theme", "LEN Lenin", "STA Stalin", "KHR Khrushchev", "Total"]
    assert figures(response) == [
        ["Government", "0", "0", "1", "1"],
        ["Terror", "1", "2", "2", "4"],
        ["Leadership", "0", "1", "1", "2"],
        ["Total", "1", "3", "3", "6"],
    ]


def test_every_count_is_what_its_link_gives(bank, student_client):
    response = student_client.get(f"{URL}?detail=on&year_from=1930&year_to=1955")
    page = response.content.decode()
    cells = re.findall(r'<a href="(/evidence/\?[^"]*)">(\d+)<', page)
    assert len(cells) >= 9
    for address, count in cells:
        given = student_client.get(html.unescape(address)).content.decode()
        assert f'data-count="{count}"' in given, address


def test_empty_cell_leads_to_a_form_with_its_tags(bank, student_client):
    response = student_client.get(URL)
    add = reverse("evidence:add_own_evidence")
    assert links(response, add)[0] == f"{add}?leader=LEN&theme=government"
    assert "Suggest one: Lenin, Government" in plain(response.content.decode())
    form = student_client.get(links(response, add)[0]).content.decode()
    ticked = re.findall(r'<input[^>]*value="(\w+)"[^>]*checked', form)
    ticked += re.findall(r'<input[^>]*checked[^>]*value="(\w+)"', form)
    assert sorted(ticked) == ["LEN", "government"]


def test_tags_that_mean_nothing_are_not_ticked(bank, student_client):
    response = student_client.get(
        reverse("evidence:add_own_evidence") + "?leader=XXX&theme=%3Cb%3E"
    )
    assert response.status_code == 200
    assert not re.search(r"<input[^>]* checked", response.content.decode())


def test_aspects_are_rows_inside_their_theme(bank, student_client):
    terror = make_topic().themes.get(slug="terror")
    item = make_evidence("Quotas", years=(1937, 1937))
    item.aspects.set(terror.aspects.all())
    assert len(figures(student_client.get(URL))) == 4
    response = student_client.get(f"{URL}?detail=on")
    assert figures(response)[2:5] == [
        ["Terror", "1", "3", "2", "5"],
        ["Terror: Methods", "0", "1", "0", "1"],
        ["Leadership", "0", "1", "1", "2"],
    ]
    assert f"{BANK}?leader=STA&theme=terror&aspect=terror-methods" in links(response, BANK)


def test_years_narrow_the_counts(bank, student_client):
    response = student_client.get(f"{URL}?year_from=1950")
    assert figures(response) == [
        ["Government", "0", "0", "0", "0"],
        ["Terror", "0", "1", "1", "1"],
        ["Leadership", "0", "0", "1", "1"],
        ["Total", "0", "1", "2", "2"],
    ]
    assert "from 1950" in plain(response.content.decode())
    assert f"{BANK}?year_from=1950&leader=STA&theme=terror" in links(response, BANK)


def test_bad_year_is_left_out_and_said(bank, student_client):
    response = student_client.get(f"{URL}?year_from=soon")
    assert figures(response)[-1] == ["Total", "1", "3", "3", "6"]
    assert "Years are whole numbers from 800 to 2100." in plain(response.content.decode())


def test_one_leader_is_one_column(bank, student_client):
    response = student_client.get(f"{URL}?leader=KHR&leader=XXX")
    assert rows(response)[0] == ["Theme", "KHR Khrushchev"]
    assert figures(response) == [
        ["Government", "1"],
        ["Terror", "2"],
        ["Leadership", "1"],
        ["Total", "3"],
    ]


def test_chosen_leaders_have_their_own_totals(bank, student_client):
    response = student_client.get(f"{URL}?leader=LEN&leader=KHR")
    assert figures(response)[1] == ["Terror", "1", "2", "3"]
    assert f"{BANK}?leader=LEN&leader=KHR&theme=terror" in links(response, BANK)


def test_comparison_sets_key_items_side_by_side(bank, student_client):
    response = student_client.get(f"{URL}?compare=KHR,STA")
    assert rows(response) == [
        ["Theme", "STA Stalin", "KHR Khrushchev"],
        [
            "Government",
            "Stalin 0 cards. Suggest one : Stalin, Government",
            "Khrushchev 1945 Camps emptied In the bank : Khrushchev, Government",
        ],
        [
            "Terror",
            "Stalin 1937\u201338 Order 00447 1953 Beria shot In the bank : Stalin, Terror",
            "Khrushchev 1945 Camps emptied 1953 Beria shot In the bank : Khrushchev, Terror",
        ],
        [
            "Leadership",
            "Stalin 1949 Cult In the bank : Stalin, Leadership",
            "Khrushchev 1956 Secret Speech In the bank : Khrushchev, Leadership",
        ],
    ]
    same = student_client.get(f"{URL}?compare=STA&compare=KHR")
    assert rows(same) == rows(response)


def test_comparison_puts_the_best_known_first(bank, curator, student_client):
    make_evidence("Guess", years=(1930, 1930), standing="disputed")
    make_evidence("Figure", years=(1931, 1931), standing="estimate")
    make_evidence("Sure", years=(1940, 1940))
    make_evidence("Checked guess", years=(1952, 1952), standing="disputed").mark_checked(curator)
    response = student_client.get(f"{URL}?compare=STA,LEN")
    cell = rows(response)[2][2]
    assert cell == (
        "Stalin 1952 Checked guess disputed 1937\u201338 Order 00447 1940 Sure"
        " All 6 : Stalin, Terror"
    )


@pytest.mark.parametrize("compare", ["STA", "STA,STA", "STA,XXX"])
def test_one_leader_is_no_comparison(bank, student_client, compare):
    response = student_client.get(f"{URL}?compare={compare}")
    assert figures(response)[-1] == ["Total", "1", "3", "3", "6"]
    assert "Choose two different leaders to compare." in plain(response.content.decode())


def test_years_are_kept_from_table_to_comparison(bank, student_client):
    response = student_client.get(f"{URL}?compare=STA,KHR&year_from=1950&year_to=1955")
    assert "Beria shot" in rows(response)[2][1]
    assert "Order 00447" not in rows(response)[2][1]
    assert '<input type="hidden" name="year_from" value="1950">' in response.content.decode()


def test_several_topics_are_kept_apart(bank, student_client):
    Topic.objects.create(slug="france", name="France", year_from=1774, year_to=1815)
    assert "There is no evidence yet." in plain(student_client.get(URL).content.decode())
    response = student_client.get(f"{URL}?topic=russia")
    assert figures(response)[-1] == ["Total", "1", "3", "3", "6"]
    assert f"{BANK}?topic=russia&leader=STA&theme=terror" in links(response, BANK)


def test_no_topic_is_an_empty_page(student_client):
    response = student_client.get(URL)
    assert response.status_code == 200
    assert "There is no evidence yet." in plain(response.content.decode())


@pytest.mark.parametrize(
    ("query", "queries"), [("", 7), ("?detail=on", 9), ("?compare=STA,KHR", 9)]
)
def test_queries_do_not_grow(bank, student_client, django_assert_num_queries, query, queries):
    student_client.get(URL + query)
    with django_assert_num_queries(queries):
        student_client.get(URL + query)
    for _ in range(3):
        make_evidence(leaders=("LEN", "STA", "KHR"), themes=("terror", "leadership"))
    with django_assert_num_queries(queries):
        student_client.get(URL + query)
