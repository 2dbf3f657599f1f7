"""What is shown before it is erased is what is erased, and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from help_requests import models
from help_requests.desk import Desk
from help_requests.forecast import KINDS, Forecast, forecast_purge
from help_requests.handling import Handling
from help_requests.inboxes import seed_inboxes
from help_requests.retention import PurgeReport, purge
from help_requests.settings import Settings
from tests.help_requests.standins import ANNA, NOW, Clock, build_submission, find_inbox, list_rows

SETTINGS = Settings(erase_withdrawn_after_days=7, erase_handled_after_days=30, keep_audit_days=365)
REQUESTS = ("withdrawn", "handled", "unhandled", "demo")


@pytest.fixture
def filled(engine: Engine, desk: Desk, handling: Handling, clock: Clock) -> Engine:
    """One request of each sort, one still open, and what they leave behind."""
    seed_inboxes(engine, now=NOW)
    withdrawn, _closed, _open = (desk.submit(build_submission(engine, key)).reference for key in "abc")
    demo = desk.submit(build_submission(engine, "d", inbox=find_inbox(engine, "demo"))).reference
    clock.move(days=1)
    desk.withdraw(withdrawn)
    clock.move(days=1)
    # The demo's own end comes before that of being withdrawn so late.
    desk.withdraw(demo)
    open_ones = [one for one in list_rows(engine, models.HelpRequest) if one.state == "received"]
    revision = handling.read(open_ones[0].id, ANNA).case.revision
    handling.close(open_ones[0].id, ANNA, "helped", revision)
    with Session(engine) as session, session.begin():
        for notice in session.query(models.Notice).limit(2):
            notice.done_at = NOW
    return engine


def forecast(engine: Engine, days: float) -> Forecast:
    """What is foretold on that day, for a long time."""
    with Session(engine) as session:
        return forecast_purge(session, SETTINGS, NOW + dt.timedelta(days=days), dt.timedelta(days=1000))


@pytest.mark.parametrize("day", [0, 6.9, 7, 8, 9, 29.9, 30.1, 31.9, 32, 366, 367, 400, 1900, 2000])
def test_what_is_due_is_what_the_purge_takes(filled: Engine, day: float) -> None:
    """Kind by kind, at every edge."""
    foretold = forecast(filled, day).due

    done = purge(filled, SETTINGS, NOW + dt.timedelta(days=day))

    assert sum(foretold[kind] for kind in REQUESTS) == done.requests  # type: ignore[index]
    assert foretold["notices"] == done.notices
    assert foretold["audit"] == done.audit_entries
    assert foretold["figures"] == done.figures


def test_everything_that_ends_is_foretold_once(filled: Engine) -> None:
    """Each row by its day and kind; the open request is counted apart."""
    told = forecast(filled, 2)

    counts = dict.fromkeys(KINDS, 0)
    for _, kind, count in told.coming:
        counts[kind] += count
    assert (counts["withdrawn"], counts["handled"], counts["demo"], counts["notices"]) == (1, 1, 1, 2)
    assert counts["audit"] == len(list_rows(filled, models.AuditEntry))
    assert told.waiting == 1
    days = [day for day, _, _ in told.coming]
    assert days == sorted(days)


def test_a_new_sort_of_purge_is_foretold_too() -> None:
    """Whoever makes the purge take more adds it to the forecast."""
    assert {one.name for one in fields(PurgeReport)} == {"requests", "notices", "audit_entries", "figures"}
