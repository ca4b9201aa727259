"""The Anki deck of a plan's evidence, read back from the file."""

import json
import sqlite3
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from apps.plans.models import Plan
from tests.factories import make_evidence, make_placement, make_plan, make_point


def read(content: bytes, folder: Path) -> sqlite3.Connection:
    ZipFile(BytesIO(content)).extract("collection.anki2", folder)
    return sqlite3.connect(folder / "collection.anki2")


def decks(base: sqlite3.Connection) -> list[str]:
    (text,) = base.execute("SELECT decks FROM col").fetchone()
    return sorted(deck["name"] for deck in json.loads(text).values())


@pytest.fixture
def plan(student) -> Plan:
    plan = make_plan(student, title="Alike or not")
    first, second = make_point(plan), make_point(plan, 1)
    shared = make_evidence("Shared <b>", text="One\nTwo", significance="Why")
    make_placement(first, shared)
    make_placement(second, make_evidence("Freed", leaders=("KHR",), standing="disputed"))
    make_placement(second, shared)
    return plan


def test_deck_holds_each_item_once_in_board_order(student_client, plan, tmp_path):
    response = student_client.get(f"/plans/{plan.uuid}/deck/")
    assert response["Content-Disposition"] == 'attachment; filename="alike-or-not.apkg"'
    base = read(response.content, tmp_path)
    assert decks(base) == ["Alike or not: evidence", "Default"]
    notes = base.execute("SELECT guid, flds, tags FROM notes ORDER BY id").fetchall()
    uuids = [str(one.evidence.uuid) for one in plan.placements.order_by("pk")[:2]]
    assert [guid for guid, _, _ in notes] == uuids
    assert notes[0][1].split("\x1f") == [
        "Stalin · Terror · 1945<br>What happened?",
        "Shared &lt;b&gt;",
        "One<br>Two",
        "Why",
        "Settled.",
    ]
    assert notes[0][2].split() == ["STA", "terror"]
    assert notes[1][1].split("\x1f")[-1] == "Disputed."


def test_deck_of_an_empty_plan_is_empty(student_client, student, tmp_path):
    response = student_client.get(f"/plans/{make_plan(student).uuid}/deck/")
    base = read(response.content, tmp_path)
    assert base.execute("SELECT count(*) FROM notes").fetchone() == (0,)
