"""Pages and fragments of plans, in the order of urls.py."""

import re
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import AppRequest, SignedInRequest
from apps.accounts.limits import client_address
from apps.accounts.paging import page_of
from apps.evidence.content import as_content
from apps.evidence.history import Difference, differences
from apps.evidence.models import EvidenceItem
from apps.plans.access import (
    demo_or_sign_in,
    find_plan,
    get_plan,
    keep_private,
    own_plan,
    who_acts,
)
from apps.plans.board import load
from apps.plans.copying import clear_old_plans, copy_plan, sample_plan
from apps.plans.desk import Affected, Refused
from apps.plans.display import BoardView
from apps.plans.fitting import Fitting
from apps.plans.forms import (
    BadForm,
    CopyPlanForm,
    CreatePlanForm,
    PlanTitleForm,
    Problem,
    read_operations,
    resend,
)
from apps.plans.groupings import GROUPINGS, WITH_ROWS, Grouping, grouping_of
from apps.plans.models import DAYS_TO_RESTORE, Placement, Plan
from apps.plans.operations import Applied, apply
from apps.plans.panel import panel_of
from apps.plans.reply import body_of, counts, draw, fragments, last_saved, merge
from apps.plans.schema import AddPlacement, AddPoint, BadRequest, Edit, read_batch
from apps.plans.shapes import shape_of
from apps.plans.snapshot import PlacementSnapshot
from apps.questions.models import Question

PLANS_A_PAGE = 50
# A person drags a few times a second; a script gone wild is told to wait. Each web process
# counts for itself, so with two of them the limit lies between this and twice as much.
REQUESTS_A_SECOND = 60
# A whole class may try the board in one lesson from one address; counted as above.
DEMOS_PER_ADDRESS = 60
DEMO_WINDOW = 600


def _count(key: str, *, seconds: int) -> int:
    """How often this was counted since the first time, which is forgotten after so long."""
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key)
    except ValueError:
        # A full cache has dropped the count: let this one pass.
        return 0


@login_not_required  # the public face of the app
@require_safe
def landing(request: AppRequest) -> HttpResponse:
    """Show what the app is by showing the board; people who are signed in go to their plans."""
    if request.user.is_authenticated:
        return redirect("plans:list_plans")
    sample = sample_plan()
    board = draw(load(sample)) if sample else None
    panel = panel_of(sample, board.plan, user=request.user, data={}) if sample and board else None
    context = {"board": board, "panel": panel, "grouping": "side"}
    return render(request, "plans/landing.html", context)


def _too_many_demos(request: HttpRequest) -> bool:
    return _count(f"demo:{client_address(request)}", seconds=DEMO_WINDOW) > DEMOS_PER_ADDRESS


@login_not_required  # the demo needs no account
@require_POST
def start_demo(request: AppRequest) -> HttpResponse:
    """Give this browser session a copy of the sample plan; it is deleted after a day."""
    if _too_many_demos(request):
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(DEMO_WINDOW)
        return response
    sample = sample_plan()
    if sample is None:
        messages.warning(request, "The sample plan is not loaded on this site.")
        return redirect("landing")
    clear_old_plans()
    if request.user.is_authenticated:
        return copy_once(request, sample, title="Example (yours to change)")
    key = request.session.get("demo_key")
    if not key:
        key = request.session["demo_key"] = get_random_string(40)
    plan = Plan.objects.visible_to(request.user, key).live().first()
    if plan is None:
        plan = copy_plan(sample, demo_key=key, title=sample.title)
    return redirect("plans:show_plan", plan.uuid)


def _opening(plan: Plan) -> str:
    """The address of a plan, grouped as suits its shape."""
    return reverse("plans:show_plan", args=[plan.uuid]) + shape_of(plan.shape).opening


def copy_once(
    request: HttpRequest, plan: Plan, *, title: str, fitting: Fitting | None = None
) -> HttpResponse:
    """Copy a plan for the person signed in; the same form sent twice opens the copy it made."""
    student = who_acts(request).actor
    form = CopyPlanForm(request.POST)
    token = (form.cleaned_data["token"] if form.is_valid() else None) or uuid4()
    made = Plan.objects.live().filter(student=student, copied_from=plan, uuid=token)
    copy = made.first()
    if copy is None:
        try:
            copy = copy_plan(plan, title=title, student=student, uuid=token, fitting=fitting)
        except IntegrityError:
            # The other half of a double click was first, or the id is that of another plan.
            copy = made.first() or copy_plan(plan, title=title, student=student, fitting=fitting)
    return redirect(_opening(copy))


@login_not_required  # anyone may read how data is handled
@require_safe
def privacy(request: AppRequest) -> HttpResponse:
    """Say what is stored, why and for how long."""
    return render(request, "plans/privacy.html")


@login_not_required  # anyone may read how the app can be used
@require_safe
def accessibility(request: AppRequest) -> HttpResponse:
    """Say how the app is used by keyboard, touch and screen reader, and what falls short."""
    return render(request, "plans/accessibility.html")


@login_not_required  # anyone may read how the evidence is made
@require_safe
def how_facts_are_checked(request: AppRequest) -> HttpResponse:
    """Say what standing and check state mean."""
    return render(request, "plans/how_facts_are_checked.html")


@require_safe
def list_plans(request: SignedInRequest) -> HttpResponse:
    """The student's home: the plan worked on last, then all others."""
    plans = Plan.objects.visible_to(request.user).live()
    context = {
        "page": page_of(plans.with_question(), request.GET.get("page", "1"), size=PLANS_A_PAGE),
        "deleted": Plan.objects.visible_to(request.user).deleted().count(),
        "section": "plans",
    }
    return render(request, "plans/plan_list.html", context)


@require_POST
def create_plan(request: SignedInRequest) -> HttpResponse:
    """Start a plan; the same form sent twice opens the plan it made."""
    questions = Question.objects.visible_to(request.user)
    form = CreatePlanForm(request.POST, questions=questions)
    if not form.is_valid():
        raise Http404
    question: Question = form.cleaned_data["question"]
    plan, _ = Plan.objects.get_or_create(
        uuid=form.cleaned_data["token"],
        defaults={
            "student": request.user,
            "question": question,
            "title": (question.view or question.stem)[:160],
            "shape": question.template,
        },
    )
    if plan.student != request.user:
        raise Http404
    return redirect(_opening(plan))


@require_safe
def pick_plan(request: SignedInRequest) -> HttpResponse:
    """Choose which plan an item of the bank goes into."""
    items = EvidenceItem.objects.placeable_by(request.user)
    item = items.filter(uuid=_uuid_or_404(request.GET.get("evidence", ""))).first()
    if item is None:
        raise Http404
    plans = Plan.objects.visible_to(request.user).live().filter(question__topic=item.topic_id)
    page = page_of(plans.with_question(), request.GET.get("page", "1"), size=PLANS_A_PAGE)
    context = {"item": item, "page": page, "section": "plans"}
    return render(request, "plans/plan_pick.html", context)


def _uuid_or_404(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Http404 from None


@require_safe
def list_deleted(request: SignedInRequest) -> HttpResponse:
    """Plans in the bin, which can come back for 30 days."""
    plans = Plan.objects.visible_to(request.user).deleted()
    page = page_of(plans.with_question(), request.GET.get("page", "1"), size=PLANS_A_PAGE)
    context = {"page": page, "days": DAYS_TO_RESTORE, "section": "plans"}
    return render(request, "plans/plan_bin.html", context)


def _grouping(request: HttpRequest) -> Grouping:
    return grouping_of(request.GET.get("view"))


@demo_or_sign_in
@require_safe
def show_plan(request: AppRequest, uuid: UUID) -> HttpResponse:
    """The board, grouped as the address asks."""
    plan = get_plan(request, uuid)
    board = draw(load(plan))
    grouping = _grouping(request)
    context = {
        "board": board,
        "plan": plan,
        "grouping": grouping.name,
        "grouping_now": grouping,
        "groupings": GROUPINGS,
        **body_of(request, plan, board, grouping),
        "panel": panel_of(plan, board.plan, user=request.user, data=request.GET),
        "section": "plans",
        "form_id": uuid4(),
    }
    return keep_private(render(request, "plans/board.html", context))


def _too_fast(request: HttpRequest) -> bool:
    who = request.user.pk if request.user.is_authenticated else request.session.session_key
    return _count(f"operations:{who}:{int(time.time())}", seconds=3) > REQUESTS_A_SECOND


def _refusal(status: int, code: str, message: str, **extra: Any) -> JsonResponse:
    response = JsonResponse({"error": {"code": code, "message": message, **extra}}, status=status)
    if status in (429, 503):
        response["Retry-After"] = "1"
    return response


@login_not_required  # demo boards have no user; an expired session is answered with 401 below
@require_POST
def apply_operations(request: AppRequest, uuid: UUID) -> HttpResponse:
    """Carry out a batch of operations in order, each in its own transaction; stop at a refusal."""
    who = who_acts(request)
    if not request.user.is_authenticated and not who.demo_key:
        return _refusal(401, "signed_out", "Please sign in again.")
    if _too_fast(request):
        return _refusal(429, "too_fast", "Too many changes at once. They will be sent again.")
    if request.content_type != "application/json":
        return _refusal(400, "bad_request", "Send JSON.")
    try:
        batch = read_batch(request.body)
    except BadRequest as error:
        return _refusal(400, "bad_request", str(error))
    except RequestDataTooBig:
        return _refusal(400, "bad_request", "The request is larger than 64 kB.")
    done: list[Applied] = []
    refused: Refused | None = None
    try:
        for operation in batch.operations:
            try:
                done.append(apply(plan_uuid=uuid, who=who, operation=operation))
            except Refused as error:
                refused = error
                break
        return _operations_reply(request, uuid, done, refused, batch.base, batch.view)
    except OperationalError:
        # The database is busy or gone: nothing of the last operation was kept.
        return _refusal(503, "busy", "The server is busy. Your change will be sent again.")


def _operations_reply(
    request: HttpRequest,
    uuid: UUID,
    done: list[Applied],
    refused: Refused | None,
    base: int,
    grouping: str,
) -> HttpResponse:
    last = done[-1] if done else None
    layout = last.layout if last and not refused else None
    plan = layout.plan if layout else find_plan(request, uuid)
    if plan is None or plan.deleted_at:
        return _gone(done, refused)
    behind = not done or done[0].replayed or done[0].version - 1 != base
    affected = merge([one.affected for one in done])
    if behind or refused:
        affected = Affected(body=True, view=True, judgement=True)
    board = draw(layout or load(plan))
    reply: dict[str, Any] = {
        "version": board.plan.version,
        "results": [one.result for one in done],
        "fragments": fragments(request, plan, board, affected, grouping=grouping_of(grouping)),
        "announce": last.result.get("announce", "") if last else "",
        "counts": counts(board),
    }
    if last:
        reply |= last_saved(last)
    if refused:
        reply["error"] = {
            "code": refused.code,
            "message": str(refused),
            "index": len(done),
            **refused.extra,
        }
    return keep_private(JsonResponse(reply, status=refused.status if refused else 200))


def _gone(done: list[Applied], refused: Refused | None) -> JsonResponse:
    """Answer for a plan that is in the bin, hidden or not there: nothing can be drawn."""
    if refused is None:
        return JsonResponse({"results": [one.result for one in done], "fragments": {}})
    where = {} if refused.status == 404 else {"index": len(done)}
    return _refusal(refused.status, refused.code, str(refused), **where)


@demo_or_sign_in
@require_POST
def apply_form(request: AppRequest, uuid: UUID) -> HttpResponse:
    """Carry out what a plain form asks for, then show the board at the place it changed."""
    plan = find_plan(request, uuid)
    if plan is None:
        raise Http404
    said: dict[str, None] = {}
    problems: list[Problem] = []
    place = request.POST.get("place", "")
    query = grouping_of(request.POST.get("view")).query
    try:
        for operation in read_operations(request.POST, load(plan)):
            # A form may edit several texts: one that is refused does not keep the others back.
            try:
                applied = apply(plan_uuid=uuid, who=who_acts(request), operation=operation)
                said[applied.result.get("announce") or "Saved."] = None
                if isinstance(operation, AddPoint):
                    place = f"point-{operation.target}"
                elif isinstance(operation, AddPlacement):
                    place = f"card-{operation.target}"
                elif isinstance(operation, Edit) and operation.field == "shape":
                    query = shape_of(str(operation.value)).opening
            except Refused as error:
                problems.append(Problem.of(error, field=getattr(operation, "field", "")))
    except BadForm as error:
        problems.append(Problem(str(error), field=error.field))
    except OperationalError:
        problems.append(Problem("The server is busy. Please send this again.", status=503))
    for text in said:
        messages.success(request, text)
    if problems:
        return _form_refused(request, plan, problems)
    fragment = f"#{place}" if re.fullmatch(r"[a-z0-9-]{1,60}", place) else ""
    return redirect(reverse("plans:show_plan", args=[uuid]) + query + fragment)


def _form_refused(request: HttpRequest, plan: Plan, problems: list[Problem]) -> HttpResponse:
    """Show a plain form again with what was typed, and both texts of a conflict."""
    context = {"plan": plan, "section": "plans", **resend(request.POST, problems)}
    status = problems[0].status
    response = render(request, "plans/form_refused.html", context, status=status)
    if status == 503:
        response["Retry-After"] = "1"
    return keep_private(response)


@demo_or_sign_in
@require_safe
def list_panel(request: AppRequest, uuid: UUID) -> HttpResponse:
    """The evidence panel: a fragment for htmx, a page of its own otherwise."""
    plan = get_plan(request, uuid)
    board = draw(load(plan))
    with_counts = "counts" in request.GET or not request.htmx
    panel = panel_of(plan, board.plan, user=request.user, data=request.GET, with_counts=with_counts)
    context = {"panel": panel, "plan": plan, "board": board, "section": "plans"}
    name = "plans/_panel.html" if request.htmx else "plans/panel.html"
    if request.htmx and request.GET.get("page"):
        name = "plans/_panel_cards.html"
    return keep_private(render(request, name, context))


@demo_or_sign_in
@require_safe
def choose_point(request: AppRequest, uuid: UUID) -> HttpResponse:
    """Choose the point that an item goes into."""
    plan = get_plan(request, uuid)
    items = EvidenceItem.objects.placeable_by(request.user).filter(topic=plan.question.topic_id)
    evidence = _uuid_or_404(request.GET.get("evidence", ""))
    item = items.with_revision().filter(uuid=evidence).first()
    if item is None:
        raise Http404
    context = {
        "plan": plan,
        "board": draw(load(plan)),
        "item": item,
        "grouping": _grouping(request).name,
        "form_id": uuid4(),
        "section": "plans",
    }
    return keep_private(render(request, "plans/choose_point.html", context))


def _part_page(
    request: AppRequest,
    uuid: UUID,
    template: str,
    find: Callable[[BoardView], dict[str, Any] | None],
) -> HttpResponse:
    """Draw the page of one part of a plan; find returns None when it is not on the board."""
    plan = get_plan(request, uuid)
    board = draw(load(plan))
    found = find(board)
    if found is None:
        raise Http404
    context = {
        "plan": plan,
        "board": board,
        "form_id": uuid4(),
        "grouping": _grouping(request).name,
        "section": "plans",
        **found,
    }
    return keep_private(render(request, template, context))


def _has_page(request: HttpRequest, evidence: str) -> bool:
    """Whether this person can open the item's own page; one taken out of the bank has none."""
    user = who_acts(request).actor
    return user is not None and EvidenceItem.objects.visible_to(user).filter(uuid=evidence).exists()


def _what_is_new(plan: UUID, card: PlacementSnapshot) -> list[Difference]:
    """How the newest text of a card's item differs from the text that was placed."""
    if not card.newer:
        return []
    cards = Placement.objects.filter(plan__uuid=plan)
    placed = cards.select_related("revision", "evidence__revision").get(uuid=card.uuid)
    newest = placed.evidence.revision
    return differences(as_content(placed.revision), as_content(newest)) if newest else []


@demo_or_sign_in
@require_safe
def show_card(request: AppRequest, uuid: UUID, part: UUID) -> HttpResponse:
    """One placed card: its note, its place, background or not, and removing it."""

    def find(board: BoardView) -> dict[str, Any] | None:
        for view in board.points:
            for position, card in enumerate(view.cards, start=1):
                if card.placement.uuid == str(part):
                    return {
                        "view": view,
                        "card": card,
                        "position": position,
                        "has_evidence_page": _has_page(request, card.placement.evidence.uuid),
                        "news": _what_is_new(uuid, card.placement),
                    }
        return None

    return _part_page(request, uuid, "plans/card_detail.html", find)


@demo_or_sign_in
@require_safe
def show_point(request: AppRequest, uuid: UUID, part: UUID) -> HttpResponse:
    """One point: its side, row and place, its criteria, and removing it."""

    def find(board: BoardView) -> dict[str, Any] | None:
        view = board.point(str(part))
        return {"view": view} if view else None

    return _part_page(request, uuid, "plans/point_detail.html", find)


@demo_or_sign_in
@require_safe
def show_row(request: AppRequest, uuid: UUID, part: UUID) -> HttpResponse:
    """One row of the matrix: its name and place, and removing it."""
    asked = _grouping(request).name
    grouping = asked if asked in WITH_ROWS else "theme"

    def find(board: BoardView) -> dict[str, Any] | None:
        for position, view in enumerate(board.rows, start=1):
            if view.row and view.row.uuid == str(part):
                return {"view": view, "position": position, "grouping": grouping}
        return None

    return _part_page(request, uuid, "plans/row_detail.html", find)


@demo_or_sign_in
@require_safe
def show_criterion(request: AppRequest, uuid: UUID, part: UUID) -> HttpResponse:
    """One criterion: its words and place, and removing it."""

    def find(board: BoardView) -> dict[str, Any] | None:
        for position, one in enumerate(board.plan.criteria, start=1):
            if one.uuid == str(part):
                return {"criterion": one, "position": position}
        return None

    return _part_page(request, uuid, "plans/criterion_detail.html", find)


@require_http_methods(["GET", "HEAD", "POST"])
def rename_plan(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Give a plan another name."""
    plan = own_plan(request, uuid)
    form = PlanTitleForm(request.POST if request.method == "POST" else None, instance=plan)
    if form.is_bound and form.is_valid():
        plan.rename(form.cleaned_data["title"])
        return redirect("plans:list_plans")
    status = 422 if form.is_bound else 200
    context = {"form": form, "plan": plan, "section": "plans"}
    return render(request, "plans/plan_rename.html", context, status=status)


@require_POST
def duplicate_plan(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Copy a plan, to try another line of argument."""
    plan = own_plan(request, uuid)
    response = copy_once(request, plan, title=f"{plan.title[:150]} (copy)")
    messages.success(request, "Copied. This is the copy.")
    return response


@require_POST
def delete_plan(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Put a plan into the bin; the second half of a double click finds it there."""
    plan = find_plan(request, uuid)
    if plan is None:
        raise Http404
    if plan.deleted_at is None:
        plan.delete_softly()
    messages.success(request, f"“{plan.title}” is in the bin for {DAYS_TO_RESTORE} days.")
    return redirect("plans:list_plans")


@require_POST
def restore_plan(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take a plan out of the bin; the second half of a double click finds it out already."""
    plans = Plan.objects.visible_to(request.user)
    plan = (plans.deleted() | plans.live()).filter(uuid=uuid).first()
    if plan is None:
        raise Http404
    if plan.deleted_at:
        plan.bring_back()
    messages.success(request, f"“{plan.title}” is back.")
    return redirect("plans:list_plans")
