"""The ways of looking at a plan: their names in addresses, operations and forms, in one place."""

from dataclasses import dataclass
from typing import Literal

Name = Literal["side", "theme", "outline", "timeline", "table", "criteria"]


@dataclass(frozen=True, slots=True)
class Grouping:
    """A way of looking at a plan.

    is_wide leaves the whole width to it and makes the panes drawers; has_parts says whether
    its points and cards are those of the board, with their menus, rather than a mention of them.
    """

    name: Name
    label: str
    is_wide: bool
    has_parts: bool

    @property
    def query(self) -> str:
        """What its address ends in."""
        return "" if self.name == "side" else f"?view={self.name}"


GROUPINGS = (
    Grouping("side", "By side", is_wide=False, has_parts=True),
    Grouping("theme", "By theme", is_wide=True, has_parts=True),
    Grouping("outline", "Outline", is_wide=False, has_parts=True),
    Grouping("timeline", "Timeline", is_wide=True, has_parts=False),
    Grouping("table", "Table", is_wide=True, has_parts=False),
    Grouping("criteria", "Criteria", is_wide=True, has_parts=False),
)
_BY_NAME: dict[str, Grouping] = {one.name: one for one in GROUPINGS}
# Where a row of a plan has a place of its own.
WITH_ROWS: tuple[Name, ...] = ("theme", "outline", "table")


def grouping_of(name: object) -> Grouping:
    """The grouping of this name; an unknown one is by side."""
    return _BY_NAME.get(str(name), GROUPINGS[0])
