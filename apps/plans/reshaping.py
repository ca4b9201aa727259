"""Pages that give a plan another shape, or use it again for another question."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.http import AppRequest, SignedInRequest
from apps.accounts.paging import page_of
from apps.plans.access import demo_or_sign_in, get_plan, keep_private, own_plan
from apps.plans.board import load
from apps.plans.fitting import fit_to
from apps.plans.forms import QuestionForm
from apps.plans.shapes import SHAPES
from apps.plans.snapshot import snapshot_of
from apps.plans.views import copy_once
from apps.questions.models import Question, Side

QUESTIONS_A_PAGE = 50


@demo_or_sign_in
@require_safe
def choose_shape(request: AppRequest, uuid: UUID) -> HttpResponse:
    """Choose how the plan is laid out; nothing in it is lost by that."""
    plan = get_plan(request, uuid)
    context = {
        "plan": plan,
        "shapes": SHAPES.values(),
        "suits": SHAPES.get(plan.question.template),
        "section": "plans",
    }
    return keep_private(render(request, "plans/shape.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def reuse_plan(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Copy a plan to another question of its topic, after showing what that will do."""
    plan = own_plan(request, uuid)
    has_sides = Exists(Side.objects.filter(question=OuterRef("pk")))
    questions = (
        Question.objects.visible_to(request.user)
        .filter(has_sides, topic=plan.question.topic_id)
        .exclude(pk=plan.question_id)
        .select_related("paper__board", "scheme", "topic")
    )
    data = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and "question" not in data:
        page = page_of(
            questions.related_to(plan.question), request.GET.get("page", "1"), size=QUESTIONS_A_PAGE
        )
        context = {"plan": plan, "page": page, "section": "plans"}
        return render(request, "plans/reuse.html", context)
    form = QuestionForm(data, questions=questions)
    if not form.is_valid():
        raise Http404
    question: Question = form.cleaned_data["question"]
    fitting = fit_to(snapshot_of(load(plan)), asked=plan.question, question=question)
    if request.method == "POST":
        title = (question.view or question.stem)[:160]
        response = copy_once(request, plan, title=title, fitting=fitting)
        messages.success(
            request, "Copied. Your view and judgement are word for word as before: read them again."
        )
        if fitting.strays:
            messages.warning(
                request, "Some points have moved to the first side: see where each belongs."
            )
        return response
    context = {"plan": plan, "question": question, "fitting": fitting, "section": "plans"}
    return render(request, "plans/reuse_preview.html", context)
