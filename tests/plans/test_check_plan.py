import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.plans.snapshot import from_json, to_json
from tests.factories import make_point
from tests.plans.checks import builders


def run(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "plan.json"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_check_plan_prints_findings_as_json(file):
    bare = builders.plan([builders.point("S", "")])
    report = json.loads(run("check_plan", file(to_json(bare)), json=True))
    assert sorted(report) == ["dismissed", "good", "open"]
    found = [one for one in report["open"] if one["code"] == "E1"]
    assert [(one["severity"], one["target_kind"], one["title"]) for one in found] == [
        ("fix", "point", "S1 has no evidence")
    ]


def test_check_plan_prints_lines(file):
    lines = run("check_plan", file(to_json(builders.good_plan()))).splitlines()
    assert lines
    assert {line.split()[0] for line in lines} == {"good"}


@pytest.mark.parametrize("text", ["", "[]", '{"uuid": 3}', "\x00", "{"])
def test_check_plan_refuses_what_is_no_snapshot(file, text):
    with pytest.raises(CommandError, match=r"^Not a plan snapshot: "):
        run("check_plan", file(text))


def test_check_plan_names_a_file_that_is_not_there():
    with pytest.raises(CommandError, match="No such file"):
        run("check_plan", "nowhere.json")


def test_export_plan_writes_what_check_plan_reads(file, plan):
    make_point(plan, claim="One party ruled")
    text = run("export_plan", str(plan.uuid))
    assert [one.claim for one in from_json(text).points] == ["One party ruled"]
    report = json.loads(run("check_plan", file(text), json=True))
    assert "E1" in [one["code"] for one in report["open"]]


@pytest.mark.parametrize("uuid", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_export_plan_refuses_what_is_no_plan(db, uuid):
    with pytest.raises(CommandError):
        run("export_plan", uuid)
