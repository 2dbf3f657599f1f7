"""What an inbox is set to: who reads it, what it takes, what is promised, and where notices go."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from help_requests import models
from help_requests.inboxes import Inbox, to_record
from help_requests.outbox import enqueue_notice

LONGEST_PROMISE = 60


class InboxInUseError(Exception):
    """The inbox holds requests: given to another organisation, it would hand them over without consent."""


@dataclass(frozen=True)
class InboxSettings:
    """The settings of an inbox; empty tuples and missing limits leave nothing out.

    Args:
        organization_key: whose handlers read it.
        names: by language; Finnish is always there.
        needs: keys of data/needs.yml. kinds: of data/kinds.yml.
        area_codes: of municipalities (3 digits) and counties (2 digits).
        promise_working_days: within how many working days they promise to be in touch; None promises nothing.
        notice_address: a shared mailbox that is told of what comes. second_handler_address: who is told when
            it lies.
        is_open: takes new requests.
    """

    organization_key: str
    names: Mapping[str, str]
    needs: tuple[str, ...]
    kinds: tuple[str, ...]
    area_codes: tuple[str, ...]
    minimum_age: int | None
    maximum_age: int | None
    promise_working_days: int | None
    notice_address: str | None
    second_handler_address: str | None
    is_open: bool


@dataclass(frozen=True)
class KnownInbox:
    """An inbox with all its settings; `record` tells how it is doing."""

    id: str
    settings: InboxSettings
    record: Inbox


def list_inbox_settings(session: Session, organizations: frozenset[str] | None) -> tuple[KnownInbox, ...]:
    """The inboxes of these organisations, all when None, by id."""
    statement = select(models.Inbox).order_by(models.Inbox.id)
    if organizations is not None:
        statement = statement.where(models.Inbox.organization_key.in_(organizations))
    return tuple(_to_known(row) for row in session.scalars(statement))


def find_inbox_settings(session: Session, inbox_id: str) -> KnownInbox | None:
    """The inbox, None when there is none."""
    row = session.get(models.Inbox, inbox_id)
    return _to_known(row) if row else None


def make_inbox_id(session: Session, name: str) -> str:
    """An id from the Finnish name that no inbox has yet: "espoon-kuraattorit"."""
    folded = name.casefold().translate(str.maketrans("äöå", "aoa"))
    plain = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:60].strip("-") or "postilaatikko"
    taken = set(session.scalars(select(models.Inbox.id).where(models.Inbox.id.startswith(plain))))
    candidates = [plain, *(f"{plain}-{number}" for number in range(2, len(taken) + 3))]
    return next(candidate for candidate in candidates if candidate not in taken)


def add_inbox(session: Session, inbox_id: str, settings: InboxSettings, now: dt.datetime) -> None:
    """Make an inbox (writes); it takes requests once a handler was there and notices reach its address.

    Raises:
        sqlalchemy.exc.IntegrityError: another inbox has the id.
    """
    row = models.Inbox(id=inbox_id, is_demo=False, **_to_columns(settings))
    session.add(row)
    session.flush()
    enqueue_notice(session, row, "address", settings.notice_address, now)


def change_inbox(
    session: Session, inbox_id: str, settings: InboxSettings, now: dt.datetime
) -> dict[str, tuple[Any, Any]]:
    """Set the inbox anew (writes); return what was before and is after, by field that changed.

    A new notice address begins without failures, and is told that notices come there.

    Raises:
        InboxInUseError: it would go to another organisation together with its requests.
    """
    row = session.get_one(models.Inbox, inbox_id)
    before, after = _to_columns(to_settings(row)), _to_columns(settings)
    changed = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    requests = select(models.HelpRequest.id).where(models.HelpRequest.inbox_id == inbox_id).limit(1)
    if "organization_key" in changed and session.scalar(requests) is not None:
        raise InboxInUseError
    for name, (_, value) in changed.items():
        setattr(row, name, value)
    if "notice_address" in changed:
        try_address(session, inbox_id, now)
    return changed


def try_address(session: Session, inbox_id: str, now: dt.datetime) -> None:
    """Send a notice to see whether the address works (writes); until that fails it counts as working."""
    row = session.get_one(models.Inbox, inbox_id)
    row.notice_failing_since = row.notice_refused_at = None
    enqueue_notice(session, row, "address", row.notice_address, now)


def to_settings(row: models.Inbox) -> InboxSettings:
    """The settings of a row."""
    return InboxSettings(
        organization_key=row.organization_key,
        names=dict(row.names),
        needs=tuple(row.needs),
        kinds=tuple(row.kinds),
        area_codes=tuple(row.area_codes),
        minimum_age=row.minimum_age,
        maximum_age=row.maximum_age,
        promise_working_days=row.promise_working_days,
        notice_address=row.notice_address,
        second_handler_address=row.second_handler_address,
        is_open=row.is_open,
    )


def _to_columns(settings: InboxSettings) -> dict[str, Any]:
    columns = asdict(settings)
    columns["names"] = dict(settings.names)
    for name in ("needs", "kinds", "area_codes"):
        columns[name] = sorted(columns[name])
    return columns


def _to_known(row: models.Inbox) -> KnownInbox:
    return KnownInbox(row.id, to_settings(row), to_record(row))
