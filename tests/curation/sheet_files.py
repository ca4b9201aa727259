"""Spreadsheets made for tests: good ones, and ones made to break a reader."""

import csv
import io
import zipfile

from openpyxl import Workbook

HEADER = [
    "key",
    "claim",
    "detail",
    "why it matters",
    "years",
    "leaders",
    "themes",
    "kind",
    "source title",
    "status",
]


def line(**cells: str) -> list[str]:
    """A good row, but for the cells given by the column's name, spaces as underscores."""
    row = {
        "claim": "Beria arrested in the Kremlin",
        "detail": "Seized at a meeting in June.",
        "why it matters": "Shows who led.",
        "years": "1953",
        "leaders": "KHR",
        "themes": "terror; government",
        "kind": "event",
        "source title": "A Book of Arrests",
        **{name.replace("_", " "): text for name, text in cells.items()},
    }
    return [row.get(name, "") for name in HEADER]


def as_csv(*rows: list[str], header: list[str] | None = None, delimiter: str = ",") -> bytes:
    """A CSV file as a spreadsheet writes it."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([HEADER if header is None else header, *rows])
    return out.getvalue().encode()


def as_xlsx(*rows: list[object], header: list[str] | None = None) -> bytes:
    """An XLSX file as openpyxl writes it."""
    book = Workbook()
    for row in [HEADER if header is None else header, *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def links(**targets: str) -> str:
    """A part that links others: the kind of link and where it goes."""
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_LINK}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{rows}</Relationships>'


def sheet_xml(rows: str, before: str = "") -> str:
    """The XML of a sheet with these rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'{before}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'


def by_hand(rows: str, *, before: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """A workbook written part by part, with whatever else is put into the archive."""
    parts = {
        "_rels/.rels": links(officeDocument="xl/workbook.xml").encode(),
        "xl/workbook.xml": _BOOK.encode(),
        "xl/_rels/workbook.xml.rels": links(
            worksheet="worksheets/sheet1.xml",
            sharedStrings="sharedStrings.xml",
            styles="styles.xml",
        ).encode(),
        "xl/worksheets/sheet1.xml": sheet_xml(rows, before).encode(),
        **(extra or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def cell(place: str, text: str) -> str:
    """One cell with its text in it."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def zip_bomb() -> bytes:
    """Under 1 MB that unpacks to 288 MB."""
    return by_hand("", extra={"xl/media/image1.bin": bytes(288_000_000)})


def far_cell() -> bytes:
    """One cell in the last column of the last row."""
    return by_hand(
        f'<row r="1">{cell("A1", "claim")}</row><row r="1048576">{cell("XFD1048576", "far")}</row>'
    )


def forged_sizes() -> bytes:
    """A sheet of 60 MB of which the directory says that it is small."""
    filler = f"<!--{'x' * 60_000_000}-->"
    data = bytearray(by_hand(filler))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    true = info.file_size.to_bytes(4, "little")
    assert data.count(true) == 2
    return bytes(data.replace(true, (1_000).to_bytes(4, "little")))


def encrypted() -> bytes:
    """A workbook whose entries say that they are encrypted."""
    data = bytearray(by_hand(""))
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 8] |= 1
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


def many_entries() -> bytes:
    """An archive of 50,000 empty parts."""
    return by_hand("", extra={f"x/{number}": b"" for number in range(50_000)})
