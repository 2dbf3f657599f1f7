"""What staff tell everybody, in memory: notices and the switch, read beside the requests."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.logs import describe_error, get_logger
from curation.announcements import Announcements, Notice, read_announcements


class Board:
    """Holds the last known announcements: no message waits for the database, and none is lost with it.

    Empty until it was read, which happens before the first message.
    """

    def __init__(
        self,
        engine: Engine,
        check_every_seconds: float,
        clock: Callable[[], datetime],
    ) -> None:
        self.announcements = Announcements()
        self._engine = engine
        self._check_every_seconds = check_every_seconds
        self._clock = clock
        self._has_failed = False

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
        try:
            with Session(self._engine) as session:
                self.announcements = read_announcements(session, self._clock())
            self._has_failed = False
        except Exception as error:
            if not self._has_failed:
                get_logger().error("announcements_read_failed", **describe_error(error))
            self._has_failed = True
