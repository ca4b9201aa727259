"""The one line of dependency: an app imports only from its left."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent
# Each app, from left to right. A new app takes its place here.
LINE = ["accounts", "evidence", "practice", "questions", "plans", "curation"]
FILES = sorted(file for file in (HOME / "apps").rglob("*.py") if "migrations" not in file.parts)


def imported(node: ast.AST) -> list[str]:
    """Dotted names that an import statement reaches; none for anything else."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"line {node.lineno}: relative imports hide which app is meant"
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def inside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from ast.walk(node)


def test_every_app_has_its_place_in_the_line():
    apps = {file.parent.name for file in (HOME / "apps").glob("*/apps.py")}
    assert apps == set(LINE)


@pytest.mark.parametrize("app", LINE)
def test_app_imports_only_from_its_left(app):
    forbidden = [f"apps.{other}" for other in LINE[LINE.index(app) + 1 :]]
    forbidden += ["essayplanner", "tests"]
    backward = [
        f"{file.relative_to(HOME)}: {name}"
        for file in FILES
        if file.relative_to(HOME / "apps").parts[0] == app
        for node in ast.walk(ast.parse(file.read_text()))
        for name in imported(node)
        if any(name == one or name.startswith(f"{one}.") for one in forbidden)
    ]
    assert backward == []


def test_nothing_is_imported_inside_a_function():
    hidden = [
        f"{file.relative_to(HOME)}: {name}"
        for file in FILES
        for node in inside_functions(ast.parse(file.read_text()))
        for name in imported(node)
    ]
    assert hidden == []
