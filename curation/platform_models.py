"""What the platform itself keeps: what staff tell everybody, the switch of the chat, and saved cases."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, Index, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from database.columns import NAMING_CONVENTION, AwareDateTime, utc_now


class PlatformModel(DeclarativeBase):
    """Declarative root of these tables."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Notice(PlatformModel):
    """What everybody is told who comes to the chat, from one day to another, both included."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint("area_scope IN ('country', 'county', 'municipality')", name="area_scope_known"),
        CheckConstraint("begins_on <= ends_on", name="days_in_order"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    # {"fi": …, "sv": …, "en": …}, all three.
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    # Days of Helsinki.
    begins_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date, index=True)
    area_scope: Mapped[str] = mapped_column(String(12))
    # Of the county (2 digits) or the municipality (3 digits); None for the whole country.
    area_code: Mapped[str | None] = mapped_column(String(3))
    # Taken down before its end; it stays here so that it can be seen who told what when.
    taken_down_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    # Goes up with every change: a form that began from an older one is refused.
    version: Mapped[int] = mapped_column(default=1)
    published_by: Mapped[str] = mapped_column(String(200))
    updated_at: Mapped[dt.datetime] = mapped_column(AwareDateTime(), default=utc_now)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ChatSwitch(PlatformModel):
    """Whether staff closed the chat; one row, none before it was first touched."""

    __tablename__ = "chat_switch"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    is_closed: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[dt.datetime] = mapped_column(AwareDateTime())


class Probe(PlatformModel):
    """A saved case: a person with a need, and what must and must not come to them."""

    __tablename__ = "probes"
    __table_args__ = (
        CheckConstraint("age IS NULL OR (age >= 0 AND age <= 120)", name="age_possible"),
        Index("ix_probes_removed_at", "removed_at"),
    )

    # A word for those of data/curation/probes.yml, else made of chance.
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    needs: Mapped[list[str]] = mapped_column(JSON)
    age: Mapped[int | None]
    about: Mapped[str | None] = mapped_column(String(5))
    role: Mapped[str | None] = mapped_column(String(6))
    municipality: Mapped[str] = mapped_column(String(3))
    language: Mapped[str] = mapped_column(String(3))
    # [{"sort": "kind" | "service" | "never", "key": …, "among": …}]
    expected: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # Removed ones stay, so that loading the file again does not bring them back.
    removed_at: Mapped[dt.datetime | None] = mapped_column(AwareDateTime())
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[dt.datetime] = mapped_column(AwareDateTime(), default=utc_now)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
