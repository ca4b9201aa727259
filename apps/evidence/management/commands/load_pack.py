"""manage.py load_pack: bring the evidence bank up to date with a content pack."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.evidence.packs.load import load
from apps.evidence.packs.schema import PackError, read_pack

PACKS = Path(__file__).resolve().parents[2] / "packs"


class Command(BaseCommand):
    """Load a content pack; safe to run again, edits made in the app are kept."""

    help = "Load a content pack into the evidence bank. See docs/content.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the folder of the pack, such as russia_1855_1991")
        parser.add_argument(
            "--dir", type=Path, default=PACKS, help="the folder that holds the packs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load(read_pack(options["dir"] / options["name"]))
        except PackError as error:
            raise CommandError(str(error)) from error
        for key, reason in report.conflicts.items():
            self.stdout.write(f"Kept {key}: {reason}, so the pack did not change it.")
        for key in report.not_in_pack:
            self.stdout.write(f"Left {key}: it is no longer in the pack.")
        self.stdout.write(
            f"{len(report.new)} new, {len(report.updated)} updated, {len(report.same)} same,"
            f" {len(report.conflicts)} conflicts, {len(report.not_in_pack)} not in the pack,"
            f" {len(report.headings)} leaders, themes, aspects or sources written."
        )
