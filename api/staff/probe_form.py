"""The form of a probe: its fields out of a case, and a case out of what was typed."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request

from api.chat.door import Door
from api.staff.access import get_room
from api.staff.curating import Tell
from api.staff.fields import read_whole_number
from api.staff.forms import get_door
from curation.probe_cases import Case, Expectation
from curation.saved_probes import MOST_NEEDS, ProbeInvalidError
from services_catalog.models import Service as ServiceRow

REASONS = ("reason", "remove_reason")
# Rows of the form for each sort of expectation; a probe never has more.
ROWS = (1, 2, 3, 4)
NEEDS = range(1, MOST_NEEDS + 1)
FIELDS = (
    *("name", "age", "about", "role", "municipality", "language", *REASONS),
    *(f"need_{place}" for place in NEEDS),
    *(f"{sort}_{row}" for sort in ("kind", "service", "never") for row in ROWS),
    *(f"{sort}_among_{row}" for sort in ("kind", "service") for row in ROWS),
)


def read_case(request: Request, values: dict[str, str]) -> Case:
    """The case as it was typed.

    Raises:
        ProbeInvalidError: a service is none, or the age is no number.
    """
    errors = {}
    age = read_whole_number(values["age"])
    if values["age"].strip() and age is None:
        errors["age"] = "age_wrong"
    expected = []
    for row in ROWS:
        if kind := values[f"kind_{row}"]:
            expected.append(Expectation("kind", kind, to_among(values[f"kind_among_{row}"])))
    for sort in ("service", "never"):
        for row in ROWS:
            if words := values[f"{sort}_{row}"].strip():
                service_id = find_service_id(request, words)
                if service_id is None:
                    errors[f"{sort}_{row}"] = "service_unknown"
                elif sort == "service":
                    among = to_among(values[f"service_among_{row}"])
                    expected.append(Expectation("service", service_id, among))
                else:
                    expected.append(Expectation("never", service_id))
    if errors:
        raise ProbeInvalidError(errors)
    return Case(
        name=values["name"],
        needs=tuple(dict.fromkeys(need for place in NEEDS if (need := values[f"need_{place}"]))),
        municipality=values["municipality"],
        language=values["language"],
        expected=tuple(expected),
        age=age,
        about=values["about"] or None,
        role=values["role"] or None,
    )


def to_among(text: str) -> int:
    """How many first cards are meant; one unless told."""
    among = read_whole_number(text)
    return 1 if among is None else among


def find_service_id(request: Request, words: str) -> str | None:
    """The id of the service with this id, published or not, or with exactly this name in some language."""
    snapshot = get_door(request).catalogue.snapshot
    if words in snapshot.numbers or get_room(request).work(lambda session: session.get(ServiceRow, words)):
        return words
    wanted = words.casefold()
    found = [
        service.id
        for service in snapshot.services
        if wanted in {name.casefold() for name in service.names.values()}
    ]
    return found[0] if len(found) == 1 else None


def to_fields(case: Case) -> dict[str, str]:
    """The fields of a case."""
    values = dict.fromkeys(FIELDS, "")
    values |= {"name": case.name, "municipality": case.municipality, "language": case.language}
    values |= {
        "age": "" if case.age is None else str(case.age),
        "about": case.about or "",
        "role": case.role or "",
    }
    values |= {f"need_{place}": need for place, need in enumerate(case.needs, 1)}
    for sort in ("kind", "service", "never"):
        for row, one in enumerate((one for one in case.expected if one.sort == sort), 1):
            values[f"{sort}_{row}"] = one.key
            if sort != "never":
                values[f"{sort}_among_{row}"] = str(one.among)
    return values


def list_others(
    door: Door, tell: Tell, language: str, other: Mapping[str, str], typed: Mapping[str, str]
) -> list[tuple[str, str]]:
    """What somebody else saved meanwhile and was typed differently, as field and value in words."""
    return [
        (_name_field(tell, name), _say_value(door, tell, language, name, value))
        for name, value in other.items()
        # Each change has a reason of its own.
        if name not in REASONS and value != typed.get(name, "")
    ]


def _name_field(tell: Tell, name: str) -> str:
    if name in ("about", "role"):
        return tell(f"try.fact.{name}")
    stem, _, row = name.rpartition("_")
    return tell(f"probes.field.{name}") or tell(f"probes.field.{stem}", row=row)


def _say_value(door: Door, tell: Tell, language: str, name: str, value: str) -> str:
    stem = name.rpartition("_")[0]
    if not value:
        return "–"
    if stem == "need":
        return door.labels.need(value, language)
    if stem == "kind":
        return door.labels.kind(value, language)
    if name == "municipality":
        return door.labels.municipality(value, language)
    words = {"language": "probes.language.", "about": "try.about.", "role": "try.role.is_"}.get(name)
    return (tell(f"{words}{value}") if words else "") or value
