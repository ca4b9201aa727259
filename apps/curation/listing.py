"""The curators' list: every item of the bank in any status, filtered by what still needs care."""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from apps.curation.editing import LIVE_PLACEMENTS, uses_of
from apps.curation.models import LikelyDuplicate, Report
from apps.evidence.models import Citation, EvidenceItem, EvidenceItemQuerySet
from apps.evidence.search import AnyOfField, EvidenceFilter, search
from apps.plans.models import Placement

CARE = (
    ("no_source", "No source"),
    ("unused", "In no plan"),
    ("reported", "Reported"),
    ("duplicate", "Likely duplicate"),
)
ORDERS = (
    ("date", "By date"),
    ("title", "By claim"),
    ("updated", "Changed last"),
    ("used", "Most used"),
)
# The filters at hand above the list: their name and what they ask for.
READY = (
    ("All", ""),
    ("Unchecked", "check=unchecked"),
    ("Disputed", "standing=disputed"),
    ("No source", "care=no_source"),
    ("In no plan", "care=unused"),
    ("Reported", "care=reported"),
    ("Drafts", "status=draft"),
    ("Retired", "status=retired"),
    ("Likely duplicates", "care=duplicate"),
)


class CurationFilter(EvidenceFilter):
    """The bank's filter, with what a curator looks for besides. Retired items only when asked."""

    care = AnyOfField(label="Care", choices=CARE)
    by = AnyOfField(label="Order", choices=ORDERS)

    @property
    def list_order(self) -> str:
        """How the list is sorted; with words and nothing asked for, by best match."""
        return (self.values("by") or ["best" if self.text else "date"])[-1]

    def parameters(self) -> list[tuple[str, str]]:
        """The filter as address parameters, without anything that had no meaning."""
        found = [pair for pair in super().parameters() if pair[0] not in ("sort", "mine")]
        found += [("care", value) for value in self.values("care")]
        found += [("by", value) for value in self.values("by")[-1:]]
        return found

    def chips(self) -> list[Any]:
        """One removable chip for each thing asked for; the order is no filter."""
        labels = {label for _, label in ORDERS}
        return [chip for chip in super().chips() if chip.label not in labels]

    @property
    def groups(self) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
        """The groups of checkboxes: name, legend and options with whether they are ticked."""
        names = ("care", "status", "check", "standing", "leader", "theme", "kind")
        return [
            (
                name,
                str(self.fields[name].label),
                [
                    (str(value), str(label), value in self.values(name))
                    for value, label in cast(Any, self.fields[name]).choices
                ],
            )
            for name in names
        ]


def listed(items: EvidenceItemQuerySet, chosen: CurationFilter) -> EvidenceItemQuerySet:
    """The items that match every filter, in the order asked for."""
    found = search(items, chosen, without="status")
    statuses = chosen.values("status")
    if statuses:
        found = found.filter(status__in=statuses)
    else:
        found = found.exclude(status=EvidenceItem.Status.RETIRED)
    for name in chosen.values("care"):
        found = found.filter(_needs(name))
    order = chosen.list_order
    if order == "best":
        return found
    if order == "title":
        return found.order_by(Lower("title"), "pk")
    if order == "updated":
        return found.order_by("-updated_at", "-pk")
    if order == "used":
        return found.annotate(plans=_plans_of_each()).order_by("-plans", "year_from", "pk")
    return found.order_by("year_from", "in_year", "year_to", "title", "pk")


def _needs(name: str) -> Q | Exists:
    if name == "no_source":
        return ~Q(Exists(Citation.objects.filter(item=OuterRef("pk"))))
    if name == "unused":
        return ~Q(Exists(Placement.objects.filter(LIVE_PLACEMENTS, evidence=OuterRef("pk"))))
    if name == "reported":
        return Exists(Report.objects.waiting().filter(item=OuterRef("pk")))
    pairs = LikelyDuplicate.objects.filter(state=LikelyDuplicate.State.OPEN)
    return Exists(pairs.filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk"))))


def _plans_of_each() -> Coalesce:
    """How many plans use an item, as an expression to sort by."""
    rows = (
        Placement.objects.filter(LIVE_PLACEMENTS, evidence=OuterRef("pk"))
        .order_by()
        .values("evidence")
        .annotate(n=Count("plan", distinct=True))
        .values("n")
    )
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class Line:
    """One item in the list."""

    item: EvidenceItem
    sources: int
    plans: int


def lines_of(items: list[EvidenceItem]) -> list[Line]:
    """Each item of a page with its counts: two queries, however many items."""
    keys = [item.pk for item in items]
    uses = uses_of(keys)
    cited: QuerySet[Citation, Any] = Citation.objects.filter(item__in=keys).order_by()
    sources = dict(cited.values_list("item").annotate(n=Count("pk")))
    return [Line(item, sources.get(item.pk, 0), uses.get(item.pk, (0, 0))[0]) for item in items]


@dataclass(frozen=True)
class Ready:
    """A filter at hand."""

    label: str
    query: str
    is_on: bool


def ready_filters(chosen: CurationFilter) -> list[Ready]:
    """The built-in filters, the one in use marked."""
    keep = urlencode(chosen.keep)
    asked = [pair for pair in chosen.parameters() if pair[0] not in ("by", *chosen.keep)]
    now = urlencode(asked)
    return [
        Ready(label, "&".join(each for each in (keep, query) if each), query == now)
        for label, query in READY
    ]
