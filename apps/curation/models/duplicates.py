"""Items that may say the same thing, and merges of those that do."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.accounts.models import User
from apps.evidence.models import EvidenceItem


class LikelyDuplicateQuerySet(models.QuerySet["LikelyDuplicate"]):
    """Pairs by what is to be done about them."""

    def waiting(self) -> "LikelyDuplicateQuerySet":
        """Pairs to be looked at: open, with both items still in the bank."""
        retired = EvidenceItem.Status.RETIRED
        return self.filter(state=LikelyDuplicate.State.OPEN).exclude(
            Q(first__status=retired) | Q(second__status=retired)
        )


class LikelyDuplicate(models.Model):
    """Two items whose words and years are so alike that a curator should look."""

    class State(models.TextChoices):
        OPEN = "open", "To be looked at"
        DIFFERENT = "different", "Two different facts"
        MERGED = "merged", "Merged"

    first = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="+")
    likeness = models.PositiveSmallIntegerField(help_text="0-100, 100 for the same words")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = LikelyDuplicateQuerySet.as_manager()

    class Meta:
        ordering = ["-likeness", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"

    def decide(self, state: "LikelyDuplicate.State", *, by: User) -> None:
        """Keep what a curator found of the two."""
        self.state = state
        self.decided_by = by
        self.decided_at = timezone.now()
        self.save(update_fields=["state", "decided_by", "decided_at"])


class Merge(models.Model):
    """One item taken into another: its placements were repointed, and it was retired.

    ``moved`` lists the placements that were repointed, as ``[plan uuid, placement uuid]``.
    The steps of both items carry this uuid as their batch.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="+")
    merged = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    moved = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.merged} into {self.kept}"
