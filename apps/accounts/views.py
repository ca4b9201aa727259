"""Pages of accounts. allauth's own views sign people in; ours keep the rules of this house."""

import sys
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from allauth.account import views as allauth_views
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.defaults import server_error

from apps.accounts import reading
from apps.accounts.forms import AccountForm, PreferencesForm, SignInForm
from apps.accounts.http import AppRequest, SignedInRequest
from apps.accounts.limits import seconds_to_wait
from apps.accounts.middleware import wants_page


class UnprocessableForm:
    """House rule on a form that was not accepted: shown again with status 422."""

    def form_invalid(self, form: forms.Form) -> TemplateResponse:
        """Show the form again, as typed."""
        return self.render_to_response(  # type: ignore[attr-defined,no-any-return]  # FormView's
            self.get_context_data(form=form),  # type: ignore[attr-defined]  # FormView's
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )


class SignInView(UnprocessableForm, allauth_views.LoginView):  # type: ignore[misc]  # no types
    """Sign in by username."""

    template_name = "accounts/login.html"


class SignUpView(UnprocessableForm, allauth_views.SignupView):  # type: ignore[misc]  # no types
    """Become a student."""

    template_name = "accounts/signup.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Create the account, unless somebody took the name in the same moment."""
        try:
            response: HttpResponse = super().form_valid(form)
        except IntegrityError:
            form.add_error("username", "That username is taken.")
            return self.form_invalid(form)
        return response


class ChangePasswordView(
    UnprocessableForm,
    allauth_views.PasswordChangeView,  # type: ignore[misc]  # allauth has no types
):
    """Change one's passphrase: this session goes on, the others end."""

    template_name = "accounts/change_password.html"


# Left alone, allauth reads PUT as POST.
of_forms = require_http_methods(["GET", "HEAD", "POST"])
account_login = of_forms(SignInView.as_view())
account_signup = of_forms(SignUpView.as_view())
account_change_password = of_forms(ChangePasswordView.as_view())
# A right passphrase on a closed account is told so; a wrong one learns nothing.
account_inactive = require_safe(
    allauth_views.AccountInactiveView.as_view(template_name="accounts/account_inactive.html")
)


# Signing out twice is harmless, and must not ask anyone to sign in first.
@login_not_required
@require_POST
def account_logout(request: AppRequest) -> HttpResponse:
    """Sign out and have the browser drop what it keeps of us; cookies hold only preferences."""
    response: HttpResponse = allauth_views.logout(request)
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def show_account(request: SignedInRequest) -> HttpResponse:
    """Show one's own account, and change the name or e-mail address in it."""
    form = AccountForm(request.POST if request.method == "POST" else None, instance=request.user)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, "Your account is saved.")
        return redirect("accounts:show_account")
    if form.is_bound:
        # The form has already changed the user of this request; pages show what is stored.
        request.user.refresh_from_db(fields=form.Meta.fields)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "accounts/show_account.html", {"form": form}, status=status)


@require_POST
def sign_out_everywhere(request: SignedInRequest) -> HttpResponse:
    """End every other session of this person; this one goes on."""
    request.user.sign_out_everywhere()
    update_session_auth_hash(request, request.user)
    messages.success(request, "You are signed out on every other device.")
    return redirect("accounts:show_account")


# Reading needs must not wait for an account; nothing here is about anyone else.
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_preferences(request: AppRequest) -> HttpResponse:
    """Set how one likes to read: on the account, or in a cookie without one."""
    reader = reading.reader_of(request)
    form = PreferencesForm(request.POST if request.method == "POST" else None, instance=reader)
    if form.is_bound and form.is_valid():
        response = redirect("accounts:edit_preferences")
        if request.user.is_authenticated:
            reader.save_preferences()
        else:
            reading.set_cookie(response, reader)
        messages.success(request, "Your preferences are saved.")
        return response
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "accounts/edit_preferences.html", {"form": form}, status=status)


def too_many_failures(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Say when to try again, with the username kept; the same for known and unknown names."""
    seconds = seconds_to_wait(request, credentials)
    kept = {
        "login": request.POST.get("login", ""),
        "shared_device": "shared_device" in request.POST,
    }
    context = {
        "form": SignInForm(initial=kept, request=request),
        "try_again_at": timezone.localtime(timezone.now() + timedelta(seconds=seconds)),
        "redirect_field_value": request.POST.get("next", ""),
    }
    status = HTTPStatus.TOO_MANY_REQUESTS
    answer = render(request, "accounts/login.html", context, status=status)
    answer["Retry-After"] = str(seconds)
    return answer


def explain_failure(request: HttpRequest) -> HttpResponse:
    """Answer where something broke: 503 when it was the database, which comes back, else 500.

    As the project's handler500 it also hears of what fails before a view is reached, such as
    reading the session, which no process_exception does.
    """
    if not isinstance(sys.exception(), OperationalError):
        return server_error(request)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    response: HttpResponse
    if wants_page(request):
        # Drawn without the request: who is signed in cannot be looked up now.
        response = HttpResponse(render_to_string("503.html"), status=status)
    else:
        busy = {"error": "busy", "message": "The server is busy. Please try again in a moment."}
        response = JsonResponse(busy, status=status)
    response["Retry-After"] = "5"
    response["Cache-Control"] = "no-store"
    return response


@never_cache
def explain_csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form whose token is missing or old, but hand back what was typed."""
    if not wants_page(request):
        error = {"error": "csrf", "message": "This page is out of date. Please reload it."}
        return JsonResponse(error, status=HTTPStatus.FORBIDDEN)
    kept = [
        (name.replace("_", " ").capitalize(), value)
        for name, values in request.POST.lists()
        for value in values
        if value.strip() and not _is_secret(name)
    ]
    context = {"kept": kept, "has_cookie": settings.CSRF_COOKIE_NAME in request.COOKIES}
    return render(request, "accounts/csrf_failure.html", context, status=HTTPStatus.FORBIDDEN)


def _is_secret(name: str) -> bool:
    return name == "csrfmiddlewaretoken" or "pass" in name.lower()
