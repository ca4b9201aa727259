"""Pages that say what went wrong."""

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path, reverse
from pytest_django import Settings

from apps.accounts.models import User
from essayplanner.urls import urlpatterns as real_urlpatterns


def test_404_is_the_same_for_everyone(
    client: Client, student_client: Client, curator_client: Client
) -> None:
    bodies = {
        one.get(address).content
        for one in (client, student_client, curator_client)
        for address in ("/nowhere/", "/accounts/nowhere/", "/admin/", "/nowhere/?q=secret")
    }
    assert len(bodies) == 1
    assert b"There is nothing here" in bodies.pop()


def test_404_tells_nothing_of_address_or_person(student_client: Client) -> None:
    answer = student_client.get("/nowhere/secret-word/")
    assert answer.status_code == 404
    html = answer.content.decode()
    assert "secret-word" not in html
    assert "Student" not in html
    assert "Traceback" not in html


def test_404_keeps_the_reading_preferences(client: Client, db) -> None:
    client.cookies["reading"] = "colour_theme=dark&text_size=150"
    html = client.get("/nowhere/").content.decode()
    assert 'data-theme="dark"' in html
    assert 'data-text-size="150"' in html


def break_down(request) -> HttpResponse:
    raise RuntimeError("secret detail")


urlpatterns = [*real_urlpatterns, path("broken/", break_down)]


def test_500_needs_nothing_and_tells_nothing(settings: Settings, student: User) -> None:
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)
    client.force_login(student)
    answer = client.get("/broken/")
    assert answer.status_code == 500
    html = answer.content.decode()
    assert "Something went wrong" in html
    assert "secret detail" not in html
    assert "Student" not in html


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("400.html", "We could not read that request"),
        ("403.html", "You cannot do that here"),
        ("404.html", "There is nothing here"),
        ("500.html", "Something went wrong"),
        ("503.html", "The planner is busy"),
    ],
)
def test_pages_can_be_drawn_with_no_context_at_all(name: str, heading: str) -> None:
    html = render_to_string(name)
    assert heading in html
    assert 'href="/static/dist/main.css"' in html
    assert " style=" not in html
    assert "<script" not in html


def test_csrf_failure_hands_back_what_was_typed(db) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        reverse("account_signup"),
        {
            "username": "amira",
            "display_name": "</textarea><script>alert(1)</script>",
            "password1": "my secret passphrase",
            "email": "",
            "csrfmiddlewaretoken": "old-token",
        },
    )
    assert answer.status_code == 403
    html = answer.content.decode()
    assert '<label class="form-label" for="kept-1">Username</label>' in html
    assert "\namira</textarea>" in html
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert html.count("<textarea") == 2
    assert "my secret passphrase" not in html
    assert "old-token" not in html
    assert "Your browser sent no cookies" in html
    assert "no-store" in answer["Cache-Control"]
    assert User.objects.count() == 0


def test_csrf_failure_with_an_old_token(student: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("account_login"))
    answer = client.post(
        reverse("account_login"),
        {"login": "student", "password": "x", "csrfmiddlewaretoken": "a" * 64},
    )
    assert answer.status_code == 403
    assert "had been open too long" in answer.content.decode()


def test_csrf_failure_tells_a_script_in_its_own_words(db) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("account_login"), {}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 403
    assert answer.json() == {
        "error": "csrf",
        "message": "This page is out of date. Please reload it.",
    }


def test_csrf_token_of_the_page_is_accepted(student: User) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(reverse("account_login"))
    answer = client.post(
        reverse("account_login"),
        {
            "login": "student",
            "password": "a long enough password",
            "csrfmiddlewaretoken": page.context["csrf_token"],
        },
    )
    assert answer.status_code == 302


def away(execute, sql, params, many, context):
    """What every query meets while the database is away."""
    raise OperationalError("the database is away")


def test_503_while_the_database_is_away(student: User) -> None:
    browser = Client(raise_request_exception=False)
    visitor = Client(raise_request_exception=False)
    browser.force_login(student)
    with connection.execute_wrapper(away):
        pages = [browser.get("/evidence/"), visitor.get("/"), browser.get("/admin/")]
        script = browser.post("/evidence/add/", headers={"X-Requested-With": "fetch"})
        part = browser.get("/evidence/", headers={"HX-Request": "true"})
    for page in pages:
        assert (page.status_code, page["Retry-After"]) == (503, "5")
        assert "The planner is busy" in page.content.decode()
        assert page["X-Frame-Options"] == "DENY"
        assert "Content-Security-Policy" in page
    for answer in (script, part):
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert answer.json() == {
            "error": "busy",
            "message": "The server is busy. Please try again in a moment.",
        }
    assert browser.get("/evidence/").status_code == 200


@pytest.mark.parametrize(("path", "host"), [("/%00", "localhost"), ("/", "evil.example")])
def test_400_has_the_protecting_headers(client: Client, db, path: str, host: str) -> None:
    answer = client.get(path, HTTP_HOST=host)
    assert answer.status_code == 400
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
