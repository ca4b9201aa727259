"""A curator at work, and the student who is told what was corrected."""

import pytest
from django.urls import reverse

from apps.curation.models import BulkEdit, LikelyDuplicate, Report, Suggestion
from apps.evidence.history import remember
from apps.evidence.models import Source
from tests.browser.board import Desk, make_desk
from tests.factories import make_evidence

SIZES = [{"width": 390, "height": 844}, {"width": 1440, "height": 1000}]


@pytest.fixture
def desk(student) -> Desk:
    """A board with three points and a bank whose items have a source."""
    desk = make_desk(student)
    source = Source.objects.create(key="ward", author="Ward", title="Russia", kind="book")
    for item in desk.items.values():
        item.citations.create(source=source)
        item.publish()
    for card in desk.cards.values():
        card.evidence.refresh_from_db()
        card.revision = card.evidence.revision
        card.save()
    return desk


def test_a_correction_goes_from_the_curator_to_the_student(sign_in, curator, student, desk):
    page = sign_in(curator, reverse("curation:show_workspace"))
    page.get_by_role("link", name="Unchecked").click()
    for title in ("Beria shot", "Gulag releases"):
        page.get_by_label(f"Tick {title}").check()
    page.get_by_role("button", name="Change the items ticked").click()
    page.get_by_label("What to do").select_option("Add theme")
    page.get_by_label("Theme", exact=True).select_option("Leadership")
    page.get_by_role("button", name="See what changes").click()
    page.get_by_text("This changes 2 items, used in 1 plan.").wait_for()
    page.get_by_role("button", name="Add theme: Leadership on 2 items").click()
    page.get_by_role("button", name="Undo Add theme: Leadership").click()
    page.get_by_text("Taken back on 2 items.").wait_for()

    page.goto(reverse("curation:edit_item", args=[desk.items["Beria shot"].uuid]))
    page.get_by_label("Claim").fill("Beria tried in secret and shot")
    # The preview is drawn while typing.
    page.locator("#preview").get_by_text("Beria tried in secret and shot").wait_for()
    page.get_by_role("button", name="Save changes").click()
    page.get_by_text("1 plan keeps the old text and is offered the new one.").wait_for()

    board = sign_in(student, desk.address)
    card = desk.card(board, "Beria shot")
    card.get_by_text("Beria shot", exact=False).first.wait_for()
    card.get_by_role("link", name="corrected since you placed it").click()
    board.get_by_role("heading", name="Corrected since you placed it").wait_for()
    board.get_by_role("button", name="Use the new text").click()
    desk.card(board, "Beria shot").get_by_text("Beria tried in secret and shot").first.wait_for()
    assert desk.titles("S1") == ["Doctors' Plot", "Beria tried in secret and shot"]


def addresses(curator, student, desk) -> dict[str, str]:
    """Every page of curation that opens by its address."""
    item, other = desk.items["Beria shot"], desk.items["Secret Speech"]
    remember(item)
    item.standing = other.standing = "disputed"
    item.save()
    other.save()
    item.rivals.add(other)
    Report.objects.create(item=item, by=student, text="The year is wrong.")
    own = make_evidence("My find", owner=student)
    Suggestion.objects.create(item=own, by=student, text="From a book")
    first, second = sorted([item, other], key=lambda each: each.pk)
    pair = LikelyDuplicate.objects.create(first=first, second=second, likeness=70)
    BulkEdit.objects.create(by=curator, what="Set kind: Event", items=2)
    names = ["show_workspace", "add_item", "list_bulk_edits", "list_reports", "list_suggestions"]
    names += ["list_duplicates", "list_merges", "list_own_letters"]
    return {
        **{name: reverse(f"curation:{name}") for name in names},
        "disputes": f"{reverse('curation:list_disputes')}?q=beria",
        "edit": reverse("curation:edit_item", args=[item.uuid]),
        "history": reverse("curation:show_history", args=[item.uuid]),
        "pair": reverse("curation:show_pair", args=[pair.pk]),
        "report": reverse("curation:report_fact", args=[item.uuid]),
    }


@pytest.mark.parametrize("colour_theme", ["light", "dark"])
def test_pages_of_curation_are_accessible(sign_in, curator, student, desk, axe, colour_theme):
    page = sign_in(curator, color_scheme=colour_theme, reduced_motion="reduce")
    found: dict[str, list[str]] = {}
    for name, address in addresses(curator, student, desk).items():
        page.goto(address)
        if page.locator("h1").count() != 1:
            found[name] = ["not one main heading"]
        for size in SIZES:
            page.set_viewport_size(size)
            if faults := axe(page):
                found[f"{name} at {size['width']}"] = faults
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            if page.evaluate(wide):
                found[f"{name} at {size['width']}"] = ["wider than the window"]
    assert found == {}
