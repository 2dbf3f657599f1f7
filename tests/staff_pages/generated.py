"""Made-up entries in a database, as many as wanted, with texts as long as those of the curated ones."""

from __future__ import annotations

import datetime as dt
import itertools

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from services_catalog import models
from services_catalog.benchmark import generate_services
from services_catalog.reference_data import ReferenceData

STATES = ("published", "published", "published", "draft", "archived")
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def add_generated(engine: Engine, reference: ReferenceData, count: int) -> None:
    """Add made-up entries to those of the database; their texts are those of its entries in turn."""
    services = generate_services(reference, count)
    with Session(engine) as session, session.begin():
        session.execute(insert(models.Organization), [{"key": "generated", "updated_at": NOW}])
        known = session.scalars(select(models.ServiceText).order_by(models.ServiceText.service_id)).all()
        texts = [
            {column.key: getattr(row, column.key) for column in models.ServiceText.__table__.columns}
            for row in known
        ]
        by_entry = [list(group) for _, group in itertools.groupby(texts, lambda text: text["service_id"])]
        columns = {column.key for column in models.Service.__table__.columns}
        rows, text_rows, need_rows, area_rows, contact_rows = [], [], [], [], []
        for number, service in enumerate(services):
            values = {key: value for key, value in asdict_shallow(service).items() if key in columns}
            for key in ("about", "roles", "languages"):
                values[key] = sorted(values[key])
            rows.append(
                {
                    **values,
                    "status": STATES[number % len(STATES)],
                    "to_check": [],
                    "source_ids": [],
                    "source_url": f"https://example{number % 300}.fi/{number}",
                    "created_at": NOW,
                    "updated_at": NOW,
                }
            )
            text_rows.extend({**text, "service_id": service.id} for text in by_entry[number % len(by_entry)])
            need_rows.extend(
                {"service_id": service.id, "need": need, "position": place}
                for place, need in enumerate(service.needs)
            )
            area_rows.extend({"service_id": service.id, "code": code} for code in set(service.area_codes))
            contact_rows.extend(
                {"service_id": service.id, "position": place, "type": "phone", "value": f"010 {number:07}"}
                | {"labels": {}, "languages": ["fi"], "price": "unknown", "hours_notes": {}}
                for place, _ in enumerate(service.contacts)
            )
        session.execute(insert(models.Service), rows)
        session.execute(insert(models.ServiceText), text_rows)
        session.execute(insert(models.ServiceNeed), need_rows)
        session.execute(insert(models.ServiceArea), area_rows)
        session.execute(insert(models.Contact), contact_rows)


def asdict_shallow(service: object) -> dict[str, object]:
    """The fields of a record, as they are."""
    return {name: getattr(service, name) for name in service.__dataclass_fields__}  # type: ignore[attr-defined]
