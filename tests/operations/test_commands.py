"""Commands that README and docs name: they are there, and run under the settings of this machine."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from operations import __main__ as operations
from operations.environments import APPLICATION, ROOT
from tests.databases import make_empty_database

PAGES = [ROOT / "README.md", ROOT / ".env.example", *sorted((ROOT / "docs").rglob("*.md"))]
WITHOUT_FLAGS = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}


def test_every_command_of_the_pages_is_one_of_make() -> None:
    """`make` finds each by its name; one that a newcomer can't type is not named."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets, page
        bare = re.findall(r"(?<!api )(?<!/)\bpython3? -m [a-z_.]+ [^`]*", text)
        # Measurements of a day tell what was run then.
        assert bare == [] or page.name == "models.md", page


def make(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `make` on the environments that are there."""
    return subprocess.run(
        ["make", "--silent", "--old-file=environments", *arguments],
        cwd=ROOT, env={**WITHOUT_FLAGS, **settings}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_the_first_administrator_is_made_where_kynnys_runs(tmp_path: Path) -> None:
    """In the database and under the address that `make run` uses; names hold any letter."""
    settings = {"KYNNYS_VAR": str(tmp_path), "API_PORT": "9123"}
    told = make("administrator", "EMAIL=paula@example.fi", "NAME=Paula", **settings)
    assert told.returncode != 0
    assert "make run" in told.stderr
    assert "-m operations part database migrate" in told.stderr
    migrated = subprocess.run(
        [ROOT / ".environments/application/bin/python", "-m", "operations", "part", "database", "migrate"],
        cwd=ROOT, env={**WITHOUT_FLAGS, **settings}, timeout=120,
    )  # fmt: skip
    assert migrated.returncode == 0
    assert (tmp_path / "kynnys.sqlite").exists()
    made = make("administrator", "EMAIL=paula@example.fi", 'NAME=Paula O\'Hara "P"', **settings)
    assert made.returncode == 0, made.stderr
    assert "http://127.0.0.1:9123/staff/first-sign-in?link=" in made.stdout
    without = make("administrator", "EMAIL=pekka@example.fi", "NAME=", **settings)
    assert without.stderr.splitlines()[0] == "write the person's name"


@pytest.mark.parametrize(
    ("port", "address"), [("9123", "http://127.0.0.1:9123"), (None, "http://127.0.0.1:8000")]
)
def test_messages_are_sent_to_where_kynnys_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, port: str | None, address: str
) -> None:
    """`make evaluate` finds the front door by the settings of `make run`."""
    monkeypatch.setenv("KYNNYS_VAR", str(tmp_path))
    monkeypatch.setenv("API_HOST", "")
    monkeypatch.setenv("API_PORT", port or "")
    asked: list[str] = []
    monkeypatch.setattr(
        "operations.evaluation.evaluate", lambda files, address, *_: asked.append(address) or 0
    )
    monkeypatch.setattr("sys.argv", ["operations", "evaluate", "messages.jsonl"])
    assert operations.main() == 0
    assert asked == [address]


def test_one_line_is_said_when_a_command_meets_a_bad_setting(tmp_path: Path) -> None:
    """As `make run` says it."""
    told = make("check", API_PORT="abc", KYNNYS_VAR=str(tmp_path))
    assert told.stderr.splitlines()[0] == "API_PORT=abc is no port: write a number from 1 to 65535"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["danger-alarms"], "name a file of messages: make danger-alarms FILE=messages.jsonl"),
        (["danger-alarms", "FILE=nowhere"], "nowhere can't be read (No such file or directory): name a file"),
        (["inboxes", "FILE=nowhere"], "nowhere can't be read (No such file or directory): name a file"),
    ],
)
def test_one_line_is_said_when_a_file_is_not_there(arguments: list[str], said: str, tmp_path: Path) -> None:
    """What comes after it is from make itself."""
    told = make(*arguments, KYNNYS_VAR=str(tmp_path))
    assert told.returncode != 0
    first, *rest = told.stderr.splitlines()
    assert first.startswith(said)
    assert all(line.startswith("make") for line in rest)


def test_the_page_names_the_commands_that_no_container_can_run() -> None:
    """The front door's image holds some parts only, and its files are read-only."""
    (rule,) = re.findall(r"in containers the same command is .*", PAGES[0].read_text(encoding="utf-8"))
    image = (ROOT / "deployment" / "application.Dockerfile").read_text(encoding="utf-8")
    held = set(re.findall(r"^COPY (\w+) \1$", image, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = re.findall(r"^([a-z-]+):.*\n\t@\$\(PART\) ([\w.]+) ([\w-]+)", makefile, re.MULTILINE)
    impossible = {target for target, part, _ in commands if part.split(".")[0] not in held}
    # These two are written beside the code.
    impossible |= {target for target, _, command in commands if command in ("train", "snapshot")}
    assert set(re.findall(r"`make ([a-z-]+)`", rule)) == impossible == {"train", "danger-contacts"}


def test_a_file_of_inboxes_can_be_handed_in(tmp_path: Path) -> None:
    """A container does not see the files of the machine: it reads what the command is given to read."""
    given = (ROOT / "data" / "help_requests" / "inboxes.yml").read_text(encoding="utf-8")
    url = make_empty_database(tmp_path / "kynnys.sqlite")
    seeded = subprocess.run(
        [APPLICATION.python, "-m", "help_requests", "--database-url", url, "seed", "--inboxes", "/dev/stdin"],
        cwd=ROOT, input=given, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (seeded.stdout, seeded.stderr) == ("1 inboxes added\n", "")
