"""What everybody is told who comes to the chat now or later, and whether the chat is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from curation import platform_models as models
from services_catalog.opening import HELSINKI
from services_catalog.service import AreaScope


@dataclass(frozen=True)
class Notice:
    """A notice as it is told."""

    id: str
    texts: Mapping[str, str]
    begins_on: dt.date
    ends_on: dt.date
    area_scope: AreaScope
    area_code: str | None

    def is_told(self, today: dt.date, municipality: str, county: str | None) -> bool:
        """Whether it is told on this day on the page of this municipality (codes)."""
        if not self.begins_on <= today <= self.ends_on:
            return False
        places = {"country": None, "county": county, "municipality": municipality}
        return self.area_code == places[self.area_scope]


@dataclass(frozen=True)
class Announcements:
    """What is told now or later, and whether staff closed the chat; kept in memory by the front door."""

    notices: tuple[Notice, ...] = ()
    is_chat_closed: bool = False

    def find_told(self, now: dt.datetime, municipality: str, county: str | None) -> list[Notice]:
        """The notices for the page of a municipality at this moment, those that end first before others."""
        today = now.astimezone(HELSINKI).date()
        return [notice for notice in self.notices if notice.is_told(today, municipality, county)]


def read_announcements(session: Session, now: dt.datetime) -> Announcements:
    """What the database says now (reads); notices that have ended or were taken down are left out."""
    today = now.astimezone(HELSINKI).date()
    rows = session.scalars(
        select(models.Notice)
        .where(models.Notice.taken_down_at.is_(None), models.Notice.ends_on >= today)
        .order_by(models.Notice.ends_on, models.Notice.id)
    )
    switch = session.get(models.ChatSwitch, 1)
    return Announcements(tuple(map(_to_notice, rows)), bool(switch and switch.is_closed))


def _to_notice(row: models.Notice) -> Notice:
    scopes: dict[str, AreaScope] = {"country": "country", "county": "county"}
    return Notice(
        id=row.id,
        texts=MappingProxyType(dict(row.texts)),
        begins_on=row.begins_on,
        ends_on=row.ends_on,
        area_scope=scopes.get(row.area_scope, "municipality"),
        area_code=row.area_code,
    )
