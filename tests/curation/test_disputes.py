"""Groups of rival items, and making and breaking their links."""

import pytest
from django.urls import reverse

from tests.factories import make_evidence

LIST = reverse("curation:list_disputes")


@pytest.fixture
def items(db):
    """Three figures for one thing; the first two are linked, the third is settled."""
    low = make_evidence("Low figure", standing="disputed", years=(1930, 1930))
    high = make_evidence("High figure", standing="estimate", years=(1931, 1931))
    settled = make_evidence("Settled figure", years=(1932, 1932))
    low.rivals.add(high)
    return low, high, settled


def send(client, name, *items, **fields):
    ids = [str(item.uuid) for item in items]
    return client.post(reverse(f"curation:{name}"), {"item": ids, **fields})


def groups(client):
    return [[item.title for item in group] for group in client.get(LIST).context["groups"]]


def test_groups_hold_all_that_are_connected(curator_client, items):
    make_evidence("Alone", standing="disputed")
    assert groups(curator_client) == [["Low figure", "High figure"]]
    third = make_evidence("Third figure", standing="disputed", years=(1929, 1929))
    items[1].rivals.add(third)
    assert groups(curator_client) == [["Third figure", "High figure", "Low figure"]]


def test_items_to_link_are_found_by_words(curator_client, items):
    page = curator_client.get(LIST, {"q": "figure settled"})
    assert page.context["found"] == [items[2]]
    assert curator_client.get(LIST, {"q": "\u200b%", "page": "x"}).status_code == 200


def test_settled_item_is_offered_to_be_disputed_first(curator, curator_client, items):
    low, _, settled = items
    response = send(curator_client, "link_rivals", low, settled)
    assert response.status_code == 422
    assert "mark what is settled as disputed" in response.content.decode().lower()
    assert settled.rivals.count() == 0
    for _ in range(2):
        send(curator_client, "link_rivals", low, settled, set_disputed="on")
    settled.refresh_from_db()
    assert (settled.standing, settled.version, list(settled.rivals.all())) == ("disputed", 2, [low])
    assert [step.note for step in settled.changes.all()] == [
        "Rival of Low figure",
        "As first loaded",
    ]
    assert low.changes.first().by == curator
    low.refresh_from_db()
    assert low.version == 1


def test_link_is_broken_on_both_sides(curator_client, items):
    low, high, _ = items
    for _ in range(2):
        assert send(curator_client, "unlink_rivals", high, low).status_code == 302
    assert (low.rivals.count(), high.rivals.count()) == (0, 0)
    assert (low.changes.count(), high.changes.count()) == (2, 2)


@pytest.mark.parametrize("name", ["link_rivals", "unlink_rivals"])
def test_anything_but_two_items_of_the_bank_is_refused(curator_client, student, items, name):
    low, high, settled = items
    private = make_evidence(owner=student)
    for chosen in ((), (low,), (low, low), (low, high, settled), (low, private)):
        response = send(curator_client, name, *chosen)
        assert response.status_code == 422
        assert "Choose two different items." in response.content.decode()
    bad = curator_client.post(reverse(f"curation:{name}"), {"item": ["x", "\0"]})
    assert bad.status_code == 422


def test_page_takes_as_many_queries_at_any_size(curator_client, items, django_assert_num_queries):
    curator_client.get(LIST)
    with django_assert_num_queries(10):
        curator_client.get(LIST)
    for number in range(25):
        one = make_evidence(f"One {number}", standing="disputed")
        one.rivals.add(make_evidence(f"Other {number}", standing="disputed"))
    with django_assert_num_queries(10):
        page = curator_client.get(LIST)
    assert (len(page.context["groups"]), page.context["pages"]) == (20, 2)
    assert len(curator_client.get(f"{LIST}?page=2").context["groups"]) == 6
