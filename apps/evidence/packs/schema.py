"""The strict shape of a content pack, and how its files are read.

A pack is a folder: ``topic.toml`` with the topic, its leaders, themes and aspects, and any
number of other ``.toml`` files with sources and items. Everything is checked before
anything is written; the first thing wrong is named with its file and key.
"""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from apps.accounts.text import is_blank

TOPIC_FILE = "topic.toml"


class PackError(Exception):
    """Something is wrong in a pack; str() names the file and the key."""


def _printable(value: str) -> str:
    if is_blank(value):
        raise ValueError("must not be blank")
    if "\0" in value:
        raise ValueError("must not contain a NUL character")
    return value


def _distinct(values: list[str]) -> list[str]:
    if len(set(values)) != len(values):
        raise ValueError("must not name the same thing twice")
    return values


def _web_address(value: str) -> str:
    if value and not value.startswith(("https://", "http://")):
        raise ValueError("must be empty or start with https:// or http://")
    return value


Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,4}$")]
Year = Annotated[int, Field(ge=800, le=2100)]


Prose = Annotated[str, StringConstraints(max_length=4000), AfterValidator(_printable)]
Line40 = Annotated[str, StringConstraints(max_length=40), AfterValidator(_printable)]
Line60 = Annotated[str, StringConstraints(max_length=60), AfterValidator(_printable)]
Line80 = Annotated[str, StringConstraints(max_length=80), AfterValidator(_printable)]
Line120 = Annotated[str, StringConstraints(max_length=120), AfterValidator(_printable)]
Line160 = Annotated[str, StringConstraints(max_length=160), AfterValidator(_printable)]
Line240 = Annotated[str, StringConstraints(max_length=240), AfterValidator(_printable)]
# May be empty, unlike a line.
Note120 = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")]
Note160 = Annotated[str, StringConstraints(max_length=160, pattern=r"^[^\x00]*$")]
Words = Annotated[list[Line60], AfterValidator(_distinct)]
Keys = Annotated[list[Key], AfterValidator(_distinct)]


class Strict(BaseModel):
    """Nothing is coerced and an unknown key is an error."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


Entry = TypeVar("Entry", bound=Strict)


class TopicEntry(Strict):
    """The topic of the pack."""

    slug: Slug
    name: Line120
    year_from: Year
    year_to: Year


class LeaderEntry(Strict):
    """A leader; the order is that of the file."""

    code: Code
    name: Line80
    short_name: Line40
    aliases: Words = []
    power_from: Year
    power_to: Year
    power_note: Note120 = ""
    shape: Literal[
        "circle",
        "square",
        "triangle",
        "diamond",
        "pentagon",
        "hexagon",
        "ring",
        "frame",
        "star",
        "cross",
        "wedge",
        "half",
    ]
    palette_slot: Annotated[int, Field(ge=1, le=12)]

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        if self.power_from > self.power_to:
            raise ValueError("power_from is after power_to")
        return self


class AspectEntry(Strict):
    """A finer heading inside a theme."""

    slug: Slug
    name: Line60


class ThemeEntry(Strict):
    """A theme; the order is that of the file."""

    slug: Slug
    name: Line60
    icon: Annotated[str, StringConstraints(pattern=r"^[a-z-]{0,30}$")] = ""
    synonyms: Words = []
    aspects: list[AspectEntry] = []


class SourceEntry(Strict):
    """A published work. The same source may stand in several files, word for word."""

    key: Key
    author: Note160
    title: Line240
    year: Year | None = None
    kind: Literal["book", "article", "document", "speech", "website"]
    url: Annotated[str, StringConstraints(max_length=200), AfterValidator(_web_address)] = ""


class CitationEntry(Strict):
    """Where in a source an item is found."""

    source: Key
    locator: Note120 = ""


class ItemEntry(Strict):
    """One claim. The first theme is the one a card shows."""

    key: Key
    title: Line160
    text: Prose
    significance: Prose
    year_from: Year
    year_to: Year
    date_note: Line40
    leaders: Annotated[list[Code], Field(min_length=1), AfterValidator(_distinct)]
    themes: Annotated[list[Slug], Field(min_length=1, max_length=3), AfterValidator(_distinct)]
    aspects: Annotated[list[Slug], AfterValidator(_distinct)] = []
    kind: Literal["event", "policy", "statistic", "quotation", "institution", "interpretation"]
    standing: Literal["settled", "estimate", "disputed"]
    sources: Annotated[list[CitationEntry], Field(min_length=1)]
    rivals: Keys = []
    # Why an item from outside a leader's years in power belongs to that leader; for readers of
    # the pack only, and not stored.
    outside_power: Note160 = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.year_from > self.year_to:
            raise ValueError("year_from is after year_to")
        if self.key in self.rivals:
            raise ValueError("an item cannot be its own rival")
        _distinct([citation.source for citation in self.sources])
        return self


class TopicFile(Strict):
    """What topic.toml holds."""

    topic: TopicEntry
    leader: Annotated[list[LeaderEntry], Field(min_length=1)]
    theme: Annotated[list[ThemeEntry], Field(min_length=1)]


@dataclass(frozen=True)
class Pack:
    """A pack that has passed every check; rivals are linked both ways."""

    topic: TopicEntry
    leaders: list[LeaderEntry]
    themes: list[ThemeEntry]
    sources: dict[str, SourceEntry]
    items: dict[str, ItemEntry]
    rivals: dict[str, set[str]]

    def aspects_of(self, item: ItemEntry) -> list[tuple[str, str]]:
        """The (theme, aspect) slugs of an item; an aspect belongs to one of its themes."""
        themes = {theme.slug: theme for theme in self.themes}
        return [
            (slug, aspect)
            for aspect in item.aspects
            for slug in item.themes
            if any(entry.slug == aspect for entry in themes[slug].aspects)
        ]


def content_hash(content: dict[str, Any]) -> str:
    """A fingerprint of an item's content, the same for equal content on every machine."""
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def read_pack(folder: Path) -> Pack:
    """Read and check a whole pack; raise PackError at the first thing wrong."""
    if not folder.is_dir():
        raise PackError(f"{folder}: there is no such folder.")
    if not (folder / TOPIC_FILE).is_file():
        raise PackError(f"{folder}: {TOPIC_FILE} is missing.")
    top = _parse(TOPIC_FILE, "", TopicFile, _read_toml(folder / TOPIC_FILE))
    _check_topic(top)
    sources: dict[str, SourceEntry] = {}
    items: dict[str, ItemEntry] = {}
    where: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name == TOPIC_FILE:
            continue
        found = _read_toml(path)
        if unknown := sorted(set(found) - {"source", "item"}):
            raise PackError(f"{path.name}: {unknown[0]}: unknown key.")
        for raw in _entries(path.name, "source", found):
            source = _parse(path.name, _label("source", raw), SourceEntry, raw)
            if sources.setdefault(source.key, source) != source:
                raise PackError(
                    f"{path.name}: source {source.key}: stands elsewhere with other details."
                )
        for raw in _entries(path.name, "item", found):
            item = _parse(path.name, _label("item", raw), ItemEntry, raw)
            if item.key in items:
                raise PackError(
                    f"{path.name}: item {item.key}: the key is used twice"
                    f" (also in {where[item.key]})."
                )
            items[item.key] = item
            where[item.key] = path.name
    for key, item in items.items():
        if problem := _find_problem(item, top, sources, items):
            raise PackError(f"{where[key]}: item {key}: {problem}.")
    rivals: dict[str, set[str]] = {key: set() for key in items}
    for key, item in items.items():
        for rival in item.rivals:
            rivals[key].add(rival)
            rivals[rival].add(key)
    return Pack(top.topic, top.leader, top.theme, sources, items, rivals)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as handle:
            return tomllib.load(handle)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"{path.name}: not readable as TOML: {error}.") from error


def _entries(file: str, name: str, found: dict[str, Any]) -> list[Any]:
    entries = found.get(name, [])
    if not isinstance(entries, list):
        raise PackError(f"{file}: {name}: write [[{name}]], with two brackets.")
    return entries


def _label(noun: str, raw: object) -> str:
    key = raw.get("key") if isinstance(raw, dict) else None
    return f"{noun} {key}" if isinstance(key, str) else f"{noun} without a key"


def _parse(file: str, label: str, shape: type[Entry], raw: object) -> Entry:
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        parts = [file, label, place, first["msg"].removeprefix("Value error, ")]
        raise PackError(": ".join(part for part in parts if part) + ".") from error


def _check_topic(top: TopicFile) -> None:
    """Refuse a topic file that names the same leader, theme or aspect twice."""
    if top.topic.year_from > top.topic.year_to:
        raise PackError(f"{TOPIC_FILE}: topic: year_from is after year_to.")
    named = [
        ("leader", [leader.code for leader in top.leader]),
        ("theme", [theme.slug for theme in top.theme]),
        *(
            (f"theme {theme.slug}: aspect", [aspect.slug for aspect in theme.aspects])
            for theme in top.theme
        ),
    ]
    for noun, names in named:
        for name in names:
            if names.count(name) > 1:
                raise PackError(f"{TOPIC_FILE}: {noun} {name}: named twice.")


def _find_problem(
    item: ItemEntry,
    top: TopicFile,
    sources: dict[str, SourceEntry],
    items: dict[str, ItemEntry],
) -> str:
    """What an item refers to that is not there, or an empty text."""
    themes = {theme.slug: [aspect.slug for aspect in theme.aspects] for theme in top.theme}
    codes = {leader.code for leader in top.leader}
    if item.year_to < top.topic.year_from or item.year_from > top.topic.year_to:
        return "its years lie outside the topic"
    for code in item.leaders:
        if code not in codes:
            return f"leaders: there is no leader {code}"
    for slug in item.themes:
        if slug not in themes:
            return f"themes: there is no theme {slug}"
    for aspect in item.aspects:
        holders = [slug for slug in item.themes if aspect in themes[slug]]
        if not holders:
            return f"aspects: {aspect} belongs to none of its themes"
        if len(holders) > 1:
            return f"aspects: {aspect} belongs to two of its themes"
    for citation in item.sources:
        if citation.source not in sources:
            return f"sources: there is no source {citation.source}"
    for rival in item.rivals:
        if rival not in items:
            return f"rivals: there is no item {rival}"
    return ""
