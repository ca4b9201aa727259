"""Forms of the plans app, and the second door to operations: plain forms without script."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.http import QueryDict
from pydantic import ValidationError

from apps.accounts.text import is_blank
from apps.plans import schema
from apps.plans.board import Layout
from apps.plans.desk import Refused
from apps.plans.exports.pdf import PdfForm
from apps.plans.models import Plan
from apps.plans.schema import BadRequest, Sent, text_version
from apps.questions.models import Question

# Text fields that a form may edit, several at once, each beside its hidden "was-" field.
TEXTS = {
    "plan": ("thesis", "context", "judgement", "concession"),
    "criterion": ("text",),
    "row": ("label", "mini_judgement", "key_difference"),
    "point": ("claim", "explanation"),
    "placement": ("note",),
}
SCALES = ("thesis_stance", "judgement_stance", "extent")
FLAGS = ("is_context", "is_named")
LISTS = ("criteria", "comparands")
NUMBERS = ("revision",)
INCOMPLETE = "The form is incomplete. Load the page again."


# What the texts are called beside their fields.
LABELS = {
    "thesis": "My view",
    "context": "Context",
    "judgement": "Judgement",
    "concession": "Conceding",
    "text": "Criterion",
    "label": "Name of the row",
    "mini_judgement": "Mini-judgement",
    "key_difference": "Key difference",
    "claim": "Claim",
    "explanation": "Because",
    "note": "Your note",
    "reason": "Your reason",
}
# A refusal that a person mends by typing something else, not a mistake of a script.
MENDABLE = (400, 422, 428)


class BadForm(Exception):
    """A plain form that cannot be read; field is the one to mend, "" for the form as a whole."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a plain form was refused; stops when nothing after it was tried.

    conflict holds both texts where two edits met.
    """

    message: str
    field: str = ""
    status: int = 422
    conflict: dict[str, str] | None = None
    stops: bool = True

    @classmethod
    def of(cls, error: Refused, *, field: str) -> "Problem":
        """Read a refused operation; the house rule answers a bad form with 422."""
        status = 422 if error.status in MENDABLE else error.status
        conflict = error.extra if "theirs" in error.extra else None
        return cls(str(error), field, status, conflict, stops=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """A text that was typed, to be shown again."""

    name: str
    label: str
    value: str
    error: str


class QuestionForm(forms.Form):
    """Choose a question."""

    question = forms.ModelChoiceField(Question.objects.none(), to_field_name="uuid")

    def __init__(self, data: QueryDict, *, questions: Any) -> None:
        super().__init__(data)
        field = self.fields["question"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # narrows the type
        field.queryset = questions


class CreatePlanForm(QuestionForm):
    """Start a plan for a question; the token makes a double click create one plan."""

    token = forms.UUIDField()


class CopyPlanForm(forms.Form):
    """Copy a plan; the token makes a double click create one copy."""

    token = forms.UUIDField(required=False)


class PlanTitleForm(forms.ModelForm[Plan]):
    """Rename a plan."""

    class Meta:
        model = Plan
        fields = ("title",)

    def clean_title(self) -> str:
        """Refuse a title that shows nothing."""
        title: str = self.cleaned_data["title"]
        if is_blank(title):
            raise forms.ValidationError("Give the plan a name.")
        return title


class PrintForm(forms.Form):
    """What the print view shows besides claims and evidence; an unknown answer is the default."""

    ANSWERS = (("yes", "Shown"), ("no", "Left out"))

    notes = forms.ChoiceField(label="My notes", choices=ANSWERS, initial="yes")
    because = forms.ChoiceField(label="Because lines", choices=ANSWERS, initial="yes")
    sources = forms.ChoiceField(label="Sources", choices=ANSWERS, initial="no")

    def __init__(self, data: QueryDict) -> None:
        answers = dict(self.ANSWERS)
        asked = {name: data.get(name, "") for name in self.base_fields}
        super().__init__(
            {
                name: answer if answer in answers else self.base_fields[name].initial
                for name, answer in asked.items()
            }
        )

    @property
    def shown(self) -> set[str]:
        """The names of the parts to show."""
        self.full_clean()
        return {name for name, answer in self.cleaned_data.items() if answer == "yes"}


class PdfFileForm(forms.Form):
    """Which PDF to make."""

    form = forms.ChoiceField(choices=PdfForm)


def read_operations(data: QueryDict, layout: Layout) -> list[Sent]:
    """Turn a posted form into operations; BadForm says what is wrong.

    The names are those of the JSON protocol. A form may edit several texts of one thing at
    once, and may give a position as a number counted from 1 instead of an anchor.
    """
    values = {key: value for key, value in data.items() if key != "csrfmiddlewaretoken"}
    verb, noun = str(values.get("verb", "")), str(values.get("noun", ""))
    form_id = _uuid(values.get("id"))
    if verb == "edit":
        return _read_edits(noun, form_id, data)
    wanted: dict[str, Any] = {"id": str(form_id), "verb": verb, "noun": noun}
    for name in ("target", "side", "point", "evidence", "claim", "explanation", "text", "code"):
        if name in values:
            wanted[name] = values[name]
    for name in ("theme", "label", "note", "reason", "kind"):
        if values.get(name):
            wanted[name] = values[name]
    if "row" in values:
        wanted["row"] = values["row"] or None
    if verb == "add" and noun != "dismissal":
        # The same form sent twice names the same new thing.
        wanted.setdefault("target", str(uuid5(form_id, noun)))
    if "position" in values:
        wanted["after"] = _anchor_at(str(values["position"]), wanted, layout)
    elif "after" in values:
        wanted["after"] = {"first": None}.get(str(values["after"]), values["after"])
    elif verb == "move":
        wanted["after"] = "end"
    return [_read(wanted)]


def _read(wanted: dict[str, Any]) -> Sent:
    try:
        return schema.read_operation(wanted)
    except BadRequest as error:
        raise _bad_form(error, wanted.get("field", "")) from error


def _bad_form(error: BadRequest, field: str) -> BadForm:
    """Say in plain words which field to mend, and how."""
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return BadForm(INCOMPLETE)
    first = cause.errors(include_url=False)[0]
    field = field or str(first["loc"][-1] if first["loc"] else "")
    if field not in LABELS:
        return BadForm(INCOMPLETE)
    if first["type"] == "missing":
        return BadForm("This must not be blank.", field=field)
    if first["type"] == "string_too_long":
        limit, length = first["ctx"]["max_length"], len(str(first["input"]))
        return BadForm(f"At most {limit:,} characters; this has {length:,}.", field=field)
    return BadForm(f"This {first['msg'].removeprefix('Value error, ')}.", field=field)


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise BadForm(INCOMPLETE) from error


def _read_edits(noun: str, form_id: UUID, data: QueryDict) -> list[Sent]:
    common = {"verb": "edit", "noun": noun}
    if data.get("target"):
        common["target"] = str(data["target"])
    found: list[dict[str, Any]] = []
    for name in TEXTS.get(noun, ()):
        if name in data:
            value = str(data[name]).replace("\r\n", "\n")
            was = data.get(f"was-{name}", "")
            if text_version(value) != was:
                found.append({"field": name, "value": value, "was": was})
    for name in SCALES:
        if name in data:
            found.append({"field": name, "value": _step_of(str(data[name]))})
    for name in FLAGS:
        if name in data:
            if data[name] not in ("yes", "no"):
                raise BadForm(INCOMPLETE)
            found.append({"field": name, "value": data[name] == "yes"})
    for name in NUMBERS:
        if name in data:
            found.append({"field": name, "value": _number(str(data[name]))})
    for name in LISTS:
        if f"has-{name}" in data:
            found.append({"field": name, "value": data.getlist(name)})
    if "shape" in data:
        found.append({"field": "shape", "value": str(data["shape"])})
    if "decisive_point" in data:
        found.append({"field": "decisive_point", "value": data["decisive_point"] or None})
    if not found and not any(name in data for name in TEXTS.get(noun, ())):
        raise BadForm(INCOMPLETE)
    return [_read({**common, **each, "id": str(uuid5(form_id, each["field"]))}) for each in found]


def _number(raw: str) -> int:
    """A number that the page sent along."""
    if not raw.isdecimal() or not raw.isascii() or len(raw) > 6:
        raise BadForm(INCOMPLETE)
    return int(raw)


def _step_of(raw: str) -> int | None:
    """A step of a scale; nothing chosen is None."""
    if raw not in ("", "-2", "-1", "0", "1", "2"):
        raise BadForm("Choose one of the five steps.")
    return int(raw) if raw else None


def _anchor_at(raw: str, wanted: dict[str, Any], layout: Layout) -> str | None:
    """The anchor that puts a thing at a position counted from 1; past the end is the end."""
    if not raw.isdecimal() or len(raw) > 6 or int(raw) < 1:
        raise BadForm("The position must be a whole number from 1.")
    noun, target = wanted["noun"], str(wanted.get("target"))
    members: list[Any] = []
    if noun == "placement":
        point = next((p for p in layout.points if str(p.uuid) == wanted.get("point")), None)
        members = layout.in_point(point.pk) if point else []
    elif noun == "point":
        sides = zip(layout.question.sides, layout.keys.sides, strict=True)
        side_pk = next((pk for side, pk in sides if side.uuid == wanted.get("side")), 0)
        members = layout.on_side(side_pk)
    elif noun == "row":
        members = layout.rows
    elif noun == "criterion":
        members = layout.criteria
    others = [str(one.uuid) for one in members if str(one.uuid) != target]
    index = int(raw) - 1
    if index == 0:
        return None
    return others[index - 1] if index <= len(others) else "end"


def resend(data: QueryDict, problems: Sequence[Problem]) -> dict[str, Any]:
    """What the page of a refused form shows: messages, both texts of conflicts, what was typed.

    Where typing something else helps, hidden is what the form sends along with the texts.
    """
    conflicts = [one.conflict for one in problems if one.conflict]
    others = [one for one in problems if not one.conflict]
    errors = {one.field: one.message for one in others if one.field in data}
    is_edit = data.get("verb") == "edit"
    # Of an edit, the texts that are not to blame have been saved.
    is_whole = not is_edit or any(one.stops for one in others)
    texts = [
        Typed(name, label, str(data[name]), errors.get(name, ""))
        for name, label in LABELS.items()
        if name in data and (is_whole or name in errors)
    ]
    names = {one.name for one in texts}
    skipped = {"csrfmiddlewaretoken", *LABELS, *(("id",) if is_edit else ())}
    return {
        "messages_to_show": list(
            dict.fromkeys(one.message for one in others if one.field not in names)
        ),
        "conflicts": conflicts,
        "typed": texts,
        "can_resend": bool(texts) and all(one.status in (422, 503) for one in others),
        "hidden": [
            (name, value)
            for name, values in data.lists()
            for value in values
            if name not in skipped
        ],
        "is_edit": is_edit,
    }
