from apps.plans.snapshot import ComparandSnapshot
from tests.plans.checks.builders import (
    comparing,
    dated,
    evidence,
    found,
    messages,
    placement,
    plan,
    point,
    question,
    row,
    scheme,
)

PLAIN = "Arrests came in waves, the camps grew and the police reported to one man only in the end."
OCR = scheme(
    key="ocr-h505-thematic-25",
    board_key="ocr",
    thresholds={"requires_synthesis": True},
    severities={"C6": "warn"},
)


def test_one_sided_point_is_named_when_most_points_compare():
    points = [point("S"), point("C"), point("S", "STA STA", uuid="alone")]
    [finding] = found(plan(points), "C7")
    assert (finding.severity, finding.target, finding.message) == (
        "warn",
        "alone",
        "This point has evidence on Stalin only. Find its match on Khrushchev, or say why there is "
        "none.",
    )


def test_one_sided_point_is_left_to_the_rules_that_name_it_already():
    few = [point("S", "STA STA"), point("C", "KHR KHR"), point("S")]
    assert found(plan(few), "C7") == []
    assert len(found(plan(few), "C2")) == 1
    end_on = [
        point(side, code)
        for side, code in zip("SSCC", ["STA STA"] * 2 + ["KHR KHR"] * 2, strict=True)
    ]
    assert found(plan(end_on), "C7") == []
    assert len(found(plan(end_on), "C1")) == 1


def test_one_sided_point_speaks_when_the_scheme_turns_the_others_off():
    asked = question(scheme=scheme(severities={"C1": "off", "C2": "off"}))
    assert len(found(plan([point("S", "STA STA")], question=asked), "C7")) == 1


def test_one_sided_point_is_quiet_on_one_card_two_options_and_single_questions():
    points = [point("S"), point("C"), point("S", "STA")]
    assert found(plan(points), "C7") == []
    points = [point("S"), point("C"), point("S", "STA STA")]
    assert found(plan(points, question=question(template="two_option")), "C7") == []
    assert found(plan(points, question=comparing("STA")), "C7") == []


def test_no_comparing_word():
    [finding] = found(plan([point(claim="Police power", explanation=PLAIN)]), "C5")
    assert (finding.severity, finding.title) == ("tip", "S1 does not compare in words yet")


def test_no_comparing_word_is_quiet():
    spoken = [
        point(claim="Both relied on police", explanation=PLAIN),
        point(claim="Police power", explanation=PLAIN + " Terror was more open than after 1953."),
        point(claim="Police power", explanation="Too short."),
        point("C", "STA STA", claim="Police power", explanation=PLAIN),
    ]
    assert found(plan(spoken), "C5") == []


def by_ruler(theme, *years):
    codes = {1921: "LEN", 1937: "STA", 1956: "KHR", 1970: "BRE"}
    return point("S", [dated(codes[year], year) for year in years], row=theme)


def test_synthesis_asks_for_rulers():
    asked = comparing("LEN", "STA", "KHR", "BRE", scheme=OCR)
    snapshot = plan([by_ruler("terror", 1921, 1937)], question=asked, rows=(row("terror"),))
    [finding] = found(snapshot, "C6")
    assert (finding.target, finding.target_kind) == ("terror", "row")
    assert finding.title == "\u2018Terror\u2019 draws on 2 rulers"


def test_synthesis_is_quiet_with_three_rulers_without_evidence_and_for_other_schemes():
    asked = comparing("LEN", "STA", "KHR", "BRE", scheme=OCR)
    enough = [by_ruler("terror", 1921, 1937, 1956), point("C", "", row="culture")]
    rows = (row("terror"), row("culture"))
    assert found(plan(enough, question=asked, rows=rows), "C6") == []
    thin = [by_ruler("terror", 1921)]
    assert found(plan(thin, question=comparing("LEN", "STA", "KHR"), rows=rows), "C6") == []


def test_synthesis_asks_for_both_ends_of_the_period():
    asked = comparing("LEN", "STA", "KHR", period_from=1855, scheme=OCR)
    late = plan([by_ruler("terror", 1921, 1937, 1956)], question=asked, rows=(row("terror"),))
    assert [one[2] for one in messages(late, "C6")] == [
        "\u2018Terror\u2019 only draws on one end of the period. Bring in an example from the "
        "earlier end, the other side of 1917."
    ]
    tsar = placement("LEN", evidence=evidence(year_from=1881, year_to=1881, leaders=("LEN",)))
    whole = by_ruler("terror", 1921, 1937, 1956)
    mixed = plan(
        [point("S", [*whole.placements, tsar], row="terror")], question=asked, rows=(row("terror"),)
    )
    assert found(mixed, "C6") == []


NAMED = (row(None, label="The war", is_named=True), row("culture"))


def test_factor_ignored():
    points = [point("S", row="The war"), *[point("C", row="culture") for _ in range(3)]]
    [finding] = found(plan(points, rows=NAMED), "F1")
    assert finding.message == (
        "Weigh \u2018The war\u2019 against each alternative: it is in 1 of 4 points, and no other "
        "point ranks itself against it."
    )


def test_factor_is_weighed_by_half_the_points_or_by_words():
    half = [point("S", row="The war"), point("C", row="culture")]
    assert found(plan(half, rows=NAMED), "F1") == []
    ranked = [
        point("S", row="The war"),
        *[point("C", row="culture") for _ in range(2)],
        point("C", row="culture", claim="Ideas mattered more than the war"),
    ]
    assert found(plan(ranked, rows=NAMED), "F1") == []
    assert found(plan([], rows=NAMED), "F1") == []


def test_synthesis_counts_rulers_and_not_the_groups_they_stand_in():
    grouped = question(
        period_from=1917,
        period_to=1964,
        comparands=(
            ComparandSnapshot("EARLY", "The first two", ("LEN", "STA"), 1917, 1953),
            ComparandSnapshot("KHR", "Khrushchev", ("KHR",), 1953, 1964),
        ),
        scheme=OCR,
    )
    cards = [
        placement(
            "STA",
            comparands=(group,),
            evidence=evidence(year_from=year, year_to=year, leaders=(code,)),
        )
        for code, group, year in (
            ("LEN", "EARLY", 1921),
            ("STA", "EARLY", 1937),
            ("KHR", "KHR", 1956),
        )
    ]
    rows = (row("terror"),)
    assert found(plan([point("S", cards, row="terror")], question=grouped, rows=rows), "C6") == []
    two = plan([point("S", cards[:2], row="terror")], question=grouped, rows=rows)
    assert [one.title for one in found(two, "C6")] == ["\u2018Terror\u2019 draws on 2 rulers"]
