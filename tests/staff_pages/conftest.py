"""A Kynnys with a database of the curated entries, in which staff may work."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from shutil import copyfile
from typing import Any

import httpx
import pytest

from api.application import create_app, read_data
from api.settings import ROOT, Settings
from api.state import MemoryState
from database.connections import build_engine
from database.migrating import migrate_database
from services_catalog.loading import load_catalogue
from staff.settings import Settings as StaffSettings
from tests.api.standins import FakeAssistant, build_closed_office
from tests.staff_pages.visitors import Clock, House

STAFF_KEYS = "test:" + base64.b64encode(bytes(range(32))).decode()
BuildHouse = Callable[..., House]


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
async def build_house(filled_database: Path, tmp_path: Path) -> AsyncIterator[BuildHouse]:
    """Build a Kynnys whose database nobody else writes to, with other settings than usual."""
    built: list[House] = []

    def build(staff: dict[str, Any] | None = None, **settings: Any) -> House:
        file = tmp_path / f"kynnys-{len(built)}.sqlite"
        copyfile(filled_database, file)
        clock = Clock()
        app = create_app(
            Settings(database_url=f"sqlite:///{file}", **settings),
            state=MemoryState(clock=lambda: clock().timestamp()),
            transport=httpx.MockTransport(FakeAssistant()),
            office=build_closed_office(),
            staff_settings=StaffSettings(**{"encryption_keys": STAFF_KEYS, **(staff or {})}),
            clock=clock,
        )
        built.append(House(app, clock))
        return built[-1]

    yield build
    for house in built:
        await house.close()
        house.room.engine.dispose()


@pytest.fixture
def house(build_house: BuildHouse) -> House:
    """A Kynnys whose database nobody else writes to."""
    return build_house()
