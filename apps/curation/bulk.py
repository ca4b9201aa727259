"""One change made to many items at once, and taking it back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.curation.editing import plans_using
from apps.curation.models import BulkEdit
from apps.evidence.content import Content, Labels, content_of, write_content
from apps.evidence.history import Undone, record, record_many, remember_many, undo_batch
from apps.evidence.models import EvidenceItem, ItemChange
from apps.evidence.publishing import reasons_against

MOST_ITEMS = 500
# An item is about ten rows; others may write between two slices.
ITEMS_A_SLICE = 25

Change = Callable[[Content], Content]


@dataclass(frozen=True)
class Action:
    """What a bulk edit does. change is what it makes of a content; none for a change of state.

    needs names the form field that its value comes from.
    """

    name: str
    label: str
    needs: str = ""


ACTIONS = (
    Action("add_theme", "Add theme", "theme"),
    Action("remove_theme", "Take off theme", "theme"),
    Action("set_main_theme", "Make main theme", "theme"),
    Action("add_leader", "Add leader", "leader"),
    Action("remove_leader", "Take off leader", "leader"),
    Action("add_aspect", "Add aspect", "aspect"),
    Action("set_kind", "Set kind", "kind"),
    Action("set_standing", "Set standing", "standing"),
    Action("add_source", "Add source", "source"),
    Action("check", "Mark as checked by me today"),
    Action("publish", "Publish"),
    Action("retire", "Retire"),
)
_NEEDS = {action.name: action.needs for action in ACTIONS}
_LABELS = {action.name: action.label for action in ACTIONS}


@dataclass(frozen=True)
class Order:
    """A bulk edit that was asked for: what to do, with which value, and how that is called."""

    action: str
    value: str = ""
    value_name: str = ""
    locator: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """The order as the fields of a form."""
        needed = _NEEDS[self.action]
        value = {needed: self.value, "locator": self.locator} if needed else {}
        return {"action": self.action, **value}

    @property
    def what(self) -> str:
        """In words, such as: Add theme: Terror."""
        label = _LABELS[self.action]
        return f"{label}: {self.value_name}"[:200] if self.value_name else label


@dataclass
class Outlook:
    """What a bulk edit would do to the items chosen."""

    changed: list[EvidenceItem] = field(default_factory=list)
    same: int = 0
    # Not possible, with the reason: counts by reason.
    refused: dict[str, int] = field(default_factory=dict)
    plans: int = 0


def _with(content: Content, **changes: object) -> Content:
    return {**content, **changes}


def changed_content(content: Content, order: Order) -> Content | str:
    """The content after a change of words or tags; a sentence when it cannot be made."""
    value = order.value
    if order.action == "add_theme":
        return _with(content, themes=sorted({*content["themes"], value}))
    if order.action == "remove_theme":
        if content["main_theme"] == value:
            return "It is the main theme."
        rest = [each for each in content["themes"] if each != value]
        aspects = [pair for pair in content["aspects"] if pair[0] != value]
        return _with(content, themes=rest, aspects=aspects)
    if order.action == "set_main_theme":
        themes = sorted({*content["themes"], value})
        return _with(content, themes=themes, main_theme=value)
    if order.action == "add_leader":
        return _with(content, leaders=sorted({*content["leaders"], value}))
    if order.action == "remove_leader":
        rest = [each for each in content["leaders"] if each != value]
        if not rest and content["leaders"]:
            return "It would have no leader."
        return _with(content, leaders=rest)
    if order.action == "add_aspect":
        pair = value.split("/")
        if pair[0] not in content["themes"]:
            return "It is not under the theme of this aspect."
        return _with(content, aspects=sorted([*_others(content["aspects"], pair), pair]))
    if order.action == "set_kind":
        return _with(content, kind=value)
    if order.action == "set_standing":
        if value == EvidenceItem.Standing.SETTLED and content["rivals"]:
            return "It has rivals, so it is not settled."
        return _with(content, standing=value)
    if value in {key for key, _ in content["sources"]}:
        return content
    return _with(content, sources=sorted([*content["sources"], [value, order.locator]]))


def _others(pairs: list[list[str]], pair: list[str]) -> list[list[str]]:
    return [each for each in pairs if each != pair]


def outlook(items: list[EvidenceItem], order: Order) -> Outlook:
    """What an order would do to these items (fetched with their content); nothing is stored."""
    found = Outlook()
    for item in items:
        result = _result(item, order)
        if isinstance(result, str):
            found.refused[result] = found.refused.get(result, 0) + 1
        elif result:
            found.changed.append(item)
        else:
            found.same += 1
    found.plans = plans_using([item.pk for item in found.changed])
    return found


def _result(item: EvidenceItem, order: Order) -> bool | str:
    """Whether an order changes an item; a sentence when it cannot be carried out on it."""
    if order.action == "check":
        return not item.is_checked
    if order.action == "retire":
        return item.status != EvidenceItem.Status.RETIRED
    content = content_of(item)
    if order.action == "publish":
        if item.status == EvidenceItem.Status.PUBLISHED:
            return False
        return " ".join(reasons_against(content)) or True
    result = changed_content(content, order)
    return result if isinstance(result, str) else result != content


def carry_out(items: list[int], order: Order, *, by: User, token: UUID) -> BulkEdit:
    """Carry out an order on items of the bank, slice by slice; all steps share the token.

    The same token again returns what was done, or is being done, for it.
    """
    chosen = EvidenceItem.objects.filter(pk__in=items, owner=None)
    found = outlook(list(chosen.with_content().order_by("pk")), order)
    edit, _ = BulkEdit.objects.get_or_create(
        uuid=token,
        defaults={
            "by": by,
            "what": order.what,
            "items": len(found.changed),
            "plans": found.plans,
        },
    )
    if edit.undone_at:
        return edit
    # The same form sent again goes on with what is left of an edit that was cut short.
    topics = {item.topic_id: item.topic for item in found.changed}
    known = {pk: Labels.of(topic) for pk, topic in topics.items()}
    keys = [item.pk for item in found.changed]
    for start in range(0, len(keys), ITEMS_A_SLICE):
        _change_slice(keys[start : start + ITEMS_A_SLICE], order, known, by=by, batch=token)
    for topic in topics.values():
        topic.touch()
    return edit


def _change_slice(
    keys: list[int], order: Order, known: dict[int, Labels], *, by: User, batch: UUID
) -> None:
    """Change a few items together, as they stand once they are locked."""
    with transaction.atomic():
        # Taken back while it was at work: no more of it.
        if BulkEdit.objects.select_for_update(of=("self",)).get(uuid=batch).undone_at:
            return
        locked = EvidenceItem.objects.filter(pk__in=keys).order_by("pk")
        list(locked.select_for_update(of=("self",)).values_list("pk", flat=True))
        found = outlook(list(locked.with_content()), order)
        remember_many(found.changed)
        for item in found.changed:
            _change_one(item, order, known[item.topic_id], by=by)
        record_many(found.changed, _VERBS.get(order.action, _EDITED), by=by, batch=batch)


_EDITED = ItemChange.Verb.BULK_EDITED
_VERBS = {
    "check": ItemChange.Verb.CHECKED,
    "publish": ItemChange.Verb.PUBLISHED,
    "retire": ItemChange.Verb.RETIRED,
}


def _change_one(item: EvidenceItem, order: Order, labels: Labels, *, by: User) -> None:
    if order.action == "check":
        item.mark_checked(by)
    elif order.action == "retire":
        item.retire()
    elif order.action == "publish":
        item.publish_again(by=by)
    else:
        content = changed_content(content_of(item), order)
        if isinstance(content, dict):
            write_content(item, content, labels)
            if item.is_checked:
                # The check was of the item as it stood.
                item.unmark_checked()
            if item.status == EvidenceItem.Status.PUBLISHED:
                item.publish(by=by)


def undo(edit: BulkEdit, *, by: User) -> Undone | None:
    """Take a bulk edit back, but for items changed since; none when it was undone before."""
    undone = Undone()
    steps = list(ItemChange.objects.filter(batch=edit.uuid).order_by("pk"))
    for start in range(0, len(steps), ITEMS_A_SLICE):
        some = steps[start : start + ITEMS_A_SLICE]
        with transaction.atomic():
            if BulkEdit.objects.select_for_update(of=("self",)).get(pk=edit.pk).undone_at:
                return None
            if some[0].verb == ItemChange.Verb.CHECKED:
                undone.add(_take_checks_off(some, by=by))
            else:
                undone.add(undo_batch(edit.uuid, by=by, among=[step.pk for step in some]))
    is_first = BulkEdit.objects.filter(pk=edit.pk, undone_at=None).update(
        undone_at=timezone.now(), undone_by=by
    )
    return undone if is_first else None


def _take_checks_off(steps: list[ItemChange], *, by: User) -> Undone:
    """Check marks are not part of what an item says, so they are taken back here."""
    undone = Undone()
    for step in steps:
        if step.item.changes.first() == step:
            step.item.unmark_checked()
            record(step.item, ItemChange.Verb.UNCHECKED, by=by)
            undone.restored.append(step.item.title)
        else:
            undone.kept.append(step.item.title)
    return undone
