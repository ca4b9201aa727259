"""The print view: what stands on the sheet, and what the options leave out."""

import re

import pytest
from django.utils.html import strip_tags

from apps.evidence.models import Source
from tests.factories import (
    make_criterion,
    make_evidence,
    make_placement,
    make_plan,
    make_point,
    make_row,
)


@pytest.fixture
def plan(student):
    plan = make_plan(
        student,
        title="Alike or not",
        thesis="Unlike, because fear went.",
        thesis_stance=-1,
        judgement="Unlike in the end.",
        judgement_stance=-2,
    )
    make_criterion(plan, "scale")
    row = make_row(plan, extent=-2, mini_judgement="Fewer died.")
    first = make_point(plan, 0, claim="Both feared rivals", explanation="so they struck first")
    make_point(plan, 1, row, claim="Terror shrank")
    item = make_evidence(
        "Novocherkassk", years=(1962, 1962), leaders=("KHR",), standing="disputed", publish=False
    )
    source = Source.objects.create(key="book", title="Bloody Saturday", kind="book")
    item.citations.create(source=source)
    item.publish()
    make_placement(first, item, note="The limit of the thaw.")
    make_placement(first, make_evidence("Great Terror", years=(1937, 1938)))
    plan.decisive_point = first
    plan.save()
    return plan


def sheet(client, plan, query=""):
    """The words of the sheet, in order, as one line."""
    response = client.get(f"/plans/{plan.uuid}/print/{query}")
    assert response.status_code == 200
    html = response.content.decode()
    found = re.search(r'<article class="sheet".*</article>', html, re.DOTALL)
    return " ".join(strip_tags(found[0].replace("<", " <")).split())


QUESTION = (
    "‘Stalin and Khrushchev were alike.’ Assess the validity of this view. AQA, 25 marks "
    "Compare STA Stalin with KHR Khrushchev Evidence must fall in 1941–1964"
)
VIEW = "My view Unlike, because fear went. Supports Challenges Mostly challenges Measured by scale"
END = (
    "Themes Terror Very different. Fewer died. Judgement Unlike in the end. "
    "Supports Challenges Wholly challenges Decided by S1 Both feared rivals Conceding"
)


def test_print_shows_the_plan_in_reading_order(student_client, plan):
    assert sheet(student_client, plan) == (
        f"{QUESTION} {VIEW} "
        "Supports the view 1 point S1 Both feared rivals Evidence: STA 0 · KHR 1 "
        "KHR Khrushchev Novocherkassk (1962) disputed – The limit of the thaw. "
        "STA Stalin Great Terror (1937–38) Outside 1941–1964, so it does not count. "
        "Because so they struck first "
        "Challenges the view 1 point C1 Terror shrank Terror Evidence: STA 0 · KHR 0 Because "
        f"{END}"
    )


def test_print_adds_sources_and_leaves_out_what_is_asked(student_client, plan):
    assert sheet(student_client, plan, "?notes=no&because=no&sources=yes") == (
        f"{QUESTION} {VIEW} "
        "Supports the view 1 point S1 Both feared rivals Evidence: STA 0 · KHR 1 "
        "KHR Khrushchev Novocherkassk (1962) [1] disputed "
        "STA Stalin Great Terror (1937–38) Outside 1941–1964, so it does not count. "
        "Challenges the view 1 point C1 Terror shrank Terror Evidence: STA 0 · KHR 0 "
        f"{END} Sources Bloody Saturday"
    )


@pytest.mark.parametrize("query", ["?notes=maybe&because=&sources=1", "?notes=yes&other=no"])
def test_print_takes_an_unknown_answer_for_the_default(student_client, plan, query):
    assert sheet(student_client, plan, query) == sheet(student_client, plan)


def test_print_keeps_the_answers_in_the_form(student_client, plan):
    response = student_client.get(f"/plans/{plan.uuid}/print/?notes=no&sources=yes")
    chosen = re.findall(r'<option value="(\w+)" selected', response.content.decode())
    assert chosen == ["no", "yes", "yes"]


def test_print_leaves_a_dotted_line_where_a_because_is_missing(student_client, plan):
    html = student_client.get(f"/plans/{plan.uuid}/print/").content.decode()
    lines = re.findall(r'<p class="why( blank)?"><b>Because</b> (<span class="dotted">)?', html)
    assert lines == [("", ""), (" blank", '<span class="dotted">')]


def test_print_of_an_empty_plan_is_a_frame_to_write_in(student_client, student):
    points = " ".join(f"{{0}}{number} Because" for number in (1, 2, 3))
    assert sheet(student_client, make_plan(student)) == (
        f"{QUESTION} My view Supports Challenges Not chosen yet Measured by "
        f"Supports the view 0 points {points.format('S')} "
        f"Challenges the view 0 points {points.format('C')} "
        "Judgement Supports Challenges Not chosen yet Decided by Conceding"
    )


def test_print_escapes_what_people_typed(student_client, student):
    plan = make_plan(student, thesis="<script>alert(1)</script>")
    make_point(plan, claim="<b>bold</b>")
    html = student_client.get(f"/plans/{plan.uuid}/print/").content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;b&gt;bold&lt;/b&gt;" in html


def test_print_links_to_the_board_and_to_word(student_client, plan):
    html = student_client.get(f"/plans/{plan.uuid}/print/").content.decode()
    for link in (f'href="/plans/{plan.uuid}/"', f'href="/plans/{plan.uuid}/word/"'):
        assert link in html


@pytest.mark.parametrize("page", ["print", "word"])
def test_printing_is_for_the_owner_alone(client, classmate, plan, page):
    client.force_login(classmate)
    assert client.get(f"/plans/{plan.uuid}/{page}/").status_code == 404


@pytest.mark.parametrize("page", ["print", "word"])
def test_printing_changes_nothing_and_takes_no_post(student_client, plan, page):
    assert student_client.post(f"/plans/{plan.uuid}/{page}/").status_code == 405
    plan.refresh_from_db()
    assert plan.version == 0
