"""manage.py import_notes: make drafts of revision notes in a file, as the page does of a paste."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.curation.encodings import UnreadableText, decode
from apps.curation.notes import Notes, TooManyLines, read_notes
from apps.curation.pasting import MOST_BYTES, NotesRefused, as_data, store_notes, vocabulary_of
from apps.evidence.models import Topic


class Command(BaseCommand):
    """Read notes; with --dry-run only say what would be made of them."""

    help = "Make drafts of revision notes in a text file. See docs/content.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the notes as plain text")
        parser.add_argument("--topic", required=True, help="slug of the topic, as in its address")
        parser.add_argument("--name", default="", help="what to call the import")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument("--json", action="store_true", help="print all that was read as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        topic = Topic.objects.filter(slug=options["topic"]).first()
        if topic is None:
            known = ", ".join(Topic.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no topic {options['topic']!r}. Topics: {known}.")
        text = self._text_of(options["file"])
        try:
            read = read_notes(text, vocabulary_of(topic))
        except TooManyLines as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(as_data(read), indent=1))
        if options["dry_run"]:
            if not options["json"]:
                self.stdout.write(f"{_summary(read)} Nothing is written.")
            return
        name = " ".join((options["name"] or options["file"].stem).split())[:120]
        try:
            stored = store_notes(topic, name, text, by=None, read=read)
        except NotesRefused as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            return
        if stored.is_new:
            self.stdout.write(f"{_summary(read)} Made as {stored.notes.name!r}.")
        else:
            self.stdout.write(
                f"These notes were imported before, as {stored.notes.name!r}. Nothing is added."
            )

    def _text_of(self, path: Path) -> str:
        try:
            if path.stat().st_size > MOST_BYTES * 4:
                raise CommandError(f"{path} is larger than {MOST_BYTES * 4:,} bytes.")
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        try:
            text = decode(data)
        except UnreadableText as error:
            raise CommandError(f"{path}: {error}") from error
        size = len(text.encode())
        if size > MOST_BYTES:
            raise CommandError(
                f"{path} holds {size:,} bytes of text; at most {MOST_BYTES:,} at a time."
            )
        if not text.strip():
            raise CommandError(f"{path} is empty.")
        return text


def _summary(read: Notes) -> str:
    return (
        f"{len(read.cards)} cards, {read.drafts} drafts, {len(read.lost)} cards that lost their"
        f" heading, {len(read.dividers)} section dividers, {len(read.set_aside)} lines set aside."
    )
