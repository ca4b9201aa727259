"""Evidence items: one claim each, with years, tags, standing and citations."""

import re
import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import User
from apps.evidence.models.headings import Aspect, Leader, Source, Theme, Topic

# A hyphen between figures or month names stands for a range: 1937-38, Dec 1917-Mar 1918.
_YEAR_RANGE = re.compile(r"(?<=\d)-(?=[\dA-Z])|(?<=[a-z])-(?=[A-Z])")


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_AND_MONTH = re.compile(rf"(?:(\d{{1,2}})\D{{0,4}})?\b({'|'.join(_MONTHS)})", re.IGNORECASE)


def place_in_year(date_note: str) -> int:
    """Where in its year a printed date falls: 32 for each month gone by, plus the day.

    0 when the note names no month, so a whole year stands before its months.
    """
    found = _DAY_AND_MONTH.search(date_note)
    if not found:
        return 0
    month = _MONTHS.index(found[2].lower()) + 1
    return month * 32 + min(int(found[1] or 0), 31)


def shown_years(year_from: int, year_to: int, date_note: str) -> str:
    """The date as printed: the note where there is one, else 1937 or 1937-38, with en dashes."""
    if date_note:
        return _YEAR_RANGE.sub("\N{EN DASH}", date_note)
    if year_from == year_to:
        return str(year_from)
    same_century = year_from // 100 == year_to // 100
    last = f"{year_to % 100:02d}" if same_century else str(year_to)
    return f"{year_from}\N{EN DASH}{last}"


# Items whose names are brought up to date in one transaction.
_SLICE = 250


class EvidenceItemQuerySet(models.QuerySet["EvidenceItem"]):
    """Which items a person may read."""

    def published(self) -> "EvidenceItemQuerySet":
        """Items of the common bank that anyone signed in may use."""
        return self.filter(status=EvidenceItem.Status.PUBLISHED, owner=None)

    def placeable_by(self, user: User | AnonymousUser) -> "EvidenceItemQuerySet":
        """Items a person may put into a plan: the published bank and one's own."""
        rule = Q(owner=None)
        if user.is_authenticated:
            rule |= Q(owner=user)
        return self.filter(rule, status=EvidenceItem.Status.PUBLISHED)

    def visible_to(self, user: User) -> "EvidenceItemQuerySet":
        """Published items and one's own; curators also see the bank's drafts and retired items."""
        rule = Q(status=EvidenceItem.Status.PUBLISHED, owner=None) | Q(owner=user)
        if user.is_curator:
            rule |= Q(owner=None)
        return self.filter(rule)

    def in_years(self, year_from: int, year_to: int) -> "EvidenceItemQuerySet":
        """Items that touch the years given, limits inclusive."""
        return self.filter(year_from__lte=year_to, year_to__gte=year_from)

    def outside_years(self, year_from: int, year_to: int) -> "EvidenceItemQuerySet":
        """Items that touch none of the years given."""
        return self.filter(Q(year_from__gt=year_to) | Q(year_to__lt=year_from))

    def with_tags(self) -> "EvidenceItemQuerySet":
        """Fetch with each item what a row of a list shows: its leaders and main theme."""
        return self.select_related("main_theme").prefetch_related("leaders")

    def with_details(self) -> "EvidenceItemQuerySet":
        """Fetch with each item all that its page shows."""
        return self.select_related("checked_by", "owner").prefetch_related(
            "leaders",
            "themes",
            "aspects",
            models.Prefetch("citations", Citation.objects.select_related("source")),
        )

    def with_content(self) -> "EvidenceItemQuerySet":
        """Fetch with each item all that its content as plain data is made of."""
        return self.select_related("main_theme", "topic").prefetch_related(
            "leaders",
            "themes",
            models.Prefetch("aspects", Aspect.objects.select_related("theme")),
            models.Prefetch("citations", Citation.objects.select_related("source")),
            "rivals",
        )

    def with_revision(self) -> "EvidenceItemQuerySet":
        """Fetch with each item the revision its card is drawn from."""
        return self.select_related("revision")

    def keep_names(self) -> None:
        """After a leader, theme or aspect was renamed: bring the names that are searched up to
        date, where they differ, in slices short enough for others to write in between."""
        wanted = self.order_by("pk").select_related(None).prefetch_related(None)
        done = 0
        while rows := list(
            wanted.filter(pk__gt=done).prefetch_related("leaders", "themes", "aspects")[:_SLICE]
        ):
            stale = [item for item in rows if item.search_names != item.names_of_tags()]
            for item in stale:
                item.search_names = item.names_of_tags()
            EvidenceItem.objects.bulk_update(stale, ["search_names"])
            done = rows[-1].pk


class EvidenceItem(models.Model):
    """One claim with its years, tags, standing and sources.

    "For" or "against" is never a property of an item: a placement in a plan decides that.
    Each publication adds an EvidenceRevision; plans hold on to the revision they placed.
    """

    class Kind(models.TextChoices):
        EVENT = "event", "Event"
        POLICY = "policy", "Policy"
        STATISTIC = "statistic", "Statistic"
        QUOTATION = "quotation", "Quotation"
        INSTITUTION = "institution", "Institution"
        INTERPRETATION = "interpretation", "Interpretation"

    class Standing(models.TextChoices):
        SETTLED = "settled", "Settled"
        ESTIMATE = "estimate", "Estimate"
        DISPUTED = "disputed", "Disputed"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(
        max_length=80, unique=True, null=True, blank=True, help_text="Stable key for re-import"
    )
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="items")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="own_evidence",
        help_text="Set for a student's private item",
    )
    title = models.CharField("claim", max_length=160, help_text="The claim in one line")
    text = models.TextField("detail", blank=True)
    significance = models.TextField("why it matters", blank=True)
    year_from = models.SmallIntegerField("first year")
    year_to = models.SmallIntegerField("last year")
    date_note = models.CharField("date as shown", max_length=40, blank=True)
    in_year = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Place in the first year, for lists by date"
    )
    leaders = models.ManyToManyField(Leader, related_name="items")
    themes = models.ManyToManyField(Theme, related_name="items")
    main_theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, related_name="+", help_text="The theme a card shows"
    )
    aspects = models.ManyToManyField(Aspect, related_name="items", blank=True)
    sources = models.ManyToManyField(Source, through="Citation", related_name="items")
    rivals = models.ManyToManyField("self", blank=True, help_text="Items that dispute this one")
    kind = models.CharField(max_length=16, choices=Kind)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.SETTLED)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="checked_evidence",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    revision = models.ForeignKey(
        "EvidenceRevision",
        # RESTRICT, not PROTECT: erasing an owner takes item and revisions together.
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The newest published revision",
    )
    search_names = models.TextField(
        default="",
        blank=True,
        editable=False,
        help_text="Names of its tags, for the search; kept by keep_names()",
    )
    pack_hash = models.CharField(
        max_length=64, blank=True, help_text="What the content pack last wrote, to spot edits"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EvidenceItemQuerySet.as_manager()

    class Meta:
        ordering = ["year_from", "in_year", "year_to", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year_from__lte=models.F("year_to")),
                name="evidence_first_year_not_after_last",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(revision__isnull=False),
                name="published_evidence_has_a_revision",
            ),
        ]
        indexes = [
            models.Index(fields=["topic", "status", "year_from"], name="evidence_by_topic_and_year")
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, **options: Any) -> None:
        """Store the item with its place in the year, read off the date as shown."""
        self.in_year = place_in_year(self.date_note)
        fields = options.get("update_fields")
        if fields is not None and "date_note" in fields:
            options["update_fields"] = {*fields, "in_year"}
        super().save(**options)

    @property
    def years(self) -> str:
        """The date as a card prints it: the note where there is one, else the years."""
        return shown_years(self.year_from, self.year_to, self.date_note)

    @property
    def is_checked(self) -> bool:
        """Whether a named person has checked the item against its source."""
        return self.checked_on is not None

    def _as_printed(self) -> dict[str, Any]:
        """What a revision of the item as it stands would say."""
        others = [theme.slug for theme in self.themes.all() if theme.pk != self.main_theme_id]
        return {
            "title": self.title,
            "text": self.text,
            "significance": self.significance,
            "year_from": self.year_from,
            "year_to": self.year_to,
            "date_note": self.date_note,
            "kind": self.kind,
            "standing": self.standing,
            "leaders": [leader.code for leader in self.leaders.all()],
            "themes": [self.main_theme.slug, *others],
            "aspects": [aspect.slug for aspect in self.aspects.all()],
            "sources": [citation.text for citation in self.citations.select_related("source")],
        }

    def publish(self, *, by: User | None = None) -> "EvidenceRevision":
        """Freeze the item as it stands into a new revision and make that the current one."""
        latest = self.revisions.aggregate(n=models.Max("number"))["n"] or 0
        revision = EvidenceRevision.objects.create(
            item=self, number=latest + 1, made_by=by, **self._as_printed()
        )
        self.revision = revision
        self.status = self.Status.PUBLISHED
        self.version = revision.number
        self.search_names = self.names_of_tags()
        self.save(update_fields=["revision", "status", "version", "search_names", "updated_at"])
        return revision

    def names_of_tags(self) -> str:
        """Every name and synonym of its leaders, themes and aspects, one a line."""
        names: list[str] = []
        for leader in self.leaders.all():
            names += [leader.name, leader.short_name, *leader.aliases]
        for theme in self.themes.all():
            names += [theme.name, *theme.synonyms]
        names += [aspect.name for aspect in self.aspects.all()]
        return "\n".join(dict.fromkeys(names))

    def keep_names(self) -> None:
        """After its tags changed: store their names beside its words, where the search looks.

        Publishing does this too.
        """
        self.search_names = self.names_of_tags()
        self.save(update_fields=["search_names"])

    def publish_again(self, *, by: User | None = None) -> None:
        """Put an item back into the bank; a new revision only where it says something new.

        So nobody is shown a correction that corrects nothing.
        """
        printed = self._as_printed()
        if self.revision and all(
            getattr(self.revision, name) == value for name, value in printed.items()
        ):
            self.status = self.Status.PUBLISHED
            self.save(update_fields=["status", "updated_at"])
        else:
            self.publish(by=by)

    def mark_checked(self, by: User) -> None:
        """Record that a named person has compared the item with its source today."""
        self.checked_by = by
        self.checked_on = timezone.localdate()
        self.save(update_fields=["checked_by", "checked_on", "updated_at"])

    def unmark_checked(self) -> None:
        """Take the check mark off."""
        self.checked_by = None
        self.checked_on = None
        self.save(update_fields=["checked_by", "checked_on", "updated_at"])

    def retire(self) -> None:
        """Take the item out of the bank; plans that use it keep their revision."""
        self.status = self.Status.RETIRED
        self.save(update_fields=["status", "updated_at"])


class Citation(models.Model):
    """Where in a source an item is found."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    locator = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "source"], name="source_cited_once_per_item"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The citation as printed: author, title (year), locator."""
        return f"{self.source}, {self.locator}" if self.locator else str(self.source)


class EvidenceRevision(models.Model):
    """An item exactly as it was published; never changed afterwards.

    leaders, themes and aspects hold codes and slugs, the main theme first, so a board of
    any size is drawn from revisions alone.
    """

    item = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    significance = models.TextField(blank=True)
    year_from = models.SmallIntegerField()
    year_to = models.SmallIntegerField()
    date_note = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=16, choices=EvidenceItem.Kind)
    standing = models.CharField(max_length=10, choices=EvidenceItem.Standing)
    leaders = models.JSONField(default=list)
    themes = models.JSONField(default=list)
    aspects = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "number"], name="revision_number_unique_in_item"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} (revision {self.number})"

    @property
    def years(self) -> str:
        """The date as a card prints it: the note where there is one, else the years."""
        return shown_years(self.year_from, self.year_to, self.date_note)
