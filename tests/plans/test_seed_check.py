"""manage.py seed_check: people and plans for checking from outside."""

import json
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from apps.accounts.models import User
from apps.plans.models import Plan
from tests.factories import make_evidence, make_question

ROLES = ["student", "classmate", "teacher", "other_teacher", "curator", "admin"]


def seed_check():
    out = StringIO()
    call_command("seed_check", "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def content(db):
    for _ in range(4):
        make_evidence()
    return make_question()


def test_seed_check_makes_every_role_in_two_schools(content):
    printed = seed_check()
    assert [(one["school"], one["role"]) for one in printed["people"]] == [
        (school, role) for school in (1, 2) for role in ROLES
    ]
    request = RequestFactory().post("/accounts/login/")
    for one in printed["people"]:
        user = authenticate(request, username=one["username"], password=one["password"])
        assert user == User.objects.get(username=one["username"], display_name=one["display_name"])


def test_seed_check_prints_what_is_in_the_plans(content):
    for printed in seed_check()["plans"]:
        plan = Plan.objects.get(uuid=printed["id"])
        assert printed["address"] == f"/plans/{plan.uuid}/"
        assert printed["student"] == plan.student.username
        assert printed["question"] == str(content.uuid)
        assert printed["version"] == plan.version == plan.operations.count() == 16
        assert printed["points"] == [
            {
                "id": str(point.uuid),
                "side": str(point.side.uuid),
                "placements": [
                    {"id": str(card.uuid), "evidence": str(card.evidence.uuid)}
                    for card in point.placements.all()
                ],
            }
            for side in content.sides.all()
            for point in plan.points.filter(side=side)
        ]
        assert [len(point["placements"]) for point in printed["points"]] == [3, 3, 3, 3]


def test_seed_check_again_makes_other_people(content):
    first, second = seed_check(), seed_check()
    names = [one["username"] for one in first["people"] + second["people"]]
    assert len(set(names)) == 24
    assert Plan.objects.count() == 4


def test_seed_check_says_what_to_load_first(db):
    with pytest.raises(CommandError, match="load_questions"):
        seed_check()
    make_question()
    with pytest.raises(CommandError, match="load_pack"):
        seed_check()
    assert User.objects.count() == 0
