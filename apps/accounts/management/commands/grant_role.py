"""Give somebody a role, or take it away."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User


class Command(BaseCommand):
    """manage.py grant_role USERNAME ROLE [--remove]."""

    help = "Give a person a role, or take it away with --remove. Roles are held together."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="capitals make no difference")
        parser.add_argument("role", choices=User.Role.values)
        parser.add_argument("--remove", action="store_true", help="take the role away")

    def handle(self, *args: Any, username: str, role: str, remove: bool, **options: Any) -> None:
        """Change one role and say which the person now holds."""
        user = User.objects.filter(username__iexact=username).first()
        if user is None:
            raise CommandError(f"There is no user called {username}.")
        if remove:
            user.remove_role(role)
        else:
            user.grant_role(role)
        held = " and ".join(user.roles) or "no role"
        self.stdout.write(f"{user.username} is now: {held}.")
