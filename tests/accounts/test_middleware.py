"""What every request meets before its view."""

import pytest
from django.test import Client
from django.urls import reverse

PRIVATE = "accounts:show_account"


def test_anonymous_page_is_sent_to_sign_in(client: Client, db) -> None:
    answer = client.get(reverse(PRIVATE))
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/accounts/")


@pytest.mark.parametrize("headers", [{"X-Requested-With": "fetch"}, {"HX-Request": "true"}])
@pytest.mark.parametrize("method", ["get", "post"])
def test_anonymous_script_is_told_401(client: Client, db, headers, method: str) -> None:
    answer = getattr(client, method)(reverse(PRIVATE), headers=headers)
    assert answer.status_code == 401
    assert answer.json() == {"error": "signed_out", "message": "Please sign in again."}


def test_anonymous_post_does_not_come_back_to_a_post_address(client: Client, db) -> None:
    answer = client.post(reverse(PRIVATE), {"display_name": "x"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_login"))


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/?next=%00",
        "/accounts/login/?q=a%00b",
        "/accounts/%00/",
        "/%00",
        "/evidence/%00/",
        "/static/%00",
    ],
)
def test_nul_in_an_address_is_400(client: Client, db, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert "We could not read that request" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/%ff", 404),
        ("/accounts/%ff/", 404),
        ("/accounts/%ed%a0%80/", 404),
        ("/%2e%2e/%2e%2e/etc/passwd", 404),
        ("/accounts/login/?next=%ff", 200),
        ("/accounts/login/?next=%ed%a0%80", 200),
        ("/accounts/" + "a" * 5000, 404),
        ("/.git/config", 404),
        ("/db.sqlite3", 404),
    ],
)
def test_odd_addresses_are_never_500(client: Client, db, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def post_as(client: Client, content_type: str):
    """Post to sign-in as no browser would; client.post() encodes the body itself."""
    url = reverse("account_login") + "?next=a"
    return client.generic("POST", url, b"login=a", content_type=content_type)


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "latin-1"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_encodings_other_than_utf_8_are_400(client: Client, db, kind: str, charset: str) -> None:
    assert post_as(client, f"{kind}; charset={charset}").status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "no-such-charset"])
def test_utf_8_and_unknown_encodings_are_read_as_utf_8(client: Client, db, charset: str) -> None:
    answer = post_as(client, f"application/x-www-form-urlencoded; charset={charset}")
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["session", "csrf", "reading", "messages"])
def test_nul_in_a_cookie_is_400(client: Client, db, name: str) -> None:
    answer = client.get(reverse(PRIVATE), HTTP_COOKIE=f'{name}="\\000aaaaaaaaaaaa"')
    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["session", "csrf", "reading", "messages"])
@pytest.mark.parametrize("value", ["x" * 5000, "\u00ff\u00fe", '"\\377\\376aaaaaaaaaa"', "=;=;"])
def test_nonsense_cookies_are_never_500(client: Client, db, name: str, value: str) -> None:
    answer = client.get(reverse("account_login"), HTTP_COOKIE=f"{name}={value}")
    assert answer.status_code == 200


def test_unknown_host_is_400(client: Client, db) -> None:
    answer = client.get(reverse("account_login"), HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


def test_forged_forwarded_headers_are_ignored(client: Client, db) -> None:
    answer = client.get(
        reverse(PRIVATE),
        headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"},
    )
    assert answer["Location"] == "/accounts/login/?next=/accounts/"
    assert answer.wsgi_request.is_secure() is False


def test_private_pages_are_not_stored_but_public_ones_may_be(
    student_client: Client, client: Client
) -> None:
    private = student_client.get(reverse("accounts:edit_preferences"))
    public = client.get(reverse("accounts:edit_preferences"))
    assert private["Cache-Control"] == "no-store, private"
    assert "Cache-Control" not in public


def test_missing_page_of_a_signed_in_person_is_not_stored(student_client: Client) -> None:
    assert student_client.get("/nowhere/")["Cache-Control"] == "no-store, private"
