"""Counts by month, need and language, and working days to the first contact: plain rows tied to nobody."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from help_requests import models
from help_requests.desk import Desk
from help_requests.figures import Figure, read_figures
from help_requests.handling import Handling
from help_requests.inboxes import seed_inboxes
from help_requests.retention import purge
from help_requests.settings import Settings
from tests.help_requests.standins import (
    ANNA,
    CONTENT,
    NOW,
    Clock,
    build_submission,
    build_try,
    find_inbox,
    list_rows,
)

NOVEMBER, DECEMBER = dt.date(2026, 11, 1), dt.date(2026, 12, 1)


def read_all(engine: Engine) -> dict[tuple[object, ...], int]:
    """Every figure, by what it counts."""
    with Session(engine) as session:
        figures = read_figures(session, dt.date(2026, 1, 1), dt.date(2027, 12, 1))
    return {(row.month, row.event, row.need, row.language, row.working_days): row.number for row in figures}


def test_requests_are_counted_by_month_need_and_language(engine: Engine, desk: Desk, clock: Clock) -> None:
    """Once each, however often the same is sent."""
    for key, need, language in (
        ("a", "bullying", "fi"),
        ("a", "bullying", "fi"),
        ("b", "bullying", "fi"),
        ("c", "loneliness", "sv"),
        ("d", None, "fi"),
    ):
        desk.submit(build_submission(engine, key, content={**CONTENT, "need": need}, language=language))
    clock.move(days=9)
    desk.submit(build_submission(engine, "e"))
    assert read_all(engine) == {
        (NOVEMBER, "sent", "bullying", "fi", None): 2,
        (NOVEMBER, "sent", "loneliness", "sv", None): 1,
        (NOVEMBER, "sent", None, "fi", None): 1,
        (DECEMBER, "sent", "bullying", "fi", None): 1,
    }


def test_time_to_answer_is_counted_in_working_days_until_the_first_contact(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """A weekend does not count, a try that failed is no contact, and a second contact is none to count."""
    desk.submit(build_submission(engine))
    request_id = list_rows(engine, models.HelpRequest)[0].id
    clock.move(days=1)
    handling.read(request_id, ANNA)
    handling.log_try(request_id, ANNA, build_try(at=clock.now), "1" * 32)
    clock.move(days=6)
    handling.log_try(request_id, ANNA, build_try(reached=True, at=clock.now), "2" * 32)
    clock.move(days=1)
    handling.log_try(request_id, ANNA, build_try(reached=True, at=clock.now), "3" * 32)
    answered = {key: number for key, number in read_all(engine).items() if key[1] == "answered"}
    assert answered == {(NOVEMBER, "answered", None, "fi", 5): 1}


def test_a_contact_noted_later_counts_in_the_month_of_the_note(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """The month of the call has ended and its figures are known; the days are those of the call."""
    desk.submit(build_submission(engine))
    request_id = list_rows(engine, models.HelpRequest)[0].id
    clock.move(days=1)
    handling.read(request_id, ANNA)
    called_at = clock.now
    clock.move(days=10)
    handling.log_try(request_id, ANNA, build_try(reached=True, at=called_at), "1" * 32)
    answered = {key: number for key, number in read_all(engine).items() if key[1] == "answered"}
    assert answered == {(DECEMBER, "answered", None, "fi", 1): 1}


def test_closing_is_counted_and_taken_back_when_it_is_opened_again(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    reference = desk.submit(build_submission(engine)).reference
    request_id = list_rows(engine, models.HelpRequest)[0].id
    handling.close(request_id, ANNA, "helped", handling.read(request_id, ANNA).case.revision)
    assert read_all(engine)[NOVEMBER, "closed_helped", None, "fi", None] == 1
    handling.reopen(request_id, ANNA)
    desk.withdraw(reference)
    events = {key[1] for key in read_all(engine)}
    assert events == {"sent", "withdrawn"}


def test_a_month_that_has_ended_stays_when_a_request_is_opened_again(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """Its figures are public: whoever kept them could subtract."""
    reference = desk.submit(build_submission(engine)).reference
    request_id = list_rows(engine, models.HelpRequest)[0].id
    handling.close(request_id, ANNA, "helped", handling.read(request_id, ANNA).case.revision)
    clock.move(days=10)
    before = read_all(engine)
    handling.reopen(request_id, ANNA)
    assert read_all(engine) == before
    desk.withdraw(reference)
    assert read_all(engine) == {**before, (DECEMBER, "withdrawn", None, "fi", None): 1}


def test_what_was_answered_and_erased_unclosed_is_counted(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    desk.submit(build_submission(engine))
    request_id = list_rows(engine, models.HelpRequest)[0].id
    handling.read(request_id, ANNA)
    handling.log_try(request_id, ANNA, build_try(reached=True, at=clock.now), "1" * 32)
    clock.move(days=31)
    assert purge(engine, Settings(), clock.now).requests == 1
    assert read_all(engine)[DECEMBER, "never_closed", None, "fi", None] == 1


def test_trial_counts_nothing(engine: Engine, desk: Desk) -> None:
    """What somebody tries out is nobody's need."""
    seed_inboxes(engine, now=NOW)
    desk.submit(build_submission(engine, inbox=find_inbox(engine, "demo")))
    assert read_all(engine) == {}


def test_figures_hold_nothing_by_which_a_request_could_be_found() -> None:
    """No id, no inbox, no day: only what is counted."""
    assert {column.name for column in models.Count.__table__.columns} == {
        "month",
        "event",
        "need",
        "language",
        "working_days",
        "number",
    }
    assert Figure.__dataclass_fields__.keys() == {
        "month",
        "event",
        "need",
        "language",
        "working_days",
        "number",
    }
