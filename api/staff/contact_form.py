"""A contact in the form of a service: its fields out of a content, and a content out of what was typed.

Contacts have keys in the form ("contacts.7.hours.mon.1.opens"), which stay when one is moved or removed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from api.staff.exceptional_days import ROW_FIELDS, take_rows, write_rows
from api.staff.fields import (
    Fields,
    get_one,
    read_clock,
    read_number,
    read_texts,
    read_whole_number,
    write_one,
    write_texts,
)
from curation.content import Content
from services_catalog.entry_schema import DAYS

# So many opening times a day can be asked for; an entry that has more shows them all.
MOST_SLOTS = 6


@dataclass
class ContactPlaces:
    """Where in the form the parts of a contact came from.

    Args:
        periods, exceptions: the path of each opening time and each row of exceptional days.
    """

    key: str
    periods: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)

    def find_field(self, steps: Sequence[str | int]) -> str:
        """The field of the form that a mistake is shown beside.

        Args:
            steps: where the mistake is in the contact, as the entry's schema tells it.
        """
        path = f"contacts.{self.key}"
        if not steps:
            return f"{path}.value"
        if steps[0] == "exceptional_hours" and len(steps) > 1 and isinstance(steps[1], int):
            row = self.exceptions[steps[1]]
            return f"{row}.{steps[2] if len(steps) > 2 and steps[2] in ROW_FIELDS else 'valid_from'}"
        if steps[0] == "hours":
            if len(steps) > 2 and steps[1] == "weekly" and isinstance(steps[2], int):
                end = steps[3] if len(steps) > 3 and steps[3] in ("opens", "closes") else "opens"
                return f"{self.periods[steps[2]]}.{end}"
            # The whole of the hours, or one of their fields.
            return (
                f"{path}.hours.{steps[1]}"
                if len(steps) > 1 and steps[1] in ("as_of", "holidays")
                else f"{path}.hours"
            )
        return f"{path}.{steps[0]}" + (".fi" if steps[0] == "label" else "")


def write_contact(key: str, contact: Content) -> Fields:
    """The fields of a contact."""
    path = f"contacts.{key}"
    fields: Fields = {
        f"{path}.{name}": [write_one(contact[name])]
        for name in ("type", "value", "price", "minimum_age", "maximum_age")
    }
    fields[f"{path}.languages"] = list(contact["languages"])
    fields.update(write_texts(f"{path}.label", contact["label"]))
    fields.update(write_rows(key, contact.get("exceptional_hours") or []))
    hours = contact["hours"]
    if hours is None:
        return {**fields, f"{path}.hours": ["unknown"]}
    kind = "always" if hours["always"] else "by_appointment" if hours["by_appointment"] else "weekly"
    fields[f"{path}.hours"] = [kind]
    fields[f"{path}.hours.holidays"] = [hours["holidays"]]
    fields[f"{path}.hours.as_of"] = [write_one(hours["as_of"])]
    fields.update(write_texts(f"{path}.hours.note", hours["note"]))
    by_day: dict[str, list[Content]] = {day: [] for day in DAYS}
    for period in hours["weekly"] or ():
        for day in period["days"]:
            by_day[day].append(period)
    for day, periods in by_day.items():
        for slot, period in enumerate(sorted(periods, key=lambda one: str(one["opens"]))):
            for end in ("opens", "closes"):
                fields[f"{path}.hours.{day}.{slot}.{end}"] = [period[end]]
    fields[f"{path}.slots"] = [str(max(1, *(len(periods) for periods in by_day.values())))]
    return fields


def take_contact(fields: Fields, key: str) -> tuple[Content, ContactPlaces]:
    """The contact of what was typed, and where in the form its parts are."""
    places = ContactPlaces(key)
    path = f"contacts.{key}"
    value = get_one(fields, f"{path}.value")
    kind = get_one(fields, f"{path}.type")
    exceptions, places.exceptions = take_rows(fields, key)
    contact = {
        "type": kind,
        # Numbers are written with spaces of many sorts, and hyphens.
        "value": re.sub(r"[\s\-\u2010-\u2013]+", " ", value) if kind in ("phone", "sms") else value,
        "label": read_texts(fields, f"{path}.label"),
        "languages": list(dict.fromkeys(fields.get(f"{path}.languages", []))),
        "price": get_one(fields, f"{path}.price") or "unknown",
        "minimum_age": read_number(get_one(fields, f"{path}.minimum_age")),
        "maximum_age": read_number(get_one(fields, f"{path}.maximum_age")),
        "hours": _take_hours(fields, places),
        "exceptional_hours": exceptions,
    }
    return contact, places


def count_slots(fields: Fields, key: str) -> int:
    """How many opening times a day the form shows for a contact: never fewer than are filled in."""
    wanted = read_whole_number(get_one(fields, f"contacts.{key}.slots"))
    asked = 1 if wanted is None else min(wanted, MOST_SLOTS)
    times = re.compile(rf"contacts\.{key}\.hours\.(?:{'|'.join(DAYS)})\.([0-9]{{1,2}})\.(?:opens|closes)")
    found = ((times.fullmatch(name), values) for name, values in fields.items())
    filled = [int(match[1]) + 1 for match, values in found if match and any(values)]
    return max(1, asked, *filled)


def add_slot(fields: Fields, key: str) -> None:
    """Show one opening time more for each day."""
    fields[f"contacts.{key}.slots"] = [str(min(count_slots(fields, key) + 1, MOST_SLOTS))]
    fields[f"contacts.{key}.hours"] = ["weekly"]


def copy_monday(fields: Fields, key: str) -> None:
    """Give the other working days the hours of Monday."""
    path = f"contacts.{key}.hours"
    for day in DAYS[1:5]:
        for name in [name for name in fields if name.startswith(f"{path}.{day}.")]:
            fields[name] = [""]
        for name in [name for name in fields if name.startswith(f"{path}.mon.")]:
            fields[name.replace(f"{path}.mon.", f"{path}.{day}.")] = list(fields[name])
    fields[path] = ["weekly"]


def _take_hours(fields: Fields, places: ContactPlaces) -> Content | None:
    path = f"contacts.{places.key}.hours"
    kind = get_one(fields, path) or "unknown"
    shown = get_one(fields, f"{path}_shown") or "unknown"
    if kind == "unknown" and shown == "unknown" and _has_times(fields, path):
        # Whoever fills in times means them, whether or not they pressed the button above.
        kind = "weekly"
    if kind == "unknown":
        return None
    hours: Content = {
        "holidays": get_one(fields, f"{path}.holidays") or "unknown",
        "as_of": get_one(fields, f"{path}.as_of") or None,
        "note": read_texts(fields, f"{path}.note"),
    }
    if kind != "weekly":
        return {**hours, kind: True}
    periods = []
    slots = range(count_slots(fields, places.key))
    for day in DAYS:
        for slot in slots:
            opens, closes = (get_one(fields, f"{path}.{day}.{slot}.{end}") for end in ("opens", "closes"))
            if opens or closes:
                periods.append({"days": [day], "opens": read_clock(opens), "closes": read_clock(closes)})
                places.periods.append(f"{path}.{day}.{slot}")
    return {**hours, "weekly": periods}


def _has_times(fields: Fields, path: str) -> bool:
    days = tuple(f"{path}.{day}." for day in DAYS)
    return any(name.startswith(days) and any(values) for name, values in fields.items())
