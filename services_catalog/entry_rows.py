"""Turns checked entries into rows of the database."""

from __future__ import annotations

import datetime as dt
import hashlib

from pydantic import BaseModel

from services_catalog import models
from services_catalog.entry_files import CuratedEntry
from services_catalog.entry_schema import DAYS, Contact, Entry, Organization


def get_digest(model: BaseModel, *more: str) -> str:
    """A fingerprint of an entry's content: equal content, equal digest."""
    return hashlib.sha256("\n".join((model.model_dump_json(), *more)).encode()).hexdigest()


def build_organization_row(key: str, organization: Organization) -> models.Organization:
    """An organisation's row with its names."""
    return models.Organization(
        key=key,
        url=organization.url,
        import_digest=get_digest(organization),
        names=[
            models.OrganizationName(language=language, name=name)
            for language, name in organization.name.items()
        ],
    )


def build_service_row(item: CuratedEntry) -> models.Service:
    """A service's row with texts, needs, areas and contacts; the organisation by key only."""
    entry = item.entry
    threshold = entry.threshold
    return models.Service(
        id=item.id,
        organization_key=entry.organization,
        kind=entry.kind,
        general=entry.general,
        status=entry.status,
        emergency=entry.emergency,
        to_check=list(entry.to_check),
        minimum_age=entry.minimum_age,
        maximum_age=entry.maximum_age,
        about=list(entry.about),
        roles=list(entry.roles),
        for_group=entry.for_group,
        area_scope=entry.area.scope,
        front_door=entry.front_door,
        expanded_from_id=item.expanded_from_id,
        languages=list(entry.languages),
        interpreter=entry.interpreter,
        free=threshold.free,
        anonymous=threshold.anonymous,
        referral_needed=threshold.referral_needed,
        walk_in=threshold.walk_in,
        guardian_informed=threshold.guardian_informed,
        source_url=entry.source.url,
        source_ids=list(entry.source.ids),
        source_date=entry.source.date,
        source_confidence=entry.source.confidence,
        expires_date=entry.expires_date,
        import_digest=get_digest(entry, item.id, item.expanded_from_id or ""),
        texts=[build_text_row(entry, language) for language in entry.name],
        needs=[models.ServiceNeed(need=need, position=position) for position, need in enumerate(entry.needs)],
        areas=[models.ServiceArea(code=code) for code in sorted(entry.area.codes)],
        contacts=[build_contact_row(contact, position) for position, contact in enumerate(entry.contacts)],
    )


def build_text_row(entry: Entry, language: str) -> models.ServiceText:
    """All of an entry's texts in one language."""
    return models.ServiceText(
        language=language,
        name=entry.name[language],
        summary=(entry.summary or {}).get(language),
        description=(entry.description or {}).get(language),
        eligibility_description=(entry.eligibility_description or {}).get(language),
        application_process=(entry.application_process or {}).get(language),
    )


def build_contact_row(contact: Contact, position: int) -> models.Contact:
    """A contact's row with its opening periods and exceptional days."""
    hours = contact.hours
    kind: str | None = None
    holidays: str | None = None
    as_of: dt.date | None = None
    notes: dict[str, str] = {}
    periods: list[models.OpeningPeriod] = []
    if hours is not None:
        kind = "always" if hours.always else "by_appointment" if hours.by_appointment else "weekly"
        holidays, as_of, notes = hours.holidays, hours.as_of, dict(hours.note or {})
        periods = [
            models.OpeningPeriod(day=DAYS.index(day), opens=period.opens, closes=period.closes)
            for period in hours.weekly or ()
            for day in period.days
        ]
    return models.Contact(
        position=position,
        type=contact.type,
        value=contact.value,
        labels=dict(contact.label or {}),
        languages=list(contact.languages),
        price=contact.price,
        minimum_age=contact.minimum_age,
        maximum_age=contact.maximum_age,
        hours_kind=kind,
        hours_holidays=holidays,
        hours_as_of=as_of,
        hours_notes=notes,
        periods=periods,
        exceptional_hours=[
            models.ExceptionalHours(
                valid_from=one.valid_from,
                valid_to=one.valid_to or one.valid_from,
                opens=one.opens,
                closes=one.closes,
            )
            for one in contact.exceptional_hours
        ],
    )
