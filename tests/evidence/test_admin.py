"""The bank in the Django admin."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.evidence.models import EvidenceItem, Leader, Source, Theme
from tests.factories import make_evidence, make_topic, make_user

LIST = reverse("admin:evidence_evidenceitem_changelist")


@pytest.fixture
def admin_client(admin):
    """A browser signed in as the admin."""
    client = Client()
    client.force_login(admin)
    return client


def act(client, action, *items):
    """Run an action of the list on some items."""
    chosen = [str(item.pk) for item in items]
    return client.post(LIST, {"action": action, "_selected_action": chosen}, follow=True)


def item_form(item, **changes):
    """The fields of the item's page as they stand, with changes."""
    return {
        "topic": item.topic_id,
        "key": item.key or "",
        "title": item.title,
        "text": item.text,
        "significance": item.significance,
        "year_from": item.year_from,
        "year_to": item.year_to,
        "date_note": item.date_note,
        "leaders": [leader.pk for leader in item.leaders.all()],
        "themes": [theme.pk for theme in item.themes.all()],
        "main_theme": item.main_theme_id,
        "aspects": [],
        "kind": item.kind,
        "standing": item.standing,
        "rivals": [],
        "checked_by": "",
        "checked_on": "",
        "citations-TOTAL_FORMS": 0,
        "citations-INITIAL_FORMS": 0,
        **changes,
    }


@pytest.mark.parametrize("name", ["topic", "leader", "theme", "source", "evidenceitem"])
def test_every_list_and_form_opens(admin_client, name):
    item = make_evidence()
    rows = {
        "topic": item.topic,
        "leader": item.leaders.first(),
        "theme": item.main_theme,
        "source": Source.objects.create(key="a-b", title="B", kind="book"),
        "evidenceitem": item,
    }
    addresses = [
        reverse(f"admin:evidence_{name}_changelist") + "?q=a",
        reverse(f"admin:evidence_{name}_add"),
        reverse(f"admin:evidence_{name}_change", args=[rows[name].pk]),
    ]
    assert [admin_client.get(address).status_code for address in addresses] == [200] * 3


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?check=unchecked", ["Unchecked"]),
        ("?check=checked", ["Checked"]),
        ("?check=junk", ["Checked", "Unchecked"]),
        ("?status__exact=draft", []),
        ("?q=unch", ["Unchecked"]),
    ],
)
def test_list_narrows(admin_client, query, shown):
    make_evidence("Checked", checked_on=timezone.localdate())
    make_evidence("Unchecked")
    found = admin_client.get(LIST + query).context["cl"].result_list
    assert sorted(item.title for item in found) == shown


def test_private_items_are_never_listed(admin_client, student):
    item = make_evidence("Student's own", owner=student)
    assert list(admin_client.get(LIST).context["cl"].result_list) == []
    change = reverse("admin:evidence_evidenceitem_change", args=[item.pk])
    assert "own" not in admin_client.get(change, follow=True).context.get("title", "")
    act(admin_client, "retire", item)
    item.refresh_from_db()
    assert item.status == "published"


def sourced(item):
    """The item with a source, as it needs to be published."""
    source, _ = Source.objects.get_or_create(key="ward", title="Russia", kind="book")
    item.citations.create(source=source)
    return item


def test_publish_makes_a_revision_and_touches_the_topic(admin_client, admin):
    item = sourced(make_evidence(publish=False))
    before = item.topic.updated_at
    assert "1 item published." in act(admin_client, "publish", item).content.decode()
    item.refresh_from_db()
    assert (item.status, item.revision.made_by) == ("published", admin)
    item.topic.refresh_from_db()
    assert item.topic.updated_at > before
    assert [(step.verb, step.by) for step in item.changes.all()] == [
        ("published", admin),
        ("created", None),
    ]


def test_publish_leaves_what_has_no_source(admin_client):
    item = make_evidence("Bare", publish=False)
    page = act(admin_client, "publish", item).content.decode()
    assert "Bare: It has no source." in page
    assert "0 items published." in page
    item.refresh_from_db()
    assert item.status == "draft"


def test_publish_leaves_what_is_published(admin_client):
    item = make_evidence()
    assert "0 items published." in act(admin_client, "publish", item).content.decode()
    assert item.revisions.count() == 1


def test_retire(admin_client):
    items = [make_evidence(), make_evidence()]
    assert "2 items retired." in act(admin_client, "retire", *items).content.decode()
    assert {item.status for item in EvidenceItem.objects.all()} == {"retired"}


def test_mark_checked_puts_name_and_day(admin_client, admin):
    item = make_evidence()
    act(admin_client, "mark_checked", item)
    item.refresh_from_db()
    assert (item.checked_by, item.checked_on) == (admin, timezone.localdate())


def test_saving_a_published_item_publishes_the_change(admin_client, admin):
    item = make_evidence("Old claim")
    address = reverse("admin:evidence_evidenceitem_change", args=[item.pk])
    before = item.topic.updated_at
    leaders = list(Leader.objects.filter(code__in=["STA", "KHR"]))
    response = admin_client.post(
        address, item_form(item, title="New claim", leaders=[leader.pk for leader in leaders])
    )
    assert response.status_code == 302
    item.refresh_from_db()
    assert (item.version, item.revision.title) == (2, "New claim")
    assert item.revision.leaders == ["STA", "KHR"]
    assert item.key is None
    item.topic.refresh_from_db()
    assert item.topic.updated_at > before


def test_saving_without_a_change_makes_no_revision(admin_client):
    item = make_evidence()
    address = reverse("admin:evidence_evidenceitem_change", args=[item.pk])
    assert admin_client.post(address, item_form(item)).status_code == 302
    assert item.revisions.count() == 1


def test_saving_a_draft_does_not_publish_it(admin_client):
    item = make_evidence(publish=False)
    address = reverse("admin:evidence_evidenceitem_change", args=[item.pk])
    admin_client.post(address, item_form(item, title="Better"))
    item.refresh_from_db()
    assert (item.title, item.status, item.revision) == ("Better", "draft", None)


def test_tags_must_fit_together(admin_client):
    item = make_evidence(themes=("terror",))
    government = Theme.objects.get(slug="government")
    address = reverse("admin:evidence_evidenceitem_change", args=[item.pk])
    response = admin_client.post(
        address,
        item_form(
            item, main_theme=government.pk, aspects=[government.aspects.first().pk], year_to="1900"
        ),
    )
    page = response.content.decode()
    assert "The main theme must be one of the item&#x27;s themes." in page
    assert "Each aspect must belong to one of the item&#x27;s themes." in page
    item.refresh_from_db()
    assert item.main_theme.slug == "terror"


def test_nobody_deletes_items(admin_client):
    item = make_evidence()
    address = reverse("admin:evidence_evidenceitem_delete", args=[item.pk])
    assert admin_client.post(address, {"post": "yes"}).status_code == 403
    assert EvidenceItem.objects.count() == 1


def test_saving_a_leader_touches_the_topic(admin_client):
    topic = make_topic()
    before = topic.updated_at
    leader = topic.leaders.get(code="STA")
    response = admin_client.post(
        reverse("admin:evidence_leader_change", args=[leader.pk]),
        {
            "topic": topic.pk,
            "code": "STA",
            "name": "Josef Stalin",
            "short_name": "Stalin",
            "aliases": "[]",
            "power_from": 1924,
            "power_to": 1953,
            "power_note": "",
            "shape": "square",
            "palette_slot": 2,
            "order": 1,
        },
    )
    assert response.status_code == 302
    topic.refresh_from_db()
    assert topic.updated_at > before


def test_a_curator_on_the_staff_may_change_but_not_delete(db):
    curator = make_user("staff_curator", is_curator=True, is_staff=True)
    client = Client()
    client.force_login(curator)
    item = sourced(make_evidence(publish=False))
    assert client.get(LIST).status_code == 200
    act(client, "publish", item)
    item.refresh_from_db()
    assert item.status == "published"
    theme = reverse("admin:evidence_theme_change", args=[item.main_theme_id])
    assert "aspects-TOTAL_FORMS" in client.get(theme).content.decode()
    delete = reverse("admin:evidence_theme_delete", args=[item.main_theme_id])
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_staff_without_the_role_see_no_bank(db):
    client = Client()
    client.force_login(make_user("office", is_staff=True))
    assert client.get(LIST).status_code == 403


def test_a_change_of_content_takes_the_check_off(admin_client, admin):
    item = make_evidence()
    source = Source.objects.create(key="a-b", title="B", kind="book")
    address = reverse("admin:evidence_evidenceitem_change", args=[item.pk])
    today = timezone.localdate()
    check = {"checked_by": admin.pk, "checked_on": today}
    cited = {"citations-TOTAL_FORMS": 1, "citations-0-source": source.pk}

    def outcome(**changes):
        item.mark_checked(admin)
        assert admin_client.post(address, item_form(item, **check | changes)).status_code == 302
        item.refresh_from_db()
        return item.checked_by, item.checked_on

    assert outcome() == (admin, today)
    assert outcome(key="a-key") == (admin, today)
    assert outcome(title="Said anew") == (None, None)
    assert outcome(**cited) == (None, None)
    yesterday = today - timedelta(days=1)
    assert outcome(title="Said once more", checked_on=yesterday) == (admin, yesterday)


def test_codes_and_slugs_stay_once_stored(admin_client):
    topic = make_topic()
    leader, theme = topic.leaders.get(code="STA"), topic.themes.get(slug="terror")
    aspect = theme.aspects.create(slug="old-slug", name="Old")
    fields = {
        "topic": topic.pk,
        "code": "NEW",
        "name": "Renamed",
        "short_name": "Stalin",
        "aliases": "[]",
        "power_from": 1924,
        "power_to": 1953,
        "shape": "square",
        "palette_slot": 2,
        "order": 1,
    }
    admin_client.post(reverse("admin:evidence_leader_change", args=[leader.pk]), fields)
    leader.refresh_from_db()
    assert (leader.code, leader.name) == ("STA", "Renamed")
    added = fields | {"code": "MAL", "palette_slot": 9}
    admin_client.post(reverse("admin:evidence_leader_add"), added)
    assert topic.leaders.filter(code="MAL").exists()
    aspects = list(theme.aspects.all())
    rows = {
        f"aspects-{n}-{name}": value
        for n, each in enumerate(aspects)
        for name, value in {
            "id": each.pk,
            "theme": theme.pk,
            "slug": f"new-{n}",
            "name": each.name,
            "order": each.order,
        }.items()
    }
    response = admin_client.post(
        reverse("admin:evidence_theme_change", args=[theme.pk]),
        {
            "topic": topic.pk,
            "slug": "new",
            "name": "Renamed",
            "synonyms": "[]",
            "order": 1,
            "aspects-TOTAL_FORMS": len(aspects),
            "aspects-INITIAL_FORMS": len(aspects),
            **rows,
        },
    )
    assert response.status_code == 302
    theme.refresh_from_db()
    aspect.refresh_from_db()
    assert (theme.slug, theme.name, aspect.slug) == ("terror", "Renamed", "old-slug")


@pytest.mark.parametrize("nonsense", ["3", '"Stalin"', "[1]", '{"a": "b"}', "true"])
def test_spellings_and_synonyms_are_lists_of_texts(admin_client, nonsense):
    topic = make_topic()
    leader, theme = topic.leaders.get(code="STA"), topic.themes.get(slug="terror")
    message = "Write a list of texts"
    page = admin_client.post(
        reverse("admin:evidence_leader_change", args=[leader.pk]), {"aliases": nonsense}
    )
    assert message in page.content.decode()
    page = admin_client.post(
        reverse("admin:evidence_theme_change", args=[theme.pk]), {"synonyms": nonsense}
    )
    assert message in page.content.decode()
    for row in (leader, theme):
        row.refresh_from_db()
    assert isinstance(leader.aliases, list)
    assert isinstance(theme.synonyms, list)
