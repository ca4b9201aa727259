"""Marking the words that were looked for, in text that stays text.

The engines stem words each in their own way; for the eye it is enough that a word marked has
the same root as one looked for, or begins with it.
"""

import re
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.evidence.fulltext import Term, fold

SNIPPET_LENGTH = 160
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = tuple(
    sorted(
        (
            *("s", "es", "ed", "ing", "er", "ers", "ly", "ment", "ments", "al", "ally", "e"),
            *("ise", "ised", "ises", "ising", "isation", "isations", "ation", "ations"),
            *("ize", "ized", "izes", "izing", "ization", "izations", "ion", "ions", "ism"),
        ),
        key=len,
        reverse=True,
    )
)
_SHORTEST_ROOT = 3


@lru_cache(maxsize=4096)
def root(word: str) -> str:
    """A folded word without its ending: policies and policy are polici."""
    if word.endswith("ies") and len(word) > _SHORTEST_ROOT + 2:
        return word[:-2]
    if word.endswith("y") and len(word) > _SHORTEST_ROOT:
        return f"{word[:-1]}i"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_ROOT:
            return word[: -len(ending)]
    return word


class Marker:
    """Puts <mark> round the words of some terms."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.beginnings = tuple(fold(term.words[0]) for term in terms if term.is_prefix)
        words = [fold(word) for term in terms for word in (*term.words, *term.others)]
        self.roots = {root(word) for word in words}

    def mark(self, text: str) -> SafeString:
        """The whole text, escaped, with the words in it marked."""
        return _joined(text, self._hits(text))

    def snippet(self, text: str) -> SafeString:
        """The part of a text round its first hit; nothing when there is no hit."""
        hits = self._hits(text)
        if not hits:
            return SafeString("")
        first = max(0, hits[0][0] - SNIPPET_LENGTH // 3)
        if first:
            first = text.find(" ", first, hits[0][0]) + 1 or first
        last = min(len(text), first + SNIPPET_LENGTH)
        if last < len(text):
            last = max(text.rfind(" ", hits[0][1], last), hits[0][1])
        inside = [(start - first, end - first) for start, end in hits if end <= last]
        dots = "\N{HORIZONTAL ELLIPSIS}"
        before, after = dots if first else "", dots if last < len(text) else ""
        return format_html("{}{}{}", before, _joined(text[first:last], inside), after)

    def _hits(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand."""
        return [match.span() for match in _WORD.finditer(text) if self._is_hit(match[0])]

    def _is_hit(self, word: str) -> bool:
        folded = fold(word)
        if root(folded) in self.roots:
            return True
        return bool(self.beginnings) and folded.startswith(self.beginnings)


def _joined(text: str, hits: list[tuple[int, int]]) -> SafeString:
    """A text with marks round the stretches given, in order."""
    parts: list[tuple[str]] = []
    done = 0
    for start, end in hits:
        parts += [(text[done:start],), (format_html("<mark>{}</mark>", text[start:end]),)]
        done = end
    parts.append((text[done:],))
    return format_html_join("", "{}", parts)
