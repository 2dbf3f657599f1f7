"""Who is shown to somebody who has not told what the matter is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services_catalog.first_contacts import find_first_contacts
from services_catalog.matching import Match, Query
from services_catalog.opening import HELSINKI
from services_catalog.ranking import DIRECT_TYPES
from services_catalog.reference_data import ReferenceData
from services_catalog.snapshot import Snapshot, build_snapshot, load_snapshot_from_entries

MONDAY = dt.datetime(2026, 11, 23, 15, tzinfo=HELSINKI)
ESPOO, LAHTI, OULU = "049", "398", "564"


@pytest.fixture(scope="module")
def curated(reference: ReferenceData) -> Snapshot:
    """The catalogue that every installation begins with."""
    return load_snapshot_from_entries(reference)


def find(snapshot: Snapshot, area: str | None, **known: Any) -> list[Match]:
    """First contacts on a Monday afternoon."""
    return find_first_contacts(snapshot, Query(home_area=area, now=MONDAY, **known))


@pytest.mark.parametrize("area", [ESPOO, LAHTI])
@pytest.mark.parametrize(
    ("known", "kinds"),
    [
        ({}, ["social_advice", "child_youth_helpline", "family_centre"]),
        ({"age": 15}, ["child_youth_helpline", "social_advice", "family_centre"]),
        ({"age": 5, "about": "child"}, ["family_centre", "social_advice", "parent_helpline"]),
        ({"age": 40, "about": "self"}, ["social_advice", "family_centre", "crisis_helpline"]),
    ],
)
def test_area_has_its_advice_line_and_lines_for_the_age(
    curated: Snapshot, area: str, known: dict[str, Any], kinds: list[str]
) -> None:
    """Nearest for whom it is, and somebody answers in each; no reason claims a need that nobody told."""
    found = find(curated, area, **known)
    assert [item.service.kind for item in found] == kinds
    for item in found:
        assert any(contact.type in DIRECT_TYPES for contact in item.service.contacts)
        assert "age" not in known or item.service.is_for_age(known["age"])
        assert "need" not in {reason.key for reason in item.reasons}


@pytest.mark.parametrize("area", [OULU, None])
@pytest.mark.parametrize("age", [None, 3, 9, 15, 20, 40, 70])
@pytest.mark.parametrize("about", [None, "self", "child", "other"])
def test_nobody_is_left_without_a_contact(
    curated: Snapshot, area: str | None, age: int | None, about: Any
) -> None:
    """Where the catalogue has no local services, lines of the whole country answer."""
    found = find(curated, area, age=age, about=about)
    assert found
    assert all(item.service.area_scope == "country" for item in found)


def test_page_without_anybody_is_better_than_nothing(curated: Snapshot, reference: ReferenceData) -> None:
    """Only where nobody answers at all."""
    (page,) = [service for service in curated.services if service.id == "vanhempainpuhelin"]
    assert {contact.type for contact in page.contacts} == {"web"}
    assert [item.service for item in find(build_snapshot([page], reference), None)] == [page]
    assert page not in [item.service for item in find(curated, None, about="child", limit=9)]
