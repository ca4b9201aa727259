"""Bring a sheet into the bank, all of it or nothing, and take it out again.

Up to 5,000 items are written in one transaction, so everything goes in bulk: SQLite has one
writer, and students who are planning wait for it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.curation.duplicates import call_different
from apps.curation.models import SheetImport, SheetRow
from apps.curation.sheets.match import guess_columns, repeated_names
from apps.curation.sheets.plan import Bank, Wanted, plan_rows
from apps.curation.sheets.read import Sheet, read_sheet
from apps.evidence.content import PLAIN_FIELDS, Content, Labels
from apps.evidence.history import Undone, record_many, remember_many, undo_batch
from apps.evidence.models import (
    Citation,
    EvidenceItem,
    EvidenceRevision,
    ItemChange,
    Source,
    Topic,
    place_in_year,
)

SLICE = 250
# Items that an undo restores or deletes at a time, each with its tags and revisions.
STEPS_UNDONE = 25
Outcome = SheetRow.Outcome
Status = EvidenceItem.Status
KeyT = TypeVar("KeyT")


class ChangedSince(Exception):
    """The bank is no longer as it was when the rows were planned; they have been planned anew."""


class RowsInError(Exception):
    """Rows cannot be imported, and nobody said to leave them out."""


def upload(data: bytes, topic: Topic, *, status: str, by: User | None) -> SheetImport:
    """Keep a file's rows as text, with a guess of its columns; SheetError where unreadable."""
    sheet = read_sheet(data)
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        made = SheetImport.objects.create(
            topic=topic,
            # Our own name: a file's may be anything.
            name=f"{sheet.kind} of {timezone.localtime():%-d %B %Y, %H:%M}",
            file_hash=digest,
            header=sheet.header,
            columns=guess_columns(sheet.header),
            remarks=_remarks(sheet, topic, digest),
            status=status,
            made_by=by,
        )
        SheetRow.objects.bulk_create(
            (SheetRow(sheet=made, number=number, cells=cells) for number, cells in sheet.rows),
            batch_size=SLICE,
        )
    return made


def _remarks(sheet: Sheet, topic: Topic, digest: str) -> list[str]:
    remarks = list(sheet.remarks)
    if repeated := repeated_names(sheet.header):
        remarks.append(f"Column names that stand more than once: {', '.join(repeated)}.")
    earlier = SheetImport.objects.filter(
        topic=topic, file_hash=digest, state=SheetImport.State.IMPORTED
    ).first()
    if earlier and earlier.imported_at:
        day = timezone.localtime(earlier.imported_at)
        remarks.append(f"This very file was imported already, on {day:%-d %B %Y at %H:%M}.")
    return remarks


def columns_of(sheet: SheetImport) -> dict[int, str]:
    """Our field by column number; JSON keeps numbers as text."""
    return {int(number): name for number, name in sheet.columns.items()}


def plan(sheet: SheetImport) -> None:
    """Work out what each row would do, and keep that; nothing is written to the bank."""
    cells = list(sheet.rows.values_list("number", "cells"))
    rows = plan_rows(
        Bank.of(sheet.topic), sheet.header, columns_of(sheet), cells, status=sheet.status
    )
    with transaction.atomic():
        sheet.rows.all().delete()
        for row in rows:
            row.sheet = sheet
        SheetRow.objects.bulk_create(rows, batch_size=SLICE)
        sheet.state = SheetImport.State.READY
        sheet.save(update_fields=["state", "columns"])


def run(sheet: SheetImport, *, by: User | None, leave_out_errors: bool) -> bool:
    """Import the rows to be taken, in one transaction; whether this call did it.

    Raises ChangedSince when the bank changed in a way that matters, RowsInError for bad rows.
    """
    try:
        with transaction.atomic():
            # Two imports into one topic come one after the other, and so does a double click.
            sheet = _locked(sheet)
            topic = sheet.topic
            if sheet.state != SheetImport.State.READY:
                return False
            rows = list(sheet.rows.all())
            _check_plan(sheet, rows)
            if not leave_out_errors and any(row.outcome == Outcome.ERROR for row in rows):
                raise RowsInError
            _write(sheet, topic, _jobs(rows, topic), by)
            sheet.state = SheetImport.State.IMPORTED
            sheet.imported_at = timezone.now()
            sheet.save(update_fields=["state", "imported_at", "new_sources"])
            topic.touch()
    except ChangedSince:
        plan(sheet)
        raise
    return True


def _check_plan(sheet: SheetImport, rows: list[SheetRow]) -> None:
    """Refuse rows that would now do something else than was shown."""
    now = plan_rows(
        Bank.of(sheet.topic),
        sheet.header,
        columns_of(sheet),
        [(row.number, row.cells) for row in rows],
        status=sheet.status,
        compare=False,
    )
    for row, again in zip(rows, now, strict=True):
        shown = Outcome.NEW if row.outcome == Outcome.DUPLICATE else row.outcome
        content = {**row.content, "alike": None} if row.content else None
        if (shown, content, row.item_id) != (again.outcome, again.content, again.item_id):
            raise ChangedSince


@dataclass
class _Job:
    """A row to be taken and the item it becomes."""

    row: SheetRow
    wanted: Wanted
    item: EvidenceItem

    @property
    def said(self) -> Content:
        """What the item will say."""
        return self.wanted.content


def _jobs(rows: list[SheetRow], topic: Topic) -> list[_Job]:
    taken = [row for row in rows if row.take and row.content]
    stored = EvidenceItem.objects.in_bulk([row.item_id for row in taken if row.item_id])
    return [
        _Job(
            row,
            Wanted(**row.content),
            stored[row.item_id] if row.item_id else EvidenceItem(topic=topic),
        )
        for row in taken
        if row.content
    ]


def _write(sheet: SheetImport, topic: Topic, jobs: list[_Job], by: User | None) -> None:
    """Write the items of the rows with their history."""
    remember_many([job.item for job in jobs if job.item.pk])
    new_sources = {key: said for job in jobs for key, said in job.wanted.new_sources.items()}
    Source.objects.bulk_create(
        (Source(key=key, **said) for key, said in new_sources.items()), batch_size=SLICE
    )
    sheet.new_sources = list(new_sources)
    labels = Labels.of(topic)
    for job in jobs:
        item = job.item
        item.key = job.wanted.key
        for name in PLAIN_FIELDS:
            setattr(item, name, job.said[name])
        item.in_year = place_in_year(item.date_note)
        item.main_theme = labels.themes[job.said["main_theme"]]
        if item.pk:
            # Nobody vouched for these words yet.
            item.checked_by = item.checked_on = None
            item.save()
    EvidenceItem.objects.bulk_create(
        (job.item for job in jobs if not job.item.pk), batch_size=SLICE
    )
    said_of = {job.item.pk: job.said for job in jobs}
    _write_tags(said_of, labels)
    others = _write_rivals(topic, said_of)
    for keys in _slices(list(said_of)):
        EvidenceItem.objects.filter(pk__in=keys).keep_names()
    _settle_status(jobs, labels, by)
    written = [*(job.item for job in jobs), *others]
    record_many(written, ItemChange.Verb.IMPORTED, by=by, batch=sheet.uuid)
    for job in jobs:
        job.row.item = job.item
        if by is not None and job.wanted.alike:
            # Who imports a likely duplicate has said that these are two facts.
            call_different(job.item, [job.wanted.alike], by=by)
    SheetRow.objects.bulk_update([job.row for job in jobs], ["item"], batch_size=SLICE)


def _write_tags(said_of: dict[int, Content], labels: Labels) -> None:
    """Replace leaders, themes, aspects and citations of items."""
    aspects = {f"{theme}/{slug}": each for (theme, slug), each in labels.aspects.items()}
    _replace(
        EvidenceItem.leaders.through,
        "leader_id",
        labels.leaders,
        {pk: said["leaders"] for pk, said in said_of.items()},
    )
    _replace(
        EvidenceItem.themes.through,
        "theme_id",
        labels.themes,
        {pk: said["themes"] for pk, said in said_of.items()},
    )
    _replace(
        EvidenceItem.aspects.through,
        "aspect_id",
        aspects,
        {pk: ["/".join(pair) for pair in said["aspects"]] for pk, said in said_of.items()},
    )
    for keys in _slices(list(said_of)):
        Citation.objects.filter(item__in=keys).delete()
    Citation.objects.bulk_create(
        (
            Citation(item_id=pk, source=labels.sources[key], locator=locator)
            for pk, said in said_of.items()
            for key, locator in said["sources"]
        ),
        batch_size=SLICE,
    )


def _replace(
    through: Any, column: str, labels: Mapping[str, models.Model], names_of: dict[int, list[str]]
) -> None:
    """Replace one kind of tag of items."""
    for keys in _slices(list(names_of)):
        through.objects.filter(evidenceitem_id__in=keys).delete()
    through.objects.bulk_create(
        (
            through(evidenceitem_id=pk, **{column: labels[name].pk})
            for pk, names in names_of.items()
            for name in names
        ),
        batch_size=SLICE,
    )


def _write_rivals(topic: Topic, said_of: dict[int, Content]) -> list[EvidenceItem]:
    """Link items with their rivals, both ways; return the other items whose links changed."""
    through = EvidenceItem.rivals.through
    before = {
        (one, other)
        for keys in _slices(list(said_of))
        for one, other in through.objects.filter(from_evidenceitem__in=keys).values_list(
            "from_evidenceitem", "to_evidenceitem"
        )
    }
    after = set()
    if any(said["rivals"] for said in said_of.values()):
        bank = EvidenceItem.objects.filter(topic=topic, owner=None)
        rows = bank.values_list("pk", "key", "uuid")
        by_name = {key or str(uuid): pk for pk, key, uuid in rows}
        # A rival in a row that is left out is not there yet.
        after = {
            (pk, by_name[name])
            for pk, said in said_of.items()
            for name in said["rivals"]
            if name in by_name
        }
    touched = {other for _, other in before ^ after if other not in said_of}
    others = list(EvidenceItem.objects.filter(pk__in=touched))
    remember_many(others)
    for one, other in before - after:
        through.objects.filter(from_evidenceitem=one, to_evidenceitem=other).delete()
        through.objects.filter(from_evidenceitem=other, to_evidenceitem=one).delete()
    links = {pair for one, other in after - before for pair in ((one, other), (other, one))}
    through.objects.bulk_create(
        (through(from_evidenceitem_id=one, to_evidenceitem_id=other) for one, other in links),
        batch_size=SLICE,
        # A link back may be there.
        ignore_conflicts=True,
    )
    return others


def _settle_status(jobs: list[_Job], labels: Labels, by: User | None) -> None:
    """Publish what is to be public, each with a new revision; the rest gets its status."""
    public = [job for job in jobs if job.wanted.status == Status.PUBLISHED]
    numbers = dict(
        EvidenceRevision.objects.filter(item__in=[job.item.pk for job in public])
        .order_by()
        .values_list("item")
        .annotate(n=models.Max("number"))
    )
    revisions = [_revision(job, numbers.get(job.item.pk, 0) + 1, labels, by) for job in public]
    EvidenceRevision.objects.bulk_create(revisions, batch_size=SLICE)
    for keys in _slices([job.item.pk for job in public]):
        # One statement: the newest revision of each is the one just made.
        newest = EvidenceRevision.objects.filter(item=models.OuterRef("pk")).order_by("-number")
        EvidenceItem.objects.filter(pk__in=keys).update(
            status=Status.PUBLISHED,
            revision=models.Subquery(newest.values("pk")[:1]),
            version=models.Subquery(newest.values("number")[:1]),
        )
    for status in (Status.DRAFT, Status.RETIRED):
        changed = [
            job.item.pk for job in jobs if job.wanted.status == status and job.item.status != status
        ]
        for keys in _slices(changed):
            EvidenceItem.objects.filter(pk__in=keys).update(status=status)


def _revision(job: _Job, number: int, labels: Labels, by: User | None) -> EvidenceRevision:
    """The item as it is published now, in the form that EvidenceItem.publish() gives it."""
    said = job.said
    main = said["main_theme"]
    aspects = [list(pair) for pair in labels.aspects]
    cited = [
        Citation(source=labels.sources[key], locator=place).text for key, place in said["sources"]
    ]
    return EvidenceRevision(
        item=job.item,
        number=number,
        made_by=by,
        **{name: said[name] for name in PLAIN_FIELDS},
        leaders=[code for code in labels.leaders if code in said["leaders"]],
        themes=[main, *(slug for slug in labels.themes if slug in said["themes"] and slug != main)],
        aspects=[slug for theme, slug in aspects if [theme, slug] in said["aspects"]],
        sources=cited,
    )


def undo(sheet: SheetImport, *, by: User) -> Undone | None:
    """Take an import back; none when it was not imported, or is taken back already.

    It is done in slices, so that people who are planning can write in between. Cut short, it
    goes on where it was when it is asked for again.
    """
    steps = ItemChange.objects.filter(batch=sheet.uuid, verb=ItemChange.Verb.IMPORTED)
    undone = Undone()
    for keys in _slices(list(steps.order_by("pk").values_list("pk", flat=True)), STEPS_UNDONE):
        with transaction.atomic():
            if _locked(sheet).state != SheetImport.State.IMPORTED:
                return None
            part = undo_batch(sheet.uuid, by=by, among=keys)
        undone.removed += part.removed
        undone.restored += part.restored
        undone.retired += part.retired
        undone.kept += part.kept
    with transaction.atomic():
        sheet = _locked(sheet)
        if sheet.state != SheetImport.State.IMPORTED:
            return None
        Source.objects.filter(key__in=sheet.new_sources, citations=None).delete()
        sheet.state = SheetImport.State.UNDONE
        sheet.save(update_fields=["state"])
        sheet.topic.touch()
    return undone


def _locked(sheet: SheetImport) -> SheetImport:
    """The import as it is now, locked against a second click; the topic against others."""
    Topic.objects.select_for_update().get(pk=sheet.topic_id)
    return SheetImport.objects.select_for_update().get(pk=sheet.pk)


def _slices(keys: list[KeyT], size: int = SLICE) -> Iterator[list[KeyT]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
