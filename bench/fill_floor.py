"""Fill the floor's database: python -m bench.fill_floor BANK FILE.

BANK is the JSON that fill_app wrote; FILE receives what the measurements need.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from bench import floor  # first: it sets Django up

from django.contrib.auth.models import User  # isort: skip
from django.core.management import call_command  # isort: skip
from django.db import connection, transaction  # isort: skip
from django.test import Client  # isort: skip

from bench.content import (  # isort: skip
    CARDS,
    CLAIM,
    EXPLANATION,
    NOTE,
    OTHER_CARDS,
    OTHER_POINTS,
    PLANS,
    POINTS,
    FloorContent,
)


def make_tables() -> None:
    """Make the tables, and the words to search."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in (floor.Item, floor.Plan, floor.Point, floor.Card):
            editor.create_model(model)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE VIRTUAL TABLE words USING fts5(title, text, content='bench_item', "
            "content_rowid='id', tokenize='porter unicode61 remove_diacritics 2', prefix='2 3')"
        )


def fill(owner: User, items: list[floor.Item], title: str, points: int, cards: int) -> floor.Plan:
    """Write a plan: cards in turn in each point."""
    plan = floor.Plan.objects.create(owner=owner, title=title)
    made = floor.Point.objects.bulk_create(
        floor.Point(
            plan=plan, claim=CLAIM.format(number + 1), explanation=EXPLANATION, position=number
        )
        for number in range(points)
    )
    floor.Card.objects.bulk_create(
        floor.Card(
            point=made[number % points],
            item=items[number % len(items)],
            note=NOTE if number % 2 else "",
            position=number // points,
        )
        for number in range(cards)
    )
    return plan


@transaction.atomic
def fill_all(bank: list[dict[str, str]]) -> FloorContent:
    """Make the owner, the bank and the plans; say how to reach them."""
    owner = User.objects.create_user("bench")
    items = floor.Item.objects.bulk_create(floor.Item(**item) for item in bank)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO words(words) VALUES('rebuild')")
    for number in range(PLANS - 1):
        fill(owner, items, f"Plan {number + 1}", OTHER_POINTS, OTHER_CARDS)
    plan = fill(owner, items, "The large plan", POINTS, CARDS)
    client = Client()
    client.force_login(owner)
    first, second = plan.points.order_by("position")[:2]
    return FloorContent(
        session=client.cookies["session"].value,
        plan=plan.pk,
        points=[first.pk, second.pk],
        card=first.cards.order_by("position")[0].pk,
    )


make_tables()
words = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["bank"]
Path(sys.argv[2]).write_text(json.dumps(asdict(fill_all(words))), encoding="utf-8")
