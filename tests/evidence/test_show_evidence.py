"""One item's page."""

import datetime
import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.evidence.models import Source
from tests.factories import make_evidence


def address(item):
    """The address of an item."""
    return reverse("evidence:show_evidence", args=[item.uuid])


def text(response):
    """What the page says, without tags and with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def test_page_shows_everything_about_an_item(student_client):
    item = make_evidence(
        "Order 00447",
        years=(1937, 1938),
        themes=("terror", "government"),
        standing="estimate",
        text="Quotas by region.\n\nA second paragraph.",
        significance="Shows method.",
        date_note="30 July 1937",
    )
    item.aspects.add(item.main_theme.aspects.first())
    source = Source.objects.create(
        key="road", author="A. Getty", title="The Road", year=1999, kind="book"
    )
    item.citations.create(source=source, locator="on quotas")
    said = text(student_client.get(address(item)))
    for part in [
        "30 July 1937 STA Stalin Government Terror Order 00447",
        "Quotas by region. A second paragraph. Why it matters Shows method.",
        "Estimate: the figure is not exact Not yet checked by a named person.",
        "Aspects Methods Source A. Getty, The Road (1999), on quotas Add to a plan",
    ]:
        assert part in said


def test_add_to_a_plan_names_the_item(student_client):
    item = make_evidence()
    page = student_client.get(address(item)).content.decode()
    assert f'{reverse("plans:pick_plan")}?evidence={item.uuid}"' in page


def test_disputed_item_shows_its_rivals(student_client, classmate):
    item = make_evidence("About 700,000 shot", standing="disputed")
    source = Source.objects.create(key="gt", author="R. Conquest", title="Terror", kind="book")
    rival = make_evidence("About a million shot", standing="disputed", years=(1937, 1939))
    rival.citations.create(source=source)
    secret = make_evidence("Classmate's figure", owner=classmate)
    item.rivals.set([rival, secret])
    response = student_client.get(address(item))
    table = response.content.decode().split('<table class="figs">')[1].split("</table>")[0]
    assert address(rival) in table
    assert "1937\u201339" in table
    assert "R. Conquest, Terror" in table
    assert "Disputed: historians differ" in text(response)
    assert "Classmate" not in response.content.decode()


def test_checked_item_names_the_person(student_client, curator):
    item = make_evidence(checked_by=curator, checked_on=datetime.date(2026, 5, 3))
    assert "Checked by Curator on 3 May 2026" in text(student_client.get(address(item)))


def test_check_outlives_the_person(student_client):
    item = make_evidence(checked_on=datetime.date(2026, 5, 3))
    assert "Checked on 3 May 2026" in text(student_client.get(address(item)))


def test_draft_is_for_curators(student_client, curator_client):
    item = make_evidence(publish=False)
    assert student_client.get(address(item)).status_code == 404
    response = curator_client.get(address(item))
    assert response.status_code == 200
    assert " draft " in text(response)
    assert "Add to a plan" not in text(response)


def test_private_item_is_as_good_as_absent_to_others(
    student, student_client, curator_client, classmate, teacher, admin
):
    item = make_evidence("Mine alone", owner=student)
    assert "Mine alone" in text(student_client.get(address(item)))
    absent = curator_client.get("/evidence/00000000-0000-4000-8000-000000000000/")
    clients = [curator_client]
    for person in (classmate, teacher, admin):
        clients.append(Client())
        clients[-1].force_login(person)
    for client in clients:
        response = client.get(address(item))
        assert response.status_code == 404
        assert "Mine alone" not in response.content.decode()
    assert text(curator_client.get(address(item))) == text(absent)


def test_anonymous_is_sent_to_sign_in(db):
    assert Client().get(address(make_evidence())).status_code == 302


@pytest.mark.parametrize("path", ["not-a-uuid/", "1/", "x" * 5000 + "/", "%ff/", "%2e%2e/"])
def test_malformed_address_is_not_found(student_client, path):
    assert student_client.get(f"/evidence/{path}").status_code == 404


@pytest.mark.parametrize("rivals", [1, 3])
def test_page_takes_a_constant_number_of_queries(student_client, django_assert_num_queries, rivals):
    item = make_evidence(leaders=("STA", "KHR"))
    for _ in range(rivals):
        item.rivals.add(make_evidence())
    with django_assert_num_queries(12):
        student_client.get(address(item))


@pytest.mark.parametrize("nasty", ["<script>alert(1)</script>", "{{7*7}}", '"><img onerror=x>'])
def test_words_are_shown_as_text(student_client, nasty):
    item = make_evidence(nasty, text=nasty, significance=nasty)
    page = student_client.get(address(item)).content.decode()
    assert page.count(html.escape(nasty)) >= 3
    assert "<script>alert" not in page
    assert "<img" not in page


def test_page_is_only_read(student_client):
    assert student_client.post(address(make_evidence())).status_code == 405
