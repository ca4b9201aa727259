"""Fill the app's database for the measurements: python -m bench.fill_app FILE.

The content is loaded already. One student gets the large board, that board with half its
cards, and a list of 200 plans. FILE receives what the measurements need, as JSON.
"""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "essayplanner.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402  # needs the set-up above
from django.db import connection, transaction  # noqa: E402  # as above
from django.test import Client  # noqa: E402  # as above
from django.urls import reverse  # noqa: E402  # as above

from apps.accounts.models import User  # noqa: E402  # as above
from apps.evidence.models import EvidenceItem  # noqa: E402  # as above
from apps.plans.models import Placement, Plan, Point  # noqa: E402  # as above
from apps.questions.models import Question  # noqa: E402  # as above
from bench.content import (  # noqa: E402  # as above
    CARDS,
    CLAIM,
    EXPLANATION,
    NOTE,
    OTHER_CARDS,
    OTHER_POINTS,
    PLANS,
    POINTS,
    AppContent,
    BankItem,
)


def fill(
    student: User,
    question: Question,
    items: list[EvidenceItem],
    title: str,
    points: int,
    cards: int,
) -> Plan:
    """Write a plan: points in turn on each side and each row, cards in turn in each point."""
    plan = Plan.objects.create(
        student=student,
        question=question,
        title=title,
        shape=question.template,
        thesis=EXPLANATION,
        thesis_stance=1,
        judgement=EXPLANATION,
        judgement_stance=1,
    )
    sides = list(question.sides.all())
    rows = [
        plan.rows.create(uuid=uuid4(), theme=theme, label=theme.name, position=position)
        for position, theme in enumerate(question.themes.all()[:3])
    ]
    plan.criteria.create(uuid=uuid4(), text="scale", position=0)
    made = Point.objects.bulk_create(
        Point(
            plan=plan,
            uuid=uuid4(),
            side=sides[number % len(sides)],
            row=rows[number // len(sides) % len(rows)] if rows else None,
            position=number // len(sides),
            claim=CLAIM.format(number + 1),
            explanation=EXPLANATION,
        )
        for number in range(points)
    )
    Placement.objects.bulk_create(
        Placement(
            plan=plan,
            point=made[number % points],
            uuid=uuid4(),
            evidence=(item := items[number % len(items)]),
            revision=item.revision,
            note=NOTE if number % 2 else "",
            position=number // points,
        )
        for number in range(cards)
    )
    return plan


def choose_content() -> tuple[Question, list[EvidenceItem]]:
    """The question whose years hold most of the bank, and the items of those years."""
    choices = [
        (
            question,
            list(
                EvidenceItem.objects.published()
                .with_revision()
                .filter(topic=question.topic)
                .in_years(question.period_from, question.period_to)
            ),
        )
        for question in Question.objects.published().order_by("pk")
        if question.sides.count() == 2
    ]
    return max(choices, key=lambda choice: len(choice[1]))


@transaction.atomic
def fill_all() -> AppContent:
    """Make the student and the plans; say how to reach them."""
    question, items = choose_content()
    student = User.objects.create_user("bench", password=None, display_name="Bench")
    for number in range(PLANS - 2):
        title = f"Plan {number + 1}"
        fill(student, question, items, title, OTHER_POINTS, OTHER_CARDS)
    half = fill(student, question, items, "Half the cards", POINTS, CARDS // 2)
    plan = fill(student, question, items, "The large plan", POINTS, CARDS)
    client = Client()
    client.force_login(student)
    first, second = plan.points.order_by("pk")[:2]
    return AppContent(
        session=client.cookies[settings.SESSION_COOKIE_NAME].value,
        board=reverse("plans:show_plan", args=[plan.uuid]),
        half_board=reverse("plans:show_plan", args=[half.uuid]),
        operations=reverse("plans:apply_operations", args=[plan.uuid]),
        panel=reverse("plans:list_panel", args=[plan.uuid]),
        plans=reverse("plans:list_plans"),
        evidence=reverse("evidence:list_evidence"),
        questions=reverse("questions:list_questions"),
        points=[str(first.uuid), str(second.uuid)],
        card=str(first.placements.order_by("position")[0].uuid),
        database_options=connection.settings_dict["OPTIONS"],
        bank=[
            BankItem(item.title, item.text, item.years, "; ".join(item.revision.sources))
            for item in EvidenceItem.objects.published().with_revision()
            if item.revision
        ],
    )


Path(sys.argv[1]).write_text(json.dumps(asdict(fill_all())), encoding="utf-8")
