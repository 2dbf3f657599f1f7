"""What tests measure is told at their end, also where two processes share them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from operations.environments import ROOT

TESTS = """
import pytest

from tests.conftest import AXE


@pytest.mark.parametrize("shape", ["one", "two"])
def test_measured(tell, shape):
    print("lost where processes share the tests")
    tell(f"shape {shape}: 1.5 ms")


@pytest.fixture(autouse=True)
def told_of_axe(record_property):
    yield
    record_property(AXE, 0)
    record_property(AXE, 1)


def test_failing():
    raise AssertionError


def test_nothing():
    pass
"""


def write_tests(folder: Path, tests: str) -> None:
    """Make a project of its own with the conftest of all tests and these."""
    (folder / "tests").mkdir()
    (folder / "tests" / "__init__.py").touch()
    shutil.copy(ROOT / "tests" / "conftest.py", folder / "tests")
    (folder / "tests" / "test_some.py").write_text(tests, encoding="utf-8")


def run_tests(folder: Path, *options: str) -> str:
    """Run them, without plugins that are not named, and hand back what is printed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib"]
    ended = subprocess.run(
        [*command, *options, "tests"], cwd=folder, env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    return ended.stdout


@pytest.mark.parametrize("processes", ["0", "2"])
def test_measurements_stand_at_the_end(tmp_path: Path, processes: str) -> None:
    """Each line once, in one order; axe is summed up over all tests, those that fail too."""
    write_tests(tmp_path, TESTS)
    lines = run_tests(tmp_path, "-p", "xdist", "-n", processes).splitlines()
    begin = next(place for place, line in enumerate(lines) if " measured " in line)
    assert lines[begin + 1 : begin + 4] == [
        "shape one: 1.5 ms",
        "shape two: 1.5 ms",
        "axe: 8 pages and states, 4 violations",
    ]


def test_nothing_is_said_when_nothing_was_measured(tmp_path: Path) -> None:
    """No empty heading."""
    write_tests(tmp_path, "def test_nothing(): pass")
    printed = run_tests(tmp_path)
    assert "1 passed" in printed
    assert "measured" not in printed
