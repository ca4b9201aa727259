"""Whatever the plan, check answers, keeps its order and never speaks of a result."""

import re
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.plans.checks import check
from apps.plans.checks.messages import CATALOGUE
from apps.plans.snapshot import (
    ComparandSnapshot,
    CriterionSnapshot,
    DismissalSnapshot,
    EvidenceSnapshot,
    LeaderRef,
    PlacementSnapshot,
    PlanSnapshot,
    PointSnapshot,
    QuestionSnapshot,
    RowSnapshot,
    SchemeSnapshot,
    SideSnapshot,
)

RESULT = re.compile(r"\d\s*%|\b(marks?|levels?|scores?)\b", re.I)

# Findings quote the student's own words, which may speak of anything; those drawn here do not.
texts = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "{title} {0} {",
            "it depends, because both were equally harsh and partly to some extent alike "
            "so it depends on scale, methods, aims",
            "\u0301\u200d\u202e 🙂 \ud800 \x00",
            "他比父亲更严厉",
            "scale",
        ]
    ),
    st.text(max_size=80),
).filter(lambda text: not RESULT.search(text) and "%" not in text)
ids = st.sampled_from(["", "a", "b", "c", "d", "e"])
codes = st.sampled_from(["A", "B", "C", "D", "E", "F", "G", "H", "?"])
years = st.integers(1800, 2000)
stances = st.sampled_from([None, -2, -1, 0, 1, 2])
keys = st.sampled_from(
    ["aqa", "edexcel", "ocr", "caie", "ib", "ap", "sqa", "ocr-h505-thematic-25", "caie-9489-p4-30"]
)
numbers = st.one_of(st.integers(-1, 9), st.floats(), st.booleans(), texts, st.none())
thresholds = st.dictionaries(
    st.sampled_from(
        [
            "min_points",
            "balance_ratio",
            "end_on_points",
            "pair_share",
            "skew_share",
            "touched_share",
            "min_touched",
            "background_items",
            "background_share",
            "min_evidence",
            "reuse_points",
            "explanation_words",
            "thesis_words",
            "requires_criteria",
            "min_criteria",
            "judgement_words",
            "max_points",
            "gap_years",
            "distinct_share",
            "requires_synthesis",
            "requires_context",
            "clear_majority",
            "unknown",
        ]
    ),
    numbers,
    max_size=6,
)
schemes = st.builds(
    SchemeSnapshot,
    key=keys,
    version=st.just(1),
    title=texts,
    board=texts,
    board_key=keys,
    total_marks=st.just(25),
    thresholds=thresholds,
    severities=st.dictionaries(
        st.sampled_from(list(CATALOGUE)), st.sampled_from(["fix", "warn", "tip", "off", "?"])
    ),
    judgement_spelling=st.sampled_from(["judgement", "judgment", ""]),
)
questions = st.builds(
    QuestionSnapshot,
    uuid=ids,
    stem=texts,
    view=texts,
    task=texts,
    period_from=years,
    period_to=years,
    minutes=st.sampled_from([0, 1, 45]),
    marks=st.just(25),
    template=st.sampled_from(
        ["for_against", "two_option", "thematic_matrix", "change_continuity", "factor_ranking"]
    ),
    key_terms=st.lists(texts, max_size=2).map(tuple),
    scheme=schemes,
    comparands=st.lists(
        st.builds(
            ComparandSnapshot,
            code=codes,
            label=texts,
            leaders=st.lists(codes, max_size=2).map(tuple),
            year_from=years,
            year_to=years,
        ),
        max_size=8,
        unique_by=lambda one: one.code,
    ).map(tuple),
    sides=st.lists(
        st.builds(
            SideSnapshot,
            uuid=ids,
            label=texts,
            stance=st.sampled_from(["support", "challenge", "neutral"]),
            relation=st.sampled_from(["none", "similarity", "difference"]),
            letter=st.just("S"),
        ),
        max_size=3,
    ).map(tuple),
    question_themes=st.lists(ids, max_size=3).map(tuple),
    themes=st.just(()),
    strand_themes=st.lists(st.tuples(ids, ids), max_size=3).map(tuple),
    leaders=st.lists(
        st.builds(
            LeaderRef,
            code=codes,
            name=texts,
            short_name=texts,
            shape=st.just("circle"),
            palette_slot=st.just(1),
            power_from=years,
            power_to=years,
        ),
        max_size=3,
    ).map(tuple),
)
evidences = st.builds(
    EvidenceSnapshot,
    uuid=ids,
    revision=st.just(1),
    title=texts,
    text=st.just(""),
    significance=st.just(""),
    year_from=years,
    year_to=years,
    years=texts,
    kind=st.just("event"),
    standing=st.just("settled"),
    leaders=st.lists(codes, max_size=3).map(tuple),
    themes=st.lists(ids, max_size=2).map(tuple),
    aspects=st.just(()),
    sources=st.just(()),
    is_private=st.booleans(),
)
placements = st.builds(
    PlacementSnapshot,
    uuid=ids,
    evidence=evidences,
    note=texts,
    is_context=st.booleans(),
    fit=st.sampled_from(["inside", "partly", "outside", "gap"]),
    comparands=st.lists(codes, max_size=3).map(tuple),
)
points = st.builds(
    PointSnapshot,
    uuid=ids,
    number=st.sampled_from(["S1", "C2", ""]),
    side=ids,
    row=st.one_of(st.none(), ids),
    claim=texts,
    explanation=texts,
    criteria=st.lists(ids, max_size=2).map(tuple),
    placements=st.lists(placements, max_size=3).map(tuple),
)
plans = st.builds(
    PlanSnapshot,
    uuid=ids,
    version=st.just(1),
    title=texts,
    shape=st.just("for_against"),
    question=questions,
    thesis=texts,
    thesis_stance=stances,
    context=texts,
    judgement=texts,
    judgement_stance=stances,
    decisive_point=st.one_of(st.none(), ids),
    concession=texts,
    criteria=st.lists(st.builds(CriterionSnapshot, uuid=ids, text=texts), max_size=3).map(tuple),
    rows=st.lists(
        st.builds(
            RowSnapshot,
            uuid=ids,
            kind=st.sampled_from(["theme", "factor"]),
            theme=st.one_of(st.none(), ids),
            label=texts,
            is_named=st.booleans(),
            extent=stances,
            mini_judgement=texts,
            key_difference=texts,
        ),
        max_size=3,
    ).map(tuple),
    has_attempted=st.booleans(),
    points=st.lists(points, max_size=6).map(tuple),
    dismissals=st.lists(
        st.builds(
            DismissalSnapshot, code=st.sampled_from(list(CATALOGUE)), target=ids, reason=texts
        ),
        max_size=4,
    ).map(tuple),
    saved_at=st.just(datetime(2026, 1, 5, tzinfo=UTC)),
)


@settings(max_examples=300, deadline=None)
@given(plans)
def test_check_answers_for_any_plan(plan):
    report = check(plan)
    assert report == check(plan)
    dismissed = {(one.code, one.target) for one in plan.dismissals}
    for finding in report.open:
        assert finding.dismissed_reason is None
        assert (finding.code, finding.target) not in dismissed
    assert {(one.code, one.target) for one in report.dismissed} <= dismissed
    for findings in (report.open, report.dismissed):
        ranks = [("fix", "warn", "tip").index(one.severity) for one in findings]
        assert ranks == sorted(ranks)
    said = [*report.good]
    for finding in (*report.open, *report.dismissed):
        assert finding.title.strip()
        assert finding.message.strip()
        assert finding.why.strip()
        said += [finding.title, finding.message, finding.why]
    assert [text for text in said if RESULT.search(text)] == []
