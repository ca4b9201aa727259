"""Taking one item into another: their tags and sources, and every plan that uses it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.curation.models import LikelyDuplicate, Merge
from apps.evidence.content import Content, Labels, content_of, write_content
from apps.evidence.history import Undone, fetch, record, remember, undo_batch
from apps.evidence.models import EvidenceItem, ItemChange
from apps.plans.models import Placement
from apps.plans.operations import repoint


class CannotMerge(Exception):
    """The two cannot be merged as things stand; str() says why in plain words."""


@dataclass(frozen=True)
class MergeOutlook:
    """What a merge would do."""

    plans: int
    cards: int
    # In the same point as a card of the kept item, as far as can be seen now.
    together: int


def outlook(kept: EvidenceItem, merged: EvidenceItem) -> MergeOutlook:
    """How many plans and cards a merge would touch; never whose."""
    cards = Placement.objects.filter(evidence=merged)
    points = Placement.objects.filter(evidence=kept).values("point")
    return MergeOutlook(
        plans=cards.values("plan").distinct().count(),
        cards=cards.count(),
        together=cards.filter(point__in=points).count(),
    )


def united(kept: Content, merged: Content) -> Content:
    """The kept content with the tags and sources of the other besides its own."""
    cited = {key for key, _ in kept["sources"]}
    sources = [pair for pair in merged["sources"] if pair[0] not in cited]
    aspects = [pair for pair in merged["aspects"] if pair not in kept["aspects"]]
    return {
        **kept,
        "leaders": sorted({*kept["leaders"], *merged["leaders"]}),
        "themes": sorted({*kept["themes"], *merged["themes"]}),
        "aspects": sorted([*kept["aspects"], *aspects]),
        "sources": sorted([*kept["sources"], *sources]),
    }


def merge(
    kept: EvidenceItem, merged: EvidenceItem, *, unite: bool, by: User, token: UUID
) -> tuple[Merge, int]:
    """Merge one item into another; return the merge and how many cards stayed where they were.

    The items change in one transaction, then each plan in its own, so that no student waits
    for all of them. The same token again goes on where an interrupted merge ended.
    """
    with transaction.atomic():
        # In order of their keys, so that two merges of the same pair do not wait for each other.
        pair = EvidenceItem.objects.filter(pk__in=[kept.pk, merged.pk], owner=None)
        locked = list(pair.order_by("pk").select_for_update(of=("self",)))
        one = Merge.objects.filter(uuid=token).first()
        if one is None:
            _check(kept, merged, locked)
            one = Merge.objects.create(uuid=token, kept=kept, merged=merged, by=by)
            _merge_items(one, unite=unite, by=by)
    return one, 0 if one.undone_at else _move_cards(one, by=by)


def _check(kept: EvidenceItem, merged: EvidenceItem, locked: Iterable[EvidenceItem]) -> None:
    found = {item.pk: item for item in locked}
    if len(found) != 2 or kept.topic_id != merged.topic_id:
        raise CannotMerge("Choose two different items of one topic.")
    if found[kept.pk].status != EvidenceItem.Status.PUBLISHED:
        raise CannotMerge("The item to keep is not published. Publish it first.")
    if found[merged.pk].status == EvidenceItem.Status.RETIRED:
        raise CannotMerge("The other item is retired already.")


def _merge_items(one: Merge, *, unite: bool, by: User) -> None:
    kept, merged = fetch(one.kept_id), fetch(one.merged_id)
    note = f"{merged.title} taken in"[:200]
    content = content_of(kept)
    more = united(content, content_of(merged))
    remember(kept)
    remember(merged)
    if unite and more != content:
        write_content(kept, more, Labels.of(kept.topic))
        if kept.is_checked:
            kept.unmark_checked()
        kept.publish(by=by)
        record(kept, ItemChange.Verb.MERGED, by=by, note=note, batch=one.uuid)
    merged.retire()
    note = f"Taken into {kept.title}"[:200]
    record(merged, ItemChange.Verb.MERGED, by=by, note=note, batch=one.uuid)
    kept.topic.touch()
    pairs = LikelyDuplicate.objects.filter(
        first_id=min(kept.pk, merged.pk), second_id=max(kept.pk, merged.pk)
    )
    for pair in pairs:
        pair.decide(LikelyDuplicate.State.MERGED, by=by)


def _move_cards(one: Merge, *, by: User) -> int:
    """Repoint the cards of the merged item, plan by plan; how many stay with it."""
    waiting = Placement.objects.filter(evidence=one.merged_id)
    for plan in list(waiting.order_by("plan").values_list("plan", flat=True).distinct()):
        with transaction.atomic():
            cards = list(waiting.filter(plan=plan).values_list("uuid", flat=True))
            if repoint(plan, cards=cards, to=one.kept, by=by, op_id=uuid5(one.uuid, "merge")):
                moved = Placement.objects.filter(plan=plan, uuid__in=cards, evidence=one.kept_id)
                fresh = Merge.objects.select_for_update(of=("self",)).get(pk=one.pk)
                pairs = moved.values_list("plan__uuid", "uuid")
                fresh.moved += [[str(plan_uuid), str(uuid)] for plan_uuid, uuid in pairs]
                fresh.save(update_fields=["moved"])
    one.refresh_from_db()
    return waiting.count()


def undo_merge(one: Merge, *, by: User) -> Undone | None:
    """Take a merge back: both items as they were, and the cards that still are there.

    None when it was undone before. A card whose student has taken the kept item's text stays.
    """
    if one.undone_at:
        return None
    # The cards first: interrupted, it can be asked for again and goes on where it ended.
    by_plan: dict[str, list[UUID]] = {}
    for plan, card in one.moved:
        by_plan.setdefault(plan, []).append(UUID(card))
    for plan, cards in by_plan.items():
        # A card moved twice still has the text of the first item: only the kept one's stays.
        here = Placement.objects.filter(
            plan__uuid=plan, uuid__in=cards, evidence=one.kept_id
        ).exclude(revision__item=one.kept_id)
        rows = list(here.values_list("plan", "uuid"))
        if rows:
            keys = [uuid for _, uuid in rows]
            op_id = uuid5(one.uuid, "undo")
            repoint(rows[0][0], cards=keys, to=one.merged, by=by, op_id=op_id)
    with transaction.atomic():
        one = Merge.objects.select_for_update(of=("self",)).get(pk=one.pk)
        if one.undone_at:
            return None
        undone = undo_batch(one.uuid, by=by)
        one.undone_at = timezone.now()
        one.undone_by = by
        one.save(update_fields=["undone_at", "undone_by"])
        LikelyDuplicate.objects.filter(
            first_id=min(one.kept_id, one.merged_id), second_id=max(one.kept_id, one.merged_id)
        ).update(state=LikelyDuplicate.State.OPEN, decided_by=None, decided_at=None)
    return undone
