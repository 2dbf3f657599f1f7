"""Loads the curated entries into the database, all or nothing, never over what staff have edited."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from database.connections import retry_when_locked
from services_catalog import models
from services_catalog.entry_files import ENTRIES_FOLDER, CuratedEntries, load_entries
from services_catalog.entry_rows import build_organization_row, build_service_row, get_digest
from services_catalog.reference_data import ReferenceData, fold

# Any fixed number: two replicas that start together load one after the other.
POSTGRESQL_LOCK = 5_309_001


@dataclass
class LoadReport:
    """What a load did, as ids in order."""

    inserted: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept_for_staff: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{len(self.inserted)} inserted, {len(self.updated)} updated, {len(self.unchanged)} unchanged, "
            f"{len(self.kept_for_staff)} kept as staff edited them, {len(self.archived)} archived"
        )


def load_catalogue(engine: Engine, reference: ReferenceData, folder: Path = ENTRIES_FOLDER) -> LoadReport:
    """What was loaded from the entries (writes, in one transaction; a second run changes nothing).

    Rows that staff have edited or assured stay as they are. Rows whose entry is gone are archived.

    Raises:
        EntriesError: The entries have problems; the database is untouched.
        DatabaseBusyError: Another writer kept the lock.
    """
    curated = load_entries(reference, folder)
    return retry_when_locked(lambda: write_catalogue(engine, reference, curated))


def write_catalogue(engine: Engine, reference: ReferenceData, curated: CuratedEntries) -> LoadReport:
    """One attempt at writing everything."""
    with Session(engine, info={"importing": True}) as session, session.begin():
        if engine.dialect.name == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRESQL_LOCK})
        write_places(session, reference)
        write_organizations(session, curated)
        return write_services(session, curated)


def write_places(session: Session, reference: ReferenceData) -> None:
    """Counties, municipalities and districts as places.yml has them; only what differs is written."""
    counties = {row.code: row for row in session.scalars(select(models.County))}
    for county in reference.counties.values():
        row = counties.get(county.code) or models.County(code=county.code)
        row.slug, row.full_care = county.slug, county.full_care
        known_county_names = {name.language: name for name in row.names}
        for language, name in county.names.items():
            if language in known_county_names:
                known_county_names[language].name = name
            else:
                row.names.append(models.CountyName(language=language, name=name))
        session.add(row)
    session.flush()
    municipalities = {row.code: row for row in session.scalars(select(models.Municipality))}
    for place in reference.municipalities.values():
        place_row = municipalities.get(place.code) or models.Municipality(code=place.code)
        place_row.county_code = place.county_code
        known_names = {name.language: name for name in place_row.names}
        for language, name in place.names.items():
            if language in known_names:
                known_names[language].name = name
            else:
                place_row.names.append(models.MunicipalityName(language=language, name=name))
        known_districts = {district.slug: district for district in place_row.districts}
        for names in place.districts:
            slug = to_slug(names["fi"])
            if slug in known_districts:
                known_districts[slug].names = dict(names)
            else:
                known_districts[slug] = models.District(slug=slug, names=dict(names))
                place_row.districts.append(known_districts[slug])
        session.add(place_row)
    session.flush()


def to_slug(name: str) -> str:
    """A name in small ASCII letters and hyphens."""
    plain = unicodedata.normalize("NFKD", fold(name)).encode("ascii", "ignore").decode()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


def write_organizations(session: Session, curated: CuratedEntries) -> None:
    """Inserts or replaces the organisations that staff have not edited."""
    known = {row.key: row for row in session.scalars(select(models.Organization))}
    for key, organization in curated.organizations.items():
        row = known.get(key)
        if row is None:
            session.add(build_organization_row(key, organization))
        elif row.edited_at is None and row.import_digest != get_digest(organization):
            row.url, row.import_digest = organization.url, get_digest(organization)
            row.names.clear()
            session.flush()
            row.names.extend(
                models.OrganizationName(language=language, name=name)
                for language, name in organization.name.items()
            )
    session.flush()


def write_services(session: Session, curated: CuratedEntries) -> LoadReport:
    """Inserts, replaces or archives services; rows of staff are kept."""
    report = LoadReport()
    known = {row.id: row for row in session.scalars(select(models.Service))}
    for item in curated.entries:
        row = known.pop(item.id, None)
        if row is not None and is_kept_for_staff(row):
            report.kept_for_staff.append(item.id)
            continue
        fresh = build_service_row(item)
        if row is None:
            session.add(fresh)
            report.inserted.append(item.id)
        elif row.import_digest == fresh.import_digest:
            report.unchanged.append(item.id)
            continue
        else:
            replace_content(session, row, fresh)
            report.updated.append(item.id)
    for row in known.values():
        if row.import_digest is not None and not is_kept_for_staff(row) and row.status != "archived":
            row.status, row.import_digest = "archived", ""
            report.archived.append(row.id)
    session.flush()
    return report


def replace_content(session: Session, row: models.Service, fresh: models.Service) -> None:
    """Gives a row the columns and parts of a fresh one; the row itself stays, as others may refer to it."""
    for column in models.Service.__table__.columns:
        if column.key not in ("id", "created_at", "updated_at"):
            setattr(row, column.key, getattr(fresh, column.key))
    for part in ("texts", "needs", "areas", "contacts"):
        parts = list(getattr(fresh, part))
        getattr(fresh, part).clear()
        getattr(row, part).clear()
        # Old parts go first: the new ones have the same keys.
        session.flush()
        getattr(row, part).extend(parts)
    session.flush()


def is_kept_for_staff(row: models.Service) -> bool:
    """Whether staff have edited or assured the row, so that an import must leave it."""
    is_assured = row.assured_date is not None or row.contacts_assured_date is not None
    return is_assured or row.edited_at is not None
