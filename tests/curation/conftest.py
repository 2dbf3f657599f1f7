"""A database with the curated entries, and the people who keep them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.settings import ROOT
from curation.publishing import Desk
from curation.quality import Quality
from curation.rules import Rules
from database.connections import build_engine
from database.migrating import migrate_database
from services_catalog.loading import load_catalogue
from services_catalog.reference_data import ReferenceData, load_reference_data


@pytest.fixture(scope="session")
def reference() -> ReferenceData:
    return load_reference_data()


@pytest.fixture(scope="session")
def quality() -> Quality:
    return Quality.load(ROOT / "data")


@pytest.fixture(scope="session")
def loaded_database(tmp_path_factory: pytest.TempPathFactory, reference: ReferenceData) -> Path:
    """A database file with all tables and the curated entries; copied for each test."""
    file = tmp_path_factory.mktemp("curation") / "loaded.sqlite"
    url = f"sqlite:///{file}"
    migrate_database(url)
    engine = build_engine(url)
    load_catalogue(engine, reference)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture
def engine(loaded_database: Path, tmp_path: Path) -> Iterator[Engine]:
    file = tmp_path / "kynnys.sqlite"
    copyfile(loaded_database, file)
    engine = build_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


@pytest.fixture
def desk(reference: ReferenceData, quality: Quality) -> Desk:
    return Desk(reference, Rules.load(ROOT / "data"), quality)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on it."""
    with Session(engine) as session:
        yield session
