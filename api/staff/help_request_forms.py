"""The forms on a request's page: what was sent, and what to mend in it."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from api.staff.fields import read_whole_number
from help_requests.cases import Case, Try
from help_requests.deadlines import HELSINKI
from help_requests.models import OUTCOMES, WAYS

LONGEST_WORDS = 2000
_ID = re.compile(r"[0-9a-f]{32}")
# Clocks of browsers and servers differ by a little.
AHEAD = dt.timedelta(minutes=5)
# Key of a sentence by field, without the prefix of the part; "" stands for the whole form.
FieldMistakes = Mapping[str, str]


@dataclass(frozen=True)
class HandOverOrder:
    """What was sent to give a request to another inbox."""

    inbox_id: str
    words: str
    has_agreed: bool
    revision: int


def read_try(
    form: Mapping[str, Any], case: Case, now: dt.datetime
) -> tuple[tuple[Try, str] | None, FieldMistakes]:
    """The try and its id, or None and what to mend."""
    mistakes: dict[str, str] = {}
    at = _read_moment(form)
    if at is None:
        mistakes["date"] = "moment_invalid"
    elif at > now + AHEAD:
        mistakes["date"] = "moment_ahead"
    # What was noted by the minute may lie before the second of the arrival.
    elif at < case.received_at - dt.timedelta(minutes=1):
        mistakes["date"] = "moment_before"
    way, reached, words = _read(form, "way"), _read(form, "reached"), _read(form, "words")
    if way not in WAYS:
        mistakes["way"] = "way_missing"
    if reached not in ("yes", "no"):
        mistakes["reached"] = "reached_missing"
    if len(words) > LONGEST_WORDS:
        mistakes["words"] = "too_long"
    if mistakes or at is None:
        return None, mistakes
    entry_id = _read(form, "entry_id")
    moment = min(max(at, case.received_at), now)
    tried = Try(at=moment, way=way, reached=reached == "yes", words=words)
    return (tried, entry_id if _ID.fullmatch(entry_id) else uuid.uuid4().hex), {}


def read_hand_over(
    form: Mapping[str, Any], targets: Collection[str]
) -> tuple[HandOverOrder | None, FieldMistakes]:
    """The order, or None and what to mend."""
    mistakes: dict[str, str] = {}
    inbox_id, words = _read(form, "inbox"), _read(form, "words")
    if inbox_id not in targets:
        mistakes["inbox"] = "inbox_missing"
    if len(words) > LONGEST_WORDS:
        mistakes["words"] = "too_long"
    if mistakes:
        return None, mistakes
    return HandOverOrder(inbox_id, words, _read(form, "agreed") == "on", read_revision(form)), {}


def read_outcome(form: Mapping[str, Any]) -> tuple[str, int, FieldMistakes]:
    """How it ended, on which picture that was decided, and what to mend."""
    outcome = _read(form, "outcome")
    return outcome, read_revision(form), {} if outcome in OUTCOMES else {"outcome": "outcome_missing"}


def read_revision(form: Mapping[str, Any]) -> int:
    """The revision that the page showed; one that no request has when it is missing."""
    revision = read_whole_number(form.get("revision"))
    return -1 if revision is None else revision


def _read_moment(form: Mapping[str, Any]) -> dt.datetime | None:
    try:
        date = dt.date.fromisoformat(_read(form, "date"))
        time = dt.time.fromisoformat(_read(form, "time"))
        return dt.datetime.combine(date, time.replace(tzinfo=None), HELSINKI).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _read(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
