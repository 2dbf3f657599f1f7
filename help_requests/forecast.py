"""What the next rounds of retention will erase: kinds, counts and days, never any content."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from help_requests import models
from help_requests.retention import ERASE_DEMO_AFTER, KEEP_NOTICES
from help_requests.settings import Settings

Kind = Literal["withdrawn", "handled", "unhandled", "demo", "notices", "audit", "figures"]
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
    session: Session, settings: Settings, now: dt.datetime, horizon: dt.timedelta = dt.timedelta(days=30)
) -> Forecast:
    """What the purge will erase now and until the horizon, if nothing changes (reads)."""
    due: Counter[Kind] = Counter()
    coming: Counter[tuple[dt.date, Kind]] = Counter()
    for kind, at in _list_erasures(session, settings):
        if at <= now:
            due[kind] += 1
        elif at <= now + horizon:
            coming[at.date(), kind] += 1
    waiting = session.scalars(
        select(models.HelpRequest.id)
        .join(models.HelpRequest.inbox)
        .where(models.HelpRequest.ended_at.is_(None), models.Inbox.is_demo.is_(False))
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


def _list_erasures(session: Session, settings: Settings) -> Iterator[tuple[Kind, dt.datetime]]:
    """What goes and when, by the rules of `retention.purge`; a test holds the two together."""
    request = models.HelpRequest
    unhandled_after = dt.timedelta(days=settings.erase_unhandled_after_days)
    rows = session.execute(
        select(
            request.state, request.ended_at, request.touched_at, request.received_at, models.Inbox.is_demo
        ).join(request.inbox)
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
    for done_at in session.scalars(select(models.Notice.done_at).where(models.Notice.done_at.is_not(None))):
        if done_at is not None:
            yield "notices", done_at + KEEP_NOTICES + PASSED
    for at in session.scalars(select(models.AuditEntry.at)):
        yield "audit", at + dt.timedelta(days=settings.keep_audit_days) + PASSED
    # A month's figures go on the day after their time is over.
    figures_after = dt.timedelta(days=settings.keep_figures_days + 1)
    for month in session.scalars(select(models.Count.month)):
        yield "figures", dt.datetime.combine(month, dt.time(), dt.UTC) + figures_after
