"""Listing published services by plain filters, and the speed of matching."""

from __future__ import annotations

import pytest

from services_catalog.benchmark import generate_queries, generate_services, measure_matching
from services_catalog.reference_data import ReferenceData
from services_catalog.search import SearchFilter, search_services
from services_catalog.snapshot import Snapshot, build_set, build_snapshot, list_numbers


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (SearchFilter(need="grief"), ["kriisipuhelin"]),
        (SearchFilter(kind="youth_centre"), ["espoo-nuorisotalo", "lahti-nuorisotalo"]),
        (SearchFilter(kind="youth_centre", municipality="Lahti"), ["lahti-nuorisotalo"]),
        (SearchFilter(kind="youth_centre", municipality="Atlantis"), []),
        (SearchFilter(need="mental_health", language="sv"), ["kriisipuhelin", "nuorten-puhelin"]),
        (SearchFilter(text="UNGDOMSGÅRDEN esbo"), ["espoo-nuorisotalo"]),
        (SearchFilter(text="nothing like it"), []),
        (SearchFilter(need="unknown"), []),
    ],
)
def test_services_are_found_when_every_filter_fits(
    snapshot: Snapshot, wanted: SearchFilter, expected: list[str]
) -> None:
    """Filters narrow together; words are found in any language and case."""
    assert [service.id for service in search_services(snapshot, wanted).services] == expected


def test_pages_cover_everything_once_when_walked_through(snapshot: Snapshot) -> None:
    """No service is lost or doubled between pages; past the end there is nothing."""
    first = search_services(snapshot, SearchFilter(), page=1, per_page=5)
    pages = [search_services(snapshot, SearchFilter(), page, 5) for page in range(1, first.total_pages + 1)]
    ids = [service.id for page in pages for service in page.services]
    assert ids == [service.id for service in snapshot.services]
    assert first.total_items == len(ids)
    assert search_services(snapshot, SearchFilter(), first.total_pages + 1, 5).services == ()


def test_page_size_is_brought_inside_when_out_of_bounds(snapshot: Snapshot) -> None:
    """Nobody gets a page of none or of everything."""
    assert search_services(snapshot, SearchFilter(), page=0, per_page=0).per_page == 1
    assert search_services(snapshot, SearchFilter(), per_page=10_000).per_page == 100


def test_sets_keep_their_numbers_when_written_and_read() -> None:
    """A set of services gives back what was put in."""
    numbers = [0, 7, 8, 63, 64, 19_999]
    assert list_numbers(build_set(numbers, 20_000)) == numbers
    assert list_numbers(0) == []


def test_matching_is_quick_when_the_catalogue_is_large(reference: ReferenceData) -> None:
    """A loose guard for slow machines; `python -m services_catalog benchmark` measures the goals."""
    snapshot = build_snapshot(generate_services(reference, 3000), reference)
    result = measure_matching(snapshot, generate_queries(reference, 40))
    assert result.mean_found > 2
    assert result.median_ms < 50
