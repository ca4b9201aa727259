"""Who may open the pages of a plan: how views find the plan and the person acting."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control

from apps.accounts.http import AppRequest, SignedInRequest
from apps.accounts.middleware import ask_to_sign_in
from apps.plans.desk import Who
from apps.plans.models import Plan


def who_acts(request: HttpRequest) -> Who:
    """The person acting; without an account, the visitor's demo key."""
    key = "" if request.user.is_authenticated else str(request.session.get("demo_key", ""))
    return Who(user=request.user, demo_key=key)


def find_plan(request: HttpRequest, uuid: UUID) -> Plan | None:
    """The plan to show or change, also from the bin; not visible and not there look the same."""
    who = who_acts(request)
    plans = Plan.objects.visible_to(who.user, who.demo_key).with_question()
    return plans.select_related("undo_top", "redo_top").filter(uuid=uuid).first()


def get_plan(request: HttpRequest, uuid: UUID) -> Plan:
    """The plan to show."""
    plan = find_plan(request, uuid)
    if plan is None or plan.deleted_at:
        raise Http404
    return plan


def own_plan(request: SignedInRequest, uuid: UUID) -> Plan:
    """A plan that belongs to the person signed in and is not in the bin."""
    plan = Plan.objects.editable_by(request.user).with_question().filter(uuid=uuid).first()
    if plan is None:
        raise Http404
    return plan


def demo_or_sign_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Open a view to people signed in and to visitors with a demo board; ask others to sign in."""

    @login_not_required  # a demo board has no user
    @wraps(view)
    def opened(request: AppRequest, **ids: UUID) -> HttpResponseBase:
        if request.user.is_authenticated or who_acts(request).demo_key:
            return view(request, **ids)
        return ask_to_sign_in(request)

    return opened


def keep_private(response: HttpResponse) -> HttpResponse:
    """Keep a demo board, too, out of every cache."""
    patch_cache_control(response, private=True, no_store=True)
    return response
