"""Where each rule begins to speak, and how loudly; a mark scheme may set both."""

from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from apps.plans.snapshot import SchemeSnapshot

Severity = Literal["fix", "warn", "tip"]

SEVERITIES: tuple[Severity, ...] = ("fix", "warn", "tip")
"""From the loudest to the quietest."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers the rules read; a scheme's thresholds of the same names replace them."""

    min_points: int | float = 4
    max_points: int | float = 8
    balance_ratio: int | float = 0.5
    end_on_points: int | float = 4
    pair_share: int | float = 0.5
    skew_share: int | float = 0.25
    touched_share: int | float = 0.6
    min_touched: int | float = 0
    """With five or more comparands: how many to touch at least; 0 means by touched_share."""
    background_items: int | float = 1
    background_share: int | float = 0.15
    min_evidence: int | float = 2
    reuse_points: int | float = 3
    distinct_share: int | float = 1.5
    """Different pieces of evidence for each point."""
    shared_share: int | float = 0.7
    """How much evidence two points share before they look alike."""
    min_themes: int | float = 3
    gap_years: int | float = 15
    """Periods shorter than this are not looked at in thirds."""
    requires_synthesis: bool = False
    min_rulers: int | float = 3
    """With synthesis asked for: how many rulers a theme should draw on."""
    factor_share: int | float = 0.5
    explanation_words: int | float = 12
    thesis_words: int | float = 10
    restated_share: int | float = 0.8
    requires_context: bool = False
    context_words: int | float = 20
    requires_criteria: bool = False
    min_criteria: int | float = 2
    judgement_words: int | float = 15
    clear_majority: int | float = 0.6


_MOST = 1_000_000
"""No threshold is larger: more than any plan can hold."""

_BY_BOARD: dict[str, dict[str, Any]] = {
    # AP welcomes wider events as context, so only a plan made mostly of background is flagged.
    "ap": {"background_items": _MOST, "background_share": 0.5},
}
"""Defaults that differ by the key of the exam board."""

_BY_SCHEME: dict[str, dict[str, Any]] = {"ocr-h505-thematic-25": {"min_touched": 5}}
"""Defaults that differ by the key of the mark scheme; these win over the board's."""


def thresholds_of(scheme: SchemeSnapshot) -> Thresholds:
    """Return the defaults as changed by the board, the kind of essay and the scheme itself.

    Schemes are edited by people, so a value of the wrong kind leaves the default in place.
    """
    wanted: dict[str, Any] = {
        **_BY_BOARD.get(scheme.board_key, {}),
        **_BY_SCHEME.get(scheme.key, {}),
    }
    usual = Thresholds()
    for name in (one.name for one in fields(Thresholds)):
        value = scheme.thresholds.get(name)
        if isinstance(getattr(usual, name), bool):
            if isinstance(value, bool):
                wanted[name] = value
        elif isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _MOST:
            wanted[name] = value
    return replace(usual, **wanted)


def severity_of(
    scheme: SchemeSnapshot, code: str, usual: Severity, *, is_mild: bool
) -> Severity | None:
    """Return how loudly a rule speaks under this scheme; None when the scheme turns it off.

    The mild form of a rule follows the scheme downwards but is never made louder by it.
    """
    wanted = scheme.severities.get(code)
    if wanted == "off":
        return None
    for severity in SEVERITIES:
        if severity == wanted:
            return max(usual, severity, key=SEVERITIES.index) if is_mild else severity
    return usual
