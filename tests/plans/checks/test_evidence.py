import pytest

from tests.plans.checks.builders import (
    evidence,
    found,
    messages,
    placement,
    plan,
    point,
    question,
    scheme,
)


def test_no_evidence_names_each_bare_point():
    snapshot = plan([point("S", "STA"), point("S", "", uuid="bare"), point("C", "")])
    assert messages(snapshot, "E1") == [
        ("fix", "S2 has no evidence", "This point is a claim without evidence yet."),
        ("fix", "C1 has no evidence", "This point is a claim without evidence yet."),
    ]
    assert (found(snapshot, "E1")[0].target, found(snapshot, "E1")[0].target_kind) == (
        "bare",
        "point",
    )


def test_thin_speaks_of_one_example_only():
    snapshot = plan([point("S", "STA"), point("S", ""), point("C", "STA KHR")])
    assert messages(snapshot, "E2") == [
        ("tip", "S1 has 1 piece of evidence", "One example can look like luck. Add a second.")
    ]


def test_thin_follows_the_scheme():
    asked = question(scheme=scheme(severities={"E2": "warn"}))
    assert [one.severity for one in found(plan([point("S", "STA")], question=asked), "E2")] == [
        "warn"
    ]


BERIA = evidence(uuid="beria", title="Beria shot")


def using(*uses):
    """One point for each use of the same evidence: a side and a note."""
    return plan(
        [
            point(side, [placement(uuid=f"{n}", evidence=BERIA, note=note)])
            for n, (side, note) in enumerate(uses)
        ]
    )


def test_reused_in_three_points():
    snapshot = using(("S", "rivals"), ("S", "method"), ("C", "limits"))
    assert messages(snapshot, "E3") == [
        (
            "warn",
            "One piece of evidence, 3 points",
            "You use ‘Beria shot’ 3 times: in S1, S2 and C1. Find a fresh example or explain "
            "why it cuts both ways.",
        )
    ]
    assert [one.target for one in found(snapshot, "E3")] == ["0"]


@pytest.mark.parametrize(
    ("first", "second"),
    [("", ""), ("", "  "), ("Same fear", " same FEAR\n"), ("STRASSE", "straße")],
)
def test_reused_on_both_sides_with_the_same_note(first, second):
    assert messages(using(("S", first), ("C", second)), "E3") == [
        (
            "warn",
            "The same evidence on both sides",
            "You use ‘Beria shot’ on both sides (S1 and C1) with nothing to tell the two uses "
            "apart. Find a fresh example or explain why it cuts both ways.",
        )
    ]


@pytest.mark.parametrize(
    "uses",
    [
        [("S", "it was still murder"), ("C", "it was the last of its kind")],
        [("S", ""), ("C", "the last of its kind")],
        [("S", ""), ("S", "")],
        [("S", "")],
    ],
)
def test_reused_is_quiet(uses):
    assert found(using(*uses), "E3") == []


def test_reused_follows_the_scheme():
    uses = (("S", ""), ("S", ""))
    snapshot = using(*uses)
    strict = question(scheme=scheme(thresholds={"reuse_points": 2}))
    assert len(found(plan(snapshot.points, question=strict), "E3")) == 1
