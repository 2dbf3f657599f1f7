"""What the next rounds of retention will erase: kinds, counts and days, never any content."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from help_requests import models
from help_requests.retention import ERASE_DEMO_AFTER, KEEP_NOTICES
from help_requests.settings import Settings

Kind = Literal["withdrawn", "handled", "unhandled", "demo", "notices", "audit", "figures"]
Seen = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
# Requests go at their moment, notices and audit entries once it has passed.
PASSED = dt.timedelta(microseconds=1)
KINDS: tuple[Kind, ...] = ("withdrawn", "handled", "unhandled", "demo", "notices", "audit", "figures")


@dataclass(frozen=True)
class Forecast:
    """What will be erased.

    Args:
        due: how many of each kind the next round takes.
        coming: (day in UTC, kind, how many) that follow until the horizon, soonest first.
        waiting: how many requests nobody has ended.
    """

    due: dict[Kind, int]
    coming: tuple[tuple[dt.date, Kind, int], ...]
    waiting: int


def forecast_purge(
    session: Session,
    settings: Settings,
    now: dt.datetime,
    horizon: dt.timedelta = dt.timedelta(days=30),
    organizations: Collection[str] | None = None,
) -> Forecast:
    """What the purge will erase now and until the horizon, if nothing changes (reads).

    Args:
        organizations: keys of those whose inboxes are counted; None for all. Figures belong to no inbox.
    """
    due: Counter[Kind] = Counter()
    coming: Counter[tuple[dt.date, Kind]] = Counter()
    for kind, at in _list_erasures(session, settings, organizations):
        if at <= now:
            due[kind] += 1
        elif at <= now + horizon:
            coming[at.date(), kind] += 1
    waiting = session.scalars(
        select(models.HelpRequest.id)
        .join(models.HelpRequest.inbox)
        .where(
            models.HelpRequest.ended_at.is_(None),
            models.Inbox.is_demo.is_(False),
            _is_seen(models.HelpRequest.inbox_id, organizations),
        )
    ).all()
    return Forecast(
        {kind: due[kind] for kind in KINDS},
        tuple((day, kind, count) for (day, kind), count in sorted(coming.items())),
        len(waiting),
    )


def find_erasure(
    state: str, ended_at: dt.datetime | None, settings: Settings
) -> tuple[dt.datetime, Kind] | None:
    """When a request that somebody ended goes, and as what; None while it is at work."""
    if ended_at is not None and state == "withdrawn":
        return ended_at + dt.timedelta(days=settings.erase_withdrawn_after_days), "withdrawn"
    if ended_at is not None and state in ("answered", "closed"):
        return ended_at + dt.timedelta(days=settings.erase_handled_after_days), "handled"
    return None


def _is_seen(inbox_id: Seen, organizations: Collection[str] | None) -> ColumnElement[bool]:
    if organizations is None:
        return true()
    inboxes = select(models.Inbox.id).where(models.Inbox.organization_key.in_(organizations))
    return inbox_id.in_(inboxes)


def _list_erasures(
    session: Session, settings: Settings, organizations: Collection[str] | None
) -> Iterator[tuple[Kind, dt.datetime]]:
    """What goes and when, by the rules of `retention.purge`; a test holds the two together."""
    request = models.HelpRequest
    unhandled_after = dt.timedelta(days=settings.erase_unhandled_after_days)
    rows = session.execute(
        select(request.state, request.ended_at, request.touched_at, request.received_at, models.Inbox.is_demo)
        .join(request.inbox)
        .where(_is_seen(request.inbox_id, organizations))
    )
    for state, ended_at, touched_at, received_at, is_demo in rows:
        ended = find_erasure(state, ended_at, settings)
        moments: list[tuple[dt.datetime, Kind]] = [ended] if ended else []
        if state in ("received", "opened"):
            moments.append((touched_at + unhandled_after, "unhandled"))
        if is_demo:
            moments.append((received_at + ERASE_DEMO_AFTER, "demo"))
        if moments:
            at, kind = min(moments)
            yield kind, at
    done = select(models.Notice.done_at).where(
        models.Notice.done_at.is_not(None), _is_seen(models.Notice.inbox_id, organizations)
    )
    for done_at in session.scalars(done):
        if done_at is not None:
            yield "notices", done_at + KEEP_NOTICES + PASSED
    audit = select(models.AuditEntry.at).where(_is_seen(models.AuditEntry.inbox_id, organizations))
    for at in session.scalars(audit):
        yield "audit", at + dt.timedelta(days=settings.keep_audit_days) + PASSED
    # A month's figures go on the day after their time is over.
    figures_after = dt.timedelta(days=settings.keep_figures_days + 1)
    for month in session.scalars(select(models.Count.month)):
        yield "figures", dt.datetime.combine(month, dt.time(), dt.UTC) + figures_after
