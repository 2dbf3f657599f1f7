"""Which translations may be untrue: the source language changed its meaning after them, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from curation.content import TEXTS, Content, get_source_language
from curation.models import Version

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StaleText:
    """A text that its source has left behind.

    Args:
        field: such as "summary.sv" or "contacts.0.label.sv". since: number of the version that changed the
            source.
        before: the source as the translation knew it, None when there was none.
    """

    field: str
    since: int
    before: str | None


def find_stale(versions: Sequence[Version]) -> dict[str, StaleText]:
    """Stale texts by field, after the last of these versions (all of a service, oldest first).

    A text is stale when the source language changed in a later version than the text itself did, unless that
    change was marked as minor, or a person confirmed the text since. A text that is missing is not stale.
    """
    stale: dict[str, StaleText] = {}
    for before, after in zip(versions, versions[1:], strict=False):
        source = get_source_language(after.content)
        places = match_contacts(before.content["contacts"], after.content["contacts"])
        stale = _move_along(stale, {old: new for new, old in places.items()})
        for field, old, new in _pair_texts(before.content, after.content, places):
            source_changed = old.get(source) != new.get(source)
            for language in {*old, *new} - {source}:
                path = f"{field}.{language}"
                if language not in new or old.get(language) != new.get(language) or path in after.confirmed:
                    stale.pop(path, None)
                elif source_changed and not after.is_minor:
                    first = stale.get(path)
                    stale[path] = StaleText(path, after.number, first.before if first else old.get(source))
    return stale


def match_contacts(before: Sequence[Content], after: Sequence[Content]) -> dict[int, int]:
    """Which contact was which: places before by places after; new contacts are left out.

    Contacts have no ids. One with the same number or address is the same wherever it stands; one of the same
    kind in the same place got another number.
    """
    found: dict[int, int] = {}
    left = dict(enumerate(before))
    for place, contact in enumerate(after):
        same = (old for old, one in left.items() if _get_address(one) == _get_address(contact))
        if (old := next(same, None)) is not None:
            found[place] = old
            del left[old]
    for place, contact in enumerate(after):
        if place not in found and place in left and left[place]["type"] == contact["type"]:
            found[place] = place
            del left[place]
    return found


def _get_address(contact: Content) -> tuple[str, str]:
    return contact["type"], contact["value"]


def _pair_texts(
    before: Content, after: Content, places: Mapping[int, int]
) -> Iterator[tuple[str, Texts, Texts]]:
    """Every text by its field after, as (field, by language before, by language after)."""
    for field in TEXTS:
        yield field, before[field] or {}, after[field] or {}
    for new, old in places.items():
        for field, texts in _list_texts(after["contacts"][new]):
            yield f"contacts.{new}.{field}", dict(_list_texts(before["contacts"][old]))[field], texts


def _list_texts(contact: Content) -> list[tuple[str, Texts]]:
    hours: Mapping[str, Any] = contact.get("hours") or {}
    return [("label", contact.get("label") or {}), ("hours.note", hours.get("note") or {})]


def _move_along(stale: Mapping[str, StaleText], moved: Mapping[int, int]) -> dict[str, StaleText]:
    """The same with the texts of contacts where these are now; of contacts that are gone none."""
    kept = {}
    for path, one in stale.items():
        head, _, rest = path.partition(".")
        if head == "contacts":
            place, _, inner = rest.partition(".")
            if int(place) not in moved:
                continue
            path = f"contacts.{moved[int(place)]}.{inner}"
        kept[path] = replace(one, field=path)
    return kept
