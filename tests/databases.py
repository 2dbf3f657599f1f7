"""New databases in no time: migrated, and filled with the curated entries, once a process, then copied."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from api.application import read_data
from api.settings import ROOT
from database.connections import build_engine
from database.migrating import migrate_database
from services_catalog.loading import load_catalogue


def make_empty_database(file: Path) -> str:
    """Make a database with all tables and nothing in them; return its address."""
    copyfile(Path(_keep_empty().name) / "kynnys.sqlite", file)
    return _to_url(file)


def make_filled_database(file: Path) -> str:
    """Make a database with the curated entries; return its address."""
    copyfile(Path(_keep_filled().name) / "kynnys.sqlite", file)
    return _to_url(file)


# The folders are removed when the process ends.
@cache
def _keep_empty() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    migrate_database(_to_url(Path(folder.name) / "kynnys.sqlite"))
    return folder


@cache
def _keep_filled() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    url = make_empty_database(Path(folder.name) / "kynnys.sqlite")
    engine = build_engine(url)
    load_catalogue(engine, read_data(ROOT / "data").reference)
    # Everything into the one file, so that copying it copies all.
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return folder


def _to_url(file: Path) -> str:
    return f"sqlite:///{file}"
