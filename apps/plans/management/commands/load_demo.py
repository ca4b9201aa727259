"""Make the demo school's accounts and the sample plan: manage.py load_demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User
from apps.plans.copying import copy_plan
from apps.plans.demo import DEMO_PEOPLE, close_published_accounts, load_people
from apps.plans.sample import load_sample
from apps.questions.models import Question


class Command(BaseCommand):
    """Load the sample plan of the landing page, and make what is missing of the demo school.

    Changed passwords and work stay as they are. Where others can reach the site, only the
    sample plan is loaded, and accounts made earlier that anyone could sign in to are closed.
    """

    help = "Load the sample plan; on your own machine also make the demo accounts that are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sample = load_sample()
        except Question.DoesNotExist:
            raise CommandError("Load the content first: load_pack, then load_questions.") from None
        if not settings.IS_LOCAL:
            # The passphrases are public: an admin account with one must not be reachable.
            self.stdout.write(
                f"No demo accounts: {settings.SITE_URL} can be reached by others, and everyone "
                "knows the demo passphrases."
            )
            for person in close_published_accounts():
                self.stdout.write(
                    f"{person.username} ({person.role}): closed, it still had the demo passphrase"
                )
            return
        made = {person.username for person in load_people()}
        for person in DEMO_PEOPLE:
            if person.username in made and "student" in person.role:
                student = User.objects.get(username=person.username)
                copy_plan(sample, student=student, title="Example (yours to change)")
        if options["verbosity"] == 0:
            return
        for person in DEMO_PEOPLE:
            state = "made" if person.username in made else "was there, left as it is"
            self.stdout.write(f"{person.username} ({person.role}): {state}")
