"""Sessions that are left alone."""

import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from tests.accounts.test_account_login import sign_in, who

ACCOUNT = "accounts:show_account"
HOURS, DAYS = 3600, 24 * 3600


def left_for(client: Client, seconds: int) -> int:
    """Let time pass for a session; return the time it now says it was last used."""
    session = client.session
    session["seen_at"] -= seconds
    session.save()
    return int(session["seen_at"])


@pytest.mark.parametrize(
    ("fields", "seconds", "status"),
    [
        ({"shared_device": "on"}, 2 * HOURS - 60, 200),
        ({"shared_device": "on"}, 2 * HOURS + 1, 302),
        ({}, 2 * HOURS + 1, 200),
        ({}, 14 * DAYS - 60, 200),
        ({}, 14 * DAYS + 1, 302),
    ],
)
def test_how_long_a_session_may_be_left(
    client: Client, student: User, fields: dict[str, str], seconds: int, status: int
) -> None:
    sign_in(client, **fields)
    left_for(client, seconds)
    assert client.get(reverse(ACCOUNT)).status_code == status


def test_session_left_too_long_is_deleted_and_a_script_told_so(
    client: Client, student: User
) -> None:
    sign_in(client, shared_device="on")
    left_for(client, 3 * HOURS)
    answer = client.get(reverse(ACCOUNT), headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.json()["error"]) == (401, "signed_out")
    assert (Session.objects.count(), who(client)) == (0, None)


def test_use_is_noted_at_most_every_five_minutes(client: Client, student: User) -> None:
    sign_in(client, shared_device="on")
    lately = left_for(client, 290)
    client.get(reverse(ACCOUNT))
    assert client.session["seen_at"] == lately
    left_for(client, 20)
    client.get(reverse(ACCOUNT))
    assert abs(client.session["seen_at"] - time.time()) < 60


def test_reading_does_not_write(
    client: Client, student: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client)
    client.get(reverse(ACCOUNT))
    with django_assert_num_queries(2):
        client.get(reverse(ACCOUNT))


def test_cookie_of_an_own_device_is_renewed_with_use(client: Client, student: User) -> None:
    sign_in(client)
    left_for(client, DAYS)
    answer = client.get(reverse(ACCOUNT))
    assert answer.cookies["session"]["max-age"] == 14 * DAYS


def test_cookie_of_a_shared_device_never_outlives_the_browser(
    client: Client, student: User
) -> None:
    sign_in(client, shared_device="on")
    left_for(client, HOURS)
    answer = client.get(reverse(ACCOUNT))
    assert answer.cookies["session"]["max-age"] == ""
