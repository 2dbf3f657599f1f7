"""A database at the newest migration with one inbox that is read, and a clock that can be moved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from database.connections import build_engine
from help_requests.desk import Desk
from help_requests.handling import Handling
from tests.databases import make_empty_database
from tests.help_requests.standins import Clock, build_desk, build_keyring, enter_inbox


@pytest.fixture
def clock() -> Clock:
    """Stands still until it is moved."""
    return Clock()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty database with all tables, that waits half a second for locks."""
    url = make_empty_database(tmp_path / "kynnys.sqlite")
    engine = build_engine(url, busy_timeout_seconds=0.5)
    enter_inbox(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def desk(engine: Engine, clock: Clock) -> Desk:
    """Takes requests."""
    return build_desk(engine, clock)


@pytest.fixture
def handling(engine: Engine, clock: Clock) -> Handling:
    """The staff's side."""
    return Handling(engine, build_keyring(), clock)
