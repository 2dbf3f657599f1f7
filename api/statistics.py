"""Counts what is used, for the figures of staff: in memory at once, in the database within a minute."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from contextlib import suppress

from sqlalchemy import Engine

from api.logs import describe_error, get_logger
from services_catalog.opening import HELSINKI
from usage.counts import Tally, write_counts
from usage.measures import UnknownMeasureError

WRITE_EVERY_SECONDS = 60
# A locked database must not hold up the end of the process.
LAST_WRITE_SECONDS = 5


class Statistics:
    """Counts without ever failing or waiting; numbers by day and by keys, never anything of a person.

    What is counted stays in memory until the database has taken it. A crash loses at most the last minute.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._has_failed = False
        self.tally = Tally()

    def count(
        self, now: dt.datetime, measure: str, values: Mapping[str, str | None], number: int = 1
    ) -> None:
        """Count one more; what is not to be counted so is left out, with a line in the log."""
        try:
            self.tally.count(now.astimezone(HELSINKI).date(), measure, values, number)
        except UnknownMeasureError as error:
            get_logger().error("not_counted", **describe_error(error))

    async def write(self) -> None:
        """Write what waits; what can't be written waits on."""
        taken = self.tally.take()
        try:
            await asyncio.to_thread(write_counts, self._engine, taken)
            self._has_failed = False
        except Exception as error:
            self.tally.give_back(taken)
            if not self._has_failed:
                get_logger().error("counts_unwritten", dropped=self.tally.dropped, **describe_error(error))
            self._has_failed = True

    async def keep_writing(self) -> None:
        """Write every minute for as long as the process runs."""
        while True:
            await asyncio.sleep(WRITE_EVERY_SECONDS)
            await self.write()

    async def close(self) -> None:
        """Write what waits for the last time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WRITE_SECONDS):
                await self.write()
