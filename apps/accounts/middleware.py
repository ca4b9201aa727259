"""What every request meets: readable text, live sessions, sign-in, no stored private pages."""

import codecs
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from apps.accounts import device


def wants_page(request: HttpRequest) -> bool:
    """Whether the browser asked for a page, rather than a script or htmx for a part of one."""
    if request.headers.get("HX-Request") == "true":
        return False
    return request.headers.get("X-Requested-With") != "fetch"


def is_readable(request: HttpRequest) -> bool:
    """Whether address, cookies and encoding can be read as text by us and by the database.

    PostgreSQL cannot store NUL, and in UTF-7 both NUL and half characters look like plain text.
    """
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return False
    if any("\0" in value for value in request.COOKIES.values()):
        return False
    return request.encoding is None or codecs.lookup(request.encoding).name == "utf-8"


class ReadableRequestMiddleware:
    """Answer 400 to a request that no view could read; forms look after their own fields."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_readable(request):
            raise BadRequest("Unreadable address, cookie or encoding")
        return self.get_response(request)


class BodyLimitMiddleware:
    """Answer 413 to a body far larger than any page takes, before a byte of it is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length[:20]) > settings.MOST_BODY:
            return render(request, "413.html", status=413)
        return self.get_response(request)


class IdleSessionMiddleware:
    """End sessions left unused; must come before anything that asks who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # A watchdog's question is answered also where sessions cannot be read.
        if request.path_info != reverse("healthz"):
            device.note_use(request.session)
        return self.get_response(request)


class HiddenAdminMiddleware:
    """Answer 404 for the admin pages to all but staff, before anyone is asked to sign in.

    This closes the admin's own sign-in page too: staff use the ordinary one, with its limits.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> None:
        match = request.resolver_match
        if match and match.app_name == "admin" and not admin.site.has_permission(request):
            raise Http404


def ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Redirect a page to sign-in; answer a script with 401, never a redirect it would follow."""
    if not wants_page(request):
        message = {"error": "signed_out", "message": "Please sign in again."}
        return JsonResponse(message, status=401)
    # Coming back to an address that only takes forms would end at "not allowed".
    if request.method not in {"GET", "HEAD"}:
        return redirect(settings.LOGIN_URL)
    return redirect_to_login(request.get_full_path())


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Everything needs an account but the views that say they are public."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Leave public views alone: /healthz must not depend on who is signed in."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(  # type: ignore[override]  # scripts get 401 instead of a redirect
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """Answer a request that needs a signed-in user and has none."""
        return ask_to_sign_in(request)


class NoStoreMiddleware:
    """Keep private pages out of every cache, so Back after signing out shows nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and request.user.is_authenticated:
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        return response
