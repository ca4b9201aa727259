"""Pasted revision notes and extracts: paste, look, make drafts, and take them to the bank."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.paging import page_of
from apps.curation import drafting
from apps.curation.access import curator_required
from apps.curation.extracts import read_extract
from apps.curation.forms.notes import (
    DraftForm,
    PasteForm,
    QuestionChoiceForm,
    StrandFormSet,
    add_strands,
    strands_to_offer,
)
from apps.curation.models import NoteDraft, NoteImport
from apps.curation.notes import TooManyLines, read_notes, text_hash
from apps.curation.pasting import NotesRefused, known_import, store_notes, vocabulary_of
from apps.evidence.models import Source
from apps.questions.models import Question

IMPORTS_PAGE, DRAFTS_PAGE = 25, 100
OPEN = NoteDraft.State.OPEN
# More set-aside lines than this are counted, not listed.
MOST_ASIDE = 200


@require_safe
@curator_required
def list_notes(request: SignedInRequest) -> HttpResponse:
    """Show what was pasted, newest first, and how far each is."""
    imports = NoteImport.objects.select_related("topic", "made_by").annotate(
        drafts_made=Count("drafts"),
        to_do=Count("drafts", filter=Q(drafts__state=OPEN)),
        published=Count("drafts", filter=Q(drafts__state=NoteDraft.State.PUBLISHED)),
    )
    imports = imports.defer("text").order_by("-made_at", "-pk")
    page = page_of(imports, request.GET.get("page"), size=IMPORTS_PAGE)
    return render(request, "curation/notes_list.html", {"section": "curation", "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def paste_notes(request: SignedInRequest) -> HttpResponse:
    """Look at pasted notes without writing anything; then, once seen, make the drafts."""
    if request.method != "POST":
        return _paste_page(request, PasteForm())
    form = PasteForm(request.POST)
    if not form.is_valid():
        return _paste_page(request, form, status=422)
    topic, text = form.cleaned_data["topic"], form.cleaned_data["text"]
    known = known_import(topic, text)
    if known:
        messages.info(request, "These notes were pasted before. Here they are.")
        return redirect("curation:show_notes", known.uuid)
    vocabulary = vocabulary_of(topic)
    try:
        read = read_notes(text, vocabulary)
        # What is made is what was looked at, not what was typed since.
        if request.POST.get("step") == "make" and request.POST.get("seen") == text_hash(text):
            stored = store_notes(topic, form.cleaned_data["name"], text, by=request.user, read=read)
            messages.success(request, f"Made {read.drafts} drafts. Nothing is published yet.")
            return redirect("curation:show_notes", stored.notes.uuid)
    except (TooManyLines, NotesRefused) as refused:
        form.add_error("text", str(refused))
        return _paste_page(request, form, status=422)
    extract = read_extract(text, vocabulary)
    return _paste_page(
        request,
        form,
        read=read,
        aside=read.set_aside[:MOST_ASIDE],
        seen=text_hash(text),
        extract=extract,
        choice=QuestionChoiceForm(topic=topic) if extract else None,
    )


def _paste_page(
    request: SignedInRequest, form: PasteForm, *, status: int = 200, **shown: Any
) -> HttpResponse:
    context = {"section": "curation", "form": form, **shown}
    return render(request, "curation/notes_paste.html", context, status=status)


@require_safe
@curator_required
def show_notes(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show the drafts of one import, card by card."""
    notes = get_object_or_404(NoteImport.objects.select_related("topic"), uuid=uuid)
    counts = dict(notes.drafts.order_by().values_list("state").annotate(number=Count("pk")))
    state = request.GET.get("state", "")
    drafts = notes.drafts.prefetch_related("leaders").select_related("main_theme", "item")
    if state in NoteDraft.State.values:
        drafts = drafts.filter(state=state)
    else:
        state = ""
    context = {
        "section": "curation",
        "notes": notes,
        "page": page_of(drafts, request.GET.get("page"), size=DRAFTS_PAGE),
        "state": state,
        "states": [
            (value, label, counts.get(value, 0)) for value, label in NoteDraft.State.choices
        ],
        "total": sum(counts.values()),
        "first": drafting.first_open(notes),
        "query": f"state={state}" if state else "",
    }
    return render(request, "curation/notes_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def edit_draft(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Show a draft beside its pasted wording; save, publish, set aside, split or merge it."""
    drafts = NoteDraft.objects.select_related("notes__topic", "main_theme", "source", "item")
    drafts = drafts.defer("notes__text")
    if request.method == "POST":
        with transaction.atomic():
            # Whoever changes drafts of one import at once comes one after the other: a split or
            # merge touches the neighbours too.
            found = get_object_or_404(NoteDraft.objects.only("notes_id"), uuid=uuid)
            NoteImport.objects.select_for_update().only("pk").get(pk=found.notes_id)
            return _change_draft(request, drafts.get(uuid=uuid))
    draft = get_object_or_404(drafts, uuid=uuid)
    return _draft_page(request, DraftForm(draft=draft, usual_source=_usual_source(draft)))


def _change_draft(request: SignedInRequest, draft: NoteDraft) -> HttpResponse:
    action = request.POST.get("action", "save")
    form = DraftForm(request.POST, draft=draft)
    if request.POST.get("version") != str(draft.version):
        form.is_valid()
        form.add_error(
            None,
            "This draft was changed in another window. What you typed is still here: compare it"
            " with what is stored now, then save again.",
        )
        stored = NoteDraft.objects.get(pk=draft.pk)
        return _draft_page(request, form, status=409, stored=stored)
    if action == "reopen" and draft.state in (NoteDraft.State.SET_ASIDE, NoteDraft.State.MERGED):
        drafting.set_state(draft, OPEN)
        return redirect("curation:edit_draft", draft.uuid)
    if draft.state != OPEN:
        form.is_valid()
        form.add_error(None, f"This draft is not open any more: {draft.get_state_display()}.")
        return _draft_page(request, form, status=409)
    is_valid = form.is_valid()
    if action == "publish":
        if not form.check_complete():
            return _draft_page(request, form, status=422, is_refused=True)
    elif not is_valid:
        return _draft_page(request, form, status=422)
    words = drafting.wording_to_split(draft).strip()
    form.save()
    if action == "publish":
        item = drafting.publish(draft, by=request.user)
        messages.success(request, f"Published: {item.title}")
        return _go_on(draft)
    if action == "set_aside":
        drafting.set_state(draft, NoteDraft.State.SET_ASIDE)
        messages.success(request, "Set aside.")
        return _go_on(draft)
    if action == "split":
        return _split(request, draft, words)
    if action in ("merge_next", "merge_previous"):
        return _merge(request, draft, step=1 if action == "merge_next" else -1)
    messages.success(request, "Saved.")
    if action == "next":
        return _go_on(draft)
    return redirect("curation:edit_draft", draft.uuid)


def _go_on(draft: NoteDraft) -> HttpResponse:
    """To the next draft that is to do; to the import when that was the last."""
    following = drafting.next_open(draft)
    if following:
        return redirect("curation:edit_draft", following.uuid)
    return redirect("curation:show_notes", draft.notes.uuid)


def _split(request: SignedInRequest, draft: NoteDraft, words: str) -> HttpResponse:
    """Cut the draft where chosen; where its words were changed meanwhile, ask again."""
    places = drafting.places_to_split(words)
    chosen = request.POST.get("place", "")
    if drafting.wording_to_split(draft).strip() != words or chosen not in map(str, places):
        messages.info(request, "Saved. Now choose where to split these words.")
    else:
        drafting.split(draft, int(chosen))
        messages.success(request, "Split in two. This is the first part.")
    return redirect("curation:edit_draft", draft.uuid)


def _merge(request: SignedInRequest, draft: NoteDraft, *, step: int) -> HttpResponse:
    other = drafting.neighbour(draft, step=step, states=(OPEN.value,))
    if other is None:
        messages.info(request, "Saved. There is no open draft to merge with on that side.")
        return redirect("curation:edit_draft", draft.uuid)
    try:
        drafting.merge(draft, other)
    except drafting.CannotMerge as refused:
        messages.warning(request, f"Saved, but not merged. {refused}")
    else:
        messages.success(request, "Merged. Say it as one claim.")
    return redirect("curation:edit_draft", draft.uuid)


def _usual_source(draft: NoteDraft) -> Source | None:
    """The source last given in this import: most drafts of one deck have the same."""
    latest = (
        NoteDraft.objects.filter(notes=draft.notes_id, source__isnull=False)
        .select_related("source")
        .order_by("-updated_at")
        .first()
    )
    return latest.source if latest else None


def _draft_page(
    request: SignedInRequest, form: DraftForm, *, status: int = 200, **shown: Any
) -> HttpResponse:
    draft = form.draft
    words = drafting.wording_to_split(draft).strip()
    context = {
        "section": "curation",
        "form": form,
        "draft": draft,
        "notes": draft.notes,
        "to_do": draft.notes.drafts.filter(state=OPEN).count(),
        "following": drafting.next_open(draft),
        "before": drafting.neighbour(draft, step=-1, states=tuple(NoteDraft.State.values)),
        "places": [
            (place, words[max(0, place - 40) : place].strip(), words[place : place + 40].strip())
            for place in drafting.places_to_split(words)
        ],
        **shown,
    }
    return render(request, "curation/draft_form.html", context, status=status)


@require_POST
@curator_required
def offer_strands(request: SignedInRequest) -> HttpResponse:
    """Offer the strands of a pasted extract for a question's sides; add those ticked."""
    form = PasteForm(request.POST)
    if not form.is_valid():
        return _paste_page(request, form, status=422)
    topic, text = form.cleaned_data["topic"], form.cleaned_data["text"]
    extract = read_extract(text, vocabulary_of(topic))
    choice = QuestionChoiceForm(request.POST, topic=topic)
    if extract is None:
        form.add_error("text", "No arguments for or against a view were found in this.")
        return _paste_page(request, form, status=422)
    if not choice.is_valid():
        return _paste_page(request, form, status=422, extract=extract, choice=choice)
    question = choice.cleaned_data["question"]
    sides, themes = list(question.sides.all()), list(topic.themes.all())
    options = {"sides": sides, "themes": themes, "notes": text}
    is_saving = request.POST.get("step") == "save"
    strands = StrandFormSet(
        request.POST if is_saving else None,
        initial=strands_to_offer(extract, sides),
        prefix="strand",
        form_kwargs=options,
    )
    if is_saving and strands.is_valid():
        with transaction.atomic():
            # A double click adds nothing twice.
            Question.objects.select_for_update().only("pk").get(pk=question.pk)
            made = add_strands([each.cleaned_data for each in strands.forms], question, themes)
            question.touch()
        messages.success(request, f"Added {made} argument{'' if made == 1 else 's'}.")
        return redirect(f"{reverse('questions:show_question', args=[question.uuid])}#arguments")
    context = {
        "section": "curation",
        "form": form,
        "question": question,
        "strands": strands,
        "extract": extract,
    }
    status = 422 if is_saving else 200
    return render(request, "curation/strands_form.html", context, status=status)
