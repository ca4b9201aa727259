"""Write a plan as a snapshot in JSON: manage.py export_plan UUID."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.plans.board import load
from apps.plans.models import Plan
from apps.plans.snapshot import snapshot_of, to_json


class Command(BaseCommand):
    """Print the snapshot that the checks and every export are made from."""

    help = "Print a plan as a snapshot in JSON, which check_plan reads."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the plan's id."""
        parser.add_argument("uuid", help="the id in the plan's address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the snapshot."""
        try:
            uuid = UUID(options["uuid"])
        except ValueError as error:
            raise CommandError("That is not a plan's id.") from error
        plan = Plan.objects.with_question().filter(uuid=uuid, deleted_at=None).first()
        if plan is None:
            raise CommandError("There is no such plan.")
        self.stdout.write(to_json(snapshot_of(load(plan))))
