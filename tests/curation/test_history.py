"""The history of an item: who changed what, and putting a step back."""

import pytest
from django.urls import reverse

from apps.evidence.content import content_of
from apps.evidence.history import fetch, record, remember
from apps.evidence.models import ItemChange
from tests.factories import make_evidence


def change(item, by, **fields):
    """Change an item through history, as every door does."""
    remember(item)
    for name, value in fields.items():
        setattr(item, name, value)
    item.save()
    item.publish(by=by)
    return record(item, ItemChange.Verb.EDITED, by=by)


@pytest.fixture
def item(curator):
    """A published item that was changed twice."""
    one = make_evidence("First words")
    change(one, curator, title="Second words")
    change(one, curator, title="Third words", standing="disputed")
    return one


def address(item):
    return reverse("curation:show_history", args=[item.uuid])


def restore(client, item, step):
    return client.post(reverse("curation:restore_step", args=[item.uuid, step.pk]))


def test_history_says_who_changed_what_newest_first(curator_client, item):
    page = curator_client.get(address(item))
    assert [
        (step.change.verb, [(one.label, one.before, one.after) for one in step.changes])
        for step in page.context["steps"]
    ] == [
        (
            "edited",
            [("Claim", "Second words", "Third words"), ("Standing", "settled", "disputed")],
        ),
        ("edited", [("Claim", "First words", "Second words")]),
        ("created", []),
    ]
    assert [step.is_latest for step in page.context["steps"]] == [True, False, False]
    assert "Curator" in page.content.decode()


def test_restoring_a_step_publishes_its_words_as_a_new_revision(curator, curator_client, item):
    first = item.changes.last()
    assert restore(curator_client, item, first).status_code == 302
    item.refresh_from_db()
    assert (item.title, item.standing, item.version) == ("First words", "settled", 4)
    latest = item.changes.first()
    assert (latest.verb, latest.by, latest.content) == ("restored", curator, first.content)
    # The second half of a double click.
    restore(curator_client, item, first)
    assert (item.changes.count(), content_of(fetch(item.pk))) == (4, first.content)


def test_restoring_a_step_from_before_publication_makes_a_draft(curator, curator_client):
    draft = make_evidence("A draft", publish=False)
    change(draft, curator, title="Published")
    restore(curator_client, draft, draft.changes.last())
    draft.refresh_from_db()
    assert (draft.title, draft.status, draft.version) == ("A draft", "draft", 1)


def test_step_of_another_item_is_not_found(curator_client, item):
    other = make_evidence("Another")
    assert restore(curator_client, other, item.changes.first()).status_code == 404


def test_item_nobody_changed(curator_client):
    page = curator_client.get(address(make_evidence())).content.decode()
    assert "Nobody has changed this item" in page


def test_long_history_is_paged(curator, curator_client, item, django_assert_num_queries):
    for number in range(30):
        change(item, curator, title=f"Words {number}")
    with django_assert_num_queries(12):
        first = curator_client.get(address(item))
    second = curator_client.get(f"{address(item)}?page=2")
    assert (len(first.context["steps"]), len(second.context["steps"])) == (25, 8)
    # The oldest on a page is compared with the one on the next.
    assert [one.label for one in first.context["steps"][-1].changes] == ["Claim"]
