"""The rows of days with other hours in the form of a service: "contacts.0.exceptional_hours.2.valid_from".

A row in which nothing is typed means nothing. Rows keep their place until they are saved. Whatever is filled
in is shown and taken, however many rows it is: only the schema says that they are too many.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from api.staff.fields import Fields, get_one, read_clock, read_whole_number
from curation.content import Content
from services_catalog.entry_schema import MOST_EXCEPTIONS

ROW_FIELDS = ("valid_from", "valid_to", "closed", "opens", "closes")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EMPTY_ROWS, ROWS_ADDED = 2, 3


@dataclass(frozen=True)
class Rows:
    """What the form shows for a contact.

    Args:
        shown: the places of the rows, empty ones at the end as long as there is room for more.
        past: the rows whose days are over. are_meant: something is typed, or more rows were asked for.
        are_full: there is no room for more.
    """

    shown: tuple[int, ...]
    past: frozenset[int]
    are_meant: bool
    are_full: bool


def get_path(key: str) -> str:
    """Where in the form the rows of a contact are."""
    return f"contacts.{key}.exceptional_hours"


def build_rows(fields: Fields, key: str, today: str) -> Rows:
    """The rows of a contact.

    Args:
        today: the date, as 2026-12-24.
    """
    filled = _find_filled(fields, key)
    wanted = read_whole_number(get_one(fields, f"contacts.{key}.exception_rows")) or 0
    count = min(max(wanted, (filled[-1] + 1 if filled else 0) + EMPTY_ROWS), MOST_EXCEPTIONS)
    past = frozenset(row for row in filled if _is_past(fields, key, row, today))
    return Rows(
        shown=tuple(sorted({*range(count), *filled})),
        past=past,
        are_meant=bool(filled) or wanted > EMPTY_ROWS,
        are_full=count >= MOST_EXCEPTIONS,
    )


def add_rows(fields: Fields, key: str, today: str) -> None:
    """Show some more empty rows."""
    fields[f"contacts.{key}.exception_rows"] = [str(len(build_rows(fields, key, today).shown) + ROWS_ADDED)]


def drop_past(fields: Fields, key: str, today: str) -> None:
    """Empty the rows whose days are over."""
    for row in build_rows(fields, key, today).past:
        for name in ROW_FIELDS:
            fields.pop(f"{get_path(key)}.{row}.{name}", None)


def take_rows(fields: Fields, key: str) -> tuple[list[Content], list[str]]:
    """The exceptional hours as an entry has them, and where in the form each of them is."""
    taken, origins = [], []
    for row in _find_filled(fields, key):
        path = f"{get_path(key)}.{row}"
        taken.append(
            {
                "valid_from": get_one(fields, f"{path}.valid_from"),
                "valid_to": get_one(fields, f"{path}.valid_to") or None,
                "closed": bool(get_one(fields, f"{path}.closed")) or None,
                "opens": read_clock(get_one(fields, f"{path}.opens")) or None,
                "closes": read_clock(get_one(fields, f"{path}.closes")) or None,
            }
        )
        origins.append(path)
    return taken, origins


def write_rows(key: str, exceptions: list[Content]) -> Fields:
    """The rows of exceptional hours that are kept."""
    fields: Fields = {}
    for row, one in enumerate(exceptions):
        path = f"{get_path(key)}.{row}"
        fields[f"{path}.valid_from"] = [one["valid_from"]]
        # A single day is shown as one.
        fields[f"{path}.valid_to"] = ["" if one["valid_to"] == one["valid_from"] else one["valid_to"]]
        fields[f"{path}.closed"] = ["yes"] if one["closed"] else []
        fields[f"{path}.opens"], fields[f"{path}.closes"] = [one["opens"] or ""], [one["closes"] or ""]
    return fields


def _find_filled(fields: Fields, key: str) -> list[int]:
    name = re.compile(rf"{re.escape(get_path(key))}\.([0-9]{{1,4}})\.(?:{'|'.join(ROW_FIELDS)})")
    found = ((name.fullmatch(path), values) for path, values in fields.items())
    return sorted({int(match.group(1)) for match, values in found if match and any(map(str.strip, values))})


def _is_past(fields: Fields, key: str, row: int, today: str) -> bool:
    first, last = (get_one(fields, f"{get_path(key)}.{row}.{name}") for name in ("valid_from", "valid_to"))
    return bool(ISO_DATE.fullmatch(last or first)) and (last or first) < today
