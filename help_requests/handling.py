"""The staff's side: sign in, read, answer, close. Every reading leaves a trace."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from database.columns import utc_now
from database.connections import retry_when_locked
from database.encryption import Keyring, Sealed
from help_requests import models
from help_requests.audit import note

Result = TypeVar("Result")


class RequestGoneError(Exception):
    """The request is not there, or its content was erased."""


@dataclass(frozen=True)
class Content:
    """What a person told, and what they added later, oldest first."""

    told: Mapping[str, Any]
    additions: tuple[tuple[dt.datetime, str], ...]


class Handling:
    """What staff do with requests; `actor` is the account that does it."""

    def __init__(self, engine: Engine, keyring: Keyring, clock: Callable[[], dt.datetime] = utc_now) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock

    def sign_in(self, inbox_id: str) -> None:
        """Note that a handler of the inbox is here: for two weeks it then counts as read."""

        def write(session: Session) -> None:
            session.get_one(models.Inbox, inbox_id).last_sign_in_at = self._clock()

        self._write(write)

    def read(self, request_id: str, actor: str) -> Content:
        """The content of a request; opens it, and notes who read it before anything is shown.

        Raises:
            RequestGoneError: it is not there or was erased. UnreadableError: its key is not in the ring.
        """
        return self._write(lambda session: self._read(session, request_id, actor))

    def answer(self, request_id: str, actor: str) -> None:
        """Note that the person was reached."""
        self._end(request_id, actor, "answered")

    def close(self, request_id: str, actor: str) -> None:
        """Note that nothing more is to be done."""
        self._end(request_id, actor, "closed")

    def _write(self, work: Callable[[Session], Result]) -> Result:
        def transaction() -> Result:
            with Session(self._engine) as session, session.begin():
                return work(session)

        return retry_when_locked(transaction)

    def _read(self, session: Session, request_id: str, actor: str) -> Content:
        request, now = self._find(session, request_id), self._clock()
        if request.sealed is None or request.key_id is None:
            raise RequestGoneError
        told = json.loads(self._keyring.open(Sealed(request.key_id, request.sealed), request.id))
        additions = tuple(
            (addition.added_at, self._open_addition(addition)) for addition in request.additions
        )
        if request.opened_at is None:
            request.opened_at = now
            note(session, now, request.id, actor, "opened")
        if request.state == "received":
            request.state = "opened"
        note(session, now, request.id, actor, "read")
        return Content(told, additions)

    def _end(self, request_id: str, actor: str, state: str) -> None:
        def write(session: Session) -> None:
            request, now = self._find(session, request_id), self._clock()
            if request.state == "withdrawn":
                raise RequestGoneError
            request.state, request.ended_at = state, now
            if state == "answered":
                request.answered_at = now
            note(session, now, request.id, actor, state)

        self._write(write)

    def _open_addition(self, addition: models.Addition) -> str:
        plain = self._keyring.open(Sealed(addition.key_id, addition.sealed), addition.id)
        return str(json.loads(plain)["message"])

    def _find(self, session: Session, request_id: str) -> models.HelpRequest:
        # Locked where the database can: a withdrawal at this moment is told truthfully whether it was read.
        request = session.get(models.HelpRequest, request_id, with_for_update={"of": models.HelpRequest})
        if request is None:
            raise RequestGoneError
        return request
