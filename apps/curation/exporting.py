"""The bank as a file: CSV and XLSX that can be imported again, JSON, and an Anki deck."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from apps.curation.sheets.match import EXPORTED, TEMPLATE, Column
from apps.evidence.models import EvidenceItem, EvidenceItemQuerySet, Topic
from apps.practice.anki import AnkiCard, anki_deck

# A spreadsheet takes a cell that starts like this for a formula. The importer takes the quote
# off again, so one that stands there already gets another.
_FORMULA = re.compile(r"'*[=+\-@\t\r\0]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SLICE = 250


def guarded(text: str) -> str:
    """Text that no spreadsheet runs as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def cells_of(item: EvidenceItem) -> list[str]:
    """An item as one row, in the order of EXPORTED; several sources stand side by side."""
    cited = sorted(item.citations.all(), key=lambda each: (each.source.key, each.locator))
    sources = [each.source for each in cited]
    themes = [theme.slug for theme in item.themes.all() if theme.pk != item.main_theme_id]
    row: dict[str, object] = {
        "key": item.key or item.uuid,
        "title": item.title,
        "text": item.text,
        "significance": item.significance,
        "year_from": item.year_from,
        "year_to": item.year_to,
        "date_note": item.date_note,
        "leaders": "; ".join(leader.code for leader in item.leaders.all()),
        "themes": "; ".join([item.main_theme.slug, *themes]),
        "aspects": "; ".join(f"{each.theme.slug}/{each.slug}" for each in item.aspects.all()),
        "kind": item.kind,
        "standing": item.standing,
        "source_key": " | ".join(each.key for each in sources),
        "source_author": " | ".join(each.author for each in sources),
        "source_title": " | ".join(each.title for each in sources),
        "source_year": " | ".join(str(each.year or "") for each in sources),
        "source_kind": " | ".join(each.kind for each in sources),
        "locator": " | ".join(each.locator for each in cited) if _has_locator(item) else "",
        "rivals": "; ".join(sorted(each.key or str(each.uuid) for each in item.rivals.all())),
        "status": item.status,
    }
    return [str(row[column.field]) for column in EXPORTED]


def _has_locator(item: EvidenceItem) -> bool:
    """Whether any source of an item is cited with a place in it."""
    return any(each.locator for each in item.citations.all())


def table_of(items: EvidenceItemQuerySet) -> Iterable[list[str]]:
    """Header and rows of items; a few queries for each slice of them."""
    yield [column.label for column in EXPORTED]
    for item in items.with_content().iterator(chunk_size=_SLICE):
        yield cells_of(item)


def template() -> list[list[str]]:
    """Header and one example row of our own."""
    columns: tuple[Column, ...] = TEMPLATE
    return [[each.label for each in columns], [each.example for each in columns]]


def as_csv(table: Iterable[list[str]]) -> bytes:
    """A table as CSV with a mark, by which Excel sees that it is UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guarded(cell) for cell in row] for row in table)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(table: Iterable[list[str]]) -> bytes:
    """A table as a workbook in which every cell is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Evidence")
    sheet.freeze_panes = "A2"
    for number, row in enumerate(table):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, _NOT_IN_XML.sub("", guarded(text)))
            # Never a formula, whatever it starts with.
            cell.data_type = "s"
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_data(item: EvidenceItem) -> dict[str, Any]:
    """An item with every field, related things by name."""
    return {
        "key": item.key,
        "uuid": str(item.uuid),
        "topic": item.topic.slug,
        "title": item.title,
        "text": item.text,
        "significance": item.significance,
        "year_from": item.year_from,
        "year_to": item.year_to,
        "date_note": item.date_note,
        "years": item.years,
        "kind": item.kind,
        "standing": item.standing,
        "status": item.status,
        "leaders": [{"code": each.code, "name": each.name} for each in item.leaders.all()],
        "main_theme": item.main_theme.slug,
        "themes": [{"slug": each.slug, "name": each.name} for each in item.themes.all()],
        "aspects": [
            {"theme": each.theme.slug, "slug": each.slug, "name": each.name}
            for each in item.aspects.all()
        ],
        "sources": [
            {
                "key": each.source.key,
                "author": each.source.author,
                "title": each.source.title,
                "year": each.source.year,
                "kind": each.source.kind,
                "url": each.source.url,
                "locator": each.locator,
            }
            for each in item.citations.all()
        ],
        "rivals": [
            {"key": each.key, "uuid": str(each.uuid), "title": each.title}
            for each in item.rivals.all()
        ],
        "checked_on": item.checked_on.isoformat() if item.checked_on else None,
        "checked_by": item.checked_by.display_name if item.checked_by else None,
        "version": item.version,
        "created_at": item.created_at.isoformat(),
        "updated_at": item.updated_at.isoformat(),
    }


def as_json(items: EvidenceItemQuerySet) -> bytes:
    """A list of objects, one an item."""
    whole = items.with_content().select_related("main_theme", "topic", "checked_by")
    rows = [as_data(item) for item in whole.iterator(chunk_size=_SLICE)]
    return (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode()


def as_apkg(items: EvidenceItemQuerySet, topic: Topic | None) -> bytes:
    """Published items as an Anki deck; importing a newer one updates the cards."""
    slug, name = (topic.slug, topic.name) if topic else ("evidence", "Evidence")
    published = items.published().with_content().iterator(chunk_size=_SLICE)
    return anki_deck(slug, f"{name}: evidence", map(_anki_card, published))


def _anki_card(item: EvidenceItem) -> AnkiCard:
    leaders, themes = item.leaders.all(), item.themes.all()
    others = [theme.name for theme in themes if theme.pk != item.main_theme_id]
    return AnkiCard(
        uuid=str(item.uuid),
        title=item.title,
        text=item.text,
        significance=item.significance,
        years=item.years,
        kind=item.kind,
        standing=item.standing,
        leaders=tuple(leader.name for leader in leaders),
        themes=(item.main_theme.name, *others),
        sources=tuple(each.text for each in item.citations.all()),
        tags=(*(leader.code for leader in leaders), *(theme.slug for theme in themes)),
    )


TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "apkg": "application/octet-stream",
}


def export(items: EvidenceItemQuerySet, topic: Topic | None, kind: str) -> bytes:
    """Items in one of the formats of TYPES."""
    writers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: as_csv(table_of(items)),
        "xlsx": lambda: as_xlsx(table_of(items)),
        "json": lambda: as_json(items),
        "apkg": lambda: as_apkg(items, topic),
    }
    return writers[kind]()
