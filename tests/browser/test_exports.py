"""Ways out of the app in Chromium: the copy on the clipboard, the link, and how pages look."""

import pytest

from apps.plans.sharing import share
from tests.factories import make_evidence, make_placement, make_plan, make_point, make_row

READ_CLIPBOARD = """
async () => {
  const [item] = await navigator.clipboard.read();
  const read = async (type) => await (await item.getType(type)).text();
  return [await read("text/html"), await read("text/plain")];
}
"""
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"


@pytest.fixture
def plan(student):
    plan = make_plan(student, thesis="Unlike, because fear went.", judgement="Unlike in the end.")
    row = make_row(plan, extent=-2, mini_judgement="Fewer died, and by law.")
    point = make_point(plan, 1, row, claim="Terror shrank", explanation="because law came back")
    item = make_evidence("Camp total", standing="disputed", text="Two counts.")
    make_placement(point, item, note="Many.")
    return plan


def test_copy_puts_headings_tables_and_plain_text_on_the_clipboard(sign_in, student, plan):
    page = sign_in(student)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/plans/{plan.uuid}/export/")
    page.get_by_role("link", name="Copy for Google Docs").click()
    page.get_by_text("Select the text below").wait_for(state="hidden")
    page.get_by_role("button", name="Copy").press("Enter")
    page.get_by_text("Copied.").wait_for()
    rich, plain = page.evaluate(READ_CLIPBOARD)
    assert rich.count("<h1") == 1
    assert rich.count('<table border="1"') == 2
    assert "<td" in rich
    assert "class=" not in rich
    assert "Camp total" in plain
    assert "<" not in plain
    # The page itself stays as it was.
    assert page.locator("table[border]").count() == 0


@pytest.mark.parametrize("is_allowed", [True, False])
def test_copy_without_a_clipboard_selects_and_says_so(sign_in, student, plan, is_allowed):
    page = sign_in(student)
    page.add_init_script(NO_CLIPBOARD)
    if not is_allowed:
        page.add_init_script("document.execCommand = () => false;")
    page.goto(f"/plans/{plan.uuid}/copy/")
    page.get_by_role("button", name="Copy").click()
    said = "Copied." if is_allowed else "Copy was blocked by this browser. The text is selected"
    page.get_by_text(said).wait_for()
    assert "Camp total" in page.evaluate("() => getSelection().toString()")


def test_without_script_the_text_can_be_selected(sign_in, student, plan):
    page = sign_in(student, f"/plans/{plan.uuid}/copy/", java_script_enabled=False)
    assert page.get_by_text("Select the text below").is_visible()
    assert not page.get_by_role("button", name="Copy").is_visible()
    assert page.get_by_role("table").count() == 2


def test_a_link_is_made_copied_opened_and_withdrawn(sign_in, visit, student, plan, troubles):
    page = sign_in(student, f"/plans/{plan.uuid}/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="Export", exact=True).click()
    page.get_by_role("link", name="Share by link").click()
    page.get_by_role("button", name="Make a link").click()
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Copied.").wait_for()
    address = page.evaluate("() => navigator.clipboard.readText()")
    reader = visit(address)
    assert reader.get_by_role("heading", name="C1 Terror shrank").is_visible()
    assert reader.get_by_text("Back to the board").count() == 0
    page.get_by_role("button", name="Withdraw the link").click()
    assert reader.goto(address).status == 404
    troubles.remove(next(one for one in troubles if "404" in one))


def test_files_are_downloaded_from_the_page(sign_in, student, plan):
    page = sign_in(student, f"/plans/{plan.uuid}/export/")
    for name, ending in (
        *(("PDF on one side of A4", "side.pdf"), ("PDF cards", "cards.pdf")),
        *(("Word essay skeleton", "essay.docx"), ("Markdown", ".md"), ("Anki deck", ".apkg")),
    ):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename.endswith(ending)


@pytest.mark.parametrize(
    "options",
    [{}, {"color_scheme": "dark"}, {"width": 390, "height": 844}, {"width": 320, "height": 700}],
)
def test_pages_are_accessible_and_fit(sign_in, visit, student, plan, axe, options):
    link = share(plan)
    page = sign_in(student, **options)
    for name in ("export", "copy", "share"):
        page.goto(f"/plans/{plan.uuid}/{name}/")
        assert axe(page) == []
        assert page.evaluate(FITS)
    reader = visit(f"/plans/shared/{link.token}/", **options)
    assert axe(reader) == []
    assert reader.evaluate(FITS)
