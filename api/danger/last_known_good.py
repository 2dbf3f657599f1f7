"""The danger contacts as a file, so that they are there when catalogue and database are not.

Made by `python -m api.danger snapshot`; a test fails when it differs from the catalogue.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from services_catalog.service import Contact, ExceptionalHours, Hours, Service

FILE_NAME = "contacts.snapshot.json"

_TEXTS = (
    "names",
    "summaries",
    "descriptions",
    "eligibility_descriptions",
    "application_processes",
    "organization_names",
)
_SETS = ("about", "roles")
_TUPLES = ("needs", "area_codes", "languages")
_DAYS = ("valid_from", "valid_to")
_DATES = ("source_date", "assured_date", "contacts_assured_date", "expires_date")


@dataclasses.dataclass(frozen=True, slots=True)
class LastKnownGood:
    """The published danger contacts of the day the file was made."""

    services: dict[str, Service]

    def detect_service(self, service_id: str, /) -> Service | None:
        """Returns the service with this id, None if it was not published."""
        return self.services.get(service_id)


@cache
def load_last_known_good(folder: Path) -> LastKnownGood:
    """Returns the services of the file; read once."""
    records = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    return LastKnownGood({record["id"]: _from_record(record) for record in records})


def to_json(services: Iterable[Service]) -> str:
    """Returns the text of the file for these services, ordered by id."""
    records = [_to_record(service) for service in sorted(services, key=lambda service: service.id)]
    return json.dumps(records, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _to_record(service: Service) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for field in dataclasses.fields(service):
        value = getattr(service, field.name)
        if field.name in _TEXTS:
            value = dict(value)
        elif field.name in _SETS:
            value = sorted(value)
        elif field.name in _DATES:
            value = value and value.isoformat()
        elif field.name == "contacts":
            value = [_to_contact_record(contact) for contact in value]
        record[field.name] = value
    return record


def _to_contact_record(contact: Contact) -> dict[str, Any]:
    record = _read_fields(contact)
    record["labels"] = dict(contact.labels)
    if hours := contact.hours:
        exceptions = [
            {**_read_fields(one), **{name: getattr(one, name).isoformat() for name in _DAYS}}
            for one in hours.exceptions
        ]
        as_of = hours.as_of and hours.as_of.isoformat()
        record["hours"] = {**_read_fields(hours), "as_of": as_of, "exceptions": exceptions}
    return record


def _read_fields(thing: Contact | Hours | ExceptionalHours) -> dict[str, Any]:
    return {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}


def _from_record(record: dict[str, Any]) -> Service:
    values = dict(record)
    values |= {name: MappingProxyType(record[name]) for name in _TEXTS}
    values |= {name: frozenset(record[name]) for name in _SETS}
    values |= {name: tuple(record[name]) for name in _TUPLES}
    values |= {name: record[name] and dt.date.fromisoformat(record[name]) for name in _DATES}
    values["contacts"] = tuple(_from_contact_record(contact) for contact in record["contacts"])
    return Service(**values)


def _from_contact_record(record: dict[str, Any]) -> Contact:
    values = {**record, "labels": MappingProxyType(record["labels"]), "languages": tuple(record["languages"])}
    if hours := record["hours"]:
        values["hours"] = Hours(
            kind=hours["kind"],
            periods=tuple((day, opens, closes) for day, opens, closes in hours["periods"]),
            holidays=hours["holidays"],
            as_of=hours["as_of"] and dt.date.fromisoformat(hours["as_of"]),
            notes=tuple((language, text) for language, text in hours["notes"]),
            exceptions=tuple(_from_exception_record(one) for one in hours["exceptions"]),
        )
    return Contact(**values)


def _from_exception_record(record: dict[str, Any]) -> ExceptionalHours:
    first, last = (dt.date.fromisoformat(record[name]) for name in _DAYS)
    return ExceptionalHours(first, last, tuple((opens, closes) for opens, closes in record["periods"]))
