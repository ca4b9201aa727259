"""The forms of the curators' list: saved filters and bulk edits."""

from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict

from apps.accounts.text import is_blank
from apps.curation.bulk import ACTIONS, MOST_ITEMS, Order
from apps.curation.models import SavedFilter
from apps.evidence.forms import LineField
from apps.evidence.models import Aspect, EvidenceItem, Source, Topic


class SavedFilterForm(forms.ModelForm[SavedFilter]):
    """Give the filter in use a name of one's own."""

    name = LineField(label="Name of this filter", max_length=60)

    class Meta:
        model = SavedFilter
        fields = ("name", "query")

    def clean_name(self) -> str:
        """Refuse a name that shows nothing."""
        name: str = self.cleaned_data["name"]
        if is_blank(name):
            raise forms.ValidationError("Give the filter a name.")
        return name


class BulkForm(forms.Form):
    """What to do with many items. Each action needs the one field that it names, if any."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    action = forms.ChoiceField(
        label="What to do",
        choices=[("", "Choose"), *((each.name, each.label) for each in ACTIONS)],
        error_messages={"required": "Choose what to do."},
    )
    theme = forms.ChoiceField(label="Theme", required=False)
    leader = forms.ChoiceField(label="Leader", required=False)
    aspect = forms.ChoiceField(label="Aspect", required=False)
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "Choose"), *EvidenceItem.Kind.choices]
    )
    standing = forms.ChoiceField(
        label="Standing", required=False, choices=[("", "Choose"), *EvidenceItem.Standing.choices]
    )
    source = forms.ChoiceField(label="Source", required=False)
    locator = LineField(label="Where in the source", required=False, max_length=120)

    def __init__(self, data: QueryDict | None = None, *, topic: Topic) -> None:
        super().__init__(data, initial={"token": uuid4()})
        aspects = Aspect.objects.filter(theme__topic=topic).select_related("theme")
        offers = {
            "theme": [(each.slug, each.name) for each in topic.themes.all()],
            "leader": [(each.code, each.name) for each in topic.leaders.all()],
            "aspect": [
                (f"{each.theme.slug}/{each.slug}", f"{each.theme.name}: {each.name}")
                for each in aspects
            ],
            "source": [(each.key, str(each)[:160]) for each in Source.objects.all()],
        }
        for name, choices in offers.items():
            cast(forms.ChoiceField, self.fields[name]).choices = [("", "Choose"), *choices]

    def clean(self) -> dict[str, Any]:
        """Refuse an action without its value."""
        cleaned = super().clean() or self.cleaned_data
        needed = {each.name: each.needs for each in ACTIONS}.get(cleaned.get("action", ""), "")
        if needed and not cleaned.get(needed) and needed not in self.errors:
            self.add_error(needed, f"Choose the {needed}.")
        return cleaned

    @property
    def order(self) -> Order:
        """What was asked for."""
        chosen = self.cleaned_data
        needed = {each.name: each.needs for each in ACTIONS}[chosen["action"]]
        if not needed:
            return Order(chosen["action"])
        value = chosen[needed]
        choices = cast(Any, self.fields[needed]).choices
        names = {str(key): str(label) for key, label in choices}
        return Order(chosen["action"], value, names[value], chosen["locator"])


def ticked(data: QueryDict) -> list[UUID]:
    """The ids of the items ticked, each once; what is no id is left out."""
    found: dict[UUID, None] = {}
    for text in data.getlist("item"):
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)[: MOST_ITEMS + 1]
