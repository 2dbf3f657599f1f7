"""Services with a translation that its source language has left behind."""

from __future__ import annotations

import itertools
import threading

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from curation.models import Version
from curation.translations import find_stale

# Of so many services the versions are read at a time.
READ_AT_ONCE = 500


class StaleTranslations:
    """Knows which services they are. Versions never change: they are read when a service gets a new one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # By service, the number of its newest version and whether a text is stale after it.
        self._known: dict[str, tuple[int, bool]] = {}

    def find(self, session: Session) -> frozenset[str]:
        """Ids of the services whose newest version has a stale text (reads)."""
        numbers = select(Version.service_id, func.max(Version.number)).group_by(Version.service_id)
        newest: dict[str, int] = {row[0]: row[1] for row in session.execute(numbers)}
        with self._lock:
            changed = [key for key, number in newest.items() if self._known.get(key, (0,))[0] != number]
            for start in range(0, len(changed), READ_AT_ONCE):
                self._read(session, changed[start : start + READ_AT_ONCE])
            return frozenset(key for key in newest if self._known.get(key, (0, False))[1])

    def _read(self, session: Session, service_ids: list[str]) -> None:
        versions = session.scalars(
            select(Version)
            .where(Version.service_id.in_(service_ids))
            .order_by(Version.service_id, Version.number)
        )
        for service_id, group in itertools.groupby(versions, lambda version: version.service_id):
            own = list(group)
            self._known[service_id] = (own[-1].number, bool(find_stale(own)))
