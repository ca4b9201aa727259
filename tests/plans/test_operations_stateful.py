"""Random editing compared, step by step, with a model of plain lists that knows no database.

The model keeps whole copies for undo and redo, so it shares nothing with the inverses that
the app stores. At the end the log must rebuild the plan, and undoing all must empty it.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from apps.accounts.models import User
from apps.evidence.models import EvidenceItem
from apps.plans.desk import Refused, Who
from apps.plans.models import Part, Plan
from apps.plans.operations import apply, replay
from apps.plans.schema import Sent, read_operation, text_version
from apps.plans.snapshot import snapshot_of
from tests.factories import LEADERS, make_evidence, make_plan, make_point
from tests.plans.acting import picture, snapshot, stored
from tests.sizes import STATEFUL_RUNS, STATEFUL_STEPS

THEMES = ("government", "terror", "leadership")
NOUNS = ("criterion", "row", "point", "placement")
PLAN_TEXTS = ("thesis", "context", "judgement", "concession")
PLAN_SCALES = ("thesis_stance", "judgement_stance")
# Fields of each noun: text fields, then choices with their values.
TEXTS = {
    "criterion": ("text",),
    "row": ("label", "mini_judgement", "key_difference"),
    "point": ("claim", "explanation"),
    "placement": ("note",),
}
CHOICES: dict[str, dict[str, list[Any]]] = {
    "row": {"extent": [None, -2, 0, 2], "is_named": [True, False]},
    "placement": {
        "is_context": [True, False],
        "comparands": [None, [], ["STA"], ["KHR", "STA"]],
    },
}
NAMES = {"text", "label"}


class No(Exception):
    """The model refuses, too: status and code."""


@dataclass
class Model:
    """A plan as dictionaries. lists holds what is on the board, by home, in order.

    things are all parts that were not removed, gone those that were; a card stays among
    things when only its point was removed.
    """

    plan: dict[str, Any]
    things: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    gone: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    lists: dict[Any, list[UUID]] = field(default_factory=dict)
    dismissals: dict[tuple[str, str], str] = field(default_factory=dict)

    @staticmethod
    def home(thing: dict[str, Any]) -> Any:
        where = {"point": "side", "placement": "point"}.get(thing["noun"])
        return (thing["noun"], thing[where] if where else None)

    def is_live(self, key: UUID) -> bool:
        thing = self.things.get(key)
        return thing is not None and (thing["noun"] != "placement" or thing["point"] in self.things)

    def find(self, noun: str, key: UUID) -> dict[str, Any]:
        thing = self.things.get(key) or self.gone.get(key)
        if thing is None or thing["noun"] != noun:
            raise No(404, "not_found")
        if not self.is_live(key):
            raise No(409, "gone")
        return thing

    def put(self, key: UUID, after: UUID | str | None) -> bool:
        """Put a thing into its home; whether its anchor was not there."""
        thing = self.things[key]
        members = self.lists.setdefault(self.home(thing), [])
        if after is None:
            members.insert(0, key)
        elif after in members:
            members.insert(members.index(after) + 1, key)
        else:
            if isinstance(after, UUID):
                other = self.things.get(after) or self.gone.get(after)
                if other is None or other["noun"] != thing["noun"]:
                    raise No(404, "not_found")
            members.append(key)
            return after != "end"
        return False

    def add(self, key: UUID, thing: dict[str, Any], after: UUID | str | None) -> bool:
        if thing["noun"] == "point" and thing["row"] is not None:
            self.find("row", thing["row"])
        if thing["noun"] == "placement":
            self.find("point", thing["point"])
            self.check_once(thing)
        if thing["noun"] == "row":
            self.check_theme(thing)
        self.things[key] = thing
        return self.put(key, after)

    def check_once(self, thing: dict[str, Any]) -> None:
        cards = self.lists.get(("placement", thing["point"]), [])
        if any(self.things[one]["evidence"] == thing["evidence"] for one in cards):
            raise No(409, "duplicate")

    def check_theme(self, thing: dict[str, Any]) -> None:
        rows = self.lists.get(("row", None), [])
        if thing["theme"] and any(self.things[one]["theme"] == thing["theme"] for one in rows):
            raise No(409, "duplicate")

    def move(self, noun: str, key: UUID, after: UUID | str | None, **where: Any) -> bool:
        thing = self.find(noun, key)
        if where.get("row") is not None:
            self.find("row", where["row"])
        if noun == "placement":
            self.find("point", where["point"])
            if where["point"] != thing["point"]:
                self.check_once({**thing, **where})
        self.lists[self.home(thing)].remove(key)
        thing.update(where)
        return self.put(key, after)

    def remove(self, noun: str, key: UUID) -> bool:
        thing = self.find(noun, key)
        self.lists[self.home(thing)].remove(key)
        self.gone[key] = self.things.pop(key)
        return False

    def restore(self, noun: str, key: UUID, after: UUID | str | None) -> bool:
        known = self.things.get(key) or self.gone.get(key)
        if known is None or known["noun"] != noun:
            raise No(404, "not_found")
        if self.is_live(key):
            raise No(409, "not_removed")
        if noun == "placement":
            if known["point"] not in self.things:
                raise No(409, "gone")
            self.check_once(known)
        if noun == "row":
            self.check_theme(known)
        self.things[key] = self.gone.pop(key)
        return self.put(key, after)

    def link(self, key: UUID, criteria: list[UUID]) -> bool:
        point = self.find("point", key)
        for one in criteria:
            self.find("criterion", one)
        point["criteria"] = (point["criteria"] & set(self.gone)) | set(criteria)
        return False

    def become(self, other: "Model") -> "Model":
        """The state of another time; what that does not know of yet counts as removed."""
        found = deepcopy(other)
        for key, thing in {**self.things, **self.gone}.items():
            if key not in found.things and key not in found.gone:
                found.gone[key] = deepcopy(thing)
        return found


texts = st.sampled_from(["", "Alike", "Not alike", "So\nwhat", "\N{SLIGHTLY SMILING FACE} ü", " "])
some_names = st.sampled_from(["scale", "methods", "Fear of war"])
data = st.data()


class Editing(RuleBasedStateMachine):
    """One student at work on one plan, in several tabs that are not up to date."""

    student: ClassVar[User]
    plan_made_from: ClassVar[Plan]
    items: ClassVar[list[EvidenceItem]]
    sides: ClassVar[list[UUID]]
    foreign: ClassVar[UUID]

    def __init__(self) -> None:
        super().__init__()
        self.ids = count(1)
        self.plan = make_plan(self.student, self.plan_made_from.question, title="Random")
        empty = dict.fromkeys(PLAN_TEXTS, "") | dict.fromkeys(PLAN_SCALES)
        self.model = Model(plan={**empty, "decisive_point": None, "shape": self.plan.shape})
        self.undoable: list[Model] = []
        self.redoable: list[Model] = []
        self.done: list[tuple[Sent, dict[str, Any]]] = []
        self.start = picture(self.plan)

    def new_id(self) -> UUID:
        return UUID(int=next(self.ids))

    def send(self, verb: str, noun: str, **fields: Any) -> tuple[Any, ...]:
        """Send an operation; what came of it: adjusted or not, or status and code."""
        values = {
            name: str(value) if isinstance(value, UUID) else value for name, value in fields.items()
        }
        operation = read_operation({"id": str(self.new_id()), "verb": verb, "noun": noun, **values})
        try:
            applied = apply(plan_uuid=self.plan.uuid, who=Who(self.student), operation=operation)
        except Refused as refused:
            return refused.status, refused.code
        assert applied.layout
        assert snapshot_of(applied.layout) == snapshot(self.plan)
        self.done.append((operation, applied.result))
        return ("adjusted", applied.result["adjusted"])

    def check(self, got: tuple[Any, ...], change: Any) -> None:
        """Make the same change to the model; both must come to the same."""
        changed = deepcopy(self.model)
        try:
            wanted: tuple[Any, ...] = ("adjusted", change(changed))
        except No as no:
            wanted = no.args
        assert got == wanted
        if wanted[0] == "adjusted":
            self.undoable.append(self.model)
            self.redoable.clear()
            self.model = changed
        self.compare()

    def known(self, noun: str) -> list[UUID]:
        """Ids of this noun, what is on the board more often than what was removed."""
        live = [key for key, one in self.model.things.items() if one["noun"] == noun]
        gone = [key for key, one in self.model.gone.items() if one["noun"] == noun]
        return live * 3 + gone + [self.foreign]

    def anchor(self, draw: Any, noun: str, target: UUID) -> UUID | str | None:
        others = [key for key in self.known(noun) if key != target]
        return draw.draw(st.sampled_from([None, "end", *others]), label="after")

    # What a student does

    @initialize()
    def begin(self) -> None:
        rows = [self.new_id() for _ in range(2)]
        points = [self.new_id() for _ in range(4)]
        for key, theme in zip(rows, THEMES, strict=False):
            self.do_add_row(key, theme, "end")
        criteria = [self.new_id() for _ in range(2)]
        for key in criteria:
            self.do_add_criterion(key, "scale", "end")
        for index, key in enumerate(points):
            self.do_add_point(key, self.sides[index % 2], rows[0], "end")
        for index in range(5):
            self.do_add_placement(self.new_id(), points[index // 4], index, "end")
        self.do_edit_criteria(points[0], criteria)
        self.do_edit_decisive_point(points[0])

    def do_add_criterion(self, key: UUID, text: str, after: Any) -> None:
        got = self.send("add", "criterion", target=key, text=text, after=after)
        thing = {"noun": "criterion", "text": text}
        self.check(got, lambda model: model.add(key, thing, after))

    def do_add_row(self, key: UUID, theme: str | None, after: Any) -> None:
        extra = {"theme": theme} if theme else {"kind": "factor", "label": "Fear of war"}
        got = self.send("add", "row", target=key, after=after, **extra)
        thing = {
            "noun": "row",
            "theme": theme,
            "label": theme.title() if theme else "Fear of war",
            "kind": "theme" if theme else "factor",
            "extent": None,
            "is_named": False,
            "mini_judgement": "",
            "key_difference": "",
        }
        self.check(got, lambda model: model.add(key, thing, after))

    def do_add_point(self, key: UUID, side: UUID, row: UUID | None, after: Any) -> None:
        got = self.send("add", "point", target=key, side=side, row=row, claim="C", after=after)
        thing = {
            "noun": "point",
            "side": side,
            "row": row,
            "claim": "C",
            "explanation": "",
            "criteria": set(),
        }
        self.check(got, lambda model: model.add(key, thing, after))

    def do_add_placement(self, key: UUID, point: UUID, index: int, after: Any) -> None:
        evidence = self.items[index].uuid
        fields = {"point": point, "evidence": evidence, "note": "n", "is_context": index == 0}
        got = self.send("add", "placement", target=key, after=after, **fields)
        number = EvidenceItem.objects.get(uuid=evidence).version
        thing = {"noun": "placement", "comparands": None, "revision": number, **fields}
        self.check(got, lambda model: model.add(key, thing, after))

    @rule(draw=data, text=some_names)
    def add_criterion(self, draw: Any, text: str) -> None:
        key = self.new_id()
        self.do_add_criterion(key, text, self.anchor(draw, "criterion", key))

    @rule(draw=data, theme=st.sampled_from([*THEMES, None]))
    def add_row(self, draw: Any, theme: str | None) -> None:
        key = self.new_id()
        self.do_add_row(key, theme, self.anchor(draw, "row", key))

    @rule(draw=data)
    def add_point(self, draw: Any) -> None:
        key = self.new_id()
        side = draw.draw(st.sampled_from(self.sides), label="side")
        row = draw.draw(st.sampled_from([None, *self.known("row")]), label="row")
        self.do_add_point(key, side, row, self.anchor(draw, "point", key))

    @rule(draw=data, index=st.integers(0, 7))
    def add_placement(self, draw: Any, index: int) -> None:
        key = self.new_id()
        point = draw.draw(st.sampled_from(self.known("point")), label="point")
        self.do_add_placement(key, point, index, self.anchor(draw, "placement", key))

    @rule(draw=data, code=st.sampled_from(["C1", "T1"]), reason=some_names)
    def add_dismissal(self, draw: Any, code: str, reason: str) -> None:
        target = str(draw.draw(st.sampled_from(["", *self.known("point")]), label="target"))
        got = self.send("add", "dismissal", code=code, target=target, reason=reason)
        self.check(got, lambda model: model.dismissals.update({(code, target): reason}) or False)

    @rule(draw=data, code=st.sampled_from(["C1", "T1"]))
    def remove_dismissal(self, draw: Any, code: str) -> None:
        known = [target for found, target in self.model.dismissals if found == code]
        target = draw.draw(st.sampled_from([*known, ""]), label="target")
        got = self.send("remove", "dismissal", code=code, target=target)

        def change(model: Model) -> bool:
            if model.dismissals.pop((code, target), None) is None:
                raise No(409, "gone")
            return False

        self.check(got, change)

    @rule(name=st.sampled_from(PLAN_TEXTS), value=texts, stale=texts)
    def edit_plan_text(self, name: str, value: str, stale: str) -> None:
        was = self.model.plan[name] if stale == " " else stale
        got = self.send("edit", "plan", field=name, value=value, was=text_version(was))

        def change(model: Model) -> bool:
            if model.plan[name] not in (was, value):
                raise No(409, "conflict")
            model.plan[name] = value
            return False

        self.check(got, change)

    @rule(name=st.sampled_from(PLAN_SCALES), value=st.sampled_from([None, -2, 0, 1]))
    def edit_plan_stance(self, name: str, value: int | None) -> None:
        got = self.send("edit", "plan", field=name, value=value)
        self.check(got, lambda model: model.plan.update({name: value}) or False)

    @rule(value=st.sampled_from(["for_against", "factor_ranking", "change_continuity"]))
    def edit_shape(self, value: str) -> None:
        got = self.send("edit", "plan", field="shape", value=value)
        self.check(got, lambda model: model.plan.update({"shape": value}) or False)

    @rule(draw=data)
    def edit_decisive_point(self, draw: Any) -> None:
        key = draw.draw(st.sampled_from([None, *self.known("point")]), label="point")
        self.do_edit_decisive_point(key)

    def do_edit_decisive_point(self, key: UUID | None) -> None:
        value = str(key) if key else None
        got = self.send("edit", "plan", field="decisive_point", value=value)

        def change(model: Model) -> bool:
            if key:
                model.find("point", key)
            model.plan["decisive_point"] = key
            return False

        self.check(got, change)

    @rule(draw=data, noun=st.sampled_from(NOUNS), value=texts, is_stale=st.booleans())
    def edit_text(self, draw: Any, noun: str, value: str, is_stale: bool) -> None:
        key = draw.draw(st.sampled_from(self.known(noun)), label="target")
        name = draw.draw(st.sampled_from(TEXTS[noun]), label="field")
        thing = self.model.things.get(key) or self.model.gone.get(key)
        was = "stale" if is_stale or thing is None else thing[name]
        fields = {"field": name, "value": value, "was": text_version(was)}
        got = self.send("edit", noun, target=key, **fields)

        def change(model: Model) -> bool:
            found = model.find(noun, key)
            if name in NAMES and not value.strip():
                raise No(400, "blank")
            if found[name] not in (was, value):
                raise No(409, "conflict")
            found[name] = value
            return False

        self.check(got, change)

    @rule(draw=data, noun=st.sampled_from(["row", "placement"]))
    def edit_choice(self, draw: Any, noun: str) -> None:
        key = draw.draw(st.sampled_from(self.known(noun)), label="target")
        name = draw.draw(st.sampled_from(sorted(CHOICES[noun])), label="field")
        value = draw.draw(st.sampled_from(CHOICES[noun][name]), label="value")
        got = self.send("edit", noun, target=key, field=name, value=value)
        kept = value or None if name == "comparands" else value
        self.check(got, lambda model: model.find(noun, key).update({name: kept}) or False)

    @rule(index=st.integers(0, 7))
    def correct_item(self, index: int) -> None:
        EvidenceItem.objects.get(pk=self.items[index].pk).publish()

    @rule(draw=data, is_stale=st.booleans())
    def take_new_text(self, draw: Any, is_stale: bool) -> None:
        key = draw.draw(st.sampled_from(self.known("placement")), label="target")
        thing = self.model.things.get(key) or self.model.gone.get(key)
        newest = EvidenceItem.objects.get(uuid=thing["evidence"]).version if thing else 1
        value = newest + 1 if is_stale else newest
        got = self.send("edit", "placement", target=key, field="revision", value=value)

        def change(model: Model) -> bool:
            found = model.find("placement", key)
            if is_stale:
                raise No(409, "stale")
            found["revision"] = value
            return False

        self.check(got, change)

    @rule(draw=data)
    def edit_criteria(self, draw: Any) -> None:
        key = draw.draw(st.sampled_from(self.known("point")), label="target")
        known = st.lists(st.sampled_from(self.known("criterion")), max_size=3)
        chosen = draw.draw(known, label="criteria")
        self.do_edit_criteria(key, chosen)

    def do_edit_criteria(self, key: UUID, chosen: list[UUID]) -> None:
        value = [str(one) for one in chosen]
        got = self.send("edit", "point", target=key, field="criteria", value=value)
        self.check(got, lambda model: model.link(key, chosen))

    @rule(draw=data, noun=st.sampled_from(["criterion", "row"]))
    def move_in_list(self, draw: Any, noun: str) -> None:
        key = draw.draw(st.sampled_from(self.known(noun)), label="target")
        after = self.anchor(draw, noun, key)
        got = self.send("move", noun, target=key, after=after)
        self.check(got, lambda model: model.move(noun, key, after))

    @rule(draw=data)
    def move_point(self, draw: Any) -> None:
        key = draw.draw(st.sampled_from(self.known("point")), label="target")
        side = draw.draw(st.sampled_from(self.sides), label="side")
        row = draw.draw(st.sampled_from(["same", None, *self.known("row")]), label="row")
        after = self.anchor(draw, "point", key)
        got = self.send("move", "point", target=key, side=side, row=row, after=after)
        where = {"side": side} if row == "same" else {"side": side, "row": row}
        self.check(got, lambda model: model.move("point", key, after, **where))

    @rule(draw=data)
    def move_placement(self, draw: Any) -> None:
        key = draw.draw(st.sampled_from(self.known("placement")), label="target")
        point = draw.draw(st.sampled_from(self.known("point")), label="point")
        after = self.anchor(draw, "placement", key)
        got = self.send("move", "placement", target=key, point=point, after=after)
        self.check(got, lambda model: model.move("placement", key, after, point=point))

    @rule(draw=data, noun=st.sampled_from(NOUNS))
    def remove(self, draw: Any, noun: str) -> None:
        key = draw.draw(st.sampled_from(self.known(noun)), label="target")
        got = self.send("remove", noun, target=key)
        self.check(got, lambda model: model.remove(noun, key))

    @rule(draw=data, noun=st.sampled_from(NOUNS))
    def restore(self, draw: Any, noun: str) -> None:
        gone = [key for key, one in self.model.gone.items() if one["noun"] == noun]
        key = draw.draw(st.sampled_from([*gone * 5, *self.known(noun)]), label="target")
        after = self.anchor(draw, noun, key)
        got = self.send("restore", noun, target=key, after=after)
        self.check(got, lambda model: model.restore(noun, key, after))

    @rule()
    def undo(self) -> None:
        if not self.undoable:
            assert self.send("undo", "plan") == (409, "nothing_to_undo")
            return
        assert self.send("undo", "plan") == ("adjusted", False)
        self.redoable.append(self.model)
        self.model = self.model.become(self.undoable.pop())
        self.compare()

    @rule()
    def redo(self) -> None:
        if not self.redoable:
            assert self.send("redo", "plan") == (409, "nothing_to_redo")
            return
        assert self.send("redo", "plan") == ("adjusted", False)
        self.undoable.append(self.model)
        self.model = self.model.become(self.redoable.pop())
        self.compare()

    @rule(back=st.integers(2, 5), forth=st.integers(1, 5))
    def undo_and_redo(self, back: int, forth: int) -> None:
        for _ in range(back):
            self.undo()
        for _ in range(forth):
            self.redo()

    @precondition(lambda self: self.done)
    @rule(draw=data)
    def send_again(self, draw: Any) -> None:
        index = draw.draw(st.integers(0, len(self.done) - 1), label="which")
        operation, result = self.done[index]
        again = apply(plan_uuid=self.plan.uuid, who=Who(self.student), operation=operation)
        assert (again.result, again.version) == ({**result, "replayed": True}, len(self.done))
        self.compare()

    # What is stored

    def compare(self) -> None:
        """The database holds exactly what the model holds, in the same order."""
        plan, model = stored(self.plan), self.model
        assert plan.version == plan.operations.count() == len(self.done)
        decisive = plan.decisive_point.uuid if plan.decisive_point else None
        fields = {name: getattr(plan, name) for name in (*PLAN_TEXTS, *PLAN_SCALES, "shape")}
        assert {**fields, "decisive_point": decisive} == model.plan
        assert {
            (one["code"], one["target"]): one["reason"] for one in plan.dismissals
        } == model.dismissals
        assert len(plan.dismissals) == len(model.dismissals)
        things: dict[UUID, dict[str, Any]] = {}
        places: dict[Any, dict[int, UUID]] = {}
        removed: set[UUID] = set()
        for noun, parts in (
            ("criterion", plan.criteria.all()),
            ("row", plan.rows.select_related("theme")),
            (
                "point",
                plan.points.select_related("side", "row").prefetch_related("criteria"),
            ),
            ("placement", plan.placements.select_related("point", "evidence", "revision")),
        ):
            for one in parts:
                things[one.uuid] = thing = described(noun, one)
                if one.deleted_at:
                    removed.add(one.uuid)
                else:
                    members = places.setdefault(Model.home(thing), {})
                    assert one.position not in members
                    members[one.position] = one.uuid
        assert removed == set(model.gone)
        assert things == {**model.things, **model.gone}
        lists = {home: members for home, members in model.lists.items() if members}
        assert {
            home: [members[position] for position in range(len(members))]
            for home, members in places.items()
        } == lists

    def teardown(self) -> None:
        """The log rebuilds the plan; undoing everything leads to where it began."""
        copy = stored(make_plan(self.student, self.plan.question, title="Random"))
        payloads = [one.payload for one in self.plan.operations.order_by("seq")]
        replay(payloads, onto=copy, who=Who(self.student))
        assert picture(copy) == picture(self.plan)
        while self.undoable:
            self.undo()
        assert picture(self.plan) == self.start


def described(noun: str, one: Part | Any) -> dict[str, Any]:
    """A stored part in the model's words."""
    names = [*TEXTS[noun], *CHOICES.get(noun, {})]
    thing = {"noun": noun, **{name: getattr(one, name) for name in names}}
    if noun == "row":
        thing |= {"kind": one.kind, "theme": one.theme.slug if one.theme else None}
    if noun == "point":
        thing |= {"side": one.side.uuid, "row": one.row.uuid if one.row else None}
        thing["criteria"] = {criterion.uuid for criterion in one.criteria.all()}
    if noun == "placement":
        thing |= {"point": one.point.uuid, "evidence": one.evidence.uuid}
        thing["revision"] = one.revision.number
    return thing


@pytest.mark.soak
def test_random_editing_equals_the_model(plan: Plan, classmate: User) -> None:
    Editing.student = plan.student
    Editing.plan_made_from = plan
    Editing.sides = [side.uuid for side in plan.question.sides.all()]
    Editing.items = [make_evidence(leaders=(code,)) for code in (*LEADERS, *LEADERS, "STA", "KHR")]
    foreign = make_point(make_plan(classmate, plan.question))
    Editing.foreign = foreign.uuid
    # Every example has a plan of its own; they all end with the test's transaction.
    run_state_machine_as_test(
        Editing,
        settings=settings(
            max_examples=STATEFUL_RUNS,
            stateful_step_count=STATEFUL_STEPS,
            deadline=None,
            database=None,
            print_blob=True,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
