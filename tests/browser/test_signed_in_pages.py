"""The pages around the board, as a student meets them."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from apps.plans.models import Placement
from tests.browser.board import Desk, expecting, make_desk
from tests.factories import make_plan

SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 1000}]


@pytest.fixture
def desk(student) -> Desk:
    """A board with three points and a bank."""
    return make_desk(student)


def addresses(desk: Desk) -> dict[str, str]:
    """Every page that opens by its address, by what it is."""
    plan = desk.plan
    item = desk.items["Secret Speech"].uuid
    parts = {
        "card": desk.cards["Beria shot"],
        "point": desk.points["S1"],
        "row": desk.rows[0],
        "criterion": plan.criteria.get(),
    }
    return {
        "plans": reverse("plans:list_plans"),
        "bin": reverse("plans:list_deleted"),
        "rename": reverse("plans:rename_plan", args=[plan.uuid]),
        "pick a plan": f"{reverse('plans:pick_plan')}?evidence={item}",
        "choose a point": f"{reverse('plans:choose_point', args=[plan.uuid])}?evidence={item}",
        "panel": reverse("plans:list_panel", args=[plan.uuid]),
        **{
            name: reverse(f"plans:show_{name}", args=[plan.uuid, part.uuid])
            for name, part in parts.items()
        },
        "questions": reverse("questions:list_questions"),
        "question": reverse("questions:show_question", args=[plan.question.uuid]),
        "evidence bank": reverse("evidence:list_evidence"),
        "evidence": reverse("evidence:show_evidence", args=[item]),
        "own evidence": reverse("evidence:add_own_evidence"),
        "table": reverse("evidence:show_table"),
        "table with aspects": f"{reverse('evidence:show_table')}?leader=STA&detail=on",
        "two leaders": f"{reverse('evidence:show_table')}?compare=STA,KHR",
        "deck": reverse("practice:show_deck", args=["russia"]),
        "card of the deck": reverse("practice:show_card", args=["russia", 2]),
        "what to practise": reverse("practice:choose_practice", args=["russia"]),
        "front": f"{reverse('practice:practise', args=['russia'])}?since=1",
        "back": f"{reverse('practice:practise', args=['russia'])}?since=1&card={item}",
        "end of practice": f"{reverse('practice:practise', args=['russia'])}?since=1&stop=yes",
        "account": reverse("accounts:show_account"),
        "password": reverse("account_change_password"),
        "preferences": reverse("accounts:edit_preferences"),
        "not found": reverse("plans:show_plan", args=[uuid4()]),
    }


def open_refused_form(page: Page, desk: Desk) -> None:
    """Save a note on its own page after it was changed elsewhere."""
    card = desk.cards["Beria shot"]
    page.goto(reverse("plans:show_card", args=[desk.plan.uuid, card.uuid]))
    Placement.objects.filter(pk=card.pk).update(note="theirs")
    page.get_by_label("Your note").fill("mine")
    page.get_by_role("button", name="Save note").click()
    page.get_by_role("heading", name="Not saved").wait_for()


@pytest.mark.parametrize("colour_theme", ["light", "dark"])
def test_pages_around_the_board_are_accessible(sign_in, student, desk, axe, troubles, colour_theme):
    make_plan(student, desk.plan.question, title="Old plan", deleted_at=timezone.now())
    page = sign_in(student, color_scheme=colour_theme, reduced_motion="reduce")
    found: dict[str, list[str]] = {}

    def check(name: str) -> None:
        if page.locator("h1").count() != 1:
            found[name] = ["not one main heading"]
        for size in SIZES:
            page.set_viewport_size(size)
            if faults := axe(page):
                found[f"{name} at {size['width']}"] = faults

    with expecting(troubles, "404", "409"):
        for name, address in addresses(desk).items():
            page.goto(address)
            check(name)
        open_refused_form(page, desk)
        check("refused form")
    assert found == {}
