"""Reference data, made-up entries and a snapshot of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from database.connections import build_engine
from services_catalog.reference_data import ReferenceData, load_reference_data
from services_catalog.snapshot import Snapshot, load_snapshot_from_entries
from tests.databases import make_empty_database

EXAMPLES = Path(__file__).parent / "examples"


@pytest.fixture(scope="session")
def reference() -> ReferenceData:
    """Needs, kinds and places of the project."""
    return load_reference_data()


@pytest.fixture(scope="session")
def snapshot(reference: ReferenceData) -> Snapshot:
    """The picture of the made-up entries."""
    return load_snapshot_from_entries(reference, EXAMPLES)


@pytest.fixture
def entries(tmp_path: Path) -> Path:
    """A copy of the made-up entries that a test may spoil."""
    return Path(shutil.copytree(EXAMPLES, tmp_path / "entries"))


@pytest.fixture
def change(entries: Path) -> Callable[[str, str, str], None]:
    """Replaces a text in one of the copied entries, which must hold it."""

    def replace(file: str, old: str, new: str) -> None:
        path = entries / file
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty database at the newest migration."""
    engine = build_engine(make_empty_database(tmp_path / "catalogue.sqlite"))
    yield engine
    engine.dispose()
