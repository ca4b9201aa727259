"""Forms on the reveal: deciding on possible arguments, and publishing model answers."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.text import Truncator

from apps.accounts.models import User
from apps.accounts.text import is_blank
from apps.evidence.forms import LineField, ProseField
from apps.plans.models import Plan, StrandVerdict
from apps.plans.schema import text_version
from apps.plans.snapshot import PlanSnapshot
from apps.plans.strands import SideOfScheme, StrandPart
from apps.questions.models import ModelAnswer, Question

MISSED = "missed"
ELSEWHERE = "elsewhere"
CLAIM_SHOWN = 70
ESSAY_ROWS = 14


class RevealForm(forms.Form):
    """Open the possible arguments; tried is asked for while the plan shows no attempt yet."""

    tried = forms.BooleanField(required=False)


class DecisionsForm(forms.Form):
    """What the student says of each part: not decided, missed, or covered and by which point.

    Each select comes with a hidden field of what it said when the page was drawn, so that a
    page left open in another tab changes only what was changed on it.
    """

    def __init__(
        self, data: Any = None, *, sides: Sequence[SideOfScheme], decided: dict[str, str]
    ) -> None:
        super().__init__(data, initial=decided)
        self.parts: dict[str, StrandPart] = {}
        for side in sides:
            choices = [
                ("", "Not decided yet"),
                (MISSED, "Missed: my plan does not say this"),
                *((point.uuid, _by(point.number, point.claim)) for point in side.points),
                (ELSEWHERE, "Covered elsewhere in my plan"),
            ]
            for part in side.parts:
                self.parts[part.name] = part
                self.fields[part.name] = forms.ChoiceField(
                    choices=choices,
                    required=False,
                    show_hidden_initial=True,
                    widget=forms.Select(attrs={"class": "field"}),
                    error_messages={
                        "invalid_choice": "That point is no longer in your plan. Choose again."
                    },
                )

    def save_for(self, plan: Plan) -> None:
        """Keep what was changed on the page."""
        points = {str(uuid): pk for uuid, pk in plan.points.values_list("uuid", "pk")}
        with transaction.atomic():
            for name in self.changed_data:
                part, answer = self.parts[name], self.cleaned_data[name]
                about: dict[str, Any] = {"strand_id": part.strand.key, "part": part.number}
                if not answer:
                    plan.strand_verdicts.filter(**about).delete()
                    continue
                is_missed = answer == MISSED
                kind = StrandVerdict.Verdict.MISSED if is_missed else StrandVerdict.Verdict.COVERED
                plan.strand_verdicts.update_or_create(
                    **about,
                    defaults={
                        "wording": text_version(part.text),
                        "verdict": kind,
                        "point_id": points.get(answer),
                    },
                )


def _by(number: str, claim: str) -> str:
    return f"Covered by {number}: {Truncator(claim or 'no claim yet').chars(CLAIM_SHOWN)}"


def decided_on(plan: Plan, sides: Sequence[SideOfScheme]) -> dict[str, str]:
    """What the student has decided, by the name of the part.

    Left out: decisions on a part that reads otherwise now, or by a point that is gone.
    """
    stored = {
        (one.strand_id, one.part): one for one in plan.strand_verdicts.select_related("point")
    }
    found = {}
    for side in sides:
        live = {point.uuid for point in side.points}
        for part in side.parts:
            one = stored.get((part.strand.key, part.number))
            if one is None or one.wording != text_version(part.text):
                continue
            if one.verdict == StrandVerdict.Verdict.MISSED:
                found[part.name] = MISSED
            elif one.point is None:
                found[part.name] = ELSEWHERE
            elif str(one.point.uuid) in live:
                found[part.name] = str(one.point.uuid)
    return found


class RivalsForm(forms.Form):
    """Which two model answers stand beside one's own; an unknown answer is the default.

    rivals are the two, the one that supports the view more first; fewer when there are fewer.
    """

    one = forms.ChoiceField(label="First rival")
    other = forms.ChoiceField(label="Second rival")

    def __init__(self, data: QueryDict, *, models: Sequence[ModelAnswer]) -> None:
        known = {str(model.uuid): model for model in models}
        asked = [data.get(name, "") for name in ("one", "other")]
        # Those that lie furthest apart fill the places nobody chose.
        order = [*(name for name in asked if name in known), *[*known][:1], *[*known][-1:], *known]
        chosen = list(dict.fromkeys(order))[:2]
        chosen.sort(key=[*known].index)
        self.rivals = [known[name] for name in chosen]
        super().__init__(dict(zip(("one", "other"), chosen, strict=False)))
        for field in self.fields.values():
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # narrows the type
            field.choices = [(name, model.title) for name, model in known.items()]
            field.widget.attrs["class"] = "form-select"


class PublishForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """Publish a plan as a model. ``token`` becomes its id: one form, one model answer."""

    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "Please send the form again.",
            "invalid": "Please send the form again.",
        },
    )
    title = LineField(label="Title", max_length=120, help_text="The line it takes, in a few words.")
    author_label = LineField(
        label="Shown as written by",
        max_length=80,
        help_text="Students read this name: yours, or that of your department.",
    )
    # Texts that must say something, each with what to ask for.
    needed: ClassVar[dict[str, str]] = {"title": "Give it a title.", "author_label": "Give a name."}

    class Meta:
        model = ModelAnswer
        fields: ClassVar[list[str]] = ["title", "author_label", "lean"]

    def __init__(self, data: Any = None, *, author: User, **initial: Any) -> None:
        instance = ModelAnswer(kind=ModelAnswer.Kind.ESSAY, author=author)
        start = {"token": uuid4(), "author_label": author.display_name, **initial}
        super().__init__(data, instance=instance, initial=start)

    def clean(self) -> dict[str, Any]:
        """Refuse texts that show nothing."""
        cleaned = super().clean() or self.cleaned_data
        if "token" in self.errors:
            # A hidden field has no place of its own for a message.
            self.add_error(None, "Please send the form again.")
            data = cast(QueryDict, self.data).copy()
            data["token"] = str(uuid4())
            self.data = data
        for name, message in self.needed.items():
            if name in cleaned and is_blank(cleaned[name]):
                self.add_error(name, message)
        return cleaned

    def publish(self, question: Question, **given: Any) -> ModelAnswer | None:
        """Publish it; the same form sent twice is published once.

        None when the id is that of somebody else's.
        """
        answer: ModelAnswer = self.instance
        token: UUID = self.cleaned_data["token"]
        names = [*self.Meta.fields, "author", "kind"]
        fields = {name: getattr(answer, name) for name in names} | {"question": question} | given
        stored, _ = ModelAnswer.objects.get_or_create(uuid=token, defaults=fields)
        return stored if stored.author == answer.author else None


class EssayForm(PublishForm):
    """Publish a model essay; its verdict is asked for apart, as it stands beside others."""

    thesis = ProseField(label="Thesis", max_length=3000, help_text="The view taken, as argued.")
    judgement = ProseField(label="Judgement", max_length=3000)
    decisive = LineField(label="What decides it", max_length=1000)
    body = ProseField(label="The essay", max_length=30_000, help_text="May be left empty.")
    needed: ClassVar[dict[str, str]] = PublishForm.needed | {
        "thesis": "Write the view it takes.",
        "judgement": "Write its judgement.",
        "decisive": "Say what decides it.",
    }

    class Meta(PublishForm.Meta):
        fields: ClassVar[list[str]] = [
            *("title", "lean", "thesis", "judgement", "decisive", "body", "author_label")
        ]

    def __init__(self, data: Any = None, *, author: User) -> None:
        super().__init__(data, author=author)
        self.fields["body"].widget.attrs["rows"] = ESSAY_ROWS


class RetireForm(forms.Form):
    """Retire a model answer, or bring it back."""

    back = forms.BooleanField(required=False)


def decisive_claim(plan: PlanSnapshot) -> str:
    """The claim of the point that decides, "" while there is none."""
    point = plan.point(plan.decisive_point or "")
    return point.claim if point else ""


def unfit(plan: PlanSnapshot) -> list[str]:
    """What a plan lacks to be published as a model: its verdict stands beside others."""
    spelling = plan.question.scheme.judgement_spelling
    lacks = {
        "Write the view it takes, under My view.": is_blank(plan.thesis),
        f"Write its {spelling}.": is_blank(plan.judgement),
        "Choose the point that decides it, and write its claim.": is_blank(decisive_claim(plan)),
    }
    return [text for text, is_lacking in lacks.items() if is_lacking]
