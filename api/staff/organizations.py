"""The organisations in which roles are held: those of the catalogue, and the platform above them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.models import Organization
from staff.roles import PLATFORM


def read_organizations(session: Session, language: str, platform: str) -> Mapping[str, str]:
    """Names by key, the platform first and then by name.

    Args:
        language: of the names; where one is missing, Finnish, then any.
        platform: what the platform is called.
    """
    names = {
        row.key: next((given[code] for code in (language, "fi", *given) if code in given), row.key)
        for row in session.scalars(select(Organization))
        for given in [{one.language: one.name for one in row.names}]
    }
    return {PLATFORM: platform, **dict(sorted(names.items(), key=lambda item: item[1].casefold()))}
