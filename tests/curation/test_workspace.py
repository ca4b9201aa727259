"""The curators' list: its filters, what it counts, and filters kept under a name."""

import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.curation.models import LikelyDuplicate, Report, SavedFilter
from apps.evidence.models import Source
from tests.factories import make_evidence, make_placement, make_plan, make_point, make_topic

LIST = reverse("curation:show_workspace")


def cite(item, **fields):
    """Give an item a source."""
    source, _ = Source.objects.get_or_create(
        key="ward", defaults={"author": "Ward", "title": "Russia", "kind": "book", **fields}
    )
    item.citations.create(source=source, locator="p. 3")
    return item


def titles(client, query=""):
    """The claims in the list, in order."""
    page = html.unescape(client.get(f"{LIST}?{query}").content.decode())
    return re.findall(r'<th scope="row">\s*<a href="[^"]*"><bdi>(.*?)</bdi>', page, re.S)


@pytest.fixture
def bank(student, classmate):
    """One item for each kind of care, and a settled one that needs none."""
    fine = cite(make_evidence("Fine", years=(1930, 1930)))
    fine.mark_checked(student)
    point = make_point(make_plan(student))
    make_placement(point, fine)
    make_placement(make_point(point.plan), fine)
    other = make_plan(classmate, point.plan.question)
    make_placement(make_point(other), fine)
    gone = make_plan(classmate, point.plan.question, deleted_at=timezone.now())
    make_placement(make_point(gone), fine)
    disputed = make_evidence("Disputed", standing="disputed", years=(1931, 1931))
    make_evidence("Draft", publish=False, years=(1932, 1932))
    make_evidence("Retired", years=(1933, 1933)).retire()
    Report.objects.create(item=disputed, by=student, text="Wrong")
    pair = sorted([fine.pk, disputed.pk])
    LikelyDuplicate.objects.create(first_id=pair[0], second_id=pair[1], likeness=80)
    make_evidence("Private", owner=student)
    return fine


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Fine", "Disputed", "Draft"]),
        ("check=unchecked", ["Disputed", "Draft"]),
        ("standing=disputed", ["Disputed"]),
        ("care=no_source", ["Disputed", "Draft"]),
        ("care=unused", ["Disputed", "Draft"]),
        ("care=reported", ["Disputed"]),
        ("care=duplicate", ["Fine", "Disputed"]),
        ("care=duplicate&care=reported", ["Disputed"]),
        ("status=draft", ["Draft"]),
        ("status=retired", ["Retired"]),
        ("status=retired&status=draft", ["Draft", "Retired"]),
        ("by=title", ["Disputed", "Draft", "Fine"]),
        ("by=used", ["Fine", "Disputed", "Draft"]),
        ("year_from=1931&year_to=1931", ["Disputed"]),
        ("care=nonsense&by=nonsense&page=99&year_from=x", ["Fine", "Disputed", "Draft"]),
    ],
)
def test_each_filter_finds_its_items(curator_client, bank, query, expected):
    assert titles(curator_client, query) == expected


def test_list_says_in_how_many_live_plans_an_item_is(curator_client, bank):
    page = curator_client.get(f"{LIST}?by=used")
    assert [(line.item.title, line.sources, line.plans) for line in page.context["lines"]] == [
        ("Fine", 1, 2),
        ("Disputed", 0, 0),
        ("Draft", 0, 0),
    ]
    assert page.context["waiting"] == {"reports": 1, "suggestions": 0, "pairs": 1}


def test_empty_bank_and_no_topic(curator_client, db):
    assert "The bank is empty" in curator_client.get(LIST).content.decode()
    make_topic()
    assert "New item" in curator_client.get(LIST).content.decode()


def test_list_takes_as_many_queries_at_any_size(curator_client, django_assert_num_queries, bank):
    curator_client.get(LIST)
    with django_assert_num_queries(13):
        curator_client.get(LIST)
    for number in range(60):
        cite(make_evidence(f"More {number}", leaders=("LEN", "STA")))
    curator_client.get(LIST)
    with django_assert_num_queries(13):
        curator_client.get(LIST)
    assert len(titles(curator_client)) == 50
    assert len(titles(curator_client, "page=2")) == 13


def save(client, name, query):
    return client.post(reverse("curation:save_filter"), {"name": name, "query": query})


def test_filter_is_kept_under_a_name_changed_and_deleted(curator, curator_client, bank):
    assert save(curator_client, " My  terror ", "theme=terror&care=unused&bad=1").status_code == 302
    kept = SavedFilter.objects.get()
    assert (kept.owner, kept.name, kept.query) == (curator, "My terror", "theme=terror&care=unused")
    assert "My terror" in curator_client.get(LIST).content.decode()
    save(curator_client, "My terror", "status=draft")
    assert SavedFilter.objects.get().query == "status=draft"
    for _ in range(2):
        curator_client.post(reverse("curation:delete_filter"), {"name": "My terror"})
    assert SavedFilter.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "This field is required."),
        ("\u200b", "Give the filter a name."),
        ("x" * 61, "at most 60 characters"),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_bad_filter_name_is_said_beside_the_field(curator_client, bank, name, message):
    response = save(curator_client, name, "care=unused")
    assert response.status_code == 422
    assert message in html.unescape(response.content.decode())
    assert [line.item.title for line in response.context["lines"]] == ["Disputed", "Draft"]
    assert SavedFilter.objects.count() == 0


def test_kept_filters_are_bounded_and_ones_own(curator, curator_client, student, bank):
    SavedFilter.objects.bulk_create(
        SavedFilter(owner=curator, name=f"F{number}", query="") for number in range(40)
    )
    assert save(curator_client, "One more", "").status_code == 422
    assert save(curator_client, "F1", "status=draft").status_code == 302
    theirs = SavedFilter.objects.create(owner=student, name="Theirs", query="")
    curator_client.post(reverse("curation:delete_filter"), {"name": "Theirs"})
    assert list(SavedFilter.objects.filter(owner=student)) == [theirs]
    assert "Theirs" not in curator_client.get(LIST).content.decode()
