"""Load a content pack: what changed is written, what people edited is kept.

``EvidenceItem.pack_hash`` is the fingerprint of what the pack last wrote. An item whose
content no longer has that fingerprint was edited by a person, so it is left as it is and
reported as a conflict. So is an item that a person took out of the bank.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from apps.evidence.content import Labels, content_of, write_content
from apps.evidence.models import Aspect, EvidenceItem, Leader, Source, Theme, Topic
from apps.evidence.packs.schema import ItemEntry, Pack, PackError, content_hash

# An item is about ten rows with its tags and revision. SQLite's one writer is held for a
# slice of about 250 rows at most, so people who are planning are not kept waiting.
ITEMS_PER_SLICE = 25
ROWS_PER_SLICE = 250


@dataclass
class Report:
    """What one run did, by key."""

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    conflicts: dict[str, str] = field(default_factory=dict)
    not_in_pack: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


def load(pack: Pack) -> Report:
    """Bring the database up to date with a pack."""
    report = Report()
    topic = _save_headings(pack, report)
    changed_sources = _save_sources(pack, report)
    wanted = {key: _wanted_content(pack, item) for key, item in pack.items.items()}
    stored = {item.key: item for item in _stored_items(topic) if item.key}
    _refuse_foreign_keys(topic, set(wanted) - set(stored))
    now = {key: content_of(item) for key, item in stored.items()}
    for key, item in stored.items():
        if key not in wanted:
            report.not_in_pack.append(key)
        elif item.status != EvidenceItem.Status.PUBLISHED:
            report.conflicts[key] = f"a person made it {item.get_status_display().lower()}"
        elif now[key] != wanted[key] and content_hash(now[key]) != item.pack_hash:
            report.conflicts[key] = "a person edited it"
    rewrite, relink = [], []
    for key, content in wanted.items():
        if key in report.conflicts:
            continue
        linked = now[key]["rivals"] if key in now else []
        content["rivals"] = _settle_rivals(content["rivals"], linked, set(report.conflicts))
        before = {**now[key], "rivals": content["rivals"]} if key in now else None
        if before != content or changed_sources & set(_source_keys(pack.items[key])):
            rewrite.append(key)
        if linked != content["rivals"]:
            relink.append(key)
        if key not in stored:
            report.new.append(key)
        elif key in rewrite or key in relink:
            report.updated.append(key)
        else:
            report.same.append(key)
    _write_items(topic, stored, wanted, rewrite)
    _write_rivals(stored, wanted, relink)
    if report.headings:
        topic.items.all().keep_names()
    if report.new or report.updated or report.headings:
        topic.touch()
    return report


def _settle_rivals(wanted: list[str], linked: list[str], conflicts: set[str]) -> list[str]:
    """Keep links to items in conflict as they are: a link belongs to both of its ends."""
    return sorted((set(wanted) - conflicts) | (set(linked) & conflicts))


def _save_headings(pack: Pack, report: Report) -> Topic:
    """Create or update the topic with its leaders, themes and aspects."""
    topic = Topic.objects.filter(slug=pack.topic.slug).first() or Topic(slug=pack.topic.slug)
    if _differs(topic, pack.topic.model_dump()):
        topic.save()
        report.headings.append(f"topic {topic.slug}")
    leaders = {leader.code: leader for leader in topic.leaders.all()}
    themes = {theme.slug: theme for theme in topic.themes.all()}
    aspects = {
        (aspect.theme.slug, aspect.slug): aspect
        for aspect in Aspect.objects.filter(theme__topic=topic).select_related("theme")
    }
    changed: list[Leader | Theme | Aspect] = []
    for order, entry in enumerate(pack.leaders):
        leader = leaders.get(entry.code) or Leader(topic=topic)
        if _differs(leader, {**entry.model_dump(), "order": order}):
            changed.append(leader)
            report.headings.append(f"leader {entry.code}")
    for order, heading in enumerate(pack.themes):
        theme = themes.get(heading.slug) or Theme(topic=topic)
        if _differs(theme, {**heading.model_dump(exclude={"aspects"}), "order": order}):
            changed.append(theme)
            report.headings.append(f"theme {heading.slug}")
        for place, finer in enumerate(heading.aspects):
            aspect = aspects.get((heading.slug, finer.slug)) or Aspect(theme=theme)
            if _differs(aspect, {**finer.model_dump(), "order": place}):
                changed.append(aspect)
                report.headings.append(f"aspect {heading.slug}/{finer.slug}")
    _save_all(changed)
    return topic


def _save_sources(pack: Pack, report: Report) -> set[str]:
    """Create or update the sources; return the keys of those that were there and changed."""
    stored = Source.objects.in_bulk(list(pack.sources), field_name="key")
    changed = []
    for key, entry in pack.sources.items():
        source = stored.get(key) or Source()
        if _differs(source, entry.model_dump()):
            changed.append(source)
            report.headings.append(f"source {key}")
    _save_all(changed)
    return {source.key for source in changed if source.key in stored}


def _differs(row: models.Model, values: dict[str, Any]) -> bool:
    """Set the values on a row; say whether that makes it unlike what is stored."""
    differs = row.pk is None or any(getattr(row, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(row, name, value)
    return differs


def _save_all(rows: Sequence[models.Model]) -> None:
    """Save rows one by one, in transactions short enough for others to write in between."""
    for start in range(0, len(rows), ROWS_PER_SLICE):
        with transaction.atomic():
            for row in rows[start : start + ROWS_PER_SLICE]:
                row.save()


def _source_keys(item: ItemEntry) -> list[str]:
    return [citation.source for citation in item.sources]


def _wanted_content(pack: Pack, item: ItemEntry) -> dict[str, Any]:
    """What the pack says of an item, in the shape that is compared and fingerprinted."""
    return {
        "title": item.title,
        "text": item.text,
        "significance": item.significance,
        "year_from": item.year_from,
        "year_to": item.year_to,
        "date_note": item.date_note,
        "kind": item.kind,
        "standing": item.standing,
        "main_theme": item.themes[0],
        "leaders": sorted(item.leaders),
        "themes": sorted(item.themes),
        "aspects": sorted([theme, aspect] for theme, aspect in pack.aspects_of(item)),
        "sources": sorted([entry.source, entry.locator] for entry in item.sources),
        "rivals": sorted(pack.rivals[item.key]),
    }


def _stored_items(topic: Topic) -> models.QuerySet[EvidenceItem]:
    """Everything with a key in the topic, with all that its content is made of."""
    return EvidenceItem.objects.filter(topic=topic, owner=None, key__isnull=False).with_content()


def _refuse_foreign_keys(topic: Topic, keys: set[str]) -> None:
    """Refuse a key that another topic's item already has."""
    if not keys:
        return
    taken = EvidenceItem.objects.exclude(topic=topic).filter(key__isnull=False)
    if clash := sorted(keys.intersection(taken.values_list("key", flat=True))):
        raise PackError(f"item {clash[0]}: another topic has an item with this key.")


def _write_items(
    topic: Topic,
    stored: dict[str, EvidenceItem],
    wanted: dict[str, dict[str, Any]],
    keys: list[str],
) -> None:
    """Write and publish items, all but their rivals, and add the new ones to ``stored``.

    The fingerprint is written with the content, so a run that is cut short leaves no item
    that looks as if a person had edited it.
    """
    if not keys:
        return
    labels = Labels.of(topic)
    for start in range(0, len(keys), ITEMS_PER_SLICE):
        with transaction.atomic():
            for key in keys[start : start + ITEMS_PER_SLICE]:
                item = stored.get(key) or EvidenceItem(topic=topic, key=key)
                linked = content_of(item)["rivals"] if item.pk else []
                # The words a person vouched for are gone with the update.
                item.checked_by = item.checked_on = None
                item.pack_hash = content_hash({**wanted[key], "rivals": linked})
                write_content(item, wanted[key], labels)
                item.publish()
                stored[key] = item


def _write_rivals(
    stored: dict[str, EvidenceItem], wanted: dict[str, dict[str, Any]], keys: list[str]
) -> None:
    """Link rivals, in one transaction: a link changes what both of its ends hold."""
    if not keys:
        return
    with transaction.atomic():
        for key in keys:
            item = stored[key]
            item.rivals.set([stored[rival] for rival in wanted[key]["rivals"]])
            item.pack_hash = content_hash(wanted[key])
            item.save(update_fields=["pack_hash"])
