"""A curator puts a name to an item; nobody else can."""

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from tests.factories import make_evidence


def test_check_evidence_by_curator_sets_name_and_day(curator_client: Client, curator: User) -> None:
    item = make_evidence()
    address = reverse("evidence:check_evidence", args=[item.uuid])
    page = curator_client.post(address, {"checked": "yes"}, follow=True).content.decode()
    item.refresh_from_db()
    assert (item.checked_by, item.checked_on) == (curator, timezone.localdate())
    assert "Checked by Curator" in page
    curator_client.post(address, {"checked": "no"})
    item.refresh_from_db()
    assert (item.checked_by, item.checked_on) == (None, None)


def test_check_evidence_by_student_is_refused(student_client: Client) -> None:
    item = make_evidence()
    address = reverse("evidence:check_evidence", args=[item.uuid])
    assert student_client.post(address, {"checked": "yes"}).status_code == 403
    assert student_client.get(address).status_code == 405
    item.refresh_from_db()
    assert item.checked_on is None


def test_check_evidence_of_a_private_item_is_not_found(
    curator_client: Client, student: User
) -> None:
    item = make_evidence(owner=student)
    address = reverse("evidence:check_evidence", args=[item.uuid])
    assert curator_client.post(address, {"checked": "yes"}).status_code == 404
