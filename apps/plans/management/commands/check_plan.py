"""Check a plan outside the app: manage.py check_plan FILE --json, from a snapshot."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from pydantic import ValidationError

from apps.plans.checks import Finding, check
from apps.plans.snapshot import from_json


class Command(BaseCommand):
    """Read a snapshot (docs/snapshot.md), run every check and print what they find."""

    help = "Run the plan checks over a snapshot in JSON, as export_plan writes it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and say how to print."""
        parser.add_argument("file", help="a snapshot in JSON; - reads standard input")
        parser.add_argument("--json", action="store_true", help="print JSON instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print findings, the loudest first."""
        try:
            if options["file"] == "-":
                text = sys.stdin.buffer.read()
            else:
                text = Path(options["file"]).read_bytes()
            report = check(from_json(text))
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "the file"
            raise CommandError(f"Not a plan snapshot: {place}: {first['msg']}.") from error
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report), ensure_ascii=False, indent=2))
            return
        for finding in report.open:
            self.stdout.write(_line(finding))
        for finding in report.dismissed:
            self.stdout.write(f"{_line(finding)} (set aside: {finding.dismissed_reason})")
        for good in report.good:
            self.stdout.write(f"good  {good}")


def _line(finding: Finding) -> str:
    return f"{finding.severity:<5} {finding.code}  {finding.title}: {finding.message}"
