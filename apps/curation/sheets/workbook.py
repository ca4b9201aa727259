"""The first sheet of an XLSX workbook as text, read in bounded time and memory.

A workbook is a zip of XML, and both can be made to grow a thousandfold. So the zip's directory
is looked at before anything is unpacked, entries are unpacked up to what they declare (zipfile
stops there and then finds the checksum wrong), and the XML goes through a streaming parser that
refuses document types and counts elements. openpyxl reads such files whole at 20 to 50
microseconds an element, which a file of 100 kB can turn into minutes; it only decides here which
number formats are dates.
"""

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from posixpath import dirname, join, normpath
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from apps.curation.sheets.limits import (
    MOST_COLUMNS,
    MOST_ROWS,
    SheetError,
    check_cell,
    too_many_columns,
    too_many_rows,
)

MOST_ENTRIES = 1_000
MOST_UNPACKED = 40_000_000
MOST_ELEMENTS = 1_300_000
MOST_NESTED = 40
_CHUNK = 65_536
# An XML tag of 100 kB has no place in a workbook; parsers keep a whole tag in memory.
_ENDLESS_TAG = re.compile(rb"<[^>]{100000}")
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NOT_A_WORKBOOK = "This is a zip archive but not an Excel workbook. Send CSV, TSV or XLSX."
_DAMAGED = "The workbook is damaged and cannot be read. Save it again in Excel, or as CSV."

Table = dict[int, list[str]]


def read_workbook(data: bytes) -> Table:
    """The cells of the first visible sheet by row number, or SheetError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _inspect(archive)
            return _read(archive)
    except (DefusedXmlException, SAXException) as error:
        if isinstance(error, DefusedXmlException):
            raise SheetError(
                "The workbook holds an XML document type or entities, which no spreadsheet needs."
            ) from None
        raise SheetError(_DAMAGED) from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        LookupError,
        ValueError,
    ):
        # What zipfile and the parser raise on damage of one kind or another.
        raise SheetError(_DAMAGED) from None


def _inspect(archive: zipfile.ZipFile) -> None:
    """Refuse an archive by its directory, before anything is unpacked."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise SheetError(f"The workbook has more than {MOST_ENTRIES:,} parts.")
    names = [entry.filename for entry in entries]
    if any(".." in re.split(r"[/\\]", name) or name[:1] in ("/", "\\") for name in names):
        raise SheetError("The workbook has a part with a path that leads out of it.")
    if len(set(names)) < len(names):
        raise SheetError("The workbook has two parts of the same name.")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise SheetError("The workbook has a password. Save it without one.")
    if any(
        entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries
    ):
        raise SheetError(_DAMAGED)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise SheetError(
            f"The workbook unpacks to more than {MOST_UNPACKED // 1_000_000} MB. Delete pictures,"
            " other sheets and formatting, or save it as CSV."
        )


def _read(archive: zipfile.ZipFile) -> Table:
    elements = _Count()
    root = _relations(archive, "", elements)
    workbook = root.of_kind("/officeDocument")
    if workbook is None or not workbook.endswith(".xml"):
        raise SheetError(_NOT_A_WORKBOOK)
    book = _Book(elements)
    _parse(archive, workbook, book)
    parts = _relations(archive, workbook, elements)
    visible = [ident for ident, state in book.sheets if state == "visible"]
    sheet = parts.target.get(visible[0]) if visible else None
    if sheet is None:
        raise SheetError("The workbook has no sheet that can be seen.")
    strings, styles = _Strings(elements), _Styles(elements)
    for kind, handler in (("/sharedStrings", strings), ("/styles", styles)):
        part = parts.of_kind(kind)
        if part is not None and part in archive.NameToInfo:
            _parse(archive, part, handler)
    cells = _Cells(elements, strings.found, styles.dates, book.starts_1904)
    _parse(archive, sheet, cells)
    return {
        number: [row.get(place, "") for place in range(1, max(row) + 1)]
        for number, row in cells.rows.items()
    }


def _parse(archive: zipfile.ZipFile, name: str, handler: "_Handler") -> None:
    if name not in archive.NameToInfo:
        raise SheetError(_NOT_A_WORKBOOK)
    data = archive.read(name)
    if _ENDLESS_TAG.search(data):
        raise SheetError(_DAMAGED)
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setContentHandler(handler)
    for start in range(0, len(data), _CHUNK):
        parser.feed(data[start : start + _CHUNK])
    parser.close()


class _Count:
    """How many elements were met in the whole workbook."""

    def __init__(self) -> None:
        self.met = 0


class _Handler(ContentHandler):
    """Sees local names of elements; keeps count, and the text of those that are waited for."""

    def __init__(self, elements: _Count) -> None:
        super().__init__()
        self.elements = elements
        self.depth = 0
        self.text: list[str] | None = None

    def startElement(self, name: str, attrs: Any) -> None:
        self.elements.met += 1
        self.depth += 1
        if self.elements.met > MOST_ELEMENTS or self.depth > MOST_NESTED:
            raise SheetError("The workbook is too large. Delete other sheets, or save it as CSV.")
        self.begin(name.rpartition(":")[2], attrs)

    def endElement(self, name: str) -> None:
        self.depth -= 1
        self.end(name.rpartition(":")[2])

    def characters(self, content: str) -> None:
        if self.text is not None:
            self.text.append(content)

    def taken(self) -> str:
        """The text waited for, now that its element has ended."""
        text = "".join(self.text or ())
        self.text = None
        return text

    def begin(self, name: str, attrs: Any) -> None:
        """An element starts."""

    def end(self, name: str) -> None:
        """An element ends."""


class _Relations(_Handler):
    """What a part is linked to: targets by id, and by the last word of the link's type."""

    def __init__(self, elements: _Count, folder: str) -> None:
        super().__init__(elements)
        self.folder = folder
        self.target: dict[str, str] = {}
        self.kinds: list[tuple[str, str]] = []

    def begin(self, name: str, attrs: Any) -> None:
        if name == "Relationship" and attrs.get("TargetMode") != "External":
            path = normpath(join("/", self.folder, attrs.get("Target", ""))).lstrip("/")
            self.target[attrs.get("Id", "")] = path
            self.kinds.append((attrs.get("Type", ""), path))

    def of_kind(self, ending: str) -> str | None:
        """The first part linked as that kind."""
        return next((path for kind, path in self.kinds if kind.endswith(ending)), None)


def _relations(archive: zipfile.ZipFile, part: str, elements: _Count) -> _Relations:
    folder = dirname(part)
    found = _Relations(elements, folder)
    _parse(archive, join(folder, "_rels", f"{part.rpartition('/')[2]}.rels"), found)
    return found


class _Book(_Handler):
    """The sheets in their order, and how dates are counted."""

    def __init__(self, elements: _Count) -> None:
        super().__init__(elements)
        self.sheets: list[tuple[str, str]] = []
        self.starts_1904 = False

    def begin(self, name: str, attrs: Any) -> None:
        if name == "workbookPr":
            self.starts_1904 = attrs.get("date1904", "") in ("1", "true")
        elif name == "sheet":
            ident = next((value for key, value in attrs.items() if key.endswith(":id")), "")
            self.sheets.append((ident, attrs.get("state", "visible")))


class _Styles(_Handler):
    """Which of the cell styles show a number as a date."""

    def __init__(self, elements: _Count) -> None:
        super().__init__(elements)
        self.formats: dict[str, str] = {}
        self.dates: list[bool] = []
        self.in_cells = False

    def begin(self, name: str, attrs: Any) -> None:
        if name == "cellXfs":
            self.in_cells = True
        elif name == "numFmt":
            self.formats[attrs.get("numFmtId", "")] = attrs.get("formatCode", "")[:255]
        elif name == "xf" and self.in_cells:
            number = attrs.get("numFmtId", "0")
            built_in = BUILTIN_FORMATS.get(int(number)) if number.isdecimal() else None
            self.dates.append(bool(is_date_format(self.formats.get(number) or built_in)))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.in_cells = False


class _Texts(_Handler):
    """Text made of several runs, without the reading aids that some languages print above it."""

    def __init__(self, elements: _Count) -> None:
        super().__init__(elements)
        self.runs: list[str] = []
        self.in_aid = False

    def begin(self, name: str, attrs: Any) -> None:
        if name == "rPh":
            self.in_aid = True
        elif name == "t" and not self.in_aid:
            self.text = []

    def end(self, name: str) -> None:
        if name == "rPh":
            self.in_aid = False
        elif name == "t" and self.text is not None:
            self.runs.append(self.taken())

    def joined(self) -> str:
        """All runs since the last time."""
        text = _ESCAPED.sub(_unescaped, "".join(self.runs))
        self.runs = []
        return text


def _unescaped(found: re.Match[str]) -> str:
    """A character that XML cannot hold; NUL and halves of a character stay as they are written."""
    code = int(found[1], 16)
    return found[0] if code == 0 or 0xD800 <= code <= 0xDFFF or code >= 0xFFFE else chr(code)


class _Strings(_Texts):
    """The texts that cells point at."""

    def __init__(self, elements: _Count) -> None:
        super().__init__(elements)
        self.found: list[str] = []

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            self.found.append(self.joined())


class _Cells(_Texts):
    """The cells of a sheet that show something, as text, by row and column."""

    def __init__(
        self, elements: _Count, strings: list[str], dates: list[bool], starts_1904: bool
    ) -> None:
        super().__init__(elements)
        self.strings = strings
        self.dates = dates
        self.epoch = CALENDAR_MAC_1904 if starts_1904 else CALENDAR_WINDOWS_1900
        self.rows: dict[int, dict[int, str]] = {}
        self.row = self.column = 0
        self.kind = self.style = self.value = self.formula = ""

    def begin(self, name: str, attrs: Any) -> None:
        super().begin(name, attrs)
        if name == "row":
            self.row = _number(attrs.get("r")) or self.row + 1
            self.column = 0
        elif name == "c":
            place = _PLACE.fullmatch(attrs.get("r", ""))
            self.column = _column(place[1]) if place else self.column + 1
            if place:
                self.row = int(place[2])
            self.kind, self.style = attrs.get("t", "n"), attrs.get("s", "")
            self.value = self.formula = ""
        elif name in ("v", "f"):
            self.text = []

    def end(self, name: str) -> None:
        super().end(name)
        if name == "v":
            self.value = self.taken()
        elif name == "f":
            self.formula = self.taken()
        elif name == "c":
            shown = self._shown()
            if shown.strip():
                self._keep(shown)

    def _keep(self, shown: str) -> None:
        if self.row > 2 * MOST_ROWS or len(self.rows) > MOST_ROWS + 1:
            raise too_many_rows()
        if self.column > MOST_COLUMNS:
            raise too_many_columns(self.row)
        check_cell(shown, self.row)
        self.rows.setdefault(self.row, {})[self.column] = shown

    def _shown(self) -> str:
        """What a cell shows; a formula is shown as written, and is never worked out."""
        inline = self.joined()
        if self.formula:
            return f"={self.formula}"
        if self.kind == "s":
            return self.strings[int(self.value)] if self.value else ""
        if self.kind == "inlineStr":
            return inline
        if self.kind == "b":
            return "TRUE" if self.value == "1" else "FALSE"
        if self.kind in ("str", "e", "d"):
            return _ESCAPED.sub(_unescaped, self.value)
        return self._number_shown()

    def _number_shown(self) -> str:
        try:
            number = float(self.value)
        except ValueError:
            return self.value
        style = _number(self.style) or 0
        if style < len(self.dates) and self.dates[style]:
            try:
                return _date_shown(from_excel(number, self.epoch))
            except (ValueError, OverflowError):
                return self.value
        if abs(number) < 1e15 and number == int(number):
            return str(int(number))
        return self.value


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _date_shown(value: date | datetime | time | timedelta | None) -> str:
    """A date as people here write it, such as 1 August 1937."""
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return "" if value is None else str(value)
