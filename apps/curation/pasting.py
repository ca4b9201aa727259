"""From pasted notes to stored drafts: one way for the page and the command line."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.curation.models import NoteDraft, NoteImport
from apps.curation.notes import Card, Draft, Notes, read_notes, text_hash
from apps.curation.suggest import Heading, Ruler, Vocabulary
from apps.evidence.models import EvidenceItem, Leader, Theme, Topic

MOST_BYTES = 1024 * 1024
# About six decks of 85 cards: nobody reviews more at a time.
MOST_DRAFTS = 5000
_SLICE = 250


class NotesRefused(Exception):
    """Notes that cannot be stored, with the reason as a sentence."""


def vocabulary_of(topic: Topic) -> Vocabulary:
    """What suggestions for a topic are chosen from: its leaders, themes and years."""
    aspects: dict[int, list[str]] = {}
    themes = list(topic.themes.prefetch_related("aspects"))
    for theme in themes:
        aspects[theme.pk] = [aspect.name for aspect in theme.aspects.all()]
    return Vocabulary(
        topic.year_from,
        topic.year_to,
        leaders=tuple(
            Ruler(each.code, (each.name, *each.aliases), each.power_from, each.power_to)
            for each in topic.leaders.all()
        ),
        themes=tuple(
            Heading(each.slug, (each.name, *each.synonyms, *aspects[each.pk])) for each in themes
        ),
    )


def known_import(topic: Topic, text: str) -> NoteImport | None:
    """The import of the same notes, where they were pasted before."""
    return NoteImport.objects.filter(topic=topic, text_hash=text_hash(text)).first()


@dataclass(frozen=True)
class Stored:
    """An import, and whether it was made just now or was there already."""

    notes: NoteImport
    is_new: bool


def store_notes(
    topic: Topic, name: str, text: str, *, by: User | None, read: Notes | None = None
) -> Stored:
    """Store notes with a draft for each bullet; the same notes again give the first import."""
    known = known_import(topic, text)
    if known:
        return Stored(known, is_new=False)
    read = read or read_notes(text, vocabulary_of(topic))
    if not read.drafts:
        raise NotesRefused("There is nothing in these notes to make a draft of.")
    if read.drafts > MOST_DRAFTS:
        raise NotesRefused(
            f"These notes would make {read.drafts:,} drafts. Paste them in parts of at most"
            f" {MOST_DRAFTS:,}."
        )
    try:
        with transaction.atomic():
            notes = NoteImport.objects.create(
                topic=topic,
                name=name,
                text=text,
                text_hash=text_hash(text),
                cards=len(read.cards),
                set_aside=[[each.line, each.text, each.why] for each in read.set_aside],
                made_by=by,
            )
            _make_drafts(notes, read, topic)
    except IntegrityError:
        # The other half of a double click was first.
        known = known_import(topic, text)
        if known is None:
            raise
        return Stored(known, is_new=False)
    return Stored(notes, is_new=True)


def _make_drafts(notes: NoteImport, read: Notes, topic: Topic) -> None:
    leaders = {each.code: each for each in topic.leaders.all()}
    themes = {each.slug: each for each in topic.themes.all()}
    pairs = [(card, draft) for card in read.cards for draft in card.drafts]
    for start in range(0, len(pairs), _SLICE):
        part = pairs[start : start + _SLICE]
        rows = NoteDraft.objects.bulk_create(
            _row(notes, start + place, card, draft, themes)
            for place, (card, draft) in enumerate(part)
        )
        _tag(rows, [draft for _, draft in part], leaders, themes)


def _row(
    notes: NoteImport, position: int, card: Card, draft: Draft, themes: dict[str, Theme]
) -> NoteDraft:
    return NoteDraft(
        notes=notes,
        position=position,
        card=card.number,
        card_title=card.title or "",
        section=card.section[:300],
        line=draft.line,
        level=draft.level,
        parent=draft.parent or "",
        pasted=draft.text,
        year_from=draft.year_from,
        year_to=draft.year_to,
        date_note=draft.date_note,
        kind=draft.kind,
        main_theme=themes[draft.themes[0]] if draft.themes else None,
        **first_words(draft.text),
    )


def first_words(text: str) -> dict[str, str]:
    """A draft's claim and detail to begin with: the words as pasted, to be reworded."""
    longest = EvidenceItem._meta.get_field("title").max_length or 160
    if len(text) <= longest:
        return {"title": text, "text": ""}
    return {"title": "", "text": text}


def _tag(
    rows: list[NoteDraft], drafts: list[Draft], leaders: dict[str, Leader], themes: dict[str, Theme]
) -> None:
    to_leaders, to_themes = NoteDraft.leaders.through, NoteDraft.themes.through
    to_leaders.objects.bulk_create(
        to_leaders(notedraft=row, leader=leaders[code])
        for row, draft in zip(rows, drafts, strict=True)
        for code in draft.leaders
    )
    to_themes.objects.bulk_create(
        to_themes(notedraft=row, theme=themes[slug])
        for row, draft in zip(rows, drafts, strict=True)
        for slug in draft.themes
    )


def as_data(read: Notes) -> dict[str, Any]:
    """Notes as the command prints them: only lists, objects, texts and numbers."""
    return {
        "cards": [
            {
                "number": card.number,
                "title": card.title,
                "section": card.section,
                "line_from": card.line_from,
                "line_to": card.line_to,
                "drafts": [
                    {
                        "text": draft.text,
                        "parent": draft.parent,
                        "level": draft.level,
                        "line": draft.line,
                        "years": draft.years,
                        "year_from": draft.year_from,
                        "year_to": draft.year_to,
                        "leaders": draft.leaders,
                        "themes": draft.themes,
                    }
                    for draft in card.drafts
                ],
            }
            for card in read.cards
        ],
        "set_aside": [
            {"line": each.line, "text": each.text, "why": each.why} for each in read.set_aside
        ],
    }
