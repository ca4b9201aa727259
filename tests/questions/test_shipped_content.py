"""The questions and schemes that ship, loaded on the topic that ships."""

from io import StringIO

import pytest
from django.core.management import call_command

from apps.plans.snapshot import outline_of
from apps.questions.models import (
    Comparand,
    IndicativeStrand,
    LevelDescriptor,
    MarkScheme,
    ModelAnswer,
    Question,
    Scale,
    Strand,
)
from tests.questions.real_topic import make_real_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded() -> None:
    make_real_topic()
    call_command("load_questions", stdout=StringIO())


def test_command_reports_and_finds_nothing_to_do_again() -> None:
    said = StringIO()
    call_command("load_questions", stdout=said)
    assert said.getvalue() == (
        "Questions and mark schemes: 0 added, 0 updated, 69 unchanged, 0 left alone.\n"
    )


def test_command_says_what_it_left_alone() -> None:
    Question.objects.filter(key="aqa-1h-01").update(stem="Changed here.")
    said = StringIO()
    call_command("load_questions", stdout=said)
    assert "Left alone: question aqa-1h-01: edited here since it was loaded" in said.getvalue()


def test_all_thirty_three_questions_are_published() -> None:
    assert Question.objects.published().count() == 33
    assert IndicativeStrand.objects.count() == 307 + 32
    assert MarkScheme.objects.count() == 10


def test_every_argument_stands_under_a_theme_of_its_question() -> None:
    for strand in IndicativeStrand.objects.select_related("theme", "side__question"):
        assert strand.theme in strand.side.question.themes.all(), strand


def test_every_question_compares_inside_its_years() -> None:
    for one in Comparand.objects.select_related("question"):
        question = one.question
        assert question.period_from <= one.year_from <= one.year_to <= question.period_to


def test_comparand_codes_are_short_and_told_apart() -> None:
    codes = {
        question.key: [one.code for one in question.comparands.all()]
        for question in Question.objects.with_parts()
    }
    assert codes["seed-aqa-1h-stalin-khrushchev"] == ["STA", "KHR"]
    assert codes["seed-three-leaders-1921-64"] == ["LEN", "STA", "KHR"]
    assert codes["seed-edexcel-terror-two-periods"] == ["LEN", "STA"]
    assert codes["aqa-2n-03"] == ["S29", "S45"]
    assert codes["caie-p4-01"] == ["STA", "RIV"]
    assert codes["ocr-y318-02"] == ["TSA", "COM"]


def test_people_who_never_ruled_are_no_leaders() -> None:
    rivals = Comparand.objects.get(code="RIV")
    assert list(rivals.leaders.all()) == []
    assert [leader.code for leader in rivals.question.leaders.all()] == ["STA"]


def test_known_bands_cover_every_mark() -> None:
    for scale in Scale.objects.filter(kind="levels").prefetch_related("levels"):
        bands = [(level.mark_from, level.mark_to) for level in scale.levels.all()]
        if scale.scheme.key == "sqa-ah-essay-25":
            assert bands == [(None, None)] * 5
            continue
        marks = sorted(mark for first, last in bands for mark in range(first, last + 1))
        assert marks == [*range(1, scale.max_marks + 1)], scale


def test_a_points_scheme_has_rows_and_no_levels() -> None:
    scale = Scale.objects.get(scheme__key="ap-leq-6")
    assert not LevelDescriptor.objects.filter(scale=scale).exists()
    assert list(Strand.objects.filter(scale=scale).values_list("title", "max_marks")) == [
        ("Thesis", 1),
        ("Contextualisation", 1),
        ("Evidence", 2),
        ("Analysis and reasoning", 2),
    ]


def test_two_separate_periods_leave_a_gap() -> None:
    question = Question.objects.with_parts().get(key="seed-edexcel-terror-two-periods")
    outline = outline_of(question)
    assert outline.fit(1928, 1928) == "gap"
    assert outline.fit(1917, 1917) == "outside"
    assert outline.fit(1917, 1918) == "partly"
    assert [outline.fit(year, year) for year in (1918, 1924, 1930, 1939)] == ["inside"] * 4
    assert question.spans == [(1918, 1924), (1930, 1939)]


def test_the_outline_keeps_the_order_of_the_themes() -> None:
    question = Question.objects.with_parts().get(key="ocr-y318-01")
    assert outline_of(question).question_themes[:3] == ("war", "reform", "government")


def test_two_rival_verdicts_are_published_on_the_seed_question() -> None:
    shipped = ModelAnswer.objects.published().filter(
        question__key="seed-aqa-1h-stalin-khrushchev", kind="essay", author=None
    )
    assert [(one.key, one.lean) for one in shipped] == [
        ("stalin-khrushchev-alike", 1),
        ("stalin-khrushchev-unlike", -1),
    ]
    assert all(150 <= len(one.body.split()) <= 300 for one in shipped)
