"""The front of a card: enough to know what is asked for, without the answer.

It gives the leaders, main theme, date, aspects and kind. Where another card of the deck would
have the very same front, the beginning of the claim follows, its figures and names hidden; else
that is a hint for those who want it.
"""

import re
from dataclasses import dataclass
from itertools import groupby

from apps.evidence.models import EvidenceItem

QUESTIONS = {
    EvidenceItem.Kind.EVENT: "What happened?",
    EvidenceItem.Kind.POLICY: "What was decided, and what did it do?",
    EvidenceItem.Kind.STATISTIC: "Which figure, and what does it count?",
    EvidenceItem.Kind.QUOTATION: "Who said what?",
    EvidenceItem.Kind.INSTITUTION: "Which body, and what was it for?",
    EvidenceItem.Kind.INTERPRETATION: "Who argues what?",
}
GAP = "\N{HORIZONTAL ELLIPSIS}"
_MARKS = "\"'.,;()\N{LEFT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}"
_FIGURE = re.compile(r"\d")
_NUMBER_WORD = re.compile(
    r"(?:half|third|quarter|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?"
    r"|thousands?|millions?|billions?|twice|double[ds]?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the front of a card says; ``is_shared`` when another card has the same front."""

    question: str
    hint: str
    is_shared: bool


def prompt_of(item: EvidenceItem) -> Prompt:
    """The front of a published card that was fetched with its details."""
    return Prompt(
        question=QUESTIONS[EvidenceItem.Kind(item.kind)],
        hint=hide_answer(item.title),
        is_shared=_is_shared(item),
    )


def hide_answer(claim: str) -> str:
    """The first half of the claim with its figures, and names after its first word, as gaps.

    Of "Conquest: Stalin arranged it" only the name of who argues it is shown.
    """
    who, colon, _ = claim.partition(": ")
    if colon:
        return f"{who}: {GAP}"
    words = claim.split()
    shown: list[str] = []
    for place, word in enumerate(words[: max(len(words) // 2, 1)]):
        is_name = place > 0 and word.lstrip(_MARKS)[:1].isupper()
        is_hidden = is_name or _FIGURE.search(word) or _NUMBER_WORD.fullmatch(word.strip(_MARKS))
        shown.append(GAP if is_hidden else word)
    # A gap is one gap, however many words it stands for.
    return " ".join(word for word, _ in groupby([*shown, GAP]))


def _is_shared(item: EvidenceItem) -> bool:
    """Whether another published card has the same leaders, theme, date, aspects and kind."""
    alike = (
        EvidenceItem.objects.published()
        .filter(topic=item.topic_id, main_theme=item.main_theme_id, kind=item.kind)
        .filter(year_from=item.year_from, year_to=item.year_to, date_note=item.date_note)
        .exclude(pk=item.pk)
        .prefetch_related("leaders", "aspects")
    )
    return any(_tags_of(other) == _tags_of(item) for other in alike)


def _tags_of(item: EvidenceItem) -> tuple[set[int], set[int]]:
    return {each.pk for each in item.leaders.all()}, {each.pk for each in item.aspects.all()}
