"""What importing each row of a sheet would do: new, changed, same, conflict, duplicate, error.

Nothing is written here. A row is matched to an item by its key, or without one by its claim and
years. Columns that the file does not have leave what is stored as it is.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.validators import slug_re
from django.db.models import Q
from django.utils.text import slugify

from apps.accounts.text import is_blank
from apps.curation.duplicates import LIKELY, Claim, claim_in, claim_of, likeness
from apps.curation.models import SheetImport, SheetRow
from apps.curation.sheets.match import BY_FIELD, even, name_of
from apps.evidence.content import Content, Labels, content_of
from apps.evidence.models import EvidenceItem, ItemChange, Source, Topic
from apps.evidence.packs.schema import content_hash
from apps.evidence.publishing import reasons_against
from apps.evidence.search import FIRST_YEAR, LAST_YEAR

LIMITS = {"title": 160, "text": 4000, "significance": 2000, "date_note": 40}
_ONE_LINE = ("title", "date_note")
_YEARS = re.compile(r"([0-9]{3,4})(?:\s*(?:[-\u2010-\u2015/]|to)\s*([0-9]{2,4}))?")
_EXPECTED_YEARS = "1956 or 1955-57"
# What a spreadsheet shows where a formula failed.
_FAILED = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!)")
_LIST = re.compile(r"[;|\n]")
MOST_SOURCES = 12
# With how many items that share rare words of its claim a row is compared.
MOST_COMPARED = 60

Outcome = SheetRow.Outcome
Status = EvidenceItem.Status


class CellError(Exception):
    """What is wrong with a cell: what was found, and what was expected."""


def found(text: str, expected: str) -> CellError:
    """A message such as: found '1956ish', expected 1956 or 1955-57."""
    short = text if len(text) <= 60 else f"{text[:57]}..."
    return CellError(f"found '{short}', expected {expected}")


@dataclass
class Wanted:
    """What a row asks for, as kept in SheetRow.content."""

    key: str | None
    status: str
    content: Content
    new_sources: dict[str, dict[str, Any]]
    # The stored item that a new one is very much like.
    alike: int | None = None

    def as_data(self) -> dict[str, Any]:
        """The same as plain data."""
        return vars(self)


@dataclass
class Bank:
    """What rows are compared with: the bank of a topic, its headings and every source."""

    topic: Topic
    labels: Labels
    items: dict[str, EvidenceItem]
    by_claim: dict[tuple[str, int, int], EvidenceItem]
    contents: dict[int, Content]
    imported: dict[int, Content]
    foreign_keys: set[str]
    leaders: dict[str, str]
    themes: dict[str, str]
    sources: dict[tuple[str, str, int | None], str]

    @classmethod
    def of(cls, topic: Topic) -> "Bank":
        """Read all of it: a fixed number of queries."""
        labels = Labels.of(topic)
        items = list(EvidenceItem.objects.filter(topic=topic, owner=None).with_content())
        foreign = EvidenceItem.objects.filter(~Q(topic=topic) | Q(owner__isnull=False)).exclude(
            key=None
        )
        by_name = {str(item.uuid): item for item in items}
        by_name |= {item.key: item for item in items if item.key}
        undone = SheetImport.objects.filter(state=SheetImport.State.UNDONE).values("uuid")
        steps = (
            ItemChange.objects.filter(item__topic=topic, verb=ItemChange.Verb.IMPORTED)
            .exclude(batch__in=undone)
            .order_by("pk")
        )
        leaders: dict[str, str] = {}
        for leader in reversed(labels.leaders.values()):
            names = [*leader.aliases, leader.short_name, leader.name, leader.code]
            leaders |= {even(name): leader.code for name in names}
        themes: dict[str, str] = {}
        for theme in reversed(labels.themes.values()):
            themes |= {even(name): theme.slug for name in theme.synonyms}
        themes |= {even(theme.name): theme.slug for theme in labels.themes.values()}
        themes |= {even(slug): slug for slug in labels.themes}
        return cls(
            topic=topic,
            labels=labels,
            items=by_name,
            by_claim={(even(i.title), i.year_from, i.year_to): i for i in reversed(items)},
            contents={item.pk: content_of(item) for item in items},
            imported=dict(steps.values_list("item", "content")),
            foreign_keys={str(key) for key in foreign.values_list("key", flat=True)},
            leaders=leaders,
            themes=themes,
            sources={source_name(each): key for key, each in reversed(labels.sources.items())},
        )

    def was_edited(self, item: EvidenceItem) -> bool:
        """Whether a person changed an item since a file or the content pack last wrote it."""
        now = self.contents[item.pk]
        if item.pk in self.imported:
            return self.imported[item.pk] != now
        return not item.pack_hash or content_hash(now) != item.pack_hash


def source_name(source: Source) -> tuple[str, str, int | None]:
    """What two mentions of one source have in common."""
    return even(source.author), even(source.title), source.year


@dataclass
class _Draft:
    """A row while it is being read."""

    number: int
    cells: list[str]
    values: dict[str, str]
    problems: list[str] = field(default_factory=list)
    wanted: Wanted | None = None
    item: EvidenceItem | None = None
    outcome: Outcome = Outcome.ERROR


class _Reader:
    """Reads rows of one sheet; remembers what earlier rows have taken."""

    def __init__(self, bank: Bank, header: list[str], columns: dict[int, str], status: str) -> None:
        self.bank = bank
        self.header = header
        self.columns = columns
        self.status = status
        self.places = {name: number for number, name in columns.items()}
        self.keys: dict[str, int] = {}
        self.taken: dict[int, int] = {}
        self.new_sources: dict[tuple[str, str, int | None], str] = {}
        self.source_keys = set(bank.labels.sources)

    def label(self, name: str) -> str:
        """The file's own name for one of our columns."""
        if name in self.places:
            return name_of(self.header, self.places[name])
        return BY_FIELD[name].label

    def read(self, number: int, cells: list[str]) -> _Draft:
        """A row as what it asks for, or with its problems."""
        values = {
            name: cells[place].strip() if place < len(cells) else ""
            for place, name in self.columns.items()
        }
        row = _Draft(number, cells, values)
        if any(cell.strip() for cell in cells[len(self.header) :]):
            row.problems.append(f"has text beyond its last column, {self.header[-1]}")
        for name, text in values.items():
            if _FAILED.fullmatch(text):
                row.problems.append(f"{self.label(name)}: the spreadsheet shows the error {text}")
        if row.problems:
            return row
        years = self._years(row)
        base = self._find(row, years)
        content, new_sources = self._content(row, base, years)
        if row.problems:
            return row
        row.wanted = Wanted(self._key(row), self._status(row, content), content, new_sources)
        if row.problems:
            row.wanted = None
        return row

    def _try(self, row: _Draft, name: str, read: Any) -> Any:
        """Read one cell; a problem is noted under the column's name."""
        try:
            return read(row.values.get(name, ""))
        except CellError as error:
            row.problems.append(f"{self.label(name)}: {error}")
            return None

    def _find(self, row: _Draft, years: tuple[int, int] | None) -> Content:
        """Match the row to a stored item; return what it says, or what a new one starts from."""
        key = row.values.get("key", "")
        if key:
            row.item = self.bank.items.get(key) or self.bank.items.get(key.lower())
        elif years:
            place = (even(row.values.get("title", "")), *years)
            row.item = self.bank.by_claim.get(place)
        if row.item:
            earlier = self.taken.setdefault(row.item.pk, row.number)
            if earlier != row.number:
                row.problems.append(f"{self.label('key')}: the same item as row {earlier}")
            return self.bank.contents[row.item.pk]
        return {
            **{"title": "", "text": "", "significance": "", "date_note": ""},
            **{"kind": EvidenceItem.Kind.EVENT.value, "main_theme": ""},
            **{"standing": EvidenceItem.Standing.SETTLED.value},
            **{"leaders": [], "themes": [], "aspects": [], "sources": [], "rivals": []},
        }

    def _years(self, row: _Draft) -> tuple[int, int] | None:
        """The years of a row, problems noted."""
        before = len(row.problems)
        if row.values.get("year_from") or "years" not in self.places:
            first = self._try(row, "year_from", _one_year)
            typed_last = row.values.get("year_to", "")
            last = self._try(row, "year_to", _one_year) if typed_last else first
            years = (first, last) if first and last else None
            if years and years[1] < years[0]:
                row.problems.append(f"{self.label('year_to')}: the last year is before the first")
        else:
            years = self._try(row, "years", _span)
        return years if len(row.problems) == before else None

    def _content(
        self, row: _Draft, base: Content, years: tuple[int, int] | None
    ) -> tuple[Content, dict[str, dict[str, Any]]]:
        """What the item will say, and the sources that are not stored yet, by key."""
        content = {**base}
        new_sources: dict[str, dict[str, Any]] = {}
        values = row.values
        for name in LIMITS:
            if name in values:
                content[name] = self._try(row, name, lambda text, n=name: _words(text, n))
        if years:
            content["year_from"], content["year_to"] = years
        if "leaders" in values:
            content["leaders"] = self._try(row, "leaders", self._leaders)
        if "themes" in values:
            themes = self._try(row, "themes", self._themes)
            content["themes"] = sorted(themes or [])
            content["main_theme"] = themes[0] if themes else ""
        if "aspects" in values:
            content["aspects"] = self._try(
                row, "aspects", lambda text: self._aspects(text, content["themes"])
            )
        for name, choices in (
            ("kind", EvidenceItem.Kind),
            ("standing", EvidenceItem.Standing),
        ):
            if values.get(name):
                content[name] = self._try(row, name, lambda text, c=choices: _choice(text, c))
        if any(name in values for name in ("source_key", "source_title")):
            content["sources"], new_sources = self._sources(row)
        if "rivals" in values:
            content["rivals"] = sorted(set(_parts(values["rivals"])))
        return content, new_sources

    def _leaders(self, text: str) -> list[str]:
        codes = [
            self._named(part, self.bank.leaders, list(self.bank.labels.leaders))
            for part in _parts(text)
        ]
        return sorted(set(codes))

    def _themes(self, text: str) -> list[str]:
        parts = _parts(text)
        if not parts:
            raise CellError("is empty, expected at least one theme")
        slugs = list(self.bank.labels.themes)
        return list(dict.fromkeys(self._named(part, self.bank.themes, slugs) for part in parts))

    def _named(self, part: str, names: dict[str, str], choices: list[str]) -> str:
        heading = names.get(even(part))
        if heading is None:
            raise found(part, f"one of {', '.join(choices)}")
        return heading

    def _aspects(self, text: str, themes: list[str]) -> list[list[str]]:
        """Aspects by slug, name or theme/slug, each of one of the row's themes."""
        pairs = []
        for part in _parts(text):
            theme, slash, name = part.rpartition("/")
            fitting = [
                pair
                for pair, aspect in self.bank.labels.aspects.items()
                if pair[0] in themes
                and even(name) in (even(aspect.slug), even(aspect.name))
                and (not slash or even(theme) == even(pair[0]))
            ]
            if not fitting:
                raise found(part, "an aspect of one of the row's themes")
            pairs += [list(pair) for pair in fitting]
        return sorted(map(list, {tuple(pair) for pair in pairs}))

    def _key(self, row: _Draft) -> str | None:
        """The key that the item has or will have."""
        typed = row.values.get("key", "")
        if row.item:
            return row.item.key
        if not typed:
            return None
        if len(typed) > 80 or not slug_re.match(typed):
            row.problems.append(
                f"{self.label('key')}: {found(typed, 'at most 80 letters, digits and hyphens')}"
            )
        elif typed in self.bank.foreign_keys:
            row.problems.append(f"{self.label('key')}: an item of another topic has {typed}")
        elif typed in self.keys:
            row.problems.append(f"{self.label('key')}: {typed} stands in row {self.keys[typed]}")
        else:
            self.keys[typed] = row.number
        return typed

    def _status(self, row: _Draft, content: Content) -> str:
        """The status to end in; what is published stays so, and must have what that needs."""
        stored = row.item.status if row.item else ""
        typed = row.values.get("status", "")
        offered = [Status.DRAFT, Status.PUBLISHED]
        if stored == Status.RETIRED:
            offered.append(Status.RETIRED)
        names = {even(name): each.value for each in offered for name in (each.value, each.label)}
        status = names.get(even(typed)) if typed else stored or self.status
        if typed and status is None:
            expected = " or ".join(each.value for each in offered)
            row.problems.append(f"{self.label('status')}: {found(typed, expected)}")
            return Status.DRAFT
        if not typed and stored == Status.DRAFT and self.status == Status.PUBLISHED:
            status = Status.PUBLISHED
        if stored == Status.PUBLISHED:
            status = Status.PUBLISHED
        is_kept = row.item is not None and self.bank.contents[row.item.pk] == content
        if status == Status.PUBLISHED and not (is_kept and stored == status):
            for reason in reasons_against(content):
                row.problems.append(f"{self.label('status')}: cannot be published. {reason}")
        return str(status)

    def _sources(self, row: _Draft) -> tuple[list[list[str]], dict[str, dict[str, Any]]]:
        """The sources of a row; several stand side by side, parted by bars in every column."""
        keys = [key.strip() for key in row.values.get("source_key", "").split("|")]
        # Keys that are known say which sources, whatever signs stand in their titles.
        known = all(key in self.bank.labels.sources for key in keys)
        names = ("source_author", "source_title", "source_year", "source_kind", "locator")
        lists = [keys]
        for name in names:
            text = "" if known and name != "locator" else row.values.get(name, "")
            alone = known and len(keys) == 1
            lists.append([text] if alone else [part.strip() for part in text.split("|")])
        number = max(len(parts) for parts in lists)
        if number > MOST_SOURCES:
            row.problems.append(f"{self.label('source_title')}: more than {MOST_SOURCES} sources")
            return [], {}
        padded = [parts + [""] * (number - len(parts)) for parts in lists]
        pairs: dict[str, str] = {}
        new: dict[str, dict[str, Any]] = {}
        for key, author, title, year, kind, locator in zip(*padded, strict=True):
            if not (key or title):
                if author or locator:
                    row.problems.append(
                        f"{self.label('source_title')}: is empty, expected the title of the source"
                    )
                continue
            if len(locator) > 120:
                row.problems.append(f"{self.label('locator')}: longer than 120 characters")
            chosen = self._source(row, key, author, title, year, kind, new)
            if chosen in pairs:
                row.problems.append(f"{self.label('source_title')}: a source stands twice")
            elif chosen:
                pairs[chosen] = " ".join(locator.split())
        return sorted([key, place] for key, place in pairs.items()), new

    def _source(
        self,
        row: _Draft,
        key: str,
        author: str,
        title: str,
        year: str,
        kind: str,
        new: dict[str, dict[str, Any]],
    ) -> str:
        """The key of a stored source, or of one that the import will add."""
        if key in self.bank.labels.sources:
            return key
        if not title:
            row.problems.append(f"{self.label('source_key')}: {found(key, 'the key of a source')}")
            return ""
        if key and (len(key) > 80 or not slug_re.match(key)):
            expected = "at most 80 letters, digits and hyphens"
            row.problems.append(f"{self.label('source_key')}: {found(key, expected)}")
            return ""
        said = self._source_details(row, author, title, year, kind)
        if said is None:
            return ""
        name = source_name(Source(**said))
        known = self.bank.sources.get(name)
        if known and not key:
            return known
        if name in self.new_sources:
            key = self.new_sources[name]
        else:
            stem = key or slugify(f"{author} {title} {year}")[:70].strip("-") or "source"
            key = _free(stem, self.source_keys)
            self.source_keys.add(key)
            self.new_sources[name] = key
        new[key] = said
        return key

    def _source_details(
        self, row: _Draft, author: str, title: str, year: str, kind: str
    ) -> dict[str, Any] | None:
        before = len(row.problems)
        for name, text, longest in (
            ("source_author", author, 160),
            ("source_title", title, 240),
        ):
            if len(text) > longest:
                row.problems.append(f"{self.label(name)}: longer than {longest} characters")
        number = chosen = None
        try:
            number = _one_year(year) if year else None
        except CellError as error:
            row.problems.append(f"{self.label('source_year')}: {error}")
        try:
            chosen = _choice(kind, Source.Kind) if kind else Source.Kind.BOOK.value
        except CellError as error:
            row.problems.append(f"{self.label('source_kind')}: {error}")
        if len(row.problems) > before:
            return None
        author, title = " ".join(author.split()), " ".join(title.split())
        return {"author": author, "title": title, "year": number, "kind": chosen}


def _parts(text: str) -> list[str]:
    """A cell with several values, parted by semicolons, bars or line breaks."""
    return [part.strip() for part in _LIST.split(text) if part.strip()]


def _words(text: str, name: str) -> str:
    """Plain text within the limit of its field."""
    if name in _ONE_LINE:
        text = " ".join(text.split())
    else:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LIMITS[name]:
        raise CellError(f"{len(text):,} characters, expected at most {LIMITS[name]:,}")
    if name == "title" and is_blank(text):
        raise CellError("is empty, expected the claim in one line")
    return text


def _span(text: str) -> tuple[int, int]:
    match = _YEARS.fullmatch(text)
    if not match:
        raise (
            found(text, _EXPECTED_YEARS)
            if text
            else CellError(f"is empty, expected {_EXPECTED_YEARS}")
        )
    first, last = int(match[1]), int(match[2] or match[1])
    if match[2] and len(match[2]) == 2:
        last += first // 100 * 100
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        raise found(text, _EXPECTED_YEARS)
    return first, last


def _one_year(text: str) -> int:
    if not re.fullmatch("[0-9]{3,4}", text):
        raise found(text, "a year such as 1956") if text else CellError("is empty, expected a year")
    if not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise found(text, f"a year from {FIRST_YEAR} to {LAST_YEAR}")
    return int(text)


def _choice(text: str, choices: Any) -> str:
    for value, label in choices.choices:
        if even(text) in (even(value), even(label)):
            return str(value)
    raise found(text, f"one of {', '.join(choices.values)}")


def _free(stem: str, taken: set[str]) -> str:
    """The stem, or the stem with the first number that is not taken."""
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem[:70]}-{number}", number + 1
    return key


def plan_rows(
    bank: Bank,
    header: list[str],
    columns: dict[int, str],
    rows: Iterable[tuple[int, list[str]]],
    *,
    status: str,
    compare: bool = True,
) -> list[SheetRow]:
    """What importing each row would do, as unsaved rows; compared for likely duplicates."""
    reader = _Reader(bank, header, columns, status)
    drafts = [reader.read(number, cells) for number, cells in rows]
    _give_keys(drafts, bank)
    _settle_rivals(drafts, bank, reader)
    alike = _Alike(bank) if compare else None
    for draft in drafts:
        if draft.wanted is None:
            continue
        draft.outcome = _outcome(draft, bank)
        if alike and draft.outcome == Outcome.NEW:
            alike.look(draft)
    return [
        SheetRow(
            number=draft.number,
            cells=draft.cells,
            outcome=draft.outcome,
            problems=draft.problems,
            content=draft.wanted.as_data() if draft.wanted else None,
            item=draft.item,
            take=draft.outcome in (Outcome.NEW, Outcome.CHANGED),
        )
        for draft in drafts
    ]


def _give_keys(drafts: list[_Draft], bank: Bank) -> None:
    """Make a key of the claim for each new row without one, and find rows that repeat another."""
    taken = bank.foreign_keys | set(bank.items)
    taken |= {draft.wanted.key for draft in drafts if draft.wanted and draft.wanted.key}
    claims: dict[tuple[str, int, int], int] = {}
    for draft in drafts:
        if draft.wanted is None or draft.item is not None:
            continue
        content = draft.wanted.content
        place = (even(content["title"]), content["year_from"], content["year_to"])
        earlier = claims.setdefault(place, draft.number)
        if earlier != draft.number and not draft.values.get("key"):
            draft.problems.append(f"the claim and years of row {earlier} once more")
            draft.wanted = None
        elif draft.wanted.key is None:
            stem = slugify(content["title"])[:70].strip("-") or "item"
            draft.wanted.key = _free(stem, taken)
            taken.add(draft.wanted.key)


def _settle_rivals(drafts: list[_Draft], bank: Bank, reader: _Reader) -> None:
    """Turn rivals into names of items, both ways inside the file; refuse what is not there."""
    if "rivals" not in reader.places:
        return
    rows = {draft.wanted.key: draft for draft in drafts if draft.wanted and draft.wanted.key}
    rows |= {str(draft.item.uuid): draft for draft in drafts if draft.wanted and draft.item}
    for draft in drafts:
        if draft.wanted is None:
            continue
        names = []
        for typed in draft.wanted.content["rivals"]:
            item = bank.items.get(typed)
            if item is None and typed not in rows:
                expected = "the key of an item in the bank or in this file"
                draft.problems.append(f"{reader.label('rivals')}: {found(typed, expected)}")
            names.append((item.key or str(item.uuid)) if item else typed)
        draft.wanted.content["rivals"] = sorted(set(names))
    for draft in drafts:
        if draft.wanted is None:
            continue
        own = draft.wanted.key or (str(draft.item.uuid) if draft.item else "")
        if own in draft.wanted.content["rivals"]:
            draft.problems.append(f"{reader.label('rivals')}: an item is no rival of itself")
        for name in draft.wanted.content["rivals"]:
            other = rows.get(name)
            if other and other.wanted and own not in other.wanted.content["rivals"]:
                other.wanted.content["rivals"] = sorted([*other.wanted.content["rivals"], own])
    for draft in drafts:
        if draft.wanted is None:
            continue
        content = draft.wanted.content
        if content["rivals"] and content["standing"] == EvidenceItem.Standing.SETTLED:
            stored = bank.contents.get(draft.item.pk) if draft.item else None
            if stored != content:
                draft.problems.append(
                    f"{reader.label('standing')}: an item with rivals is disputed or an estimate"
                )
        if draft.problems:
            draft.wanted = None


def _outcome(draft: _Draft, bank: Bank) -> Outcome:
    wanted, item = draft.wanted, draft.item
    if item is None or wanted is None:
        return Outcome.NEW
    if bank.contents[item.pk] == wanted.content and item.status == wanted.status:
        return Outcome.SAME
    if item.status == Status.RETIRED or bank.was_edited(item):
        return Outcome.CONFLICT
    return Outcome.CHANGED


class _Alike:
    """Finds what a new row may repeat, among the bank and the rows before it.

    Only those that share a word of the claim can be alike enough; of very many, those that
    share the rarest words are looked at.
    """

    def __init__(self, bank: Bank) -> None:
        self.claims: list[tuple[Claim, EvidenceItem | int, str]] = []
        self.places: defaultdict[str, list[int]] = defaultdict(list)
        seen = {item.pk: item for item in bank.items.values()}
        for item in seen.values():
            if item.status != Status.RETIRED:
                self._add(claim_of(item), item, item.key or str(item.uuid))

    def _add(self, claim: Claim, what: EvidenceItem | int, name: str) -> None:
        for word in _title_words(claim):
            self.places[word].append(len(self.claims))
        self.claims.append((claim, what, name))

    def look(self, draft: _Draft) -> None:
        """Mark a row that is very much like something else, and name that."""
        if draft.wanted is None:
            return
        claim = claim_in(draft.wanted.content)
        best, alike = 0, None
        for place in self._candidates(claim):
            other, what, name = self.claims[place]
            near = other.year_from <= claim.year_to + 1 and claim.year_from <= other.year_to + 1
            # Rivals are about the same thing, and are meant to stand side by side.
            is_rival = name in draft.wanted.content["rivals"]
            score = likeness(claim, other) if near and not is_rival else 0
            if score >= LIKELY and score > best:
                best, alike = score, what
        if isinstance(alike, EvidenceItem):
            draft.problems.append(f"much like '{alike.title}' ({alike.years})")
            draft.wanted.alike = alike.pk
        elif alike is not None:
            draft.problems.append(f"much like row {alike}")
        if alike is not None:
            draft.outcome = Outcome.DUPLICATE
        self._add(claim, draft.number, draft.wanted.key or "")

    def _candidates(self, claim: Claim) -> list[int]:
        words = sorted(_title_words(claim), key=lambda word: len(self.places.get(word, ())))
        shared: Counter[int] = Counter()
        for word in words:
            places = self.places.get(word, [])
            if shared and len(shared) + len(places) > 20 * MOST_COMPARED:
                break
            # The rarest word of the claim may stand everywhere, too: then the latest few.
            shared.update(places[-20 * MOST_COMPARED :])
        return [place for place, _ in shared.most_common(MOST_COMPARED)]


def _title_words(claim: Claim) -> set[str]:
    words = {word[:6] for word in re.findall(r"[^\W_]+", claim.title.casefold())}
    return {word for word in words if len(word) > 2} or words
