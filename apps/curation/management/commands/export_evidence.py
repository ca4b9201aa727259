"""manage.py export_evidence: the bank as a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.curation.exporting import TYPES, export
from apps.evidence.models import EvidenceItem, Topic


class Command(BaseCommand):
    """Write items of the bank as CSV, XLSX, JSON or an Anki deck; private items never."""

    help = "Export the evidence bank to a file. See docs/importing.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write; replaced if it is there")
        parser.add_argument("--format", required=True, choices=list(TYPES))
        parser.add_argument("--status", choices=EvidenceItem.Status.values)
        parser.add_argument("--topic", help="the slug of a topic; all topics without it")

    def handle(self, *args: Any, **options: Any) -> None:
        items = EvidenceItem.objects.filter(owner=None).order_by("year_from", "in_year", "pk")
        topic = None
        if slug := options["topic"]:
            topic = Topic.objects.filter(slug=slug).first()
            if topic is None:
                raise CommandError(f"There is no topic {slug}.")
            items = items.filter(topic=topic)
        if options["status"]:
            items = items.filter(status=options["status"])
        if options["format"] == "apkg":
            items = items.published()
        try:
            options["file"].write_bytes(export(items, topic, options["format"]))
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{items.count()} items written to {options['file']}.")
