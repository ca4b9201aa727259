"""Two items side by side: likely duplicates, merges, and rivals in a dispute."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.paging import page_of
from apps.curation.access import curator_required
from apps.curation.disputes import NotDisputed, groups_of, link, unlink
from apps.curation.forms.pairs import LinkForm, MergeForm
from apps.curation.merging import CannotMerge, merge, outlook, undo_merge
from apps.curation.models import LikelyDuplicate, Merge
from apps.curation.views.items import topic_of
from apps.evidence.content import content_of
from apps.evidence.history import differences
from apps.evidence.models import EvidenceItem

PAIRS_A_PAGE = 20
GROUPS_A_PAGE = 20
MOST_FOUND = 20


@require_safe
@curator_required
def list_duplicates(request: SignedInRequest) -> HttpResponse:
    """Pairs that may say the same thing, most alike first."""
    rows = (
        LikelyDuplicate.objects.filter(state=LikelyDuplicate.State.OPEN)
        .exclude(first__status=EvidenceItem.Status.RETIRED)
        .exclude(second__status=EvidenceItem.Status.RETIRED)
        .select_related("first", "second")
    )
    context = {
        "section": "curation",
        "page": page_of(rows, request.GET.get("page"), size=PAIRS_A_PAGE),
    }
    return render(request, "curation/duplicates.html", context)


def _pair(pk: int) -> LikelyDuplicate:
    """A pair of items of the bank, or 404."""
    if pk > 2**62:
        raise Http404
    pairs = LikelyDuplicate.objects.filter(first__owner=None, second__owner=None)
    return get_object_or_404(pairs.select_related("first", "second"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def show_pair(request: SignedInRequest, pk: int) -> HttpResponse:
    """Compare two items; keep one of them, or say that they are different facts."""
    pair = _pair(pk)
    items = {
        item.pk: item
        for item in EvidenceItem.objects.with_content().filter(
            pk__in=[pair.first_id, pair.second_id]
        )
    }
    first, second = items[pair.first_id], items[pair.second_id]
    form = MergeForm(request.POST if request.method == "POST" else None, first=first, second=second)
    context: dict[str, Any] = {
        "section": "curation",
        "pair": pair,
        "first": first,
        "second": second,
        "form": form,
        "differences": differences(content_of(first), content_of(second)),
        "keep_first": outlook(first, second),
        "keep_second": outlook(second, first),
        "token": uuid4(),
    }
    if not form.is_bound:
        return render(request, "curation/pair.html", context)
    if not form.is_valid():
        return render(request, "curation/pair.html", context, status=422)
    kept, merged = (first, second) if form.cleaned_data["keep"] == "first" else (second, first)
    try:
        _, stay = merge(
            kept,
            merged,
            unite=form.cleaned_data["unite"],
            by=request.user,
            token=form.cleaned_data["token"],
        )
    except CannotMerge as reason:
        context["problem"] = str(reason)
        return render(request, "curation/pair.html", context, status=409)
    left = f" {stay} card{'' if stay == 1 else 's'} stayed: the point held both." if stay else ""
    messages.success(request, f"Merged. “{merged.title}” is retired.{left}")
    return redirect("curation:list_merges")


@require_POST
@curator_required
def call_pair_different(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that two items are different facts; the pair is not shown again."""
    with transaction.atomic():
        pair = LikelyDuplicate.objects.select_for_update(of=("self",)).get(pk=_pair(pk).pk)
        if pair.state == LikelyDuplicate.State.OPEN:
            pair.decide(LikelyDuplicate.State.DIFFERENT, by=request.user)
    messages.success(request, "Noted: two different facts.")
    return redirect("curation:list_duplicates")


@require_safe
@curator_required
def list_merges(request: SignedInRequest) -> HttpResponse:
    """Merges that were made, newest first, each with Undo."""
    rows = Merge.objects.select_related("kept", "merged", "by", "undone_by")
    context = {
        "section": "curation",
        "page": page_of(rows, request.GET.get("page"), size=PAIRS_A_PAGE),
    }
    return render(request, "curation/merges.html", context)


@require_POST
@curator_required
def undo_one_merge(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take a merge back: both items as they were, and the cards that still are there."""
    one = get_object_or_404(Merge.objects.select_related("kept", "merged"), uuid=uuid)
    undone = undo_merge(one, by=request.user)
    if undone is None:
        messages.info(request, "This was taken back before.")
    elif undone.kept:
        names = ", ".join(undone.kept)[:300]
        messages.warning(request, f"Taken back, but for what was changed since: {names}.")
    else:
        messages.success(request, f"Taken back. “{one.merged.title}” is in the bank again.")
    return redirect("curation:list_merges")


@require_safe
@curator_required
def list_disputes(request: SignedInRequest) -> HttpResponse:
    """Groups of items that give rival figures or readings, side by side."""
    return _disputes(request, None)


def _disputes(
    request: SignedInRequest, form: LinkForm | None, *, status: int = 200, **extra: Any
) -> HttpResponse:
    topic = topic_of(request)
    groups = groups_of(topic)
    number = request.GET.get("page", "1")
    pages = max(1, -(-len(groups) // GROUPS_A_PAGE))
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 1
    page = page if 1 <= page <= pages else 1
    shown = groups[(page - 1) * GROUPS_A_PAGE : page * GROUPS_A_PAGE]
    items = {
        item.pk: item
        for item in EvidenceItem.objects.with_content().filter(
            owner=None, pk__in=[key for group in shown for key in group]
        )
    }
    words = request.GET.get("q", "")[:200]
    found = EvidenceItem.objects.filter(topic=topic, owner=None)
    found = found.exclude(status=EvidenceItem.Status.RETIRED)
    for word in words.split()[:8]:
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    context = {
        "section": "curation",
        "topic": topic,
        "groups": [[items[key] for key in group if key in items] for group in shown],
        "count": len(groups),
        "page_number": page,
        "pages": pages,
        "words": words,
        "found": list(found[:MOST_FOUND]) if words.strip() else [],
        "form": form,
        **extra,
    }
    return render(request, "curation/disputes.html", context, status=status)


@require_POST
@curator_required
def link_rivals(request: SignedInRequest) -> HttpResponse:
    """Make two items rivals of each other."""
    form = LinkForm(request.POST, topic=topic_of(request))
    if not form.is_valid():
        return _disputes(request, form, status=422)
    one, other = form.cleaned_data["items"]
    try:
        done = link(one, other, by=request.user, set_disputed=form.cleaned_data["set_disputed"])
    except NotDisputed:
        return _disputes(request, form, status=422, settled=(one, other))
    messages.success(request, "Linked as rivals." if done else "They were rivals already.")
    return redirect(_disputes_address(form))


@require_POST
@curator_required
def unlink_rivals(request: SignedInRequest) -> HttpResponse:
    """Take the link between two rivals away."""
    form = LinkForm(request.POST, topic=topic_of(request))
    if not form.is_valid():
        return _disputes(request, form, status=422)
    one, other = form.cleaned_data["items"]
    done = unlink(one, other, by=request.user)
    messages.success(request, "No longer rivals." if done else "They were not rivals.")
    return redirect(_disputes_address(form))


def _disputes_address(form: LinkForm) -> str:
    return f"{reverse('curation:list_disputes')}?topic={form.topic.slug}"
