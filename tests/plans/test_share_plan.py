"""Sharing a plan by a link: making it, reading by it, withdrawing it."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.html import strip_tags

from apps.accounts.models import User
from apps.plans.models import Plan, ShareLink
from apps.plans.sharing import NOT_SHARED, link_to, share, withdraw
from tests.factories import make_evidence, make_placement, make_plan, make_point
from tests.plans.acting import snapshot
from tests.plans.pages import Form, address, as_browser, forms, send


def shared_at(link: ShareLink) -> str:
    return f"/plans/shared/{link.token}/"


def test_owner_makes_reads_and_withdraws_a_link(student: User, plan: Plan, client: Client):
    browser = as_browser(student)
    page = address(plan, "share_plan")
    assert send(browser, form_to(browser, page, page))["Location"] == page
    link = ShareLink.objects.get(plan=plan)
    assert re.fullmatch(r"[\w-]{32}", link.token)
    shown = browser.get(page).content.decode()
    assert f'value="http://testserver{shared_at(link)}"' in shown
    assert client.get(shared_at(link)).status_code == 200
    ending = form_to(browser, page, address(plan, "withdraw_link"))
    assert send(browser, ending)["Location"] == page
    assert client.get(shared_at(link)).status_code == 404
    assert link_to(plan) is None


def form_to(browser: Client, page: str, action: str) -> Form:
    """The one form of a page that is sent to this address."""
    [form] = [one for one in forms(browser.get(page)) if one.action == action]
    return form


def test_making_twice_keeps_the_link_and_withdrawing_twice_is_harmless(
    student_client: Client, plan: Plan
):
    page = address(plan, "share_plan")
    for _ in range(2):
        assert student_client.post(page).status_code == 302
    first = ShareLink.objects.get()
    for _ in range(2):
        assert student_client.post(page + "withdraw/").status_code == 302
    student_client.post(page)
    assert ShareLink.objects.count() == 2
    assert link_to(plan).token != first.token


def test_a_plan_has_one_live_link(plan: Plan):
    share(plan)
    with pytest.raises(IntegrityError), transaction.atomic():
        ShareLink.objects.create(plan=plan)


def test_a_shared_plan_has_no_names_no_title_and_nothing_to_change(
    student: User, plan: Plan, client: Client
):
    student.display_name = "Ann Marker"
    student.save()
    plan.title = "Ann Marker’s plan"
    plan.thesis = "Unlike."
    plan.save()
    make_placement(make_point(plan, claim="Terror shrank"), make_evidence("Freed"), note="Many.")
    before = snapshot(plan)
    response = client.get(shared_at(share(plan)))
    html = response.content.decode()
    assert {"Unlike.", "Terror shrank", "Freed"} <= {
        text.strip() for text in strip_tags(html.replace("<", "\n<")).splitlines()
    }
    assert "– Many." in html
    for hidden in ("Ann Marker", student.username, str(plan.uuid)):
        assert hidden not in html
    sheet = re.search(r"<main.*</main>", html, re.DOTALL)[0]
    assert "<form" not in sheet
    assert "<a " not in sheet
    assert snapshot(plan) == before


def test_a_shared_plan_is_kept_out_of_search_engines_and_caches(plan: Plan, client: Client):
    response = client.get(shared_at(share(plan)))
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "same-origin"


def test_private_evidence_is_told_of_but_not_told(student: User, plan: Plan, client: Client):
    own = make_evidence("Secret marker", text="Detail marker", owner=student, standing="disputed")
    make_placement(make_point(plan), own, note="My note")
    html = client.get(shared_at(share(plan))).content.decode()
    assert NOT_SHARED in html
    assert "My note" in html
    assert "marker" not in html


def test_a_disputed_item_is_shown_with_its_rival_figures(plan: Plan, client: Client):
    item = make_evidence("Shots", standing="disputed", text="24 or 70.")
    make_placement(make_point(plan), item)
    assert "24 or 70." in client.get(shared_at(share(plan))).content.decode()


def test_a_withdrawn_link_looks_like_one_that_never_was(plan: Plan, client: Client):
    link = share(plan)
    withdraw(plan)
    withdrawn, unknown = (client.get(path) for path in (shared_at(link), "/plans/shared/x/"))
    assert (withdrawn.status_code, unknown.status_code) == (404, 404)
    assert withdrawn.content == unknown.content


def test_a_link_ends_with_its_plan_and_its_owner(student: User, plan: Plan, client: Client):
    link = share(plan)
    plan.delete_softly()
    assert client.get(shared_at(link)).status_code == 404
    plan.bring_back()
    assert client.get(shared_at(link)).status_code == 200
    student.is_active = False
    student.save()
    assert client.get(shared_at(link)).status_code == 404


@pytest.mark.parametrize("wrong", ["x", "a" * 5000, "%ff", "%2e%2e", "'%20OR%201=1", "é"])
def test_malformed_tokens_are_404(client: Client, plan: Plan, wrong: str):
    share(plan)
    assert client.get(f"/plans/shared/{wrong}/").status_code == 404


def test_a_demo_board_cannot_be_shared(client: Client, plan: Plan):
    Plan.objects.filter(pk=plan.pk).update(student=None, demo_key="k" * 40)
    session = client.session
    session["demo_key"] = "k" * 40
    session.save()
    assert client.get(address(plan, "export_plan")).status_code == 200
    for method in (client.get, client.post):
        assert method(address(plan, "share_plan"))["Location"].startswith("/accounts/login/")
    assert ShareLink.objects.count() == 0


@pytest.mark.parametrize("cards", [1, 6])
def test_reading_a_shared_plan_takes_few_queries(
    plan: Plan, client: Client, django_assert_num_queries, cards: int
):
    point = make_point(plan)
    for _ in range(cards):
        make_placement(point, make_evidence())
    path = shared_at(share(plan))
    client.get(path)
    with django_assert_num_queries(5):
        client.get(path)


def test_copies_are_not_shared(student_client: Client, plan: Plan, client: Client):
    share(plan)
    student_client.post(address(plan, "duplicate_plan"))
    copy = Plan.objects.exclude(pk=plan.pk).get()
    assert link_to(copy) is None
    assert make_plan(plan.student).share_links.count() == 0
