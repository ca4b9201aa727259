"""The evidence panel beside the board: the bank, narrowed to what this question can use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import User
from apps.evidence.highlight import Marker
from apps.evidence.models import EvidenceItem
from apps.evidence.search import BestMatches, EvidenceFilter, Facet, count_found, facet_counts, find
from apps.plans.display import ChipRef, leader_chips, period
from apps.plans.models import Plan
from apps.plans.snapshot import PlanSnapshot, ThemeRef

PAGE_SIZE = 30
# Counting on would read the whole bank; the page says "more than" instead.
COUNT_LIMIT = 1000


class PanelFilter(EvidenceFilter):
    """The bank's filter, with what only a plan knows: its years and what it uses already."""

    outside = forms.BooleanField(label="Also outside the period", required=False)
    unused = forms.BooleanField(label="Hide used", required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    @property
    def wants_outside(self) -> bool:
        """Whether items outside the question's years are asked for."""
        self.is_valid()
        return bool(self.cleaned_data.get("outside"))

    @property
    def wants_unused(self) -> bool:
        """Whether items placed already are to be left out."""
        self.is_valid()
        return bool(self.cleaned_data.get("unused"))

    @property
    def page_number(self) -> int:
        """The page asked for, 1 when none or nonsense."""
        self.is_valid()
        return int(self.cleaned_data.get("page") or 1)

    @property
    def leader_values(self) -> list[str]:
        """Codes of the leaders asked for."""
        return self.values("leader")

    def parameters(self) -> list[tuple[str, str]]:
        """The filter as address parameters, the plan's own switches included."""
        found = super().parameters()
        if self.wants_outside:
            found.append(("outside", "1"))
        if self.wants_unused:
            found.append(("unused", "1"))
        return found


@dataclass(frozen=True, slots=True)
class PanelCard:
    """An item of the bank as the panel shows it; used_in are the numbers of its points."""

    item: EvidenceItem
    chips: tuple[ChipRef, ...]
    theme: ThemeRef | None
    used_in: str
    is_outside: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """One page of the evidence panel."""

    filter: PanelFilter
    marker: Marker
    cards: tuple[PanelCard, ...]
    total: str
    outside: str
    period: str
    next_page: int | None
    facets: list[Facet]


def _in_words(count: int) -> str:
    return f"more than {COUNT_LIMIT:,}" if count > COUNT_LIMIT else f"{count:,}"


def panel_of(
    plan: Plan,
    snapshot: PlanSnapshot,
    *,
    user: User | AnonymousUser,
    data: Mapping[str, Any],
    with_counts: bool = False,
) -> Panel:
    """Find one page of evidence for a plan; with_counts adds what each filter would give."""
    question = snapshot.question
    chosen = PanelFilter(
        data, topic=plan.question.topic, user=user if user.is_authenticated else None
    )
    # A plan places published items only, whatever its owner may see in the bank.
    chosen.fields.pop("status", None)
    bank = EvidenceItem.objects.placeable_by(user).filter(topic=plan.question.topic)
    used: dict[str, list[str]] = {}
    for point in snapshot.points:
        for placement in point.placements:
            used.setdefault(placement.evidence.uuid, []).append(point.number)
    if chosen.wants_unused:
        bank = bank.exclude(uuid__in=list(used))
    inside = bank.in_years(question.period_from, question.period_to)
    pool = bank if chosen.wants_outside else inside
    # A word that only items of other years have is spelt right all the same.
    found = find(pool.with_revision(), chosen, known=bank)
    total = (
        len(found)
        if isinstance(found, BestMatches)
        else count_found(pool, chosen, limit=COUNT_LIMIT + 1)
    )
    outside = bank.outside_years(question.period_from, question.period_to)
    first = (chosen.page_number - 1) * PAGE_SIZE
    page = list(found[first : first + PAGE_SIZE + 1])
    return Panel(
        filter=chosen,
        marker=chosen.marker,
        cards=tuple(
            PanelCard(
                item=item,
                chips=leader_chips(question, tuple(item.revision.leaders)),
                theme=question.theme(item.revision.themes[0]) if item.revision.themes else None,
                used_in=", ".join(used.get(str(item.uuid), ())),
                is_outside=question.fit(item.year_from, item.year_to) in ("outside", "gap"),
            )
            for item in page[:PAGE_SIZE]
            if item.revision
        ),
        total=_in_words(total),
        outside=_in_words(count_found(outside, chosen, limit=COUNT_LIMIT + 1)),
        period=period(question),
        next_page=chosen.page_number + 1 if len(page) > PAGE_SIZE else None,
        facets=chosen.facets(facet_counts(pool, chosen)) if with_counts else [],
    )
