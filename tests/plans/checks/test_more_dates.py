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
    scheme,
)


def on(*years, **changes):
    cards = [dated("STA" if year < 1953 else "KHR", year) for year in years]
    return plan([point("S", cards)], **changes)


def test_period_gap_names_the_empty_third():
    assert messages(on(1942, 1945, 1953), "D3") == [
        (
            "warn",
            "Nothing from 1957\u20131964 yet",
            "Nothing from 1957\u20131964 yet. A comparison over the whole period needs evidence "
            "from each part of it.",
        )
    ]


def test_period_gap_is_quiet_when_every_third_has_evidence_or_there_is_little_yet():
    assert messages(on(1942, 1950, 1960), "D3") == []
    assert messages(on(1942, 1943), "D3") == []


def test_period_gap_leaves_out_short_periods_and_thirds_nobody_ruled():
    short = question(period_from=1945, period_to=1953)
    assert messages(on(1945, 1945, 1945, question=short), "D3") == []
    apart = comparing("KHR", "GOR")
    cards = [dated("KHR", 1954), dated("KHR", 1962), dated("GOR", 1990)]
    assert messages(plan([point("S", cards)], question=apart), "D3") == []


def test_period_gap_does_not_count_background():
    cards = [dated("STA", 1942), dated("STA", 1943), dated("KHR", 1954)]
    late = dated("KHR", 1961, is_context=True)
    assert len(messages(plan([point("S", [*cards, late])]), "D3")) == 1


def test_period_gap_is_asked_for_by_breadth_papers():
    edexcel = scheme(key="edexcel-20", board_key="edexcel")
    asked = question(scheme=edexcel, template="change_continuity")
    assert [one[0] for one in messages(on(1942, 1945, 1953, question=asked), "D3")] == ["fix"]


def own(text, title="they put people into prison"):
    held = evidence(title=title, text=text, is_private=True)
    return plan([point("S", [placement("KHR", evidence=held, uuid="mine")])])


def test_undated_evidence_of_ones_own():
    [finding] = found(own("many were sent away"), "D5")
    assert (finding.severity, finding.target) == ("warn", "mine")
    assert finding.message == (
        "\u2018they put people into prison\u2019: add a date, name or figure so this is specific."
    )


def test_undated_is_quiet_with_a_figure_a_name_or_evidence_of_the_bank():
    assert found(own("some 300 were sent away"), "D5") == []
    assert found(own("many were sent to Kolyma"), "D5") == []
    bank = evidence(title="they put people into prison", text="")
    assert found(plan([point("S", [placement("KHR", evidence=bank)])]), "D5") == []


def about(code, **changes):
    held = evidence(title="Trotsky expelled", year_from=1950, year_to=1950, leaders=(code,))
    return plan([point("S", [placement(evidence=held, uuid="card", **changes)])])


def test_not_in_question():
    [finding] = found(about("BRE"), "D6")
    assert (finding.severity, finding.target) == ("warn", "card")
    assert finding.message == (
        "\u2018Trotsky expelled\u2019 is about Brezhnev, who is not in the question. Swap it, or "
        "keep it as background."
    )


def test_not_in_question_is_quiet_for_those_compared_background_and_what_d1_names():
    assert found(about("STA"), "D6") == []
    assert found(about("BRE", is_context=True), "D6") == []
    assert found(about("BRE", fit="outside"), "D6") == []
    assert found(about("BRE", comparands=("KHR",)), "D6") == []


def test_not_in_power_gives_way_where_the_years_are_wrong_altogether():
    early = evidence(year_from=1937, year_to=1938, leaders=("KHR",))
    outside = plan([point("S", [placement(evidence=early, fit="outside")])])
    kept = plan([point("S", [placement(evidence=early, fit="outside", is_context=True)])])
    assert [len(found(outside, code)) for code in ("D1", "D4")] == [1, 0]
    assert [len(found(kept, code)) for code in ("D1", "D4")] == [0, 1]
