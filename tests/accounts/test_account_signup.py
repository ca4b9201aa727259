"""Signing up."""

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests.accounts.test_account_login import who
from tests.factories import make_user

GOOD = {
    "username": "amira",
    "display_name": "Amira B.",
    "password1": "horse battery staple",
    "email": "",
}


def sign_up(client: Client, **fields):
    return client.post(reverse("account_signup"), {**GOOD, **fields})


def test_page_asks_once_for_a_passphrase(client: Client) -> None:
    page = client.get(reverse("account_signup"))
    assert page.status_code == 200
    assert list(page.context["form"].fields) == ["username", "display_name", "password1", "email"]
    assert "At least 10 characters" in page.content.decode()
    widget = page.context["form"]["password1"].field.widget
    assert widget.attrs["autocomplete"] == "new-password"
    assert "data-passphrase" in widget.attrs


def test_makes_a_student_and_signs_in_as_on_a_shared_device(client: Client, db) -> None:
    answer = sign_up(client)
    assert (answer.status_code, answer["Location"]) == (302, reverse("plans:list_plans"))
    user = User.objects.get()
    assert (user.username, user.display_name, user.email) == ("amira", "Amira B.", "")
    assert user.roles == ["student"]
    assert user.check_password("horse battery staple")
    assert who(client) == "amira"
    assert client.session["device"] == "shared"
    assert answer.cookies["session"]["max-age"] == ""


def test_email_is_kept_on_the_user_and_nowhere_else(client: Client, db) -> None:
    make_user("other", email="amira@example.org")
    sign_up(client, email="Amira@Example.org")
    assert User.objects.get(username="amira").email == "amira@example.org"
    assert EmailAddress.objects.count() == 0


def test_preferences_of_the_browser_come_along(client: Client, db) -> None:
    client.post(
        reverse("accounts:edit_preferences"),
        {"text_size": "130", "paper": "blue", "colour_theme": "dark"},
    )
    sign_up(client)
    user = User.objects.get()
    assert (user.text_size, user.paper, user.colour_theme) == (130, "blue", "dark")


def test_posted_roles_and_owners_are_ignored(client: Client, db) -> None:
    sign_up(
        client,
        role="teacher",
        is_staff="on",
        is_superuser="on",
        is_teacher="on",
        is_curator="on",
        is_active="",
        owner="1",
        id="77",
        session_epoch="9",
    )
    user = User.objects.get()
    assert user.roles == ["student"]
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert (user.pk != 77, user.session_epoch) == (True, 0)


@pytest.mark.parametrize("username", ["amira", "AMIRA", "Amira", " amira "])
def test_taken_username_in_any_case(client: Client, db, username: str) -> None:
    make_user("Amira")
    answer = sign_up(client, username=username)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"username": ["That username is taken."]}
    html = answer.content.decode()
    assert 'value="Amira B."' in html
    assert "horse battery staple" not in html
    assert User.objects.count() == 1


NOT_ASCII = (
    "Enter a valid username. This value may contain only unaccented lowercase a-z and uppercase "
    "A-Z letters, numbers, and @/./+/-/_ characters."
)
REQUIRED = "This field is required."
NULL = "Null characters are not allowed."


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"username": ""}, {"username": [REQUIRED]}),
        ({"username": "  "}, {"username": [REQUIRED]}),
        ({"username": "\u200b\u3164"}, {"username": [NOT_ASCII]}),
        ({"username": "\u0430mira"}, {"username": [NOT_ASCII]}),
        ({"username": "ami ra"}, {"username": [NOT_ASCII]}),
        ({"username": "amira\0"}, {"username": [NULL]}),
        ({"username": "<script>"}, {"username": [NOT_ASCII]}),
        ({"display_name": ""}, {"display_name": [REQUIRED]}),
        ({"display_name": " \t "}, {"display_name": [REQUIRED]}),
        ({"display_name": "\u200b\u3164\u2060"}, {"display_name": ["Please write a name."]}),
        ({"display_name": "A\0"}, {"display_name": [NULL]}),
        (
            {"display_name": "\U0001f600" * 100_000},
            {
                "display_name": [
                    "Ensure this value has at most 80 characters (it has 100000).",
                ]
            },
        ),
        ({"email": "javascript:alert(1)"}, {"email": ["Enter a valid email address."]}),
        ({"email": "a\0@example.org"}, {"email": ["Enter a valid email address.", NULL]}),
        ({"password1": ""}, {"password1": [REQUIRED]}),
        ({"password1": "a\0" * 10}, {"password1": [NULL]}),
        (
            {"password1": "short"},
            {
                "password1": [
                    "That is too short. Use at least 10 characters.",
                ]
            },
        ),
        (
            {"username": "amira.b.2009", "password1": "amira.b.2009"},
            {"password1": ["That is too much like your username."]},
        ),
        (
            {"password1": "1234567890"},
            {"password1": ["That is one of the first that people guess. Please choose another."]},
        ),
    ],
)
def test_refused(client: Client, db, fields, errors) -> None:
    answer = sign_up(client, **fields)
    assert answer.status_code == 422
    assert answer.context["form"].errors == errors
    assert "invalid-feedback" in answer.content.decode()
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{7*7}} {% debug %}",
        "\U0001f469\u200d\U0001f3a8 \u0645\u0631\u062d\u0628\u0627 e\u0301",
        "\u202eevil",
    ],
)
def test_names_are_kept_as_typed_and_shown_as_text(client: Client, db, name: str) -> None:
    sign_up(client, display_name=name)
    assert User.objects.get().display_name == name
    html = client.get(reverse("accounts:show_account")).content.decode()
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "<bdi>" in html


def test_long_passphrase_is_kept_whole(client: Client, db) -> None:
    long = "correct horse " * 10
    sign_up(client, password1=long)
    assert User.objects.get().check_password(long)


def test_pressing_twice_makes_one_account(client: Client, db) -> None:
    first, second = sign_up(client), sign_up(client)
    assert [first.status_code, second.status_code] == [302, 302]
    assert User.objects.count() == 1


def test_name_taken_in_the_same_moment_is_a_message(client: Client, db) -> None:
    """The rival's row appears after the form has looked and before the account is stored."""

    def rival_first(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT") and not seen:
            seen.append(sql)
            make_user("AMIRA")
        return execute(sql, params, many, context)

    seen: list[str] = []
    with connection.execute_wrapper(rival_first):
        answer = sign_up(client)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"username": ["That username is taken."]}
    assert User.objects.get().username == "AMIRA"
    assert who(client) is None


def test_next_elsewhere_goes_home(client: Client, db) -> None:
    assert sign_up(client, next="//evil.example")["Location"] == reverse("plans:list_plans")


def test_signed_in_visitor_is_sent_home(student_client: Client) -> None:
    answer = student_client.get(reverse("account_signup"))
    assert answer["Location"] == reverse("plans:list_plans")
