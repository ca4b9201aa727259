"""A curator takes pasted notes to the bank, with the keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from apps.curation.models import NoteDraft, NoteImport
from apps.curation.pasting import store_notes
from apps.evidence.models import EvidenceItem, Source
from tests.browser.board import expecting
from tests.curation.notes_text import DECK, EXTRACT
from tests.factories import make_question, make_topic

SIZES = [(390, "light"), (820, "dark"), (1440, "light")]


@pytest.fixture
def topic(transactional_db):
    Source.objects.create(key="lamps", author="A. Keeper", title="Lamps", year=1999, kind="book")
    return make_topic()


def look_at(page: Page, text: str) -> None:
    page.goto(reverse("curation:paste_notes"))
    page.get_by_label("Name").fill("Lamps")
    page.get_by_role("textbox", name="Notes").fill(text)
    page.get_by_role("button", name="Look at what is in them").click()


def publish_with_keys(page: Page, number: int) -> None:
    """Finish one draft without the mouse; the claim has the focus from the start."""
    expect(page.get_by_label("Claim")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(f"Harbour light {number}")
    if not page.get_by_label("First year").input_value():
        page.get_by_label("First year").focus()
        page.keyboard.type("1930")
    leaders = page.get_by_role("group", name="Leaders")
    if not leaders.get_by_role("checkbox", checked=True).count():
        leaders.get_by_role("checkbox", name="Stalin").press("Space")
    if not page.get_by_label("Main theme").input_value():
        page.get_by_label("Main theme").focus()
        page.keyboard.type("Terror")
    if not page.get_by_label("Source", exact=True).input_value():
        page.get_by_label("Source", exact=True).focus()
        page.keyboard.type("A. Keeper, Lamps (1999)")
    page.get_by_label("Claim").press("Enter")
    expect(page.get_by_text(f"Published: Harbour light {number}", exact=True)).to_be_visible()


def test_ten_drafts_go_from_paste_to_bank(sign_in, curator, topic, axe, troubles):
    page = sign_in(curator)
    look_at(page, DECK)
    expect(page.get_by_role("heading", name="These notes will make 10 drafts")).to_be_visible()
    assert axe(page) == []
    assert NoteImport.objects.count() == 0
    page.get_by_role("button", name="Make 10 drafts").click()
    page.get_by_role("link", name="Take the next draft").click()
    with expecting(troubles, "422"):
        page.get_by_role("button", name="Save and publish").click()
        expect(page.get_by_role("alert")).to_contain_text("This is still the pasted wording.")
        assert axe(page) == []
    for number in range(10):
        publish_with_keys(page, number)
    assert NoteDraft.objects.filter(state="published").count() == 10
    assert EvidenceItem.objects.published().filter(checked_on=None).count() == 10
    expect(page.get_by_role("link", name="Published 10")).to_be_visible()


def test_split_and_merge(sign_in, curator, topic):
    notes = store_notes(topic, "Lamps", DECK, by=curator).notes
    draft = notes.drafts.get(line=36)
    page = sign_in(curator, reverse("curation:edit_draft", args=[draft.uuid]))
    page.get_by_text("Split or merge").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Split in two").click()
    expect(page.get_by_label("Claim")).to_have_value("Oil was dear in the early 1930s")
    page.get_by_text("Split or merge").click()
    page.get_by_role("button", name="Merge with the next").click()
    expect(page.get_by_label("Claim")).to_have_value(draft.pasted)


def test_an_extract_becomes_arguments_of_a_question(sign_in, curator, topic, axe):
    question = make_question()
    page = sign_in(curator)
    look_at(page, EXTRACT)
    page.get_by_label("Question").select_option(index=1)
    page.get_by_role("button", name="Offer them for this question").click()
    assert axe(page) == []
    for choice in page.get_by_label("Theme").all():
        choice.select_option("terror")
    page.get_by_role("button", name="Add the ticked arguments").click()
    expect(page.get_by_text("Added 7 arguments.")).to_be_visible()
    assert [side.strands.count() for side in question.sides.all()] == [4, 3]


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_pages_fit_and_pass_axe(sign_in, curator, topic, axe, width, scheme):
    notes = store_notes(topic, "Lamps", DECK, by=curator).notes
    page = sign_in(curator, width=width, color_scheme=scheme)
    for path in (
        reverse("curation:list_notes"),
        reverse("curation:paste_notes"),
        reverse("curation:show_notes", args=[notes.uuid]),
        reverse("curation:edit_draft", args=[notes.drafts.get(line=18).uuid]),
    ):
        page.goto(path)
        assert axe(page) == [], path
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(over) == 0, path
