import pytest

from apps.plans.snapshot import ThemeRef
from tests.plans.checks.builders import (
    evidence,
    good_plan,
    messages,
    placement,
    plan,
    point,
    question,
    row,
    scheme,
)

THEMES = tuple(ThemeRef(slug, slug.capitalize(), "") for slug in ("terror", "culture", "industry"))
STRANDS = (("side-s", "terror"), ("side-s", "culture"), ("side-c", "industry"))


def many(number):
    return [point("SC"[n % 2]) for n in range(number)]


def test_too_many_points_says_how_long_each_can_take():
    assert messages(plan(many(9)), "Q4") == [
        (
            "tip",
            "9 points for the time",
            "9 points in 45 minutes is about 5 minutes each. Which two could you merge?",
        )
    ]


def test_too_many_points_is_quiet_at_the_limit_and_follows_the_scheme():
    short = question(scheme=scheme(thresholds={"max_points": 4}), minutes=0)
    assert messages(plan(many(8)), "Q4") == []
    assert [one[2] for one in messages(plan(many(5), question=short), "Q4")] == [
        "5 points leave little time for each. Which two could you merge?"
    ]


def test_strands_wait_for_an_attempt_and_name_themes_only():
    asked = question(strand_themes=STRANDS, themes=THEMES)
    points = [point("S", row="terror"), point("C")]
    tried = plan(points, question=asked, rows=(row("terror"),), has_attempted=True)
    assert messages(plan(points, question=asked, rows=(row("terror"),)), "S1") == []
    assert [(one[1], one[2]) for one in messages(tried, "S1")] == [
        ("Other themes on \u2018More alike\u2019", "Also often argued on this side: Culture."),
        ("Other themes on \u2018More different\u2019", "Also often argued on this side: Industry."),
    ]


def test_strands_all_used_say_nothing():
    asked = question(strand_themes=STRANDS[:1], themes=THEMES)
    tried = plan(
        [point("S", row="terror")], question=asked, rows=(row("terror"),), has_attempted=True
    )
    assert messages(tried, "S1") == []


@pytest.mark.parametrize("code", ["Q4", "S1"])
def test_a_good_plan_is_left_alone(code):
    assert messages(good_plan(), code) == []


def test_strands_are_used_by_points_without_a_row_through_their_evidence():
    asked = question(strand_themes=STRANDS[:2], themes=THEMES)
    cards = [
        placement("STA", evidence=evidence(themes=(theme,))) for theme in ("terror", "culture")
    ]
    tried = plan([point("S", [card]) for card in cards], question=asked, has_attempted=True)
    assert messages(tried, "S1") == []
