"""Writing and changing an item of the bank: drafts, publishing, revisions and conflicts."""

import html
import re
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.curation.models import LikelyDuplicate
from apps.evidence.models import EvidenceItem, EvidenceRevision, ItemChange, Source
from tests.factories import make_evidence, make_placement, make_plan, make_point, make_topic

ADD = reverse("curation:add_item")


@pytest.fixture(autouse=True)
def source(db):
    """A topic and a source to cite."""
    make_topic()
    return Source.objects.create(key="ward", author="Ward", title="Russia", year=1999, kind="book")


def edit_address(item):
    return reverse("curation:edit_item", args=[item.uuid])


def fields(*, sources=(("ward", "p. 3"),), **changes):
    """A form filled in well, with the changes given; None leaves a field out."""
    filled = {
        **{"token": str(uuid4()), "title": "Beria shot", "text": "Tried in secret."},
        **{"significance": "The last of his kind.", "year_from": "1953", "year_to": "1953"},
        **{"date_note": "Dec 1953", "kind": "event", "standing": "settled"},
        **{"leaders": ["KHR"], "main_theme": "terror", "themes": ["terror", "leadership"]},
        **{"aspects": ["terror/terror-methods"], "action": "save"},
        **{"source-TOTAL_FORMS": len(sources), "source-INITIAL_FORMS": 0},
        **changes,
    }
    for index, (key, place) in enumerate(sources):
        filled |= {f"source-{index}-source": key, f"source-{index}-locator": place}
    return {name: value for name, value in filled.items() if value is not None}


def written_on(client, item):
    """The fingerprint that the edit page carries."""
    page = client.get(edit_address(item)).content.decode()
    return re.search(r'name="written_on"\s+value="([0-9a-f]+)"', page)[1]


def send(client, item, **changes):
    changes.setdefault("written_on", written_on(client, item))
    return client.post(edit_address(item), fields(token=None, **changes))


@pytest.fixture
def item(curator_client):
    """A published item, made through the form."""
    curator_client.post(ADD, fields(action="publish"))
    return EvidenceItem.objects.get()


def steps(item):
    return [(step.verb, step.status) for step in item.changes.order_by("pk")]


def test_new_item_is_saved_as_a_draft(curator, curator_client):
    sent = fields()
    response = curator_client.post(ADD, sent)
    made = EvidenceItem.objects.get()
    assert (response.status_code, response["Location"]) == (302, edit_address(made))
    assert (str(made.uuid), made.status, made.owner) == (sent["token"], "draft", None)
    assert (made.title, made.years, made.main_theme.slug) == ("Beria shot", "Dec 1953", "terror")
    assert [each.code for each in made.leaders.all()] == ["KHR"]
    assert {each.slug for each in made.themes.all()} == {"terror", "leadership"}
    assert [each.slug for each in made.aspects.all()] == ["terror-methods"]
    assert [each.text for each in made.citations.all()] == ["Ward, Russia (1999), p. 3"]
    assert steps(made) == [("created", "draft")]
    assert made.changes.get().by == curator


def test_double_click_makes_one_item(curator_client):
    sent = fields()
    for _ in range(2):
        assert curator_client.post(ADD, sent).status_code == 302
    assert EvidenceItem.objects.count() == ItemChange.objects.count() == 1


def test_publish_and_publish_again_after_retiring(curator, curator_client, item):
    assert (item.status, item.version, item.revision.made_by) == ("published", 1, curator)
    for _ in range(2):
        curator_client.post(reverse("curation:retire_item", args=[item.uuid]))
    item.refresh_from_db()
    assert item.status == "retired"
    send(curator_client, item, action="publish")
    item.refresh_from_db()
    # Nothing it says is new, so nobody is shown a correction.
    assert (item.status, item.version, EvidenceRevision.objects.count()) == ("published", 1, 1)
    assert steps(item) == [
        ("published", "published"),
        ("retired", "retired"),
        ("published", "published"),
    ]


def test_published_item_that_is_changed_gets_a_revision(curator, curator_client, item):
    item.mark_checked(curator)
    response = send(curator_client, item, title="Beria tried and shot")
    item.refresh_from_db()
    assert response.status_code == 302
    assert (item.title, item.version, item.status) == ("Beria tried and shot", 2, "published")
    assert item.revisions.get(number=1).title == "Beria shot"
    # The check was of the words as they stood.
    assert item.checked_on is None
    page = curator_client.get(response["Location"]).content.decode()
    assert "Saved as revision 2." in page


def test_saving_without_a_change_does_nothing(curator_client, item):
    response = send(curator_client, item)
    item.refresh_from_db()
    assert (item.version, item.changes.count()) == (1, 1)
    assert "Nothing was changed." in curator_client.get(response["Location"]).content.decode()


def test_item_of_the_pack_can_be_restored_to_how_it_was_loaded(curator_client):
    loaded = make_evidence("As loaded")
    send(curator_client, loaded, title="Changed")
    assert steps(loaded) == [("created", "published"), ("edited", "published")]
    assert loaded.changes.last().content["title"] == "As loaded"


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"sources": ()}, ["It has no source."]),
        ({"leaders": None}, ["It has no leader."]),
        ({"sources": (), "leaders": None}, ["It has no source.", "It has no leader."]),
    ],
)
def test_publishing_is_refused_with_all_reasons(curator_client, changes, reasons):
    response = curator_client.post(ADD, fields(action="publish", **changes))
    assert response.status_code == 422
    assert response.context["reasons"] == reasons
    assert "Tried in secret." in response.content.decode()
    assert EvidenceItem.objects.count() == 0
    assert curator_client.post(ADD, fields(**changes)).status_code == 302


def test_published_item_cannot_lose_its_last_source(curator_client, item):
    assert send(curator_client, item, sources=()).status_code == 422
    assert item.citations.count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Write the claim in one line."),
        ({"title": "\u200b\u3164"}, "Write the claim in one line."),
        ({"title": "x" * 161}, "at most 160 characters"),
        ({"title": "a\0b"}, "Null characters are not allowed."),
        ({"significance": "x" * 2001}, "at most 2000 characters"),
        ({"year_from": "19x3"}, "Enter a whole number."),
        ({"year_from": "1954"}, "The last year is before the first."),
        ({"year_to": "9" * 5000}, "Enter a whole number."),
        ({"main_theme": ""}, "Choose the main theme."),
        ({"main_theme": "nothing"}, "nothing is not one of the available choices."),
        ({"leaders": ["NOBODY"]}, "NOBODY is not one of the available choices."),
        ({"aspects": ["government/government-methods"]}, "Tick the theme that each belongs to"),
        ({"rivals": ["x"]}, "x is not one of the available choices."),
        ({"sources": (("ward", ""), ("ward", "p. 9"))}, "This source is cited above already."),
        ({"sources": (("", "p. 9"),)}, "Choose the source that this place is in."),
        ({"sources": (("nowhere", ""),)}, "nowhere is not one of the available choices."),
        ({"source-TOTAL_FORMS": "99999"}, "at most 12"),
        ({"new-author": "Nove"}, "Write the title of the source."),
        ({"new-title": "A", "new-url": "javascript:x"}, "Enter a valid URL."),
        ({"token": None}, "The form is incomplete."),
    ],
)
def test_bad_input_is_said_and_kept(curator_client, changes, message):
    response = curator_client.post(ADD, fields(**{"text": "Typed with care", **changes}))
    page = html.unescape(response.content.decode())
    assert response.status_code == 422
    assert message in page
    assert "Typed with care" in page
    assert (EvidenceItem.objects.count(), Source.objects.count()) == (0, 1)


def test_new_source_is_stored_once_and_cited(curator_client):
    new = {"new-author": "Nove", "new-title": "An Economic History", "new-year": "1969"}
    sent = fields(sources=(), **new, **{"new-locator": "ch. 4"}, action="publish")
    assert curator_client.post(ADD, sent).status_code == 302
    made = Source.objects.get(author="Nove")
    assert (made.key, made.kind) == ("nove-an-economic-history-1969", "book")
    again = fields(title="Another thing altogether", sources=(), **new)
    curator_client.post(ADD, again)
    assert [each.citations.get().source for each in EvidenceItem.objects.all()] == [made, made]


def test_two_windows_the_second_is_told_and_keeps_what_it_typed(curator_client, item):
    first = written_on(curator_client, item)
    send(curator_client, item, title="From the first window", written_on=first)
    response = send(curator_client, item, title="From the second", written_on=first)
    page = response.content.decode()
    assert response.status_code == 409
    assert "From the second" in page
    assert "From the first window" in page
    item.refresh_from_db()
    assert item.title == "From the first window"
    now = re.search(r'name="written_on"\s+value="([0-9a-f]+)"', page)[1]
    assert send(curator_client, item, title="From the second", written_on=now).status_code == 302
    item.refresh_from_db()
    assert (item.title, item.version) == ("From the second", 3)


def test_preview_and_find_store_nothing(curator_client, item):
    rival = make_evidence("Beria poisoned", leaders=("STA",), years=(1960, 1960))
    make_evidence("Beria dreamt of", owner=item.changes.get().by)
    shown = send(curator_client, item, action="preview", title="Typed")
    assert (shown.status_code, shown.context["card"].title) == (200, "Typed")
    found = send(curator_client, item, action="find", rival_words="beria", title="Typed")
    assert (found.status_code, found.context["found"]) == (200, [rival])
    assert 'value="Typed"' in found.content.decode()
    item.refresh_from_db()
    assert (item.title, item.changes.count()) == ("Beria shot", 1)


def test_preview_draws_the_card_of_what_is_typed(curator_client):
    sent = fields(title="Half <b>typed", year_to="", main_theme="", leaders=["STA", "NOBODY"])
    response = curator_client.post(reverse("curation:preview_item"), sent)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Half &lt;b&gt;typed" in page
    assert "Dec 1953" in page
    assert EvidenceItem.objects.count() == 0


def test_rivals_link_both_ways_and_need_a_dispute(curator_client, item):
    rival = make_evidence("Beria poisoned", leaders=("STA",), years=(1960, 1960))
    refused = send(curator_client, item, rivals=[str(rival.uuid)])
    assert refused.status_code == 422
    assert "An item with rivals is disputed or an estimate." in refused.content.decode()
    send(curator_client, item, rivals=[str(rival.uuid)], standing="disputed")
    assert list(rival.rivals.all()) == [item]
    send(curator_client, item, rivals=[], standing="disputed")
    assert rival.rivals.count() == 0


def test_near_duplicate_is_shown_first_and_saved_anyway(curator, curator_client, item):
    twin = fields(title="Beria is shot")
    response = curator_client.post(ADD, twin)
    assert response.status_code == 422
    assert response.context["alike"] == [item]
    assert EvidenceItem.objects.count() == 1
    assert curator_client.post(ADD, {**twin, "anyway": "yes"}).status_code == 302
    pair = LikelyDuplicate.objects.get()
    assert (pair.state, pair.decided_by) == ("different", curator)
    made = EvidenceItem.objects.get(title="Beria is shot")
    # Looked at once, they are not compared again.
    assert send(curator_client, made, title="Beria is shot in 1953").status_code == 302


def test_page_says_where_an_item_is_used_but_not_by_whom(curator_client, student, item):
    student.display_name = "Ada Whoever"
    student.save()
    point = make_point(make_plan(student, title="Secret title"))
    make_placement(point, item)
    page = curator_client.get(edit_address(item)).content.decode()
    assert "In 1 plan, 1 point." in page
    assert "Secret title" not in page
    assert "Ada Whoever" not in page
    response = send(curator_client, item, title="Other words")
    saved = curator_client.get(response["Location"]).content.decode()
    assert "1 plan keeps the old text and is offered the new one." in saved


def test_private_items_are_not_found(curator_client, student):
    private = make_evidence("Mine", owner=student)
    for name in ("edit_item", "show_history"):
        assert (
            curator_client.get(reverse(f"curation:{name}", args=[private.uuid])).status_code == 404
        )
    address = reverse("curation:retire_item", args=[private.uuid])
    assert curator_client.post(address).status_code == 404


def test_form_opens_for_the_first_topic(curator_client):
    assert curator_client.get(f"{ADD}?topic=nonsense").status_code == 200


def test_back_and_other_words_are_shown_and_not_thrown_away(curator_client):
    sent = fields()
    curator_client.post(ADD, sent)
    again = curator_client.post(ADD, {**sent, "title": "Beria shot in December"})
    assert again.status_code == 409
    assert "Beria shot in December" in again.content.decode()
    assert EvidenceItem.objects.get().title == "Beria shot"
