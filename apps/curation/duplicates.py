"""Items that may say the same thing: how alike two are, and which pairs are worth a look."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q

from apps.accounts.models import User
from apps.curation.models import LikelyDuplicate
from apps.evidence.content import Content
from apps.evidence.models import EvidenceItem, Topic

# From this likeness on a curator is asked to look.
LIKELY = 55
# So many candidates are compared with one item; those nearest in years come first.
MOST_COMPARED = 2000
MOST_SHOWN = 5
_PAIRS_A_SLICE = 250

_WORD = re.compile(r"[^\W_]+")
# Words that two claims may share by chance.
_COMMON_WORDS = (
    "a an and are as at be been but by for from had has have he her his in into is it its "
    "nor not of on or she so than that the their them then there they this to was were "
    "which while who with would under over after before during up out"
)
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Claim:
    """What two items are compared by."""

    title: str
    text: str
    year_from: int
    year_to: int
    leaders: frozenset[str]


def claim_of(item: EvidenceItem) -> Claim:
    """The claim of a stored item; leaders are at hand or cost a query."""
    leaders = frozenset(leader.code for leader in item.leaders.all())
    return Claim(item.title, item.text, item.year_from, item.year_to, leaders)


def claim_in(content: Content) -> Claim:
    """The claim of an item as plain data."""
    years = content["year_from"], content["year_to"]
    return Claim(content["title"], content["text"], *years, frozenset(content["leaders"]))


def likeness(one: Claim, other: Claim) -> int:
    """How alike two claims are, 0-100; 100 for the same words, years and leaders.

    Words of the title weigh most. A word counts by its first six letters, so that "executed"
    meets "executions".
    """
    title, other_title = _words(one.title), _words(other.title)
    every, other_every = title | _words(one.text), other_title | _words(other.text)
    score = (
        0.55 * _overlap(title, other_title)
        + 0.20 * _overlap(every, other_every)
        + 0.15 * _shared_years(one, other)
        + 0.10 * _overlap(one.leaders, other.leaders)
    )
    return round(100 * score)


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    found = (word.casefold() for word in _WORD.findall(text))
    # A single letter is what an apostrophe left.
    return frozenset(word[:6] for word in found if word not in _COMMON and len(word) > 1)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared members in proportion to both sets: 1 for equal sets, 0 for nothing in common."""
    if not one and not other:
        return 1.0
    return 2 * len(one & other) / (len(one) + len(other))


def _shared_years(one: Claim, other: Claim) -> float:
    first, last = max(one.year_from, other.year_from), min(one.year_to, other.year_to)
    longest = max(one.year_to - one.year_from, other.year_to - other.year_from) + 1
    if last < first:
        # Next to each other: the same event, dated by its eve, say.
        return 0.5 if first - last == 1 and longest == 1 else 0.0
    return (last - first + 1) / longest


def _may_be_alike(one: Claim, other: Claim) -> bool:
    """Whether two claims are worth comparing: their years touch and they share a leader."""
    near = one.year_from <= other.year_to + 1 and other.year_from <= one.year_to + 1
    return near and bool(one.leaders & other.leaders or not one.leaders or not other.leaders)


def alike_items(
    claim: Claim, topic: Topic, *, besides: int | None = None
) -> list[tuple[EvidenceItem, int]]:
    """The bank's items most like a claim, with their likeness, best first; retired ones not.

    Pairs that a curator has called different facts are left out.
    """
    items = (
        EvidenceItem.objects.filter(topic=topic, owner=None)
        .exclude(status=EvidenceItem.Status.RETIRED)
        .exclude(pk__in=_called_different(besides))
        .in_years(claim.year_from - 1, claim.year_to + 1)
        .prefetch_related("leaders")
        .order_by("pk")
    )
    if besides is not None:
        items = items.exclude(pk=besides)
    found = []
    for item in items[:MOST_COMPARED]:
        other = claim_of(item)
        if _may_be_alike(claim, other) and (score := likeness(claim, other)) >= LIKELY:
            found.append((item, score))
    found.sort(key=lambda pair: (-pair[1], pair[0].pk))
    return found[:MOST_SHOWN]


def _called_different(pk: int | None) -> set[int]:
    """The keys of items that were looked at beside this one and found to be other facts."""
    if pk is None:
        return set()
    pairs = LikelyDuplicate.objects.filter(
        Q(first=pk) | Q(second=pk), state=LikelyDuplicate.State.DIFFERENT
    ).values_list("first", "second")
    return {key for pair in pairs for key in pair} - {pk}


def note_duplicates(item: EvidenceItem) -> int:
    """Put the pairs of an item into the queue, and take out those that are alike no more."""
    found = {}
    if item.status != EvidenceItem.Status.RETIRED:
        alike = alike_items(claim_of(item), item.topic, besides=item.pk)
        found = {other.pk: score for other, score in alike}
    waiting = LikelyDuplicate.objects.filter(
        Q(first=item) | Q(second=item), state=LikelyDuplicate.State.OPEN
    )
    waiting.exclude(Q(first__in=found) | Q(second__in=found)).delete()
    _store({_pair(item.pk, pk): score for pk, score in found.items()})
    return len(found)


def call_different(item: EvidenceItem, others: Iterable[int], *, by: User) -> None:
    """Note that a curator has looked: an item and others are different facts."""
    for pk in others:
        first, second = _pair(item.pk, pk)
        pair, _ = LikelyDuplicate.objects.get_or_create(
            first_id=first, second_id=second, defaults={"likeness": 0}
        )
        pair.decide(LikelyDuplicate.State.DIFFERENT, by=by)


def find_duplicates(topic: Topic) -> int:
    """Compare the bank of a topic with itself; how many pairs now wait in the queue."""
    items = (
        EvidenceItem.objects.filter(topic=topic, owner=None)
        .exclude(status=EvidenceItem.Status.RETIRED)
        .prefetch_related("leaders")
        .order_by("year_from", "pk")
    )
    claims = [(item.pk, claim_of(item)) for item in items]
    found: dict[tuple[int, int], int] = {}
    for index, (pk, claim) in enumerate(claims):
        for other_pk, other in claims[index + 1 :]:
            if other.year_from > claim.year_to + 1:
                # In order of their first year: nothing further on can touch this one.
                break
            if _may_be_alike(claim, other) and (score := likeness(claim, other)) >= LIKELY:
                found[_pair(pk, other_pk)] = score
    _store(found)
    waiting = LikelyDuplicate.objects.filter(first__topic=topic, state=LikelyDuplicate.State.OPEN)
    gone = [one.pk for one in waiting if (one.first_id, one.second_id) not in found]
    for start in range(0, len(gone), _PAIRS_A_SLICE):
        LikelyDuplicate.objects.filter(pk__in=gone[start : start + _PAIRS_A_SLICE]).delete()
    return waiting.all().count()


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _store(found: dict[tuple[int, int], int]) -> None:
    """Keep the likeness of pairs; what a curator decided about them stays."""
    rows = [
        LikelyDuplicate(first_id=first, second_id=second, likeness=score)
        for (first, second), score in found.items()
    ]
    LikelyDuplicate.objects.bulk_create(
        rows,
        batch_size=_PAIRS_A_SLICE,
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["likeness"],
    )
