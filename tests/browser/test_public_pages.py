"""The pages anyone can read, as a visitor meets them."""

import pytest
from django.urls import reverse

PUBLIC = [
    "landing",
    "account_login",
    "account_signup",
    "privacy",
    "accessibility",
    "how_facts_are_checked",
    "accounts:edit_preferences",
]
WINDOWS = {
    "phone": {"width": 390, "height": 844, "has_touch": True},
    "desktop": {"width": 1440, "height": 1000},
}


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_is_accessible_in_light_and_dark(visit, axe, name, window):
    page = visit(reverse(name), reduced_motion="reduce", **WINDOWS[window])
    assert page.locator("h1").count() == 1
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe(page) == []


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_does_not_scroll_sideways_at_320_pixels(visit, name):
    page = visit(reverse(name), width=320, height=640)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_student_signs_in_and_out(visit, student):
    page = visit(reverse("account_login"))
    page.get_by_label("Username").fill(student.username)
    page.locator("input[name=password]").fill("a long enough password")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{reverse('plans:list_plans')}")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"**{reverse('landing')}")
    assert page.get_by_role("link", name="Sign in").first.is_visible()
