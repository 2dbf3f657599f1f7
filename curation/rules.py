"""How the catalogue is kept true: who must look at a change, and how long facts are believed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, PositiveInt


class SecondPerson(BaseModel):
    """Which changes a second person must look at, beside those of national and danger entries."""

    model_config = ConfigDict(extra="forbid")

    needed_for: list[Literal["phone", "ages"]] = ["phone", "ages"]
    without: list[str] = []


class Freshness(BaseModel):
    """How long a check is good for, in days."""

    model_config = ConfigDict(extra="forbid")

    contacts_days: PositiveInt = 180
    all_days: PositiveInt = 365
    told_before_days: int = Field(default=14, ge=0)
    told_every_days: PositiveInt = 7

    def get_due_date(self, part: str, checked_date: dt.date) -> dt.date:
        """The last day on which a check of the part ("all" or "contacts") is good."""
        days = self.contacts_days if part == "contacts" else self.all_days
        return checked_date + dt.timedelta(days=days)

    def get_soon_date(self, today: dt.date) -> dt.date:
        """The day until which a check that ends is told of."""
        return today + dt.timedelta(days=self.told_before_days)


class Rules(BaseModel):
    """The content of data/curation/rules.yml."""

    model_config = ConfigDict(extra="forbid")

    second_person: SecondPerson = SecondPerson()
    freshness: Freshness = Freshness()

    @classmethod
    def load(cls, data_folder: Path) -> Rules:
        """The rules of a data folder.

        Raises:
            pydantic.ValidationError: a rule is not in its form.
        """
        content = yaml.safe_load((data_folder / "curation" / "rules.yml").read_text(encoding="utf-8"))
        return cls.model_validate(content)
