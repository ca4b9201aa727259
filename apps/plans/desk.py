"""The desk an operation is carried out on: every verb on every noun, and its inverse."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, F, Value, When
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.text import is_blank
from apps.evidence.models import EvidenceItem, EvidenceRevision
from apps.plans import schema
from apps.plans.board import Layout
from apps.plans.models import Criterion, Operation, Part, Placement, Plan, Point, Row
from apps.plans.schema import BadRequest, Sent, text_version
from apps.questions.models import Question

PartT = TypeVar("PartT", bound=Part)
Primitive = dict[str, Any]
# A primitive from the log carries no id of its own.
_NO_ID = "00000000-0000-4000-8000-000000000000"


class Refused(Exception):
    """An operation that was not carried out.

    status is the HTTP status, code a short name for scripts, str() the message for people,
    extra what the message is about (for a text conflict: both texts).
    """

    def __init__(self, status: int, code: str, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.extra = extra


@dataclass(frozen=True, slots=True)
class Who:
    """The person acting: a user, or a visitor holding the key of a demo plan."""

    user: User | AnonymousUser
    demo_key: str = ""

    @property
    def actor(self) -> User | None:
        """The user to log, if there is one."""
        return self.user if isinstance(self.user, User) else None


@dataclass(slots=True)
class Affected:
    """What the operation changed on the board, so that only that is drawn again."""

    points: set[UUID] = field(default_factory=set)
    body: bool = False
    view: bool = False
    judgement: bool = False


@dataclass(frozen=True, slots=True)
class _Field:
    kind: str
    max_length: int = 0
    may_be_blank: bool = True


_FIELDS: dict[str, dict[str, _Field]] = {
    "plan": {
        "thesis": _Field("text", 2000),
        "thesis_stance": _Field("scale"),
        "context": _Field("text", 2000),
        "judgement": _Field("text", 3000),
        "judgement_stance": _Field("scale"),
        "decisive_point": _Field("point"),
        "concession": _Field("text", 1000),
        "shape": _Field("shape"),
    },
    "criterion": {"text": _Field("text", 200, may_be_blank=False)},
    "row": {
        "label": _Field("text", 120, may_be_blank=False),
        "extent": _Field("scale"),
        "mini_judgement": _Field("text", 1000),
        "key_difference": _Field("text", 500),
        "is_named": _Field("flag"),
    },
    "point": {
        "claim": _Field("text", 300),
        "explanation": _Field("text", 3000),
        "criteria": _Field("criteria"),
    },
    "placement": {
        "note": _Field("text", 500),
        "is_context": _Field("flag"),
        "comparands": _Field("comparands"),
        "revision": _Field("revision"),
        "evidence": _Field("evidence"),
    },
}

_IN_WORDS = {
    "thesis": "your view",
    "thesis_stance": "your stance",
    "context": "the context",
    "judgement": "the judgement",
    "judgement_stance": "the judgement's stance",
    "decisive_point": "the deciding point",
    "concession": "the concession",
    "shape": "the shape",
    "text": "criterion",
    "label": "row name",
    "extent": "alike or different",
    "mini_judgement": "mini-judgement",
    "key_difference": "key difference",
    "is_named": "named factor",
    "claim": "claim",
    "explanation": "because line",
    "criteria": "criteria of a point",
    "note": "note",
    "is_context": "background mark",
    "comparands": "who a card is about",
    "revision": "the text of a card",
    "evidence": "which item a card is",
}


class Desk:
    """One operation at work on a loaded plan: changes it in memory, then writes it once.

    payload and inverse are what the log keeps; affected says what to draw again.
    """

    def __init__(self, layout: Layout, who: Who) -> None:
        self.layout = layout
        self.plan = layout.plan
        self.who = who
        self.affected = Affected()
        self.payload: list[Primitive] = []
        self.inverse: list[Primitive] = []
        self.plan_fields: list[str] = []
        self.adjusted = False
        self.announce = ""
        # Taking back may point at things that are removed for now: they were there then.
        self._taking_back = False
        # What to store: by table and field, the new value by key; for position, the shift.
        self._changed: dict[type[Part], dict[str, dict[int, Any]]] = {}
        self._stepped: Operation | None = None

    # Undo and redo

    def step(self, operation: schema.Step) -> tuple[str, int | None]:
        """Carry out the inverse on top of the undo or redo stack; return label and below."""
        top = self.plan.undo_top_id if operation.verb == "undo" else self.plan.redo_top_id
        if top is None:
            raise Refused(409, f"nothing_to_{operation.verb}", f"Nothing to {operation.verb}.")
        self._stepped = Operation.objects.select_related("below").get(pk=top)
        for primitive in self._stepped.inverse:
            self.carry_out_primitive(primitive)
        done = "Undone" if operation.verb == "undo" else "Done again"
        self.announce = f"{done}: {self._stepped.label}."
        below = self.plan.redo_top_id if operation.verb == "undo" else self.plan.undo_top_id
        return self._stepped.label, below

    def move_tops(self, operation: Sent, logged: Operation) -> tuple[str, str]:
        """Point Undo and Redo at their next operation; return the two labels."""
        stepped = self._stepped
        if operation.verb == "undo" and stepped:
            self.plan.undo_top = stepped.below
            self.plan.redo_top = logged
            return (stepped.below.label if stepped.below else ""), logged.label
        if operation.verb == "redo" and stepped:
            self.plan.undo_top = logged
            self.plan.redo_top = stepped.below
            return logged.label, (stepped.below.label if stepped.below else "")
        self.plan.undo_top = logged
        self.plan.redo_top = None
        return logged.label, ""

    # Carrying out

    def carry_out_primitive(self, primitive: Primitive) -> None:
        """Carry out a stored primitive, with the revision it names where it places evidence."""
        self._taking_back = True
        values = {key: value for key, value in primitive.items() if key != "revision"}
        try:
            operation = schema.read_operation({**values, "id": _NO_ID})
        except BadRequest as error:
            # Logged by a version of this program with another schema.
            raise Refused(409, "stale", "This step can no longer be taken back.") from error
        if isinstance(operation, schema.AddPlacement):
            self._add_placement(operation, revision=primitive.get("revision"))
        else:
            self.carry_out(operation)

    def carry_out(self, operation: Sent) -> str:
        """Change the layout; return what was done, in words for the Undo button."""
        verbs: dict[type[Any], Callable[[Any], str]] = {
            schema.AddCriterion: self._add_criterion,
            schema.AddRow: self._add_row,
            schema.AddPoint: self._add_point,
            schema.AddPlacement: self._add_placement,
            schema.AddDismissal: self._add_dismissal,
            schema.RemoveDismissal: self._remove_dismissal,
            schema.Edit: self._edit,
            schema.MoveInList: self._move_in_list,
            schema.MovePoint: self._move_point,
            schema.MovePlacement: self._move_placement,
            schema.Remove: self._remove,
            schema.Restore: self._restore,
        }
        return verbs[type(operation)](operation)

    def write(self) -> None:
        """Store every changed row: one statement a table, however many rows moved up or down."""
        for model, fields in self._changed.items():
            keys = {pk for values in fields.values() for pk in values}
            model._default_manager.filter(pk__in=keys).update(
                **{name: _stored(model, name, values) for name, values in fields.items()}
            )

    # Finding things

    def _live(self, noun: str) -> list[Any]:
        lists: dict[str, list[Any]] = {
            "criterion": self.layout.criteria,
            "row": self.layout.rows,
            "point": self.layout.points,
            "placement": self.layout.placements,
        }
        return lists[noun]

    def _beside(self, noun: str) -> list[Any]:
        """What was loaded but is not on the board: tombstones, and cards of removed points."""
        lists: dict[str, list[Any]] = {
            "criterion": self.layout.removed_criteria,
            "row": self.layout.removed_rows,
            "point": self.layout.removed_points,
            "placement": self.layout.hidden_placements,
        }
        return lists[noun]

    def _find(self, noun: str, uuid: UUID, *, or_removed: bool = False) -> Any:
        for one in self._live(noun):
            if one.uuid == uuid:
                return one
        removed = self._removed(noun, uuid)
        if removed and or_removed:
            return removed
        if removed:
            raise Refused(409, "gone", f"This {_NOUNS[noun]} was removed.", target=str(uuid))
        raise Refused(404, "not_found", f"There is no such {_NOUNS[noun]} in this plan.")

    def _removed(self, noun: str, uuid: UUID) -> Any:
        """A tombstone of this plan, or a card whose point was removed."""
        for one in self._beside(noun):
            if one.uuid == uuid:
                return one
        if noun == "placement":
            tombstones = self.plan.placements.exclude(deleted_at=None)
            return tombstones.select_related("revision", "evidence").filter(uuid=uuid).first()
        return None

    def _side(self, uuid: UUID) -> int:
        for side, pk in zip(self.layout.question.sides, self.layout.keys.sides, strict=True):
            if side.uuid == str(uuid):
                return pk
        raise Refused(404, "not_found", "There is no such side in this question.")

    def _row_pk(self, uuid: UUID | None) -> int | None:
        if uuid is None:
            return None
        row: Row = self._find("row", uuid, or_removed=self._taking_back)
        return row.pk

    # Ordering

    def _put(self, noun: str, members: list[PartT], one: PartT, after: UUID | str | None) -> None:
        """Put one among members behind its anchor and renumber what changed.

        members are in order and without one. An anchor that is not among them any more puts
        it last and marks the operation adjusted: a move is never dropped for that.
        """
        if after is None:
            index = 0
        elif after == "end":
            index = len(members)
        else:
            found = [i for i, member in enumerate(members) if member.uuid == after]
            if found:
                index = found[0] + 1
            else:
                self._find(noun, UUID(str(after)), or_removed=True)
                index = len(members)
                self.adjusted = True
        members.insert(index, one)
        self._renumber(members)

    def _renumber(self, members: Sequence[Part]) -> None:
        for position, member in enumerate(members):
            shift = position - member.position
            if shift:
                member.position = position
                self._note_change(member, "position", shift)

    def _change(self, one: Part, name: str, value: Any) -> None:
        if getattr(one, name) != value:
            setattr(one, name, value)
            self._note_change(one, name, value)

    def _note_change(self, one: Part, name: str, value: Any) -> None:
        # What is being added goes into its table whole, with its final place.
        if one.pk is not None:
            fields = self._changed.setdefault(type(one), {})
            fields.setdefault(name, {})[one.pk] = value

    @staticmethod
    def _anchor(members: Sequence[Part], one: Part) -> str | None:
        """The id in front of one, None when it is first: where to put it back."""
        index = list(members).index(one)
        return str(members[index - 1].uuid) if index else None

    def _do(self, primitive: Primitive, inverse: Primitive) -> None:
        self.payload.append(primitive)
        # Taking back runs backwards: the last thing done is undone first.
        self.inverse.insert(0, inverse)

    def _siblings(self, noun: str, one: Any) -> list[Any]:
        if noun == "point":
            return self.layout.on_side(one.side_id)
        if noun == "placement":
            return self.layout.in_point(one.point_id)
        return list(self._live(noun))

    # Adding

    def _insert(self, noun: str, one: Any, after: UUID | str | None) -> None:
        members = self._siblings(noun, one)
        self._put(noun, members, one, after)
        one.save(force_insert=True)
        self._live(noun).append(one)
        self.layout.settle()

    def _add_criterion(self, operation: schema.AddCriterion) -> str:
        one = Criterion(plan=self.plan, uuid=operation.target, text=operation.text)
        self._insert("criterion", one, operation.after)
        self.affected.view = self.affected.body = True
        self.announce = f"Criterion {one.text} added."
        self._do(self._as_done(operation, one), _remove("criterion", one.uuid))
        return f"added criterion {one.text}"

    def _add_row(self, operation: schema.AddRow) -> str:
        theme_pk = None
        label = operation.label
        if operation.theme is not None:
            theme = self.layout.question.theme(operation.theme)
            if theme is None:
                raise Refused(404, "not_found", "There is no such theme.")
            theme_pk = self.layout.keys.themes[theme.slug]
            self._check_theme_free(theme_pk, theme.name)
            label = label or theme.name
        if label is None:
            raise Refused(400, "blank", "Give the row a theme or a name.")
        row = Row(
            plan=self.plan,
            uuid=operation.target,
            kind=operation.kind,
            theme_id=theme_pk,
            label=label,
        )
        self._insert("row", row, operation.after)
        self.affected.body = True
        self.announce = f"Row {label} added."
        self._do({**self._as_done(operation, row), "label": label}, _remove("row", row.uuid))
        return f"added row {label}"

    def _check_theme_free(self, theme_pk: int | None, name: str) -> None:
        if theme_pk and any(row.theme_id == theme_pk for row in self.layout.rows):
            raise Refused(409, "duplicate", f"There is a row for {name} already.")

    def _add_point(self, operation: schema.AddPoint) -> str:
        point = Point(
            plan=self.plan,
            uuid=operation.target,
            side_id=self._side(operation.side),
            row_id=self._row_pk(operation.row),
            claim=operation.claim,
            explanation=operation.explanation,
        )
        self._insert("point", point, operation.after)
        self.affected.body = self.affected.judgement = True
        self.announce = f"Point {self.layout.number(point)} added."
        self._do(self._as_done(operation, point), _remove("point", point.uuid))
        return f"added point {self.layout.number(point)}"

    def _add_placement(self, operation: schema.AddPlacement, *, revision: int | None = None) -> str:
        point: Point = self._find("point", operation.point)
        if revision is None:
            placed = self._newest_revision(operation.evidence)
        else:
            # From the log: what was placed then may be retired or newer by now.
            placed = EvidenceRevision.objects.select_related("item").get(
                item__uuid=operation.evidence, number=revision
            )
        self._check_once(point, placed.item_id, placed.title)
        one = Placement(
            plan=self.plan,
            uuid=operation.target,
            point=point,
            evidence=placed.item,
            revision=placed,
            note=operation.note,
            is_context=operation.is_context,
        )
        self._insert("placement", one, operation.after)
        self.affected.points.add(point.uuid)
        self.announce = f"{placed.title} added to {self._place_of(one)}."
        self._do(
            {**self._as_done(operation, one), "revision": placed.number},
            _remove("placement", one.uuid),
        )
        return f"added card to {self.layout.number(point)}"

    def _newest_revision(self, uuid: UUID) -> EvidenceRevision:
        item = (
            EvidenceItem.objects.placeable_by(self.who.user)
            .filter(topic_id=self.plan.question.topic_id, uuid=uuid)
            .with_revision()
            .first()
        )
        if item is None or item.revision is None:
            raise Refused(404, "not_found", "There is no such evidence.")
        item.revision.item = item
        return item.revision

    def _check_once(self, point: Point, evidence_pk: int, title: str) -> None:
        if any(one.evidence_id == evidence_pk for one in self.layout.in_point(point.pk)):
            number = self.layout.number(point)
            raise Refused(409, "duplicate", f"{title} is in {number} already.")

    def _place_of(self, one: Placement) -> str:
        members = self.layout.in_point(one.point_id)
        number = self.layout.number(self.layout.point_of(one))
        return f"{number}, position {members.index(one) + 1} of {len(members)}"

    def _add_dismissal(self, operation: schema.AddDismissal) -> str:
        target = str(operation.target)
        before = self._dismissal(operation.code, target)
        new = {"code": operation.code, "target": target, "reason": operation.reason}
        self._keep_dismissals([one for one in self.plan.dismissals if one is not before] + [new])
        inverse = {
            "verb": "add" if before else "remove",
            "noun": "dismissal",
            "code": operation.code,
            "target": target,
            **({"reason": before["reason"]} if before else {}),
        }
        self.announce = "Check set aside."
        self._do(_plain(operation), inverse)
        return "set a check aside"

    def _keep_dismissals(self, dismissals: list[dict[str, str]]) -> None:
        # In an order of their own, so that taking one back leaves the list as it was.
        self.plan.dismissals = sorted(dismissals, key=lambda one: (one["code"], one["target"]))
        self.plan_fields.append("dismissals")

    def _dismissal(self, code: str, target: str) -> dict[str, str] | None:
        for one in self.plan.dismissals:
            if one["code"] == code and one["target"] == target:
                found: dict[str, str] = one
                return found
        return None

    def _remove_dismissal(self, operation: schema.RemoveDismissal) -> str:
        before = self._dismissal(operation.code, str(operation.target))
        if before is None:
            raise Refused(409, "gone", "This check is not set aside.")
        self._keep_dismissals([one for one in self.plan.dismissals if one is not before])
        self.announce = "Check brought back."
        self._do(_plain(operation), {"verb": "add", "noun": "dismissal", **before})
        return "brought a check back"

    # Editing

    def _edit(self, operation: schema.Edit) -> str:
        described = _FIELDS[operation.noun].get(operation.field)
        # Only a merge changes which item a card is.
        if described is None or (described.kind == "evidence" and not self._taking_back):
            raise Refused(400, "bad_field", f"{operation.field} cannot be edited.")
        holder = self._holder(operation)
        done = _plain(operation)
        was: Any
        if described.kind == "text":
            was = self._edit_text(operation, described, holder)
        elif described.kind == "criteria":
            was = self._edit_criteria(operation, holder)
        elif described.kind == "point":
            was = self._edit_decisive_point(operation)
        elif described.kind == "revision":
            was, done["value"] = self._edit_revision(operation, holder)
        elif described.kind == "evidence":
            was = self._edit_evidence(operation, holder)
        else:
            was = self._edit_choice(operation, described, holder)
        self._affect_by_edit(operation.field, holder)
        inverse: Primitive = {**done, "value": was}
        if described.kind == "text":
            inverse["was"] = text_version(str(operation.value))
        self._do(done, inverse)
        return f"edited {_IN_WORDS[operation.field]}"

    def _holder(self, operation: schema.Edit) -> Any:
        if operation.noun == "plan":
            if operation.target not in (None, self.plan.uuid):
                raise Refused(404, "not_found", "Another plan is edited at its own address.")
            return self.plan
        if operation.target is None:
            raise Refused(400, "bad_target", "Say what to edit.")
        # A merge repoints removed cards, too: they may come back.
        or_removed = self._taking_back and operation.field == "evidence"
        return self._find(operation.noun, operation.target, or_removed=or_removed)

    def _edit_text(self, operation: schema.Edit, described: _Field, holder: Any) -> str:
        value = operation.value
        if not isinstance(value, str):
            raise Refused(400, "bad_value", f"{operation.field} is a text.")
        if len(value) > described.max_length:
            message = f"At most {described.max_length} characters; this has {len(value)}."
            raise Refused(400, "too_long", message)
        if not described.may_be_blank and is_blank(value):
            raise Refused(400, "blank", "This must not be blank.")
        current: str = getattr(holder, operation.field)
        if operation.was is None:
            raise Refused(428, "version_needed", "Say which text the edit started from.")
        if operation.was != text_version(current) and value != current:
            raise Refused(
                409,
                "conflict",
                "This text was changed somewhere else.",
                noun=operation.noun,
                target=str(operation.target or ""),
                field=operation.field,
                mine=value,
                theirs=current,
                was=text_version(current),
            )
        self._set(holder, operation.field, value)
        return current

    def _edit_choice(self, operation: schema.Edit, described: _Field, holder: Any) -> Any:
        value: Any = operation.value
        if described.kind == "scale":
            if not (value is None or (type(value) is int and -2 <= value <= 2)):
                raise Refused(400, "bad_value", f"{operation.field} runs from -2 to 2.")
        elif described.kind == "flag":
            if type(value) is not bool:
                raise Refused(400, "bad_value", f"{operation.field} is true or false.")
        elif described.kind == "shape":
            if value not in Question.Template.values:
                raise Refused(400, "bad_value", "There is no such shape of plan.")
        elif value is not None:
            if not isinstance(value, list) or len(set(value)) != len(value):
                raise Refused(400, "bad_value", "comparands is a list of codes, each once.")
            # A curator may have renamed a code since: taking back restores what was there.
            known = {one.code for one in self.layout.question.comparands}
            if not self._taking_back and not set(value) <= known:
                raise Refused(404, "not_found", "There is no such comparand in this question.")
            # None chosen means: by leader and years.
            value = value or None
        was = getattr(holder, operation.field)
        self._set(holder, operation.field, value)
        return was

    def _set(self, holder: Any, name: str, value: Any) -> None:
        if isinstance(holder, Plan):
            setattr(holder, name, value)
            self.plan_fields.append(name)
        else:
            self._change(holder, name, value)

    def _edit_decisive_point(self, operation: schema.Edit) -> str | None:
        points = [*self.layout.points, *self.layout.removed_points]
        was = next((one for one in points if one.pk == self.plan.decisive_point_id), None)
        self.plan.decisive_point = (
            self._find("point", _uuid_of(operation.value), or_removed=self._taking_back)
            if operation.value is not None
            else None
        )
        self.plan_fields.append("decisive_point")
        return str(was.uuid) if was else None

    def _edit_criteria(self, operation: schema.Edit, point: Point) -> list[str]:
        if not isinstance(operation.value, list):
            raise Refused(400, "bad_value", "criteria is a list of ids.")
        chosen = {self._find("criterion", _uuid_of(one)).pk for one in operation.value}
        # Links to removed criteria are not among these: restoring one restores its links.
        linked = set(self.layout.criteria_of.get(point.pk, ()))
        was = [str(one.uuid) for one in self.layout.criteria if one.pk in linked]
        through = Point.criteria.through
        if linked - chosen:
            through.objects.filter(point=point, criterion__in=linked - chosen).delete()
        if chosen - linked:
            through.objects.bulk_create(
                through(point_id=point.pk, criterion_id=pk) for pk in sorted(chosen - linked)
            )
        self.layout.links -= {(point.pk, pk) for pk in linked - chosen}
        self.layout.links |= {(point.pk, pk) for pk in chosen}
        self.layout.settle()
        return was

    def _edit_revision(
        self, operation: schema.Edit, card: Placement
    ) -> tuple[list[str], list[str]]:
        """Give a card another text; return the one before and the one now, each by item and number.

        A student takes the newest, by its number. The log names the item, too: after a merge a
        card's old text is that of another item.
        """
        placed = card.revision
        # Only after a merge is it another item than the one at hand.
        item_then = card.evidence if placed.item_id == card.evidence_id else placed.item
        was = [str(item_then.uuid), str(placed.number)]
        if self._taking_back and isinstance(operation.value, list):
            uuid, number = operation.value
            revisions = EvidenceRevision.objects.filter(item__uuid=uuid, number=int(number))
        elif type(operation.value) is int:
            item = card.evidence
            if (
                item.status != EvidenceItem.Status.PUBLISHED
                or item.owner_id not in (None, self.plan.student_id)
                or item.version != operation.value
            ):
                raise Refused(409, "stale", "This is not the newest text of the card.")
            revisions = EvidenceRevision.objects.filter(item=item, number=item.version)
        else:
            raise Refused(400, "bad_value", "revision is the number of the newest text.")
        new = revisions.select_related("item").first()
        if new is None:
            raise Refused(409, "stale", "That text of the card is gone.")
        if new.pk != card.revision_id:
            card.revision = new
            self._note_change(card, "revision_id", new.pk)
        self.announce = f"{new.title} has the new text."
        return was, [str(new.item.uuid), str(new.number)]

    def _edit_evidence(self, operation: schema.Edit, card: Placement) -> str:
        """Make a card count as another item, its text unchanged."""
        was = str(card.evidence.uuid)
        item = EvidenceItem.objects.get(uuid=_uuid_of(operation.value))
        if item.pk != card.evidence_id:
            card.evidence = item
            self._note_change(card, "evidence_id", item.pk)
        return was

    def _affect_by_edit(self, name: str, holder: Any) -> None:
        if isinstance(holder, Plan):
            if name in ("thesis", "thesis_stance", "context"):
                self.affected.view = True
            elif name == "shape":
                self.affected.body = True
            else:
                self.affected.judgement = True
        elif isinstance(holder, Point):
            self.affected.points.add(holder.uuid)
            self.affected.judgement = name == "claim"
        elif isinstance(holder, Placement):
            # A merge repoints removed cards, too.
            if any(one is holder for one in self.layout.placements):
                self.affected.points.add(self.layout.point_of(holder).uuid)
        else:
            self.affected.body = True
            self.affected.view = isinstance(holder, Criterion)

    # Moving

    def _move_in_list(self, operation: schema.MoveInList) -> str:
        one = self._find(operation.noun, operation.target)
        members = self._live(operation.noun)
        back = self._anchor(members, one)
        rest = [member for member in members if member is not one]
        self._put(operation.noun, rest, one, operation.after)
        self.layout.settle()
        self._affect(one)
        name = _NOUNS[operation.noun]
        self.announce = f"{name.capitalize()} {one} moved to position {one.position + 1}."
        self._do(self._as_done(operation, one), {**_plain(operation), "after": back})
        return f"moved {name}"

    def _move_point(self, operation: schema.MovePoint) -> str:
        point: Point = self._find("point", operation.target)
        was_number = self.layout.number(point)
        side_pk = self._side(operation.side)
        row_pk = point.row_id if operation.row == "same" else self._row_pk(operation.row)
        old_side = point.side_id
        old_members = self.layout.on_side(old_side)
        inverse = {
            **_plain(operation),
            "side": self._side_uuid(old_side),
            "row": self._row_uuid(point.row_id),
            "after": self._anchor(old_members, point),
        }
        if side_pk != old_side:
            self._renumber([one for one in old_members if one is not point])
        self._change(point, "side_id", side_pk)
        self._change(point, "row_id", row_pk)
        members = [one for one in self.layout.on_side(side_pk) if one is not point]
        self._put("point", members, point, operation.after)
        self.layout.settle()
        self.affected.body = self.affected.judgement = True
        number = self.layout.number(point)
        row = next((one.label for one in self.layout.rows if one.pk == row_pk), "")
        under = f" under {row}" if row else ""
        self.announce = f"Point {was_number} moved to {number}{under}."
        self._do(self._as_done(operation, point), inverse)
        return "moved point"

    def _move_placement(self, operation: schema.MovePlacement) -> str:
        one: Placement = self._find("placement", operation.target)
        point: Point = self._find("point", operation.point)
        old_point = self.layout.point_of(one)
        if point is not old_point:
            self._check_once(point, one.evidence_id, one.revision.title)
        was_number = self.layout.number(old_point)
        old_members = self.layout.in_point(old_point.pk)
        inverse = {
            **_plain(operation),
            "point": str(old_point.uuid),
            "after": self._anchor(old_members, one),
        }
        if point is not old_point:
            self._renumber([other for other in old_members if other is not one])
        self._change(one, "point_id", point.pk)
        members = [other for other in self.layout.in_point(point.pk) if other is not one]
        self._put("placement", members, one, operation.after)
        self.layout.settle()
        self.affected.points |= {point.uuid, old_point.uuid}
        self.announce = f"{one.revision.title} moved from {was_number} to {self._place_of(one)}."
        self._do(self._as_done(operation, one), inverse)
        return "moved card"

    def _as_done(self, operation: Any, one: Part) -> Primitive:
        """The operation with the anchor it really got, so that a replay lands the same."""
        members = self._siblings(operation.noun, one)
        return {**_plain(operation), "after": self._anchor(members, one)}

    def _side_uuid(self, pk: int) -> str:
        return self.layout.question.sides[self.layout.keys.sides.index(pk)].uuid

    def _row_uuid(self, pk: int | None) -> str | None:
        rows = [*self.layout.rows, *self.layout.removed_rows]
        return next((str(row.uuid) for row in rows if row.pk == pk), None)

    # Removing and restoring

    def _remove(self, operation: schema.Remove) -> str:
        noun = operation.noun
        one = self._find(noun, operation.target)
        members = self._siblings(noun, one)
        back = self._anchor(members, one)
        name = self.layout.number(one) if isinstance(one, Point) else str(one)
        self._affect(one)
        self._change(one, "deleted_at", timezone.now())
        self._renumber([member for member in members if member is not one])
        self._live(noun).remove(one)
        if not isinstance(one, Placement):
            self._beside(noun).append(one)
        self.layout.settle()
        self.announce = f"{_NOUNS[noun].capitalize()} {name} removed."
        self._do(
            _plain(operation),
            {"verb": "restore", "noun": noun, "target": str(one.uuid), "after": back},
        )
        return f"removed {_NOUNS[noun]}"

    def _affect(self, one: Part) -> None:
        if isinstance(one, Placement):
            self.affected.points.add(self.layout.point_of(one).uuid)
            return
        self.affected.body = True
        self.affected.view = isinstance(one, Criterion)
        self.affected.judgement = isinstance(one, Point)

    def _restore(self, operation: schema.Restore) -> str:
        noun = operation.noun
        if any(one.uuid == operation.target for one in self._live(noun)):
            raise Refused(409, "not_removed", f"This {_NOUNS[noun]} is on the board.")
        one = self._removed(noun, operation.target)
        if one is None:
            raise Refused(404, "not_found", f"There is no such {_NOUNS[noun]} in this plan.")
        if isinstance(one, Placement):
            point = next((p for p in self.layout.points if p.pk == one.point_id), None)
            if point is None:
                raise Refused(409, "gone", "The point this card was in was removed.")
            self._check_once(point, one.evidence_id, one.revision.title)
        if isinstance(one, Row):
            self._check_theme_free(one.theme_id, one.label)
        self._change(one, "deleted_at", None)
        self._put(noun, self._siblings(noun, one), one, operation.after)
        self._live(noun).append(one)
        if not isinstance(one, Placement):
            self._beside(noun).remove(one)
        self.layout.settle()
        self._affect(one)
        name = self.layout.number(one) if isinstance(one, Point) else str(one)
        self.announce = f"{_NOUNS[noun].capitalize()} {name} restored."
        self._do(self._as_done(operation, one), _remove(noun, one.uuid))
        return f"restored {_NOUNS[noun]}"


_NOUNS = {"criterion": "criterion", "row": "row", "point": "point", "placement": "card"}


def _plain(operation: Any) -> Primitive:
    return {key: value for key, value in operation.model_dump(mode="json").items() if key != "id"}


def _remove(noun: str, uuid: UUID) -> Primitive:
    return {"verb": "remove", "noun": noun, "target": str(uuid)}


def _uuid_of(value: object) -> UUID:
    try:
        return schema.read_uuid(value)
    except ValueError as error:
        raise Refused(400, "bad_value", "An id is not a UUID.") from error


def _stored(model: type[Part], name: str, values: dict[int, Any]) -> Case:
    """Each row's new value of a field as one expression; rows that are not given keep theirs."""
    field: Any = model._meta.get_field(name)
    if name == "position":
        keys_by_shift: dict[int, list[int]] = defaultdict(list)
        for pk, shift in values.items():
            keys_by_shift[shift].append(pk)
        cases = [
            When(pk__in=keys, then=F("position") + shift) for shift, keys in keys_by_shift.items()
        ]
    else:
        cases = [When(pk=pk, then=Value(value, output_field=field)) for pk, value in values.items()]
    return Case(*cases, default=F(name), output_field=field)
