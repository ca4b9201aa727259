"""The numbered deck of a topic: its published evidence by leader, then theme, then date.

The number of a card is its place in that whole order, so it is the same for everyone and stays
for as long as the bank does. An item about two leaders stands once, under the first of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.db.models import Case, IntegerField, Min, Value, When
from django.db.models.functions import Coalesce

from apps.evidence.models import EvidenceItem, Leader, Theme, Topic
from apps.evidence.search import EvidenceFilter, search


class Place(NamedTuple):
    """A card of the deck: its number, and the section it stands in."""

    number: int
    item_id: int
    leader_id: int | None
    theme_id: int


@dataclass(frozen=True, slots=True)
class Section:
    """The cards of a leader under one main theme; no leader where none of the topic's is named."""

    leader: Leader | None
    theme: Theme
    places: tuple[Place, ...]

    @property
    def numbers(self) -> str:
        """The numbers of its cards: 12, or 12-31; cards left out in between are not told."""
        first, last = self.places[0].number, self.places[-1].number
        return f"{first}" if first == last else f"{first}\N{EN DASH}{last}"

    def position_of(self, place: Place) -> int:
        """Which card of this section it is, from 1."""
        return self.places.index(place) + 1


def deck_of(topic: Topic) -> tuple[Place, ...]:
    """Every card of the topic in its order, as ids; two queries, however many there are."""
    leaders = list(topic.leaders.all())
    if not leaders:
        return ()
    ranks = [When(leaders=leader.pk, then=Value(rank)) for rank, leader in enumerate(leaders)]
    # An item without a leader of the topic goes to the end.
    rank = Coalesce(Min(Case(*ranks, output_field=IntegerField())), Value(len(leaders)))
    rows = (
        EvidenceItem.objects.published()
        .filter(topic=topic)
        .annotate(rank=rank)
        .order_by(
            *("rank", "main_theme__order", "main_theme__slug"),
            *("year_from", "in_year", "year_to", "title", "pk"),
        )
        .values_list("pk", "rank", "main_theme_id")
    )
    named = dict(enumerate(leader.pk for leader in leaders))
    return tuple(
        Place(number, item_id, named.get(rank), theme_id)
        for number, (item_id, rank, theme_id) in enumerate(rows, start=1)
    )


def chosen_from(deck: tuple[Place, ...], topic: Topic, chosen: EvidenceFilter) -> tuple[Place, ...]:
    """The cards that match the bank's filter, with the numbers they have in the whole deck."""
    if not chosen.parameters():
        return deck
    published = EvidenceItem.objects.published().filter(topic=topic)
    ids = set(search(published, chosen).values_list("pk", flat=True))
    return tuple(place for place in deck if place.item_id in ids)


def sections(places: Iterable[Place], chosen: EvidenceFilter) -> Iterator[Section]:
    """Cards in the order of the deck, by section."""
    leaders: dict[int | None, Leader] = {leader.pk: leader for leader in chosen.leaders}
    themes = {theme.pk: theme for theme in chosen.themes}
    for (leader_id, theme_id), found in groupby(places, key=lambda each: each[2:]):
        yield Section(leaders.get(leader_id), themes[theme_id], tuple(found))


def section_of(place: Place, deck: Iterable[Place], chosen: EvidenceFilter) -> Section:
    """The whole section a card stands in."""
    return next(sections((each for each in deck if each[2:] == place[2:]), chosen))
