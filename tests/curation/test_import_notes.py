"""manage.py import_notes."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from apps.curation.models import NoteDraft, NoteImport
from tests.curation.notes_text import DECK, SEEDS
from tests.factories import make_topic


@pytest.fixture(autouse=True)
def topic(db):
    return make_topic()


def run(path, **options):
    out = io.StringIO()
    call_command("import_notes", path, topic="russia", stdout=out, **options)
    return out.getvalue()


def written(tmp_path, data):
    path = tmp_path / "lamps.txt"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_dry_run_prints_the_cards_and_writes_nothing(tmp_path):
    said = json.loads(run(written(tmp_path, DECK), dry_run=True, json=True))
    assert sorted(said) == ["cards", "set_aside"]
    assert [(card["number"], card["title"]) for card in said["cards"]][1:3] == [
        (2, "Keepers of the lamp."),
        (3, None),
    ]
    assert said["cards"][1]["drafts"][0] == {
        "text": "In December 1917 Lenin had a lamp lit on every quay.",
        "parent": None,
        "level": 0,
        "line": 16,
        "years": [1917],
        "year_from": 1917,
        "year_to": 1917,
        "leaders": ["LEN"],
        "themes": [],
    }
    assert said["set_aside"][0] == {
        "line": 1,
        "text": "Unit 9: The lighthouse years, 1917-64.",
        "why": "Header of the page",
    }
    assert NoteImport.objects.count() == 0


def test_import_stores_drafts_with_their_suggestions(tmp_path):
    said = run(written(tmp_path, DECK))
    assert "4 cards, 10 drafts, 1 cards that lost their heading" in said
    notes = NoteImport.objects.get()
    assert (notes.name, notes.cards, notes.text) == ("lamps", 4, DECK)
    first = notes.drafts.first()
    assert (first.card, first.line, first.pasted, first.state) == (
        2,
        16,
        "In December 1917 Lenin had a lamp lit on every quay.",
        "open",
    )
    assert (first.year_from, first.year_to, first.date_note) == (1917, 1917, "Dec 1917")
    assert [leader.code for leader in first.leaders.all()] == ["LEN"]
    assert notes.drafts.filter(card=3).values_list("card_title", flat=True)[0] == ""


def test_the_same_notes_again_add_nothing(tmp_path):
    run(written(tmp_path, DECK))
    said = run(written(tmp_path, DECK.replace("\n", "\r\n")), name="Again")
    assert "imported before, as 'lamps'" in said
    assert (NoteImport.objects.count(), NoteDraft.objects.count()) == (1, 10)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_unicode_files_are_read(tmp_path, encoding):
    run(written(tmp_path, DECK.encode(encoding)))
    assert "⅓" in NoteImport.objects.get().drafts.get(line=20).pasted


def test_a_windows_file_is_read(tmp_path):
    run(written(tmp_path, "Lamps\n\n• Kirov’s lamp – ½ of it\n".encode("cp1252")))
    assert NoteDraft.objects.get().pasted == "Kirov’s lamp – ½ of it"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"Lamps\x00\x01\x02\x03 and", "NUL"),
        (b"\xff\xfea", "not valid UTF-16"),
        (b"\xef\xbb\xbf\xff", "not valid UTF-8"),
        (b"lamp \x81 lamp", "not valid Windows-1252"),
        (b"\x89PNG\r\n\x1a\n\x05", "not a text file"),
        (b"a" * (1024 * 1024 + 1), "at most 1,048,576"),
        (b"x\n" * 30_000, "Paste at most 20,000"),
        (b"No comments have yet been made", "nothing in these notes"),
    ],
)
def test_bad_files_are_refused_with_the_reason(tmp_path, data, message):
    with pytest.raises(CommandError, match=message) as refused:
        run(written(tmp_path, data))
    assert refused.value.returncode == 1
    assert NoteImport.objects.count() == 0


def test_an_unknown_topic_or_file_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"no topic 'france'\. Topics: russia\."):
        call_command("import_notes", written(tmp_path, DECK), topic="france")
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.txt")
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path)


def test_the_real_deck_is_stored():
    for path in [SEEDS["001"]] if "001" in SEEDS else []:
        assert "85 cards, 793 drafts, 13 cards that lost" in run(path)
        assert NoteDraft.objects.count() == 793
