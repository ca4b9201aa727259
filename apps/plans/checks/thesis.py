"""T rules: the answer at the start and the criteria it is judged by."""

from collections.abc import Iterator

from apps.plans.checks.findings import Signal
from apps.plans.checks.thresholds import Thresholds
from apps.plans.checks.wording import says, tokens, topic_stems, words
from apps.plans.snapshot import CriterionSnapshot, PlanSnapshot

# Words that do not tell one criterion from another.
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "how", "in", "is", "it", "its", "of", "on", "or"}
    | {"that", "the", "their", "they", "to", "was", "were", "what", "which", "who", "with"}
)


def no_thesis(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """T1: no answer before the points, or a middle one that does not say so."""
    if words(plan.thesis) < thresholds.thesis_words:
        yield Signal("T1", target_kind="thesis")
    elif plan.thesis_stance == 0 and not (
        says(plan.thesis, "partly") or says(plan.thesis, "to some extent")
    ):
        yield Signal("T1", target_kind="thesis", variant="middle")


def written_criteria(plan: PlanSnapshot) -> list[CriterionSnapshot]:
    """Criteria that say something; an empty line is not one yet."""
    return [one for one in plan.criteria if one.text.strip()]


def no_criteria(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """T3: nothing, or too little, to judge by."""
    criteria = written_criteria(plan)
    if not criteria:
        variant = "required" if thresholds.requires_criteria else ""
        yield Signal("T3", target_kind="criteria", variant=variant)
    elif len(criteria) < thresholds.min_criteria:
        named = {"criterion": criteria[0].text.strip()}
        yield Signal("T3", target_kind="criteria", params=named, variant="few")


def unused_criteria(plan: PlanSnapshot) -> list[CriterionSnapshot]:
    """Criteria that no point is tied to and the judgement does not mention."""
    tied = {uuid for point in plan.points for uuid in point.criteria}
    return [
        one
        for one in written_criteria(plan)
        if one.uuid not in tied and not _mentions(plan.judgement, one.text)
    ]


def criteria_unused(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """T4: a criterion is set but not used; there is nothing to use it in before the first point."""
    if not plan.points:
        return
    for one in unused_criteria(plan):
        yield Signal("T4", one.uuid, "criterion", {"criterion": one.text.strip()})


def _mentions(text: str, criterion: str) -> bool:
    """Say whether a text uses the telling words of a criterion, in any order or number."""
    telling = [word for word in tokens(criterion) if word not in _SMALL_WORDS]
    if not telling:
        return criterion.strip().casefold() in text.casefold()
    return {_stem(word) for word in telling} <= {_stem(word) for word in tokens(text)}


def _stem(word: str) -> str:
    return word.removesuffix("'s").removesuffix("\u2019s").removesuffix("s")


def restates(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """T2: an opening made of the question's own words, without a reason."""
    if words(plan.thesis) < thresholds.thesis_words:
        return
    if says(plan.thesis, "because") or says(plan.thesis, "although"):
        return
    said = topic_stems(plan.thesis)
    asked = topic_stems(f"{plan.question.stem} {plan.question.view}")
    if said and len(said & asked) / len(said) >= thresholds.restated_share:
        yield Signal("T2", target_kind="thesis")


def no_context(plan: PlanSnapshot, thresholds: Thresholds) -> Iterator[Signal]:
    """T5: no wider setting, for boards that look for one."""
    if thresholds.requires_context and words(plan.context) < thresholds.context_words:
        yield Signal("T5", target_kind="context", variant="short" if plan.context.strip() else "")


RULES = (no_thesis, restates, no_criteria, criteria_unused, no_context)
