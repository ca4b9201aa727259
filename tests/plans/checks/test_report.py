from apps.plans.checks import Report, check
from tests.plans.checks.builders import (
    codes,
    criterion,
    dismissal,
    good_plan,
    placement,
    plan,
    point,
    question,
    scheme,
)


def test_report_orders_by_severity_then_down_the_board():
    snapshot = plan(
        [
            point("C", ""),
            point("S", [placement("STA", fit="outside")], explanation=""),
        ],
        criteria=(criterion("scale", uuid="scale"),),
    )
    assert [(one.severity, one.code, one.target_kind) for one in check(snapshot).open] == [
        ("fix", "C3", "plan"),
        ("fix", "X1", "point"),
        ("fix", "D1", "placement"),
        ("fix", "E1", "point"),
        ("fix", "J1", "judgement"),
        ("warn", "Q3", "plan"),
        ("warn", "C2", "plan"),
        ("warn", "T1", "thesis"),
        ("warn", "T4", "criterion"),
        ("tip", "T3", "criteria"),
        ("tip", "E2", "point"),
        ("tip", "J6", "judgement"),
    ]


def test_report_sets_dismissed_findings_apart_by_code_and_target():
    points = [point("S", "", uuid="one"), point("S", "", uuid="two")]
    snapshot = plan(points, dismissals=(dismissal("E1", "one", "Still reading"),))
    report = check(snapshot)
    assert [(one.code, one.target, one.dismissed_reason) for one in report.dismissed] == [
        ("E1", "one", "Still reading")
    ]
    assert [(one.target, one.dismissed_reason) for one in report.open if one.code == "E1"] == [
        ("two", None)
    ]


def test_report_keeps_a_dismissal_with_no_reason_and_ignores_one_with_no_finding():
    snapshot = plan(dismissals=(dismissal("T1", "", ""), dismissal("Z9", "gone")))
    report = check(snapshot)
    assert [(one.code, one.dismissed_reason) for one in report.dismissed] == [("T1", "")]
    assert "T1" not in [one.code for one in report.open]


def test_report_dismissing_end_on_does_not_bring_up_few_pairs():
    points = [
        point(side, code) for side, code in zip("SSCC", ("STA", "STA", "KHR", "KHR"), strict=True)
    ]
    report = check(plan(points, dismissals=(dismissal("C1"),)))
    assert [one.code for one in report.dismissed] == ["C1"]
    assert "C2" not in [one.code for one in report.open]


def test_report_of_a_good_plan_says_what_is_good():
    assert (
        check(good_plan())
        == Report(
            open=(),
            dismissed=(),
            good=(
                "Your answer stands at the start.",
                "You say what you judge by: ‘limits on the leader’ and ‘who was targeted’.",
                "Every criterion is used.",
                "Both sides have points: 2 and 2.",
                "You have 4 points, enough for this paper.",
                "Every point is explained.",
                "All 4 points compare both.",
                "There is evidence on Stalin and Khrushchev.",
                "All your evidence falls in 1941–1964.",
                "Every point has at least 2 pieces of evidence.",
                "Your judgement comes down on one side.",
                "Your opening and your judgement lean the same way.",
                "You admit the best argument against you.",
            ),
        )
        or check(good_plan()).good[2] == "Every criterion is used."
    )


def test_report_names_the_decisive_point_and_partial_pairs():
    points = [point("S", uuid="s1"), point("C", uuid="c1"), point("C", "KHR")]
    good = check(plan(points, decisive_point="c1", judgement="word " * 15)).good
    assert good == (
        "Both sides have points: 1 and 2.",
        "Every point is explained.",
        "2 of 3 points compare both.",
        "There is evidence on Stalin and Khrushchev.",
        "All your evidence falls in 1941–1964.",
        "Every point has evidence.",
        "You have written a judgement.",
        "You name the point that decides it: C1.",
    )


def test_report_does_not_praise_what_is_not_there():
    assert check(plan()).good == ()
    outside = [placement("STA", fit="outside"), placement("KHR", fit="inside")]
    assert check(plan([point("S", outside)])).good == (
        "Every point is explained.",
        "Your point compares both.",
        "There is evidence on Stalin and Khrushchev.",
        "Every point has at least 2 pieces of evidence.",
    )


def test_report_says_when_evidence_only_reaches_into_the_period():
    partly = [placement("STA", fit="partly"), placement(is_context=True, fit="outside")]
    good = check(plan([point("S", partly, explanation="")])).good
    assert good[0] == "All your evidence reaches into 1941–1964."


def test_severities_of_a_scheme_switch_rules_off():
    every = ("Q1", "Q3", "T1", "T3", "J1")
    off = question(scheme=scheme(severities=dict.fromkeys(every, "off")))
    assert codes(plan(question=off)) == []
