"""How well a service fits a person: the numbers behind the order of cards.

The order of `leads_to` leads: its first steps weigh as much as several of the smaller signals together.
All weights are the project's own choice, on a scale where the best kind starts at 1.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from services_catalog.opening import Moment, is_open_at, subtract_months
from services_catalog.reference_data import ReferenceData
from services_catalog.service import Contact, Service

# Worth of a kind by its place in `leads_to`: the first differences count most.
KIND_ORDER = (1.0, 0.88, 0.77, 0.68, 0.61, 0.55, 0.50)
KIND_NOT_LED_TO = 0.30
NEED_ONLY_BY_KIND = -0.02
# What was said is a matter for this very kind: enough to lift the fourth step of a need beside the first.
KIND_OF_THE_MATTER = 0.35
NEED_POSITIONS = (0.03, 0.02, 0.01)
GENERAL = -0.03
AREA = {"municipality": 0.04, "county": 0.02, "country": 0.0}
# One's own school or municipality is as near as a service can be, though the entry is the same everywhere.
NEAR_FRONT_DOORS = ("school", "municipality")
AGE_LIMITED_TO_FEW = 0.03
AGE_EXCLUDES_SOME = -0.10
AGE_EXCLUDES_MOST = -0.35
AGE_EXCLUDES_NEARLY_ALL = -0.60
LANGUAGE_SERVED = 0.05
LANGUAGE_NOT_SERVED = -0.10
# A line in Swedish or English alone for a Finnish reader: most can read it, few want to talk in it.
LANGUAGE_OF_OTHERS = -0.40
# The Russian crisis line for a Finnish reader: below the floor whatever else speaks for it.
LANGUAGE_NOT_UNDERSTOOD = -3.0
LANGUAGE_INTERPRETED = -0.02
OPEN_NOW = 0.04
FOR_ONE_GROUP = -0.08
FREE, NOT_FREE = 0.02, -0.02
ANONYMOUS = 0.02
NO_REFERRAL, REFERRAL = 0.02, -0.06
WALK_IN = 0.01
DIRECT_CONTACT, NO_CONTACT = 0.03, -0.04
# A check of the numbers and hours alone earns half. Either is lost when those are too old: such a service is
# then worth as much as one that nobody checked, not less.
ASSURED, CONTACTS_ASSURED = 0.02, 0.01
STALE, UNDATED = -0.03, -0.015
NOT_FOR_THIS_ROLE = -0.25
NOT_ABOUT_THIS_PERSON = -0.20
LATER_NEED = -0.10
FURTHER_NEED_ANSWERED = 0.03
SAME_KIND_AGAIN = -0.15

# Below this a card would be a guess: better to offer nothing and ask.
FLOOR = 0.20
# A service that would turn away more than half of the readers is never put first.
FEWEST_READERS = 0.5
HARDLY_ANY_READERS = 0.25
# Facts older than this lose rank and say so; the same clock as the hours.
MAXIMUM_AGE_OF_FACTS_MONTHS = 12
# Numbers and hours change sooner. Also in data/curation/rules.yml, for those who check; a test compares them.
MAXIMUM_AGE_OF_CONTACTS_DAYS = 180
# Limits this narrow say that a service is made for the age, not merely open to it.
NARROW_AGES_YEARS = 20

MAJORITY_LANGUAGE = "fi"
WIDELY_UNDERSTOOD = frozenset({MAJORITY_LANGUAGE, "sv", "en"})
DIRECT_TYPES = frozenset({"phone", "sms", "chat", "visit"})
NUMBER_TYPES = frozenset({"phone", "sms"})


@dataclass(frozen=True, slots=True)
class Readers:
    """The ages of those who may be asking: inclusive; certain when told and not merely typical."""

    lowest: int
    highest: int
    certain: bool

    def get_share_served(self, minimum_age: int | None, maximum_age: int | None) -> float:
        """The share of these ages, 0-1, that the limits let in."""
        lowest = self.lowest if minimum_age is None else max(self.lowest, minimum_age)
        highest = self.highest if maximum_age is None else min(self.highest, maximum_age)
        return max(0, highest - lowest + 1) / (self.highest - self.lowest + 1)


def get_typical_ages(reference: ReferenceData, need: str, is_about_child: bool) -> tuple[int, int]:
    """The (lowest, highest) age of those whom a need usually concerns."""
    ages = reference.typical_ages.get("child" if is_about_child else "self", {})
    return ages.get(need) or ages.get("default") or (0, 64)


def score_facts(service: Service, today: dt.date) -> float:
    """What a service earns by itself, whoever asks: threshold facts, reach, area and freshness."""
    score = AREA["municipality" if service.front_door in NEAR_FRONT_DOORS else service.area_scope]
    if service.general:
        score += GENERAL
    if service.for_group is not None:
        score += FOR_ONE_GROUP
    if service.free is True:
        score += FREE
    elif service.free is False:
        score += NOT_FREE
    if service.anonymous is True:
        score += ANONYMOUS
    if service.referral_needed is False:
        score += NO_REFERRAL
    elif service.referral_needed is True:
        score += REFERRAL
    if service.walk_in is True:
        score += WALK_IN
    open_ways = [contact for contact in service.contacts if not contact.link_is_dead]
    if any(contact.type in DIRECT_TYPES for contact in open_ways):
        score += DIRECT_CONTACT
    elif not open_ways and service.front_door not in NEAR_FRONT_DOORS:
        score += NO_CONTACT
    return score + score_freshness(service, today)


def score_freshness(service: Service, today: dt.date) -> float:
    """What a check by a person earns while it is good, and what old facts or those of no date cost."""
    if is_stale(service, today):
        return STALE
    if are_contacts_stale(service, today):
        return 0.0
    if service.assured_date is not None:
        return ASSURED
    if service.contacts_assured_date is not None:
        return CONTACTS_ASSURED
    return UNDATED if get_facts_date(service) is None and not service.general else 0.0


class Dated(Protocol):
    """What tells when its facts were stated and assured."""

    @property
    def source_date(self) -> dt.date | None:
        """The newest date the source states."""

    @property
    def assured_date(self) -> dt.date | None:
        """When a person last checked the provider's own page."""


def get_facts_date(service: Dated) -> dt.date | None:
    """The day from which the age of the facts is counted, None when no date is known.

    That of the last check by a person, else the one that the source states: a newer source makes no check.
    """
    return service.assured_date or service.source_date


def is_stale(service: Dated, today: dt.date) -> bool:
    """Whether the facts are over a year old; those of an unknown date are not called stale."""
    date = get_facts_date(service)
    return date is not None and date < subtract_months(today, MAXIMUM_AGE_OF_FACTS_MONTHS)


def is_soon_outdated(contact: Contact) -> bool:
    """Whether a way of contact ages faster than text: a number, or one with hours (not day and night)."""
    has_hours = contact.hours is not None and contact.hours.kind != "always"
    return has_hours or contact.type in NUMBER_TYPES


def are_contacts_stale(service: Service, today: dt.date) -> bool:
    """Whether a person's last check of the numbers and hours is too old.

    Those that nobody checked are not called stale: that they are unchecked is said already.
    """
    date = service.contacts_assured_date
    if date is None or not any(map(is_soon_outdated, service.contacts)):
        return False
    return (today - date).days > MAXIMUM_AGE_OF_CONTACTS_DAYS


def is_served_in(service: Service, language: str) -> bool:
    """Whether one is served in the language; that a service in Finland speaks Finnish needs no source."""
    return language in service.languages or (not service.languages and language == MAJORITY_LANGUAGE)


def score_language(service: Service, language: str) -> float:
    """What being served in the reader's language earns or costs; nothing while the languages are unknown."""
    if is_served_in(service, language):
        return LANGUAGE_SERVED
    if not service.languages:
        return 0.0
    if service.interpreter is True:
        return LANGUAGE_INTERPRETED
    if MAJORITY_LANGUAGE in service.languages:
        return LANGUAGE_NOT_SERVED
    return LANGUAGE_NOT_UNDERSTOOD if WIDELY_UNDERSTOOD.isdisjoint(service.languages) else LANGUAGE_OF_OTHERS


def score_age(service: Service, share_served: float, readers: Readers) -> float:
    """What the age limits earn or cost, given the share of readers they let in."""
    if share_served < HARDLY_ANY_READERS:
        return AGE_EXCLUDES_NEARLY_ALL
    if share_served < FEWEST_READERS:
        return AGE_EXCLUDES_MOST
    score = AGE_EXCLUDES_SOME * (1 - share_served)
    if service.maximum_age is not None and readers.certain:
        is_narrow = service.maximum_age - (service.minimum_age or 0) <= NARROW_AGES_YEARS
        score += AGE_LIMITED_TO_FEW if is_narrow else 0
    return score


def score_need(
    service: Service, need: str, kind_orders: dict[str, int], matter_kinds: frozenset[str] = frozenset()
) -> float | None:
    """What a service is worth for one need, None when it does not answer it.

    A general entry answers every need that leads to its kind, since it stands for the kind itself.

    Args:
        kind_orders: Place of each kind in the need's `leads_to`, 0 the first.
        matter_kinds: Kinds that what was said is a matter for; they count where the need leads to them.
    """
    order = kind_orders.get(service.kind)
    score = KIND_NOT_LED_TO if order is None else KIND_ORDER[min(order, len(KIND_ORDER) - 1)]
    if order is not None and service.kind in matter_kinds:
        score += KIND_OF_THE_MATTER
    if need in service.needs:
        position = service.needs.index(need)
        return score + (NEED_POSITIONS[position] if position < len(NEED_POSITIONS) else 0)
    return score + NEED_ONLY_BY_KIND if service.general and order is not None else None


def is_service_open(service: Service, moment: Moment) -> bool:
    """Whether any contact of the service certainly answers now."""
    return any(is_open_at(contact.hours, moment) for contact in service.contacts)
