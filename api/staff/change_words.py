"""What was changed, in the words of people: names of fields, and what stood in them before and after."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session

from api.chat.door import Door
from api.staff.access import Visit, get_room
from api.staff.curating import FieldWords, find_organization_names, get_door, make_tell, to_date
from api.staff.drawing import show_moment
from api.staff.notices import name_area
from curation.probe_cases import Expectation

SERVICE = "service"
# Where the words for the fields of these stand.
FIELD_WORDS = {"notice": "notices.field", "probe": "probes.field", "inbox": "inboxes.field"}
DATE = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")


class ChangeWords:
    """The words of one page.

    Args:
        organizations: names by key.
    """

    def __init__(self, request: Request, visit: Visit, organizations: Mapping[str, str]) -> None:
        self._tell, self._language = make_tell(request, visit), visit.language
        self._door: Door = get_door(request)
        self._fields = FieldWords(self._tell, self._door.labels, organizations, visit.language)
        self._organizations = organizations

    @classmethod
    def of(cls, request: Request, visit: Visit) -> ChangeWords:
        """The words with the organisations of the catalogue (reads)."""

        def read(session: Session) -> dict[str, str]:
            return find_organization_names(session, visit.language)

        return cls(request, visit, get_room(request).work(read))

    def name(self, kind: str, field: str) -> str:
        """What a field of this kind of thing is called."""
        found = ""
        if kind in FIELD_WORDS:
            found = self._tell(f"{FIELD_WORDS[kind]}.{field}")
        elif kind == SERVICE:
            found = self._fields.name(field)
        # What no form has, such as the state that publishing sets.
        return found if found not in ("", field) else self._tell(f"changes.field.{field}") or field

    def value(self, kind: str, field: str, value: Any) -> str:
        """What stood in a field; several lines where it holds several things."""
        try:
            return self._say(kind, field, value)
        except (KeyError, TypeError, ValueError, AttributeError):
            # The log keeps what fields were long ago: better as it was than not at all.
            return str(value)

    def _say(self, kind: str, field: str, value: Any) -> str:
        if isinstance(value, bool):
            return self._tell("changes.is_so" if value else "changes.is_not_so")
        if kind == SERVICE and field == "status":
            return self._tell(f"services.state.{value}") or str(value)
        if kind == "notice" and field == "area":
            scope, _, code = value.partition(" ")
            return name_area(self._door, scope, code or None, self._language)
        if isinstance(value, str) and MOMENT.fullmatch(value):
            return show_moment(dt.datetime.fromisoformat(value))
        if isinstance(value, str) and DATE.fullmatch(value):
            return to_date(value)
        if kind == SERVICE:
            return self._fields.value(field, value)
        if isinstance(value, dict):
            return "\n".join(f"{key}: {one}" for key, one in value.items())
        if isinstance(value, list | tuple):
            return "\n".join(self._say_key(field, one) for one in value) or "–"
        return self._say_key(field, value)

    def _say_key(self, field: str, key: Any) -> str:
        labels, language = self._door.labels, self._language
        if field == "needs":
            return labels.need(key, language)
        if field == "kinds":
            return labels.kind(key, language)
        if field == "area_codes":
            return labels.county(key, language) if len(key) == 2 else labels.municipality(key, language)
        if field == "municipality":
            return labels.municipality(key, language)
        if field == "organization_key":
            return self._organizations.get(key, key)
        if field == "expected":
            one = Expectation(key["sort"], key["key"], key.get("among") or 1)
            name = labels.kind(one.key, language) if one.sort == "kind" else one.key
            return self._tell(f"probes.expected.{one.sort}", name=name, among=one.among)
        return str(key)
