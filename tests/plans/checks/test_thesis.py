import pytest

from tests.plans.checks.builders import (
    THESIS,
    criterion,
    found,
    messages,
    plan,
    point,
    question,
    scheme,
)

FIRST = ("Say your answer first", "Say your answer in one sentence before the points.")


@pytest.mark.parametrize("thesis", ["", "   ", "one two three four five six seven eight nine"])
def test_no_thesis_asks_for_the_answer(thesis):
    assert messages(plan(thesis=thesis), "T1") == [("warn", *FIRST)]
    assert found(plan(thesis=thesis), "T1")[0].target_kind == "thesis"


def test_no_thesis_is_quiet_with_an_answer():
    assert found(plan(thesis=THESIS, thesis_stance=-1), "T1") == []
    assert found(plan(thesis=THESIS), "T1") == []


def test_no_thesis_gives_a_tip_for_a_middle_stance_that_does_not_say_so():
    assert [
        (one.severity, one.title) for one in found(plan(thesis=THESIS, thesis_stance=0), "T1")
    ] == [("tip", "Your opening sits in the middle")]


@pytest.mark.parametrize("phrase", ["Partly.", "To some\n extent", "TO SOME EXTENT"])
def test_no_thesis_accepts_a_middle_stance_that_says_so(phrase):
    assert found(plan(thesis=f"{phrase} {THESIS}", thesis_stance=0), "T1") == []


@pytest.mark.parametrize(
    ("severity", "empty", "middle"),
    [("fix", ["fix"], ["tip"]), ("tip", ["tip"], ["tip"]), ("off", [], [])],
)
def test_no_thesis_follows_the_scheme(severity, empty, middle):
    asked = question(scheme=scheme(severities={"T1": severity}))
    assert [one.severity for one in found(plan(question=asked), "T1")] == empty
    in_middle = plan(question=asked, thesis=THESIS, thesis_stance=0)
    assert [one.severity for one in found(in_middle, "T1")] == middle


def test_no_criteria_asks_how_the_student_will_decide():
    expected = (
        "No criteria yet",
        "How will you decide? For example scale, aims, how long it lasted, who was affected.",
    )
    assert messages(plan(), "T3") == [("tip", *expected)]
    assert messages(plan(criteria=(criterion(" "),)), "T3") == [("tip", *expected)]
    edexcel = question(scheme=scheme(thresholds={"requires_criteria": True}))
    assert messages(plan(question=edexcel), "T3") == [("fix", *expected)]


def test_no_criteria_gives_a_tip_at_one_and_is_quiet_at_two():
    fix = question(scheme=scheme(severities={"T3": "fix"}))
    assert messages(plan(criteria=(criterion("scale"),), question=fix), "T3") == [
        (
            "tip",
            "Only one criterion so far",
            "You decide by ‘scale’ alone. Two to four criteria give you something to weigh.",
        )
    ]
    assert found(plan(criteria=(criterion("scale"), criterion("aims"))), "T3") == []


@pytest.mark.parametrize(
    ("severity", "requires", "expected"),
    [("fix", False, ["fix"]), ("warn", True, ["warn"]), ("off", True, [])],
)
def test_no_criteria_follows_the_scheme(severity, requires, expected):
    asked = question(
        scheme=scheme(thresholds={"requires_criteria": requires}, severities={"T3": severity})
    )
    assert [one.severity for one in found(plan(question=asked), "T3")] == expected


def with_criterion(text, judgement="", tied=False):
    measure = criterion(text, uuid="measure")
    return plan(
        [point(criteria=("measure",) if tied else ())], criteria=(measure,), judgement=judgement
    )


def test_criteria_unused_targets_the_criterion():
    [finding] = found(with_criterion(" methods of control "), "T4")
    assert (finding.severity, finding.target, finding.target_kind) == (
        "warn",
        "measure",
        "criterion",
    )
    assert finding.message == (
        "You set ‘methods of control’ but never use it. Tie it to a point, or use it in your "
        "judgement."
    )


@pytest.mark.parametrize(
    ("text", "judgement"),
    [
        ("scale", "In SCALE they differed."),
        ("methods of control", "Each controlled by a method; control of the party was the method."),
        ("the leader's aims", "The aim of each leader was alike."),
        ("!?", "So !? indeed"),
    ],
)
def test_criteria_unused_accepts_a_mention_in_the_judgement(text, judgement):
    assert found(with_criterion(text, judgement), "T4") == []


def test_criteria_unused_is_quiet_when_tied_or_blank_or_before_the_first_point():
    assert found(with_criterion("scale", tied=True), "T4") == []
    assert found(with_criterion("  "), "T4") == []
    assert found(plan(criteria=(criterion("scale"),)), "T4") == []


def test_criteria_unused_wants_the_whole_criterion_mentioned():
    assert len(found(with_criterion("scale of terror", "The scale was vast."), "T4")) == 1
    assert len(found(with_criterion("aims", "It was aimless."), "T4")) == 1
