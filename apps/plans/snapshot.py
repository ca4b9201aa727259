"""A plan as one plain value: what checks, exports, submissions and comparison read.

Nothing here touches the database except outline_of and snapshot_of; everything else is
frozen dataclasses that go to JSON and back (to_json, from_json). Ids are strings.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from pydantic import TypeAdapter

from apps.evidence.models import EvidenceItem, EvidenceRevision
from apps.plans.models import Placement
from apps.questions.models import Question

if TYPE_CHECKING:
    from apps.plans.board import Layout

Fit = Literal["inside", "partly", "outside", "gap"]


@dataclass(frozen=True, slots=True)
class LeaderRef:
    """A leader of the topic, with the years in power (inclusive)."""

    code: str
    name: str
    short_name: str
    shape: str
    palette_slot: int
    power_from: int
    power_to: int


@dataclass(frozen=True, slots=True)
class ThemeRef:
    """A theme of the topic."""

    slug: str
    name: str
    icon: str


@dataclass(frozen=True, slots=True)
class ComparandSnapshot:
    """One thing the question compares; years are inclusive and already cut to the period."""

    code: str
    label: str
    leaders: tuple[str, ...]
    year_from: int
    year_to: int


@dataclass(frozen=True, slots=True)
class SideSnapshot:
    """A side of the argument; letter begins the numbers of its points (S1, C2)."""

    uuid: str
    label: str
    stance: str
    relation: str
    letter: str


@dataclass(frozen=True, slots=True)
class SchemeSnapshot:
    """What the checks need of a mark scheme: its thresholds and severities."""

    key: str
    version: int
    title: str
    board: str
    board_key: str
    total_marks: int
    thresholds: dict[str, Any]
    severities: dict[str, str]
    judgement_spelling: str


@dataclass(frozen=True, slots=True)
class QuestionSnapshot:
    """The question with its sides, comparands, leaders and themes (main ones first)."""

    uuid: str
    stem: str
    view: str
    task: str
    period_from: int
    period_to: int
    minutes: int
    marks: int
    template: str
    key_terms: tuple[str, ...]
    scheme: SchemeSnapshot
    comparands: tuple[ComparandSnapshot, ...]
    sides: tuple[SideSnapshot, ...]
    question_themes: tuple[str, ...]
    themes: tuple[ThemeRef, ...]
    leaders: tuple[LeaderRef, ...]
    strand_themes: tuple[tuple[str, str], ...] = ()
    """Side and theme of the possible arguments a mark scheme names, each pair once."""

    def side(self, uuid: str) -> SideSnapshot:
        """Return the side with this id; KeyError when the question has none such."""
        for side in self.sides:
            if side.uuid == uuid:
                return side
        raise KeyError(uuid)

    def leader(self, code: str) -> LeaderRef | None:
        """Return the leader with this code, if the topic has one."""
        return next((leader for leader in self.leaders if leader.code == code), None)

    def theme(self, slug: str) -> ThemeRef | None:
        """Return the theme with this slug, if the topic has one."""
        return next((theme for theme in self.themes if theme.slug == slug), None)

    def comparand(self, code: str) -> ComparandSnapshot | None:
        """Return the comparand with this code, if the question has one."""
        return next((one for one in self.comparands if one.code == code), None)

    def fit(self, year_from: int, year_to: int) -> Fit:
        """Say how years lie to the question's period; limits are inclusive.

        "gap" is inside the period but in no comparand's years (1928 in 1918-24 v 1930-39).
        """
        if year_to < self.period_from or year_from > self.period_to:
            return "outside"
        if self.comparands and not any(
            one.year_from <= year_to and year_from <= one.year_to for one in self.comparands
        ):
            return "gap"
        if year_from < self.period_from or year_to > self.period_to:
            return "partly"
        return "inside"

    def comparands_of(
        self, leaders: tuple[str, ...], year_from: int, year_to: int
    ) -> tuple[str, ...]:
        """Codes of the comparands that share a leader with evidence and overlap its years."""
        return tuple(
            one.code
            for one in self.comparands
            if set(one.leaders) & set(leaders)
            and one.year_from <= year_to
            and year_from <= one.year_to
        )


@dataclass(frozen=True, slots=True)
class EvidenceSnapshot:
    """The revision of an item as placed. years is the date as a card prints it."""

    uuid: str
    revision: int
    title: str
    text: str
    significance: str
    year_from: int
    year_to: int
    years: str
    kind: str
    standing: str
    leaders: tuple[str, ...]
    themes: tuple[str, ...]
    aspects: tuple[str, ...]
    sources: tuple[str, ...]
    is_private: bool


@dataclass(frozen=True, slots=True)
class PlacementSnapshot:
    """Evidence in a point. comparands are the codes it counts for, by leader and years or as
    the student chose; none when background, wholly outside the period or between the periods
    compared, whatever was chosen."""

    uuid: str
    evidence: EvidenceSnapshot
    note: str
    is_context: bool
    fit: Fit
    comparands: tuple[str, ...]
    # The number of the item's newest revision where that is not the one placed; else 0.
    newer: int = 0
    is_retired: bool = False

    @property
    def can_count(self) -> bool:
        """Whether it may count for anyone: not background, and in years that are compared."""
        return not self.is_context and self.fit not in ("outside", "gap")


@dataclass(frozen=True, slots=True)
class PointSnapshot:
    """One argument. number is its name on the board, such as S1; row is None when unsorted."""

    uuid: str
    number: str
    side: str
    row: str | None
    claim: str
    explanation: str
    criteria: tuple[str, ...]
    placements: tuple[PlacementSnapshot, ...]

    @property
    def comparands(self) -> tuple[str, ...]:
        """C(p): the codes of the comparands this point's evidence touches, each once."""
        seen: dict[str, None] = {}
        for placement in self.placements:
            seen.update(dict.fromkeys(placement.comparands))
        return tuple(seen)


@dataclass(frozen=True, slots=True)
class RowSnapshot:
    """A row of the matrix. extent runs from -2 (unlike) to +2 (alike), None when not said."""

    uuid: str
    kind: str
    theme: str | None
    label: str
    is_named: bool
    extent: int | None
    mini_judgement: str
    key_difference: str


@dataclass(frozen=True, slots=True)
class CriterionSnapshot:
    """A measure the student judges by."""

    uuid: str
    text: str


@dataclass(frozen=True, slots=True)
class DismissalSnapshot:
    """A finding set aside: its code, its target ("" for the plan) and the student's reason."""

    code: str
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanSnapshot:
    """A whole plan at one version. Points are in board order: side by side, by position.

    Stances run from -2 (wholly challenges) to +2 (wholly supports); None when not chosen.
    """

    uuid: str
    version: int
    title: str
    shape: str
    question: QuestionSnapshot
    thesis: str
    thesis_stance: int | None
    context: str
    judgement: str
    judgement_stance: int | None
    decisive_point: str | None
    concession: str
    criteria: tuple[CriterionSnapshot, ...]
    rows: tuple[RowSnapshot, ...]
    points: tuple[PointSnapshot, ...]
    dismissals: tuple[DismissalSnapshot, ...]
    saved_at: datetime
    has_attempted: bool = False
    """Whether the student has made an attempt, after which strands may be spoken of."""

    def points_on(self, side: str) -> tuple[PointSnapshot, ...]:
        """The points of one side, in order."""
        return tuple(point for point in self.points if point.side == side)

    def point(self, uuid: str) -> PointSnapshot | None:
        """Return the point with this id, if the plan has one."""
        return next((point for point in self.points if point.uuid == uuid), None)

    def row(self, uuid: str | None) -> RowSnapshot | None:
        """Return the row with this id, if the plan has one."""
        return next((row for row in self.rows if row.uuid == uuid), None)

    @property
    def placements(self) -> tuple[PlacementSnapshot, ...]:
        """All placements, in board order."""
        return tuple(placement for point in self.points for placement in point.placements)


_adapter: TypeAdapter[PlanSnapshot] = TypeAdapter(PlanSnapshot)


def to_json(snapshot: PlanSnapshot) -> str:
    """Write a snapshot as JSON (UTF-8 text, two spaces of indent)."""
    return _adapter.dump_json(snapshot, indent=2).decode()


def from_json(text: str | bytes) -> PlanSnapshot:
    """Read a snapshot written by to_json; pydantic.ValidationError says what is wrong."""
    return _adapter.validate_json(text)


def outline_of(question: Question) -> QuestionSnapshot:
    """Return the question as a value.

    question needs paper, board, scheme and topic at hand. Kept in this process until the
    question, its scheme or its topic changes (each knows when it last did).
    """
    return _outline(*_changed(question))[0]


@dataclass(frozen=True, slots=True)
class Keys:
    """Database keys behind an outline: sides in its order, themes by slug."""

    sides: tuple[int, ...]
    themes: dict[str, int]

    @property
    def theme_slugs(self) -> dict[int, str]:
        """Themes the other way round: slug by key."""
        return {pk: slug for slug, pk in self.themes.items()}


def keys_of(question: Question) -> Keys:
    """Return the database keys behind outline_of(question), from the same cache."""
    return _outline(*_changed(question))[1]


def _changed(question: Question) -> tuple[UUID, datetime, datetime, datetime]:
    return (
        question.uuid,
        question.updated_at,
        question.scheme.updated_at,
        question.topic.updated_at,
    )


@lru_cache(maxsize=256)
def _outline(
    uuid: UUID, _question_at: datetime, _scheme_at: datetime, _topic_at: datetime
) -> tuple[QuestionSnapshot, Keys]:
    question = (
        Question.objects.with_parts()
        .prefetch_related("topic__leaders", "topic__themes", "sides__strands__theme")
        .get(uuid=uuid)
    )
    scheme = question.scheme
    letters = {"support": "S", "challenge": "C"}
    neutral = iter("ABDEFGHIJ")
    outline = QuestionSnapshot(
        uuid=str(question.uuid),
        stem=question.stem,
        view=question.view,
        task=question.task,
        period_from=question.period_from,
        period_to=question.period_to,
        minutes=question.minutes,
        marks=question.marks,
        template=question.template,
        key_terms=tuple(question.key_terms),
        scheme=SchemeSnapshot(
            key=scheme.key,
            version=scheme.version,
            title=scheme.title,
            board=question.paper.board.name,
            board_key=question.paper.board.key,
            total_marks=scheme.total_marks,
            thresholds=dict(scheme.thresholds),
            severities=dict(scheme.severities),
            judgement_spelling=question.paper.board.judgement_spelling,
        ),
        comparands=tuple(
            ComparandSnapshot(
                code=one.code,
                label=one.label,
                leaders=tuple(leader.code for leader in one.leaders.all()),
                year_from=max(one.year_from, question.period_from),
                year_to=min(one.year_to, question.period_to),
            )
            for one in question.comparands.all()
        ),
        sides=tuple(
            SideSnapshot(
                uuid=str(side.uuid),
                label=side.label,
                stance=side.stance,
                relation=side.relation,
                letter=letters.get(side.stance) or next(neutral),
            )
            for side in question.sides.all()
        ),
        question_themes=tuple(theme.slug for theme in question.themes.all()),
        themes=tuple(
            ThemeRef(slug=theme.slug, name=theme.name, icon=theme.icon)
            for theme in question.topic.themes.all()
        ),
        strand_themes=tuple(
            dict.fromkeys(
                (str(side.uuid), strand.theme.slug)
                for side in question.sides.all()
                for strand in side.strands.all()
            )
        ),
        leaders=tuple(
            LeaderRef(
                code=leader.code,
                name=leader.name,
                short_name=leader.short_name,
                shape=leader.shape,
                palette_slot=leader.palette_slot,
                power_from=leader.power_from,
                power_to=leader.power_to,
            )
            for leader in question.topic.leaders.all()
        ),
    )
    keys = Keys(
        sides=tuple(side.pk for side in question.sides.all()),
        themes={theme.slug: theme.pk for theme in question.topic.themes.all()},
    )
    return outline, keys


def evidence_of(revision: EvidenceRevision, *, is_private: bool, uuid: str) -> EvidenceSnapshot:
    """Return a revision as a value; uuid is the item's."""
    return EvidenceSnapshot(
        uuid=uuid,
        revision=revision.number,
        title=revision.title,
        text=revision.text,
        significance=revision.significance,
        year_from=revision.year_from,
        year_to=revision.year_to,
        years=revision.years,
        kind=revision.kind,
        standing=revision.standing,
        leaders=tuple(revision.leaders),
        themes=tuple(revision.themes),
        aspects=tuple(revision.aspects),
        sources=tuple(revision.sources),
        is_private=is_private,
    )


def _comparands(
    question: QuestionSnapshot, placement: Placement, evidence: EvidenceSnapshot, fit: Fit
) -> tuple[str, ...]:
    # The student's own choice says for whom a card counts, never that it counts.
    if placement.is_context or fit in ("outside", "gap"):
        return ()
    if placement.comparands is None:
        return question.comparands_of(evidence.leaders, evidence.year_from, evidence.year_to)
    known = {one.code for one in question.comparands}
    return tuple(code for code in placement.comparands if code in known)


def _newer(placement: Placement) -> int:
    item = placement.evidence
    is_public = item.status == EvidenceItem.Status.PUBLISHED
    return item.version if is_public and item.revision_id != placement.revision_id else 0


def snapshot_of(layout: "Layout") -> PlanSnapshot:
    """Freeze a loaded layout (see apps.plans.board.load) without another query."""
    plan = layout.plan
    question = layout.question
    live_rows = {row.pk: str(row.uuid) for row in layout.rows}
    live_criteria = {one.pk: str(one.uuid) for one in layout.criteria}
    placements: dict[int, list[PlacementSnapshot]] = {}
    for placement in layout.placements:
        evidence = evidence_of(
            placement.revision,
            is_private=placement.evidence.owner_id is not None,
            uuid=str(placement.evidence.uuid),
        )
        fit = question.fit(evidence.year_from, evidence.year_to)
        placements.setdefault(placement.point_id, []).append(
            PlacementSnapshot(
                uuid=str(placement.uuid),
                evidence=evidence,
                note=placement.note,
                is_context=placement.is_context,
                fit=fit,
                comparands=_comparands(question, placement, evidence, fit),
                newer=_newer(placement),
                is_retired=placement.evidence.status == EvidenceItem.Status.RETIRED,
            )
        )
    points: list[PointSnapshot] = []
    live_points: dict[int, str] = {}
    for side_pk, side in zip(layout.keys.sides, question.sides, strict=True):
        on_side = [point for point in layout.points if point.side_id == side_pk]
        for number, point in enumerate(on_side, start=1):
            live_points[point.pk] = str(point.uuid)
            points.append(
                PointSnapshot(
                    uuid=str(point.uuid),
                    number=f"{side.letter}{number}",
                    side=side.uuid,
                    row=live_rows.get(point.row_id) if point.row_id else None,
                    claim=point.claim,
                    explanation=point.explanation,
                    criteria=tuple(
                        live_criteria[pk]
                        for pk in layout.criteria_of.get(point.pk, ())
                        if pk in live_criteria
                    ),
                    placements=tuple(placements.get(point.pk, ())),
                )
            )
    theme_slugs = layout.keys.theme_slugs
    return PlanSnapshot(
        uuid=str(plan.uuid),
        version=plan.version,
        title=plan.title,
        shape=plan.shape,
        question=question,
        thesis=plan.thesis,
        thesis_stance=plan.thesis_stance,
        context=plan.context,
        judgement=plan.judgement,
        judgement_stance=plan.judgement_stance,
        decisive_point=live_points.get(plan.decisive_point_id or 0),
        concession=plan.concession,
        criteria=tuple(
            CriterionSnapshot(uuid=str(one.uuid), text=one.text) for one in layout.criteria
        ),
        rows=tuple(
            RowSnapshot(
                uuid=str(row.uuid),
                kind=row.kind,
                theme=theme_slugs.get(row.theme_id) if row.theme_id else None,
                label=row.label,
                is_named=row.is_named,
                extent=row.extent,
                mini_judgement=row.mini_judgement,
                key_difference=row.key_difference,
            )
            for row in layout.rows
        ),
        points=tuple(points),
        dismissals=tuple(
            DismissalSnapshot(code=one["code"], target=one["target"], reason=one["reason"])
            for one in plan.dismissals
        ),
        saved_at=plan.updated_at,
        has_attempted=plan.revealed_at is not None,
    )
