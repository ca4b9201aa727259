"""Request types: what a view may rely on."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from apps.accounts.models import User


class AppRequest(HttpRequest):
    """A request that may be anonymous."""

    htmx: HtmxDetails


class SignedInRequest(AppRequest):
    """A request of a signed-in user; SignInRequiredMiddleware guarantees it."""

    user: User
