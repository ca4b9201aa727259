"""One operation asks the database a constant number of questions, whatever the plan's size.

A request may ask 14: these, the session and the user. BEGIN or SAVEPOINT and its end count.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.evidence.models import EvidenceItem, EvidenceRevision
from apps.plans.desk import Refused, Who
from apps.plans.models import Placement, Plan, Point
from apps.plans.operations import apply
from apps.plans.schema import Sent, text_version
from tests.factories import make_criterion, make_evidence, make_plan, make_point, make_row
from tests.plans.acting import sent


def fill(point: Point, number: int) -> list[Placement]:
    """Many cards in one point, the worst case: a move renumbers every one of them."""
    model = make_evidence()
    fields = {"topic": model.topic, "year_from": 1945, "year_to": 1945, "kind": "event"}
    items = EvidenceItem.objects.bulk_create(
        EvidenceItem(title=f"Item {index}", main_theme=model.main_theme, **fields)
        for index in range(number)
    )
    fields = {"year_from": 1945, "year_to": 1945, "kind": "event", "number": 1}
    revisions = EvidenceRevision.objects.bulk_create(
        EvidenceRevision(item=item, title=item.title, leaders=["STA"], themes=["terror"], **fields)
        for item in items
    )
    return Placement.objects.bulk_create(
        Placement(
            plan=point.plan,
            point=point,
            uuid=uuid4(),
            evidence=item,
            revision=revision,
            position=position,
        )
        for position, (item, revision) in enumerate(zip(items, revisions, strict=True))
    )


class Board:
    """A plan with some of everything, and number cards split between two of its points."""

    def __init__(self, plan: Plan, number: int) -> None:
        self.plan = plan
        self.sides = list(plan.question.sides.all())
        self.rows = [make_row(plan, slug) for slug in ("terror", "government")]
        self.criteria = [make_criterion(plan, text) for text in ("scale", "methods", "who")]
        self.points = [make_point(plan, row=self.rows[0]) for _ in range(3)]
        self.others = [make_point(plan, side=1) for _ in range(3)]
        self.cards = fill(self.points[0], number // 2)
        self.other_cards = fill(self.others[0], number - number // 2)
        self.points[1].criteria.add(self.criteria[0])
        self.item = make_evidence()

    def send(self, operation: Sent) -> None:
        apply(plan_uuid=self.plan.uuid, who=Who(self.plan.student), operation=operation)


# Each operation by name, with the queries that it and then its undo and redo may ask: the
# transaction (2), the plan, its four tables, the log entry and the plan's new version make 9.
OPERATIONS: dict[str, tuple[int, int, int, Callable[[Board], dict[str, Any]]]] = {
    "add criterion": (11, 11, 11, lambda b: {"target": uuid4(), "text": "new", "after": None}),
    "add row": (11, 11, 11, lambda b: {"target": uuid4(), "theme": "leadership", "after": None}),
    "add point": (
        11,
        11,
        11,
        lambda b: {"target": uuid4(), "side": b.sides[0], "row": b.rows[0], "after": None},
    ),
    "add placement": (
        12,
        11,
        12,
        lambda b: {"target": uuid4(), "point": b.points[0], "evidence": b.item, "after": None},
    ),
    "add dismissal": (9, 10, 10, lambda b: {"code": "C1", "target": b.points[0], "reason": "So"}),
    "edit plan": (9, 10, 10, lambda b: {"field": "thesis_stance", "value": 1}),
    "edit point": (
        10,
        11,
        11,
        lambda b: {
            "target": b.points[0],
            "field": "claim",
            "value": "x",
            "was": text_version(b.points[0].claim),
        },
    ),
    "edit placement": (
        10,
        11,
        11,
        lambda b: {"target": b.cards[0], "field": "comparands", "value": ["KHR"]},
    ),
    "move criterion": (10, 11, 11, lambda b: {"target": b.criteria[2], "after": None}),
    "move row": (10, 11, 11, lambda b: {"target": b.rows[1], "after": None}),
    "move point": (
        10,
        11,
        11,
        lambda b: {"target": b.points[0], "side": b.sides[1], "row": None, "after": None},
    ),
    "move placement": (
        10,
        11,
        11,
        lambda b: {"target": b.cards[0], "point": b.others[0], "after": None},
    ),
    "remove criterion": (10, 11, 11, lambda b: {"target": b.criteria[0]}),
    "remove row": (10, 11, 11, lambda b: {"target": b.rows[0]}),
    "remove point": (10, 11, 11, lambda b: {"target": b.points[0]}),
    "remove placement": (10, 12, 11, lambda b: {"target": b.cards[0]}),
}


@pytest.mark.parametrize("number", [6, 60, 600])
@pytest.mark.parametrize("name", OPERATIONS)
def test_queries_of_an_operation_its_undo_and_redo(
    plan: Plan, django_assert_num_queries: DjangoAssertNumQueries, name: str, number: int
) -> None:
    board = Board(plan, number)
    # The first operation of a process also reads the question, which then stays in memory.
    board.send(sent("edit", "plan", field="thesis_stance", value=2))
    asked, undone, redone, fields = OPERATIONS[name]
    verb, noun = name.split()
    with django_assert_num_queries(asked):
        board.send(sent(verb, noun, **fields(board)))
    with django_assert_num_queries(undone):
        board.send(sent("undo", "plan"))
    with django_assert_num_queries(redone):
        board.send(sent("redo", "plan"))


@pytest.mark.parametrize("number", [6, 60, 600])
def test_queries_of_odd_cases(
    plan: Plan, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    board = Board(plan, number)
    chosen = board.criteria[1:]
    swap = sent("edit", "point", target=board.points[1], field="criteria", value=chosen)
    board.send(sent("edit", "plan", field="thesis_stance", value=2))
    with django_assert_num_queries(11):
        board.send(swap)
    with django_assert_num_queries(12):
        board.send(sent("undo", "plan"))
    # Sent again.
    with django_assert_num_queries(5):
        board.send(swap)
    board.send(sent("remove", "placement", target=board.cards[0]))
    move = {"target": board.cards[1], "point": board.others[0]}
    # The anchor was removed meanwhile.
    with django_assert_num_queries(11):
        board.send(sent("move", "placement", after=board.cards[0], **move))
    with django_assert_num_queries(11):
        board.send(sent("restore", "placement", target=board.cards[0], after=None))
    with django_assert_num_queries(12):
        board.send(
            sent(
                "add",
                "placement",
                target=uuid4(),
                point=board.points[0],
                evidence=board.item,
                after=board.cards[0],
            )
        )


def test_queries_of_refusals(
    plan: Plan, django_assert_num_queries: DjangoAssertNumQueries, classmate: Any
) -> None:
    board = Board(plan, 6)
    theirs = make_plan(classmate, plan.question)
    board.send(sent("remove", "placement", target=board.cards[0]))
    gone = sent("move", "placement", target=board.cards[0], point=board.points[0], after=None)
    with django_assert_num_queries(11), pytest.raises(Refused):
        board.send(gone)
    board.plan = Plan(uuid=theirs.uuid, student=plan.student)
    with django_assert_num_queries(4), pytest.raises(Refused):
        board.send(gone)
