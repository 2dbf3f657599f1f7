"""A database with all tables, and the people who work on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from database.connections import build_engine
from database.migrating import migrate_database
from services_catalog.reference_data import ReferenceData, load_reference_data
from staff.roles import Actor, Role


@pytest.fixture(scope="session")
def reference() -> ReferenceData:
    """Needs, kinds and places of the project."""
    return load_reference_data()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty database at the newest migration."""
    url = f"sqlite:///{tmp_path / 'kynnys.sqlite'}"
    migrate_database(url)
    engine = build_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on it."""
    with Session(engine) as session:
        yield session


def build_actor(*memberships: tuple[str, str]) -> Actor:
    """Return a person with these roles: pairs of role and organisation key."""
    return Actor(
        "a1", "Aino", "aino@example.fi", "fi", frozenset((Role(role), key) for role, key in memberships)
    )


REVIEWER = build_actor(("reviewer", "platform"))
