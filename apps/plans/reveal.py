"""After an attempt: the plan beside the possible arguments, and beside what others made of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import AppRequest, SignedInRequest
from apps.plans.access import demo_or_sign_in, get_plan, keep_private, own_plan
from apps.plans.board import load
from apps.plans.checks import check
from apps.plans.display import STANCE_WORDS, board_view
from apps.plans.models import Plan
from apps.plans.out import sheet_of
from apps.plans.reveal_forms import (
    MISSED,
    DecisionsForm,
    EssayForm,
    PublishForm,
    RetireForm,
    RevealForm,
    RivalsForm,
    decided_on,
    decisive_claim,
    unfit,
)
from apps.plans.sharing import for_readers
from apps.plans.snapshot import PlanSnapshot, PointSnapshot, from_json, snapshot_of, to_json
from apps.plans.strands import (
    SideOfScheme,
    StrandPart,
    StrandText,
    StrandView,
    beside,
    has_evidence,
)
from apps.questions.models import IndicativeStrand, ModelAnswer, Question, may_publish
from apps.questions.revealing import reveal, revealed_ids

# So many points with evidence are an attempt; with fewer, the student says that they tried.
ATTEMPT = 2
TRY_FIRST = "Tick the box to say that you have tried, or plan two points with evidence first."


@dataclass(frozen=True, slots=True)
class PartView:
    """A part with its field, what was decided, and the point that is said to cover it."""

    part: StrandPart
    field: Any
    state: str
    point: PointSnapshot | None


@dataclass(frozen=True, slots=True)
class SideView:
    """A side of the comparison; extras are the points that match no argument."""

    side: SideOfScheme
    strands: tuple[tuple[StrandView, tuple[PartView, ...]], ...]
    extras: tuple[PointSnapshot, ...]


def _strands(question: Question) -> list[StrandText]:
    strands = IndicativeStrand.objects.filter(side__question=question)
    return [
        StrandText(
            key=strand.pk,
            side=str(strand.side.uuid),
            theme=strand.theme.slug,
            title=strand.title,
            gist=strand.gist,
        )
        for strand in strands.select_related("side", "theme").order_by("side", "order", "pk")
    ]


def _side_view(side: SideOfScheme, form: DecisionsForm, decided: dict[str, str]) -> SideView:
    points = {point.uuid: point for point in side.points}
    matched = set()
    for part in side.parts:
        answer = decided.get(part.name, "")
        matched.add(answer)
        if not answer and part.suggestion:
            # Not decided yet, so the point may still turn out to match.
            matched.add(part.suggestion.point.uuid)

    def view(part: StrandPart) -> PartView:
        answer = decided.get(part.name, "")
        state = answer and ("missed" if answer == MISSED else "covered")
        return PartView(part, form[part.name], state, points.get(answer))

    return SideView(
        side=side,
        strands=tuple(
            (strand, tuple(view(part) for part in strand.parts)) for strand in side.strands
        ),
        extras=tuple(point for point in side.points if point.uuid not in matched),
    )


def _reveal_page(
    request: HttpRequest, plan: Plan, snapshot: PlanSnapshot, *, status: int = 200, error: str = ""
) -> HttpResponse:
    """The page before the reveal."""
    context = {
        "plan": plan,
        "has_tried": len(has_evidence(snapshot)) >= ATTEMPT,
        "error": error,
        "section": "plans",
    }
    return keep_private(render(request, "plans/reveal.html", context, status=status))


def _comparison(
    request: HttpRequest,
    plan: Plan,
    snapshot: PlanSnapshot,
    sides: Sequence[SideOfScheme],
    form: DecisionsForm,
    decided: dict[str, str],
) -> HttpResponse:
    models = ModelAnswer.objects.published().filter(question=plan.question)
    context = {
        "plan": plan,
        "question": snapshot.question,
        "sides": [_side_view(side, form, decided) for side in sides],
        "form": form,
        "has_models": models.exists(),
        "section": "plans",
    }
    status = 422 if form.errors else 200
    return keep_private(render(request, "plans/mark_scheme.html", context, status=status))


@demo_or_sign_in
@require_safe
def show_mark_scheme(request: AppRequest, uuid: UUID) -> HttpResponse:
    """The plan beside the possible arguments, once it is revealed."""
    plan = get_plan(request, uuid)
    snapshot = snapshot_of(load(plan))
    if plan.revealed_at is None:
        return _reveal_page(request, plan, snapshot)
    sides = beside(snapshot, _strands(plan.question))
    decided = decided_on(plan, sides)
    form = DecisionsForm(sides=sides, decided=decided)
    return _comparison(request, plan, snapshot, sides, form, decided)


@demo_or_sign_in
@require_POST
def reveal_mark_scheme(request: AppRequest, uuid: UUID) -> HttpResponse:
    """Open the possible arguments after an attempt."""
    plan = get_plan(request, uuid)
    form = RevealForm(request.POST)
    form.full_clean()
    snapshot = snapshot_of(load(plan))
    if len(has_evidence(snapshot)) < ATTEMPT and not form.cleaned_data.get("tried"):
        return _reveal_page(request, plan, snapshot, status=422, error=TRY_FIRST)
    plan.reveal()
    reveal(request, plan.question.uuid)
    return redirect("plans:show_mark_scheme", uuid)


@demo_or_sign_in
@require_POST
def decide_strands(request: AppRequest, uuid: UUID) -> HttpResponse:
    """Keep what the student says of the possible arguments."""
    plan = get_plan(request, uuid)
    snapshot = snapshot_of(load(plan))
    if plan.revealed_at is None:
        return _reveal_page(request, plan, snapshot, status=409)
    sides = beside(snapshot, _strands(plan.question))
    decided = decided_on(plan, sides)
    form = DecisionsForm(request.POST, sides=sides, decided=decided)
    if not form.is_valid():
        return _comparison(request, plan, snapshot, sides, form, decided)
    form.save_for(plan)
    messages.success(request, "Saved. The decisions are yours; nobody marks them.")
    return redirect("plans:show_mark_scheme", uuid)


@demo_or_sign_in
@require_safe
def show_verdicts(request: AppRequest, uuid: UUID) -> HttpResponse:
    """The student's verdict beside two that disagree."""
    plan = get_plan(request, uuid)
    if plan.revealed_at is None:
        return redirect("plans:show_mark_scheme", uuid)
    snapshot = snapshot_of(load(plan))
    models = list(
        ModelAnswer.objects.published().filter(question=plan.question).defer("body", "snapshot")
    )
    form = RivalsForm(request.GET, models=models)
    stance = snapshot.judgement_stance
    context = {
        "plan": plan,
        "mine": snapshot,
        "stance": "" if stance is None else f"{STANCE_WORDS[stance]} the view",
        "decisive": snapshot.point(snapshot.decisive_point or ""),
        "spelling": snapshot.question.scheme.judgement_spelling,
        "rivals": form.rivals,
        "form": form if len(models) > len(form.rivals) else None,
        "section": "plans",
    }
    return keep_private(render(request, "plans/verdicts.html", context))


def _models(request: SignedInRequest) -> QuerySet[ModelAnswer]:
    """The model answers this person may read."""
    own = Plan.objects.visible_to(request.user).exclude(revealed_at=None)
    revealed = [*revealed_ids(request), *own.values_list("question__uuid", flat=True)]
    return ModelAnswer.objects.visible_to(request.user, revealed=revealed)


def _get_model(request: SignedInRequest, uuid: UUID) -> ModelAnswer:
    models = _models(request).select_related("question__paper__board")
    return get_object_or_404(models, uuid=uuid)


@require_safe
def show_model(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A model answer in full: the plan as it was published, or the essay."""
    model = _get_model(request, uuid)
    context: dict[str, Any] = {
        "model": model,
        "question": model.question,
        "spelling": model.question.paper.board.judgement_spelling,
        "may_edit": ModelAnswer.objects.editable_by(request.user).filter(pk=model.pk).exists(),
        "section": "questions",
    }
    if model.snapshot is not None:
        frozen = from_json(json.dumps(model.snapshot))
        context |= sheet_of(board_view(frozen, check(frozen)), {"notes", "because", "sources"})
    return render(request, "plans/model_detail.html", context)


@require_POST
def retire_model(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Hide a model answer from students, or show it again."""
    model = _get_model(request, uuid)
    if not ModelAnswer.objects.editable_by(request.user).filter(pk=model.pk).exists():
        raise PermissionDenied
    form = RetireForm(request.POST)
    form.full_clean()
    if form.cleaned_data["back"]:
        model.bring_back()
    else:
        model.retire()
    return redirect("plans:show_model", uuid)


def _published(request: HttpRequest, model: ModelAnswer | None) -> HttpResponse:
    if model is None:
        raise Http404
    messages.success(request, "Published. Students see it once they have shown the arguments.")
    return redirect("plans:show_model", model.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def add_model(request: SignedInRequest, question: UUID) -> HttpResponse:
    """Publish a model essay on a question."""
    found = get_object_or_404(Question.objects.visible_to(request.user), uuid=question)
    if not may_publish(request.user):
        raise PermissionDenied
    form = EssayForm(request.POST if request.method == "POST" else None, author=request.user)
    if form.is_bound and form.is_valid():
        return _published(request, form.publish(found))
    context = {
        "form": form,
        "title": "Add a model essay",
        "question": found,
        "back": reverse("questions:show_question", args=[found.uuid]),
        "section": "questions",
    }
    status = 422 if form.is_bound else 200
    return render(request, "plans/model_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def publish_plan(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Publish a plan of one's own as a model, as it stands now."""
    plan = own_plan(request, uuid)
    if not may_publish(request.user):
        raise PermissionDenied
    snapshot = snapshot_of(load(plan))
    lacks = unfit(snapshot)
    form = PublishForm(
        request.POST if request.method == "POST" else None,
        author=request.user,
        title=plan.title[:120],
        lean=plan.judgement_stance,
    )
    if form.is_bound and form.is_valid() and not lacks:
        # What was set aside is between the author and the checks; private items stay private.
        frozen = for_readers(replace(snapshot, dismissals=()))
        return _published(
            request,
            form.publish(
                plan.question,
                kind=ModelAnswer.Kind.PLAN,
                thesis=snapshot.thesis,
                judgement=snapshot.judgement,
                decisive=decisive_claim(snapshot)[:1000],
                snapshot=json.loads(to_json(frozen)),
            ),
        )
    context = {
        "form": form,
        "title": "Publish this plan as a model",
        "question": plan.question,
        "plan": plan,
        "lacks": lacks,
        "back": reverse("plans:show_plan", args=[plan.uuid]),
        "section": "plans",
    }
    status = 422 if form.is_bound else 200
    return render(request, "plans/model_form.html", context, status=status)
