"""What the pages of help requests say of moments, places, laws and inboxes, in one language."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from api.chat.door import Door
from api.labels import name_in
from api.staff.access import Visit, get_room
from api.texts import Texts
from help_requests.cases import Case
from help_requests.deadlines import HELSINKI, find_date
from help_requests.inboxes import Inbox, read_inboxes


@dataclass(frozen=True)
class Words:
    """Writes for a page; made anew for each."""

    door: Door
    texts: Texts
    language: str
    now: dt.datetime

    @classmethod
    def of(cls, request: Request, visit: Visit) -> Words:
        """The words in the language of the person's pages."""
        room = get_room(request)
        return cls(request.app.state.door, room.texts, visit.language, room.clock())

    @property
    def today(self) -> dt.date:
        """The day in Finland."""
        return find_date(self.now)

    def say(self, key: str, **values: Any) -> str:
        """The sentence `help_requests.<key>`."""
        return self.texts.render(f"help_requests.{key}", self.language, values=values) or ""

    def moment(self, at: dt.datetime) -> str:
        """Day and time in Finland: "ma 23.11. klo 12.00"."""
        local = at.astimezone(HELSINKI)
        return self.say("moment", date=self.date(local.date()), time=f"{local.hour}.{local.minute:02}")

    def date(self, date: dt.date) -> str:
        """The weekday and the day, with its year when that is another: "ma 23.11."."""
        year = "" if date.year == self.today.year else str(date.year)
        return f"{self.say(f'weekday.{date.weekday()}')} {date.day}.{date.month}.{year}"

    def name(self, names: Mapping[str, str]) -> str:
        """The inbox's name."""
        return name_in(names, self.language) or ""

    def spoken(self, language: str) -> str:
        """The name of a language."""
        return self.say(f"language.{language}") or language

    def need(self, key: str) -> str:
        """The need's name."""
        return self.door.labels.need(key, self.language)

    def place(self, code: str) -> str:
        """The municipality's name."""
        return self.door.labels.municipality(code, self.language)

    def service(self, service_id: str) -> str:
        """The service's name; its id when it is no longer in the catalogue."""
        service = self.door.catalogue.snapshot.detect_service(service_id)
        return (name_in(service.names, self.language) if service else None) or service_id

    def limits(self, keys: tuple[str, ...]) -> list[tuple[str, str]]:
        """The time limits of the law in words, as the sender was told, each with its source."""
        return [
            (self.door.texts.render(f"help_request.limit.{key}", self.language) or "", source)
            for key in keys
            if (source := self.door.limits.source(key, self.language))
        ]

    def prepare_try(self) -> dict[str, str]:
        """What the form for a try begins with: now, and an id by which it is noted once."""
        local = self.now.astimezone(HELSINKI)
        return {
            "date": local.date().isoformat(),
            "time": f"{local.hour:02}:{local.minute:02}",
            "entry_id": uuid.uuid4().hex,
        }


def find_other_inboxes(request: Request, case: Case) -> list[Inbox]:
    """The inboxes to which the request can be given: those that somebody reads, and no trial."""
    door, room = request.app.state.door, get_room(request)
    circumstances, now = door.office.circumstances, room.clock()
    return [
        inbox
        for inbox in read_inboxes(room.engine)
        if inbox.id != case.inbox_id and not inbox.is_demo and inbox.is_active(now, circumstances)
    ]
