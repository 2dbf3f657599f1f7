"""The table of figures: how often something happened on a day, by at most two things at once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from database.columns import NAMING_CONVENTION


class UsageModel(DeclarativeBase):
    """Declarative root of the tables of figures."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class UsageCount(UsageModel):
    """A number. There is no room for a third thing, nor for anything that could tie two rows together."""

    __tablename__ = "usage_counts"

    # Of Helsinki.
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    first_dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    second_dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    # Empty where it is not known.
    first_value: Mapped[str] = mapped_column(String(120), primary_key=True)
    second_value: Mapped[str] = mapped_column(String(120), primary_key=True)
    number: Mapped[int]
