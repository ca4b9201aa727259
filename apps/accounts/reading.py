"""Reading preferences of whoever asks: kept on the user, or in a cookie without an account."""

from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from apps.accounts.models import User

COOKIE_SECONDS = 365 * 24 * 3600
FIELDS = {field.name: field for field in User._meta.fields if field.name in User.PREFERENCE_FIELDS}


def from_cookie(raw: str) -> User:
    """Return an unsaved user who reads as the cookie says; anything not on offer is dropped."""
    reader = User()
    for name, value in parse_qsl(raw):
        if name in FIELDS:
            try:
                setattr(reader, name, FIELDS[name].clean(value, reader))
            except ValidationError:
                continue
    return reader


def set_cookie(response: HttpResponse, reader: User) -> None:
    """Keep these preferences, and nothing else, in the browser."""
    response.set_cookie(
        settings.READING_COOKIE_NAME,
        urlencode({name: getattr(reader, name) for name in User.PREFERENCE_FIELDS}),
        max_age=COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def browser_reader(request: HttpRequest) -> User:
    """Return an unsaved user with the preferences of this browser."""
    return from_cookie(request.COOKIES.get(settings.READING_COOKIE_NAME, ""))


def reader_of(request: HttpRequest) -> User:
    """Return the signed-in user, or an unsaved one with the preferences of this browser."""
    # An error page may be drawn for a request that never reached the sign-in middleware.
    user: User | AnonymousUser | None = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return user
    return browser_reader(request)
