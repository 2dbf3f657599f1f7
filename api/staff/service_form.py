"""The form of a service: its fields out of a content, and a content out of what a person typed.

Fields are lists of words by name ("summary.sv", "contacts.0.hours.mon.1.opens"), as a browser sends them.
What cannot be taken is shown again just as it was typed; what is right only the entry's schema decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData

from api.staff.contact_form import ContactPlaces, add_slot, copy_monday, take_contact, write_contact
from api.staff.exceptional_days import add_rows, drop_past
from api.staff.fields import (
    TEXT_LANGUAGES,
    Fields,
    get_one,
    read_number,
    read_texts,
    read_whole_number,
    write_one,
)
from curation.content import TEXTS, THRESHOLD, Content, check_content, to_content
from services_catalog.entry_checks import find_unknown_names
from services_catalog.entry_schema import MOST_CONTACTS, OWN_ERROR
from services_catalog.reference_data import ReferenceData

FACTS = {"yes": True, "no": False, "depends": "depends", "unknown": None}
FACT_WORDS = {True: "yes", False: "no", "depends": "depends", None: "unknown"}
# What only the platform decides: in the form of others it stays as it was.
PLATFORM_FIELDS = ("general", "emergency", "front_door")
MOST_NEEDS = 20
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
        fields[name] = [write_one(content[name])]
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
        fields[f"source.{name}"] = [write_one(content["source"][name])]
    for key, contact in enumerate(content["contacts"]):
        fields.setdefault("contact", []).append(str(key))
        fields.update(write_contact(str(key), contact))
    return fields


def read_fields(form: FormData) -> Fields:
    """What a browser sent, without what nobody types; line ends are those of texts."""
    fields: Fields = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(clean(value))
    fields["contact"] = [
        key for key in dict.fromkeys(fields.get("contact", [])) if re.fullmatch(r"[0-9]{1,3}", key)
    ]
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
        add_slot(fields, target)
        return f"hours-{target}"
    if action == "copy_monday" and target in keys:
        copy_monday(fields, target)
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
    if action == "need_up":
        needs, place = [one for one in fields.get("needs", []) if one], read_whole_number(target) or 0
        if 0 < place < len(needs):
            needs[place - 1], needs[place] = needs[place], needs[place - 1]
        fields["needs"] = needs
        return "needs"
    return None


def count_need_rows(fields: Fields) -> int:
    """How many rows for needs the form shows: those there are and one more."""
    shown = read_whole_number(get_one(fields, "need_rows")) or 0
    return min(max(shown, len([one for one in fields.get("needs", []) if one]) + 1, 3), MOST_NEEDS)


@dataclass
class _Places:
    """Where in the form a part of the raw content came from."""

    contacts: list[ContactPlaces] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def _build_content(
    fields: Fields, kept: Content | None, is_platform: bool, reference: ReferenceData
) -> tuple[Content, _Places]:
    places = _Places()
    raw: Content = {name: read_texts(fields, name, kept[name] if kept else None) for name in TEXTS}
    raw["name"] = raw["name"] or {}
    for name in ("organization", "kind"):
        raw[name] = get_one(fields, name)
    for name in ("for_group", "expires_date"):
        raw[name] = get_one(fields, name) or None
    for name in ("minimum_age", "maximum_age"):
        raw[name] = read_number(get_one(fields, name))
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
        contact, contact_places = take_contact(fields, key)
        raw["contacts"].append(contact)
        places.contacts.append(contact_places)
    return raw, places


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


def _find_field(item: Any, fields: Fields, places: _Places) -> str:
    """The field of the form that a mistake is shown beside."""
    steps = [step for step in item["loc"] if isinstance(step, int) or step not in ("bool", "none")]
    meant = (item.get("ctx") or {}).get("field")
    if meant:
        steps += [int(step) if step.isdecimal() else step for step in meant.split(".")]
    if steps and steps[0] == "contacts" and len(steps) > 1 and isinstance(steps[1], int):
        return places.contacts[steps[1]].find_field(steps[2:])
    if steps and steps[0] in TEXTS:
        language = steps[1] if len(steps) > 1 and steps[1] in TEXT_LANGUAGES else "fi"
        return f"{steps[0]}.{language}"
    if steps and steps[0] in ("area", "threshold", "source"):
        return ".".join(str(step) for step in steps[:2]) if len(steps) > 1 else "area.scope"
    if not steps:
        return "name.fi"
    return str(steps[0])


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
