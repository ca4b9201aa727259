"""Carrying out operations: the one door through which a plan changes.

apply() runs one operation in one transaction: it locks the plan row, checks the right to
edit, changes rows, renumbers, logs the operation with its inverse and only then commits.
The same operation sent twice is carried out once; undo and redo are operations themselves.
docs/operations.md describes the protocol from outside.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import User
from apps.evidence.models import EvidenceItem
from apps.plans import schema
from apps.plans.board import Layout, load
from apps.plans.desk import Affected, Desk, Primitive, Refused, Who
from apps.plans.models import Operation, Plan
from apps.plans.schema import Sent


@dataclass(slots=True)
class Applied:
    """An operation carried out: its result, the plan afterwards and what to draw again.

    layout is None for a replay, which changes nothing.
    """

    version: int
    result: dict[str, Any]
    replayed: bool
    layout: Layout | None
    affected: Affected
    undo_label: str
    redo_label: str


def apply(*, plan_uuid: UUID, who: Who, operation: Sent) -> Applied:
    """Carry out one operation; Refused says why not.

    An operation id that was carried out before returns the stored result when the content is
    the same, and is refused with 422 when it is not. django.db.OperationalError means that the
    plan stayed locked for too long or the database is away: nothing was changed.
    """
    refusal = Refused(404, "not_found", "There is no such plan.")
    try:
        with transaction.atomic():
            plan, is_seen = _lock(plan_uuid=plan_uuid, who=who, op_id=operation.id)
            if plan and not is_seen:
                return _carry_out(plan, who=who, operation=operation)
    except Refused as error:
        refusal = error
    except IntegrityError:
        refusal = Refused(409, "taken", "That id is already used on this board.")
    # Not only after is_seen: the same operation sent twice at once waits for the lock, and
    # PostgreSQL answered is_seen before the wait.
    seen = _replay_of(plan_uuid=plan_uuid, who=who, operation=operation)
    if seen is None:
        raise refusal
    return seen


def hash_of(operation: Sent) -> str:
    """Fingerprint an operation's content (SHA-256, hex), so that a reused id is noticed."""
    content = operation.model_dump(mode="json")
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _lock(*, plan_uuid: UUID, who: Who, op_id: UUID) -> tuple[Plan | None, bool]:
    """Lock and return the plan, and whether the operation was carried out on it before."""
    seen = Operation.objects.filter(plan=OuterRef("pk"), op_id=op_id)
    plan = (
        Plan.objects.visible_to(who.user, who.demo_key)
        .with_question()
        .select_for_update(of=("self",))
        .filter(uuid=plan_uuid)
        .annotate(is_seen=Exists(seen))
        .first()
    )
    return plan, getattr(plan, "is_seen", False)


def _replay_of(*, plan_uuid: UUID, who: Who, operation: Sent) -> Applied | None:
    plan = (
        Plan.objects.visible_to(who.user, who.demo_key)
        .select_related("undo_top", "redo_top")
        .filter(uuid=plan_uuid)
        .first()
    )
    seen = plan.operations.filter(op_id=operation.id).first() if plan else None
    if plan is None or seen is None:
        return None
    if seen.payload_hash != hash_of(operation):
        raise Refused(422, "id_reused", "This id was used for another operation.")
    return Applied(
        version=plan.version,
        result={**seen.result, "replayed": True},
        replayed=True,
        layout=None,
        affected=Affected(body=True, view=True, judgement=True),
        undo_label=plan.undo_top.label if plan.undo_top else "",
        redo_label=plan.redo_top.label if plan.redo_top else "",
    )


def _carry_out(plan: Plan, *, who: Who, operation: Sent) -> Applied:
    if plan.deleted_at:
        raise Refused(409, "locked", "This plan is in the bin. Restore it to go on.")
    desk = Desk(load(plan), who)
    if isinstance(operation, schema.Step):
        label, below = desk.step(operation)
    else:
        label, below = desk.carry_out(operation), plan.undo_top_id
    desk.write()
    plan.version += 1
    logged = Operation.objects.create(
        plan=plan,
        seq=plan.version,
        op_id=operation.id,
        actor=who.actor,
        verb=operation.verb,
        noun=operation.noun,
        payload=desk.payload,
        payload_hash=hash_of(operation),
        inverse=desk.inverse,
        result={"adjusted": desk.adjusted, "announce": desk.announce},
        label=label[:200],
        below_id=below,
    )
    undo_label, redo_label = desk.move_tops(operation, logged)
    plan.save(update_fields=[*desk.plan_fields, "version", "undo_top", "redo_top", "updated_at"])
    return Applied(
        version=plan.version,
        result=logged.result,
        replayed=False,
        layout=desk.layout,
        affected=desk.affected,
        undo_label=undo_label,
        redo_label=redo_label,
    )


def repoint(plan_pk: int, *, cards: Sequence[UUID], to: EvidenceItem, by: User, op_id: UUID) -> int:
    """Make cards of a plan count as another item, their text unchanged; how many were.

    One operation in the plan's log, outside the student's undo and redo, carried out once for
    an op_id; also on a plan in the bin and on removed cards, which may all come back. A card
    stays as it is where it would meet another card of that item: in its point now, or in one
    that undo or redo could bring it back to. django.db.OperationalError as in apply().
    """
    with transaction.atomic():
        plan = (
            Plan.objects.with_question().select_for_update(of=("self",)).filter(pk=plan_pk).first()
        )
        if plan is None or plan.operations.filter(op_id=op_id).exists():
            return 0
        moved = _without_meetings(plan, cards, to)
        if not moved:
            return 0
        desk = Desk(load(plan), Who(by))
        for uuid in moved:
            desk.carry_out_primitive(
                {
                    "verb": "edit",
                    "noun": "placement",
                    "target": str(uuid),
                    "field": "evidence",
                    "value": str(to.uuid),
                }
            )
        desk.write()
        plan.version += 1
        Operation.objects.create(
            plan=plan,
            seq=plan.version,
            op_id=op_id,
            actor=by,
            verb="edit",
            noun="placement",
            payload=desk.payload,
            payload_hash=hashlib.sha256(
                json.dumps(desk.payload, sort_keys=True).encode()
            ).hexdigest(),
            inverse=desk.inverse,
            result={"adjusted": False, "announce": "A curator put two items together."},
            label="two items put together by a curator",
            below_id=plan.undo_top_id,
        )
        # Not updated_at: the student did not work on it.
        plan.save(update_fields=["version"])
    return len(moved)


def _without_meetings(plan: Plan, cards: Sequence[UUID], to: EvidenceItem) -> list[UUID]:
    """The cards that share no point, past or present, with another card of the item."""
    placed = {
        one.uuid: one
        for one in plan.placements.select_related("point").filter(
            Q(uuid__in=cards) | Q(evidence=to)
        )
    }
    been: dict[UUID, set[str]] = {key: {str(one.point.uuid)} for key, one in placed.items()}
    if len({one.evidence_id for one in placed.values()}) > 1:
        for logged in plan.operations.iterator(chunk_size=250):
            for primitive in [*logged.payload, *logged.inverse]:
                if primitive.get("noun") == "placement" and "point" in primitive:
                    been.setdefault(UUID(primitive["target"]), set()).add(primitive["point"])
    taken = [key for key, one in placed.items() if one.evidence_id == to.pk]
    taken_points = {point for key in taken for point in been[key]}
    moved: list[UUID] = []
    for key in cards:
        if key in placed and placed[key].evidence_id != to.pk and not been[key] & taken_points:
            moved.append(key)
    return moved


def replay(payloads: Sequence[list[Primitive]], *, onto: Plan, who: Who) -> None:
    """Carry out logged payloads on an empty plan of the same question, without logging.

    Rebuilds a plan from its log: placements take the revision that was placed then.
    """
    with transaction.atomic():
        for payload in payloads:
            for primitive in payload:
                desk = Desk(load(onto), who)
                desk.carry_out_primitive(primitive)
                desk.write()
                if desk.plan_fields:
                    onto.save(update_fields=desk.plan_fields)
