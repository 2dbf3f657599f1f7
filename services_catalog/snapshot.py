"""An unchanging in-memory picture of the published catalogue, indexed for matching and search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.database import find_dead_links, get_revision
from services_catalog.entry_files import ENTRIES_FOLDER, load_entries
from services_catalog.entry_rows import build_organization_row, build_service_row
from services_catalog.models import Service as ServiceRow
from services_catalog.reference_data import ReferenceData
from services_catalog.search_texts import put_service
from services_catalog.service import Service, to_service
from services_catalog.word_index import WordIndex

HIGHEST_AGE_YEARS = 120

# A set of services is one whole number, bit i for the i-th service: intersecting 20,000 takes microseconds.
ServiceSet = int


class UnknownServiceError(LookupError):
    """No published service has this id."""


@dataclass(frozen=True)
class Snapshot:
    """The published catalogue at one revision; build it with build_snapshot and its kin.

    Args:
        services: Published services, ordered by id.
        reference: Needs, kinds and places the picture was built with.
        revision: What get_revision told when it was read; "entries" when built from the YAML files.
        built_at: When it was built, aware.
    """

    services: tuple[Service, ...]
    reference: ReferenceData
    revision: str
    built_at: dt.datetime
    numbers: Mapping[str, int] = field(repr=False)  # place of each id in services
    by_need: Mapping[str, ServiceSet] = field(repr=False)
    by_kind: Mapping[str, ServiceSet] = field(repr=False)
    by_area_code: Mapping[str, ServiceSet] = field(repr=False)
    by_language: Mapping[str, ServiceSet] = field(repr=False)
    by_about: Mapping[str, ServiceSet] = field(repr=False)
    by_role: Mapping[str, ServiceSet] = field(repr=False)
    age_limits: tuple[tuple[int | None, int | None], ...] = field(repr=False)  # in the order of services
    by_age_years: tuple[ServiceSet, ...] = field(repr=False)
    country_wide: ServiceSet = field(repr=False)
    general: ServiceSet = field(repr=False)

    @cached_property
    def words(self) -> WordIndex:
        """The words of all services, gathered at the first search by words."""
        index = WordIndex(self.reference.everyday_words)
        for service in self.services:
            put_service(index, service, self.reference)
        return index

    def get_service(self, service_id: str) -> Service:
        """The published service with this id.

        Raises:
            UnknownServiceError: There is none; the api answers 404.
        """
        number = self.numbers.get(service_id)
        if number is None:
            raise UnknownServiceError(f"no published service has the id {service_id!r}")
        return self.services[number]

    def detect_service(self, service_id: str) -> Service | None:
        """The published service with this id, None if there is none."""
        number = self.numbers.get(service_id)
        return None if number is None else self.services[number]

    def find_services_of_kind(self, kind: str) -> list[Service]:
        """Published services of a kind, emergency ones too, ordered by id; empty if none."""
        return [self.services[number] for number in list_numbers(self.by_kind.get(kind, 0))]

    def get_set_for_municipality(self, code: str | None) -> ServiceSet:
        """Services given in a municipality, in its county and in the country; None is the country alone."""
        municipality = self.reference.municipalities.get(code) if code is not None else None
        if municipality is None:
            return self.country_wide
        return (
            self.country_wide
            | self.by_area_code.get(municipality.code, 0)
            | self.by_area_code.get(municipality.county_code, 0)
        )

    def get_set_for_county(self, code: str) -> ServiceSet:
        """Services given in a whole county and in the whole country."""
        return self.country_wide | self.by_area_code.get(code, 0)

    def get_set_for_ages(self, lowest: int, highest: int) -> ServiceSet:
        """Services open to at least one age of the range, ends included."""
        found = 0
        for age_years in range(max(lowest, 0), min(highest, HIGHEST_AGE_YEARS) + 1):
            found |= self.by_age_years[age_years]
        return found


def list_numbers(services: ServiceSet) -> list[int]:
    """The numbers in a set, ascending."""
    # Searching the binary digits: taking bit after bit off a 20,000-bit number would copy it each time.
    digits = f"{services:b}"[::-1]
    numbers = []
    number = digits.find("1")
    while number != -1:
        numbers.append(number)
        number = digits.find("1", number + 1)
    return numbers


def build_set(numbers: Iterable[int], size: int) -> ServiceSet:
    """A set of the numbers, all below size."""
    digits = bytearray((size + 8) // 8)
    for number in numbers:
        digits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(digits, "little")


def build_snapshot(services: Iterable[Service], reference: ReferenceData, revision: str = "") -> Snapshot:
    """The indexed picture of these services."""
    ordered = tuple(sorted(services, key=lambda service: service.id))
    size = len(ordered)
    groups: dict[str, dict[str, list[int]]] = {
        name: {} for name in ("need", "kind", "code", "language", "about", "role")
    }
    by_limits: dict[tuple[int | None, int | None], list[int]] = {}
    age_limits = tuple(get_age_limits(service, reference) for service in ordered)
    for number, service in enumerate(ordered):
        keys_by_group: dict[str, Iterable[str]] = {
            "need": service.needs,
            "kind": (service.kind,),
            "code": service.area_codes,
            "language": service.languages,
            "about": service.about,
            "role": service.roles,
        }
        for name, keys in keys_by_group.items():
            for key in keys:
                groups[name].setdefault(key, []).append(number)
        by_limits.setdefault(age_limits[number], []).append(number)
    sets = {
        name: MappingProxyType({key: build_set(numbers, size) for key, numbers in group.items()})
        for name, group in groups.items()
    }
    limits = {limit: build_set(numbers, size) for limit, numbers in by_limits.items()}
    ages = []
    for age_years in range(HIGHEST_AGE_YEARS + 1):
        fitting = 0
        for (minimum_age, maximum_age), members in limits.items():
            if (minimum_age or 0) <= age_years <= (HIGHEST_AGE_YEARS if maximum_age is None else maximum_age):
                fitting |= members
        ages.append(fitting)
    return Snapshot(
        services=ordered,
        reference=reference,
        revision=revision,
        built_at=dt.datetime.now(dt.UTC),
        numbers=MappingProxyType({service.id: number for number, service in enumerate(ordered)}),
        by_need=sets["need"],
        by_kind=sets["kind"],
        by_area_code=sets["code"],
        by_language=sets["language"],
        by_about=sets["about"],
        by_role=sets["role"],
        age_limits=age_limits,
        by_age_years=tuple(ages),
        country_wide=build_set((n for n, s in enumerate(ordered) if s.area_scope == "country"), size),
        general=build_set((n for n, s in enumerate(ordered) if s.general), size),
    )


def get_age_limits(service: Service, reference: ReferenceData) -> tuple[int | None, int | None]:
    """The stated (lowest, highest) age; where none is stated, that of the kind, None for no limit."""
    if service.minimum_age is None and service.maximum_age is None:
        return reference.typical_ages.get("kinds", {}).get(service.kind, (None, None))
    return service.minimum_age, service.maximum_age


def read_snapshot(session: Session, reference: ReferenceData) -> Snapshot:
    """The picture of the published services in the database (reads; a plain blocking call)."""
    # The revision is read first: an edit in between makes the next comparison differ, never the reverse.
    revision = get_revision(session)
    rows = session.scalars(select(ServiceRow).where(ServiceRow.status == "published"))
    dead_links = find_dead_links(session)
    return build_snapshot((to_service(row, dead_links) for row in rows), reference, revision)


def load_snapshot_from_entries(reference: ReferenceData, folder: Path = ENTRIES_FOLDER) -> Snapshot:
    """The picture of the published curated entries, without any database: the offline fallback.

    Raises:
        EntriesError: The entries have problems.
    """
    curated = load_entries(reference, folder)
    organizations = {
        key: build_organization_row(key, organization) for key, organization in curated.organizations.items()
    }
    services = []
    for item in curated.entries:
        if item.entry.status == "published":
            row = build_service_row(item)
            row.organization = organizations[item.entry.organization]
            services.append(to_service(row))
    return build_snapshot(services, reference, "entries")
