"""What a curator does with a draft of pasted notes: save, publish, set aside, split, merge."""

import re
from typing import Any

from django.db.models import F, Q

from apps.accounts.models import User
from apps.curation.editing import save as save_item
from apps.curation.models import NoteDraft, NoteImport
from apps.curation.pasting import first_words
from apps.curation.wording import is_same, shared_run
from apps.evidence.content import PLAIN_FIELDS, Content
from apps.evidence.models import EvidenceItem

TITLE_LENGTH = 160
TEXT_LENGTH = 4000
_BOUNDARY = re.compile(
    r"[.;:!?,\N{EN DASH}](?=\s)\s+|\s+(?=(?:and|but|which|who|while|whereas|because)\s)"
)
_WORD_GAP = re.compile(r"\s+")
_MOST_PLACES = 60


def pasted_near(draft: NoteDraft) -> list[str]:
    """The wording that the draft may have come from: its own card and the cards beside it."""
    near = NoteDraft.objects.filter(
        notes=draft.notes_id, card__gte=draft.card - 1, card__lte=draft.card + 1
    )
    return [draft.pasted, *near.values_list("pasted", flat=True)]


def wording_reasons(draft: NoteDraft, title: str, text: str) -> dict[str, str]:
    """Why the words are not the curator's own yet, by field; none when they are."""
    pasted = pasted_near(draft)
    reasons = {}
    for name, words in (("title", title), ("text", text)):
        if is_same(words, pasted):
            reasons[name] = "This is still the pasted wording. Say it in your own words."
        elif run := shared_run(words, pasted):
            quoted = f"\N{LEFT DOUBLE QUOTATION MARK}{run}\N{RIGHT DOUBLE QUOTATION MARK}"
            reasons[name] = f"Eight words in a row are as pasted: {quoted}."
    return reasons


def publish(draft: NoteDraft, *, by: User) -> EvidenceItem:
    """Make an unchecked item of the bank of a draft that has all it needs. In a transaction."""
    item = EvidenceItem(topic=draft.notes.topic)
    save_item(item, content_of_draft(draft), by=by, publish=True)
    draft.item = item
    draft.state = NoteDraft.State.PUBLISHED
    draft.version += 1
    draft.save(update_fields=["item", "state", "version", "updated_at"])
    return item


def content_of_draft(draft: NoteDraft) -> Content:
    """A complete draft as an item's content."""
    if draft.main_theme is None or draft.source is None:
        raise ValueError("Only a draft with a main theme and a source is an item's content.")
    plain: dict[str, Any] = {name: getattr(draft, name) for name in PLAIN_FIELDS}
    return {
        **plain,
        "main_theme": draft.main_theme.slug,
        "leaders": sorted(each.code for each in draft.leaders.all()),
        "themes": sorted({draft.main_theme.slug, *(each.slug for each in draft.themes.all())}),
        "aspects": sorted(
            [each.theme.slug, each.slug] for each in draft.aspects.select_related("theme")
        ),
        "sources": [[draft.source.key, draft.locator]],
        "rivals": [],
    }


def set_state(draft: NoteDraft, state: NoteDraft.State) -> None:
    """Move a draft between open and set aside."""
    draft.state = state
    draft.version += 1
    draft.save(update_fields=["state", "version", "updated_at"])


def wording_to_split(draft: NoteDraft) -> str:
    """The words that a split divides: the detail where there is one, else the claim."""
    return draft.text or draft.title or draft.pasted


def places_to_split(text: str) -> list[int]:
    """Where a text may be cut: after a stop or comma, before a joining word, else anywhere."""
    for pattern in (_BOUNDARY, _WORD_GAP):
        places = [match.end() for match in pattern.finditer(text.strip())]
        places = [place for place in places if 0 < place < len(text.strip())]
        if places:
            return places[:_MOST_PLACES]
    return []


def split(draft: NoteDraft, place: int) -> NoteDraft:
    """Cut a draft in two; the new one has the second part and the same tags. In a transaction."""
    words = wording_to_split(draft).strip()
    before, after = words[:place].strip(), words[place:].strip()
    field = "text" if draft.text else "title"
    if field == "title" and len(before) > TITLE_LENGTH:
        field = "text"
    setattr(draft, field, before)
    draft.version += 1
    draft.save(update_fields=[field, "version", "updated_at"])
    NoteDraft.objects.filter(notes=draft.notes_id, position__gt=draft.position).update(
        position=F("position") + 1
    )
    second = NoteDraft.objects.create(
        notes=draft.notes,
        position=draft.position + 1,
        card=draft.card,
        card_title=draft.card_title,
        section=draft.section,
        line=draft.line,
        level=draft.level,
        parent=draft.parent,
        pasted=draft.pasted,
        year_from=draft.year_from,
        year_to=draft.year_to,
        date_note=draft.date_note,
        kind=draft.kind,
        standing=draft.standing,
        main_theme=draft.main_theme,
        source=draft.source,
        locator=draft.locator,
        **first_words(after),
    )
    second.leaders.set(draft.leaders.all())
    second.themes.set(draft.themes.all())
    second.aspects.set(draft.aspects.all())
    return second


def neighbour(draft: NoteDraft, *, step: int, states: tuple[str, ...]) -> NoteDraft | None:
    """The nearest draft after (1) or before (-1) this one in one of the states."""
    drafts = NoteDraft.objects.filter(notes=draft.notes_id, state__in=states)
    if step > 0:
        after = Q(position__gt=draft.position) | Q(position=draft.position, pk__gt=draft.pk)
        return drafts.filter(after).order_by("position", "pk").first()
    before = Q(position__lt=draft.position) | Q(position=draft.position, pk__lt=draft.pk)
    return drafts.filter(before).order_by("-position", "-pk").first()


def next_open(draft: NoteDraft) -> NoteDraft | None:
    """The next draft to do after this one, else the first of the import."""
    states = (NoteDraft.State.OPEN.value,)
    found = neighbour(draft, step=1, states=states)
    if found:
        return found
    return first_open(draft.notes, besides=draft.pk)


def first_open(notes: NoteImport, *, besides: int | None = None) -> NoteDraft | None:
    """The first draft of an import that is still to do."""
    drafts = notes.drafts.filter(state=NoteDraft.State.OPEN)
    return (drafts if besides is None else drafts.exclude(pk=besides)).first()


class CannotMerge(Exception):
    """Two drafts that do not go together, with the reason as a sentence."""


def merge(draft: NoteDraft, other: NoteDraft) -> None:
    """Put another draft's words and tags into this one. In a transaction."""
    first, second = (draft, other) if draft.position <= other.position else (other, draft)
    parts = [part for one in (first, second) for part in (one.title, one.text) if part.strip()]
    joined = " ".join(parts)
    if len(joined) > TEXT_LENGTH:
        raise CannotMerge(f"Together they are longer than {TEXT_LENGTH:,} characters.")
    if len(joined) <= TITLE_LENGTH:
        draft.title, draft.text = joined, ""
    else:
        draft.title, draft.text = "", joined
    years = [each for one in (draft, other) for each in (one.year_from, one.year_to) if each]
    if years:
        draft.year_from, draft.year_to = min(years), max(years)
    significance = [one.significance for one in (first, second) if one.significance.strip()]
    draft.significance = "\n".join(dict.fromkeys(significance))[:2000]
    draft.source = draft.source or other.source
    draft.main_theme = draft.main_theme or other.main_theme
    if other.date_note != draft.date_note:
        # One date no longer says it.
        draft.date_note = draft.date_note if not other.year_from else ""
    draft.version += 1
    draft.save()
    draft.leaders.add(*other.leaders.all())
    draft.themes.add(*other.themes.all())
    draft.aspects.add(*other.aspects.all())
    other.state = NoteDraft.State.MERGED
    other.version += 1
    other.save(update_fields=["state", "version", "updated_at"])
