"""Imports of the bank from spreadsheets."""

import uuid

from django.conf import settings
from django.db import models

from apps.evidence.models import EvidenceItem, Topic


class SheetImport(models.Model):
    """One uploaded spreadsheet: read, matched to our columns, previewed, imported or undone.

    Nothing of it is in the bank before the state is "imported". The steps of the items it
    wrote carry this uuid as their batch.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Columns to be matched"
        READY = "ready", "Ready to import"
        IMPORTED = "imported", "Imported"
        UNDONE = "undone", "Undone"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="sheet_imports")
    name = models.CharField(max_length=120, help_text="Our own name for the file")
    file_hash = models.CharField(max_length=64)
    header = models.JSONField(default=list, help_text="The column names of the file")
    columns = models.JSONField(default=dict, help_text="Our field for a column number")
    remarks = models.JSONField(default=list, help_text="What a person should know of the file")
    status = models.CharField(
        max_length=10,
        choices=EvidenceItem.Status,
        default=EvidenceItem.Status.DRAFT,
        help_text="Of rows that do not say theirs",
    )
    new_sources = models.JSONField(default=list, help_text="Keys of the sources it added")
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    imported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class SheetRow(models.Model):
    """One row of a spreadsheet: its cells as text, and what importing it would do."""

    class Outcome(models.TextChoices):
        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        SAME = "same", "Same"
        CONFLICT = "conflict", "Conflict"
        DUPLICATE = "duplicate", "Likely duplicate"
        ERROR = "error", "Error"

    sheet = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="Row of the file, the header being row 1")
    cells = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    problems = models.JSONField(default=list, help_text="Messages that name the column")
    content = models.JSONField(null=True, blank=True, help_text="The item as plain data")
    item = models.ForeignKey(
        EvidenceItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    take = models.BooleanField(default=True, help_text="Whether to import it")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="sheet_row_once"),
        ]

    def __str__(self) -> str:
        return f"row {self.number}"
