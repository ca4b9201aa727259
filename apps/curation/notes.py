"""Pasted revision notes read as cards of drafts. Text in, plain data out: no database.

Notes come from web pages, slides and documents. A deck ends each card with its number ("12 of
85"); other notes are cut at their headings. Whatever is not used is set aside with why, so
nothing disappears unseen.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace

from apps.curation.suggest import Span, Vocabulary, date_shown, kind_of

# A heading is short; what is longer is a sentence.
HEADING_WORDS, HEADING_LENGTH = 13, 110
# A line of prose with fewer words than this is a sub-heading: too short to be a claim.
CLAIM_WORDS = 6
DEEPEST = 9
# More than a deck of a thousand cards: a mistake, or meant to keep us busy.
MOST_LINES = 20_000
TAB = 4

_BREAK = re.compile(r"\r\n|\r|\n")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ud800-\udfff]"
)
_BULLET = re.compile(
    # Signs that are nothing but bullets; then those that need a space; then 1. 2) (a).
    r"(?P<sign>[\u2022\u2023\u2043\u204c\u204d\u2219\u25a0\u25a1\u25aa\u25ab\u25b6\u25b8\u25b9"
    r"\u25ba\u25cb\u25cf\u25e6\u2713\u2714\u2756\u27a2\u27a4\u00b7\uf0a7\uf0b7\uf0d8]"
    r"|[-*+\u2013\u2014](?=[ ])|o(?=[ ]{2,})"
    r"|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)](?=[ ]))[ ]*"
)
_MARKER = re.compile(
    r"\W{0,3}(?:(?:card|page|slide)[ ])?(\d{1,4})[ ](?:of|/)[ ](\d{1,4})\W{0,3}", re.IGNORECASE
)
_ASIDE_OPENING = re.compile(
    r"created (?:by|on)\b.*|uploaded (?:by|on)\b.*|posted (?:by|on)\b.*|last (?:updated|edited)\b.*"
    r"|published on\b.*|written by\b.*|\d[\d,. ]* (?:views|likes|downloads|ratings?)\b.*"
    r"|(?:views|likes|downloads|rating)s?:.*|teacher recommended|(?:print|share|download|copy|save)"
    r"(?: (?:this|page|now|pdf))*|log ?in|log out|sign (?:in|up|out)|register|menu|search|home"
    r"|no comments have yet been made.*|(?:add |leave |post )?(?:a )?comments?(?: \(\d+\))?"
    r"|similar .{0,60} resources:?|related (?:posts?|articles?|resources?).{0,40}"
    r"|see all .{0,80}resources.*|(?:previous|next)(?: (?:article|page|card|slide))?.{0,20}"
    r"|(?:top|bottom) of page|go home|back to top|cookie (?:preferences|policy|settings)"
    r"|(?:terms|privacy)(?: policy| of use)?|all rights reserved.*|(?:\u00a9|copyright\b).*"
    r"|table of contents|page \d{1,4}(?: of \d{1,4})?|https?://\S+|www\.\S+|advertisement",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?;:\u2026][\"')\]\u2019\u201d]?$")
_GOES_ON = re.compile(r"(?:[,;\u2013\u2014-]|\b(?:and|or|of|the|a|an|to|by|with|for|in|that))$")

HEADER = "Header of the page"
FURNITURE = "Part of the web page, not of the notes"
FOOTER = "Footer of the page"
NUMBER = "Number of the card"
DIVIDER = "Divider between sections"
EMPTY = "A bullet without words"


class TooManyLines(ValueError):
    """Notes with more lines than anyone could review."""


@dataclass(frozen=True)
class Draft:
    """One bullet or sentence with what it seems to be about.

    ``years`` are those the words themselves name, first and last of a range; ``year_from`` and
    ``year_to`` fall back on the line above it and the card's heading.
    """

    text: str
    parent: str | None
    level: int
    line: int
    years: list[int] = field(default_factory=list)
    year_from: int | None = None
    year_to: int | None = None
    leaders: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    date_note: str = ""
    kind: str = "event"


@dataclass(frozen=True)
class Card:
    """One card of the notes; ``title`` is none where the heading was lost."""

    number: int
    title: str | None
    section: str
    line_from: int
    line_to: int
    drafts: list[Draft]
    is_divider: bool = False


@dataclass(frozen=True)
class Aside:
    """A line that is not evidence, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Notes:
    """All that was read."""

    cards: list[Card]
    set_aside: list[Aside]

    @property
    def drafts(self) -> int:
        """How many drafts the notes make."""
        return sum(len(card.drafts) for card in self.cards)

    @property
    def lost(self) -> list[Card]:
        """The cards whose heading was lost."""
        return [card for card in self.cards if card.title is None]

    @property
    def dividers(self) -> list[Card]:
        """The cards that only open a section."""
        return [card for card in self.cards if card.is_divider]


@dataclass(frozen=True)
class Line:
    """One line of the paste, cleaned. ``indent`` counts columns; ``sign`` is its bullet."""

    line: int
    text: str
    indent: int = 0
    sign: str = ""

    def with_text(self, text: str) -> "Line":
        """The same line saying something else."""
        return replace(self, text=text)


def even_out(text: str) -> str:
    """A text with invisible characters gone and every stretch of white space one space."""
    return " ".join(_UNSEEN.sub("", text).split())


def text_hash(text: str) -> str:
    """The same for the same notes, however their white space came through the clipboard."""
    return hashlib.sha256(unicodedata.normalize("NFC", even_out(text)).encode()).hexdigest()


def read_notes(text: str, vocabulary: Vocabulary) -> Notes:
    """Read a paste as cards with drafts, in the order of its lines; TooManyLines if very long."""
    aside: list[Aside] = []
    lines = _without_furniture(lines_of(text), aside)
    numbered = _numbered(lines, aside)
    blocks = _by_number(lines, numbered, aside) if numbered else _by_heading(lines)
    if blocks:
        aside = [_below(each, blocks[-1]) for each in aside]
    cards: list[Card] = []
    section, running = "", list[str]()
    for block in blocks:
        card = _card_of(block, section, aside)
        if card.is_divider:
            section, running = card.section, []
        running = vocabulary.names.codes(card.title or "") or running
        cards.append(_with_suggestions(card, running, vocabulary))
    return Notes(cards, sorted(aside, key=lambda each: each.line))


# Lines


def _below(aside: Aside, last: "_Block") -> Aside:
    """What stands below the last card belongs to the page's footer."""
    is_below = aside.why == FURNITURE and bool(last.lines) and aside.line > last.lines[-1].line
    return replace(aside, why=FOOTER) if is_below else aside


def lines_of(text: str) -> list[Line]:
    """Every line of a paste, cleaned, with its bullet taken off."""
    lines = [_clean(number, raw) for number, raw in enumerate(_BREAK.split(text), 1)]
    count = sum(1 for line in lines if line.text)
    if count > MOST_LINES:
        raise TooManyLines(
            f"These notes have {count:,} lines. Paste at most {MOST_LINES:,} at a time."
        )
    return lines


def _clean(number: int, raw: str) -> Line:
    """A line without what cannot be seen, its indent counted and its bullet taken off."""
    seen = _UNSEEN.sub("", raw)
    body = seen.lstrip()
    lead = seen[: len(seen) - len(body)]
    indent = min(len(lead.expandtabs(TAB)), 400)
    # A tab or wide space after a bullet counts as two, which is what Word leaves after an "o".
    body = body.replace("\t", "  ").rstrip()
    found = _BULLET.match(body)
    if found:
        sign = found["sign"]
        kind = "1" if sign[-1] in ".)" else sign
        return Line(number, even_out(body[found.end() :]), indent, kind)
    if body.startswith("#"):
        body = body.lstrip("#")
    return Line(number, even_out(body), indent)


def is_furniture(line: Line) -> bool:
    """Whether a line belongs to the web page round the notes."""
    return len(line.text) <= 200 and bool(_ASIDE_OPENING.fullmatch(line.text))


def _without_furniture(lines: list[Line], aside: list[Aside]) -> list[Line]:
    """Set aside what the page says of itself; where it opens the page, what stands above too."""
    parts = [place for place, line in enumerate(lines) if is_furniture(line)]
    early = [place for place in parts if sum(1 for each in lines[:place] if each.text) < 8]
    header = max(early, default=-1)
    # Only a page that says who made it has a header; a stray "Menu" is no reason to cut.
    if header >= 0 and not any("created" in lines[place].text.lower() for place in early):
        header = -1
    gone = set(parts) | set(range(header + 1))
    for place in sorted(gone):
        line = lines[place]
        if line.text:
            aside.append(Aside(line.line, line.text, HEADER if place <= header else FURNITURE))
    return [
        replace(line, text="", sign="") if place in gone else line
        for place, line in enumerate(lines)
    ]


def is_heading(line: Line) -> bool:
    """Whether a line is short and stands without a bullet, like a heading."""
    if line.sign or not line.text or len(line.text) > HEADING_LENGTH:
        return False
    words = line.text.split()
    return len(words) <= HEADING_WORDS and not line.text.endswith((":", ",", ";"))


# Cards


@dataclass(frozen=True)
class _Block:
    """The lines between two cards' ends, and the number printed for the card."""

    number: int
    lines: list[Line]
    is_headed: bool = True


def _numbered(lines: list[Line], aside: list[Aside]) -> dict[int, int]:
    """Where a card's number is printed, as place and number; none in notes without numbers."""
    found = {}
    for place, line in enumerate(lines):
        match = _MARKER.fullmatch(line.text) if len(line.text) < 40 else None
        if match and 1 <= int(match[1]) <= int(match[2]):
            found[place] = (int(match[1]), int(match[2]))
    if not found:
        return {}
    # One deck has one size; "3 of 7" among "n of 85" is text.
    size = Counter(of for _, of in found.values()).most_common(1)[0][0]
    places = {place: number for place, (number, of) in found.items() if of == size}
    aside += [Aside(lines[place].line, lines[place].text, NUMBER) for place in places]
    return places


def _by_number(lines: list[Line], places: dict[int, int], aside: list[Aside]) -> list[_Block]:
    """Cut at the printed numbers: below each card or, where nothing is above the first, above."""
    ends = sorted(places)
    above = not any(line.text for line in lines[: ends[0]])
    if above:
        starts = [*ends, len(lines)]
        return [
            _Block(places[start], lines[start + 1 : starts[n + 1]]) for n, start in enumerate(ends)
        ]
    blocks = []
    start = 0
    for end in ends:
        blocks.append(_Block(places[end], lines[start:end]))
        start = end + 1
    rest = [line for line in lines[start:] if line.text]
    if any(line.sign for line in rest):
        # Cut off before its number: still a card.
        blocks.append(_Block(places[ends[-1]] + 1, lines[start:]))
    else:
        aside += [Aside(line.line, line.text, FOOTER) for line in rest]
    return blocks


def _by_heading(lines: list[Line]) -> list[_Block]:
    """Cut notes without numbers where a heading stands after an empty line or a bullet."""
    starts = []
    before: Line | None = None
    for place, line in enumerate(lines):
        opens = before is None or not before.text or bool(before.sign)
        if is_heading(line) and opens and (not before or line.indent <= before.indent):
            starts.append(place)
        before = line
    cuts = [0, *starts] if not starts or any(each.text for each in lines[: starts[0]]) else starts
    ends = [*cuts[1:], len(lines)]
    parts = [lines[start:end] for start, end in zip(cuts, ends, strict=True)]
    parts = [part for part in parts if any(line.text for line in part)]
    headed = set(starts)
    first = {lines[place].line for place in headed}
    return [_Block(number, part, part[0].line in first) for number, part in enumerate(parts, 1)]


def _card_of(block: _Block, section: str, aside: list[Aside]) -> Card:
    """A card with its drafts, or a divider, whose lines are set aside."""
    lines = [line for line in block.lines if line.text or line.sign]
    first, last = _extent(block)
    title = _title_of(block, lines)
    body = lines[1:] if title is not None else lines
    if title is not None and _is_divider(title, body):
        aside += [Aside(line.line, line.text, DIVIDER) for line in lines if line.text]
        names = [line.text.removesuffix(".") for line in lines]
        return Card(block.number, title, max(names, key=len), first, last, [], is_divider=True)
    return Card(block.number, title, section, first, last, _drafts_of(block, body, aside))


def _extent(block: _Block) -> tuple[int, int]:
    """The first and last line with words on it."""
    numbers = [line.line for line in block.lines if line.text]
    if not numbers:
        numbers = [line.line for line in block.lines] or [1]
    return numbers[0], numbers[-1]


def _title_of(block: _Block, lines: list[Line]) -> str | None:
    """The heading; none where the card begins with a bullet or a sentence."""
    if not block.is_headed or not lines or not is_heading(lines[0]):
        return None
    return lines[0].text


def _is_divider(title: str, body: list[Line]) -> bool:
    """Whether a card says only its own name: no bullet and no sentence."""
    if any(line.sign for line in body):
        return False
    if not body:
        return True
    names = {_letters(title)}
    return _letters(body[0].text) in names and all(
        len(line.text.split()) <= HEADING_WORDS for line in body
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


# Drafts


@dataclass
class _Open:
    """A bullet that later ones may hang under."""

    indent: int
    sign: str
    text: str


def _drafts_of(block: _Block, body: list[Line], aside: list[Aside]) -> list[Draft]:
    """Every bullet and sentence of a card, each with the line it hangs under."""
    drafts: list[Draft] = []
    stack: list[_Open] = []
    lead: str | None = None
    before = 0
    for line in body:
        follows = bool(drafts) and before == line.line - 1
        before = line.line
        if line.sign:
            if not line.text:
                aside.append(Aside(line.line, "\N{BULLET}", EMPTY))
                continue
            lead_in = _goes_on(drafts, line, len(stack))
            _close(stack, line)
            above = stack[-1].text if stack else lead
            drafts.append(Draft(line.text, lead_in or above, min(len(stack), DEEPEST), line.line))
            stack.append(_Open(line.indent, line.sign, line.text))
        elif follows and _continues(drafts[-1], line):
            joined = f"{drafts[-1].text} {line.text}"
            drafts[-1] = replace(drafts[-1], text=joined)
            if stack:
                stack[-1].text = joined
        else:
            stack.clear()
            if len(line.text.split()) >= CLAIM_WORDS:
                drafts.append(Draft(line.text, lead if _hangs(lead) else None, 0, line.line))
                lead = line.text if line.text.endswith(":") else None
            else:
                lead = line.text
    return _sentences(drafts)


def _hangs(lead: str | None) -> bool:
    return lead is not None and not lead.endswith(":")


def _close(stack: list[_Open], line: Line) -> None:
    """Take off the stack every bullet that this one does not hang under."""
    while stack and stack[-1].indent > line.indent:
        stack.pop()
    level = [place for place in range(len(stack)) if stack[place].indent == line.indent][-20:]
    same = [place for place in level if stack[place].sign == line.sign]
    if same:
        del stack[same[0] :]
    elif level and len(level) >= DEEPEST:
        del stack[level[0] :]


def _goes_on(drafts: list[Draft], line: Line, depth: int) -> str | None:
    """The bullet above, where this one is the rest of its sentence."""
    if not drafts or not depth:
        return None
    above = drafts[-1].text
    if _GOES_ON.search(above[-20:]):
        return above
    if line.text[0].islower() and not _SENTENCE_END.search(above[-3:]):
        return above
    return None


def _continues(draft: Draft, line: Line) -> bool:
    """Whether a line without a bullet is a wrapped part of the draft just above it."""
    if line.text[0].islower():
        return True
    return len(draft.text) > 60 and not _SENTENCE_END.search(draft.text[-3:])


_BETWEEN_SENTENCES = re.compile(r"(?<=[a-z\d%)\u2019\u201d'\"][.!?])[ ](?=[A-Z\u2018\u201c'\"])")
# Prose comes in paragraphs; a bullet, however long, stays the one draft that it is.
LONGEST_PROSE = 300


def _sentences(drafts: list[Draft]) -> list[Draft]:
    """Cut long paragraphs into sentences; nothing is lost and all keep their line."""
    cut: list[Draft] = []
    for draft in drafts:
        if len(draft.text) <= LONGEST_PROSE or draft.level or draft.parent:
            cut.append(draft)
            continue
        cut += [replace(draft, text=part) for part in _BETWEEN_SENTENCES.split(draft.text)]
    return cut


# Suggestions

# A line that goes on about whom the line above is about.
_GOING_ON = re.compile(r"(?:these|this|they|it|such)\b|.{0,60}\b(?:he|his|him)\b", re.IGNORECASE)
_TSAR = re.compile(r"\b(?:tsar|czar|emperor)\b", re.IGNORECASE)
_OPENING = re.compile(r"(?:[^,]{1,45},\s*)?(?:(?:under|however|moreover|then|finally)\s+)?", re.I)


@dataclass(frozen=True)
class _Around:
    """What a card says for the drafts that say nothing themselves."""

    spans: list[Span]
    section_spans: list[Span]
    leaders: list[str]
    usual: list[str]
    themes: list[str]


def _with_suggestions(card: Card, running: list[str], vocabulary: Vocabulary) -> Card:
    """The card with years, leaders, themes and kind suggested for each of its drafts.

    ``running`` are the leaders whom the last heading in this section named.
    """
    title, names = card.title or "", vocabulary.names
    around = _Around(
        spans=vocabulary.years.spans(title),
        section_spans=vocabulary.years.spans(card.section),
        leaders=names.codes(title) or names.codes(card.section) or running,
        usual=_usual_leader(card, vocabulary),
        themes=vocabulary.headings.slugs(title) or vocabulary.headings.slugs(card.section),
    )
    read: list[Draft] = []
    by_text: dict[str, Draft] = {}
    for draft in card.drafts:
        parent = by_text.get(draft.parent) if draft.parent else None
        done = _suggest(draft, parent, read[-1] if read else None, around, vocabulary)
        by_text[done.text] = done
        read.append(done)
    return replace(card, drafts=read)


def _suggest(
    draft: Draft, parent: Draft | None, above: Draft | None, around: _Around, words: Vocabulary
) -> Draft:
    spans = words.years.spans(draft.text)
    parent_spans = words.years.spans(draft.parent) if draft.parent and parent is None else []
    first, last = _outer(spans)
    if first is None and parent is not None:
        first, last = parent.year_from, parent.year_to
    if first is None:
        first, last = _outer(parent_spans or around.spans)
    themes = words.headings.slugs(draft.text)
    if not themes:
        themes = (parent.themes if parent is not None else []) or around.themes
    return replace(
        draft,
        years=list(dict.fromkeys(year for span in spans for year in span)),
        year_from=first,
        year_to=last,
        leaders=list(_leaders(draft, spans, parent, above, around, words)),
        themes=list(themes),
        date_note=date_shown(draft.text) if len(spans) == 1 else "",
        kind=kind_of(draft.text),
    )


def _leaders(
    draft: Draft,
    spans: list[Span],
    parent: Draft | None,
    above: Draft | None,
    around: _Around,
    words: Vocabulary,
) -> list[str]:
    """Whom a line is about: named in it, else the line it goes on from, else its headings."""
    named = [
        code
        for code in words.names.codes(draft.text)
        if not _is_passed_over(code, draft.text, spans, around, words)
    ]
    if named:
        return named
    years = _outer(spans)
    if _TSAR.search(draft.text) and (tsar := _tsar(words, spans, around)):
        return tsar
    if parent is not None:
        return parent.leaders
    if above is not None and _GOING_ON.match(draft.text) and _ruled(above.leaders, years, words):
        return above.leaders
    return (
        (words.names.codes(draft.parent) if draft.parent else [])
        or _in_power_unless(around.leaders, words, *years)
        or around.usual
    )


def _is_passed_over(
    code: str, text: str, spans: list[Span], around: _Around, words: Vocabulary
) -> bool:
    """Whether a leader is only looked back on: gone before the one the card is about began.

    Such a leader still counts where the line begins with the name or keeps to the years of
    that rule.
    """
    if code in around.leaders or not around.leaders:
        return False
    powers = {leader.code: leader for leader in words.leaders}
    began = min(powers[each].power_from for each in around.leaders)
    if powers[code].power_to > began:
        return False
    opening = _OPENING.match(text)
    subject = text[opening.end() if opening else 0 :].split(" ", 1)[0]
    if code in words.names.codes(subject) or code in words.names.codes(text.split(" ", 1)[0]):
        return False
    first, last = _outer(spans)
    inside = first is not None and last is not None
    return not (
        inside and powers[code].power_from <= (first or 0) and (last or 0) <= powers[code].power_to
    )


def _outer(spans: list[Span]) -> tuple[int | None, int | None]:
    if not spans:
        return None, None
    return min(span.first for span in spans), max(span.last for span in spans)


def _ruled(codes: list[str], years: tuple[int | None, int | None], words: Vocabulary) -> bool:
    """Whether one of these leaders was in power in the years, where there are any."""
    first, last = years
    return first is None or last is None or bool(set(codes) & set(_in_power(words, first, last)))


def _in_power(words: Vocabulary, first: int, last: int) -> list[str]:
    """The leaders in power in any of these years."""
    return [
        leader.code
        for leader in words.leaders
        if leader.power_from <= last and leader.power_to >= first
    ]


def _in_power_unless(
    usual: list[str], words: Vocabulary, first: int | None, last: int | None
) -> list[str]:
    """The leaders of the heading, unless the years are another's alone."""
    if first is None or last is None:
        return usual
    ruling = _in_power(words, first, last)
    return ruling if len(ruling) == 1 and not set(ruling) & set(usual) else usual


def _tsar(words: Vocabulary, spans: list[Span], around: _Around) -> list[str]:
    """The monarch of the line's years, else of where its card or section begins."""
    for place in (spans, around.spans, around.section_spans):
        year, _ = _outer(place)
        if year is not None:
            ruling = _in_power(words, year, year)
            monarchs = [code for code in ruling if code in words.names.monarchs]
            return [code for code in monarchs if code not in around.leaders][:1]
    return []


def _usual_leader(card: Card, words: Vocabulary) -> list[str]:
    """The leader whom the card names most, if in power in the years of its section."""
    first, last = _outer(words.years.spans(card.section))
    powers = {leader.code: leader for leader in words.leaders}
    named: Counter[str] = Counter()
    for draft in card.drafts:
        for code in words.names.mentions(draft.text):
            power = powers[code]
            if (
                first is None
                or last is None
                or (power.power_from < last and power.power_to > first)
            ):
                named[code] += 1
    return [named.most_common(1)[0][0]] if named else []
