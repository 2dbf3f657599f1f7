"""Made-up help requests in two made-up inboxes: one of each state, so that each can be shown."""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.help_requests.office import Office
from help_requests import models
from help_requests.cases import Try, Worker
from help_requests.desk import Submission
from help_requests.handling import Handling
from help_requests.inboxes import to_record

ESPOO, LUVN = "espoo", "luvn"
COLLEAGUE = Worker("b" * 32, "Bengt Berg", frozenset({ESPOO}))
INBOXES: dict[str, dict[str, Any]] = {
    "esimerkkikuraattorit": {
        "organization_key": ESPOO,
        "names": {"fi": "Esimerkin kuraattorit", "sv": "Exempelkuratorerna", "en": "Example social workers"},
        "area_codes": ["049"],
        "promise_working_days": 3,
        "notice_address": "kuraattorit@example.fi",
        "second_handler_address": "varahenkilo@example.fi",
    },
    "esimerkkiperheet": {
        "organization_key": LUVN,
        "names": {"fi": "Esimerkin perhetuki", "sv": "Exempelfamiljestödet", "en": "Example family support"},
        "area_codes": ["03"],
        "promise_working_days": 5,
        "notice_address": "perheet@example.fi",
    },
}
CONTENT: dict[str, Any] = {
    "need": "bullying",
    "about": "self",
    "age": 15,
    "municipality": "049",
    "school": "Esimerkkikoulu",
    "message": "Luokalla yks porukka ei jätä mua rauhaan. En haluis mennä enää kouluun.",
    "name": "Kukka",
    "sms": "000 123 4567",
    "dont_call_home": True,
    "reach_when": "iltapäivisin koulun jälkeen",
    "code_word": "kirjasto",
    "may_hand_over": False,
}
# The oldest first: how many days before the guide's own it came, and what became of it.
SENT = ((9, "closed"), (8, "withdrawn"), (7, "overdue"), (4, "tried"), (1, "received"))


class Moving(Protocol):
    """A clock that can be set."""

    now: dt.datetime

    def __call__(self) -> dt.datetime:
        """The moment."""


def fill_inboxes(office: Office, engine: Engine, clock: Moving) -> dict[str, str]:
    """Send the requests and let a colleague work on some (writes); return `request_<state>` with their ids.

    The clock is set back, and left at another moment.
    """
    begun = clock.now
    with Session(engine) as session, session.begin():
        rows = [models.Inbox(id=key, last_sign_in_at=begun, **fields) for key, fields in INBOXES.items()]
        session.add_all(rows)
        session.flush()
        inbox = to_record(rows[0])
    handling = Handling(engine, office.keyring, clock)
    places: dict[str, str] = {}
    for days, state in SENT:
        clock.now = begun - dt.timedelta(days=days, minutes=37 * days)
        request_id, reference = _send(office, engine, inbox, state)
        places[f"request_{state}"] = request_id
        if state in ("received", "overdue"):
            continue
        clock.now += dt.timedelta(hours=3)
        handling.read(request_id, COLLEAGUE)
        if state == "closed":
            revision = handling.read(request_id, COLLEAGUE).case.revision
            handling.close(request_id, COLLEAGUE, "helped", revision)
        if state == "withdrawn" and office.desk:
            office.desk.withdraw(reference)
        if state == "tried":
            tried = Try(clock(), "sms", False, "Ei vastannut vielä.")
            handling.log_try(request_id, COLLEAGUE, tried, "a" * 32)
    return places


def _send(office: Office, engine: Engine, inbox: Any, state: str) -> tuple[str, str]:
    if office.desk is None:
        raise RuntimeError("the office has keys, so it has a desk")
    receipt = office.desk.submit(Submission(inbox, CONTENT, "fi", ("student_welfare",), state))
    with Session(engine) as session:
        newest = select(models.HelpRequest.id).order_by(models.HelpRequest.received_at.desc()).limit(1)
        return session.scalars(newest).one(), receipt.reference
