"""Facts that historians differ on: groups of rival items, and their links."""

from collections import defaultdict

from django.db import transaction

from apps.accounts.models import User
from apps.evidence.history import record, remember
from apps.evidence.models import EvidenceItem, ItemChange, Topic

_SETTLED = EvidenceItem.Standing.SETTLED


class NotDisputed(Exception):
    """One of the two is settled, so it cannot have a rival."""


def groups_of(topic: Topic) -> list[list[int]]:
    """Keys of items that are connected by being rivals, the earliest group first."""
    links = EvidenceItem.rivals.through.objects.filter(
        from_evidenceitem__topic=topic, from_evidenceitem__owner=None
    )
    pairs = links.order_by("from_evidenceitem__year_from", "from_evidenceitem", "to_evidenceitem")
    beside: dict[int, list[int]] = defaultdict(list)
    for one, other in pairs.values_list("from_evidenceitem", "to_evidenceitem"):
        beside[one].append(other)
    groups: list[list[int]] = []
    seen: set[int] = set()
    for start in beside:
        if start in seen:
            continue
        group, ahead = [], [start]
        while ahead:
            key = ahead.pop(0)
            if key not in seen:
                seen.add(key)
                group.append(key)
                ahead += beside[key]
        groups.append(group)
    return groups


def link(one: EvidenceItem, other: EvidenceItem, *, by: User, set_disputed: bool) -> bool:
    """Make two items rivals of each other; whether they were not yet.

    NotDisputed when one of them is settled, unless that is to be changed as well.
    """
    with transaction.atomic():
        one, other = _locked(one, other)
        settled = [item for item in (one, other) if item.standing == _SETTLED]
        if settled and not set_disputed:
            raise NotDisputed
        if one.rivals.filter(pk=other.pk).exists() and not settled:
            return False
        for item in (one, other):
            remember(item)
        one.rivals.add(other)
        for item in settled:
            item.standing = EvidenceItem.Standing.DISPUTED
            item.save(update_fields=["standing", "updated_at"])
            if item.is_checked:
                # The check was of the item as it stood.
                item.unmark_checked()
            if item.status == EvidenceItem.Status.PUBLISHED:
                item.publish(by=by)
        for item, rival in ((one, other), (other, one)):
            note = f"Rival of {rival.title}"[:200]
            record(item, ItemChange.Verb.EDITED, by=by, note=note)
    return True


def unlink(one: EvidenceItem, other: EvidenceItem, *, by: User) -> bool:
    """Take the link between two rivals away; whether there was one. Their standing stays."""
    with transaction.atomic():
        one, other = _locked(one, other)
        if not one.rivals.filter(pk=other.pk).exists():
            return False
        for item in (one, other):
            remember(item)
        one.rivals.remove(other)
        for item, rival in ((one, other), (other, one)):
            note = f"No longer a rival of {rival.title}"[:200]
            record(item, ItemChange.Verb.EDITED, by=by, note=note)
    return True


def _locked(one: EvidenceItem, other: EvidenceItem) -> tuple[EvidenceItem, EvidenceItem]:
    pair = EvidenceItem.objects.filter(pk__in=[one.pk, other.pk])
    found = {item.pk: item for item in pair.order_by("pk").select_for_update(of=("self",))}
    return found[one.pk], found[other.pk]
