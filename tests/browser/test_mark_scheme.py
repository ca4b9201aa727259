"""After an attempt: mark scheme, decisions and rival verdicts, as a student meets them."""

import pytest
from django.urls import reverse

from apps.plans.models import Plan
from tests.browser.board import make_desk
from tests.factories import make_model, make_point, make_strand

SIZES = [
    {"width": 320, "height": 700},
    {"width": 390, "height": 844},
    {"width": 1440, "height": 900},
]


@pytest.fixture
def desk(student):
    """A board with three points, on a question with arguments and two rival verdicts."""
    desk = make_desk(student)
    question = desk.plan.question
    make_strand(question, 0, title="Fear at the top", gist="Beria was shot; the police were cut.")
    make_strand(question, 1, theme="government", title="Votes", gist="The committee decided.")
    make_model(question, title="The same machine", lean=2)
    make_model(question, title="A leader voted out", lean=-2)
    make_point(desk.plan, 1, claim="Something quite different " * 8)
    return desk


def address(desk, name="show_mark_scheme"):
    return reverse(f"plans:{name}", args=[desk.plan.uuid])


def test_from_the_board_to_the_rivals_by_key_alone(sign_in, student, desk):
    page = sign_in(student, desk.address)
    page.get_by_role("link", name="Compare with the mark scheme").focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("Beria was shot").count() == 0
    page.get_by_role("button", name="Show the possible arguments").focus()
    page.keyboard.press("Enter")
    first = page.get_by_label("My plan and: Fear at the top, part 1")
    first.focus()
    page.keyboard.type("Missed")
    second = page.get_by_label("My plan and: Fear at the top, part 2")
    second.focus()
    page.keyboard.type("Covered by S1")
    page.get_by_role("button", name="Save my decisions on: Supports the view").focus()
    page.keyboard.press("Enter")
    page.get_by_text("The decisions are yours").wait_for()
    assert page.locator(".part .state").all_inner_texts() == [
        "Missed",
        "Covered by S1",
        "Not decided yet",
    ]
    page.get_by_role("link", name="My verdict beside two rivals").click()
    assert page.locator(".verdict h2").all_inner_texts() == [
        "Mine",
        "The same machine",
        "A leader voted out",
    ]
    page.get_by_role("link", name="A leader voted out").click()
    page.get_by_text("One way to answer").wait_for()


def test_it_works_without_script(sign_in, student, desk):
    Plan.objects.filter(pk=desk.plan.pk).update(revealed_at=None)
    page = sign_in(student, address(desk), java_script_enabled=False)
    page.get_by_role("button", name="Show the possible arguments").click()
    page.get_by_label("My plan and: Votes").select_option("Missed: my plan does not say this")
    page.get_by_role("button", name="Save my decisions on: Challenges the view").click()
    assert page.locator(".part.missed").count() == 1


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_every_page_is_accessible_and_narrow_enough(
    sign_in, student, desk, axe, teacher, curator, colour_scheme
):
    question = desk.plan.question
    curator.is_teacher = True
    curator.save()
    model = make_model(question, author=curator)
    publish = Plan.objects.create(
        student=curator, question=question, title="Mine", shape=question.template
    )
    for size in SIZES:
        Plan.objects.filter(pk=desk.plan.pk).update(revealed_at=None)
        page = sign_in(student, color_scheme=colour_scheme, **size)
        found = {}
        for number, name in enumerate(("show_mark_scheme", "show_mark_scheme", "show_verdicts")):
            page.goto(address(desk, name))
            if number == 1:
                page.get_by_role("button", name="Show the possible").click()
            found[f"{name} {number}"] = axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        staff = sign_in(curator, color_scheme=colour_scheme, **size)
        for path in (
            reverse("plans:show_model", args=[model.uuid]),
            reverse("plans:add_model", args=[question.uuid]),
            reverse("plans:publish_plan", args=[publish.uuid]),
        ):
            staff.goto(path)
            found[path] = axe(staff)
            assert staff.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_comparison_prints_without_its_buttons(sign_in, student, desk):
    desk.plan.reveal()
    page = sign_in(student, address(desk))
    page.emulate_media(media="print")
    assert page.get_by_role("button", name="Save my").filter(visible=True).count() == 0
    assert page.get_by_text("Beria was shot").is_visible()
