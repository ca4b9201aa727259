"""One's own account."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests.factories import make_user

URL = "accounts:show_account"


def save(client: Client, **fields):
    return client.post(reverse(URL), {"display_name": "Amira B.", "email": "", **fields})


def test_shows_username_roles_and_ways_to_be_safe(client: Client, db) -> None:
    user = make_user("both", is_teacher=True, is_curator=True)
    client.force_login(user)
    html = client.get(reverse(URL)).content.decode()
    assert "a student and a teacher and a curator" in " ".join(html.split())
    assert "both" in html
    assert reverse("account_change_password") in html
    assert reverse("accounts:sign_out_everywhere") in html
    assert "/admin/" not in html


def test_shows_admins_the_way_to_the_admin_pages(client: Client, admin: User) -> None:
    client.force_login(admin)
    html = client.get(reverse(URL)).content.decode()
    assert "an admin" in html
    assert reverse("admin:index") in html


def test_changes_name_and_email_and_nothing_else(student_client: Client, student: User) -> None:
    answer = save(
        student_client,
        display_name="  Amira   B. ",
        email="amira@example.org",
        username="root",
        is_staff="on",
        is_teacher="on",
        role="teacher",
        owner="1",
        password="x",
    )
    assert (answer.status_code, answer["Location"]) == (302, reverse(URL))
    student.refresh_from_db()
    assert (student.display_name, student.email) == ("Amira B.", "amira@example.org")
    assert (student.username, student.roles) == ("student", ["student"])
    assert "Your account is saved." in student_client.get(reverse(URL)).content.decode()


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"display_name": " "}, {"display_name": ["This field is required."]}),
        ({"display_name": "\u200b\u3164"}, {"display_name": ["Please write a name."]}),
        ({"display_name": "a\0"}, {"display_name": ["Null characters are not allowed."]}),
        (
            {"display_name": "x" * 81},
            {"display_name": ["Ensure this value has at most 80 characters (it has 81)."]},
        ),
        ({"email": "data:text/html,x"}, {"email": ["Enter a valid email address."]}),
    ],
)
def test_refused_with_the_text_kept(student_client: Client, student: User, fields, errors) -> None:
    answer = save(student_client, **{"email": "kept@example.org", **fields})
    assert answer.status_code == 422
    assert answer.context["form"].errors == errors
    html = answer.content.decode()
    assert fields.get("email", "kept@example.org") in html
    assert "<bdi>Student</bdi>" in html
    student.refresh_from_db()
    assert (student.display_name, student.email) == ("Student", "")


def test_needs_a_sign_in(client: Client, db) -> None:
    answer = client.get(reverse(URL))
    assert answer["Location"] == f"{reverse('account_login')}?next=/accounts/"


def test_is_never_stored(student_client: Client) -> None:
    assert student_client.get(reverse(URL))["Cache-Control"] == "no-store, private"
