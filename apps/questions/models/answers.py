"""Model plans and model essays: what others made of a question."""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from apps.accounts.models import User
from apps.questions.models.questions import Question


def may_publish(user: User) -> bool:
    """Whether this person may publish model answers: teachers and curators."""
    return user.is_teacher or user.is_curator


class ModelAnswerQuerySet(models.QuerySet["ModelAnswer"]):
    """Who may read a model answer and who may take it back."""

    def published(self) -> "ModelAnswerQuerySet":
        """Model answers that are shown."""
        return self.filter(status=ModelAnswer.Status.PUBLISHED)

    def visible_to(self, user: User, *, revealed: Iterable[object]) -> "ModelAnswerQuerySet":
        """Published ones of questions this person may read.

        Students read them once the question is revealed to them: revealed holds the ids of
        those questions. Teachers and curators need no reveal, and see what they may edit.
        """
        shown = Q(status=ModelAnswer.Status.PUBLISHED)
        if not may_publish(user):
            shown &= Q(question__uuid__in=revealed)
        readable = Question.objects.visible_to(user).order_by().values("pk")
        return self.filter(shown | self._editable(user), question__in=readable)

    def editable_by(self, user: User) -> "ModelAnswerQuerySet":
        """A teacher's own; a curator looks after all."""
        return self.filter(self._editable(user))

    @staticmethod
    def _editable(user: User) -> Q:
        if user.is_curator:
            return ~Q(pk=None)
        return Q(author=user) if user.is_teacher else Q(pk=None)


class ModelAnswer(models.Model):
    """A plan or an essay on a question, published for students to weigh against their own.

    The verdict (thesis, judgement and decisive point) stands beside a student's own; body is
    the essay in full. A model plan keeps the plan as it was on the day: its snapshot, as
    docs/snapshot.md describes it.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", "Model plan"
        ESSAY = "essay", "Model essay"

    class Lean(models.IntegerChoices):
        WHOLLY_SUPPORTS = 2, "Wholly supports the view"
        MOSTLY_SUPPORTS = 1, "Mostly supports the view"
        BALANCED = 0, "Balanced"
        MOSTLY_CHALLENGES = -1, "Mostly challenges the view"
        WHOLLY_CHALLENGES = -2, "Wholly challenges the view"

    class Status(models.TextChoices):
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=60, unique=True, null=True, blank=True)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="model_answers")
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=120)
    lean = models.SmallIntegerField("where it stands", choices=Lean)
    thesis = models.TextField("the view taken", validators=[MaxLengthValidator(3000)])
    judgement = models.TextField(validators=[MaxLengthValidator(3000)])
    decisive = models.CharField("what decides it", max_length=1000)
    body = models.TextField("the essay", blank=True, validators=[MaxLengthValidator(30_000)])
    snapshot = models.JSONField(null=True, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="model_answers",
    )
    author_label = models.CharField("shown as written by", max_length=80)
    status = models.CharField(max_length=10, choices=Status, default=Status.PUBLISHED)
    pack_hash = models.CharField(
        max_length=64, blank=True, help_text="What the content files last wrote, to spot edits"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ModelAnswerQuerySet.as_manager()

    class Meta:
        # Those that support the view most come first, so the last is their furthest rival.
        ordering = ["-lean", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lean__range=(-2, 2)), name="model_answer_leans_from_minus_2_to_2"
            ),
            models.CheckConstraint(
                condition=Q(kind="plan", snapshot__isnull=False)
                | Q(kind="essay", snapshot__isnull=True),
                name="model_plan_has_a_snapshot_and_an_essay_none",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def retire(self) -> None:
        """Show it to students no longer."""
        self._become(self.Status.RETIRED)

    def bring_back(self) -> None:
        """Show it again."""
        self._become(self.Status.PUBLISHED)

    def _become(self, status: str) -> None:
        self.status = status
        self.save(update_fields=["status", "updated_at"])
