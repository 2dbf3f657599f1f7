"""The content of a service in one canonical form: what an entry file could hold, as JSON.

Equal content is equal JSON, whoever wrote it in whatever order; a row, a form and a file meet here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from services_catalog import models
from services_catalog.entry_files import CuratedEntry
from services_catalog.entry_rows import build_service_row
from services_catalog.entry_schema import DAYS, Entry
from services_catalog.loading import replace_content
from staff.roles import PLATFORM

Content = dict[str, Any]

TEXTS = ("name", "summary", "description", "eligibility_description", "application_process")
THRESHOLD = ("free", "anonymous", "referral_needed", "walk_in", "guardian_informed")
# Of a service but not of its content: publishing and checking set them.
NOT_CONTENT = {"status", "assured_date", "assured_by"}
LANGUAGE_ORDER = ("fi", "sv", "en")
ABOUT_ORDER = ("self", "child", "other")
ROLE_ORDER = ("youth", "parent", "other")
# Columns of a row that new content leaves as they are.
KEPT_COLUMNS = (
    "status",
    "expanded_from_id",
    "assured_date",
    "assured_by",
    "contacts_assured_date",
    "import_digest",
    "edited_at",
    "edited_by",
)


def check_content(content: Content, required_languages: tuple[str, ...] = ()) -> Entry:
    """The content as an entry: the one place of validation, that of the entry files.

    Args:
        required_languages: in which every written text must be there; none for a draft.

    Raises:
        pydantic.ValidationError: something is not in its form.
    """
    return Entry.model_validate_json(
        json.dumps({**content, "status": "published", "assured_date": None, "assured_by": None}),
        context={"required_languages": required_languages},
    )


def to_content(entry: Entry) -> Content:
    """An entry's content in the canonical form."""
    return canonicalise(entry.model_dump(mode="json", exclude=NOT_CONTENT))


def read_row(row: models.Service) -> Content:
    """The content of a service as the database has it."""
    texts: dict[str, dict[str, str] | None] = {}
    for field in TEXTS:
        by_language = {text.language: getattr(text, field) for text in row.texts if getattr(text, field)}
        texts[field] = by_language or None
    return canonicalise(
        {
            **texts,
            "organization": row.organization_key,
            "kind": row.kind,
            "general": bool(row.general),
            "emergency": bool(row.emergency),
            "to_check": list(row.to_check),
            "needs": [need.need for need in sorted(row.needs, key=lambda need: need.position)],
            "minimum_age": row.minimum_age,
            "maximum_age": row.maximum_age,
            "about": list(row.about),
            "roles": list(row.roles),
            "for_group": row.for_group,
            "area": {"scope": row.area_scope, "codes": [area.code for area in row.areas]},
            "front_door": row.front_door,
            "languages": list(row.languages),
            "interpreter": row.interpreter,
            "threshold": {fact: getattr(row, fact) for fact in THRESHOLD},
            "contacts": [
                _read_contact(contact) for contact in sorted(row.contacts, key=lambda one: one.position)
            ],
            "source": {
                "url": row.source_url,
                "ids": list(row.source_ids),
                "date": row.source_date.isoformat() if row.source_date else None,
                "confidence": row.source_confidence,
            },
            "expires_date": row.expires_date.isoformat() if row.expires_date else None,
        }
    )


def write_row(session: Session, row: models.Service, content: Content) -> None:
    """Give a service this content (writes); its status, and who checked it when, stay."""
    fresh = build_service_row(CuratedEntry(row.id, check_content(content), row.expanded_from_id))
    for column in KEPT_COLUMNS:
        setattr(fresh, column, getattr(row, column))
    replace_content(session, row, fresh)
    # Its organisation may be another one now.
    session.expire(row, ["organization"])


def build_row(service_id: str, content: Content) -> models.Service:
    """A row of its own with this content, a draft, in no session."""
    row = build_service_row(CuratedEntry(service_id, check_content(content)))
    row.status, row.import_digest = "draft", None
    return row


def canonicalise(content: Content) -> Content:
    """The same content with every set in one order and every text in the order of languages."""
    area, source = content["area"], content["source"]
    return {
        **{field: _sort_texts(content.get(field)) for field in TEXTS},
        **{
            field: content.get(field)
            for field in ("organization", "kind", "minimum_age", "maximum_age", "for_group")
        },
        "general": content.get("general") or False,
        "emergency": content.get("emergency") or False,
        "to_check": list(content.get("to_check") or ()),
        "needs": list(content["needs"]),
        "about": _sort(content["about"], ABOUT_ORDER),
        "roles": _sort(content["roles"], ROLE_ORDER),
        "area": {"scope": area["scope"], "codes": sorted(area.get("codes") or ())},
        "front_door": content.get("front_door"),
        "languages": _sort(content["languages"], LANGUAGE_ORDER),
        "interpreter": content.get("interpreter"),
        "threshold": {fact: (content.get("threshold") or {}).get(fact) for fact in THRESHOLD},
        "contacts": [_sort_contact(contact) for contact in content.get("contacts") or ()],
        "source": {
            "url": source.get("url"),
            "ids": list(source.get("ids") or ()),
            "date": source.get("date"),
            "confidence": source.get("confidence"),
        },
        "expires_date": content.get("expires_date"),
    }


def keep_newer_checks(public: Content, content: Content) -> Content:
    """The content, its hours dated by a check made meanwhile where the hours are those checked."""
    checked = {
        (one["type"], one["value"]): one["hours"]
        for one in public["contacts"]
        if one["hours"] and one["hours"]["as_of"]
    }
    contacts = []
    for contact in content["contacts"]:
        hours, known = contact["hours"], checked.get((contact["type"], contact["value"]))
        is_same = hours and known and {**hours, "as_of": None} == {**known, "as_of": None}
        if hours and known and is_same and known["as_of"] > (hours["as_of"] or ""):
            contact = {**contact, "hours": {**hours, "as_of": known["as_of"]}}
        contacts.append(contact)
    return {**content, "contacts": contacts}


def get_content_digest(content: Content) -> str:
    """A fingerprint: equal content, equal digest."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def get_owner_key(content: Content) -> str:
    """Who answers for the content: what is national or for danger belongs to the platform."""
    return find_owner_key(content["organization"], content["area"]["scope"], content["emergency"])


def find_owner_key(organization_key: str, area_scope: str, is_emergency: bool) -> str:
    """Who answers for an entry of this organisation with this reach."""
    return PLATFORM if area_scope == "country" or is_emergency else organization_key


def list_languages(content: Content) -> list[str]:
    """The languages in which any text is written, ours first."""
    return _sort({language for field in TEXTS for language in content[field] or {}}, LANGUAGE_ORDER)


def get_source_language(content: Content) -> str:
    """The language that the others are translated from: Finnish, else the first there is."""
    return next(iter(content["name"] or {}), "fi")


def _read_contact(contact: models.Contact) -> Content:
    hours: Content | None = None
    if contact.hours_kind is not None:
        hours = {
            contact.hours_kind: True,
            "holidays": contact.hours_holidays or "unknown",
            "as_of": contact.hours_as_of.isoformat() if contact.hours_as_of else None,
            "note": dict(contact.hours_notes or {}) or None,
        }
        if contact.hours_kind == "weekly":
            hours["weekly"] = [
                {"days": [DAYS[one.day]], "opens": f"{one.opens:%H:%M}", "closes": f"{one.closes:%H:%M}"}
                for one in contact.periods
            ]
    exceptions = [
        {
            "valid_from": one.valid_from.isoformat(),
            "valid_to": one.valid_to.isoformat(),
            "closed": True if one.opens is None else None,
            "opens": f"{one.opens:%H:%M}" if one.opens else None,
            "closes": f"{one.closes:%H:%M}" if one.closes else None,
        }
        for one in contact.exceptional_hours
    ]
    return {
        "type": contact.type,
        "value": contact.value,
        "label": dict(contact.labels or {}) or None,
        "languages": list(contact.languages),
        "price": contact.price,
        "minimum_age": contact.minimum_age,
        "maximum_age": contact.maximum_age,
        "hours": hours,
        "exceptional_hours": exceptions,
    }


def _sort_contact(contact: Content) -> Content:
    hours = contact.get("hours")
    if hours is not None:
        hours = {
            "always": hours.get("always"),
            "by_appointment": hours.get("by_appointment"),
            "weekly": _sort_periods(hours["weekly"]) if hours.get("weekly") else None,
            "holidays": hours.get("holidays") or "unknown",
            "as_of": hours.get("as_of"),
            "note": _sort_texts(hours.get("note")),
        }
    exceptions = _sort_exceptions(contact.get("exceptional_hours") or ())
    return {
        "type": contact["type"],
        "value": contact["value"],
        "label": _sort_texts(contact.get("label")),
        "languages": _sort(contact["languages"], LANGUAGE_ORDER),
        "price": contact.get("price") or "unknown",
        "minimum_age": contact.get("minimum_age"),
        "maximum_age": contact.get("maximum_age"),
        "hours": hours,
        # Left out where there are none, as in all versions and fingerprints kept before there could be any.
        **({"exceptional_hours": exceptions} if exceptions else {}),
    }


def _sort_periods(periods: Iterable[Content]) -> list[Content]:
    # The same hours on several days are one period, however they were written.
    days_by_times: dict[tuple[str, str], set[str]] = {}
    for period in periods:
        days_by_times.setdefault((period["opens"], period["closes"]), set()).update(period["days"])
    grouped = [
        {"days": _sort(days, DAYS), "opens": opens, "closes": closes}
        for (opens, closes), days in days_by_times.items()
    ]
    return sorted(grouped, key=lambda one: (DAYS.index(one["days"][0]), one["opens"], one["closes"]))


def _sort_exceptions(exceptions: Iterable[Content]) -> list[Content]:
    whole = [
        {
            "valid_from": one["valid_from"],
            "valid_to": one.get("valid_to") or one["valid_from"],
            "closed": one.get("closed"),
            "opens": one.get("opens"),
            "closes": one.get("closes"),
        }
        for one in exceptions
    ]
    return sorted(whole, key=lambda one: (one["valid_from"], one["valid_to"], one["opens"] or ""))


def _sort_texts(texts: dict[str, str] | None) -> dict[str, str] | None:
    if not texts:
        return None
    return {language: texts[language] for language in _sort(texts, LANGUAGE_ORDER)}


def _sort(keys: Iterable[str], order: tuple[str, ...]) -> list[str]:
    return sorted(set(keys), key=lambda key: (order.index(key) if key in order else len(order), key))
