"""The overview of the deck."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.evidence.models import Topic
from tests.factories import make_evidence, make_topic
from tests.practice.pages import links, text

URL = reverse("practice:show_deck", args=["russia"])


@pytest.fixture
def deck(db, student):
    """Four cards in three sections, and one of the student's own."""
    make_evidence("Order 00447", years=(1937, 1938))
    make_evidence("Beria shot", leaders=("STA", "KHR"), years=(1953, 1953))
    make_evidence("Camps emptied", leaders=("KHR",), years=(1953, 1956))
    make_evidence("Secret Speech", leaders=("KHR",), themes=("leadership",), years=(1956, 1956))
    make_evidence("Mine", owner=student)


def test_deck_needs_sign_in(deck):
    response = Client().get(URL)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_deck_shows_sections_with_counts(deck, student_client):
    response = student_client.get(URL)
    assert "4 cards, numbered by leader, then theme, then date." in text(response)
    assert "STA Stalin Terror 2 cards, no. 1\u20132" in text(response)
    assert "KHR Khrushchev Terror 1 card, no. 3 Leadership 1 card, no. 4" in text(response)
    cards = links(response, r"/practice/russia/\d+/")
    assert cards == [f"{URL}1/", f"{URL}3/", f"{URL}4/"]


def test_chosen_leaders_and_themes_narrow_the_deck(deck, student_client):
    response = student_client.get(f"{URL}?leader=KHR&theme=terror")
    assert "2 of 4 cards." in text(response)
    assert "STA Stalin Terror 1 card, no. 2 KHR Khrushchev Terror 1 card, no. 3" in text(response)
    assert links(response, r"/russia/\d+/") == [
        f"{URL}2/?leader=KHR&theme=terror",
        f"{URL}3/?leader=KHR&theme=terror",
    ]
    assert links(response, "choose/.leader") == [f"{URL}choose/?leader=KHR&theme=terror"]


def test_nothing_chosen_is_said(deck, student_client):
    response = student_client.get(f"{URL}?leader=LEN")
    assert "No card matches all of these filters together." in text(response)


def test_empty_deck_is_said(student_client):
    make_topic()
    assert "There are no cards yet." in text(student_client.get(URL))


def test_unknown_topic_is_not_found(deck, student_client):
    assert student_client.get("/practice/nowhere/").status_code == 404


def test_queries_do_not_grow(deck, student_client, django_assert_num_queries):
    student_client.get(URL)
    with django_assert_num_queries(5):
        student_client.get(URL)
    for _ in range(3):
        make_evidence(leaders=("LEN",))
    with django_assert_num_queries(5):
        student_client.get(URL)


def test_list_of_decks_opens_the_only_one(deck, student_client):
    response = student_client.get(reverse("practice:list_decks"))
    assert (response.status_code, response["Location"]) == (302, URL)


def test_list_of_decks_offers_several(deck, student_client):
    Topic.objects.create(slug="france", name="France", year_from=1774, year_to=1815)
    response = student_client.get(reverse("practice:list_decks"))
    assert links(response, r"/practice/\w+/$") == ["/practice/france/", URL]


def test_list_of_decks_is_empty_before_content(student_client):
    assert "There are no cards yet." in text(student_client.get(reverse("practice:list_decks")))
