"""The forms of reports and suggestions, for readers and for curators."""

from django import forms

from apps.accounts.text import is_blank
from apps.curation.models import Report, Suggestion
from apps.evidence.forms import ProseField

MOST_TEXT = 1000


class ReportForm(forms.Form):
    """What a reader thinks is wrong with a fact."""

    text = ProseField(label="What is wrong, and how do you know?", max_length=MOST_TEXT)

    def clean_text(self) -> str:
        """Refuse a text that shows nothing."""
        text: str = self.cleaned_data["text"]
        if is_blank(text):
            raise forms.ValidationError("Say what is wrong.")
        return text


class SuggestForm(forms.Form):
    """Why an item of one's own should be in the bank; may be left empty."""

    text = ProseField(label="Where is it from?", max_length=MOST_TEXT)


class AnswerForm(forms.Form):
    """A curator's answer, with words for the person who wrote."""

    reply = ProseField(label="Reply", max_length=MOST_TEXT)

    def clean_reply(self) -> str:
        """Refuse an answer without words."""
        reply: str = self.cleaned_data["reply"]
        if is_blank(reply):
            raise forms.ValidationError("Write a reply: the person reads it.")
        return reply


class AnswerReportForm(AnswerForm):
    """The answer to a report."""

    outcome = forms.ChoiceField(choices=Report.Outcome.choices)


class AnswerSuggestionForm(AnswerForm):
    """The answer to a suggestion."""

    outcome = forms.ChoiceField(choices=Suggestion.Outcome.choices)
