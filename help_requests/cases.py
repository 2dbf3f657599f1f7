"""Requests as their handlers see them: the list without anything of a person, and the whole of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from help_requests import models

Due = Literal["overdue", "today", "later", "none"]
# What the list can be narrowed to, and the states that it then holds.
FILTERS: Mapping[str, tuple[str, ...]] = {
    "open": ("received", "opened"),
    "answered": ("answered",),
    "closed": ("closed",),
    "withdrawn": ("withdrawn",),
    "all": models.STATES,
}
MOST_ON_A_PAGE = 50


@dataclass(frozen=True)
class Worker:
    """A handler: the account, how colleagues know it, and the organisations whose requests it may see."""

    account_id: str
    name: str
    organizations: frozenset[str]


@dataclass(frozen=True)
class Case:
    """A request without anything that the person told."""

    id: str
    inbox_id: str
    inbox_names: Mapping[str, str]
    is_demo: bool
    language: str
    limits: tuple[str, ...]
    state: str
    received_at: dt.datetime
    handle_by: dt.date
    due_date: dt.date | None
    revision: int
    taken_by: str | None
    taken_by_name: str | None
    tries: int
    answered_at: dt.datetime | None
    ended_at: dt.datetime | None
    handed_over_at: dt.datetime | None
    outcome: str | None
    has_content: bool
    # Something was added that nobody has read yet.
    has_news: bool

    def find_due(self, today: dt.date) -> Due:
        """Whether staff should have been in touch by now, or today; "none" once somebody was."""
        if self.state not in ("received", "opened"):
            return "none"
        if self.handle_by < today:
            return "overdue"
        return "today" if self.handle_by == today else "later"


@dataclass(frozen=True)
class Try:
    """A try to reach the person: when, how (a key of models.WAYS), whether it worked, in whose words."""

    at: dt.datetime
    way: str
    reached: bool
    words: str
    by: str = ""


@dataclass(frozen=True)
class Passage:
    """How a request went from one inbox to another, with the words that went along."""

    at: dt.datetime
    from_names: Mapping[str, str]
    to_names: Mapping[str, str]
    agreed_in_request: bool
    words: str
    by: str


@dataclass(frozen=True)
class CaseFile:
    """All of a request: what the person told and added, and what staff did, each oldest first."""

    case: Case
    told: Mapping[str, Any]
    additions: tuple[tuple[dt.datetime, str], ...]
    tries: tuple[Try, ...]
    passages: tuple[Passage, ...]

    def after_reading(self, case: Case) -> CaseFile:
        """The same, standing as it does now, and still telling of what was new to whoever reads it."""
        return replace(self, case=replace(case, has_news=self.case.has_news))


@dataclass(frozen=True)
class PassedOn:
    """What an inbox still sees of a request that it gave away: where it went, and how it stands."""

    at: dt.datetime
    from_names: Mapping[str, str]
    to_names: Mapping[str, str]
    by: str
    state: str


def list_cases(
    session: Session, organizations: frozenset[str], chosen: str = "open", page: int = 1
) -> tuple[Case, ...]:
    """A page of the organisations' requests: unopened ones first, then by the day they should be handled."""
    request = models.HelpRequest
    statement = (
        _select_of(organizations)
        .where(request.state.in_(FILTERS[chosen]))
        .order_by(
            case((request.state == "received", 0), else_=1),
            request.handle_by,
            request.received_at,
            request.id,
        )
        .limit(MOST_ON_A_PAGE)
        .offset((page - 1) * MOST_ON_A_PAGE)
    )
    return tuple(to_case(row) for row in session.scalars(statement))


def count_cases(session: Session, organizations: frozenset[str]) -> dict[str, int]:
    """How many of the organisations' requests each filter holds."""
    inner = _select_of(organizations).with_only_columns(models.HelpRequest.state).subquery()
    rows = session.execute(select(inner.c.state, func.count()).group_by(inner.c.state))
    by_state: dict[str, int] = {state: number for state, number in rows}  # noqa: C416
    return {name: sum(by_state.get(state, 0) for state in states) for name, states in FILTERS.items()}


def find_case(session: Session, request_id: str, organizations: frozenset[str]) -> Case | None:
    """The request of one of these organisations, None when there is none that they may see."""
    row = session.scalar(_select_of(organizations).where(models.HelpRequest.id == request_id))
    return to_case(row) if row else None


def list_passed_on(session: Session, organizations: frozenset[str]) -> tuple[PassedOn, ...]:
    """Requests that the organisations gave to others, the latest first; nothing of their content."""
    own = select(models.Inbox.id).where(models.Inbox.organization_key.in_(organizations))
    statement = (
        select(models.HandOver)
        .join(models.HandOver.request)
        .where(models.HandOver.from_inbox_id.in_(own), models.HelpRequest.inbox_id.not_in(own))
        .order_by(models.HandOver.at.desc())
        .limit(MOST_ON_A_PAGE)
    )
    return tuple(
        PassedOn(
            row.at, dict(row.from_inbox.names), dict(row.to_inbox.names), row.account_name, row.request.state
        )
        for row in session.scalars(statement)
    )


def to_case(row: models.HelpRequest) -> Case:
    """A row as a record."""
    is_new = row.added_at is not None and (row.read_at is None or row.added_at > row.read_at)
    return Case(
        id=row.id,
        inbox_id=row.inbox.id,
        inbox_names=dict(row.inbox.names),
        is_demo=row.inbox.is_demo,
        language=row.language,
        limits=tuple(row.limits),
        state=row.state,
        received_at=row.received_at,
        handle_by=row.handle_by,
        due_date=row.due_date,
        revision=row.revision,
        taken_by=row.taken_by,
        taken_by_name=row.taken_by_name,
        tries=row.tries,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        handed_over_at=row.handed_over_at,
        outcome=row.outcome,
        has_content=row.sealed is not None,
        has_news=is_new and row.state != "withdrawn",
    )


def _select_of(organizations: frozenset[str]) -> Select[models.HelpRequest]:
    return (
        select(models.HelpRequest)
        .join(models.HelpRequest.inbox)
        .where(models.Inbox.organization_key.in_(organizations))
    )
