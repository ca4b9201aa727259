"""What happened to items of the bank, step by step, and how to take steps back.

Every door that changes an item records it here: pages, bulk edits, imports and merges. The
content pack does not (its items carry a fingerprint instead), so the first step recorded of
such an item is preceded by how it read before: nothing is ever without a way back.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.evidence.content import Content, Labels, content_of, write_content, write_rivals
from apps.evidence.models import EvidenceItem, ItemChange

_FIELD_LABELS = {
    "title": "Claim",
    "text": "Detail",
    "significance": "Why it matters",
    "year_from": "First year",
    "year_to": "Last year",
    "date_note": "Date as shown",
    "kind": "Kind",
    "standing": "Standing",
    "main_theme": "Main theme",
    "leaders": "Leaders",
    "themes": "Themes",
    "aspects": "Aspects",
    "sources": "Sources",
    "rivals": "Rival items",
}


def fetch(pk: int) -> EvidenceItem:
    """Read an item afresh, with all that its content is made of."""
    return EvidenceItem.objects.with_content().get(pk=pk)


def remember(item: EvidenceItem) -> None:
    """Before a change: keep how the item reads, unless the newest step says just that.

    The content pack writes without a step, so what it wrote is kept here.
    """
    if item.pk:
        remember_many([item])


def record(
    item: EvidenceItem,
    verb: ItemChange.Verb,
    *,
    by: User | None,
    note: str = "",
    batch: UUID | None = None,
) -> ItemChange:
    """Keep what was just done to an item and how it reads now."""
    now = fetch(item.pk)
    return ItemChange.objects.create(
        item=item,
        verb=verb,
        by=by,
        note=note,
        status=now.status,
        content=content_of(now),
        checked_on=now.checked_on,
        checked_by_id=now.checked_by_id,
        batch=batch,
    )


def remember_many(items: list[EvidenceItem]) -> None:
    """As remember(), for many items of the bank at once: a few queries, however many."""
    keys = {item.pk for item in items}
    newest: dict[int, ItemChange] = {}
    for step in ItemChange.objects.filter(item__in=keys).order_by("pk"):
        newest[step.item_id] = step
    known = {pk: (step.status, step.content) for pk, step in newest.items()}
    ItemChange.objects.bulk_create(
        ItemChange(
            item=before,
            verb=ItemChange.Verb.CREATED,
            note="As loaded since" if before.pk in known else "As first loaded",
            status=before.status,
            content=content,
            checked_on=before.checked_on,
            checked_by_id=before.checked_by_id,
        )
        for before in EvidenceItem.objects.with_content().filter(pk__in=keys)
        if known.get(before.pk) != (before.status, content := content_of(before))
    )


def record_many(
    items: list[EvidenceItem], verb: ItemChange.Verb, *, by: User | None, batch: UUID
) -> None:
    """As record(), for many items that were changed in one go."""
    keys = [item.pk for item in items]
    ItemChange.objects.bulk_create(
        ItemChange(
            item=now,
            verb=verb,
            by=by,
            status=now.status,
            content=content_of(now),
            checked_on=now.checked_on,
            checked_by_id=now.checked_by_id,
            batch=batch,
        )
        for now in EvidenceItem.objects.with_content().filter(pk__in=keys).order_by("pk")
    )


@dataclass(frozen=True)
class Difference:
    """One field that two contents disagree on, in words."""

    label: str
    before: str
    after: str


def differences(before: Content, after: Content) -> list[Difference]:
    """What changed between two contents, field by field, in the order of the edit form."""
    return [
        Difference(label, in_words(before.get(name)), in_words(after.get(name)))
        for name, label in _FIELD_LABELS.items()
        if before.get(name) != after.get(name)
    ]


def in_words(value: object) -> str:
    """A value of a content as a person reads it: a list with commas, pairs with semicolons."""
    if isinstance(value, list):
        between = "; " if any(isinstance(each, list) for each in value) else ", "
        return between.join(filter(None, map(in_words, value)))
    return "" if value is None else str(value)


def restore(item: EvidenceItem, change: ItemChange, *, by: User) -> None:
    """Make an item read as it did after a step; a published item gets a new revision."""
    with transaction.atomic():
        remember(item)
        _put_back(item, change, Labels.of(item.topic))
        record(item, ItemChange.Verb.RESTORED, by=by, note=f"As of step {change.pk}")


def _put_back(item: EvidenceItem, change: ItemChange, labels: Labels) -> None:
    """Write a step's content and status; readers get a new revision where the words differ."""
    was = content_of(fetch(item.pk))
    if was != change.content:
        write_content(item, change.content, labels)
    if was["rivals"] != change.content["rivals"]:
        write_rivals(item, change.content)
    # The mark is of these words, if anybody checked them then.
    if (item.checked_on, item.checked_by_id) != (change.checked_on, change.checked_by_id):
        item.checked_on, item.checked_by_id = change.checked_on, change.checked_by_id
        item.save(update_fields=["checked_on", "checked_by", "updated_at"])
    if change.status == EvidenceItem.Status.PUBLISHED:
        if was != change.content or item.status != change.status:
            item.publish_again()
    elif item.status != change.status:
        item.status = change.status
        item.save(update_fields=["status", "updated_at"])


@dataclass
class Undone:
    """What taking back a batch did, as claims of items."""

    restored: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    # Changed by someone since, so left as they are.
    kept: list[str] = field(default_factory=list)

    def add(self, other: "Undone") -> None:
        """Take in what another slice did."""
        self.restored += other.restored
        self.removed += other.removed
        self.retired += other.retired
        self.kept += other.kept


def undo_batch(batch: UUID, *, by: User, among: list[int] | None = None) -> Undone:
    """Take back every step of a batch, but for items that were changed again since.

    An item that the batch created is deleted if no plan ever placed it, else retired.
    ``among`` names the steps to take back now, where a large batch is undone in slices.
    """
    undone = Undone()
    with transaction.atomic():
        steps = ItemChange.objects.filter(batch=batch).select_related("item__topic")
        if among is not None:
            steps = steps.filter(pk__in=among)
        labels: dict[int, Labels] = {}
        for step in steps.order_by("pk"):
            item = step.item
            latest = item.changes.order_by("-pk").values_list("pk", flat=True).first()
            before = item.changes.filter(pk__lt=step.pk).order_by("-pk").first()
            if latest != step.pk:
                undone.kept.append(item.title)
            elif before is not None:
                if item.topic_id not in labels:
                    labels[item.topic_id] = Labels.of(item.topic)
                _put_back(item, before, labels[item.topic_id])
                record(item, ItemChange.Verb.UNDONE, by=by)
                undone.restored.append(before.content["title"])
            elif item.placements.exists():
                item.retire()
                record(item, ItemChange.Verb.UNDONE, by=by)
                undone.retired.append(item.title)
            else:
                undone.removed.append(item.title)
                _delete(item)
    return undone


def _delete(item: EvidenceItem) -> None:
    """Delete an item that no plan ever placed, with its revisions."""
    if item.status == EvidenceItem.Status.PUBLISHED:
        item.retire()
    item.revision = None
    item.save(update_fields=["revision"])
    item.delete()
