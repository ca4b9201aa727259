"""Signing out."""

from django.test import Client
from django.urls import reverse

from tests.accounts.test_account_login import who


def test_ends_the_session_and_lands_on_the_front_page(student_client: Client) -> None:
    key = student_client.session.session_key
    answer = student_client.post(reverse("account_logout"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("landing"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert who(student_client) is None
    assert student_client.session.session_key != key
    page = student_client.get(reverse("accounts:show_account"))
    assert page.status_code == 302


def test_only_by_post(student_client: Client) -> None:
    for method in ("get", "put", "delete", "patch"):
        assert getattr(student_client, method)(reverse("account_logout")).status_code == 405
    assert who(student_client) == "student"


def test_without_a_session_lands_there_too(client: Client, db) -> None:
    answer = client.post(reverse("account_logout"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("landing"))


def test_next_elsewhere_is_not_followed(student_client: Client) -> None:
    answer = student_client.post(reverse("account_logout"), {"next": "//evil.example"})
    assert answer["Location"] == reverse("landing")


def test_reading_preferences_of_the_browser_stay(client: Client, student) -> None:
    client.post(
        reverse("accounts:edit_preferences"),
        {"text_size": "130", "paper": "blue", "colour_theme": "dark"},
    )
    client.force_login(student)
    client.post(reverse("account_logout"))
    assert 'data-paper="blue"' in client.get(reverse("account_login")).content.decode()
