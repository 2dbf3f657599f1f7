"""One link checked at once because a person asked: within bounds, and noted as the rounds note theirs."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from enum import StrEnum

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from curation.link_checks import choose_witnesses, find_links, note_visits, visit_all
from curation.link_visits import Visit, Visitor
from database.connections import retry_when_locked
from services_catalog.models import LinkCheck
from staff.changes import note_change
from staff.roles import Actor

# Whoever presses again and again learns nothing new, and the site has other guests.
AGAIN_AFTER = dt.timedelta(minutes=1)
# A person waits for it. A silent site may take longer to fail: the rounds have the time to see that.
LONGEST_SECONDS = 20.0
MOST_AT_ONCE = 4


class Answer(StrEnum):
    """What the person is told."""

    OPENS = "opens"
    FAILS = "fails"
    DEAD = "dead"
    UNSURE = "unsure"
    JUST_CHECKED = "just_checked"
    BUSY = "busy"
    OFFLINE = "offline"
    SLOW = "slow"
    SILENT = "silent"


class LinkInspector:
    """Checks one link when somebody asks.

    Args:
        visitor: the one of the rounds, so that no host is asked from two sides at once.
        clock: tells the moment, aware.
    """

    def __init__(self, engine: Engine, visitor: Visitor, clock: Callable[[], dt.datetime]) -> None:
        self.visitor = visitor
        self._engine, self._clock = engine, clock
        self._places = asyncio.Semaphore(MOST_AT_ONCE)

    async def check(self, actor: Actor, service_id: str, url: str) -> Answer:
        """Visit the link of a service and note what came of it (writes), as with any other visit.

        A failure counts as one of those after which a link is dead; a link that opens is alive at once.

        Raises:
            DatabaseBusyError: another writer kept the lock; nothing was noted.
        """
        if self._places.locked():
            return Answer.BUSY
        async with self._places:
            witnesses = await asyncio.to_thread(self._find_witnesses, url)
            if witnesses is None:
                return Answer.JUST_CHECKED
            tries: list[bool] = []
            visit = await self._visit(url, tries)
            if visit is None and (any(tries) or not tries):
                return Answer.SLOW
            if visit is None:
                return await self._judge_silence(url, witnesses)
            visits = {url: visit}
            if not visit.has_answered:
                # Nothing came back: is it the site, or our own connection?
                visits |= await self._visit_witnesses(witnesses)
            return await asyncio.to_thread(self._note, actor, service_id, url, visits)

    async def _judge_silence(self, url: str, witnesses: list[str]) -> Answer:
        """Whose silence it is, where a whole request got no answer; the rounds wait longer, and come soon."""
        visits = await self._visit_witnesses(witnesses)
        if not any(visit.has_answered for visit in visits.values()):
            return Answer.OFFLINE

        def make_due() -> None:
            with Session(self._engine) as session, session.begin():
                if (row := session.get(LinkCheck, url)) is not None:
                    row.next_check_at = min(row.next_check_at, self._clock())

        await asyncio.to_thread(retry_when_locked, make_due)
        return Answer.SILENT

    async def _visit(self, url: str, tries: list[bool]) -> Visit | None:
        """What came of the visit; None when our own time was up first: that says nothing about the link."""
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                return await self.visitor.visit(url, tries)
        except TimeoutError:
            return None

    async def _visit_witnesses(self, witnesses: list[str]) -> dict[str, Visit]:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                return await visit_all(self.visitor, witnesses)
        except TimeoutError:
            return {}

    def _find_witnesses(self, url: str) -> list[str] | None:
        """Links of other hosts; None when this one was checked a moment ago."""
        with Session(self._engine) as session:
            row = session.get(LinkCheck, url)
            if row is not None and self._clock() - row.checked_at < AGAIN_AFTER:
                return None
            known = {one.url: one for one in session.scalars(select(LinkCheck))}
            return choose_witnesses(find_links(session), known, [url])

    def _note(self, actor: Actor, service_id: str, url: str, visits: dict[str, Visit]) -> Answer:
        def note() -> Answer:
            with Session(self._engine) as session, session.begin():
                before = session.get(LinkCheck, url)
                opened = None if before is None else before.problem is None
                if note_visits(session, visits, self._clock()).is_offline:
                    return Answer.OFFLINE
                session.flush()
                row = session.get_one(LinkCheck, url)
                fields = {"link": (None, url), "link_opens": (opened, row.problem is None)}
                note_change(session, self._clock(), actor, "link_checked", ("service", service_id), fields)
                return _judge(row)

        try:
            return retry_when_locked(note)
        except IntegrityError:
            # The rounds, or another replica, came to this new link at the same moment: its row is there now.
            return retry_when_locked(note)


def _judge(row: LinkCheck) -> Answer:
    if row.problem is None:
        return Answer.OPENS
    if row.problem == "unsure":
        return Answer.UNSURE
    return Answer.DEAD if row.dead_since else Answer.FAILS
