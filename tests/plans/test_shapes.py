"""Plan shapes: chosen from the question, changed by an operation, and never at a cost."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html as lxml_html

from apps.accounts.models import User
from apps.plans.models import Plan, Row
from apps.plans.shapes import SHAPES, bands_of, shape_of
from apps.plans.snapshot import outline_of
from apps.questions.models import Question
from tests.factories import (
    make_placement,
    make_point,
    make_question,
    make_row,
)
from tests.plans.acting import act, assert_undoes, picture, refusal, stored
from tests.plans.pages import address, as_browser, forms, only, send, send_operations
from tests.plans.pages import operation as json_operation


@pytest.fixture
def full(plan: Plan) -> Plan:
    """A plan with a row of every kind, a point in each and a card."""
    rows = [
        make_row(plan, "terror"),
        *(
            Row.objects.create(
                plan=plan, uuid=uuid4(), kind=kind, label=kind.title(), position=position
            )
            for position, kind in enumerate(("factor", "moment", "band"), start=1)
        ),
    ]
    for number, row in enumerate(rows):
        make_placement(make_point(plan, side=number % 2, row=row))
    return plan


def page_of(client: Client, path: str):
    answer = client.get(path)
    assert answer.status_code == 200
    return lxml_html.fromstring(answer.content.decode())


def texts(page, path: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.xpath(path)]


def test_every_template_of_a_question_has_a_shape_and_an_unknown_one_is_for_and_against():
    assert list(SHAPES) == Question.Template.values
    assert [one.name for one in SHAPES.values()] == Question.Template.labels
    assert shape_of("of an older version") == SHAPES["for_against"]


@pytest.mark.parametrize("key", SHAPES)
def test_changing_the_shape_loses_nothing_and_can_be_undone(full: Plan, key: str):
    before = picture(full)
    applied = act(full, "edit", "plan", field="shape", value=key)
    assert picture(full) == replace(before, shape=key)
    assert applied.affected.body
    assert_undoes(full, before, "edited the shape")


@pytest.mark.parametrize("value", ["", "triangle", 1, True, None, ["for_against"]])
def test_a_shape_that_is_none_is_refused(plan: Plan, value: object):
    assert refusal(plan, "edit", "plan", field="shape", value=value) == (400, "bad_value")


@pytest.mark.parametrize("key", SHAPES)
def test_every_point_and_row_is_listed_in_every_shape(student_client: Client, full: Plan, key: str):
    Plan.objects.update(shape=key)
    board = page_of(student_client, f"{address(full)}?view=theme")
    assert len(board.xpath("//article[@data-point]")) == 4
    assert len(board.xpath("//tr[@data-row-line]")) == 4
    assert len(page_of(student_client, address(full)).xpath("//article[@data-point]")) == 4


@pytest.mark.parametrize(
    ("key", "head", "sides", "verdict", "adders"),
    [
        ("for_against", "Theme", "label", "Mini-judgement", ["theme"]),
        ("similarity_difference", "Theme", "similar", "Mini-judgement", ["theme"]),
        ("thematic_matrix", "Theme", "label", "Mini-judgement", ["theme"]),
        ("factor_ranking", "Factor", "label", "How much it weighs", ["factor", "theme"]),
        (
            *("change_continuity", "Time band", "changed", "Change or continuity here"),
            ["time band", "theme"],
        ),
        (
            "turning_points",
            "Moment",
            "label",
            "How far it was a turning point",
            ["moment", "theme"],
        ),
        ("two_option", "Theme", "label", "Mini-judgement", ["theme"]),
    ],
)
def test_headings_and_new_rows_follow_the_shape(
    student_client: Client,
    plan: Plan,
    key: str,
    head: str,
    sides: str,
    verdict: str,
    adders: list[str],
):
    Plan.objects.update(shape=key)
    labels = {
        "label": ["Supports the view", "Challenges the view"],
        "similar": ["Similarities", "Differences"],
        "changed": ["Continuity", "Change"],
    }[sides]
    page = page_of(student_client, f"{address(plan)}?view=theme")
    assert texts(page, "//table[@class='matrix']/thead//th") == [head, *labels, verdict]
    assert texts(page, "//details[@class='adder mt8']/summary") == [
        f"+ Add {one} row" for one in adders
    ]
    side = page_of(student_client, address(plan))
    assert [
        one.split("  ")[0].strip()
        for one in side.xpath("//h2[starts-with(@id,'side-h')]/text()[1]")
    ] == labels


def test_rows_of_another_kind_say_what_they_are(student_client: Client, full: Plan):
    Plan.objects.update(shape="factor_ranking")
    page = page_of(student_client, f"{address(full)}?view=theme")
    assert [one.split(" · ")[0] for one in texts(page, "//tr[@data-row-line]/th/p")] == [
        "Theme",
        "1 point",
        "Moment",
        "Time band",
    ]


def test_a_plan_starts_in_the_shape_of_its_question_and_opens_that_way(
    student_client: Client, student: User
):
    question = make_question(template="factor_ranking")
    form = {"question": question.uuid, "token": "00000000-0000-4000-8000-000000000001"}
    made = student_client.post(reverse("plans:create_plan"), form)
    plan = Plan.objects.get()
    assert (plan.shape, made["Location"]) == ("factor_ranking", f"{address(plan)}?view=theme")
    page = page_of(student_client, reverse("plans:list_plans"))
    assert f"{address(plan)}?view=theme" in page.xpath("//h2/a/@href")


def test_the_shape_is_chosen_on_a_page_without_script(student: User, full: Plan):
    browser = as_browser(student)
    answer = browser.get(address(full, "choose_shape"))
    assert "suits this question" in answer.content.decode()
    form = only(forms(answer), shape="for_against")
    for _ in range(2):
        sent = send(browser, form, shape="turning_points")
        assert sent["Location"] == f"{address(full)}?view=theme#board-body"
    plan = stored(full)
    assert (plan.shape, plan.version) == ("turning_points", 1)
    back = send(
        browser,
        only(forms(browser.get(address(full, "choose_shape"))), shape="turning_points"),
        shape="two_option",
    )
    assert back["Location"] == f"{address(full)}#board-body"


def test_nonsense_from_the_form_is_422_and_changes_nothing(student: User, plan: Plan):
    browser = as_browser(student)
    form = only(forms(browser.get(address(plan, "choose_shape"))), shape="for_against")
    assert send(browser, form, shape="triangle").status_code == 422
    assert stored(plan).version == 0


def test_the_board_is_drawn_anew_when_the_shape_changes(student_client: Client, plan: Plan):
    answer = send_operations(
        student_client, plan, json_operation("edit", "plan", field="shape", value="two_option")
    )
    assert "Two options" in answer.json()["fragments"]["board-body"]


@pytest.mark.parametrize(
    ("first", "last", "bands"),
    [
        (1941, 1964, ["1941–1948", "1949–1956", "1957–1964"]),
        (1917, 1920, ["1917", "1918", "1919–1920"]),
        (1917, 1918, ["1917", "1918"]),
        (1917, 1917, ["1917"]),
    ],
)
def test_bands_cut_the_period_in_three(db: None, first: int, last: int, bands: list[str]):
    question = replace(outline_of(make_question()), period_from=first, period_to=last)
    assert list(bands_of(question)) == bands


def test_bands_that_are_not_there_yet_are_one_press_away(student: User, plan: Plan):
    Plan.objects.update(shape="change_continuity")
    browser = as_browser(student)
    path = f"{address(plan)}?view=theme"
    send(browser, only(forms(browser.get(path)), kind="band", label="1949–1956"))
    row = plan.rows.get()
    assert (row.kind, row.label, row.theme) == ("band", "1949–1956", None)
    left = [one.value("label") for one in forms(browser.get(path)) if one.value("kind") == "band"]
    assert left == ["1941–1948", "1957–1964", ""]


def test_a_factor_is_added_and_named_by_plain_forms(student: User, plan: Plan):
    Plan.objects.update(shape="factor_ranking")
    browser = as_browser(student)
    path = f"{address(plan)}?view=theme"
    send(browser, only(forms(browser.get(path)), kind="factor"), label="Fear of war")
    row = plan.rows.get()
    assert (row.kind, row.label, row.is_named) == ("factor", "Fear of war", False)
    detail = address(plan, "show_row", row)
    for flag in (True, False):
        send(browser, only(forms(browser.get(detail)), has="is_named"))
        row.refresh_from_db()
        assert row.is_named is flag
        assert ("named in the question" in browser.get(path).content.decode()) is flag


def test_a_theme_is_not_named_as_a_factor(student_client: Client, full: Plan):
    row = full.rows.get(kind="theme")
    page = student_client.get(address(full, "show_row", row))
    assert not any("is_named" in form.names for form in forms(page))
