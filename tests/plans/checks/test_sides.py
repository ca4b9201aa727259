import pytest

from apps.plans.snapshot import SideSnapshot
from tests.plans.checks.builders import (
    SIDES,
    codes,
    found,
    good_plan,
    messages,
    plan,
    point,
    question,
    scheme,
)


def points(on_s, on_c):
    return [point("S") for _ in range(on_s)] + [point("C") for _ in range(on_c)]


def test_side_empty_names_the_side_and_targets_it():
    [finding] = found(plan(points(4, 0)), "Q1")
    assert (finding.severity, finding.target, finding.target_kind) == ("fix", "side-c", "side")
    assert finding.title == "Nothing on ‘More different’"
    assert finding.message == (
        "Nothing on the ‘More different’ side yet. Even a strong case needs the other view "
        "answered."
    )
    assert finding.why.endswith(
        "AQA looks for a balanced answer before it calls a judgement backed."
    )


def test_side_empty_is_quiet_when_both_sides_have_points():
    assert found(plan(points(1, 1)), "Q1") == []


def test_side_empty_does_not_ask_for_points_on_a_neutral_side():
    neutral = SideSnapshot("side-n", "Neither", "neutral", "none", "N")
    assert found(plan(points(1, 1), question=question(sides=(*SIDES, neutral))), "Q1") == []


def test_side_empty_asks_for_every_side_when_none_takes_a_stance():
    sides = tuple(SideSnapshot(f"side-{n}", f"Side {n}", "neutral", "none", "N") for n in range(2))
    snapshot = plan([point("side-0")], question=question(sides=sides))
    assert [one.target for one in found(snapshot, "Q1")] == ["side-1"]


def test_sides_uneven_names_both_numbers_and_targets_the_weaker():
    snapshot = plan(points(1, 4))
    assert messages(snapshot, "Q2") == [
        (
            "warn",
            "The two sides are uneven",
            "You have 1 point on ‘More alike’ and 4 on ‘More different’. Add one, or say why "
            "this side is weaker.",
        )
    ]
    assert found(snapshot, "Q2")[0].target == "side-s"


@pytest.mark.parametrize(("on_s", "on_c"), [(2, 4), (3, 3), (1, 1), (4, 0), (0, 0)])
def test_sides_uneven_is_quiet(on_s, on_c):
    """At half, when even, and where Q1 already names the empty side."""
    assert found(plan(points(on_s, on_c)), "Q2") == []


def test_sides_uneven_follows_the_scheme():
    strict = question(scheme=scheme(thresholds={"balance_ratio": 0.9}))
    assert [one.severity for one in found(plan(points(2, 3), question=strict), "Q2")] == ["warn"]
    ib = question(scheme=scheme(board_key="ib", severities={"Q2": "off"}))
    assert found(plan(points(1, 4), question=ib), "Q2") == []


def test_few_points_says_how_many_are_usual():
    assert messages(plan(points(2, 1)), "Q3") == [
        ("warn", "3 points so far", "Most plans for this paper have at least 4 developed points.")
    ]
    assert found(plan(points(2, 2)), "Q3") == []


@pytest.mark.parametrize(("minimum", "enough"), [(2, (1, 1)), (3, (2, 1)), (6, (3, 3))])
def test_few_points_follows_the_scheme(minimum, enough):
    asked = question(scheme=scheme(thresholds={"min_points": minimum}))
    assert found(plan(points(*enough), question=asked), "Q3") == []
    assert len(found(plan(points(enough[0], enough[1] - 1), question=asked), "Q3")) == 1


@pytest.mark.parametrize("value", ["six", None, True, -1, float("nan"), 10**400, [4]])
def test_a_threshold_that_makes_no_sense_leaves_the_default(value):
    asked = question(scheme=scheme(thresholds={"min_points": value}))
    assert len(found(plan(points(2, 1), question=asked), "Q3")) == 1
    assert found(plan(points(2, 2), question=asked), "Q3") == []


def test_an_empty_board_asks_only_for_the_first_things():
    assert codes(plan()) == ["Q1", "Q1", "J1", "Q3", "T1", "T3"]


def test_a_good_plan_has_no_findings():
    assert codes(good_plan()) == []
