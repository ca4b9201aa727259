"""The history of an item: who did what to it, and how it read afterwards."""

from django.conf import settings
from django.db import models

from apps.evidence.models.items import EvidenceItem


class ItemChange(models.Model):
    """One step in the life of an item of the bank; never changed afterwards.

    ``content`` is the item as plain data after the step (see ``apps/evidence/content.py``) and
    ``status`` its status then, so any step can be restored. ``batch`` is shared by the steps
    of one bulk edit, import or merge, which are taken back together.
    """

    class Verb(models.TextChoices):
        CREATED = "created", "Created"
        EDITED = "edited", "Edited"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"
        RESTORED = "restored", "Restored"
        CHECKED = "checked", "Marked as checked"
        UNCHECKED = "unchecked", "Check mark taken off"
        BULK_EDITED = "bulk_edited", "Edited with others"
        IMPORTED = "imported", "Imported"
        MERGED = "merged", "Merged"
        UNDONE = "undone", "Taken back"

    item = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="changes")
    verb = models.CharField(max_length=12, choices=Verb)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=EvidenceItem.Status)
    content = models.JSONField(default=dict)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    batch = models.UUIDField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.item}"
