"""Addresses of plans that nobody was given: reliability.md section 5, 33 to 42."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.plans.models import Plan
from tests.factories import make_placement, make_plan, make_point
from tests.plans.acting import snapshot, stored
from tests.plans.pages import address

WHOLE = (
    *("show_plan", "list_panel", "choose_point", "print_plan", "download_word", "rename_plan"),
    *("export_plan", "download_skeleton", "download_pdf", "download_markdown", "download_deck"),
    *("copy_text", "share_plan"),
)
PARTS = ("show_card", "show_point", "show_row", "show_criterion")
POSTED = (
    *("apply_operations", "apply_form", "duplicate_plan", "delete_plan", "restore_plan"),
    "withdraw_link",
)
ENDINGS = {
    **{"show_plan": "", "list_panel": "evidence/", "choose_point": "add/", "print_plan": "print/"},
    **{"download_word": "word/", "rename_plan": "rename/", "apply_operations": "operations/"},
    **{"apply_form": "form/", "duplicate_plan": "duplicate/", "delete_plan": "delete/"},
    **{"restore_plan": "restore/", "export_plan": "export/", "download_skeleton": "skeleton/"},
    **{"download_pdf": "pdf/", "download_markdown": "markdown/", "download_deck": "deck/"},
    **{"copy_text": "copy/", "share_plan": "share/", "withdraw_link": "share/withdraw/"},
}
MALFORMED = [
    "1",
    "x",
    "a" * 5000,
    "9" * 5000,
    "not-a-uuid-but-with-dashes",
    "00000000-0000-0000-0000-00000000000",
    "00000000-0000-0000-0000-0000000000000",
    "{00000000-0000-0000-0000-000000000000}",
    "%ff",
    "%ed%a0%80",
    "%2e%2e",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "%e2%80%ae",
    "'%20OR%201=1",
]


@pytest.mark.parametrize("wrong", MALFORMED)
@pytest.mark.parametrize("name", ENDINGS)
def test_malformed_ids_are_404(student_client: Client, name: str, wrong: str):
    path = f"/plans/{wrong}/{ENDINGS[name]}"
    answer = student_client.post(path) if name in POSTED else student_client.get(path)
    assert answer.status_code == 404


@pytest.mark.parametrize("name", [*WHOLE, *POSTED])
def test_nul_in_an_address_is_400(student_client: Client, plan: Plan, name: str):
    for path in (f"/plans/%00/{ENDINGS[name]}", f"/plans/{plan.uuid}/{ENDINGS[name]}%00"):
        answer = student_client.post(path) if name in POSTED else student_client.get(path)
        assert answer.status_code == 400


@pytest.mark.parametrize("name", PARTS)
def test_parts_that_are_not_there_are_404(student_client: Client, plan: Plan, name: str):
    make_placement(make_point(plan))
    assert student_client.get(address(plan, name, uuid4())).status_code == 404
    assert student_client.get(address(plan, name, plan.uuid)).status_code == 404


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_found_in_its_own_plan_only(
    student_client: Client, student: User, plan: Plan, name: str
):
    other = make_plan(student, plan.question)
    card = make_placement(make_point(other))
    for part in (card, card.point):
        assert student_client.get(address(plan, name, part)).status_code == 404


@pytest.mark.parametrize(
    "query", ["sort=password", "order_by=student__password", "page=x&sort=-pk"]
)
def test_orders_that_do_not_exist_are_the_default(
    student_client: Client, student: User, query: str
):
    question = make_plan(student, title="First").question
    make_plan(student, question, title="Second")
    plain, asked = (
        student_client.get(reverse("plans:list_plans") + f"?{text}").content.decode()
        for text in ("", query)
    )
    assert plain.index("Second") < plain.index("First")
    assert asked.index("Second") < asked.index("First")


@pytest.mark.parametrize("name", POSTED)
def test_looking_at_an_address_for_forms_changes_nothing(
    student_client: Client, plan: Plan, name: str
):
    """38."""
    if name == "restore_plan":
        plan.delete_softly()
    before = (stored(plan).deleted_at, snapshot(plan))
    for method in ("GET", "HEAD", "PUT", "DELETE", "TRACE", "OPTIONS"):
        answer = student_client.generic(method, address(plan, name))
        assert answer.status_code == 405
        assert answer["Allow"] == "POST"
    assert (stored(plan).deleted_at, snapshot(plan)) == before
    assert Plan.objects.count() == 1


def test_another_host_is_400(student_client: Client, plan: Plan):
    """39."""
    answer = student_client.get(address(plan), headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "My plan" not in answer.content.decode()


def test_forged_forwarded_headers_change_nothing(client: Client, plan: Plan):
    """40."""
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    answer = client.get(address(plan), headers={**forged, "X-Forwarded-For": "10.0.0.1"})
    assert answer["Location"] == f"/accounts/login/?next={address(plan)}"


def test_after_signing_out_the_board_is_not_shown(student_client: Client, plan: Plan):
    """41: the page was never to be stored, and asking again leads to sign-in."""
    shown = student_client.get(address(plan))
    assert shown["Cache-Control"] == "private, no-store"
    left = student_client.post(reverse("account_logout"))
    assert left["Clear-Site-Data"] == '"cache", "storage"'
    answer = student_client.get(address(plan))
    assert answer["Location"] == f"/accounts/login/?next={address(plan)}"


@pytest.mark.parametrize(
    "path", ["/.git/config", "/db.sqlite3", "/var/essayplanner.sqlite3", "/.env"]
)
def test_files_of_the_machine_are_404(student_client: Client, path: str):
    """42."""
    assert student_client.get(path).status_code == 404


def test_another_persons_word_file_and_print_are_404(student_client: Client, classmate: User):
    """33 and 42."""
    theirs = make_plan(classmate)
    for name in WHOLE:
        assert student_client.get(address(theirs, name)).status_code == 404


def test_an_address_in_capitals_is_404(student_client: Client, plan: Plan):
    assert student_client.get(f"/PLANS/{plan.uuid}/").status_code == 404


def test_card_page_links_to_the_item_only_while_it_has_a_page(
    student: User, student_client: Client
) -> None:
    plan = make_plan(student)
    placement = make_placement(make_point(plan))
    item = placement.evidence
    link = reverse("evidence:show_evidence", args=[item.uuid])
    page = reverse("plans:show_card", args=[plan.uuid, placement.uuid])
    assert link in student_client.get(page).content.decode()
    item.retire()
    assert student_client.get(link).status_code == 404
    assert link not in student_client.get(page).content.decode()
