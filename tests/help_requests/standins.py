"""What the tests of help requests build again and again."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from database.encryption import Keyring
from help_requests import models
from help_requests.cases import Try, Worker
from help_requests.desk import Desk, Submission
from help_requests.inboxes import Inbox, to_record
from help_requests.references import References

# A Monday, 12.00 in Helsinki.
NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(range(32, 64))).decode()
REFERENCE_KEY = "a reference key for tests, long enough"
ESPOO, LOHJA = "espoo", "lohja"
ANNA = Worker("anna", "Anna Aalto", frozenset({ESPOO}))
BENGT = Worker("bengt", "Bengt Berg", frozenset({ESPOO}))
# Reads for another organisation.
LIISA = Worker("liisa", "Liisa Lampi", frozenset({LOHJA}))
CONTENT = {"need": "bullying", "message": "supersalainen huoli", "sms": "040 123 4567"}


class Clock:
    """Tells the moment it was set to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def move(self, **delta: float) -> None:
        """Let time pass."""
        self.now += dt.timedelta(**delta)


def build_keyring(text: str = f"first:{KEY}") -> Keyring:
    """Return a ring with one key, or those written."""
    return Keyring.read(text)


def build_desk(engine: Engine, clock: Clock, keys: str = f"first:{KEY}") -> Desk:
    """Return a desk with the real word list."""
    return Desk(engine, Keyring.read(keys), References.load(REFERENCE_KEY), clock)


def enter_inbox(engine: Engine, inbox_id: str = "kuraattorit", **fields: Any) -> Inbox:
    """Write an inbox that is read; `fields` stand instead of what it has by default."""
    values: dict[str, Any] = {
        "names": {"fi": "Espoon kuraattorit", "sv": "Kuratorerna i Esbo", "en": "School social workers"},
        "organization_key": ESPOO,
        "area_codes": ["049"],
        "promise_working_days": 3,
        "notice_address": "kuraattorit@example.test",
        "second_handler_address": "varahenkilo@example.test",
        "last_sign_in_at": NOW,
    }
    with Session(engine) as session, session.begin():
        row = models.Inbox(id=inbox_id, **{**values, **fields})
        session.add(row)
        session.flush()
        return to_record(row)


def find_inbox(engine: Engine, inbox_id: str = "kuraattorit") -> Inbox:
    """Return the inbox as it stands in the database."""
    with Session(engine) as session:
        return to_record(session.get_one(models.Inbox, inbox_id))


def build_submission(engine: Engine, key: str = "key-1", **fields: Any) -> Submission:
    """Return a request to the one inbox."""
    values: dict[str, Any] = {
        "inbox": find_inbox(engine),
        "content": CONTENT,
        "language": "fi",
        "limits": ("student_welfare",),
        "idempotency_key": key,
    }
    return Submission(**{**values, **fields})


def list_rows(engine: Engine, model: type[Any]) -> list[Any]:
    """Return all rows of a table, usable after the session."""
    with Session(engine, expire_on_commit=False) as session:
        return list(session.scalars(select(model).order_by(model.id)).unique())


def build_try(reached: bool = False, **fields: Any) -> Try:
    """Return a try by phone, just now."""
    return Try(**{"at": NOW, "way": "phone", "reached": reached, "words": "soitin", **fields})
