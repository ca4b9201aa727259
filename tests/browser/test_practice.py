"""The deck and recall practice by key, as a student uses them; and the table on a phone."""

import re

import pytest
from django.urls import reverse

from apps.practice.models import Recall
from tests.browser.board import make_desk

DECK = reverse("practice:show_deck", args=["russia"])


@pytest.fixture(autouse=True)
def desk(student):
    """A bank of seven cards, some of them in a plan."""
    return make_desk(student)


def test_five_cards_are_practised_with_keys_alone(sign_in, student):
    page = sign_in(student, reverse("practice:choose_practice", args=["russia"]))
    page.get_by_label("Every card once").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    for number, (key, side) in enumerate(zip("12313", "abcde", strict=True), start=1):
        page.get_by_text(f"Card {number} of 7").wait_for()
        page.keyboard.press("Space")
        page.get_by_text("How did it go?").wait_for()
        page.keyboard.press(key)
        page.get_by_text(f"Card {number + 1} of 7").wait_for()
        assert Recall.objects.filter(person=student).count() == number, side
    page.get_by_role("link", name="Stop here").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="5 cards practised").wait_for()
    answers = Recall.objects.filter(person=student).values_list("last_answer", flat=True)
    assert sorted(answers) == ["forgot", "forgot", "half", "knew", "knew"]


def test_space_on_a_control_is_left_to_it(sign_in, student):
    page = sign_in(student, f"{DECK}recall/")
    page.locator("summary", has_text="Hint").focus()
    page.keyboard.press("Space")
    page.locator("details.clue[open]").wait_for()
    assert page.get_by_text("How did it go?").count() == 0


def test_deck_is_walked_with_arrows_and_letters(sign_in, student):
    page = sign_in(student, f"{DECK}1/")
    for key, number in (("ArrowRight", 2), ("j", 3), ("k", 2), ("ArrowLeft", 1)):
        page.keyboard.press(key)
        page.wait_for_url(re.compile(f"/{number}/$"))
    page.keyboard.press("ArrowLeft")
    page.get_by_role("heading", name="Card 1").wait_for()


def test_letters_and_figures_can_be_switched_off(sign_in, student):
    student.letter_keys = False
    student.save_preferences()
    page = sign_in(student, f"{DECK}recall/")
    page.keyboard.press("Space")
    page.get_by_text("How did it go?").wait_for()
    page.keyboard.press("1")
    page.goto(f"{DECK}1/")
    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("/2/$"))
    assert not Recall.objects.exists()


def test_practice_works_without_script(sign_in, student):
    page = sign_in(student, f"{DECK}recall/", java_script_enabled=False)
    page.get_by_role("link", name="Turn the card").click()
    page.get_by_role("button", name="Half").click()
    page.get_by_text("Card 2 of 7").wait_for()
    assert Recall.objects.get(person=student).last_answer == "half"


def test_table_on_a_phone_goes_leader_by_leader(sign_in, student):
    page = sign_in(student, reverse("evidence:show_table"), width=390, height=844)
    table = page.get_by_role("table")
    assert not table.is_visible()
    page.get_by_role("link", name="Stalin", exact=True).click()
    table.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_whole_table_prints_on_one_side_of_landscape(sign_in, student):
    page = sign_in(student, reverse("evidence:show_table"))
    file = page.pdf(prefer_css_page_size=True)
    width, height = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", file).groups()
    assert float(width) > float(height)
    assert len(re.findall(rb"/Type /Page\b", file)) == 1
