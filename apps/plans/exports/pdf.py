"""A plan as a PDF that screen readers can follow: whole, on one side of A4, or as cards.

Typst sets the templates beside this file. Texts reach them as data and are never read as
markup. The files meet PDF/UA-1; only one whose text has a character that the font lacks, such
as an emoji, does not claim to, though it is tagged all the same.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any

from django.db import models

from apps.plans.exports.document import EvidenceText, PlanText

HERE = Path(__file__).parent
SECONDS = 20
PATIENCE = 2
logger = logging.getLogger(__name__)


class PdfForm(models.TextChoices):
    """What a PDF holds; each has the template of its name."""

    SIDE = "side", "One side of A4"
    FULL = "full", "The whole plan"
    CARDS = "cards", "Evidence to cut out"


class NotSet(Exception):
    """A plan that could not be set as a PDF, or not in time."""


# Each takes a processor and up to some 300 MB while it lasts: others of this process wait.
_one_at_a_time = Lock()


def pdf_file(plan: PlanText, form: PdfForm) -> bytes:
    """Write a plan as a PDF, tagged and with its title and language."""
    data = asdict(plan) | {"cards": _cards(plan), "saved_at": None}
    made_at = str(int(plan.saved_at.timestamp()))
    # Waiting requests keep a thread each from everybody else, so none waits for long.
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise NotSet
    try:
        done = subprocess.run(  # noqa: S603  # our own program; the plan goes in as its input
            # Apart from the files beside it, whose names are those of well-known packages.
            [sys.executable, "-I", HERE / "typeset.py", f"{form}.typ", made_at],
            input=json.dumps(data, ensure_ascii=False).encode(),
            capture_output=True,
            check=True,
            timeout=SECONDS,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise NotSet from error
    except subprocess.CalledProcessError as error:
        # What Typst said may quote the plan, which does not belong into a log.
        logger.error("A PDF of the form %s could not be set (%s)", form, error.returncode)
        raise NotSet from error
    finally:
        _one_at_a_time.release()
    return done.stdout


def _cards(plan: PlanText) -> list[dict[str, Any]]:
    """Each item once, with the numbers of the points it stands in."""
    placed = [(card.uuid, point.number, card) for point in plan.points for card in point.evidence]
    first = {uuid: place for place, (uuid, _, _) in reversed(list(enumerate(placed)))}
    placed.sort(key=lambda one: first[one[0]])
    return [
        _card([(number, card) for _, number, card in found])
        for _, found in groupby(placed, key=lambda one: one[0])
    ]


def _card(placed: Sequence[tuple[str, EvidenceText]]) -> dict[str, Any]:
    cards = [card for _, card in placed]
    remarks = dict.fromkeys(remark for card in cards for remark in card.remarks)
    notes = dict.fromkeys(card.note for card in cards if card.note)
    return {
        **asdict(cards[0]),
        "points": ", ".join(number for number, _ in placed),
        "remarks": list(remarks),
        "note": "\n".join(notes),
    }
