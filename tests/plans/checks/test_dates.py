import pytest

from tests.plans.checks.builders import (
    comparand,
    evidence,
    found,
    messages,
    placement,
    plan,
    point,
    question,
    scheme,
)

TERROR = {
    "title": "Great Terror",
    "year_from": 1937,
    "year_to": 1938,
    "years": "1937–38",
    "leaders": ("STA",),
}


def holding(*placements, **changes):
    return plan([point(placements=placements)], **changes)


def test_out_of_range_targets_the_card():
    card = placement(uuid="card", evidence=evidence(**TERROR), fit="outside")
    [finding] = found(holding(card), "D1")
    assert (finding.severity, finding.target, finding.target_kind) == ("fix", "card", "placement")
    assert finding.title == "S1 uses evidence from 1937–38"
    assert finding.message == (
        "‘Great Terror’ (1937–38) is outside 1941–1964. Swap it, or keep it as background."
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"fit": "outside", "is_context": True},
        {"fit": "gap", "is_context": True},
        {"fit": "partly"},
        {"fit": "inside"},
    ],
)
def test_out_of_range_is_quiet(changes):
    assert found(holding(placement(evidence=evidence(**TERROR), **changes)), "D1") == []


def test_out_of_range_says_when_evidence_falls_between_the_periods():
    asked = question(
        period_from=1918,
        period_to=1939,
        comparands=(
            comparand("LEN", year_from=1918),
            comparand("STA", year_from=1930, year_to=1939),
        ),
    )
    shakhty = evidence(title="Shakhty trial", year_from=1928, year_to=1928, years=" ")
    assert messages(holding(placement(evidence=shakhty, fit="gap"), question=asked), "D1") == [
        (
            "warn",
            "S1: 1928 falls between the periods",
            "‘Shakhty trial’ (1928) is inside 1918–1939 but not in the years compared: 1918–1924 "
            "and 1930–1939. Swap it, or keep it as background.",
        )
    ]


@pytest.mark.parametrize(
    ("severity", "outside", "gap"),
    [
        ("tip", ["tip"], ["tip"]),
        ("fix", ["fix"], ["warn"]),
        ("off", [], []),
        ("loud", ["fix"], ["warn"]),
    ],
)
def test_out_of_range_follows_the_scheme_but_its_mild_form_is_never_raised(severity, outside, gap):
    asked = question(scheme=scheme(severities={"D1": severity}))
    for fit, expected in (("outside", outside), ("gap", gap)):
        card = placement(evidence=evidence(**TERROR), fit=fit)
        assert [one.severity for one in found(holding(card, question=asked), "D1")] == expected


def backgrounds(number, of):
    return [placement(is_context=n < number) for n in range(of)]


def test_context_heavy_says_how_many():
    assert messages(holding(*backgrounds(2, 20)), "D2") == [
        (
            "warn",
            "A good deal of background",
            "2 of 20 pieces of evidence are background. Keep most evidence inside 1941–1964.",
        )
    ]
    assert [one.message for one in found(holding(*backgrounds(1, 6)), "D2")] == [
        "1 of 6 pieces of evidence is background. Keep most evidence inside 1941–1964."
    ]


@pytest.mark.parametrize(("number", "of"), [(0, 0), (0, 5), (1, 7), (1, 20)])
def test_context_heavy_is_quiet(number, of):
    assert found(holding(*backgrounds(number, of)), "D2") == []


def test_context_heavy_allows_more_for_ap():
    ap = question(scheme=scheme(key="ap-leq-6", board_key="ap"))
    assert found(holding(*backgrounds(4, 8), question=ap), "D2") == []
    [finding] = found(holding(*backgrounds(5, 8), question=ap), "D2")
    assert finding.message.endswith("wider events can go in the context box.")


def test_context_heavy_follows_the_scheme():
    asked = question(scheme=scheme(thresholds={"background_items": 3, "background_share": 0.5}))
    assert found(holding(*backgrounds(3, 6), question=asked), "D2") == []
    assert len(found(holding(*backgrounds(4, 20), question=asked), "D2")) == 1


def test_not_in_power_asks_whether_it_is_about_the_leader():
    early = evidence(
        title="Runs the Moscow party", year_from=1949, year_to=1951, leaders=("STA", "KHR")
    )
    assert messages(holding(placement(evidence=early)), "D4") == [
        (
            "tip",
            "S1: Khrushchev in 1949–1951",
            "‘Runs the Moscow party’: Khrushchev was not in power in 1949–1951. Is this about "
            "them as leader?",
        )
    ]


def test_not_in_power_names_several_at_once():
    late = evidence(title="Thaw", year_from=1956, year_to=1956, leaders=("LEN", "STA", "KHR"))
    assert [one.message for one in found(holding(placement(evidence=late)), "D4")] == [
        "‘Thaw’: Lenin and Stalin were not in power in 1956. Is this about them as leaders?"
    ]


@pytest.mark.parametrize(
    ("year_from", "year_to", "leaders"),
    [(1953, 1953, ("STA", "KHR")), (1940, 1953, ("KHR",)), (1990, 1990, ("XXX",))],
)
def test_not_in_power_is_quiet(year_from, year_to, leaders):
    """In a boundary year, with any overlap, and for a leader the topic does not have."""
    card = placement(evidence=evidence(year_from=year_from, year_to=year_to, leaders=leaders))
    assert found(holding(card), "D4") == []
