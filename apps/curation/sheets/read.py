"""A file's bytes to a header and rows of text: CSV, TSV and XLSX, told apart by content.

Nothing is believed of a file: neither its name nor its declared sizes. Whatever cannot be read
whole is refused with a sentence, and no letter is ever guessed silently.
"""

import csv
import io
import re
from dataclasses import dataclass, field

from apps.curation.sheets.limits import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_IN_CELL,
    MOST_ROWS,
    SheetError,
    check_cell,
    too_many_columns,
    too_many_rows,
)
from apps.curation.sheets.workbook import read_workbook

# Old Excel files and encrypted new ones are both kept in this container.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_OTHERS = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF document",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "a gzip archive",
    b"PK\x05\x06": "an empty zip archive",
}
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|head|body|meta|script|svg)\b",
    re.IGNORECASE,
)
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
# Real Windows-1252 text has single accented letters among plain ones, and dashes or quotation
# marks beside them; other signs in a row mean another alphabet.
_ANOTHER_ALPHABET = re.compile(
    "[^\x00-\x7f\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u20ac\xa3\xbc\xbd\xbe\xb0]{2}"
)
# A quote that our exports put before a cell that a spreadsheet would run as a formula.
_GUARDED = re.compile(r"'+[=+\-@\t\r\0]")


@dataclass
class Sheet:
    """A file as text. Row numbers are those a spreadsheet shows."""

    kind: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    remarks: list[str] = field(default_factory=list)


def read_sheet(data: bytes) -> Sheet:
    """Read a file, or raise SheetError."""
    if not data.strip():
        raise SheetError("The file is empty: it has no header and no rows.")
    if len(data) > MOST_BYTES:
        raise SheetError(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    if data.startswith(_OLE):
        raise SheetError(
            "This is an old Excel file (.xls) or one with a password. Save it as .xlsx or CSV."
        )
    for start, name in _OTHERS.items():
        if data.startswith(start):
            raise SheetError(f"This is {name}, not a spreadsheet. Send CSV, TSV or XLSX.")
    remarks: list[str] = []
    if data.startswith(_ZIP):
        kind, table = "XLSX", read_workbook(data)
    else:
        kind, table = _read_text(data, remarks)
    header_row = min((number for number, cells in table.items() if any(cells)), default=None)
    if header_row is None:
        raise SheetError("The file has no header and no rows.")
    header = [" ".join(cell.split()) for cell in table[header_row]]
    rows = [
        (number, [_unguarded(cell) for cell in cells])
        for number, cells in sorted(table.items())
        if number > header_row and any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise SheetError("The file has no rows under its header.")
    if len(rows) > MOST_ROWS:
        raise too_many_rows()
    return Sheet(kind, header, rows, remarks)


def _unguarded(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text


def _read_text(data: bytes, remarks: list[str]) -> tuple[str, dict[int, list[str]]]:
    if _MARKUP.match(data):
        raise SheetError("This is a web page or XML, not a spreadsheet. Send CSV, TSV or XLSX.")
    text = _decode(data, remarks)
    if (place := text.find("\0")) >= 0:
        line = text.count("\n", 0, place) + 1
        raise SheetError(
            f"Line {line} holds a NUL character. Save the file anew as CSV with UTF-8 encoding."
        )
    delimiter = _delimiter(text)
    if delimiter == ";":
        remarks.append(f"Read with {_DELIMITERS[delimiter]} between the columns.")
    return "TSV" if delimiter == "\t" else "CSV", _split(text, delimiter)


def _decode(data: bytes, remarks: list[str]) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or Windows-1252, which is said."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError:
            raise SheetError("The file starts as UTF-16 text but is damaged.") from None
        remarks.append("Read as UTF-16.")
        return text
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    refusal = SheetError(
        f"The file is not UTF-8 (line {line}), and not Windows-1252 either. Save it as CSV UTF-8."
    )
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise refusal from None
    if _ANOTHER_ALPHABET.search(text):
        raise refusal
    remarks.append(f"Not UTF-8: read as Windows-1252. Check the letters, first in line {line}.")
    return text


def _delimiter(text: str) -> str:
    """What stands most often in the first line, outside quotation marks."""
    lines = text.lstrip("\r\n").splitlines()
    bare = re.sub(r'"[^"]*"?', "", lines[0][:100_000]) if lines else ""
    return max(_DELIMITERS, key=bare.count)


def _split(text: str, delimiter: str) -> dict[int, list[str]]:
    """Rows of cells by their number; blank rows count but are not kept."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    table: dict[int, list[str]] = {}
    number = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise SheetError(f"Line {line} cannot be read: {_in_words(error)}.") from None
        if cells is None:
            return table
        number += 1
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise too_many_columns(number)
        if len(table) > MOST_ROWS:
            raise too_many_rows()
        for cell in cells:
            check_cell(cell, number)
        table[number] = cells


def _in_words(error: csv.Error) -> str:
    said = str(error)
    if "field larger" in said:
        return (
            f"a cell is longer than {MOST_IN_CELL:,} characters, or a quotation mark that opens"
            " it is never closed"
        )
    if "unexpected end" in said:
        return "a quotation mark is opened and never closed"
    if "expected after" in said:
        return "there is text after a closing quotation mark"
    return said
