"""How many wrong passphrases are too many, and for whom."""

import logging
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.limits import FAILURES_PER_ADDRESS, client_address
from apps.accounts.models import User
from tests.accounts.test_account_login import sign_in, who
from tests.factories import make_user

HOME, SCHOOL = "198.51.100.7", "203.0.113.9"


def browser(address: str = SCHOOL, **headers: str) -> Client:
    return Client(REMOTE_ADDR=address, **headers)


def fail(times: int, username: str = "student", address: str = SCHOOL) -> list[int]:
    return [sign_in(browser(address), username, "wrong").status_code for _ in range(times)]


def test_tenth_failure_starts_a_pause(student: User) -> None:
    assert fail(10) == [422] * 9 + [429]


def test_pause_refuses_the_right_passphrase_and_says_when(student: User) -> None:
    fail(10)
    client = browser()
    answer = sign_in(client, "student", shared_device="on", next="/accounts/")
    assert answer.status_code == 429
    assert who(client) is None
    assert 290 <= int(answer["Retry-After"]) <= 301
    html = answer.content.decode()
    until = answer.context["try_again_at"]
    assert f"<strong>{until:%H:%M:%S}</strong>" in html
    assert 'value="student"' in html
    assert answer.context["form"]["shared_device"].value() is True
    assert '<input type="hidden" name="next" value="/accounts/">' in html


def test_unknown_names_are_paused_alike(db) -> None:
    assert fail(11, "nobody") == [422] * 9 + [429] * 2


def test_spelling_the_name_otherwise_does_not_start_anew(student: User) -> None:
    for name in ("Student", "STUDENT", " student", "sTudent ", "stuDENT"):
        fail(2, name)
    assert sign_in(browser(), "student").status_code == 429


def test_another_browser_of_the_same_address_is_counted_too(student: User) -> None:
    for number in range(10):
        sign_in(browser(HTTP_USER_AGENT=f"browser {number}"), "student", "wrong")
    assert sign_in(browser(HTTP_USER_AGENT="another"), "student").status_code == 429


def test_trying_during_the_pause_does_not_lengthen_it(student: User) -> None:
    fail(10)
    since = AccessAttempt.objects.get().attempt_time
    fail(5)
    assert AccessAttempt.objects.get().attempt_time == since


def test_pause_ends(student: User) -> None:
    fail(10)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=5, seconds=1))
    client = browser()
    sign_in(client, "student")
    assert who(client) == "student"


def test_friend_is_not_locked_out_from_another_address(student: User) -> None:
    fail(12)
    client = browser(HOME)
    sign_in(client, "student")
    assert who(client) == "student"


def test_success_forgets_the_failures(student: User) -> None:
    fail(9)
    sign_in(browser(), "student")
    assert fail(9) == [422] * 9


def test_school_behind_one_address_signs_in_after_one_pupil_failed_20_times(db) -> None:
    names = [make_user(f"pupil{number}").username for number in range(31)]
    assert fail(20, names[0]) == [422] * 9 + [429] * 11
    signed_in = []
    for name in names[1:]:
        client = browser()
        sign_in(client, name)
        signed_in.append(who(client))
    assert signed_in == names[1:]


def test_address_that_fails_with_hundreds_of_names_is_paused(student: User) -> None:
    AccessAttempt.objects.bulk_create(
        AccessAttempt(username=f"name{n}", ip_address=SCHOOL, failures_since_start=1)
        for n in range(FAILURES_PER_ADDRESS - 1)
    )
    assert sign_in(browser(), "other", "wrong").status_code == 422
    answer = sign_in(browser(), "student")
    assert (answer.status_code, who(answer.client)) == (429, None)
    elsewhere = browser(HOME)
    sign_in(elsewhere, "student")
    assert who(elsewhere) == "student"


def test_forged_forwarded_addresses_are_ignored(student: User) -> None:
    for number in range(10):
        forged = browser(HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
        sign_in(forged, "student", "wrong")
    assert AccessAttempt.objects.get().ip_address == SCHOOL
    assert sign_in(browser(), "student").status_code == 429


@pytest.mark.parametrize(
    ("remote", "forwarded", "behind_proxy", "found"),
    [
        (HOME, "", False, HOME),
        (HOME, SCHOOL, False, HOME),
        (HOME, SCHOOL, True, SCHOOL),
        (HOME, f"192.0.2.1, {SCHOOL}", True, SCHOOL),
        (HOME, "", True, HOME),
        (HOME, "not an address", True, None),
        ("", "", False, None),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::"),
    ],
)
def test_client_address(settings: Settings, remote, forwarded, behind_proxy, found) -> None:
    settings.BEHIND_PROXY = behind_proxy
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR=remote, **headers)
    assert client_address(request) == found


def test_server_that_knows_no_address_still_signs_in(student: User) -> None:
    client = browser("")
    assert sign_in(client, "student", "wrong").status_code == 422
    sign_in(client, "student")
    assert who(client) == "student"


def test_no_passphrase_and_no_lasting_address_is_kept(
    student: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        sign_in(browser(), "student", "my secret passphrase")
    kept = AccessAttempt.objects.get()
    assert "my secret passphrase" not in kept.post_data
    assert "student" not in caplog.text
    sign_in(browser(), "student")
    assert AccessAttempt.objects.count() == 0


def test_class_signs_up_from_one_address(db) -> None:
    for number in range(40):
        answer = browser().post(
            reverse("account_signup"),
            {
                "username": f"new{number}",
                "display_name": "New Pupil",
                "password1": "horse battery staple",
            },
        )
        assert answer.status_code == 302
    assert User.objects.count() == 40


def test_failures_are_deleted_when_next_somebody_signs_out(student_client, db) -> None:
    fail(1, "nobody")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=6))
    student_client.post(reverse("account_logout"))
    assert not AccessAttempt.objects.exists()
