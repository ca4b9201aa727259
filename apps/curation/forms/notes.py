"""The forms of pasted notes: the paste, one draft, and the strands of an extract."""

from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import QueryDict

from apps.accounts.text import is_blank
from apps.curation.drafting import TEXT_LENGTH, TITLE_LENGTH, wording_reasons
from apps.curation.extracts import Extract
from apps.curation.forms.items import AspectGroup, NewSourceForm
from apps.curation.models import NoteDraft
from apps.curation.pasting import MOST_BYTES
from apps.curation.wording import shared_run
from apps.evidence.forms import LineField, ProseField
from apps.evidence.models import Aspect, EvidenceItem, Source, Theme, Topic
from apps.evidence.search import FIRST_YEAR, LAST_YEAR
from apps.questions.models import IndicativeStrand, Question, Side

MOST_STRANDS = 120


class PasteForm(forms.Form):
    """Notes to look at: nothing is written by it."""

    topic = forms.ModelChoiceField(
        label="Topic",
        queryset=Topic.objects.all(),
        to_field_name="slug",
        empty_label=None,
        error_messages={"required": "Choose the topic.", "invalid_choice": "Choose the topic."},
    )
    name = LineField(
        label="Name",
        max_length=120,
        help_text="What you will know these notes by.",
        error_messages={"required": "Give the notes a name."},
    )
    # Not stripped: drafts keep the number of their line.
    text = forms.CharField(
        label="Notes",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Paste the whole page: headings, bullets and page numbers too.",
        error_messages={"required": "Paste the notes here."},
    )

    def clean_name(self) -> str:
        """Return the name; characters that show nothing are not a name."""
        name = str(self.cleaned_data["name"])
        if is_blank(name):
            raise forms.ValidationError("Give the notes a name.", code="required")
        return name

    def clean_text(self) -> str:
        """Return the notes; refuse blank ones and more than a megabyte."""
        text = str(self.cleaned_data["text"])
        if is_blank(text):
            raise forms.ValidationError("Paste the notes here.", code="required")
        if len(text.encode()) > MOST_BYTES:
            raise forms.ValidationError(
                "These notes are longer than one megabyte. Paste them in parts.", code="too_long"
            )
        return text


class DraftForm(forms.Form):
    """A draft of pasted notes. Anything may be missing until it is published."""

    title = LineField(
        label="Claim",
        required=False,
        max_length=TITLE_LENGTH,
        # Ten drafts in a row are done without a mouse.
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    text = ProseField(label="Detail", max_length=TEXT_LENGTH)
    significance = ProseField(label="Why it matters", max_length=2000)
    year_from = forms.IntegerField(
        label="First year", required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    year_to = forms.IntegerField(
        label="Last year", required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    date_note = LineField(label="Date as shown", required=False, max_length=40)
    leaders = forms.MultipleChoiceField(
        label="Leaders", required=False, widget=forms.CheckboxSelectMultiple
    )
    main_theme = forms.ChoiceField(label="Main theme", required=False)
    themes = forms.MultipleChoiceField(
        label="Other themes", required=False, widget=forms.CheckboxSelectMultiple
    )
    aspects = forms.MultipleChoiceField(
        label="Aspects", required=False, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.ChoiceField(label="Kind", choices=EvidenceItem.Kind.choices)
    standing = forms.ChoiceField(label="Standing", choices=EvidenceItem.Standing.choices)
    source = LineField(
        label="Source",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"list": "known-sources", "autocomplete": "off"}),
        help_text="Begin to type and choose from the list.",
    )
    locator = LineField(label="Where in it", required=False, max_length=120)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        draft: NoteDraft,
        usual_source: Source | None = None,
    ) -> None:
        self.draft = draft
        topic = draft.notes.topic
        self.all_leaders = {each.code: each for each in topic.leaders.all()}
        self.all_themes = {each.slug: each for each in topic.themes.all()}
        self.all_aspects = {
            f"{each.theme.slug}/{each.slug}": each
            for each in Aspect.objects.filter(theme__topic=topic).select_related("theme")
        }
        self.sources = {str(each): each for each in Source.objects.all()}
        shown = draft.source or usual_source
        super().__init__(
            data,
            initial={
                **{name: getattr(draft, name) for name in _PLAIN},
                "kind": draft.kind or EvidenceItem.Kind.EVENT,
                "leaders": [each.code for each in draft.leaders.all()],
                "main_theme": draft.main_theme.slug if draft.main_theme else "",
                "themes": [each.slug for each in draft.themes.all()],
                "aspects": [
                    f"{each.theme.slug}/{each.slug}"
                    for each in draft.aspects.select_related("theme")
                ],
                "source": str(shown) if shown else "",
            },
        )
        themes = [(slug, each.name) for slug, each in self.all_themes.items()]
        self._offer("leaders", [(code, each.name) for code, each in self.all_leaders.items()])
        self._offer("themes", themes)
        self._offer("main_theme", [("", "Choose a theme"), *themes])
        self._offer("aspects", [(key, each.name) for key, each in self.all_aspects.items()])
        for name in ("text", "significance"):
            self.fields[name].widget.attrs["rows"] = 2
        self.new_source = NewSourceForm(data, prefix="new")

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    @property
    def prose(self) -> list[forms.BoundField]:
        """The fields in which a curator writes at length."""
        return [self[name] for name in ("title", "text", "significance")]

    @property
    def aspect_groups(self) -> list[AspectGroup]:
        """The aspects by theme, those chosen ticked."""
        chosen = set(self["aspects"].value() or [])
        groups: dict[str, AspectGroup] = {}
        for key, each in self.all_aspects.items():
            group = groups.setdefault(each.theme.slug, AspectGroup(each.theme, []))
            group.options.append((key, each.name, key in chosen))
        return list(groups.values())

    def clean_source(self) -> Source | None:
        """Return the source whose name was typed or chosen."""
        typed = str(self.cleaned_data["source"])
        if is_blank(typed):
            return None
        by_name = {name.casefold(): each for name, each in self.sources.items()}
        found = by_name.get(typed.casefold())
        if found is None:
            raise forms.ValidationError(
                "There is no such source. Choose one from the list, or add it below.",
                code="invalid_choice",
            )
        return found

    def clean(self) -> dict[str, Any]:
        """One year is first and last; a main theme is one of the themes."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if "year_from" not in self.errors and "year_to" not in self.errors:
            cleaned["year_from"] = last if first is None else first
            cleaned["year_to"] = first if last is None else last
        if first is not None and last is not None and first > last:
            self.add_error("year_to", "The last year is before the first.")
        if cleaned.get("main_theme"):
            cleaned["themes"] = sorted({*cleaned.get("themes", []), cleaned["main_theme"]})
        elif cleaned.get("themes"):
            cleaned["main_theme"] = next(
                slug for slug in self.all_themes if slug in cleaned["themes"]
            )
        if "aspects" in cleaned:
            outside = [
                self.all_aspects[key].name
                for key in cleaned["aspects"]
                if key.split("/")[0] not in cleaned.get("themes", [])
            ]
            if outside:
                names = ", ".join(outside)
                self.add_error("aspects", f"Tick the theme that each belongs to, too: {names}.")
        return cleaned

    def is_valid(self) -> bool:
        """Whether the form and the new source in it are right."""
        # Both, so that every message is shown at once.
        parts = [super().is_valid(), self.new_source.is_valid()]
        return all(parts)

    def check_complete(self) -> bool:
        """Whether the draft may be published; every reason against it goes beside its field."""
        said = self.cleaned_data
        for name, message in _NEEDED.items():
            value = said.get(name)
            has_new = name == "source" and self.new_source.is_given
            if name not in self.errors and not has_new and _is_missing(value):
                self.add_error(name, message)
        reasons = wording_reasons(self.draft, said.get("title") or "", said.get("text") or "")
        for name, message in reasons.items():
            if name not in self.errors:
                self.add_error(name, message)
        return not self.errors and self.new_source.is_valid()

    def save(self) -> None:
        """Store what was typed in the draft. Call in a transaction that locks it."""
        said, draft = self.cleaned_data, self.draft
        for name in _PLAIN:
            setattr(draft, name, said[name])
        draft.kind, draft.standing = said["kind"], said["standing"]
        draft.main_theme = self.all_themes.get(said["main_theme"])
        draft.source = self.new_source.store() if self.new_source.is_given else said["source"]
        if self.new_source.is_given:
            draft.locator = self.new_source.cleaned_data["locator"] or draft.locator
        draft.version += 1
        draft.save()
        draft.leaders.set([self.all_leaders[code] for code in said["leaders"]])
        draft.themes.set([self.all_themes[slug] for slug in said["themes"]])
        draft.aspects.set([self.all_aspects[key] for key in said["aspects"]])


_PLAIN = (
    "title",
    "text",
    "significance",
    "year_from",
    "year_to",
    "date_note",
    "standing",
    "locator",
)
_NEEDED = {
    "title": "Write the claim in one line.",
    "year_from": "It has no date: give at least one year.",
    "leaders": "It has no leader: tick at least one.",
    "main_theme": "It has no theme: choose the one that a card shows.",
    "source": "It has no source.",
}


def _is_missing(value: object) -> bool:
    return value is None or value in ("", []) or (isinstance(value, str) and is_blank(value))


# Extracts


class QuestionChoiceForm(forms.Form):
    """The question that an extract belongs to."""

    question = forms.ModelChoiceField(
        label="Question",
        queryset=Question.objects.none(),
        to_field_name="uuid",
        empty_label="Choose a question",
        error_messages={
            "required": "Choose the question.",
            "invalid_choice": "Choose one of these questions.",
        },
    )

    def __init__(self, data: QueryDict | None = None, *, topic: Topic) -> None:
        super().__init__(data)
        cast(forms.ModelChoiceField[Question], self.fields["question"]).queryset = (
            Question.objects.filter(topic=topic, owner=None)
            .exclude(status=Question.Status.RETIRED)
            .prefetch_related("sides")
        )


class StrandForm(forms.Form):
    """One strand of an extract on its way to a side of a question."""

    use = forms.BooleanField(label="Add", required=False)
    side = forms.ChoiceField(label="Side")
    title = LineField(label="Title", required=False, max_length=200)
    gist = ProseField(label="Gist", max_length=2000)
    theme = forms.ChoiceField(label="Theme", required=False)

    def __init__(
        self, *args: Any, sides: list[Side], themes: list[Theme], notes: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.notes = notes
        self.fields["gist"].widget.attrs["rows"] = 2
        cast(forms.ChoiceField, self.fields["side"]).choices = [
            (str(each.uuid), each.label) for each in sides
        ]
        cast(forms.ChoiceField, self.fields["theme"]).choices = [
            ("", "Choose a theme"),
            *[(each.slug, each.name) for each in themes],
        ]

    def clean(self) -> dict[str, Any]:
        """A strand that is to be added needs a title, a gist and a theme, in own words."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("use"):
            return cleaned
        for name, what in (("title", "a title"), ("gist", "a gist"), ("theme", "a theme")):
            if name not in self.errors and _is_missing(cleaned.get(name)):
                self.add_error(name, f"Give it {what}, or untick it.")
        for name in ("title", "gist"):
            run = shared_run(cleaned.get(name) or "", [self.notes])
            if run and name not in self.errors:
                self.add_error(name, "Eight words in a row are as pasted. Use your own words.")
        return cleaned


class _Strands(BaseFormSet[StrandForm]):
    """The strands of one extract."""


StrandFormSet = forms.formset_factory(
    StrandForm,
    formset=_Strands,
    extra=0,
    max_num=MOST_STRANDS,
    absolute_max=MOST_STRANDS,
    validate_max=True,
)


def strands_to_offer(extract: Extract, sides: list[Side]) -> list[dict[str, Any]]:
    """An extract's strands as they first stand in the form, matched to sides by stance."""
    by_stance = {side.stance: str(side.uuid) for side in reversed(sides)}
    first = str(sides[0].uuid) if sides else ""
    rows = [
        {
            "use": True,
            "side": by_stance.get(side.stance, first),
            "title": strand.title,
            "gist": strand.gist,
            "theme": strand.themes[0] if strand.themes else "",
        }
        for side in extract.sides
        for strand in side.strands
    ]
    return rows[:MOST_STRANDS]


def add_strands(rows: list[dict[str, Any]], question: Question, themes: list[Theme]) -> int:
    """Store the ticked strands that the sides do not have yet; how many. In a transaction."""
    sides = {str(side.uuid): side for side in question.sides.all()}
    by_slug = {theme.slug: theme for theme in themes}
    known = {
        (strand.side_id, _even(strand.title))
        for strand in IndicativeStrand.objects.filter(side__question=question)
    }
    made = 0
    order = len(known)
    for row in rows:
        side = sides[row["side"]]
        key = (side.pk, _even(row["title"]))
        if not row["use"] or key in known:
            continue
        known.add(key)
        IndicativeStrand.objects.create(
            side=side,
            title=row["title"],
            gist=row["gist"],
            theme=by_slug[row["theme"]],
            order=order,
        )
        order += 1
        made += 1
    return made


def _even(title: str) -> str:
    return " ".join(title.casefold().split()).rstrip(".")
