"""Pasted revision notes and the drafts made of them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.evidence.models import Aspect, EvidenceItem, Leader, Source, Theme, Topic


class NoteImport(models.Model):
    """One paste of revision notes. ``text_hash`` recognises the same notes when pasted again."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="note_imports")
    name = models.CharField(max_length=120)
    text = models.TextField(help_text="The notes as pasted")
    text_hash = models.CharField(max_length=64, help_text="Of the text, white space evened out")
    cards = models.PositiveIntegerField(default=0)
    set_aside = models.JSONField(default=list, help_text="Lines not used, with why")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "text_hash"], name="notes_pasted_once"),
        ]

    def __str__(self) -> str:
        return self.name


class NoteDraft(models.Model):
    """One bullet of pasted notes on its way to an item. Any field may still be empty.

    ``pasted`` and where it stood never change; the rest is what a curator has made of it.
    Two drafts of one bullet (after a split) share card, line and pasted text.
    """

    class State(models.TextChoices):
        OPEN = "open", "To do"
        PUBLISHED = "published", "Published"
        SET_ASIDE = "set_aside", "Set aside"
        MERGED = "merged", "Merged into another"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notes = models.ForeignKey(NoteImport, on_delete=models.CASCADE, related_name="drafts")
    position = models.PositiveIntegerField()
    card = models.PositiveIntegerField(help_text="Number of its card in the notes")
    card_title = models.CharField(max_length=300, blank=True)
    section = models.CharField(max_length=300, blank=True)
    line = models.PositiveIntegerField(help_text="Line of the pasted text, from 1")
    level = models.PositiveSmallIntegerField(default=0, help_text="Depth of the bullet, from 0")
    parent = models.TextField(blank=True, help_text="The line it hangs under")
    pasted = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    title = models.CharField(max_length=160, blank=True)
    text = models.TextField(blank=True)
    significance = models.TextField(blank=True)
    year_from = models.SmallIntegerField(null=True, blank=True)
    year_to = models.SmallIntegerField(null=True, blank=True)
    date_note = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=16, choices=EvidenceItem.Kind, blank=True)
    standing = models.CharField(
        max_length=10, choices=EvidenceItem.Standing, default=EvidenceItem.Standing.SETTLED
    )
    leaders = models.ManyToManyField(Leader, related_name="+", blank=True)
    themes = models.ManyToManyField(Theme, related_name="+", blank=True)
    main_theme = models.ForeignKey(
        Theme, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    aspects = models.ManyToManyField(Aspect, related_name="+", blank=True)
    source = models.ForeignKey(
        Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    locator = models.CharField(max_length=120, blank=True)
    item = models.ForeignKey(
        EvidenceItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="note_drafts"
    )
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year_from=None)
                | Q(year_to=None)
                | Q(year_from__lte=models.F("year_to")),
                name="draft_first_year_not_after_last",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.pasted[:60]
