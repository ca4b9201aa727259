"""manage.py write_coverage: write the leader by theme table of a content pack to docs/."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.evidence.management.commands.load_pack import PACKS
from apps.evidence.packs.coverage import coverage_of
from apps.evidence.packs.schema import PackError, read_pack


class Command(BaseCommand):
    """Bring docs/coverage.md up to date with a pack; the database is not asked."""

    help = "Write how many items each leader has under each theme. See docs/content.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default="russia_1855_1991")
        parser.add_argument("--to", type=Path, default=settings.BASE_DIR / "docs" / "coverage.md")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pack = read_pack(PACKS / options["name"])
        except PackError as error:
            raise CommandError(str(error)) from error
        options["to"].write_text(coverage_of(pack), encoding="utf-8")
        self.stdout.write(f"Wrote {options['to']}: {len(pack.items)} items.")
