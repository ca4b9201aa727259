"""What every page is drawn with, at no query of its own."""

from django.http import HttpRequest

from apps.accounts import device
from apps.accounts.models import User
from apps.accounts.reading import reader_of


def reading(request: HttpRequest) -> dict[str, User | str]:
    """Give templates the reading preferences and whether this device is shared or one's own."""
    session = getattr(request, "session", None)
    return {
        "reading": reader_of(request),
        "device": device.SHARED if session is None else device.device_of(session),
    }
