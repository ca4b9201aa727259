"""manage.py grant_role."""

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User


def grant(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    call_command("grant_role", *words)
    return capsys.readouterr().out


def test_roles_are_held_together_and_taken_away_alone(
    student: User, capsys: pytest.CaptureFixture[str]
) -> None:
    said = [
        grant(capsys, "student", "teacher"),
        grant(capsys, "STUDENT", "curator"),
        grant(capsys, "student", "admin"),
        grant(capsys, "student", "student", "--remove"),
        grant(capsys, "student", "admin", "--remove"),
    ]
    assert said == [
        "student is now: student and teacher.\n",
        "student is now: student and teacher and curator.\n",
        "student is now: student and teacher and curator and admin.\n",
        "student is now: teacher and curator and admin.\n",
        "student is now: teacher and curator.\n",
    ]
    student.refresh_from_db()
    assert (student.is_staff, student.is_superuser, student.is_student) == (False, False, False)


def test_granting_twice_is_the_same_as_once(
    student: User, capsys: pytest.CaptureFixture[str]
) -> None:
    grant(capsys, "student", "teacher")
    assert grant(capsys, "student", "teacher") == "student is now: student and teacher.\n"


def test_last_role_can_go(student: User, capsys: pytest.CaptureFixture[str]) -> None:
    assert grant(capsys, "student", "student", "--remove") == "student is now: no role.\n"


def test_unknown_person_and_unknown_role_are_refused(student: User) -> None:
    with pytest.raises(CommandError, match="There is no user called nobody"):
        call_command("grant_role", "nobody", "teacher")
    with pytest.raises(CommandError, match="invalid choice: 'king'"):
        call_command("grant_role", "student", "king")
    student.refresh_from_db()
    assert student.roles == ["student"]
