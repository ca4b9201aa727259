"""Snapshots for the checks, without a database: every builder has keyword defaults.

The question is Stalin and Khrushchev, 1941-64, as AQA sets it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from apps.plans.checks import Finding, check
from apps.plans.snapshot import (
    ComparandSnapshot,
    CriterionSnapshot,
    DismissalSnapshot,
    EvidenceSnapshot,
    LeaderRef,
    PlacementSnapshot,
    PlanSnapshot,
    PointSnapshot,
    QuestionSnapshot,
    RowSnapshot,
    SchemeSnapshot,
    SideSnapshot,
)

_serial = count(1)

THESIS = "Both ruled through one party, but after 1953 fear no longer held the system together."
EXPLANATION = (
    "This shows one-man rule because neither leader left any rival who could challenge him openly."
)
JUDGEMENT = (
    "Overall the differences outweigh the likenesses because losing a struggle cost a career "
    "under Khrushchev and a life under Stalin."
)

RULERS = {
    "LEN": ("Lenin", 1917, 1924),
    "STA": ("Stalin", 1924, 1953),
    "KHR": ("Khrushchev", 1953, 1964),
    "BRE": ("Brezhnev", 1964, 1982),
    "AND": ("Andropov", 1982, 1984),
    "CHE": ("Chernenko", 1984, 1985),
    "GOR": ("Gorbachev", 1985, 1991),
}


def fresh(prefix: str) -> str:
    """An id that no other value has."""
    return f"{prefix}-{next(_serial)}"


def scheme(**changes: Any) -> SchemeSnapshot:
    values: dict[str, Any] = {
        "key": "aqa-7042-essay-25",
        "version": 1,
        "title": "AQA essay",
        "board": "AQA",
        "board_key": "aqa",
        "total_marks": 25,
        "thresholds": {},
        "severities": {},
        "judgement_spelling": "judgement",
    }
    return SchemeSnapshot(**(values | changes))


def comparand(
    code: str, *, year_from: int | None = None, year_to: int | None = None, label: str = ""
) -> ComparandSnapshot:
    name, power_from, power_to = RULERS[code]
    return ComparandSnapshot(
        code=code,
        label=label or name,
        leaders=(code,),
        year_from=year_from or power_from,
        year_to=year_to or power_to,
    )


SIDES = (
    SideSnapshot("side-s", "More alike", "support", "similarity", "S"),
    SideSnapshot("side-c", "More different", "challenge", "difference", "C"),
)


def question(**changes: Any) -> QuestionSnapshot:
    values: dict[str, Any] = {
        "uuid": "question",
        "stem": "'More alike than different.' Assess the validity of this view.",
        "view": "More alike than different.",
        "task": "Assess the validity of this view.",
        "period_from": 1941,
        "period_to": 1964,
        "minutes": 45,
        "marks": 25,
        "template": "for_against",
        "key_terms": (),
        "scheme": scheme(),
        "comparands": (
            comparand("STA", year_from=1941),
            comparand("KHR"),
        ),
        "sides": SIDES,
        "question_themes": (),
        "themes": (),
        "leaders": tuple(
            LeaderRef(code, name, name, "circle", 1, power_from, power_to)
            for code, (name, power_from, power_to) in RULERS.items()
        ),
    }
    return QuestionSnapshot(**(values | changes))


def comparing(*codes: str, **changes: Any) -> QuestionSnapshot:
    """A question on whole reigns, one comparand for each ruler."""
    comparands = tuple(comparand(code) for code in codes)
    values = {
        "period_from": min((one.year_from for one in comparands), default=1917),
        "period_to": max((one.year_to for one in comparands), default=1991),
        "comparands": comparands,
    }
    return question(**(values | changes))


def evidence(**changes: Any) -> EvidenceSnapshot:
    values: dict[str, Any] = {
        "uuid": fresh("evidence"),
        "revision": 1,
        "title": "Anti-Party Group demoted, not shot",
        "text": "",
        "significance": "",
        "year_from": 1957,
        "year_to": 1957,
        "years": "June 1957",
        "kind": "event",
        "standing": "settled",
        "leaders": ("KHR",),
        "themes": (),
        "aspects": (),
        "sources": (),
        "is_private": False,
    }
    return EvidenceSnapshot(**(values | changes))


def placement(*codes: str, **changes: Any) -> PlacementSnapshot:
    """Evidence that counts for the comparands named, from their first year but one in power."""
    year = RULERS[codes[-1]][1] + 1 if codes else 1957
    if codes == ("STA",):
        year = 1949
    values: dict[str, Any] = {
        "uuid": fresh("placement"),
        "evidence": evidence(
            year_from=year, year_to=year, years=str(year), leaders=codes[-1:] or ("KHR",)
        ),
        "note": "",
        "is_context": False,
        "fit": "inside",
        "comparands": codes,
    }
    return PlacementSnapshot(**(values | changes))


def point(
    side: str = "S", placements: Sequence[PlacementSnapshot] | str = "STA KHR", **changes: Any
) -> PointSnapshot:
    """A point on side S or C. placements may be named by comparand: "STA STA KHR"."""
    if isinstance(placements, str):
        placements = [placement(code) for code in placements.split()]
    values: dict[str, Any] = {
        "uuid": fresh("point"),
        "number": "",
        "side": {"S": "side-s", "C": "side-c"}.get(side, side),
        "row": None,
        "claim": "Neither left a rival standing",
        "explanation": EXPLANATION,
        "criteria": (),
        "placements": tuple(placements),
    }
    return PointSnapshot(**(values | changes))


def criterion(text: str = "limits on the leader", **changes: Any) -> CriterionSnapshot:
    return CriterionSnapshot(**({"uuid": fresh("criterion"), "text": text} | changes))


def dismissal(code: str, target: str = "", reason: str = "I mean it") -> DismissalSnapshot:
    return DismissalSnapshot(code, target, reason)


def plan(points: Sequence[PointSnapshot] = (), **changes: Any) -> PlanSnapshot:
    """A plan; points are put in board order and numbered as the board numbers them."""
    asked: QuestionSnapshot = changes.get("question") or question()
    ordered = []
    for side in asked.sides:
        on_side = [one for one in points if one.side == side.uuid]
        for number, one in enumerate(on_side, start=1):
            values = {name: getattr(one, name) for name in PointSnapshot.__slots__}
            ordered.append(
                PointSnapshot(**(values | {"number": one.number or f"{side.letter}{number}"}))
            )
    values = {
        "uuid": "plan",
        "version": 1,
        "title": "My plan",
        "shape": "for_against",
        "question": asked,
        "thesis": "",
        "thesis_stance": None,
        "context": "",
        "judgement": "",
        "judgement_stance": None,
        "decisive_point": None,
        "concession": "",
        "criteria": (),
        "rows": (),
        "points": tuple(ordered),
        "dismissals": (),
        "saved_at": datetime(2026, 1, 5, 9, 30, tzinfo=UTC),
    }
    return PlanSnapshot(**(values | changes))


def dated(code: str, year: int, **changes: Any) -> PlacementSnapshot:
    """Evidence on one comparand, from one year."""
    held = evidence(year_from=year, year_to=year, years=str(year), leaders=(code,))
    return placement(code, evidence=held, **changes)


def row(theme: str | None = "terror", **changes: Any) -> RowSnapshot:
    """A row of the matrix; its id is its theme, or its label where it has none."""
    label = changes.get("label", (theme or "").capitalize())
    values: dict[str, Any] = {
        "uuid": theme or label,
        "kind": "theme" if theme else "factor",
        "theme": theme,
        "label": label,
        "is_named": False,
        "extent": None,
        "mini_judgement": "",
        "key_difference": "",
    }
    return RowSnapshot(**(values | changes))


def good_plan(**changes: Any) -> PlanSnapshot:
    """A plan in which no rule finds anything."""
    measures = (criterion("limits on the leader"), criterion("who was targeted"))
    tied = tuple(one.uuid for one in measures)
    values: dict[str, Any] = {
        "points": [
            point("S", [dated("STA", 1944), dated("KHR", 1961)], criteria=tied),
            point("S"),
            point("C"),
            point("C"),
        ],
        "thesis": THESIS,
        "thesis_stance": -1,
        "judgement": JUDGEMENT,
        "judgement_stance": -1,
        "concession": "Both kept one party in power.",
        "criteria": measures,
    }
    return plan(**(values | changes))


def found(snapshot: PlanSnapshot, code: str) -> list[Finding]:
    """The open findings of one rule."""
    return [one for one in check(snapshot).open if one.code == code]


def messages(snapshot: PlanSnapshot, code: str) -> list[tuple[str, str, str]]:
    """What one rule says: severity, title and message of each open finding."""
    return [(one.severity, one.title, one.message) for one in found(snapshot, code)]


def codes(snapshot: PlanSnapshot) -> list[str]:
    """The codes of the open findings, in order."""
    return [one.code for one in check(snapshot).open]
