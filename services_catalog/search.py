"""Published services by plain filters, page by page: the list behind GET /v1/services."""

from __future__ import annotations

from dataclasses import dataclass

from services_catalog.service import Service
from services_catalog.snapshot import Snapshot, list_numbers

DEFAULT_PER_PAGE = 20
MAXIMUM_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What to look for; each given filter narrows the result, None and "" do not.

    Args:
        municipality: Code, or official name in any language; an unknown one leaves the country-wide services.
        language: A language one is served in.
        text: Words that must all be found, in any language and inflection (see `WordIndex`).
    """

    need: str | None = None
    kind: str | None = None
    municipality: str | None = None
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of services; page numbers begin at 1, and a page past the end is empty."""

    services: tuple[Service, ...]
    total_items: int
    total_pages: int
    page_number: int
    per_page: int


def search_services(
    snapshot: Snapshot, wanted: SearchFilter, page: int = 1, per_page: int = DEFAULT_PER_PAGE
) -> SearchPage:
    """A page of the published services that pass every filter: by id, or best first when words are given.

    Args:
        page: From 1; lower counts as 1.
        per_page: 1 to MAXIMUM_PER_PAGE; values outside are brought inside.
    """
    found = (1 << len(snapshot.services)) - 1
    if wanted.need:
        found &= snapshot.by_need.get(wanted.need, 0)
    if wanted.kind:
        found &= snapshot.by_kind.get(wanted.kind, 0)
    if wanted.language:
        found &= snapshot.by_language.get(wanted.language, 0)
    if wanted.municipality:
        municipality = snapshot.reference.detect_municipality(wanted.municipality)
        found &= snapshot.get_set_for_municipality(municipality.code if municipality else None)
    numbers = list_numbers(found)
    if wanted.text and wanted.text.strip():
        found_words, count = snapshot.words.find(wanted.text), snapshot.words.count_words(wanted.text)
        scores = {
            number: fit.score
            for number in numbers
            if (fit := found_words.get(snapshot.services[number].id)) and fit.words == count
        }
        numbers = sorted(scores, key=lambda number: (-scores[number], number))
    per_page = min(max(per_page, 1), MAXIMUM_PER_PAGE)
    page = max(page, 1)
    start = (page - 1) * per_page
    return SearchPage(
        services=tuple(snapshot.services[number] for number in numbers[start : start + per_page]),
        total_items=len(numbers),
        total_pages=-(-len(numbers) // per_page),
        page_number=page,
        per_page=per_page,
    )
