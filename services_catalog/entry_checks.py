"""Checks of entries against each other, the data they name and the rules of publishing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from services_catalog.entry_schema import Entry, FrontDoor, Organization
from services_catalog.reference_data import ReferenceData

PUBLISHED_TEXTS = ("summary", "description", "eligibility_description", "application_process")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to correct in the entries."""

    file: str
    field: str
    advice: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.advice}"


def find_entry_problems(
    file: str,
    entry: Entry,
    reference: ReferenceData,
    organizations: Mapping[str, Organization],
    front_doors: Mapping[str, FrontDoor],
) -> list[Problem]:
    """What an entry says that the rest of the data or the rules of publishing contradict."""
    found = find_unknown_names(entry, reference, organizations)
    is_general_file = file.startswith("general/")
    if entry.general != is_general_file:
        found.append(("general", "must be true in general/ and false elsewhere"))
    if entry.front_door is not None and not is_general_file:
        found.append(("front_door", "only entries in general/ have one: leave it null"))
    if entry.front_door == "county" and not front_doors:
        found.append(("front_door", "add the counties to front_doors.yml"))
    if entry.status == "draft" and not entry.to_check:
        found.append(("to_check", "say what staff must check before this draft can be published, and where"))
    if entry.status == "published":
        found.extend(find_publishing_problems(entry))
    if entry.summary is not None:
        for language, text in entry.summary.items():
            if text == entry.name.get(language):
                found.append((f"summary.{language}", "say what help one gets: it only repeats the name"))
    return [Problem(file, field, advice) for field, advice in found]


def find_unknown_names(
    entry: Entry, reference: ReferenceData, organizations: Collection[str]
) -> list[tuple[str, str]]:
    """What an entry names that is not there, as (field, advice): organisation, kind, needs, places."""
    found: list[tuple[str, str]] = []
    if entry.organization not in organizations:
        found.append(("organization", f"add {entry.organization} to organizations.yml, or correct it"))
    if entry.kind not in reference.kind_names:
        found.append(("kind", f"{entry.kind} is not in kinds.yml: choose one that is"))
    for need in entry.needs:
        if need not in reference.leads_to:
            found.append(("needs", f"{need} is not in needs.yml: choose one that is"))
    known_codes: Mapping[str, object] = {
        "county": reference.counties,
        "municipality": reference.municipalities,
    }.get(entry.area.scope, {})
    for code in entry.area.codes:
        if code not in known_codes:
            found.append(
                ("area.codes", f"{code} is no code of a {entry.area.scope} in places.yml: correct it")
            )
    return found


def find_publishing_problems(entry: Entry) -> list[tuple[str, str]]:
    """What keeps an entry from being published, as (field, advice)."""
    found = [
        (field, "write it: a published entry needs it")
        for field in PUBLISHED_TEXTS
        if getattr(entry, field) is None
    ]
    if not entry.contacts and not entry.general:
        found.append(("contacts", "add one that may be published, or make the entry a draft"))
    if entry.source.confidence in ("CONF", "MEM"):
        found.append(
            ("source.confidence", f"{entry.source.confidence} is not published: make the entry a draft")
        )
    if not entry.general and entry.source.confidence is None:
        advice = (
            "say how sure it is (C2, C3 … publishers, or S1, the provider's own), or make the entry a draft"
        )
        found.append(("source.confidence", advice))
    if not entry.general and entry.source.url is None:
        found.append(("source.url", "add the page that states this, or make the entry a draft"))
    return found


def find_doubtful_sources(
    entries: Iterable[tuple[str, Entry]], organizations: Mapping[str, Organization]
) -> list[Problem]:
    """Published entries whose single source may not be the provider's own page: for a person to look at.

    A warning and no problem: many publish their news on pages that are not theirs.
    """
    return [
        Problem(entry_id, "source.url", f"is {host} the provider's own? It is at {', '.join(sorted(own))}")
        for entry_id, entry in entries
        if entry.status == "published" and not entry.general and entry.source.confidence == "S1"
        if (own := _list_own_hosts(entry, organizations)) and (host := _get_host(entry.source.url))
        if not any(host == one or host.endswith(f".{one}") or one.endswith(f".{host}") for one in own)
    ]


def _list_own_hosts(entry: Entry, organizations: Mapping[str, Organization]) -> set[str]:
    addresses = [organizations[entry.organization].url] if entry.organization in organizations else []
    addresses += [contact.value for contact in entry.contacts if contact.type in ("web", "chat")]
    return set(filter(None, map(_get_host, addresses)))


def _get_host(url: str | None) -> str:
    return (urlsplit(url or "").hostname or "").removeprefix("www.")


def find_front_door_problems(
    front_doors: Mapping[str, FrontDoor], reference: ReferenceData, organizations: Mapping[str, Organization]
) -> list[Problem]:
    """Front doors of unknown counties or organisations."""
    problems = []
    for code, door in front_doors.items():
        if code not in reference.counties:
            problems.append(
                Problem("front_doors.yml", code, "is no code of a county in places.yml: correct it")
            )
        if door.organization is not None and door.organization not in organizations:
            problems.append(
                Problem(
                    "front_doors.yml", f"{code}.organization", f"add {door.organization} to organizations.yml"
                )
            )
    return problems
