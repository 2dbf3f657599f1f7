"""Connections to the catalogue's database: SQLite by default, PostgreSQL when set."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, func, inspect, make_url, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from services_catalog.models import Organization, Service, get_owner, utc_now

PACKAGE_FOLDER = Path(__file__).resolve().parent
DEFAULT_URL = f"sqlite:///{PACKAGE_FOLDER.parent / 'var' / 'kynnys.sqlite'}"
BUSY_TIMEOUT_SECONDS = 5.0
ATTEMPTS = 4

Result = TypeVar("Result")


class DatabaseBusyError(Exception):
    """The database stayed locked through every attempt."""


def get_database_url() -> str:
    """The address in API_DATABASE_URL, or var/kynnys.sqlite of this checkout."""
    return os.environ.get("API_DATABASE_URL") or DEFAULT_URL


def build_engine(url: str | None = None) -> Engine:
    """An engine whose SQLite connections wait for locks, write ahead and keep foreign keys.

    Args:
        url: Database address; None reads API_DATABASE_URL. A missing folder of a SQLite file is made.
    """
    address = make_url(url or get_database_url())
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True)
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare_connection(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        # The timeout comes first: switching to WAL itself needs a lock.
        cursor.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_SECONDS * 1000)}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    return engine


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


def build_alembic_config(url: str | None = None) -> Config:
    """Alembic's settings for the catalogue's own migrations."""
    config = Config(str(PACKAGE_FOLDER / "alembic.ini"))
    config.set_main_option("script_location", str(PACKAGE_FOLDER / "migrations"))
    # Alembic reads the option through configparser, where % needs doubling.
    config.set_main_option("sqlalchemy.url", (url or get_database_url()).replace("%", "%%"))
    return config


def migrate_database(url: str | None = None) -> None:
    """Brings the catalogue's tables to the newest migration (writes)."""
    command.upgrade(build_alembic_config(url), "head")


def has_tables(engine: Engine) -> bool:
    """Whether the catalogue's tables are there."""
    return inspect(engine).has_table(Service.__tablename__)


def get_revision(session: Session) -> str:
    """A short text that changes with every load and edit: compare it to know when to rebuild a snapshot."""
    service_count, service_at = session.execute(select(func.count(), func.max(Service.updated_at))).one()
    organization_count, organization_at = session.execute(
        select(func.count(), func.max(Organization.updated_at))
    ).one()
    return f"{service_count}/{service_at}/{organization_count}/{organization_at}"


def mark_staff_edits(session: Session, _context: Any = None, _instances: Any = None) -> None:
    """Marks each service and organisation touched outside an import as edited by staff.

    Kept as a listener, so that no editor can forget it and lose work to the next import.
    The editor's name is taken from session.info["editor"].
    """
    changed: Iterable[Any] = [
        *session.new,
        *session.deleted,
        *(row for row in session.dirty if session.is_modified(row)),
    ]
    owners = {id(owner): owner for owner in map(get_owner, changed) if owner is not None}
    now = utc_now()
    for owner in owners.values():
        if owner in session.deleted:
            continue
        owner.updated_at = now
        if not session.info.get("importing"):
            owner.edited_at = now
            owner.edited_by = session.info.get("editor")


event.listen(Session, "before_flush", mark_staff_edits)
