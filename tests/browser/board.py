"""A small board to act on, and words for what a person does on it."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from django.urls import reverse
from playwright.sync_api import Locator, Page

from apps.accounts.models import User
from apps.evidence.models import EvidenceItem
from apps.plans.models import Placement, Plan, Point, Row
from tests.factories import (
    make_criterion,
    make_evidence,
    make_placement,
    make_plan,
    make_point,
    make_question,
    make_row,
)

ITEMS = {
    "Doctors' Plot": ("STA", 1952, "terror"),
    "Beria shot": ("KHR", 1953, "terror"),
    "Secret Speech": ("KHR", 1956, "leadership"),
    "Anti-Party Group expelled": ("KHR", 1957, "government"),
    "Leningrad Affair": ("STA", 1949, "terror"),
    "Gulag releases": ("KHR", 1954, "terror"),
    "Zhdanov's campaign": ("STA", 1946, "government"),
}


@dataclass
class Desk:
    """A plan with S1, S2 and C1, a card in each of the first two, and a bank."""

    plan: Plan
    items: dict[str, EvidenceItem]
    rows: list[Row] = field(default_factory=list)
    points: dict[str, Point] = field(default_factory=dict)
    cards: dict[str, Placement] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The board, by side."""
        return reverse("plans:show_plan", args=[self.plan.uuid])

    def point(self, page: Page, number: str) -> Locator:
        """A point on the page, by the number it was made with."""
        return page.locator(f"#point-{self.points[number].uuid}")

    def card(self, page: Page, title: str) -> Locator:
        """A card that was placed when the desk was made."""
        return page.locator(f"#card-{self.cards[title].uuid}")

    def in_bank(self, page: Page, title: str) -> Locator:
        """A card of the evidence panel."""
        return page.locator(f"#bank-{self.items[title].uuid}")

    def claim(self, page: Page, number: str) -> Locator:
        """The claim of a point."""
        return page.locator(f"#claim-{self.points[number].uuid}")

    def titles(self, number: str) -> list[str]:
        """What the database holds in a point, in order."""
        live = self.points[number].placements.filter(deleted_at=None)
        return [one.revision.title for one in live.order_by("position").select_related("revision")]

    def claims(self, side: int) -> list[str]:
        """The claims the database holds on a side, in order."""
        chosen = list(self.plan.question.sides.all())[side]
        live = self.plan.points.filter(side=chosen, deleted_at=None)
        return [point.claim for point in live.order_by("position")]


def make_desk(student: User) -> Desk:
    """The board that most tests act on."""
    question = make_question()
    plan = make_plan(student, question)
    items = {
        title: make_evidence(title, leaders=(leader,), themes=(theme,), years=(year, year))
        for title, (leader, year, theme) in ITEMS.items()
    }
    desk = Desk(plan, items)
    desk.rows = [make_row(plan, "terror"), make_row(plan, "government")]
    make_criterion(plan, "scale")
    desk.points = {
        "S1": make_point(plan, 0, desk.rows[0], claim="Both used terror"),
        "S2": make_point(plan, 0, desk.rows[1], claim="Both ruled through the party"),
        "C1": make_point(plan, 1, desk.rows[0], claim="Terror was dismantled"),
    }
    for title, number in [
        ("Doctors' Plot", "S1"),
        ("Beria shot", "S1"),
        ("Leningrad Affair", "S2"),
    ]:
        desk.cards[title] = make_placement(desk.points[number], items[title])
    return desk


def drag(page: Page, source: Locator, target: Locator, *, at: str = "middle") -> None:
    """Drag by mouse, in small steps as a hand does; at says which part of the target."""
    source.scroll_into_view_if_needed()
    start = source.bounding_box()
    assert start
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 6, y + 6, steps=3)
    # Things make room on the way, so the eye follows the target.
    for _ in range(3):
        end = target.bounding_box()
        assert end
        to_x = end["x"] + end["width"] / 2
        to_y = end["y"] + {"top": 3, "middle": end["height"] / 2, "bottom": end["height"] - 3}[at]
        page.mouse.move(to_x, to_y, steps=6)
        page.wait_for_timeout(150)
    page.mouse.up()


def saved(page: Page) -> None:
    """Wait until the board has stored everything it was given."""
    page.locator("#save-line[data-state=saved]:not([data-pending])").wait_for()


@contextmanager
def expecting(troubles: list[str], *words: str):
    """Allow what a test provokes: console errors that hold one of these words."""
    yield
    troubles[:] = [one for one in troubles if not any(word in one for word in words)]
