"""The tables of curation: versions of services, who checked them when, and who was reminded."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from database.columns import NAMING_CONVENTION, AwareDateTime

OPEN_STATES = ("working", "in_review", "approved", "rejected")


class CurationModel(DeclarativeBase):
    """Declarative root of all tables of curation."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Version(CurationModel):
    """The whole content of a service as somebody saved it. Never changed after; only its state moves."""

    __tablename__ = "service_versions"
    __table_args__ = (
        UniqueConstraint("service_id", "number", name="uq_service_versions_number"),
        CheckConstraint(
            "state IN ('working', 'in_review', 'approved', 'published', 'rejected', 'replaced')",
            name="state_known",
        ),
        CheckConstraint("makes IN ('published', 'archived')", name="makes_known"),
        Index("ix_service_versions_state", "state", "publish_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    service_id: Mapped[str] = mapped_column(String(120))
    number: Mapped[int]
    # The version that its author had before them; None for the first.
    based_on: Mapped[int | None]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(9))
    # What publishing it does to the service.
    makes: Mapped[str] = mapped_column(String(9), default="published")
    # The meaning did not change: translations stay true.
    is_minor: Mapped[bool] = mapped_column(default=False)
    # Texts, as "summary.sv", that a person found true although the source language had changed.
    confirmed: Mapped[list[str]] = mapped_column(JSON, default=list)
    author_id: Mapped[str | None] = mapped_column(String(32))
    author_name: Mapped[str] = mapped_column(String(200))
    saved_at: Mapped[dt.datetime] = mapped_column(AwareDateTime())
    why: Mapped[str | None] = mapped_column(Text)
    publish_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    reviewer_id: Mapped[str | None] = mapped_column(String(32))
    reviewer_name: Mapped[str | None] = mapped_column(String(200))
    reviewed_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    # Why it was rejected; or which probes it was approved to break, and why.
    review_reason: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())


class Check(CurationModel):
    """A person looked at the provider's own page and found a service, or its contacts, true."""

    __tablename__ = "service_checks"
    __table_args__ = (
        CheckConstraint("part IN ('all', 'contacts')", name="part_known"),
        Index("ix_service_checks_service", "service_id", "part", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    service_id: Mapped[str] = mapped_column(String(120))
    part: Mapped[str] = mapped_column(String(8))
    at: Mapped[dt.datetime] = mapped_column(AwareDateTime())
    account_id: Mapped[str] = mapped_column(String(32))
    account_name: Mapped[str] = mapped_column(String(200))
    # Of the content that was looked at.
    digest: Mapped[str] = mapped_column(String(64))


class Reminder(CurationModel):
    """When a person may next be mailed of what is to be checked."""

    __tablename__ = "check_reminders"

    account_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    next_at: Mapped[dt.datetime] = mapped_column(AwareDateTime())
    sent_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    attempts: Mapped[int] = mapped_column(default=0)
