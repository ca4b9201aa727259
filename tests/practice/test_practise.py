"""Practising: choosing, fronts and backs, answers, and the end."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.practice.models import Recall
from apps.practice.recall import note_answer
from tests.factories import make_evidence, make_user
from tests.practice.pages import links, text

CHOOSE = reverse("practice:choose_practice", args=["russia"])
URL = reverse("practice:practise", args=["russia"])
ANSWER = reverse("practice:answer_card", args=["russia"])


@pytest.fixture
def items(db, student):
    """Three cards of the deck, two of Stalin; and what is never practised."""
    make_evidence("My private claim", owner=student)
    make_evidence("A draft claim", publish=False)
    return [
        make_evidence("Order 00447 set quotas", years=(1937, 1938), kind="policy"),
        make_evidence("Beria was shot", years=(1953, 1953)),
        make_evidence("Camps were emptied", leaders=("KHR",), years=(1953, 1956)),
    ]


def begin(client, query=""):
    """Start a sitting; return the page of its first card."""
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 302
    assert re.search(r"since=\d+$", response["Location"])
    return client.get(response["Location"])


def turn(client, front):
    """Turn the card that is shown."""
    (address,) = links(front, "card=")
    return client.get(address)


def form_of(back):
    """Where the answer goes, and what goes with it."""
    page = back.content.decode()
    action = re.search(r'action="([^"]*recall/answer[^"]*)"', page)[1].replace("&amp;", "&")
    fields = dict(re.findall(r'name="(card|showing)"\s+value="([^"]*)"', page))
    return action, fields


def give(client, back, answer):
    """Answer, and go where that leads."""
    action, fields = form_of(back)
    return client.post(action, {**fields, "answer": answer}, follow=True)


def test_practice_needs_sign_in(items):
    for address in (CHOOSE, URL):
        assert Client().get(address)["Location"].startswith(reverse("account_login"))
    assert Client().post(ANSWER)["Location"].startswith(reverse("account_login"))


def test_choice_counts_each_pile(items, student, classmate, student_client):
    note_answer(student, items[0], Recall.Answer.FORGOT, showing=0, now=timezone.now())
    note_answer(classmate, items[1], Recall.Answer.FORGOT, showing=0, now=timezone.now())
    said = text(student_client.get(CHOOSE))
    assert "Due cards, then new ones 2" in said
    assert "Only cards that are due today 0" in said
    assert "Only cards I forgot last time 1" in said
    assert "Every card once, due or not 3" in said


def test_choice_keeps_what_was_asked_for(items, student_client):
    response = student_client.get(f"{CHOOSE}?leader=STA&year_to=1940&q=order&pile=all&size=20")
    page = response.content.decode()
    assert '<input type="hidden" name="q" value="order">' in page
    assert '<input type="hidden" name="year_to" value="1940">' in page
    assert re.findall(r'value="(\w+)"\s+checked', page) == ["all", "20", "STA"]
    assert "Every card once, due or not 1" in text(response)


def test_front_asks_without_telling(items, student_client):
    front = begin(student_client, "leader=KHR")
    said = text(front)
    assert "Card 1 of 1" in said
    assert "1953\u201356 KHR Khrushchev Terror What happened? Hint Camps \u2026" in said
    assert "emptied" not in front.content.decode()


def test_back_shows_the_card_and_three_answers(items, student_client):
    said = text(turn(student_client, begin(student_client, "leader=KHR")))
    assert "How did it go? Knew it 1 Half 2 Forgot 3" in said
    assert "Camps were emptied" in said


def test_sitting_goes_through_the_cards_to_a_quiet_end(items, student, student_client):
    page = begin(student_client)
    for position, answer in enumerate(("knew", "half", "forgot"), start=1):
        assert f"Card {position} of 3" in text(page)
        page = give(student_client, turn(student_client, page), answer)
    said = text(page)
    assert "3 cards practised" in said
    assert "Later today 2 cards Within a week 1 card" in said
    answers = Recall.objects.filter(person=student).values_list("last_answer", flat=True)
    assert sorted(answers) == ["forgot", "half", "knew"]


def test_same_answer_twice_counts_once(items, student, student_client):
    back = turn(student_client, begin(student_client, "leader=KHR"))
    for answer in ("knew", "knew", "forgot"):
        assert give(student_client, back, answer).status_code == 200
    recall = Recall.objects.get(person=student)
    assert (recall.last_answer, recall.answers) == ("knew", 1)


def test_sitting_ends_at_its_size(items, student_client):
    for number in range(12):
        make_evidence(f"More {number}", years=(1900 + number,) * 2)
    page = begin(student_client, "size=10")
    assert "Card 1 of 10" in text(page)
    for _ in range(10):
        page = give(student_client, turn(student_client, page), "knew")
    assert "10 cards practised" in text(page)
    assert "Go on: 5 more" in text(page)


def test_one_can_stop_at_any_time(items, student_client):
    page = give(student_client, turn(student_client, begin(student_client)), "knew")
    (address,) = links(page, "stop=yes")
    said = text(student_client.get(address))
    assert "1 card practised" in said
    assert "Go on: 2 more" in said


def test_nothing_waiting_is_said(items, student_client):
    assert "Nothing to practise here now" in text(begin(student_client, "pile=forgotten"))


def test_answer_that_is_none_of_the_three_is_refused_with_the_card(items, student, student_client):
    back = turn(student_client, begin(student_client, "leader=KHR"))
    action, fields = form_of(back)
    for bad in ({}, {"answer": "perfect"}, {"answer": "knew", "showing": "-1"}):
        response = student_client.post(action, {**fields, **bad})
        assert response.status_code == 422
        assert "That answer did not arrive. Choose one of the three." in text(response)
        assert "Camps were emptied" in text(response)
    assert not Recall.objects.filter(person=student).exists()


def test_answer_outside_a_sitting_starts_one(items, student_client):
    response = student_client.post(ANSWER, {"card": items[0].uuid})
    assert (response.status_code, response["Location"].split("?")[0]) == (302, URL)


@pytest.mark.parametrize("kind", ["retired", "private", "draft", "nowhere", "no id", "none"])
def test_card_that_is_not_in_the_deck_is_passed_over(items, student, student_client, kind):
    items[0].retire()
    cards = {
        "retired": items[0].uuid,
        "private": make_evidence(owner=make_user()).uuid,
        "draft": make_evidence(publish=False).uuid,
        "nowhere": "8d9f0f3e-0f3c-4c39-8a8e-3f2f1f2b7a11",
        "no id": "x\x00y",
        "none": "",
    }
    sent = {"card": cards[kind], "showing": 0, "answer": "knew"}
    response = student_client.post(f"{ANSWER}?since=1", sent, follow=True)
    assert "That card is no longer in the deck." in response.content.decode()
    assert response.redirect_chain[-1][0].startswith(URL)
    assert not Recall.objects.exists()
    # Nor does its back open: the next card is asked instead.
    assert "How did it go?" not in text(student_client.get(URL, {"since": 1, "card": cards[kind]}))


@pytest.mark.parametrize("since", ["-1", "x", "99999999999999999999", ""])
def test_start_that_makes_no_sense_begins_anew(items, student_client, since):
    response = student_client.get(URL, {"since": since})
    assert response.status_code == 302
    assert student_client.get(response["Location"]).status_code == 200


def test_others_answers_change_nothing_for_me(items, student, classmate, student_client):
    for item in items:
        note_answer(classmate, item, Recall.Answer.KNEW, showing=0, now=timezone.now())
    assert "Card 1 of 3" in text(begin(student_client))


def test_queries_do_not_grow(items, student_client, django_assert_num_queries):
    begin(student_client)
    address = f"{URL}?since=1"
    with django_assert_num_queries(14):
        student_client.get(address)
    for number in range(4):
        make_evidence(f"More {number}", years=(1900 + number,) * 2)
    with django_assert_num_queries(14):
        student_client.get(address)
