"""Trying the board without an account."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.plans.copying import SAMPLE_KEY
from apps.plans.models import DEMO_HOURS, Plan
from apps.plans.views import DEMO_WINDOW, DEMOS_PER_ADDRESS
from tests.factories import make_evidence, make_placement, make_plan, make_point, make_question
from tests.plans.acting import snapshot, stored
from tests.plans.pages import address, as_browser, forms, only, operation, send, send_operations

START = reverse("start_demo")


@pytest.fixture
def sample(db: None) -> Plan:
    """The sample plan, as load_demo makes it."""
    question = make_question()
    plan = Plan.objects.create(
        demo_key=SAMPLE_KEY, question=question, title="Sample", shape=question.template
    )
    make_placement(make_point(plan, claim="Sample claim"), make_evidence("Sample item"))
    return plan


def try_board(browser: Client) -> Plan:
    form = next(one for one in forms(browser.get(reverse("landing"))) if one.action == START)
    answer = send(browser, form)
    assert answer.status_code == 302
    return next(plan for plan in Plan.objects.all() if address(plan) == answer["Location"])


def test_a_visitor_gets_a_copy_that_works(sample: Plan):
    browser = as_browser()
    plan = try_board(browser)
    assert (plan.student, plan.copied_from, plan.title) == (None, sample, "Sample")
    answer = browser.get(address(plan))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert "Demo: nothing you do here is kept" in answer.content.decode()
    form = only(forms(answer), has="thesis")
    assert send(browser, form, thesis="My first thought").status_code == 302
    assert stored(plan).thesis == "My first thought"
    assert stored(sample).thesis == ""


def test_a_visitor_uses_every_page_and_the_script(client: Client, sample: Plan):
    client.post(START)
    plan = stored(Plan.objects.get(copied_from=sample))
    point, card = plan.points.get(), plan.placements.get()
    item = make_evidence()
    for path in (
        address(plan) + "?view=theme",
        address(plan) + "?view=outline",
        address(plan) + "?view=timeline&bank=on",
        address(plan) + "?view=table",
        address(plan) + "?view=criteria",
        address(plan, "list_panel"),
        f"{address(plan, 'choose_point')}?evidence={item.uuid}",
        address(plan, "show_point", point),
        address(plan, "show_card", card),
        address(plan, "print_plan"),
        address(plan, "download_word"),
        address(plan, "download_skeleton"),
        address(plan, "download_pdf") + "?form=side",
        address(plan, "download_markdown"),
        address(plan, "download_deck"),
        address(plan, "copy_text"),
        address(plan, "export_plan"),
    ):
        assert client.get(path).status_code == 200
    remove = operation("remove", "placement", target=card)
    assert send_operations(client, plan, remove).status_code == 200
    assert stored(plan).operations.get().actor is None


def test_a_visitor_finds_published_items_of_the_bank_only(
    client: Client, sample: Plan, classmate: User
):
    client.post(START)
    plan = stored(Plan.objects.get(copied_from=sample))
    private = make_evidence("Somebody's own", owner=classmate)
    draft = make_evidence("A draft", publish=False)
    page = client.get(address(plan, "list_panel")).content.decode()
    assert "Sample item" in page
    assert "Somebody" not in page
    assert "A draft" not in page
    for item in (private, draft):
        path = f"{address(plan, 'choose_point')}?evidence={item.uuid}"
        assert client.get(path).status_code == 404
        add = operation(
            "add", "placement", target=sample.uuid, point=plan.points.get(), evidence=item
        )
        assert send_operations(client, plan, add).status_code == 404


def test_pressing_twice_keeps_the_one_board(sample: Plan):
    browser = as_browser()
    first = try_board(browser)
    Plan.objects.filter(pk=first.pk).update(thesis="Work")
    assert try_board(browser) == first
    assert stored(first).thesis == "Work"


def test_the_board_belongs_to_its_browser_session(client: Client, sample: Plan, student: User):
    mine = try_board(as_browser())
    other = as_browser()
    theirs = try_board(other)
    assert mine != theirs
    assert other.get(address(mine)).status_code == 404
    remove = operation("remove", "point", target=mine.points.get())
    other_unchecked = Client()
    other_unchecked.post(START)
    assert send_operations(other_unchecked, mine, remove).status_code == 404
    # Without a board of one's own there is nobody to say "not found" to: sign in first.
    answer = client.get(address(mine))
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/accounts/login/?next={address(mine)}",
    )
    assert send_operations(client, mine, remove).status_code == 401
    client.force_login(student)
    assert client.get(address(mine)).status_code == 404
    assert client.get(address(sample)).status_code == 404
    assert mine.points.get().deleted_at is None


def test_a_visitor_sees_no_plan_with_an_account(
    client: Client, sample: Plan, classmate: User, student: User
):
    client.post(START)
    theirs = make_plan(classmate, sample.question)
    assert client.get(address(theirs)).status_code == 404
    assert client.get(address(sample)).status_code == 404
    undo = operation("undo", "plan")
    for plan in (theirs, sample):
        assert send_operations(client, plan, undo).status_code == 404
    for name in ("rename_plan", "duplicate_plan", "delete_plan", "restore_plan"):
        plan = Plan.objects.get(copied_from=sample)
        assert client.post(address(plan, name))["Location"].startswith("/accounts/login/")


def test_signing_out_ends_the_board(client: Client, sample: Plan, student: User):
    client.post(START)
    plan = Plan.objects.get(copied_from=sample)
    client.force_login(student)
    client.post(reverse("account_logout"))
    assert client.get(address(plan)).status_code == 302


def test_a_day_later_it_is_deleted_and_the_rest_stays(client: Client, sample: Plan, student: User):
    client.post(START)
    old = Plan.objects.get(copied_from=sample)
    send_operations(client, old, operation("remove", "point", target=old.points.get()))
    own = make_plan(student, sample.question)
    client_of_today = Client()
    client_of_today.post(START)
    fresh = Plan.objects.exclude(pk=old.pk).get(copied_from=sample)
    now = timezone.now()
    Plan.objects.exclude(pk=fresh.pk).update(
        created_at=now - timedelta(hours=DEMO_HOURS, minutes=1)
    )
    Plan.objects.filter(pk=fresh.pk).update(created_at=now - timedelta(hours=DEMO_HOURS - 1))
    call_command("clear_old_plans", verbosity=0)
    assert set(Plan.objects.all()) == {sample, own, fresh}
    assert client.get(address(old)).status_code == 404


def test_starting_a_board_clears_old_ones(sample: Plan):
    browser = as_browser()
    old = try_board(browser)
    Plan.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=2))
    new = try_board(browser)
    assert set(Plan.objects.all()) == {sample, new}


def test_a_person_who_is_signed_in_gets_a_copy_to_keep(student: User, sample: Plan):
    browser = as_browser(student)
    form = next(one for one in forms(browser.get("/plans/")) if one.action == START)
    answers = [send(browser, form) for _ in range(2)]
    plan = stored(Plan.objects.get(student=student))
    assert [answer["Location"] for answer in answers] == [address(plan)] * 2
    assert (plan.title, plan.demo_key) == ("Example (yours to change)", "")
    assert [point.claim for point in snapshot(plan).points] == ["Sample claim"]
    assert "Demo:" not in browser.get(address(plan)).content.decode()
    assert "demo_key" not in browser.session


def test_without_a_sample_it_says_so(client: Client, db: None):
    answer = client.post(START, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "The sample plan is not loaded on this site." in answer.content.decode()
    assert Plan.objects.count() == 0


def test_one_address_starts_so_many_boards_and_then_waits(sample: Plan):
    for _ in range(DEMOS_PER_ADDRESS):
        assert Client().post(START).status_code == 302
    before = Plan.objects.count()
    answer = Client().post(START)
    assert (answer.status_code, answer["Retry-After"]) == (429, str(DEMO_WINDOW))
    assert "Please wait a few minutes" in answer.content.decode()
    assert Plan.objects.count() == before
    assert Client(REMOTE_ADDR="192.0.2.7").post(START).status_code == 302
