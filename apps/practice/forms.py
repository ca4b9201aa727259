"""What to look at or practise, and the answer to a card."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from apps.evidence.models import Topic
from apps.evidence.search import AnyOfField, EvidenceFilter
from apps.practice.models import Recall
from apps.practice.recall import Pile

SIZES = [("10", "10 cards"), ("20", "20 cards"), ("50", "50 cards"), ("all", "All of them")]
# The last second of the year 2100: a sitting that begins later is nonsense.
LAST_START = 4_133_980_799


class DeckFilter(EvidenceFilter):
    """The bank's filter on a deck, which is the same for everyone: published items only."""

    def __init__(self, data: MultiValueDict[str, Any], *, topic: Topic) -> None:
        super().__init__(data, topic=topic)


class PracticeFilter(DeckFilter):
    """Which cards to practise, how many, and when this sitting began."""

    pile = AnyOfField(label="Which", choices=Pile.choices)
    size = AnyOfField(label="How many", choices=SIZES)
    since = forms.IntegerField(required=False, min_value=0, max_value=LAST_START)

    @property
    def chosen_pile(self) -> Pile:
        """The pile asked for; due and new cards unless told otherwise."""
        return Pile((self.values("pile") or [Pile.NEXT])[-1])

    @property
    def chosen_size(self) -> str:
        """How many cards as asked for: a figure, or "all"."""
        return (self.values("size") or ["10"])[-1]

    @property
    def limit(self) -> int | None:
        """How many cards make a sitting; none for all of them."""
        return None if self.chosen_size == "all" else int(self.chosen_size)

    @property
    def started(self) -> datetime | None:
        """When this sitting began; none when it is only about to."""
        self.is_valid()
        since = self.cleaned_data.get("since")
        return None if since is None else datetime.fromtimestamp(since, tz=UTC)

    def parameters(self) -> list[tuple[str, str]]:
        """The filter as address parameters, those of the sitting included."""
        found = super().parameters()
        found += [("pile", self.chosen_pile.value), ("size", self.chosen_size)]
        if self.started:
            found.append(("since", str(int(self.started.timestamp()))))
        return found


class AnswerForm(forms.Form):
    """How one showing of a card went."""

    card = forms.UUIDField()
    showing = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    answer = forms.ChoiceField(choices=Recall.Answer.choices)
