"""A Kynnys in which help requests are taken, mailed and handled: one database for senders and staff."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy.orm import Session

from api.application import create_app, read_data
from api.help_requests.office import Office
from api.settings import ROOT, Settings
from api.state import MemoryState
from database.connections import build_engine
from help_requests import models
from help_requests.desk import Desk
from help_requests.references import References
from help_requests.settings import Settings as HelpRequestSettings
from staff.settings import Settings as StaffSettings
from tests.api.standins import FakeAssistant
from tests.help_requests.standins import KEY, REFERENCE_KEY, enter_inbox
from tests.staff_pages.visitors import Clock, House, Visitor

ESPOO, LUVN = "espoo", "luvn"
FILLED: dict[str, Any] = {
    "language": "fi",
    "need": "bullying",
    "about": "self",
    "age": 15,
    "municipality": "049",
    "school": "Esimerkkikoulu",
    "message": "Minua kiusataan, supersalainen juttu",
    "name": "Kukka-Maaria",
    "sms": "040 123 4567",
    "dont_call_home": True,
    "reach_when": "iltapäivisin",
    "code_word": "kirjasto",
    "consent": True,
    "leave_empty": "",
}
# What the sender told; none of it may stand where a request was not opened.
SECRETS = ("supersalainen", "Kukka-Maaria", "040 123", "kirjasto", "iltapäivisin", "Esimerkkikoulu")


class HelpRequestHouse(House):
    """A house with keys and a mail server.

    Attributes:
        office: takes requests and makes the rounds.
    """

    def __init__(
        self,
        file: Path,
        keys: str = f"first:{KEY}",
        front_door: dict[str, Any] | None = None,
        **settings: Any,
    ) -> None:
        clock, url = Clock(), f"sqlite:///{file}"
        self.engine = build_engine(url, busy_timeout_seconds=1)
        mail = {"smtp_host": "127.0.0.1", "smtp_security": "none", "smtp_sender": "kynnys@example.test"}
        self.settings = HelpRequestSettings(
            encryption_keys=SecretStr(keys), reference_key=SecretStr(REFERENCE_KEY), **{**mail, **settings}
        )
        self.office = Office(self.settings, self.engine, None, read_data(ROOT / "data").texts, False, clock)
        references = References.load(REFERENCE_KEY)
        self.office.desk = Desk(self.engine, self.office.keyring, references, clock)
        app = create_app(
            Settings(database_url=url, **(front_door or {})),
            state=MemoryState(),
            transport=httpx.MockTransport(FakeAssistant()),
            office=self.office,
            staff_settings=StaffSettings(encryption_keys=SecretStr(f"first:{KEY}")),
            clock=clock,
        )
        super().__init__(app, clock)

    def enter_inbox(self, inbox_id: str = "kuraattorit", **fields: Any) -> None:
        """Write an inbox that is read, of Espoo unless told otherwise, and let the office see it."""
        enter_inbox(self.engine, inbox_id, **{"organization_key": ESPOO, **fields})
        self.office.refresh()

    def handler(self, organization: str = ESPOO, **options: Any) -> Visitor:
        """Return a browser of a handler of this organisation."""
        return self.visit(("handler", organization), **options)

    async def send(self, **fields: Any) -> tuple[str, str]:
        """Send a request as the widget does; return its reference and its id."""
        before = {row.id for row in self.list_requests()}
        answer = await self.open_browser().client.post("/v1/help-requests", json={**FILLED, **fields})
        assert answer.status_code == 201, answer.text
        (request_id,) = {row.id for row in self.list_requests()} - before
        return answer.json()["reference"], request_id

    async def look_up(self, reference: str) -> dict[str, Any]:
        """What the sender sees of the request."""
        browser = self.open_browser().client
        answer = await browser.post(
            "/v1/help-requests/status", json={"reference": reference, "language": "fi"}
        )
        found: dict[str, Any] = answer.json()
        return found

    def list_requests(self) -> list[models.HelpRequest]:
        """All requests as they stand in the database."""
        with Session(self.engine, expire_on_commit=False) as session:
            return list(session.query(models.HelpRequest).order_by(models.HelpRequest.received_at))

    def list_actions(self) -> list[str]:
        """What was noted in the audit, oldest first."""
        with Session(self.engine) as session:
            return [entry.action for entry in session.query(models.AuditEntry).order_by(models.AuditEntry.id)]
