"""Who may curate: to everyone else these pages are not there."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse

from apps.accounts.http import SignedInRequest

View = Callable[..., HttpResponse]


def curator_required(view: View) -> View:
    """Open a view to curators only."""

    @wraps(view)
    def guarded(request: SignedInRequest, **ids: object) -> HttpResponse:
        if not request.user.is_curator:
            raise Http404
        return view(request, **ids)

    return guarded
