"""The evidence bank: what happened, under whom, on which theme, and who says so."""

from apps.evidence.models.changes import ItemChange
from apps.evidence.models.headings import Aspect, Leader, Source, Theme, Topic, words_of
from apps.evidence.models.items import (
    Citation,
    EvidenceItem,
    EvidenceItemQuerySet,
    EvidenceRevision,
    place_in_year,
    shown_years,
)

__all__ = [
    "Aspect",
    "Citation",
    "EvidenceItem",
    "EvidenceItemQuerySet",
    "EvidenceRevision",
    "ItemChange",
    "Leader",
    "Source",
    "Theme",
    "Topic",
    "place_in_year",
    "shown_years",
    "words_of",
]
