"""Lock files pin every package by hash and name no host, so any mirror can serve them."""

import json
import re
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent
PYTHON_LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-node.lock"]
PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)(\[[a-z0-9,._-]+\])?==(?P<version>\S+)")


def requirements(name):
    """The requirements of a lock file as {package: its whole entry}."""
    text = (HOME / name).read_text().replace("\\\n", " ")
    lines = [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    return {PIN.match(line)["name"]: line for line in lines}


@pytest.mark.parametrize("name", [*PYTHON_LOCKS, "package-lock.json"])
def test_lock_file_names_no_host(name):
    found = re.findall(r"[a-z+]+://\S+", (HOME / name).read_text())
    # Addresses where npm packages ask for money are not where they are fetched from.
    if name.endswith(".json"):
        packages = json.loads((HOME / name).read_text())["packages"].values()
        funding = json.dumps([package.get("funding") for package in packages])
        found = [address for address in found if address.strip('",') not in funding]
    assert found == []


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_python_lock_pins_every_package_by_hash(name):
    entries = requirements(name)
    without = [package for package, entry in entries.items() if "--hash=sha256:" not in entry]
    assert entries
    assert without == []


def test_npm_lock_pins_every_package_by_hash():
    packages = json.loads((HOME / "package-lock.json").read_text())["packages"]
    without = [path for path, package in packages.items() if path and not package.get("integrity")]
    assert len(packages) > 1
    assert without == []


def test_tests_run_with_the_versions_that_are_served():
    served = {
        name: PIN.match(entry)["version"]
        for name, entry in requirements("requirements.lock").items()
    }
    tested = {
        name: PIN.match(entry)["version"]
        for name, entry in requirements("requirements-dev.lock").items()
        if name in served
    }
    assert tested == served
