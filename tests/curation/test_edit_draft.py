"""One draft of pasted notes on its way into the bank."""

import pytest
from django.urls import reverse

from apps.curation.models import NoteDraft
from apps.curation.pasting import store_notes
from apps.evidence.models import EvidenceItem, ItemChange, Source
from tests.curation.notes_text import DECK
from tests.factories import make_topic


@pytest.fixture
def notes(curator):
    return store_notes(make_topic(), "Lamps", DECK, by=curator).notes


@pytest.fixture
def draft(notes):
    return notes.drafts.get(line=16)


@pytest.fixture
def book(db):
    return Source.objects.create(
        key="keeper-lamps", author="A. Keeper", title="Lamps", year=1999, kind="book"
    )


def address(draft):
    return reverse("curation:edit_draft", args=[draft.uuid])


def typed(draft, **fields):
    return {
        **{"version": draft.version, "title": "Quays got lights", "text": "", "action": "save"},
        **{"year_from": 1917, "year_to": 1917, "date_note": "Dec 1917", "leaders": ["LEN"]},
        **{"main_theme": "government", "kind": "policy", "standing": "settled"},
        **{"source": "A. Keeper, Lamps (1999)", "locator": "chapter 2", **fields},
    }


def send(client, draft, **fields):
    return client.post(address(draft), typed(draft, **fields))


def lines(notes, state="open"):
    return list(notes.drafts.filter(state=state).values_list("line", flat=True))


def test_a_draft_stands_beside_its_pasted_words(curator_client, notes):
    page = curator_client.get(address(notes.drafts.get(line=18)))
    body = page.content.decode()
    assert "Card 2, line 18" in body
    assert "He named three keepers:" in body
    assert "A keeper for the north." in body


def test_save_keeps_what_was_typed_and_publishes_nothing(curator_client, draft, book):
    answer = send(
        curator_client, draft, themes=["terror"], aspects=["terror/terror-methods"], year_to=1918
    )
    assert answer["Location"] == address(draft)
    draft.refresh_from_db()
    assert (draft.title, draft.year_from, draft.year_to, draft.kind) == (
        "Quays got lights",
        1917,
        1918,
        "policy",
    )
    assert (draft.source, draft.locator, draft.main_theme.slug) == (book, "chapter 2", "government")
    assert sorted(each.slug for each in draft.themes.all()) == ["government", "terror"]
    assert [each.slug for each in draft.aspects.all()] == ["terror-methods"]
    assert (draft.state, EvidenceItem.objects.count()) == ("open", 0)


def test_an_unfinished_draft_can_be_saved(curator_client, draft):
    answer = send(
        curator_client,
        draft,
        **{"title": "", "year_from": "", "year_to": "", "leaders": [], "main_theme": ""},
        source="",
    )
    assert answer.status_code == 302


def test_publish_makes_an_unchecked_item_with_its_history(curator_client, curator, draft, book):
    following = draft.notes.drafts.get(line=17)
    answer = send(curator_client, draft, action="publish", significance="It shows care.")
    assert answer["Location"] == address(following)
    draft.refresh_from_db()
    item = draft.item
    assert (draft.state, item.status, item.is_checked, item.owner) == (
        "published",
        "published",
        False,
        None,
    )
    assert (item.title, item.years, item.significance) == (
        "Quays got lights",
        "Dec 1917",
        "It shows care.",
    )
    assert [each.text for each in item.citations.all()] == ["A. Keeper, Lamps (1999), chapter 2"]
    assert (item.revision.title, item.revision.made_by) == ("Quays got lights", curator)
    [change] = item.changes.all()
    assert (change.verb, change.by) == (ItemChange.Verb.PUBLISHED, curator)


def test_publishing_is_refused_with_every_reason(curator_client, draft):
    page = send(
        curator_client,
        draft,
        **{"action": "publish", "title": "in december 1917,  Lenin had a LAMP lit on every quay"},
        **{"year_from": "", "year_to": "", "leaders": [], "main_theme": "", "source": ""},
    )
    assert page.status_code == 422
    assert {name: list(errors) for name, errors in page.context["form"].errors.items()} == {
        "title": ["This is still the pasted wording. Say it in your own words."],
        "year_from": ["It has no date: give at least one year."],
        "leaders": ["It has no leader: tick at least one."],
        "main_theme": ["It has no theme: choose the one that a card shows."],
        "source": ["It has no source."],
    }
    assert EvidenceItem.objects.count() == 0
    assert "in december 1917,  Lenin had a LAMP" in page.content.decode()


def test_eight_pasted_words_in_a_row_are_refused(curator_client, draft, book):
    copied = "We are told that Lenin had a lamp lit on every quay there was."
    page = send(curator_client, draft, action="publish", text=copied)
    assert page.status_code == 422
    [error] = page.context["form"].errors["text"]
    assert "“lenin had a lamp lit on every quay”" in error


def test_a_new_source_is_added_with_the_draft(curator_client, draft):
    new = {"new-author": "B. Keeper", "new-title": "Ropes", "new-year": 2001, "new-kind": "book"}
    send(curator_client, draft, action="publish", source="", **new, **{"new-locator": "part 1"})
    draft.refresh_from_db()
    assert str(draft.source) == "B. Keeper, Ropes (2001)"
    assert draft.item.citations.get().locator == "part 1"


def test_an_unknown_source_is_refused(curator_client, draft):
    page = send(curator_client, draft, source="Nobody, Nothing")
    assert page.status_code == 422
    assert "There is no such source" in page.context["form"].errors["source"][0]


def test_the_last_source_is_offered_for_the_next_draft(curator_client, notes, draft, book):
    send(curator_client, draft)
    page = curator_client.get(address(notes.drafts.get(line=24)))
    assert page.context["form"]["source"].value() == str(book)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"year_from": 1918, "year_to": 1917}, "year_to"),
        ({"year_from": "99999"}, "year_from"),
        ({"title": "x" * 161}, "title"),
        ({"text": "a\0b"}, "text"),
        ({"leaders": ["XXX"]}, "leaders"),
        ({"kind": "opinion"}, "kind"),
        ({"aspects": ["terror/terror-methods"]}, "aspects"),
    ],
)
def test_bad_fields_are_refused_and_kept(curator_client, draft, book, fields, wrong):
    page = send(curator_client, draft, **fields)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [wrong]
    assert page.context["form"]["locator"].value() == "chapter 2"


def test_two_tabs_meet_and_the_words_are_kept(curator_client, draft, book):
    send(curator_client, draft, title="Mine")
    page = send(curator_client, draft, title="Theirs")
    assert page.status_code == 409
    body = page.content.decode()
    assert 'value="Theirs"' in body
    assert "<bdi>Mine</bdi>" in body
    draft.refresh_from_db()
    assert draft.title == "Mine"
    assert send(curator_client, draft, title="Theirs").status_code == 302


def test_publish_twice_makes_one_item(curator_client, draft, book):
    send(curator_client, draft, action="publish")
    assert send(curator_client, draft, action="publish").status_code == 409
    draft.refresh_from_db()
    page = send(curator_client, draft, action="publish", title="Typed in another tab")
    assert page.status_code == 409
    assert "<bdi>Typed in another tab</bdi>" in page.content.decode()
    assert EvidenceItem.objects.count() == 1


def test_set_aside_and_open_again(curator_client, notes, draft):
    send(curator_client, draft, action="set_aside", source="")
    draft.refresh_from_db()
    assert (draft.state, 16 in lines(notes)) == ("set_aside", False)
    assert send(curator_client, draft, action="save").status_code == 409
    curator_client.post(address(draft), {"version": draft.version, "action": "reopen"})
    draft.refresh_from_db()
    assert draft.state == "open"


def test_split_makes_two_drafts_with_the_same_tags(curator_client, notes, book):
    draft = notes.drafts.get(line=36)
    page = curator_client.get(address(draft))
    places = [place for place, _, _ in page.context["places"]]
    words = "Oil was dear in the early 1930s and was often stolen."
    assert [words[place:] for place in places] == ["and was often stolen."]
    send(curator_client, draft, title=words, action="split", place=places[0], leaders=["STA"])
    first, second = notes.drafts.filter(line=36)
    assert (first.title, second.title) == (
        "Oil was dear in the early 1930s",
        "and was often stolen.",
    )
    assert (first.pasted, second.pasted, second.card) == (words, words, 4)
    assert [each.code for each in second.leaders.all()] == ["STA"]
    assert second.position == first.position + 1


def test_split_asks_again_when_the_words_have_changed(curator_client, draft, notes):
    send(curator_client, draft, title="Other, words", action="split", place="5", source="")
    draft.refresh_from_db()
    assert (draft.title, notes.drafts.count()) == ("Other, words", 10)
    send(curator_client, draft, title="Other, words", action="split", place="3", source="")
    assert notes.drafts.count() == 10


@pytest.mark.parametrize(("action", "other"), [("merge_next", 25), ("merge_previous", 20)])
def test_merge_takes_in_the_neighbour(curator_client, notes, action, other):
    draft, neighbour = notes.drafts.get(line=24), notes.drafts.get(line=other)
    send(curator_client, draft, title=draft.pasted, action=action, source="", date_note="")
    draft.refresh_from_db()
    neighbour.refresh_from_db()
    ordered = sorted([draft, neighbour], key=lambda each: each.line)
    assert draft.title == " ".join(each.pasted for each in ordered)
    assert (neighbour.state, draft.state) == ("merged", "open")


def test_merge_at_the_end_says_that_there_is_nothing(curator_client, notes):
    draft = notes.drafts.last()
    answer = send(curator_client, draft, action="merge_next", source="")
    page = curator_client.get(answer["Location"])
    assert "There is no open draft to merge with" in page.content.decode()
    assert lines(notes, "merged") == []


def test_next_goes_round_to_what_is_left(curator_client, notes):
    last = notes.drafts.last()
    answer = send(curator_client, last, action="next", source="")
    assert answer["Location"] == address(notes.drafts.first())
    NoteDraft.objects.exclude(pk=last.pk).update(state="set_aside")
    last.refresh_from_db()
    answer = send(curator_client, last, action="next", source="")
    assert answer["Location"] == reverse("curation:show_notes", args=[notes.uuid])
