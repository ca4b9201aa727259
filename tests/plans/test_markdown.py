"""The Markdown of a plan, as a file and read back as HTML."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from apps.plans.board import load
from apps.plans.exports.document import plan_text
from apps.plans.exports.markdown import line, markdown_text
from apps.plans.models import Plan
from apps.plans.reply import draw
from tests.factories import (
    make_criterion,
    make_evidence,
    make_placement,
    make_plan,
    make_point,
    make_row,
)


def written(plan: Plan) -> str:
    return markdown_text(plan_text(draw(load(Plan.objects.with_question().get(pk=plan.pk)))))


@pytest.fixture
def full_plan(student):
    plan = make_plan(student, title="Alike or not", thesis="Unlike.\nFear went.", thesis_stance=-1)
    make_criterion(plan, "scale")
    row = make_row(plan, extent=-2, mini_judgement="Fewer died.", key_difference="Law.")
    first = make_point(plan, 0, claim="Both feared *rivals*", explanation="so they struck first")
    make_point(plan, 1, row, claim="Terror shrank | a lot")
    item = make_evidence("Leningrad Affair", standing="disputed", text="Two counts.")
    make_placement(first, item, note="A rival.")
    plan.decisive_point = first
    plan.save()
    return plan


def test_markdown_holds_the_whole_plan(full_plan):
    assert written(full_plan) == (
        "# ‘Stalin and Khrushchev were alike.’ Assess the validity of this view.\n\n"
        "AQA, 25 marks, 45 minutes. Comparing Stalin and Khrushchev. "
        "Evidence must fall in 1941–1964.\n\n"
        "## My view\n\nUnlike.  \nFear went.\n\n"
        "**Where my view stands:** Mostly challenges.\n\n"
        "**Measured by:** scale\n\n"
        "**Context:** …\n\n"
        "## Supports the view\n\n"
        "### S1 Both feared \\*rivals\\*\n\n"
        "Evidence: 1 on Stalin, none on Khrushchev. "
        "Only Stalin so far: nothing to compare with on Khrushchev.\n\n"
        "- **Leningrad Affair** (Stalin, 1945) *Disputed. Two counts.* – A rival.\n\n"
        "**Because:** so they struck first\n\n"
        "## Challenges the view\n\n"
        "### C1 Terror shrank \\| a lot\n\n"
        "Theme: Terror. Evidence: none on Stalin, none on Khrushchev.\n\n"
        "**Because:** …\n\n"
        "## Themes\n\n"
        "| Theme | Supports the view | Challenges the view | Mini-judgement |\n"
        "| --- | --- | --- | --- |\n"
        "| **Terror**<br>none on Stalin, none on Khrushchev |  | **C1** Terror shrank \\| a lot "
        "| **Very different.** Fewer died. Key difference: Law. |\n"
        "| **No theme yet**<br>1 on Stalin, none on Khrushchev "
        "| **S1** Both feared \\*rivals\\* |  |  |\n\n"
        "## Judgement\n\n…\n\n"
        "**Where my judgement stands:** Not chosen yet.\n\n"
        "**Decided by:** S1 Both feared \\*rivals\\*\n\n"
        "**Conceding:** …\n\n"
        "## Sources\n\nNo evidence with a source yet.\n"
    )


def test_markdown_reads_back_with_headings_a_list_and_a_table(full_plan):
    html = MarkdownIt("commonmark").enable("table").render(written(full_plan))
    found = re.findall(r"<(h\d|table|ul)>", html)
    assert found == ["h1", "h2", "h2", "h3", "ul", "h2", "h3", "h2", "table", "h2", "h2"]
    assert [row.count("<td>") for row in html.split("<tr>")[2:]] == [4, 4]


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")))
def test_typed_text_reads_back_letter_for_letter(text):
    html = MarkdownIt("commonmark").enable("table").render(line(text))
    assert re.fullmatch(r"(<p>[^<>]*</p>\n)?", html)
    read = unescape(re.sub(r"</?p>", "", html)).strip()
    assert " ".join(read.split()) == " ".join(text.split())


def test_download_markdown_answers_with_a_named_file(student_client, full_plan):
    response = student_client.get(f"/plans/{full_plan.uuid}/markdown/")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="alike-or-not.md"'
    assert response.content.decode() == written(full_plan)
