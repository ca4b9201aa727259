"""A plan to act on."""

import pytest

from apps.accounts.models import User
from apps.plans.models import Plan
from tests.factories import make_plan


@pytest.fixture
def plan(student: User) -> Plan:
    """The student's empty plan."""
    return make_plan(student)
