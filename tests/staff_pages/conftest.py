"""A Kynnys with a database of the curated entries, in which staff may work."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copyfile

import httpx
import pytest

from api.application import create_app, read_data
from api.settings import ROOT, Settings
from api.state import MemoryState
from database.connections import build_engine
from database.migrating import migrate_database
from services_catalog.loading import load_catalogue
from tests.api.standins import FakeAssistant, build_closed_office
from tests.staff_pages.visitors import Clock, House


@pytest.fixture(scope="session")
def filled_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and the curated entries; copied for each test."""
    file = tmp_path_factory.mktemp("staff") / "filled.sqlite"
    url = f"sqlite:///{file}"
    migrate_database(url)
    engine = build_engine(url)
    load_catalogue(engine, read_data(ROOT / "data").reference)
    # Everything into the one file, so that copying it copies all.
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture
async def house(filled_database: Path, tmp_path: Path) -> AsyncIterator[House]:
    """A Kynnys whose database nobody else writes to."""
    file = tmp_path / "kynnys.sqlite"
    copyfile(filled_database, file)
    clock = Clock()
    app = create_app(
        Settings(database_url=f"sqlite:///{file}"),
        state=MemoryState(),
        transport=httpx.MockTransport(FakeAssistant()),
        office=build_closed_office(),
        clock=clock,
    )
    house = House(app, clock)
    yield house
    await house.close()
    house.room.engine.dispose()
