"""J rules: the answer at the end."""

import re
from collections.abc import Iterator

from apps.plans.checks.findings import Signal
from apps.plans.checks.thresholds import Thresholds
from apps.plans.checks.wording import tokens, words
from apps.plans.snapshot import PlanSnapshot

_FENCE = re.compile(r"\b(both (?:are|were) equally|it depends)\b")


def no_judgement(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """J1: no judgement, or one too short to be reasoned."""
    written = words(plan.judgement)
    if written < thresholds.judgement_words:
        yield Signal("J1", target_kind="judgement", variant="short" if written else "")


def fence(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """J2: a judgement that takes no side and names no point that decides it."""
    if words(plan.judgement) < thresholds.judgement_words or plan.decisive_point:
        return
    if plan.judgement_stance is None:
        yield Signal("J2", target_kind="judgement", variant="unset")
    elif plan.judgement_stance == 0:
        yield Signal("J2", target_kind="judgement")
    elif phrase := _FENCE.search(" ".join(tokens(plan.judgement))):
        yield Signal(
            "J2", target_kind="judgement", params={"phrase": phrase.group()}, variant="phrase"
        )


def contradicts(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """J4: the opening leans one way and the judgement the other."""
    opening, closing = plan.thesis_stance, plan.judgement_stance
    if opening and closing and (opening > 0) != (closing > 0):
        yield Signal(
            "J4",
            target_kind="judgement",
            params={"opening": _lean(plan, opening), "closing": _lean(plan, closing)},
        )


def _lean(plan: PlanSnapshot, stance: int) -> str:
    """Name the side a stance leans to, as the board does."""
    wanted = "support" if stance > 0 else "challenge"
    for side in plan.question.sides:
        if side.stance == wanted and side.label.strip():
            return f"towards ‘{side.label.strip()}’"
    return "for the view" if stance > 0 else "against the view"


def no_concession(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """J6: the other side is not conceded anything; too early to ask while nothing is argued."""
    if not plan.concession.strip() and (plan.points or plan.judgement.strip()):
        yield Signal("J6", target_kind="judgement")


RULES = (no_judgement, fence, contradicts, no_concession)
