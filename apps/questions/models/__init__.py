"""Boards, papers, mark schemes, the questions set on them and model answers to those."""

from apps.questions.models.answers import ModelAnswer, ModelAnswerQuerySet, may_publish
from apps.questions.models.questions import (
    Comparand,
    IndicativeStrand,
    Question,
    QuestionQuerySet,
    QuestionTheme,
    Side,
    Span,
    Wording,
)
from apps.questions.models.schemes import (
    Board,
    LevelDescriptor,
    MarkScheme,
    Paper,
    Scale,
    Strand,
    StrandDescriptor,
)

__all__ = [
    "Board",
    "Comparand",
    "IndicativeStrand",
    "LevelDescriptor",
    "MarkScheme",
    "ModelAnswer",
    "ModelAnswerQuerySet",
    "Paper",
    "Question",
    "QuestionQuerySet",
    "QuestionTheme",
    "Scale",
    "Side",
    "Span",
    "Strand",
    "StrandDescriptor",
    "Wording",
    "may_publish",
]
