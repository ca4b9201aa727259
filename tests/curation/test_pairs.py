"""Likely duplicates, merges with every plan that uses the items, and their undoing."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from apps.curation.duplicates import Claim, find_duplicates, likeness
from apps.curation.models import LikelyDuplicate, Merge
from apps.evidence.models import EvidenceItem, Source
from tests.factories import make_evidence, make_placement, make_plan, make_point, make_topic
from tests.plans.acting import snapshot

LIST = reverse("curation:list_duplicates")


def claim(title="Secret Speech exposes Stalin's crimes", text="", years=(1956, 1956), by=("KHR",)):
    return Claim(title, text, *years, frozenset(by))


@pytest.mark.parametrize(
    ("other", "low", "high"),
    [
        (claim(), 100, 100),
        (claim("Stalin's crimes are exposed in the Secret Speech"), 95, 100),
        (claim("STALIN\u2019S CRIMES, exposed: secret speech"), 95, 100),
        (claim(years=(1955, 1956)), 85, 95),
        (claim(by=("STA",)), 85, 95),
        (claim("Secret Speech leaves out Khrushchev's own part"), 35, 60),
        (claim("Wheat bought abroad"), 0, 50),
        (claim("", years=(1990, 1991), by=()), 0, 20),
    ],
)
def test_likeness_goes_by_words_years_and_leaders(other, low, high):
    assert low <= likeness(claim(), other) <= high
    assert likeness(claim(), other) == likeness(other, claim())


@pytest.fixture
def twins(db):
    """Two items that say the same, the second with a leader and a source of its own."""
    first = make_evidence("Beria arrested and shot", leaders=("KHR",), years=(1953, 1953))
    second = make_evidence("Beria is arrested and shot", leaders=("KHR", "STA"), years=(1953, 1953))
    source = Source.objects.create(key="ward", title="Russia", kind="book")
    second.citations.create(source=source)
    second.publish()
    find_duplicates(first.topic)
    return first, second


@pytest.fixture
def pair(twins):
    return LikelyDuplicate.objects.get()


def address(pair, name="show_pair"):
    return reverse(f"curation:{name}", args=[pair.pk])


def merge(client, pair, keep="first", token=None, **fields):
    sent = {"keep": keep, "unite": "on", "token": str(token or uuid4()), **fields}
    return client.post(address(pair), sent)


def test_queue_shows_what_is_alike_and_forgets_what_is_not(curator_client, twins, pair):
    make_evidence("Beria arrested and shot", leaders=("LEN",), years=(1918, 1918))
    assert find_duplicates(make_topic()) == 1
    page = curator_client.get(LIST).content.decode()
    assert "Beria is arrested and shot" in page
    twins[1].title = "Wheat is bought abroad for the first time"
    twins[1].save()
    assert find_duplicates(make_topic()) == 0
    assert "Nothing waits." in curator_client.get(LIST).content.decode()


def test_two_different_facts_are_not_asked_about_again(curator, curator_client, pair):
    for _ in range(2):
        curator_client.post(address(pair, "call_pair_different"))
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == ("different", curator)
    assert find_duplicates(make_topic()) == 0
    assert curator_client.get(address(pair)).status_code == 200


def test_command_fills_the_queue(twins):
    LikelyDuplicate.objects.all().delete()
    out = StringIO()
    call_command("find_duplicates", "russia", stdout=out)
    assert out.getvalue() == "1 pair waits in the queue of likely duplicates.\n"
    with pytest.raises(CommandError, match=r"There is no topic mars\. Known: russia\."):
        call_command("find_duplicates", "mars")


def test_pair_is_shown_side_by_side(curator_client, student, twins, pair):
    make_placement(make_point(make_plan(student)), twins[1])
    page = curator_client.get(address(pair))
    assert [one.label for one in page.context["differences"]] == ["Claim", "Leaders", "Sources"]
    assert (page.context["keep_first"].plans, page.context["keep_second"].plans) == (1, 0)


def test_merge_repoints_cards_and_offers_the_kept_text(
    curator, curator_client, student, twins, pair
):
    kept, merged = twins
    plan = make_plan(student)
    both = make_point(plan)
    card, stays = make_placement(make_point(plan), merged), make_placement(both, merged)
    make_placement(both, kept)
    token = uuid4()
    for _ in range(2):
        assert merge(curator_client, pair, token=token).status_code == 302
    one = Merge.objects.get()
    assert (one.kept, one.merged, one.by) == (kept, merged, curator)
    assert one.moved == [[str(plan.uuid), str(card.uuid)]]
    for row in (card, stays, kept, merged, pair):
        row.refresh_from_db()
    assert (card.evidence, card.revision) == (kept, merged.revision)
    assert stays.evidence == merged
    assert (merged.status, pair.state) == ("retired", "merged")
    assert [each.code for each in kept.leaders.all()] == ["STA", "KHR"]
    assert [each.text for each in kept.citations.all()] == ["Russia"]
    shown = {one.uuid: (one.evidence.title, one.newer) for one in snapshot(plan).placements}
    assert shown[str(card.uuid)] == ("Beria is arrested and shot", 2)
    page = curator_client.get(reverse("curation:list_merges")).content.decode()
    assert "1 card stayed" in page


def undo(client):
    one = Merge.objects.get()
    return client.post(reverse("curation:undo_merge", args=[one.uuid]), follow=True)


def test_undo_puts_items_and_cards_back(curator_client, student, twins, pair):
    kept, merged = twins
    plan = make_plan(student)
    card = make_placement(make_point(plan), merged)
    before = snapshot(plan).placements
    merge(curator_client, pair)
    for _ in range(2):
        undo(curator_client)
    for row in (card, kept, merged):
        row.refresh_from_db()
    assert (card.evidence, merged.status) == (merged, "published")
    # Same words, so no student is shown a correction.
    assert snapshot(plan).placements == before
    assert [each.code for each in kept.leaders.all()] == ["KHR"]
    assert plan.operations.count() == 2


def test_undo_leaves_a_card_whose_student_took_the_new_text(curator_client, student, twins, pair):
    kept, merged = twins
    card = make_placement(make_point(make_plan(student)), merged)
    merge(curator_client, pair)
    kept.refresh_from_db()
    card.revision = kept.revision
    card.evidence = kept
    card.save()
    undo(curator_client)
    card.refresh_from_db()
    assert card.evidence == kept


def test_fields_of_the_kept_item_stay_without_taking_over(curator_client, twins, pair):
    kept, _ = twins
    merge(curator_client, pair, unite="")
    kept.refresh_from_db()
    assert (kept.version, kept.citations.count()) == (1, 0)
    assert kept.changes.count() == 1


def test_merge_is_refused_where_it_cannot_be(curator_client, twins, pair):
    assert merge(curator_client, pair, keep="").status_code == 422
    assert merge(curator_client, pair, token="x").status_code == 422
    twins[0].retire()
    response = merge(curator_client, pair)
    assert response.status_code == 409
    assert "The item to keep is not published." in response.content.decode()
    assert merge(curator_client, pair, keep="second").status_code == 409
    assert Merge.objects.count() == 0
    assert set(EvidenceItem.objects.values_list("status", flat=True)) == {"retired", "published"}


def test_pair_that_is_not_there(curator_client, db):
    for number in (1, 2**63):
        address = reverse("curation:show_pair", args=[number])
        assert curator_client.get(address).status_code == 404


def test_merges_one_after_another_are_undone_one_after_another(curator_client, student, twins):
    third = make_evidence("Beria was arrested and shot", leaders=("KHR",), years=(1953, 1953))
    find_duplicates(third.topic)
    first, second = twins
    card = make_placement(make_point(make_plan(student)), first)

    def between(one, other):
        low, high = sorted((one.pk, other.pk))
        return LikelyDuplicate.objects.get(first=low, second=high)

    def keep(one, other):
        pair = between(one, other)
        merge(curator_client, pair, keep="first" if pair.first_id == one.pk else "second")

    def take_back():
        newest = Merge.objects.filter(undone_at=None).latest("pk")
        curator_client.post(reverse("curation:undo_merge", args=[newest.uuid]))

    keep(second, first)
    keep(third, second)
    card.refresh_from_db()
    assert card.evidence == third
    take_back()
    card.refresh_from_db()
    assert card.evidence == second
    take_back()
    card.refresh_from_db()
    assert card.evidence == first
    assert between(first, second).state == LikelyDuplicate.State.OPEN
