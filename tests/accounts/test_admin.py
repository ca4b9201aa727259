"""The admin pages: hidden from everyone but staff, and able to look after accounts."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User

ADDRESSES = ["/admin/", "/admin/login/", "/admin/logout/", "/admin/accounts/user/", "/admin/none/"]


@pytest.fixture
def admin_browser(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client


@pytest.mark.parametrize("address", ADDRESSES)
def test_is_not_there_for_anyone_but_staff(
    client: Client, student_client: Client, curator_client: Client, address: str
) -> None:
    for browser in (client, student_client, curator_client):
        assert browser.get(address).status_code == 404
        assert browser.post(address).status_code == 404


def test_staff_need_no_second_sign_in(admin_browser: Client) -> None:
    assert admin_browser.get("/admin/").status_code == 200
    answer = admin_browser.get("/admin/login/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_list_shows_names_and_roles(admin_browser: Client, student: User, teacher: User) -> None:
    html = admin_browser.get(reverse("admin:accounts_user_changelist")).content.decode()
    assert "<bdi>Student</bdi>" in html
    assert '<td class="field-roles_in_words">teacher</td>' in html


def test_adds_an_account(admin_browser: Client) -> None:
    answer = admin_browser.post(
        reverse("admin:accounts_user_add"),
        {
            "username": "ms_khan",
            "display_name": "Ms Khan",
            "usable_password": "true",
            "password1": "horse battery staple",
            "password2": "horse battery staple",
            "is_teacher": "on",
        },
    )
    user = User.objects.get(username="ms_khan")
    assert answer["Location"] == reverse("admin:accounts_user_change", args=[user.pk])
    assert (user.display_name, user.roles) == ("Ms Khan", ["teacher"])
    assert admin_browser.get(answer["Location"]).status_code == 200


def test_username_in_another_case_is_refused(admin_browser: Client, student: User) -> None:
    answer = admin_browser.post(
        reverse("admin:accounts_user_add"),
        {
            "username": "STUDENT",
            "display_name": "Again",
            "usable_password": "true",
            "password1": "horse battery staple",
            "password2": "horse battery staple",
        },
    )
    assert answer.context["adminform"].form.errors["username"] == ["That username is taken."]
    assert User.objects.filter(username__iexact="student").count() == 1


def test_sets_a_new_passphrase_which_ends_the_sessions(
    admin_browser: Client, student_client: Client, student: User
) -> None:
    admin_browser.post(
        reverse("admin:auth_user_password_change", args=[student.pk]),
        {
            "usable_password": "true",
            "password1": "horse battery staple",
            "password2": "horse battery staple",
        },
    )
    student.refresh_from_db()
    assert student.check_password("horse battery staple")
    assert student_client.get(reverse("accounts:show_account")).status_code == 302
