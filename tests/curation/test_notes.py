"""Pasted notes read as cards and drafts."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.curation.notes import TooManyLines, read_notes, text_hash
from apps.curation.suggest import date_shown, kind_of
from tests.curation.notes_text import DECK, SEEDS, vocabulary
from tests.sizes import IMPORT_INPUTS

WORDS = vocabulary()
LABELS = tomllib.loads((Path(__file__).parent / "note_labels.toml").read_text())["card"]


def years(text):
    return [tuple(span) for span in WORDS.years.spans(text)]


def leaders(text):
    return WORDS.names.codes(text)


def drafts(text):
    return [draft for card in read_notes(text, WORDS).cards for draft in card.drafts]


# Cards


def test_a_deck_is_cut_at_its_numbers():
    read = read_notes(DECK, WORDS)
    assert [(card.number, card.title, len(card.drafts)) for card in read.cards] == [
        (1, "Unit 9.", 0),
        (2, "Keepers of the lamp.", 5),
        (3, None, 2),
        (4, "Stalin and the lamps, 1928-53.", 3),
    ]
    assert [card.number for card in read.dividers] == [1]
    assert [card.number for card in read.lost] == [3]
    assert {card.section for card in read.cards} == {"The lighthouse years, 1917-64"}
    assert [(card.line_from, card.line_to) for card in read.cards[1:]] == [
        (14, 20),
        (24, 25),
        (28, 37),
    ]


def test_a_deck_without_its_last_number_keeps_its_last_card():
    cut = DECK[: DECK.index("4 of 4")]
    assert [card.number for card in read_notes(cut, WORDS).cards] == [1, 2, 3, 4]


def test_what_is_not_used_is_set_aside_with_why():
    aside = {each.line: each.why for each in read_notes(DECK, WORDS).set_aside}
    assert aside == {
        **{1: "Header of the page", 3: "Header of the page", 4: "Header of the page"},
        **{6: "Divider between sections", 8: "Divider between sections"},
        **{10: "Divider between sections", 12: "Number of the card", 21: "Number of the card"},
        **{26: "Number of the card", 38: "Number of the card"},
        **{41: "Footer of the page", 43: "Footer of the page"},
    }


def test_bullets_keep_line_level_and_the_line_above():
    found = [(each.line, each.level, each.parent) for each in drafts(DECK)]
    assert found == [
        (16, 0, None),
        (17, 0, None),
        (18, 1, "He named three keepers:"),
        (19, 1, "He named three keepers:"),
        (20, 0, None),
        (24, 0, None),
        (25, 0, "Nobody mended the lamps –"),
        (32, 0, "The lamps were counted again:"),
        (33, 0, "The lamps were counted again:"),
        (36, 0, "Oil"),
    ]


def test_a_wrapped_bullet_is_one_draft():
    assert drafts(DECK)[-1].text == "Oil was dear in the early 1930s and was often stolen."


def test_odd_characters_are_evened_out_and_fractions_kept():
    assert drafts(DECK)[4].text == "Between 1921-23, ⅓ of the lamps went out."
    [odd] = drafts("\u200b•\u00a0A\u00ad lamp\u2003was\tlit \u202ein 1917\r\n\r\n")
    assert odd.text == "A lamp was lit in 1917"


def test_line_endings_do_not_matter():
    plain = read_notes(DECK, WORDS)
    assert read_notes(DECK.replace("\n", "\r\n"), WORDS) == plain
    assert read_notes(DECK.replace("\n", "\r"), WORDS) == plain
    assert text_hash(DECK.replace("\n", "\r\n  ")) == text_hash(DECK)


@pytest.mark.parametrize(
    "text",
    [
        "Lamps\n\n- one lamp\n  - its wick\n    - its end\n- two lamps\n",
        "Lamps\n\n\t• one lamp\n\t\t• its wick\n\t\t\t• its end\n\t• two lamps\n",
        "# Lamps\n\n1. one lamp\n   a) its wick\n      - its end\n2. two lamps\n",
        "Lamps\n\n• one lamp\n◦ its wick\n▪ its end\n• two lamps\n",
        "Lamps\n\n•\tone lamp\no\tits wick\n▪\tits end\n•\ttwo lamps\n",
    ],
)
def test_nesting_is_read_from_indents_and_signs(text):
    [card] = read_notes(text, WORDS).cards
    assert (card.title, [draft.level for draft in card.drafts]) == ("Lamps", [0, 1, 2, 0])


def test_notes_without_numbers_are_cut_at_headings():
    text = "Part one\n\nLamps\n\n• One lamp was lit\n\nRopes\n\n• Two ropes were cut\n"
    read = read_notes(text, WORDS)
    assert [(card.title, card.is_divider) for card in read.cards] == [
        ("Part one", True),
        ("Lamps", False),
        ("Ropes", False),
    ]
    assert [card.section for card in read.cards] == ["Part one"] * 3


def test_prose_becomes_a_draft_a_sentence():
    sentence = "The keeper of the lamp walked down to the quay and looked at the ropes once more."
    found = drafts(" ".join([sentence] * 5))
    assert [draft.text for draft in found] == [sentence] * 5


def test_markup_is_only_text():
    [draft] = drafts("• <script>alert('1917')</script> {{ 7*7 }} <b>lamp</b>")
    assert draft.text == "<script>alert('1917')</script> {{ 7*7 }} <b>lamp</b>"


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u200b\u00a0\u3164"[:2], "•\n•\n", "1 of 1"])
def test_nothing_makes_no_drafts(text):
    assert drafts(text) == []


def test_a_count_like_a_card_number_is_text():
    text = DECK.replace("  • He named", "2 of 7\n  • He named")
    assert [card.number for card in read_notes(text, WORDS).cards] == [1, 2, 3, 4]


# Years


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("founded in 1917", [(1917, 1917)]),
        ("rule 1928-53", [(1928, 1953)]),
        ("rule 1928–1953", [(1928, 1953)]),
        ("in 1953 -55", [(1953, 1955)]),
        ("1921/22", [(1921, 1922)]),
        ("1928- camps", [(1928, 1928)]),
        ("the 1930s", [(1930, 1939)]),
        ("the 1930’s", [(1930, 1939)]),
        ("the early 1930s", [(1930, 1933)]),
        ("mid-1930s", [(1934, 1936)]),
        ("late 1960s and 70s", [(1967, 1969), (1970, 1979)]),
        ("in the 20s", [(1920, 1929)]),
        ("his 70s birthday", []),
        ("Dec 1917", [(1917, 1917)]),
        ("1936, 1937 and 1938", [(1936, 1936), (1937, 1937), (1938, 1938)]),
        ("1917-12-20", [(1917, 1917)]),
        ("1,500 delegates", []),
        ("1924 votes", []),
        ("votes 1924", []),
        ("1905 tons", []),
        ("more than 1937 farms", []),
        ("£1924", []),
        ("1225 to 927", []),
        ("2000 arrested", []),
        ("the 1936 constitution", [(1936, 1936)]),
        ("In 1918 soldiers left", [(1918, 1918)]),
        ("until 1989", [(1989, 1989)]),
        ("19178", []),
        ("1917.5", []),
        ("1930%", []),
        ("No1917", []),
    ],
)
def test_years(text, expected):
    assert years(text) == expected


def test_years_fall_back_on_parent_and_heading_but_not_on_the_section():
    text = (
        "Part of the years, 1917-64\n\nPart of the years, 1917-64\n\n1 of 3\n"
        "A rope, 1949\n\n• Who had it\n• In 1921 it was cut:\n  • with a knife\n2 of 3\n"
        "A knife\n\n• Who had it\n3 of 3\n"
    )
    found = [(draft.years, draft.year_from, draft.year_to) for draft in drafts(text)]
    assert found == [([], 1949, 1949), ([1921], 1921, 1921), ([], 1921, 1921), ([], None, None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in December 1917 it", "Dec 1917"),
        ("on 5th January 1918", "5 Jan 1918"),
        ("January 5, 1918", "5 Jan 1918"),
        ("March 1917 and May 1918", ""),
        ("in 1917", ""),
    ],
)
def test_date_as_shown(text, expected):
    assert date_shown(text) == expected


# Leaders, themes, kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lenin’s lamp", ["LEN"]),
        ("Stalins lamp", ["STA"]),
        ("Khruschev and Kruschev, Krushchev's, Khrushev", ["KHR"]),
        ("Breznev, Androprov, Gorbachov", ["BRE", "AND", "GOR"]),
        ("Leningrad, Stalingrad", []),
        ("de-Stalinisation, destalinisation, post-Stalin, anti-Stalin", []),
        ("Leninism, a Leninist, Marxism-Leninism, Stalinists, Marxists Leninists", []),
        ("the Lenin Enrolment and the Stalin prizes", []),
        ("the Brezhnev-Kosygin pact", ["BRE"]),
        ("Galina Brezhneva", []),
        ("K went home", []),
        ("Alexander III", ["AL3"]),
        ("Alexander II and Nicholas", ["AL2", "NI2"]),
        ("Levin put on linen", []),
        ("the provisional government", ["PRG"]),
    ],
)
def test_leaders(text, expected):
    assert leaders(text) == expected


def test_leaders_fall_back_on_the_line_above_and_the_heading():
    text = "Stalin and ropes\n\n• A rope was cut\n• In 1919 Lenin cut two:\n  • a long one\n"
    assert [draft.leaders for draft in drafts(text)] == [["STA"], ["LEN"], ["LEN"]]


def test_a_leader_who_is_only_looked_back_on_is_not_suggested():
    text = "Khrushchev and ropes\n\n• He threw the ropes of Stalin away\n• Stalin had liked ropes\n"
    assert [draft.leaders for draft in drafts(text)] == [["KHR"], ["STA"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The secret police arrested the rebels", ["terror", "opposition"]),
        ("Grain was taken from peasants", ["agriculture"]),
        ("The Politburo was smaller", ["party-state"]),
        ("Warned in time", []),
    ],
)
def test_themes(text, expected):
    assert WORDS.headings.slugs(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Output rose by 12%", "statistic"),
        ("He said “the lamp must burn through the night”", "quotation"),
        ("A decree on lamps", "policy"),
        ("The lamp committee met", "institution"),
        ("Historians do not agree", "interpretation"),
        ("The lamp fell", "event"),
    ],
)
def test_kind(text, expected):
    assert kind_of(text) == expected


# Size and strange input


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10**6,
        " " * 10**6,
        "1917-" * 200_000,
        '"' * 10**6,
        "Under " * 160_000,
        "• " * 500_000,
        "\n".join(" " * deep + "• x" for deep in range(1400)),
        ". " * 500_000,
        "Kr" + "uk" * 499_000,
        (DECK * 1500)[:400_000],
    ],
    ids=["word", "spaces", "years", "quotes", "names", "signs", "deep", "stops", "name", "deck"],
)
def test_a_megabyte_is_read(text):
    """Each would take hours if reading it took time that grows faster than the text."""
    read = read_notes(text, WORDS)
    assert all(draft.text for card in read.cards for draft in card.drafts)


def test_more_lines_than_anyone_could_review_are_refused():
    with pytest.raises(TooManyLines, match=r"have 20,001 lines\. Paste at most 20,000"):
        read_notes("x\n" * 20_001, WORDS)


PIECES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            *("• ", "    • ", "\n", "\r\n", "3 of 7", "12 of 85\n", "Stalin ", "1917-", "-53"),
            *("the 20s ", "Created by: x\n", "1. ", "\t", "\u00a0", "“", "”", ";", "Tsar ", "½"),
            "Arguments for:\n",
        ]
    ),
)


@pytest.mark.soak
@settings(max_examples=IMPORT_INPUTS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_read(text):
    read = read_notes(text, WORDS)
    lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    known = {leader.code for leader in WORDS.leaders}
    for card in read.cards:
        assert 1 <= card.line_from <= card.line_to <= lines
        for draft in card.drafts:
            assert draft.text.strip() == draft.text != ""
            assert set(draft.leaders) <= known
            assert (draft.year_from is None) == (draft.year_to is None)
            assert draft.year_from is None or draft.year_from <= draft.year_to


# The real notes, where they stand beside the project


def seed(number):
    return [SEEDS[number].read_text()] if number in SEEDS else []


def test_the_whole_deck_of_85_cards():
    for text in seed("001"):
        read = read_notes(text, WORDS)
        assert [card.number for card in read.cards] == list(range(1, 86))
        # Counted another way: a card's number, two empty lines and then a bullet.
        lines = text.split("\n")
        lost = [
            int(lines[place - 2].split()[0]) + 1
            for place in range(2, len(lines) - 1)
            if lines[place - 2].endswith(" of 85")
            and lines[place - 1 : place + 1] == ["", ""]
            and lines[place + 1].startswith("  •")
        ]
        assert [card.number for card in read.lost] == lost
        assert len(lost) == 13
        assert [card.number for card in read.dividers] == [1, 25, 56]
        assert read.drafts == 793
        whys = [each.why for each in read.set_aside]
        assert (whys.count("Header of the page"), whys.count("Footer of the page")) == (3, 3)
        # Every line with words is a draft, a heading, a line above drafts, or set aside.
        used = {draft.line for card in read.cards for draft in card.drafts}
        used |= {each.line for each in read.set_aside}
        used |= {card.line_from for card in read.cards if card.title}
        parents = {draft.parent for card in read.cards for draft in card.drafts}
        left = [
            line.strip()
            for number, line in enumerate(lines, 1)
            if line.strip() and number not in used and line.strip() not in parents
        ]
        assert left == []


def test_suggestions_agree_with_labels_made_by_hand():
    for text in seed("001"):
        right, extra, missed = {}, {}, {}
        for card in read_notes(text, WORDS).cards:
            label = LABELS.get(str(card.number))
            for draft in card.drafts if label else []:
                line = str(draft.line)
                wanted = {
                    "years": set(label["years"].get(line, [])),
                    "leaders": set(label.get("other", {}).get(line, label["leaders"])),
                }
                for name, want in wanted.items():
                    got = set(getattr(draft, name))
                    right[name] = right.get(name, 0) + len(want & got)
                    extra[name] = extra.get(name, 0) + len(got - want)
                    missed[name] = missed.get(name, 0) + len(want - got)
        precision = {name: right[name] / (right[name] + extra[name]) for name in right}
        recall = {name: right[name] / (right[name] + missed[name]) for name in right}
        assert len(LABELS) >= 20
        assert precision["years"] >= 0.99
        assert recall["years"] >= 0.99
        assert precision["leaders"] >= 0.955
        assert recall["leaders"] >= 0.945
