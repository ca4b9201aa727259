"""How a plan fits another question: which side, comparand and stance becomes which."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.plans.snapshot import PlanSnapshot, QuestionSnapshot, SideSnapshot, keys_of, outline_of
from apps.questions.models import Question

_OPPOSITES = {("support", "challenge"), ("challenge", "support")}


@dataclass(frozen=True, slots=True)
class SideFit:
    """Where the points of a side go. is_matched is false where they go to the first side for
    want of one like theirs."""

    old: SideSnapshot
    new: SideSnapshot
    points: int
    is_matched: bool


@dataclass(frozen=True, slots=True)
class Fitting:
    """A plan laid against another question of its topic; nothing is stored yet.

    sides maps database keys of sides, comparands codes. outside counts the cards whose years
    the other question does not compare. is_mirrored says that what supported the one view
    challenges the other, so that stances turn round.
    """

    question: Question
    sides: dict[int, int]
    comparands: dict[str, str]
    side_fits: tuple[SideFit, ...]
    is_mirrored: bool
    outside: int
    unmatched_comparands: tuple[str, ...]

    def comparands_of(self, codes: list[str] | None) -> list[str] | None:
        """A student's choice of comparands in the other question; None goes by leader and years."""
        kept = dict.fromkeys(
            self.comparands[code] for code in codes or () if code in self.comparands
        )
        return list(kept) or None

    @property
    def strays(self) -> tuple[SideFit, ...]:
        """Sides with points that match no side of the other question."""
        return tuple(one for one in self.side_fits if one.points and not one.is_matched)


def fit_to(plan: PlanSnapshot, *, asked: Question, question: Question) -> Fitting:
    """Lay a plan for the question asked against another question.

    Sides go by what they show (similarity, difference), then by stance, then by their words.
    Both questions must come with paper, board, scheme and topic.
    """
    old, new = outline_of(asked), outline_of(question)
    matches = [_match(side, new.sides) for side in old.sides]
    comparands = _comparands(old, new)
    new_keys = dict(zip((side.uuid for side in new.sides), keys_of(question).sides, strict=True))
    chosen = [found or new.sides[0] for found in matches]
    return Fitting(
        question=question,
        sides={
            pk: new_keys[side.uuid] for pk, side in zip(keys_of(asked).sides, chosen, strict=True)
        },
        comparands=comparands,
        side_fits=tuple(
            SideFit(side, to, len(plan.points_on(side.uuid)), is_matched=found is not None)
            for side, to, found in zip(old.sides, chosen, matches, strict=True)
        ),
        is_mirrored=any(
            found and (side.stance, found.stance) in _OPPOSITES
            for side, found in zip(old.sides, matches, strict=True)
        ),
        outside=sum(
            new.fit(one.evidence.year_from, one.evidence.year_to) in ("outside", "gap")
            for one in plan.placements
        ),
        unmatched_comparands=tuple(
            one.label for one in old.comparands if one.code not in comparands
        ),
    )


def _match(side: SideSnapshot, sides: Sequence[SideSnapshot]) -> SideSnapshot | None:
    """The side of another question that says the same kind of thing, if there is one."""
    by_stance = [one for one in sides if one.stance == side.stance]
    related = [one for one in sides if one.relation == side.relation]
    if side.relation != "none" and related:
        return next((one for one in related if one in by_stance), related[0])
    if side.stance != "neutral" and by_stance:
        return by_stance[0]
    words = side.label.casefold()
    return next((one for one in sides if one.label.casefold() == words), None)


def _comparands(old: QuestionSnapshot, new: QuestionSnapshot) -> dict[str, str]:
    """Codes that name the same thing in both questions: same leaders, best the same code too."""
    found: dict[str, str] = {}
    for one in old.comparands:
        alike = [other for other in new.comparands if set(other.leaders) == set(one.leaders)]
        same = [other.code for other in alike if other.code == one.code]
        if same or len(alike) == 1:
            found[one.code] = (same or [alike[0].code])[0]
    return found
