"""The filter form, the search and the counts."""

import pytest
from django.http import QueryDict

from apps.evidence.models import EvidenceItem
from apps.evidence.search import EvidenceFilter, facet_counts, search
from tests.factories import make_evidence, make_topic


def find(query, user=None, items=None):
    """The titles found by a query, in order."""
    chosen = EvidenceFilter(QueryDict(query), topic=make_topic(), user=user)
    items = EvidenceItem.objects.all() if items is None else items
    return [item.title for item in search(items, chosen)]


def count(query, user=None):
    """The counts of a query, without the zeros."""
    chosen = EvidenceFilter(QueryDict(query), topic=make_topic(), user=user)
    return facet_counts(EvidenceItem.objects.all(), chosen)


@pytest.fixture
def bank(db):
    """Five published items and one draft, across leaders, themes, years and kinds."""
    topic = make_topic()
    stalin = topic.leaders.get(code="STA")
    stalin.aliases = ["Dzhugashvili"]
    stalin.save()
    terror = topic.themes.get(slug="terror")
    terror.synonyms = ["repression"]
    terror.save()
    make_evidence("Cheka founded", leaders=("LEN",), years=(1917, 1917), kind="institution")
    make_evidence(
        "Order 00447", years=(1937, 1938), standing="estimate", text="Quotas of 100% and more"
    )
    camps = make_evidence("Camps emptied", leaders=("KHR",), years=(1953, 1956))
    camps.aspects.add(terror.aspects.get(slug="terror-methods"))
    camps.keep_names()
    make_evidence(
        "Pact of two",
        leaders=("STA", "KHR"),
        themes=("government", "terror"),
        years=(1952, 1953),
        standing="disputed",
    )
    make_evidence(
        "Secret Speech",
        leaders=("KHR",),
        themes=("leadership",),
        years=(1956, 1956),
        significance="A turning point",
    )
    make_evidence("A draft", publish=False)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Cheka founded", "Order 00447", "Pact of two", "Camps emptied", "Secret Speech"]),
        ("leader=LEN", ["Cheka founded"]),
        ("leader=LEN&leader=STA", ["Cheka founded", "Order 00447", "Pact of two"]),
        ("leader=STA&theme=government", ["Pact of two"]),
        ("theme=government&theme=leadership", ["Pact of two", "Secret Speech"]),
        ("aspect=terror-methods", ["Camps emptied"]),
        ("aspect=terror-methods&leader=STA", []),
        ("decade=1930", ["Order 00447"]),
        (
            "decade=1910&decade=1950",
            ["Cheka founded", "Pact of two", "Camps emptied", "Secret Speech"],
        ),
        ("decade=1950&leader=STA", ["Pact of two"]),
        ("standing=disputed&standing=estimate", ["Order 00447", "Pact of two"]),
        ("kind=institution", ["Cheka founded"]),
        ("year_from=1938&year_to=1952", ["Order 00447", "Pact of two"]),
        ("year_from=1956", ["Camps emptied", "Secret Speech"]),
        ("year_to=1917", ["Cheka founded"]),
        ("year_from=1952&year_to=1938", ["Order 00447", "Pact of two"]),
        ("q=CHEKA", ["Cheka founded"]),
        ("q=turning", ["Secret Speech"]),
        ("q=dzhugashvili&sort=date", ["Order 00447", "Pact of two"]),
        ("q=repression+cheka", ["Cheka founded"]),
        ("q=cheka+speech", []),
        ("q=khrushchev+terror&sort=date", ["Pact of two", "Camps emptied"]),
        ("q=methods", ["Camps emptied"]),
        ("q=100%25", ["Order 00447"]),
        ("q=%25%25", []),
        ("q=_", []),
        ("q=it's", []),
        (
            "sort=title",
            ["Camps emptied", "Cheka founded", "Order 00447", "Pact of two", "Secret Speech"],
        ),
    ],
)
def test_search_combines_every_filter(bank, query, titles):
    assert find(query) == titles


@pytest.mark.parametrize(
    "junk",
    [
        "leader=NOBODY&theme=nothing&aspect=x&kind=x&standing=x",
        f"year_from={'9' * 31}&year_to=abc",
        "year_from=" + "9" * 5000,
        "q=%00",
        "leader=%00&year_to=%00",
        "q=" + "x" * 5000,
        "sort=password",
        "sort=best",
        "exact=yes&exact=no",
        "decade=1931&decade=abc",
        "sort=-owner",
        "status=draft&check=unchecked&mine=yes",
        "q=%ff%fe",
    ],
)
def test_search_drops_bad_values_and_keeps_the_rest(bank, junk):
    expected = [] if "%ff" in junk else ["Cheka founded"]
    assert find(f"leader=LEN&{junk}") == expected


def test_search_keeps_good_values_beside_bad_ones(bank):
    assert find("leader=LEN&leader=NOBODY") == ["Cheka founded"]


def test_search_of_many_words_does_not_fail(bank):
    assert find("q=" + "+".join("abcdefghij" * 10)) == []


def test_mine_finds_only_own_items(bank, student, classmate):
    make_evidence("Mine", owner=student)
    make_evidence("Theirs", owner=classmate)
    visible = EvidenceItem.objects.visible_to(student)
    assert find("mine=yes", student, visible) == ["Mine"]
    assert "Theirs" not in find("", student, visible)


def test_curator_finds_drafts_and_unchecked_items(bank, curator):
    checked = EvidenceItem.objects.get(title="Cheka founded")
    checked.checked_on = "2026-05-03"
    checked.save()
    assert find("status=draft", curator) == ["A draft"]
    assert find("check=checked", curator) == ["Cheka founded"]
    assert "Cheka founded" not in find("check=unchecked", curator)
    assert len(find("check=unchecked&check=checked", curator)) == 5


def test_counts_honour_all_other_filters(bank):
    counts = count("leader=STA&standing=disputed")
    assert counts["leader"] == {"STA": 1, "KHR": 1}
    assert counts["standing"] == {"estimate": 1, "disputed": 1}
    assert counts["theme"] == {"government": 1, "terror": 1}
    assert counts["kind"] == {"event": 1}
    assert counts["aspect"] == {}
    assert {decade: n for decade, n in counts["decade"].items() if n} == {"1950": 1}


@pytest.mark.parametrize(
    "query",
    ["", "leader=STA", "leader=KHR&theme=terror", "q=terror&year_from=1950", "kind=event"],
)
def test_a_count_says_how_many_a_click_gives(bank, student, query):
    counts = count(query, student)
    for name in ("leader", "theme", "aspect", "decade", "standing", "kind"):
        chosen = EvidenceFilter(QueryDict(query), topic=make_topic())
        rest = "&".join(f"{key}={value}" for key, value in chosen.parameters() if key != name)
        for option in next(
            (facet.options for facet in chosen.facets(counts) if facet.name == name), []
        ):
            assert len(find(f"{rest}&{name}={option.value}")) == option.count


@pytest.mark.parametrize("items", [1, 3])
def test_counts_take_a_constant_number_of_queries(django_assert_num_queries, student, items):
    for _ in range(items):
        make_evidence(leaders=("STA", "KHR"), themes=("terror", "government"))
    topic = make_topic()
    EvidenceFilter(QueryDict(""), topic=topic)
    with django_assert_num_queries(8):
        chosen = EvidenceFilter(QueryDict("leader=STA"), topic=topic, user=student)
        facet_counts(EvidenceItem.objects.all(), chosen)


def test_chips_each_take_one_thing_away(bank):
    chosen = EvidenceFilter(
        QueryDict("leader=STA&leader=KHR&year_from=1941&year_to=1964&q=a+b&sort=title&junk=1"),
        topic=make_topic(),
    )
    assert [(chip.label, chip.query) for chip in chosen.chips()] == [
        ("\u2018a b\u2019", "leader=STA&leader=KHR&year_from=1941&year_to=1964&sort=title"),
        ("Stalin", "q=a+b&leader=KHR&year_from=1941&year_to=1964&sort=title"),
        ("Khrushchev", "q=a+b&leader=STA&year_from=1941&year_to=1964&sort=title"),
        ("1941\u20131964", "q=a+b&leader=STA&leader=KHR&sort=title"),
    ]


@pytest.mark.parametrize(
    ("query", "label"), [("year_from=1941", "from 1941"), ("year_to=1964", "to 1964")]
)
def test_one_year_alone_is_named_in_words(db, query, label):
    chosen = EvidenceFilter(QueryDict(query), topic=make_topic())
    assert [chip.label for chip in chosen.chips()] == [label]


def test_a_filter_without_a_topic_finds_nothing(db):
    chosen = EvidenceFilter(QueryDict("leader=STA"), topic=None)
    assert chosen.chips() == []
    assert list(search(EvidenceItem.objects.all(), chosen)) == []


def test_kept_parameters_stay_in_every_address(bank):
    chosen = EvidenceFilter(QueryDict("leader=STA"), topic=make_topic(), keep={"topic": "russia"})
    assert chosen.query == "topic=russia&leader=STA"
    assert chosen.cleared == "topic=russia"
    assert [chip.query for chip in chosen.chips()] == ["topic=russia"]
