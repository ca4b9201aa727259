"""Renaming a plan."""

import pytest
from django.test import Client
from lxml import html as lxml_html

from apps.accounts.models import User
from apps.plans.models import Plan
from tests.factories import make_plan
from tests.plans.acting import stored
from tests.plans.pages import address, as_browser, forms, only, send


def rename(client: Client, plan: Plan, title: str, **extra: object):
    return client.post(address(plan, "rename_plan"), {"title": title, **extra})


def test_rename_by_the_form_in_the_page(student: User, plan: Plan):
    browser = as_browser(student)
    form = only(forms(browser.get(address(plan, "rename_plan"))), has="title")
    assert form.value("title") == "My plan"
    form.action = address(plan, "rename_plan")
    answer = send(browser, form, title="  Another name ")
    assert (answer.status_code, answer["Location"]) == (302, "/plans/")
    assert stored(plan).title == "Another name"


@pytest.mark.parametrize(
    "title", ["", "   ", "\u200b", "\u3164\u200d", "\ufeff", "x" * 161, "x" * 100_000, "a\0b"]
)
def test_a_title_that_cannot_be_is_422_with_the_text_kept(
    student_client: Client, plan: Plan, title: str
):
    answer = rename(student_client, plan, title)
    assert answer.status_code == 422
    page = lxml_html.fromstring(answer.content.decode().replace("\0", "\N{SYMBOL FOR NULL}"))
    field = page.xpath("//input[@name='title']")[0]
    assert field.get("value", "") == title.replace("\0", "\N{SYMBOL FOR NULL}")
    assert "is-invalid" in field.get("class")
    assert page.xpath("//*[contains(@class, 'invalid-feedback')]") != []
    assert stored(plan).title == "My plan"


def test_no_title_at_all_is_422(student_client: Client, plan: Plan):
    assert student_client.post(address(plan, "rename_plan")).status_code == 422
    assert stored(plan).title == "My plan"


def test_the_longest_title_counts_code_points(student_client: Client, plan: Plan):
    title = "\N{FAMILY}" * 160
    assert rename(student_client, plan, title).status_code == 302
    assert stored(plan).title == title


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{7*7}} {% debug %}",
        "javascript:alert(1)",
        "\u0645\u0631\u062d\u0628\u0627 e\u0301 \u202eltr\u202c \N{FAMILY}",
    ],
)
def test_odd_titles_are_kept_and_shown_as_text(student_client: Client, plan: Plan, title: str):
    rename(student_client, plan, title)
    assert stored(plan).title == title
    for path in ("/plans/", address(plan), address(plan, "rename_plan")):
        page = lxml_html.fromstring(student_client.get(path).content.decode())
        assert page.xpath("//script[not(@src)]") == []
        assert page.xpath("//*[@onerror]") == []
    page = lxml_html.fromstring(student_client.get("/plans/").content.decode())
    assert page.xpath("//ul[@class='plan-list']//h2")[0].text_content() == f"Continue: {title}"


def test_fields_that_are_not_asked_for_are_ignored(
    student_client: Client, student: User, classmate: User, plan: Plan
):
    extra = {"student": classmate.pk, "owner": classmate.pk, "version": 7, "demo_key": "sample"}
    rename(student_client, plan, "Renamed", **extra)
    after = stored(plan)
    assert (after.title, after.student, after.version, after.demo_key) == (
        "Renamed",
        student,
        0,
        "",
    )


def test_another_persons_plan_or_one_in_the_bin_is_404(
    student_client: Client, classmate: User, plan: Plan
):
    theirs = make_plan(classmate, plan.question)
    plan.delete_softly()
    for one in (theirs, plan):
        assert student_client.get(address(one, "rename_plan")).status_code == 404
        assert rename(student_client, one, "Mine now").status_code == 404
        assert stored(one).title == "My plan"
