"""What people say about the bank: reports of wrong facts, items proposed for everyone."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.evidence.models import EvidenceItem


class SavedFilter(models.Model):
    """A curator's own name for a way to filter the workspace; query is that of its address."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters"
    )
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_filter_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Queue(models.QuerySet[Any]):
    """Rows that wait for a curator's answer."""

    def waiting(self) -> "Queue":
        """Those without an answer yet."""
        return self.filter(answered_at=None)

    def answered(self) -> "Queue":
        """Those with an answer."""
        return self.filter(answered_at__isnull=False)


class Letter(models.Model):
    """Something a person wrote about an item, with a curator's answer."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    reply = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["made_at", "pk"]


class Report(Letter):
    """ "Report this fact": what a reader thinks is wrong with a published item."""

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", "Corrected"
        KEPT = "kept", "Kept as it is"

    item = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="reports")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    objects = Queue.as_manager()

    class Meta(Letter.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, outcome="")
                | Q(answered_at__isnull=False) & ~Q(outcome=""),
                name="answered_report_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"Report on {self.item}"


class Suggestion(Letter):
    """A person's own item, proposed for the bank. Accepting makes a draft; theirs stays theirs."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    item = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="suggestions")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    content = models.JSONField(
        default=dict, help_text="What was proposed: curators never see what the card says later"
    )
    accepted_as = models.ForeignKey(
        EvidenceItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = Queue.as_manager()

    class Meta(Letter.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(answered_at=None),
                name="one_waiting_suggestion_per_item",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, outcome="")
                | Q(answered_at__isnull=False) & ~Q(outcome=""),
                name="answered_suggestion_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"Suggested: {self.item}"


class BulkEdit(models.Model):
    """One change made to many items at once; its steps are the item changes with its uuid."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=200, help_text="In words, such as: added theme Terror")
    items = models.PositiveIntegerField(default=0)
    plans = models.PositiveIntegerField(default=0, help_text="Plans that use one of the items")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.what
