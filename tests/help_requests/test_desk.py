"""Sending, looking up, adding, withdrawing: durable, once, and nothing readable in the database."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from database.connections import DatabaseBusyError
from database.encryption import KeysError
from help_requests import models
from help_requests.desk import Desk, KeyReusedError, Receipt, ReferenceUnknownError, RequestClosedError
from help_requests.handling import Handling, RequestGoneError
from tests.help_requests.standins import (
    ANNA,
    BENGT,
    CONTENT,
    Clock,
    build_desk,
    build_submission,
    build_try,
    list_rows,
)


def take_request_id(engine: Engine) -> str:
    (request,) = list_rows(engine, models.HelpRequest)
    return str(request.id)


def test_request_is_kept_encrypted_with_its_notice(engine: Engine, desk: Desk) -> None:
    """One transaction: the request, a notice to the inbox, an audit entry; no word of it in the file."""
    receipt = desk.submit(build_submission(engine))

    assert len(receipt.reference.split()) == 5
    assert receipt.standing.state == "received"
    assert receipt.standing.due_date is not None
    assert receipt.standing.due_date.isoformat() == "2026-11-26"
    (notice,) = list_rows(engine, models.Notice)
    assert (notice.kind, notice.recipient) == ("new", "kuraattorit@example.test")
    assert [entry.action for entry in list_rows(engine, models.AuditEntry)] == ["sent"]
    with engine.connect() as connection:
        everything = "\n".join(
            str(row)
            for table in models.HelpRequestsModel.metadata.sorted_tables
            # Tied to no request: how many asked about what in a month.
            if table.name != models.Count.__tablename__
            for row in connection.execute(select(table))
        )
    secrets = ("supersalainen", "040 123", "040123", "123 4567", "bullying", receipt.reference, "key-1")
    assert not [secret for secret in secrets if secret in everything]


def test_same_key_gives_the_same_reference_and_stores_nothing_twice(
    engine: Engine, desk: Desk, clock: Clock
) -> None:
    """The reply was lost and the form sent again: also by another process with the same keys."""
    first = desk.submit(build_submission(engine))
    clock.move(hours=23)
    assert desk.submit(build_submission(engine)) == first
    assert build_desk(engine, clock).recall("key-1", CONTENT) == first
    assert len(list_rows(engine, models.HelpRequest)) == len(list_rows(engine, models.Notice)) == 1


def test_key_is_refused_for_something_else_or_much_later(engine: Engine, desk: Desk, clock: Clock) -> None:
    """Nobody gets a reference by a key alone, nor long after it was shown."""
    desk.submit(build_submission(engine))
    with pytest.raises(KeyReusedError):
        desk.submit(build_submission(engine, content={**CONTENT, "message": "jotain muuta"}))
    clock.move(hours=25)
    with pytest.raises(KeyReusedError):
        desk.submit(build_submission(engine))


def test_two_equal_requests_at_once_become_one(engine: Engine, desk: Desk) -> None:
    """Both senders get the same five words."""
    receipts: list[Receipt] = []
    failures: list[BaseException] = []
    barrier = threading.Barrier(4)

    def send() -> None:
        barrier.wait()
        try:
            receipts.append(desk.submit(build_submission(engine)))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len({receipt.reference for receipt in receipts}) == 1
    assert len(list_rows(engine, models.HelpRequest)) == 1


def test_nothing_is_kept_when_the_database_is_locked(engine: Engine, desk: Desk) -> None:
    """The sender is told, and sending again with the same key works once the lock is gone."""
    other = sqlite3.connect(str(engine.url.database))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusyError):
        desk.submit(build_submission(engine))
    other.rollback()
    other.close()
    assert list_rows(engine, models.HelpRequest) == []
    assert desk.submit(build_submission(engine)).standing.state == "received"


def test_nothing_is_kept_without_a_key(engine: Engine, clock: Clock) -> None:
    """Never in plain."""
    with pytest.raises(KeysError):
        build_desk(engine, clock, "").submit(build_submission(engine))
    assert list_rows(engine, models.HelpRequest) == []


def test_wrong_reference_finds_nothing(engine: Engine, desk: Desk) -> None:
    """Nor does half of one, or one under another key."""
    reference = desk.submit(build_submission(engine)).reference
    for wrong in ("hylje äyräs pöllö mänty kide", " ".join(reference.split()[:4]), "", "x" * 500):
        with pytest.raises(ReferenceUnknownError):
            desk.look_up(wrong)
    assert desk.look_up(reference.upper()).state == "received"


def test_state_follows_what_staff_do(engine: Engine, desk: Desk, handling: Handling) -> None:
    """Received, opened by reading, answered, closed."""
    reference = desk.submit(build_submission(engine)).reference
    request_id = take_request_id(engine)
    states = [desk.look_up(reference).state]
    case = handling.read(request_id, ANNA).case
    states.append(desk.look_up(reference).state)
    handling.log_try(request_id, ANNA, build_try(reached=True), "0" * 32)
    states.append(desk.look_up(reference).state)
    handling.close(request_id, ANNA, "helped", case.revision + 1)
    states.append(desk.look_up(reference).state)
    assert states == ["received", "opened", "answered", "closed"]
    with pytest.raises(RequestClosedError):
        desk.add(reference, "vielä jotain", "add-1")
    with pytest.raises(RequestClosedError):
        desk.withdraw(reference)


def test_addition_is_read_with_the_request_and_added_once(
    engine: Engine, desk: Desk, handling: Handling
) -> None:
    """The same key adds nothing twice; what was answered is open again until it is read."""
    reference = desk.submit(build_submission(engine)).reference
    request_id = take_request_id(engine)
    handling.read(request_id, ANNA)
    handling.log_try(request_id, ANNA, build_try(reached=True), "0" * 32)
    desk.add(reference, "kukaan ei soittanut", "add-1")
    assert desk.add(reference, "kukaan ei soittanut", "add-1").state == "opened"

    content = handling.read(request_id, ANNA)
    assert content.told["message"] == CONTENT["message"]
    assert [message for _, message in content.additions] == ["kukaan ei soittanut"]
    assert [notice.kind for notice in list_rows(engine, models.Notice)] == ["new", "added"]


def test_withdrawn_before_anybody_read_it_is_erased_at_once(
    engine: Engine, desk: Desk, handling: Handling
) -> None:
    """Also what was added; withdrawing twice is the same as once."""
    reference = desk.submit(build_submission(engine)).reference
    desk.add(reference, "lisää", "add-1")
    standing = desk.withdraw(reference)
    assert (standing.state, standing.was_opened) == ("withdrawn", False)
    assert desk.withdraw(reference) == standing
    (request,) = list_rows(engine, models.HelpRequest)
    assert request.sealed is None
    assert list_rows(engine, models.Addition) == []
    with pytest.raises(RequestGoneError):
        handling.read(request.id, ANNA)
    with pytest.raises(RequestClosedError):
        desk.add(reference, "sittenkin", "add-2")


def test_withdrawn_after_reading_says_so_and_stays_for_a_while(
    engine: Engine, desk: Desk, handling: Handling
) -> None:
    """Whoever has read it may be obliged to act: it is not gone from under their hands."""
    reference = desk.submit(build_submission(engine)).reference
    request_id = take_request_id(engine)
    handling.read(request_id, ANNA)
    assert desk.withdraw(reference).was_opened
    assert handling.read(request_id, ANNA).told["sms"] == CONTENT["sms"]
    assert desk.look_up(reference).state == "withdrawn"


def test_who_read_what_is_noted_before_it_is_shown(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """Each reading leaves an entry with account, time and request, and nothing of the content."""
    desk.submit(build_submission(engine))
    request_id = take_request_id(engine)
    handling.read(request_id, ANNA)
    clock.move(hours=1)
    handling.read(request_id, BENGT)
    entries = [(entry.actor, entry.action) for entry in list_rows(engine, models.AuditEntry)]
    assert entries == [("sender", "sent"), ("anna", "opened"), ("anna", "read"), ("bengt", "read")]
    assert {entry.request_id for entry in list_rows(engine, models.AuditEntry)} == {request_id}


def test_nothing_is_shown_when_the_reading_cannot_be_noted(
    engine: Engine, desk: Desk, handling: Handling
) -> None:
    """No trace, no content."""
    desk.submit(build_submission(engine))
    request_id = take_request_id(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE help_request_audit")
    with pytest.raises(Exception, match="help_request_audit"):
        handling.read(request_id, ANNA)
    with Session(engine) as session:
        assert session.get_one(models.HelpRequest, request_id).state == "received"


def test_unknown_request_is_gone(handling: Handling) -> None:
    """Staff are told, and nothing is noted of it."""
    with pytest.raises(RequestGoneError):
        handling.read("none", ANNA)


def test_promise_is_that_of_the_moment_of_sending(engine: Engine, desk: Desk) -> None:
    """A promise changed later does not change what this sender was told."""
    submission = build_submission(engine)
    reference = desk.submit(replace(submission)).reference
    with Session(engine) as session, session.begin():
        session.get_one(models.Inbox, "kuraattorit").promise_working_days = None
    assert desk.look_up(reference).promise_working_days == 3
