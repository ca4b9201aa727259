"""The board looked at: accessible in every state, in its place on every width, and light."""

import gzip
import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.board import Desk, make_desk, saved
from tests.factories import make_point

WINDOWS = {
    "phone": {"width": 390, "height": 844, "has_touch": True},
    "tablet": {"width": 820, "height": 1180, "has_touch": True},
    "desktop": {"width": 1440, "height": 1000},
}


@pytest.fixture
def desk(student) -> Desk:
    """A board with three points and a bank."""
    return make_desk(student)


def open_pane(page: Page, window: str, name: str) -> None:
    """Show the evidence or the checks where they are not shown already."""
    if window == "phone":
        page.locator(f".tabs a[href='#{name}']").click()
    elif window == "tablet":
        # A drawer that is open covers the buttons behind it.
        page.keyboard.press("Escape")
        page.locator(f"[data-drawer={name}]").click()


@pytest.mark.parametrize("colour_theme", ["light", "dark"])
@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("view", ["side", "theme"])
def test_board_is_accessible(sign_in, student, desk, axe, view, window, colour_theme):
    page = sign_in(
        student, f"{desk.address}?view={view}", color_scheme=colour_theme, **WINDOWS[window]
    )
    assert axe(page) == []
    open_pane(page, window, "check")
    assert axe(page) == []
    open_pane(page, window, "evidence")
    assert axe(page) == []


@pytest.mark.parametrize("colour_theme", ["light", "dark"])
@pytest.mark.parametrize("window", WINDOWS)
def test_open_dialogs_are_accessible(sign_in, student, desk, axe, window, colour_theme):
    page = sign_in(student, desk.address, color_scheme=colour_theme, **WINDOWS[window])
    card = desk.card(page, "Beria shot").locator("[data-more]")
    card.click()
    assert axe(page) == []
    page.get_by_role("button", name="Move to...").click()
    assert axe(page) == []
    page.get_by_role("button", name="Cancel").click()
    desk.point(page, "S1").locator("[data-more=point]").click()
    page.get_by_role("button", name="Move to side or theme...").click()
    assert axe(page) == []
    page.get_by_role("button", name="Cancel").click()
    open_pane(page, window, "evidence")
    desk.in_bank(page, "Secret Speech").locator("[data-add]").click()
    assert axe(page) == []
    page.get_by_role("button", name="Cancel").click()
    expect(desk.in_bank(page, "Secret Speech").locator("[data-add]")).to_be_focused()


@pytest.mark.parametrize("colour_theme", ["light", "dark"])
def test_notices_are_accessible(sign_in, student, desk, axe, troubles, colour_theme):
    page = sign_in(student, desk.address, color_scheme=colour_theme, width=390, height=844)
    other = page.context.new_page()
    other.goto(desk.address)
    desk.claim(other, "S1").fill("theirs")
    saved(other)
    other.close()
    desk.claim(page, "S1").fill("mine")
    expect(page.locator("#notices blockquote")).to_have_text(["mine", "theirs"])
    page.route(re.compile("/operations/$"), lambda route: route.abort())
    desk.claim(page, "S2").fill("offline")
    expect(page.locator("#notices")).to_contain_text("You are offline")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.on("dialog", lambda dialog: dialog.accept())
    troubles[:] = [one for one in troubles if "409" not in one and "ERR_FAILED" not in one]


@pytest.mark.parametrize("view", ["side", "theme"])
def test_board_does_not_scroll_sideways_at_320_pixels(sign_in, student, desk, view):
    page = sign_in(student, f"{desk.address}?view={view}", width=320, height=640)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_phone_adds_by_tapping_and_keeps_its_place(sign_in, student, desk):
    page = sign_in(student, desk.address, **WINDOWS["phone"])
    page.evaluate("window.scrollTo(0, 300)")
    page.locator(".tabs a[href='#evidence']").tap()
    expect(page.locator("#plan")).to_be_hidden()
    expect(page.locator(".tabs [aria-current]")).to_contain_text("Evidence")
    desk.in_bank(page, "Gulag releases").locator("[data-add]").tap()
    page.get_by_label("C1 Terror was dismantled").check()
    page.get_by_role("dialog").get_by_role("button", name="Add").tap()
    expect(desk.in_bank(page, "Gulag releases")).to_contain_text("Added to C1.")
    saved_line = page.locator("#save-line[data-state=saved]:not([data-pending])")
    saved_line.wait_for(state="attached")
    assert desk.titles("C1") == ["Gulag releases"]
    page.locator(".tabs a[href='#plan']").tap()
    expect(page.locator("#plan")).to_be_visible()
    page.wait_for_function("() => Math.abs(window.scrollY - 300) < 2")


def test_a_points_own_link_puts_it_first_in_the_list(sign_in, student, desk):
    page = sign_in(student, desk.address, **WINDOWS["phone"])
    desk.point(page, "C1").get_by_role("link", name="Add evidence").tap()
    expect(page.locator("#evidence")).to_be_visible()
    desk.in_bank(page, "Gulag releases").locator("[data-add]").tap()
    expect(page.get_by_role("dialog").get_by_role("radio").first).to_be_checked()
    assert "C1" in page.get_by_role("dialog").locator("label").first.inner_text()


def test_tablet_drawer_opens_and_closes(sign_in, student, desk):
    page = sign_in(student, desk.address, **WINDOWS["tablet"])
    expect(page.locator("#evidence")).to_be_hidden()
    page.locator("[data-drawer=evidence]").click()
    expect(page.locator("#evidence")).to_be_visible()
    expect(page.locator("#plan")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#evidence")).to_be_hidden()
    expect(page.locator("[data-drawer=evidence]")).to_be_focused()


def test_evidence_beside_the_matrix_closes_by_escape(sign_in, student, desk):
    page = sign_in(student, f"{desk.address}?view=theme", **WINDOWS["desktop"])
    page.locator("[data-drawer=evidence]").click()
    expect(page.locator("#evidence")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#evidence")).to_be_hidden()
    expect(page.locator("[data-drawer=evidence]")).to_be_focused()


@pytest.mark.parametrize("window", ["phone", "desktop"])
def test_a_finger_does_not_bring_up_the_keyboard(sign_in, student, desk, window):
    for _ in range(5):
        make_point(desk.plan)
    page = sign_in(student, desk.address, **WINDOWS[window])
    open_pane(page, window, "evidence")
    desk.in_bank(page, "Gulag releases").locator("[data-add]").click()
    dialog = page.get_by_role("dialog")
    box = dialog.get_by_label("Find a point")
    expect(dialog.get_by_role("radio").first if window == "phone" else box).to_be_focused()


def test_search_narrows_the_panel_while_typing(sign_in, student, desk):
    page = sign_in(student, desk.address)
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("gulag")
    expect(page.locator("[data-search]")).to_have_value("gulag")
    expect(page.locator("[data-bank-card]")).to_have_count(1)
    expect(page.locator("[data-search]")).to_be_focused()
    expect(page.locator("[data-search]")).to_have_value("gulag")
    page.locator("#plan").focus()
    desk.point(page, "S2").get_by_role("link", name="Find the match").click()
    titles = page.locator("[data-bank-card] h4")
    expect(titles).to_have_text(["Anti-Party Group expelled", "Gulag releases", "Beria shot"])


def test_changing_the_grouping_keeps_cards_and_place(sign_in, student, desk):
    page = sign_in(student, desk.address, height=500)
    cards = sorted(page.locator("[data-card]").evaluate_all("all => all.map((one) => one.id)"))
    desk.claim(page, "C1").fill("Terror ended")
    desk.card(page, "Leningrad Affair").locator("[data-more]").focus()
    page.get_by_role("link", name="By theme").click()
    page.wait_for_url("**?view=theme")
    expect(desk.card(page, "Leningrad Affair").locator("[data-more]")).to_be_focused()
    expect(desk.card(page, "Leningrad Affair")).to_be_in_viewport()
    expect(desk.claim(page, "C1")).to_have_value("Terror ended")
    now = sorted(page.locator("[data-card]").evaluate_all("all => all.map((one) => one.id)"))
    assert now == cards


def test_a_running_disclosure_stays_open_through_an_answer(sign_in, student, desk):
    page = sign_in(student, desk.address)
    page.locator(".checklist > li").first.locator("summary", has_text="Why").click()
    opened = page.locator(".checklist > li").first.locator("details.why")
    expect(opened).to_have_attribute("open", "")
    page.locator("#my-view").get_by_label("Balanced").check()
    saved(page)
    expect(opened).to_have_attribute("open", "")


def test_help_lists_the_keys(sign_in, student, desk, axe):
    page = sign_in(student, desk.address)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_reduced_motion_stops_every_movement(sign_in, student, desk):
    page = sign_in(student, desk.address, reduced_motion="reduce")
    longest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll("*")].map((one) => {
          const style = getComputedStyle(one);
          return parseFloat(style.transitionDuration) + parseFloat(style.animationDuration);
        }))"""
    )
    assert longest == 0


def test_scripts_and_styles_are_light():
    def weight(name: str) -> int:
        path = settings.BASE_DIR / "static" / "dist" / name
        return len(gzip.compress(path.read_bytes(), 9))

    assert weight("main.js") + weight("board.js") <= 45_000
    assert weight("main.css") <= 50_000
