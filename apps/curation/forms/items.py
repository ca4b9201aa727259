"""The form an item of the bank is edited in, and what it looks like as a card."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.db.models import Q
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.utils.text import slugify

from apps.accounts.text import is_blank
from apps.evidence.content import PLAIN_FIELDS, Content, content_of
from apps.evidence.forms import LineField, ProseField
from apps.evidence.models import (
    Aspect,
    EvidenceItem,
    Leader,
    Source,
    Theme,
    Topic,
    shown_years,
)
from apps.evidence.search import FIRST_YEAR, LAST_YEAR

MOST_SOURCES = 12
MOST_FOUND = 20


class CitationForm(forms.Form):
    """One source and where in it; a row without a source counts as empty."""

    source = forms.ChoiceField(label="Source", required=False)
    locator = LineField(label="Where in it", required=False, max_length=120)

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        cast(forms.ChoiceField, self.fields["source"]).choices = [("", "No source"), *sources]

    def clean(self) -> dict[str, Any]:
        """Refuse a place in no source."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("locator") and not cleaned.get("source") and "source" not in self.errors:
            self.add_error("source", "Choose the source that this place is in.")
        return cleaned


class _Citations(BaseFormSet[CitationForm]):
    """The sources of one item, each cited once."""

    def clean(self) -> None:
        """Refuse a source that is cited twice."""
        seen: set[str] = set()
        for form in self.forms:
            key = form.cleaned_data.get("source") if form.is_valid() else None
            if key and key in seen:
                form.add_error("source", "This source is cited above already.")
            seen.add(key or "")

    @property
    def pairs(self) -> list[list[str]]:
        """Each source's key with the place in it."""
        rows = (form.cleaned_data for form in self.forms if form.is_valid())
        return [[row["source"], row["locator"]] for row in rows if row.get("source")]


CitationFormSet = forms.formset_factory(
    CitationForm,
    formset=_Citations,
    extra=2,
    max_num=MOST_SOURCES,
    absolute_max=MOST_SOURCES + 2,
    validate_max=True,
)


class NewSourceForm(forms.Form):
    """A source that is not in the list yet, cited by the item that is being written."""

    author = LineField(label="Author", required=False, max_length=160)
    title = LineField(label="Title", required=False, max_length=240)
    year = forms.IntegerField(
        label="Year", required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    kind = forms.ChoiceField(label="Kind", required=False, choices=Source.Kind.choices)
    url = forms.URLField(
        label="Address on the web", required=False, max_length=200, assume_scheme="https"
    )
    locator = LineField(label="Where in it", required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        """A new source has a title; without one nothing else may be filled in."""
        cleaned = super().clean() or self.cleaned_data
        others = [cleaned.get(name) for name in ("author", "year", "url", "locator")]
        if is_blank(cleaned.get("title") or "") and any(others) and "title" not in self.errors:
            self.add_error("title", "Write the title of the source.")
        return cleaned

    @property
    def is_given(self) -> bool:
        """Whether a source was typed."""
        return self.is_valid() and not is_blank(self.cleaned_data.get("title") or "")

    def store(self) -> Source:
        """The source typed: the one of that author, title and year if it is known, else new."""
        typed = self.cleaned_data
        known = Source.objects.filter(
            author__iexact=typed["author"], title__iexact=typed["title"], year=typed["year"]
        ).first()
        if known:
            return known
        stem = slugify(f"{typed['author']} {typed['title']} {typed['year'] or ''}")[:70] or "source"
        key, number = stem, 2
        while Source.objects.filter(key=key).exists():
            key, number = f"{stem}-{number}", number + 1
        return Source.objects.create(
            key=key,
            author=typed["author"],
            title=typed["title"],
            year=typed["year"],
            kind=typed["kind"] or Source.Kind.BOOK,
            url=typed["url"],
        )


@dataclass(frozen=True)
class AspectGroup:
    """The aspects of one theme, as checkboxes."""

    theme: Theme
    options: list[tuple[str, str, bool]]

    @property
    def is_open(self) -> bool:
        """Whether one of them is ticked."""
        return any(chosen for _, _, chosen in self.options)


@dataclass(frozen=True)
class Card:
    """An item as students see it, also while it is still being typed."""

    title: str
    years: str
    text: str
    significance: str
    standing: str
    leaders: list[Leader]
    theme: Theme | None
    sources: list[str]


class ItemForm(forms.Form):
    """All that an item of the bank says. ``token`` makes a double click add one item."""

    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = LineField(
        label="Claim",
        max_length=160,
        help_text="What happened, in one line.",
        error_messages={"required": "Write the claim in one line."},
    )
    text = ProseField(label="Detail", max_length=4000, help_text="Dates, names, numbers, place.")
    significance = ProseField(
        label="Why it matters", max_length=2000, help_text="What it shows in a comparison."
    )
    year_from = forms.IntegerField(label="First year", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    year_to = forms.IntegerField(label="Last year", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    date_note = LineField(
        label="Date as shown",
        required=False,
        max_length=40,
        help_text="Only if the years are not enough, such as June 1953.",
    )
    kind = forms.ChoiceField(label="Kind", choices=EvidenceItem.Kind.choices)
    standing = forms.ChoiceField(label="Standing", choices=EvidenceItem.Standing.choices)
    leaders = forms.MultipleChoiceField(
        label="Leaders", required=False, widget=forms.CheckboxSelectMultiple
    )
    main_theme = forms.ChoiceField(
        label="Main theme",
        help_text="The one that a card shows.",
        error_messages={"required": "Choose the main theme."},
    )
    themes = forms.MultipleChoiceField(
        label="Themes", required=False, widget=forms.CheckboxSelectMultiple
    )
    aspects = forms.MultipleChoiceField(
        label="Aspects", required=False, widget=forms.CheckboxSelectMultiple
    )
    rivals = forms.MultipleChoiceField(
        label="Rival items", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: QueryDict | None = None, *, topic: Topic, item: EvidenceItem | None = None
    ) -> None:
        self.topic = topic
        self.item = item
        self.stored = content_of(item) if item else None
        initial: dict[str, Any] = {"token": uuid4()}
        if self.stored and item:
            initial = {
                **self.stored,
                "aspects": [f"{theme}/{slug}" for theme, slug in self.stored["aspects"]],
                "rivals": [str(rival.uuid) for rival in item.rivals.all()],
            }
        super().__init__(data, initial=initial)
        self.all_leaders = {each.code: each for each in topic.leaders.all()}
        self.all_themes = {each.slug: each for each in topic.themes.all()}
        self.all_aspects = [
            (f"{each.theme.slug}/{each.slug}", each)
            for each in Aspect.objects.filter(theme__topic=topic).select_related("theme")
        ]
        themes = [(slug, each.name) for slug, each in self.all_themes.items()]
        self._offer("leaders", [(code, each.name) for code, each in self.all_leaders.items()])
        self._offer("themes", themes)
        self._offer("main_theme", [("", "Choose a theme"), *themes])
        self._offer("aspects", [(key, each.name) for key, each in self.all_aspects])
        self.known_rivals = self._read_rivals()
        self._offer("rivals", [(str(each.uuid), each.title) for each in self.known_rivals])
        sources = [(each.key, str(each)[:160]) for each in Source.objects.all()]
        pairs = self.stored["sources"] if self.stored else []
        self.citations = cast(
            _Citations,
            CitationFormSet(
                data,
                prefix="source",
                form_kwargs={"sources": sources},
                # What is sent counts by itself: a row like the one stored is not an empty one.
                initial=None
                if data is not None
                else [{"source": key, "locator": locator} for key, locator in pairs],
            ),
        )
        self.source_names = dict(sources)
        self.new_source = NewSourceForm(data, prefix="new")

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _read_rivals(self) -> list[EvidenceItem]:
        """The rivals ticked or stored; an id that means nothing in this topic is not offered."""
        chosen = {str(each.uuid) for each in self.item.rivals.all()} if self.item else set()
        if isinstance(self.data, QueryDict):
            chosen |= set(self.data.getlist("rivals")[:MOST_FOUND])
        ids = []
        for text in chosen:
            try:
                ids.append(UUID(text))
            except ValueError:
                continue
        return list(self._bank().filter(uuid__in=ids))

    def _bank(self) -> Any:
        """What may be a rival: the other items of the topic's bank."""
        items = EvidenceItem.objects.filter(topic=self.topic, owner=None)
        return items.exclude(pk=self.item.pk) if self.item else items

    def find_rivals(self, words: str) -> list[EvidenceItem]:
        """Items to tick as rivals: all words in the claim or the detail, the first few."""
        found = self._bank().exclude(status=EvidenceItem.Status.RETIRED)
        found = found.exclude(pk__in=[each.pk for each in self.known_rivals])
        for word in words.split()[:8]:
            found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
        return list(found[:MOST_FOUND]) if words.strip() else []

    def clean_title(self) -> str:
        """Return the claim; characters that show nothing are not a claim."""
        title = str(self.cleaned_data["title"])
        if is_blank(title):
            raise forms.ValidationError("Write the claim in one line.", code="required")
        return title

    def clean(self) -> dict[str, Any]:
        """Refuse what does not fit together."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if first is not None and last is not None and first > last:
            self.add_error("year_to", "The last year is before the first.")
        if main := cleaned.get("main_theme"):
            cleaned["themes"] = sorted({*cleaned.get("themes", []), main})
        outside = [
            each.name
            for key, each in self.all_aspects
            if key in cleaned.get("aspects", []) and each.theme.slug not in cleaned["themes"]
        ]
        if outside and "themes" in cleaned and "main_theme" not in self.errors:
            names = ", ".join(outside)
            self.add_error("aspects", f"Tick the theme that each belongs to, too: {names}.")
        if cleaned.get("rivals") and cleaned.get("standing") == EvidenceItem.Standing.SETTLED:
            self.add_error("standing", "An item with rivals is disputed or an estimate.")
        return cleaned

    def is_valid(self) -> bool:
        """Whether the form with its sources is complete and right."""
        # All three, so that every message is shown at once.
        parts = [super().is_valid(), self.citations.is_valid(), self.new_source.is_valid()]
        return all(parts)

    def content(self) -> Content:
        """What was typed, as plain data; a new source is stored by store_source()."""
        typed = self.cleaned_data
        names = {str(each.uuid): each.key or str(each.uuid) for each in self.known_rivals}
        return {
            **{name: typed[name] for name in PLAIN_FIELDS},
            "main_theme": typed["main_theme"],
            "leaders": sorted(typed["leaders"]),
            "themes": sorted(typed["themes"]),
            "aspects": sorted(key.split("/") for key in typed["aspects"]),
            "sources": sorted(self.citations.pairs),
            "rivals": sorted(names[uuid] for uuid in typed["rivals"]),
        }

    def content_with_new_source(self) -> Content:
        """What was typed, after the new source was stored. Call in a transaction."""
        content = self.content()
        if self.new_source.is_given:
            source = self.new_source.store()
            cited = {key for key, _ in content["sources"]}
            if source.key not in cited:
                pair = [source.key, self.new_source.cleaned_data["locator"]]
                content["sources"] = sorted([*content["sources"], pair])
        return content

    @cached_property
    def card(self) -> Card:
        """The card as students would see it; what cannot be read is left out."""
        if self.is_bound:
            self.is_valid()
            said = self.cleaned_data
            sources = [
                f"{self.source_names[key]}, {place}" if place else self.source_names[key]
                for key, place in (self.citations.pairs if self.citations.is_bound else [])
            ]
            if self.new_source.is_given:
                typed = self.new_source.cleaned_data
                new = Source(author=typed["author"], title=typed["title"], year=typed["year"])
                sources.append(f"{new}, {typed['locator']}" if typed["locator"] else str(new))
        else:
            said = dict(self.initial)
            sources = [each.text for each in self.item.citations.all()] if self.item else []
        first, last = said.get("year_from"), said.get("year_to")
        years = str(said.get("date_note") or "")
        if first is not None or last is not None:
            low = first if first is not None else last
            high = last if last is not None else first
            years = shown_years(low or 0, high or 0, years)
        return Card(
            title=said.get("title", ""),
            years=years,
            text=said.get("text", ""),
            significance=said.get("significance", ""),
            standing=said.get("standing", ""),
            leaders=[
                each for code, each in self.all_leaders.items() if code in said.get("leaders", [])
            ],
            theme=self.all_themes.get(said.get("main_theme", "")),
            sources=sources,
        )

    @property
    def aspect_groups(self) -> list[AspectGroup]:
        """The aspects by theme, those chosen ticked."""
        chosen = set(self["aspects"].value() or [])
        groups: dict[str, AspectGroup] = {}
        for key, each in self.all_aspects:
            group = groups.setdefault(each.theme.slug, AspectGroup(each.theme, []))
            group.options.append((key, each.name, key in chosen))
        return list(groups.values())

    @property
    def rival_options(self) -> list[tuple[EvidenceItem, bool]]:
        """Rivals that are stored or were ticked, each with whether it is ticked now."""
        chosen = set(self["rivals"].value() or [])
        return [(each, str(each.uuid) in chosen) for each in self.known_rivals]
