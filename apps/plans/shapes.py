"""Plan shapes: how a plan is laid out for each kind of question.

A shape decides headings, which rows are added first and which grouping opens the board. It
never hides anything: whatever the shape, every point and every row stays listed.
"""

from dataclasses import dataclass
from typing import Any, Literal

from apps.plans.checks.wording import span
from apps.plans.groupings import Name, grouping_of
from apps.plans.snapshot import QuestionSnapshot, SideSnapshot
from apps.questions.models import Question

RowKind = Literal["theme", "factor", "moment", "band"]

# What a row of each kind is called, and what its name could be.
ROW_WORDS: dict[str, str] = {
    "theme": "Theme",
    "factor": "Factor",
    "moment": "Moment",
    "band": "Time band",
}
_RELATIONS = {
    "similarity_difference": {"similarity": "Similarities", "difference": "Differences"},
    "change_continuity": {"similarity": "Continuity", "difference": "Change"},
}
BANDS = 3


@dataclass(frozen=True, slots=True)
class Shape:
    """One way to lay a plan out.

    grouping is how the board opens; row_kind is what a new row of the matrix is; verdict heads
    the matrix's last column; hint says what the name of a row that is not a theme may be.
    """

    key: str
    name: str
    fits: str
    layout: str
    row_kind: RowKind = "theme"
    verdict: str = "Mini-judgement"
    hint: str = ""
    grouping: Name = "side"

    @property
    def heading(self) -> str:
        """What heads the rows of the matrix."""
        return ROW_WORDS[self.row_kind]

    @property
    def row_noun(self) -> str:
        """What a row is called in a sentence."""
        return self.heading.lower()

    @property
    def opening(self) -> str:
        """What the address ends in that opens a plan of this shape."""
        return grouping_of(self.grouping).query

    def heading_of(self, side: SideSnapshot) -> str:
        """What heads a side: what it shows where the shape is about that, else its own name."""
        return _RELATIONS.get(self.key, {}).get(side.relation, side.label)


def _shape(template: Question.Template, **fields: Any) -> Shape:
    return Shape(key=template.value, name=str(template.label), **fields)


SHAPES: dict[str, Shape] = {
    one.key: one
    for one in (
        _shape(
            Question.Template.FOR_AGAINST,
            fits="A view to agree or disagree with",
            layout="A column for each side; themes as rows.",
        ),
        _shape(
            Question.Template.SIMILARITY_DIFFERENCE,
            fits="How alike, how different",
            layout="Similarities beside differences; themes as rows, each with how alike.",
            grouping="theme",
        ),
        _shape(
            Question.Template.THEMATIC_MATRIX,
            fits="Long spans, several rulers",
            layout="Themes as rows; who has evidence on what stands above them.",
            grouping="theme",
        ),
        _shape(
            Question.Template.FACTOR_RANKING,
            fits="The main reason, the most important factor",
            layout="Factors as rows, the weightiest first; mark the one the question names.",
            row_kind="factor",
            verdict="How much it weighs",
            hint="Such as fear of war",
            grouping="theme",
        ),
        _shape(
            Question.Template.CHANGE_CONTINUITY,
            fits="How far things changed over time",
            layout="Change beside continuity; three time bands as rows.",
            row_kind="band",
            verdict="Change or continuity here",
            hint="Such as 1941 to 1945",
            grouping="theme",
        ),
        _shape(
            Question.Template.TURNING_POINTS,
            fits="Whether one moment changed most",
            layout="Moments as rows, each with a verdict.",
            row_kind="moment",
            verdict="How far it was a turning point",
            hint="Such as the death of Stalin, 1953",
            grouping="theme",
        ),
        _shape(
            Question.Template.TWO_OPTION,
            fits="Which of two mattered more",
            layout="One option after the other, then the verdict.",
        ),
    )
}


def shape_of(key: str) -> Shape:
    """The shape with this key; for and against where a stored plan names none we know."""
    return SHAPES.get(key, SHAPES[Question.Template.FOR_AGAINST])


def bands_of(question: QuestionSnapshot) -> tuple[str, ...]:
    """The question's years cut into three bands as even as whole years allow, as printed."""
    years = question.period_to - question.period_from + 1
    parts = min(BANDS, years)
    starts = [question.period_from + years * part // parts for part in range(parts + 1)]
    return tuple(span(starts[part], starts[part + 1] - 1) for part in range(parts))
