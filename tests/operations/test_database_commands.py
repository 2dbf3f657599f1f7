"""What the commands that use the database say when it can't be used: one line, without a password."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from curation.__main__ import main as curation
from database.__main__ import main as database
from database.connections import build_engine
from database.migrating import VERSION_TABLE
from help_requests.__main__ import main as help_requests
from services_catalog.__main__ import main as services_catalog
from staff.__main__ import main as staff
from tests.databases import make_empty_database

Main = Callable[[list[str]], int]
COMMANDS: list[tuple[Main, list[str]]] = [
    (database, ["migrate"]),
    (services_catalog, ["load"]),
    (curation, ["load"]),
    (help_requests, ["seed"]),
    (staff, ["create-administrator", "paula@example.fi", "Paula"]),
]
NAMES = ["migrate", "load services", "load probes", "seed", "create administrator"]


def say(main: Main, arguments: list[str], url: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that a command which can't go on says."""
    # The general options of some parts stand before the command, those of others after it.
    address = ["--database-url", url]
    ordered = (
        [*arguments, *address] if main in (database, services_catalog, curation) else [*address, *arguments]
    )
    assert main(ordered) == 1
    (line,) = capsys.readouterr().err.splitlines()
    return line


@pytest.mark.parametrize(("main", "arguments"), COMMANDS, ids=NAMES)
def test_one_line_is_said_when_the_database_does_not_answer(
    main: Main, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the server and the setting, and hides the password."""
    line = say(main, arguments, "postgresql://kynnys:a-secret@127.0.0.1:1/kynnys", capsys)
    assert "127.0.0.1:1/kynnys" in line
    assert "start the database, or correct API_DATABASE_URL" in line
    assert "a-secret" not in line


@pytest.mark.parametrize(
    "url", ["kynnys:a-secret@nowhere", "mysql://a:a-secret@b/c", "postgresql://a:a-secret@b:x/c"]
)
def test_one_line_is_said_when_the_address_is_none(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It says how an address is written, and does not repeat what was given."""
    line = say(database, ["migrate"], url, capsys)
    assert line.startswith("API_DATABASE_URL is no address of a database: write postgresql://")
    assert "a-secret" not in line


def test_one_line_is_said_when_the_folder_cannot_be_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file where the folder should be is no folder."""
    (tmp_path / "var").touch()
    line = say(database, ["migrate"], f"sqlite:///{tmp_path}/var/kynnys.sqlite", capsys)
    assert f"{tmp_path}/var can't be made" in line


@pytest.mark.parametrize(("main", "arguments"), COMMANDS[:2], ids=NAMES[:2])
def test_one_line_is_said_when_the_database_is_newer(
    main: Main, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After going back to older code nothing is written into tables that it does not know."""
    url = make_empty_database(tmp_path / "kynnys.sqlite")
    engine = build_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = 'of_tomorrow'"))  # noqa: S608 (our own name)
    engine.dispose()
    line = say(main, arguments, url, capsys)
    assert line.startswith("The database is of a newer Kynnys (migration of_tomorrow)")


@pytest.mark.parametrize(("main", "arguments"), COMMANDS[2:], ids=NAMES[2:])
def test_one_line_is_said_when_there_are_no_tables(
    main: Main, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command that comes before the first start says what makes them."""
    line = say(main, arguments, f"sqlite:///{tmp_path}/kynnys.sqlite", capsys)
    assert "python -m database migrate (make run does it)" in line
