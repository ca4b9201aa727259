import pytest

from tests.plans.checks.builders import (
    JUDGEMENT,
    found,
    messages,
    plan,
    point,
    question,
    scheme,
)


@pytest.mark.parametrize(
    ("judgement", "title"),
    [
        ("", "No judgement yet"),
        ("...", "No judgement yet"),
        (" ".join(["word"] * 14), "Your judgement is very short"),
    ],
)
def test_no_judgement(judgement, title):
    [finding] = found(plan(judgement=judgement), "J1")
    assert (finding.severity, finding.title, finding.target_kind) == ("fix", title, "judgement")
    assert finding.message.startswith("What is your answer, overall?")


def test_no_judgement_is_quiet_at_fifteen_words():
    assert found(plan(judgement=" ".join(["word"] * 15)), "J1") == []


def test_no_judgement_uses_the_spelling_of_the_board():
    ap = question(scheme=scheme(board_key="ap", judgement_spelling="judgment"))
    assert [one.title for one in found(plan(question=ap), "J1")] == ["No judgment yet"]
    nothing = question(scheme=scheme(judgement_spelling=""))
    assert [one.title for one in found(plan(question=nothing), "J1")] == ["No judgement yet"]


def judged(text=JUDGEMENT, stance: int | None = -1, **changes):
    return plan([point(uuid="first")], judgement=text, judgement_stance=stance, **changes)


def test_fence_fires_for_a_judgement_in_the_middle():
    assert messages(judged(stance=0), "J2") == [
        (
            "warn",
            "Your judgement sits on the fence",
            "Come down on one side, even narrowly, or choose the point that decides it.",
        )
    ]
    assert [one.title for one in found(judged(stance=None), "J2")] == [
        "Where does your judgement stand?"
    ]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        (f"It depends. {JUDGEMENT}", "it depends"),
        (f"{JUDGEMENT} Both were  equally harsh.", "both were equally"),
        (f"Both are\nequally harsh. {JUDGEMENT}", "both are equally"),
    ],
)
def test_fence_fires_for_its_phrases(text, phrase):
    assert [(one.severity, one.title) for one in found(judged(text), "J2")] == [
        ("warn", f"Your judgement says ‘{phrase}’")
    ]


@pytest.mark.parametrize("stance", [None, 0, -1])
def test_fence_is_quiet_once_a_point_decides(stance):
    text = f"It depends. {JUDGEMENT}"
    assert found(judged(text, stance, decisive_point="first"), "J2") == []


def test_fence_is_quiet_for_a_verdict_and_while_no_judgement_stands():
    assert found(judged(), "J2") == []
    assert found(judged(f"{JUDGEMENT} It depended on fear."), "J2") == []
    assert found(judged("It depends", stance=0), "J2") == []


def test_fence_phrases_are_never_a_fix():
    asked = question(scheme=scheme(severities={"J2": "fix"}))
    assert [one.severity for one in found(judged(stance=0, question=asked), "J2")] == ["fix"]
    phrased = judged(f"It depends. {JUDGEMENT}", question=asked)
    assert [one.severity for one in found(phrased, "J2")] == ["warn"]


def test_contradicts_names_both_leanings():
    assert messages(judged(stance=-2, thesis_stance=1), "J4") == [
        (
            "fix",
            "Opening and judgement disagree",
            "Your opening leans towards ‘More alike’, your judgement leans towards ‘More "
            "different’. Which do you mean?",
        )
    ]


def test_contradicts_speaks_of_the_view_where_sides_have_no_stance():
    bare = judged(stance=1, thesis_stance=-1, question=question(sides=()))
    assert [one.message for one in found(bare, "J4")] == [
        "Your opening leans against the view, your judgement leans for the view. Which do you mean?"
    ]


@pytest.mark.parametrize(
    ("opening", "closing"), [(1, 2), (-1, -2), (0, 1), (1, 0), (None, -1), (2, None)]
)
def test_contradicts_is_quiet(opening, closing):
    assert found(judged(stance=closing, thesis_stance=opening), "J4") == []


def test_no_concession_gives_a_tip():
    assert messages(judged(concession="  "), "J6") == [
        (
            "tip",
            "Nothing conceded yet",
            "Admit the best argument against you, then say why it is not enough.",
        )
    ]
    assert found(judged(concession="Fear never quite went."), "J6") == []


def test_no_concession_waits_for_an_argument():
    assert found(plan(), "J6") == []
    assert len(found(plan([point()]), "J6")) == 1
    assert len(found(plan(judgement="Less alike"), "J6")) == 1
