"""A person's own evidence: the form it is written in."""

from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.db import transaction
from django.http import QueryDict

from apps.accounts.models import User
from apps.accounts.text import is_blank
from apps.evidence.models import EvidenceItem, Leader, Theme, Topic
from apps.evidence.search import FIRST_YEAR, LAST_YEAR


class ProseField(forms.CharField):
    """Several lines of plain text; a line break counts once, as it does while typing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False, widget=forms.Textarea(attrs={"rows": 4}), strip=True, **options
        )

    def to_python(self, value: Any) -> Any:
        """Return the text with every line break written the same way."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


class LineField(forms.CharField):
    """One line of plain text; any stretch of white space counts as one space."""

    def to_python(self, value: Any) -> Any:
        """Return the text on one line."""
        text = super().to_python(value)
        return " ".join(text.split()) if isinstance(text, str) else text


class OwnEvidenceForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """Add or change a private item. ``token`` becomes the item's id: one form, one item."""

    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "Please send the form again.",
            "invalid": "Please send the form again.",
        },
    )
    title = LineField(
        label="Claim",
        max_length=160,
        help_text="What happened, in one line.",
        error_messages={"required": "Write the claim in one line."},
    )
    text = ProseField(label="Detail", max_length=4000, help_text="Dates, names, numbers, place.")
    significance = ProseField(
        label="Why it matters",
        max_length=2000,
        help_text="What it shows for a comparison: method, scale, limits, style.",
    )
    year_from = forms.IntegerField(label="First year", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    year_to = forms.IntegerField(label="Last year", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    date_note = forms.CharField(
        label="Date as shown",
        required=False,
        max_length=40,
        help_text="Only if the years are not enough, such as June 1953.",
    )
    leaders = forms.MultipleChoiceField(
        label="Leaders",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one leader."},
    )
    themes = forms.MultipleChoiceField(
        label="Themes",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one theme."},
    )

    class Meta:
        model = EvidenceItem
        fields = [
            "title",
            "text",
            "significance",
            "year_from",
            "year_to",
            "date_note",
            "leaders",
            "themes",
            "kind",
        ]

    def __init__(self, data: Any = None, *, topic: Topic, instance: EvidenceItem | None = None):
        chosen: dict[str, Any] = {"token": uuid4()}
        if instance is not None:
            chosen = {
                "token": instance.uuid,
                "leaders": [leader.code for leader in instance.leaders.all()],
                "themes": [theme.slug for theme in instance.themes.all()],
            }
        super().__init__(data, instance=instance, initial=chosen)
        self.topic = topic
        self.all_leaders: dict[str, Leader] = {each.code: each for each in topic.leaders.all()}
        self.all_themes: dict[str, Theme] = {each.slug: each for each in topic.themes.all()}
        self._offer("leaders", {code: each.name for code, each in self.all_leaders.items()})
        self._offer("themes", {slug: each.name for slug, each in self.all_themes.items()})

    def _offer(self, name: str, choices: dict[str, str]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(choices.items())

    def clean_title(self) -> str:
        """Return the claim; characters that show nothing are not a claim."""
        title = str(self.cleaned_data["title"])
        if is_blank(title):
            raise forms.ValidationError("Write the claim in one line.", code="required")
        return title

    def clean_leaders(self) -> list[Leader]:
        """Return the leaders themselves."""
        return [self.all_leaders[code] for code in self.cleaned_data["leaders"]]

    def clean_themes(self) -> list[Theme]:
        """Return the themes themselves."""
        return [self.all_themes[slug] for slug in self.cleaned_data["themes"]]

    def clean(self) -> dict[str, Any]:
        """Refuse a last year before the first."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if first is not None and last is not None and first > last:
            self.add_error("year_to", "The last year is before the first.")
        return cleaned

    @property
    def sent_token(self) -> UUID | None:
        """The token of the form as sent; none when it was damaged."""
        self.is_valid()
        token = self.cleaned_data.get("token")
        return token if isinstance(token, UUID) else None

    def mend_token(self) -> None:
        """Give the form a new token where the one sent was missing or damaged."""
        if "token" in self.errors:
            # A hidden field has no place of its own for a message.
            self.add_error(None, "Please send the form again.")
            data = cast(QueryDict, self.data).copy()
            data["token"] = str(uuid4())
            self.data = data

    def save_for(self, owner: User) -> EvidenceItem:
        """Store the item as the owner's and publish it to the owner alone."""
        item = cast(EvidenceItem, self.instance)
        themes: list[Theme] = self.cleaned_data["themes"]
        with transaction.atomic():
            if item.pk is None:
                item.uuid = self.cleaned_data["token"]
                item.owner = owner
                item.topic = self.topic
            # The card keeps the theme it shows for as long as that theme is ticked.
            if item.main_theme_id not in {theme.pk for theme in themes}:
                item.main_theme = themes[0]
            item.save()
            item.leaders.set(self.cleaned_data["leaders"])
            item.themes.set(themes)
            item.publish(by=owner)
        return item
