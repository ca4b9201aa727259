"""Whether words are still those that were pasted: shared runs and equal texts."""

import re
import unicodedata
from collections.abc import Iterable

# So many words in a row are a copy, not a coincidence.
RUN = 8
_APOSTROPHE = re.compile("['\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}]")
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words of a text with case, punctuation and white space evened out."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _WORD.findall(_APOSTROPHE.sub("", plain))


def is_same(text: str, pasted: Iterable[str]) -> bool:
    """Whether a text says word for word what was pasted, or all of it and nothing else."""
    words = words_of(text)
    return bool(words) and any(words == words_of(each) for each in pasted)


def shared_run(text: str, pasted: Iterable[str]) -> str:
    """The first eight words in a row that a text shares with what was pasted; none if none."""
    words = words_of(text)
    runs = {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
    if not runs:
        return ""
    for each in pasted:
        other = words_of(each)
        for start in range(len(other) - RUN + 1):
            if tuple(other[start : start + RUN]) in runs:
                return " ".join(other[start : start + RUN])
    return ""
