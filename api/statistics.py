"""Counts of what is used: numbers by day, need and language, never anything of a person."""

import asyncio
from collections import Counter
from datetime import datetime
from typing import NamedTuple

from api.logs import get_logger
from services_catalog.opening import HELSINKI

WRITE_EVERY_SECONDS = 3600


class Counted(NamedTuple):
    """One thing that is counted; None where it is not known."""

    day: str
    name: str
    need: str | None
    language: str | None
    service_id: str | None


class Statistics:
    """Counts in memory, written to the log every hour and at the end; restarting loses nothing."""

    def __init__(self) -> None:
        self.counts: Counter[Counted] = Counter()

    def count(
        self,
        now: datetime,
        name: str,
        need: str | None = None,
        language: str | None = None,
        service_id: str | None = None,
    ) -> None:
        """Count one more."""
        day = now.astimezone(HELSINKI).date().isoformat()
        self.counts[Counted(day, name, need, language, service_id)] += 1

    def write(self) -> None:
        """Write all counts to the log, one line each, and begin anew."""
        counts, self.counts = self.counts, Counter()
        for counted, number in sorted(counts.items(), key=lambda item: [part or "" for part in item[0]]):
            get_logger().info("used", number=number, **counted._asdict())

    async def keep_writing(self) -> None:
        """Write every hour for as long as the process runs."""
        while True:
            await asyncio.sleep(WRITE_EVERY_SECONDS)
            self.write()
