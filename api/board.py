"""What staff tell everybody, in memory: notices and the switch, read beside the requests."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.logs import describe_error, get_logger
from curation.notices import Announcements, Notice, read_announcements
from database.connections import build_engine


class Board:
    """Holds the last known announcements: no message waits for the database, and none is lost with it."""

    def __init__(
        self,
        engine: Engine | None,
        check_every_seconds: float,
        clock: Callable[[], datetime],
        announcements: Announcements | None = None,
    ) -> None:
        self.announcements = announcements or Announcements()
        self._engine = engine
        self._check_every_seconds = check_every_seconds
        self._clock = clock
        self._has_failed = False

    @classmethod
    def open(cls, database_url: str, check_every_seconds: float, clock: Callable[[], datetime]) -> "Board":
        """Return an empty board before this database; it is read at the start of serving."""
        try:
            engine = build_engine(database_url)
        except Exception as error:
            get_logger().error("database_address_unusable", **describe_error(error))
            return cls(None, check_every_seconds, clock)
        return cls(engine, check_every_seconds, clock)

    @property
    def is_chat_closed(self) -> bool:
        """Whether staff closed the chat."""
        return self.announcements.is_chat_closed

    def find_notices(self, now: datetime, municipality: str, county: str | None) -> list[Notice]:
        """Return what is told at this moment on the page of a municipality; never what has ended."""
        return self.announcements.find_told(now, municipality, county)

    async def keep_fresh(self) -> None:
        """Look for changes for as long as the process runs."""
        while True:
            await asyncio.sleep(self._check_every_seconds)
            await asyncio.to_thread(self.read)

    def read(self) -> None:
        """Read the announcements anew; with the database lost, the last known ones stay. Blocks."""
        if self._engine is None:
            return
        try:
            with Session(self._engine) as session:
                self.announcements = read_announcements(session, self._clock())
            self._has_failed = False
        except Exception as error:
            if not self._has_failed:
                get_logger().error("announcements_read_failed", **describe_error(error))
            self._has_failed = True

    def close(self) -> None:
        """Close the database connections."""
        if self._engine is not None:
            self._engine.dispose()
