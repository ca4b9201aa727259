"""A plan to act on."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.plans.models import Plan
from tests.factories import make_plan, make_user
from tests.plans.pages import LockedPlan


@pytest.fixture
def plan(student: User) -> Plan:
    """The student's empty plan."""
    return make_plan(student)


@pytest.fixture
def locked_plan(transactional_db: None) -> LockedPlan:
    """A plan that another connection can lock; it is really stored, not only in a transaction."""
    return LockedPlan(make_plan(make_user("locked_out")))


@pytest.fixture
def transactional_student_client(locked_plan: LockedPlan) -> Client:
    """A browser signed in as the student of the locked plan."""
    client = Client()
    assert locked_plan.plan.student
    client.force_login(locked_plan.plan.student)
    return client
