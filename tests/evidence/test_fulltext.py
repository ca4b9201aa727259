"""Finding by word, beginning, phrase and other spelling, the same on both databases."""

import re

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.urls import reverse

from apps.evidence import search as searching
from apps.evidence.content import Labels, content_of, write_content
from apps.evidence.models import EvidenceItem, Leader
from apps.evidence.search import BestMatches, EvidenceFilter, facet_counts, find, search
from tests.factories import make_evidence, make_topic

URL = reverse("evidence:list_evidence")


def titles(text, **more):
    """The claims that a page of the bank lists for some words, best first."""
    chosen = EvidenceFilter(query(text, **more), topic=make_topic())
    return [item.title for item in find(EvidenceItem.objects.all(), chosen)]


def query(text, **more):
    """An address's parameters."""
    made = QueryDict(mutable=True)
    made["q"] = text
    for name, value in more.items():
        made[name] = value
    return made


def shown(text, **more):
    """The words that results are shown for when they are not those typed."""
    chosen = EvidenceFilter(query(text, **more), topic=make_topic())
    find(EvidenceItem.objects.all(), chosen)
    return chosen.shown_text


@pytest.fixture
def bank(db):
    """Items whose words differ in the ways that people type them."""
    topic = make_topic()
    topic.leaders.filter(code="KHR").update(aliases=["Chruschtschow"])
    topic.themes.filter(slug="terror").update(synonyms=["repression"])
    make_evidence("Collectivisation decreed", years=(1929, 1929), themes=("government",))
    make_evidence(
        "Policies of the Party’s congress",
        years=(1934, 1934),
        themes=("government",),
        text="Delegates heard of grain, steel and de-Stalinisation's opposite in 1,500 speeches.",
    )
    make_evidence(
        "Dzerzhinsky leads the Cheka",
        leaders=("LEN",),
        years=(1917, 1922),
        text="Zinoviev and Löwe wrote of it. Mass deportations came later.",
    )
    make_evidence(
        "Secret Speech",
        leaders=("KHR",),
        themes=("leadership",),
        years=(1956, 1956),
        text="A speech held in secret on the cult of personality; grain is not named.",
    )


COLLECTIVE, POLICIES, CHEKA, SPEECH = (
    "Collectivisation decreed",
    "Policies of the Party’s congress",
    "Dzerzhinsky leads the Cheka",
    "Secret Speech",
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("collectivisation", [COLLECTIVE]),
        ("coll", [COLLECTIVE]),
        ("co", [COLLECTIVE, POLICIES]),
        ("collectivisat", [COLLECTIVE]),
        ("deportati", [CHEKA]),
        ("POLICY", [POLICIES]),
        ("policies", [POLICIES]),
        ("party's", [POLICIES]),
        ("party’s congress", [POLICIES]),
        ("parties", [POLICIES]),
        ("1,500", [POLICIES]),
        ("500", [POLICIES]),
        ("de-Stalinisation", [POLICIES]),
        ("lowe", [CHEKA]),
        ("LÖWE", [CHEKA]),
        ("lo\u0308we", [CHEKA]),
        ("the policies of the party", [POLICIES]),
        ("death of grain", []),
        ('"secret speech"', [SPEECH]),
        ('"speech secret"', []),
        ("“secret speech”", [SPEECH]),
        ('"held in secret" cult', [SPEECH]),
        ('"held secret"', []),
        ('"secret spe', [SPEECH]),
        ("secret grain", [SPEECH]),
        ("secret steel", []),
        ("speech secret", [SPEECH]),
        ("repression cheka", [CHEKA]),
        ("khrushchev", [SPEECH]),
        ("chruschtschow", [SPEECH]),
        ("methods", []),
        ("...", []),
        ('""', []),
        ("' '", []),
        ("🙂", []),
        ("\u202e", []),
    ],
)
def test_words_find(bank, text, found):
    assert sorted(titles(text)) == sorted(found)


@pytest.mark.parametrize(
    "text",
    [
        *("AND", "OR", "NOT", "NEAR", "NEAR(a b)", "cheka AND", "AND OR NOT", "NEAR/2"),
        *("*", "^cheka", "cheka*", "title:cheka", "title : cheka", "-cheka", "+cheka", "{title}"),
        *('"', "'", '"cheka', "''", "che\\ka", "%", "_", "a:*", "!cheka", "a & b", "a | b", "<->"),
        *("(", ")", "((", "cheka)", ";", "--", "/*", "$1", "%s", "{0}", "<b>", "a\tb", "²", "½"),
        *("x" * 200, "\u0301", "e\u0301" * 50, "\ufeff", "汉字", "Ёлка", "a b c d e f g h i j k"),
        *('"a" "b" "c"', '""""', '"' * 200, "' OR 1=1 --", "cheka\x1b", "\u2028"),
    ],
)
def test_no_text_is_an_error(bank, student_client, text):
    for order in ("", "date", "title"):
        response = student_client.get(URL, {"q": text, "sort": order, "leader": "LEN"})
        assert response.status_code == 200
    # Whatever it finds, the whole list can be had too.
    list(search(EvidenceItem.objects.all(), filter_of(text)))


def filter_of(text, **more):
    return EvidenceFilter(query(text, **more), topic=make_topic())


@pytest.mark.parametrize("text", ["x" * 5000, "cheka\x00", "cheka " * 900])
def test_what_the_form_refuses_is_not_looked_for(bank, text):
    assert len(titles(text)) == 4


def test_operators_are_words_like_others(bank):
    assert titles("cheka AND") == [CHEKA]
    assert titles("title:cheka") == []
    assert titles("^cheka*") == [CHEKA]


def test_hits_in_titles_come_first_then_names_then_text(db):
    topic = make_topic()
    topic.leaders.filter(code="LEN").update(aliases=["Famine"])
    make_evidence("In the text", text="famine " * 20, years=(1920, 1920), significance="famine")
    make_evidence("In why it matters", significance="A famine.", years=(1910, 1910))
    make_evidence("Under a name", leaders=("LEN",), years=(1930, 1930))
    make_evidence("Famine in the title and " + "many words " * 10, years=(1960, 1960))
    assert titles("famine") == [
        ("Famine in the title and " + "many words " * 10),
        *("Under a name", "In the text", "In why it matters"),
    ]
    assert titles("famine", sort="date")[0] == "In why it matters"
    assert titles("famine", sort="title")[0].startswith("Famine")


def test_words_combine_with_filters(bank):
    assert sorted(titles("grain")) == sorted([POLICIES, SPEECH])
    assert titles("grain", leader="KHR") == [SPEECH]
    assert titles("grain", theme="government") == [POLICIES]
    assert titles("grain", decade="1930") == [POLICIES]
    assert titles("grain", year_from="1950") == [SPEECH]
    assert titles("grain", aspect="terror-methods") == []
    assert titles("cheka", decade="1920") == [CHEKA]


def test_counts_are_of_what_is_found(bank):
    chosen = filter_of("grain")
    counts = facet_counts(EvidenceItem.objects.all(), chosen)
    assert counts["leader"] == {"STA": 1, "KHR": 1}
    assert counts["theme"] == {"government": 1, "leadership": 1}
    assert {decade: n for decade, n in counts["decade"].items() if n} == {"1930": 1, "1950": 1}
    assert counts["kind"] == {"event": 2}


@pytest.mark.parametrize(
    ("text", "found", "as_if"),
    [
        ("Khruschev", [SPEECH], "Khrushchev"),
        ("Kruschev", [SPEECH], "Khrushchev"),
        ("kruschev grain", [SPEECH], "Khrushchev grain"),
        ("Dzerzinsky", [CHEKA], "Dzerzhinsky"),
        ("Dzerzhinski", [CHEKA], ""),
        ("Zinovev", [CHEKA], "Zinoviev"),
        ("reprehsion", [CHEKA], "repression"),
        ("Khrushchev", [SPEECH], ""),
        ("Kruschev steel", [], "Khrushchev steel"),
        ("steel cheka", [], ""),
        ("xyzzyx", [], ""),
        ("19999", [], ""),
    ],
)
def test_a_name_spelt_otherwise_finds_the_name(bank, text, found, as_if):
    assert titles(text) == found
    assert shown(text) == as_if
    assert titles(text, exact="yes") == ([] if as_if else found)


def test_a_word_that_only_filtered_items_have_is_spelt_right(bank):
    assert titles("Zinoviev", leader="KHR") == []
    assert shown("Zinoviev", leader="KHR") == ""


def test_nobodys_private_words_are_suggested(bank, student, classmate):
    make_evidence("Skvortsova remembers", owner=student)
    items = EvidenceItem.objects.visible_to(classmate)
    chosen = filter_of("Skvortsowa")
    assert [item.title for item in find(items, chosen)] == []
    assert chosen.shown_text == ""


def test_the_page_says_what_it_shows_and_offers_what_was_typed(bank, student_client):
    page = student_client.get(URL, {"q": "Khruschev", "leader": "KHR"}).content.decode()
    assert "Showing results for <strong><bdi>‘Khrushchev’</bdi></strong>" in page
    assert 'href="/evidence/?q=Khruschev&amp;leader=KHR&amp;exact=yes"' in page
    assert 'value="Khruschev"' in page
    page = student_client.get(URL, {"q": "Khruschev", "exact": "yes"}).content.decode()
    assert "Showing results" not in page
    assert "Nothing matches" in page


def test_words_are_marked_in_title_and_text(bank, student_client):
    make_evidence("<b>Policy</b> & party", text="x" * 30 + " <i>the policies</i> " + "word " * 60)
    page = student_client.get(URL, {"q": "policy"}).content.decode()
    assert "&lt;b&gt;<mark>Policy</mark>&lt;/b&gt; &amp; party" in page
    snippet = re.search(r'<p class="snippet"><bdi>(.*?)</bdi>', page)[1]
    assert "&lt;i&gt;the <mark>policies</mark>&lt;/i&gt; word" in snippet
    assert snippet.endswith("word…")
    assert "<mark>" not in student_client.get(URL).content.decode()


def test_best_match_is_the_order_for_words_and_can_be_changed(bank, student_client):
    def orders(**parameters):
        page = student_client.get(URL, parameters).content.decode()
        select = page.split('id="order"')[1].split("</select>")[0]
        return re.findall(r'<option value="(\w*)"\s+(selected)?\s*>([^<]*)', select)

    date, title = ("date", "", "By date"), ("title", "", "By title")
    assert orders() == [("", "selected", "By date"), title]
    assert orders(q="grain") == [("", "selected", "Best match"), date, title]
    assert orders(q="grain", sort="date")[1] == ("date", "selected", "By date")
    assert orders(sort="best") == [("", "selected", "By date"), title]


def test_of_very_many_matches_the_first_are_ranked_and_counted(bank, monkeypatch, student_client):
    monkeypatch.setattr(searching, "RANKED", 3)
    for number in range(4):
        make_evidence(f"Item {number}", text="harvest")
    make_evidence("The harvest")
    chosen = filter_of("harvest")
    found = find(EvidenceItem.objects.all(), chosen)
    assert isinstance(found, BestMatches)
    assert (len(found), found.has_more) == (3, True)
    assert found[0].title == "The harvest"
    assert facet_counts(EvidenceItem.objects.all(), chosen)["kind"] == {"event": 3}
    option = chosen.facets(facet_counts(EvidenceItem.objects.all(), chosen))[0].options[1]
    assert (option.value, option.shown) == ("STA", "3+")
    assert len(list(search(EvidenceItem.objects.all(), chosen))) == 5


def matching(word):
    return sorted(item.title for item in search(EvidenceItem.objects.all(), filter_of(word)))


def test_the_index_follows_every_change(bank):
    item = EvidenceItem.objects.get(title=SPEECH)
    EvidenceItem.objects.filter(pk=item.pk).update(title="Closed session", text="")
    assert matching("speech") == [POLICIES]
    assert matching("closed") == ["Closed session"]
    item.refresh_from_db()
    item.retire()
    item.revision = None
    item.save()
    item.delete()
    assert matching("closed") == []
    check_index()


def check_index():
    """FTS5 compares its index with the table and raises when they differ."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO evidence_words(evidence_words) VALUES('integrity-check')")


def test_the_index_is_left_alone_when_no_word_changes(bank):
    if connection.vendor != "sqlite":
        # PostgreSQL has no trigger that could do too much.
        return
    item = EvidenceItem.objects.get(title=SPEECH)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(id) FROM evidence_words_data")
        before = cursor.fetchone()
        item.standing = "disputed"
        item.save()
        cursor.execute("SELECT count(*), max(id) FROM evidence_words_data")
        assert cursor.fetchone() == before


def test_triggers_outlive_the_migrations(db):
    """A migration that rebuilds the table of items on SQLite must call build_index again."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
            made = [name for (name,) in cursor.fetchall() if name.startswith("evidence_words")]
        assert made == [f"evidence_words_{event}" for event in ("delete", "insert", "update")]
    check_index()


def test_the_index_survives_flush_and_loaddata(transactional_db, tmp_path):
    make_evidence("Before the flood")
    stored = tmp_path / "all.json"
    call_command("dumpdata", "evidence", output=str(stored), verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    check_index()
    call_command("loaddata", str(stored), verbosity=0)
    assert matching("flood") == ["Before the flood"]
    assert matching("stalin") == ["Before the flood"]
    check_index()
    assert serializers.serialize("json", EvidenceItem.objects.all())


def test_names_follow_the_tags(bank, admin):
    item = EvidenceItem.objects.get(title=SPEECH)
    content = content_of(item)
    write_content(item, {**content, "leaders": ["LEN"]}, Labels.of(item.topic))
    assert matching("khrushchev") == []
    assert SPEECH in matching("lenin")


def test_names_follow_a_heading_that_is_renamed(bank):
    leader = Leader.objects.get(code="KHR")
    leader.short_name = leader.name = "Nikita"
    leader.save()
    leader.items.all().keep_names()
    assert matching("nikita") == [SPEECH]
    assert matching("khrushchev") == []


@pytest.mark.parametrize("size", [1, 3])
def test_words_take_a_constant_number_of_queries(student_client, django_assert_num_queries, size):
    for _ in range(size):
        make_evidence("Harvest of the year", leaders=("STA", "KHR"))
    student_client.get(URL)
    with django_assert_num_queries(17):
        student_client.get(URL + "?q=harvest&leader=STA")
