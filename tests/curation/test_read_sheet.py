"""Files to rows of text: what is read, and what is refused with which words."""

import datetime
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.curation.sheets.limits import SheetError
from apps.curation.sheets.read import read_sheet
from tests.curation import sheet_files as files
from tests.sizes import IMPORT_INPUTS

NAMES = ["claim", "years"]


def rows_of(data: bytes) -> list[tuple[int, list[str]]]:
    return read_sheet(data).rows


def refusal(data: bytes) -> str:
    with pytest.raises(SheetError) as caught:
        read_sheet(data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b",,\n,,\n", "no header and no rows"),
        (b"claim,years\r\n", "no rows"),
        (files.as_xlsx(header=NAMES), "no rows"),
        (files.by_hand(""), "no header and no rows"),
    ],
)
def test_nothing_to_import_is_refused(data: bytes, why: str):
    assert why in refusal(data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "PNG image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "old Excel file"),
        (b"<!DOCTYPE html><html><table><tr><td>claim</table>", "web page"),
        (b"\xef\xbb\xbf<html><body>", "web page"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x05\x06" + bytes(18), "empty zip"),
        (b"PK\x03\x04 and then nothing", "damaged"),
    ],
)
def test_other_kinds_of_file_are_named(data: bytes, why: str):
    assert why in refusal(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_or_without_its_mark(encoding: str):
    sheet = read_sheet("claim,years\nČeka – “żółw”,1917\n".encode(encoding))
    assert sheet.header == NAMES
    assert sheet.rows == [(2, ["Čeka – “żółw”", "1917"])]


def test_windows_1252_is_read_and_said():
    sheet = read_sheet("claim,years\nplain,1\nCafé – £5,1917\n".encode("cp1252"))
    assert sheet.rows[1] == (3, ["Café – £5", "1917"])
    assert sheet.remarks == ["Not UTF-8: read as Windows-1252. Check the letters, first in line 3."]


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "shift-jis"])
def test_another_alphabet_is_never_guessed(encoding: str):
    russian = "\u0420\u043e\u0441\u0441\u0438\u044f \u0438 \u0421\u0442\u0430\u043b\u0438\u043d"
    text = f"claim,years\n{russian},1917\n"
    assert "not UTF-8 (line 2)" in refusal(text.encode(encoding, "replace"))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"claim,years\nfine,1917\nNUL\0here,1918\n", "Line 3 holds a NUL"),
        ("claim,years\nx,1917\n".encode("utf-16-le"), "NUL"),
        (b'claim,years\nfine,1917\n"open,1918\nmore,1\n', "Line 3 cannot be read: a quotation"),
        (b'claim,years\n"a"b,1918\n', "Line 2 cannot be read: there is text after"),
        (b"claim,years\n" + b"x" * 131_073 + b",1\n", "Line 2 cannot be read: a cell is longer"),
        (b"claim,years\nx,1\n" + b"x" * 32_768 + b",1\n", "Row 3 holds a cell of more than 32,767"),
        (b"\xff\xfeodd", "UTF-16"),
        (b"a," * 61 + b"b\n", "Row 1 has text beyond column 60"),
        (b"claim\n" + b"x\n" * 100_000, "more than 5,000 rows"),
        (b"claim\n" + b"x" * 5_000_000, "larger than 5 MB"),
    ],
)
def test_broken_or_too_large_text_is_refused_with_its_line(data: bytes, why: str):
    assert why in refusal(data)


@pytest.mark.parametrize(("delimiter", "kind"), [(",", "CSV"), (";", "CSV"), ("\t", "TSV")])
def test_the_delimiter_is_detected(delimiter: str, kind: str):
    row = ["Trials, camps; and more\there", "1937"]
    sheet = read_sheet(files.as_csv(row, header=NAMES, delimiter=delimiter))
    assert (sheet.kind, sheet.header, sheet.rows) == (kind, NAMES, [(2, row)])


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    data = b'claim,years\r\n"two\r\nlines",1917\r\n\r\n,,\r\nlast,1918\r\n'
    assert rows_of(data) == [(2, ["two\r\nlines", "1917"]), (5, ["last", "1918"])]
    book = files.by_hand(
        f'<row r="2">{files.cell("B2", "claim")}</row><row r="7">{files.cell("B7", "x")}</row>'
    )
    assert read_sheet(book).header == ["", "claim"]
    assert rows_of(book) == [(7, ["", "x"])]


def test_the_quote_before_a_formula_is_taken_off():
    data = files.as_csv(["'=1+1", "'1917"], ["''-x", "'@y"], header=NAMES)
    assert rows_of(data) == [(2, ["=1+1", "'1917"]), (3, ["'-x", "@y"])]


def test_cells_of_a_workbook_are_text_as_seen():
    data = files.as_xlsx(
        [1956, 1e5, True, datetime.date(1937, 8, 1), "#REF!", None, 0.5],
        ["=HYPERLINK(1)", "+cmd|x", "1955-57", "two\nlines", " ", "", "end"],
        header=list("abcdefg"),
    )
    assert rows_of(data) == [
        (2, ["1956", "100000", "TRUE", "1 August 1937", "#REF!", "", "0.5"]),
        (3, ["=HYPERLINK(1)", "+cmd|x", "1955-57", "two\nlines", "", "", "end"]),
    ]


def test_merged_cells_hold_their_text_once():
    row = f'<row r="2">{files.cell("A2", "both")}<c r="B2"/></row>'
    data = files.by_hand(
        f'<row r="1">{files.cell("A1", "claim")}{files.cell("B1", "years")}</row>{row}'
    ).replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A2:B2"/></mergeCells>')
    assert rows_of(data) == [(2, ["both"])]


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x SYSTEM "http://evil.example/x.dtd">'


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (files.zip_bomb, "unpacks to more than 40 MB"),
        (files.far_cell, "more than 5,000 rows"),
        (lambda: files.by_hand(f"<row>{files.cell('XFD1', 'x')}</row>"), "beyond column 60"),
        (lambda: files.by_hand("", before=ENTITIES), "document type or entities"),
        (lambda: files.by_hand("", before=EXTERNAL), "document type or entities"),
        (files.forged_sizes, "damaged"),
        (lambda: files.by_hand("", extra={"../../x": b"x"}), "path that leads out"),
        (lambda: files.by_hand("", extra={"/etc/x": b"x"}), "path that leads out"),
        (files.many_entries, "more than 1,000 parts"),
        (files.encrypted, "password"),
        (lambda: files.by_hand("<row/>" * 1_700_000), "too large"),
        (lambda: files.by_hand("<c>" * 60), "too large"),
        (lambda: files.by_hand(f"<row {'x' * 200_000}/>"), "damaged"),
        (lambda: files.by_hand("<row>"), "damaged"),
        (lambda: files.by_hand('<row><c t="s"><v>7</v></c></row>'), "damaged"),
        (lambda: files.by_hand(f"<row>{files.cell('A1', 'x' * 32_768)}</row>"), "32,767"),
        (lambda: files.as_xlsx(*[["x"]] * 5_001, header=NAMES), "more than 5,000 rows"),
    ],
)
def test_hostile_workbooks_are_refused(make: Callable[[], bytes], why: str):
    data = make()
    assert why in refusal(data)


@pytest.mark.parametrize(
    "make",
    [
        files.zip_bomb,
        files.far_cell,
        files.forged_sizes,
        files.many_entries,
        lambda: files.by_hand("<row/>" * 300_000),
        lambda: files.by_hand(f"<row {'x' * 200_000}/>"),
    ],
)
def test_refusing_a_workbook_takes_less_than_256_mb(make: Callable[[], bytes]):
    data = make()
    tracemalloc.start()
    try:
        refusal(data)
        assert tracemalloc.get_traced_memory()[1] < 256_000_000
    finally:
        tracemalloc.stop()


def test_a_hidden_sheet_is_passed_over():
    book = files.Workbook()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    second = book.create_sheet("Seen")
    second.append(["claim"])
    second.append(["x"])
    out = files.io.BytesIO()
    book.save(out)
    assert read_sheet(out.getvalue()).header == ["claim"]


TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
TABLES = st.lists(st.lists(TEXTS, max_size=6), max_size=8)
GOOD = files.as_xlsx(["Claim", "1956"], header=NAMES)


def spoilt(place: int, bytes_there: bytes) -> bytes:
    """A good workbook with other bytes somewhere."""
    place %= len(GOOD)
    return GOOD[:place] + bytes_there + GOOD[place + len(bytes_there) :]


FILES = st.one_of(
    st.binary(max_size=400),
    TEXTS.map(str.encode),
    TABLES.map(lambda table: files.as_csv(*table, header=["claim", "years", "themes"])),
    st.text(st.sampled_from("\",;\t\r\n'=a1\0é"), max_size=80).map(str.encode),
    st.builds(spoilt, st.integers(0, 10_000), st.binary(min_size=1, max_size=6)),
    st.text(st.sampled_from("<>/crvtis=\"'&; A1ž"), max_size=80).map(files.by_hand),
)


@pytest.mark.soak
@settings(max_examples=IMPORT_INPUTS, deadline=None, suppress_health_check=list(HealthCheck))
@given(FILES)
def test_any_bytes_are_read_or_refused(data: bytes):
    said, sheet = "", None
    try:
        sheet = read_sheet(data)
    except SheetError as refused:
        said = str(refused)
    if sheet is None:
        assert said.endswith(".")
        return
    assert sheet.rows
    assert all(isinstance(each, str) for _, cells in sheet.rows for each in cells)
    assert "\0" not in repr(sheet)
