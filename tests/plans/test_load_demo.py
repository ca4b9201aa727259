"""manage.py load_demo: the demo school's accounts."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.plans.demo import DEMO_PEOPLE
from tests.factories import make_plan, make_user


def load_demo():
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue().splitlines()


def test_load_demo_makes_people_who_can_sign_in(db):
    load_demo()
    people = {
        user.username: (user.is_student, user.is_teacher, user.is_curator, user.is_superuser)
        for user in User.objects.all()
    }
    assert people == {
        "amira": (True, False, False, False),
        "ben": (True, False, False, False),
        "khan": (False, True, False, False),
        "osei": (False, True, False, False),
        "rosa": (False, False, True, False),
        "admin": (False, False, False, True),
    }
    for person in DEMO_PEOPLE:
        assert User.objects.get(username=person.username).check_password(person.passphrase)


def test_load_demo_again_keeps_passwords_and_work(db):
    load_demo()
    amira = User.objects.get(username="amira")
    amira.set_password("something of her own")
    amira.display_name = "Amira Bello"
    amira.save()
    plan = make_plan(amira, title="Mine")
    lines = load_demo()
    amira.refresh_from_db()
    assert amira.check_password("something of her own")
    assert amira.display_name == "Amira Bello"
    assert list(amira.plans.all()) == [plan]
    assert User.objects.count() == len(DEMO_PEOPLE)
    assert lines[0] == "amira (student): was there, left as it is"


def test_load_demo_makes_only_who_is_missing_whatever_the_case(db):
    theirs = make_user("Amira")
    lines = load_demo()
    assert User.objects.filter(username__iexact="amira").get() == theirs
    assert lines[:2] == ["amira (student): was there, left as it is", "ben (second student): made"]


def test_load_demo_refuses_where_others_can_reach_the_site(db, settings):
    settings.SITE_URL, settings.IS_LOCAL = "https://planner.example.org", False
    with pytest.raises(CommandError, match="can be reached by others"):
        load_demo()
    assert User.objects.count() == 0
