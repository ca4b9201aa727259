"""The forgotten pile as a filter of the bank."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.practice.models import Recall
from apps.practice.recall import note_answer
from tests.factories import make_evidence

URL = reverse("evidence:list_evidence")


@pytest.fixture
def bank(student, classmate):
    """Four items: the student forgot one, half knew one; a classmate forgot another."""
    items = [make_evidence(f"Item {name}") for name in "ABCD"]
    answers = {"forgot": (student, 0), "half": (student, 1)}
    for answer, (person, place) in answers.items():
        now = timezone.now()
        note_answer(person, items[place], Recall.Answer(answer), showing=0, now=now)
    note_answer(classmate, items[2], Recall.Answer.FORGOT, showing=0, now=timezone.now())
    return items


def titles(response):
    return re.findall(r'<li id="row-.*?<bdi>(.*?)</bdi>', response.content.decode(), re.S)


def plain(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def test_forgotten_pile_is_the_readers_own(bank, student_client):
    assert titles(student_client.get(f"{URL}?recall=forgotten")) == ["Item A"]
    assert titles(student_client.get(f"{URL}?recall=forgotten&q=item")) != []
    assert titles(student_client.get(f"{URL}?recall=forgotten&leader=KHR")) == []
    assert len(titles(student_client.get(f"{URL}?recall=known"))) == 4


def test_filter_is_offered_with_its_count(bank, student_client):
    page = plain(student_client.get(URL))
    assert "Practice Forgotten , 1 cards" in page
    assert "Practice Forgotten , 1 cards" in plain(student_client.get(f"{URL}?q=item"))


def test_filter_is_not_offered_to_those_who_forgot_nothing(bank, curator_client):
    assert "Forgotten" not in plain(curator_client.get(URL))


def test_filter_can_be_taken_off(bank, student_client):
    response = student_client.get(f"{URL}?recall=forgotten")
    assert "Remove Forgotten" in plain(response)
