"""One item of the bank: its form with a preview, where it is used, and its history."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.paging import page_of
from apps.curation.access import curator_required
from apps.curation.duplicates import alike_items, call_different, claim_in
from apps.curation.editing import bank_item, fingerprint, retire, save, uses_of
from apps.curation.forms.items import ItemForm
from apps.evidence.content import Content, content_of
from apps.evidence.history import Difference, differences, restore
from apps.evidence.models import EvidenceItem, ItemChange, Topic
from apps.evidence.publishing import reasons_against

STEPS_A_PAGE = 25
# Buttons that show the form again and store nothing.
LOOKING = ("preview", "find")


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def add_item(request: SignedInRequest) -> HttpResponse:
    """Write a new item of the bank: a draft, or published at once."""
    topic = topic_of(request)
    if request.method != "POST":
        return _item_page(request, ItemForm(topic=topic), status=200)
    form = ItemForm(request.POST, topic=topic)
    form.is_valid()
    token = form.cleaned_data.get("token")
    made = EvidenceItem.objects.filter(owner=None, uuid=token).first() if token else None
    if made:
        # The other half of a double click; or Back and other words, which are not thrown away.
        return _save_change(request, made.uuid)
    if token is None and request.POST.get("action") not in LOOKING:
        form.add_error(None, "The form is incomplete. Load the page again.")
    try:
        with transaction.atomic():
            item = EvidenceItem(uuid=token, topic=topic) if token else EvidenceItem(topic=topic)
            return _save_item(request, form, item)
    except IntegrityError:
        return redirect("curation:edit_item", get_object_or_404(EvidenceItem, uuid=token).uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def edit_item(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Change an item; what is published gets a new revision, plans keep the one they placed."""
    if request.method != "POST":
        item = bank_item(uuid)
        return _item_page(request, ItemForm(topic=item.topic, item=item), status=200)
    return _save_change(request, uuid)


def _save_change(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    with transaction.atomic():
        item = bank_item(uuid, locked=True)
        form = ItemForm(request.POST, topic=item.topic, item=item)
        return _save_item(request, form, item)


def _save_item(request: SignedInRequest, form: ItemForm, item: EvidenceItem) -> HttpResponse:
    """Save what was typed, or show it again with the reasons why not."""
    action = request.POST.get("action", "")
    if action in LOOKING:
        return _item_page(request, form, status=200)
    is_public = item.status == EvidenceItem.Status.PUBLISHED
    publish = action == "publish" or (item.pk is not None and is_public)
    if not form.is_valid():
        return _item_page(request, form, status=422)
    content = form.content()
    if item.pk and request.POST.get("written_on") != fingerprint(item):
        met = differences(content_of(item), content)
        if met:
            return _item_page(request, form, status=409, met=met)
    reasons = _reasons(form, content) if publish else []
    if reasons:
        return _item_page(request, form, status=422, reasons=reasons)
    alike = (
        []
        if _says_the_same(form, content)
        else alike_items(claim_in(content), form.topic, besides=item.pk)
    )
    if alike and request.POST.get("anyway") != "yes":
        return _item_page(request, form, status=422, alike=[other for other, _ in alike])
    before = item.pk
    changed = save(item, form.content_with_new_source(), by=request.user, publish=publish)
    if alike:
        call_different(item, [other.pk for other, _ in alike], by=request.user)
    _say_what_was_saved(request, item, changed=changed, is_new=before is None, was_public=is_public)
    return redirect("curation:edit_item", item.uuid)


def _reasons(form: ItemForm, content: Content) -> list[str]:
    sources = [*content["sources"], "new"] if form.new_source.is_given else content["sources"]
    return reasons_against({**content, "sources": sources})


def _says_the_same(form: ItemForm, content: Content) -> bool:
    """Whether nothing changed that makes two items alike."""
    return form.stored is not None and claim_in(form.stored) == claim_in(content)


def _say_what_was_saved(
    request: SignedInRequest, item: EvidenceItem, *, changed: bool, is_new: bool, was_public: bool
) -> None:
    if not changed:
        messages.info(request, "Nothing was changed.")
    elif item.status != EvidenceItem.Status.PUBLISHED:
        messages.success(request, "Saved as a draft." if is_new else "Saved.")
    elif not was_public:
        messages.success(request, "Published. Students can find it now.")
    else:
        plans, _ = uses_of([item.pk]).get(item.pk, (0, 0))
        keep, are = ("plan keeps", "is") if plans == 1 else ("plans keep", "are")
        told = f" {plans} {keep} the old text and {are} offered the new one." if plans else ""
        messages.success(request, f"Saved as revision {item.version}.{told}")


def topic_of(request: SignedInRequest) -> Topic:
    """The topic asked for, else the first; 404 before any content is loaded."""
    topics = list(Topic.objects.all())
    asked = request.GET.get("topic", "")
    found = next((each for each in topics if each.slug == asked), topics[0] if topics else None)
    if found is None:
        raise Http404
    return found


def _item_page(
    request: SignedInRequest, form: ItemForm, *, status: int, **extra: Any
) -> HttpResponse:
    item = form.item
    plans, points = uses_of([item.pk]).get(item.pk, (0, 0)) if item else (0, 0)
    words = request.POST.get("rival_words", "")[:200].replace("\0", " ")
    context = {
        "section": "curation",
        "form": form,
        "item": item,
        "topic": form.topic,
        "card": form.card,
        "written_on": _written_on(request, item, status),
        "plans": plans,
        "points": points,
        "reports": item.reports.waiting().count() if item else 0,
        "rival_words": words,
        "found": form.find_rivals(words) if request.POST.get("action") == "find" else [],
        "is_refused": status == 422,
        **extra,
    }
    return render(request, "curation/item_form.html", context, status=status)


def _written_on(request: SignedInRequest, item: EvidenceItem | None, status: int) -> str:
    """What the form shown was written on: what it was sent with, or after a conflict what is now.

    Saving again after a conflict replaces what the other window wrote.
    """
    if item is None:
        return ""
    sent = request.POST.get("written_on")
    return fingerprint(item) if sent is None or status == 409 else sent


@require_POST
@curator_required
def preview_item(request: SignedInRequest) -> HttpResponse:
    """Draw the card of what is typed so far; nothing is stored."""
    form = ItemForm(request.POST, topic=topic_of(request))
    return render(request, "curation/_card.html", {"card": form.card})


@require_POST
@curator_required
def retire_item(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take an item out of the bank; the second half of a double click finds it out already."""
    with transaction.atomic():
        item = bank_item(uuid, locked=True)
        retire(item, by=request.user)
    messages.success(request, "Retired. Plans that use it keep it and say that it is retired.")
    return redirect("curation:edit_item", item.uuid)


@dataclass(frozen=True)
class Step:
    """One step of an item's history with what it changed."""

    change: ItemChange
    changes: list[Difference]
    is_latest: bool


@require_safe
@curator_required
def show_history(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Who changed what in an item, newest first."""
    item = bank_item(uuid)
    rows = item.changes.select_related("by")
    page = page_of(rows, request.GET.get("page"), size=STEPS_A_PAGE)
    shown = list(page.object_list)
    following = [*shown[1:], rows.filter(pk__lt=shown[-1].pk).first()] if shown else []
    latest = rows.first()
    steps = [
        Step(
            change,
            differences(before.content, change.content) if before else [],
            change == latest,
        )
        for change, before in zip(shown, following, strict=True)
    ]
    context = {"section": "curation", "item": item, "page": page, "steps": steps}
    return render(request, "curation/history.html", context)


@require_POST
@curator_required
def restore_step(request: SignedInRequest, uuid: UUID, step: int) -> HttpResponse:
    """Make an item read as it did after a step of its history."""
    with transaction.atomic():
        item = bank_item(uuid, locked=True)
        change = get_object_or_404(item.changes, pk=step)
        if (change.content, change.status) == (content_of(item), item.status):
            messages.info(request, "The item reads like that already.")
        else:
            restore(item, change, by=request.user)
            messages.success(request, "Restored. The step before is in the history, too.")
    return redirect("curation:show_history", item.uuid)
