"""The shipped pack keeps its own rules."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from apps.evidence.models import EvidenceItem
from apps.evidence.packs.schema import read_pack
from apps.questions.content_schema import read_content

PACK = Path(__file__).resolve().parents[2] / "apps" / "evidence" / "packs" / "russia_1855_1991"
# Third-party texts the bank must not copy; they stand beside the project, where they do.
SEEDS = sorted((PACK.parents[4] / "shared" / "seeds").glob("*.txt"))
QUESTIONS = PACK.parents[2] / "questions" / "content"
# Cells the shipped questions use that cannot honestly hold five items, and why.
THIN_CELLS = {
    ("PRG", "ideology"): "eight months of coalitions that put doctrine off to the Assembly",
}
PACK_CONTENT = read_pack(PACK)
ITEMS = list(PACK_CONTENT.items.values())


def words(text):
    """The words of a text, in lower case and without punctuation."""
    return re.findall(r"[a-z0-9]+", text.lower().replace("\u2019", "'").replace("'", ""))


def runs(text, length=8):
    """Every run of so many words."""
    found = words(text)
    return {tuple(found[n : n + length]) for n in range(len(found) - length + 1)}


def per_cell():
    return Counter((code, slug) for item in ITEMS for code in item.leaders for slug in item.themes)


@pytest.mark.parametrize(
    ("codes", "least"),
    [
        (["LEN"], 70),
        (["STA"], 70),
        (["KHR"], 70),
        (["BRE"], 70),
        (["AND", "CHE"], 12),
        (["GOR"], 20),
        (["AL2", "AL3", "NI2", "PRG"], 80),
    ],
)
def test_every_leader_is_well_covered(codes, least):
    assert sum(not set(codes).isdisjoint(item.leaders) for item in ITEMS) >= least


def test_there_are_enough_items():
    assert len(ITEMS) >= 420


@pytest.mark.parametrize("leader", ["LEN", "STA", "KHR"])
@pytest.mark.parametrize("theme", ["government", "terror", "leadership"])
def test_every_main_cell_is_well_filled(leader, theme):
    assert per_cell()[leader, theme] >= 12


def test_cells_of_the_shipped_questions_hold_five_items():
    codes = {leader.name: leader.code for leader in PACK_CONTENT.leaders}
    used = {
        (codes[name], theme)
        for question in read_content(QUESTIONS).questions
        for name in question.leaders
        if name in codes
        for theme in question.themes
    }
    held = per_cell()
    assert {cell for cell in used if held[cell] < 5} == set(THIN_CELLS)


def test_every_aspect_is_used():
    used = {pair for item in ITEMS for pair in PACK_CONTENT.aspects_of(item)}
    offered = {
        (theme.slug, aspect.slug) for theme in PACK_CONTENT.themes for aspect in theme.aspects
    }
    assert used == offered


def test_every_item_has_an_aspect():
    assert [item.key for item in ITEMS if not item.aspects] == []


def test_every_theme_of_the_mark_schemes_is_there_with_synonyms():
    assert {theme.slug for theme in PACK_CONTENT.themes if theme.synonyms} == {
        *("government", "leadership", "party-state", "terror", "opposition", "reform"),
        *("ideology", "industry", "agriculture", "living-standards", "women-family"),
        *("education", "culture", "propaganda", "religion", "nationalities", "war"),
        "foreign-policy",
    }


def test_years_are_inside_the_topic():
    first, last = PACK_CONTENT.topic.year_from, PACK_CONTENT.topic.year_to
    # A claim may reach back to what a ruler inherited or on to what came after.
    assert [
        item.key
        for item in ITEMS
        if not first - 10 <= item.year_from <= item.year_to <= last + 10
        or item.year_to - item.year_from > 60
    ] == []


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


def test_every_disputed_item_has_a_rival():
    disputed = {item.key for item in ITEMS if item.standing == "disputed"}
    assert {key for key in disputed if not PACK_CONTENT.rivals[key]} == set()


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
