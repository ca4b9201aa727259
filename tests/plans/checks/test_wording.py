import pytest

from apps.plans.checks.wording import count, listed, says, span, words


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        (" \t\n\u00a0\u2003", 0),
        ("— … !? 🙂", 0),
        ("One party, one voice.", 4),
        ("didn\u2019t didn't sixty-four co\u2011operate", 4),
        ("1937\u201338: 681,692 shot", 5),
        ("re\u0301forme réforme", 2),
        ("Сталин и Хрущёв", 3),
        ("हिन्दी में", 2),
        ("soft\u00adhyphen zero\u200bwidth", 2),
        ("他比父亲", 4),
        ("\ud800 word \x00 word", 2),
        ("under_score", 2),
    ],
)
def test_words_counts_in_any_script(text, number):
    assert words(text) == number


def test_says_looks_for_whole_words():
    assert says("To some  extent, yes", "to some extent")
    assert not says("to some extents", "to some extent")
    assert not says("impartly", "partly")


def test_count_listed_and_span():
    assert [count(n, "point") for n in (0, 1, 2)] == ["0 points", "1 point", "2 points"]
    assert [listed(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
    assert (span(1917, 1917), span(1917, 1924)) == ("1917", "1917–1924")
