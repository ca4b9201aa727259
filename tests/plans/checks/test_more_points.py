from apps.plans.snapshot import ThemeRef
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
)

THEMES = tuple(
    ThemeRef(slug, slug.capitalize(), "") for slug in ("terror", "culture", "industry", "religion")
)
ASKED = question(themes=THEMES, question_themes=("terror", "culture", "industry"))
ROWS = tuple(row(theme.slug) for theme in THEMES)
PLAIN = "Arrests came in waves and the camps grew until the police held a great part of industry."


def test_narrow_range():
    card = evidence()
    points = [point(side, [placement("KHR", evidence=card)]) for side in "SC"]
    assert messages(plan(points), "E4") == [
        (
            "tip",
            "1 different piece for 2 points",
            "You use 1 different piece of evidence for 2 points. A wider range of evidence would "
            "help.",
        )
    ]


def test_narrow_range_is_quiet_with_enough_one_point_or_a_point_without_any():
    assert found(plan([point("S"), point("C")]), "E4") == []
    assert found(plan([point("S", "STA")]), "E4") == []
    assert found(plan([point("S", "STA"), point("C", "")]), "E4") == []


def themed(*themes, note="", under="terror"):
    card = placement("KHR", evidence=evidence(themes=themes), note=note, uuid="card")
    return plan([point("S", [card], row=under)], question=ASKED, rows=ROWS)


def test_off_theme():
    [finding] = found(themed("culture"), "E5")
    assert (finding.severity, finding.target) == ("warn", "card")
    assert finding.message == (
        "How does \u2018Anti-Party Group demoted, not shot\u2019 help your point on Terror? Add a "
        "few words to the card."
    )


def test_off_theme_is_quiet():
    assert found(themed("culture", "terror"), "E5") == []
    assert found(themed("culture", note="Fear of arrest kept writers quiet"), "E5") == []
    assert found(themed("culture", under=None), "E5") == []
    assert found(themed(), "E5") == []


def test_describes():
    [finding] = found(plan([point(explanation=PLAIN)]), "X2")
    assert (finding.severity, finding.target_kind) == ("warn", "point")
    assert finding.message.startswith("Worth a look: this tells us what happened.")


def test_describes_is_quiet_with_a_reason_a_comparison_or_too_few_words():
    points = [
        point(explanation=f"{PLAIN} This led to fear."),
        point(explanation=f"{PLAIN} Unlike before, few were shot."),
        point(explanation="Arrests came."),
    ]
    assert found(plan(points), "X2") == []


TERMS = question(
    key_terms=("terror", "repression"), view="He relied on repression.", stem="He did. Discuss."
)


def test_no_question_link():
    points = [
        point(
            claim="Farms",
            explanation="The harvest failed because prices were low for many years on end.",
        )
    ]
    [finding] = found(plan(points, question=TERMS), "X3")
    assert (finding.severity, finding.target_kind) == ("tip", "point")


def test_no_question_link_knows_other_forms_of_the_word():
    points = [point(claim="Repressive laws", explanation=PLAIN)]
    assert found(plan(points, question=TERMS), "X3") == []


def test_no_question_link_falls_back_on_the_view_without_names():
    asked = question(view="Khrushchev abandoned autocracy.", stem="")
    named = [point(claim="Khrushchev stayed", explanation=PLAIN)]
    echoed = [point(claim="Autocratic habits stayed", explanation=PLAIN)]
    assert len(found(plan(named, question=asked), "X3")) == 1
    assert found(plan(echoed, question=asked), "X3") == []


def test_no_question_link_takes_comparing_for_an_answer_to_a_question_that_compares():
    assert found(plan([point(claim="Neither left rivals", explanation=PLAIN)]), "X3") == []


def story(*years):
    return plan([point("S", [dated("STA", year)]) for year in years])


def test_story_order():
    assert [one[2] for one in messages(story(1942, 1945, 1948, 1950), "X4")] == [
        "Your points run in date order, from 1942\u20131950. Could they run by theme?"
    ]


def test_story_order_is_quiet():
    assert found(story(1942, 1950, 1948, 1951), "X4") == []
    assert found(story(1942, 1945, 1948), "X4") == []
    paired = [point("S") for _ in range(4)]
    assert found(plan(paired), "X4") == []


def under(*themes):
    return plan([point("S", row=theme) for theme in themes], question=ASKED, rows=ROWS)


def test_one_theme():
    assert [one[2] for one in messages(under("terror", "terror", "terror"), "X5")] == [
        "All your points are about Terror. Another theme would give your answer breadth."
    ]
    assert [one[1] for one in messages(under("terror", "culture", "terror"), "X5")] == [
        "All under Terror and Culture"
    ]


def test_one_theme_is_quiet():
    assert found(under("terror", "culture", "industry"), "X5") == []
    assert found(under("terror", "terror"), "X5") == []
    assert found(under("terror", "terror", None), "X5") == []
    narrow = question(themes=THEMES, question_themes=("terror",))
    points = [point("S", row="terror") for _ in range(3)]
    assert found(plan(points, question=narrow, rows=ROWS), "X5") == []


def test_look_alike():
    cards = [evidence(), evidence(), evidence()]
    first = point("S", [placement("KHR", evidence=one) for one in cards], row="terror")
    second = point("S", [placement("KHR", evidence=one) for one in cards], row="terror", uuid="two")
    [finding] = found(plan([first, second], question=ASKED, rows=ROWS), "X6")
    assert (finding.target, finding.title) == ("two", "S1 and S2 look alike")


def test_look_alike_is_quiet_across_sides_themes_and_with_evidence_of_its_own():
    cards = [evidence(), evidence()]
    shared = [placement("KHR", evidence=one) for one in cards]
    own = [placement("KHR", evidence=cards[0]), placement("KHR")]
    points = [
        point("S", shared, row="terror"),
        point("C", shared, row="terror"),
        point("S", shared, row="culture"),
        point("S", own, row="terror"),
    ]
    assert found(plan(points, question=ASKED, rows=ROWS), "X6") == []
    assert (
        found(plan([point("S", ""), point("S", "")], question=comparing("STA", "KHR")), "X6") == []
    )
