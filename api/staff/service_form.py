"""The form of a service: its fields out of a content, and a content out of what a person typed.

Fields are lists of words by name ("summary.sv", "contacts.0.hours.mon.1.opens"), as a browser sends them.
What cannot be taken is shown again just as it was typed; what is right only the entry's schema decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData

from api.staff.exceptional_days import ROW_FIELDS, add_rows, drop_past, take_rows, write_rows
from api.staff.fields import Fields, get_one, read_clock
from curation.content import TEXTS, THRESHOLD, Content, check_content, to_content
from services_catalog.entry_checks import find_unknown_names
from services_catalog.entry_schema import DAYS, OWN_ERROR
from services_catalog.reference_data import ReferenceData

LANGUAGES = ("fi", "sv", "en")
FACTS = {"yes": True, "no": False, "depends": "depends", "unknown": None}
FACT_WORDS = {True: "yes", False: "no", "depends": "depends", None: "unknown"}
# What only the platform decides: in the form of others it stays as it was.
PLATFORM_FIELDS = ("general", "emergency", "front_door")
MOST_CONTACTS, MOST_SLOTS, MOST_NEEDS = 30, 6, 20
LONGEST_INPUT = 20_000
NOT_TYPED = {"Cc", "Cs"}


@dataclass
class Taken:
    """What came of a form.

    Args:
        content: None when something is not in its form.
        errors: words' keys by field, in the order of the form.
    """

    content: Content | None
    errors: dict[str, str] = field(default_factory=dict)


def to_fields(content: Content) -> Fields:
    """The form of a content."""
    fields: Fields = {}
    for name in TEXTS:
        for language, text in (content[name] or {}).items():
            fields[f"{name}.{language}"] = [text]
    for name in (
        "organization",
        "kind",
        "minimum_age",
        "maximum_age",
        "for_group",
        "front_door",
        "expires_date",
    ):
        fields[name] = [_write(content[name])]
    for name in ("needs", "about", "roles", "languages"):
        fields[name] = list(content[name])
    for name in ("general", "emergency"):
        fields[name] = ["yes"] if content[name] else []
    fields["to_check"] = ["\n".join(content["to_check"])]
    fields["area.scope"] = [content["area"]["scope"]]
    fields["area.codes"] = list(content["area"]["codes"])
    fields["interpreter"] = [FACT_WORDS[content["interpreter"]]]
    for fact in THRESHOLD:
        fields[f"threshold.{fact}"] = [FACT_WORDS[content["threshold"][fact]]]
    for name in ("url", "date", "confidence"):
        fields[f"source.{name}"] = [_write(content["source"][name])]
    for key, contact in enumerate(content["contacts"]):
        fields.setdefault("contact", []).append(str(key))
        fields.update(_write_contact(f"contacts.{key}", contact))
        fields.update(write_rows(str(key), contact.get("exceptional_hours") or []))
    return fields


def read_fields(form: FormData) -> Fields:
    """What a browser sent, without what nobody types; line ends are those of texts."""
    fields: Fields = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(clean(value))
    fields["contact"] = [
        key for key in dict.fromkeys(fields.get("contact", [])) if re.fullmatch(r"[0-9]{1,3}", key)
    ][:MOST_CONTACTS]
    return fields


def clean(value: str) -> str:
    """The words without control characters, which no database keeps and nobody types."""
    lines = value[:LONGEST_INPUT].replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in lines if one == "\n" or unicodedata.category(one) not in NOT_TYPED)


def take_content(
    fields: Fields,
    kept: Content | None,
    is_platform: bool,
    reference: ReferenceData,
    organizations: Collection[str],
) -> Taken:
    """The content of what was typed, or every mistake by its field.

    Args:
        kept: content that the form began with; what it does not show stays as it was there.
        is_platform: the person decides what only the platform decides.
    """
    raw, places = _build_content(fields, kept, is_platform, reference)
    taken = Taken(None)
    for name in ("organization", "kind", "area.scope", "about", "roles"):
        if not [one for one in fields.get(name, []) if one]:
            taken.errors[name] = "choose_one"
    for unknown in places.unknown:
        taken.errors["area.others"] = f"place_unknown:{unknown}"
    try:
        entry = check_content(raw)
    except ValidationError as error:
        for item in error.errors():
            name = _find_field(item, fields, places)
            code = str(item["type"]).removeprefix(OWN_ERROR)
            taken.errors.setdefault(name, code)
        return taken
    for path, _ in find_unknown_names(entry, reference, organizations):
        taken.errors.setdefault(path, "choose_listed")
    if not taken.errors:
        taken.content = to_content(entry)
    return taken


def redraw(fields: Fields, wish: str, today: str) -> str | None:
    """Change the form as a button of it asks, without saving; return where to look now, None if none asks.

    Args:
        today: the date, as 2026-12-24.
    """
    action, _, target = wish.partition(".")
    keys = fields.setdefault("contact", [])
    if action == "add_contact" and len(keys) < MOST_CONTACTS:
        key = str(max((int(one) for one in keys), default=-1) + 1)
        keys.append(key)
        fields.update({f"contacts.{key}.languages": ["fi"], f"contacts.{key}.hours": ["unknown"]})
        return f"contact-{key}"
    if action == "remove_contact" and target in keys:
        keys.remove(target)
        return "contacts"
    if action == "contact_up" and target in keys and keys.index(target) > 0:
        place = keys.index(target)
        keys[place - 1], keys[place] = keys[place], keys[place - 1]
        return f"contact-{target}"
    if action == "add_slot" and target in keys:
        fields[f"contacts.{target}.slots"] = [str(min(count_slots(fields, target) + 1, MOST_SLOTS))]
        fields[f"contacts.{target}.hours"] = ["weekly"]
        return f"hours-{target}"
    if action == "copy_monday" and target in keys:
        _copy_monday(fields, f"contacts.{target}.hours")
        return f"hours-{target}"
    if action == "add_exceptions" and target in keys:
        add_rows(fields, target, today)
        return f"exceptions-{target}"
    if action == "drop_past" and target in keys:
        drop_past(fields, target, today)
        return f"exceptions-{target}"
    if action == "add_need":
        fields["need_rows"] = [str(min(count_need_rows(fields) + 2, MOST_NEEDS))]
        return "needs"
    if action == "need_up" and target.isdecimal() and len(target) < 4:
        needs = [one for one in fields.get("needs", []) if one]
        if 0 < (place := int(target)) < len(needs):
            needs[place - 1], needs[place] = needs[place], needs[place - 1]
        fields["needs"] = needs
        return "needs"
    return None


def count_need_rows(fields: Fields) -> int:
    """How many rows for needs the form shows: those there are and one more."""
    wanted = get_one(fields, "need_rows")
    shown = int(wanted) if wanted.isdecimal() and len(wanted) < 4 else 0
    return min(max(shown, len([one for one in fields.get("needs", []) if one]) + 1, 3), MOST_NEEDS)


def count_slots(fields: Fields, key: str) -> int:
    """How many opening times a day the form shows for a contact."""
    wanted = get_one(fields, f"contacts.{key}.slots")
    return max(1, min(int(wanted), MOST_SLOTS)) if wanted.isdecimal() and len(wanted) < 4 else 1


@dataclass
class _Places:
    """Where in the form a part of the raw content came from."""

    contacts: list[str] = field(default_factory=list)
    periods: dict[int, list[str]] = field(default_factory=dict)
    exceptions: dict[int, list[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


def _build_content(
    fields: Fields, kept: Content | None, is_platform: bool, reference: ReferenceData
) -> tuple[Content, _Places]:
    places = _Places()
    raw: Content = {name: _take_texts(fields, name, kept[name] if kept else None) for name in TEXTS}
    raw["name"] = raw["name"] or {}
    for name in ("organization", "kind"):
        raw[name] = get_one(fields, name)
    for name in ("for_group", "expires_date"):
        raw[name] = get_one(fields, name) or None
    for name in ("minimum_age", "maximum_age"):
        raw[name] = _take_number(get_one(fields, name))
    # The same need chosen in two rows is meant once.
    raw["needs"] = list(dict.fromkeys(one for one in fields.get("needs", []) if one))
    for name in ("about", "roles", "languages"):
        raw[name] = list(dict.fromkeys(fields.get(name, [])))
    raw["to_check"] = [
        line.strip() for line in "\n".join(fields.get("to_check", [])).split("\n") if line.strip()
    ]
    raw["area"] = _take_area(fields, reference, places)
    raw["interpreter"] = _take_fact(fields, "interpreter", allow_depends=False)
    raw["threshold"] = {fact: _take_fact(fields, f"threshold.{fact}") for fact in THRESHOLD}
    source = {name: get_one(fields, f"source.{name}") or None for name in ("url", "date", "confidence")}
    raw["source"] = {**source, "ids": kept["source"]["ids"] if kept else []}
    if is_platform:
        raw["general"], raw["emergency"] = (bool(fields.get(name)) for name in ("general", "emergency"))
        raw["front_door"] = get_one(fields, "front_door") or None
    else:
        raw.update({name: kept[name] if kept else None for name in PLATFORM_FIELDS})
        raw["general"], raw["emergency"] = bool(raw["general"]), bool(raw["emergency"])
    raw["contacts"] = []
    for key in fields.get("contact", []):
        raw["contacts"].append(_take_contact(fields, key, places, len(places.contacts)))
        places.contacts.append(key)
    return raw, places


def _take_texts(fields: Fields, name: str, kept: Mapping[str, str] | None = None) -> dict[str, str] | None:
    # Texts in languages that the form does not show stay as they were.
    texts = {language: text for language, text in (kept or {}).items() if language not in LANGUAGES}
    texts.update({language: get_one(fields, f"{name}.{language}") for language in LANGUAGES})
    return {language: text for language, text in texts.items() if text} or None


def _take_number(typed: str) -> int | str | None:
    if not typed:
        return None
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else typed


def _take_fact(fields: Fields, name: str, allow_depends: bool = True) -> Any:
    value = FACTS.get(get_one(fields, name) or "unknown", get_one(fields, name))
    return "?" if value == "depends" and not allow_depends else value


def _take_area(fields: Fields, reference: ReferenceData, places: _Places) -> Content:
    scope = get_one(fields, "area.scope")
    if scope == "country":
        return {"scope": scope, "codes": []}
    length = 2 if scope == "county" else 3
    codes = [code for code in fields.get("area.codes", []) if len(code) == length]
    if scope == "municipality":
        for typed in re.split(r"[,;\n]", get_one(fields, "area.others")):
            if name := typed.strip():
                place = reference.detect_municipality(name)
                if place is None:
                    places.unknown.append(name[:60])
                else:
                    codes.append(place.code)
    return {"scope": scope, "codes": list(dict.fromkeys(codes))}


def _take_contact(fields: Fields, key: str, places: _Places, place: int) -> Content:
    path = f"contacts.{key}"
    value = get_one(fields, f"{path}.value")
    kind = get_one(fields, f"{path}.type")
    exceptions, places.exceptions[place] = take_rows(fields, key)
    return {
        "type": kind,
        # Numbers are written with spaces of many sorts, and hyphens.
        "value": re.sub(r"[\s\-\u2010-\u2013]+", " ", value) if kind in ("phone", "sms") else value,
        "label": _take_texts(fields, f"{path}.label"),
        "languages": list(dict.fromkeys(fields.get(f"{path}.languages", []))),
        "price": get_one(fields, f"{path}.price") or "unknown",
        "minimum_age": _take_number(get_one(fields, f"{path}.minimum_age")),
        "maximum_age": _take_number(get_one(fields, f"{path}.maximum_age")),
        "hours": _take_hours(fields, key, places, place),
        "exceptional_hours": exceptions,
    }


def _take_hours(fields: Fields, key: str, places: _Places, place: int) -> Content | None:
    path = f"contacts.{key}.hours"
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
        "note": _take_texts(fields, f"{path}.note"),
    }
    if kind != "weekly":
        return {**hours, kind: True}
    periods, origins = [], places.periods.setdefault(place, [])
    for day in DAYS:
        for slot in range(count_slots(fields, key)):
            opens, closes = (get_one(fields, f"{path}.{day}.{slot}.{end}") for end in ("opens", "closes"))
            if opens or closes:
                periods.append({"days": [day], "opens": read_clock(opens), "closes": read_clock(closes)})
                origins.append(f"{path}.{day}.{slot}")
    return {**hours, "weekly": periods}


def _has_times(fields: Fields, path: str) -> bool:
    days = tuple(f"{path}.{day}." for day in DAYS)
    return any(name.startswith(days) and any(values) for name, values in fields.items())


def _find_field(item: Any, fields: Fields, places: _Places) -> str:
    """The field of the form that a mistake is shown beside."""
    steps = [step for step in item["loc"] if isinstance(step, int) or step not in ("bool", "none")]
    meant = (item.get("ctx") or {}).get("field")
    if meant:
        steps += [int(step) if step.isdecimal() else step for step in meant.split(".")]
    if steps and steps[0] == "contacts" and len(steps) > 1 and isinstance(steps[1], int):
        key, place = places.contacts[steps[1]], steps[1]
        path = f"contacts.{key}"
        rest = steps[2:]
        if rest and rest[0] == "exceptional_hours" and len(rest) > 1:
            row = places.exceptions[place][rest[1]]
            return f"{row}.{rest[2] if len(rest) > 2 and rest[2] in ROW_FIELDS else 'valid_from'}"
        if rest and rest[0] == "hours":
            if len(rest) > 2 and rest[1] == "weekly" and isinstance(rest[2], int):
                end = rest[3] if len(rest) > 3 and rest[3] in ("opens", "closes") else "opens"
                return f"{places.periods[place][rest[2]]}.{end}"
            # The whole of the hours, or one of their fields.
            return (
                f"{path}.hours.{rest[1]}"
                if len(rest) > 1 and rest[1] in ("as_of", "holidays")
                else f"{path}.hours"
            )
        return f"{path}.{rest[0]}" + (".fi" if rest[0] == "label" else "") if rest else f"{path}.value"
    if steps and steps[0] in TEXTS:
        language = steps[1] if len(steps) > 1 and steps[1] in LANGUAGES else "fi"
        return f"{steps[0]}.{language}"
    if steps and steps[0] in ("area", "threshold", "source"):
        return ".".join(str(step) for step in steps[:2]) if len(steps) > 1 else "area.scope"
    if not steps:
        return "name.fi"
    return str(steps[0])


def _write_contact(path: str, contact: Content) -> Fields:
    fields: Fields = {
        f"{path}.{name}": [_write(contact[name])]
        for name in ("type", "value", "price", "minimum_age", "maximum_age")
    }
    fields[f"{path}.languages"] = list(contact["languages"])
    fields.update(_write_texts(f"{path}.label", contact["label"]))
    hours = contact["hours"]
    if hours is None:
        return {**fields, f"{path}.hours": ["unknown"]}
    kind = "always" if hours["always"] else "by_appointment" if hours["by_appointment"] else "weekly"
    fields[f"{path}.hours"] = [kind]
    fields[f"{path}.hours.holidays"] = [hours["holidays"]]
    fields[f"{path}.hours.as_of"] = [_write(hours["as_of"])]
    fields.update(_write_texts(f"{path}.hours.note", hours["note"]))
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


def _write_texts(path: str, texts: Mapping[str, str] | None) -> Fields:
    return {f"{path}.{language}": [text] for language, text in (texts or {}).items()}


def _write(value: Any) -> str:
    return "" if value is None else str(value)


def _copy_monday(fields: Fields, path: str) -> None:
    for day in DAYS[1:5]:
        for name in [name for name in fields if name.startswith(f"{path}.{day}.")]:
            fields[name] = [""]
        for name in [name for name in fields if name.startswith(f"{path}.mon.")]:
            fields[name.replace(f"{path}.mon.", f"{path}.{day}.")] = list(fields[name])
    fields[path] = ["weekly"]


def get_blank_fields() -> Fields:
    """The form of a new service."""
    return {
        "contact": ["0"],
        "contacts.0.type": ["phone"],
        "contacts.0.languages": ["fi"],
        "contacts.0.hours": ["unknown"],
        "area.scope": ["municipality"],
        "languages": ["fi"],
        "about": ["self", "child", "other"],
        "roles": ["youth", "parent", "other"],
        "source.confidence": ["S1"],
    }
