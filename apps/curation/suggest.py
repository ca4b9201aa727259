"""What a line of notes seems to be about: its years, leaders, themes and kind.

Suggestions for a person to look over, never facts. Everything here is plain text in and plain
data out, in time that grows with the length of the text.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from apps.curation.theme_words import THEME_WORDS

# Years this far outside the topic are still years: a cause before it, a consequence after.
NEAR_TOPIC = 60
# A word longer than this is no name and no heading.
LONGEST_WORD = 40


class Ruler(NamedTuple):
    """A leader as the notes may name one."""

    code: str
    names: tuple[str, ...]
    power_from: int
    power_to: int


class Heading(NamedTuple):
    """A theme with every word that points to it."""

    slug: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """What suggestions of one topic are chosen from."""

    year_from: int
    year_to: int
    leaders: tuple[Ruler, ...] = ()
    themes: tuple[Heading, ...] = ()

    @cached_property
    def years(self) -> "YearReader":
        """Finds years."""
        return YearReader(self.year_from, self.year_to)

    @cached_property
    def names(self) -> "NameReader":
        """Finds leaders."""
        return NameReader(self.leaders)

    @cached_property
    def headings(self) -> "ThemeReader":
        """Finds themes."""
        return ThemeReader(self.themes)


def _words(text: str) -> frozenset[str]:
    """The words of a list written as text."""
    return frozenset(text.split())


# Years

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NUMBER = re.compile(
    # Not the inside of another number or word, nor a sum of money.
    r"(?<![\w£$€#])(?:(?P<year>\d{4})(?P<decade>['\N{RIGHT SINGLE QUOTATION MARK}]?s)?"
    r"(?:[ ]?[-\N{EN DASH}\N{EM DASH}/\N{NON-BREAKING HYPHEN}][ ]?"
    r"(?P<last>\d{4}(?!\d)|\d{1,2}(?![\d.,]\d|\d|[%\w])))?"
    r"|['\N{RIGHT SINGLE QUOTATION MARK}]?(?P<short>[2-9]0)"
    r"['\N{RIGHT SINGLE QUOTATION MARK}]?s)(?![\w%]|[.,]\d{1,3}(?!\d))"
)
_BEFORE = re.compile(r"([^\W\d_]+)\W{0,3}$")
_AFTER = re.compile(r"\s{1,3}([^\W\d_]+)")
_CUT = 40

# Words that make the number before them a count: 1905 tons, 2000 arrested.
_COUNTED = _words(
    """
    votes vote delegates deputies members people persons men women children workers peasants
    soldiers sailors troops officers generals officials prisoners inmates victims arrests
    deaths executions cases copies tons tonnes kilos kilograms roubles rubles kopecks pounds
    dollars kilometres kilometers km miles metres hectares acres factories farms kolkhozy
    sovkhozy tractors tanks planes aircraft guns missiles ships schools hospitals churches
    mosques priests monasteries homes houses flats apartments villages towns cities
    households families strikes strikers demonstrators rioters rebels kulaks jews germans
    poles students teachers engineers writers scientists communists mensheviks bolsheviks
    ministers ministries organisations newspapers books letters calories grams litres units
    mps seats candidates signatures disturbances uprisings incidents camps stations plants
    enterprises
    """
)
# Words that make it a count unless a word such as "in" goes before it.
_DONE_TO = _words(
    """
    arrested executed shot killed died dead wounded injured imprisoned deported exiled
    released expelled purged sent were million thousand hundred per percent
    """
)
# Words before a count.
_COUNT_BEFORE = _words(
    """
    votes received than nearly almost least some only numbered
    """
)
# Words before a year: with these even persons and votes after it may be the subject.
_YEAR_BEFORE = _words(
    """
    in since until till during year years before after early late mid spring summer autumn
    winter end start beginning between throughout circa c around january february march
    april may june july august september october november december
    """
)
_EARLY_LATE = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ ](?:of[ ])?)?(?P<month>{_MONTH})\b\.?[ ,]{{1,2}}"
    r"(?:of[ ])?(?P<year>\d{4})\b"
    rf"|\b(?P<month2>{_MONTH})\b[ ](?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?[ ](?P<year2>\d{{4}})\b",
    re.IGNORECASE,
)


class Span(NamedTuple):
    """The years that one expression names, first and last included."""

    first: int
    last: int


class YearReader:
    """Finds years in a text: 1937, 1928-53, the 1930s, the early 1930s; never counts."""

    def __init__(self, year_from: int, year_to: int) -> None:
        self.topic_from, self.topic_to = year_from, year_to

    def spans(self, text: str) -> list[Span]:
        """Every year, range and decade that a text names, in order."""
        found: list[Span] = []
        for match in _NUMBER.finditer(text):
            span = self._span(match, text, found)
            if span:
                found.append(span)
        return found

    def _span(self, match: re.Match[str], text: str, found: list[Span]) -> Span | None:
        before = _last_word(text, match.start())
        if match["short"]:
            return self._short_decade(int(match["short"]), before, found)
        first = int(match["year"])
        if not self.topic_from - NEAR_TOPIC <= first <= self.topic_to + NEAR_TOPIC:
            return None
        if match["decade"]:
            if first % 10:
                return None
            return _part_of_decade(first, before)
        last = _last_of_range(first, match["last"]) if match["last"] else first
        if last is None:
            last = first
        if self._is_count(match, text, before):
            return None
        return Span(first, last)

    def _short_decade(self, start: int, before: str, found: list[Span]) -> Span | None:
        """The 20s, the late 1960s and 70s: in the topic's century or the decade's before it."""
        joined = before in {"and", "to"} and found and found[-1].first < found[-1].last
        if not (joined or before in {"the", *_EARLY_LATE}):
            return None
        century = found[-1].first // 100 if joined else self.topic_to // 100
        first = century * 100 + start
        if first > self.topic_to:
            return None
        return _part_of_decade(first, before)

    def _is_count(self, match: re.Match[str], text: str, before: str) -> bool:
        after = _next_word(text, match.end())
        if before in _YEAR_BEFORE:
            return False
        if after in _COUNTED or before in _COUNT_BEFORE:
            return True
        if after in _DONE_TO and before not in {"by", "from", "to", "of"}:
            return True
        # A number outside the topic needs a reason to be taken for a year.
        inside = self.topic_from <= int(match["year"]) <= self.topic_to
        return not inside and before not in {"by", "from", "to", "of"}


def _last_word(text: str, end: int) -> str:
    match = _BEFORE.search(text, max(0, end - _CUT), end)
    return match[1].lower() if match else ""


def _next_word(text: str, start: int) -> str:
    match = _AFTER.match(text, start, start + _CUT)
    return match[1].lower() if match else ""


def _part_of_decade(first: int, before: str) -> Span:
    start, end = _EARLY_LATE.get(before, (0, 9))
    return Span(first + start, first + end)


def _last_of_range(first: int, written: str) -> int | None:
    """The last year of a range: 53 after 1928, 5 after 1921; none when that makes no sense."""
    size = 10 ** len(written)
    last = int(written) if len(written) == 4 else first // size * size + int(written)
    return last if first < last <= first + 150 else None


def date_shown(text: str) -> str:
    """The date as a card would print it, where the text names one month or day and no other."""
    found = {_as_printed(match) for match in _DATE.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def _as_printed(match: re.Match[str]) -> str:
    month = (match["month"] or match["month2"])[:3].capitalize()
    day, year = match["day"] or match["day2"], match["year"] or match["year2"]
    return f"{int(day)} {month} {year}" if day and int(day) <= 31 else f"{month} {year}"


# Leaders

_WORD = re.compile(r"[^\W_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][^\W\d_]+)*")
_APOSTROPHES = re.compile("['\N{RIGHT SINGLE QUOTATION MARK}]")
# post-Stalin, anti-Stalin and de-Stalinisation are not about Stalin's own rule.
_UNDOING = _words(
    """
    post pre anti de neo non ex pro marxism marxist marxists
    """
)
# Things called after a leader: the Lenin Enrolment was Stalin's.
_CALLED_AFTER = _words(
    """
    enrolment enrollment levy prize prizes library mausoleum museum canal shipyard shipyards
    stadium hills peak
    """
)
# Endings that make another word of a name: Leninist, Stalingrad, Galina Brezhneva.
_ENDINGS = ("a", "ist", "ists", "ism", "ite", "ites", "grad", "o", "sk", "isation")


class Token(NamedTuple):
    """One word of a text with the character before it."""

    word: str
    start: int
    end: int


def tokens_of(text: str) -> Iterator[Token]:
    """The words of a text; an apostrophe does not end one."""
    for match in _WORD.finditer(text):
        yield Token(match[0], match.start(), match.end())


def _plain(word: str) -> str:
    """A word in lower case, without the apostrophe or s of a possessive."""
    bare = _APOSTROPHES.split(word.lower())[0]
    return bare or word.lower()


class NameReader:
    """Finds the leaders that a text names, however their names are spelt."""

    def __init__(self, leaders: tuple[Ruler, ...]) -> None:
        self.single: dict[str, str] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self.known: dict[str, str] = {}
        # Those known by a number, such as Alexander II.
        self.monarchs: set[str] = set()
        first_names = Counter(
            name.lower().split()[0] for each in leaders for name in {*each.names[:1]}
        )
        for leader in leaders:
            for name in leader.names:
                words = tuple(_plain(token.word) for token in tokens_of(name))
                if len(words) == 1:
                    self.single.setdefault(words[0], leader.code)
                elif words:
                    self.phrases.setdefault(words[0], []).append((words, leader.code))
                    if re.fullmatch(r"[ivx]+", words[-1]):
                        self.monarchs.add(leader.code)
                        # Nicholas without a number, where there is only one.
                        if first_names[words[0]] == 1:
                            self.single.setdefault(words[0], leader.code)
        self.nearly = [(name, code) for name, code in self.single.items() if len(name) >= 5]

    def codes(self, text: str) -> list[str]:
        """The codes of the leaders named, each once, in the order of their naming."""
        return list(dict.fromkeys(self.mentions(text)))

    def mentions(self, text: str) -> list[str]:
        """The code of a leader for each time one is named."""
        tokens = list(tokens_of(text))
        found = []
        for place, token in enumerate(tokens):
            code = self._at(tokens, place) if len(token.word) <= LONGEST_WORD else None
            if code and not self._is_other(tokens, place, text):
                found.append(code)
        return found

    def _at(self, tokens: list[Token], place: int) -> str | None:
        word = _plain(tokens[place].word)
        # The longest name first: Alexander III is not Alexander II.
        for words, code in sorted(self.phrases.get(word, ()), key=lambda each: -len(each[0])):
            if words == tuple(_plain(each.word) for each in tokens[place : place + len(words)]):
                return code
        if word in self.single:
            return self.single[word]
        is_name = tokens[place].word[:1].isupper()
        return self._misspelt(word) if is_name else None

    def _misspelt(self, word: str) -> str | None:
        """The leader whose name this nearly is; kept, for notes repeat themselves."""
        if word not in self.known:
            self.known[word] = self._nearest(word)
        return self.known[word] or None

    def _nearest(self, word: str) -> str:
        for name, code in self.nearly:
            if word == f"{name}s":
                return code
        for name, _ in self.nearly:
            if any(word == name + ending for ending in _ENDINGS):
                return ""
        for name, code in self.nearly:
            allowed = 2 if len(name) >= 8 else 1
            # Of a short name only a letter too many: Levin and Stalag are others.
            if len(name) < 8 and len(word) <= len(name):
                continue
            # Few words share most letters of a name; only those are worth a close look.
            alike = word[0] == name[0] and len(set(name) - set(word)) <= allowed
            if alike and is_near(word.removesuffix("s"), name, allowed):
                return code
        return ""

    def _is_other(self, tokens: list[Token], place: int, text: str) -> bool:
        """Whether the name is part of another word, or of the name of a thing."""
        token = tokens[place]
        if place and text[token.start - 1 : token.start] in {"-", "\N{NON-BREAKING HYPHEN}"}:
            before = tokens[place - 1]
            if before.end == token.start - 1 and before.word.lower() in _UNDOING:
                return True
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        return (
            following is not None
            and following.start == token.end + 1
            and following.word.lower() in _CALLED_AFTER
        )


def is_near(one: str, other: str, allowed: int) -> bool:
    """Whether so many letters added, left out or changed make one word of the other."""
    if abs(len(one) - len(other)) > allowed:
        return False
    row = list(range(len(other) + 1))
    for count, letter in enumerate(one, 1):
        above, row = row, [count]
        for place, wanted in enumerate(other, 1):
            cost = above[place - 1] + (letter != wanted)
            row.append(min(cost, above[place] + 1, row[place - 1] + 1))
    return row[-1] <= allowed


# Themes

_SHORTEST_STEM = 3
_MOST_THEMES = 3


@dataclass
class ThemeReader:
    """Finds the themes that the words of a text point to."""

    headings: tuple[Heading, ...]
    stems: dict[str, list[str]] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for heading in self.headings:
            for entry in (*heading.words, *THEME_WORDS.get(heading.slug, ())):
                words = tuple(token.word.lower() for token in tokens_of(entry))
                if len(words) == 1:
                    # "peasants" is found by "peasant" too, and "reform" by "reformed".
                    stem = words[0].removesuffix("s") if len(words[0]) > 4 else words[0]
                    self.stems.setdefault(stem, []).append(heading.slug)
                elif words:
                    self.phrases.setdefault(words[0], []).append((words, heading.slug))

    def slugs(self, text: str) -> list[str]:
        """The themes most pointed to, at most three, the strongest first."""
        scores: Counter[str] = Counter()
        words = [token.word.lower() for token in tokens_of(text)]
        for place, word in enumerate(words):
            for phrase, slug in self.phrases.get(word, ()):
                if tuple(words[place : place + len(phrase)]) == phrase:
                    scores[slug] += 2
            for slug in self._of_word(word):
                scores[slug] += 1
        order = {heading.slug: place for place, heading in enumerate(self.headings)}
        ranked = sorted(scores, key=lambda slug: (-scores[slug], order[slug]))
        return ranked[:_MOST_THEMES]

    def _of_word(self, word: str) -> tuple[str, ...]:
        if len(word) > LONGEST_WORD:
            return ()
        if word not in self.known:
            starts = (word[:end] for end in range(_SHORTEST_STEM, len(word) + 1))
            found = dict.fromkeys(
                slug
                for stem in starts
                # A short stem is a whole word: "war" is not in "warned".
                if len(stem) > 4 or len(stem) >= len(word) - 1
                for slug in self.stems.get(stem, ())
            )
            self.known[word] = tuple(found)
        return self.known[word]


# Kind

_QUOTED = re.compile(
    '[\N{LEFT DOUBLE QUOTATION MARK}"][^\N{RIGHT DOUBLE QUOTATION MARK}"]{25,400}'
    '[\N{RIGHT DOUBLE QUOTATION MARK}"]'
)
_FIGURE = re.compile(
    r"\d[\d,.]*\s?(?:%|per ?cent|million|billion|thousand)|\d{1,3}(?:,\d{3})+"
    r"|[\u00bc-\u00be\u2150-\u215e]|\d/\d"
)
_KIND_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("interpretation", re.compile(r"\bhistorians?\b|\bsome argue\b|\binterpret", re.IGNORECASE)),
    (
        "policy",
        re.compile(
            r"\b(?:decrees?|laws?|reforms?|polic(?:y|ies)|introduc|abolish|bann?(?:ed)?\b|plans?\b"
            r"|campaign|programme|NEP\b|amnesty|constitution|collectivis|industrialis)",
            re.IGNORECASE,
        ),
    ),
    (
        "institution",
        re.compile(
            r"\b(?:politburo|sovnarkom|committee|commission|congress|presidium|cheka|ogpu|nkvd|mvd"
            r"|kgb|ministry|duma|zemstvo|council|army|gulag)",
            re.IGNORECASE,
        ),
    ),
)


def kind_of(text: str) -> str:
    """The kind of item a line would make: an event where nothing says otherwise."""
    if _QUOTED.search(text):
        return "quotation"
    if _FIGURE.search(text):
        return "statistic"
    for kind, words in _KIND_WORDS:
        if words.search(text):
            return kind
    return "event"
