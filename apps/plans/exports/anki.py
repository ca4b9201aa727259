"""The evidence of a plan as an Anki deck."""

from apps.plans.snapshot import EvidenceSnapshot, PlanSnapshot, QuestionSnapshot
from apps.practice.anki import AnkiCard, anki_deck


def deck_file(plan: PlanSnapshot) -> bytes:
    """Write each item of a plan once, as it was placed, in board order."""
    items = {one.evidence.uuid: one.evidence for one in reversed(plan.placements)}
    in_order = dict.fromkeys(one.evidence.uuid for one in plan.placements)
    cards = [_card(plan.question, items[uuid]) for uuid in in_order]
    return anki_deck(plan.uuid, f"{plan.title}: evidence", cards)


def _card(question: QuestionSnapshot, item: EvidenceSnapshot) -> AnkiCard:
    leaders = (question.leader(code) for code in item.leaders)
    themes = (question.theme(slug) for slug in item.themes)
    return AnkiCard(
        uuid=item.uuid,
        title=item.title,
        text=item.text,
        significance=item.significance,
        years=item.years,
        kind=item.kind,
        standing=item.standing,
        leaders=tuple(leader.name for leader in leaders if leader),
        themes=tuple(theme.name for theme in themes if theme),
        sources=item.sources,
        tags=(*item.leaders, *item.themes),
    )
