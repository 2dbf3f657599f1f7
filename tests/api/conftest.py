"""The front door with a small catalogue, a clock that stands still and an assistant made of functions."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import httpx
import pytest

from api.application import create_app
from api.catalogue import Catalogue
from api.help_requests.office import Office
from api.settings import Settings
from api.state import MemoryState
from tests.api.standins import NOW, FakeAssistant, FrontDoor, OpenDoor, build_catalogue, build_closed_office


@pytest.fixture
async def open_door() -> AsyncIterator[OpenDoor]:
    """Open a front door with these settings; what is named here stands apart from them."""
    clients = []

    def open_one(
        state: Any = None,
        catalogue: Catalogue | None = None,
        office: Office | None = None,
        raises: bool = True,
        clock: Callable[[], datetime] = lambda: NOW,
        **settings: Any,
    ) -> FrontDoor:
        assistant = FakeAssistant()
        app = create_app(
            Settings(**settings),
            state=state or MemoryState(),
            transport=httpx.MockTransport(assistant),
            catalogue=catalogue or build_catalogue(),
            office=office or build_closed_office(),
            clock=clock,
        )
        transport = httpx.ASGITransport(app, raise_app_exceptions=raises)
        client = httpx.AsyncClient(transport=transport, base_url="http://front.door", follow_redirects=True)
        clients.append(client)
        return FrontDoor(app, assistant, client)

    yield open_one
    for client in clients:
        await client.aclose()


@pytest.fixture
def door(open_door: OpenDoor) -> FrontDoor:
    """A front door with default settings."""
    return open_door()
