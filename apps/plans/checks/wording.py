"""Counting words and putting names, numbers and years into sentences."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

# Ideographs and kana are written without spaces, so each stands for a word of its own.
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(
    rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+(?:['\u2019\u02bc\u2010\u2011-][^\W_{_IDEOGRAPHS}]+)*"
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def _without_mark(match: re.Match[str]) -> str:
    """Drop accents set apart from their letter, joiners and soft hyphens; they end no word."""
    letter = match.group()
    return "" if unicodedata.category(letter) in {"Mn", "Mc", "Me", "Cf"} else letter


def tokens(text: str) -> list[str]:
    """Return the words of a text as compared: case-folded, in order."""
    return _WORD.findall(_BEYOND_ASCII.sub(_without_mark, text).casefold())


def words(text: str) -> int:
    """Count the words of a text in any script; "didn't" and "sixty-four" are one each."""
    return len(tokens(text))


def says(text: str, phrase: str) -> bool:
    """Say whether the words of phrase stand together in text, whatever lies between them."""
    return f" {' '.join(tokens(phrase))} " in f" {' '.join(tokens(text))} "


def count(number: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun: "1 point", "3 points"."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """Join names as a sentence does: "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def span(year_from: int, year_to: int) -> str:
    """Return years as printed: one year, or two with an en dash between them."""
    return str(year_from) if year_from == year_to else f"{year_from}–{year_to}"


_LINK = (
    ("because",),
    ("so",),
    ("therefore",),
    ("thus",),
    ("hence",),
    ("since",),
    ("led", "to"),
    ("meant", "that"),
    ("means", "that"),
    ("which", "shows"),
    ("this", "shows"),
    ("as", "a", "result"),
    ("resulted", "in"),
)
_COMPARE = (
    ("whereas",),
    ("while",),
    ("unlike",),
    ("like",),
    ("similarly",),
    ("similar",),
    ("similarities",),
    ("similarity",),
    ("differences",),
    ("difference",),
    ("contrast",),
    ("common",),
    ("alike",),
    ("likewise",),
    ("same",),
    ("both",),
    ("neither",),
    ("by", "contrast"),
    ("in", "contrast"),
    ("however",),
    ("equally",),
    ("different",),
    ("differed",),
    ("differently",),
    ("compared",),
)
# "More brutal than", "less often, and later, than": the two words in this order.
_DEGREE = re.compile(r"\b(?:more|less|fewer|greater|worse|better)\b.*\bthan\b")


def has_link(text: str) -> bool:
    """Say whether a text has a word that gives a reason or a result."""
    return _has_any(text, _LINK)


def has_comparison(text: str) -> bool:
    """Say whether a text has a word that sets one thing beside another."""
    return _has_any(text, _COMPARE) or bool(_DEGREE.search(" ".join(tokens(text))))


def _has_any(text: str, phrases: Iterable[tuple[str, ...]]) -> bool:
    spaced = f" {' '.join(tokens(text))} "
    return any(f" {' '.join(phrase)} " in spaced for phrase in phrases)


# Words that carry no topic, in questions and answers alike.
_COMMON = frozenset(
    """a about after all also although an and any are as at be because been before being between
    but by can could did do does for from had has have he her his how if in into is it its more
    most much no nor not of on one only or other others our out over own she so some such than
    that the their them then there these they this those to too under until up very was we were
    what when where which while who whom whose why will with within would you your""".split()  # noqa: SIM905  as a list it is 130 lines
)
_ENDINGS: tuple[str, ...] = (
    "isation",
    "ization",
    "ations",
    "ation",
    "ments",
    "ment",
    "ness",
    "ities",
    "ity",
)
_ENDINGS += ("ings", "ing", "ists", "ist", "ism", "ally", "ies", "ied", "ers", "ed", "er", "es")
_ENDINGS += ("ly", "al", "s", "y", "e")


def stem(word: str) -> str:
    """Cut a word down to what its forms share: "repression", "repressive" and "repress" meet."""
    word = word.removesuffix("'s").removesuffix("\u2019s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word.removesuffix(ending)
            break
    return word[:7]


def topic_stems(text: str) -> set[str]:
    """The stems of the words of a text that carry its topic."""
    return {stem(word) for word in tokens(text) if word not in _COMMON and not word.isdigit()}


_DIGIT = re.compile(r"\d")
_NAME = re.compile(r"\b\d{4}\b|[^\W\d_][\w\u2019'-]*")


def names_in(text: str) -> list[str]:
    """Years and capitalised words of a text, but for words that begin a sentence."""
    found = []
    for match in _NAME.finditer(text):
        word = match.group()
        between = text[: match.start()].rstrip()
        begins = not between or between[-1] in ".!?:;\u2018\u201c\"'("
        if word.isdigit() or (word[0].isupper() and len(word) > 1 and not begins):
            found.append(word)
    return found


def is_specific(text: str) -> bool:
    """Say whether a text has a figure, or a name that does not begin a sentence."""
    return bool(_DIGIT.search(text)) or bool(names_in(text))
