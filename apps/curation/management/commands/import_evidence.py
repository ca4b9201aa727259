"""manage.py import_evidence: a spreadsheet into the bank."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.curation.models import SheetImport, SheetRow
from apps.curation.sheets.limits import MOST_BYTES, SheetError
from apps.curation.sheets.match import faults_of, guess_columns
from apps.curation.sheets.plan import Bank, plan_rows
from apps.curation.sheets.read import read_sheet
from apps.curation.sheets.write import RowsInError, plan, run, upload
from apps.evidence.models import EvidenceItem, Topic


class Command(BaseCommand):
    """Import a CSV, TSV or XLSX file, all rows or none; the same code as the pages."""

    help = "Import a spreadsheet into the evidence bank. See docs/importing.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--topic", required=True, help="the slug of the topic")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do")
        parser.add_argument(
            "--status",
            choices=[EvidenceItem.Status.DRAFT.value, EvidenceItem.Status.PUBLISHED.value],
            default=EvidenceItem.Status.DRAFT.value,
            help="of rows that do not say theirs (draft)",
        )
        parser.add_argument(
            "--leave-out-errors", action="store_true", help="import the rows without errors"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        topic = Topic.objects.filter(slug=options["topic"]).first()
        if topic is None:
            raise CommandError(f"There is no topic {options['topic']}.")
        try:
            data = _read(options["file"])
            if options["dry_run"]:
                rows = _look(data, topic, options["status"])
                self._tell(rows)
                return
            sheet = upload(data, topic, status=options["status"], by=None)
        except SheetError as error:
            raise CommandError(str(error)) from error
        try:
            self._run(sheet, leave_out_errors=options["leave_out_errors"])
        except CommandError:
            sheet.delete()
            raise

    def _run(self, sheet: SheetImport, *, leave_out_errors: bool) -> None:
        columns = {int(number): name for number, name in sheet.columns.items()}
        _check_columns(columns, sheet.header)
        plan(sheet)
        self._tell(list(sheet.rows.all()))
        try:
            run(sheet, by=None, leave_out_errors=leave_out_errors)
        except RowsInError:
            raise CommandError("Nothing was imported: mend the rows with errors first.") from None
        taken = sheet.rows.filter(take=True).count()
        self.stdout.write(f"{taken} rows imported as “{sheet.name}”; the page of it can undo them.")

    def _tell(self, rows: list[SheetRow]) -> None:
        for row in rows:
            for problem in row.problems:
                self.stdout.write(f"row {row.number}, {problem}")
        counts = Counter(row.outcome for row in rows)
        said = [f"{counts[each.value]} {each.label.lower()}" for each in SheetRow.Outcome]
        self.stdout.write(f"{len(rows)} rows: {', '.join(said)}.")


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            # One byte more than may be: enough to see that it is too large.
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


def _look(data: bytes, topic: Topic, status: str) -> list[SheetRow]:
    """What importing would do; nothing is stored, not even the upload."""
    sheet = read_sheet(data)
    columns = guess_columns(sheet.header)
    _check_columns(columns, sheet.header)
    return plan_rows(Bank.of(topic), sheet.header, columns, sheet.rows, status=status)


def _check_columns(columns: dict[int, str], header: list[str]) -> None:
    if faults := faults_of(columns, header):
        raise CommandError(f"{' '.join(faults)} The file has: {', '.join(header)}.")
