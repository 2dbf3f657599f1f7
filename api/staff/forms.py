"""What the forms of several pages share: their fields as they were typed, and places to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fastapi import Request
from starlette.datastructures import FormData

from api.chat.door import Door


@dataclass(frozen=True)
class Form:
    """What stands in the fields of a form, as it was typed, and what is wrong with it.

    Args:
        errors: by field, as keys of the page's words.
    """

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


def read_fields(sent: FormData, names: Sequence[str]) -> dict[str, str]:
    """The text fields with these names; "" for one that was not sent."""
    return {name: value if isinstance(value := sent.get(name), str) else "" for name in names}


def get_door(request: Request) -> Door:
    """The front door of the chat."""
    door: Door = request.app.state.door
    return door


def list_places(door: Door, language: str) -> list[tuple[str, str]]:
    """All municipalities as (name, code), by name."""
    places = door.labels.municipalities.items()
    return sorted((names.get(language) or names["fi"], code) for code, names in places)
