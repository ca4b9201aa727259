"""Finding the match and choosing a shape in a browser: by pointer, by keyboard, on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.board import Desk, make_desk, saved
from tests.factories import make_question

WINDOWS = {
    "phone": {"width": 390, "height": 844, "has_touch": True},
    "desktop": {"width": 1440, "height": 1000},
}


@pytest.fixture
def desk(student) -> Desk:
    """A board with three points and a bank; S1 and S2 hold evidence on one leader each."""
    return make_desk(student)


def pages(desk: Desk) -> dict[str, str]:
    """Every page of this part, by name."""
    card = desk.cards["Leningrad Affair"].uuid
    point = desk.points["S2"].uuid
    reuse = f"{desk.address}reuse/"
    other = make_question(template="similarity_difference")
    return {
        "card": f"{desk.address}match/?card={card}",
        "point": f"{desk.address}match/?point={point}",
        "shape": f"{desk.address}shape/",
        "questions": reuse,
        "copy": f"{reuse}?question={other.uuid}",
    }


@pytest.mark.parametrize("colour_theme", ["light", "dark"])
@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("name", ["card", "point", "shape", "questions", "copy"])
def test_pages_are_accessible(sign_in, student, desk, axe, name, window, colour_theme):
    page = sign_in(student, pages(desk)[name], color_scheme=colour_theme, **WINDOWS[window])
    assert axe(page) == []


@pytest.mark.parametrize("name", ["card", "point", "shape", "questions", "copy"])
def test_pages_do_not_scroll_sideways_at_320_pixels(sign_in, student, desk, name):
    page = sign_in(student, pages(desk)[name], width=320, height=640)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_match_is_found_and_added_in_one_press(sign_in, student, desk, axe):
    page = sign_in(student, desk.address)
    point = desk.point(page, "S2")
    assert "Half so far: " in page.locator("[data-pairs]").inner_text()
    point.get_by_role("link", name="Find the match").click()
    panel = page.locator("#evidence")
    expect(panel.get_by_role("heading", name="Find the match")).to_be_visible()
    assert axe(page) == []
    first = panel.locator("[data-bank-card]").first
    title = first.get_attribute("data-title")
    first.get_by_role("button", name=f"Add {title} to S2").dblclick()
    expect(point.locator("[data-card]")).to_have_count(2)
    saved(page)
    assert desk.titles("S2")[-1] == title
    expect(point.locator(".match")).to_have_count(0)
    expect(first.locator("[data-used]")).to_contain_text("S2")
    panel.get_by_role("link", name="All evidence").click()
    expect(page.locator("#panel-q")).to_be_visible()


def test_a_card_offers_its_match_from_its_menu_by_keyboard(sign_in, student, desk):
    page = sign_in(student, desk.address)
    desk.card(page, "Leningrad Affair").locator("[data-more]").press("Enter")
    page.get_by_role("button", name="Find the match").press("Enter")
    panel = page.locator("#evidence")
    expect(panel.get_by_role("heading", name="Find the match")).to_be_visible()
    expect(panel.locator(".match-for")).to_contain_text("Leningrad Affair")


def test_a_shape_is_chosen_and_undone(sign_in, student, desk):
    page = sign_in(student, desk.address)
    page.get_by_role("link", name="Change the shape of the plan").click()
    page.get_by_label("Change and continuity").check()
    page.get_by_role("button", name="Use this shape").click()
    page.wait_for_url("**?view=theme*")
    expect(page.locator("table.matrix thead")).to_contain_text("Time band")
    page.get_by_role("button", name="+ 1949\N{EN DASH}1956").click()
    row = page.locator("tr[data-row-line]", has_text="1949\N{EN DASH}1956")
    expect(row).to_have_count(1)
    saved(page)
    for _ in range(2):
        page.locator("[data-step='undo'] button").first.click()
    expect(page.locator("table.matrix thead th").first).to_have_text("Theme")
    saved(page)
    desk.plan.refresh_from_db()
    assert desk.plan.shape == "for_against"
