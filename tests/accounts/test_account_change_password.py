"""Changing one's passphrase."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests.accounts.test_account_login import PASSPHRASE, sign_in, who

NEW = "horse battery staple"


def change(client: Client, old: str = PASSPHRASE, new: str = NEW):
    return client.post(reverse("account_change_password"), {"oldpassword": old, "password1": new})


def test_keeps_this_session_and_ends_the_others(student: User) -> None:
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    before = here.session.session_key
    answer = change(here)
    assert (answer.status_code, answer["Location"]) == (302, reverse("accounts:show_account"))
    page = here.get(reverse("accounts:show_account"))
    assert page.status_code == 200
    assert "Your passphrase is changed. Every other device is signed out." in page.content.decode()
    assert here.session.session_key != before
    assert here.session["device"] == "own"
    assert there.get(reverse("accounts:show_account")).status_code == 302
    assert (who(there), who(here)) == (None, "student")
    student.refresh_from_db()
    assert student.check_password(NEW)


@pytest.mark.parametrize(
    ("old", "new", "errors"),
    [
        ("wrong", NEW, {"oldpassword": ["That is not your passphrase at the moment."]}),
        ("", NEW, {"oldpassword": ["This field is required."]}),
        (PASSPHRASE, "", {"password1": ["This field is required."]}),
        (PASSPHRASE, "a\0" * 9, {"password1": ["Null characters are not allowed."]}),
        (
            PASSPHRASE,
            "short",
            {
                "password1": [
                    "That is too short. Use at least 10 characters.",
                ]
            },
        ),
        (
            PASSPHRASE,
            "1234567890",
            {"password1": ["That is one of the first that people guess. Please choose another."]},
        ),
    ],
)
def test_refused(student_client: Client, student: User, old: str, new: str, errors) -> None:
    answer = change(student_client, old, new)
    assert answer.status_code == 422
    assert answer.context["form"].errors == errors
    student.refresh_from_db()
    assert student.check_password(PASSPHRASE)


def test_needs_a_sign_in(client: Client, db) -> None:
    answer = client.get(reverse("account_change_password"))
    assert answer["Location"] == f"{reverse('account_login')}?next=/accounts/password/change/"
