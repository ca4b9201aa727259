"""Every move works by mouse, by clicks alone, by keys and by a finger on the handle."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.board import Desk, drag, make_desk, saved


@pytest.fixture
def desk(student) -> Desk:
    """A board with three points and a bank."""
    return make_desk(student)


@pytest.fixture
def page(sign_in, student, desk) -> Page:
    """The board, by side, open in a wide window."""
    return sign_in(student, desk.address)


def test_mouse_adds_from_the_bank(page, desk):
    drag(page, desk.in_bank(page, "Secret Speech"), desk.card(page, "Doctors' Plot"), at="top")
    saved(page)
    assert desk.titles("S1") == ["Secret Speech", "Doctors' Plot", "Beria shot"]
    expect(desk.in_bank(page, "Secret Speech").locator("[data-used]")).to_have_text("in S1")
    expect(page.locator("#announcer")).to_have_text("Secret Speech added to S1, position 1 of 3.")


def test_mouse_adds_to_an_empty_point(page, desk):
    drag(page, desk.in_bank(page, "Gulag releases"), desk.point(page, "C1").locator(".placed"))
    saved(page)
    assert desk.titles("C1") == ["Gulag releases"]


def test_mouse_moves_between_points_and_reorders(page, desk):
    drag(page, desk.card(page, "Beria shot"), desk.card(page, "Leningrad Affair"), at="bottom")
    saved(page)
    assert desk.titles("S1") == ["Doctors' Plot"]
    assert desk.titles("S2") == ["Leningrad Affair", "Beria shot"]
    drag(page, desk.card(page, "Beria shot"), desk.card(page, "Leningrad Affair"), at="top")
    saved(page)
    assert desk.titles("S2") == ["Beria shot", "Leningrad Affair"]


def test_mouse_reorders_points_by_their_number(page, desk):
    grip = desk.point(page, "S2").locator(".ph [data-grip]")
    drag(page, grip, desk.claim(page, "S1"), at="top")
    saved(page)
    assert desk.claims(0) == ["Both ruled through the party", "Both used terror"]
    expect(desk.point(page, "S2")).to_have_attribute("data-number", "S1")


def test_mouse_moves_a_point_across_cells_of_the_matrix(page, desk):
    page.goto(f"{desk.address}?view=theme")
    grip = desk.point(page, "C1").locator(".ph [data-grip]")
    # Away from the edge, where a drag scrolls the page.
    page.locator("#board-body").evaluate("body => body.scrollIntoView()")
    drag(page, grip, desk.claim(page, "S2"))
    saved(page)
    # Before or behind its new neighbour: the cell is what the matrix decides.
    assert sorted(desk.claims(0)) == [
        "Both ruled through the party",
        "Both used terror",
        "Terror was dismantled",
    ]
    desk.points["C1"].refresh_from_db()
    assert desk.points["C1"].row == desk.rows[1]


def test_a_point_that_has_the_card_refuses_it(page, desk):
    drag(page, desk.in_bank(page, "Beria shot"), desk.card(page, "Doctors' Plot"), at="top")
    expect(page.locator("#notices")).to_contain_text(
        "Could not move Beria shot: it is in S1 already."
    )
    saved(page)
    assert desk.titles("S1") == ["Doctors' Plot", "Beria shot"]
    assert desk.in_bank(page, "Beria shot").count() == 1


def test_escape_puts_the_card_back(page, desk):
    source = desk.card(page, "Beria shot").bounding_box()
    target = desk.card(page, "Leningrad Affair").bounding_box()
    page.mouse.move(source["x"] + 100, source["y"] + 10)
    page.mouse.down()
    page.mouse.move(source["x"] + 106, source["y"] + 16, steps=3)
    page.mouse.move(target["x"] + 100, target["y"] + 10, steps=10)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert desk.point(page, "S1").locator("[data-title]").all_inner_texts()[1].find("Beria") >= 0
    expect(page.locator("#announcer")).to_have_text("Beria shot was put back.")
    assert desk.titles("S1") == ["Doctors' Plot", "Beria shot"]
    assert page.locator(".in-hand").count() == 0


def test_clicks_alone_add_move_note_and_remove(page, desk):
    desk.in_bank(page, "Secret Speech").locator("[data-add]").click()
    page.get_by_role("dialog").get_by_label("C1 Terror was dismantled").check()
    page.get_by_role("dialog").get_by_role("button", name="Add").click()
    expect(desk.in_bank(page, "Secret Speech")).to_contain_text("Added to C1.")
    saved(page)
    assert desk.titles("C1") == ["Secret Speech"]
    added = desk.point(page, "C1").locator("[data-card]")
    added.locator("[data-more]").click()
    page.get_by_role("button", name="Move to...").click()
    page.get_by_label("S1 Both used terror").check()
    page.get_by_label("Place").select_option(label="After Doctors' Plot")
    page.get_by_role("button", name="Move", exact=True).click()
    saved(page)
    assert desk.titles("S1") == ["Doctors' Plot", "Secret Speech", "Beria shot"]
    moved = desk.point(page, "S1").locator("[data-card]").nth(1)
    expect(moved.locator("[data-more]")).to_be_focused()
    moved.locator("[data-more]").click()
    page.get_by_role("button", name="Edit note").click()
    page.get_by_role("textbox", name="Note").fill("only to the party")
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    expect(moved.locator(".note")).to_have_text("only to the party")
    moved.locator("[data-more]").click()
    page.get_by_role("button", name="Mark as background").click()
    saved(page)
    expect(moved.locator("[data-context]")).to_have_text("background")
    moved.locator("[data-more]").click()
    page.get_by_role("button", name="Remove").click()
    saved(page)
    assert desk.titles("S1") == ["Doctors' Plot", "Beria shot"]


def test_clicks_add_to_a_new_point_and_take_it_back(page, desk):
    desk.in_bank(page, "Secret Speech").locator("[data-add]").click()
    page.get_by_label("New point: Challenges the view").check()
    page.get_by_role("dialog").get_by_role("button", name="Add").click()
    saved(page)
    assert desk.claims(1) == ["Terror was dismantled", ""]
    expect(page.locator(".side.cha [data-title='Secret Speech']")).to_have_count(1)
    desk.in_bank(page, "Secret Speech").get_by_role("button", name="Undo").click()
    saved(page)
    expect(page.locator(".side.cha [data-title='Secret Speech']")).to_have_count(0)


def test_clicks_move_points_and_name_their_criteria(page, desk):
    desk.point(page, "S1").locator("[data-more=point]").click()
    page.get_by_role("button", name="Move to side or theme...").click()
    page.get_by_role("radio", name="Challenges the view").check()
    page.get_by_role("dialog").get_by_label("Theme").select_option(label="Government")
    page.get_by_role("button", name="Move", exact=True).click()
    saved(page)
    desk.points["S1"].refresh_from_db()
    assert (desk.points["S1"].row, desk.claims(1)) == (
        desk.rows[1],
        ["Terror was dismantled", "Both used terror"],
    )
    desk.point(page, "S1").locator("[data-more=point]").click()
    page.get_by_role("button", name="Criteria...").click()
    page.get_by_role("dialog").get_by_label("scale").check()
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    expect(desk.point(page, "S1").locator(".by")).to_have_text("by scale")


def test_clicks_rename_order_and_remove_rows_and_criteria(page, desk):
    page.goto(f"{desk.address}?view=theme")
    page.locator("[data-more=row]").nth(1).click()
    page.get_by_role("button", name="Up", exact=True).click()
    saved(page)
    assert [row.label for row in desk.plan.rows.order_by("position")] == ["Government", "Terror"]
    page.locator("[data-more=row]").nth(0).click()
    page.get_by_role("button", name="Rename").click()
    page.get_by_role("textbox", name="Name").fill("Party and state")
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    page.locator("[data-more=criterion]").click()
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_role("textbox", name="Name").fill("scale and aims")
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    expect(page.locator("[data-criterion]")).to_have_text("scale and aims")
    page.locator("[data-more=row]").nth(1).click()
    page.get_by_role("button", name="Remove").click()
    saved(page)
    rows = desk.plan.rows.filter(deleted_at=None)
    assert [row.label for row in rows] == ["Party and state"]


def test_keys_alone_do_everything(page, desk):
    page.keyboard.press("n")
    fresh = page.locator(".side.sup [data-field=claim]").nth(2)
    expect(fresh).to_be_focused()
    page.keyboard.type("Both feared rivals")
    page.keyboard.press("Enter")
    saved(page)
    assert desk.claims(0)[2] == "Both feared rivals"
    desk.in_bank(page, "Gulag releases").locator("[data-add]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    saved(page)
    assert desk.titles("S2") == ["Leningrad Affair", "Gulag releases"]
    expect(desk.in_bank(page, "Gulag releases").locator("[data-add]")).to_be_focused()
    more = desk.card(page, "Doctors' Plot").locator("[data-more]")
    more.focus()
    page.keyboard.press("Shift+ArrowDown")
    expect(more).to_be_focused()
    saved(page)
    assert desk.titles("S1") == ["Beria shot", "Doctors' Plot"]
    page.keyboard.press("Shift+ArrowRight")
    expect(more).to_be_focused()
    saved(page)
    assert desk.titles("S2") == ["Leningrad Affair", "Gulag releases", "Doctors' Plot"]
    page.keyboard.press("Delete")
    saved(page)
    assert desk.titles("S2") == ["Leningrad Affair", "Gulag releases"]
    focused = page.evaluate("document.activeElement.dataset.more")
    assert focused == "card"
    page.keyboard.press("Control+z")
    saved(page)
    assert desk.titles("S2") == ["Leningrad Affair", "Gulag releases", "Doctors' Plot"]
    page.keyboard.press("Control+Shift+z")
    saved(page)
    assert desk.titles("S2") == ["Leningrad Affair", "Gulag releases"]
    point = desk.point(page, "C1").locator("[data-more=point]")
    point.focus()
    page.keyboard.press("Shift+ArrowLeft")
    saved(page)
    expect(point).to_be_focused()
    assert desk.claims(1) == []


def test_menu_answers_to_arrows_and_escape(page, desk):
    more = desk.card(page, "Beria shot").locator("[data-more]")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move to...")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Up", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(more).to_be_focused()


def test_letters_are_left_alone_in_texts_and_when_switched_off(page, desk, student):
    desk.claim(page, "S1").focus()
    page.keyboard.press("End")
    page.keyboard.type(" nb/e")
    saved(page)
    assert desk.claims(0)[0] == "Both used terror nb/e"
    student.letter_keys = False
    student.save()
    page.reload()
    page.keyboard.press("n")
    page.wait_for_timeout(200)
    assert desk.plan.points.count() == 3


def test_finger_drags_by_the_handle_and_scrolls_elsewhere(sign_in, student, desk):
    page = sign_in(student, desk.address, width=1100, height=800, has_touch=True)
    touch = page.context.new_cdp_session(page)

    def swipe(x: float, y: float, to_x: float, to_y: float) -> None:
        def point(a: float, b: float) -> list[dict[str, float]]:
            return [{"x": a, "y": b}]

        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": point(x, y)})
        for step in range(1, 16):
            part = step / 15
            spot = point(x + (to_x - x) * part, y + (to_y - y) * part)
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": spot})
            page.wait_for_timeout(15)
        page.wait_for_timeout(80)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    box = desk.card(page, "Beria shot").locator(".t").bounding_box()
    goal = desk.card(page, "Leningrad Affair").bounding_box()
    swipe(box["x"] + 10, box["y"] + 5, box["x"] + 10, box["y"] - 60)
    page.wait_for_timeout(200)
    assert desk.titles("S1") == ["Doctors' Plot", "Beria shot"]
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(100)
    grip = desk.card(page, "Beria shot").locator("[data-grip]").bounding_box()
    goal = desk.card(page, "Leningrad Affair").bounding_box()
    swipe(grip["x"] + 8, grip["y"] + 8, goal["x"] + 60, goal["y"] + goal["height"] - 3)
    saved(page)
    # Where in the list the finger let go depends on how fast the list made room.
    assert (desk.titles("S1"), sorted(desk.titles("S2"))) == (
        ["Doctors' Plot"],
        ["Beria shot", "Leningrad Affair"],
    )


def test_ten_fast_moves_are_told_in_three_announcements_at_most(page, desk):
    page.evaluate(
        """() => {
          window.told = [];
          new MutationObserver(() => window.told.push(announcer.textContent))
            .observe(announcer, { childList: true });
        }"""
    )
    desk.card(page, "Doctors' Plot").locator("[data-more]").focus()
    for key in ["Shift+ArrowDown", "Shift+ArrowUp"] * 5:
        page.keyboard.press(key)
    saved(page)
    page.wait_for_timeout(1200)
    told = page.evaluate("window.told")
    assert len(told) <= 3
    assert told[-1] == "Doctors' Plot moved from S1 to S1, position 1 of 2."
    assert desk.titles("S1") == ["Doctors' Plot", "Beria shot"]
