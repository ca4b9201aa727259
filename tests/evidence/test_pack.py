"""The shipped pack keeps its own rules."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from apps.evidence.models import EvidenceItem
from apps.evidence.packs.schema import read_pack

PACK = Path(__file__).resolve().parents[2] / "apps" / "evidence" / "packs" / "russia_1855_1991"
# Third-party texts the bank must not copy; they stand beside the project, where they do.
SEEDS = sorted((PACK.parents[4] / "shared" / "seeds").glob("*.txt"))
CELLS = [
    (leader, theme)
    for leader in ("LEN", "STA", "KHR")
    for theme in ("government", "terror", "leadership")
]
PACK_CONTENT = read_pack(PACK)
ITEMS = list(PACK_CONTENT.items.values())


def words(text):
    """The words of a text, in lower case and without punctuation."""
    return re.findall(r"[a-z0-9]+", text.lower().replace("\u2019", "'").replace("'", ""))


def runs(text, length=8):
    """Every run of so many words."""
    found = words(text)
    return {tuple(found[n : n + length]) for n in range(len(found) - length + 1)}


def test_there_are_enough_items():
    assert len(ITEMS) >= 160


@pytest.mark.parametrize(("leader", "theme"), CELLS)
def test_every_main_cell_is_well_filled(leader, theme):
    cells = Counter((code, slug) for item in ITEMS for code in item.leaders for slug in item.themes)
    assert cells[leader, theme] >= 12


def test_claims_are_one_short_line():
    assert [item.key for item in ITEMS if len(item.title) > 90 or item.title.endswith(".")] == []


def test_no_two_items_make_the_same_claim():
    claims = Counter(tuple(words(item.title)) for item in ITEMS)
    assert [claim for claim, times in claims.items() if times > 1] == []


def test_dates_on_cards_are_short():
    assert [item.key for item in ITEMS if len(item.date_note) > 20] == []


def test_printed_years_lie_within_the_years():
    wrong = [
        (item.key, year)
        for item in ITEMS
        for year in re.findall(r"\b(1[89]\d\d)\b", item.date_note)
        if not item.year_from <= int(year) <= item.year_to
    ]
    assert wrong == []


def test_leaders_were_in_power_or_there_is_a_reason():
    leaders = {leader.code: leader for leader in PACK_CONTENT.leaders}
    outside = {
        item.key
        for item in ITEMS
        for code in item.leaders
        if item.year_to < leaders[code].power_from or item.year_from > leaders[code].power_to
    }
    assert {item.key for item in ITEMS if item.outside_power} == outside


def test_every_source_is_used():
    used = {citation.source for item in ITEMS for citation in item.sources}
    assert used == set(PACK_CONTENT.sources)


def test_sources_are_named_without_pages():
    locators = [citation.locator for item in ITEMS for citation in item.sources]
    assert [each for each in locators if re.search(r"\bpp?\.|\bpage", each.lower())] == []


def test_only_doubtful_items_have_rivals():
    certain = [
        key
        for key, rivals in PACK_CONTENT.rivals.items()
        if rivals and PACK_CONTENT.items[key].standing == "settled"
    ]
    assert certain == []


def test_no_sentence_is_taken_from_the_seeds():
    copied = set().union(*(runs(seed.read_text(errors="replace")) for seed in SEEDS))
    shared = {
        item.key: sorted(" ".join(run) for run in found)
        for item in ITEMS
        if (found := runs(f"{item.title}. {item.text} {item.significance}") & copied)
    }
    assert shared == {}


def test_pack_loads_and_reloads(db):
    call_command("load_pack", "russia_1855_1991", verbosity=0)
    published = EvidenceItem.objects.published()
    assert published.count() == len(ITEMS)
    assert published.filter(checked_on__isnull=False).count() == 0
    call_command("load_pack", "russia_1855_1991", verbosity=0)
    assert set(published.values_list("version", flat=True)) == {1}
