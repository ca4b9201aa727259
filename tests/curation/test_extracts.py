"""Mark-scheme extracts and essay plans read as sides with strands."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.curation.extracts import read_extract
from tests.curation.notes_text import DECK, EXTRACT, SEEDS, vocabulary
from tests.sizes import IMPORT_INPUTS

WORDS = vocabulary()


def strands(text):
    extract = read_extract(text, WORDS)
    return {
        side.stance: [strand.gist for strand in side.strands]
        for side in (extract.sides if extract else [])
    }


def test_bullets_are_cut_at_semicolons():
    assert strands(EXTRACT) == {
        "support": [
            "both had a lamp",
            "both paid keepers badly in 1931",
            "ropes were short",
            "Stalin ran one, Khrushchev the other",
        ],
        "challenge": ["only one had a bell", "the other had a flag", "the fees differed"],
    }


def test_a_strand_has_a_title_line_years_leaders_and_themes():
    extract = read_extract(EXTRACT, WORDS)
    second, last = extract.sides[0].strands[1], extract.sides[0].strands[3]
    assert (second.title, second.line, second.years) == (
        "Both paid keepers badly in 1931",
        3,
        [1931],
    )
    assert (last.line, last.leaders) == (4, ["STA", "KHR"])


def test_two_headings_that_say_no_side_are_for_and_against():
    text = "Arguments suggesting it was so:\n- a; b\nFactors suggesting it was not:\n- c\n"
    assert strands(text) == {"support": ["a", "b"], "challenge": ["c"]}


def test_a_plan_with_numbered_titles_keeps_title_and_text():
    text = (
        "Arguments supporting the view\n\nThere are some.\n\n1. Lamps\n\nBoth had lamps.\n\n"
        "2. Ropes\n\nBoth had ropes; long ones.\n\nConclusion\n\nIn all they were alike.\n"
    )
    [side] = read_extract(text, WORDS).sides
    assert [(each.title, each.gist) for each in side.strands] == [
        ("Lamps", "Both had lamps."),
        ("Ropes", "Both had ropes; long ones."),
    ]


@pytest.mark.parametrize("text", ["", DECK, "Arguments for:\n", "The arguments for it are few."])
def test_other_texts_are_no_extracts(text):
    assert read_extract(text, WORDS) is None


def test_the_real_extracts():
    for number, path in SEEDS.items():
        extract = read_extract(path.read_text(), WORDS)
        if number != "002":
            assert extract is None, number
            continue
        assert [(side.stance, len(side.strands)) for side in extract.sides] == [
            ("support", 23),
            ("challenge", 24),
        ]
        assert [side.heading for side in extract.sides] == [
            "Arguments supporting the view",
            "Arguments challenging the view",
        ]
        assert [
            each.gist
            for side in extract.sides
            for each in side.strands
            if each.line > 120 and ";" in each.gist
        ] == []


@pytest.mark.soak
@settings(max_examples=IMPORT_INPUTS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.text(max_size=30),
            st.sampled_from(["Arguments for:\n", "against\n", "• ", "; ", "\n", "1. x\n", "view "]),
        ),
        max_size=30,
    ).map("".join)
)
def test_any_text_is_read(text):
    extract = read_extract(text, WORDS)
    for side in extract.sides if extract else []:
        assert side.stance in ("support", "challenge")
        assert all(0 < len(each.title) <= 200 for each in side.strands)
