"""The sender's side: send, ask how it stands, add, withdraw. All of it blocks; call it in a thread."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from database.columns import utc_now
from database.encryption import Keyring
from help_requests import models
from help_requests.audit import note
from help_requests.deadlines import count_deadlines
from help_requests.figures import SENT, WITHDRAWN, count_request
from help_requests.inboxes import Inbox, to_record
from help_requests.outbox import enqueue_notice
from help_requests.progress import is_contact_awaited, open_again, touch
from help_requests.references import References
from help_requests.transactions import transact

SENDER = "sender"
REPEATED_WITHIN = dt.timedelta(hours=24)
OPEN_STATES = ("received", "opened", "answered")
# Somebody waits for the answer: rather "not stored, send again" than a page that hangs.
ATTEMPTS_WHEN_LOCKED = 2
Result = TypeVar("Result")


class KeyReusedError(Exception):
    """The sender's key was already used for something else, or too long ago to show the reference again."""


class ReferenceUnknownError(Exception):
    """No request has this reference; it may have been erased."""


class RequestClosedError(Exception):
    """The request is withdrawn or closed: nothing can be added any more."""


@dataclass(frozen=True)
class Submission:
    """What is sent.

    Args:
        inbox: where it goes.
        content: all that the person told; it is encrypted as a whole.
        language: in which they read.
        limits: keys of the legal limits that were shown.
        idempotency_key: the sender's own key; sending again with it stores nothing twice.
    """

    inbox: Inbox
    content: Mapping[str, Any]
    language: str
    limits: tuple[str, ...]
    idempotency_key: str


@dataclass(frozen=True)
class Standing:
    """How a request stands; nothing of what was written.

    Args:
        was_opened: somebody has read it, here or where it was before.
        is_taken: a worker has said that it is theirs.
        is_awaited: whoever has it now has not been in touch yet, so their promise still stands.
        tried_at: when somebody last tried to be in touch and could not.
        handed_over_at: when it was last given to another inbox.
        outcome: how it was closed; a key of models.OUTCOMES.
    """

    state: str
    inbox: Inbox
    limits: tuple[str, ...]
    received_at: dt.datetime
    was_opened: bool
    promise_working_days: int | None
    due_date: dt.date | None
    is_taken: bool = False
    is_awaited: bool = True
    tried_at: dt.datetime | None = None
    handed_over_at: dt.datetime | None = None
    outcome: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether something can still be added or withdrawn."""
        return self.state in OPEN_STATES


@dataclass(frozen=True)
class Receipt:
    """What the sender gets once: the reference, and how it stands."""

    reference: str
    standing: Standing


class Desk:
    """Takes help requests; what it returns is already durable in the database."""

    def __init__(
        self,
        engine: Engine,
        keyring: Keyring,
        references: References,
        clock: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self._engine = engine
        self._keyring = keyring
        self._references = references
        self._clock = clock

    def submit(self, submission: Submission) -> Receipt:
        """Store a request and the notice of it in one transaction.

        Raises:
            KeyReusedError: the key belongs to something else.
            DatabaseBusyError, sqlalchemy.exc.SQLAlchemyError, KeysError: nothing was stored.
        """
        try:
            return self._write(lambda session: self._submit(session, submission))
        except IntegrityError:
            # An equal request came at the same moment and was first: give its reference.
            return self._write(lambda session: self._submit(session, submission))

    def recall(self, idempotency_key: str, content: Mapping[str, Any]) -> Receipt | None:
        """What was given for an equal request sent before with this key, None when there was none.

        Raises:
            KeyReusedError: the key belongs to something else.
        """
        plain = to_plain(content)
        return self._write(lambda session: self._recall(session, idempotency_key, plain))

    def look_up(self, reference: str) -> Standing:
        """How the request with this reference stands.

        Raises:
            ReferenceUnknownError: there is none.
        """
        return self._write(lambda session: to_standing(self._find(session, reference)))

    def add(self, reference: str, message: str, idempotency_key: str) -> Standing:
        """Add a message to a request; the same key adds it once.

        Raises:
            ReferenceUnknownError: there is none. RequestClosedError: it is withdrawn or closed.
        """
        try:
            return self._write(lambda session: self._add(session, reference, message, idempotency_key))
        except IntegrityError:
            return self.look_up(reference)

    def withdraw(self, reference: str) -> Standing:
        """Withdraw a request; what nobody had opened is erased at once. Doing it twice is the same as once.

        Raises:
            ReferenceUnknownError: there is none. RequestClosedError: it is already closed.
        """
        return self._write(lambda session: self._withdraw(session, reference))

    def _write(self, work: Callable[[Session], Result]) -> Result:
        return transact(self._engine, work, ATTEMPTS_WHEN_LOCKED)

    def _recall(self, session: Session, idempotency_key: str, plain: bytes) -> Receipt | None:
        idempotency_hash = self._references.hash_key(idempotency_key)
        known = session.scalar(select(models.HelpRequest).filter_by(idempotency_hash=idempotency_hash))
        if known is None:
            return None
        is_equal = known.content_hash == self._references.hash_content(plain)
        if not is_equal or self._clock() - known.received_at > REPEATED_WITHIN:
            raise KeyReusedError
        return Receipt(self._references.make(known.id, idempotency_key), to_standing(known))

    def _submit(self, session: Session, submission: Submission) -> Receipt:
        plain = to_plain(submission.content)
        if known := self._recall(session, submission.idempotency_key, plain):
            return known
        now = self._clock()
        request_id = uuid.uuid4().hex
        reference = self._references.make(request_id, submission.idempotency_key)
        sealed = self._keyring.seal(plain, request_id)
        deadlines = count_deadlines(now, submission.inbox.promise_working_days)
        request = models.HelpRequest(
            id=request_id,
            inbox=session.get_one(models.Inbox, submission.inbox.id),
            reference_hash=self._references.hash(reference),
            idempotency_hash=self._references.hash_key(submission.idempotency_key),
            content_hash=self._references.hash_content(plain),
            sealed=sealed.content,
            key_id=sealed.key_id,
            language=submission.language,
            limits=list(submission.limits),
            state="received",
            promise_working_days=submission.inbox.promise_working_days,
            due_date=deadlines.due_date,
            handle_by=deadlines.handle_by,
            second_alert_at=deadlines.second_alert_at,
            administrator_alert_at=deadlines.administrator_alert_at,
            received_at=now,
            touched_at=now,
            revision=1,
        )
        session.add(request)
        session.flush()
        enqueue_notice(session, request.inbox, "new", request.inbox.notice_address, now)
        note(session, now, request, SENDER, "sent")
        count_request(session, request, SENT, now, need=str(submission.content.get("need") or ""))
        return Receipt(reference, to_standing(request))

    def _add(self, session: Session, reference: str, message: str, idempotency_key: str) -> Standing:
        request, now = self._find(session, reference), self._clock()
        if request.state not in OPEN_STATES:
            raise RequestClosedError
        idempotency_hash = self._references.hash_key(f"{request.id}:{idempotency_key}")
        if session.scalar(select(models.Addition.id).filter_by(idempotency_hash=idempotency_hash)):
            return to_standing(request)
        addition_id = uuid.uuid4().hex
        sealed = self._keyring.seal(json.dumps({"message": message}).encode(), addition_id)
        session.add(
            models.Addition(
                id=addition_id,
                request=request,
                idempotency_hash=idempotency_hash,
                sealed=sealed.content,
                key_id=sealed.key_id,
                added_at=now,
            )
        )
        if request.state == "answered":
            # There is something new to read: it is no longer done with, and must not be erased meanwhile.
            open_again(request, now)
        request.added_at = now
        touch(request, now)
        enqueue_notice(session, request.inbox, "added", request.inbox.notice_address, now)
        note(session, now, request, SENDER, "added")
        return to_standing(request)

    def _withdraw(self, session: Session, reference: str) -> Standing:
        request, now = self._find(session, reference), self._clock()
        if request.state == "closed":
            raise RequestClosedError
        if request.state == "withdrawn":
            return to_standing(request)
        request.state, request.ended_at = "withdrawn", now
        touch(request, now)
        if request.opened_at is None:
            request.sealed, request.key_id = None, None
            request.additions.clear()
        enqueue_notice(session, request.inbox, "withdrawn", request.inbox.notice_address, now)
        note(session, now, request, SENDER, "withdrawn")
        count_request(session, request, WITHDRAWN, now)
        return to_standing(request)

    def _find(self, session: Session, reference: str) -> models.HelpRequest:
        reference_hash = self._references.hash(reference)
        # Locked where the database can: what is said of having been read must still hold when it is said.
        statement = (
            select(models.HelpRequest)
            .filter_by(reference_hash=reference_hash)
            .with_for_update(of=models.HelpRequest)
        )
        request = session.scalar(statement) if reference_hash else None
        if request is None:
            raise ReferenceUnknownError
        return request


def to_plain(content: Mapping[str, Any]) -> bytes:
    """The content as bytes: equal for equal contents."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def to_standing(request: models.HelpRequest) -> Standing:
    """How the request of this row stands."""
    return Standing(
        state=request.state,
        inbox=to_record(request.inbox),
        limits=tuple(request.limits),
        received_at=request.received_at,
        was_opened=request.opened_at is not None,
        promise_working_days=request.promise_working_days,
        due_date=request.due_date,
        is_taken=request.taken_by is not None,
        is_awaited=is_contact_awaited(request),
        tried_at=request.tried_at,
        handed_over_at=request.handed_over_at,
        outcome=request.outcome,
    )
