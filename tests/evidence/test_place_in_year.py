"""Dates as printed put items in order within a year."""

import pytest

from apps.evidence.models import EvidenceItem, place_in_year
from tests.factories import make_evidence


@pytest.mark.parametrize(
    ("note", "place"),
    [
        ("", 0),
        ("1937-38", 0),
        ("Feb 1956", 2 * 32),
        ("25 Feb 1956", 2 * 32 + 25),
        ("13-14 Oct 1964", 10 * 32 + 14),
        ("September 1953", 9 * 32),
        ("Dec 1917-Mar 1918", 12 * 32),
        ("From 1943", 0),
        ("summer", 0),
    ],
)
def test_place_in_year(note: str, place: int) -> None:
    assert place_in_year(note) == place


def test_items_stand_in_the_order_of_their_dates(db: None) -> None:
    for title, note in [("c", "Oct 1917"), ("b", "3 Apr 1917"), ("d", "Nov 1917"), ("a", "1917")]:
        make_evidence(title, years=(1917, 1917), date_note=note)
    assert [item.title for item in EvidenceItem.objects.all()] == ["a", "b", "c", "d"]
