"""One card of the deck."""

import pytest
from django.urls import reverse

from tests.factories import make_evidence
from tests.practice.pages import links, text


def url(number, query=""):
    return reverse("practice:show_card", args=["russia", number]) + query


@pytest.fixture
def deck(db, student):
    """Four cards: Stalin 1 and 2, Khrushchev 3 and 4."""
    make_evidence("Order 00447", years=(1937, 1938), text="Quotas", significance="Scale")
    make_evidence("Beria shot", leaders=("STA", "KHR"), years=(1953, 1953))
    make_evidence("Camps emptied", leaders=("KHR",), years=(1953, 1956))
    make_evidence("Secret Speech", leaders=("KHR",), themes=("leadership",), years=(1956, 1956))


def around(response):
    """Numbers of the previous and the next card."""
    return [each.split("russia/")[1] for each in links(response, r"/practice/russia/\d+/")]


def test_card_shows_its_whole_content_and_place(deck, student_client):
    response = student_client.get(url(1))
    for words in ("Card 1 of 4", "Stalin: Terror, 1 of 2.", "Order 00447", "Quotas", "Scale"):
        assert words in text(response)
    assert "Add to a plan" not in text(response)


def test_previous_and_next_follow_the_deck(deck, student_client):
    assert around(student_client.get(url(1))) == ["2/"]
    assert around(student_client.get(url(2))) == ["1/", "3/"]
    assert around(student_client.get(url(4))) == ["3/"]
    page = student_client.get(url(2)).content.decode()
    assert page.count('rel="prev"') == page.count('rel="next"') == 1


def test_previous_and_next_stay_among_those_chosen(deck, student_client):
    chosen = "?leader=KHR&theme=terror"
    assert around(student_client.get(url(2, chosen))) == [f"3/{chosen}"]
    # A card that is not among them still leads back into them.
    assert around(student_client.get(url(4, chosen))) == [f"3/{chosen}"]
    assert around(student_client.get(url(1, chosen))) == [f"2/{chosen}"]


@pytest.mark.parametrize("number", [0, 5, 10**30])
def test_number_outside_the_deck_is_not_found(deck, student_client, number):
    assert student_client.get(url(number)).status_code == 404


def test_rivals_are_shown_without_drafts_and_private_items(deck, student, student_client):
    item = make_evidence("A first figure", years=(1900, 1900), standing="disputed")
    item.rivals.add(
        make_evidence("Another figure", leaders=("LEN",)),
        make_evidence("A draft figure", publish=False),
        make_evidence("My figure", owner=student),
    )
    response = student_client.get(url(2))
    assert "A first figure" in text(response)
    assert "Another figure" in text(response)
    assert "A draft figure" not in text(response)
    assert "My figure" not in text(response)


def test_queries_do_not_grow(deck, student_client, django_assert_num_queries):
    student_client.get(url(1))
    with django_assert_num_queries(11):
        student_client.get(url(1))
    for _ in range(3):
        make_evidence()
    with django_assert_num_queries(11):
        student_client.get(url(1))
