"""Ways out of the app: print, files, the copy for other editors and the link to share."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import AppRequest, SignedInRequest
from apps.plans.access import demo_or_sign_in, get_plan, keep_private, own_plan
from apps.plans.board import load
from apps.plans.checks import check
from apps.plans.display import BoardView, board_view, period
from apps.plans.exports.anki import deck_file
from apps.plans.exports.document import PlanText, plan_text
from apps.plans.exports.markdown import markdown_text
from apps.plans.exports.pdf import NotSet, PdfForm, pdf_file
from apps.plans.exports.sources import numbered_sources
from apps.plans.exports.word import skeleton_file, word_file
from apps.plans.forms import PdfFileForm, PrintForm
from apps.plans.models import Plan
from apps.plans.reply import draw
from apps.plans.sharing import for_readers, link_to, share, withdraw
from apps.plans.snapshot import snapshot_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _text_of(plan: Plan) -> PlanText:
    return plan_text(draw(load(plan)))


def _download(plan: Plan, content: bytes, content_type: str, ending: str) -> HttpResponse:
    """A file named after the plan."""
    response = HttpResponse(content, content_type=content_type)
    name = slugify(plan.title)[:60] or "plan"
    response["Content-Disposition"] = f'attachment; filename="{name}{ending}"'
    return keep_private(response)


def sheet_of(board: BoardView, shown: set[str]) -> dict[str, Any]:
    """What the printed sheet is drawn with."""
    return {
        "board": board,
        "period": period(board.question),
        "judged": [
            row
            for row in board.plan.rows
            if row.mini_judgement or row.key_difference or row.extent is not None
        ],
        "shown": shown,
        "sources": numbered_sources(board.plan),
    }


@demo_or_sign_in
@require_safe
def export_plan(request: AppRequest, uuid: UUID) -> HttpResponse:
    """All ways out on one page."""
    plan = get_plan(request, uuid)
    context = {"plan": plan, "section": "plans"}
    return keep_private(render(request, "plans/export.html", context))


@demo_or_sign_in
@require_safe
def print_plan(request: AppRequest, uuid: UUID) -> HttpResponse:
    """The plan for paper: one A4 side for a normal plan."""
    plan = get_plan(request, uuid)
    form = PrintForm(request.GET)
    context = {
        "plan": plan,
        "form": form,
        "section": "plans",
        **sheet_of(draw(load(plan)), form.shown),
    }
    return keep_private(render(request, "plans/print.html", context))


@demo_or_sign_in
@require_safe
def download_word(request: AppRequest, uuid: UUID) -> HttpResponse:
    """The plan as a Word file."""
    plan = get_plan(request, uuid)
    return _download(plan, word_file(_text_of(plan)), WORD, ".docx")


@demo_or_sign_in
@require_safe
def download_skeleton(request: AppRequest, uuid: UUID) -> HttpResponse:
    """The frame of an essay as a Word file."""
    plan = get_plan(request, uuid)
    return _download(plan, skeleton_file(_text_of(plan)), WORD, "-essay.docx")


@demo_or_sign_in
@require_safe
def download_pdf(request: AppRequest, uuid: UUID) -> HttpResponse:
    """The plan as a PDF: one side, whole, or its evidence as cards."""
    plan = get_plan(request, uuid)
    form = PdfFileForm(request.GET)
    if not form.is_valid():
        raise Http404
    kind = PdfForm(form.cleaned_data["form"])
    try:
        content = pdf_file(_text_of(plan), kind)
    except NotSet:
        messages.error(request, "The PDF could not be made. Please try again, or take Word.")
        return redirect("plans:export_plan", uuid)
    return _download(plan, content, "application/pdf", f"-{kind}.pdf")


@demo_or_sign_in
@require_safe
def download_markdown(request: AppRequest, uuid: UUID) -> HttpResponse:
    """The plan as Markdown."""
    plan = get_plan(request, uuid)
    content = markdown_text(_text_of(plan)).encode()
    return _download(plan, content, "text/markdown; charset=utf-8", ".md")


@demo_or_sign_in
@require_safe
def download_deck(request: AppRequest, uuid: UUID) -> HttpResponse:
    """The plan's evidence as an Anki deck."""
    plan = get_plan(request, uuid)
    content = deck_file(snapshot_of(load(plan)))
    return _download(plan, content, "application/octet-stream", ".apkg")


@demo_or_sign_in
@require_safe
def copy_text(request: AppRequest, uuid: UUID) -> HttpResponse:
    """The plan as plain headings and tables, to copy into another editor."""
    plan = get_plan(request, uuid)
    context = {"plan": plan, "text": _text_of(plan), "section": "plans"}
    return keep_private(render(request, "plans/copy.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def share_plan(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The page where a link is made, copied and withdrawn; POST makes it."""
    plan = own_plan(request, uuid)
    if request.method == "POST":
        share(plan)
        messages.success(request, "The link works now.")
        return redirect("plans:share_plan", uuid)
    link = link_to(plan)
    context = {
        "plan": plan,
        "link": link,
        "address": _address(request, link.token) if link else "",
        "section": "plans",
    }
    return render(request, "plans/share.html", context)


def _address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("plans:show_shared", args=[token]))


@require_POST
def withdraw_link(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """End the link; where there is none, nothing changes."""
    withdraw(own_plan(request, uuid))
    messages.success(request, "The link is withdrawn: nobody can open it any more.")
    return redirect("plans:share_plan", uuid)


@login_not_required  # the link itself is the permission
@require_safe
def show_shared(request: AppRequest, token: str) -> HttpResponse:
    """A plan as whoever has its link may read it: nothing to change, and no names."""
    plan = Plan.objects.shared_at(token).with_question().first()
    if plan is None:
        raise Http404
    snapshot = for_readers(snapshot_of(load(plan)))
    board = board_view(snapshot, check(snapshot))
    # Whoever reads it cannot open a card for the rival figures.
    context = sheet_of(board, {"notes", "because", "sources", "disputes"})
    response = keep_private(render(request, "plans/shared.html", context))
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
