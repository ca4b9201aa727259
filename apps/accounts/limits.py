"""Who is trying to sign in, and when to make them wait.

A whole school may stand behind one address, so failures count against a name together with an
address. By address alone locks out the school; by name alone lets a classmate lock a friend out.
"""

import ipaddress
from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

FAILURES_PER_ADDRESS = 300
WINDOW = timedelta(minutes=5)


def client_address(request: HttpRequest) -> str | None:
    """Return the address a request comes from, or None where the server does not know it.

    X-Forwarded-For is believed only behind a proxy, and then only its last entry, which is the
    one that our own proxy wrote. One home or school holds a whole /64 of IPv6 addresses.
    """
    raw = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        raw = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or raw
    try:
        address = ipaddress.ip_address(raw)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
    return str(address)


def typed_username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the name tried, in the one form that all its spellings share."""
    typed = (credentials or {}).get("username") or request.POST.get("login", "")
    return str(typed).strip().lower()[:255]


class FailureHandler(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """Counts failures in the database, so that all web processes agree."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Whether this name from this address, or this address altogether, has to wait."""
        return super().is_locked(request, credentials) or is_address_locked(request)


def is_address_locked(request: HttpRequest) -> bool:
    """Whether one address has failed so often, whatever the names, that it has to wait."""
    counted = AccessAttempt.objects.filter(
        ip_address=client_address(request), attempt_time__gte=timezone.now() - WINDOW
    ).aggregate(failures=Sum("failures_since_start"))
    return (counted["failures"] or 0) >= FAILURES_PER_ADDRESS


def seconds_to_wait(request: HttpRequest, credentials: dict[str, Any] | None) -> int:
    """Return how long until this person may try again, counted from their last failure."""
    last = (
        AccessAttempt.objects.filter(
            ip_address=client_address(request), username=typed_username(request, credentials)
        )
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    now = timezone.now()
    return max(1, int(((last or now) + WINDOW - now).total_seconds()) + 1)
