"""What a body must look like: bad inputs 43 to 49 and 54, as far as a parser sees them."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from apps.plans.schema import (
    MAX_BYTES,
    AddPlacement,
    BadRequest,
    MovePoint,
    is_blank,
    read_batch,
    read_operation,
    text_version,
)

# Fixed, because they are parameters too: parallel runs must collect the same tests.
A = "0b0d3d6e-51c9-4c0e-8d0f-3a5a1f7a9c01"
B = "0b0d3d6e-51c9-4c0e-8d0f-3a5a1f7a9c02"
C = "0b0d3d6e-51c9-4c0e-8d0f-3a5a1f7a9c03"
MOVE: dict[str, Any] = {
    "id": A,
    "verb": "move",
    "noun": "placement",
    "target": B,
    "point": C,
    "after": None,
}
EDIT: dict[str, Any] = {
    "id": A,
    "verb": "edit",
    "noun": "plan",
    "field": "thesis",
    "value": "Alike",
    "was": "0-811c9dc5",
}


def body(*operations: dict[str, Any], **extra: Any) -> bytes:
    batch = {"base": 0, "operations": list(operations), **extra}
    return json.dumps(batch).encode()


def complaint(raw: bytes) -> str:
    with pytest.raises(BadRequest) as caught:
        read_batch(raw)
    return str(caught.value)


def test_batch_is_read():
    batch = read_batch(body(MOVE, {**EDIT, "id": B}, view="theme"))
    assert (batch.base, batch.view) == (0, "theme")
    move, edit = batch.operations
    assert (move.id, move.target, move.after) == (UUID(A), UUID(B), None)
    assert (edit.field, edit.value, edit.was) == ("thesis", "Alike", "0-811c9dc5")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"nonsense",
        b"\xff\xfe",
        b"[" * 2000,
        b'{"a":' * 2000,
        b"[" * 60_000,
        body(MOVE)[:-1],
        body(MOVE) + b"x",
        b'{"base": ' + b"9" * 5000 + b"}",
        b'{"base": NaN}',
        b'{"base": Infinity}',
        b'{"base": -Infinity}',
        b"null",
        b"[]",
        b'"text"',
        b"12",
        b"true",
    ],
)
def test_body_that_is_not_json_or_no_batch(raw):
    assert complaint(raw)


def test_body_nested_below_the_parsers_limit_is_refused():
    deep: Any = "x"
    for _ in range(300):
        deep = [deep]
    assert complaint(body({**EDIT, "value": deep}))
    assert complaint(body(MOVE, base=deep))
    assert complaint(json.dumps({"base": 0, "operations": deep}).encode())


def test_body_of_64_kb_is_the_most():
    full = body({**EDIT, "value": "x" * 5000})
    padded = full + b" " * (MAX_BYTES - len(full))
    assert len(read_batch(padded).operations) == 1
    assert complaint(padded + b" ") == "The request is larger than 64 kB."


def test_body_of_50_operations_is_the_most():
    operations = [{**MOVE, "id": str(uuid4())} for _ in range(51)]
    assert len(read_batch(body(*operations[:50])).operations) == 50
    assert complaint(body(*operations)).startswith("operations: List should have at most 50")
    assert complaint(body()).startswith("operations: List should have at least 1")


@pytest.mark.parametrize("text", ['"\\ud800"', '"\\udfff x"', '"\\ud800\\ud800"'])
@pytest.mark.parametrize("place", ["value", "was", "field", "id", "verb"])
def test_lone_surrogate_is_refused_anywhere(text, place):
    raw = body({**EDIT, place: "HERE"}).replace(b'"HERE"', text.encode())
    assert complaint(raw) == "The request is not valid JSON."


def test_lone_surrogate_is_refused_in_a_key():
    raw = body({**EDIT, "HERE": 1}).replace(b"HERE", b"\\ud800")
    assert complaint(raw) == "The request is not valid JSON."


def test_pair_of_surrogates_is_a_character():
    raw = body({**EDIT, "value": "HERE"}).replace(b"HERE", b"\\ud83d\\ude42")
    assert read_batch(raw).operations[0].value == "\N{SLIGHTLY SMILING FACE}"


ODD_VALUES = [True, False, 1, 1.9, 2**63, -(2**63), 1e308, "", "x", [], [A], {}, {"a": A}]


@pytest.mark.parametrize("value", [*ODD_VALUES, None])
@pytest.mark.parametrize("key", ["id", "target", "point"])
def test_ids_are_ids(key, value):
    assert complaint(body({**MOVE, key: value}))


@pytest.mark.parametrize("value", ODD_VALUES)
def test_anchor_is_an_id_null_or_end(value):
    assert complaint(body({**MOVE, "after": value}))


@pytest.mark.parametrize(
    "value", [A.replace("-", ""), f"{{{A}}}", f"urn:uuid:{A}", A[:-1], A + "0", f" {A}", f"{A}\n"]
)
def test_ids_have_one_form(value):
    assert complaint(body({**MOVE, "target": value})).startswith("operations.0")


def test_ids_may_be_upper_case():
    assert read_batch(body({**MOVE, "target": B.upper()})).operations[0].target == UUID(B)


@pytest.mark.parametrize("base", [True, 1.0, 1.9, -1, 2**31 + 1, 2**63, "1", None, [1]])
def test_base_is_a_whole_number(base):
    assert complaint(body(MOVE, base=base))


@pytest.mark.parametrize("flag", [0, 1, "true", None, "", []])
def test_flags_are_not_coerced(flag):
    card = {"id": A, "verb": "add", "noun": "placement", "target": B, "point": C, "evidence": A}
    assert read_operation({**card, "is_context": True}).is_context is True
    with pytest.raises(BadRequest):
        read_operation({**card, "is_context": flag})


@pytest.mark.parametrize("value", [1.9, 1e400, {"a": 1}, [1], [None], [["x"]], ["x"] * 21])
def test_edited_values_are_of_a_known_type(value):
    raw = json.dumps({"base": 0, "operations": [{**EDIT, "value": value}]})
    assert complaint(raw.replace("Infinity", "1e400").encode())


@pytest.mark.parametrize("value", [True, 1, 0, -2, None, "", "text", [], ["STA"]])
def test_edited_values_keep_their_type(value):
    read = read_batch(body({**EDIT, "value": value})).operations[0].value
    assert (read, type(read)) == (value, type(value))


def test_repeated_keys_are_refused_at_any_depth():
    assert complaint(b'{"base": 0, "base": 0}') == "A key is given twice."
    raw = body(MOVE).replace(b'"after": null', b'"after": null, "after": "end"')
    assert complaint(raw) == "A key is given twice."


def test_unknown_keys_are_refused():
    assert "owner" in complaint(body(MOVE, owner=1))
    assert "position" in complaint(body({**MOVE, "position": 1}))
    assert complaint(body({**EDIT, "student": 1}))


@pytest.mark.parametrize("key", ["id", "verb", "noun", "target", "point", "after"])
def test_missing_keys_are_refused(key):
    assert complaint(body({name: value for name, value in MOVE.items() if name != key}))


@pytest.mark.parametrize(
    ("verb", "noun"),
    [
        ("copy", "point"),
        ("add", "plan"),
        ("remove", "plan"),
        ("move", "plan"),
        ("move", "dismissal"),
        ("edit", "dismissal"),
        ("restore", "dismissal"),
        ("undo", "point"),
        ("add", "user"),
        (["add"], "point"),
        (None, None),
        ("", ""),
    ],
)
def test_unknown_verbs_and_nouns_are_refused(verb, noun):
    assert complaint(body({**MOVE, "verb": verb, "noun": noun}))
    with pytest.raises(BadRequest):
        read_operation({"id": A, "verb": verb, "noun": noun, "target": B})


def test_complaint_never_repeats_a_long_text():
    assert len(complaint(body({**MOVE, "verb": "x" * 60_000}))) == 300


@pytest.mark.parametrize(
    "operation",
    [
        {"verb": "move", "noun": "placement", "point": C},
        {"verb": "move", "noun": "point", "side": C},
        {"verb": "move", "noun": "row"},
        {"verb": "move", "noun": "criterion"},
        {"verb": "restore", "noun": "placement"},
        {"verb": "add", "noun": "criterion", "text": "scale"},
        {"verb": "add", "noun": "row", "theme": "terror"},
        {"verb": "add", "noun": "point", "side": C},
        {"verb": "add", "noun": "placement", "point": C, "evidence": C},
    ],
)
def test_nothing_is_put_behind_itself(operation):
    fine = {"id": A, "target": B, **operation, "after": C}
    assert read_operation(fine).after == UUID(C)
    assert "cannot be put behind itself" in complaint(body({**fine, "after": B}))
    assert "cannot be put behind itself" in complaint(body({**fine, "after": B.upper()}))


def test_texts_have_a_longest_length_in_characters():
    smile = "\N{SLIGHTLY SMILING FACE}"
    point = {"id": A, "verb": "add", "noun": "point", "target": B, "side": C}
    assert read_operation({**point, "claim": smile * 300}).claim == smile * 300
    criterion = {"id": A, "verb": "add", "noun": "criterion", "target": B}
    card = {"id": A, "verb": "add", "noun": "placement", "target": B, "point": C, "evidence": C}
    row = {"id": A, "verb": "add", "noun": "row", "target": B}
    dismissal = {"id": A, "verb": "add", "noun": "dismissal", "code": "C1", "target": ""}
    for fine, name, longest in (
        (point, "claim", 300),
        (point, "explanation", 3000),
        (criterion, "text", 200),
        (card, "note", 500),
        (row, "label", 120),
        (dismissal, "reason", 300),
        (EDIT, "value", 5000),
    ):
        assert getattr(read_operation({**fine, name: "x" * longest}), name) == "x" * longest
        with pytest.raises(BadRequest):
            read_operation({**fine, name: "x" * (longest + 1)})


def test_texts_refuse_nul():
    raw = body({**EDIT, "value": "a\0b"})
    assert complaint(raw).endswith("must not contain a NUL character")


def test_texts_have_one_kind_of_line_end_and_no_control_characters():
    sent = "One\r\nTwo\rThree\n\tFour\x0b\x0c\x01\x1f\x7f\ufffe\uffff"
    assert read_batch(body({**EDIT, "value": sent})).operations[0].value == (
        "One\nTwo\nThree\n\tFour"
    )


def test_texts_keep_every_script_and_mark():
    kept = "Сталин ستالين 斯大林 e\u0301 \u202eabc\u202c <script>{{7*7}}</script>"
    assert read_batch(body({**EDIT, "value": kept})).operations[0].value == kept


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u3164", "\t\n", "\x01\x02"])
def test_names_must_show_something(text):
    criterion = {"id": A, "verb": "add", "noun": "criterion", "target": B, "text": text}
    row = {"id": A, "verb": "add", "noun": "row", "target": B, "label": text}
    dismissal = {"id": A, "verb": "add", "noun": "dismissal", "code": "C1", "target": ""}
    for operation in (criterion, row, {**dismissal, "reason": text}):
        assert complaint(body(operation)).endswith("must not be blank")


@pytest.mark.parametrize("code", ["", "c1", "C", "C123", "C1\n", "CC1", "1C", 1, None])
def test_codes_of_checks_have_one_form(code):
    with pytest.raises(BadRequest):
        read_operation({"id": A, "verb": "remove", "noun": "dismissal", "code": code, "target": ""})


@pytest.mark.parametrize("was", ["", "0", "0-811C9DC5", "-1-811c9dc5", "0-811c9dc5\n", 0, [], "x"])
def test_versions_of_texts_have_one_form(was):
    assert complaint(body({**EDIT, "was": was})).startswith("operations.0")


def test_defaults_of_short_forms():
    card = {"id": A, "verb": "add", "noun": "placement", "target": B, "point": C, "evidence": C}
    read = read_operation(card)
    assert isinstance(read, AddPlacement)
    assert (read.note, read.is_context, read.after) == ("", False, "end")
    point = {"id": A, "verb": "move", "noun": "point", "target": B, "side": C, "after": "end"}
    read = read_operation(point)
    assert isinstance(read, MovePoint)
    assert (read.row, read.after) == ("same", "end")
    assert read_operation({**point, "row": None}).row is None


@pytest.mark.parametrize(
    ("text", "version"),
    [
        # The published test values of FNV-1a with 32 bits.
        ("", "0-811c9dc5"),
        ("a", "1-e40c292c"),
        ("foobar", "6-bf9cf968"),
        # Length in code points, hash of the UTF-8 bytes.
        ("Сталин", "6-0d0cc4e7"),
        ("\N{SLIGHTLY SMILING FACE}", "1-57a37a4b"),
    ],
)
def test_text_version(text, version):
    assert text_version(text) == version


def test_text_version_tells_texts_apart():
    texts = ["Alike", "alike", "Alike ", "Alike\n", "A like", "e\u0301", "\u00e9"]
    assert len({text_version(text) for text in texts}) == len(texts)


@pytest.mark.parametrize("text", ["", " ", "\n\t\r", "\u200b\u200d\ufeff", "\u3164", "\u00a0"])
def test_blank_text_shows_nothing(text):
    assert is_blank(text) is True


@pytest.mark.parametrize("text", ["a", " a ", "\u200ba", "0", ".", "\N{SLIGHTLY SMILING FACE}"])
def test_text_that_shows_something_is_not_blank(text):
    assert is_blank(text) is False
