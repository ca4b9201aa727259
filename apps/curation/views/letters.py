"""Reports and suggestions: readers send them, curators answer, readers see the answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.paging import page_of
from apps.curation.access import curator_required
from apps.curation.forms.letters import (
    AnswerReportForm,
    AnswerSuggestionForm,
    ReportForm,
    SuggestForm,
)
from apps.curation.letters import NotNow, answer_report, answer_suggestion, report, suggest
from apps.curation.models import Report, Suggestion
from apps.evidence.models import EvidenceItem

PAGE_SIZE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def report_fact(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Report a published item of the bank; the form also stands on the item's page."""
    item = get_object_or_404(EvidenceItem.objects.published(), uuid=uuid)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            report(item, form.cleaned_data["text"], by=request.user)
        except NotNow as reason:
            form.add_error("text", str(reason))
        else:
            messages.success(request, "Thank you. A curator will look and reply to you.")
            return redirect("evidence:show_evidence", item.uuid)
    context = {"section": "evidence", "item": item, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "curation/report.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def suggest_item(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Propose an item of one's own for the bank."""
    own = EvidenceItem.objects.filter(owner=request.user, status=EvidenceItem.Status.PUBLISHED)
    item = get_object_or_404(own, uuid=uuid)
    form = SuggestForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        suggest(item, form.cleaned_data["text"], by=request.user)
        messages.success(request, "Suggested. A curator will look; your card stays yours.")
        return redirect("curation:list_own_letters")
    waiting = Suggestion.objects.waiting().filter(item=item).exists()
    context = {"section": "evidence", "item": item, "form": form, "waiting": waiting}
    status = 422 if form.is_bound else 200
    return render(request, "curation/suggest.html", context, status=status)


@require_safe
def list_own_letters(request: SignedInRequest) -> HttpResponse:
    """One's own reports and suggestions with the replies, newest first."""
    reports: QuerySet[Any] = Report.objects.filter(by=request.user).select_related("item")
    suggestions: QuerySet[Any] = Suggestion.objects.filter(by=request.user).select_related("item")
    number = request.GET.get("page")
    pages = [
        page_of(rows.order_by("-made_at", "-pk"), number, size=PAGE_SIZE)
        for rows in (reports, suggestions)
    ]
    context = {
        "section": "evidence",
        "reports": pages[0],
        "suggestions": pages[1],
        # The longer of the two lists says how many pages there are.
        "page": max(pages, key=lambda page: page.paginator.num_pages),
    }
    return render(request, "curation/own_letters.html", context)


@require_safe
@curator_required
def list_reports(request: SignedInRequest) -> HttpResponse:
    """Reports that wait for an answer, oldest first, or those answered."""
    return _queue(request, Report.objects.all(), "reports")


@require_safe
@curator_required
def list_suggestions(request: SignedInRequest) -> HttpResponse:
    """Suggestions that wait for an answer, oldest first, or those answered."""
    return _queue(request, _suggestions(), "suggestions")


def _suggestions() -> QuerySet[Suggestion]:
    return Suggestion.objects.select_related("accepted_as")


def _queue(
    request: SignedInRequest,
    rows: QuerySet[Any],
    kind: str,
    *,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    answered = request.GET.get("show") == "answered"
    rows = rows.filter(answered_at__isnull=not answered)
    if kind == "suggestions" and not answered:
        # Whoever takes the card back takes the proposal back.
        rows = rows.exclude(item__status=EvidenceItem.Status.RETIRED)
    rows = rows.order_by("-answered_at") if answered else rows.order_by("made_at", "pk")
    rows = rows.select_related("item__main_theme", "by", "answered_by")
    page = page_of(rows, request.GET.get("page"), size=PAGE_SIZE)
    context = {
        "section": "curation",
        "kind": kind,
        "answered": answered,
        "query": "show=answered" if answered else "",
        "page": page,
        **extra,
    }
    return render(request, f"curation/{kind}.html", context, status=status)


def _find(rows: QuerySet[Any], uuid: UUID) -> Any:
    return get_object_or_404(rows, uuid=uuid)


@require_POST
@curator_required
def answer_one_report(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Say that a report led to a correction, or that the fact stays, and why."""
    one = _find(Report.objects.all(), uuid)
    form = AnswerReportForm(request.POST)
    if not form.is_valid():
        return _queue(request, Report.objects.all(), "reports", status=422, form=form, asked=one)
    try:
        answer_report(
            uuid, form.cleaned_data["outcome"], form.cleaned_data["reply"], by=request.user
        )
    except NotNow as reason:
        return _queue(
            request, Report.objects.all(), "reports", status=409, problem=reason, form=form
        )
    messages.success(request, "Answered. The reader sees the reply.")
    return redirect("curation:list_reports")


@require_POST
@curator_required
def answer_one_suggestion(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take a suggestion into the bank as a draft, or decline it, with a reply."""
    one = _find(Suggestion.objects.all(), uuid)
    form = AnswerSuggestionForm(request.POST)
    rows = _suggestions()
    if not form.is_valid():
        return _queue(request, rows, "suggestions", status=422, form=form, asked=one)
    try:
        done = answer_suggestion(
            uuid, form.cleaned_data["outcome"], form.cleaned_data["reply"], by=request.user
        )
    except NotNow as reason:
        return _queue(request, rows, "suggestions", status=409, problem=reason, form=form)
    if done.accepted_as:
        messages.success(request, "Taken into the bank as a draft. Add a source and publish it.")
        return redirect("curation:edit_item", done.accepted_as.uuid)
    messages.success(request, "Declined. The person sees the reply.")
    return redirect("curation:list_suggestions")
