"""What the operations address answers: the changed regions, drawn as stored."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from apps.evidence.models import EvidenceItem
from apps.plans.board import Layout
from apps.plans.checks import check
from apps.plans.criteria import criterion_groups
from apps.plans.desk import Affected
from apps.plans.display import BoardView, board_view
from apps.plans.groupings import Grouping
from apps.plans.leader_table import leader_table
from apps.plans.models import Plan
from apps.plans.operations import Applied
from apps.plans.snapshot import snapshot_of
from apps.plans.timeline import timeline


def draw(layout: Layout) -> BoardView:
    """Draw a loaded plan: its snapshot, its checks and its arrangement."""
    snapshot = snapshot_of(layout)
    return board_view(snapshot, check(snapshot))


def merge(all_affected: list[Affected]) -> Affected:
    """Put together what several operations changed."""
    merged = Affected()
    for one in all_affected:
        merged.points |= one.points
        merged.body |= one.body
        merged.view |= one.view
        merged.judgement |= one.judgement
    return merged


def body_of(
    request: HttpRequest, plan: Plan, board: BoardView, grouping: Grouping
) -> dict[str, Any]:
    """What the body of some groupings shows besides the board: at most one query."""
    bank = EvidenceItem.objects.placeable_by(request.user).filter(topic=plan.question.topic_id)
    if grouping.name == "table":
        return {"table": leader_table(board, bank)}
    if grouping.name == "timeline":
        return {"timeline": timeline(board, bank, request.GET)}
    if grouping.name == "criteria":
        return {"groups": criterion_groups(board)}
    return {}


def fragments(
    request: HttpRequest, plan: Plan, board: BoardView, affected: Affected, *, grouping: Grouping
) -> dict[str, str]:
    """The regions to put in place of those with the same id, as HTML by id."""

    def drawn(template: str, **extra: Any) -> str:
        context = {"board": board, "grouping": grouping.name, **extra}
        return render_to_string(f"plans/{template}", context, request)

    found = {"check": drawn("_checks.html")}
    if affected.body or (affected.points and not grouping.has_parts):
        found["board-body"] = drawn("_body.html", **body_of(request, plan, board, grouping))
    else:
        for uuid in affected.points:
            view = board.point(str(uuid))
            if view:
                found[f"point-{uuid}"] = drawn("_point.html", view=view)
        if affected.points:
            found["pairs"] = drawn("_pairs.html")
        if affected.points and grouping.name == "theme":
            found["coverage"] = drawn("_coverage.html")
    if affected.view:
        found["my-view"] = drawn("_my_view.html")
    if affected.judgement:
        found["judgement"] = drawn("_judgement.html")
    return found


def counts(board: BoardView) -> dict[str, int]:
    """The numbers on the phone's tabs."""
    return {"points": len(board.points), "checks": len(board.report.open)}


def last_saved(applied: Applied) -> dict[str, Any]:
    """What the save line and the Undo and Redo buttons say after an operation."""
    return {
        "version": applied.version,
        "undo": applied.undo_label,
        "redo": applied.redo_label,
        "saved": timezone.localtime().strftime("%H:%M"),
    }
