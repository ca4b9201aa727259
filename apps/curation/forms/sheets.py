"""Forms of spreadsheet imports: the file, its columns, and which rows to take."""

from typing import Any, cast

from django import forms

from apps.curation.models import SheetImport, SheetRow
from apps.curation.sheets.limits import MOST_BYTES
from apps.curation.sheets.match import COLUMNS, faults_of, name_of
from apps.evidence.models import EvidenceItem, Topic

# Rows that a person may take or leave one by one.
OPTIONAL = (SheetRow.Outcome.CONFLICT, SheetRow.Outcome.DUPLICATE)


class UploadForm(forms.Form):
    """A spreadsheet for a topic, and what its rows become unless they say so themselves."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text="CSV, TSV or XLSX; at most 5 MB, 5,000 rows and 60 columns.",
        allow_empty_file=True,
        error_messages={"required": "Choose a file."},
    )
    topic = forms.ModelChoiceField(
        queryset=Topic.objects.all(), empty_label=None, to_field_name="slug"
    )
    status = forms.ChoiceField(
        label="New items become",
        choices=[
            (EvidenceItem.Status.DRAFT, "Drafts"),
            (EvidenceItem.Status.PUBLISHED, "Published items"),
        ],
        initial=EvidenceItem.Status.DRAFT,
        help_text="A status column in the file counts more. What is published stays published.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        topics = list(Topic.objects.all()[:2])
        self.fields["topic"].initial = topics[0].slug if topics else None
        if len(topics) == 1:
            self.fields["topic"].widget = forms.HiddenInput()

    def clean_file(self) -> Any:
        """Refuse what is too large before a byte of it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 5 MB. Split it into several.")
        return file


class ColumnsForm(forms.Form):
    """A select for every column of a file: which of our columns it is, if any."""

    def __init__(self, data: Any = None, *, sheet: SheetImport) -> None:
        super().__init__(data)
        self.sheet = sheet
        first = sheet.rows.first()
        examples = first.cells if first else []
        choices = [("", "Not used"), *((column.field, column.label) for column in COLUMNS)]
        for number in range(len(sheet.header)):
            example = examples[number] if number < len(examples) else ""
            self.fields[f"column{number}"] = forms.ChoiceField(
                label=name_of(sheet.header, number),
                choices=choices,
                required=False,
                initial=sheet.columns.get(str(number), ""),
                help_text=example[:80],
            )

    @property
    def columns(self) -> dict[int, str]:
        """Our field by column number, without columns that are not used."""
        chosen = ((number, self.cleaned_data.get(f"column{number}")) for number in self._numbers())
        return {number: field for number, field in chosen if field}

    def _numbers(self) -> range:
        return range(len(self.sheet.header))

    def clean(self) -> dict[str, Any]:
        """Name what is missing or chosen twice."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            for fault in faults_of(self.columns, self.sheet.header):
                self.add_error(None, fault)
        return cleaned


LONGEST_NUMBER = 6


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic only in the stubs
    """Rows by their number; a number no file can have is not put to the database."""

    def clean(self, value: Any) -> Any:
        """Return the rows."""
        return super().clean([each for each in value or [] if len(str(each)) <= LONGEST_NUMBER])


class RowsForm(forms.Form):
    """Which of the rows shown to take, where there is a choice."""

    shown = RowsField(queryset=SheetRow.objects.none(), required=False)
    take = RowsField(queryset=SheetRow.objects.none(), required=False)

    def __init__(self, data: Any, *, sheet: SheetImport) -> None:
        super().__init__(data)
        rows = SheetRow.objects.filter(sheet=sheet, outcome__in=OPTIONAL)
        for name in ("shown", "take"):
            field = cast("forms.ModelMultipleChoiceField[SheetRow]", self.fields[name])
            field.queryset = rows
            field.to_field_name = "number"
