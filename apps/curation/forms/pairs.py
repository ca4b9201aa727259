"""The forms about two items: merging duplicates, linking rivals."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from apps.evidence.models import EvidenceItem, Topic


class MergeForm(forms.Form):
    """Which of two items to keep. ``token`` makes a double click merge once."""

    token = forms.UUIDField()
    keep = forms.ChoiceField(
        label="Keep",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which one to keep."},
    )
    unite = forms.BooleanField(label="Take over the other's tags and sources", required=False)

    def __init__(
        self, data: QueryDict | None = None, *, first: EvidenceItem, second: EvidenceItem
    ) -> None:
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["keep"]).choices = [
            ("first", first.title),
            ("second", second.title),
        ]


class LinkForm(forms.Form):
    """Two items of one topic's bank, given as the ids of ``item``."""

    set_disputed = forms.BooleanField(required=False)

    def __init__(self, data: QueryDict, *, topic: Topic) -> None:
        super().__init__(data)
        self.topic = topic
        self.chosen = data.getlist("item")[:3]

    def clean(self) -> dict[str, Any]:
        """Find the two items."""
        cleaned = super().clean() or self.cleaned_data
        field = forms.UUIDField()
        try:
            ids = {field.clean(text) for text in self.chosen}
        except forms.ValidationError:
            ids = set()
        bank = EvidenceItem.objects.filter(topic=self.topic, owner=None)
        found = list(bank.filter(uuid__in=ids).order_by("pk"))
        if len(found) != 2:
            raise forms.ValidationError("Choose two different items.")
        cleaned["items"] = found
        return cleaned
