"""Sign-in for every page, an honest answer for scripts, and no stored private pages."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import add_never_cache_headers


def wants_page(request: HttpRequest) -> bool:
    """Whether the browser asked for a page, rather than a script or htmx for a part of one."""
    if request.headers.get("HX-Request") == "true":
        return False
    return request.headers.get("X-Requested-With") != "fetch"


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Redirect pages to sign-in; answer scripts with 401, never a redirect they would follow."""

    def handle_no_permission(  # type: ignore[override]  # scripts get 401 instead of a redirect
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """Answer a request that needs a signed-in user and has none."""
        if wants_page(request):
            return super().handle_no_permission(request, view_func)
        return JsonResponse({"error": "signed_out", "message": "Please sign in again."}, status=401)


class NoStoreMiddleware:
    """Keep private pages out of every cache, so Back after signing out shows nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        return response
