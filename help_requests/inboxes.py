"""Inboxes: who reads help requests, and whether anybody does at this moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, inspect, select
from sqlalchemy.orm import Session

from database.columns import utc_now
from database.connections import retry_when_locked
from help_requests import models
from help_requests.inbox_file import DEFAULT_FILE, InboxEntry, read_inbox_file

# A handler who has not signed in for so long may be away or gone: nobody is promised to be reading.
SIGNED_IN_WITHIN = dt.timedelta(days=14)
# A mail server may be down for a while; a notice address that fails for longer does not work.
FAILING_FOR_LESS_THAN = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Circumstances:
    """What decides beside the inbox itself whether it is read.

    Args:
        is_launched: the service is in real use: then no demo takes requests.
        has_mail: notices can be sent.
        has_administrator: somebody beside the inboxes is told of requests that lie.
    """

    is_launched: bool
    has_mail: bool
    has_administrator: bool


@dataclass(frozen=True)
class Inbox:
    """An inbox as an unchanging record; empty sets and missing limits leave nothing out."""

    id: str
    organization_key: str
    names: Mapping[str, str]
    needs: frozenset[str]
    kinds: frozenset[str]
    area_codes: frozenset[str]
    minimum_age: int | None
    maximum_age: int | None
    promise_working_days: int | None
    has_notice_address: bool
    has_second_handler: bool
    notice_failing_since: dt.datetime | None
    notice_refused: bool
    last_sign_in_at: dt.datetime | None
    is_demo: bool
    is_open: bool

    def is_active(self, now: dt.datetime, circumstances: Circumstances) -> bool:
        """Whether a request sent now would be read: a handler was here lately, and notices reach them."""
        return not self.find_hindrances(now, circumstances)

    def find_hindrances(self, now: dt.datetime, circumstances: Circumstances) -> tuple[str, ...]:
        """What keeps the inbox from taking requests now: none of it when it takes them.

        "closed", "not_visited", "launched" (a demo), "no_address", "nobody_to_alert" (of what lies there),
        "no_mail", "refused", "failing".
        """
        found = {"closed": not self.is_open}
        if self.is_demo:
            # Nobody reads it, and it says so: a trial must not end because nobody looked in.
            found["launched"] = circumstances.is_launched
        else:
            is_visited = self.last_sign_in_at is not None and now - self.last_sign_in_at <= SIGNED_IN_WITHIN
            found["not_visited"] = not is_visited
            fails_for = now - self.notice_failing_since if self.notice_failing_since else dt.timedelta()
            found["no_address"] = not self.has_notice_address
            found["nobody_to_alert"] = not (self.has_second_handler or circumstances.has_administrator)
            found["no_mail"] = not circumstances.has_mail
            found["refused"] = self.notice_refused
            found["failing"] = not self.notice_refused and fails_for >= FAILING_FOR_LESS_THAN
        return tuple(key for key, stands in found.items() if stands)


def read_inboxes(engine: Engine) -> tuple[Inbox, ...]:
    """All inboxes by id; none when their table is not there yet."""
    if not inspect(engine).has_table(models.Inbox.__tablename__):
        return ()
    with Session(engine) as session:
        return tuple(
            to_record(row) for row in session.scalars(select(models.Inbox).order_by(models.Inbox.id))
        )


def to_record(row: models.Inbox) -> Inbox:
    """A row as a record."""
    return Inbox(
        id=row.id,
        organization_key=row.organization_key,
        names=dict(row.names),
        needs=frozenset(row.needs),
        kinds=frozenset(row.kinds),
        area_codes=frozenset(row.area_codes),
        minimum_age=row.minimum_age,
        maximum_age=row.maximum_age,
        promise_working_days=row.promise_working_days,
        has_notice_address=bool(row.notice_address),
        has_second_handler=bool(row.second_handler_address),
        notice_failing_since=row.notice_failing_since,
        notice_refused=row.notice_refused_at is not None,
        last_sign_in_at=row.last_sign_in_at,
        is_demo=row.is_demo,
        is_open=row.is_open,
    )


def seed_inboxes(engine: Engine, file: Path = DEFAULT_FILE, now: dt.datetime | None = None) -> int:
    """How many inboxes were added from the file (writes); those that are there stay as staff left them.

    The demo counts as visited whenever Kynnys is started: whoever starts it is who tries it.

    Raises:
        InboxesError: The file can't be read, or anything in it is wrong.
    """
    entries = read_inbox_file(file)
    moment = now or utc_now()
    return retry_when_locked(lambda: _write_missing(engine, entries, moment))


def _write_missing(engine: Engine, entries: list[InboxEntry], now: dt.datetime) -> int:
    added = 0
    with Session(engine) as session, session.begin():
        for entry in entries:
            row = session.get(models.Inbox, entry.id)
            if row is None:
                row = models.Inbox(**entry.model_dump(exclude={"demo"}), is_demo=entry.demo)
                session.add(row)
                added += 1
            if row.is_demo:
                row.last_sign_in_at = now
    return added
