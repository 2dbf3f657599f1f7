"""The staff's side: read, take, log each try, hand over, close, open again. Every reading leaves a trace."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from database.columns import utc_now
from database.encryption import Keyring, Sealed
from help_requests import models
from help_requests.audit import note
from help_requests.cases import CaseFile, Passage, Try, Worker, to_case
from help_requests.deadlines import add_working_days, count_deadlines, find_date
from help_requests.figures import ANSWERED, CLOSED, HANDED_OVER, count_request
from help_requests.outbox import enqueue_notice
from help_requests.progress import await_answer, open_again, touch
from help_requests.transactions import transact

# Nobody waits in vain for a second try: who was not reached is due again after so many working days.
TRY_AGAIN_WITHIN = 2
AT_WORK = ("received", "opened", "answered")
Result = TypeVar("Result")


class RequestGoneError(Exception):
    """The request is not there, is not this worker's to see, or its content was erased."""


class RequestMovedError(Exception):
    """The request is no longer in a state in which this can be done."""


class ChangedMeanwhileError(Exception):
    """Somebody did something to the request since the worker last saw it."""


class AlreadyTakenError(Exception):
    """Somebody else has the request.

    Args:
        name: how colleagues know whoever has it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__("taken")


class ConsentMissingError(Exception):
    """The person has not agreed that the request goes elsewhere."""


class NotTriedError(Exception):
    """Nobody has tried to reach the person, so nobody can say that it did not work."""


class Handling:
    """What staff do with requests of their own organisations' inboxes.

    Each act raises RequestGoneError for a request that is not the worker's to see.
    """

    def __init__(self, engine: Engine, keyring: Keyring, clock: Callable[[], dt.datetime] = utc_now) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock

    def visit(self, worker: Worker) -> None:
        """Note that a handler of these inboxes is here: for two weeks they then count as read."""

        def write(session: Session) -> None:
            inboxes = select(models.Inbox).where(models.Inbox.organization_key.in_(worker.organizations))
            for inbox in session.scalars(inboxes):
                inbox.last_sign_in_at = self._clock()

        self._write(write)

    def read(self, request_id: str, worker: Worker) -> CaseFile:
        """All of a request; opens it, and notes who read it before anything is shown.

        Raises:
            UnreadableError: its key is not in the ring; nothing was opened.
        """
        return self._write(lambda session: self._read(session, request_id, worker))

    def take(self, request_id: str, worker: Worker, instead_of: str | None = None) -> None:
        """Make the request the worker's.

        Args:
            instead_of: the account that has it and is relieved; None when nobody should have it yet.

        Raises:
            AlreadyTakenError: somebody else has it. RequestMovedError: it is withdrawn or closed.
        """

        def write(session: Session) -> None:
            request, now = self._find_at_work(session, request_id, worker), self._clock()
            if request.taken_by == worker.account_id:
                return
            if request.taken_by != instead_of:
                raise AlreadyTakenError(request.taken_by_name or "")
            self._give_to(session, request, worker, now)
            touch(request, now)

        self._write(write)

    def log_try(self, request_id: str, worker: Worker, tried: Try, entry_id: str) -> None:
        """Note a try to reach the person; reached, the request is answered.

        Also a withdrawn request takes it: what a worker has read may oblige them to act.

        Args:
            entry_id: 32 hexadecimal digits of the sender's own; the same again notes nothing twice.

        Raises:
            RequestMovedError: it is closed.
        """
        try:
            self._write(lambda session: self._log_try(session, request_id, worker, tried, entry_id))
        except IntegrityError:
            # The same form was sent twice at once: it stands already.
            return

    def hand_over(
        self, request_id: str, worker: Worker, to_inbox_id: str, words: str, has_agreed: bool, revision: int
    ) -> None:
        """Give the request to another inbox with all that is known; who gives it sees only how it stands.

        Args:
            words: the worker's own, for whoever reads it next.
            has_agreed: the person agreed when a worker asked; else the request itself must say so.
            revision: of the picture on which the worker decided.

        Raises:
            ConsentMissingError, ChangedMeanwhileError, RequestMovedError.
        """
        self._write(
            lambda session: self._hand_over(
                session, request_id, worker, to_inbox_id, words, has_agreed, revision
            )
        )

    def close(self, request_id: str, worker: Worker, outcome: str, revision: int) -> None:
        """Note that nothing more is to be done, and how it ended.

        Args:
            outcome: a key of models.OUTCOMES.
            revision: of the picture on which the worker decided.

        Raises:
            ValueError: there is no such outcome.
            NotTriedError: it says that the person was not reached, and nobody tried.
            ChangedMeanwhileError, RequestMovedError.
        """

        def write(session: Session) -> None:
            request, now = self._find_at_work(session, request_id, worker), self._clock()
            _refuse_older(request, revision)
            if outcome not in models.OUTCOMES:
                raise ValueError("no such outcome")
            if outcome == "not_reached" and not request.tries:
                raise NotTriedError
            request.state, request.ended_at, request.outcome = "closed", now, outcome
            touch(request, now)
            note(session, now, request, worker.account_id, "closed", worker.name)
            count_request(session, request, f"{CLOSED}{outcome}", now)

        self._write(write)

    def reopen(self, request_id: str, worker: Worker) -> None:
        """Take up a closed request again, as long as it is not erased.

        Raises:
            RequestMovedError: it is not closed.
        """

        def write(session: Session) -> None:
            request, now = self._find(session, request_id, worker), self._clock()
            if request.state != "closed" or request.ended_at is None:
                raise RequestMovedError
            if find_date(request.ended_at).replace(day=1) == find_date(now).replace(day=1):
                # A month that has ended is public: its figures stay, and the next end counts too.
                count_request(session, request, f"{CLOSED}{request.outcome}", now, number=-1)
            open_again(request, now)
            touch(request, now)
            note(session, now, request, worker.account_id, "reopened", worker.name)

        self._write(write)

    def _write(self, work: Callable[[Session], Result]) -> Result:
        return transact(self._engine, work)

    def _read(self, session: Session, request_id: str, worker: Worker) -> CaseFile:
        request, now = self._find(session, request_id, worker), self._clock()
        if request.sealed is None or request.key_id is None:
            raise RequestGoneError
        # Before it counts as read: whether an addition has come since.
        case = to_case(request)
        file = CaseFile(
            case=case,
            told=self._open(request.key_id, request.sealed, request.id),
            additions=tuple(
                (row.added_at, str(self._open(row.key_id, row.sealed, row.id)["message"]))
                for row in request.additions
            ),
            tries=tuple(self._open_try(row) for row in request.tries_logged),
            passages=tuple(self._open_passage(row) for row in request.hand_overs),
        )
        if request.state == "received":
            request.state, request.opened_at = "opened", request.opened_at or now
            request.revision += 1
            await_answer(request, now)
            note(session, now, request, worker.account_id, "opened", worker.name)
        request.read_at = now
        note(session, now, request, worker.account_id, "read", worker.name)
        return file.after_reading(to_case(request))

    def _log_try(self, session: Session, request_id: str, worker: Worker, tried: Try, entry_id: str) -> None:
        request, now = self._find(session, request_id, worker), self._clock()
        if session.get(models.LoggedTry, entry_id) is not None:
            return
        if request.state == "closed":
            raise RequestMovedError
        sealed = self._seal({"way": tried.way, "words": tried.words}, entry_id)
        session.add(
            models.LoggedTry(
                id=entry_id,
                request=request,
                account_id=worker.account_id,
                account_name=worker.name,
                tried_at=tried.at,
                noted_at=now,
                reached=tried.reached,
                sealed=sealed.content,
                key_id=sealed.key_id,
            )
        )
        request.tries += 1
        request.tried_at = None if tried.reached else tried.at
        touch(request, now)
        note(session, now, request, worker.account_id, "reached" if tried.reached else "tried", worker.name)
        if request.state == "withdrawn":
            return
        if request.taken_by is None:
            self._give_to(session, request, worker, now)
        if tried.reached:
            if request.answered_at is None:
                request.answered_at = tried.at
                count_request(session, request, ANSWERED, now, reached_at=tried.at)
            request.state, request.ended_at = "answered", now
        elif request.state == "answered":
            request.ended_at = now
        else:
            request.handle_by = max(request.handle_by, add_working_days(find_date(now), TRY_AGAIN_WITHIN))
            await_answer(request, now)

    def _hand_over(
        self,
        session: Session,
        request_id: str,
        worker: Worker,
        to_inbox_id: str,
        words: str,
        has_agreed: bool,
        revision: int,
    ) -> None:
        request, now = self._find_at_work(session, request_id, worker), self._clock()
        _refuse_older(request, revision)
        to_inbox = session.get(models.Inbox, to_inbox_id)
        if to_inbox is None or to_inbox.id == request.inbox_id or request.sealed is None:
            raise RequestMovedError
        told = self._open(str(request.key_id), request.sealed, request.id)
        agreed_in_request = told.get("may_hand_over") is True
        if not (agreed_in_request or has_agreed):
            raise ConsentMissingError
        hand_over_id = uuid.uuid4().hex
        sealed = self._seal({"words": words}, hand_over_id)
        session.add(
            models.HandOver(
                id=hand_over_id,
                request=request,
                from_inbox=request.inbox,
                to_inbox=to_inbox,
                at=now,
                account_id=worker.account_id,
                account_name=worker.name,
                agreed_in_request=agreed_in_request,
                sealed=sealed.content,
                key_id=sealed.key_id,
            )
        )
        note(session, now, request, worker.account_id, "handed_over", worker.name)
        count_request(session, request, HANDED_OVER, now)
        self._begin_anew(request, to_inbox, now)
        session.flush()
        note(session, now, request, worker.account_id, "handed_here", worker.name)
        enqueue_notice(session, to_inbox, "handed_over", to_inbox.notice_address, now)

    def _begin_anew(self, request: models.HelpRequest, inbox: models.Inbox, now: dt.datetime) -> None:
        """Nobody there has opened it; what counts from now is their own promise."""
        deadlines = count_deadlines(now, inbox.promise_working_days)
        request.inbox, request.state, request.ended_at = inbox, "received", None
        request.promise_working_days, request.due_date = inbox.promise_working_days, deadlines.due_date
        request.handle_by = deadlines.handle_by
        request.second_alert_at = deadlines.second_alert_at
        request.administrator_alert_at = deadlines.administrator_alert_at
        request.second_alerted = request.administrator_alerted = False
        request.taken_by = request.taken_by_name = request.taken_at = None
        request.handed_over_at, request.tried_at = now, None
        touch(request, now)

    def _give_to(
        self, session: Session, request: models.HelpRequest, worker: Worker, now: dt.datetime
    ) -> None:
        request.taken_by, request.taken_by_name, request.taken_at = worker.account_id, worker.name, now
        note(session, now, request, worker.account_id, "taken", worker.name)

    def _seal(self, content: dict[str, Any], belongs_to: str) -> Sealed:
        return self._keyring.seal(json.dumps(content, ensure_ascii=False).encode(), belongs_to)

    def _open(self, key_id: str, sealed: bytes, belongs_to: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self._keyring.open(Sealed(key_id, sealed), belongs_to))
        return content

    def _open_try(self, row: models.LoggedTry) -> Try:
        content = self._open(row.key_id, row.sealed, row.id)
        return Try(row.tried_at, str(content["way"]), row.reached, str(content["words"]), row.account_name)

    def _open_passage(self, row: models.HandOver) -> Passage:
        words = str(self._open(row.key_id, row.sealed, row.id)["words"])
        return Passage(
            row.at,
            dict(row.from_inbox.names),
            dict(row.to_inbox.names),
            row.agreed_in_request,
            words,
            row.account_name,
        )

    def _find_at_work(self, session: Session, request_id: str, worker: Worker) -> models.HelpRequest:
        request = self._find(session, request_id, worker)
        if request.state not in AT_WORK:
            raise RequestMovedError
        return request

    def _find(self, session: Session, request_id: str, worker: Worker) -> models.HelpRequest:
        # Locked where the database can: a withdrawal at this moment is told truthfully whether it was read.
        request = session.get(models.HelpRequest, request_id, with_for_update={"of": models.HelpRequest})
        if request is None or request.inbox.organization_key not in worker.organizations:
            raise RequestGoneError
        return request


def _refuse_older(request: models.HelpRequest, revision: int) -> None:
    if request.revision != revision:
        raise ChangedMeanwhileError
