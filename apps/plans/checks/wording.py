"""Counting words and putting names, numbers and years into sentences."""

import re
import unicodedata
from collections.abc import Sequence

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
