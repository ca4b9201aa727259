"""The evidence bank, one item's page, and a person's own private items."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.models import User
from apps.accounts.paging import page_of
from apps.evidence.forms import OwnEvidenceForm
from apps.evidence.history import record, remember
from apps.evidence.models import EvidenceItem, ItemChange, Topic
from apps.evidence.search import BestMatches, EvidenceFilter, facet_counts, find
from apps.evidence.table import TableFilter, table_of

PAGE_SIZE = 50


@require_safe
def list_evidence(request: SignedInRequest) -> HttpResponse:
    """Show the bank, filtered; ``open`` names an item to show beside the list."""
    topics = list(Topic.objects.all())
    topic = _choose_topic(topics, request.GET.get("topic", ""))
    keep = {"topic": topic.slug} if topic and len(topics) > 1 else {}
    chosen = EvidenceFilter(request.GET, topic=topic, user=request.user, keep=keep)
    items = EvidenceItem.objects.visible_to(request.user).filter(topic=topic)
    found = find(items.with_tags(), chosen)
    page = page_of(found, request.GET.get("page"), size=PAGE_SIZE)
    context = {
        "section": "evidence",
        "topics": topics,
        "topic": topic,
        "form": chosen,
        "facets": chosen.facets(facet_counts(items, chosen)),
        "chips": chosen.chips(),
        "page": page,
        "marker": chosen.marker,
        "is_cut_short": isinstance(found, BestMatches) and found.has_more,
        "filters_open": request.GET.get("filters") == "open",
        **_open_item(request),
    }
    part = request.htmx and not request.htmx.history_restore_request
    return render(
        request, "evidence/_bank.html" if part else "evidence/evidence_list.html", context
    )


@require_safe
def show_table(request: SignedInRequest) -> HttpResponse:
    """Show how much evidence each leader has under each theme, or two leaders side by side."""
    topics = list(Topic.objects.all())
    topic = _choose_topic(topics, request.GET.get("topic", ""))
    keep = {"topic": topic.slug} if topic and len(topics) > 1 else {}
    chosen = TableFilter(request.GET, topic=topic, keep=keep)
    items = EvidenceItem.objects.placeable_by(request.user).filter(topic=topic)
    context = {
        "section": "evidence",
        "topics": topics,
        "topic": topic,
        "form": chosen,
        "table": table_of(items, chosen),
        "kept": chosen.kept_years(),
        "narrowed_to": chosen.values("leader"),
        "same_twice": len(chosen.values("compare")) == 1,
    }
    return render(request, "evidence/evidence_table.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_own_evidence(request: SignedInRequest) -> HttpResponse:
    """Write a private item. The same form sent twice makes one item, and loses no words."""
    topic = _choose_topic(list(Topic.objects.all()), request.GET.get("topic", ""))
    if topic is None:
        raise Http404
    if request.method != "POST":
        form = OwnEvidenceForm(topic=topic)
        # From an empty cell of the leader by theme table.
        form.initial["leaders"] = request.GET.getlist("leader")
        form.initial["themes"] = request.GET.getlist("theme")
        return _own_evidence_page(request, form)
    form = OwnEvidenceForm(request.POST, topic=topic)
    own = EvidenceItem.objects.filter(owner=request.user)
    if form.sent_token and (made := own.filter(uuid=form.sent_token).first()):
        return _own_evidence_again(request, made)
    if not form.is_valid():
        form.mend_token()
        return _own_evidence_page(request, form)
    try:
        item = form.save_for(request.user)
    except IntegrityError:
        # The other half of a double click was first; a stranger's id is not found here.
        return _own_evidence_again(request, get_object_or_404(own, uuid=form.sent_token))
    messages.success(request, "Added to your evidence. Only you can see it.")
    return redirect("evidence:show_evidence", item.uuid)


@require_safe
def show_evidence(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show one item with its standing, sources and rivals."""
    return _evidence_page(request, _get_visible(request.user, uuid))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_own_evidence(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Change a private item of one's own."""
    if request.method == "POST":
        with transaction.atomic():
            # Two tabs that save at once come one after the other.
            return _save_own_evidence(request, _get_own(request.user, uuid, locked=True))
    item = _get_own(request.user, uuid)
    if item.status == EvidenceItem.Status.RETIRED:
        return _evidence_page(request, item, status=409)
    return _own_evidence_page(request, OwnEvidenceForm(topic=item.topic, instance=item))


def _save_own_evidence(request: SignedInRequest, item: EvidenceItem) -> HttpResponse:
    """Save an edit of the version it was written on; else show it again with what was typed."""
    if item.status == EvidenceItem.Status.RETIRED:
        return _evidence_page(request, item, status=409)
    form = OwnEvidenceForm(request.POST, topic=item.topic, instance=item)
    if request.POST.get("version") != str(item.version) and form.has_changed():
        message = "This card was changed in another window. Save again to replace that by this."
        form.add_error(None, message)
        return _own_evidence_page(request, form, status=409)
    if not form.is_valid():
        return _own_evidence_page(request, form)
    if form.has_changed():
        form.save_for(request.user)
    messages.success(request, "Saved.")
    return redirect("evidence:show_evidence", item.uuid)


@require_POST
def retire_own_evidence(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take a private item of one's own out of use; plans that hold it keep it."""
    item = _get_own(request.user, uuid)
    if item.status != EvidenceItem.Status.RETIRED:
        item.retire()
    messages.success(request, "Removed from your evidence. Plans that use it keep it.")
    return redirect("evidence:list_evidence")


@require_POST
def check_evidence(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Set or take off a curator's name as having checked an item of the bank."""
    item = _get_visible(request.user, uuid)
    if not request.user.is_curator or item.owner_id is not None:
        raise PermissionDenied
    with transaction.atomic():
        remember(item)
        if request.POST.get("checked") == "yes":
            item.mark_checked(request.user)
            record(item, ItemChange.Verb.CHECKED, by=request.user)
        else:
            item.unmark_checked()
            record(item, ItemChange.Verb.UNCHECKED, by=request.user)
    if item.is_checked:
        messages.success(request, "Marked as checked by you today.")
    else:
        messages.success(request, "The check mark is off.")
    return redirect("evidence:show_evidence", item.uuid)


def _choose_topic(topics: list[Topic], slug: str) -> Topic | None:
    """The topic asked for, else the first; none before any content is loaded."""
    for topic in topics:
        if topic.slug == slug:
            return topic
    return topics[0] if topics else None


def _get_visible(user: User, uuid: UUID) -> EvidenceItem:
    return get_object_or_404(EvidenceItem.objects.visible_to(user).with_details(), uuid=uuid)


def _get_own(user: User, uuid: UUID, *, locked: bool = False) -> EvidenceItem:
    visible = EvidenceItem.objects.visible_to(user).with_details()
    items = visible.select_for_update(of=("self",)) if locked else visible
    item = get_object_or_404(items, uuid=uuid)
    if item.owner != user:
        raise PermissionDenied
    return item


def _open_item(request: SignedInRequest) -> dict[str, object]:
    """What the pane beside the list shows; nothing when the id means nothing here."""
    try:
        uuid = UUID(request.GET.get("open", ""))
    except ValueError:
        return {}
    visible = EvidenceItem.objects.visible_to(request.user)
    item = visible.with_details().filter(uuid=uuid).first()
    return _details(request.user, item) if item else {}


def _details(user: User, item: EvidenceItem) -> dict[str, object]:
    """An item with the rivals this person may see."""
    rivals = EvidenceItem.objects.visible_to(user).filter(rivals=item).with_details()
    return {
        "item": item,
        "rivals": list(rivals),
        "is_own": item.owner_id == user.pk,
        "may_check": user.is_curator and item.owner_id is None,
    }


def _evidence_page(
    request: SignedInRequest, item: EvidenceItem, *, status: int = 200
) -> HttpResponse:
    context = {"section": "evidence", **_details(request.user, item)}
    return render(request, "evidence/evidence_detail.html", context, status=status)


def _own_evidence_again(request: SignedInRequest, made: EvidenceItem) -> HttpResponse:
    """Answer a form that has made its item: a double click, or Back and other words."""
    form = OwnEvidenceForm(request.POST, topic=made.topic, instance=made)
    if made.status == EvidenceItem.Status.RETIRED or not form.has_changed():
        return redirect("evidence:show_evidence", made.uuid)
    form.add_error(None, "This form has made a card already. Save to change that card.")
    return _own_evidence_page(request, form)


def _own_evidence_page(
    request: SignedInRequest, form: OwnEvidenceForm, *, status: int = 422
) -> HttpResponse:
    """Show the form: empty or as stored, or what was typed with the status of its refusal."""
    context = {"section": "evidence", "form": form, "is_new": form.instance.pk is None}
    status = status if form.is_bound else 200
    return render(request, "evidence/own_evidence_form.html", context, status=status)
