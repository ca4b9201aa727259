"""What evidence is filed under: topics, leaders, themes, aspects; and the sources it rests on."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone


def words_of(value: Any) -> list[str]:
    """Return a list of words as typed in the admin; nothing typed is an empty list."""
    if value in (None, ""):
        return []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValidationError('Write a list of texts, such as ["one", "two"].')
    return value


class Topic(models.Model):
    """A field of study with its own leaders, themes and evidence."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    year_from = models.SmallIntegerField()
    year_to = models.SmallIntegerField()
    updated_at = models.DateTimeField(
        default=timezone.now, help_text="Moves with every change of its leaders and themes"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def touch(self) -> None:
        """Note that the topic, a leader or a theme changed, so that boards are drawn anew."""
        self.updated_at = timezone.now()
        self.save(update_fields=["updated_at"])


class Leader(models.Model):
    """A ruler or other named person whose rule or actions evidence is about."""

    class Shape(models.TextChoices):
        """The shape in the leader's chip; colour is never the only difference."""

        CIRCLE = "circle"
        SQUARE = "square"
        TRIANGLE = "triangle"
        DIAMOND = "diamond"
        PENTAGON = "pentagon"
        HEXAGON = "hexagon"
        RING = "ring"
        FRAME = "frame"
        STAR = "star"
        CROSS = "cross"
        WEDGE = "wedge"
        HALF = "half"

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="leaders")
    code = models.CharField(max_length=4, help_text="Short code on cards, such as STA")
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40)
    aliases = models.JSONField(default=list, blank=True, help_text="Other spellings, a list")
    power_from = models.SmallIntegerField(help_text="First year in power")
    power_to = models.SmallIntegerField(help_text="Last year in power")
    power_note = models.CharField(max_length=120, blank=True)
    shape = models.CharField(max_length=10, choices=Shape)
    palette_slot = models.PositiveSmallIntegerField(help_text="Colour slot 1-12")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "code"], name="leader_code_unique_in_topic"),
            models.CheckConstraint(
                condition=Q(power_from__lte=models.F("power_to")),
                name="leader_power_starts_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(palette_slot__range=(1, 12)), name="leader_palette_slot_from_1_to_12"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse other spellings that are not a list of texts: every search reads them."""
        try:
            self.aliases = words_of(self.aliases)
        except ValidationError as error:
            raise ValidationError({"aliases": error}) from None


class Theme(models.Model):
    """A heading evidence and points are argued under, such as the use of terror."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="themes")
    slug = models.SlugField()
    name = models.CharField(max_length=60)
    synonyms = models.JSONField(default=list, blank=True, help_text="Words that also find it")
    icon = models.CharField(max_length=30, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "slug"], name="theme_slug_unique_in_topic"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse synonyms that are not a list of texts: every search reads them."""
        try:
            self.synonyms = words_of(self.synonyms)
        except ValidationError as error:
            raise ValidationError({"synonyms": error}) from None


class Aspect(models.Model):
    """A finer heading inside a theme: within terror, the camps or the show trials."""

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="aspects")
    slug = models.SlugField()
    name = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["theme__order", "order", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["theme", "slug"], name="aspect_slug_unique_in_theme"),
        ]

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """A published work or document that an item rests on."""

    class Kind(models.TextChoices):
        BOOK = "book", "Book"
        ARTICLE = "article", "Article"
        DOCUMENT = "document", "Document"
        SPEECH = "speech", "Speech"
        WEBSITE = "website", "Website"

    key = models.SlugField(max_length=80, unique=True)
    author = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=240)
    year = models.SmallIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    url = models.URLField(blank=True)

    class Meta:
        ordering = ["author", "title"]

    def __str__(self) -> str:
        author = f"{self.author}, " if self.author else ""
        year = f" ({self.year})" if self.year else ""
        return f"{author}{self.title}{year}"
