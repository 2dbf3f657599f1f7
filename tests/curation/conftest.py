"""A database with the curated entries, and the people who keep them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.settings import ROOT
from curation.publishing import Desk
from curation.quality import Quality
from curation.rules import Rules
from database.connections import build_engine
from services_catalog.reference_data import ReferenceData, load_reference_data
from tests.databases import make_filled_database


@pytest.fixture(scope="session")
def reference() -> ReferenceData:
    return load_reference_data()


@pytest.fixture(scope="session")
def quality() -> Quality:
    return Quality.load(ROOT / "data")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = build_engine(make_filled_database(tmp_path / "kynnys.sqlite"))
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
