"""The strict shape of operations as a browser sends them.

Nothing is coerced: true is not 1, 1.9 is not 1, an unknown or repeated key is refused.
docs/operations.md describes the protocol; apps.plans.operations carries it out.
"""

import json
import re
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from apps.accounts.text import is_blank
from apps.plans.groupings import Name

MAX_BYTES = 64 * 1024
MAX_OPERATIONS = 50

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# Characters that no page shows and no Word file may hold; tab and new line stay.
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class BadRequest(Exception):
    """The body is not a well-formed list of operations; str() says why in plain words."""


def read_uuid(value: object) -> UUID:
    """Read an id in its usual form; ValueError when it is anything else."""
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise ValueError("must be a UUID in its usual form")
    return UUID(value)


def _text(value: str) -> str:
    if "\0" in value:
        raise ValueError("must not contain a NUL character")
    return _CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def _not_blank(value: str) -> str:
    if is_blank(value):
        raise ValueError("must not be blank")
    return value


Uuid = Annotated[UUID, BeforeValidator(read_uuid)]
Text = Annotated[str, StringConstraints(max_length=5000), AfterValidator(_text)]
Line = Annotated[
    str, StringConstraints(max_length=300), AfterValidator(_text), AfterValidator(_not_blank)
]
# "end" puts a thing last, null first, an id right behind that thing.
Anchor = Uuid | None | Literal["end"]
Slug = Annotated[str, StringConstraints(max_length=50, pattern=r"^[a-z0-9-]+$")]
Code = Annotated[str, StringConstraints(max_length=4, pattern=r"^[A-Z][0-9]{1,2}$")]
Version = Annotated[str, StringConstraints(max_length=24, pattern=r"^[0-9]+-[0-9a-f]{8}$")]


class Base(BaseModel):
    """What every operation has: its id, made by the browser."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    id: Uuid

    @model_validator(mode="after")
    def _check_anchor(self) -> Self:
        anchor = getattr(self, "after", None)
        if anchor and anchor == getattr(self, "target", None):
            raise ValueError("a thing cannot be put behind itself")
        return self


class AddCriterion(Base):
    """Name a criterion."""

    verb: Literal["add"]
    noun: Literal["criterion"]
    target: Uuid
    text: Annotated[Line, StringConstraints(max_length=200)]
    after: Anchor = "end"


class AddRow(Base):
    """Add a row: a theme of the topic, or a factor, moment or time band in the student's words."""

    verb: Literal["add"]
    noun: Literal["row"]
    target: Uuid
    kind: Literal["theme", "factor", "moment", "band"] = "theme"
    theme: Slug | None = None
    label: Annotated[Line, StringConstraints(max_length=120)] | None = None
    after: Anchor = "end"


class AddPoint(Base):
    """Add a point to a side, and to a row where one is given."""

    verb: Literal["add"]
    noun: Literal["point"]
    target: Uuid
    side: Uuid
    row: Uuid | None = None
    claim: Annotated[Text, StringConstraints(max_length=300)] = ""
    explanation: Annotated[Text, StringConstraints(max_length=3000)] = ""
    after: Anchor = "end"


class AddPlacement(Base):
    """Put an evidence item into a point."""

    verb: Literal["add"]
    noun: Literal["placement"]
    target: Uuid
    point: Uuid
    evidence: Uuid
    note: Annotated[Text, StringConstraints(max_length=500)] = ""
    is_context: bool = False
    after: Anchor = "end"


class AddDismissal(Base):
    """Set a finding aside; target is what it is about, "" for the whole plan."""

    verb: Literal["add"]
    noun: Literal["dismissal"]
    code: Code
    target: Uuid | Literal[""]
    reason: Line


class RemoveDismissal(Base):
    """Bring a finding back."""

    verb: Literal["remove"]
    noun: Literal["dismissal"]
    code: Code
    target: Uuid | Literal[""]


class Edit(Base):
    """Give one field a new value. was is the version of the text that the edit started from."""

    verb: Literal["edit"]
    noun: Literal["plan", "criterion", "row", "point", "placement"]
    target: Uuid | None = None
    field: Annotated[str, StringConstraints(max_length=20)]
    value: Text | int | bool | Annotated[list[str], Field(max_length=20)] | None
    was: Version | None = None


class MoveInList(Base):
    """Put a criterion or a row elsewhere in its list."""

    verb: Literal["move"]
    noun: Literal["criterion", "row"]
    target: Uuid
    after: Anchor


class MovePoint(Base):
    """Put a point elsewhere; "same" leaves its row as it is, null takes it out of every row."""

    verb: Literal["move"]
    noun: Literal["point"]
    target: Uuid
    side: Uuid
    row: Uuid | Literal["same"] | None = "same"
    after: Anchor


class MovePlacement(Base):
    """Put a card into a point, or elsewhere in the same one."""

    verb: Literal["move"]
    noun: Literal["placement"]
    target: Uuid
    point: Uuid
    after: Anchor


class Remove(Base):
    """Take a thing off the board; it can be restored."""

    verb: Literal["remove"]
    noun: Literal["criterion", "row", "point", "placement"]
    target: Uuid


class Restore(Base):
    """Bring a removed thing back; last in its list unless after says where."""

    verb: Literal["restore"]
    noun: Literal["criterion", "row", "point", "placement"]
    target: Uuid
    after: Anchor = "end"


class Step(Base):
    """Undo or redo one's own last operation."""

    verb: Literal["undo", "redo"]
    noun: Literal["plan"]


Sent = (
    AddCriterion
    | AddRow
    | AddPoint
    | AddPlacement
    | AddDismissal
    | RemoveDismissal
    | Edit
    | MoveInList
    | MovePoint
    | MovePlacement
    | Remove
    | Restore
    | Step
)


def _tag(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    verb, noun = value.get("verb"), value.get("noun")
    if verb == "edit":
        return "edit"
    if verb in ("undo", "redo"):
        return "step"
    if verb in ("remove", "restore") and noun != "dismissal":
        return str(verb)
    return f"{verb} {noun}"


Operation = Annotated[
    Annotated[AddCriterion, Tag("add criterion")]
    | Annotated[AddRow, Tag("add row")]
    | Annotated[AddPoint, Tag("add point")]
    | Annotated[AddPlacement, Tag("add placement")]
    | Annotated[AddDismissal, Tag("add dismissal")]
    | Annotated[RemoveDismissal, Tag("remove dismissal")]
    | Annotated[Edit, Tag("edit")]
    | Annotated[MoveInList, Tag("move criterion")]
    | Annotated[MoveInList, Tag("move row")]
    | Annotated[MovePoint, Tag("move point")]
    | Annotated[MovePlacement, Tag("move placement")]
    | Annotated[Remove, Tag("remove")]
    | Annotated[Restore, Tag("restore")]
    | Annotated[Step, Tag("step")],
    Discriminator(_tag),
]


class Batch(BaseModel):
    """A request: the version the browser last saw, its grouping and its operations."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    base: Annotated[int, Field(ge=0, le=2**31)]
    view: Name = "side"
    operations: Annotated[list[Operation], Field(min_length=1, max_length=MAX_OPERATIONS)]


_operation: TypeAdapter[Sent] = TypeAdapter(Operation)


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise BadRequest("A key is given twice.")
    return dict(pairs)


def _no_constants(name: str) -> Any:
    raise BadRequest(f"{name} is not a JSON number.")


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    # A message may repeat what was sent, at any length.
    return f"{where}: {first['msg']}"[:300]


def read_batch(body: bytes) -> Batch:
    """Read a request body (UTF-8 JSON, at most 64 kB); BadRequest says what is wrong."""
    if len(body) > MAX_BYTES:
        raise BadRequest("The request is larger than 64 kB.")
    try:
        data = json.loads(
            body.decode(),
            object_pairs_hook=_no_repeats,
            parse_constant=_no_constants,
            parse_int=_whole,
        )
        # Lone surrogates pass the parser but can be neither stored nor sent back.
        json.dumps(data, ensure_ascii=False).encode()
    except (UnicodeError, ValueError, RecursionError) as error:
        raise BadRequest("The request is not valid JSON.") from error
    try:
        return Batch.model_validate(data)
    except ValidationError as error:
        raise BadRequest(_explain(error)) from error


def _whole(digits: str) -> int:
    if len(digits) > 18:
        raise BadRequest("A number is too large.")
    return int(digits)


def read_operation(data: dict[str, Any]) -> Sent:
    """Read one operation from plain values; BadRequest says what is wrong."""
    try:
        return _operation.validate_python(data)
    except ValidationError as error:
        raise BadRequest(_explain(error)) from error


def text_version(text: str) -> str:
    """Name a text's version: its length in code points and the FNV-1a hash of its UTF-8 bytes.

    The browser computes the same (static/src/version.ts), also without a secure context,
    where the Web Crypto functions are missing.
    """
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return f"{len(text)}-{value:08x}"
