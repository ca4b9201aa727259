"""J rules: the answer at the end."""

import re
from collections.abc import Iterator

from apps.plans.checks.findings import Signal
from apps.plans.checks.reading import THEMATIC_MATRIX, points_in
from apps.plans.checks.thresholds import Thresholds
from apps.plans.checks.wording import has_link, names_in, stem, tokens, words
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


def no_reason(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """J3: a judgement without a word that gives a reason, and no point named as decisive."""
    if words(plan.judgement) < max(thresholds.judgement_words, 1) or plan.decisive_point:
        return
    if not has_link(plan.judgement):
        yield Signal("J3", target_kind="judgement")


def outweighed(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """J5: the judgement sides with fewer points and less evidence, and concedes nothing."""
    stance = plan.judgement_stance
    if not stance or plan.concession.strip():
        return
    weights: dict[str, tuple[int, int]] = {}
    for name in ("support", "challenge"):
        points = [
            point
            for side in plan.question.sides
            if side.stance == name
            for point in plan.points_on(side.uuid)
        ]
        weights[name] = (len(points), sum(len(point.placements) for point in points))
    chosen, other = ("support", "challenge") if stance > 0 else ("challenge", "support")
    if all(ours < theirs for ours, theirs in zip(weights[chosen], weights[other], strict=True)):
        yield Signal("J5", target_kind="judgement", params={"lean": _lean(plan, stance)})


def new_evidence(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """J7: the judgement names a year or a person, place or body found nowhere else in the plan."""
    question = plan.question
    known = [plan.thesis, plan.context, plan.concession, question.stem, question.view]
    known += [text for point in plan.points for text in (point.claim, point.explanation)]
    for row in plan.rows:
        known += [row.label, row.mini_judgement, row.key_difference]
    known += [one.text for one in plan.criteria]
    known += [one.label for one in question.comparands] + [side.label for side in question.sides]
    known += [f"{leader.name} {leader.short_name}" for leader in question.leaders]
    for one in plan.placements:
        held = one.evidence
        known += [held.title, held.text, held.significance, held.years, one.note]
        known.append(f"{held.year_from} {held.year_to}")
    years = {str(year) for year in range(question.period_from, question.period_to + 1)}
    borders = {str(question.period_from), str(question.period_to)}
    stems = {one for text in known for word in tokens(text) for one in _spellings(word)}
    for name in names_in(plan.judgement):
        is_known = {one for word in tokens(name) for one in _spellings(word)} & stems
        if not is_known and name not in borders and (not name.isdigit() or name in years):
            yield Signal("J7", target_kind="judgement", params={"name": name})
            return


def _spellings(word: str) -> set[str]:
    """The stems of a word as it stands, of its parts at hyphens and of it written in one."""
    parts = re.split("[-\u2010\u2011]", word)
    return {stem(one) for one in (word, "".join(parts), *parts) if one}


def rows_disagree(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """J8: most themes are said to be alike (or unlike) and the judgement leans the other way."""
    stance = plan.judgement_stance
    said = [row.extent for row in plan.rows if row.extent is not None]
    if not stance or len(said) < 2:
        return
    wanted = "support" if stance > 0 else "challenge"
    relations = {side.relation for side in plan.question.sides if side.stance == wanted}
    for relation, opposite, words_for in (
        ("difference", [one for one in said if one > 0], ("alike", "different")),
        ("similarity", [one for one in said if one < 0], ("different", "alike")),
    ):
        if relations == {relation} and len(opposite) / len(said) >= thresholds.clear_majority:
            yield Signal(
                "J8",
                target_kind="judgement",
                params={
                    "most": f"{len(opposite)} of your {len(said)} themes",
                    "rows": words_for[0],
                    "closing": words_for[1],
                },
            )


def no_mini_judgement(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """M1: a theme with points but no verdict of its own, where the plan is built by theme."""
    if THEMATIC_MATRIX not in (plan.shape, plan.question.template):
        return
    for row in plan.rows:
        if points_in(plan, row) and not row.mini_judgement.strip():
            yield Signal("M1", row.uuid, "row", {"row": row.label})


RULES = (
    no_judgement,
    fence,
    no_reason,
    contradicts,
    outweighed,
    no_concession,
    new_evidence,
    rows_disagree,
    no_mini_judgement,
)
