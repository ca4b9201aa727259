from tests.plans.checks.builders import found, messages, plan, point, question, scheme


def test_no_explanation_fires_for_each_point():
    snapshot = plan(
        [
            point("S", explanation=""),
            point("S", "", explanation="Because a strong second man was a danger to both leaders."),
            point("C"),
        ]
    )
    assert messages(snapshot, "X1") == [
        ("fix", "S1 is not explained yet", "Explain how this evidence answers the question."),
        ("fix", "S2 is explained in a few words", "Explain how this point answers the question."),
    ]


def test_no_explanation_counts_twelve_words():
    eleven = " ".join(["word"] * 11)
    assert len(found(plan([point(explanation=eleven)]), "X1")) == 1
    assert found(plan([point(explanation=f"{eleven} more")]), "X1") == []


def test_no_explanation_follows_the_scheme():
    short = question(scheme=scheme(thresholds={"explanation_words": 3}))
    off = question(scheme=scheme(severities={"X1": "off"}))
    assert found(plan([point(explanation="Because they feared")], question=short), "X1") == []
    assert found(plan([point(explanation="")], question=off), "X1") == []
