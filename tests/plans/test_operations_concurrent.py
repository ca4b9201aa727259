"""Many people, or one person's many tabs, at one plan at the same time."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, close_old_connections, connections

from apps.plans.desk import Refused, Who
from apps.plans.models import Plan, Point
from apps.plans.operations import Applied, apply, replay
from apps.plans.schema import Sent, text_version
from tests.factories import make_evidence, make_placement, make_plan, make_point, make_user
from tests.plans.acting import act, picture, refusal, sent, snapshot, stored, titles
from tests.plans.pages import LockedPlan
from tests.sizes import MOVES, WRITERS

pytestmark = pytest.mark.django_db(transaction=True)

Answer = Applied | Refused


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    """A plan that every thread's own connection can see."""
    return make_plan(make_user("busy"))


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """What work(0), work(1)... return, each run in a thread of its own, all set off together."""
    ready = threading.Barrier(count)

    def run(index: int) -> Any:
        try:
            ready.wait()
            return work(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def send(plan: Plan, operation: Sent) -> Answer:
    """Carry out an operation, or return why it was refused; any other error fails the test.

    Like the end of a request, it gives the connection back: on PostgreSQL they are shared.
    """
    try:
        return apply(plan_uuid=plan.uuid, who=Who(plan.student), operation=operation)
    except Refused as refused:
        return refused
    finally:
        close_old_connections()


def assert_log_is_whole(plan: Plan, number: int) -> None:
    """Versions run from 1 without a gap, one to each logged operation."""
    assert stored(plan).version == number
    numbers = plan.operations.order_by("seq").values_list("seq", flat=True)
    assert list(numbers) == list(range(1, number + 1))


@pytest.mark.soak
def test_many_writers_lose_nothing_and_double_nothing(plan: Plan) -> None:
    first, *others = (uuid4() for _ in range(4))
    sides = [side.uuid for side in plan.question.sides.all()]
    for index, key in enumerate((first, *others)):
        act(plan, "add", "point", target=key, side=sides[index % 2], claim=f"Point {index}")
    items = [make_evidence() for _ in range(24)]
    cards = [uuid4() for _ in items]
    points = [first, *others]
    for index, (key, item) in enumerate(zip(cards, items, strict=True)):
        act(plan, "add", "placement", target=key, point=points[index % 4], evidence=item)
    began = stored(plan).version

    def move_cards(index: int) -> list[tuple[Sent, Answer]]:
        dice = random.Random(index)
        answers = []
        for _ in range(MOVES):
            card, anchor = dice.sample(cards, 2)
            after = dice.choice([None, "end", anchor])
            where = {"point": dice.choice(points), "after": after}
            operation = sent("move", "placement", target=card, **where)
            answers.append((operation, send(plan, operation)))
            # A reply was lost: the same is sent again.
            if dice.random() < 0.2:
                answers.append((operation, send(plan, operation)))
        return answers

    answers = [one for found in at_once(WRITERS, move_cards) for one in found]
    assert [answer for _, answer in answers if isinstance(answer, Refused)] == []
    new = [answer.version for _, answer in answers if not answer.replayed]
    assert sorted(new) == list(range(began + 1, began + WRITERS * MOVES + 1))
    assert len(answers) - len(new) == len(answers) - WRITERS * MOVES > 0
    assert_log_is_whole(plan, began + WRITERS * MOVES)
    logged = plan.operations.filter(seq__gt=began).values_list("op_id", flat=True)
    assert set(logged) == {operation.id for operation, _ in answers}
    # titles() also makes sure that positions are dense.
    placed = [title for point in plan.points.all() for title in titles(point)]
    assert Counter(placed) == Counter(item.title for item in items)
    copy = stored(make_plan(plan.student, plan.question))
    payloads = [one.payload for one in plan.operations.order_by("seq")]
    replay(payloads, onto=copy, who=Who(plan.student))
    assert picture(copy) == picture(plan)


def test_same_operation_ten_times_at_once_has_one_effect(plan: Plan) -> None:
    point = make_point(plan)
    a, _, c = (make_placement(point, make_evidence(name)) for name in "ABC")
    operation = sent("move", "placement", target=a, point=point, after=c)
    answers = at_once(10, lambda _: send(plan, operation))
    assert [answer.result["announce"] for answer in answers] == [
        "A moved from S1 to S1, position 3 of 3."
    ] * 10
    assert [answer.version for answer in answers] == [1] * 10
    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 9
    assert titles(point) == ["B", "C", "A"]
    assert_log_is_whole(plan, 1)


@pytest.mark.parametrize("verb", ["add", "remove", "undo"])
def test_same_operation_at_once_when_a_second_time_would_be_refused(plan: Plan, verb: str) -> None:
    point = make_point(plan)
    card = make_placement(point, make_evidence("Card"))
    act(plan, "edit", "plan", field="thesis", value="Alike", was=text_version(""))
    operation = {
        "add": sent("add", "placement", target=uuid4(), point=point, evidence=make_evidence("B")),
        "remove": sent("remove", "placement", target=card),
        "undo": sent("undo", "plan"),
    }[verb]
    answers = at_once(10, lambda _: send(plan, operation))
    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 9
    assert {answer.version for answer in answers} == {2}
    assert titles(point) == {"add": ["Card", "B"], "remove": [], "undo": ["Card"]}[verb]
    assert_log_is_whole(plan, 2)


def test_same_id_with_ten_contents_at_once_keeps_one(plan: Plan) -> None:
    op_id = uuid4()
    operations = [
        sent("edit", "plan", op_id=op_id, field="context", value=f"{index}", was=text_version(""))
        for index in range(10)
    ]
    answers = at_once(10, lambda index: send(plan, operations[index]))
    refused = [(one.status, one.code) for one in answers if isinstance(one, Refused)]
    assert refused == [(422, "id_reused")] * 9
    winner = next(index for index, one in enumerate(answers) if isinstance(one, Applied))
    assert snapshot(plan).context == f"{winner}"
    assert_log_is_whole(plan, 1)


def added(plan: Plan, point: Point, count: int) -> Iterator[Sent]:
    item = make_evidence("Once")
    for _ in range(count):
        yield sent("add", "placement", target=uuid4(), point=point, evidence=item)


def test_same_evidence_added_twice_at_once_is_placed_once(plan: Plan) -> None:
    point = make_point(plan)
    operations = list(added(plan, point, 2))
    answers = at_once(2, lambda index: send(plan, operations[index]))
    refused = [(one.status, one.code) for one in answers if isinstance(one, Refused)]
    assert refused == [(409, "duplicate")]
    assert titles(point) == ["Once"]
    assert_log_is_whole(plan, 1)


def test_same_text_edited_at_once_keeps_one_and_shows_both(plan: Plan) -> None:
    point = make_point(plan, claim="Start")
    was = text_version("Start")
    answers = at_once(
        2,
        lambda index: send(
            plan,
            sent("edit", "point", target=point, field="claim", value=f"Tab {index}", was=was),
        ),
    )
    (refused,) = (one for one in answers if isinstance(one, Refused))
    assert (refused.status, refused.code) == (409, "conflict")
    assert {refused.extra["mine"], refused.extra["theirs"]} == {"Tab 0", "Tab 1"}
    assert snapshot(plan).points[0].claim == refused.extra["theirs"]
    assert_log_is_whole(plan, 1)


def test_undo_in_five_tabs_at_once_takes_back_each_operation_once(plan: Plan) -> None:
    point = make_point(plan)
    cards = [make_placement(point, make_evidence(name)) for name in "ABC"]
    before = picture(plan)
    for card in cards:
        act(plan, "remove", "placement", target=card)
    answers = at_once(5, lambda _: send(plan, sent("undo", "plan")))
    refused = [(one.status, one.code) for one in answers if isinstance(one, Refused)]
    assert refused == [(409, "nothing_to_undo")] * 2
    assert picture(plan) == before
    assert_log_is_whole(plan, 6)


def test_two_plans_at_once_do_not_mix(plan: Plan) -> None:
    other = make_plan(make_user("neighbour"), plan.question)
    both = [make_point(one, claim="") for one in (plan, other)]

    def write(index: int) -> None:
        text = ""
        for step in range(5):
            new = f"{index}.{step}"
            edit = {"field": "claim", "value": new, "was": text_version(text)}
            send((plan, other)[index], sent("edit", "point", target=both[index], **edit))
            text = new

    at_once(2, write)
    assert [snapshot(one).points[0].claim for one in (plan, other)] == ["0.4", "1.4"]
    for one in (plan, other):
        assert_log_is_whole(one, 5)


def test_plan_that_stays_locked_is_an_operational_error(locked_plan: LockedPlan) -> None:
    plan = locked_plan.plan
    operation = sent("edit", "plan", field="thesis_stance", value=1)
    with locked_plan.held(), pytest.raises(OperationalError):
        send(plan, operation)
    assert snapshot(plan).thesis_stance is None
    assert_log_is_whole(plan, 0)
    assert send(plan, operation).replayed is False
    assert refusal(plan, "redo", "plan") == (409, "nothing_to_redo")
