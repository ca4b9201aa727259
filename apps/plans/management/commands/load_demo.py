"""Make the demo school's accounts: manage.py load_demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.plans.demo import DEMO_PEOPLE, load_people


class Command(BaseCommand):
    """Make what is missing of the demo school; changed passwords and work stay as they are."""

    help = "Make the demo accounts that are missing, for trying the app on your own machine."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_LOCAL:
            # The passphrases are public: an admin account with one must not be reachable.
            raise CommandError(
                f"{settings.SITE_URL} can be reached by others, and everyone knows the demo "
                "passphrases. Demo accounts are only for a site on 127.0.0.1."
            )
        made = {person.username for person in load_people()}
        if options["verbosity"] == 0:
            return
        for person in DEMO_PEOPLE:
            state = "made" if person.username in made else "was there, left as it is"
            self.stdout.write(f"{person.username} ({person.role}): {state}")
