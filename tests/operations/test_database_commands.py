"""What the commands that use the database say when it can't be used: one line, without a password."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError, ProgrammingError

from curation.__main__ import main as curation
from database.__main__ import main as database
from database.connections import MIGRATE, DatabaseUnusableError, build_engine, telling_plainly
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
    (curation, ["check-links"]),
    (help_requests, ["seed"]),
    (staff, ["create-administrator", "paula@example.fi", "Paula"]),
]
NAMES = ["migrate", "load services", "load probes", "check links", "seed", "create administrator"]


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


@pytest.mark.parametrize(("main", "arguments"), COMMANDS, ids=NAMES)
def test_one_line_is_said_when_the_file_is_no_database(
    main: Main, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file stays as it is."""
    file = tmp_path / "kynnys.sqlite"
    file.write_text("palvelu;puhelin\nkuraattori;09 123\n" * 40, encoding="utf-8")
    written = file.read_bytes()
    line = say(main, arguments, f"sqlite:///{file}", capsys)
    assert line.startswith(f"sqlite:///{file}: file is not a database: put a backup of the database there")
    assert file.read_bytes() == written


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
    assert line.endswith(MIGRATE)


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (psycopg.errors.UndefinedTable('relation "services" does not exist'), MIGRATE),
        (psycopg.errors.UndefinedColumn('column "new" does not exist'), MIGRATE),
        (sqlite3.OperationalError("table services has no column named new"), MIGRATE),
        (psycopg.errors.InsufficientPrivilege("permission denied for table services"), "let its user write"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "let its user write"),
        (psycopg.errors.DiskFull("could not extend file"), "make room on its disk"),
        (sqlite3.OperationalError("database or disk is full"), "make room on its disk"),
        (sqlite3.OperationalError("database is locked"), "wait until the other program is done"),
        (sqlite3.OperationalError("unable to open database file"), "mend the file or its folder"),
        (sqlite3.DatabaseError("database disk image is malformed"), "put a backup of the database there"),
        (psycopg.errors.AdminShutdown("terminating connection"), "start the database"),
        (psycopg.errors.SyntaxError("syntax error"), "mend that"),
        (sqlite3.OperationalError("no such function: f"), "mend that"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value.partition(":")[0],
)
def test_what_is_advised_helps_against_what_is_wrong(error: Exception, advice: str) -> None:
    """Migrating mends a missing table or column and nothing else; no server that runs is to be started."""
    kind = ProgrammingError if isinstance(error, psycopg.ProgrammingError) else OperationalError
    kind = DatabaseError if type(error) is sqlite3.DatabaseError else kind
    with pytest.raises(DatabaseUnusableError) as told, telling_plainly("postgresql://a:b@c/d"):
        raise kind("SELECT", {}, error)
    assert str(told.value).startswith(f"postgresql://a:***@c/d: {error}: {advice}")


def test_one_line_is_said_when_the_link_check_meets_a_bad_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the setting."""
    monkeypatch.setenv("LINK_CHECKS_PAUSE_SECONDS", "0")
    line = say(curation, ["check-links"], f"sqlite:///{tmp_path}/kynnys.sqlite", capsys)
    assert line == "LINK_CHECKS_PAUSE_SECONDS Input should be greater than or equal to 1"


def test_a_mistake_of_the_code_is_not_told_as_one_of_the_database() -> None:
    """A value that a table refuses is mended in the code: it needs its traceback."""
    with pytest.raises(IntegrityError), telling_plainly("sqlite://"):
        raise IntegrityError("INSERT", {}, sqlite3.IntegrityError("NOT NULL constraint failed"))
