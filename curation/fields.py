"""Content field by field: what changed between two versions, and one version out of two edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curation.content import TEXTS, Content, canonicalise

WHOLE = (
    "organization",
    "kind",
    "general",
    "emergency",
    "to_check",
    "needs",
    "minimum_age",
    "maximum_age",
    "about",
    "roles",
    "for_group",
    "area",
    "front_door",
    "languages",
    "interpreter",
    "expires_date",
)
GROUPS = ("threshold", "source")
CONTACT_FIELDS = ("type", "value", "label", "languages", "price", "minimum_age", "maximum_age", "hours")
# Each day that has hours of its own is a field: two people may add two.
EXCEPTIONS = "exceptional_hours"
TIMES = ("hours", EXCEPTIONS)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs; None where it is empty."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Collision:
    """One field that another person changed meanwhile.

    Args:
        is_open: somebody must choose: both changed it, differently, or one changed a number whose times the
            other changed.
    """

    field: str
    before: Any
    theirs: Any
    yours: Any
    is_open: bool


class ChoiceMissingError(Exception):
    """A field that both changed is without a choice; `fields` names each."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = tuple(fields)


def list_changes(before: Content, after: Content) -> list[FieldChange]:
    """The fields that differ, in the order of the form; empty when the content is equal."""
    apart = _has_same_contacts((before, after))
    old, new = split(before, apart), split(after, apart)
    return [
        FieldChange(field, old.get(field), new.get(field))
        for field in _order(old, new)
        if old.get(field) != new.get(field)
    ]


def list_first(content: Content) -> list[FieldChange]:
    """What is written in content that nothing was before, in the order of the form."""
    fields = split(content, False)
    return [
        FieldChange(field, None, fields[field])
        for field in _order(fields)
        if fields[field] not in (None, False, "", [], {})
    ]


def list_collisions(base: Content, theirs: Content, yours: Content) -> list[Collision]:
    """The fields that somebody else changed since `base`, and what `yours` says of each."""
    apart = _has_same_contacts((base, theirs, yours))
    old, other, own = split(base, apart), split(theirs, apart), split(yours, apart)
    asked = _find_times_of_other_numbers(old, other, own)
    return [
        Collision(
            field,
            old.get(field),
            other.get(field),
            own.get(field),
            is_open=own.get(field) not in (old.get(field), other.get(field)) or field in asked,
        )
        for field in _order(old, other, own)
        if other.get(field) != old.get(field)
    ]


def merge(base: Content, theirs: Content, yours: Content, choices: Mapping[str, str]) -> Content:
    """One content with what each changed.

    Args:
        choices: "theirs" or "yours" by field, for those that both changed.

    Raises:
        ChoiceMissingError: a field that both changed is not chosen.
    """
    collisions = {one.field: one for one in list_collisions(base, theirs, yours)}
    missing = [
        field
        for field, one in collisions.items()
        if one.is_open and choices.get(field) not in ("theirs", "yours")
    ]
    if missing:
        raise ChoiceMissingError(missing)
    apart = _has_same_contacts((base, theirs, yours))
    merged = split(yours, apart)
    for field, one in collisions.items():
        if not one.is_open or choices[field] == "theirs":
            merged[field] = one.theirs
    return join(merged)


def split(content: Content, contacts_apart: bool) -> dict[str, Any]:
    """Each field by its path, such as "summary.sv", "threshold.free" or "contacts.0.value".

    Exceptional hours are by their first day: "contacts.0.exceptional_hours.2026-12-24".
    """
    fields: dict[str, Any] = {}
    for name in TEXTS:
        for language, text in (content[name] or {}).items():
            fields[f"{name}.{language}"] = text
    fields.update({name: content[name] for name in WHOLE})
    for group in GROUPS:
        fields.update({f"{group}.{name}": value for name, value in content[group].items()})
    if not contacts_apart:
        fields["contacts"] = content["contacts"]
        return fields
    for place, contact in enumerate(content["contacts"]):
        fields.update({f"contacts.{place}.{name}": contact[name] for name in CONTACT_FIELDS})
        for one in contact.get(EXCEPTIONS) or ():
            fields.setdefault(f"contacts.{place}.{EXCEPTIONS}.{one['valid_from']}", []).append(one)
    return fields


def join(fields: Mapping[str, Any]) -> Content:
    """The content of these fields: the reverse of split."""
    content: Content = {name: {} for name in TEXTS}
    content.update({name: fields[name] for name in WHOLE})
    content.update({group: {} for group in GROUPS})
    contacts: dict[int, Content] = {}
    for path, value in fields.items():
        head, _, rest = path.partition(".")
        if head in GROUPS or (head in TEXTS and value is not None):
            content[head][rest] = value
        elif head == "contacts" and rest:
            place, _, name = rest.partition(".")
            contact = contacts.setdefault(int(place), {})
            if name.startswith(f"{EXCEPTIONS}."):
                contact[EXCEPTIONS] = [*contact.get(EXCEPTIONS, ()), *(value or ())]
            else:
                contact[name] = value
    for name in TEXTS:
        content[name] = content[name] or None
    content["contacts"] = fields.get("contacts", [contacts[place] for place in sorted(contacts)])
    return canonicalise(content)


def _has_same_contacts(contents: Sequence[Content]) -> bool:
    # Contacts have no ids: only where all versions have the same ones in the same places do their fields
    # correspond; else the list is compared as a whole. The first content is what the others began with.
    base, *others = ([_get_address(one) for one in content["contacts"]] for content in contents)
    types = [kind for kind, _ in base]
    return all(
        [kind for kind, _ in other] == types
        # A number that moved took its hours along: its place says no more whose they are.
        and not any(new != old and new in base for old, new in zip(base, other, strict=True))
        for other in others
    )


def _get_address(contact: Content) -> tuple[str, str]:
    return contact["type"], contact["value"]


def _find_times_of_other_numbers(
    old: Mapping[str, Any], other: Mapping[str, Any], own: Mapping[str, Any]
) -> set[str]:
    # Times that one gave a number which the other replaced would land on the new one: that is asked, by the
    # fields of whoever was first.
    asked = set()
    for field in {*old, *other, *own}:
        head, place, name, *_ = [*field.split("."), "", ""]
        if head != "contacts" or name not in TIMES:
            continue
        number = f"contacts.{place}.value"
        if own.get(number) == other.get(number):
            continue
        if own.get(number) != old.get(number) and other.get(field) != old.get(field):
            asked.add(field)
        if other.get(number) != old.get(number) and own.get(field) != old.get(field):
            asked.add(number)
    return asked


def _order(*splits: Mapping[str, Any]) -> list[str]:
    fields: dict[str, None] = {}
    for one in splits:
        fields.update(dict.fromkeys(one))
    order = [*TEXTS, *WHOLE, *GROUPS, "contacts"]
    return sorted(fields, key=lambda field: order.index(field.partition(".")[0]))
