"""Make people and plans for checking an installation from outside: manage.py seed_check."""

import json
import secrets
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from apps.accounts.models import User
from apps.evidence.models import EvidenceItem
from apps.plans import operations, schema
from apps.plans.demo import ADMIN, CURATOR, TEACHER
from apps.plans.desk import Who
from apps.plans.models import Plan
from apps.questions.models import Question

SCHOOLS = (1, 2)
ROLES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("student", {}),
    ("classmate", {}),
    ("teacher", TEACHER),
    ("other_teacher", TEACHER),
    ("curator", CURATOR),
    ("admin", ADMIN),
)
CARDS_IN_A_POINT = 3


class Command(BaseCommand):
    """Make fresh people of every role for two schools, and a filled plan in each.

    Every run makes new accounts with random names and passwords, so it can be run again and
    again and beside real data. The plans are built by the same operations as a student's.
    """

    help = "Make people of every role and two filled plans; print their names, passwords and ids."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON for a program to read")

    def handle(self, *args: Any, **options: Any) -> None:
        question, items = choose_content()
        suffix = secrets.token_hex(4)
        people, plans = [], []
        for school in SCHOOLS:
            for role, rights in ROLES:
                password = secrets.token_urlsafe(15)
                user = User.objects.create_user(
                    f"{role}-{school}-{suffix}",
                    password=password,
                    display_name=f"{role.replace('_', ' ').capitalize()} {school}",
                    **rights,
                )
                people.append(
                    {
                        "school": school,
                        "role": role,
                        "username": user.username,
                        "display_name": user.display_name,
                        "password": password,
                    }
                )
                if role == "student":
                    plans.append({"school": school, **seed_plan(user, question, items)})
        if options["json"]:
            self.stdout.write(json.dumps({"people": people, "plans": plans}, indent=2))
            return
        for person in people:
            self.stdout.write(f"{person['username']}  {person['password']}")
        for plan in plans:
            self.stdout.write(f"{plan['address']}  plan of {plan['student']}")


def choose_content() -> tuple[Question, list[EvidenceItem]]:
    """Return a question of the bank and evidence from its years."""
    questions = Question.objects.published().with_parts().order_by("pk")
    if not questions:
        raise CommandError("There are no questions yet: run manage.py load_questions first.")
    for question in questions:
        items = list(
            EvidenceItem.objects.published()
            .filter(topic=question.topic)
            .in_years(question.period_from, question.period_to)
            .order_by("pk")[: 2 * CARDS_IN_A_POINT]
        )
        if len(items) >= CARDS_IN_A_POINT:
            return question, items
    raise CommandError("No question has enough evidence: run manage.py load_pack first.")


def seed_plan(student: User, question: Question, items: list[EvidenceItem]) -> dict[str, Any]:
    """Build a plan with two points on each side, and say what is in it by id."""
    plan = Plan.objects.create(
        student=student,
        question=question,
        title="A plan for checking",
        shape=question.template,
    )
    points = []
    for side in question.sides.all():
        for number in (1, 2):
            claim = f"{side.label}: argument {number}"
            point = _add(plan, student, "point", side=str(side.uuid), claim=claim)
            first = (number - 1) * CARDS_IN_A_POINT % len(items)
            chosen = [items[(first + step) % len(items)] for step in range(CARDS_IN_A_POINT)]
            placements = [
                {
                    "id": _add(plan, student, "placement", point=point, evidence=str(item.uuid)),
                    "evidence": str(item.uuid),
                }
                for item in chosen
            ]
            points.append({"id": point, "side": str(side.uuid), "placements": placements})
    plan.refresh_from_db(fields=["version"])
    return {
        "id": str(plan.uuid),
        "address": reverse("plans:show_plan", args=[plan.uuid]),
        "student": student.username,
        "question": str(question.uuid),
        "version": plan.version,
        "points": points,
    }


def _add(plan: Plan, student: User, noun: str, **values: str) -> str:
    target = str(uuid4())
    operations.apply(
        plan_uuid=plan.uuid,
        who=Who(student),
        operation=schema.read_operation(
            {"id": str(uuid4()), "verb": "add", "noun": noun, "target": target, **values}
        ),
    )
    return target
