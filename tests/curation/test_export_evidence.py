"""The bank as a file: CSV, XLSX, JSON, Anki; and what comes back when it is imported again."""

import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from apps.curation.exporting import export, guarded
from apps.curation.models import SheetImport
from apps.curation.sheets.match import EXPORTED
from apps.curation.sheets.plan import Bank, plan_rows
from apps.curation.sheets.read import read_sheet
from apps.evidence.models import Aspect, Citation, EvidenceItem, Source
from tests.curation.sheet_files import as_csv, line
from tests.factories import make_evidence, make_topic, make_user


@pytest.fixture
def bank(db: None) -> list[EvidenceItem]:
    """Items with everything that is awkward in a spreadsheet."""
    book = Source.objects.create(key="book", author="A. B.", title="Bars | and; more", kind="book")
    paper = Source.objects.create(key="paper", title="Paper", year=1999, kind="article")
    first = make_evidence(
        "=1+1 is no formula",
        key="first",
        text="+cmd|x\nsecond line",
        significance="'-quoted",
        years=(1955, 1957),
        date_note="@ June 1955",
        leaders=("STA", "KHR"),
        themes=("terror", "government"),
        standing="disputed",
    )
    first.aspects.set(Aspect.objects.filter(slug="terror-methods"))
    Citation.objects.create(item=first, source=book, locator="ch. 2")
    Citation.objects.create(item=first, source=paper)
    second = make_evidence("No key; “quotes”", standing="estimate", leaders=())
    second.rivals.add(first)
    Citation.objects.create(item=second, source=book, locator="p. 1 | p. 2")
    draft = make_evidence("A draft", publish=False, leaders=("LEN",))
    gone = make_evidence("Retired")
    gone.retire()
    make_evidence("Private", owner=make_user("someone"))
    return [first, second, draft, gone]


def planned(data: bytes) -> list[tuple[str, list[str]]]:
    """What importing a file would do, in one go."""
    sheet = read_sheet(data)
    columns = {number: column.field for number, column in enumerate(EXPORTED)}
    rows = plan_rows(Bank.of(make_topic()), sheet.header, columns, sheet.rows, status="draft")
    return [(row.outcome, row.problems) for row in rows]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_exported_comes_back_the_same(bank, kind):
    items = EvidenceItem.objects.filter(owner=None).order_by("pk")
    assert planned(export(items, make_topic(), kind)) == [("same", [])] * 4


def test_no_cell_can_be_run_as_a_formula(bank):
    items = EvidenceItem.objects.filter(owner=None).order_by("pk")
    book = load_workbook(io.BytesIO(export(items, make_topic(), "xlsx")))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell.value for cell in cells if cell.value[0] in "=+-@\t\r"]
    assert book.active["B2"].value == "'=1+1 is no formula"


@pytest.mark.parametrize(
    ("text", "safe"),
    [("=x", "'=x"), ("'=x", "''=x"), ("\tx", "'\tx"), ("a=b", "a=b"), ("'x", "'x"), ("", "")],
)
def test_a_quote_is_put_before_what_looks_like_a_formula(text, safe):
    assert guarded(text) == safe


def cards_in(data: bytes, folder: Path) -> list[tuple[str, list[str]]]:
    """The notes of an Anki deck: their ids and fields."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        file = Path(archive.extract("collection.anki2", folder))
    with sqlite3.connect(file) as database:
        rows = database.execute("select guid, flds from notes order by id").fetchall()
    return [(guid, fields.split("\x1f")) for guid, fields in rows]


def test_the_anki_deck_holds_published_items_with_lasting_ids(bank, tmp_path):
    items = EvidenceItem.objects.filter(owner=None).order_by("pk")
    first, second = bank[0], bank[1]
    cards = cards_in(export(items, make_topic(), "apkg"), tmp_path)
    assert cards == [
        (
            str(first.uuid),
            [
                "Stalin, Khrushchev · Terror, Government · @ June 1955<br>What happened?",
                "=1+1 is no formula",
                "+cmd|x<br>second line",
                "&#x27;-quoted",
                "Disputed. A. B., Bars | and; more, ch. 2; Paper (1999)",
            ],
        ),
        (
            str(second.uuid),
            [
                "Terror · 1945<br>What happened?",
                "No key; “quotes”",
                "",
                "",
                "Estimate. A. B., Bars | and; more, p. 1 | p. 2",
            ],
        ),
    ]
    EvidenceItem.objects.filter(pk=first.pk).update(title="Corrected")
    again = cards_in(export(items, make_topic(), "apkg"), tmp_path)
    assert [guid for guid, _ in again] == [guid for guid, _ in cards]
    assert again[0][1][1] == "Corrected"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "apkg", "json"])
def test_the_page_exports_what_its_filter_finds(bank, curator_client, kind):
    address = reverse("curation:export_evidence", args=[kind])
    response = curator_client.get(address, {"status": "draft", "leader": "LEN"})
    assert response.status_code == 200
    disposition = response["Content-Disposition"]
    assert disposition.startswith('attachment; filename="evidence-russia-')
    assert disposition.endswith(f'.{kind}"')
    if kind in ("csv", "xlsx"):
        assert [cells[1] for _, cells in read_sheet(response.content).rows] == ["A draft"]
    if kind == "json":
        assert [each["title"] for each in json.loads(response.content)] == ["A draft"]


def test_an_unknown_format_is_not_found(curator_client):
    for name in ("export_evidence", "download_template"):
        assert curator_client.get(reverse(f"curation:{name}", args=["exe"])).status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_has_our_columns_and_one_example(curator_client, kind):
    make_topic()
    response = curator_client.get(reverse("curation:download_template", args=[kind]))
    sheet = read_sheet(response.content)
    assert sheet.header[:5] == ["key", "claim", "detail", "why it matters", "years"]
    assert len(sheet.rows) == 1


def test_export_queries_do_not_grow_with_items(bank, django_assert_num_queries):
    for number in range(3):
        for kind in ("csv", "json", "apkg"):
            with django_assert_num_queries(6):
                export(EvidenceItem.objects.filter(owner=None), bank[0].topic, kind)
        make_evidence(f"Another {number}")


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_the_command_writes_json_with_every_field(bank, tmp_path):
    file = tmp_path / "bank.json"
    assert run("export_evidence", "--status", "published", "--format", "json", str(file)) == (
        f"2 items written to {file}.\n"
    )
    second, first = json.loads(file.read_text())
    assert first["leaders"] == [
        {"code": "STA", "name": "Stalin"},
        {"code": "KHR", "name": "Khrushchev"},
    ]
    assert first["aspects"] == [{"theme": "terror", "slug": "terror-methods", "name": "Methods"}]
    assert first["sources"][1] == {
        **{"key": "paper", "author": "", "title": "Paper", "year": 1999, "kind": "article"},
        **{"url": "", "locator": ""},
    }
    assert first["rivals"] == [
        {"key": None, "uuid": str(bank[1].uuid), "title": "No key; “quotes”"}
    ]
    assert (second["title"], second["status"], second["years"]) == (
        "No key; “quotes”",
        "published",
        "1945",
    )


def test_the_commands_refuse_in_words(bank, tmp_path):
    file = tmp_path / "x.csv"
    for words in (
        ["export_evidence", "--topic", "none", "--format", "csv", str(file)],
        ["export_evidence", "--format", "csv", str(tmp_path)],
        ["import_evidence", str(file), "--topic", "russia"],
        ["import_evidence", str(file), "--topic", "none"],
    ):
        with pytest.raises(CommandError):
            run(*words)
    for data, message in (
        (b"", "empty"),
        (b"claim,when did\nx,1\n", "No column is chosen for years and themes. The file has: claim"),
        (as_csv(line(years="never")), "Nothing was imported"),
    ):
        file.write_bytes(data)
        with pytest.raises(CommandError, match=message):
            run("import_evidence", str(file), "--topic", "russia")
    assert SheetImport.objects.count() == 0


def test_the_command_imports_and_says_what_it_did(db, tmp_path):
    make_topic()
    file = tmp_path / "facts.csv"
    file.write_bytes(as_csv(line(), line(claim="Bad", years="never")))
    told = "row 3, years: found 'never', expected 1956 or 1955-57\n2 rows: 1 new, 0 changed,"
    words = ["import_evidence", str(file), "--topic", "russia"]
    assert run(*words, "--dry-run").startswith(told)
    assert EvidenceItem.objects.count() == SheetImport.objects.count() == 0
    assert run(*words, "--leave-out-errors").startswith(told)
    assert [item.title for item in EvidenceItem.objects.all()] == ["Beria arrested in the Kremlin"]
    assert SheetImport.objects.get().state == "imported"


def test_a_whole_export_can_be_imported_by_command(bank, tmp_path):
    file = tmp_path / "bank.xlsx"
    run("export_evidence", "--topic", "russia", "--format", "xlsx", str(file))
    before = list(EvidenceItem.objects.order_by("pk").values())
    assert "4 rows: 0 new, 0 changed, 4 same" in run(
        "import_evidence", str(file), "--topic", "russia"
    )
    assert list(EvidenceItem.objects.order_by("pk").values()) == before
