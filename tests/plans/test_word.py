"""The Word file of a plan, read back with python-docx."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from apps.evidence.models import Source
from apps.plans.board import load
from apps.plans.exports.document import clean, plan_text
from apps.plans.exports.word import skeleton_file, word_file
from apps.plans.models import Plan
from apps.plans.reply import draw
from tests.factories import (
    make_criterion,
    make_evidence,
    make_placement,
    make_plan,
    make_point,
    make_row,
    make_topic,
)

STEM = "‘Stalin and Khrushchev were alike.’ Assess the validity of this view."
NOTHING = "Nothing here yet"


def board_of(plan):
    return draw(load(Plan.objects.with_question().get(pk=plan.pk)))


def written(plan):
    return Document(BytesIO(word_file(plan_text(board_of(plan)))))


def headings(document):
    return [
        (one.style.name, one.text)
        for one in document.paragraphs
        if one.style.name.startswith(("Title", "Heading"))
    ]


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def texts(document):
    return [one.text for one in document.paragraphs]


def cite(title, **fields):
    """An item resting on the books given by name, published again with them."""
    sources = fields.pop("sources")
    item = make_evidence(title, publish=False, **fields)
    for name in sources:
        source, _ = Source.objects.get_or_create(
            key=name.lower().replace(" ", "-"), defaults={"title": name, "kind": "book"}
        )
        item.citations.create(source=source)
    item.publish()
    return item


@pytest.fixture
def full_plan(student):
    plan = make_plan(
        student,
        title="Alike or not",
        thesis="Unlike, because fear went.",
        thesis_stance=-1,
        context="After the war.",
        judgement="Unlike in the end.",
        judgement_stance=-2,
        concession="Both held two posts.",
    )
    scale = make_criterion(plan, "scale")
    make_criterion(plan, "methods")
    terror = make_row(plan, extent=-2, mini_judgement="Fewer died.", key_difference="Law.")
    make_row(plan, "leadership")
    first = make_point(plan, 0, claim="Both feared rivals", explanation="so they struck first")
    second = make_point(plan, 1, terror, claim="Terror shrank")
    second.criteria.add(scale)
    make_placement(
        first, cite("Leningrad Affair", years=(1949, 1950), sources=["Cold Peace"]), note="A rival."
    )
    make_placement(
        second,
        cite(
            "Shots at Novocherkassk",
            leaders=("KHR",),
            years=(1962, 1962),
            standing="disputed",
            text="24 in the files, 70 to 80 in Solzhenitsyn.",
            sources=["Bloody Saturday", "Cold Peace"],
        ),
    )
    make_placement(
        second, make_evidence("Camp total", years=(1939, 1942), standing="estimate"), note="Then"
    )
    make_placement(second, make_evidence("Great Terror", years=(1937, 1938)))
    make_placement(second, make_evidence("Kirov", years=(1934, 1934)), is_context=True)
    plan.decisive_point = second
    plan.save()
    return plan


def test_word_has_a_heading_for_every_part(full_plan):
    assert headings(written(full_plan)) == [
        ("Title", STEM),
        ("Heading 1", "My view"),
        ("Heading 1", "Supports the view"),
        ("Heading 2", "S1  Both feared rivals"),
        ("Heading 1", "Challenges the view"),
        ("Heading 2", "C1  Terror shrank"),
        ("Heading 1", "Themes"),
        ("Heading 1", "Judgement"),
        ("Heading 1", "Sources"),
    ]


def test_word_says_everything_in_words(full_plan):
    assert [text for text in texts(written(full_plan)) if text] == [
        STEM,
        "AQA, 25 marks, 45 minutes. Comparing Stalin and Khrushchev. "
        "Evidence must fall in 1941–1964.",
        "My view",
        "Unlike, because fear went.",
        "Where my view stands: Mostly challenges.",
        "Measured by: scale, methods",
        "Context: After the war.",
        "Supports the view",
        "S1  Both feared rivals",
        "Evidence: 1 on Stalin, none on Khrushchev. "
        "Only Stalin so far: nothing to compare with on Khrushchev.",
        "Because: so they struck first",
        "Challenges the view",
        "C1  Terror shrank",
        "Theme: Terror. Judged by: scale. Evidence: 1 on Stalin, 1 on Khrushchev.",
        "Because: \t",
        "\t",
        "Themes",
        "Judgement",
        "Unlike in the end.",
        "Where my judgement stands: Wholly challenges.",
        "Decided by: C1 Terror shrank",
        "Conceding: Both held two posts.",
        "Sources",
        "The evidence above refers to this list by number.",
        "Cold Peace",
        "Bloody Saturday",
    ]


def test_word_has_tables_of_evidence_and_themes(full_plan):
    supports, challenges, themes = written(full_plan).tables
    head = ["Who", "Date", "Evidence", "My note"]
    assert cells(supports) == [
        head,
        ["Stalin", "1949–50", "Leningrad Affair [1]", "A rival."],
    ]
    assert cells(challenges) == [
        head,
        [
            "Khrushchev",
            "1962",
            "Shots at Novocherkassk [1, 2]\nDisputed. 24 in the files, 70 to 80 in Solzhenitsyn.",
            "",
        ],
        ["Stalin", "1939–42", "Camp total\nEstimate.\nPartly outside 1941–1964.", "Then"],
        ["Stalin", "1937–38", "Great Terror\nOutside 1941–1964, so it does not count.", ""],
        ["Stalin", "1934", "Kirov\nBackground: not counted.", ""],
    ]
    assert cells(themes) == [
        ["Theme", "Supports the view", "Challenges the view", "Mini-judgement"],
        [
            "Terror\n1 on Stalin, 1 on Khrushchev",
            NOTHING,
            "C1 Terror shrank",
            "Very different. Fewer died.\nKey difference: Law.",
        ],
        ["Leadership\nnone on Stalin, none on Khrushchev", NOTHING, NOTHING, ""],
        ["No theme yet\n1 on Stalin, none on Khrushchev", "S1 Both feared rivals", NOTHING, ""],
    ]


def test_word_marks_the_first_row_of_each_table_as_its_header(full_plan):
    for table in written(full_plan).tables:
        marked = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert marked == [True] + [False] * (len(table.rows) - 1)


def test_word_is_a4_in_british_english_without_a_name(full_plan):
    document = written(full_plan)
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    about = document.core_properties
    assert (about.title, about.language) == ("Alike or not", "en-GB")
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    normal = document.styles["Normal"].font
    assert (normal.name, normal.size.pt) == ("Arial", 11)
    assert document.styles["Heading 1"].paragraph_format.keep_with_next


def test_word_of_an_empty_plan_leaves_lines_to_write_on(student):
    document = written(make_plan(student))
    assert document.tables == []
    assert texts(document) == [
        STEM,
        "AQA, 25 marks, 45 minutes. Comparing Stalin and Khrushchev. "
        "Evidence must fall in 1941–1964.",
        "My view",
        "\t",
        "\t",
        "Where my view stands: Not chosen yet.",
        "Measured by: \t",
        "Context: \t",
        "\t",
        "Supports the view",
        "No points on this side yet.",
        "Challenges the view",
        "No points on this side yet.",
        "Themes",
        "No themes chosen yet.",
        "Judgement",
        "\t",
        "\t",
        "\t",
        "Where my judgement stands: Not chosen yet.",
        "Decided by: \t",
        "Conceding: \t",
        "Sources",
        "No evidence with a source yet.",
    ]


def test_word_of_a_point_without_words_leaves_lines_to_write_on(student):
    plan = make_plan(student)
    make_point(plan, claim="")
    document = written(plan)
    assert ("Heading 2", "S1  \t") in headings(document)
    assert "Evidence: none on Stalin, none on Khrushchev." in texts(document)


def test_word_survives_what_xml_cannot_hold(student):
    make_topic()
    plan = make_plan(
        student, title="A\x0bB", thesis="one\x08two\r\nthree\x1f\ufffe <b>& \U0001f600"
    )
    make_criterion(plan, "sc\x0cale")
    row = make_row(plan, mini_judgement="mi\x01ni")
    point = make_point(plan, 0, row, claim="cl\x02aim", explanation="be\x03cause")
    make_placement(point, cite("ti\x04tle", sources=["bo\x05ok"]), note="no\x06te")
    document = written(plan)
    assert document.core_properties.title == "AB"
    assert "onetwo\nthree <b>& \U0001f600" in texts(document)
    assert "Measured by: scale" in texts(document)
    assert "Because: because" in texts(document)
    assert texts(document)[-1] == "book"
    evidence, themes = document.tables
    assert cells(evidence)[1] == ["Stalin", "1945", "title [1]", "note"]
    assert cells(themes)[1][1:] == ["S1 claim", NOTHING, "mini"]


def test_clean_keeps_tabs_and_line_ends():
    assert clean("a\tb\rc\r\nd\x00\x1f\ud800\uffff") == "a\tb\nc\nd"


def test_word_of_twelve_points_and_eighty_cards_is_whole(student):
    plan = make_plan(student)
    items = [make_evidence() for _ in range(8)]
    for number in range(12):
        point = make_point(plan, number % 2)
        for item in items[: 8 if number < 4 else 6]:
            make_placement(point, item)
    document = written(plan)
    assert [len(table.rows) - 1 for table in document.tables[:-1]] == [8, 8, 6, 6, 6, 6] * 2
    assert len(headings(document)) == 7 + 12


def test_download_word_answers_with_a_named_file(student_client, full_plan):
    response = student_client.get(f"/plans/{full_plan.uuid}/word/")
    assert response.status_code == 200
    assert response["Content-Disposition"] == 'attachment; filename="alike-or-not.docx"'
    assert headings(Document(BytesIO(response.content))) == headings(written(full_plan))


def skeleton(plan):
    return Document(BytesIO(skeleton_file(plan_text(board_of(plan)))))


def test_skeleton_has_a_frame_for_each_paragraph_theme_by_theme(full_plan):
    assert [text for text in texts(skeleton(full_plan)) if text] == [
        STEM,
        "AQA, 25 marks, 45 minutes. Comparing Stalin and Khrushchev. "
        "Evidence must fall in 1941–1964.",
        "Write after each label. The grey lines and lists are from the plan.",
        "Introduction",
        "Set the scene: After the war.",
        "My view: Unlike, because fear went.",
        "I will judge by: scale, methods",
        "Terror",
        "Paragraph 1",
        "C1. Theme: Terror. Judged by: scale. Evidence: 1 on Stalin, 1 on Khrushchev.",
        "Khrushchev, 1962: Shots at Novocherkassk [1, 2] "
        "Disputed. 24 in the files, 70 to 80 in Solzhenitsyn.",
        "Stalin, 1939–42: Camp total Estimate. Partly outside 1941–1964. – Then",
        "Stalin, 1937–38: Great Terror Outside 1941–1964, so it does not count.",
        "Stalin, 1934: Kirov Background: not counted.",
        "Point: Terror shrank",
        "Stalin: …",
        "Khrushchev: …",
        "Comparison: By contrast, …",
        "Because: …",
        "Back to the question: This challenges the view, because …",
        "Other points",
        "Paragraph 2",
        "S1. Evidence: 1 on Stalin, none on Khrushchev. "
        "Only Stalin so far: nothing to compare with on Khrushchev.",
        "Stalin, 1949–50: Leningrad Affair [1] – A rival.",
        "Point: Both feared rivals",
        "Stalin: …",
        "Khrushchev: …",
        "Comparison: Likewise, …",
        "Because: so they struck first",
        "Back to the question: This supports the view, because …",
        "Conclusion",
        "Although: Both held two posts.",
        "What decides it: C1 Terror shrank",
        "Judgement: Unlike in the end.",
        "Sources",
        "The evidence above refers to this list by number.",
        "Cold Peace",
        "Bloody Saturday",
    ]


def test_skeleton_has_headings_to_find_ones_way_by(full_plan):
    assert headings(skeleton(full_plan)) == [
        ("Title", STEM),
        ("Heading 1", "Introduction"),
        ("Heading 1", "Terror"),
        ("Heading 2", "Paragraph 1"),
        ("Heading 1", "Other points"),
        ("Heading 2", "Paragraph 2"),
        ("Heading 1", "Conclusion"),
        ("Heading 1", "Sources"),
    ]


def test_skeleton_of_an_empty_plan_is_a_frame(student):
    document = skeleton(make_plan(student))
    assert ("Heading 1", "Main paragraphs") in headings(document)
    assert "No points planned yet." in texts(document)
    assert "My view: …" in texts(document)


def test_skeleton_of_points_without_themes_has_one_heading_for_them(student):
    plan = make_plan(student)
    make_point(plan)
    make_point(plan, 1)
    assert headings(skeleton(plan))[2:5] == [
        ("Heading 1", "Main paragraphs"),
        ("Heading 2", "Paragraph 1"),
        ("Heading 2", "Paragraph 2"),
    ]


def test_download_skeleton_answers_with_a_named_file(student_client, full_plan):
    response = student_client.get(f"/plans/{full_plan.uuid}/skeleton/")
    assert response["Content-Disposition"] == 'attachment; filename="alike-or-not-essay.docx"'
    assert headings(Document(BytesIO(response.content))) == headings(skeleton(full_plan))
