"""The curators' list with its saved filters, and bulk edits."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.paging import page_of
from apps.curation.access import curator_required
from apps.curation.bulk import MOST_ITEMS, carry_out, outlook, undo
from apps.curation.forms.workspace import BulkForm, SavedFilterForm, ticked
from apps.curation.listing import ORDERS, CurationFilter, lines_of, listed, ready_filters
from apps.curation.models import BulkEdit, LikelyDuplicate, Report, SavedFilter, Suggestion
from apps.evidence.models import EvidenceItem, EvidenceItemQuerySet, Topic

PAGE_SIZE = 50
MOST_FILTERS = 40


def _topic(data: QueryDict) -> tuple[Topic | None, list[Topic]]:
    """The topic asked for, else the first; none before any content is loaded."""
    topics = list(Topic.objects.all())
    asked = data.get("topic", "")
    first = topics[0] if topics else None
    return next((each for each in topics if each.slug == asked), first), topics


def _found(
    request: SignedInRequest, data: QueryDict
) -> tuple[CurationFilter, EvidenceItemQuerySet]:
    """The filter that an address holds and the bank's items that match it."""
    topic, topics = _topic(data)
    keep = {"topic": topic.slug} if topic and len(topics) > 1 else {}
    chosen = CurationFilter(data, topic=topic, user=request.user, keep=keep)
    bank = EvidenceItem.objects.filter(owner=None, topic=topic)
    return chosen, listed(bank, chosen)


@require_safe
@curator_required
def show_workspace(request: SignedInRequest) -> HttpResponse:
    """Every item of the bank, filtered by what still needs care."""
    return _workspace(request, SavedFilterForm())


def _workspace(
    request: SignedInRequest, saving: SavedFilterForm, data: QueryDict | None = None
) -> HttpResponse:
    data = request.GET if data is None else data
    topic, topics = _topic(data)
    chosen, items = _found(request, data)
    page = page_of(items.with_tags(), data.get("page"), size=PAGE_SIZE)
    context = {
        "section": "curation",
        "topic": topic,
        "topics": topics,
        "form": chosen,
        "query": chosen.query,
        "chips": chosen.chips(),
        "ready": ready_filters(chosen),
        "orders": ORDERS,
        "saved": SavedFilter.objects.filter(owner=request.user),
        "saving": saving,
        "page": page,
        "lines": lines_of(list(page.object_list)),
        "most": MOST_ITEMS,
        "waiting": {
            "reports": Report.objects.waiting().count(),
            "suggestions": Suggestion.objects.waiting().count(),
            "pairs": LikelyDuplicate.objects.waiting().count(),
        },
    }
    status = 422 if saving.is_bound else 200
    return render(request, "curation/workspace.html", context, status=status)


@require_POST
@curator_required
def save_filter(request: SignedInRequest) -> HttpResponse:
    """Keep the filter in use under a name; a name used before now means this filter."""
    form = SavedFilterForm(request.POST)
    data = QueryDict(request.POST.get("query", ""))
    form.is_valid()
    if not form.errors and _is_full(request, form.cleaned_data["name"]):
        form.add_error("name", f"At most {MOST_FILTERS} filters can be kept. Delete one first.")
    if form.errors:
        return _workspace(request, form, data)
    query = _found(request, data)[0].query
    name = form.cleaned_data["name"]
    SavedFilter.objects.update_or_create(
        owner=request.user, name=name, defaults={"query": query[:2000]}
    )
    messages.success(request, f"Filter “{name}” is kept.")
    return redirect(_list_address(query))


def _is_full(request: SignedInRequest, name: str) -> bool:
    others = SavedFilter.objects.filter(owner=request.user).exclude(name=name)
    return others.count() >= MOST_FILTERS


def _list_address(query: str) -> str:
    home = reverse("curation:show_workspace")
    return f"{home}?{query}" if query else home


@require_POST
@curator_required
def delete_filter(request: SignedInRequest) -> HttpResponse:
    """Forget a saved filter of one's own; the second half of a double click finds it gone."""
    # Such a character is in no name, and PostgreSQL refuses to look for it.
    name = request.POST.get("name", "").replace("\0", "")
    SavedFilter.objects.filter(owner=request.user, name=name).delete()
    messages.success(request, "Filter deleted.")
    return redirect("curation:show_workspace")


@require_POST
@curator_required
def edit_many(request: SignedInRequest) -> HttpResponse:
    """Choose what to do with the items ticked, see what that changes, then do it."""
    data = QueryDict(request.POST.get("query", "")[:2000])
    chosen, items = _found(request, data)
    if request.POST.get("all") == "yes":
        keys = list(items.values_list("pk", flat=True)[: MOST_ITEMS + 1])
    else:
        topic, _ = _topic(data)
        bank = EvidenceItem.objects.filter(owner=None, topic=topic)
        wanted = bank.filter(uuid__in=ticked(request.POST))
        keys = list(wanted.order_by("pk").values_list("pk", flat=True))
    if not keys or len(keys) > MOST_ITEMS:
        message = (
            f"At most {MOST_ITEMS} items can be changed at once. Narrow the list first."
            if keys
            else "Tick the items to change first."
        )
        messages.warning(request, message)
        return redirect(_list_address(chosen.query))
    picked = list(EvidenceItem.objects.with_content().filter(pk__in=keys))
    step = request.POST.get("step", "")
    form = BulkForm(request.POST if step else None, topic=picked[0].topic)
    context = {
        "section": "curation",
        "form": form,
        "items": picked,
        "query": chosen.query,
        "outlook": None,
        # Each look at what would change is an edit of its own; a double click is not.
        "token": uuid4(),
    }
    if step and not form.is_valid():
        return render(request, "curation/bulk.html", context, status=422)
    if step == "do":
        edit = carry_out(keys, form.order, by=request.user, token=form.cleaned_data["token"])
        noun = "item" if edit.items == 1 else "items"
        messages.success(request, f"{edit.what}: {edit.items} {noun} changed.")
        return redirect("curation:list_bulk_edits")
    if step:
        context |= {"outlook": outlook(picked, form.order), "order": form.order}
    return render(request, "curation/bulk.html", context)


@require_safe
@curator_required
def list_bulk_edits(request: SignedInRequest) -> HttpResponse:
    """Bulk edits that were made, newest first, each with Undo."""
    rows = BulkEdit.objects.select_related("by", "undone_by")
    context = {
        "section": "curation",
        "page": page_of(rows, request.GET.get("page"), size=PAGE_SIZE),
    }
    return render(request, "curation/bulk_edits.html", context)


@require_POST
@curator_required
def undo_bulk_edit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take a bulk edit back; items changed since stay as they are."""
    edit = get_object_or_404(BulkEdit, uuid=uuid)
    undone = undo(edit, by=request.user)
    if undone is None:
        messages.info(request, "This was taken back before.")
    else:
        number = len(undone.restored)
        kept = f" {len(undone.kept)} changed since, so left alone." if undone.kept else ""
        messages.success(request, f"Taken back on {number} item{'' if number == 1 else 's'}.{kept}")
    return redirect("curation:list_bulk_edits")
