"""Practising recall: which card comes next, and when an answered card comes back.

The schedule is that of FSRS. A card that was known is put off by days; one that was half known
or forgotten comes back within the quarter of an hour, so it may return in the same sitting.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zlib import crc32

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from fsrs import Card, Rating, Scheduler, State

from apps.accounts.models import User
from apps.evidence.models import EvidenceItem, Topic
from apps.practice.deck import Place
from apps.practice.models import Recall

# One step of learning, so that a card known at once is not asked again the same day, and no
# chance in the dates: what the last page of a sitting says is what happens. A course is over
# after two years, so nothing is put off for longer than one.
SCHEDULER = Scheduler(
    learning_steps=(timedelta(minutes=10),),
    relearning_steps=(timedelta(minutes=10),),
    maximum_interval=365,
    enable_fuzzing=False,
)
RATINGS = {
    Recall.Answer.KNEW: Rating.Good,
    Recall.Answer.HALF: Rating.Hard,
    Recall.Answer.FORGOT: Rating.Again,
}


class Pile(models.TextChoices):
    """Which of the chosen cards a sitting goes through."""

    NEXT = "next", "Due cards, then new ones"
    DUE = "due", "Only cards that are due today"
    FORGOTTEN = "forgotten", "Only cards I forgot last time"
    ALL = "all", "Every card once, due or not"


def note_answer(
    person: User, item: EvidenceItem, answer: Recall.Answer, *, showing: int, now: datetime
) -> bool:
    """Note an answer and put the card off; False when this showing was answered already.

    ``showing`` is how often the person had answered the card when its back was shown.
    """
    try:
        with transaction.atomic():
            found = Recall.objects.select_for_update().filter(person=person, item=item).first()
            recall = found or Recall(person=person, item=item, state=State.Learning, due=now)
            if recall.answers != showing:
                return False
            _put_off(recall, answer, now)
            recall.save()
    except IntegrityError:
        # The other half of a double click stored the first answer.
        return False
    return True


def _put_off(recall: Recall, answer: Recall.Answer, now: datetime) -> None:
    before = Card(
        card_id=recall.item_id,
        state=State(recall.state),
        step=recall.step,
        stability=recall.stability,
        difficulty=recall.difficulty,
        due=recall.due,
        last_review=recall.reviewed_at,
    )
    card, _ = SCHEDULER.review_card(before, RATINGS[answer], now.astimezone(UTC))
    recall.state = card.state
    recall.step = card.step
    recall.stability = card.stability
    recall.difficulty = card.difficulty
    recall.due = card.due
    recall.reviewed_at = now
    recall.last_answer = answer
    recall.answers += 1


def recalls_of(person: User, topic: Topic) -> dict[int, Recall]:
    """What a person remembers of a topic, by the id of the item."""
    recalls = Recall.objects.filter(person=person, item__topic=topic)
    return {recall.item_id: recall for recall in recalls}


@dataclass(frozen=True, slots=True)
class Sitting:
    """One go at some cards: what was answered since it began, and what is still to come."""

    places: tuple[Place, ...]
    recalls: dict[int, Recall]
    pile: Pile
    since: datetime
    now: datetime

    def answered(self) -> list[Recall]:
        """The cards answered in this sitting, each once."""
        return [each for each in self._tried() if self._was_answered(each)]

    def waiting(self) -> list[int]:
        """Ids of the items to come, the next one first."""
        due = sorted(filter(self.is_due, self._tried()), key=lambda each: (each.due, each.pk))
        match self.pile:
            case Pile.DUE:
                return [each.item_id for each in due]
            case Pile.FORGOTTEN:
                return [each.item_id for each in self._forgotten()]
            case Pile.ALL:
                return self._mixed(
                    place.item_id
                    for place in self.places
                    if not self._was_answered(self.recalls.get(place.item_id))
                )
        new = (place.item_id for place in self.places if place.item_id not in self.recalls)
        return [each.item_id for each in due] + self._mixed(new)

    def is_due(self, recall: Recall) -> bool:
        """Whether its hour has come; a card put off by days is due for the whole of its day."""
        if recall.state != State.Review:
            return recall.due <= self.now
        return timezone.localdate(recall.due) <= timezone.localdate(self.now)

    def _forgotten(self) -> list[Recall]:
        forgotten = (each for each in self._tried() if each.last_answer == Recall.Answer.FORGOT)
        again = (each for each in forgotten if not self._was_answered(each) or self.is_due(each))
        return sorted(again, key=lambda each: (each.due, each.pk))

    def _tried(self) -> list[Recall]:
        found = (self.recalls.get(place.item_id) for place in self.places)
        return [recall for recall in found if recall]

    def _was_answered(self, recall: Recall | None) -> bool:
        return bool(recall and recall.reviewed_at and recall.reviewed_at >= self.since)

    def _mixed(self, ids: Iterable[int]) -> list[int]:
        """Out of the order of the deck, in which neighbours tell of each other.

        The same order for the whole of a sitting, so a page loaded again shows the same card.
        """
        start = int(self.since.timestamp())
        return sorted(ids, key=lambda each: crc32(f"{start}:{each}".encode()))


def counts_of(
    places: tuple[Place, ...], recalls: dict[int, Recall], now: datetime
) -> dict[str, int]:
    """How many of the cards wait in each pile."""
    return {
        pile.value: len(Sitting(places, recalls, pile, since=now, now=now).waiting())
        for pile in Pile
    }


def comes_back(recalls: Iterable[Recall], now: datetime) -> list[tuple[str, int]]:
    """When answered cards come back, in words, and how many at each time; empty times left out."""
    today = timezone.localdate(now)
    found = {"Later today": 0, "Tomorrow": 0, "Within a week": 0, "After that": 0}
    for recall in recalls:
        days = (timezone.localdate(recall.due) - today).days
        if days <= 0:
            found["Later today"] += 1
        elif days == 1:
            found["Tomorrow"] += 1
        else:
            found["Within a week" if days <= 7 else "After that"] += 1
    return [(when, count) for when, count in found.items() if count]
