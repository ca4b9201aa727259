"""Keeping the bank true: imports, duplicates, reports and suggestions."""

from apps.curation.models.care import BulkEdit, Letter, Report, SavedFilter, Suggestion
from apps.curation.models.duplicates import LikelyDuplicate, Merge
from apps.curation.models.notes import NoteDraft, NoteImport
from apps.curation.models.sheets import SheetImport, SheetRow

__all__ = [
    "BulkEdit",
    "Letter",
    "LikelyDuplicate",
    "Merge",
    "NoteDraft",
    "NoteImport",
    "Report",
    "SavedFilter",
    "SheetImport",
    "SheetRow",
    "Suggestion",
]
