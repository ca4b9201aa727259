"""A plan in words and in order: what Word, PDF, Markdown and the rich copy each write their way.

Everything here is text that is ready to be read, so no two files say a thing differently.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from apps.plans.display import BoardView, CardView, Count, PointView, RowView, extent_word, period
from apps.plans.exports.sources import cited, numbered_sources

# What XML cannot hold at all (control characters, lone surrogates, two non-characters), and the
# byte order mark, which PDF/UA does not allow.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EvidenceText:
    """A placed card. numbers are those of its sources; remarks say why to take care with it."""

    uuid: str
    who: str
    years: str
    title: str
    detail: str
    numbers: str
    remarks: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class PointText:
    """A point; facts is a line on its theme, criteria and evidence."""

    number: str
    claim: str
    facts: str
    evidence: tuple[EvidenceText, ...]
    because: str
    row: str
    stance: str
    relation: str
    comparands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideText:
    """A side with its points, in order."""

    label: str
    points: tuple[PointText, ...]


@dataclass(frozen=True, slots=True)
class RowText:
    """A row of the matrix; each cell lists number and claim of its points."""

    label: str
    tally: str
    cells: tuple[tuple[tuple[str, str], ...], ...]
    extent: str
    mini_judgement: str
    key_difference: str


@dataclass(frozen=True, slots=True)
class PlanText:
    """The whole plan; what the student has not written yet is an empty string."""

    title: str
    question: str
    facts: str
    thesis: str
    thesis_stance: str
    criteria: str
    context: str
    sides: tuple[SideText, ...]
    rows: tuple[RowText, ...]
    judgement_name: str
    judgement: str
    judgement_stance: str
    decisive: str
    concession: str
    sources: tuple[str, ...]
    saved_at: datetime

    @property
    def points(self) -> tuple[PointText, ...]:
        """All points, side by side."""
        return tuple(point for side in self.sides for point in side.points)


def clean(text: str) -> str:
    """Leave out the characters that no XML file may hold; line ends become plain ones."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _cleaned(value: T) -> T:
    """The same value with all its texts cleaned."""
    found: Any = value
    if isinstance(value, str):
        found = clean(value)
    elif isinstance(value, tuple):
        found = tuple(_cleaned(one) for one in value)
    elif is_dataclass(value) and not isinstance(value, type):
        changes = {one.name: _cleaned(getattr(value, one.name)) for one in fields(value)}
        found = replace(value, **changes)
    return found  # type: ignore[no-any-return]  # each branch keeps the type of its value


def plan_text(board: BoardView) -> PlanText:
    """Put a drawn plan into words."""
    plan, question = board.plan, board.question
    numbers = numbered_sources(plan)
    decisive = plan.point(plan.decisive_point) if plan.decisive_point else None
    text = PlanText(
        title=plan.title,
        question=f"‘{question.view}’ {question.task}" if question.view else question.stem,
        facts=_facts(board),
        thesis=plan.thesis.strip(),
        thesis_stance=board.thesis_word,
        criteria=", ".join(one.text for one in plan.criteria),
        context=plan.context.strip(),
        sides=tuple(
            SideText(
                label=one.side.label,
                points=tuple(_point(view, board, numbers) for view in one.points),
            )
            for one in board.sides
        ),
        rows=tuple(_row(view) for view in board.rows),
        judgement_name=question.scheme.judgement_spelling.capitalize(),
        judgement=plan.judgement.strip(),
        judgement_stance=board.judgement_word,
        decisive=f"{decisive.number} {decisive.claim}" if decisive else "",
        concession=plan.concession.strip(),
        sources=tuple(numbers),
        saved_at=plan.saved_at,
    )
    return _cleaned(text)


def _facts(board: BoardView) -> str:
    question = board.question
    facts = f"{question.scheme.board}, {question.marks} marks, {question.minutes} minutes."
    if question.comparands:
        labels = [one.label for one in question.comparands]
        rest = " and ".join([", ".join(labels[:-1]), labels[-1]] if labels[1:] else labels)
        facts += f" Comparing {rest}."
    return f"{facts} Evidence must fall in {period(question)}."


def _point(view: PointView, board: BoardView, numbers: dict[str, int]) -> PointText:
    facts = []
    if view.row:
        facts.append(f"Theme: {view.row.label}.")
    if view.criteria:
        facts.append(f"Judged by: {', '.join(view.criteria)}.")
    facts.append(f"Evidence: {_tally(view.tally) or 'none yet'}.")
    if view.only and view.missing:
        facts.append(f"Only {view.only} so far: nothing to compare with on {view.missing.label}.")
    return PointText(
        number=view.point.number,
        claim=" ".join(view.point.claim.split()),
        facts=" ".join(facts),
        evidence=tuple(_evidence(card, board, numbers) for card in view.cards),
        because=view.point.explanation.strip(),
        row=view.row.label if view.row else "",
        stance=view.side.stance,
        relation=view.side.relation,
        comparands=tuple(one.label for one in board.question.comparands),
    )


def _tally(counts: Sequence[Count]) -> str:
    return ", ".join(f"{count.number or 'none'} on {count.label}" for count in counts)


def _evidence(card: CardView, board: BoardView, numbers: dict[str, int]) -> EvidenceText:
    evidence = card.placement.evidence
    leaders = (board.question.leader(code) for code in evidence.leaders)
    remarks = []
    if evidence.standing == "estimate":
        remarks.append("Estimate.")
    if evidence.standing == "disputed":
        # The detail says who disagrees, and what the other figures are.
        remarks.append(f"Disputed. {evidence.text}".strip())
    if card.placement.is_context:
        remarks.append("Background: not counted.")
    if card.flag:
        remarks.append(card.flag)
    return EvidenceText(
        uuid=evidence.uuid,
        who=", ".join(leader.short_name for leader in leaders if leader),
        years=evidence.years,
        title=evidence.title,
        detail="" if evidence.standing == "disputed" else evidence.text.strip(),
        numbers=cited(evidence.sources, numbers),
        remarks=tuple(remarks),
        note=card.placement.note.strip(),
    )


def _row(view: RowView) -> RowText:
    row = view.row
    return RowText(
        label=row.label if row else "No theme yet",
        tally=_tally(view.coverage),
        cells=tuple(
            tuple((one.point.number, one.point.claim) for one in cell.points) for cell in view.cells
        ),
        extent="" if row is None or row.extent is None else f"{extent_word(row.extent)}.",
        mini_judgement=row.mini_judgement.strip() if row else "",
        key_difference=row.key_difference.strip() if row else "",
    )
