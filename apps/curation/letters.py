"""Reports of wrong facts and suggested items: written by readers, answered by curators."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.curation.duplicates import note_duplicates
from apps.curation.models import Report, Suggestion
from apps.evidence.content import Labels, content_of, write_content
from apps.evidence.history import fetch, record
from apps.evidence.models import EvidenceItem, ItemChange

MOST_WAITING = 10


class NotNow(Exception):
    """It cannot be sent or answered as things stand; str() says why in plain words."""


def report(item: EvidenceItem, text: str, *, by: User) -> Report:
    """Report what is wrong with an item. The same report sent twice is one."""
    with transaction.atomic():
        # One after the other, so that two windows cannot go over the limit together.
        User.objects.select_for_update().get(pk=by.pk)
        waiting = Report.objects.waiting().filter(by=by)
        same: Report | None = waiting.filter(item=item, text=text).first()
        if same:
            return same
        if waiting.count() >= MOST_WAITING:
            raise NotNow(
                f"{MOST_WAITING} reports of yours are waiting for an answer. "
                "Please wait for those first."
            )
        return Report.objects.create(item=item, text=text, by=by)


def suggest(item: EvidenceItem, text: str, *, by: User) -> Suggestion:
    """Propose one's own item for the bank; one that waits already stays as it is."""
    with transaction.atomic():
        EvidenceItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
        waiting: Suggestion | None = Suggestion.objects.waiting().filter(item=item).first()
        return waiting or Suggestion.objects.create(
            item=item, text=text, by=by, content=content_of(fetch(item.pk))
        )


def answer_report(uuid: UUID, outcome: str, reply: str, *, by: User) -> Report:
    """Answer a report; NotNow when another curator was first."""
    with transaction.atomic():
        one: Report = Report.objects.select_for_update(of=("self",)).get(uuid=uuid)
        if one.answered_at:
            raise NotNow("This report has been answered already.")
        _answer(one, outcome, reply, by=by)
    return one


def answer_suggestion(uuid: UUID, outcome: str, reply: str, *, by: User) -> Suggestion:
    """Answer a suggestion. Accepted, it is copied into a draft of the bank."""
    with transaction.atomic():
        found = Suggestion.objects.select_for_update(of=("self",)).select_related("item__topic")
        one: Suggestion = found.get(uuid=uuid)
        if one.answered_at:
            raise NotNow("This suggestion has been answered already.")
        if outcome == Suggestion.Outcome.ACCEPTED:
            one.accepted_as = _copy_to_bank(one, by=by)
        _answer(one, outcome, reply, by=by)
    return one


def _answer(one: Report | Suggestion, outcome: str, reply: str, *, by: User) -> None:
    one.outcome = outcome
    one.reply = reply
    one.answered_by = by
    one.answered_at = timezone.now()
    one.save()


def _copy_to_bank(one: Suggestion, *, by: User) -> EvidenceItem:
    topic = one.item.topic
    copy = EvidenceItem(topic=topic, status=EvidenceItem.Status.DRAFT)
    write_content(copy, {**one.content, "rivals": []}, Labels.of(topic))
    record(copy, ItemChange.Verb.CREATED, by=by, note="Suggested by a reader")
    note_duplicates(copy)
    return copy
