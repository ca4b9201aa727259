"""A plan as a Word file: real headings and tables, ready to be typed on in any word processor.

The whole plan, or the skeleton of an essay with a frame for each paragraph.
"""

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

from apps.plans.display import FULL_TALLY
from apps.plans.exports.document import EvidenceText, PlanText, PointText

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
# How the sentences of a skeleton begin, by what a side says.
_COMPARISONS = {
    "similarity": "Likewise, \N{HORIZONTAL ELLIPSIS}",
    "difference": "By contrast, \N{HORIZONTAL ELLIPSIS}",
}
_LINKS = {
    "support": "This supports the view, because \N{HORIZONTAL ELLIPSIS}",
    "challenge": "This challenges the view, because \N{HORIZONTAL ELLIPSIS}",
    "neutral": "This bears on the question, because \N{HORIZONTAL ELLIPSIS}",
}


def word_file(plan: PlanText) -> bytes:
    """Write the whole plan as a .docx file on A4."""
    document = Document()
    _set_up(document, plan)
    _write_question(document, plan)
    _write_my_view(document, plan)
    for side in plan.sides:
        document.add_heading(side.label, 1)
        if not side.points:
            document.add_paragraph("No points on this side yet.")
        for point in side.points:
            _write_point(document, point)
    document.add_heading("Themes", 1)
    _write_themes(document, plan)
    _write_judgement(document, plan)
    _write_sources(document, plan)
    return _saved(document)


def skeleton_file(plan: PlanText) -> bytes:
    """Write the plan as the frame of an essay: what is planned, and where to write it out."""
    document = Document()
    _set_up(document, plan)
    _write_question(document, plan)
    _remark(document, "Write after each label. The grey lines and lists are from the plan.")
    document.add_heading("Introduction", 1)
    _frame(document, "Set the scene", plan.context)
    _frame(document, "My view", plan.thesis)
    _frame(document, "I will judge by", plan.criteria)
    row = ""
    for number, point in enumerate(_in_essay_order(plan), start=1):
        if point.row != row:
            row = point.row
            document.add_heading(row or "Other points", 1)
        elif number == 1:
            document.add_heading("Main paragraphs", 1)
        _write_paragraph(document, number, point)
    if not plan.points:
        document.add_heading("Main paragraphs", 1)
        document.add_paragraph("No points planned yet.")
    document.add_heading("Conclusion", 1)
    _frame(document, "Although", plan.concession)
    _frame(document, "What decides it", plan.decisive)
    _frame(document, plan.judgement_name, plan.judgement)
    _write_sources(document, plan)
    return _saved(document)


def _in_essay_order(plan: PlanText) -> list[PointText]:
    """Points theme by theme, for an essay compares within each; those of no theme come last."""
    rows = [row.label for row in plan.rows]
    last = len(rows)
    return sorted(plan.points, key=lambda one: rows.index(one.row) if one.row else last)


def _write_paragraph(document: WordDocument, number: int, point: PointText) -> None:
    document.add_heading(f"Paragraph {number}", 2)
    _remark(document, f"{point.number}. {point.facts}")
    for card in point.evidence:
        words = ", ".join(part for part in (card.who, card.years) if part)
        source = f" [{card.numbers}]" if card.numbers else ""
        note = f" \N{EN DASH} {card.note}" if card.note else ""
        remarks = " ".join(["", *card.remarks])
        text = f"{words}: {card.title}{source}{remarks}{note}"
        document.add_paragraph(text, style="List Bullet")
    _frame(document, "Point", point.claim)
    for label in point.comparands if len(point.comparands) <= FULL_TALLY else ("Evidence",):
        _frame(document, label, "")
    if point.relation in _COMPARISONS:
        _frame(document, "Comparison", _COMPARISONS[point.relation])
    _frame(document, "Because", point.because)
    _frame(document, "Back to the question", _LINKS[point.stance])


def _frame(document: WordDocument, label: str, text: str) -> None:
    _labelled(document, label, text or "\N{HORIZONTAL ELLIPSIS}")


def _remark(document: WordDocument, text: str) -> None:
    document.add_paragraph(text, style=_REMARK)


def _saved(document: WordDocument) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document: WordDocument, plan: PlanText) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN
    _page_number(section.footer.paragraphs[0])
    _set_styles(document)
    saved = plan.saved_at.astimezone(UTC)
    properties = document.core_properties
    properties.title = plan.title
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
        ("List Bullet", 11, 0, 2),
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


def _write_question(document: WordDocument, plan: PlanText) -> None:
    document.add_heading(plan.question, 0)
    document.add_paragraph(plan.facts)


def _write_my_view(document: WordDocument, plan: PlanText) -> None:
    document.add_heading("My view", 1)
    _write_text(document, "", plan.thesis, lines=2)
    _labelled(document, "Where my view stands", f"{plan.thesis_stance}.")
    _write_text(document, "Measured by", plan.criteria)
    _write_text(document, "Context", plan.context, lines=2)


def _write_point(document: WordDocument, point: PointText) -> None:
    heading = document.add_heading(f"{point.number}  {point.claim}", 2)
    if not point.claim:
        _dots(heading)
    line = document.add_paragraph(point.facts)
    line.paragraph_format.keep_with_next = bool(point.evidence)
    if point.evidence:
        _write_evidence(document, point.evidence)
    because = _write_text(document, "Because", point.because, lines=2)
    because.paragraph_format.space_before = Pt(6)


def _write_evidence(document: WordDocument, cards: Sequence[EvidenceText]) -> None:
    heads = ("Who", "Date", "Evidence", "My note")
    table = _table(document, heads, len(cards), _EVIDENCE_WIDTHS)
    for row, card in zip(table.rows[1:], cards, strict=True):
        who, when, what, note = row.cells
        _fill(who, card.who)
        _fill(when, card.years)
        _fill(what, f"{card.title} [{card.numbers}]" if card.numbers else card.title)
        for remark in card.remarks:
            _add(what, remark, _REMARK)
        _fill(note, card.note)


def _write_themes(document: WordDocument, plan: PlanText) -> None:
    if not plan.rows:
        document.add_paragraph("No themes chosen yet.")
        return
    heads = ("Theme", *(side.label for side in plan.sides), "Mini-judgement")
    middle = Length((_TEXT_WIDTH - _THEME_WIDTH - _MINI_WIDTH) // max(1, len(plan.sides)))
    widths = (_THEME_WIDTH, *(middle for _ in plan.sides), _MINI_WIDTH)
    table = _table(document, heads, len(plan.rows), widths)
    for line, row in zip(table.rows[1:], plan.rows, strict=True):
        first, *cells, last = line.cells
        _fill(first, row.label, bold=True)
        _add(first, row.tally, _REMARK)
        for cell, points in zip(cells, row.cells, strict=True):
            _fill(cell, "" if points else "Nothing here yet")
            for place, (number, claim) in enumerate(points):
                paragraph = _add(cell, "", _CELL) if place else cell.paragraphs[0]
                paragraph.add_run(f"{number} ").bold = True
                paragraph.add_run(claim)
        _fill(last, f"{row.extent} " if row.extent else "", bold=True)
        last.paragraphs[0].add_run(row.mini_judgement)
        if row.key_difference:
            _add(last, f"Key difference: {row.key_difference}", _CELL)


def _write_judgement(document: WordDocument, plan: PlanText) -> None:
    document.add_heading(plan.judgement_name, 1)
    _write_text(document, "", plan.judgement, lines=3)
    _labelled(document, "Where my judgement stands", f"{plan.judgement_stance}.")
    _write_text(document, "Decided by", plan.decisive)
    _write_text(document, "Conceding", plan.concession)


def _write_sources(document: WordDocument, plan: PlanText) -> None:
    document.add_heading("Sources", 1)
    if not plan.sources:
        document.add_paragraph("No evidence with a source yet.")
        return
    document.add_paragraph("The evidence above refers to this list by number.")
    for source in plan.sources:
        document.add_paragraph(source, style="List Number")


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
    paragraph.add_run(text)
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
    paragraph.add_run(text).bold = bold or None


def _add(cell: _Cell, text: str, style: str) -> Paragraph:
    # By id: looking a style up by name for every cell takes longer than all the rest.
    paragraph: Paragraph = cell.add_paragraph(text)
    paragraph._p.style = style
    return paragraph
