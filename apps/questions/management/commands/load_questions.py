"""Load boards, papers, mark schemes and questions; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.questions.content_schema import ContentError
from apps.questions.loading import load_questions


class Command(BaseCommand):
    """Add what is new, update what changed, leave alone what people edited."""

    help = "Load boards, papers, mark schemes and questions from apps/questions/content."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was done."""
        try:
            report = load_questions()
        except ContentError as error:
            raise CommandError(str(error)) from error
        for name in report.left_alone:
            self.stdout.write(self.style.WARNING(f"Left alone: {name}"))
        self.stdout.write(
            f"Questions and mark schemes: {len(report.added)} added, "
            f"{len(report.updated)} updated, {len(report.unchanged)} unchanged, "
            f"{len(report.left_alone)} left alone."
        )
