"""Compare the bank of a topic with itself and fill the queue of likely duplicates."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.curation.duplicates import find_duplicates
from apps.evidence.models import Topic


class Command(BaseCommand):
    """Say how many pairs now wait for a curator."""

    help = "Find items of a topic that may say the same thing. See docs/curating.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("topic", help="slug of the topic, such as russia-1855-1991")

    def handle(self, *args: Any, **options: Any) -> None:
        topic = Topic.objects.filter(slug=options["topic"]).first()
        if topic is None:
            known = ", ".join(Topic.objects.values_list("slug", flat=True)) or "none is loaded"
            raise CommandError(f"There is no topic {options['topic']}. Known: {known}.")
        waiting = find_duplicates(topic)
        noun = "pair waits" if waiting == 1 else "pairs wait"
        self.stdout.write(f"{waiting} {noun} in the queue of likely duplicates.")
