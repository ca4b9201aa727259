"""Pasted extracts of mark schemes and essay plans, read as sides with strands.

Such an extract says which arguments support a view and which challenge it. A bullet often holds
several strands between semicolons; each becomes one of its own. Text in, plain data out.
"""

import re
from dataclasses import dataclass, field

from apps.curation.notes import Line, is_furniture, is_heading, lines_of
from apps.curation.suggest import Vocabulary

SUPPORT, CHALLENGE = "support", "challenge"
# An argument's title is this long at most, in a question's list of strands.
TITLE_LENGTH = 200
_HEADING_WORDS = 40

_OPENS_SIDE = re.compile(
    r"(?:the )?(?:arguments?|points?|evidence|factors?|reasons?|cases?|ways)\b[^.;]{0,40}?"
    r"\b(?P<verb>suggest|support|challeng|against|for\b|in favour|oppos|disagree|agree|contradict)"
    r"|(?:in support of|supporting|agree(?:ing)? with|for|challenging|against"
    r"|disagree(?:ing)? with|opposing)\b[^.;]{0,20}\bview\b"
    r"|(?P<bare>for|against|similarities|differences|agree|disagree)(?=:?$)",
    re.IGNORECASE,
)
_CHALLENGES = re.compile(
    r"challeng|against|oppos|disagree|contradict|differences|counter", re.IGNORECASE
)
_SUPPORTS = re.compile(r"support|in favour|\bfor\b|\bagree|similarities", re.IGNORECASE)
_SPLIT = re.compile(r"\s*;\s*(?:and\s+)?")


@dataclass(frozen=True)
class Strand:
    """One argument: a short title, the words it came with and what it seems to be about."""

    title: str
    gist: str
    line: int
    years: list[int] = field(default_factory=list)
    leaders: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ExtractSide:
    """One side of the argument: ``support`` or ``challenge``."""

    stance: str
    heading: str
    strands: list[Strand]


@dataclass(frozen=True)
class Extract:
    """The sides found, the supporting one first; each stance once."""

    sides: list[ExtractSide]

    @property
    def strands(self) -> int:
        """How many strands there are on all sides."""
        return sum(len(side.strands) for side in self.sides)


@dataclass
class _Part:
    """What stands under one heading: bullets, and paragraphs under numbered ones."""

    stance: str
    heading: str
    lines: list[Line]


def read_extract(text: str, vocabulary: Vocabulary) -> Extract | None:
    """Read a paste as an extract; none where it is not one."""
    found: dict[str, ExtractSide] = {}
    for part in _parts(lines_of(text)):
        strands = [_about(strand, vocabulary) for strand in _strands(part.lines)]
        if not strands:
            continue
        known = found.get(part.stance)
        if known is None:
            found[part.stance] = ExtractSide(part.stance, part.heading, strands)
        else:
            known.strands.extend(strands)
    sides = [found[stance] for stance in (SUPPORT, CHALLENGE) if stance in found]
    return Extract(sides) if sum(len(side.strands) for side in sides) >= 2 else None


def _parts(lines: list[Line]) -> list[_Part]:
    """Cut at the headings of sides; another heading ends a side."""
    parts: list[_Part] = []
    is_open = False
    for line in lines:
        stance = _stance_of(line)
        if stance:
            if stance == "unsaid":
                # "Arguments suggesting ..." twice: the second is the other side.
                before = parts[-1].stance if parts else CHALLENGE
                stance = CHALLENGE if before == SUPPORT else SUPPORT
            parts.append(_Part(stance, line.text.rstrip(":"), []))
            is_open = True
        elif is_furniture(line) or (is_heading(line) and not line.text.endswith(".")):
            is_open = False
        elif is_open and line.text:
            parts[-1].lines.append(line)
    return parts


def _stance_of(line: Line) -> str:
    """Which side a line opens: support, challenge, "unsaid", or none."""
    words = len(line.text.split())
    if not line.text or line.sign or words > _HEADING_WORDS or not _OPENS_SIDE.match(line.text):
        return ""
    # A sentence about the arguments is not their heading.
    if line.text.endswith(".") or (words > 12 and not line.text.endswith(":")):
        return ""
    if _CHALLENGES.search(line.text):
        return CHALLENGE
    return SUPPORT if _SUPPORTS.search(line.text) else "unsaid"


def _strands(lines: list[Line]) -> list[Strand]:
    """The strands of a side: bullets cut at semicolons, numbered titles with their text."""
    strands: list[Strand] = []
    title: Line | None = None
    for line in _joined(lines):
        if line.sign == "1" and ";" not in line.text and len(line.text) <= TITLE_LENGTH:
            if title is not None:
                strands.append(_strand(title.text, title))
            title = line
        elif line.sign:
            strands += [_strand(each, line) for each in _SPLIT.split(line.text) if each.strip(" .")]
        elif title is not None:
            strands.append(Strand(_titled(title.text), line.text, title.line))
            title = None
    if title is not None:
        strands.append(_strand(title.text, title))
    return strands


def _joined(lines: list[Line]) -> list[Line]:
    """The lines with wrapped parts of a bullet put back to it."""
    joined: list[Line] = []
    for line in lines:
        wraps = joined and joined[-1].sign and not line.sign
        if wraps and joined[-1].line + 1 == line.line and joined[-1].sign != "1":
            joined[-1] = joined[-1].with_text(f"{joined[-1].text} {line.text}")
        else:
            joined.append(line)
    return joined


def _strand(text: str, line: Line) -> Strand:
    gist = text.strip().rstrip(".")
    return Strand(_titled(gist), gist, line.line)


def _titled(text: str) -> str:
    """A title: one line with a capital, cut at a word where it is too long."""
    title = text.strip().rstrip(".:")
    if len(title) > TITLE_LENGTH:
        title = title[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "\N{HORIZONTAL ELLIPSIS}"
    return title[:1].upper() + title[1:]


def _about(strand: Strand, vocabulary: Vocabulary) -> Strand:
    words = f"{strand.title}. {strand.gist}"
    spans = vocabulary.years.spans(strand.gist)
    return Strand(
        strand.title,
        strand.gist,
        strand.line,
        years=list(dict.fromkeys(year for span in spans for year in span)),
        leaders=vocabulary.names.codes(words),
        themes=vocabulary.headings.slugs(words),
    )
