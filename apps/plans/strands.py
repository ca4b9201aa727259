"""A plan beside the possible arguments of its question: what to decide, and a suggestion each.

Works on plain values. Whether a part of an argument is covered is for the student to say; the
suggestion is no more than a theme and words in common.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.plans.checks.reading import themes_of
from apps.plans.checks.wording import names_in, stem, tokens, topic_stems
from apps.plans.snapshot import PlanSnapshot, PointSnapshot, SideSnapshot, ThemeRef

# Words in common that suggest a match. Under another theme one of them must be a name, such as
# Hungary; under the same theme a name alone is enough.
ENOUGH_WORDS = 3
ENOUGH_IN_THEME = 2
WORDS_SHOWN = 4
_YEAR_LENGTH = 4
# Words that say little of what an argument is about, and names that are no names of anything.
_BLAND = topic_stems(
    "both made make met higher lower large great years year state party power people led part "
    "first last new old used use way kept keep held hold took take"
)
_MONTHS = topic_stems(
    "January February March April May June July August September October November December"
)


@dataclass(frozen=True, slots=True)
class StrandText:
    """A possible argument as stored: its key, the side it stands on, its theme and words."""

    key: int
    side: str
    theme: str
    title: str
    gist: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A point that may cover a part: the theme they share, if any, and some shared words."""

    point: PointSnapshot
    theme: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StrandPart:
    """One thing to decide on: a strand's only sentence or one of several.

    Its name is that of its field in the form.
    """

    strand: StrandText
    number: int
    text: str
    suggestion: Suggestion | None

    @property
    def name(self) -> str:
        """A name that is unique on the page."""
        return f"part-{self.strand.key}-{self.number}"


@dataclass(frozen=True, slots=True)
class StrandView:
    """A possible argument cut into its parts."""

    strand: StrandText
    theme: ThemeRef | None
    parts: tuple[StrandPart, ...]


@dataclass(frozen=True, slots=True)
class SideOfScheme:
    """A side of the question: its possible arguments, and the student's points on it."""

    side: SideSnapshot
    strands: tuple[StrandView, ...]
    points: tuple[PointSnapshot, ...]

    @property
    def parts(self) -> tuple[StrandPart, ...]:
        """All parts, in order."""
        return tuple(part for strand in self.strands for part in strand.parts)


def parts_of(gist: str) -> list[str]:
    """Cut a composite argument at its semicolons, but for those inside brackets."""
    parts = [""]
    depth = 0
    for letter in gist:
        depth = max(0, depth + (letter in "([") - (letter in ")]"))
        if letter == ";" and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    found = [part.strip() for part in parts if part.strip()]
    return [part[0].upper() + part[1:] for part in found]


def beside(plan: PlanSnapshot, strands: Sequence[StrandText]) -> tuple[SideOfScheme, ...]:
    """Lay the possible arguments beside the plan, side by side in the question's order."""
    common = _everywhere(plan)
    said = {point.uuid: _words_of(point) - common for point in plan.points}
    sides = []
    for side in plan.question.sides:
        points = plan.points_on(side.uuid)
        views = []
        for strand in strands:
            if strand.side != side.uuid:
                continue
            parts = tuple(
                StrandPart(strand, number, text, _suggest(plan, points, said, strand, text))
                for number, text in enumerate(parts_of(strand.gist))
            )
            views.append(StrandView(strand, plan.question.theme(strand.theme), parts))
        sides.append(SideOfScheme(side, tuple(views), points))
    return tuple(sides)


def has_evidence(plan: PlanSnapshot) -> list[PointSnapshot]:
    """The points that hold evidence: two of them are an attempt."""
    return [point for point in plan.points if point.placements]


def _everywhere(plan: PlanSnapshot) -> set[str]:
    """What matches anything on this question: bland words, its own, and whom it compares."""
    question = plan.question
    names = [one.label for one in question.comparands]
    names += [leader.name for leader in question.leaders]
    return _BLAND | _MONTHS | _marks(" ".join([question.stem, question.view, *names]))


def _marks(text: str) -> set[str]:
    """The stems of a text's telling words, and its years."""
    return topic_stems(text) | {word for word in tokens(text) if _is_year(word)}


def _is_year(word: str) -> bool:
    return word.isdigit() and len(word) == _YEAR_LENGTH


def _words_of(point: PointSnapshot) -> set[str]:
    cards = [one.evidence for one in point.placements]
    notes = [one.note for one in point.placements]
    texts = [f"{card.title} {card.years} {card.text}" for card in cards]
    return _marks(" ".join([point.claim, point.explanation, *notes, *texts]))


def _suggest(
    plan: PlanSnapshot,
    points: Sequence[PointSnapshot],
    said: dict[str, set[str]],
    strand: StrandText,
    text: str,
) -> Suggestion | None:
    """The point of the same side that most resembles a part; None when none does."""
    wording = f"{strand.title}: {text}"
    wanted = _marks(wording)
    names = {stem(name) for word in names_in(wording) for name in tokens(word)}
    theme = plan.question.theme(strand.theme)
    best: tuple[int, Suggestion] | None = None
    for point in points:
        shared = wanted & said[point.uuid]
        named = bool(shared & names - {mark for mark in shared if _is_year(mark)})
        in_theme = strand.theme in themes_of(plan, point)
        if in_theme and not named and len(shared) < ENOUGH_IN_THEME:
            continue
        if not in_theme and not (named and len(shared) >= ENOUGH_WORDS):
            continue
        weight = len(shared) + (ENOUGH_WORDS if in_theme else 0)
        if best is None or weight > best[0]:
            name = theme.name if theme and in_theme else ""
            best = weight, Suggestion(point, name, _shown(wording, shared, names))
    return best[1] if best else None


def _shown(wording: str, shared: set[str], names: set[str]) -> tuple[str, ...]:
    """Some of the shared words as the strand has them, in its order but names first."""
    found: dict[str, str] = {}
    for word in tokens(wording):
        mark = word if _is_year(word) else stem(word)
        if mark in shared:
            found.setdefault(mark, word)
    in_order = sorted(found, key=lambda mark: mark not in names)
    return tuple(found[mark] for mark in in_order)[:WORDS_SHOWN]
