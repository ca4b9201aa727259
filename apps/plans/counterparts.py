"""Counterparts: what would match evidence on one thing compared, on the other.

A point compares when it holds evidence on at least two comparands. For one that does not yet,
or for any placed card, this finds items on the others and says which fit best.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import User
from apps.evidence.models import EvidenceItem
from apps.plans.display import FULL_TALLY, BoardView, CardView, ChipRef, PointView, leader_chips
from apps.plans.models import Plan
from apps.plans.snapshot import (
    ComparandSnapshot,
    EvidenceSnapshot,
    PlacementSnapshot,
    QuestionSnapshot,
    ThemeRef,
    evidence_of,
)

# How many a comparand is offered: few enough to choose from; fewer each where many are compared.
OFFERED = 8
OFFERED_OF_MANY = 3

_STANDINGS = ("settled", "estimate", "disputed")
# Further apart than any two years of a reign: for evidence on nobody who ruled.
_FAR = 10_000


@dataclass(frozen=True, slots=True)
class Offer:
    """An item that would match; used_in are the numbers of the points that hold it already."""

    evidence: EvidenceSnapshot
    chips: tuple[ChipRef, ...]
    theme: ThemeRef | None
    used_in: str
    shares_aspect: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The best offers on one comparand, and how many more there are."""

    comparand: ComparandSnapshot
    offers: tuple[Offer, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Counterparts:
    """What is matched: a point, or one card in it; and what is offered for it.

    theme is the one the offers share, where there is one.
    """

    view: PointView
    card: CardView | None
    theme: ThemeRef | None
    groups: tuple[Group, ...]


def _into_rule(question: QuestionSnapshot, evidence: EvidenceSnapshot) -> list[int]:
    """How many years into the rule of each of its leaders evidence begins."""
    leaders = (question.leader(code) for code in evidence.leaders)
    return [evidence.year_from - leader.power_from for leader in leaders if leader]


def rank(
    candidates: Iterable[EvidenceSnapshot],
    *,
    beside: Sequence[EvidenceSnapshot],
    themes: Sequence[str],
    question: QuestionSnapshot,
    used: Collection[str] = (),
) -> list[EvidenceSnapshot]:
    """Put candidates in order, the best match first.

    The order, each step deciding only between those that the steps before leave equal:
    1. an aspect in common with evidence it would stand beside;
    2. a theme in common: the first of themes, then any other of them;
    3. the same kind (a statistic beside a statistic);
    4. the nearest years in reign: the third year of a rule matches the third year of another;
    5. its standing: settled, estimate, disputed;
    6. not used in the plan yet (used holds the ids of items that are).
    What is still equal stands by years, then title. Steps 1, 3 and 4 look at whichever piece
    of evidence is the best match; without any they leave all equal.
    """
    reigns = [_into_rule(question, one) for one in beside]

    def order(candidate: EvidenceSnapshot) -> tuple[Any, ...]:
        years = _into_rule(question, candidate)
        theme = min(
            (min(themes.index(slug), 1) for slug in candidate.themes if slug in themes), default=2
        )
        closest = min(
            (
                (
                    not set(one.aspects) & set(candidate.aspects),
                    one.kind != candidate.kind,
                    min((abs(a - b) for a in reign for b in years), default=_FAR),
                )
                for one, reign in zip(beside, reigns, strict=True)
            ),
            default=(True, True, _FAR),
        )
        return (
            closest[0],
            theme,
            *closest[1:],
            _STANDINGS.index(candidate.standing),
            candidate.uuid in used,
            candidate.year_from,
            candidate.year_to,
            candidate.title,
            candidate.uuid,
        )

    return sorted(candidates, key=order)


def counterparts_of(
    plan: Plan,
    board: BoardView,
    *,
    user: User | AnonymousUser,
    view: PointView,
    card: CardView | None = None,
) -> Counterparts:
    """Offer matches for a point, or for one card in it: one query."""
    question = board.question
    placed = [one.placement for one in view.cards if card is None or one == card]
    beside = [one.evidence for one in placed if not one.is_context]
    themes = _themes(view, beside)
    wanted = _wanted(question, view, card)
    found = _found(plan, question, user=user, wanted=wanted, themes=themes)
    here = {one.placement.evidence.uuid for one in view.cards}
    used: dict[str, list[str]] = {}
    for point in board.plan.points:
        for placement in point.placements:
            used.setdefault(placement.evidence.uuid, []).append(point.number)
    aspects = {aspect for one in beside for aspect in one.aspects}
    limit = OFFERED if len(question.comparands) <= FULL_TALLY else OFFERED_OF_MANY
    groups = []
    # An item about several of them stands once, under the first.
    offered: set[str] = set()
    for comparand in wanted:
        ranked = rank(
            (
                one
                for one in found
                if one.uuid not in here | offered
                and comparand.code
                in question.comparands_of(one.leaders, one.year_from, one.year_to)
            ),
            beside=beside,
            themes=themes,
            question=question,
            used=used,
        )
        offers = tuple(
            Offer(
                evidence=one,
                chips=leader_chips(question, one.leaders),
                theme=question.theme(one.themes[0]) if one.themes else None,
                used_in=", ".join(used.get(one.uuid, ())),
                shares_aspect=bool(aspects & set(one.aspects)),
            )
            for one in ranked[:limit]
        )
        offered |= {one.evidence.uuid for one in offers}
        groups.append(Group(comparand, offers, len(ranked) - len(offers)))
    return Counterparts(
        view=view,
        card=card,
        theme=question.theme(themes[0]) if themes else None,
        groups=tuple(groups),
    )


def _themes(view: PointView, beside: Sequence[EvidenceSnapshot]) -> list[str]:
    """The theme the point is argued under, then those of its evidence, main ones first."""
    own = [view.theme.slug] if view.theme else []
    main = [one.themes[0] for one in beside if one.themes]
    others = [slug for one in beside for slug in one.themes[1:]]
    return list(dict.fromkeys([*own, *main, *others]))


def _wanted(
    question: QuestionSnapshot, view: PointView, card: CardView | None
) -> list[ComparandSnapshot]:
    """The comparands a point lacks, or those that a card is not about."""
    has = _about(question, card.placement) if card else view.point.comparands
    return [one for one in question.comparands if one.code not in has]


def _about(question: QuestionSnapshot, placement: PlacementSnapshot) -> tuple[str, ...]:
    """The comparands a card counts for; of one that does not count, those of its leaders."""
    if placement.comparands:
        return placement.comparands
    leaders = set(placement.evidence.leaders)
    return tuple(one.code for one in question.comparands if leaders & set(one.leaders))


def _found(
    plan: Plan,
    question: QuestionSnapshot,
    *,
    user: User | AnonymousUser,
    wanted: Sequence[ComparandSnapshot],
    themes: Sequence[str],
) -> list[EvidenceSnapshot]:
    """Items on what is wanted, in its years, under these themes or else the question's."""
    if not wanted:
        return []
    items = (
        EvidenceItem.objects.placeable_by(user)
        .filter(
            topic=plan.question.topic_id,
            leaders__code__in={code for one in wanted for code in one.leaders},
        )
        .in_years(min(one.year_from for one in wanted), max(one.year_to for one in wanted))
    )
    shared = themes or question.question_themes
    if shared:
        items = items.filter(themes__slug__in=shared)
    return [
        evidence_of(item.revision, is_private=item.owner_id is not None, uuid=str(item.uuid))
        for item in items.with_revision().order_by("pk").distinct()
        if item.revision
    ]
