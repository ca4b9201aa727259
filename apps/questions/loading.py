"""Load boards, papers, mark schemes, questions and model essays from the content files.

Safe to run again: rows are found by their keys and updated in place, so plans keep their
sides. What a person has edited since the last load is left alone and reported.
"""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import ProtectedError

from apps.evidence.models import Leader, Topic
from apps.questions.content_schema import (
    AnswerIn,
    Content,
    ContentError,
    QuestionIn,
    SchemeIn,
    read_content,
)
from apps.questions.models import (
    Board,
    Comparand,
    IndicativeStrand,
    LevelDescriptor,
    MarkScheme,
    ModelAnswer,
    Paper,
    Question,
    QuestionTheme,
    Scale,
    Side,
    Strand,
    StrandDescriptor,
)

CONTENT_FOLDER = Path(__file__).parent / "content"

# A row and its parts as plain data: the same shape from the files and from the database,
# so that equal means nothing to do.
State = dict[str, Any]
Kept = TypeVar("Kept", Board, Paper, MarkScheme, Question, ModelAnswer)
Part = TypeVar("Part", bound=models.Model)

_SMALL_WORDS = {"a", "an", "and", "for", "her", "his", "in", "its", "of", "on", "the", "their"}


@dataclass
class Report:
    """What a load did: a name for each row."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)


def load_questions(folder: Path = CONTENT_FOLDER) -> Report:
    """Bring the database to what the files say; ContentError when they are not sound.

    Nothing is written unless every file is. Each row is written with its parts in one
    transaction of its own, so that a load never holds the database for long.
    """
    content = read_content(folder)
    topic = Topic.objects.filter(slug=content.schemes.topic).first()
    if topic is None:
        raise ContentError(
            f"There is no topic '{content.schemes.topic}' yet: load the evidence first."
        )
    wanted_questions = _wanted_questions(content, topic)
    report = Report()
    for board in content.schemes.board:
        _settle(
            report,
            f"board {board.key}",
            Board.objects.filter(key=board.key).first(),
            board.model_dump(),
            _board_state,
            _write_board,
        )
    for paper in content.schemes.paper:
        _settle(
            report,
            f"paper {paper.key}",
            Paper.objects.filter(key=paper.key).select_related("board").first(),
            paper.model_dump(),
            _paper_state,
            _write_paper,
        )
    for scheme in content.schemes.scheme:
        _settle(
            report,
            f"scheme {scheme.key} v{scheme.version}",
            MarkScheme.objects.filter(key=scheme.key, version=scheme.version)
            .select_related("board")
            .first(),
            _wanted_scheme(scheme),
            _scheme_state,
            _write_scheme,
        )
    for wanted in wanted_questions:
        _settle(
            report,
            f"question {wanted['key']}",
            Question.objects.with_parts().filter(key=wanted["key"]).first(),
            wanted,
            _question_state,
            _write_question,
        )
    for answer in content.answers.answer:
        _settle(
            report,
            f"answer {answer.key}",
            ModelAnswer.objects.filter(key=answer.key).select_related("question").first(),
            answer.model_dump(),
            _answer_state,
            _write_answer,
        )
    return report


def _settle(
    report: Report,
    name: str,
    found: Kept | None,
    wanted: State,
    state_of: Callable[[Kept], State],
    write: Callable[[Kept | None, State], Kept],
) -> None:
    """Add, update or leave one row, and note which."""
    stored = state_of(found) if found else None
    if found is not None and stored == wanted:
        report.unchanged.append(name)
        _remember(found, wanted)
        return
    if found is not None and _hash(stored) != found.pack_hash:
        report.left_alone.append(f"{name}: edited here since it was loaded")
        return
    try:
        with transaction.atomic():
            _remember(write(found, wanted), wanted)
    except ProtectedError:
        report.left_alone.append(f"{name}: plans argue a side that the files no longer have")
        return
    (report.added if found is None else report.updated).append(name)


def _remember(row: Kept, state: State) -> None:
    """Keep the hash of what was loaded; not by save, which would say the row has changed."""
    written = _hash(state)
    if row.pack_hash != written:
        type(row)._default_manager.filter(pk=row.pk).update(pack_hash=written)


def _hash(state: State | None) -> str:
    return hashlib.sha256(json.dumps(state, sort_keys=True, default=str).encode()).hexdigest()


# ------------------------------------------------------------------ boards and papers


def _board_state(board: Board) -> State:
    return {
        "key": board.key,
        "name": board.name,
        "country": board.country,
        "website": board.website,
        "judgement_spelling": board.judgement_spelling,
    }


def _write_board(board: Board | None, wanted: State) -> Board:
    board = _fill(board or Board(), wanted)
    board.touch()
    return board


def _paper_state(paper: Paper) -> State:
    return {
        "key": paper.key,
        "board": paper.board.key,
        "qualification": paper.qualification,
        "name": paper.name,
        "period_from": paper.period_from,
        "period_to": paper.period_to,
        "minutes": paper.minutes,
    }


def _write_paper(paper: Paper | None, wanted: State) -> Paper:
    board = Board.objects.get(key=wanted["board"])
    return _fill(paper or Paper(), wanted | {"board": board})


# ------------------------------------------------------------------ mark schemes


def _wanted_scheme(scheme: SchemeIn) -> State:
    wanted = scheme.model_dump(exclude={"scale", "severity", "thresholds"})
    wanted["thresholds"] = scheme.thresholds.model_dump(exclude_none=True)
    wanted["severities"] = dict(scheme.severity)
    wanted["scales"] = [
        {
            "name": scale.name,
            "kind": scale.kind,
            "max_marks": scale.max_marks,
            "levels": [
                level.model_dump()
                # An unknown range is 0 to 0 in the file and empty in the database.
                | {"mark_from": level.mark_from or None, "mark_to": level.mark_to or None}
                for level in sorted(scale.level, key=lambda level: -level.number)
            ],
            "strands": [
                strand.model_dump(exclude={"descriptors"})
                | {
                    "descriptors": [
                        one.model_dump()
                        for one in sorted(strand.descriptors, key=lambda one: -one.level)
                    ]
                }
                for strand in scale.strand
            ],
        }
        for scale in scheme.scale
    ]
    return wanted


def _scheme_state(scheme: MarkScheme) -> State:
    scales = scheme.scales.prefetch_related("levels", "strands__descriptors")
    return {
        "key": scheme.key,
        "board": scheme.board.key,
        "title": scheme.title,
        "total_marks": scheme.total_marks,
        "minutes": scheme.minutes,
        "version": scheme.version,
        "status": scheme.status,
        "source_note": scheme.source_note,
        "valid_from": scheme.valid_from,
        "valid_to": scheme.valid_to,
        "thresholds": scheme.thresholds,
        "severities": scheme.severities,
        "scales": [
            {
                "name": scale.name,
                "kind": scale.kind,
                "max_marks": scale.max_marks,
                "levels": [
                    {
                        "number": level.number,
                        "label": level.label,
                        "mark_from": level.mark_from,
                        "mark_to": level.mark_to,
                        "descriptor": level.descriptor,
                        "lifts": level.lifts,
                    }
                    for level in scale.levels.all()
                ],
                "strands": [
                    {
                        "code": strand.code,
                        "title": strand.title,
                        "max_marks": strand.max_marks,
                        "descriptors": [
                            {"level": one.level, "text": one.text}
                            for one in strand.descriptors.all()
                        ],
                    }
                    for strand in scale.strands.all()
                ],
            }
            for scale in scales
        ],
    }


def _write_scheme(scheme: MarkScheme | None, wanted: State) -> MarkScheme:
    fields = {name: value for name, value in wanted.items() if name != "scales"}
    fields["board"] = Board.objects.get(key=wanted["board"])
    scheme = _fill(scheme or MarkScheme(), fields)
    for order, (row, scale_state) in enumerate(
        _pair(wanted["scales"], list(scheme.scales.all()), "name")
    ):
        scale = _fill(
            row or Scale(scheme=scheme),
            {name: scale_state[name] for name in ("name", "kind", "max_marks")} | {"order": order},
        )
        for level, level_state in _pair(scale_state["levels"], list(scale.levels.all()), "number"):
            _fill(level or LevelDescriptor(scale=scale), level_state)
        for strand_order, (strand_row, strand_state) in enumerate(
            _pair(scale_state["strands"], list(scale.strands.all()), "code")
        ):
            strand = _fill(
                strand_row or Strand(scale=scale),
                {name: strand_state[name] for name in ("code", "title", "max_marks")}
                | {"order": strand_order},
            )
            for descriptor, descriptor_state in _pair(
                strand_state["descriptors"], list(strand.descriptors.all()), "level"
            ):
                _fill(descriptor or StrandDescriptor(strand=strand), descriptor_state)
    return scheme


# ------------------------------------------------------------------ questions


def _wanted_questions(content: Content, topic: Topic) -> list[State]:
    """Questions as plain data, with leaders as codes; ContentError names what is unknown."""
    leaders = {leader.name: leader for leader in topic.leaders.all()}
    themes = {theme.slug for theme in topic.themes.all()}
    not_rulers = set(content.schemes.not_rulers)
    faults: list[str] = []
    wanted: list[State] = []
    for question in content.questions:
        if unknown := set(question.leaders) - set(leaders) - not_rulers:
            faults.append(f"question {question.id}: unknown leaders {sorted(unknown)}")
        if unknown := set(question.themes) - themes:
            faults.append(f"question {question.id}: unknown themes {sorted(unknown)}")
        if not faults:
            wanted.append(_wanted_question(content, question, leaders))
    if faults:
        raise ContentError("\n".join(faults))
    return wanted


def _wanted_question(content: Content, question: QuestionIn, leaders: dict[str, Leader]) -> State:
    scheme = content.scheme_of(question)
    codes = comparand_codes(question, leaders)

    def codes_of(names: Sequence[str]) -> list[str]:
        return sorted(leaders[name].code for name in names if name in leaders)

    return {
        "key": question.id,
        "topic": content.schemes.topic,
        "paper": content.paper_of(question).key,
        "scheme": [scheme.key, scheme.version],
        "stem": question.stem,
        "view": question.view or "",
        "command": question.command,
        "period_from": question.period_from,
        "period_to": question.period_to,
        "marks": question.marks,
        "minutes": question.minutes,
        "template": question.template,
        "key_terms": list(question.key_terms),
        "leaders": codes_of(question.leaders),
        "themes": list(question.themes),
        "comparands": [
            {
                "code": code,
                "label": one.label,
                "leaders": codes_of(one.leaders),
                "year_from": one.year_from,
                "year_to": one.year_to,
            }
            for code, one in zip(codes, question.comparands, strict=True)
        ],
        "sides": [
            {
                "label": side.label,
                "stance": side.stance,
                "relation": side.relation,
                "strands": [strand.model_dump() for strand in side.strands],
            }
            for side in question.sides
        ],
    }


def comparand_codes(question: QuestionIn, leaders: dict[str, Leader]) -> list[str]:
    """Return a code for each comparand, at most six characters and unique in the question.

    A comparand that is one leader and the only one with that leader has the leader's code.
    Any other is named from its label ("The Tsars" TSA, "Stalin 1929-41" S29), never with a
    code that a leader of the topic has.
    """
    taken = {leader.code for leader in leaders.values()}
    named = [name for one in question.comparands for name in one.leaders]
    codes: list[str] = []
    for one in question.comparands:
        sole = one.leaders[0]
        if len(one.leaders) == 1 and named.count(sole) == 1 and sole in leaders:
            codes.append(leaders[sole].code)
            continue
        base = code = _short_code(one.label)
        number = 2
        while code in taken:
            code = f"{base}{number}"
            number += 1
        taken.add(code)
        codes.append(code)
    return codes


def _short_code(label: str) -> str:
    """Return three letters of the label's telling word, or a letter and a year."""
    words = re.findall(r"[^\W\d_]+", label)
    telling = [word for word in words if len(word) > 1 and word.lower() not in _SMALL_WORDS]
    telling = telling or words or ["part"]
    names = [word for word in telling if word[0].isupper()]
    word: str = (names or telling)[0].upper()
    year = re.search(r"\b\d{2}(\d{2})\b", label)
    return f"{word[0]}{year.group(1)}" if year else word[:3]


def _question_state(question: Question) -> State:
    """Status is left out: a question retired here stays retired and still takes new wording."""
    sides = question.sides.prefetch_related("strands__theme")
    return {
        "key": question.key,
        "topic": question.topic.slug,
        "paper": question.paper.key,
        "scheme": [question.scheme.key, question.scheme.version],
        "stem": question.stem,
        "view": question.view,
        "command": question.command,
        "period_from": question.period_from,
        "period_to": question.period_to,
        "marks": question.marks,
        "minutes": question.minutes,
        "template": question.template,
        "key_terms": question.key_terms,
        "leaders": sorted(leader.code for leader in question.leaders.all()),
        "themes": [theme.slug for theme in question.themes.all()],
        "comparands": [
            {
                "code": one.code,
                "label": one.label,
                "leaders": sorted(leader.code for leader in one.leaders.all()),
                "year_from": one.year_from,
                "year_to": one.year_to,
            }
            for one in question.comparands.all()
        ],
        "sides": [
            {
                "label": side.label,
                "stance": side.stance,
                "relation": side.relation,
                "strands": [
                    {"title": strand.title, "gist": strand.gist, "theme": strand.theme.slug}
                    for strand in side.strands.all()
                ],
            }
            for side in sides
        ],
    }


def _write_question(question: Question | None, wanted: State) -> Question:
    topic = Topic.objects.prefetch_related("leaders", "themes").get(slug=wanted["topic"])
    leaders = {leader.code: leader for leader in topic.leaders.all()}
    themes = {theme.slug: theme for theme in topic.themes.all()}
    key, version = wanted["scheme"]
    parts = {"leaders", "themes", "comparands", "sides"}
    fields = {name: value for name, value in wanted.items() if name not in parts} | {
        "topic": topic,
        "paper": Paper.objects.get(key=wanted["paper"]),
        "scheme": MarkScheme.objects.get(key=key, version=version),
    }
    question = _fill(question or Question(status=Question.Status.PUBLISHED), fields)
    question.leaders.set([leaders[code] for code in wanted["leaders"]])
    for order, (link, link_state) in enumerate(
        _pair(
            [{"theme": themes[slug]} for slug in wanted["themes"]],
            list(question.theme_links.select_related("theme")),
            "theme",
        )
    ):
        _fill(link or QuestionTheme(question=question), link_state | {"order": order})
    for order, (row, state) in enumerate(
        _pair(wanted["comparands"], list(question.comparands.all()), "code")
    ):
        comparand = _fill(
            row or Comparand(question=question),
            {name: state[name] for name in ("code", "label", "year_from", "year_to")}
            | {"order": order},
        )
        comparand.leaders.set([leaders[code] for code in state["leaders"]])
    for order, (side_row, state) in enumerate(
        _pair(wanted["sides"], list(question.sides.all()), "label")
    ):
        side = _fill(
            side_row or Side(question=question),
            {name: state[name] for name in ("label", "stance", "relation")} | {"order": order},
        )
        for strand_order, (strand, strand_state) in enumerate(
            _pair(state["strands"], list(side.strands.all()), "title")
        ):
            _fill(
                strand or IndicativeStrand(side=side),
                strand_state | {"theme": themes[strand_state["theme"]], "order": strand_order},
            )
    return question


# ------------------------------------------------------------------ model essays


def _answer_state(answer: ModelAnswer) -> State:
    """Status is left out: an essay retired here stays retired and still takes new wording."""
    state: State = {name: getattr(answer, name) for name in AnswerIn.model_fields}
    return state | {"question": answer.question.key}


def _write_answer(answer: ModelAnswer | None, wanted: State) -> ModelAnswer:
    question = Question.objects.get(key=wanted["question"])
    row = answer or ModelAnswer(kind=ModelAnswer.Kind.ESSAY)
    return _fill(row, wanted | {"question": question})


# ------------------------------------------------------------------ rows and their parts


def _fill(row: Part, fields: State) -> Part:
    """Set the fields and save."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def _pair(wanted: Sequence[State], rows: list[Part], key: str) -> list[tuple[Part | None, State]]:
    """Match wanted parts to stored rows, by key and then in order; delete rows left over.

    A row that is matched keeps its id, so what points at it (a plan's points at a side)
    stays where it is. Deleting comes first: a new part may need a leftover's unique code.
    """
    spare = list(rows)
    matches: list[Part | None] = []
    for state in wanted:
        match = next((row for row in spare if getattr(row, key) == state[key]), None)
        if match is not None:
            spare.remove(match)
        matches.append(match)
    for place, match in enumerate(matches):
        if match is None and spare:
            matches[place] = spare.pop(0)
    for row in spare:
        row.delete()
    return list(zip(matches, wanted, strict=True))
