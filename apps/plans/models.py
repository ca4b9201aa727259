"""Plans: a student's argument, its points, the evidence placed in them and every edit made."""

import secrets
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import User
from apps.evidence.models import EvidenceItem, EvidenceRevision, Theme
from apps.questions.models import IndicativeStrand, Question, Side

DAYS_TO_RESTORE = 30
DEMO_HOURS = 24


class PlanQuerySet(models.QuerySet["Plan"]):
    """Who may see and who may change a plan: the one place these rules are written."""

    def visible_to(self, user: User | AnonymousUser, demo_key: str = "") -> "PlanQuerySet":
        """One's own plans; without an account, today's demo plan of this browser session."""
        if user.is_authenticated:
            return self.filter(student=user)
        if demo_key:
            since = timezone.now() - timedelta(hours=DEMO_HOURS)
            return self.filter(demo_key=demo_key, created_at__gte=since)
        return self.none()

    def editable_by(self, user: User | AnonymousUser, demo_key: str = "") -> "PlanQuerySet":
        """Plans this person may change: only their student, and not while deleted."""
        return self.visible_to(user, demo_key).live()

    def shared_at(self, token: str) -> "PlanQuerySet":
        """The plan that anyone may read who has this link, while it is not withdrawn."""
        links = ShareLink.objects.live().filter(token=token)
        return self.live().filter(share_links__in=links, student__is_active=True)

    def live(self) -> "PlanQuerySet":
        """Plans that are not deleted."""
        return self.filter(deleted_at=None)

    def deleted(self) -> "PlanQuerySet":
        """Deleted plans that may still be restored."""
        since = timezone.now() - timedelta(days=DAYS_TO_RESTORE)
        return self.filter(deleted_at__gte=since)

    def expired(self) -> "PlanQuerySet":
        """Plans that nobody can open again: old demo plans, and those too long in the bin."""
        now = timezone.now()
        return self.filter(
            Q(deleted_at__lt=now - timedelta(days=DAYS_TO_RESTORE))
            | (~Q(demo_key="") & Q(created_at__lt=now - timedelta(hours=DEMO_HOURS)))
        )

    def with_question(self) -> "PlanQuerySet":
        """Fetch the question, scheme and topic a board is drawn with."""
        return self.select_related("question__paper__board", "question__scheme", "question__topic")


class Plan(models.Model):
    """A plan for one question. Everything on the board changes by operations only."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="plans",
    )
    demo_key = models.CharField(
        max_length=64, blank=True, db_index=True, help_text="Ties a demo plan to a browser session"
    )
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="plans")
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    title = models.CharField(max_length=160)
    shape = models.CharField(max_length=24, choices=Question.Template)
    thesis = models.TextField(blank=True)
    thesis_stance = models.SmallIntegerField(null=True, blank=True)
    context = models.TextField(blank=True)
    judgement = models.TextField(blank=True)
    judgement_stance = models.SmallIntegerField(null=True, blank=True)
    decisive_point = models.ForeignKey(
        "Point", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    concession = models.TextField(blank=True)
    dismissals = models.JSONField(
        default=list,
        blank=True,
        help_text="Findings set aside: a list of code, target and reason, which a teacher sees",
    )
    version = models.PositiveIntegerField(default=0, help_text="Number of operations applied")
    undo_top = models.ForeignKey(
        "Operation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="What Undo would take back",
    )
    redo_top = models.ForeignKey(
        "Operation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The undo that Redo would take back",
    )
    revealed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the student, after an attempt, asked to see the possible arguments",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(student__isnull=False, demo_key="")
                | (Q(student__isnull=True) & ~Q(demo_key="")),
                name="plan_has_a_student_or_is_a_demo",
            ),
            models.CheckConstraint(
                condition=Q(thesis_stance__isnull=True) | Q(thesis_stance__range=(-2, 2)),
                name="thesis_stance_from_minus_2_to_2",
            ),
            models.CheckConstraint(
                condition=Q(judgement_stance__isnull=True) | Q(judgement_stance__range=(-2, 2)),
                name="judgement_stance_from_minus_2_to_2",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def rename(self, title: str) -> None:
        """Give the plan another name."""
        self.title = title
        self.save(update_fields=["title", "updated_at"])

    def delete_softly(self) -> None:
        """Put the plan in the bin, from where it can come back for 30 days."""
        self.deleted_at = timezone.now()
        self.save(update_fields=["deleted_at"])

    def bring_back(self) -> None:
        """Take the plan out of the bin."""
        self.deleted_at = None
        self.save(update_fields=["deleted_at"])

    def reveal(self) -> None:
        """Note that the possible arguments are open to the student; the first time counts."""
        if self.revealed_at is None:
            self.revealed_at = timezone.now()
            self.save(update_fields=["revealed_at"])


class Part(models.Model):
    """What criteria, rows, points and placements share: id, place and tombstone.

    The browser makes the id.
    Ids are unique within a plan, so a guessed id says nothing about another plan.
    Positions are dense whole numbers that the server renumbers; they carry no unique
    constraint because SQLite cannot defer one.
    """

    uuid = models.UUIDField()
    position = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Criterion(Part):
    """A measure the student judges by, such as scale or how long it lasted."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="criteria")
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["plan", "uuid"], name="criterion_unique_in_plan"),
        ]

    def __str__(self) -> str:
        return self.text


class Row(Part):
    """A row of the matrix: a theme argued both ways, ended by a mini-judgement."""

    class Kind(models.TextChoices):
        THEME = "theme", "Theme"
        FACTOR = "factor", "Factor"
        MOMENT = "moment", "Moment"
        BAND = "band", "Time band"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.THEME)
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    label = models.CharField(max_length=120)
    is_named = models.BooleanField(default=False, help_text="The factor the question names")
    extent = models.SmallIntegerField(null=True, blank=True, help_text="-2 unlike to +2 alike")
    mini_judgement = models.TextField(blank=True)
    key_difference = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "uuid"], name="row_unique_in_plan"),
            models.CheckConstraint(
                condition=Q(extent__isnull=True) | Q(extent__range=(-2, 2)),
                name="row_extent_from_minus_2_to_2",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Point(Part):
    """One argument on one side. Its position ranks it within the side.

    A point keeps its row when the row is removed; until the row comes back it counts as
    having none.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="points")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    row = models.ForeignKey(
        Row, on_delete=models.SET_NULL, null=True, blank=True, related_name="points"
    )
    claim = models.TextField(blank=True)
    explanation = models.TextField(blank=True)
    criteria = models.ManyToManyField(Criterion, related_name="points", blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "uuid"], name="point_unique_in_plan"),
        ]

    def __str__(self) -> str:
        return self.claim


class Placement(Part):
    """An evidence item put to use in a point, with the student's own reason."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="placements")
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="placements")
    evidence = models.ForeignKey(EvidenceItem, on_delete=models.RESTRICT, related_name="placements")
    revision = models.ForeignKey(
        EvidenceRevision, on_delete=models.RESTRICT, related_name="placements"
    )
    note = models.TextField(blank=True)
    is_context = models.BooleanField("background", default=False)
    comparands = models.JSONField(
        null=True, blank=True, help_text="Comparand codes; empty means by leader and years"
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "uuid"], name="placement_unique_in_plan"),
            models.UniqueConstraint(
                fields=["point", "evidence"],
                condition=Q(deleted_at=None),
                name="evidence_once_among_live_placements_of_a_point",
            ),
        ]

    def __str__(self) -> str:
        return self.revision.title


class Operation(models.Model):
    """One logged edit: undo, history, safe retry and replay all read this table.

    payload is the list of primitive operations as they were carried out (anchors and
    revisions resolved), so replaying every payload in order of seq rebuilds the plan.
    inverse is the list that takes them back. below is what Undo reaches next.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="operations")
    seq = models.PositiveIntegerField()
    op_id = models.UUIDField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    verb = models.CharField(max_length=8)
    noun = models.CharField(max_length=10)
    payload: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(default=list)
    payload_hash = models.CharField(max_length=64)
    inverse: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(default=list)
    result: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)
    label = models.CharField(max_length=200, help_text="In words, for Undo and history")
    below = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "op_id"], name="operation_once_per_plan"),
            models.UniqueConstraint(fields=["plan", "seq"], name="operation_seq_unique_in_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}: {self.label}"


class StrandVerdict(models.Model):
    """What the student decided about one part of a possible argument, after the reveal.

    Parts of a strand are counted from 0. The decision holds while the part reads as it did:
    wording names the version of its text. A part nobody has decided on has no row.
    """

    class Verdict(models.TextChoices):
        COVERED = "covered", "Covered"
        MISSED = "missed", "Missed"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="strand_verdicts")
    strand = models.ForeignKey(IndicativeStrand, on_delete=models.CASCADE, related_name="+")
    part = models.PositiveSmallIntegerField()
    wording = models.CharField(max_length=40)
    verdict = models.CharField(max_length=8, choices=Verdict)
    point = models.ForeignKey(
        Point,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="The point that covers it; empty when it is covered elsewhere in the plan",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "strand", "part"], name="one_verdict_on_a_part_of_a_strand"
            ),
            models.CheckConstraint(
                condition=Q(verdict="covered") | Q(point__isnull=True),
                name="only_a_covered_part_names_a_point",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.strand} {self.part}: {self.verdict}"


def new_token() -> str:
    """The secret part of a link: 32 characters that nobody can guess."""
    return secrets.token_urlsafe(24)


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    """Links to plans."""

    def live(self) -> "ShareLinkQuerySet":
        """Links that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class ShareLink(models.Model):
    """An address at which anyone who knows it may read a plan, until it is withdrawn.

    A plan has one at a time. The token is kept as it is, so that its owner can copy it again.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="share_links")
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(withdrawn_at=None),
                name="one_live_share_link_a_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"Link to {self.plan}"
