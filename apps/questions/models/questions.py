"""Questions with what they compare, their sides and the possible arguments."""

import uuid
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Prefetch, Q

from apps.accounts.models import User
from apps.evidence.models import Leader, Theme, Topic, words_of
from apps.questions.models.schemes import MarkScheme, Paper


class QuestionQuerySet(models.QuerySet["Question"]):
    """Which questions a person may read."""

    def published(self) -> "QuestionQuerySet":
        """Questions of the common bank."""
        return self.filter(status=Question.Status.PUBLISHED, owner=None)

    def visible_to(self, user: User) -> "QuestionQuerySet":
        """The common bank and one's own questions; curators also see drafts."""
        rule = Q(status=Question.Status.PUBLISHED, owner=None) | Q(owner=user)
        if user.is_curator:
            rule |= Q(owner=None)
        return self.filter(rule)

    def with_parts(self) -> "QuestionQuerySet":
        """Fetch what a list or an outline of questions shows, in a constant number of queries."""
        # The question's own order of themes, not the topic's: its main theme comes first.
        themes = Theme.objects.order_by("question_links__order", "order")
        return self.select_related("paper__board", "scheme", "topic").prefetch_related(
            "comparands__leaders", "sides", Prefetch("themes", queryset=themes)
        )

    def with_mark_scheme(self) -> "QuestionQuerySet":
        """Fetch every level, row and strand of the mark scheme."""
        return self.prefetch_related(
            "scheme__scales__levels", "scheme__scales__strands__descriptors"
        )

    def related_to(self, question: "Question") -> "QuestionQuerySet":
        """Other questions that share a leader or a theme, the closest first.

        A leader in common counts for a question, one leader more than ours against it, so
        a question on the same two rulers stands above one on all seven.
        """
        leaders = Count("leaders", distinct=True)
        shared_leaders = Count("leaders", filter=Q(leaders__questions=question), distinct=True)
        return (
            self.exclude(pk=question.pk)
            .filter(topic=question.topic_id)
            .annotate(
                closeness=2 * shared_leaders - leaders,
                shared_leaders=shared_leaders,
                shared_themes=Count(
                    "themes", filter=Q(themes__question_links__question=question), distinct=True
                ),
            )
            .filter(Q(shared_leaders__gt=0) | Q(shared_themes__gt=0))
            .order_by("-closeness", "-shared_themes", "period_from", "pk")
        )


class Wording(NamedTuple):
    """The stem in three parts, so that the quoted view can be set in heavier type."""

    before: str
    view: str
    after: str


class Span(NamedTuple):
    """Years, first and last included."""

    year_from: int
    year_to: int


class Question(models.Model):
    """An essay question: its wording, its years, what it compares and its sides."""

    class Template(models.TextChoices):
        """The plan shape that suits the question."""

        FOR_AGAINST = "for_against", "For and against"
        SIMILARITY_DIFFERENCE = "similarity_difference", "Similarities and differences"
        THEMATIC_MATRIX = "thematic_matrix", "Theme by theme"
        FACTOR_RANKING = "factor_ranking", "Factors ranked"
        CHANGE_CONTINUITY = "change_continuity", "Change and continuity"
        TURNING_POINTS = "turning_points", "Turning points"
        TWO_OPTION = "two_option", "Two options"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=60, unique=True, null=True, blank=True)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="questions")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="questions")
    scheme = models.ForeignKey(MarkScheme, on_delete=models.PROTECT, related_name="questions")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="own_questions",
    )
    stem = models.TextField(help_text="The whole question as set")
    view = models.TextField(blank=True, help_text="The quoted view, where there is one")
    command = models.CharField(max_length=120)
    period_from = models.SmallIntegerField()
    period_to = models.SmallIntegerField()
    marks = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    template = models.CharField(max_length=24, choices=Template)
    key_terms = models.JSONField(default=list, blank=True)
    leaders = models.ManyToManyField(Leader, related_name="questions", blank=True)
    themes = models.ManyToManyField(
        Theme, through="QuestionTheme", related_name="questions", blank=True
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    pack_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(
        auto_now=True, help_text="Moves with every change of the question or its parts"
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["period_from", "period_to", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_from__lte=F("period_to")),
                name="question_period_starts_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.stem

    def clean(self) -> None:
        """Refuse key terms that are not a list of texts: every board reads them."""
        try:
            self.key_terms = words_of(self.key_terms)
        except ValidationError as error:
            raise ValidationError({"key_terms": error}) from None

    def touch(self) -> None:
        """Note that a comparand, side or strand changed, so that boards are drawn anew."""
        self.save(update_fields=["updated_at"])

    @property
    def task(self) -> str:
        """The stem without the quoted view: what the student is told to do."""
        if not self.view:
            return self.stem
        return self.stem.replace(f"'{self.view}'", "", 1).strip()

    @property
    def wording(self) -> Wording:
        """The stem cut round its view; all of it before the view where none is found in it."""
        if self.view:
            words = self.view.rstrip(".")
            for form in (f"'{self.view}'", words, words[:1].lower() + words[1:]):
                before, found, after = self.stem.partition(form)
                if found:
                    return Wording(before.strip(), found, after)
        return Wording(self.stem, "", "")

    @property
    def compared_leaders(self) -> list[Leader]:
        """The leaders of all comparands, each once."""
        found = {leader.pk: leader for one in self.comparands.all() for leader in one.leaders.all()}
        return list(found.values())

    @property
    def spans(self) -> list[Span]:
        """The years evidence may come from: the comparands' years inside the question's."""
        spans: list[Span] = []
        for one in sorted(self.comparands.all(), key=lambda one: one.year_from):
            first, last = max(one.year_from, self.period_from), min(one.year_to, self.period_to)
            if spans and first <= spans[-1].year_to + 1:
                spans[-1] = Span(spans[-1].year_from, max(spans[-1].year_to, last))
            else:
                spans.append(Span(first, last))
        return spans or [Span(self.period_from, self.period_to)]


class QuestionTheme(models.Model):
    """A theme of a question; the order says which of them matter most to it."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="theme_links")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="question_links")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "theme__order"]
        constraints = [
            models.UniqueConstraint(fields=["question", "theme"], name="theme_once_in_a_question"),
        ]

    def __str__(self) -> str:
        return str(self.theme)


class Comparand(models.Model):
    """One of the things a question compares: a leader, a group, a period or an option."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="comparands")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    label = models.CharField(max_length=80)
    code = models.CharField(max_length=6)
    leaders = models.ManyToManyField(Leader, related_name="comparands", blank=True)
    year_from = models.SmallIntegerField()
    year_to = models.SmallIntegerField()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "code"], name="comparand_code_unique_in_question"
            ),
            models.CheckConstraint(
                condition=Q(year_from__lte=F("year_to")),
                name="comparand_period_starts_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Side(models.Model):
    """A side of the argument. Similar or different is stored; for or against is derived."""

    class Stance(models.TextChoices):
        SUPPORT = "support", "Supports the view"
        CHALLENGE = "challenge", "Challenges the view"
        NEUTRAL = "neutral", "Neither"

    class Relation(models.TextChoices):
        SIMILARITY = "similarity", "Similarity"
        DIFFERENCE = "difference", "Difference"
        NONE = "none", "Neither"

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="sides")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    label = models.CharField(max_length=120)
    stance = models.CharField(max_length=10, choices=Stance)
    relation = models.CharField(max_length=10, choices=Relation, default=Relation.NONE)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label


class IndicativeStrand(models.Model):
    """A possible argument on one side: indicative content, not an assessment strand."""

    side = models.ForeignKey(Side, on_delete=models.CASCADE, related_name="strands")
    title = models.CharField(max_length=200)
    gist = models.TextField()
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="indicative_strands")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title
