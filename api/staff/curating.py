"""What the pages of the catalogue share: a service within reach of the person, the desk, names of fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.chat.door import Door
from api.labels import Labels, name_in
from api.staff.access import PageNotFoundError, Visit, get_room
from api.staff.exceptional_days import ISO_DATE
from curation.content import Content, get_owner_key
from curation.fields import EXCEPTIONS
from curation.obstacles import Obstacle, read_obstacles
from curation.probe_check import build_probe_check
from curation.publishing import Desk
from curation.quality import Quality
from curation.rules import Rules
from curation.versions import Kept, UnknownServiceError, get_kept
from services_catalog.entry_schema import DAYS
from services_catalog.models import Organization
from services_catalog.opening import HELSINKI
from staff.roles import PLATFORM, Role

Tell = Callable[..., str]

# Where the words of a field's values stand.
KEY_WORDS = {
    "about": "about.",
    "roles": "role.is_",
    "for_group": "group.",
    "front_door": "front_door.",
    "type": "type.",
    "price": "price.",
    "source.confidence": "confidence.",
    "languages": "served.",
}


@cache
def read_rules(folder: Path) -> tuple[Rules, Quality]:
    """The rules and checks of a data folder, read once."""
    return Rules.load(folder), Quality.load(folder)


def get_door(request: Request) -> Door:
    """The front door of the chat, whose names and cards the pages show."""
    door: Door = request.app.state.door
    return door


def get_desk(request: Request) -> Desk:
    """Where versions are approved and published."""
    desk: Desk = request.app.state.desk
    return desk


def build_desk(door: Door) -> Desk:
    """The desk with the rules and checks of the door's data, and the probes on its catalogue."""
    rules, quality = read_rules(door.settings.data_folder)
    probes = build_probe_check(lambda: door.catalogue.snapshot)
    return Desk(door.catalogue.snapshot.reference, rules, quality, probes)


def get_service(session: Session, visit: Visit, service_id: str, role: Role) -> Kept:
    """The service with its newest version.

    Raises:
        PageNotFoundError: there is none, or the person does not hold the role in its owner.
    """
    try:
        kept = get_kept(session, service_id)
    except UnknownServiceError:
        raise PageNotFoundError from None
    if not visit.actor.may(role, get_owner_key(kept.public)):
        raise PageNotFoundError
    return kept


def find_organization_names(session: Session, language: str) -> dict[str, str]:
    """All organisations of the catalogue: key and name, by name."""
    names = {
        row.key: name_in({one.language: one.name for one in row.names}, language) or row.key
        for row in session.scalars(select(Organization))
    }
    return dict(sorted(names.items(), key=lambda item: item[1].casefold()))


def find_own_organizations(visit: Visit, names: Mapping[str, str], current: str | None) -> dict[str, str]:
    """The organisations whose entries the person may write, and the present one."""
    keys = visit.actor.find_organizations(Role.EDITOR)
    return {key: name for key, name in names.items() if PLATFORM in keys or key in keys or key == current}


def make_tell(request: Request, visit: Visit) -> Tell:
    """The words of the pages by key, as templates have them."""
    texts = get_room(request).texts

    def tell(key: str, **values: Any) -> str:
        return texts.render(key, visit.language, values=values) or ""

    return tell


def to_local(moment: dt.datetime) -> str:
    """A moment as people here write it."""
    local = moment.astimezone(HELSINKI)
    return f"{local.day}.{local.month}.{local.year} {local.hour}.{local.minute:02d}"


def to_date(date: dt.date | str) -> str:
    """A date as people here write it."""
    day = dt.date.fromisoformat(date) if isinstance(date, str) else date
    return f"{day.day}.{day.month}.{day.year}"


def to_days(first: dt.date | str, last: dt.date | str) -> str:
    """A stretch of days as people here write it; a single day as one."""
    return "–".join(to_date(day) for day in dict.fromkeys((first, last)))


class FieldNames:
    """Names of fields, and what stands in the way of publishing, in the words of people."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def name(self, path: str) -> str:
        """The field's name, with the language or the number of the contact."""
        head, _, rest = path.partition(".")
        if head == "contacts":
            if not rest:
                return self._tell("editing.field.contacts")
            place, _, inner = rest.partition(".")
            number = str(int(place) + 1) if place.isdecimal() else ""
            label = self.name(f"contact_{inner}") if inner else ""
            return self._tell("editing.field.contact_part", number=number, part=label).rstrip(": ")
        if head == "contact_hours" and rest.startswith("note."):
            return self.name(f"hours_note.{rest.removeprefix('note.')}")
        if rest in ("fi", "sv", "en"):
            return f"{self._tell(f'editing.field.{head}')} ({self._tell(f'editing.language.{rest}')})"
        if head == "contact_hours" and rest:
            return self._tell("editing.field.contact_hours")
        if head == f"contact_{EXCEPTIONS}":
            label = self._tell(f"editing.field.contact_{EXCEPTIONS}")
            return f"{label} {to_date(rest)}" if ISO_DATE.fullmatch(rest) else label
        return self._tell(f"editing.field.{path}") or self._tell(f"editing.field.{head}") or path

    def say_obstacle(self, obstacle: Obstacle) -> str:
        """What must be done first, with the field that it concerns."""
        head = f"{self.name(obstacle.field)}: " if obstacle.field else ""
        if obstacle.code == "quality":
            return f"{head}{self._tell(f'editing.quality_short.{obstacle.detail}')} ({obstacle.detail})"
        text = self._tell(f"editing.obstacle.{obstacle.code}") or self._tell("editing.obstacle.other")
        detail = obstacle.detail if obstacle.code != "state_other" else ""
        return f"{head}{text} {detail}".rstrip()

    def list_obstacles(self, reason: str | None) -> list[str]:
        """What kept a version from being published on its day; nothing where a person gave it back."""
        return [self.say_obstacle(one) for one in read_obstacles(reason)]


class FieldWords(FieldNames):
    """Names and values of fields in the words of people."""

    def __init__(self, tell: Tell, labels: Labels, organizations: Mapping[str, str], language: str) -> None:
        super().__init__(tell)
        self._labels, self._organizations, self._language = labels, organizations, language

    def value(self, path: str, value: Any) -> str:
        """The value in words; several lines where it holds several things."""
        if value is None or value == [] or value == "":
            return self._tell("editing.empty")
        if isinstance(value, bool):
            return self._tell("editing.fact.yes" if value else "editing.fact.no")
        head = path.rpartition(".")[2] if path.startswith("contacts.") else path
        if head == "contacts":
            return "\n".join(self._say_contact(contact) for contact in value)
        if head == "hours":
            return self.say_hours(value)
        if f".{EXCEPTIONS}." in path:
            return self.say_exceptions(value)
        if head == "area":
            return self._say_area(value)
        if isinstance(value, dict):
            return "\n".join(f"{language}: {text}" for language, text in value.items())
        if isinstance(value, list):
            return ", ".join(self._say_key(head, str(one)) for one in value)
        return self._say_key(head, str(value))

    def say_hours(self, hours: Content | None) -> str:
        """Opening hours in lines."""
        if hours is None:
            return self._tell("editing.hours.unknown")
        lines = []
        for form in ("always", "by_appointment"):
            if hours[form]:
                lines.append(self._tell(f"editing.hours.{form}"))
        for period in hours["weekly"] or ():
            days = ", ".join(self._tell(f"editing.day.{day}") for day in DAYS if day in period["days"])
            lines.append(f"{days}: {period['opens']}–{period['closes']}")
        lines.append(
            f"{self._tell('editing.field.holidays')}: {self._tell('editing.holidays.' + hours['holidays'])}"
        )
        if hours["as_of"]:
            lines.append(f"{self._tell('editing.field.as_of')}: {to_date(hours['as_of'])}")
        lines += [f"{language}: {text}" for language, text in (hours["note"] or {}).items()]
        return "\n".join(lines)

    def say_exceptions(self, exceptions: Sequence[Content]) -> str:
        """Days with other hours, in lines."""
        lines = []
        for one in exceptions:
            days = to_days(one["valid_from"], one["valid_to"])
            times = f"{one['opens']}–{one['closes']}"
            lines.append(f"{days}: {self._tell('editing.exception.closed') if one['closed'] else times}")
        return "\n".join(lines)

    def say_contact_type(self, kind: str) -> str:
        """What a contact is: phone, chat …"""
        return self._tell(f"editing.type.{kind}") or kind

    def _say_contact(self, contact: Content) -> str:
        label = name_in(contact["label"], self._language)
        served = ", ".join(contact["languages"])
        first = f"{self.say_contact_type(contact['type'])}: {contact['value']}"
        more = [one for one in (label, served) if one]
        lines = [" · ".join([first, *more]), self.say_hours(contact["hours"])]
        if exceptions := contact.get(EXCEPTIONS):
            lines += [
                f"{self._tell(f'editing.field.contact_{EXCEPTIONS}')}:",
                self.say_exceptions(exceptions),
            ]
        return "\n".join(lines)

    def _say_area(self, area: Content) -> str:
        name = self._labels.county if area["scope"] == "county" else self._labels.municipality
        codes: Sequence[str] = area["codes"]
        scope = self._tell(f"editing.scope.{area['scope']}")
        names = ", ".join(name(code, self._language) for code in codes)
        return f"{scope}: {names}" if names else scope

    def _say_key(self, field: str, key: str) -> str:
        if field == "organization":
            return self._organizations.get(key, key)
        if field == "kind":
            return self._labels.kind(key, self._language)
        if field == "needs":
            return self._labels.need(key, self._language)
        if field in ("as_of", "source.date", "expires_date"):
            return to_date(key)
        if key == "depends":
            return self._tell("editing.fact.depends")
        prefix = KEY_WORDS.get(field)
        return (self._tell(f"editing.{prefix}{key}") if prefix else "") or key
