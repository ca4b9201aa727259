"""Possible arguments beside a plan: how they are cut, and which point each one looks like."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.plans.snapshot import ThemeRef
from apps.plans.strands import StrandText, beside, parts_of
from tests.plans.checks.builders import evidence, placement, plan, point, question, row

THEMES = tuple(ThemeRef(slug, slug.capitalize(), "") for slug in ("terror", "culture"))


@pytest.mark.parametrize(
    ("gist", "parts"),
    [
        ("One thing was so.", ["One thing was so."]),
        ("One thing; another. And why.", ["One thing", "Another. And why."]),
        ("Two (one; the other) stay; this goes", ["Two (one; the other) stay", "This goes"]),
        ("An open (bracket; stays", ["An open (bracket; stays"]),
        ("A closed) one; splits", ["A closed) one", "Splits"]),
        (" ; ;; a ;", ["A"]),
        ("", []),
    ],
)
def test_a_composite_argument_is_cut_at_its_semicolons(gist, parts):
    assert parts_of(gist) == parts


@given(st.text())
def test_cutting_loses_nothing_but_semicolons_and_spaces(gist):
    def letters(text: str) -> str:
        return "".join(text.upper().replace(";", "").split())

    assert letters("".join(parts_of(gist))) == letters(gist)


def strand(text: str, *, side: str = "side-s", theme: str = "terror", title: str = "A") -> Any:
    return StrandText(key=1, side=side, theme=theme, title=title, gist=text)


def suggested(text: str, points: list[Any], **about: Any) -> Any:
    """The suggestion for the first part: the point's number, the theme and the words."""
    made = plan(points, question=question(themes=THEMES), rows=(row("terror"), row("culture")))
    part = next(part for side in beside(made, [strand(text, **about)]) for part in side.parts)
    found = part.suggestion
    return found and (found.point.number, found.theme, found.words)


HUNGARY = {"claim": "Budapest was crushed", "explanation": "because tanks answered Hungary"}


def test_a_name_in_the_same_theme_is_enough():
    points = [point("S", row="terror", **HUNGARY)]
    assert suggested("He sent help to Hungary.", points) == ("S1", "Terror", ("hungary",))


def test_under_another_theme_three_words_with_a_name_are_needed():
    points = [point("S", row="culture", **HUNGARY)]
    assert suggested("He looked at Hungary.", points) is None
    assert suggested("Then Hungary was crushed by tanks.", points) == (
        "S1",
        "",
        ("hungary", "crushed", "tanks"),
    )
    assert suggested("It was crushed by tanks in answer.", points) is None


def test_words_of_the_question_and_bland_words_match_nothing():
    points = [point("S", row="terror", claim="Stalin and Khrushchev both kept a party in May")]
    assert suggested("In May both Stalin and Khrushchev kept the party.", points) is None


def test_cards_speak_for_their_point_and_the_most_alike_is_chosen():
    tanks = placement(evidence=evidence(title="Tanks crush Hungary"))
    points = [
        point("S", row="terror", claim="Hungary"),
        point("S", row="terror", claim="", placements=[tanks]),
        point("C", row="terror", **HUNGARY),
    ]
    assert suggested("Hungary was crushed by tanks.", points) == (
        "S2",
        "Terror",
        ("hungary", "crushed", "tanks"),
    )


def test_only_points_of_the_same_side_are_suggested():
    assert suggested("Hungary crushed by tanks.", [point("C", row="terror", **HUNGARY)]) is None


def test_sides_come_in_the_question_s_order_with_their_points_and_parts():
    made = plan([point("S"), point("C"), point("S")], question=question(themes=THEMES))
    strands = [strand("x", side="side-c"), strand("One; two", title="B")]
    found = beside(made, strands)
    assert [
        (
            side.side.uuid,
            [one.number for one in side.points],
            [(part.name, part.text) for part in side.parts],
        )
        for side in found
    ] == [
        ("side-s", ["S1", "S2"], [("part-1-0", "One"), ("part-1-1", "Two")]),
        ("side-c", ["C1"], [("part-1-0", "X")]),
    ]
