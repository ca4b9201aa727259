"""A plan as a Word file: real headings and tables, ready to be typed on in any word processor."""

import re
from collections.abc import Sequence
from datetime import UTC
from io import BytesIO
from typing import cast

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from apps.plans.display import BoardView, CardView, Count, PointView, RowView, extent_word, period
from apps.plans.exports.sources import cited, numbered_sources

# What XML cannot hold at all: control characters, lone surrogates and two non-characters.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Schools have it everywhere, or a twin of the same widths (Chromebooks, LibreOffice).
_FONT = "Arial"
_INK = RGBColor(0, 0, 0)
_GREY = RGBColor(0x44, 0x44, 0x44)
# Names of one word: the id of such a style is its name.
_CELL, _REMARK = "Cell", "Remark"
_MARGIN = Cm(2)
_TEXT_WIDTH = Cm(17)
_EVIDENCE_WIDTHS = (Cm(2.6), Cm(2.7), Cm(6.7), Cm(5))
_THEME_WIDTH, _MINI_WIDTH = Cm(3.2), Cm(4.4)


def word_file(board: BoardView) -> bytes:
    """Write the whole plan as a .docx file on A4."""
    document = Document()
    _set_up(document, board)
    sources = numbered_sources(board.plan)
    _write_question(document, board)
    _write_my_view(document, board)
    for side in board.sides:
        document.add_heading(clean(side.side.label), 1)
        if not side.points:
            document.add_paragraph("No points on this side yet.")
        for view in side.points:
            _write_point(document, view, board, sources)
    document.add_heading("Themes", 1)
    _write_themes(document, board)
    document.add_heading(clean(board.question.scheme.judgement_spelling).capitalize(), 1)
    _write_judgement(document, board)
    document.add_heading("Sources", 1)
    _write_sources(document, sources)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def clean(text: str) -> str:
    """Leave out the characters that no XML file may hold; line ends become plain ones."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _set_up(document: WordDocument, board: BoardView) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN
    _page_number(section.footer.paragraphs[0])
    _set_styles(document)
    saved = board.plan.saved_at.astimezone(UTC)
    properties = document.core_properties
    properties.title = clean(board.plan.title)
    # The file may be handed on: it says nothing of who wrote it or with what.
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.language = "en-GB"
    properties.created = properties.modified = saved


def _set_styles(document: WordDocument) -> None:
    styles = document.styles
    language = styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    language.set(qn("w:val"), "en-GB")
    for name in (_CELL, _REMARK):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    for name, size, before, after in (
        ("Normal", 11, 0, 6),
        ("Title", 17, 0, 8),
        ("Heading 1", 15, 16, 4),
        ("Heading 2", 12, 12, 2),
        ("List Number", 11, 0, 4),
        (_CELL, 10, 1, 1),
        (_REMARK, 9, 0, 1),
    ):
        style = cast(ParagraphStyle, styles[name])
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        # A font of the theme would win over the one named here.
        for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.attrib.pop(qn(f"w:{slot}Theme"), None)
            fonts.set(qn(f"w:{slot}"), _FONT)
        style.font.size = Pt(size)
        style.font.color.rgb = _GREY if name == _REMARK else _INK
        layout = style.paragraph_format
        layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), 1.1
        if name in ("Title", "Heading 1", "Heading 2"):
            style.font.bold = layout.keep_with_next = True
    title = styles["Title"].element.pPr
    title.remove(title.find(qn("w:pBdr")))


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run("Page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _write_question(document: WordDocument, board: BoardView) -> None:
    question = board.question
    wording = f"‘{question.view}’ {question.task}" if question.view else question.stem
    document.add_heading(clean(wording), 0)
    facts = f"{question.scheme.board}, {question.marks} marks, {question.minutes} minutes."
    if question.comparands:
        labels = [one.label for one in question.comparands]
        rest = " and ".join([", ".join(labels[:-1]), labels[-1]] if labels[1:] else labels)
        facts += f" Comparing {rest}."
    facts += f" Evidence must fall in {period(question)}."
    document.add_paragraph(clean(facts))


def _write_my_view(document: WordDocument, board: BoardView) -> None:
    plan = board.plan
    document.add_heading("My view", 1)
    _write_text(document, "", plan.thesis, lines=2)
    _labelled(document, "Where my view stands", f"{board.thesis_word}.")
    _write_text(document, "Measured by", ", ".join(one.text for one in plan.criteria))
    _write_text(document, "Context", plan.context, lines=2)


def _write_point(
    document: WordDocument, view: PointView, board: BoardView, sources: dict[str, int]
) -> None:
    point = view.point
    claim = clean(point.claim).replace("\n", " ").strip()
    heading = document.add_heading(f"{point.number}  {claim}", 2)
    if not claim:
        _dots(heading)
    facts = []
    if view.row:
        facts.append(f"Theme: {view.row.label}.")
    if view.criteria:
        facts.append(f"Judged by: {', '.join(view.criteria)}.")
    facts.append(f"Evidence: {_tally(view.tally) or 'none yet'}.")
    if view.only and view.missing:
        facts.append(f"Only {view.only} so far: nothing to compare with on {view.missing.label}.")
    line = document.add_paragraph(clean(" ".join(facts)))
    line.paragraph_format.keep_with_next = bool(view.cards)
    if view.cards:
        _write_evidence(document, view, board, sources)
    because = _write_text(document, "Because", point.explanation, lines=2)
    because.paragraph_format.space_before = Pt(6)


def _tally(counts: Sequence[Count]) -> str:
    return ", ".join(f"{count.number or 'none'} on {count.label}" for count in counts)


def _write_evidence(
    document: WordDocument, view: PointView, board: BoardView, sources: dict[str, int]
) -> None:
    heads = ("Who", "Date", "Evidence", "My note")
    table = _table(document, heads, len(view.cards), _EVIDENCE_WIDTHS)
    for row, card in zip(table.rows[1:], view.cards, strict=True):
        who, when, what, note = row.cells
        leaders = (board.question.leader(code) for code in card.placement.evidence.leaders)
        _fill(who, ", ".join(leader.short_name for leader in leaders if leader))
        _fill(when, card.placement.evidence.years)
        _write_card(what, card, sources)
        _fill(note, card.placement.note)


def _write_card(cell: _Cell, card: CardView, sources: dict[str, int]) -> None:
    evidence = card.placement.evidence
    numbers = cited(evidence.sources, sources)
    _fill(cell, f"{evidence.title} [{numbers}]" if numbers else evidence.title)
    remarks = []
    if evidence.standing == "estimate":
        remarks.append("Estimate.")
    if evidence.standing == "disputed":
        # The detail says who disagrees, and what the other figures are.
        remarks.append(f"Disputed. {evidence.text}".strip())
    if card.placement.is_context:
        remarks.append("Background: not counted.")
    if card.flag:
        remarks.append(card.flag)
    for remark in remarks:
        _add(cell, remark, _REMARK)


def _write_themes(document: WordDocument, board: BoardView) -> None:
    if not board.rows:
        document.add_paragraph("No themes chosen yet.")
        return
    heads = ("Theme", *(one.side.label for one in board.sides), "Mini-judgement")
    middle = Length((_TEXT_WIDTH - _THEME_WIDTH - _MINI_WIDTH) // len(board.sides))
    widths = (_THEME_WIDTH, *(middle for _ in board.sides), _MINI_WIDTH)
    table = _table(document, heads, len(board.rows), widths)
    for row, view in zip(table.rows[1:], board.rows, strict=True):
        first, *cells, last = row.cells
        _fill(first, view.row.label if view.row else "No theme yet", bold=True)
        _add(first, _tally(view.coverage), _REMARK)
        for cell, found in zip(cells, view.cells, strict=True):
            _fill(cell, "" if found.points else "Nothing here yet")
            for number, one in enumerate(found.points):
                paragraph = _add(cell, "", _CELL) if number else cell.paragraphs[0]
                paragraph.add_run(f"{one.point.number} ").bold = True
                paragraph.add_run(clean(one.point.claim))
        _write_mini_judgement(last, view)


def _write_mini_judgement(cell: _Cell, view: RowView) -> None:
    if view.row is None:
        return
    extent = "" if view.row.extent is None else f"{extent_word(view.row.extent)}. "
    _fill(cell, extent, bold=True)
    cell.paragraphs[0].add_run(clean(view.row.mini_judgement))
    if view.row.key_difference:
        _add(cell, f"Key difference: {view.row.key_difference}", _CELL)


def _write_judgement(document: WordDocument, board: BoardView) -> None:
    plan = board.plan
    _write_text(document, "", plan.judgement, lines=3)
    _labelled(document, "Where my judgement stands", f"{board.judgement_word}.")
    decisive = plan.point(plan.decisive_point) if plan.decisive_point else None
    _write_text(document, "Decided by", f"{decisive.number} {decisive.claim}" if decisive else "")
    _write_text(document, "Conceding", plan.concession)


def _write_sources(document: WordDocument, sources: dict[str, int]) -> None:
    if not sources:
        document.add_paragraph("No evidence with a source yet.")
        return
    document.add_paragraph("The evidence above refers to this list by number.")
    for source in sources:
        document.add_paragraph(clean(source), style="List Number")


def _write_text(document: WordDocument, label: str, text: str, *, lines: int = 1) -> Paragraph:
    """Write a text after its label; where it is empty, dotted lines to write on by hand."""
    if text.strip():
        return _labelled(document, label, text)
    first = _labelled(document, label, "")
    _dots(first)
    for _ in range(lines - 1):
        _dots(document.add_paragraph())
    return first


def _labelled(document: WordDocument, label: str, text: str) -> Paragraph:
    paragraph = document.add_paragraph()
    if label:
        paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(clean(text))
    return paragraph


def _dots(paragraph: Paragraph) -> None:
    """Fill what is left of a line with dots, by a tab stop at the right margin."""
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    paragraph.add_run("\t")


def _table(
    document: WordDocument, heads: Sequence[str], lines: int, widths: Sequence[Length]
) -> Table:
    """Add a table of a header row and so many lines; no row breaks across pages."""
    table: Table = document.add_table(rows=1 + lines, cols=len(heads), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
            for cell, head in zip(row.cells, heads, strict=True):
                _fill(cell, head, bold=True)
                # A header alone at the foot of a page helps nobody.
                cell.paragraphs[0].paragraph_format.keep_with_next = True
    return table


def _fill(cell: _Cell, text: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph._p.style = _CELL
    paragraph.add_run(clean(text)).bold = bold or None


def _add(cell: _Cell, text: str, style: str) -> Paragraph:
    # By id: looking a style up by name for every cell takes longer than all the rest.
    paragraph: Paragraph = cell.add_paragraph(clean(text))
    paragraph._p.style = style
    return paragraph
