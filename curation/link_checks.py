"""Checks the links of the catalogue: which are due, what came of it, and when a link counts as dead."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from curation.leases import give_lease_back, take_lease
from curation.link_visits import Visit, Visitor, find_host
from database.connections import retry_when_locked
from services_catalog.models import Contact, LinkCheck, Service
from services_catalog.opening import HELSINKI

TASK = "check links"
# A round ends long before its lease does, so that no other replica begins beside it.
LEASE = dt.timedelta(minutes=20)
LONGEST_ROUND_SECONDS = 600
MOST_AT_ONCE = 100
HOSTS_AT_ONCE = 8
# A host that does not answer at all is left alone for the rest of the round.
SILENT_VISITS = 2
WITNESSES = 3

OPENED_AGAIN_AFTER = dt.timedelta(days=7)
TRIED_AGAIN_AFTER = dt.timedelta(hours=8)
DEAD_TRIED_AGAIN_AFTER = dt.timedelta(days=1)
FAILURES_OF_A_DEAD_LINK = 3


@dataclass(frozen=True)
class RoundReport:
    """What a round did.

    Args:
        checked: addresses of which something is now known.
        died: those that are dead from now on. revived: those that open again.
        is_offline: nothing answered at all, so nothing was noted: it is our own connection.
    """

    checked: int = 0
    died: tuple[str, ...] = ()
    revived: tuple[str, ...] = ()
    is_offline: bool = False

    def __str__(self) -> str:
        if self.is_offline:
            return "nothing answered: the connection of this machine is likely broken; nothing was noted"
        return f"{self.checked} links checked, {len(self.died)} died, {len(self.revived)} open again"


def find_links(session: Session) -> set[str]:
    """Every https address that entries lead to, archived ones left out."""
    is_kept = Service.status != "archived"
    sources = select(Service.source_url).where(is_kept, Service.source_url.is_not(None))
    contacts = (
        select(Contact.value)
        .join(Service, Contact.service_id == Service.id)
        .where(is_kept, Contact.type.in_(("web", "chat")))
    )
    found = {*session.scalars(sources), *session.scalars(contacts)}
    return {url for url in found if url and url.startswith("https://")}


def choose_due(
    links: Iterable[str], known: Mapping[str, LinkCheck], now: dt.datetime, most: int = MOST_AT_ONCE
) -> list[str]:
    """The links to check now: first those never checked, then those that did not open, then the others."""

    def place(url: str) -> tuple[bool, bool, str]:
        row = known.get(url)
        return row is not None, row is not None and not row.failures, url

    due = [url for url in links if url not in known or known[url].next_check_at <= now]
    return sorted(due, key=place)[:most]


def choose_witnesses(links: Iterable[str], known: Mapping[str, LinkCheck], due: Iterable[str]) -> list[str]:
    """Some links of other hosts that opened last time: if these do not answer either, the fault is ours."""
    by_host: dict[str, str] = {}
    for url in sorted(links):
        if url in known and known[url].problem is None:
            by_host.setdefault(find_host(url), url)
    for url in due:
        by_host.pop(find_host(url), None)
    return list(by_host.values())[:WITNESSES]


async def visit_all(visitor: Visitor, urls: Iterable[str]) -> dict[str, Visit]:
    """What came of each visit, several hosts at a time; those that there was no time for are left out."""
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[find_host(url)].append(url)
    places = asyncio.Semaphore(HOSTS_AT_ONCE)
    visits: dict[str, Visit] = {}

    async def visit_host(host_urls: list[str]) -> None:
        async with places:
            silent = 0
            for url in host_urls:
                visits[url] = await visitor.visit(url)
                silent = 0 if visits[url].has_answered else silent + 1
                if silent == SILENT_VISITS:
                    return

    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST_ROUND_SECONDS):
            await asyncio.gather(*map(visit_host, by_host.values()))
    return visits


def note_visits(session: Session, visits: Mapping[str, Visit], now: dt.datetime) -> RoundReport:
    """Keep what came of the visits (writes); nothing of it when no host answered at all."""
    if not any(visit.has_answered for visit in visits.values()):
        return RoundReport(is_offline=bool(visits))
    known = {row.url: row for row in session.scalars(select(LinkCheck).where(LinkCheck.url.in_(visits)))}
    died, revived = [], []
    for url, visit in visits.items():
        row = known.get(url)
        if row is None:
            row = LinkCheck(url=url, failures=0)
            session.add(row)
        was_dead = row.dead_since is not None
        note_visit(row, visit, now)
        if row.dead_since is not None and not was_dead:
            died.append(url)
        elif was_dead and row.dead_since is None:
            revived.append(url)
    return RoundReport(len(visits), tuple(sorted(died)), tuple(sorted(revived)))


def note_visit(row: LinkCheck, visit: Visit, now: dt.datetime) -> None:
    """Write what came of one visit into the link's row.

    A link is dead after three failures on at least two days, and alive again when it opens once.
    """
    row.checked_at, row.status_code, row.problem = now, visit.status_code, visit.problem
    row.redirected_to = visit.final_url[:500] if visit.final_url != row.url else None
    if visit.problem is None or visit.problem == "unsure":
        if visit.problem is None:
            row.answered_at = now
        row.failures, row.failing_since, row.dead_since = 0, None, None
        row.next_check_at = now + OPENED_AGAIN_AFTER
        return
    row.failures += 1
    row.failing_since = row.failing_since or now
    is_another_day = row.failing_since.astimezone(HELSINKI).date() < now.astimezone(HELSINKI).date()
    if row.dead_since is None and row.failures >= FAILURES_OF_A_DEAD_LINK and is_another_day:
        row.dead_since = now
    row.next_check_at = now + (DEAD_TRIED_AGAIN_AFTER if row.dead_since else TRIED_AGAIN_AFTER)


class LinkChecker:
    """Checks what is due, round after round; of several replicas one at a time.

    Args:
        holder: names this process among the replicas.
        clock: tells the moment, aware.
    """

    def __init__(
        self, engine: Engine, visitor: Visitor, holder: str, clock: Callable[[], dt.datetime]
    ) -> None:
        self._engine, self._visitor, self._holder, self._clock = engine, visitor, holder, clock

    async def make_round(self) -> RoundReport | None:
        """Check what is due now; None when another replica does it.

        Raises:
            DatabaseBusyError: another writer kept the lock; what was found is lost, and due again.
        """
        has_lease = await asyncio.to_thread(
            take_lease, self._engine, TASK, self._holder, self._clock(), LEASE
        )
        if not has_lease:
            return None
        due, witnesses = await asyncio.to_thread(self._find_due)
        if not due:
            return RoundReport()
        visits = await visit_all(self._visitor, due)
        if not any(visit.has_answered for visit in visits.values()):
            visits |= await visit_all(self._visitor, witnesses)
        return await asyncio.to_thread(self._note, visits)

    async def close(self) -> None:
        """Close the connections to sites, and let another replica go on at once."""
        await self._visitor.close()
        await asyncio.to_thread(give_lease_back, self._engine, TASK, self._holder)

    def _find_due(self) -> tuple[list[str], list[str]]:
        def find() -> tuple[list[str], list[str]]:
            with Session(self._engine) as session, session.begin():
                links = find_links(session)
                known = {row.url: row for row in session.scalars(select(LinkCheck))}
                gone = sorted(known.keys() - links)
                for start in range(0, len(gone), MOST_AT_ONCE):
                    part = gone[start : start + MOST_AT_ONCE]
                    session.execute(delete(LinkCheck).where(LinkCheck.url.in_(part)))
                due = choose_due(links, known, self._clock())
                return due, choose_witnesses(links, known, due)

        return retry_when_locked(find)

    def _note(self, visits: Mapping[str, Visit]) -> RoundReport:
        def note() -> RoundReport:
            with Session(self._engine) as session, session.begin():
                return note_visits(session, visits, self._clock())

        return retry_when_locked(note)
