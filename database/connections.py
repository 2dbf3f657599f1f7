"""Connections to the database: SQLite by default, PostgreSQL when set."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError, ProgrammingError

PACKAGE_FOLDER = Path(__file__).resolve().parent
DEFAULT_URL = f"sqlite:///{PACKAGE_FOLDER.parent / 'var' / 'kynnys.sqlite'}"
BUSY_TIMEOUT_SECONDS = 5.0
ATTEMPTS = 4
BACKENDS = ("sqlite", "postgresql")
MIGRATE = (
    "bring its tables up to date by make run, or alone by "
    ".environments/application/bin/python -m operations part database migrate"
)
# What helps, by PostgreSQL's codes and SQLite's words.
# Source: https://www.postgresql.org/docs/17/errcodes-appendix.html
ADVICE = (
    (("42P01", "42703"), ("no such table", "no such column", "has no column named"), MIGRATE),
    (("42501",), ("readonly",), "let its user write there, or correct API_DATABASE_URL"),
    (("53100",), ("disk is full",), "make room on its disk and run it again"),
    (("55P03", "40P01"), ("locked",), "wait until the other program is done and run it again"),
    # No SQLite, or one that is damaged.
    (
        (),
        ("not a database", "malformed"),
        "put a backup of the database there, or correct API_DATABASE_URL or KYNNYS_VAR",
    ),
    ((), ("unable to open",), "mend the file or its folder, or correct API_DATABASE_URL or KYNNYS_VAR"),
)
# No such user, no such database, lost, starting or stopping; a connection that was never made has no code.
UNREACHED = ("08", "28", "3D", "57P")

Result = TypeVar("Result")


class DatabaseBusyError(Exception):
    """The database stayed locked through every attempt."""


class DatabaseUnusableError(Exception):
    """The database can't be used as it is; the message is one line that says what to do."""


def get_database_url() -> str:
    """The address in API_DATABASE_URL, or var/kynnys.sqlite of this checkout."""
    return os.environ.get("API_DATABASE_URL") or DEFAULT_URL


def build_engine(url: str | None = None, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> Engine:
    """An engine whose SQLite connections wait for locks, write ahead and keep foreign keys.

    Args:
        url: Database address; None reads API_DATABASE_URL. A missing folder of a SQLite file is made.
        busy_timeout_seconds: How long one statement waits for a lock on SQLite.

    Raises:
        DatabaseUnusableError: It is no address of a database, or its folder can't be made.
    """
    address = read_address(url)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True)
    if address.database and address.database != ":memory:":
        folder = Path(address.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnusableError(
                f"{folder} can't be made ({error.strerror}): correct API_DATABASE_URL or KYNNYS_VAR"
            ) from error
    engine = create_engine(address, connect_args={"timeout": busy_timeout_seconds})

    @event.listens_for(engine, "connect")
    def prepare_connection(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        # The timeout comes first: switching to WAL itself needs a lock.
        cursor.execute(f"PRAGMA busy_timeout = {int(busy_timeout_seconds * 1000)}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    return engine


def read_address(url: str | None = None) -> URL:
    """The address, API_DATABASE_URL when none is given.

    Raises:
        DatabaseUnusableError: It is no address; what was given may hold a password, and is not said.
    """
    try:
        address = make_url(url or get_database_url())
    except (ArgumentError, ValueError):
        address = None
    if address is None or address.get_backend_name() not in BACKENDS:
        raise DatabaseUnusableError(
            "API_DATABASE_URL is no address of a database: write postgresql://user:password@host:5432/name, "
            "or leave it empty for SQLite"
        )
    return address


@contextmanager
def telling_plainly(url: str | None = None) -> Iterator[None]:
    """For commands: a database that does not answer, or lacks tables, is told in one line.

    Raises:
        DatabaseUnusableError: It does not answer, refuses, is none, or has other tables than this code.
    """
    try:
        yield
    except DatabaseError as error:
        # A file that is no SQLite has the general class; its other kinds are mistakes of the code.
        if type(error) not in (OperationalError, ProgrammingError, DatabaseError):
            raise
        reason = (str(error.orig).strip() or type(error.orig).__name__).splitlines()[0]
        address = read_address(url).render_as_string(hide_password=True)
        raise DatabaseUnusableError(f"{address}: {reason}: {_advise(error.orig, reason)}") from error


def _advise(error: BaseException | None, reason: str) -> str:
    code = getattr(error, "sqlstate", None)
    for codes, words, advice in ADVICE:
        if code in codes or (not code and any(word in reason for word in words)):
            return advice
    if hasattr(error, "sqlstate") and (not code or code.startswith(UNREACHED)):
        return "start the database, or correct API_DATABASE_URL"
    return "mend that, or correct API_DATABASE_URL, and run it again"


def is_lock_error(error: OperationalError) -> bool:
    """Whether waiting and trying again may help."""
    text = str(error.orig).lower()
    return "locked" in text or "busy" in text or "deadlock" in text


def retry_when_locked(
    work: Callable[[], Result], attempts: int = ATTEMPTS, wait_seconds: float = 0.2
) -> Result:
    """What `work` returns; a whole transaction is tried again while another writer holds the lock.

    Raises:
        DatabaseBusyError: The lock was still held at the last attempt; callers answer from their snapshot.
    """
    for attempt in range(attempts):
        try:
            return work()
        except OperationalError as error:
            if not is_lock_error(error):
                raise
            if attempt == attempts - 1:
                raise DatabaseBusyError(f"the database stayed locked through {attempts} attempts") from error
            time.sleep(wait_seconds * 2**attempt)
    raise AssertionError("unreachable")
