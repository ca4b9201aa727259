"""Reading preferences, with an account and without."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.accounts.reading import from_cookie

URL = "accounts:edit_preferences"
CHOSEN = {
    "text_size": "130",
    "wide_spacing": "on",
    "paper": "peach",
    "colour_theme": "dark",
    "less_motion": "on",
}
STORED = (130, True, "peach", "dark", True, False)
USUAL = (100, False, "cream", "auto", False, True)


def values(reader: User) -> tuple[object, ...]:
    return tuple(getattr(reader, name) for name in User.PREFERENCE_FIELDS)


def test_without_an_account_a_cookie_keeps_them(client: Client, db) -> None:
    answer = client.post(reverse(URL), {**CHOSEN, "paper": "peach", "name": "Amira"})
    assert (answer.status_code, answer["Location"]) == (302, reverse(URL))
    cookie = answer.cookies["reading"]
    assert cookie.value == (
        "text_size=130&wide_spacing=True&paper=peach&colour_theme=dark&less_motion=True"
        "&letter_keys=False"
    )
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 365 * 24 * 3600
    html = client.get(reverse(URL)).content.decode()
    for attribute in (
        'data-theme="dark"',
        'data-paper="peach"',
        'data-text-size="130"',
        'data-spacing="wide"',
        'data-motion="less"',
        'data-letter-keys=""',
    ):
        assert attribute in html
    assert User.objects.count() == 0


def test_signed_in_they_stand_on_the_account(student_client: Client, student: User) -> None:
    answer = student_client.post(reverse(URL), {**CHOSEN, "is_staff": "on", "username": "root"})
    assert "reading" not in answer.cookies
    student.refresh_from_db()
    assert values(student) == STORED
    assert (student.username, student.is_staff) == ("student", False)
    assert 'data-paper="peach"' in student_client.get(reverse(URL)).content.decode()


def test_account_goes_before_cookie(client: Client, student: User) -> None:
    client.post(reverse(URL), CHOSEN)
    client.force_login(student)
    assert 'data-paper="cream"' in client.get(reverse(URL)).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text_size", "99"),
        ("text_size", "99999999999999999999"),
        ("text_size", ""),
        ("paper", '"><script>alert(1)</script>'),
        ("paper", "a\0"),
        ("colour_theme", "javascript:alert(1)"),
    ],
)
def test_values_not_on_offer_are_refused(
    student_client: Client, student: User, field: str, value: str
) -> None:
    answer = student_client.post(reverse(URL), {**CHOSEN, field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "<script>alert" not in answer.content.decode()
    student.refresh_from_db()
    assert values(student) == USUAL


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("", USUAL),
        ("nonsense", USUAL),
        ("text_size=115&paper=blue", (115, False, "blue", "auto", False, True)),
        ("text_size=7&paper=blue", (100, False, "blue", "auto", False, True)),
        ("paper=%22%3E%3Cscript%3E&text_size=1e9", USUAL),
        ("is_staff=True&username=root&password=x&paper=white", (100, False, "white", *USUAL[3:])),
        ("wide_spacing=maybe&letter_keys=", USUAL),
        ("text_size=%00&paper=" + "a" * 5000, USUAL),
    ],
)
def test_cookie_is_read_only_for_what_is_on_offer(raw: str, read: tuple[object, ...]) -> None:
    reader = from_cookie(raw)
    assert values(reader) == read
    assert (reader.is_staff, reader.username, reader.password) == (False, "", "")


def test_page_costs_no_query_without_an_account(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, db
) -> None:
    client.cookies["reading"] = "text_size=115"
    with django_assert_num_queries(0):
        html = client.get(reverse(URL)).content.decode()
    assert 'data-text-size="115"' in html


def test_page_costs_only_session_and_user_signed_in(
    student_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        student_client.get(reverse(URL))
