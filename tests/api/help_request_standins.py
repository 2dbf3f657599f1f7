"""An office with a real database for the front door's tests, and a request that is well filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine

from api.application import read_data
from api.help_requests.office import Office
from api.settings import ROOT
from database.connections import build_engine
from database.encryption import Keyring
from help_requests.desk import Desk
from help_requests.references import References
from help_requests.settings import Settings
from tests.databases import make_empty_database
from tests.help_requests.standins import KEY, REFERENCE_KEY, enter_inbox

FILLED: dict[str, Any] = {
    "language": "fi",
    "need": "bullying",
    "about": "self",
    "age": 15,
    "municipality": "049",
    "school": "Esimerkkikoulu",
    "message": "Minua kiusataan, supersalainen juttu",
    "sms": "040 123 4567",
    "dont_call_home": True,
    "code_word": "kirjasto",
    "consent": True,
    "leave_empty": "",
}


class OpenOffice:
    """An office with the inboxes that a test enters, its database, and its mail settings."""

    def __init__(self, folder: Path, clock: Callable[[], dt.datetime], **settings: Any) -> None:
        self.url = make_empty_database(folder / "kynnys.sqlite")
        self.engine: Engine = build_engine(self.url, busy_timeout_seconds=0.3)
        self.settings = Settings(
            encryption_keys=SecretStr(f"first:{KEY}"),
            reference_key=SecretStr(REFERENCE_KEY),
            smtp_host="127.0.0.1",
            smtp_sender="kynnys@example.test",
            **settings,
        )
        data = read_data(ROOT / "data")
        desk = Desk(self.engine, Keyring.read(f"first:{KEY}"), References.load(REFERENCE_KEY), clock)
        self.office = Office(self.settings, self.engine, desk, data.texts, False, clock)

    def enter_inbox(self, inbox_id: str = "kuraattorit", **fields: Any) -> None:
        """Write an inbox and let the office see it."""
        enter_inbox(self.engine, inbox_id, **fields)
        self.office.refresh()
