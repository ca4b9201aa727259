"""A plan by its criteria: the points that serve each, and those that serve none."""

from dataclasses import dataclass

from apps.plans.display import BoardView, PointView
from apps.plans.snapshot import CriterionSnapshot


@dataclass(frozen=True, slots=True)
class Tied:
    """A point under a criterion; others are the criteria it keeps when it is untied here."""

    view: PointView
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriterionGroup:
    """A criterion with the points tied to it; criterion is None for those tied to none."""

    criterion: CriterionSnapshot | None
    points: tuple[Tied, ...]


def criterion_groups(board: BoardView) -> tuple[CriterionGroup, ...]:
    """The criteria in their order, then the points that serve none of them."""
    groups = [
        CriterionGroup(
            one,
            tuple(
                Tied(view, tuple(uuid for uuid in view.point.criteria if uuid != one.uuid))
                for view in board.points
                if one.uuid in view.point.criteria
            ),
        )
        for one in board.plan.criteria
    ]
    none = tuple(Tied(view, ()) for view in board.points if not view.point.criteria)
    return (*groups, CriterionGroup(None, none))
