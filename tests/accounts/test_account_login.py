"""Signing in."""

import time

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from apps.accounts.models import User
from tests.factories import make_user

PASSPHRASE = "a long enough password"
MISMATCH = "That username and passphrase do not match."


def sign_in(client, username="student", password=PASSPHRASE, **fields):
    return client.post(
        reverse("account_login"), {"login": username, "password": password, **fields}
    )


def who(client) -> str | None:
    """Return the username a browser is signed in with."""
    key = client.session.get("_auth_user_id")
    return key and User.objects.get(pk=key).username


def test_page_ticks_shared_device_and_marks_the_passphrase(client: Client) -> None:
    page = client.get(reverse("account_login"))
    assert page.status_code == 200
    html = page.content.decode()
    assert 'data-device="shared"' in html
    assert "This is a shared device" in html
    form = page.context["form"]
    assert form["shared_device"].value() is True
    assert form["password"].field.widget.attrs["data-passphrase"] == ""
    assert form["password"].field.widget.attrs["autocomplete"] == "current-password"


def test_signs_in_and_goes_home(client: Client, student: User) -> None:
    answer = sign_in(client, shared_device="on")
    assert (answer.status_code, answer["Location"]) == (302, reverse("plans:list_plans"))
    assert who(client) == "student"


def test_username_in_any_case_and_with_spaces_round_it(client: Client, student: User) -> None:
    sign_in(client, "  StuDent ")
    assert who(client) == "student"


def test_session_key_changes_at_sign_in(client: Client, student: User) -> None:
    session = client.session
    session["kept"] = "from before"
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before
    assert client.session["kept"] == "from before"
    assert not Session.objects.filter(session_key=before).exists()


def test_shared_device_ends_with_the_browser(client: Client, student: User) -> None:
    answer = sign_in(client, shared_device="on")
    cookie = answer.cookies["session"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert client.session["device"] == "shared"
    assert 'data-device="shared"' in client.get(reverse("accounts:show_account")).content.decode()


def test_own_device_is_remembered_for_14_days(client: Client, student: User) -> None:
    answer = sign_in(client)
    assert answer.cookies["session"]["max-age"] == 14 * 24 * 3600
    assert client.session["device"] == "own"
    assert 'data-device="own"' in client.get(reverse("accounts:show_account")).content.decode()


def test_session_notes_when_it_began(client: Client, student: User) -> None:
    sign_in(client)
    assert abs(client.session["seen_at"] - time.time()) < 60


@pytest.mark.parametrize(("username", "password"), [("student", "wrong"), ("nobody", PASSPHRASE)])
def test_wrong_passphrase_and_unknown_name_say_the_same(
    client: Client, student: User, username: str, password: str
) -> None:
    answer = sign_in(client, username, password, shared_device="on")
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"__all__": [MISMATCH]}
    html = answer.content.decode()
    assert MISMATCH in html
    assert f'value="{username}"' in html
    assert password not in html
    assert who(client) is None


class CountingHasher(MD5PasswordHasher):
    """Counts how often a passphrase is worked on."""

    algorithm = "counting"
    count = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.count += 1
        return super().encode(password, salt)


def test_unknown_names_cost_the_same_work(client: Client, settings: Settings, db) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    make_user("student")
    work = []
    for username in ("student", "nobody"):
        CountingHasher.count = 0
        sign_in(client, username, "wrong")
        work.append(CountingHasher.count)
    assert work == [1, 1]


def test_closed_account_learns_so_only_with_the_right_passphrase(client: Client, db) -> None:
    make_user("left", is_active=False)
    assert sign_in(client, "left", "wrong").context["form"].errors == {"__all__": [MISMATCH]}
    answer = sign_in(client, "left")
    assert answer["Location"] == reverse("account_inactive")
    assert who(client) is None
    assert "This account is closed" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "http://localhost/other",
        "\x01//evil.example",
        "/" + "a" * 5000,
    ],
)
def test_next_elsewhere_goes_home(client: Client, student: User, target: str) -> None:
    answer = sign_in(client, next=target)
    assert (answer.status_code, answer["Location"]) == (302, reverse("plans:list_plans"))


def test_next_here_is_followed(client: Client, student: User) -> None:
    page = client.get(reverse("account_login"), {"next": "/accounts/preferences/"})
    assert '<input type="hidden" name="next" value="/accounts/preferences/">' in (
        page.content.decode()
    )
    answer = sign_in(client, next="/accounts/preferences/")
    assert answer["Location"] == "/accounts/preferences/"


def test_signed_in_visitor_is_sent_home(student_client: Client) -> None:
    answer = student_client.get(reverse("account_login"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("plans:list_plans"))


@pytest.mark.parametrize(
    ("username", "errors"),
    [
        ("", {"login": ["This field is required."]}),
        ("   ", {"login": ["This field is required."]}),
        ("\u200b\u3164", {"__all__": [MISMATCH]}),
        ("a\0b", {"login": ["Null characters are not allowed."]}),
        (
            "x" * 100_000,
            {"login": ["Ensure this value has at most 64 characters (it has 100000)."]},
        ),
        ("<script>alert(1)</script>", {"__all__": [MISMATCH]}),
        ("{{7*7}}{% debug %}", {"__all__": [MISMATCH]}),
        ("\u202eevil \U0001f600 \u0645\u0631\u062d\u0628\u0627 e\u0301", {"__all__": [MISMATCH]}),
    ],
)
def test_bad_usernames(client: Client, db, username: str, errors) -> None:
    answer = sign_in(client, username)
    assert answer.status_code == 422
    assert answer.context["form"].errors == errors
    html = answer.content.decode()
    assert "<script>alert" not in html
    assert "49" not in answer.context["form"]["login"].value()


def test_extra_fields_change_nothing(client: Client, student: User) -> None:
    sign_in(client, role="teacher", is_staff="on", is_teacher="on", user="1")
    student.refresh_from_db()
    assert student.roles == ["student"]


def test_too_large_a_body_is_refused(client: Client, db) -> None:
    large = client.post(reverse("account_login"), {"login": "a" * 3_000_000})
    many = client.post(reverse("account_login"), {f"f{i}": "x" for i in range(2000)})
    assert [large.status_code, many.status_code] == [400, 400]
