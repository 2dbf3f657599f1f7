"""Chooses the contacts shown to a person in danger: by kind, age, language, county and what is open now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import yaml

from services_catalog.opening import Moment, is_open_at
from services_catalog.service import Contact, Service

from .last_known_good import load_last_known_good

FOLDER = Path(__file__).resolve().parents[2] / "data" / "danger"
AGE_GROUPS = ("child", "youth", "young_adult", "adult", "unknown")
COUNTY_DUTY = "county_duty"
# 112 and so many services at most: a person in distress reads little.
SERVICES_MOST = 3
_LOWEST_AGES = (("adult", 30), ("young_adult", 18), ("youth", 13), ("child", 0))


class PublishedServices(Protocol):
    """What is needed of the catalogue: services_catalog.snapshot.Snapshot and the last known good have it."""

    def detect_service(self, service_id: str, /) -> Service | None:
        """Returns the published service with this id, None if there is none."""


@dataclass(frozen=True, slots=True)
class DangerContact:
    """One way to reach a service in danger.

    Attributes:
        service: whose contact it is; its ages tell for whom it is.
        contact: number or address; its languages tell when it is in Finnish only.
        is_open: whether it is certain that somebody answers now.
    """

    service: Service
    contact: Contact
    is_open: bool


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """data/danger/contacts.yml, read."""

    emergency: str
    day_and_night: str
    county_duty: dict[str, str]
    instead: dict[str, dict[str, str]]
    kinds: dict[str, dict[str, tuple[str, ...]]]

    def list_ids(self) -> list[str]:
        """Returns every catalogue id of the plan, each once, in order of first mention."""
        ids = [self.emergency, self.day_and_night, *self.county_duty.values()]
        for ages in self.kinds.values():
            for listed in ages.values():
                ids += listed
        for pairs in self.instead.values():
            ids += [*pairs, *pairs.values()]
        return [service_id for service_id in dict.fromkeys(ids) if service_id != COUNTY_DUTY]


@cache
def load_plan(folder: Path = FOLDER) -> ContactPlan:
    """Returns the plan of contacts; read once.

    Raises:
        KeyError, OSError, yaml.YAMLError: the file is missing or malformed.
    """
    content: dict[str, Any] = yaml.safe_load((folder / "contacts.yml").read_text(encoding="utf-8"))
    kinds = {kind: {age: tuple(ages[age]) for age in AGE_GROUPS} for kind, ages in content["kinds"].items()}
    return ContactPlan(
        emergency=content["emergency"],
        day_and_night=content["day_and_night"],
        county_duty=content["county_duty"],
        instead=content["instead"],
        kinds=kinds,
    )


def get_age_group(age_years: int | None) -> str:
    """Returns the age group of the plan; "unknown" for None."""
    if age_years is None:
        return "unknown"
    return next((group for group, lowest in _LOWEST_AGES if age_years >= lowest), "child")


def danger_contacts(
    kind: str,
    level: str,
    age: int | None,
    language: str,
    county: str | None,
    now: dt.datetime | None,
    snapshot: PublishedServices | None = None,
) -> list[DangerContact]:
    """Returns the contacts to show, first ones first; 112 leads when acute and comes last otherwise.

    Args:
        kind: a danger key of needs.yml; an unknown one is answered like the wish to die.
        level: "acute" or "concern".
        age: years of the person whom the help is for; None when unknown or when somebody else writes.
        language: of the reply; lines in it come in place of the Finnish ones.
        county: code of the wellbeing services county, None when unknown.
        now: an aware moment; None means the present.
        snapshot: the published catalogue; the last known good one when None or without the emergency number.
    """
    plan = load_plan()
    services: PublishedServices = snapshot or load_last_known_good(FOLDER)
    if services.detect_service(plan.emergency) is None:
        services = load_last_known_good(FOLDER)
    moment = Moment.from_datetime(now)
    emergency = _find_emergency(plan, services, moment, level)
    # A county's duty names 112 among its own contacts: shown once, it leaves room for the duty's own number.
    taken = frozenset(found.contact.value for found in emergency)
    chosen: list[DangerContact] = []
    for service in _find_services(plan, services, kind, age, language, county):
        best = _pick_contact(service, age, language, moment, taken=taken)
        if best and all(best.contact.value != other.contact.value for other in chosen):
            chosen.append(best)
        if len(chosen) == SERVICES_MOST:
            break
    chosen += _find_chat(chosen, age, moment)
    if not any(found.is_open and language in found.contact.languages for found in chosen):
        chosen += _find_day_and_night(plan, services, chosen, moment)
    return [*emergency, *chosen] if level == "acute" else [*chosen, *emergency]


def _find_services(
    plan: ContactPlan,
    services: PublishedServices,
    kind: str,
    age: int | None,
    language: str,
    county: str | None,
) -> Iterator[Service]:
    listed = plan.kinds.get(kind, plan.kinds["suicide"])[get_age_group(age)]
    instead = plan.instead.get(language, {})
    limited = 0
    for name in listed:
        service_id = plan.county_duty.get(county or "", "") if name == COUNTY_DUTY else name
        in_language = services.detect_service(instead.get(service_id, service_id))
        service = in_language or services.detect_service(service_id)
        if service is None:
            continue
        if age is not None and not service.is_for_age(age):
            continue
        if age is None and (service.minimum_age, service.maximum_age) != (None, None):
            limited += 1
            if limited > 1:
                continue
        yield service


def _pick_contact(
    service: Service,
    age: int | None,
    language: str,
    moment: Moment,
    only: str | None = None,
    taken: frozenset[str] = frozenset(),
) -> DangerContact | None:
    """Returns the contact likeliest to be answered in the language, None without any."""
    order = ("phone", "chat", "sms", "web", "email", "visit")
    fitting = [
        contact
        for contact in service.contacts
        if (only is None or contact.type == only)
        and contact.value not in taken
        # Somebody in danger is sent nowhere that does not open; the lines beside are always there.
        and not contact.link_is_dead
        and (age is None or contact.minimum_age is None or age >= contact.minimum_age)
        and (age is None or contact.maximum_age is None or age <= contact.maximum_age)
    ]
    if not fitting:
        return None
    best = min(
        fitting,
        key=lambda contact: (
            language not in contact.languages,
            not is_open_at(contact.hours, moment),
            order.index(contact.type),
        ),
    )
    return DangerContact(service, best, is_open_at(best.hours, moment))


def _find_chat(chosen: list[DangerContact], age: int | None, moment: Moment) -> list[DangerContact]:
    """Returns one chat of the chosen services when none is shown yet: many never ring a number."""
    if any(found.contact.type == "chat" for found in chosen):
        return []
    for found in chosen:
        if chat := _pick_contact(found.service, age, "fi", moment, only="chat"):
            return [chat]
    return []


def _find_day_and_night(
    plan: ContactPlan, services: PublishedServices, chosen: list[DangerContact], moment: Moment
) -> list[DangerContact]:
    service = services.detect_service(plan.day_and_night)
    if service is None or any(found.service.id == service.id for found in chosen):
        return []
    found = _pick_contact(service, None, "fi", moment)
    return [found] if found else []


def _find_emergency(
    plan: ContactPlan, services: PublishedServices, moment: Moment, level: str
) -> list[DangerContact]:
    """Returns 112 by phone, and by text message too when acute, for those who cannot speak."""
    service = services.detect_service(plan.emergency)
    if service is None:
        return []
    types = ("phone", "sms") if level == "acute" else ("phone",)
    return [
        DangerContact(service, contact, is_open_at(contact.hours, moment))
        for wanted in types
        for contact in service.contacts
        if contact.type == wanted
    ]
