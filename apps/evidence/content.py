"""An item's content as plain data.

The content pack compares it, the history keeps it, imports write it and exports read it.
Headings are codes and slugs and sources are keys, so that two contents of one topic can be
compared with ``==``. The shape is::

    {"title", "text", "significance", "year_from", "year_to", "date_note", "kind", "standing",
     "main_theme": slug, "leaders": [code], "themes": [slug], "aspects": [[theme, aspect]],
     "sources": [[key, locator]], "rivals": [key or uuid]}
"""

from dataclasses import dataclass
from typing import Any, Self

from apps.evidence.models import (
    Aspect,
    Citation,
    EvidenceItem,
    EvidenceRevision,
    Leader,
    Source,
    Theme,
    Topic,
)

Content = dict[str, Any]

PLAIN_FIELDS = (
    "title",
    "text",
    "significance",
    "year_from",
    "year_to",
    "date_note",
    "kind",
    "standing",
)


def content_of(item: EvidenceItem) -> Content:
    """What the database says of an item; fetch many with ``with_content()``."""
    return {
        **{name: getattr(item, name) for name in PLAIN_FIELDS},
        "main_theme": item.main_theme.slug,
        "leaders": sorted(leader.code for leader in item.leaders.all()),
        "themes": sorted(theme.slug for theme in item.themes.all()),
        "aspects": sorted([aspect.theme.slug, aspect.slug] for aspect in item.aspects.all()),
        "sources": sorted([each.source.key, each.locator] for each in item.citations.all()),
        "rivals": sorted(rival.key or str(rival.uuid) for rival in item.rivals.all()),
    }


def as_content(revision: EvidenceRevision) -> Content:
    """A revision as plain data: as it was printed, so without the keys of its sources."""
    return {
        **{name: getattr(revision, name) for name in PLAIN_FIELDS},
        "leaders": sorted(revision.leaders),
        "main_theme": revision.themes[0] if revision.themes else "",
        "themes": sorted(revision.themes),
        "aspects": sorted(revision.aspects),
        "sources": sorted(revision.sources),
    }


@dataclass(frozen=True)
class Labels:
    """What an item of a topic can be tagged with, by code, slug and key."""

    leaders: dict[str, Leader]
    themes: dict[str, Theme]
    aspects: dict[tuple[str, str], Aspect]
    sources: dict[str, Source]

    @classmethod
    def of(cls, topic: Topic) -> Self:
        """Read the headings of a topic and every source."""
        aspects = Aspect.objects.filter(theme__topic=topic).select_related("theme")
        return cls(
            leaders={each.code: each for each in topic.leaders.all()},
            themes={each.slug: each for each in topic.themes.all()},
            aspects={(each.theme.slug, each.slug): each for each in aspects},
            sources={each.key: each for each in Source.objects.all()},
        )


def write_content(item: EvidenceItem, content: Content, labels: Labels) -> None:
    """Store content in an item, new or old, all but its rivals; publishing is another step.

    Headings that are gone since the content was kept are left out. Call in a transaction.
    """
    for name in PLAIN_FIELDS:
        setattr(item, name, content[name])
    if content["main_theme"] in labels.themes or item.main_theme_id is None:
        item.main_theme = labels.themes[content["main_theme"]]
    item.save()
    leaders, themes = labels.leaders, labels.themes
    item.leaders.set([leaders[code] for code in content["leaders"] if code in leaders])
    item.themes.set([themes[slug] for slug in content["themes"] if slug in themes])
    pairs = [(theme, aspect) for theme, aspect in content["aspects"]]
    item.aspects.set([labels.aspects[pair] for pair in pairs if pair in labels.aspects])
    item.citations.all().delete()
    Citation.objects.bulk_create(
        Citation(item=item, source=labels.sources[key], locator=locator)
        for key, locator in content["sources"]
        if key in labels.sources
    )
    # What was fetched with the item is old now.
    item._prefetched_objects_cache = {}  # type: ignore[attr-defined]  # Django sets it on prefetch
    item.keep_names()


def write_rivals(item: EvidenceItem, content: Content) -> None:
    """Link an item to the rivals its content names, by key or uuid; unknown ones are left out."""
    names = set(content["rivals"])
    others = EvidenceItem.objects.filter(topic=item.topic, owner=None).exclude(pk=item.pk)
    item.rivals.set([each for each in others if (each.key or str(each.uuid)) in names])
