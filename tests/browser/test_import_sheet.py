"""A curator brings a spreadsheet with bad rows into the bank, and takes it out again."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from apps.curation.models import SheetImport
from apps.evidence.models import EvidenceItem
from tests.curation.sheet_files import as_csv, line
from tests.factories import make_topic

GOOD = [line(), line(claim="Stalin dies at Kuntsevo", leaders="STA", status="published")]
BAD = [
    line(claim="=HYPERLINK(1)", years="1956ish"),
    line(claim="+cmd", leaders="Napoleon"),
    line(claim="-1", themes=""),
    line(claim="@SUM(A1)", kind="rumour"),
    line(claim=""),
    line(claim="No source", source_title="", status="published"),
]
MESSAGES = [
    "row 3, years: found '1956ish', expected 1956 or 1955-57",
    "row 4, leaders: found 'Napoleon', expected one of LEN, STA, KHR",
    "row 5, themes: is empty, expected at least one theme",
    "row 6, kind: found 'rumour', expected one of event, policy",
    "row 7, claim: is empty, expected the claim in one line",
    "row 8, status: cannot be published. It has no source.",
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two good rows around six bad ones."""
    path = tmp_path / "facts.csv"
    path.write_bytes(as_csv(GOOD[0], *BAD, GOOD[1]))
    return path


def upload(page: Page, file: Path) -> None:
    page.get_by_label("Spreadsheet").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", name="Match the columns").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_sheet_with_bad_rows_is_imported_and_undone(
    sign_in, curator, file, troubles, scripts, tmp_path
):
    make_topic()
    address = reverse("curation:list_sheets")
    page = sign_in(curator, address, java_script_enabled=scripts)
    upload(page, file)
    assert page.get_by_label("why it matters").input_value() == "significance"
    page.get_by_role("button", name="Look at the rows").click()
    page.get_by_role("link", name="Error 6").click()
    for message in MESSAGES:
        expect(page.get_by_text(message)).to_be_visible()
    assert EvidenceItem.objects.count() == 0
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the 6 rows with errors").click()
    rejected = tmp_path / "rejected.csv"
    download.value.save_as(rejected)
    text = rejected.read_text(encoding="utf-8-sig")
    for guarded in (",'=HYPERLINK(1),", ",'+cmd,", ",'-1,", ",'@SUM(A1),"):
        assert guarded in text
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was imported: row 3, years: found")
    assert EvidenceItem.objects.count() == 0
    troubles[:] = [each for each in troubles if "422" not in each]
    page.get_by_label("Leave out the 6 rows with errors").check()
    page.get_by_role("button", name="Import 2 rows").click()
    page.get_by_role("button", name="Undo this import").wait_for()
    assert set(EvidenceItem.objects.values_list("title", "status")) == {
        ("Beria arrested in the Kremlin", "draft"),
        ("Stalin dies at Kuntsevo", "published"),
    }
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("Undone: 2 removed.")).to_be_visible()
    assert EvidenceItem.objects.count() == 0


@pytest.mark.parametrize("colour_theme", ["light", "dark"])
def test_pages_of_spreadsheets_are_accessible(sign_in, curator, file, axe, troubles, colour_theme):
    make_topic()
    page = sign_in(curator, color_scheme=colour_theme, reduced_motion="reduce")
    found: dict[str, list[str]] = {}

    def check(name: str) -> None:
        assert page.locator("h1").count() == 1
        for width in (320, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            if faults := axe(page):
                found[f"{name} at {width}"] = faults
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if wide > 0:
                found[f"{name} at {width} is {wide} px too wide"] = []

    page.goto(reverse("curation:list_sheets"))
    check("list")
    page.get_by_role("button", name="Upload").click()
    check("refused upload")
    upload(page, file)
    check("columns")
    page.get_by_label("claim", exact=True).select_option("")
    page.get_by_role("button", name="Look at the rows").click()
    check("refused columns")
    page.get_by_label("claim", exact=True).select_option("title")
    page.get_by_role("button", name="Look at the rows").click()
    check("rows")
    page.get_by_role("button", name="Import 2 rows").click()
    check("refused import")
    page.get_by_label("Leave out").check()
    page.get_by_role("button", name="Import 2 rows").click()
    check("imported")
    page.goto(reverse("curation:list_sheets"))
    check("list with an import")
    assert SheetImport.objects.get().state == "imported"
    troubles[:] = [each for each in troubles if "422" not in each]
    assert found == {}
