"""The PDF of a plan: its tags, headings and pages, read from the file."""

import re
import zlib
from dataclasses import replace

import pytest

from apps.plans.board import load
from apps.plans.exports import pdf
from apps.plans.exports.document import PlanText, plan_text
from apps.plans.exports.pdf import NotSet, PdfForm, pdf_file
from apps.plans.models import Plan
from apps.plans.reply import draw
from tests.factories import make_evidence, make_placement, make_plan, make_point, make_row
from tests.plans.pages import make_board

SENTENCE = "Both ruled through one party, but after 1953 a fallen rival could live."


def text_of(plan: Plan) -> PlanText:
    return plan_text(draw(load(Plan.objects.with_question().get(pk=plan.pk))))


def objects(file: bytes) -> bytes:
    """Everything a PDF holds, its packed streams opened."""
    found = [file]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", file, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            # A picture or a font packed in another way.
            continue
    return b"\n".join(found)


def pages(file: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", objects(file)))


def tags(file: bytes) -> set[str]:
    """The kinds of element in the structure tree."""
    return {found.decode() for found in re.findall(rb"/S\s*/(\w+)", objects(file))}


@pytest.fixture
def full_plan(student):
    plan = make_plan(student, title="Alike or not", thesis=SENTENCE, judgement=SENTENCE)
    row = make_row(plan, mini_judgement="Fewer died.", extent=-2)
    first = make_point(plan, 0, row, claim="Both feared rivals", explanation=SENTENCE)
    second = make_point(plan, 1, row, claim="Terror shrank")
    item = make_evidence("Leningrad Affair", standing="disputed", text="Two counts.")
    make_placement(first, item, note="A rival.")
    make_placement(second, item)
    make_placement(second, make_evidence("Khrushchev let them home", leaders=("KHR",)))
    return plan


@pytest.mark.parametrize("form", PdfForm)
def test_pdf_is_tagged_with_title_and_language(full_plan, form):
    file = pdf_file(text_of(full_plan), form)
    inside = objects(file)
    assert file.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in inside
    assert re.search(rb"/MarkInfo\s*<<\s*/Marked true", inside)
    assert re.search(rb"/Lang\s*\(en-GB\)", inside)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in inside
    assert b"Alike or not" in inside
    assert b"/DisplayDocTitle true" in inside


def test_whole_plan_has_headings_and_real_tables(full_plan):
    found = tags(pdf_file(text_of(full_plan), PdfForm.FULL))
    assert found >= {"Document", "H1", "H2", "P", "Table", "THead", "TBody", "TR", "TH", "TD"}


def test_one_side_and_cards_have_headings(full_plan):
    text = text_of(full_plan)
    assert tags(pdf_file(text, PdfForm.SIDE)) >= {"Document", "H1", "H2", "P"}
    assert tags(pdf_file(text, PdfForm.CARDS)) >= {"Document", "H1", "P"}


def headings(file: bytes) -> list[str]:
    """The headings of the structure tree, with their level."""
    found = re.findall(rb"/S/(H\d)/P \d+ 0 R/T\(([^)]*)\)", objects(file))
    return [f"{level.decode()} {title.decode()}" for level, title in found]


def test_headings_of_the_whole_plan_are_in_order(full_plan):
    assert headings(pdf_file(text_of(full_plan), PdfForm.FULL)) == [
        "H1 My view",
        "H1 Supports the view",
        "H2 S1  Both feared rivals",
        "H1 Challenges the view",
        "H2 C1  Terror shrank",
        "H1 Themes",
        "H1 Judgement",
        "H1 Sources",
    ]


def test_cards_hold_each_item_once(full_plan):
    found = headings(pdf_file(text_of(full_plan), PdfForm.CARDS))
    assert found == ["H1 Leningrad Affair", "H1 Khrushchev let them home"]


@pytest.mark.parametrize(("points", "cards", "expected"), [(0, 0, 1), (10, 25, 1), (12, 200, 2)])
def test_one_side_shrinks_to_fit_and_else_goes_on_overleaf(student, points, cards, expected):
    plan = make_board(student, points=points, cards=cards) if points else make_plan(student)
    assert pages(pdf_file(text_of(plan), PdfForm.SIDE)) == expected


@pytest.mark.parametrize(("cards", "expected"), [(0, 1), (8, 1), (9, 2), (24, 3)])
def test_eight_cards_go_on_a_sheet(student, cards, expected):
    plan = make_plan(student)
    point = make_point(plan)
    for number in range(cards):
        # From none to far more than a card can hold.
        make_placement(point, make_evidence(f"Item {number}", text=SENTENCE * number * 2))
    assert pages(pdf_file(text_of(plan), PdfForm.CARDS)) == expected


@pytest.mark.parametrize("form", PdfForm)
def test_what_people_type_is_never_markup(student, form):
    typed = '#panic("x") $x^2$ *b* _i_ = H \\ `c` @ref <label> // /* ]['
    plan = make_plan(student, title=typed, thesis=typed, context=typed, concession=typed)
    row = make_row(plan, mini_judgement=typed, key_difference=typed)
    point = make_point(plan, 0, row, claim=typed, explanation=f"{typed}\r\n\n{typed}\x08")
    make_placement(point, make_evidence(typed, text=typed), note=typed)
    assert b"<pdfuaid:part>1<" in pdf_file(text_of(plan), form)


def test_a_character_without_a_glyph_costs_the_claim_but_not_the_tags(full_plan):
    inside = objects(pdf_file(replace(text_of(full_plan), thesis="\U0001f600"), PdfForm.FULL))
    assert b"/StructTreeRoot" in inside
    assert b"pdfuaid" not in inside


def test_russian_and_greek_have_glyphs(full_plan):
    text = replace(text_of(full_plan), thesis="Ленинградское дело, Ωμέγα, naïve £5 ½ “‘…’” – — → ≥")
    assert b"<pdfuaid:part>1<" in objects(pdf_file(text, PdfForm.FULL))


def test_download_pdf_answers_with_a_named_file(student_client, full_plan):
    for form in PdfForm:
        response = student_client.get(f"/plans/{full_plan.uuid}/pdf/?form={form}")
        assert response["Content-Type"] == "application/pdf"
        wanted = f'attachment; filename="alike-or-not-{form}.pdf"'
        assert response["Content-Disposition"] == wanted
        assert response["Cache-Control"] == "private, no-store"
        assert response.content.startswith(b"%PDF")


@pytest.mark.parametrize("query", ["", "?form=", "?form=poster", "?form=../side"])
def test_download_pdf_of_an_unknown_form_is_404(student_client, full_plan, query):
    assert student_client.get(f"/plans/{full_plan.uuid}/pdf/{query}").status_code == 404


def test_a_pdf_that_takes_too_long_is_given_up_kindly(student_client, full_plan, monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 0.001)
    with pytest.raises(NotSet):
        pdf_file(text_of(full_plan), PdfForm.FULL)
    response = student_client.get(f"/plans/{full_plan.uuid}/pdf/?form=full", follow=True)
    assert response.redirect_chain == [(f"/plans/{full_plan.uuid}/export/", 302)]
    assert "The PDF could not be made." in response.content.decode()


def test_a_pdf_that_cannot_be_set_is_logged(full_plan, monkeypatch, caplog, tmp_path):
    monkeypatch.setattr(pdf, "HERE", tmp_path)
    with pytest.raises(NotSet):
        pdf_file(text_of(full_plan), PdfForm.FULL)
    assert [one.getMessage() for one in caplog.records] == [
        "A PDF of the form full could not be set (2)"
    ]


@pytest.mark.parametrize("form", PdfForm)
def test_pasted_byte_order_marks_and_cards_too_full_are_set_all_the_same(student, form):
    plan = make_plan(student, thesis=f"\ufeff{SENTENCE}")
    item = make_evidence("Leningrad Affair", standing="disputed", text="Two counts. " * 250)
    for _ in range(4):
        make_placement(make_point(plan), item, note="A long note of mine. " * 24)
    assert pages(pdf_file(text_of(plan), form)) > 0
