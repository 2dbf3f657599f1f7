"""A Kynnys with a database of the curated entries, in which staff may work."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.application import create_app
from api.settings import Settings
from api.state import MemoryState
from staff.settings import Settings as StaffSettings
from tests.api.standins import FakeAssistant, build_closed_office
from tests.databases import make_filled_database
from tests.staff_pages.visitors import Clock, House

STAFF_KEYS = "test:" + base64.b64encode(bytes(range(32))).decode()
BuildHouse = Callable[..., House]


@pytest.fixture
async def build_house(tmp_path: Path) -> AsyncIterator[BuildHouse]:
    """Build a Kynnys whose database nobody else writes to, with other settings than usual."""
    built: list[House] = []

    def build(staff: dict[str, Any] | None = None, **settings: Any) -> House:
        url = make_filled_database(tmp_path / f"kynnys-{len(built)}.sqlite")
        clock = Clock()
        app = create_app(
            Settings(database_url=url, **settings),
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
