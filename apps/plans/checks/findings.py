"""The values the checks pass about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from apps.plans.checks.thresholds import Severity

TargetKind = Literal[
    "plan",
    "side",
    "row",
    "point",
    "placement",
    "criterion",
    "thesis",
    "context",
    "judgement",
    "criteria",
]


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that fired: what it is about, and what its message needs to name.

    variant chooses among a rule's wordings; see messages.
    """

    code: str
    target: str = ""
    target_kind: TargetKind = "plan"
    params: Mapping[str, str] = field(default_factory=dict)
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. target is an id on the board, or "" for the plan as a whole.

    dismissed_reason is the student's reason for setting it aside, None while it is open.
    """

    code: str
    severity: Severity
    target: str
    target_kind: TargetKind
    title: str
    message: str
    why: str
    dismissed_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All that check found; open and dismissed are ordered by severity, then down the board."""

    open: tuple[Finding, ...]
    dismissed: tuple[Finding, ...]
    good: tuple[str, ...]
