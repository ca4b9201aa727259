import pytest

from tests.plans.checks.builders import (
    comparing,
    found,
    messages,
    placement,
    plan,
    point,
    question,
    scheme,
)


def sequence(*placements, sides="SSCC", **changes):
    """Points in board order, each with the placements named."""
    return plan(
        [point(side, codes) for side, codes in zip(sides, placements, strict=True)], **changes
    )


def test_end_on_names_the_order_and_silences_few_pairs():
    snapshot = sequence("STA", "STA STA", "KHR", "KHR")
    assert messages(snapshot, "C1") == [
        (
            "warn",
            "All of Stalin, then all of Khrushchev",
            "This reads as all of Stalin, then all of Khrushchev. Try pairing them by theme.",
        )
    ]
    assert found(snapshot, "C2") == []


def test_end_on_covers_three_comparands():
    snapshot = sequence(
        "LEN", "STA", "STA", "KHR", question=comparing("LEN", "STA", "KHR"), sides="SSCC"
    )
    assert [one.title for one in found(snapshot, "C1")] == [
        "All of Lenin, then all of Stalin, then all of Khrushchev"
    ]


@pytest.mark.parametrize(
    "placements",
    [
        ("STA", "KHR", "STA", "KHR"),  # taken in turn
        ("STA", "STA KHR", "KHR", "KHR"),  # one point compares
        ("STA", "STA", "STA", "STA"),  # only one of them
        ("STA", "STA", "KHR", ""),  # too few points with evidence to speak of an order
    ],
)
def test_end_on_is_quiet(placements):
    assert found(sequence(*placements), "C1") == []


def test_end_on_is_quiet_with_three_points_and_with_returning_blocks():
    assert found(sequence("STA", "STA", "KHR", sides="SSC"), "C1") == []
    three = comparing("LEN", "STA", "KHR")
    assert found(sequence("LEN", "STA", "STA", "LEN", question=three), "C1") == []


def test_end_on_and_few_pairs_leave_two_options_alone():
    snapshot = sequence("STA", "STA", "KHR", "KHR", question=question(template="two_option"))
    assert found(snapshot, "C1") + found(snapshot, "C2") == []


def test_end_on_is_a_fix_where_the_scheme_says_so_and_off_lets_few_pairs_speak():
    ib = question(scheme=scheme(severities={"C1": "fix"}))
    off = question(scheme=scheme(severities={"C1": "off"}))
    blocks = ("STA", "STA", "KHR", "KHR")
    assert [one.severity for one in found(sequence(*blocks, question=ib), "C1")] == ["fix"]
    assert found(sequence(*blocks, question=off), "C1") == []
    assert len(found(sequence(*blocks, question=off), "C2")) == 1


def test_few_pairs_names_the_points_without_a_match():
    assert messages(sequence("STA KHR", "STA STA", "KHR", ""), "C2") == [
        (
            "warn",
            "1 of 4 points compares",
            "Only 1 of 4 points uses evidence on both. Add a match for S2 (only Stalin so far) "
            "and C1 (only Khrushchev so far).",
        )
    ]


def test_few_pairs_speaks_of_the_one_point_there_is():
    assert messages(sequence("STA", sides="S"), "C2") == [
        (
            "warn",
            "S1 speaks only of Stalin",
            "Your only point does not use evidence on both. Add a match for S1 (only Stalin so "
            "far).",
        )
    ]


def test_few_pairs_with_background_only_has_no_match_to_name():
    background = [placement(is_context=True)]
    assert messages(sequence(background, "", sides="SC"), "C2") == [
        ("warn", "No point compares yet", "None of your 2 points use evidence on both.")
    ]


def test_few_pairs_is_quiet_at_half_and_without_evidence_and_with_many_comparands():
    assert found(sequence("STA KHR", "STA", sides="SC"), "C2") == []
    assert found(sequence("", "", sides="SC"), "C2") == []
    many = comparing("LEN", "STA", "KHR", "BRE", "GOR")
    assert found(sequence("STA", "KHR", sides="SC", question=many), "C2") == []


def test_few_pairs_follows_the_scheme():
    strict = question(scheme=scheme(thresholds={"pair_share": 0.75}, severities={"C2": "tip"}))
    snapshot = sequence("STA KHR", "STA", sides="SC", question=strict)
    assert [one.severity for one in found(snapshot, "C2")] == ["tip"]


def test_comparand_missing_names_what_has_no_evidence():
    assert messages(sequence("STA", "STA", sides="SC"), "C3") == [
        (
            "fix",
            "Nothing about Khrushchev",
            "Nothing yet about Khrushchev. A comparison needs evidence on each.",
        )
    ]
    assert found(sequence("STA", "KHR", sides="SC"), "C3") == []


def test_comparand_missing_waits_for_the_first_point():
    assert found(plan(), "C3") == []
    assert [one.title for one in found(sequence("", sides="S"), "C3")] == [
        "Nothing about Stalin or Khrushchev"
    ]


def test_comparand_missing_is_quiet_with_one_comparand():
    assert found(sequence("", sides="S", question=comparing("STA")), "C3") == []


def test_comparand_missing_allows_some_gaps_among_five():
    five = comparing("LEN", "STA", "KHR", "BRE", "GOR")
    assert found(sequence("LEN STA KHR", sides="S", question=five), "C3") == []
    assert messages(sequence("LEN STA", sides="S", question=five), "C3") == [
        (
            "fix",
            "2 of 5 covered so far",
            "Your evidence touches 2 of the 5 in the question. Nothing yet about Khrushchev, "
            "Brezhnev or Gorbachev.",
        )
    ]


@pytest.mark.parametrize(
    ("touched", "fires"), [("LEN STA KHR BRE", True), ("LEN STA KHR BRE GOR", False)]
)
def test_comparand_missing_asks_for_five_in_the_ocr_thematic_essay(touched, fires):
    ocr = scheme(key="ocr-h505-thematic-25", board_key="ocr")
    six = comparing("LEN", "STA", "KHR", "BRE", "AND", "GOR", scheme=ocr)
    assert bool(found(sequence(touched, sides="S", question=six), "C3")) is fires
    others = comparing("LEN", "STA", "KHR", "BRE", "AND", "GOR")
    assert found(sequence(touched, sides="S", question=others), "C3") == []


def test_skewed_names_the_thin_one():
    snapshot = sequence("STA STA STA", "STA KHR", sides="SC")
    assert messages(snapshot, "C4") == [
        (
            "warn",
            "Thin on Khrushchev",
            "Khrushchev has 1 of 5 pieces of evidence. A comparison needs both in detail.",
        )
    ]


@pytest.mark.parametrize("placements", ["STA STA STA KHR", "STA STA STA STA", ""])
def test_skewed_is_quiet(placements):
    """At a quarter; where C3 names the missing one; without evidence."""
    assert found(sequence(placements, sides="S"), "C4") == []


def test_skewed_counts_only_evidence_that_counts_and_only_for_two():
    background = [placement(is_context=True) for _ in range(6)]
    mixed = [placement("STA"), placement("KHR"), *background]
    assert found(plan([point(placements=mixed)]), "C4") == []
    three = comparing("LEN", "STA", "KHR")
    assert found(sequence("STA STA STA STA LEN KHR", sides="S", question=three), "C4") == []


def test_skewed_follows_the_scheme():
    strict = question(scheme=scheme(thresholds={"skew_share": 0.4}))
    assert len(found(sequence("STA STA KHR", sides="S", question=strict), "C4")) == 1
