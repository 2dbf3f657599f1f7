"""Everything the database knows of one entry, read for a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from api.staff.curating import to_days
from curation.finding import TEXT_FIELDS
from services_catalog import models
from staff.models import Change

FACTS = ("free", "anonymous", "referral_needed", "walk_in", "guardian_informed")
LANGUAGES = ("fi", "sv", "en")
LATEST = 10


@dataclass(frozen=True)
class Sheet:
    """One entry.

    Args:
        languages: in which a column of texts is shown: Finnish, Swedish and English, then any others.
        texts: by field and language, where written.
        links: what was last found behind each address; those never checked are left out.
        versions: ids of the counties' versions of a general entry.
        changes: the last ones, newest first.
    """

    service: models.Service
    languages: list[str]
    texts: dict[str, dict[str, str]]
    links: dict[str, models.LinkCheck]
    versions: list[str]
    changes: list[Change]


def build_sheet(session: Session, service_id: str, scope: ColumnElement[bool]) -> Sheet | None:
    """The entry with its links and last changes; None if there is none.

    Args:
        scope: the changes that whoever looks may see.
    """
    service = session.get(models.Service, service_id)
    if service is None:
        return None
    texts: dict[str, dict[str, str]] = {}
    for field in ("name", *TEXT_FIELDS):
        texts[field] = {text.language: value for text in service.texts if (value := getattr(text, field))}
    others = sorted({text.language for text in service.texts} - set(LANGUAGES))
    urls = [contact.value for contact in service.contacts if contact.type in ("web", "chat")]
    checks = select(models.LinkCheck).where(models.LinkCheck.url.in_([*urls, service.source_url or ""]))
    versions = select(models.Service.id).where(models.Service.expanded_from_id == service_id)
    changes = (
        select(Change)
        .where(Change.subject_kind == "service", Change.subject_id == service_id, scope)
        .order_by(Change.at.desc(), Change.id.desc())
        .limit(LATEST)
    )
    return Sheet(
        service=service,
        languages=[*LANGUAGES, *others],
        texts=texts,
        links={check.url: check for check in session.scalars(checks)},
        versions=sorted(session.scalars(versions)),
        changes=list(session.scalars(changes)),
    )


def list_hours(contact: models.Contact) -> list[tuple[int, str]]:
    """The weekly openings of a contact as (day, "9.00–16.00"), Monday 0, in order."""
    periods = sorted(contact.periods, key=lambda period: (period.day, period.opens))
    return [(period.day, f"{_clock(period.opens)}–{_clock(period.closes)}") for period in periods]


def list_exceptions(contact: models.Contact) -> list[tuple[str, str | None]]:
    """Days with other hours as ("24.12.2026", "9.00–12.00"), in order; None instead of times when closed."""
    listed = []
    for one in contact.exceptional_hours:
        days = to_days(one.valid_from, one.valid_to)
        listed.append((days, f"{_clock(one.opens)}–{_clock(one.closes)}" if one.opens else None))
    return listed


def _clock(time: Any) -> str:
    return f"{time.hour}.{time.minute:02}"
