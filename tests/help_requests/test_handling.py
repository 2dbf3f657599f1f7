"""Taking, trying, handing over, closing, opening again: once, truthfully, and never another's requests."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from help_requests import models
from help_requests.audit import read_traces
from help_requests.cases import count_cases, find_case, list_cases, list_passed_on
from help_requests.desk import Desk, RequestClosedError
from help_requests.handling import (
    AlreadyTakenError,
    ChangedMeanwhileError,
    ConsentMissingError,
    Handling,
    NotTriedError,
    RequestGoneError,
    RequestMovedError,
)
from tests.help_requests.standins import (
    ANNA,
    BENGT,
    CONTENT,
    ESPOO,
    LIISA,
    LOHJA,
    NOW,
    Clock,
    build_submission,
    build_try,
    enter_inbox,
    find_inbox,
    list_rows,
)

AGREED = {**CONTENT, "may_hand_over": True}


def send(engine: Engine, desk: Desk, key: str = "key-1", **fields: object) -> tuple[str, str]:
    """Send a request; return its reference and its id."""
    known = {row.id for row in list_rows(engine, models.HelpRequest)}
    reference = desk.submit(build_submission(engine, key, **fields)).reference
    return reference, next(row.id for row in list_rows(engine, models.HelpRequest) if row.id not in known)


def find_row(engine: Engine, request_id: str) -> models.HelpRequest:
    """The request as it stands in the database."""
    return next(row for row in list_rows(engine, models.HelpRequest) if row.id == request_id)


def test_no_act_reaches_a_request_of_another_organisation(
    engine: Engine, desk: Desk, handling: Handling
) -> None:
    """It is as if it did not exist, and nothing is noted of it."""
    _, request_id = send(engine, desk)
    before = len(list_rows(engine, models.AuditEntry))
    for act in (
        lambda: handling.read(request_id, LIISA),
        lambda: handling.take(request_id, LIISA),
        lambda: handling.log_try(request_id, LIISA, build_try(), "0" * 32),
        lambda: handling.hand_over(request_id, LIISA, "kuraattorit", "", True, 1),
        lambda: handling.close(request_id, LIISA, "helped", 1),
        lambda: handling.reopen(request_id, LIISA),
    ):
        with pytest.raises(RequestGoneError):
            act()
    with Session(engine) as session:
        assert list_cases(session, LIISA.organizations, "all") == ()
        assert find_case(session, request_id, LIISA.organizations) is None
        assert read_traces(session, request_id, LIISA.organizations) == ()
        assert count_cases(session, LIISA.organizations)["all"] == 0
    assert len(list_rows(engine, models.AuditEntry)) == before
    assert find_row(engine, request_id).state == "received"


def test_the_second_who_takes_it_sees_who_was_first(engine: Engine, desk: Desk, handling: Handling) -> None:
    """Two at the same moment: one has it, the other is told a name and may relieve them knowingly."""
    _, request_id = send(engine, desk)
    handling.read(request_id, ANNA)
    barrier, refused = threading.Barrier(2), []

    def take(worker: object) -> None:
        barrier.wait()
        try:
            handling.take(request_id, worker)  # type: ignore[arg-type]
        except AlreadyTakenError as error:
            refused.append((worker, error.name))

    threads = [threading.Thread(target=take, args=(worker,)) for worker in (ANNA, BENGT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ((second, name),) = refused
    first = ANNA if second is BENGT else BENGT
    assert name == first.name
    assert find_row(engine, request_id).taken_by == first.account_id

    handling.take(request_id, second, instead_of=first.account_id)
    assert find_row(engine, request_id).taken_by_name == second.name
    with pytest.raises(AlreadyTakenError):
        handling.take(request_id, first, instead_of=first.account_id)


def test_each_try_is_noted_once_and_encrypted(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """Sent twice it stands once; its words are readable only to whoever may read the request."""
    reference, request_id = send(engine, desk)
    handling.read(request_id, ANNA)
    clock.move(days=1)
    tried = build_try(words="äiti vastasi, lopetin puhelun", at=clock.now)
    for _ in range(2):
        handling.log_try(request_id, ANNA, tried, "a" * 32)
    with engine.connect() as connection:
        row = connection.execute(select(models.LoggedTry.__table__)).one()
    assert "lopetin" not in str(row)
    assert "phone" not in str(row)

    file = handling.read(request_id, BENGT)
    assert [(entry.way, entry.reached, entry.words, entry.by) for entry in file.tries] == [
        ("phone", False, "äiti vastasi, lopetin puhelun", "Anna Aalto")
    ]
    assert file.case.taken_by == "anna"
    standing = desk.look_up(reference)
    assert (standing.state, standing.tried_at, standing.is_taken) == ("opened", clock.now, True)


def test_reaching_the_person_answers_the_request(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """From the first contact on; what was promised is kept, and trying is no longer told of."""
    reference, request_id = send(engine, desk)
    handling.read(request_id, ANNA)
    handling.log_try(request_id, ANNA, build_try(), "a" * 32)
    clock.move(hours=5)
    handling.log_try(request_id, ANNA, build_try(reached=True, at=clock.now), "b" * 32)
    standing = desk.look_up(reference)
    assert (standing.state, standing.is_awaited, standing.tried_at) == ("answered", False, None)
    assert find_row(engine, request_id).answered_at == clock.now


def test_whoever_was_not_reached_is_due_again(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """One try does not end it: two working days later it is due once more."""
    _, request_id = send(engine, desk)
    handling.read(request_id, ANNA)
    clock.move(days=3)
    handling.log_try(request_id, ANNA, build_try(at=clock.now), "a" * 32)
    # From Thursday over the weekend.
    assert find_row(engine, request_id).handle_by.isoformat() == "2026-11-30"


def test_nothing_is_handed_over_without_consent(engine: Engine, desk: Desk, handling: Handling) -> None:
    """Neither given in the request nor when a worker asked."""
    enter_inbox(engine, "perheet", organization_key=LOHJA)
    _, request_id = send(engine, desk)
    revision = handling.read(request_id, ANNA).case.revision
    with pytest.raises(ConsentMissingError):
        handling.hand_over(request_id, ANNA, "perheet", "", False, revision)
    assert find_row(engine, request_id).inbox_id == "kuraattorit"
    assert list_rows(engine, models.HandOver) == []


@pytest.mark.parametrize(("content", "has_agreed"), [(AGREED, False), (CONTENT, True)])
def test_handed_over_with_all_that_is_known(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock, content: dict[str, object], has_agreed: bool
) -> None:
    """Who gets it reads everything, who gave it sees only how it stands, the sender is told truthfully."""
    enter_inbox(engine, "perheet", organization_key=LOHJA, promise_working_days=1)
    reference, request_id = send(engine, desk, content=content)
    handling.read(request_id, ANNA)
    desk.add(reference, "lisää", "add-1")
    handling.log_try(request_id, ANNA, build_try(), "a" * 32)
    clock.move(days=1)
    revision = handling.read(request_id, ANNA).case.revision
    handling.hand_over(request_id, ANNA, "perheet", "odottaa soittoa", has_agreed, revision)

    standing = desk.look_up(reference)
    assert (standing.state, standing.inbox.id, standing.is_taken) == ("received", "perheet", False)
    assert standing.due_date is not None
    assert standing.due_date.isoformat() == "2026-11-25"
    assert standing.was_opened
    with pytest.raises(RequestGoneError):
        handling.read(request_id, ANNA)
    with Session(engine) as session:
        (given,) = list_passed_on(session, ANNA.organizations)
        assert (given.to_names["fi"], given.state, given.by) == (
            "Espoon kuraattorit",
            "received",
            "Anna Aalto",
        )
        assert list_cases(session, ANNA.organizations, "all") == ()
        # Each sees who read it in its own time alone.
        assert {trace.name for trace in read_traces(session, request_id, LIISA.organizations)} == {
            "Anna Aalto"
        }
        assert "handed_here" not in {t.action for t in read_traces(session, request_id, ANNA.organizations)}

    file = handling.read(request_id, LIISA)
    assert file.told == content
    assert [text for _, text in file.additions] == ["lisää"]
    assert [entry.words for entry in file.tries] == ["soitin"]
    (passage,) = file.passages
    assert (passage.words, passage.by) == ("odottaa soittoa", "Anna Aalto")
    assert passage.agreed_in_request is (content is AGREED)
    assert list_rows(engine, models.Notice)[-1].kind == "handed_over"
    with Session(engine) as session:
        assert [given.state for given in list_passed_on(session, ANNA.organizations)] == ["opened"]


def test_deciding_on_an_older_picture_is_refused(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """Something was added while the worker wrote: it must be read before anything is decided."""
    enter_inbox(engine, "perheet", organization_key=LOHJA)
    reference, request_id = send(engine, desk)
    seen = handling.read(request_id, ANNA).case.revision
    clock.move(minutes=1)
    desk.add(reference, "älkää sulkeko", "add-1")
    clock.move(minutes=1)
    with pytest.raises(ChangedMeanwhileError):
        handling.close(request_id, ANNA, "helped", seen)
    with pytest.raises(ChangedMeanwhileError):
        handling.hand_over(request_id, ANNA, "perheet", "", True, seen)
    file = handling.read(request_id, ANNA)
    assert file.case.has_news
    assert not handling.read(request_id, ANNA).case.has_news
    handling.close(request_id, ANNA, "helped", file.case.revision)


def test_not_reached_needs_a_try(engine: Engine, desk: Desk, handling: Handling) -> None:
    """The sender is told that somebody tried; so somebody must have."""
    reference, request_id = send(engine, desk)
    with pytest.raises(NotTriedError):
        handling.close(request_id, ANNA, "not_reached", handling.read(request_id, ANNA).case.revision)
    handling.log_try(request_id, ANNA, build_try(), "a" * 32)
    handling.close(request_id, ANNA, "not_reached", handling.read(request_id, ANNA).case.revision)
    assert desk.look_up(reference).outcome == "not_reached"
    handling.reopen(request_id, ANNA)
    revision = handling.read(request_id, ANNA).case.revision
    with pytest.raises(ValueError, match="outcome"):
        handling.close(request_id, ANNA, "forgotten", revision)


def test_closed_request_can_be_opened_again(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """With days of its own, and the sender may add again."""
    reference, request_id = send(engine, desk)
    handling.close(request_id, ANNA, "helped", handling.read(request_id, ANNA).case.revision)
    with pytest.raises(RequestClosedError):
        desk.add(reference, "vielä", "add-1")
    with pytest.raises(RequestMovedError):
        handling.log_try(request_id, ANNA, build_try(), "a" * 32)
    clock.move(days=7)
    handling.reopen(request_id, BENGT)
    row = find_row(engine, request_id)
    assert (row.state, row.outcome, row.ended_at) == ("opened", None, None)
    assert row.handle_by.isoformat() == "2026-12-03"
    assert desk.add(reference, "vielä", "add-1").state == "opened"
    with pytest.raises(RequestMovedError):
        handling.reopen(request_id, BENGT)


def test_withdrawn_request_takes_only_what_a_duty_asks_for(
    engine: Engine, desk: Desk, handling: Handling
) -> None:
    """A worker may note what they did; nobody takes, closes, opens or passes on what was withdrawn."""
    reference, request_id = send(engine, desk, content=AGREED)
    handling.read(request_id, ANNA)
    desk.withdraw(reference)
    revision = handling.read(request_id, ANNA).case.revision
    handling.log_try(request_id, ANNA, build_try(), "a" * 32)
    for act in (
        lambda: handling.take(request_id, ANNA),
        lambda: handling.close(request_id, ANNA, "helped", revision),
        lambda: handling.hand_over(request_id, ANNA, "kuraattorit", "", True, revision),
        lambda: handling.reopen(request_id, ANNA),
    ):
        with pytest.raises(RequestMovedError):
            act()
    assert desk.look_up(reference).state == "withdrawn"


def test_list_begins_with_what_nobody_opened_and_then_with_what_is_due(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """Overdue, today, later are told; nothing that the person wrote stands in it."""
    _, first = send(engine, desk, "a")
    handling.read(first, ANNA)
    clock.move(days=1)
    _, second = send(engine, desk, "b")
    handling.read(second, ANNA)
    clock.move(days=1)
    _, third = send(engine, desk, "c")
    clock.move(days=2)
    with Session(engine) as session:
        cases = list_cases(session, frozenset({ESPOO}))
        assert count_cases(session, frozenset({ESPOO})) == {
            "open": 3,
            "answered": 0,
            "closed": 0,
            "withdrawn": 0,
            "all": 3,
        }
    assert [case.id for case in cases] == [third, first, second]
    today = clock.now.date()
    assert [case.find_due(today) for case in cases] == ["later", "overdue", "today"]
    assert "supersalainen" not in repr(cases)
    assert "bullying" not in repr(cases)


def test_visit_keeps_only_the_own_inboxes_read(engine: Engine, handling: Handling, clock: Clock) -> None:
    """All of the worker's organisations, and no other."""
    enter_inbox(engine, "perheet", organization_key=LOHJA, last_sign_in_at=None)
    clock.move(days=10)
    handling.visit(LIISA)
    assert find_inbox(engine, "perheet").last_sign_in_at == clock.now
    assert find_inbox(engine).last_sign_in_at == NOW
