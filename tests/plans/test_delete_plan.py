"""The bin: thirty days to bring a plan back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.plans.models import Plan
from tests.factories import make_plan, make_point
from tests.plans.acting import snapshot, stored
from tests.plans.pages import address, as_browser, forms, send

PLANS, BIN = reverse("plans:list_plans"), reverse("plans:list_deleted")


def press(browser: Client, page: str, action: str):
    form = next(one for one in forms(browser.get(page)) if one.action == action)
    return send(browser, form)


def test_into_the_bin_and_out_again_changes_nothing_else(student: User, plan: Plan):
    browser = as_browser(student)
    make_point(plan)
    before = snapshot(plan)
    answer = press(browser, PLANS, address(plan, "delete_plan"))
    assert (answer.status_code, answer["Location"]) == (302, PLANS)
    assert stored(plan).deleted_at is not None
    assert browser.get(address(plan)).status_code == 404
    answer = press(browser, BIN, address(plan, "restore_plan"))
    assert (answer.status_code, answer["Location"]) == (302, PLANS)
    assert snapshot(plan) == before
    assert browser.get(address(plan)).status_code == 200


@pytest.mark.parametrize("name", ["delete_plan", "restore_plan"])
def test_a_double_click_is_harmless(student_client: Client, plan: Plan, name: str):
    if name == "restore_plan":
        plan.delete_softly()
    answers = [student_client.post(address(plan, name)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (stored(plan).deleted_at is None) == (name == "restore_plan")


def test_the_second_click_does_not_lengthen_the_thirty_days(student_client: Client, plan: Plan):
    then = timezone.now() - timedelta(days=20)
    Plan.objects.filter(pk=plan.pk).update(deleted_at=then)
    student_client.post(address(plan, "delete_plan"))
    assert stored(plan).deleted_at == then


def test_after_thirty_days_it_cannot_come_back(student_client: Client, plan: Plan):
    for days, status in ((31, 404), (29, 302)):
        then = timezone.now() - timedelta(days=days)
        Plan.objects.filter(pk=plan.pk).update(deleted_at=then)
        shown = plan.title in student_client.get(BIN).content.decode()
        assert shown == (status == 302)
        assert student_client.post(address(plan, "restore_plan")).status_code == status
        assert (stored(plan).deleted_at is None) == (status == 302)


@pytest.mark.parametrize("name", ["delete_plan", "restore_plan"])
def test_another_persons_plan_looks_like_none(student_client: Client, classmate: User, name: str):
    theirs = make_plan(classmate)
    if name == "restore_plan":
        theirs.delete_softly()
    before = stored(theirs).deleted_at
    hidden = student_client.post(address(theirs, name))
    missing = student_client.post(reverse(f"plans:{name}", args=[uuid4()]))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.content == missing.content
    assert stored(theirs).deleted_at == before
