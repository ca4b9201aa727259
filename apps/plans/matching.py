"""The page that offers matches for a point or a card; beside the board it fills the panel."""

from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.http import AppRequest
from apps.plans.access import demo_or_sign_in, get_plan, keep_private
from apps.plans.board import load
from apps.plans.counterparts import counterparts_of
from apps.plans.display import BoardView, CardView, PointView
from apps.plans.reply import draw


def _what_to_match(board: BoardView, point: str, card: str) -> tuple[PointView, CardView | None]:
    """The point asked for, or the card with its point; 404 when it is not on the board."""
    for view in board.points:
        if card:
            for one in view.cards:
                if one.placement.uuid == card:
                    return view, one
        elif view.point.uuid == point:
            return view, None
    raise Http404


@demo_or_sign_in
@require_safe
def list_counterparts(request: AppRequest, uuid: UUID) -> HttpResponse:
    """Evidence on what a point or a card leaves out; a fragment for htmx, else a page."""
    plan = get_plan(request, uuid)
    board = draw(load(plan))
    view, card = _what_to_match(board, request.GET.get("point", ""), request.GET.get("card", ""))
    context = {
        "plan": plan,
        "board": board,
        "found": counterparts_of(plan, board, user=request.user, view=view, card=card),
        "grouping": request.GET.get("view", ""),
        "form_id": uuid4(),
        "section": "plans",
    }
    name = "plans/_counterparts.html" if request.htmx else "plans/counterparts.html"
    return keep_private(render(request, name, context))
