"""A plan loaded to be read or changed: the rows behind a board, in a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F

from apps.plans.models import Criterion, Placement, Plan, Point, Row
from apps.plans.snapshot import Keys, QuestionSnapshot, keys_of, outline_of


@dataclass(slots=True)
class Layout:
    """The live parts of one plan, each list in board order.

    Points are in order of their position within their side; placements within their point.
    criteria_of maps a point's key to the keys of the criteria it serves.
    """

    plan: Plan
    question: QuestionSnapshot
    keys: Keys
    rows: list[Row]
    removed_rows: list[Row]
    criteria: list[Criterion]
    points: list[Point]
    placements: list[Placement]
    criteria_of: dict[int, list[int]] = field(default_factory=dict)

    def on_side(self, side_pk: int) -> list[Point]:
        """The points of one side, in order."""
        return [point for point in self.points if point.side_id == side_pk]

    def in_point(self, point_pk: int) -> list[Placement]:
        """The placements of one point, in order."""
        return [one for one in self.placements if one.point_id == point_pk]

    def number(self, point: Point) -> str:
        """The point's name on the board, such as S1."""
        side = self.question.sides[self.keys.sides.index(point.side_id)]
        return f"{side.letter}{self.on_side(point.side_id).index(point) + 1}"


def load(plan: Plan) -> Layout:
    """Load a plan's live rows: four queries, whatever its size.

    The plan must come with its question (PlanQuerySet.with_question).
    """
    rows = list(plan.rows.order_by("position", "pk"))
    # One row per (criterion, point) pair: the links come with the criteria.
    criteria: dict[int, Criterion] = {}
    criteria_of: dict[int, list[int]] = defaultdict(list)
    linked = plan.criteria.filter(deleted_at=None).annotate(linked_point=F("points__pk"))
    for one in linked.order_by("position", "pk"):
        criteria.setdefault(one.pk, one)
        if one.linked_point is not None:
            criteria_of[one.linked_point].append(one.pk)
    points = list(plan.points.filter(deleted_at=None).order_by("side__order", "position", "pk"))
    live = {point.pk for point in points}
    placements = [
        one
        for one in plan.placements.filter(deleted_at=None)
        .select_related("revision", "evidence")
        .order_by("position", "pk")
        if one.point_id in live
    ]
    return Layout(
        plan=plan,
        question=outline_of(plan.question),
        keys=keys_of(plan.question),
        rows=[row for row in rows if row.deleted_at is None],
        removed_rows=[row for row in rows if row.deleted_at is not None],
        criteria=list(criteria.values()),
        points=points,
        placements=placements,
        criteria_of=dict(criteria_of),
    )
