"""The numbered deck: its order, sections and chosen cards."""

import pytest
from django.http import QueryDict

from apps.evidence.models import EvidenceItem, Leader
from apps.practice.deck import chosen_from, deck_of, section_of, sections
from apps.practice.forms import DeckFilter
from tests.factories import make_evidence, make_topic, make_user


@pytest.fixture
def topic(db):
    """Seven published cards made out of order, and three that are not for a deck."""
    make_evidence("Secret Speech", leaders=("KHR",), themes=("leadership",), years=(1956, 1956))
    make_evidence("Yezhov falls", years=(1938, 1938), date_note="Nov 1938")
    make_evidence("Order 00447", years=(1938, 1938), date_note="Feb 1938")
    make_evidence("Beria shot", leaders=("STA", "KHR"), years=(1953, 1953))
    make_evidence("Camps emptied", leaders=("KHR",), years=(1953, 1956))
    make_evidence("Five-year plan", themes=("government", "terror"), years=(1928, 1928))
    make_evidence("Cheka founded", leaders=("LEN",), years=(1917, 1917))
    make_evidence("A draft", publish=False)
    make_evidence("Taken out").retire()
    make_evidence("Mine", owner=make_user())
    return make_topic()


def titles(places):
    names = dict(EvidenceItem.objects.values_list("pk", "title"))
    return [names[place.item_id] for place in places]


def asked(topic, query=""):
    return DeckFilter(QueryDict(query), topic=topic)


def test_deck_goes_by_leader_then_theme_then_date(topic):
    deck = deck_of(topic)
    assert titles(deck) == [
        "Cheka founded",
        "Five-year plan",
        "Order 00447",
        "Yezhov falls",
        "Beria shot",
        "Camps emptied",
        "Secret Speech",
    ]
    assert [place.number for place in deck] == [1, 2, 3, 4, 5, 6, 7]


def test_deck_follows_the_order_of_leaders_and_themes(topic):
    topic.leaders.filter(code="KHR").update(order=0)
    topic.leaders.filter(code="LEN").update(order=9)
    topic.themes.filter(slug="leadership").update(order=0)
    topic.themes.filter(slug="government").update(order=9)
    assert titles(deck_of(topic)) == [
        "Secret Speech",
        "Beria shot",
        "Camps emptied",
        "Order 00447",
        "Yezhov falls",
        "Five-year plan",
        "Cheka founded",
    ]


def test_card_without_a_leader_stands_at_the_end(topic):
    lonely = make_evidence("Nobody's", years=(1900, 1900))
    lonely.leaders.clear()
    last = deck_of(topic)[-1]
    assert (titles([last]), last.leader_id) == (["Nobody's"], None)
    assert [each.leader for each in sections([last], asked(topic))] == [None]


def test_topic_without_leaders_has_no_deck(topic):
    Leader.objects.filter(topic=topic).update(topic=make_empty_topic())
    assert deck_of(topic) == ()


def make_empty_topic():
    return type(make_topic()).objects.create(
        slug="elsewhere", name="Elsewhere", year_from=1, year_to=2
    )


def test_sections_hold_every_card_once_under_its_first_leader(topic):
    found = [
        (each.leader.code, each.theme.slug, each.numbers, titles(each.places))
        for each in sections(deck_of(topic), asked(topic))
    ]
    assert found == [
        ("LEN", "terror", "1", ["Cheka founded"]),
        ("STA", "government", "2", ["Five-year plan"]),
        ("STA", "terror", "3\u20135", ["Order 00447", "Yezhov falls", "Beria shot"]),
        ("KHR", "terror", "6", ["Camps emptied"]),
        ("KHR", "leadership", "7", ["Secret Speech"]),
    ]


def test_chosen_cards_keep_their_numbers(topic):
    deck = deck_of(topic)

    def chosen(query):
        found = chosen_from(deck, topic, asked(topic, query))
        return [(place.number, *titles([place])) for place in found]

    # A card about two leaders is found under both, as in the bank.
    assert chosen("leader=KHR&theme=terror") == [(5, "Beria shot"), (6, "Camps emptied")]
    assert chosen("theme=government") == [(2, "Five-year plan")]
    assert chosen("q=yezhov") == [(4, "Yezhov falls")]
    assert chosen("year_to=1928") == [(1, "Cheka founded"), (2, "Five-year plan")]
    assert chosen("status=draft&mine=yes&leader=nobody") == [
        (place.number, *titles([place])) for place in deck
    ]


def test_position_in_section_counts_the_whole_section(topic):
    deck = deck_of(topic)
    section = section_of(deck[3], deck, asked(topic))
    assert (section.theme.slug, section.position_of(deck[3])) == ("terror", 2)


def test_deck_takes_two_queries_whatever_its_size(topic, django_assert_num_queries):
    with django_assert_num_queries(2):
        deck_of(topic)
    for _ in range(3):
        make_evidence(leaders=("STA", "KHR"), themes=("terror", "leadership"))
    with django_assert_num_queries(2):
        assert len(deck_of(topic)) == 10
