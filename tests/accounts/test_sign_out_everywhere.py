"""Ending every other session."""

from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests.accounts.test_account_login import sign_in

ACCOUNT = "accounts:show_account"


def test_ends_the_other_sessions_of_this_person_only(student: User, classmate: User) -> None:
    here, there, friend = Client(), Client(), Client()
    sign_in(here)
    sign_in(there)
    sign_in(friend, "classmate")
    answer = here.post(reverse("accounts:sign_out_everywhere"))
    assert (answer.status_code, answer["Location"]) == (302, reverse(ACCOUNT))
    statuses = [client.get(reverse(ACCOUNT)).status_code for client in (here, there, friend)]
    assert statuses == [200, 302, 200]
    sign_in(there)
    assert there.get(reverse(ACCOUNT)).status_code == 200


def test_stale_copy_of_the_user_does_not_bring_sessions_back(student: User) -> None:
    stale = User.objects.get(pk=student.pk)
    student.sign_out_everywhere()
    stale.sign_out_everywhere()
    student.refresh_from_db()
    assert student.session_epoch == 2


def test_only_by_post_and_only_signed_in(student_client: Client, client: Client) -> None:
    url = reverse("accounts:sign_out_everywhere")
    assert student_client.get(url).status_code == 405
    answer = client.post(url)
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_login"))


def test_closed_account_is_out_at_the_next_request(student_client: Client, student: User) -> None:
    student.is_active = False
    student.save(update_fields=["is_active"])
    assert student_client.get(reverse(ACCOUNT)).status_code == 302
