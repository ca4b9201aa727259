"""A plan loaded to be read or changed: the rows behind a board, in a constant number of queries."""

from dataclasses import dataclass, field

from django.db.models import F

from apps.plans.models import Criterion, Placement, Plan, Point, Row
from apps.plans.snapshot import Keys, QuestionSnapshot, keys_of, outline_of


@dataclass(slots=True)
class Layout:
    """The live parts of one plan, each list in board order.

    Points are in order of their position within their side; placements within their point.
    criteria_of maps a point's key to the keys of the live criteria it serves, in their order.
    What was removed waits beside it, so that it can come back without another query:
    hidden_placements are the cards that went with a removed point, links all pairs of point
    and criterion, removed or not.
    """

    plan: Plan
    question: QuestionSnapshot
    keys: Keys
    rows: list[Row] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    criteria_of: dict[int, list[int]] = field(default_factory=dict)
    removed_rows: list[Row] = field(default_factory=list)
    removed_criteria: list[Criterion] = field(default_factory=list)
    removed_points: list[Point] = field(default_factory=list)
    hidden_placements: list[Placement] = field(default_factory=list)
    links: set[tuple[int, int]] = field(default_factory=set)

    def on_side(self, side_pk: int) -> list[Point]:
        """The points of one side, in order."""
        return [point for point in self.points if point.side_id == side_pk]

    def in_point(self, point_pk: int) -> list[Placement]:
        """The placements of one point, in order."""
        return [one for one in self.placements if one.point_id == point_pk]

    def point_of(self, placement: Placement) -> Point:
        """The live point that holds a live placement."""
        return next(point for point in self.points if point.pk == placement.point_id)

    def number(self, point: Point) -> str:
        """The point's name on the board, such as S1."""
        side = self.question.sides[self.keys.sides.index(point.side_id)]
        return f"{side.letter}{self.on_side(point.side_id).index(point) + 1}"

    def settle(self) -> None:
        """Bring every list into board order after something changed its place."""
        sides = {pk: index for index, pk in enumerate(self.keys.sides)}
        self.rows.sort(key=lambda row: (row.position, row.pk))
        self.criteria.sort(key=lambda one: (one.position, one.pk))
        self.points.sort(key=lambda point: (sides[point.side_id], point.position, point.pk))
        live = {point.pk for point in self.points}
        cards = [*self.placements, *self.hidden_placements]
        cards.sort(key=lambda one: (one.position, one.pk))
        self.placements = [one for one in cards if one.point_id in live]
        self.hidden_placements = [one for one in cards if one.point_id not in live]
        order = {one.pk: index for index, one in enumerate(self.criteria)}
        self.criteria_of = {}
        for point_pk, pk in sorted(
            (link for link in self.links if link[1] in order), key=lambda link: order[link[1]]
        ):
            self.criteria_of.setdefault(point_pk, []).append(pk)


def load(plan: Plan) -> Layout:
    """Load a plan's parts: four queries, whatever its size.

    The plan must come with its question (PlanQuerySet.with_question).
    """
    layout = Layout(plan=plan, question=outline_of(plan.question), keys=keys_of(plan.question))
    for row in plan.rows.order_by("pk"):
        (layout.rows if row.deleted_at is None else layout.removed_rows).append(row)
    seen: set[int] = set()
    # One line per pair of criterion and point: the links come with the criteria.
    for one in plan.criteria.annotate(linked_point=F("points__pk")).order_by("pk"):
        if one.linked_point is not None:
            layout.links.add((one.linked_point, one.pk))
        if one.pk not in seen:
            seen.add(one.pk)
            (layout.criteria if one.deleted_at is None else layout.removed_criteria).append(one)
    for point in plan.points.order_by("pk"):
        (layout.points if point.deleted_at is None else layout.removed_points).append(point)
    layout.placements = list(
        plan.placements.filter(deleted_at=None).select_related("revision", "evidence")
    )
    layout.settle()
    return layout
