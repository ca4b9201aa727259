"""The plans our users work from today, rebuilt on the real content: by drag, click and key."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from apps.accounts.models import User
from apps.evidence.models import EvidenceItem
from apps.plans.models import Plan
from apps.questions.models import Question
from tests.browser.board import drag, saved

# Five arguments a side, each pairing both leaders, as the ten-point mark-scheme plan has them.
TEN_POINTS = {
    "Supports": [
        ("Strong control from the centre", ("sta-sovnarkom-chair", "khr-premier-1958")),
        ("No rival was left standing", ("sta-leningrad-affair", "khr-anti-party-group-1957")),
        ("The plan ruled the economy", ("sta-fourth-plan", "khr-seven-year-plan-1959")),
        ("The bloc was held by force", ("sta-eastern-bloc", "khr-hungary-1956")),
        ("Writers were kept in line", ("sta-zhdanovshchina", "khr-pasternak-1958")),
    ],
    "Challenges": [
        ("One withdrew, one went out", ("sta-kuntsevo-suppers", "khr-style-travel")),
        ("The party came back to life", ("sta-congress-gap", "khr-congresses-regular")),
        ("The camps were emptied", ("sta-gulag-1953", "khr-politicals-fall")),
        ("The arts began to thaw", ("sta-cosmopolitanism", "khr-ivan-denisovich-1962")),
        ("Workers were freed to move", ("sta-labour-laws-kept", "khr-labour-law-1956")),
    ],
}


@pytest.fixture
def content(transactional_db) -> None:
    """The content that ships with the app."""
    call_command("load_pack", "russia_1855_1991", verbosity=0)
    call_command("load_questions", verbosity=0)


def start_plan(page: Page, key: str) -> Plan:
    """Start a plan from its question's page, as a student does."""
    question = Question.objects.get(key=key)
    page.goto(f"/questions/{question.uuid}/")
    page.get_by_role("button", name="Start a plan").click()
    page.wait_for_selector("#board")
    return Plan.objects.get(question=question)


def show_in_bank(page: Page, item: EvidenceItem) -> Locator:
    """Search the panel for an item."""
    with page.expect_response(lambda response: "/evidence/?" in response.url):
        page.locator("#panel-q").fill(item.title)
    card = page.locator(f"#bank-{item.uuid}")
    expect(card).to_be_visible()
    page.wait_for_function("() => document.querySelectorAll('[data-bank-card]').length < 4")
    return card


def layout(plan: Plan) -> list[tuple[str, list[str]]]:
    """Every point in board order: its claim and the titles of its cards."""
    points = plan.points.filter(deleted_at=None).order_by("side__order", "position")
    return [
        (
            point.claim,
            [
                one.revision.title
                for one in point.placements.filter(deleted_at=None).order_by("position")
            ],
        )
        for point in points
    ]


def on_page(page: Page) -> list[tuple[str, list[str]]]:
    """The same, read off the page."""
    return page.evaluate(
        """() => [...document.querySelectorAll("[data-point]")].map((point) => [
          point.querySelector("[data-field=claim]").value,
          [...point.querySelectorAll("[data-card]")].map((card) => card.dataset.title),
        ])"""
    )


def expected(items: dict[str, EvidenceItem]) -> list[tuple[str, list[str]]]:
    return [
        (claim, [items[key].title for key in keys])
        for points in TEN_POINTS.values()
        for claim, keys in points
    ]


def check_after_reload_and_new_sign_in(sign_in, page: Page, student: User, plan: Plan) -> None:
    """The order is the same in the database, after a reload and in another browser."""
    items = {item.key: item for item in EvidenceItem.objects.all()}
    wanted = expected(items)
    assert layout(plan) == wanted
    as_lists = [[claim, titles] for claim, titles in wanted]
    page.reload()
    assert on_page(page) == as_lists
    other = sign_in(student, f"/plans/{plan.uuid}/")
    assert on_page(other) == as_lists


def test_ten_points_by_drag(content, sign_in, student):
    # A hand drags to what it sees: the window is as tall as the plan.
    page = sign_in(student, height=2200)
    plan = start_plan(page, "seed-aqa-1h-stalin-khrushchev")
    items = {item.key: item for item in EvidenceItem.objects.all()}
    for number, side in enumerate(TEN_POINTS):
        # Written in the wrong order on purpose: the last point is dragged to its place below.
        claims = [claim for claim, _ in TEN_POINTS[side]]
        column = page.locator(".side").nth(number)
        for claim in [*claims[1:], claims[0]]:
            column.get_by_role("button", name="Add point").click()
            expect(column.locator("[data-field=claim]").last).to_be_focused()
            page.keyboard.type(claim)
            saved(page)
        last = column.locator("[data-point]").last
        drag(
            page,
            last.locator(".ph [data-grip]"),
            column.locator("[data-point]").first.locator("[data-field=claim]"),
            at="top",
        )
        saved(page)
    assert [claim for claim, _ in layout(plan)] == [claim for claim, _ in expected(items)]
    for side, points in TEN_POINTS.items():
        for index, (_, (first, second)) in enumerate(points):
            target = page.locator(".side").nth(list(TEN_POINTS).index(side))
            point = target.locator("[data-point]").nth(index)
            # The second card first, then the first one above it.
            for key, at in ((second, "middle"), (first, "top")):
                card = show_in_bank(page, items[key])
                point.scroll_into_view_if_needed()
                drag(page, card.locator("[data-grip]"), point.locator(".placed"), at=at)
                saved(page)
    check_after_reload_and_new_sign_in(sign_in, page, student, plan)


def test_ten_points_by_clicks(content, sign_in, student):
    page = sign_in(student)
    plan = start_plan(page, "seed-aqa-1h-stalin-khrushchev")
    items = {item.key: item for item in EvidenceItem.objects.all()}
    for number, points in enumerate(TEN_POINTS.values()):
        column = page.locator(".side").nth(number)
        for index, (claim, keys) in enumerate(points):
            column.get_by_role("button", name="Add point").click()
            field = column.locator("[data-field=claim]").nth(index)
            expect(field).to_be_visible()
            field.fill(claim)
            field.blur()
            saved(page)
            for key in keys:
                show_in_bank(page, items[key]).locator("[data-add]").click()
                page.get_by_role("dialog").get_by_label(claim).check()
                page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
                saved(page)
    check_after_reload_and_new_sign_in(sign_in, page, student, plan)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something that matches has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the Tab key")


def test_ten_points_by_keyboard(content, sign_in, student):
    page = sign_in(student)
    plan = start_plan(page, "seed-aqa-1h-stalin-khrushchev")
    items = {item.key: item for item in EvidenceItem.objects.all()}
    for number, points in enumerate(TEN_POINTS.values()):
        side = page.locator(".side").nth(number)
        side_id = side.get_attribute("id")
        for index, (claim, keys) in enumerate(points):
            if index == 0:
                # "b" goes to the board, past the cards of the panel.
                page.locator("h1").evaluate("() => document.activeElement.blur()")
                page.keyboard.press("b")
                tab_to(page, f"#{side_id} .addpoint")
                page.keyboard.press("Enter")
            else:
                # A new point goes to the side that holds the focus.
                side.locator("[data-more=point]").last.focus()
                page.keyboard.press("n")
            expect(side.locator("[data-field=claim]").nth(index)).to_be_focused()
            page.keyboard.type(claim)
            saved(page)
            for key in keys:
                # Leave the text with Escape-free means: Tab to the next control, then "/".
                tab_to(page, "a, button")
                page.keyboard.press("/")
                expect(page.locator("#panel-q")).to_be_focused()
                page.keyboard.press("Control+a")
                page.keyboard.type(items[key].title)
                expect(page.locator(f"#bank-{items[key].uuid}")).to_be_visible()
                page.wait_for_function(
                    "() => document.querySelectorAll('[data-bank-card]').length < 4"
                )
                tab_to(page, f"#bank-{items[key].uuid} [data-add]")
                page.keyboard.press("Enter")
                dialog = page.get_by_role("dialog")
                for _ in range(12):
                    if dialog.get_by_label(claim).is_checked():
                        break
                    page.keyboard.press("ArrowDown")
                page.keyboard.press("Enter")
                saved(page)
    check_after_reload_and_new_sign_in(sign_in, page, student, plan)


def test_three_leaders_show_the_empty_cell_until_it_is_filled(content, sign_in, student):
    page = sign_in(student)
    plan = start_plan(page, "seed-three-leaders-1921-64")
    page.goto(f"/plans/{plan.uuid}/?view=theme")
    cards = {
        "Government": ["len-gpu-1922", "sta-sovnarkom-chair", "khr-premier-1958"],
        "Terror": ["sta-gulag-1950"],
        "Leadership": ["sta-seventieth-jubilee", "khr-style-travel"],
    }
    lenin = EvidenceItem.objects.published().filter(leaders__code="LEN", year_from__gte=1921)
    chosen = {
        theme.slug: lenin.filter(themes=theme).first() for theme in plan.question.themes.all()
    }
    for name, keys in cards.items():
        items = [chosen[name.lower()]]
        items += list(EvidenceItem.objects.filter(key__in=keys).exclude(key__startswith="len"))
        page.locator(".adder summary", has_text="Add theme row").click()
        page.get_by_label("Theme", exact=True).select_option(label=name)
        page.locator(".adder[open]").get_by_role("button", name="Add").click()
        saved(page)
        heading = page.locator("th .t", has_text=name)
        line = page.locator("[data-row-line]").filter(has=heading)
        line.get_by_role("button", name="Add point").first.click()
        claim = line.locator("[data-field=claim]")
        expect(claim).to_be_focused()
        page.keyboard.type(f"On {name.lower()}")
        saved(page)
        for item in items:
            page.locator("[data-drawer=evidence]").click()
            show_in_bank(page, item).locator("[data-add]").click()
            page.get_by_role("dialog").get_by_label(f"On {name.lower()}").check()
            page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
            saved(page)
            page.locator("#evidence .drawer-close").click()
    coverage = page.locator(".coverage")
    expect(coverage.locator(".empty")).to_have_count(1)
    terror = coverage.locator("tr", has_text="Terror")
    expect(terror.locator("[data-cover=KHR]")).to_contain_text("Nothing yet")
    terror.locator("[data-cover=KHR] a").click()
    khrushchev = EvidenceItem.objects.get(key="khr-politicals-fall")
    show_in_bank(page, khrushchev).locator("[data-add]").click()
    page.get_by_role("dialog").get_by_label("On terror").check()
    page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    saved(page)
    expect(coverage.locator(".empty")).to_have_count(0)
    expect(terror.locator("[data-cover=KHR]")).to_have_text("1 card")
