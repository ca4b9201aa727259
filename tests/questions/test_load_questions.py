"""Loading the content files: what is written, what is kept, what is refused."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.questions.content_schema import ContentError, QuestionIn
from apps.questions.loading import comparand_codes, load_questions
from apps.questions.models import Board, MarkScheme, ModelAnswer, Paper, Question
from tests.factories import make_plan, make_point, make_topic, make_user
from tests.questions.content_folder import (
    QUESTION,
    SCHEMES,
    question_data,
    write_answers,
    write_content,
)

pytestmark = pytest.mark.django_db


def as_stored(key: str) -> dict[str, Any]:
    question = Question.objects.with_parts().get(key=key)
    return {
        "question": [question.stem, question.view, question.command, question.template],
        "numbers": [
            question.period_from,
            question.period_to,
            question.marks,
            question.minutes,
        ],
        "from": [question.paper.key, question.scheme.key, question.topic.slug],
        "status": question.status,
        "key_terms": question.key_terms,
        "leaders": [leader.code for leader in question.leaders.all()],
        "themes": [theme.slug for theme in question.themes.all()],
        "comparands": [
            (
                one.code,
                one.label,
                [leader.code for leader in one.leaders.all()],
                one.year_from,
                one.year_to,
            )
            for one in question.comparands.all()
        ],
        "sides": [
            (
                side.label,
                side.stance,
                side.relation,
                [(one.title, one.gist, one.theme.slug) for one in side.strands.all()],
            )
            for side in question.sides.all()
        ],
    }


EXPECTED = {
    "question": [
        "'Stalin was harsher.' How far do you agree?",
        "Stalin was harsher.",
        "How far do you agree",
        "for_against",
    ],
    "numbers": [1921, 1964, 10, 45],
    "from": ["aqa-1h", "aqa-essay", "russia"],
    "status": "published",
    "key_terms": [],
    "leaders": ["STA", "KHR"],
    # The file's order, not the topic's, where government comes first.
    "themes": ["terror", "government"],
    "comparands": [
        ("STA", "Stalin", ["STA"], 1924, 1953),
        ("RIV", "His rivals and heirs", ["KHR"], 1921, 1964),
    ],
    "sides": [
        (
            "Harsher",
            "support",
            "difference",
            [("Scale", "More people.", "terror"), ("Offices", "One man.", "government")],
        ),
        ("No harsher", "challenge", "similarity", [("Methods", "The same.", "terror")]),
    ],
}


def test_load_writes_the_whole_question(tmp_path: Path) -> None:
    make_topic()
    report = load_questions(write_content(tmp_path))
    assert report.added == [
        "board aqa",
        "paper aqa-1h",
        "scheme aqa-essay v1",
        "question two-leaders",
    ]
    assert as_stored("two-leaders") == EXPECTED


def test_load_writes_the_whole_scheme(tmp_path: Path) -> None:
    make_topic()
    load_questions(write_content(tmp_path))
    scheme = MarkScheme.objects.get(key="aqa-essay", version=1)
    scale = scheme.scales.get()
    assert (scheme.title, scheme.total_marks, scheme.minutes, scheme.status) == (
        "AQA essay",
        10,
        45,
        "draft",
    )
    assert (scheme.valid_from, scheme.valid_to) == (date(2015, 9, 1), None)
    assert scheme.thresholds == {"min_points": 3}
    assert scheme.severities == {"T3": "fix"}
    assert (scale.name, scale.kind, scale.max_marks) == ("Essay", "levels", 10)
    assert list(scale.levels.values_list("label", "mark_from", "mark_to", "lifts")) == [
        ("Level 2", 6, 10, "Analysis"),
        ("Level 1", 1, 5, "Relevance"),
    ]
    strand = scale.strands.get()
    assert strand.title == "Knowledge"
    assert list(strand.descriptors.values_list("level", "text")) == [(2, "Exact"), (1, "Thin")]


def test_unknown_bands_are_stored_empty(tmp_path: Path) -> None:
    make_topic()
    schemes = SCHEMES
    for number in (6, 10, 1, 5):
        schemes = schemes.replace(f"mark_from = {number}\n", "mark_from = 0\n")
        schemes = schemes.replace(f"mark_to = {number}\n", "mark_to = 0\n")
    load_questions(write_content(tmp_path, schemes=schemes))
    levels = MarkScheme.objects.get(key="aqa-essay").scales.get().levels
    assert list(levels.values_list("mark_from", "mark_to")) == [(None, None), (None, None)]


def test_load_twice_changes_nothing(tmp_path: Path) -> None:
    make_topic()
    folder = write_content(tmp_path)
    load_questions(folder)
    before = Question.objects.values_list("pk", "updated_at").get()
    schemes = MarkScheme.objects.values_list("pk", "updated_at").get()
    report = load_questions(folder)
    assert (report.added, report.updated, report.left_alone) == ([], [], [])
    assert len(report.unchanged) == 4
    assert Question.objects.values_list("pk", "updated_at").get() == before
    assert MarkScheme.objects.values_list("pk", "updated_at").get() == schemes


def test_update_keeps_sides_comparands_and_points(tmp_path: Path) -> None:
    make_topic()
    load_questions(write_content(tmp_path))
    question = Question.objects.get(key="two-leaders")
    plan = make_plan(make_user(), question)
    point = make_point(plan, side=1)
    sides = [(side.pk, side.uuid) for side in question.sides.all()]
    comparands = [(one.pk, one.uuid) for one in question.comparands.all()]
    changed = question_data()
    changed["sides"][0]["label"] = "Harsher by far"
    changed["sides"][1]["strands"].insert(
        0, {"title": "Law", "gist": "Courts.", "theme": "government"}
    )
    changed["comparands"][0]["year_to"] = 1952
    changed["themes"] = ["government", "terror"]
    report = load_questions(write_content(tmp_path, changed))
    assert report.updated == ["question two-leaders"]
    assert [(side.pk, side.uuid) for side in question.sides.all()] == sides
    assert [(one.pk, one.uuid) for one in question.comparands.all()] == comparands
    point.refresh_from_db()
    assert point.side_id == sides[1][0]
    stored = as_stored("two-leaders")
    assert stored["themes"] == ["government", "terror"]
    assert [side[0] for side in stored["sides"]] == ["Harsher by far", "No harsher"]
    assert [one[0] for one in stored["sides"][1][3]] == ["Law", "Methods"]
    assert Question.objects.get(pk=question.pk).updated_at > question.updated_at


def test_sides_that_swap_places_keep_their_points(tmp_path: Path) -> None:
    make_topic()
    load_questions(write_content(tmp_path))
    question = Question.objects.get(key="two-leaders")
    by_label = {side.label: side.pk for side in question.sides.all()}
    changed = question_data()
    changed["sides"].reverse()
    load_questions(write_content(tmp_path, changed))
    assert [(side.label, side.pk) for side in question.sides.all()] == [
        ("No harsher", by_label["No harsher"]),
        ("Harsher", by_label["Harsher"]),
    ]


def test_a_side_with_points_is_never_deleted(tmp_path: Path) -> None:
    make_topic()
    third = question_data()
    third["sides"].append(
        {"label": "Neither", "stance": "neutral", "relation": "none", "strands": []}
    )
    load_questions(write_content(tmp_path, third))
    make_point(make_plan(make_user(), Question.objects.get(key="two-leaders")), side=2)
    report = load_questions(write_content(tmp_path))
    assert report.left_alone == [
        "question two-leaders: plans argue a side that the files no longer have"
    ]
    assert [side[0] for side in as_stored("two-leaders")["sides"]] == [
        "Harsher",
        "No harsher",
        "Neither",
    ]


def test_what_a_person_edited_is_left_alone_and_reported(tmp_path: Path) -> None:
    make_topic()
    load_questions(write_content(tmp_path))
    question = Question.objects.get(key="two-leaders")
    question.sides.filter(order=0).update(label="As our teacher says it")
    MarkScheme.objects.update(status="checked")
    Board.objects.update(country="Wales")
    Paper.objects.update(minutes=149)
    changed = question_data() | {"minutes": 50}
    report = load_questions(write_content(tmp_path, changed))
    assert report.left_alone == [
        "board aqa: edited here since it was loaded",
        "paper aqa-1h: edited here since it was loaded",
        "scheme aqa-essay v1: edited here since it was loaded",
        "question two-leaders: edited here since it was loaded",
    ]
    assert (report.added, report.updated, report.unchanged) == ([], [], [])
    stored = as_stored("two-leaders")
    assert stored["numbers"][3] == 45
    assert stored["sides"][0][0] == "As our teacher says it"


def test_a_retired_question_stays_retired_and_is_still_updated(tmp_path: Path) -> None:
    make_topic()
    load_questions(write_content(tmp_path))
    Question.objects.update(status="retired")
    report = load_questions(write_content(tmp_path, question_data() | {"minutes": 50}))
    assert report.updated == ["question two-leaders"]
    assert as_stored("two-leaders")["status"] == "retired"
    assert as_stored("two-leaders")["numbers"][3] == 50


def test_a_changed_scheme_is_updated_in_place(tmp_path: Path) -> None:
    make_topic()
    load_questions(write_content(tmp_path))
    before = MarkScheme.objects.get()
    levels = set(before.scales.get().levels.values_list("pk", flat=True))
    schemes = SCHEMES.replace('"Argues"', '"Argues well"')
    report = load_questions(write_content(tmp_path, schemes=schemes))
    assert report.updated == ["scheme aqa-essay v1"]
    after = MarkScheme.objects.get()
    assert (after.pk, set(after.scales.get().levels.values_list("pk", flat=True))) == (
        before.pk,
        levels,
    )
    assert after.updated_at > before.updated_at
    assert after.scales.get().levels.get(number=2).descriptor == "Argues well"


def test_a_new_version_of_a_scheme_stands_beside_the_old(tmp_path: Path) -> None:
    make_topic()
    load_questions(write_content(tmp_path))
    start = SCHEMES.index("[[scheme]]")
    newer = SCHEMES[start:].replace("version = 1", "version = 2")
    report = load_questions(write_content(tmp_path, schemes=SCHEMES + newer))
    assert report.added == ["scheme aqa-essay v2"]
    assert report.updated == ["question two-leaders"]
    assert Question.objects.get().scheme.version == 2
    assert MarkScheme.objects.count() == 2


@pytest.mark.parametrize(
    ("labels", "codes"),
    [
        (["Lenin", "Stalin"], ["LEN", "STA"]),
        (["Stalin 1929-41", "Stalin 1945-53"], ["S29", "S45"]),
        (["The Tsars", "The Communist rulers"], ["TSA", "COM"]),
        (["The work of Stolypin", "The Duma"], ["STO", "DUM"]),
        (["Methods of rule", "Methods of war"], ["MET", "MET2"]),
        (["The Star Chamber", "X"], ["STA2", "X"]),
        (["1917", "1921"], ["P17", "P21"]),
    ],
)
def test_comparand_codes(labels: list[str], codes: list[str]) -> None:
    topic = make_topic()
    leaders = {leader.name: leader for leader in topic.leaders.all()}
    data = question_data()
    names = {label: label if label in leaders else "Stalin" for label in labels}
    data["leaders"] = sorted(set(names.values()))
    data["comparands"] = [
        {"label": label, "leaders": [names[label]], "year_from": 1921, "year_to": 1964}
        for label in labels
    ]
    assert comparand_codes(QuestionIn.model_validate(data), leaders) == codes


def spoil(**changes: Any) -> dict[str, Any]:
    return question_data() | changes


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (spoil(extra=1), "question two-leaders.extra: Extra inputs are not permitted"),
        (spoil(marks="10"), "question two-leaders.marks: Input should be a valid integer"),
        (spoil(marks=11), "marks differ from the scheme's"),
        (spoil(board="WJEC"), "no paper 'Component 1H' of this board"),
        (spoil(paper="Component 9"), "no paper 'Component 9' of this board"),
        (spoil(mark_scheme="none"), "no scheme 'none'"),
        (spoil(template="mosaic"), "question two-leaders.template: Input should be"),
        (spoil(period_from=1965), "the period ends before it begins"),
        (spoil(stem=" A space first"), "must not begin or end with a space"),
        (spoil(command="x" * 121), "question two-leaders.command: Value should have at most 120"),
        (spoil(leaders=["Stalin"]), "has leaders not in the question"),
        (spoil(leaders=[*QUESTION["leaders"], "Staln"]), "unknown leaders ['Staln']"),
        (spoil(themes=["terror"]), "arguments under themes not in the question"),
        (spoil(themes=["terror", "government", "fashion"]), "unknown themes ['fashion']"),
        (spoil(themes=["terror", "government", "terror"]), "theme 'terror' stands twice"),
        (spoil(period_from=1925), "the years of Stalin are not inside the period"),
        (spoil(sides=QUESTION["sides"][:1]), "List should have at least 2 items"),
        (spoil(id="Not A Key"), "id: String should match pattern"),
    ],
)
def test_a_faulty_question_is_named_and_nothing_is_written(
    tmp_path: Path, question: dict[str, Any], message: str
) -> None:
    make_topic()
    with pytest.raises(ContentError) as error:
        load_questions(write_content(tmp_path, question))
    assert message in str(error.value)
    assert not Board.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("mark_from = 6", "mark_from = 7", "the bands must cover 1 to the top mark"),
        ("mark_from = 6", "mark_from = 5", "the bands must cover 1 to the top mark"),
        ("number = 2", "number = 3", "levels are numbered 1, 2, 3"),
        ("total_marks = 10", "total_marks = 12", "the scales must add up"),
        ("{ level = 2, text", "{ level = 3, text", "one description for each level"),
        ('T3 = "fix"', 'T3 = "loud"', "severity.T3: Input should be"),
        ("min_points = 3", "min_point = 3", "thresholds.min_point: Extra inputs"),
        ('valid_from = "2015-09-01"', 'valid_from = "soon"', "Invalid isoformat"),
        ('board = "aqa"\ntitle', 'board = "ocr"\ntitle', "unknown board ocr"),
        ('kind = "levels"', 'kind = "points"', "a points scale has rows"),
        ('topic = "russia"', 'topic = "china"', "no topic 'china' yet"),
        ('topic = "russia"', "topic = ", "Invalid value"),
    ],
)
def test_a_faulty_scheme_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    make_topic()
    assert old in SCHEMES
    with pytest.raises(ContentError) as error:
        load_questions(write_content(tmp_path, schemes=SCHEMES.replace(old, new, 1)))
    assert message in str(error.value)
    assert not Board.objects.exists()


def test_a_question_that_stands_twice_is_refused(tmp_path: Path) -> None:
    make_topic()
    with pytest.raises(ContentError, match="question 'two-leaders' stands twice"):
        load_questions(write_content(tmp_path, seeds=[QUESTION]))


@pytest.mark.parametrize("text", ["{}", "[", '[{"id": 1}]', "[7]"])
def test_a_file_that_is_not_a_list_of_questions_is_refused(tmp_path: Path, text: str) -> None:
    make_topic()
    folder = write_content(tmp_path)
    (folder / "questions.json").write_text(text)
    with pytest.raises(ContentError):
        load_questions(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    make_topic()
    folder = write_content(tmp_path)
    (folder / "seed_questions.json").unlink()
    with pytest.raises(ContentError, match=r"seed_questions\.json"):
        load_questions(folder)


def test_command_asks_for_the_evidence_first() -> None:
    with pytest.raises(CommandError, match="load the evidence first"):
        call_command("load_questions", stdout=StringIO())


def test_model_essays_are_loaded_updated_and_left_as_edited(tmp_path: Path) -> None:
    make_topic()
    folder = write_content(tmp_path)
    write_answers(folder)
    assert "answer harsher" in load_questions(folder).added
    answer = ModelAnswer.objects.get()
    assert (answer.question.key, answer.kind, answer.author, answer.body, answer.lean) == (
        *("two-leaders", "essay", None, "One.", 2),
    )
    assert "answer harsher" in load_questions(folder).unchanged
    answer.retire()
    write_answers(folder, thesis='"He was, by far."')
    assert load_questions(folder).updated == ["answer harsher"]
    answer.refresh_from_db()
    assert (answer.thesis, answer.status) == ("He was, by far.", "retired")
    ModelAnswer.objects.update(thesis="Edited here.")
    assert load_questions(folder).left_alone == ["answer harsher: edited here since it was loaded"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"question": '"nowhere"'}, "answer harsher: no question 'nowhere'"),
        ({"lean": "3"}, "answers.answer.0.lean"),
        ({"kind": '"plan"'}, "answers.answer.0.kind"),
        ({"thesis": '""'}, "answers.answer.0.thesis"),
        ({"body": "1"}, "answers.answer.0.body"),
    ],
)
def test_a_model_essay_that_is_not_sound_stops_the_load(
    tmp_path: Path, changes: dict[str, str], said: str
) -> None:
    make_topic()
    folder = write_content(tmp_path)
    write_answers(folder, **changes)
    with pytest.raises(ContentError, match=said):
        load_questions(folder)
    assert not Question.objects.exists()
