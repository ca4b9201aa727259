"""Outline, timeline, leader table and criteria in a browser: place kept, edits stored, axe."""

import pytest
from playwright.sync_api import expect

from tests.browser.board import Desk, make_desk, saved

WINDOWS = {
    "phone": {"width": 390, "height": 844, "has_touch": True},
    "tablet": {"width": 820, "height": 1180, "has_touch": True},
    "desktop": {"width": 1440, "height": 1000},
}
NEW = ("outline", "timeline", "table", "criteria")


@pytest.fixture
def desk(student) -> Desk:
    """A board with three points and a bank; S1 serves the criterion."""
    desk = make_desk(student)
    desk.points["S1"].criteria.set(desk.plan.criteria.all())
    return desk


@pytest.mark.parametrize("colour_theme", ["light", "dark"])
@pytest.mark.parametrize("window", ["phone", "desktop"])
@pytest.mark.parametrize("view", NEW)
def test_views_are_accessible(sign_in, student, desk, axe, view, window, colour_theme):
    extra = "&bank=on" if view == "timeline" else ""
    page = sign_in(
        student, f"{desk.address}?view={view}{extra}", color_scheme=colour_theme, **WINDOWS[window]
    )
    assert axe(page) == []


@pytest.mark.parametrize("view", NEW)
def test_views_do_not_scroll_sideways_at_320_pixels(sign_in, student, desk, view):
    page = sign_in(student, f"{desk.address}?view={view}", width=320, height=640)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_going_round_the_views_keeps_the_card_in_view_and_in_focus(sign_in, student, desk):
    page = sign_in(student, desk.address, height=500)
    card = desk.cards["Leningrad Affair"].uuid
    point = desk.points["S2"].uuid
    desk.claim(page, "C1").fill("Terror ended")
    desk.card(page, "Leningrad Affair").locator("[data-more]").focus()
    views = page.get_by_role("navigation", name="View")
    for name, view, mention in [
        ("Outline", "outline", ""),
        ("Timeline", "timeline", f"li[data-of~=card-{card}]"),
        ("Table", "table", f"li[data-of~=card-{card}]"),
        ("Criteria", "criteria", f"li[data-of~=point-{point}]"),
        ("By theme", "theme", f"#point-{point} .ph [data-more]"),
    ]:
        views.get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(f"**?view={view}")
        place = (
            page.locator(mention)
            if mention
            else desk.card(page, "Leningrad Affair").locator("[data-more]")
        )
        expect(place).to_be_focused()
        expect(place).to_be_in_viewport()
    assert desk.claims(1) == ["Terror ended"]


def test_a_key_difference_and_an_outline_are_edited_in_place(sign_in, student, desk):
    row = desk.rows[0]
    page = sign_in(student, f"{desk.address}?view=table")
    page.get_by_label("Key difference in ").first.fill("One killed, the other retired them")
    saved(page)
    row.refresh_from_db()
    assert row.key_difference == "One killed, the other retired them"
    page.goto(f"{desk.address}?view=outline")
    desk.claim(page, "S1").fill("Both ruled by fear")
    page.locator(f"#row-{row.uuid}").get_by_label("Mixed").check()
    saved(page)
    row.refresh_from_db()
    assert (desk.claims(0)[0], row.extent) == ("Both ruled by fear", 0)
    desk.point(page, "S1").locator(".ph [data-more]").click()
    page.get_by_role("button", name="Down").click()
    saved(page)
    assert desk.claims(0) == ["Both ruled through the party", "Both ruled by fear"]


def test_a_card_is_added_from_the_table_and_shown_in_its_cell(sign_in, student, desk):
    page = sign_in(student, f"{desk.address}?view=table")
    link = page.locator(f"#row-{desk.rows[0].uuid} .sums a").nth(1)
    found = int(link.inner_text().split()[0])
    link.click()
    cards = page.locator("#evidence [data-bank-card]")
    expect(cards).to_have_count(found)
    desk.in_bank(page, "Gulag releases").locator("[data-add]").click()
    page.get_by_label("S1 Both used terror").check()
    page.get_by_role("dialog").get_by_role("button", name="Add").click()
    saved(page)
    assert desk.titles("S1")[-1] == "Gulag releases"
    expect(page.locator(f"#row-{desk.rows[0].uuid} td").nth(1)).to_contain_text("Gulag releases")
    expect(desk.in_bank(page, "Gulag releases")).to_contain_text("in S1")


def test_the_timeline_keeps_its_years_through_an_operation(sign_in, student, desk):
    page = sign_in(student, f"{desk.address}?view=timeline")
    page.get_by_role("link", name="Zoom in").click()
    page.wait_for_url("**&last=*")
    years = page.locator("#tl-h").inner_text()
    page.get_by_role("link", name="Add the bank").click()
    page.wait_for_url("**bank=on*")
    expect(page.locator("#tl-h")).to_have_text(years)
    events = page.locator(".tl-list li").count()
    page.locator("#my-view").get_by_label("Balanced").check()
    saved(page)
    page.get_by_role("button", name="Undo").click()
    saved(page)
    expect(page.locator("#tl-h")).to_have_text(years)
    expect(page.locator(".tl-list li")).to_have_count(events)


def test_a_point_is_tied_and_untied_without_script(sign_in, student, desk):
    page = sign_in(student, f"{desk.address}?view=criteria", java_script_enabled=False)
    page.get_by_role("button", name="Untie S1").click()
    assert list(desk.points["S1"].criteria.all()) == []
    page.locator("#serves-none summary", has_text="S1").click()
    page.get_by_role("group", name="S1 serves").get_by_label("scale").check()
    page.locator("#serves-none details[open]").get_by_role("button", name="Save").click()
    assert desk.points["S1"].criteria.count() == 1


def test_the_timeline_prints_on_a_landscape_page(sign_in, student, desk):
    page = sign_in(student, f"{desk.address}?view=timeline")
    pdf = page.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 842" in pdf or b"/MediaBox [0 0 841" in pdf
