"""manage.py load_demo: the demo school's accounts."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.plans.copying import SAMPLE_KEY
from apps.plans.demo import DEMO_PEOPLE
from apps.plans.models import Plan
from essayplanner.settings import is_bound_to_loopback
from tests.factories import make_user


@pytest.fixture
def content(db):
    """The shipped content: the sample plan is made of it."""
    call_command("load_pack", "russia_1855_1991", stdout=StringIO())
    call_command("load_questions", stdout=StringIO())


def load_demo():
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue().splitlines()


def test_load_demo_makes_people_who_can_sign_in(content):
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


def test_load_demo_again_keeps_passwords_and_work(content):
    load_demo()
    amira = User.objects.get(username="amira")
    amira.set_password("something of her own")
    amira.display_name = "Amira Bello"
    amira.save()
    plan = amira.plans.get()
    plan.rename("Mine")
    lines = load_demo()
    amira.refresh_from_db()
    assert amira.check_password("something of her own")
    assert amira.display_name == "Amira Bello"
    assert [(one.pk, one.title) for one in amira.plans.all()] == [(plan.pk, "Mine")]
    assert User.objects.count() == len(DEMO_PEOPLE)
    assert lines[0] == "amira (student): was there, left as it is"


def test_load_demo_makes_only_who_is_missing_whatever_the_case(content):
    theirs = make_user("Amira")
    lines = load_demo()
    assert User.objects.filter(username__iexact="amira").get() == theirs
    assert lines[:2] == ["amira (student): was there, left as it is", "ben (second student): made"]


def test_load_demo_gives_new_students_an_example_of_their_own(content):
    load_demo()
    load_demo()
    titles = sorted(Plan.objects.values_list("student__username", "title", "demo_key"), key=str)
    example = "Example (yours to change)"
    assert titles == [
        ("amira", example, ""),
        ("ben", example, ""),
        (None, Plan.objects.get(demo_key=SAMPLE_KEY).title, SAMPLE_KEY),
    ]


def test_load_demo_makes_no_accounts_where_others_can_reach_the_site(content, settings):
    settings.SITE_URL, settings.IS_LOCAL = "https://planner.example.org", False
    lines = load_demo()
    assert User.objects.count() == 0
    assert Plan.objects.get().demo_key == SAMPLE_KEY
    assert "https://planner.example.org can be reached by others" in lines[0]


def test_load_demo_says_what_to_load_first(db):
    with pytest.raises(CommandError, match="load_pack, then load_questions"):
        load_demo()
    assert User.objects.count() == 0


def test_load_demo_closes_published_accounts_once_the_site_goes_public(content, settings):
    load_demo()
    amira = User.objects.get(username="amira")
    amira.set_password("something of her own")
    amira.save()
    User.objects.filter(username="ben").update(is_active=False)
    settings.IS_LOCAL = False
    lines = load_demo()
    assert lines[1:] == [
        f"{person.username} ({person.role}): closed, it still had the demo passphrase"
        for person in DEMO_PEOPLE[2:]
    ]
    open_accounts = User.objects.filter(is_active=True)
    assert [user.username for user in open_accounts] == ["amira"]
    visitor = Client()
    sent = {"login": "admin", "password": DEMO_PEOPLE[-1].passphrase}
    visitor.post(reverse("account_login"), sent)
    assert "_auth_user_id" not in visitor.session
    assert len(load_demo()) == 1


@pytest.mark.parametrize(
    ("bind", "is_local"),
    [
        ("", True),
        ("127.0.0.1:8000", True),
        ("localhost:8000,[::1]:8000", True),
        ("tcp://127.0.0.1:8000", True),
        ("0.0.0.0:8000", False),
        ("127.0.0.1:8000,192.168.1.5:8000", False),
        ("[::]:8000", False),
        (":8000", False),
        ("unix:/run/planner.sock", False),
    ],
)
def test_only_this_machines_own_addresses_are_local(bind, is_local):
    assert is_bound_to_loopback(bind) is is_local
