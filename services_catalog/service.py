"""A published service as an unchanging record, and its making from a row of the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, cast

from services_catalog import models

Fact = bool | Literal["depends"] | None
AreaScope = Literal["country", "county", "municipality"]
ContactType = Literal["phone", "sms", "chat", "web", "email", "visit"]
HoursKind = Literal["always", "by_appointment", "weekly", "unknown"]
Texts = Mapping[str, str]

NO_TEXTS: Texts = MappingProxyType({})
MINUTES_PER_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class ExceptionalHours:
    """Days whose hours are these and no others, whatever the rest of the hours say.

    Args:
        valid_from: The first of the days. valid_to: The last of them.
        periods: (opens, closes) of each of the days in minutes after midnight, as in Hours; none when closed.
    """

    valid_from: dt.date
    valid_to: dt.date
    periods: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """When a contact answers.

    Args:
        kind: Day and night, by appointment, or a weekly timetable; unknown when exceptions are all there is.
        periods: Weekly openings as (day with Monday 0, opens, closes) in minutes after midnight; closes
            goes past 1440 when the period runs over midnight.
        holidays: What the timetable means on Finnish public holidays.
        as_of: Date on which the source stated the hours.
        notes: What the source adds, by language.
        exceptions: Days with other hours, in order, no day in two of them.
    """

    kind: HoursKind
    periods: tuple[tuple[int, int, int], ...] = ()
    holidays: Literal["closed", "open", "unknown"] = "unknown"
    as_of: dt.date | None = None
    notes: tuple[tuple[str, str], ...] = ()
    exceptions: tuple[ExceptionalHours, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach a service.

    Args:
        link_is_dead: Its address no longer opens, and the service has no other way for the same people.
    """

    id: str
    type: ContactType
    value: str
    labels: Texts
    languages: tuple[str, ...]
    price: Literal["free", "normal", "unknown"]
    minimum_age: int | None
    maximum_age: int | None
    hours: Hours | None
    link_is_dead: bool = False

    @property
    def href(self) -> str | None:
        """The address a link of this contact opens, None for a place to visit."""
        digits = self.value.replace(" ", "")
        prefixes = {"phone": f"tel:{digits}", "sms": f"sms:{digits}", "email": f"mailto:{self.value}"}
        return prefixes.get(self.type, self.value if self.type in ("chat", "web") else None)


@dataclass(frozen=True, slots=True)
class Service:
    """A service as readers may see it; texts are by language code."""

    id: str
    kind: str
    general: bool
    emergency: bool
    names: Texts
    summaries: Texts
    descriptions: Texts
    eligibility_descriptions: Texts
    application_processes: Texts
    organization_key: str
    organization_names: Texts
    organization_url: str | None
    needs: tuple[str, ...]
    minimum_age: int | None
    maximum_age: int | None
    about: frozenset[str]
    roles: frozenset[str]
    for_group: str | None
    area_scope: AreaScope
    area_codes: tuple[str, ...]
    front_door: str | None
    expanded_from_id: str | None
    languages: tuple[str, ...]
    interpreter: bool | None
    free: Fact
    anonymous: Fact
    referral_needed: Fact
    walk_in: Fact
    guardian_informed: Fact
    contacts: tuple[Contact, ...]
    source_url: str | None
    source_date: dt.date | None
    assured_date: dt.date | None
    contacts_assured_date: dt.date | None
    expires_date: dt.date | None

    def is_for_age(self, age_years: int) -> bool:
        """Whether somebody of this age may come; a missing limit is no limit."""
        return (self.minimum_age is None or age_years >= self.minimum_age) and (
            self.maximum_age is None or age_years <= self.maximum_age
        )


# Few timetables recur in many contacts: one object each keeps 20,000 services small.
@lru_cache(maxsize=4096)
def share_hours(hours: Hours) -> Hours:
    """The same object for equal hours."""
    return hours


def to_minutes(time: dt.time) -> int:
    """Minutes after midnight."""
    return time.hour * 60 + time.minute


def to_period(opens: dt.time, closes: dt.time) -> tuple[int, int]:
    """Both ends in minutes after midnight; the end is past 1440 when it is on the next day."""
    start, end = to_minutes(opens), to_minutes(closes)
    return start, end if end > start else end + MINUTES_PER_DAY


def to_hours(contact: models.Contact) -> Hours | None:
    """The contact's hours, None when nothing of them is known."""
    if contact.hours_kind is None and not contact.exceptional_hours:
        return None
    return share_hours(
        Hours(
            kind=cast(HoursKind, contact.hours_kind or "unknown"),
            periods=tuple(
                sorted((period.day, *to_period(period.opens, period.closes)) for period in contact.periods)
            ),
            holidays=cast(Literal["closed", "open", "unknown"], contact.hours_holidays or "unknown"),
            as_of=contact.hours_as_of,
            notes=tuple(sorted((contact.hours_notes or {}).items())),
            exceptions=to_exceptions(contact.exceptional_hours),
        )
    )


def to_exceptions(rows: Iterable[models.ExceptionalHours]) -> tuple[ExceptionalHours, ...]:
    """The exceptional days in order; rows of the same days are the times of those days."""
    periods: dict[tuple[dt.date, dt.date], list[tuple[int, int]]] = {}
    for row in rows:
        times = periods.setdefault((row.valid_from, row.valid_to), [])
        if row.opens is not None and row.closes is not None:
            times.append(to_period(row.opens, row.closes))
    return tuple(
        ExceptionalHours(first, last, tuple(sorted(times)))
        for (first, last), times in sorted(periods.items())
    )


def to_contact(contact: models.Contact, service_id: str) -> Contact:
    """A contact as a record; its id is the service's id and its place in the list."""
    return Contact(
        id=f"{service_id}-{contact.position + 1}",
        type=cast(ContactType, contact.type),
        value=contact.value,
        labels=MappingProxyType(dict(contact.labels or {})),
        languages=tuple(contact.languages),
        price=cast(Literal["free", "normal", "unknown"], contact.price),
        minimum_age=contact.minimum_age,
        maximum_age=contact.maximum_age,
        hours=to_hours(contact),
    )


def leave_out_dead(contacts: tuple[Contact, ...], dead_links: Collection[str]) -> tuple[Contact, ...]:
    """The contacts without those behind dead links, where another way is open to the same ages.

    The last way is kept and marked; when it would answer is then no longer known.
    """
    alive = [contact for contact in contacts if contact.href not in dead_links]
    if len(alive) == len(contacts):
        return contacts
    kept = []
    for contact in contacts:
        if contact.href not in dead_links:
            kept.append(contact)
        elif not any(serves_ages_of(contact, other) for other in alive):
            kept.append(replace(contact, link_is_dead=True, hours=None))
    return tuple(kept)


def serves_ages_of(contact: Contact, other: Contact) -> bool:
    """Whether everybody who may use the contact may use the other one too."""
    from_age = other.minimum_age is None or (
        contact.minimum_age is not None and contact.minimum_age >= other.minimum_age
    )
    to_age = other.maximum_age is None or (
        contact.maximum_age is not None and contact.maximum_age <= other.maximum_age
    )
    return from_age and to_age


def to_texts(row: models.Service, field: str) -> Texts:
    """One field's texts by language, without the languages in which it is not written."""
    return MappingProxyType(
        {text.language: getattr(text, field) for text in row.texts if getattr(text, field)}
    )


def to_service(row: models.Service, dead_links: Collection[str] = frozenset()) -> Service:
    """A row with its parts as a record, without ways that lead to dead links."""
    contacts = tuple(
        to_contact(contact, row.id) for contact in sorted(row.contacts, key=lambda item: item.position)
    )
    return Service(
        id=row.id,
        kind=row.kind,
        general=bool(row.general),
        emergency=bool(row.emergency),
        names=to_texts(row, "name"),
        summaries=to_texts(row, "summary"),
        descriptions=to_texts(row, "description"),
        eligibility_descriptions=to_texts(row, "eligibility_description"),
        application_processes=to_texts(row, "application_process"),
        organization_key=row.organization.key,
        organization_names=MappingProxyType({name.language: name.name for name in row.organization.names}),
        organization_url=row.organization.url,
        needs=tuple(need.need for need in sorted(row.needs, key=lambda need: need.position)),
        minimum_age=row.minimum_age,
        maximum_age=row.maximum_age,
        about=frozenset(row.about),
        roles=frozenset(row.roles),
        for_group=row.for_group,
        area_scope=cast(AreaScope, row.area_scope),
        area_codes=tuple(area.code for area in row.areas),
        front_door=row.front_door,
        expanded_from_id=row.expanded_from_id,
        languages=tuple(row.languages),
        interpreter=row.interpreter,
        free=cast(Fact, row.free),
        anonymous=cast(Fact, row.anonymous),
        referral_needed=cast(Fact, row.referral_needed),
        walk_in=cast(Fact, row.walk_in),
        guardian_informed=cast(Fact, row.guardian_informed),
        contacts=leave_out_dead(contacts, dead_links),
        source_url=row.source_url,
        source_date=row.source_date,
        assured_date=row.assured_date,
        contacts_assured_date=row.contacts_assured_date,
        expires_date=row.expires_date,
    )
