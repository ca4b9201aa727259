"""Delete plans that nobody can open again: manage.py clear_old_plans, once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.plans.copying import PLANS_A_SLICE, clear_old_plans


class Command(BaseCommand):
    """Delete demo boards after a day and plans after 30 days in the bin, slice by slice."""

    help = "Delete demo boards that are a day old and plans that were in the bin for 30 days."

    def handle(self, *args: Any, **options: Any) -> None:
        total = deleted = clear_old_plans()
        while deleted == PLANS_A_SLICE:
            deleted = clear_old_plans()
            total += deleted
        if options["verbosity"]:
            self.stdout.write(f"Deleted {total} old plan{'' if total == 1 else 's'}.")
