"""manage.py load_pack: strict, safe to repeat, and never over a person's edit."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.evidence.models import Aspect, EvidenceItem, Leader, Source, Theme, Topic

TOPIC = """
[topic]
slug = "small"
name = "Small topic"
year_from = 1900
year_to = 1991
[[leader]]
code = "AAA"
name = "Anna"
short_name = "Anna"
aliases = ["Ann"]
power_from = 1900
power_to = 1950
shape = "circle"
palette_slot = 1
[[leader]]
code = "BBB"
name = "Boris"
short_name = "Boris"
power_from = 1950
power_to = 1991
shape = "square"
palette_slot = 2
[[theme]]
slug = "terror"
name = "Terror"
icon = "ter"
synonyms = ["fear"]
aspects = [{ slug = "camps", name = "Camps" }]
[[theme]]
slug = "reform"
name = "Reform"
aspects = []
"""
SOURCE = """
[[source]]
key = "smith-book"
author = "A. Smith"
title = "The Book"
year = 1999
kind = "book"
url = ""
"""


def item(key, **changes):
    """The TOML of an item."""
    values = {
        "key": f'"{key}"',
        "title": f'"Claim of {key}"',
        "text": '"What happened."',
        "significance": '"What it shows."',
        "year_from": "1930",
        "year_to": "1931",
        "date_note": '"1930-31"',
        "leaders": '["AAA"]',
        "themes": '["reform", "terror"]',
        "aspects": '["camps"]',
        "kind": '"event"',
        "standing": '"settled"',
        "sources": '[{ source = "smith-book", locator = "on camps" }]',
        "rivals": "[]",
        **changes,
    }
    lines = [f"{name} = {value}" for name, value in values.items() if value]
    return "\n[[item]]\n" + "\n".join(lines) + "\n"


@pytest.fixture
def pack(tmp_path):
    """A folder of packs with a way to write one and load it."""

    class Pack:
        def write(self, *items, topic=TOPIC, source=SOURCE, file="items.toml"):
            folder = tmp_path / "small"
            folder.mkdir(exist_ok=True)
            (folder / "topic.toml").write_text(topic)
            (folder / file).write_text(source + "".join(items))

        def load(self):
            out = io.StringIO()
            call_command("load_pack", "small", dir=Path(tmp_path), stdout=out)
            return out.getvalue().splitlines()

        folder = tmp_path / "small"

    return Pack()


def summary(new=0, updated=0, same=0, conflicts=0, missing=0, headings=0):
    """The last line the command prints."""
    return (
        f"{new} new, {updated} updated, {same} same, {conflicts} conflicts,"
        f" {missing} not in the pack, {headings} leaders, themes, aspects or sources written."
    )


def test_first_run_makes_everything(db, pack):
    pack.write(item("one"), item("two", rivals='["one"]', standing='"disputed"'))
    assert pack.load() == [summary(new=2, headings=7)]
    one = EvidenceItem.objects.get(key="one")
    two = EvidenceItem.objects.get(key="two")
    assert one.status == "published"
    assert one.main_theme.slug == "reform"
    assert one.is_checked is False
    assert (one.years, one.kind, one.topic.slug) == ("1930\N{EN DASH}31", "event", "small")
    assert list(one.rivals.all()) == [two]
    assert list(two.rivals.all()) == [one]
    assert one.revision.number == 1
    assert one.revision.leaders == ["AAA"]
    assert one.revision.themes == ["reform", "terror"]
    assert one.revision.aspects == ["camps"]
    assert one.revision.sources == ["A. Smith, The Book (1999), on camps"]
    assert [leader.code for leader in Leader.objects.all()] == ["AAA", "BBB"]
    assert [theme.slug for theme in Theme.objects.all()] == ["terror", "reform"]
    assert Aspect.objects.get().name == "Camps"
    assert Source.objects.get().author == "A. Smith"


def test_second_run_changes_nothing(db, pack, django_assert_max_num_queries):
    pack.write(*(item(f"item-{n}") for n in range(30)), item("last", rivals='["item-1"]'))
    pack.load()
    touched = Topic.objects.get().updated_at
    with django_assert_max_num_queries(15):
        assert pack.load() == [summary(same=31)]
    assert Topic.objects.get().updated_at == touched
    assert EvidenceItem.objects.get(key="item-1").revisions.count() == 1


def test_changed_item_gets_a_new_revision(db, pack):
    pack.write(item("one"), item("two"))
    pack.load()
    touched = Topic.objects.get().updated_at
    one = EvidenceItem.objects.get(key="one")
    one.checked_on = timezone.localdate()
    one.save()
    pack.write(item("one", text='"Better words."', leaders='["BBB"]'), item("two"))
    assert pack.load() == [summary(updated=1, same=1)]
    after = EvidenceItem.objects.get(key="one")
    assert after.uuid == one.uuid
    assert after.version == 2
    assert [revision.text for revision in after.revisions.all()] == [
        "What happened.",
        "Better words.",
    ]
    assert after.revision.leaders == ["BBB"]
    assert after.is_checked is False
    assert Topic.objects.get().updated_at > touched
    assert pack.load() == [summary(same=2)]


def test_new_rival_links_both_without_a_new_revision(db, pack):
    pack.write(item("one"), item("two"))
    pack.load()
    pack.write(item("one", rivals='["two"]'), item("two"))
    assert pack.load() == [summary(updated=2)]
    two = EvidenceItem.objects.get(key="two")
    assert [rival.key for rival in two.rivals.all()] == ["one"]
    assert two.revisions.count() == 1
    assert pack.load() == [summary(same=2)]


@pytest.mark.parametrize("is_pack_changed", [True, False])
def test_edited_item_is_kept_and_reported(db, pack, is_pack_changed):
    pack.write(item("one"), item("two"))
    pack.load()
    one = EvidenceItem.objects.get(key="one")
    one.text = "A person's words."
    one.save()
    one.publish()
    if is_pack_changed:
        pack.write(item("one", text='"Other words."', rivals='["two"]'), item("two"))
    assert pack.load() == [
        "Kept one: a person edited it, so the pack did not change it.",
        summary(same=1, conflicts=1),
    ]
    one.refresh_from_db()
    assert one.text == "A person's words."
    assert one.rivals.count() == 0


@pytest.mark.parametrize(
    "edit",
    [
        lambda one: one.leaders.add(Leader.objects.get(code="BBB")),
        lambda one: one.themes.remove(Theme.objects.get(slug="terror")),
        lambda one: one.aspects.clear(),
        lambda one: one.citations.all().delete(),
        lambda one: one.rivals.add(EvidenceItem.objects.get(key="two")),
    ],
    ids=["leaders", "themes", "aspects", "sources", "rivals"],
)
def test_edit_of_a_tag_counts_as_an_edit(db, pack, edit):
    pack.write(item("one"), item("two"))
    pack.load()
    edit(EvidenceItem.objects.get(key="one"))
    assert pack.load()[0] == "Kept one: a person edited it, so the pack did not change it."


def test_same_edit_as_the_new_pack_is_no_conflict(db, pack):
    pack.write(item("one"))
    pack.load()
    EvidenceItem.objects.update(text="Better words.")
    pack.write(item("one", text='"Better words."'))
    assert pack.load() == [summary(same=1)]


def test_retired_item_is_not_brought_back(db, pack):
    pack.write(item("one"))
    pack.load()
    EvidenceItem.objects.get().retire()
    pack.write(item("one", text='"New."'))
    assert pack.load()[0] == "Kept one: a person made it retired, so the pack did not change it."
    assert EvidenceItem.objects.get().status == "retired"


def test_item_no_longer_in_the_pack_is_left_and_reported(db, pack):
    pack.write(item("one"), item("two"))
    pack.load()
    pack.write(item("one"))
    assert pack.load() == [
        "Left two: it is no longer in the pack.",
        summary(same=1, missing=1),
    ]
    assert EvidenceItem.objects.get(key="two").status == "published"


def test_changed_source_reaches_the_revisions(db, pack):
    pack.write(item("one"))
    pack.load()
    pack.write(item("one"), source=SOURCE.replace("1999", "2001"))
    assert pack.load() == [summary(updated=1, headings=1)]
    one = EvidenceItem.objects.get()
    assert one.revision.sources == ["A. Smith, The Book (2001), on camps"]


def test_changed_leader_touches_the_topic(db, pack):
    pack.write(item("one"))
    pack.load()
    before = Topic.objects.get().updated_at
    pack.write(item("one"), topic=TOPIC.replace('["Ann"]', '["Annie"]'))
    assert pack.load() == [summary(same=1, headings=1)]
    assert Leader.objects.get(code="AAA").aliases == ["Annie"]
    assert Topic.objects.get().updated_at > before


def test_same_source_in_two_files_is_one_source(db, pack):
    pack.write(item("one"))
    pack.write(item("two"), file="more.toml")
    assert pack.load() == [summary(new=2, headings=7)]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (item("one", colour='"red"'), "items.toml: item one: colour: Extra inputs"),
        (item("one", leaders='["ZZZ"]'), "items.toml: item one: leaders: there is no leader ZZZ."),
        (item("one", themes='["cooking"]'), "item one: themes: there is no theme cooking."),
        (
            item("one", themes='["reform"]'),
            "item one: aspects: camps belongs to none of its themes.",
        ),
        (item("one", aspects='["x"]'), "item one: aspects: x belongs to none of its themes."),
        (item("one") + item("one"), "items.toml: item one: the key is used twice"),
        (item("one", year_from="1932"), "item one: year_from is after year_to."),
        (item("one", year_to="99999"), "item one: year_to: Input should be less than"),
        (item("one", year_from='"1930"'), "item one: year_from: Input should be a valid integer"),
        (item("one", year_from="1930.0"), "item one: year_from: Input should be a valid integer"),
        (
            item("one", year_from="1850", year_to="1851"),
            "item one: its years lie outside the topic.",
        ),
        (
            item("one", sources='[{ source = "lost-book" }]'),
            "items.toml: item one: sources: there is no source lost-book.",
        ),
        (item("one", sources="[]"), "item one: sources: List should have at least 1 item"),
        (item("one", rivals='["nobody"]'), "item one: rivals: there is no item nobody."),
        (item("one", rivals='["one"]'), "item one: an item cannot be its own rival."),
        (item("one", leaders='["AAA", "AAA"]'), "must not name the same thing twice."),
        (item("one", leaders="[]"), "item one: leaders: List should have at least 1 item"),
        (item("one", standing='"sure"'), "item one: standing: Input should be 'settled'"),
        (item("one", title='" \u3164 "'), "item one: title: must not be blank."),
        (item("one", title=f'"{"x" * 161}"'), "item one: title: String should have at most 160"),
        (item("one", text='"a\\u0000b"'), "item one: text: must not contain a NUL character."),
        (item("one", text=""), "items.toml: item one: text: Field required."),
        (item("Bad Key"), "items.toml: item Bad Key: key: String should match pattern"),
        ("[[item]]\ntitle = 'x'\n", "items.toml: item without a key: key: Field required."),
        ("[[card]]\nkey = 'x'\n", "items.toml: card: unknown key."),
        ("[[item]\n", "items.toml: not readable as TOML"),
        (SOURCE.replace("1999", "2000"), "source smith-book: stands elsewhere with other details."),
        (
            SOURCE.replace('url = ""', 'url = "javascript:alert(1)"').replace("smith", "jones"),
            "source jones-book: url: must be empty or start with https:// or http://.",
        ),
    ],
)
def test_bad_entry_is_refused_by_name_and_nothing_is_written(db, pack, entry, message):
    pack.write(item("good"), entry)
    with pytest.raises(CommandError) as error:
        pack.load()
    assert message in str(error.value)
    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    ("topic", "message"),
    [
        (TOPIC.replace('"BBB"', '"AAA"'), "topic.toml: leader AAA: named twice."),
        (TOPIC.replace('"reform"', '"terror"'), "topic.toml: theme terror: named twice."),
        (TOPIC.replace('"circle"', '"blob"'), "topic.toml: leader.0.shape: Input should be"),
        (TOPIC.replace("slot = 1", "slot = 13"), "topic.toml: leader.0.palette_slot"),
        (TOPIC.replace("power_to = 1950", "power_to = 1890"), "power_from is after power_to."),
        (TOPIC.replace("year_to = 1991", "year_to = 1890"), "topic: year_from is after year_to."),
    ],
)
def test_bad_topic_is_refused(db, pack, topic, message):
    pack.write(item("one"), topic=topic)
    with pytest.raises(CommandError) as error:
        pack.load()
    assert message in str(error.value)


def test_single_brackets_are_refused_with_a_hint(db, pack):
    pack.write("[item]\nkey = 'x'\n")
    with pytest.raises(CommandError, match=r"items.toml: item: write \[\[item\]\]"):
        pack.load()


def test_missing_folder_and_topic_file_are_refused(db, pack):
    with pytest.raises(CommandError, match="there is no such folder"):
        pack.load()
    pack.folder.mkdir()
    with pytest.raises(CommandError, match=r"topic\.toml is missing"):
        pack.load()


def test_key_of_another_topic_is_refused(db, pack):
    pack.write(item("one"))
    pack.load()
    pack.write(item("one"), topic=TOPIC.replace('"small"', '"other"'))
    with pytest.raises(CommandError, match="another topic has an item with this key"):
        pack.load()


def test_private_item_is_never_touched(db, pack, student):
    pack.write(item("one"))
    pack.load()
    topic = Topic.objects.get()
    EvidenceItem.objects.create(
        topic=topic,
        owner=student,
        title="Mine",
        year_from=1930,
        year_to=1930,
        main_theme=topic.themes.first(),
        kind="event",
    )
    assert pack.load() == [summary(same=1)]
