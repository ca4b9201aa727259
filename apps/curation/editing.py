"""One item of the bank on a curator's desk: read it, save it, publish it, retire it."""

import hashlib
import json
from uuid import UUID

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404

from apps.accounts.models import User
from apps.curation.duplicates import note_duplicates
from apps.evidence.content import Content, Labels, content_of, write_content, write_rivals
from apps.evidence.history import fetch, record, remember
from apps.evidence.models import EvidenceItem, ItemChange
from apps.plans.models import Placement

# Does not change what the item says.
_NOT_WORDS = {"rivals"}


def bank_item(uuid: UUID, *, locked: bool = False) -> EvidenceItem:
    """An item of the bank in any status, or 404; a student's private item is never found."""
    items = EvidenceItem.objects.filter(owner=None)
    if locked:
        # Two curators who save at once come one after the other.
        get_object_or_404(items.select_for_update(of=("self",)), uuid=uuid)
    return get_object_or_404(items.with_content().select_related("checked_by"), uuid=uuid)


def fingerprint(item: EvidenceItem) -> str:
    """Names what an item says now, so that a form knows whether it was written on that."""
    if item.pk is None:
        return ""
    said = json.dumps([item.status, content_of(item)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def save(item: EvidenceItem, content: Content, *, by: User, publish: bool) -> bool:
    """Store content; whether anything changed. Readers get a new revision where words differ.

    The item may be new; a published one stays published. Call in a transaction that locks it.
    """
    is_new = item.pk is None
    if not is_new:
        remember(item)
    was_status = item.status
    was = None if is_new else content_of(fetch(item.pk))
    changed = {name for name in content if was is None or was[name] != content[name]}
    is_rewritten = bool(changed - _NOT_WORDS)
    becomes_public = publish and was_status != EvidenceItem.Status.PUBLISHED
    if not changed and not becomes_public:
        return False
    if is_rewritten:
        write_content(item, content, Labels.of(item.topic))
    if "rivals" in changed and (was or content["rivals"]):
        write_rivals(item, content)
    if is_rewritten and item.is_checked:
        # The check was of the words as they stood.
        item.unmark_checked()
    if becomes_public or (is_rewritten and was_status == EvidenceItem.Status.PUBLISHED):
        item.publish_again(by=by)
    verb = ItemChange.Verb.CREATED if is_new else ItemChange.Verb.EDITED
    record(item, ItemChange.Verb.PUBLISHED if becomes_public else verb, by=by)
    item.topic.touch()
    note_duplicates(item)
    return True


def retire(item: EvidenceItem, *, by: User) -> bool:
    """Take an item out of the bank; whether it was still in. Plans keep their revision."""
    if item.status == EvidenceItem.Status.RETIRED:
        return False
    remember(item)
    item.retire()
    record(item, ItemChange.Verb.RETIRED, by=by)
    item.topic.touch()
    return True


LIVE_PLACEMENTS = Q(deleted_at=None, point__deleted_at=None, plan__deleted_at=None)


def uses_of(items: list[int]) -> dict[int, tuple[int, int]]:
    """How many plans, and how many of their points, use each item; never whose they are."""
    rows = (
        Placement.objects.filter(LIVE_PLACEMENTS, evidence__in=items)
        .order_by()
        .values_list("evidence")
        .annotate(plans=Count("plan", distinct=True), points=Count("point", distinct=True))
    )
    return {pk: (plans, points) for pk, plans, points in rows}


def plans_using(items: list[int]) -> int:
    """How many different plans use any of the items."""
    live = Placement.objects.filter(LIVE_PLACEMENTS, evidence__in=items)
    return live.aggregate(n=Count("plan", distinct=True))["n"] or 0
