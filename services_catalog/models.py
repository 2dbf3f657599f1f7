"""The catalogue's tables: what staff edit and what the snapshot is read from.

Field names follow Open Referral HSDS where it has a word (minimum_age, assured_date, …).
Source: https://docs.openreferral.org/en/v3.0.1/hsds/schema_reference.html, seen 2026-11-21.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, MetaData, String, Text, Time
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from database.columns import NAMING_CONVENTION, AwareDateTime, utc_now

ThresholdValue = bool | str | None  # True, False, "depends", or None = unknown


class CatalogueModel(DeclarativeBase):
    """Declarative root of all catalogue tables."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class ThresholdFact(TypeDecorator[ThresholdValue]):
    """A fact that is true, false, "depends" or unknown (NULL): unknown is never stored as false."""

    impl = String(7)
    cache_ok = True

    def process_bind_param(self, value: ThresholdValue, dialect: Dialect) -> str | None:
        """The fact as the column keeps it."""
        if value is None:
            return None
        if value is True:
            return "true"
        if value is False:
            return "false"
        if value == "depends":
            return "depends"
        raise ValueError(f"a threshold fact is true, false, depends or null, not {value!r}")

    def process_result_value(self, value: str | None, dialect: Dialect) -> ThresholdValue:
        """The fact out of the column."""
        return {"true": True, "false": False}.get(value, value) if value is not None else None


class County(CatalogueModel):
    """A wellbeing services county (hyvinvointialue, välfärdsområde)."""

    __tablename__ = "counties"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    # The county's local services are in the catalogue; elsewhere national and general ones are offered.
    full_care: Mapped[bool] = mapped_column(default=False)
    names: Mapped[list[CountyName]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class CountyName(CatalogueModel):
    """A county's name in one language."""

    __tablename__ = "county_names"

    county_code: Mapped[str] = mapped_column(
        ForeignKey("counties.code", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(3), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))


class Municipality(CatalogueModel):
    """A Finnish municipality and the county it belongs to."""

    __tablename__ = "municipalities"

    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    county_code: Mapped[str] = mapped_column(ForeignKey("counties.code"), index=True)
    names: Mapped[list[MunicipalityName]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    districts: Mapped[list[District]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class MunicipalityName(CatalogueModel):
    """A municipality's name in one language."""

    __tablename__ = "municipality_names"

    municipality_code: Mapped[str] = mapped_column(
        ForeignKey("municipalities.code", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(3), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))


class District(CatalogueModel):
    """A part of a municipality that people name instead of it (Leppävaara)."""

    __tablename__ = "districts"

    municipality_code: Mapped[str] = mapped_column(
        ForeignKey("municipalities.code", ondelete="CASCADE"), primary_key=True
    )
    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    names: Mapped[dict[str, str]] = mapped_column(JSON)


class Organization(CatalogueModel):
    """Who provides a service."""

    __tablename__ = "organizations"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    url: Mapped[str | None] = mapped_column(String(500))
    import_digest: Mapped[str | None] = mapped_column(String(64))
    edited_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    edited_by: Mapped[str | None] = mapped_column(String(200))
    updated_at: Mapped[dt.datetime] = mapped_column(AwareDateTime(), default=utc_now)
    names: Mapped[list[OrganizationName]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", back_populates="organization"
    )


class OrganizationName(CatalogueModel):
    """An organisation's name in one language."""

    __tablename__ = "organization_names"

    organization_key: Mapped[str] = mapped_column(
        ForeignKey("organizations.key", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(3), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    organization: Mapped[Organization] = relationship(back_populates="names")


class Service(CatalogueModel):
    """One service as staff keep it; edited_at set means an import leaves it alone."""

    __tablename__ = "services"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'published', 'archived')", name="status_known"),
        CheckConstraint("area_scope IN ('country', 'county', 'municipality')", name="area_scope_known"),
        CheckConstraint(
            "minimum_age IS NULL OR maximum_age IS NULL OR minimum_age <= maximum_age", name="ages_in_order"
        ),
    )

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    organization_key: Mapped[str] = mapped_column(ForeignKey("organizations.key"), index=True)
    kind: Mapped[str] = mapped_column(String(60), index=True)
    general: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(9), default="draft", index=True)
    emergency: Mapped[bool] = mapped_column(default=False)
    to_check: Mapped[list[str]] = mapped_column(JSON, default=list)
    minimum_age: Mapped[int | None]
    maximum_age: Mapped[int | None]
    about: Mapped[list[str]] = mapped_column(JSON, default=list)
    roles: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Girls, women, immigrants …: made for them alone, so never in place of what is for everybody.
    for_group: Mapped[str | None] = mapped_column(String(12))
    area_scope: Mapped[str] = mapped_column(String(12))
    front_door: Mapped[str | None] = mapped_column(String(12))
    # The country-wide general entry in whose place this one stands in its county.
    expanded_from_id: Mapped[str | None] = mapped_column(String(120))
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    interpreter: Mapped[bool | None]
    free: Mapped[ThresholdValue] = mapped_column(ThresholdFact())
    anonymous: Mapped[ThresholdValue] = mapped_column(ThresholdFact())
    referral_needed: Mapped[ThresholdValue] = mapped_column(ThresholdFact())
    walk_in: Mapped[ThresholdValue] = mapped_column(ThresholdFact())
    guardian_informed: Mapped[ThresholdValue] = mapped_column(ThresholdFact())
    source_url: Mapped[str | None] = mapped_column(String(500))
    source_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    source_date: Mapped[dt.date | None] = mapped_column(Date)
    source_confidence: Mapped[str | None] = mapped_column(String(4))
    assured_date: Mapped[dt.date | None] = mapped_column(Date)
    assured_by: Mapped[str | None] = mapped_column(String(200))
    # When a person last checked its numbers and hours, alone or with all the rest.
    contacts_assured_date: Mapped[dt.date | None] = mapped_column(Date)
    expires_date: Mapped[dt.date | None] = mapped_column(Date)
    import_digest: Mapped[str | None] = mapped_column(String(64))
    edited_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    edited_by: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[dt.datetime] = mapped_column(AwareDateTime(), default=utc_now)
    updated_at: Mapped[dt.datetime] = mapped_column(AwareDateTime(), default=utc_now, index=True)

    organization: Mapped[Organization] = relationship(lazy="joined")
    texts: Mapped[list[ServiceText]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", back_populates="service"
    )
    needs: Mapped[list[ServiceNeed]] = relationship(
        cascade="all, delete-orphan",
        lazy="selectin",
        back_populates="service",
        order_by="ServiceNeed.position",
    )
    areas: Mapped[list[ServiceArea]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", back_populates="service", order_by="ServiceArea.code"
    )
    contacts: Mapped[list[Contact]] = relationship(
        cascade="all, delete-orphan",
        lazy="selectin",
        back_populates="service",
        order_by="Contact.position",
    )


class ServiceText(CatalogueModel):
    """All texts of a service in one language."""

    __tablename__ = "service_texts"

    service_id: Mapped[str] = mapped_column(ForeignKey("services.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(3), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    eligibility_description: Mapped[str | None] = mapped_column(Text)
    application_process: Mapped[str | None] = mapped_column(Text)
    service: Mapped[Service] = relationship(back_populates="texts")


class ServiceNeed(CatalogueModel):
    """A need that a service answers; position 0 is the most typical one."""

    __tablename__ = "service_needs"

    service_id: Mapped[str] = mapped_column(ForeignKey("services.id", ondelete="CASCADE"), primary_key=True)
    need: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int]
    service: Mapped[Service] = relationship(back_populates="needs")


class ServiceArea(CatalogueModel):
    """A county or municipality code where a service is given; none for country-wide ones."""

    __tablename__ = "service_areas"

    service_id: Mapped[str] = mapped_column(ForeignKey("services.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    service: Mapped[Service] = relationship(back_populates="areas")


class Contact(CatalogueModel):
    """One way to reach a service, with its own hours."""

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint("type IN ('phone', 'sms', 'chat', 'web', 'email', 'visit')", name="type_known"),
        CheckConstraint("price IN ('free', 'normal', 'unknown')", name="price_known"),
        CheckConstraint(
            "hours_kind IS NULL OR hours_kind IN ('always', 'by_appointment', 'weekly')",
            name="hours_kind_known",
        ),
        Index("ix_contacts_service_id_position", "service_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id", ondelete="CASCADE"))
    position: Mapped[int]
    type: Mapped[str] = mapped_column(String(5))
    value: Mapped[str] = mapped_column(String(500))
    labels: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    price: Mapped[str] = mapped_column(String(7), default="unknown")
    minimum_age: Mapped[int | None]
    maximum_age: Mapped[int | None]
    hours_kind: Mapped[str | None] = mapped_column(String(14))
    hours_holidays: Mapped[str | None] = mapped_column(String(7))
    hours_as_of: Mapped[dt.date | None] = mapped_column(Date)
    hours_notes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    service: Mapped[Service] = relationship(back_populates="contacts")
    periods: Mapped[list[OpeningPeriod]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", back_populates="contact"
    )
    exceptional_hours: Mapped[list[ExceptionalHours]] = relationship(
        cascade="all, delete-orphan",
        lazy="selectin",
        back_populates="contact",
        order_by="(ExceptionalHours.valid_from, ExceptionalHours.opens)",
    )


class OpeningPeriod(CatalogueModel):
    """Open on one weekday from opens to closes; closes before opens means after midnight."""

    __tablename__ = "opening_periods"
    __table_args__ = (CheckConstraint("day BETWEEN 0 AND 6", name="day_of_week"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 0 = Monday
    opens: Mapped[dt.time] = mapped_column(Time, primary_key=True)
    closes: Mapped[dt.time] = mapped_column(Time)
    contact: Mapped[Contact] = relationship(back_populates="periods")


class ExceptionalHours(CatalogueModel):
    """A day, or a stretch of days, on which a contact has these hours and no others.

    Two times a day are two rows of the same days. Words: the schedules of HSDS (valid_from, valid_to), and
    the service hours of PTV of the type Exceptional, which may be closed.
    """

    __tablename__ = "exceptional_hours"
    __table_args__ = (
        CheckConstraint("valid_from <= valid_to", name="days_in_order"),
        CheckConstraint("(opens IS NULL) = (closes IS NULL)", name="times_both_or_none"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    valid_from: Mapped[dt.date] = mapped_column(Date)
    valid_to: Mapped[dt.date] = mapped_column(Date)  # The last of the days.
    opens: Mapped[dt.time | None] = mapped_column(Time)  # NULL: closed on these days.
    closes: Mapped[dt.time | None] = mapped_column(Time)
    contact: Mapped[Contact] = relationship(back_populates="exceptional_hours")


class LinkCheck(CatalogueModel):
    """What was last found behind an address of entries: curation writes it, the snapshot reads it."""

    __tablename__ = "link_checks"

    url: Mapped[str] = mapped_column(String(500), primary_key=True)
    checked_at: Mapped[dt.datetime] = mapped_column(AwareDateTime())
    next_check_at: Mapped[dt.datetime] = mapped_column(AwareDateTime(), index=True)
    answered_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    status_code: Mapped[int | None]
    # Why it did not open: "answer", "time_out", "unreachable", "certificate", "redirects", or "unsure" when
    # the check itself was turned away and a person may still get in. None when it opened.
    problem: Mapped[str | None] = mapped_column(String(12))
    redirected_to: Mapped[str | None] = mapped_column(String(500))
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    dead_since: Mapped[dt.datetime | None] = mapped_column(AwareDateTime(), index=True)


class CatalogueRevision(CatalogueModel):
    """How often the catalogue changed: one row, raised in the transaction of each change.

    The row stays locked until that transaction ends: numbers are seen in the order of the commits, whatever
    the clocks of replicas say.
    """

    __tablename__ = "catalogue_revision"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    number: Mapped[int] = mapped_column(default=0)
    # Tells a database brought back from a backup from the one that was ahead of it.
    changed_at: Mapped[dt.datetime] = mapped_column(AwareDateTime(), default=utc_now)


def get_owner(row: Any) -> Service | Organization | None:
    """The service or organisation that a changed row belongs to, None for places."""
    if isinstance(row, Service | Organization):
        return row
    if isinstance(row, ServiceText | ServiceNeed | ServiceArea | Contact):
        return row.service
    if isinstance(row, OpeningPeriod | ExceptionalHours):
        return row.contact.service if row.contact is not None else None
    if isinstance(row, OrganizationName):
        return row.organization
    return None
