"""What several acts change alike: by when somebody should be in touch, and since when all has rested."""

from __future__ import annotations

import datetime as dt

from help_requests import models
from help_requests.deadlines import count_answer_alerts, count_deadlines


def touch(request: models.HelpRequest, now: dt.datetime) -> None:
    """Note that something was done: whoever acts on an older picture is told."""
    request.revision += 1
    request.touched_at, request.unclosed_alerted_at = now, None


def open_again(request: models.HelpRequest, now: dt.datetime) -> None:
    """Put an ended request back to work, with days of its own: as many as promised once, else the usual."""
    request.state, request.ended_at, request.outcome = "opened", None, None
    request.handle_by = count_deadlines(now, request.promise_working_days).handle_by
    await_answer(request, now)


def await_answer(request: models.HelpRequest, now: dt.datetime) -> None:
    """Count anew when it is told that nobody was in touch."""
    request.second_alert_at, request.administrator_alert_at = count_answer_alerts(now, request.handle_by)
    request.second_alerted = request.administrator_alerted = False


def is_contact_awaited(request: models.HelpRequest) -> bool:
    """Whether whoever has the request now has not been in touch yet."""
    if request.state not in ("received", "opened"):
        return False
    if request.answered_at is None:
        return True
    return request.handed_over_at is not None and request.handed_over_at >= request.answered_at
