"""Evidence as an Anki deck. Importing a newer one updates the cards.

An item has the same card whichever deck it comes in: that of the bank or that of a plan.
"""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import genanki

from apps.evidence.models import EvidenceItem
from apps.practice.prompt import QUESTIONS

# Made up once: Anki knows the kind of card by this number, for ever.
_CARD_MODEL = 1_718_540_917
_CARD_CSS = """
.card { font: 20px/1.4 sans-serif; text-align: left; max-width: 34em; margin: 0 auto; }
.claim { font-weight: bold; }
.small { font-size: 16px; opacity: 0.8; }
"""


@dataclass(frozen=True, slots=True)
class AnkiCard:
    """An item as a card: names of its leaders, and of its themes with the main one first.

    tags are codes and slugs, for Anki parts tags by spaces; sources are as cited.
    """

    uuid: str
    title: str
    text: str
    significance: str
    years: str
    kind: str
    standing: str
    leaders: tuple[str, ...]
    themes: tuple[str, ...]
    sources: tuple[str, ...]
    tags: tuple[str, ...]


def anki_deck(key: str, name: str, cards: Iterable[AnkiCard]) -> bytes:
    """Write cards as an .apkg file; decks of the same key are one deck to Anki."""
    deck = genanki.Deck(_stable_number(f"essayplanner deck {key}"), name)
    model = genanki.Model(
        _CARD_MODEL,
        "Essay planner evidence",
        fields=[{"name": each} for each in ("Prompt", "Claim", "Detail", "Why", "Sources")],
        templates=[
            {
                "name": "Recall",
                "qfmt": "{{Prompt}}",
                "afmt": '{{FrontSide}}<hr id="answer"><p class="claim">{{Claim}}</p>'
                "<p>{{Detail}}</p><p>{{Why}}</p><p class='small'>{{Sources}}</p>",
            }
        ],
        css=_CARD_CSS,
    )
    for card in cards:
        # What Anki finds the card by when a deck is imported again is its guid.
        fields = _fields_of(card)
        deck.add_note(
            genanki.Note(model=model, guid=card.uuid, fields=fields, tags=list(card.tags))
        )
    out = io.BytesIO()
    genanki.Package(deck).write_to_file(out)
    return out.getvalue()


def _stable_number(text: str) -> int:
    """A number that is the same for the same text, within what Anki takes as an id."""
    return 1 << 30 | int.from_bytes(hashlib.sha256(text.encode()).digest()[:3])


def _fields_of(card: AnkiCard) -> list[str]:
    """Front and back of a card as HTML: whatever people typed is escaped."""
    front = [part for part in (", ".join(card.leaders), ", ".join(card.themes), card.years) if part]
    question = QUESTIONS[EvidenceItem.Kind(card.kind)]
    standing = EvidenceItem.Standing(card.standing).label
    sources = "; ".join(card.sources)
    return [
        _html(" \N{MIDDLE DOT} ".join(front)) + "<br>" + _html(question),
        _html(card.title),
        _html(card.text),
        _html(card.significance),
        _html(f"{standing}. {sources}" if sources else f"{standing}."),
    ]


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>")
