"""The published catalogue in memory, kept fresh beside the requests."""

import asyncio

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.logs import describe_error, get_logger
from database.connections import build_engine
from services_catalog.database import get_revision, has_tables
from services_catalog.reference_data import ReferenceData
from services_catalog.snapshot import Snapshot, build_snapshot, load_snapshot_from_entries, read_snapshot


class Catalogue:
    """Holds the last known good picture of the catalogue: requests never wait for the database."""

    def __init__(self, snapshot: Snapshot, engine: Engine | None, check_every_seconds: float) -> None:
        self.snapshot = snapshot
        self._engine = engine
        self._check_every_seconds = check_every_seconds
        self._has_failed = False

    @classmethod
    def open(cls, database_url: str, reference: ReferenceData, check_every_seconds: float) -> "Catalogue":
        """Return the catalogue from the database, else from the curated entries, else empty.

        With an empty one the front door is not ready, but a person in danger still gets an answer.
        """
        try:
            engine = build_engine(database_url)
        except Exception as error:
            get_logger().error("database_address_unusable", **describe_error(error))
            return cls(_read_entries(reference), None, check_every_seconds)
        try:
            snapshot = _read_filled(engine, reference)
        except Exception as error:
            get_logger().error("catalogue_read_failed", **describe_error(error))
            snapshot = None
        return cls(snapshot or _read_entries(reference), engine, check_every_seconds)

    async def keep_fresh(self) -> None:
        """Look for edits for as long as the process runs; with the database lost, the picture stays."""
        while True:
            await asyncio.sleep(self._check_every_seconds)
            await self.refresh()

    async def refresh(self) -> None:
        """Rebuild the picture if anything was edited. Reads the database, in a thread of its own."""
        try:
            fresh = await asyncio.to_thread(self._read_if_changed)
        except Exception as error:
            if not self._has_failed:
                get_logger().error("catalogue_read_failed", **describe_error(error))
            self._has_failed = True
            return
        self._has_failed = False
        if fresh is not None:
            self.snapshot = fresh
            get_logger().info("catalogue_rebuilt", services=len(fresh.services))

    def close(self) -> None:
        """Close the database connections."""
        if self._engine is not None:
            self._engine.dispose()

    def _read_if_changed(self) -> Snapshot | None:
        if self._engine is None:
            return None
        with Session(self._engine) as session:
            if get_revision(session) == self.snapshot.revision:
                return None
        return _read_filled(self._engine, self.snapshot.reference)


def _read_entries(reference: ReferenceData) -> Snapshot:
    """Return the picture of the curated entries, or an empty one when they have mistakes."""
    try:
        snapshot = load_snapshot_from_entries(reference)
    except Exception as error:
        get_logger().error("entries_unusable", **describe_error(error))
        return build_snapshot((), reference)
    get_logger().warning("catalogue_from_entries", services=len(snapshot.services))
    return snapshot


def _read_filled(engine: Engine, reference: ReferenceData) -> Snapshot | None:
    """Return the picture of the database, or None when nothing was ever loaded into it."""
    if not has_tables(engine):
        return None
    with Session(engine) as session:
        snapshot = read_snapshot(session, reference)
    return snapshot if snapshot.services else None
