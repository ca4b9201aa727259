"""The leader by theme table in docs/."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.evidence.management.commands.load_pack import PACKS
from apps.evidence.packs.coverage import coverage_of
from apps.evidence.packs.schema import read_pack

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def test_coverage_in_docs_is_up_to_date():
    """If this fails: run manage.py write_coverage."""
    written = (DOCS / "coverage.md").read_text(encoding="utf-8")
    assert written == coverage_of(read_pack(PACKS / "russia_1855_1991"))


def test_command_writes_the_table(tmp_path, capsys):
    file = tmp_path / "coverage.md"
    call_command("write_coverage", to=file)
    assert file.read_text(encoding="utf-8") == (DOCS / "coverage.md").read_text(encoding="utf-8")
    assert "items." in capsys.readouterr().out


def test_unknown_pack_is_refused(tmp_path):
    with pytest.raises(CommandError):
        call_command("write_coverage", "nowhere", to=tmp_path / "coverage.md")
    assert list(tmp_path.iterdir()) == []


def test_table_counts_items_by_leader_and_theme():
    pack = read_pack(PACKS / "russia_1855_1991")
    table = [line for line in coverage_of(pack).splitlines() if line.startswith("| ")]
    totals = [cell.strip() for cell in table[-1].strip("|").split("|")]
    terror = next(line for line in table if line.startswith("| Terror |"))
    both = [
        item for item in pack.items.values() if "STA" in item.leaders and "terror" in item.themes
    ]
    column = [leader.code for leader in pack.leaders].index("STA") + 1
    assert terror.strip("|").split("|")[column].strip() == str(len(both))
    assert totals[0] == "Total"
    assert totals[-1] == str(len(pack.items))
