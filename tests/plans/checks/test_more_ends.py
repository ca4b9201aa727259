import pytest

from tests.plans.checks.builders import (
    found,
    good_plan,
    messages,
    plan,
    point,
    question,
    row,
    scheme,
)

LONG = "Overall the view is right, the party ruled alone and the police watched everybody all day."
STEM = "Stalin and Khrushchev ruled the Soviet Union in the same brutal way. Assess this view."
LEADING_SUPPORT = {"judgement": LONG, "judgement_stance": 1}


def test_restates():
    asked = question(stem=STEM, view="")
    said = "Stalin and Khrushchev ruled the Soviet Union in the same brutal way"
    assert [one[0] for one in messages(plan(question=asked, thesis=said), "T2")] == ["warn"]


@pytest.mark.parametrize(
    "thesis",
    [
        "Stalin and Khrushchev ruled the Soviet Union in the same way because one party ruled.",
        "Fear fell away after 1953 while one party kept every lever of control it had before.",
        "The same brutal way.",
    ],
)
def test_restates_is_quiet(thesis):
    assert found(plan(question=question(stem=STEM, view=""), thesis=thesis), "T2") == []


def test_no_context_is_asked_for_by_some_boards():
    ap = question(scheme=scheme(thresholds={"requires_context": True}, severities={"T5": "fix"}))
    [finding] = found(plan(question=ap), "T5")
    assert (finding.severity, finding.target_kind) == ("fix", "context")
    assert [one[1] for one in messages(plan(question=ap, context="The war."), "T5")] == [
        "The wider setting is short"
    ]
    assert found(plan(question=ap, context="word " * 20), "T5") == []
    assert found(plan(), "T5") == []


def test_no_reason():
    [finding] = found(plan(judgement=LONG), "J3")
    assert (finding.severity, finding.target_kind) == ("warn", "judgement")


def test_no_reason_is_quiet():
    assert found(plan(judgement=f"{LONG} This is so because no rival lived."), "J3") == []
    assert found(plan(judgement=LONG, decisive_point="one"), "J3") == []
    assert found(plan(judgement="Right."), "J3") == []


THIN = [point("S", "STA"), point("C"), point("C")]


def test_outweighed():
    assert [one[2] for one in messages(plan(THIN, **LEADING_SUPPORT), "J5")] == [
        "You lean towards \u2018More alike\u2019, the side with fewer points and less evidence. "
        "Strengthen it, or explain why quality beats number."
    ]


def test_outweighed_is_quiet():
    assert found(plan(THIN, judgement=LONG, judgement_stance=-1), "J5") == []
    assert found(plan(THIN, concession="The other case is longer.", **LEADING_SUPPORT), "J5") == []
    few_but_rich = [point("S", "STA STA KHR KHR KHR"), point("C"), point("C")]
    assert found(plan(few_but_rich, **LEADING_SUPPORT), "J5") == []
    assert found(plan(THIN), "J5") == []


@pytest.mark.parametrize("name", ["Beria", "1950"])
def test_new_evidence(name):
    snapshot = plan([point("S")], judgement=f"In the end the case of {name} settles it.")
    assert [one[1] for one in messages(snapshot, "J7")] == [
        f"\u2018{name}\u2019 is new in your judgement"
    ]


def test_new_evidence_is_quiet_for_what_stands_in_the_plan():
    known = plan(
        [point("S", claim="Beria was shot", explanation="The army arrested him in 1953.")],
        judgement="Stalin and Khrushchev, 1941-1964: the fall of Beria in 1953 is it. Fear went.",
    )
    assert found(known, "J7") == []
    assert found(good_plan(), "J7") == []


def rows(*extents):
    return tuple(row(f"theme-{n}", extent=extent) for n, extent in enumerate(extents))


def test_rows_disagree():
    snapshot = plan(rows=rows(1, 2, -1), judgement=LONG, judgement_stance=-1)
    assert [one[2] for one in messages(snapshot, "J8")] == [
        "You call 2 of your 3 themes alike, and your judgement leans to different. Say what "
        "outweighs them."
    ]
    snapshot = plan(rows=rows(-1, -2), judgement=LONG, judgement_stance=2)
    assert len(found(snapshot, "J8")) == 1


def test_rows_disagree_is_quiet():
    assert found(plan(rows=rows(1, 2, -1), **LEADING_SUPPORT), "J8") == []
    assert found(plan(rows=rows(1, -1), judgement=LONG, judgement_stance=-1), "J8") == []
    assert found(plan(rows=rows(1), judgement=LONG, judgement_stance=-1), "J8") == []
    assert found(plan(rows=rows(1, 2, None)), "J8") == []


def test_no_mini_judgement():
    points = [point("S", row="terror")]
    matrix = question(template="thematic_matrix")
    [finding] = found(plan(points, rows=(row("terror"), row("culture")), question=matrix), "M1")
    assert (finding.severity, finding.target, finding.target_kind) == ("tip", "terror", "row")


def test_no_mini_judgement_is_quiet():
    points = [point("S", row="terror")]
    matrix = question(template="thematic_matrix")
    done = (row("terror", mini_judgement="Far less after 1953."),)
    assert found(plan(points, rows=done, question=matrix), "M1") == []
    assert found(plan(points, rows=(row("terror"),)), "M1") == []


@pytest.mark.parametrize(
    "judgement",
    [
        "What settles it is the Five Year Plans, because they lasted.",
        "What settles it is how far De-Stalinisation went, because fear fell.",
        "What settles it is the fate of Beria, because he was shot.",
    ],
)
def test_new_evidence_knows_hyphens_and_mini_judgements(judgement):
    points = [point(claim="The Five-Year Plan", explanation="And then came destalinisation.")]
    rows = (row("terror", mini_judgement="Only Beria died."),)
    assert found(plan(points, rows=rows, judgement=judgement), "J7") == []
