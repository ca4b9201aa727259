"""Adding, changing and removing one's own private evidence."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.evidence.models import EvidenceItem
from tests.factories import make_evidence, make_topic

ADD = reverse("evidence:add_own_evidence")


def fields(**changes):
    """A form filled in well, with the changes given; None leaves a field out."""
    filled = {
        "token": str(uuid4()),
        "title": "Beria shot",
        "text": "Tried in secret.",
        "significance": "The last of his kind.",
        "year_from": "1953",
        "year_to": "1953",
        "date_note": "Dec 1953",
        "leaders": ["KHR"],
        "themes": ["leadership", "terror"],
        "kind": "event",
        **changes,
    }
    return {name: value for name, value in filled.items() if value is not None}


def edit_address(item):
    """The address where an item is changed."""
    return reverse("evidence:edit_own_evidence", args=[item.uuid])


def retire_address(item):
    """The address where an item is removed."""
    return reverse("evidence:retire_own_evidence", args=[item.uuid])


@pytest.fixture(autouse=True)
def topic(db):
    """The topic the items belong to."""
    return make_topic()


def test_form_is_offered_with_a_token(student_client):
    page = student_client.get(ADD).content.decode()
    assert re.search(r'name="token" value="[0-9a-f-]{36}"', page)
    assert "Khrushchev" in page


def test_add_makes_a_private_published_item(student, student_client):
    sent = fields()
    response = student_client.post(ADD, sent)
    item = EvidenceItem.objects.get()
    assert response["Location"] == reverse("evidence:show_evidence", args=[sent["token"]])
    assert (item.owner, item.status, item.key) == (student, "published", None)
    assert str(item.uuid) == sent["token"]
    assert item.main_theme.slug == "leadership"
    assert [leader.code for leader in item.leaders.all()] == ["KHR"]
    assert item.revision.themes == ["leadership", "terror"]
    assert item.revision.title == "Beria shot"
    assert item.revision.made_by == student
    assert "Only you can see it" in student_client.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Write the claim in one line."),
        ({"title": "   "}, "Write the claim in one line."),
        ({"title": "\u200b\u200d\ufeff"}, "Write the claim in one line."),
        ({"title": "\u3164"}, "Write the claim in one line."),
        ({"title": "x" * 161}, "at most 160 characters"),
        ({"title": "x" * 100_000}, "at most 160 characters"),
        ({"title": "\U0001f600" * 161}, "at most 160 characters (it has 161)"),
        ({"title": "a\0b"}, "Null characters are not allowed."),
        ({"text": "a\0b"}, "Null characters are not allowed."),
        ({"text": "x" * 4001}, "at most 4000 characters"),
        ({"significance": "x" * 2001}, "at most 2000 characters"),
        ({"date_note": "x" * 41}, "at most 40 characters"),
        ({"year_from": ""}, "This field is required."),
        ({"year_from": "799"}, "greater than or equal to 800"),
        ({"year_to": "2101"}, "less than or equal to 2100"),
        ({"year_to": "1" + "0" * 30}, "less than or equal to 2100"),
        ({"year_to": "9" * 5000}, "Enter a whole number."),
        ({"year_from": "19x3"}, "Enter a whole number."),
        ({"year_from": "1964"}, "The last year is before the first."),
        ({"leaders": []}, "Choose at least one leader."),
        ({"leaders": ["NOBODY"]}, "NOBODY is not one of the available choices."),
        ({"leaders": ["\0"]}, "is not one of the available choices."),
        ({"themes": None}, "Choose at least one theme."),
        ({"themes": ["1"]}, "1 is not one of the available choices."),
        ({"kind": "rumour"}, "rumour is not one of the available choices."),
        ({"token": None}, "Please send the form again."),
        ({"token": "x"}, "Please send the form again."),
    ],
)
def test_bad_input_is_said_beside_the_field_and_kept(student_client, changes, message):
    response = student_client.post(ADD, fields(**{"text": "Typed with care", **changes}))
    page = html.unescape(response.content.decode())
    assert response.status_code == 422
    assert message in page
    assert EvidenceItem.objects.count() == 0
    if "text" not in changes:
        assert "Typed with care" in page
    assert re.search(r'name="token" value="[0-9a-f-]{36}"', page)


def test_lengths_are_counted_in_code_points(student_client):
    claim = "\U0001f600" * 160
    assert student_client.post(ADD, fields(title=claim)).status_code == 302
    assert EvidenceItem.objects.get().title == claim


def test_line_breaks_count_once(student_client):
    assert student_client.post(ADD, fields(text="x\r\n" * 2000)).status_code == 302
    assert EvidenceItem.objects.get().text == ("x\n" * 2000).strip()


@pytest.mark.parametrize(
    "odd",
    [
        "\u0627\u0644\u062b\u0648\u0631\u0629",
        "e\u0301tat",
        "a \u202eright to left",
        "\U0001f469\u200d\U0001f33e farmer",
    ],
)
def test_every_script_is_kept_and_isolated(student_client, odd):
    response = student_client.post(ADD, fields(title=odd))
    assert EvidenceItem.objects.get().title == odd
    assert f"<bdi>{odd}</bdi>" in student_client.get(response["Location"]).content.decode()


@pytest.mark.parametrize("nasty", ["<script>alert(1)</script>", "{{7*7}}", '"><img onerror=x>'])
def test_markup_is_stored_and_shown_as_text(student_client, nasty):
    response = student_client.post(ADD, fields(title=nasty, text=nasty))
    page = student_client.get(response["Location"]).content.decode()
    assert EvidenceItem.objects.get().title == nasty
    assert html.escape(nasty) in page
    assert "<script>alert" not in page
    again = student_client.get(edit_address(EvidenceItem.objects.get())).content.decode()
    assert html.escape(nasty) in again


def test_extra_fields_change_nothing(student, student_client, classmate):
    student_client.post(
        ADD,
        fields(
            owner=str(classmate.pk),
            status="draft",
            checked_on="2026-01-01",
            checked_by=str(student.pk),
            key="mine",
            version="9",
            role="teacher",
            standing="disputed",
        ),
    )
    item = EvidenceItem.objects.get()
    assert item.owner == student
    assert (item.status, item.checked_on, item.checked_by, item.key, item.version) == (
        "published",
        None,
        None,
        None,
        1,
    )
    assert item.standing == "settled"
    student.refresh_from_db()
    assert student.is_teacher is False


def test_sending_the_form_twice_makes_one_item(student_client):
    sent = fields()
    first, second = student_client.post(ADD, sent), student_client.post(ADD, sent)
    assert first["Location"] == second["Location"]
    assert EvidenceItem.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_double_click_at_once_makes_one_item(student):
    make_topic()
    sent = fields()

    def send(_):
        client = Client()
        client.force_login(student)
        try:
            return client.post(ADD, sent).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(send, range(4)))
    assert codes == [302] * 4
    assert EvidenceItem.objects.count() == 1


def test_token_of_someone_elses_item_gets_nowhere(student_client, classmate):
    theirs = make_evidence("Theirs", owner=classmate)
    response = student_client.post(ADD, fields(token=str(theirs.uuid)))
    assert response.status_code == 404
    assert [item.title for item in EvidenceItem.objects.all()] == ["Theirs"]


def test_csrf_token_is_required(student):
    client = Client(enforce_csrf_checks=True)
    client.force_login(student)
    assert client.post(ADD, fields()).status_code == 403
    assert EvidenceItem.objects.count() == 0


@pytest.mark.parametrize(
    "body", ["title=" + "x" * 3_000_000, "&".join(f"f{n}=1" for n in range(2000))]
)
def test_huge_bodies_are_refused(student_client, body):
    response = student_client.post(ADD, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in {400, 413}
    assert EvidenceItem.objects.count() == 0


def test_edit_keeps_what_was_there_and_adds_a_revision(student, student_client):
    item = make_evidence("Old claim", owner=student, themes=("leadership", "terror"))
    page = student_client.get(edit_address(item)).content.decode()
    assert 'value="Old claim"' in page
    assert re.search(r'value="STA"[^>]*checked', page)
    response = student_client.post(edit_address(item), fields(version="1"))
    assert response.status_code == 302
    item.refresh_from_db()
    assert (item.title, item.version) == ("Beria shot", 2)
    assert item.main_theme.slug == "leadership"
    assert item.revisions.count() == 2
    assert item.revision.leaders == ["KHR"]


def test_bad_edit_changes_nothing(student, student_client):
    item = make_evidence("Old claim", owner=student)
    response = student_client.post(edit_address(item), fields(version="1", title=" "))
    assert response.status_code == 422
    item.refresh_from_db()
    assert (item.title, item.version) == ("Old claim", 1)


def test_edit_cannot_change_the_id(student, student_client):
    item = make_evidence("Old claim", owner=student)
    student_client.post(edit_address(item), fields(version="1"))
    made = EvidenceItem.objects.get()
    assert (made.uuid, made.title) == (item.uuid, "Beria shot")


def test_retire_takes_the_item_out_of_the_bank(student, student_client):
    item = make_evidence("Old claim", owner=student)
    for _ in range(2):
        response = student_client.post(retire_address(item))
        assert response["Location"] == reverse("evidence:list_evidence")
    item.refresh_from_db()
    assert item.status == "retired"
    assert "Old claim" not in student_client.get("/evidence/").content.decode()
    page = student_client.get(reverse("evidence:show_evidence", args=[item.uuid]))
    assert "You removed this card" in page.content.decode()


def test_retired_item_can_no_longer_be_edited(student, student_client):
    item = make_evidence("Old claim", owner=student)
    item.retire()
    response = student_client.post(edit_address(item), fields(token=str(item.uuid)))
    assert response.status_code == 409
    assert "It can no longer be changed" in response.content.decode()
    item.refresh_from_db()
    assert item.title == "Old claim"


@pytest.mark.parametrize("find_address", [edit_address, retire_address])
def test_others_private_items_do_not_exist(
    student, classmate, teacher, curator, admin, find_address
):
    item = make_evidence("Mine alone", owner=student)
    for person in (classmate, teacher, curator, admin):
        client = Client()
        client.force_login(person)
        assert client.post(find_address(item), fields()).status_code == 404
    item.refresh_from_db()
    assert (item.title, item.status) == ("Mine alone", "published")


@pytest.mark.parametrize("find_address", [edit_address, retire_address])
def test_items_of_the_bank_are_not_ones_own(student_client, curator_client, find_address):
    item = make_evidence("In the bank")
    for client in (student_client, curator_client):
        assert client.post(find_address(item), fields()).status_code == 403
    item.refresh_from_db()
    assert (item.title, item.status) == ("In the bank", "published")


def test_get_does_not_retire(student, student_client):
    item = make_evidence(owner=student)
    assert student_client.get(retire_address(item)).status_code == 405
    item.refresh_from_db()
    assert item.status == "published"


@pytest.mark.parametrize("find_address", [edit_address, retire_address])
def test_anonymous_is_sent_to_sign_in(student, find_address):
    item = make_evidence(owner=student)
    response = Client().post(find_address(item), fields())
    assert response.status_code == 302
    assert response["Location"] == reverse("account_login")


def test_without_a_topic_there_is_nothing_to_add_to(student_client, topic):
    topic.leaders.all().delete()
    for theme in topic.themes.all():
        theme.aspects.all().delete()
        theme.delete()
    topic.delete()
    assert student_client.get(ADD).status_code == 404


def test_same_form_with_other_words_becomes_an_edit(student_client):
    sent = fields()
    student_client.post(ADD, sent)
    item = EvidenceItem.objects.get()
    response = student_client.post(ADD, sent | {"text": "Typed after going back."})
    page = html.unescape(response.content.decode())
    assert response.status_code == 422
    assert "This form has made a card already." in page
    assert "Typed after going back." in page
    assert f'action="{edit_address(item)}"' in page
    assert 'name="version" value="1"' in page
    again = sent | {"text": "Typed after going back.", "version": "1"}
    assert student_client.post(edit_address(item), again).status_code == 302
    item.refresh_from_db()
    assert (item.text, item.version) == ("Typed after going back.", 2)


def test_two_tabs_cannot_overwrite_each_other_unawares(student, student_client):
    item = make_evidence("Old claim", owner=student)
    page = student_client.get(edit_address(item)).content.decode()
    assert 'name="version" value="1"' in page
    first, second = fields(version="1", text="First"), fields(version="1", text="Second")
    assert student_client.post(edit_address(item), first).status_code == 302
    response = student_client.post(edit_address(item), second)
    page = response.content.decode()
    assert response.status_code == 409
    assert "This card was changed in another window." in page
    assert "Second" in page
    assert 'name="version" value="2"' in page
    item.refresh_from_db()
    assert (item.text, item.version) == ("First", 2)
    assert student_client.post(edit_address(item), second | {"version": "2"}).status_code == 302
    item.refresh_from_db()
    assert (item.text, item.version) == ("Second", 3)


def test_saving_an_edit_twice_saves_once(student, student_client):
    item = make_evidence("Old claim", owner=student)
    sent = fields(version="1", token=str(item.uuid))
    codes = [student_client.post(edit_address(item), sent).status_code for _ in range(2)]
    item.refresh_from_db()
    assert (codes, item.version) == ([302, 302], 2)
