"""What both sides are filled with: the same sizes, the same words."""

from dataclasses import dataclass
from typing import Any

POINTS, CARDS = 12, 80
PLANS, OTHER_POINTS, OTHER_CARDS = 200, 4, 20
CLAIM = "Claim {}: both ruled through the party, but one of them used it to reach the country"
EXPLANATION = (
    "This answers the question because it shows how far the two agree on the measure chosen, "
    "and where the likeness ends once the scale of what was done is weighed."
)
NOTE = "Use this for the turn in the second half of the paragraph."
# A word that fills one page of results.
WORD = "camp"


@dataclass(frozen=True)
class BankItem:
    """An item of the bank, as the floor keeps it."""

    title: str
    text: str
    years: str
    source: str


@dataclass(frozen=True)
class AppContent:
    """Where the app's pages are, who asks for them, and the bank's words for the floor."""

    session: str
    board: str
    half_board: str
    operations: str
    panel: str
    plans: str
    evidence: str
    questions: str
    points: list[str]
    card: str
    database_options: dict[str, Any]
    bank: list[BankItem]


@dataclass(frozen=True)
class FloorContent:
    """The floor's large plan and who asks for it."""

    session: str
    plan: int
    points: list[int]
    card: int
