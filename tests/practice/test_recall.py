"""Answers, schedules, and which card comes next."""

from datetime import UTC, datetime, timedelta

import pytest
from fsrs import State

from apps.practice.deck import deck_of
from apps.practice.models import Recall
from apps.practice.recall import Pile, Sitting, comes_back, counts_of, note_answer, recalls_of
from tests.factories import make_evidence, make_topic

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KNEW, HALF, FORGOT = Recall.Answer.KNEW, Recall.Answer.HALF, Recall.Answer.FORGOT


@pytest.fixture
def items(db):
    return [make_evidence(f"Item {number}", years=(1930 + number,) * 2) for number in range(5)]


def stored(student, item):
    recall = Recall.objects.get(person=student, item=item)
    return recall.last_answer, recall.answers, recall.state, recall.due - recall.reviewed_at


@pytest.mark.parametrize(
    ("answer", "state", "interval"),
    [
        (KNEW, State.Review, timedelta(days=2)),
        (HALF, State.Learning, timedelta(minutes=15)),
        (FORGOT, State.Learning, timedelta(minutes=10)),
    ],
)
def test_first_answer_sets_when_the_card_comes_back(student, items, answer, state, interval):
    assert note_answer(student, items[0], answer, showing=0, now=NOON)
    assert stored(student, items[0]) == (answer, 1, state, interval)


def test_known_again_is_put_off_for_longer_and_forgotten_comes_back_at_once(student, items):
    note_answer(student, items[0], KNEW, showing=0, now=NOON)
    note_answer(student, items[0], KNEW, showing=1, now=NOON + timedelta(days=2))
    *_, longer = stored(student, items[0])
    assert longer > timedelta(days=4)
    note_answer(student, items[0], FORGOT, showing=2, now=NOON + timedelta(days=20))
    assert stored(student, items[0]) == (FORGOT, 3, State.Relearning, timedelta(minutes=10))


def test_same_showing_counts_once(student, items):
    assert note_answer(student, items[0], KNEW, showing=0, now=NOON)
    assert not note_answer(student, items[0], FORGOT, showing=0, now=NOON)
    assert not note_answer(student, items[0], FORGOT, showing=7, now=NOON)
    assert stored(student, items[0])[:2] == (KNEW, 1)


def test_memories_are_kept_apart(student, classmate, items):
    note_answer(student, items[0], FORGOT, showing=0, now=NOON)
    note_answer(classmate, items[0], KNEW, showing=0, now=NOON)
    assert recalls_of(student, make_topic())[items[0].pk].last_answer == FORGOT
    assert list(Recall.objects.forgotten().values_list("person", flat=True)) == [student.pk]


def sitting(student, pile, *, since=NOON, now=NOON):
    topic = make_topic()
    return Sitting(deck_of(topic), recalls_of(student, topic), pile, since=since, now=now)


def waiting(student, pile, items, **times):
    places = {item.pk: place for place, item in enumerate(items)}
    return [places[pk] for pk in sitting(student, pile, **times).waiting()]


def test_due_cards_come_first_then_new_ones_in_one_mixed_order(student, items):
    note_answer(student, items[4], FORGOT, showing=0, now=NOON - timedelta(hours=1))
    note_answer(student, items[1], HALF, showing=0, now=NOON - timedelta(hours=2))
    note_answer(student, items[2], KNEW, showing=0, now=NOON - timedelta(hours=3))
    found = waiting(student, Pile.NEXT, items)
    assert found[:2] == [1, 4]
    assert sorted(found[2:]) == [0, 3]
    assert found == waiting(student, Pile.NEXT, items)
    assert waiting(student, Pile.DUE, items) == [1, 4]


def test_card_put_off_by_days_is_due_for_the_whole_of_its_day(student, items):
    note_answer(student, items[0], KNEW, showing=0, now=NOON)
    early = NOON + timedelta(days=2, hours=-5)
    assert waiting(student, Pile.DUE, items, now=early - timedelta(days=1)) == []
    assert waiting(student, Pile.DUE, items, now=early) == [0]


def test_forgotten_pile_shows_each_card_once_and_again_when_it_is_due(student, items):
    for item in items[:2]:
        note_answer(student, item, FORGOT, showing=0, now=NOON - timedelta(days=1))
    note_answer(student, items[2], HALF, showing=0, now=NOON - timedelta(days=1))
    assert waiting(student, Pile.FORGOTTEN, items) == [0, 1]
    note_answer(student, items[0], FORGOT, showing=1, now=NOON)
    note_answer(student, items[1], KNEW, showing=1, now=NOON)
    assert waiting(student, Pile.FORGOTTEN, items) == []
    assert waiting(student, Pile.FORGOTTEN, items, now=NOON + timedelta(minutes=11)) == [0]


def test_every_card_once_ends(student, items):
    seen = []
    while found := waiting(student, Pile.ALL, items):
        seen.append(found[0])
        note_answer(student, items[found[0]], FORGOT, showing=0, now=NOON)
    assert sorted(seen) == [0, 1, 2, 3, 4]


def test_counts_and_answered(student, items):
    note_answer(student, items[0], FORGOT, showing=0, now=NOON - timedelta(hours=1))
    note_answer(student, items[1], KNEW, showing=0, now=NOON)
    topic = make_topic()
    counts = counts_of(deck_of(topic), recalls_of(student, topic), NOON)
    assert counts == {"next": 4, "due": 1, "forgotten": 1, "all": 4}
    answered = sitting(student, Pile.NEXT).answered()
    assert [recall.item_id for recall in answered] == [items[1].pk]


def test_comes_back_in_words(student, items):
    for item, answer in zip(items[:3], (FORGOT, HALF, KNEW), strict=True):
        note_answer(student, item, answer, showing=0, now=NOON)
    recalls = Recall.objects.filter(person=student)
    assert comes_back(recalls, NOON) == [("Later today", 2), ("Within a week", 1)]
    recalls.update(due=NOON + timedelta(days=1))
    assert comes_back(recalls.all(), NOON) == [("Tomorrow", 3)]
    recalls.update(due=NOON + timedelta(days=8))
    assert comes_back(recalls.all(), NOON) == [("After that", 3)]


def test_retired_card_leaves_the_deck_and_its_memory_stays(student, items):
    note_answer(student, items[0], FORGOT, showing=0, now=NOON - timedelta(days=1))
    items[0].retire()
    assert waiting(student, Pile.FORGOTTEN, items) == []
    assert Recall.objects.filter(person=student).count() == 1
