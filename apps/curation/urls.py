"""Addresses of curation: the workspace, imports, duplicates, reports and suggestions."""

from django.urls import path

from apps.curation.views import items as views_items
from apps.curation.views import letters as views_letters
from apps.curation.views import notes as views_notes
from apps.curation.views import pairs as views_pairs
from apps.curation.views import sheets as views_sheets
from apps.curation.views import workspace as views_workspace

app_name = "curation"

# Readers: report a fact, suggest an item
letters = [
    path("letters/", views_letters.list_own_letters, name="list_own_letters"),
    path("report/<uuid:uuid>/", views_letters.report_fact, name="report_fact"),
    path("suggest/<uuid:uuid>/", views_letters.suggest_item, name="suggest_item"),
]

# The workspace
workspace = [
    path("", views_workspace.show_workspace, name="show_workspace"),
    path("filters/", views_workspace.save_filter, name="save_filter"),
    path("filters/delete/", views_workspace.delete_filter, name="delete_filter"),
    path("bulk/", views_workspace.edit_many, name="edit_many"),
    path("bulk/done/", views_workspace.list_bulk_edits, name="list_bulk_edits"),
    path("bulk/<uuid:uuid>/undo/", views_workspace.undo_bulk_edit, name="undo_bulk_edit"),
    path("items/add/", views_items.add_item, name="add_item"),
    path("items/preview/", views_items.preview_item, name="preview_item"),
    path("items/<uuid:uuid>/", views_items.edit_item, name="edit_item"),
    path("items/<uuid:uuid>/retire/", views_items.retire_item, name="retire_item"),
    path("items/<uuid:uuid>/history/", views_items.show_history, name="show_history"),
    path(
        "items/<uuid:uuid>/history/<int:step>/restore/",
        views_items.restore_step,
        name="restore_step",
    ),
    path("reports/", views_letters.list_reports, name="list_reports"),
    path("reports/<uuid:uuid>/", views_letters.answer_one_report, name="answer_report"),
    path("suggestions/", views_letters.list_suggestions, name="list_suggestions"),
    path("suggestions/<uuid:uuid>/", views_letters.answer_one_suggestion, name="answer_suggestion"),
    path("duplicates/", views_pairs.list_duplicates, name="list_duplicates"),
    path("duplicates/<int:pk>/", views_pairs.show_pair, name="show_pair"),
    path(
        "duplicates/<int:pk>/different/",
        views_pairs.call_pair_different,
        name="call_pair_different",
    ),
    path("merges/", views_pairs.list_merges, name="list_merges"),
    path("merges/<uuid:uuid>/undo/", views_pairs.undo_one_merge, name="undo_merge"),
    path("disputes/", views_pairs.list_disputes, name="list_disputes"),
    path("disputes/link/", views_pairs.link_rivals, name="link_rivals"),
    path("disputes/unlink/", views_pairs.unlink_rivals, name="unlink_rivals"),
]

# Pasted notes and extracts
notes = [
    path("notes/", views_notes.list_notes, name="list_notes"),
    path("notes/paste/", views_notes.paste_notes, name="paste_notes"),
    path("notes/arguments/", views_notes.offer_strands, name="offer_strands"),
    path("notes/<uuid:uuid>/", views_notes.show_notes, name="show_notes"),
    path("notes/drafts/<uuid:uuid>/", views_notes.edit_draft, name="edit_draft"),
]

# Spreadsheets and exports
sheets = [
    path("sheets/", views_sheets.list_sheets, name="list_sheets"),
    path("sheets/upload/", views_sheets.upload_sheet, name="upload_sheet"),
    path("sheets/template.<str:kind>", views_sheets.download_template, name="download_template"),
    path("sheets/<uuid:uuid>/", views_sheets.show_sheet, name="show_sheet"),
    path("sheets/<uuid:uuid>/columns/", views_sheets.match_columns, name="match_columns"),
    path("sheets/<uuid:uuid>/rows/", views_sheets.choose_rows, name="choose_rows"),
    path("sheets/<uuid:uuid>/import/", views_sheets.import_sheet, name="import_sheet"),
    path("sheets/<uuid:uuid>/undo/", views_sheets.undo_sheet, name="undo_sheet"),
    path("sheets/<uuid:uuid>/discard/", views_sheets.discard_sheet, name="discard_sheet"),
    path(
        "sheets/<uuid:uuid>/rejected.csv", views_sheets.download_rejected, name="download_rejected"
    ),
    path("export.<str:kind>", views_sheets.export_evidence, name="export_evidence"),
]

urlpatterns = [*letters, *workspace, *notes, *sheets]
