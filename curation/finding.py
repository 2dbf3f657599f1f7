"""Finds entries of every state in memory: drafts and archived ones too, by words and by filters."""

from __future__ import annotations

import datetime as dt
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from curation.content import find_owner_key
from curation.stale_translations import StaleTranslations
from services_catalog import models
from services_catalog.database import find_dead_links, get_revision
from services_catalog.reference_data import ReferenceData
from services_catalog.search_texts import put_service
from services_catalog.service import NO_TEXTS, Texts
from services_catalog.word_index import WordIndex

PER_PAGE = 25
# As many ids as fit into one statement on both databases; with more, everything is read.
READ_AT_ONCE = 500
SERVICE_FIELDS = (
    "organization_key",
    "kind",
    "area_scope",
    "languages",
    "status",
    "general",
    "emergency",
    "front_door",
    "to_check",
    "source_url",
    "source_date",
    "assured_date",
    "expires_date",
    "updated_at",
)
TEXT_FIELDS = ("summary", "description", "eligibility_description", "application_process")


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A way to reach a service, as far as lists need it."""

    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What lists know of an entry.

    Args:
        owner: Key of the organisation whose staff may change it; `PLATFORM` for national and danger entries.
        to_check: How many things staff must still check.
        written: Languages in which every text is written that is written in any.
        links: Addresses that it leads to.
    """

    id: str
    names: Texts
    summaries: Texts
    descriptions: Texts
    eligibility_descriptions: Texts
    application_processes: Texts
    organization_key: str
    organization_names: Texts
    owner: str
    kind: str
    needs: tuple[str, ...]
    area_scope: str
    area_codes: tuple[str, ...]
    languages: tuple[str, ...]
    status: str
    general: bool
    emergency: bool
    front_door: str | None
    to_check: int
    written: frozenset[str]
    contacts: tuple[ContactLine, ...]
    links: tuple[str, ...]
    source_date: dt.date | None
    assured_date: dt.date | None
    expires_date: dt.date | None
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What to look for; each given filter narrows the result, None and "" do not.

    Args:
        text: Words in any language; entries with the most of them are found, best first.
        organization: Key of the provider.
        area: Code of a municipality (with what is given in its county and country) or of a county.
        language: One that people are served in.
        general: Only general entries, or only others.
        owners: Only entries of these owners.
    """

    text: str = ""
    need: str = ""
    kind: str = ""
    organization: str = ""
    area: str = ""
    language: str = ""
    state: str = ""
    general: bool | None = None
    owners: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the entries found; numbers of pages begin at 1."""

    entries: tuple[Entry, ...]
    total: int
    number: int
    count: int


class Finder:
    """All entries in memory; reads again only what was edited since. Safe for several threads."""

    def __init__(self, reference: ReferenceData) -> None:
        self._reference = reference
        self._lock = threading.Lock()
        self._revision = ""
        self._entries: dict[str, Entry] = {}
        self._words: WordIndex | None = None
        self._organizations: dict[str, Texts] = {}
        self._dead: frozenset[str] = frozenset()
        # Of versions, which change without the catalogue: whoever asks gives a session.
        self.stale_translations = StaleTranslations()

    def refresh(self, session: Session) -> None:
        """Take in what was edited since the last time: few statements, however many entries there are."""
        with self._lock:
            revision = get_revision(session)
            if revision == self._revision:
                return
            if self._words is None:
                self._words = WordIndex(self._reference.everyday_words)
            organizations = read_organizations(session)
            stamped = session.execute(select(models.Service.id, models.Service.updated_at))
            stamps = {row.id: row.updated_at for row in stamped}
            changed = [
                service_id
                for service_id, updated_at in stamps.items()
                if (known := self._entries.get(service_id)) is None
                or known.updated_at != updated_at
                or known.organization_names != organizations.get(known.organization_key, NO_TEXTS)
            ]
            for service_id in self._entries.keys() - stamps.keys():
                del self._entries[service_id]
                self._words.take_out(service_id)
            for entry in read_entries(session, changed, organizations):
                self._entries[entry.id] = entry
                put_service(self._words, entry, self._reference)
            self._organizations = organizations
            self._dead = find_dead_links(session)
            # Only now: had something failed above, the next look reads again.
            self._revision = revision

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries as of the last refresh."""
        with self._lock:
            return tuple(self._entries.values())

    @property
    def dead_links(self) -> frozenset[str]:
        """Addresses that do not open."""
        return self._dead

    @property
    def organizations(self) -> dict[str, Texts]:
        """Names of the providers by key."""
        return self._organizations

    def find_entry(self, service_id: str) -> Entry | None:
        """The entry with this id."""
        with self._lock:
            return self._entries.get(service_id)

    def find(
        self,
        wish: Wish,
        own: Collection[str] = (),
        language: str = "fi",
        only: Callable[[Entry], bool] | None = None,
    ) -> list[Entry]:
        """The entries that fit, best first; without words those of `own` owners first, then by name.

        Args:
            only: whatever else an entry must fulfil.
        """
        with self._lock:
            scores: dict[str, tuple[int, float]] = {}
            entries: Iterable[Entry] = self._entries.values()
            is_search = bool(wish.text.strip()) and self._words is not None
            if is_search and self._words is not None:
                found = self._words.find(wish.text)
                scores = {key: (fit.words, fit.score) for key, fit in found.items()}
                entries = [self._entries[key] for key in found]
            fits = self._build_filter(wish)
            fitting = [entry for entry in entries if fits(entry) and (only is None or only(entry))]
        if is_search:
            most = max((scores[entry.id][0] for entry in fitting), default=0)
            return sorted(
                (entry for entry in fitting if scores[entry.id][0] == most),
                key=lambda entry: (-scores[entry.id][1], entry.status == "archived", entry.id),
            )
        return sorted(
            fitting,
            key=lambda entry: (entry.owner not in own, get_name(entry.names, language).casefold(), entry.id),
        )

    def _build_filter(self, wish: Wish) -> Callable[[Entry], bool]:
        codes = self._find_codes(wish.area)

        def fits(entry: Entry) -> bool:
            return (
                (not wish.state or entry.status == wish.state)
                and (wish.owners is None or entry.owner in wish.owners)
                and (wish.general is None or entry.general == wish.general)
                and (not wish.kind or entry.kind == wish.kind)
                and (not wish.need or wish.need in entry.needs)
                and (not wish.organization or entry.organization_key == wish.organization)
                and (not wish.language or wish.language in entry.languages)
                and (codes is None or entry.area_scope == "country" or not codes.isdisjoint(entry.area_codes))
            )

        return fits

    def _find_codes(self, area: str) -> frozenset[str] | None:
        if not area:
            return None
        if area in self._reference.counties:
            inside = (
                place.code for place in self._reference.municipalities.values() if place.county_code == area
            )
            return frozenset({area, *inside})
        municipality = self._reference.municipalities.get(area)
        return frozenset({area, municipality.county_code}) if municipality else frozenset({area})


def get_name(names: Texts, language: str) -> str:
    """The name in the language, else in Finnish, else in any."""
    return names.get(language) or names.get("fi") or next(iter(names.values()), "")


def cut_page(entries: Sequence[Entry], number: int, per_page: int = PER_PAGE) -> Page:
    """One page of the entries; a number outside is brought inside."""
    count = max(1, -(-len(entries) // per_page))
    number = min(max(number, 1), count)
    start = (number - 1) * per_page
    return Page(tuple(entries[start : start + per_page]), len(entries), number, count)


def read_organizations(session: Session) -> dict[str, Texts]:
    """Names of all providers by key."""
    names: defaultdict[str, dict[str, str]] = defaultdict(dict)
    row = models.OrganizationName
    for key, language, name in session.execute(select(row.organization_key, row.language, row.name)):
        names[key][language] = name
    return {key: MappingProxyType(by_language) for key, by_language in names.items()}


def read_entries(session: Session, ids: Sequence[str], organizations: dict[str, Texts]) -> Iterable[Entry]:
    """These entries, in five statements and without the weight of mapped rows.

    Where many are wanted, the tables are read whole.
    """
    if not ids:
        return
    wanted = set(ids)

    def read(key: Any, *columns: Any) -> list[Any]:
        statement = select(key, *columns)
        if len(ids) <= READ_AT_ONCE:
            statement = statement.where(key.in_(ids))
        return [row for row in session.execute(statement) if row[0] in wanted]

    service, text, contact = models.Service, models.ServiceText, models.Contact
    need, area = models.ServiceNeed, models.ServiceArea
    texts = _group(
        read(text.service_id, text.language, text.name, *(getattr(text, field) for field in TEXT_FIELDS))
    )
    needs = _group(read(need.service_id, need.position, need.need))
    areas = _group(read(area.service_id, area.code))
    contacts = _group(read(contact.service_id, contact.position, contact.type, contact.value))
    for row in read(service.id, *(getattr(service, field) for field in SERVICE_FIELDS)):
        yield _build_entry(
            row,
            texts[row.id],
            tuple(one.need for one in sorted(needs[row.id], key=lambda one: one.position)),
            tuple(sorted(one.code for one in areas[row.id])),
            tuple(
                ContactLine(one.type, one.value)
                for one in sorted(contacts[row.id], key=lambda one: one.position)
            ),
            organizations.get(row.organization_key, NO_TEXTS),
        )


def _group(rows: Iterable[Any]) -> defaultdict[str, list[Any]]:
    grouped: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row[0]].append(row)
    return grouped


def _build_entry(
    row: Any,
    texts: Sequence[Any],
    needs: tuple[str, ...],
    area_codes: tuple[str, ...],
    contacts: tuple[ContactLine, ...],
    organization_names: Texts,
) -> Entry:
    by_field = {
        field: MappingProxyType({text.language: value for text in texts if (value := getattr(text, field))})
        for field in ("name", *TEXT_FIELDS)
    }
    links = [contact.value for contact in contacts if contact.type in ("web", "chat")]
    if row.source_url:
        links.append(row.source_url)
    return Entry(
        id=row.id,
        names=by_field["name"],
        summaries=by_field["summary"],
        descriptions=by_field["description"],
        eligibility_descriptions=by_field["eligibility_description"],
        application_processes=by_field["application_process"],
        organization_key=row.organization_key,
        organization_names=organization_names,
        owner=find_owner_key(row.organization_key, row.area_scope, bool(row.emergency)),
        kind=row.kind,
        needs=needs,
        area_scope=row.area_scope,
        area_codes=area_codes,
        languages=tuple(row.languages),
        status=row.status,
        general=bool(row.general),
        emergency=bool(row.emergency),
        front_door=row.front_door,
        to_check=len(row.to_check or ()),
        written=find_written_languages(by_field.values()),
        contacts=contacts,
        links=tuple(dict.fromkeys(links)),
        source_date=row.source_date,
        assured_date=row.assured_date,
        expires_date=row.expires_date,
        updated_at=row.updated_at,
    )


def find_written_languages(fields: Iterable[Texts]) -> frozenset[str]:
    """The languages in which every text is written that is written in any."""
    written = [frozenset(texts) for texts in fields if texts]
    return frozenset.intersection(*written) if written else frozenset()
