"""Bulk edits: what they would change, doing it once, and taking it back."""

from uuid import uuid4

import pytest
from django.urls import reverse

from apps.curation.models import BulkEdit
from apps.evidence.models import EvidenceItem, ItemChange, Source
from tests.factories import make_evidence, make_placement, make_plan, make_point

EDIT = reverse("curation:edit_many")


@pytest.fixture
def items(db):
    """Three published items, one of them with the theme government already."""
    return [
        make_evidence("One"),
        make_evidence("Two", themes=("terror", "government")),
        make_evidence("Three", leaders=("STA", "KHR")),
    ]


def send(client, items, step="do", token=None, **fields):
    ids = {"item": [str(item.uuid) for item in items]}
    return client.post(EDIT, {**ids, "step": step, "token": str(token or uuid4()), **fields})


def undo(client):
    edit = BulkEdit.objects.first()
    return client.post(reverse("curation:undo_bulk_edit", args=[edit.uuid]))


def themes(item):
    return sorted(item.themes.values_list("slug", flat=True))


def test_ticked_items_are_shown_with_what_can_be_done(curator_client, items):
    page = curator_client.post(EDIT, {"item": [str(item.uuid) for item in items]})
    assert page.status_code == 200
    assert "Change 3 items" in page.content.decode()
    assert BulkEdit.objects.count() == 0


def test_looking_first_counts_items_and_plans(curator_client, student, items):
    point = make_point(make_plan(student))
    for item in items[:2]:
        make_placement(point, item)
    page = send(curator_client, items, "look", action="add_theme", theme="government")
    found = page.context["outlook"]
    assert ([item.title for item in found.changed], found.same, found.plans) == (
        ["One", "Three"],
        1,
        1,
    )
    assert "This changes 2 items, used in 1 plan." in page.content.decode()
    assert ItemChange.objects.count() == 0


def test_doing_it_adds_revisions_and_history_once(curator, curator_client, items):
    token = uuid4()
    for _ in range(2):
        response = send(curator_client, items, token=token, action="add_theme", theme="government")
        assert response["Location"] == reverse("curation:list_bulk_edits")
    edit = BulkEdit.objects.get()
    assert (edit.what, edit.items, edit.plans, edit.by) == (
        "Add theme: Government",
        2,
        0,
        curator,
    )
    assert [themes(item) for item in items] == [["government", "terror"]] * 3
    assert [EvidenceItem.objects.get(pk=item.pk).version for item in items] == [2, 1, 2]
    steps = ItemChange.objects.filter(batch=edit.uuid)
    assert {(step.item, step.verb, step.by) for step in steps} == {
        (items[0], "bulk_edited", curator),
        (items[2], "bulk_edited", curator),
    }


def test_undo_puts_back_all_but_what_was_changed_since(curator_client, items):
    send(curator_client, items, action="add_theme", theme="government")
    send(curator_client, items[2:], action="set_kind", kind="policy")
    first = BulkEdit.objects.last()
    for _ in range(2):
        curator_client.post(reverse("curation:undo_bulk_edit", args=[first.uuid]))
    assert [themes(item) for item in items] == [
        ["terror"],
        ["government", "terror"],
        ["government", "terror"],
    ]
    first.refresh_from_db()
    assert first.undone_at is not None
    assert ItemChange.objects.filter(verb="undone").count() == 1
    page = curator_client.get(reverse("curation:list_bulk_edits")).content.decode()
    assert "left alone" in page
    assert "Undone by Curator" in page


@pytest.mark.parametrize(
    ("fields", "read", "before", "after"),
    [
        ({"action": "set_kind", "kind": "policy"}, "kind", "event", "policy"),
        ({"action": "set_standing", "standing": "estimate"}, "standing", "settled", "estimate"),
        ({"action": "retire"}, "status", "published", "retired"),
    ],
)
def test_each_field_is_set_and_undone(curator_client, items, fields, read, before, after):
    send(curator_client, items, **fields)
    assert {getattr(item, read) for item in EvidenceItem.objects.all()} == {after}
    undo(curator_client)
    assert {getattr(item, read) for item in EvidenceItem.objects.all()} == {before}


def test_main_theme_leader_aspect_and_source(curator_client, items):
    Source.objects.create(key="ward", author="Ward", title="Russia", kind="book")
    send(curator_client, items, action="set_main_theme", theme="government")
    send(curator_client, items, action="add_leader", leader="LEN")
    send(curator_client, items, action="remove_leader", leader="STA")
    send(curator_client, items, action="add_aspect", aspect="government/government-methods")
    send(curator_client, items, action="add_source", source="ward", locator="p. 3")
    one, _, three = (EvidenceItem.objects.get(pk=item.pk) for item in items)
    assert (one.main_theme.slug, themes(one)) == ("government", ["government", "terror"])
    assert [each.code for each in one.leaders.all()] == ["LEN"]
    assert [each.code for each in three.leaders.all()] == ["LEN", "KHR"]
    assert [each.slug for each in one.aspects.all()] == ["government-methods"]
    assert [each.text for each in one.citations.all()] == ["Ward, Russia, p. 3"]
    assert one.revision.sources == ["Ward, Russia, p. 3"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"action": "remove_theme", "theme": "terror"}, "It is the main theme."),
        ({"action": "remove_leader", "leader": "STA"}, "It would have no leader."),
        (
            {"action": "add_aspect", "aspect": "leadership/leadership-methods"},
            "It is not under the theme of this aspect.",
        ),
    ],
)
def test_what_cannot_be_done_is_left_alone_with_a_reason(curator_client, items, fields, reason):
    page = send(curator_client, items[:2], "look", **fields)
    assert page.context["outlook"].refused == {reason: 2}
    send(curator_client, items[:2], **fields)
    assert BulkEdit.objects.get().items == 0


def test_publishing_many_leaves_out_what_lacks_something(curator_client):
    source = Source.objects.create(key="ward", title="Russia", kind="book")
    ready, bare = (make_evidence(name, publish=False) for name in ("Ready", "Bare"))
    ready.citations.create(source=source)
    page = send(curator_client, [ready, bare], "look", action="publish")
    assert page.context["outlook"].refused == {"It has no source.": 1}
    send(curator_client, [ready, bare], action="publish")
    assert sorted(EvidenceItem.objects.values_list("title", "status")) == [
        ("Bare", "draft"),
        ("Ready", "published"),
    ]
    undo(curator_client)
    assert set(EvidenceItem.objects.values_list("status", flat=True)) == {"draft"}


def test_check_marks_are_set_and_taken_off_again(curator, curator_client, student, items):
    items[0].mark_checked(student)
    send(curator_client, items, action="check")
    assert [item.checked_by for item in EvidenceItem.objects.order_by("pk")] == [
        student,
        curator,
        curator,
    ]
    undo(curator_client)
    assert [item.checked_by for item in EvidenceItem.objects.order_by("pk")] == [
        student,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"action": ""}, "Choose what to do."),
        ({"action": "explode"}, "explode is not one of the available choices."),
        ({"action": "add_theme"}, "Choose the theme."),
        ({"action": "add_theme", "theme": "nothing"}, "nothing is not one of the available"),
        ({"action": "set_kind", "kind": "\0"}, "is not one of the available choices."),
    ],
)
def test_bad_orders_are_said_beside_the_field(curator_client, items, fields, message):
    response = send(curator_client, items, **fields)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert BulkEdit.objects.count() == 0


def test_private_items_and_nonsense_ids_are_left_out(curator_client, student):
    private = make_evidence("Mine", owner=student)
    for ids in ([], [str(private.uuid)], ["x", str(uuid4())]):
        response = curator_client.post(EDIT, {"item": ids, "query": "care=unused"})
        assert response["Location"] == f"{reverse('curation:show_workspace')}?care=unused"


def test_all_that_match_the_filter_up_to_a_limit(curator_client, items):
    page = curator_client.post(EDIT, {"all": "yes", "query": "leader=KHR"})
    assert [item.title for item in page.context["items"]] == ["Three"]
    model = items[0]
    EvidenceItem.objects.bulk_create(
        EvidenceItem(
            topic=model.topic,
            title=f"More {number}",
            year_from=1930,
            year_to=1930,
            kind="event",
            main_theme=model.main_theme,
        )
        for number in range(498)
    )
    response = curator_client.post(EDIT, {"all": "yes"}, follow=True)
    assert "At most 500 items" in response.content.decode()
    narrowed = curator_client.post(EDIT, {"all": "yes", "query": "status=draft"})
    assert len(narrowed.context["items"]) == 498


def test_undo_gives_check_marks_back(curator, curator_client, items):
    items[0].mark_checked(curator)
    send(curator_client, items, action="add_theme", theme="government")
    items[0].refresh_from_db()
    assert not items[0].is_checked
    undo(curator_client)
    items[0].refresh_from_db()
    assert (items[0].is_checked, items[0].checked_by) == (True, curator)


def test_undo_goes_back_to_what_the_pack_wrote_last(curator_client, items):
    send(curator_client, items[:1], action="set_kind", kind="policy")
    undo(curator_client)
    EvidenceItem.objects.filter(pk=items[0].pk).update(text="Corrected by the pack.")
    send(curator_client, items[:1], action="set_kind", kind="policy")
    undo(curator_client)
    items[0].refresh_from_db()
    assert items[0].text == "Corrected by the pack."
