"""What the content files must look like: strict, so that a slip stops the load and is named.

schemes.toml holds boards, papers and mark schemes; questions.json and seed_questions.json
hold questions; model_answers.toml, which may be missing, holds model essays. Whatever one file
can say wrongly about another is checked in Content.
"""

import json
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

SCHEMES_FILE = "schemes.toml"
QUESTION_FILES = ("questions.json", "seed_questions.json")
ANSWERS_FILE = "model_answers.toml"


class ContentError(Exception):
    """The content files cannot be loaded; the message says where and why."""


def _tidy(text: str) -> str:
    if text != text.strip() or "\0" in text:
        raise ValueError("must not begin or end with a space, or hold a NUL")
    return text


def _date_or_none(value: object) -> object:
    if isinstance(value, str):
        return date.fromisoformat(value) if value else None
    return value


Text = Annotated[str, Field(min_length=1), AfterValidator(_tidy)]
Line = Annotated[Text, Field(max_length=160)]
Short = Annotated[Text, Field(max_length=60)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
Year = Annotated[int, Field(ge=1000, le=2100)]
Marks = Annotated[int, Field(ge=1, le=200)]
Minutes = Annotated[int, Field(ge=1, le=300)]
MaybeDate = Annotated[date | None, BeforeValidator(_date_or_none)]
Severity = Literal["fix", "warn", "tip", "off"]
CheckCode = Annotated[str, Field(pattern=r"^[A-Z][0-9]$")]


class Strict(BaseModel):
    """Nothing is converted, nothing unknown is let in."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class BoardIn(Strict):
    """An awarding body."""

    key: Slug
    name: Short
    country: Annotated[str, Field(max_length=60)]
    website: Annotated[str, Field(pattern=r"^(https?://.+)?$", max_length=200)]
    judgement_spelling: Literal["judgement", "judgment"]


class PaperIn(Strict):
    """An examined paper; minutes is 0 where not known."""

    key: Slug
    board: Slug
    qualification: Annotated[Text, Field(max_length=120)]
    name: Annotated[Text, Field(max_length=200)]
    period_from: Year
    period_to: Year
    minutes: Annotated[int, Field(ge=0, le=400)]


class DescriptorIn(Strict):
    """A strand at one level, or what earns one more point of a row."""

    level: Annotated[int, Field(ge=1, le=20)]
    text: Text


class StrandIn(Strict):
    """An assessment strand, or a row of a points scale."""

    code: Annotated[Text, Field(max_length=12)]
    title: Line
    max_marks: Annotated[int, Field(ge=0, le=200)]
    descriptors: list[DescriptorIn]


class LevelIn(Strict):
    """A band; mark_from and mark_to are both 0 where the board's range is not known."""

    number: Annotated[int, Field(ge=1, le=20)]
    label: Annotated[Text, Field(max_length=40)]
    mark_from: Annotated[int, Field(ge=0, le=200)]
    mark_to: Annotated[int, Field(ge=0, le=200)]
    descriptor: Text
    lifts: Text


class ScaleIn(Strict):
    """A scale of levels or of rows."""

    name: Short
    kind: Literal["levels", "points"]
    max_marks: Marks
    level: list[LevelIn] = []
    strand: list[StrandIn] = []

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind == "points":
            self._check_rows()
        else:
            self._check_bands()
        return self

    def _check_rows(self) -> None:
        if self.level:
            raise ValueError("a points scale has rows, not levels")
        if sum(strand.max_marks for strand in self.strand) != self.max_marks:
            raise ValueError("the rows must add up to the scale's marks")
        for strand in self.strand:
            if [one.level for one in strand.descriptors] != [
                *range(1, strand.max_marks + 1),
            ]:
                raise ValueError(f"row {strand.code} needs one description for each point")

    def _check_bands(self) -> None:
        numbers = sorted(level.number for level in self.level)
        if numbers != [*range(1, len(numbers) + 1)] or not numbers:
            raise ValueError("levels are numbered 1, 2, 3 and so on, each once")
        bands = sorted((level.mark_from, level.mark_to) for level in self.level)
        if any(band != (0, 0) for band in bands):
            covered = [mark for first, last in bands for mark in range(first, last + 1)]
            if covered != [*range(1, self.max_marks + 1)]:
                raise ValueError("the bands must cover 1 to the top mark, none twice")
        for strand in self.strand:
            if sorted(one.level for one in strand.descriptors) != numbers:
                raise ValueError(f"strand {strand.code} needs one description for each level")


class ThresholdsIn(Strict):
    """What the plan checks measure by; only what differs from their defaults is written."""

    min_points: Annotated[int, Field(ge=1, le=20)] | None = None
    max_points: Annotated[int, Field(ge=1, le=40)] | None = None
    pair_share: Annotated[float, Field(ge=0, le=1)] | None = None
    balance_ratio: Annotated[float, Field(ge=0, le=1)] | None = None
    requires_criteria: bool | None = None
    requires_context: bool | None = None
    requires_synthesis: bool | None = None
    historians_expected: bool | None = None


class SchemeIn(Strict):
    """A mark scheme in one version."""

    key: Slug
    board: Slug
    title: Line
    total_marks: Marks
    minutes: Minutes
    version: Annotated[int, Field(ge=1, le=100)]
    status: Literal["draft", "checked"]
    source_note: str
    valid_from: MaybeDate
    valid_to: MaybeDate
    thresholds: ThresholdsIn
    severity: dict[CheckCode, Severity]
    scale: Annotated[list[ScaleIn], Field(min_length=1)]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if sum(scale.max_marks for scale in self.scale) != self.total_marks:
            raise ValueError("the scales must add up to the total marks")
        return self


class SchemesFile(Strict):
    """The whole of schemes.toml."""

    topic: Slug
    not_rulers: list[Short]
    board: Annotated[list[BoardIn], Field(min_length=1)]
    paper: Annotated[list[PaperIn], Field(min_length=1)]
    scheme: Annotated[list[SchemeIn], Field(min_length=1)]


class ComparandIn(Strict):
    """One of the things compared; years are inclusive."""

    label: Annotated[Text, Field(max_length=80)]
    leaders: Annotated[list[Short], Field(min_length=1)]
    year_from: Year
    year_to: Year


class IndicativeIn(Strict):
    """A possible argument."""

    title: Annotated[Text, Field(max_length=200)]
    gist: Text
    theme: Slug


class SideIn(Strict):
    """A side of the argument with its possible arguments."""

    label: Annotated[Text, Field(max_length=120)]
    stance: Literal["support", "challenge", "neutral"]
    relation: Literal["similarity", "difference", "none"]
    strands: list[IndicativeIn]


class QuestionIn(Strict):
    """A question; board, qualification and paper are names, as people write them."""

    id: Slug
    board: Short
    qualification: Text
    paper: Text
    mark_scheme: Slug
    template: Literal[
        "for_against",
        "similarity_difference",
        "thematic_matrix",
        "factor_ranking",
        "change_continuity",
        "turning_points",
        "two_option",
    ]
    stem: Text
    view: Text | None
    command: Annotated[Text, Field(max_length=120)]
    period_from: Year
    period_to: Year
    leaders: Annotated[list[Short], Field(min_length=1)]
    comparands: list[ComparandIn]
    themes: Annotated[list[Slug], Field(min_length=1)]
    # The words a plan must speak to. Older files have none: no such check is made then.
    key_terms: list[Short] = []
    sides: Annotated[list[SideIn], Field(min_length=2)]
    marks: Marks
    minutes: Minutes

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.period_from > self.period_to:
            raise ValueError("the period ends before it begins")
        for name, values in (
            ("leader", self.leaders),
            ("theme", self.themes),
            ("comparand", [one.label for one in self.comparands]),
            ("side", [one.label for one in self.sides]),
        ):
            _refuse_repeats(name, values)
        for one in self.comparands:
            if not self.period_from <= one.year_from <= one.year_to <= self.period_to:
                raise ValueError(f"the years of {one.label} are not inside the period")
            if strangers := set(one.leaders) - set(self.leaders):
                raise ValueError(f"{one.label} has leaders not in the question: {strangers}")
        used = {strand.theme for side in self.sides for strand in side.strands}
        if strangers := used - set(self.themes):
            raise ValueError(f"arguments under themes not in the question: {strangers}")
        return self


class AnswerIn(Strict):
    """A model essay; lean runs from -2 (wholly challenges the view) to 2 (wholly supports it)."""

    key: Slug
    question: Slug
    title: Annotated[Text, Field(max_length=120)]
    author_label: Annotated[Text, Field(max_length=80)]
    lean: Annotated[int, Field(ge=-2, le=2)]
    thesis: Annotated[Text, Field(max_length=3000)]
    judgement: Annotated[Text, Field(max_length=3000)]
    decisive: Annotated[Text, Field(max_length=1000)]
    body: Annotated[str, Field(max_length=30_000), AfterValidator(str.strip)]


class AnswersFile(Strict):
    """The whole of model_answers.toml."""

    answer: list[AnswerIn] = []


class Content(Strict):
    """All files together."""

    schemes: SchemesFile
    questions: list[QuestionIn]
    answers: AnswersFile = AnswersFile()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        files = self.schemes
        _refuse_repeats("board", [board.key for board in files.board])
        _refuse_repeats("board", [board.name for board in files.board])
        _refuse_repeats("paper", [paper.key for paper in files.paper])
        _refuse_repeats("scheme", [(scheme.key, scheme.version) for scheme in files.scheme])
        _refuse_repeats("question", [question.id for question in self.questions])
        boards = {board.key for board in files.board}
        parts: list[PaperIn | SchemeIn] = [*files.paper, *files.scheme]
        for part in parts:
            if part.board not in boards:
                raise ValueError(f"{part.key} names the unknown board {part.board}")
        for question in self.questions:
            paper, scheme = self.paper_of(question), self.scheme_of(question)
            if paper.board != scheme.board:
                raise ValueError(f"question {question.id}: paper and scheme of different boards")
            if question.marks != scheme.total_marks:
                raise ValueError(f"question {question.id}: marks differ from the scheme's")
        _refuse_repeats("answer", [answer.key for answer in self.answers.answer])
        questions = {question.id for question in self.questions}
        for answer in self.answers.answer:
            if answer.question not in questions:
                raise ValueError(f"answer {answer.key}: no question '{answer.question}'")
        return self

    def paper_of(self, question: QuestionIn) -> PaperIn:
        """Return the paper a question names; ValueError when there is none such."""
        boards = {board.name: board.key for board in self.schemes.board}
        for paper in self.schemes.paper:
            if (paper.board, paper.qualification, paper.name) == (
                boards.get(question.board),
                question.qualification,
                question.paper,
            ):
                return paper
        raise ValueError(f"question {question.id}: no paper '{question.paper}' of this board")

    def scheme_of(self, question: QuestionIn) -> SchemeIn:
        """Return the newest version of the question's scheme; ValueError when there is none."""
        versions = [one for one in self.schemes.scheme if one.key == question.mark_scheme]
        if not versions:
            raise ValueError(f"question {question.id}: no scheme '{question.mark_scheme}'")
        return max(versions, key=lambda one: one.version)


def read_content(folder: Path) -> Content:
    """Read and check the files of a content folder; ContentError says what is wrong and where."""
    questions: list[Any] = []
    try:
        schemes = tomllib.loads((folder / SCHEMES_FILE).read_text(encoding="utf-8"))
        for name in QUESTION_FILES:
            listed = json.loads((folder / name).read_text(encoding="utf-8"))
            if not isinstance(listed, list):
                raise ContentError(f"{name}: must be a list of questions")
            questions += listed
        file = folder / ANSWERS_FILE
        answers = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except OSError as error:
        raise ContentError(f"{error.filename}: {error.strerror}") from error
    except ValueError as error:
        raise ContentError(f"{folder}: {error}") from error
    try:
        return Content.model_validate(
            {"schemes": schemes, "questions": questions, "answers": answers}
        )
    except ValidationError as error:
        raise ContentError(_explain(error, questions)) from error


def _explain(error: ValidationError, questions: list[Any]) -> str:
    """One line a fault, with the question's id where pydantic only counts."""
    lines = []
    for fault in error.errors():
        where = list(fault["loc"])
        if len(where) > 1 and where[0] == "questions" and isinstance(where[1], int):
            found = questions[where[1]]
            where[:2] = [f"question {found.get('id') if isinstance(found, dict) else where[1]}"]
        lines.append(f"{'.'.join(map(str, where)) or 'content'}: {fault['msg']}")
    return "\n".join(lines)


def _refuse_repeats(what: str, values: Iterable[object]) -> None:
    seen: set[object] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{what} '{value}' stands twice")
        seen.add(value)
