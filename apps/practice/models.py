"""What a person remembers of the evidence: one schedule an item, kept by spaced repetition."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.evidence.models import EvidenceItem


class RecallQuerySet(models.QuerySet["Recall"]):
    """Whose memory, and which part of it."""

    def forgotten(self) -> "RecallQuerySet":
        """Items whose newest answer was "forgot": the pile to practise again."""
        return self.filter(last_answer=Recall.Answer.FORGOT)


class Recall(models.Model):
    """When a person should see an item again, and how the last try went.

    state, step, stability, difficulty, due and reviewed_at are those of the FSRS scheduler
    (stability in days, difficulty 1-10), stored so that a card can be rebuilt from a row.
    """

    class Answer(models.TextChoices):
        KNEW = "knew", "Knew it"
        HALF = "half", "Half"
        FORGOT = "forgot", "Forgot"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recalls"
    )
    item = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="recalls")
    state = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    stability = models.FloatField(null=True, blank=True)
    difficulty = models.FloatField(null=True, blank=True)
    due = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    last_answer = models.CharField(max_length=6, choices=Answer)
    answers = models.PositiveIntegerField(default=0, help_text="How often it was tried")

    objects = RecallQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "item"], name="recall_once_per_person"),
            models.CheckConstraint(
                condition=Q(last_answer__in=["knew", "half", "forgot"]),
                name="recall_answer_is_known",
            ),
        ]
        indexes = [models.Index(fields=["person", "due"], name="recall_by_person_and_due")]

    def __str__(self) -> str:
        return f"{self.person}: {self.item}"
