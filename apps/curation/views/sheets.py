"""Spreadsheets: upload, match the columns, look, import, undo; and the bank as a file."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.paging import page_of
from apps.curation.access import curator_required
from apps.curation.exporting import TYPES, as_csv, as_xlsx, export, template
from apps.curation.forms.sheets import OPTIONAL, ColumnsForm, RowsForm, UploadForm
from apps.curation.listing import CurationFilter, listed
from apps.curation.models import SheetImport, SheetRow
from apps.curation.sheets.limits import SheetError
from apps.curation.sheets.write import (
    ChangedSince,
    RowsInError,
    columns_of,
    plan,
    run,
    undo,
    upload,
)
from apps.evidence.content import content_of
from apps.evidence.history import Difference, Undone, differences
from apps.evidence.models import EvidenceItem, Topic

PAGE_SIZE = 50
State = SheetImport.State
Outcome = SheetRow.Outcome


@require_safe
@curator_required
def list_sheets(request: SignedInRequest) -> HttpResponse:
    """The imports so far, and the form for another."""
    return _list_page(request, UploadForm())


def _list_page(request: SignedInRequest, form: UploadForm) -> HttpResponse:
    rows = SheetImport.objects.select_related("topic", "made_by")
    context = {
        "section": "curation",
        "form": form,
        "page": page_of(rows, request.GET.get("page"), size=PAGE_SIZE),
    }
    status = 422 if form.is_bound else 200
    return render(request, "curation/sheets.html", context, status=status)


@require_POST
@curator_required
def upload_sheet(request: SignedInRequest) -> HttpResponse:
    """Read a file; nothing of it is in the bank yet."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list_page(request, form)
    chosen = form.cleaned_data
    try:
        sheet = upload(
            chosen["file"].read(), chosen["topic"], status=chosen["status"], by=request.user
        )
    except SheetError as error:
        form.add_error("file", str(error))
        return _list_page(request, form)
    return redirect("curation:match_columns", sheet.uuid)


@require_safe
@curator_required
def download_template(request: SignedInRequest, kind: str) -> HttpResponse:
    """Our columns with one example row."""
    writers = {"csv": as_csv, "xlsx": as_xlsx}
    if kind not in writers:
        raise Http404
    return _file(writers[kind](template()), kind, "evidence-template")


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def match_columns(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Say which of our columns each column of the file is."""
    sheet = _sheet(uuid)
    if sheet.state not in (State.UPLOADED, State.READY):
        return _sheet_page(request, sheet, status=409)
    if request.method != "POST":
        return _columns_page(request, sheet, ColumnsForm(sheet=sheet), status=200)
    form = ColumnsForm(request.POST, sheet=sheet)
    if not form.is_valid():
        return _columns_page(request, sheet, form, status=422)
    with transaction.atomic():
        sheet = get_object_or_404(SheetImport.objects.select_for_update(), uuid=uuid)
        if sheet.state not in (State.UPLOADED, State.READY):
            return _sheet_page(request, sheet, status=409)
        sheet.columns = {str(number): name for number, name in form.columns.items()}
        plan(sheet)
    return redirect("curation:show_sheet", sheet.uuid)


def _columns_page(
    request: SignedInRequest, sheet: SheetImport, form: ColumnsForm, *, status: int
) -> HttpResponse:
    context = {"section": "curation", "sheet": sheet, "form": form, "rows": sheet.rows.count()}
    return render(request, "curation/sheet_columns.html", context, status=status)


def _sheet(uuid: UUID) -> SheetImport:
    return get_object_or_404(SheetImport.objects.select_related("topic", "made_by"), uuid=uuid)


@dataclass(frozen=True)
class Line:
    """A row of the preview: its claim, and what it would change in the stored item."""

    row: SheetRow
    claim: str
    changes: list[Difference]
    is_optional: bool


@require_safe
@curator_required
def show_sheet(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What importing would do, row by row; afterwards what it did."""
    sheet = _sheet(uuid)
    if sheet.state == State.UPLOADED:
        return redirect("curation:match_columns", sheet.uuid)
    return _sheet_page(request, sheet)


def _sheet_page(
    request: SignedInRequest,
    sheet: SheetImport,
    *,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    tally = dict(sheet.rows.order_by().values_list("outcome").annotate(n=Count("pk")))
    taken = sheet.rows.filter(take=True).exclude(outcome=Outcome.ERROR).count()
    asked = request.GET.get("show", "")
    shown = sheet.rows.filter(outcome=asked) if asked in Outcome.values else sheet.rows.all()
    page = page_of(shown.select_related("item"), request.GET.get("page"), size=PAGE_SIZE)
    lines = _lines(sheet, list(page.object_list))
    context = {
        "section": "curation",
        "sheet": sheet,
        "counts": [(each.value, each.label, tally.get(each.value, 0)) for each in Outcome],
        "rows": sum(tally.values()),
        "errors": tally.get(Outcome.ERROR.value, 0),
        "taken": taken,
        "show": asked if asked in Outcome.values else "",
        "query": f"show={asked}" if asked in Outcome.values else "",
        "page": page,
        "lines": lines,
        "has_choice": sheet.state == State.READY and any(line.is_optional for line in lines),
        "problem": problem,
    }
    return render(request, "curation/sheet_detail.html", context, status=status)


def _lines(sheet: SheetImport, rows: list[SheetRow]) -> list[Line]:
    """The rows of a page with what they would change: a fixed number of queries."""
    items = EvidenceItem.objects.with_content().in_bulk(
        [row.item_id for row in rows if row.item_id]
    )
    places = {name: number for number, name in columns_of(sheet).items()}
    place = places.get("title", 0)
    lines = []
    for row in rows:
        item = items.get(row.item_id or 0)
        said = row.content["content"] if row.content else None
        is_update = sheet.state == State.READY and item and said
        changes = differences(content_of(item), said) if is_update and item and said else []
        claim = row.cells[place] if place < len(row.cells) else ""
        lines.append(Line(row, claim, changes, row.outcome in OPTIONAL))
    return lines


@require_POST
@curator_required
def choose_rows(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Keep which conflicts and likely duplicates of a page are to be imported."""
    sheet = _sheet(uuid)
    if sheet.state != State.READY:
        return _sheet_page(request, sheet, status=409)
    form = RowsForm(request.POST, sheet=sheet)
    if not form.is_valid():
        problem = "The page was out of date. Look through the rows and choose again."
        return _sheet_page(request, sheet, status=422, problem=problem)
    form.cleaned_data["shown"].update(take=False)
    form.cleaned_data["take"].update(take=True)
    messages.success(request, "Your choice of rows is kept. Nothing is imported yet.")
    return redirect("curation:show_sheet", sheet.uuid)


@require_POST
@curator_required
def import_sheet(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Import all rows to be taken, or none. Sent twice, it is done once."""
    sheet = _sheet(uuid)
    if sheet.state in (State.UPLOADED, State.UNDONE):
        return _wrong_state(request, sheet)
    leave_out = request.POST.get("leave_out") == "yes"
    try:
        done = run(sheet, by=request.user, leave_out_errors=leave_out)
    except RowsInError:
        return _sheet_page(request, _sheet(uuid), status=422, problem=_bad_rows(sheet))
    except ChangedSince:
        problem = "The bank was changed since this preview, so nothing was imported. Look again."
        return _sheet_page(request, _sheet(uuid), status=409, problem=problem)
    if done:
        messages.success(request, "Imported.")
    return redirect("curation:show_sheet", sheet.uuid)


def _wrong_state(request: SignedInRequest, sheet: SheetImport) -> HttpResponse:
    if sheet.state == State.UPLOADED:
        return _columns_page(request, sheet, ColumnsForm(sheet=sheet), status=409)
    return _sheet_page(request, sheet, status=409)


def _bad_rows(sheet: SheetImport) -> str:
    bad = sheet.rows.filter(outcome=Outcome.ERROR)
    row = bad.first()
    if row is None:
        return ""
    others = bad.count() - 1
    more = f" (and {others} more row{'s' if others > 1 else ''})" if others else ""
    return f"Nothing was imported: row {row.number}, {'; '.join(row.problems)}{more}."


@require_POST
@curator_required
def undo_sheet(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take an import back; what was changed since stays."""
    sheet = _sheet(uuid)
    if sheet.state not in (State.IMPORTED, State.UNDONE):
        return _wrong_state(request, sheet)
    if undone := undo(sheet, by=request.user):
        messages.success(request, _what_was_undone(undone))
    return redirect("curation:show_sheet", sheet.uuid)


def _what_was_undone(undone: Undone) -> str:
    parts = [
        f"{len(titles)} {what}"
        for titles, what in (
            (undone.removed, "removed"),
            (undone.restored, "restored"),
            (undone.retired, "retired because a plan uses it"),
            (undone.kept, "left because somebody changed it since"),
        )
        if titles
    ]
    return f"Undone: {', '.join(parts) or 'there was nothing to take back'}."


@require_POST
@curator_required
def discard_sheet(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Throw an upload away that was not imported."""
    with transaction.atomic():
        # An import at work holds the row, and has changed its state when it lets go.
        locked = SheetImport.objects.select_for_update(of=("self",))
        sheet = get_object_or_404(locked, uuid=uuid)
        if sheet.state in (State.UPLOADED, State.READY):
            sheet.delete()
    if sheet.pk:
        return _sheet_page(request, sheet, status=409)
    messages.success(request, "The upload is thrown away. The bank is as it was.")
    return redirect("curation:list_sheets")


@require_safe
@curator_required
def download_rejected(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The rows with errors as CSV, as they were in the file, with the reasons beside."""
    sheet = _sheet(uuid)
    width = len(sheet.header)
    table = [[*sheet.header, "row in the file", "problems"]]
    for row in sheet.rows.filter(outcome=Outcome.ERROR):
        cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
        table.append([*cells, str(row.number), "; ".join(row.problems)])
    return _file(as_csv(table), "csv", "rejected-rows")


@require_safe
@curator_required
def export_evidence(request: SignedInRequest, kind: str) -> HttpResponse:
    """The items that a filter of the workspace finds, as a file."""
    if kind not in TYPES:
        raise Http404
    topics = list(Topic.objects.all())
    asked = request.GET.get("topic", "")
    topic = next((each for each in topics if each.slug == asked), topics[0] if topics else None)
    chosen = CurationFilter(request.GET, topic=topic, user=request.user)
    items = listed(EvidenceItem.objects.filter(owner=None, topic=topic), chosen)
    return _file(
        export(items, topic, kind), kind, f"evidence-{topic.slug}" if topic else "evidence"
    )


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    """A download under our own name with today's date."""
    response = HttpResponse(data, content_type=TYPES[kind])
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.{kind}"'
    return response
