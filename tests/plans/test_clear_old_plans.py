"""Plans that nobody can open again are deleted for good."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.plans.copying import PLANS_A_SLICE, SAMPLE_KEY, clear_old_plans
from apps.plans.models import DAYS_TO_RESTORE, DEMO_HOURS, Operation, Plan
from tests.factories import make_placement, make_plan, make_point, make_question
from tests.plans.acting import act, undo


def age(plan: Plan, **fields: timedelta) -> Plan:
    """Let times of a plan lie so far back."""
    now = timezone.now()
    Plan.objects.filter(pk=plan.pk).update(**{name: now - ago for name, ago in fields.items()})
    return plan


def make_demo(key: str) -> Plan:
    question = make_question()
    return Plan.objects.create(demo_key=key, question=question, shape=question.template)


@pytest.fixture
def binned(student: User) -> Plan:
    """A plan with work and a log that has been in the bin for too long."""
    plan = make_plan(student)
    card = make_placement(make_point(plan))
    act(plan, "remove", "placement", target=card)
    undo(plan)
    return age(plan, deleted_at=timedelta(days=DAYS_TO_RESTORE, minutes=1))


def test_deletes_what_nobody_can_open_and_nothing_else(student: User, binned: Plan):
    old, long_ago = make_demo("old"), timedelta(days=900)
    age(old, created_at=timedelta(hours=DEMO_HOURS, minutes=1))
    kept = [
        age(make_demo(SAMPLE_KEY), created_at=long_ago),
        age(make_demo("fresh"), created_at=timedelta(hours=DEMO_HOURS - 1)),
        age(make_plan(student), created_at=long_ago, updated_at=long_ago),
        age(
            make_plan(student),
            created_at=long_ago,
            deleted_at=timedelta(days=DAYS_TO_RESTORE - 1),
        ),
    ]
    out = StringIO()
    call_command("clear_old_plans", stdout=out)
    assert out.getvalue() == "Deleted 2 old plans.\n"
    assert set(Plan.objects.all()) == set(kept)
    assert Operation.objects.count() == 0


def test_works_in_slices_and_the_command_does_them_all(student: User):
    question = make_question()
    long_ago = timezone.now() - timedelta(days=DAYS_TO_RESTORE + 1)
    Plan.objects.bulk_create(
        Plan(student=student, question=question, shape=question.template, deleted_at=long_ago)
        for _ in range(2 * PLANS_A_SLICE + 1)
    )
    assert clear_old_plans() == PLANS_A_SLICE
    assert Plan.objects.count() == PLANS_A_SLICE + 1
    call_command("clear_old_plans", verbosity=0)
    assert Plan.objects.count() == 0


def test_starting_a_demo_board_clears_the_bin_too(client: Client, binned: Plan):
    sample = make_demo(SAMPLE_KEY)
    client.post(reverse("start_demo"))
    assert Plan.objects.filter(pk=binned.pk).count() == 0
    assert Plan.objects.filter(copied_from=sample).count() == 1
