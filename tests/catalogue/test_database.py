"""Migrations and loading: repeatable, all or nothing, and never over the staff's edits."""

from __future__ import annotations

import datetime as dt
import io
import sqlite3
import threading
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, delete, func, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from database.__main__ import main as migrate
from database.connections import DatabaseBusyError, build_engine, retry_when_locked
from database.migrating import build_alembic_config
from services_catalog import models
from services_catalog.__main__ import main
from services_catalog.database import get_revision
from services_catalog.entry_files import EntriesError
from services_catalog.loading import load_catalogue
from services_catalog.reference_data import ReferenceData
from services_catalog.service import ExceptionalHours
from services_catalog.snapshot import load_snapshot_from_entries, read_snapshot

Change = Callable[[str, str, str], None]


def test_models_equal_tables_when_migrated_from_empty(engine: Engine) -> None:
    """`alembic check` finds nothing to migrate after an upgrade of an empty database."""
    command.check(build_alembic_config(str(engine.url)))


def test_other_tables_are_left_alone_when_checked(engine: Engine) -> None:
    """Tables that nobody here made are no business of these migrations."""
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE of_another_program (id INTEGER PRIMARY KEY)")
    command.check(build_alembic_config(str(engine.url)))


def test_tables_are_gone_when_downgraded(engine: Engine) -> None:
    """The first migration can be taken back."""
    command.downgrade(build_alembic_config(str(engine.url)), "base")
    with engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
        assert set(tables) <= {"catalogue_migrations", "sqlite_sequence"}


def test_postgresql_statements_are_written_when_upgraded_offline() -> None:
    """The migrations compile for PostgreSQL, with time zones and JSON."""
    config = build_alembic_config("postgresql+psycopg://localhost/kynnys")
    output = io.StringIO()
    config.output_buffer = output
    with redirect_stdout(output):
        command.upgrade(config, "head", sql=True)
    assert "CREATE TABLE services" in output.getvalue()
    assert "TIMESTAMP WITH TIME ZONE" in output.getvalue()


def test_nothing_changes_when_loaded_twice(engine: Engine, reference: ReferenceData, entries: Path) -> None:
    """A second load writes nothing: even the revision stays."""
    first = load_catalogue(engine, reference, entries)
    with Session(engine) as session:
        revision = get_revision(session)
    second = load_catalogue(engine, reference, entries)
    assert len(first.inserted) == 14
    assert (second.inserted, second.updated, len(second.unchanged)) == ([], [], 14)
    with Session(engine) as session:
        assert get_revision(session) == revision
        assert session.scalar(select(func.count()).select_from(models.Municipality)) == len(
            reference.municipalities
        )


def test_row_is_updated_in_place_when_entry_changes(
    engine: Engine, reference: ReferenceData, entries: Path, change: Change
) -> None:
    """A changed entry replaces an untouched row with all its parts, and the revision tells so."""
    load_catalogue(engine, reference, entries)
    with Session(engine) as session:
        revision = get_revision(session)
    change("national/nuorten-puhelin.yml", "fi: Nuorten puhelin", "fi: Uusi nimi")
    change("national/nuorten-puhelin.yml", "010 000 0001", "010 000 0009")
    report = load_catalogue(engine, reference, entries)
    assert report.updated == ["nuorten-puhelin"]
    with Session(engine) as session:
        assert get_revision(session) != revision
        service = read_snapshot(session, reference).get_service("nuorten-puhelin")
    assert service.names["fi"] == "Uusi nimi"
    assert [contact.value for contact in service.contacts] == ["010 000 0009"]
    assert len(service.contacts[0].hours.periods if service.contacts[0].hours else ()) == 5


def test_staff_edit_is_kept_when_loaded_again(
    engine: Engine, reference: ReferenceData, entries: Path, change: Change
) -> None:
    """An edit marks its row by itself, also through a part of it, and no import overwrites it."""
    load_catalogue(engine, reference, entries)
    with Session(engine, info={"editor": "maija"}) as session, session.begin():
        contact = session.scalars(
            select(models.Contact).where(models.Contact.service_id == "kriisipuhelin")
        ).one()
        contact.value = "010 123 4567"
    change("national/kriisipuhelin.yml", "fi: Kriisipuhelin", "fi: Toinen nimi")
    report = load_catalogue(engine, reference, entries)
    assert report.kept_for_staff == ["kriisipuhelin"]
    with Session(engine) as session:
        row = session.get_one(models.Service, "kriisipuhelin")
        assert (row.edited_by, row.contacts[0].value) == ("maija", "010 123 4567")
        assert row.edited_at is not None
        assert row.edited_at.tzinfo is not None
        assert {text.name for text in row.texts} == {"Kriisipuhelin", "Kristelefonen", "Crisis line"}


def test_assured_row_is_kept_when_loaded_again(
    engine: Engine, reference: ReferenceData, entries: Path, change: Change
) -> None:
    """What a person has checked is theirs, even when an importing session wrote the mark."""
    load_catalogue(engine, reference, entries)
    with Session(engine, info={"importing": True}) as session, session.begin():
        session.get_one(models.Service, "kriisipuhelin").assured_date = dt.date(2026, 11, 1)
    change("national/kriisipuhelin.yml", "fi: Kriisipuhelin", "fi: Toinen nimi")
    assert load_catalogue(engine, reference, entries).kept_for_staff == ["kriisipuhelin"]


def test_row_is_archived_when_its_entry_is_gone(
    engine: Engine, reference: ReferenceData, entries: Path
) -> None:
    """A removed entry leaves the published services but not the database; back again, it is published."""
    load_catalogue(engine, reference, entries)
    path = entries / "national" / "kriisipuhelin.yml"
    content = path.read_bytes()
    path.unlink()
    assert load_catalogue(engine, reference, entries).archived == ["kriisipuhelin"]
    with Session(engine) as session:
        assert read_snapshot(session, reference).detect_service("kriisipuhelin") is None
    path.write_bytes(content)
    assert load_catalogue(engine, reference, entries).updated == ["kriisipuhelin"]


def test_database_is_untouched_when_one_entry_is_wrong(
    engine: Engine, reference: ReferenceData, entries: Path, change: Change
) -> None:
    """Loading is all or nothing."""
    change("national/kriisipuhelin.yml", "kind: crisis_helpline", "kind: nothing")
    with pytest.raises(EntriesError):
        load_catalogue(engine, reference, entries)
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(models.Service)) == 0


def test_snapshots_are_equal_when_built_from_database_and_from_files(
    engine: Engine, reference: ReferenceData, entries: Path
) -> None:
    """The offline fallback shows what the database would."""
    load_catalogue(engine, reference, entries)
    with Session(engine) as session:
        from_database = read_snapshot(session, reference)
    assert from_database.services == load_snapshot_from_entries(reference, entries).services


def test_exceptional_days_are_kept_when_loaded(
    engine: Engine, reference: ReferenceData, entries: Path, change: Change
) -> None:
    """From the file through the rows to the picture, the same as without any database."""
    days = (
        "[{valid_from: 2026-12-24, closed: true}, "
        '{valid_from: 2027-07-01, valid_to: 2027-07-31, opens: "10:00", closes: "14:00"}, '
        '{valid_from: 2027-07-01, valid_to: 2027-07-31, opens: "20:00", closes: "02:00"}]'
    )
    change("national/nuorten-puhelin.yml", "    hours: {", f"    exceptional_hours: {days}\n    hours: {{")
    load_catalogue(engine, reference, entries)
    with Session(engine) as session:
        service = read_snapshot(session, reference).get_service("nuorten-puhelin")
        revision = get_revision(session)
    assert service == load_snapshot_from_entries(reference, entries).get_service("nuorten-puhelin")
    hours = service.contacts[0].hours
    assert hours is not None
    assert hours.exceptions == (
        ExceptionalHours(dt.date(2026, 12, 24), dt.date(2026, 12, 24)),
        ExceptionalHours(dt.date(2027, 7, 1), dt.date(2027, 7, 31), ((600, 840), (1200, 1560))),
    )
    # A day that staff change is an edit like any other, and is seen by whoever compares revisions.
    with Session(engine, info={"editor": "maija"}) as session, session.begin():
        session.scalars(select(models.ExceptionalHours).limit(1)).one().valid_to = dt.date(2026, 12, 26)
    with Session(engine) as session:
        assert get_revision(session) != revision
        assert session.get_one(models.Service, "nuorten-puhelin").edited_by == "maija"


def test_exceptional_days_come_and_go_with_their_migration(
    engine: Engine, reference: ReferenceData, entries: Path
) -> None:
    """A database of the time before gets the table and keeps what it has; back again, only the days go."""
    load_catalogue(engine, reference, entries)
    config = build_alembic_config(str(engine.url))
    command.downgrade(config, "0009")
    with engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM contacts").scalar()
        assert not inspect(connection).has_table("exceptional_hours")
    command.upgrade(config, "head")
    with Session(engine) as session, session.begin():
        contact = session.scalars(select(models.Contact).limit(1)).one()
        contact.exceptional_hours.append(
            models.ExceptionalHours(valid_from=dt.date(2026, 12, 24), valid_to=dt.date(2026, 12, 24))
        )
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(models.Contact)) == kept
        contact_id = session.scalars(select(models.ExceptionalHours.contact_id)).one()
        session.execute(delete(models.Contact).where(models.Contact.id == contact_id))
        assert session.scalars(select(models.ExceptionalHours)).all() == []


def test_checks_made_before_date_the_contacts_when_migrated(
    engine: Engine, reference: ReferenceData, entries: Path
) -> None:
    """A database of the time before: the newest check by a person counts, and nothing else gives a date."""
    load_catalogue(engine, reference, entries)
    config = build_alembic_config(str(engine.url))
    command.downgrade(config, "0011")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO service_checks (service_id, part, at, account_id, account_name, digest) VALUES"
            " ('kriisipuhelin', 'all', '2026-03-01 09:00:00.000000', 'aino', 'Aino', 'digest'),"
            " ('kriisipuhelin', 'contacts', '2026-09-01 09:00:00.000000', 'aino', 'Aino', 'digest')"
        )
    command.upgrade(config, "head")
    with Session(engine) as session:
        dates = dict(session.execute(select(models.Service.id, models.Service.contacts_assured_date)).all())
    assert dates.pop("kriisipuhelin") == dt.date(2026, 9, 1)
    assert set(dates.values()) == {None}


@pytest.mark.parametrize(
    "wrong",
    [
        {"valid_from": dt.date(2026, 12, 26), "valid_to": dt.date(2026, 12, 24)},
        {"valid_from": dt.date(2026, 12, 24), "valid_to": dt.date(2026, 12, 24), "opens": dt.time(9)},
    ],
)
def test_database_refuses_exceptional_days_that_make_no_sense(
    engine: Engine, reference: ReferenceData, entries: Path, wrong: dict[str, dt.date]
) -> None:
    """Days in the wrong order, and a beginning without an end."""
    load_catalogue(engine, reference, entries)
    with Session(engine) as session:
        contact = session.scalars(select(models.Contact).limit(1)).one()
        contact.exceptional_hours.append(models.ExceptionalHours(**wrong))
        with pytest.raises(IntegrityError):
            session.flush()


def test_load_waits_when_another_writer_holds_the_lock(
    engine: Engine, reference: ReferenceData, entries: Path
) -> None:
    """A lock of a moment delays a load and does not fail it."""
    assert engine.url.database
    other = sqlite3.connect(engine.url.database, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.5, other.rollback)
    timer.start()
    assert len(load_catalogue(engine, reference, entries).inserted) == 14
    timer.join()
    other.close()


def test_busy_error_is_raised_when_the_lock_stays(engine: Engine) -> None:
    """After the last attempt the caller learns that the database was busy."""
    assert engine.url.database
    other = sqlite3.connect(engine.url.database)
    other.execute("BEGIN IMMEDIATE")

    def write() -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 10")
            connection.exec_driver_sql("DELETE FROM services")

    with pytest.raises(DatabaseBusyError, match="2 attempts"):
        retry_when_locked(write, attempts=2, wait_seconds=0.01)
    other.close()


def test_connection_writes_ahead_and_keeps_foreign_keys_when_sqlite(engine: Engine) -> None:
    """Readers go on while a load writes, and no part outlives its service."""
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_plain_postgresql_address_names_its_driver_when_engine_is_built() -> None:
    """The address people know works without naming psycopg."""
    assert build_engine("postgresql://localhost/kynnys").url.drivername == "postgresql+psycopg"


def test_commands_fill_a_database_when_run_in_order(
    tmp_path: Path, entries: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`load` asks for `migrate` first, and after it loads."""
    url = f"sqlite:///{tmp_path / 'new' / 'kynnys.sqlite'}"
    arguments = ["--entries", str(entries), "--database-url", url]
    assert main(["load", *arguments]) == 2
    assert "migrate" in capsys.readouterr().err
    assert migrate(["migrate", "--database-url", url]) == 0
    assert main(["load", *arguments]) == 0
    assert "14 inserted" in capsys.readouterr().out
