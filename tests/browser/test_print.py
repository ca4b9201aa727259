"""The print view in Chromium: one side of A4, and a Print button where there is script."""

import pytest

from tests.factories import (
    make_criterion,
    make_evidence,
    make_placement,
    make_plan,
    make_point,
    make_row,
)


def pages(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n")


@pytest.fixture
def ten_points(student):
    """Ten points with two or three cards each, their notes, and a mini-judgement per theme."""
    sentence = "Both ruled through one party, but after 1953 a fallen rival could live."
    plan = make_plan(
        student, thesis=sentence, context=sentence, judgement=sentence, concession=sentence
    )
    make_criterion(plan, "limits on the leader")
    rows = [
        make_row(plan, theme, extent=-1, mini_judgement="Unlike in the end, and lawful.")
        for theme in ("terror", "leadership", "government")
    ]
    for number in range(10):
        point = make_point(
            plan,
            number % 2,
            rows[number % 3],
            claim="Each ended up holding party and state",
            explanation="" if number == 3 else sentence,
        )
        for card in range(2 + number % 2):
            item = make_evidence(
                f"The Leningrad Affair killed leading officials {number}{card}",
                leaders=("STA",) if card else ("KHR",),
                standing="estimate" if card else "settled",
            )
            make_placement(point, item, note="Success in the war years was a risk.")
    return plan


def test_a_plan_of_ten_points_fits_one_side_of_a4(sign_in, student, ten_points):
    page = sign_in(student, f"/plans/{ten_points.uuid}/print/", color_scheme="dark")
    assert page.locator(".entry:not(.empty)").count() == 10
    assert pages(page.pdf(prefer_css_page_size=True)) == 1
    page.emulate_media(media="print")
    assert page.locator(".top, .foot2, .sheet-tools").filter(visible=True).count() == 0
    black_on_white = (
        "() => { const s = getComputedStyle(document.body); return [s.color, s.backgroundColor] }"
    )
    assert page.evaluate(black_on_white) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_print_button_opens_the_print_window(sign_in, student, ten_points):
    page = sign_in(student)
    page.add_init_script("window.print = () => { document.body.dataset.printed = 'yes' }")
    page.goto(f"/plans/{ten_points.uuid}/print/")
    page.get_by_role("button", name="Print").click()
    assert page.locator("body[data-printed=yes]").count() == 1
    assert not page.get_by_text("your browser’s own print command").is_visible()


def test_without_script_a_sentence_says_how_to_print(sign_in, student, ten_points):
    page = sign_in(student, f"/plans/{ten_points.uuid}/print/", java_script_enabled=False)
    assert page.get_by_text("your browser’s own print command").is_visible()
    assert not page.get_by_role("button", name="Print").is_visible()


def test_print_view_is_accessible(sign_in, student, ten_points, axe):
    for options in ({}, {"color_scheme": "dark"}, {"width": 320, "height": 700}):
        page = sign_in(student, f"/plans/{ten_points.uuid}/print/?sources=yes", **options)
        assert axe(page) == []
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_the_board_prints_without_its_furniture(sign_in, student, ten_points):
    page = sign_in(student, f"/plans/{ten_points.uuid}/")
    page.emulate_media(media="print")
    assert (
        page.locator(".top, .evidence, .checks, .acts, .btn, .icon").filter(visible=True).count()
        == 0
    )
    assert page.get_by_role("heading", name="Supports the view").is_visible()
    assert page.locator(".point .n").filter(visible=True).count() == 10
