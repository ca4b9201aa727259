"""Boards, their papers and their mark schemes."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Board(models.Model):
    """An awarding body, such as AQA."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    country = models.CharField(max_length=60, blank=True)
    website = models.URLField(blank=True)
    judgement_spelling = models.CharField(max_length=12, default="judgement")
    pack_hash = models.CharField(
        max_length=64, blank=True, help_text="What the content files last wrote, to spot edits"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def touch(self) -> None:
        """Note that the name or spelling changed, so that its plan boards are drawn anew."""
        self.schemes.update(updated_at=timezone.now())


class Paper(models.Model):
    """One examined paper of a qualification."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="papers")
    key = models.SlugField(unique=True)
    qualification = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    period_from = models.SmallIntegerField(null=True, blank=True)
    period_to = models.SmallIntegerField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=0, help_text="0 where not known")
    pack_hash = models.CharField(
        max_length=64, blank=True, help_text="What the content files last wrote, to spot edits"
    )

    class Meta:
        ordering = ["board__name", "key"]

    def __str__(self) -> str:
        return f"{self.board} {self.qualification}, {self.name}"


class MarkScheme(models.Model):
    """How a board marks one kind of essay: a list of scales, versioned by its dates.

    thresholds and severities configure the plan checks; see apps/plans/checks.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft: a teacher should check it against the specification"
        CHECKED = "checked", "Checked"

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="schemes")
    key = models.SlugField()
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=160)
    total_marks = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(default=45)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    source_note = models.TextField(blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    thresholds = models.JSONField(default=dict, blank=True)
    severities = models.JSONField(default=dict, blank=True)
    pack_hash = models.CharField(
        max_length=64, blank=True, help_text="What the content files last wrote, to spot edits"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["board__name", "key", "version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="scheme_version_unique_in_key"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse thresholds and severities that are not objects: every board reads them."""
        self.thresholds = {} if self.thresholds is None else self.thresholds
        self.severities = {} if self.severities is None else self.severities
        wrong = {
            name: f"Write an object, such as {example}."
            for name, example in (("thresholds", '{"min_points": 4}'), ("severities", "{}"))
            if not isinstance(getattr(self, name), dict)
        }
        if wrong:
            raise ValidationError(wrong)

    def touch(self) -> None:
        """Note that a scale, level or strand changed, so that plan boards are drawn anew."""
        self.save(update_fields=["updated_at"])


class Scale(models.Model):
    """One scale of a scheme: levels (bands) or points (rows earned one by one)."""

    class Kind(models.TextChoices):
        LEVELS = "levels", "Levels"
        POINTS = "points", "Points"

    scheme = models.ForeignKey(MarkScheme, on_delete=models.CASCADE, related_name="scales")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind)
    max_marks = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class LevelDescriptor(models.Model):
    """One level of a levels scale; marks stay empty where the board's bands are unconfirmed."""

    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="levels")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=40)
    mark_from = models.PositiveSmallIntegerField(null=True, blank=True)
    mark_to = models.PositiveSmallIntegerField(null=True, blank=True)
    descriptor = models.TextField()
    lifts = models.TextField(blank=True, help_text="What lifts it above the level below")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "number"], name="level_unique_in_scale"),
            models.CheckConstraint(
                condition=Q(mark_from__isnull=True) | Q(mark_from__lte=F("mark_to")),
                name="level_marks_start_before_they_end",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Strand(models.Model):
    """An assessment strand of a levels scale, or a row of a points scale."""

    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="strands")
    code = models.CharField(max_length=12)
    title = models.CharField(max_length=160)
    max_marks = models.PositiveSmallIntegerField(default=0, help_text="For rows of a points scale")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class StrandDescriptor(models.Model):
    """What a strand looks like at one level, or what earns one more point in a row."""

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="descriptors")
    level = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["-level"]

    def __str__(self) -> str:
        return self.text
