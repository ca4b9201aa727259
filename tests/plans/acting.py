"""Act on a plan the way a browser does, and look at what is stored."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from apps.accounts.models import User
from apps.plans.board import load
from apps.plans.desk import Refused, Who
from apps.plans.models import Part, Plan, Point
from apps.plans.operations import Applied, apply
from apps.plans.schema import Sent, read_operation
from apps.plans.snapshot import PlanSnapshot, snapshot_of

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def plain(value: Any) -> Any:
    """A value as JSON carries it: a part or an item goes by its id."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    value = getattr(value, "uuid", value)
    return str(value) if isinstance(value, UUID) else value


def sent(verb: str, noun: str, *, op_id: UUID | None = None, **fields: Any) -> Sent:
    """An operation as the browser sends it, with a new id unless one is given."""
    values = {name: plain(value) for name, value in fields.items()}
    return read_operation({"id": str(op_id or uuid4()), "verb": verb, "noun": noun, **values})


def act(
    plan: Plan,
    verb: str,
    noun: str,
    *,
    by: User | None = None,
    op_id: UUID | None = None,
    **fields: Any,
) -> Applied:
    """Carry out one operation and make sure that what it reports is what is stored."""
    applied = apply(
        plan_uuid=plan.uuid,
        who=Who(by or plan.student),
        operation=sent(verb, noun, op_id=op_id, **fields),
    )
    if applied.layout:
        assert snapshot_of(applied.layout) == snapshot(plan)
    return applied


def undo(plan: Plan) -> Applied:
    return act(plan, "undo", "plan")


def redo(plan: Plan) -> Applied:
    return act(plan, "redo", "plan")


def refusal(plan: Plan, verb: str, noun: str, **fields: Any) -> tuple[int, str]:
    """The status and code of an operation that is refused, and that left no trace."""
    before, version = snapshot(plan), stored(plan).version
    with pytest.raises(Refused) as caught:
        act(plan, verb, noun, **fields)
    assert snapshot(plan) == before
    assert stored(plan).version == version == plan.operations.count()
    return caught.value.status, caught.value.code


def stored(plan: Plan) -> Plan:
    return Plan.objects.with_question().get(pk=plan.pk)


def snapshot(plan: Plan) -> PlanSnapshot:
    """The plan as it is stored now."""
    return snapshot_of(load(stored(plan)))


def picture(plan: Plan) -> PlanSnapshot:
    """The plan as it is stored now, without what changes at every edit."""
    return replace(snapshot(plan), version=0, saved_at=LONG_AGO, uuid="")


def claims(plan: Plan, side: int = 0) -> list[str]:
    """The claims on one side in order; their positions must be dense."""
    chosen = list(plan.question.sides.all())[side]
    points = list(plan.points.filter(side=chosen, deleted_at=None).order_by("position"))
    assert [point.position for point in points] == list(range(len(points)))
    return [point.claim for point in points]


def titles(point: Point) -> list[str]:
    """The titles of the cards in a point, in order; their positions must be dense."""
    cards = list(
        point.placements.filter(deleted_at=None).select_related("revision").order_by("position")
    )
    assert [card.position for card in cards] == list(range(len(cards)))
    return [card.revision.title for card in cards]


def names(parts: Any) -> list[str]:
    """Rows or criteria on the board in order; their positions must be dense."""
    live = list(parts.filter(deleted_at=None).order_by("position"))
    assert [one.position for one in live] == list(range(len(live)))
    return [str(one) for one in live]


def fresh(part: Any) -> Any:
    """The same row, read again."""
    assert isinstance(part, Part)
    return type(part)._default_manager.get(pk=part.pk)


def assert_undoes(plan: Plan, before: PlanSnapshot, label: str) -> None:
    """Undo leads back to before and offers to redo the same; redo leads here again."""
    after = picture(plan)
    undone = undo(plan)
    assert picture(plan) == before
    assert (undone.redo_label, undone.result["announce"]) == (label, f"Undone: {label}.")
    redone = redo(plan)
    assert picture(plan) == after
    assert (redone.undo_label, redone.result["announce"]) == (label, f"Done again: {label}.")
