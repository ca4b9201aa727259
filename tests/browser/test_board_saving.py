"""Nothing typed or moved is lost: by reloads, lost replies, being offline or a second tab."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from apps.plans.models import Operation
from tests.browser.board import Desk, drag, expecting, make_desk, saved
from tests.factories import make_plan

OPERATIONS = re.compile(r"/operations/$")


@pytest.fixture
def desk(student) -> Desk:
    """A board with three points and a bank."""
    return make_desk(student)


@pytest.fixture
def page(sign_in, student, desk) -> Page:
    """The board, by side, open in a wide window."""
    return sign_in(student, desk.address)


def drop_reply(route: Route) -> None:
    """Let a request through, then lose what the server says."""
    route.fetch()
    route.abort("connectionreset")


def step_down(page: Page, desk: Desk, title: str) -> None:
    """Move a card one place down by its menu key."""
    desk.card(page, title).locator("[data-more]").press("Shift+ArrowDown")


def test_text_is_saved_after_a_pause_and_there_after_a_reload(page, desk):
    because = desk.point(page, "S1").locator("[data-field=explanation]")
    because.fill("since neither trusted the law")
    saved(page)
    page.reload()
    expect(because).to_have_value("since neither trusted the law")
    assert Operation.objects.count() == 1


def test_text_typed_a_moment_before_leaving_is_saved(page, desk):
    desk.claim(page, "S1").fill("Both ruled by fear")
    page.goto(reverse("plans:list_plans"))
    page.goto(desk.address)
    saved(page)
    expect(desk.claim(page, "S1")).to_have_value("Both ruled by fear")
    assert desk.claims(0)[0] == "Both ruled by fear"


def test_caret_and_typing_survive_an_answer(page, desk):
    claim = desk.claim(page, "S1")
    claim.press("End")
    claim.press_sequentially(" and more terror", delay=120)
    saved(page)
    expect(claim).to_be_focused()
    expect(claim).to_have_value("Both used terror and more terror")
    claim.press("Control+Home")
    claim.press_sequentially("Surely: ", delay=20)
    saved(page)
    assert page.evaluate("document.activeElement.selectionStart") == len("Surely: ")
    assert desk.claims(0)[0] == "Surely: Both used terror and more terror"


def test_scales_and_choices_are_saved_at_once(page, desk):
    view = page.locator("#my-view")
    view.get_by_label("Mostly supports").check()
    expect(view.locator("[data-scale-word]")).to_have_text("Mostly supports")
    page.get_by_label("Decided by").select_option(index=2)
    saved(page)
    page.get_by_role("button", name="Undo").click()
    saved(page)
    expect(page.get_by_label("Decided by")).to_have_value("")
    page.get_by_role("button", name="Undo").click()
    saved(page)
    expect(view.get_by_label("Mostly supports")).not_to_be_checked()
    expect(view.locator("[data-scale-word]")).to_have_text("Not chosen yet")


def test_criteria_and_dismissals_are_added_in_place(page, desk):
    page.locator("summary", has_text="+ Criterion").click()
    page.get_by_label("New criterion").fill("who was affected")
    page.get_by_label("New criterion").press("Enter")
    saved(page)
    expect(page.locator("[data-criterion]")).to_have_text(["scale", "who was affected"])
    finding = page.locator(".checklist > li", has_text="C1 has no evidence")
    finding.get_by_text("Set aside").first.click()
    finding.get_by_label("Your reason").fill("coming tomorrow")
    finding.get_by_role("button", name="Set aside").click()
    saved(page)
    expect(page.locator("#check")).to_contain_text("Your reason: coming tomorrow")


def test_the_line_never_says_saved_before_the_answer(page, desk):
    waiting: list[Route] = []
    page.route(OPERATIONS, lambda route: waiting.append(route))
    page.evaluate(
        """() => {
          const line = document.querySelector("#save-line");
          window.said = [];
          new MutationObserver(() => window.said.push(line.innerText.trim().slice(0, 6)))
            .observe(line, { subtree: true, childList: true, characterData: true });
        }"""
    )
    step_down(page, desk, "Doctors' Plot")
    expect(page.locator("#save-line")).to_have_text("Saving...")
    page.wait_for_timeout(300)
    assert page.evaluate("window.said") == ["Saving"]
    waiting.pop().continue_()
    saved(page)
    expect(page.locator("#save-line")).to_have_text(re.compile(r"^\s*Saved \d\d:\d\d\s*$"))
    assert page.evaluate("window.said") == ["Saving", "Saved "]


def test_a_lost_reply_applies_once(page, desk, troubles):
    with expecting(troubles, "ERR_CONNECTION_RESET"):
        page.route(OPERATIONS, drop_reply, times=1)
        drag(page, desk.in_bank(page, "Secret Speech"), desk.card(page, "Doctors' Plot"), at="top")
        saved(page)
        assert desk.titles("S1") == ["Secret Speech", "Doctors' Plot", "Beria shot"]
        assert Operation.objects.count() == 1
        expect(desk.point(page, "S1").locator("[data-card]")).to_have_count(3)


def test_three_edits_offline_are_sent_once_each_when_back(page, desk, troubles):
    with expecting(troubles, "ERR_INTERNET_DISCONNECTED"):
        page.context.set_offline(True)
        step_down(page, desk, "Doctors' Plot")
        desk.claim(page, "C1").fill("Terror ended")
        desk.claim(page, "S2").focus()
        page.locator("#my-view").get_by_label("Balanced").check()
        expect(page.locator("#notices")).to_have_text(
            "You are offline. 3 changes are waiting in this tab. Keep it open."
        )
        expect(page.locator("#save-line")).to_have_text("Offline, 3 waiting")
        page.context.set_offline(False)
        saved(page)
        expect(page.locator("#notices")).to_be_empty()
        assert desk.titles("S1") == ["Beria shot", "Doctors' Plot"]
        assert desk.claims(1) == ["Terror ended"]
        assert Operation.objects.count() == 3


def test_a_queue_left_by_a_reload_is_sent_after_it(page, desk, troubles):
    with expecting(troubles, "ERR_FAILED", "ERR_INTERNET_DISCONNECTED"):
        page.on("dialog", lambda dialog: dialog.accept())
        page.route(OPERATIONS, lambda route: route.abort())
        step_down(page, desk, "Doctors' Plot")
        desk.claim(page, "S1").fill("Both feared rivals")
        expect(page.locator("#save-line")).to_have_text("Offline, 1 waiting")
        page.reload()
        expect(desk.claim(page, "S1")).to_have_value("Both feared rivals")
        page.unroute(OPERATIONS)
        saved(page)
        assert desk.claims(0)[0] == "Both feared rivals"
        assert desk.titles("S1") == ["Beria shot", "Doctors' Plot"]


def test_a_failing_server_gives_the_card_back_and_trying_again_works(page, desk, troubles):
    with expecting(troubles, "500"):
        page.route(OPERATIONS, lambda route: route.fulfill(status=500, body="no"), times=1)
        step_down(page, desk, "Doctors' Plot")
        expect(page.locator("#notices")).to_contain_text("Could not move Doctors' Plot.")
        titles = desk.point(page, "S1").locator("[data-card]")
        expect(titles.first).to_contain_text("Doctors' Plot")
        expect(page.locator("#save-line")).to_have_text("Needs attention")
        page.get_by_role("button", name="Try again").click()
        saved(page)
        expect(page.locator("#notices")).to_be_empty()
        assert desk.titles("S1") == ["Beria shot", "Doctors' Plot"]


def test_two_tabs_keep_both_of_two_different_moves(page, desk):
    other = page.context.new_page()
    other.goto(desk.address)
    step_down(page, desk, "Doctors' Plot")
    saved(page)
    desk.card(other, "Leningrad Affair").locator("[data-more]").press("Shift+ArrowRight")
    saved(other)
    assert (desk.titles("S1"), desk.titles("C1")) == (
        ["Beria shot", "Doctors' Plot"],
        ["Leningrad Affair"],
    )
    # The tab that was behind shows the other's move as well, and asks nothing.
    expect(desk.point(other, "S1").locator("[data-card]").first).to_contain_text("Beria shot")
    expect(other.locator("#notices")).to_be_empty()


@pytest.mark.parametrize(
    ("choice", "stored"),
    [
        ("Keep mine", "mine"),
        ("Keep the other", "theirs"),
        ("Keep both", "theirs\nmine"),
    ],
)
def test_two_texts_of_one_field_are_both_shown(page, desk, troubles, choice, stored):
    other = page.context.new_page()
    other.goto(desk.address)
    because = "[data-field=explanation]"
    desk.point(other, "S1").locator(because).fill("theirs")
    saved(other)
    with expecting(troubles, "409"):
        desk.point(page, "S1").locator(because).fill("mine")
        notice = page.locator("#notices")
        expect(notice).to_contain_text("was changed somewhere else as well")
        expect(notice.locator("blockquote")).to_have_text(["mine", "theirs"])
        page.get_by_role("button", name=choice).click()
        saved(page)
        expect(notice).to_be_empty()
        expect(desk.point(page, "S1").locator(because)).to_have_value(stored)
        desk.points["S1"].refresh_from_db()
        assert desk.points["S1"].explanation == stored


def test_a_conflict_waits_through_a_reload(page, desk, troubles):
    other = page.context.new_page()
    other.goto(desk.address)
    desk.claim(other, "S1").fill("theirs")
    saved(other)
    page.on("dialog", lambda dialog: dialog.accept())
    with expecting(troubles, "409"):
        desk.claim(page, "S1").fill("mine")
        expect(page.locator("#notices blockquote")).to_have_text(["mine", "theirs"])
        page.reload()
        expect(page.locator("#notices blockquote")).to_have_text(["mine", "theirs"])
        expect(desk.claim(page, "S1")).to_have_value("mine")
        page.get_by_role("button", name="Keep mine").click()
        saved(page)
        assert desk.claims(0)[0] == "mine"


def test_typing_on_while_a_conflict_is_open_outlives_a_reload(page, desk, troubles):
    page.on("dialog", lambda dialog: dialog.accept())
    other = page.context.new_page()
    other.goto(desk.address)
    desk.claim(other, "S1").fill("theirs")
    saved(other)
    with expecting(troubles, "409"):
        desk.claim(page, "S1").fill("mine")
        texts = page.locator("#notices blockquote")
        expect(texts).to_have_text(["mine", "theirs"])
        desk.claim(page, "S1").fill("mine, and more")
        expect(texts).to_have_text(["mine, and more", "theirs"])
        page.reload()
        expect(texts).to_have_text(["mine, and more", "theirs"])
        expect(desk.claim(page, "S1")).to_have_value("mine, and more")
        page.get_by_role("button", name="Keep both").click()
        saved(page)
        assert desk.claims(0)[0] == "theirs\nmine, and more"


def write_note(page: Page, desk: Desk, title: str, text: str) -> None:
    """Edit the note of a card in its dialog."""
    desk.card(page, title).locator("[data-more]").click()
    page.get_by_role("button", name="Edit note").click()
    page.get_by_role("dialog").get_by_label("Note").fill(text)
    page.get_by_role("button", name="Save").click()
    expect(desk.card(page, title).locator(".note")).to_have_text(text)
    saved(page)


def test_a_note_is_edited_again_after_an_undo_without_a_conflict(page, desk):
    write_note(page, desk, "Beria shot", "first")
    write_note(page, desk, "Beria shot", "second")
    page.get_by_role("button", name="Undo").click()
    saved(page)
    expect(desk.card(page, "Beria shot").locator(".note")).to_have_text("first")
    write_note(page, desk, "Beria shot", "third")
    expect(page.locator("#notices")).to_be_empty()
    desk.cards["Beria shot"].refresh_from_db()
    assert desk.cards["Beria shot"].note == "third"


def test_a_note_changed_in_another_tab_is_edited_without_a_conflict(page, desk):
    write_note(page, desk, "Beria shot", "first")
    other = page.context.new_page()
    other.goto(desk.address)
    write_note(other, desk, "Beria shot", "second")
    # Any change brings the board up to date.
    step_down(page, desk, "Doctors' Plot")
    saved(page)
    expect(desk.card(page, "Beria shot").locator(".note")).to_have_text("second")
    write_note(page, desk, "Beria shot", "third")
    expect(page.locator("#notices")).to_be_empty()
    desk.cards["Beria shot"].refresh_from_db()
    assert desk.cards["Beria shot"].note == "third"


def test_line_breaks_at_the_start_of_a_text_are_kept_without_a_conflict(page, desk):
    because = desk.point(page, "S1").locator("[data-field=explanation]")
    because.fill("\n\nfirst")
    saved(page)
    page.reload()
    expect(because).to_have_value("\n\nfirst")
    because.fill("\nsecond")
    saved(page)
    expect(page.locator("#notices")).to_be_empty()
    desk.points["S1"].refresh_from_db()
    assert desk.points["S1"].explanation == "\nsecond"


def test_text_of_a_point_that_is_gone_is_shown(page, desk, troubles):
    other = page.context.new_page()
    other.goto(desk.address)
    desk.point(other, "C1").locator("[data-more=point]").press("Delete")
    saved(other)
    with expecting(troubles, "409"):
        desk.claim(page, "C1").fill("Terror was much reduced")
        expect(page.locator("#notices blockquote")).to_have_text("Terror was much reduced")
        expect(desk.point(page, "C1")).to_have_count(0)


def test_ten_changes_are_undone_one_by_one(page, desk):
    def state() -> list[object]:
        live = desk.plan.placements.filter(deleted_at=None).order_by("point", "position")
        texts = list(desk.plan.points.order_by("pk").values_list("claim", "side", "position"))
        return [*texts, *live.values_list("uuid", "point", "position")]

    before = state()
    for key in ["ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowUp"]:
        desk.card(page, "Doctors' Plot").locator("[data-more]").press(f"Shift+{key}")
        saved(page)
    desk.claim(page, "C1").fill("Terror ended")
    saved(page)
    desk.point(page, "S2").locator("[data-more=point]").press("Shift+ArrowUp")
    saved(page)
    desk.card(page, "Beria shot").locator("[data-more]").press("Delete")
    saved(page)
    desk.point(page, "S1").locator("[data-more=point]").press("Shift+ArrowRight")
    saved(page)
    changes = Operation.objects.count()
    for _ in range(changes):
        page.get_by_role("button", name="Undo").click()
        saved(page)
    assert changes >= 9
    assert state() == before
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_signed_out_waits_and_goes_on_after_signing_in(page, desk, student, troubles):
    with expecting(troubles, "401", "403"):
        cookies = page.context.cookies()
        page.context.clear_cookies(name="session")
        step_down(page, desk, "Doctors' Plot")
        expect(page.locator("#notices")).to_contain_text("You are signed out. 1 change is waiting")
        expect(page.locator("#save-line")).to_have_text("Needs attention")
        page.context.add_cookies([one for one in cookies if one["name"] == "session"])
        page.evaluate("window.dispatchEvent(new Event('focus'))")
        saved(page)
        expect(page.locator("#notices")).to_be_empty()
        assert desk.titles("S1") == ["Beria shot", "Doctors' Plot"]


def test_signing_in_as_somebody_else_never_sends_it(page, desk, classmate, troubles, sign_in):
    with expecting(troubles, "401", "403", "404"):
        page.context.clear_cookies(name="session")
        step_down(page, desk, "Doctors' Plot")
        expect(page.locator("#notices")).to_contain_text("You are signed out.")
        others = sign_in(classmate).context.cookies()
        page.context.add_cookies([one for one in others if one["name"] == "session"])
        page.evaluate("window.dispatchEvent(new Event('focus'))")
        expect(page.locator("#notices")).to_contain_text("is waiting in this tab")
        page.wait_for_timeout(300)
        assert Operation.objects.count() == 0
        assert "outbox" in "".join(page.evaluate("Object.keys(sessionStorage)"))


def test_signing_out_asks_when_changes_would_be_lost_and_leaves_nothing(page, desk, troubles):
    with expecting(troubles, "ERR_FAILED"):
        page.on("dialog", lambda dialog: dialog.accept())
        page.route(OPERATIONS, lambda route: route.abort())
        step_down(page, desk, "Doctors' Plot")
        page.get_by_role("button", name="Sign out").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("1 change is not saved")
        page.unroute(OPERATIONS)
        dialog.get_by_role("button", name="Try again").click()
        page.wait_for_url(re.compile(r"//[^/]+/$"))
        assert desk.titles("S1") == ["Beria shot", "Doctors' Plot"]
        assert page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_signing_out_asks_before_a_refused_text_is_lost(page, desk, troubles):
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    other = page.context.new_page()
    other.goto(desk.address)
    desk.claim(other, "S1").fill("theirs")
    saved(other)
    other.close()
    with expecting(troubles, "409", "Blocked attempt to show a 'beforeunload'"):
        desk.claim(page, "S1").fill("mine")
        expect(page.locator("#notices blockquote")).to_have_text(["mine", "theirs"])
        page.get_by_role("button", name="Sign out").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("1 change is not saved")
        dialog.get_by_role("button", name="Look at it first").click()
        expect(page.get_by_role("button", name="Keep mine")).to_be_focused()
        # Leaving a shared device loses it just the same.
        page.reload()
        assert asked == ["beforeunload"]
        page.goto(reverse("plans:list_plans"))
        page.get_by_role("button", name="Sign out").click()
        dialog.get_by_role("button", name="Look at it first").click()
        page.wait_for_url(f"**{desk.address}")
        expect(page.locator("#notices blockquote")).to_have_text(["mine", "theirs"])
        asked.clear()
        page.get_by_role("button", name="Sign out").click()
        dialog.get_by_role("button", name="Sign out and lose it").click()
        page.wait_for_url(re.compile(r"//[^/]+/$"))
        assert asked == []
        assert page.evaluate("sessionStorage.length + localStorage.length") == 0


OWN_DEVICE = (
    "document.addEventListener('readystatechange', () => {"
    "document.documentElement.dataset.device = 'own'; })"
)


@pytest.mark.parametrize("kind", ["shared", "own"])
def test_somebody_elses_changes_are_kept_on_an_own_device_only(
    page, desk, classmate, troubles, sign_in, kind
):
    with expecting(troubles, "401", "403", "ERR_FAILED"):
        if kind == "own":
            page.add_init_script(OWN_DEVICE)
            page.reload()
        page.context.clear_cookies(name="session")
        step_down(page, desk, "Doctors' Plot")
        expect(page.locator("#notices")).to_contain_text("You are signed out.")
        others = sign_in(classmate).context.cookies()
        page.context.add_cookies([one for one in others if one["name"] == "session"])
        page.on("dialog", lambda dialog: dialog.accept())
        plan = make_plan(classmate, desk.plan.question)
        page.goto(reverse("plans:show_plan", args=[plan.uuid]))
        saved(page)
        kept = page.evaluate(
            "[...Object.keys(sessionStorage), ...Object.keys(localStorage)].join()"
        )
        assert ("outbox" in kept) == (kind == "own")
        assert Operation.objects.count() == 0


def test_own_device_keeps_the_queue_beyond_the_tab(page, desk, troubles):
    session = page.context.cookies()
    assert session
    with expecting(troubles, "ERR_FAILED"):
        page.add_init_script(OWN_DEVICE)
        page.reload()
        page.route(OPERATIONS, lambda route: route.abort())
        step_down(page, desk, "Doctors' Plot")
        expect(page.locator("#save-line")).to_have_text("Offline, 1 waiting")
        context = page.context
        page.close()
        other = context.new_page()
        other.add_init_script(OWN_DEVICE)
        other.goto(desk.address)
        saved(other)
        other.wait_for_function("() => localStorage.length === 0")
        assert desk.titles("S1") == ["Beria shot", "Doctors' Plot"]
