"""Whatever is said of why a service comes or not is what matching did."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from services_catalog.benchmark import generate_queries, generate_services
from services_catalog.explaining import explain
from services_catalog.matching import Query, match
from services_catalog.opening import HELSINKI
from services_catalog.reference_data import ReferenceData
from services_catalog.snapshot import Snapshot, build_snapshot

MONDAY = dt.datetime(2026, 11, 23, 15, tzinfo=HELSINKI)


def find_obstacle(snapshot: Snapshot, service_id: str, *needs: str, **known: object) -> str | None:
    """What keeps the service away on a Monday afternoon; None when it comes."""
    query = Query(needs=needs, **{"now": MONDAY, **known})  # type: ignore[arg-type]
    obstacle = explain(snapshot, query, service_id).obstacle
    return obstacle.key if obstacle else None


@pytest.mark.parametrize(
    ("service_id", "needs", "known", "obstacle"),
    [
        ("nuorten-puhelin", ("loneliness",), {"age": 14, "about": "self", "role": "youth"}, None),
        ("nobody-knows-it", ("loneliness",), {}, "not_published"),
        ("espoo-luonnos", ("loneliness",), {}, "not_published"),
        ("lahti-nuorisotalo", ("loneliness",), {}, "area"),
        ("hatanumero", ("mental_health",), {}, "emergency_only"),
        ("espoo-nuorisotalo", ("loneliness",), {"age": 50}, "age"),
        ("vanhempien-puhelin", ("mental_health",), {"role": "youth"}, "role"),
        ("vanhempien-puhelin", (), {"role": "parent"}, "no_needs"),
        ("espoo-nuorisotalo", ("separation",), {}, "needs"),
        ("nuorten-puhelin", ("loneliness",), {"exclude": frozenset({"nuorten-puhelin"})}, "turned_down"),
    ],
)
def test_the_first_filter_that_leaves_it_out_is_named(
    snapshot: Snapshot,
    service_id: str,
    needs: tuple[str, ...],
    known: dict[str, object],
    obstacle: str | None,
) -> None:
    """One by one, in the order of matching."""
    assert find_obstacle(snapshot, service_id, *needs, **known) == obstacle


def test_an_entry_past_its_last_day_has_expired(snapshot: Snapshot, reference: ReferenceData) -> None:
    """Before anything else is looked at."""
    old = replace(snapshot.get_service("lahti-nuorisotalo"), expires_date=dt.date(2026, 11, 22))
    changed = build_snapshot([*(s for s in snapshot.services if s.id != old.id), old], reference)
    assert find_obstacle(changed, "lahti-nuorisotalo", "loneliness") == "expired"


def list_cases(reference: ReferenceData) -> Iterator[tuple[Snapshot, Query]]:
    snapshot = build_snapshot(generate_services(reference, 250), reference)
    for query in generate_queries(reference, 25):
        yield snapshot, query


def test_explanations_agree_with_matching(reference: ReferenceData) -> None:
    """For every service and many people: only cards have no obstacle, and the parts make up the score."""
    met: Counter[str | None] = Counter()
    for snapshot, query in list_cases(reference):
        cards = [(found.service.id, found.score) for found in match(snapshot, query)]
        for service in snapshot.services:
            explanation = explain(snapshot, query, service.id)
            assert (explanation.obstacle is None) == (service.id in dict(cards))
            assert [(one.service.id, round(one.score, 4)) for one in explanation.shown] == cards
            met[explanation.obstacle.key if explanation.obstacle else None] += 1
            if explanation.ranked:
                assert sum(explanation.ranked.parts.values()) == pytest.approx(explanation.ranked.score)
    assert {None, "area", "age", "role", "needs", "rank", "replaced", "crowded_out"} <= set(met)


def test_what_stands_in_place_of_a_general_entry_is_named(reference: ReferenceData) -> None:
    """A replaced entry always has something of its own kind before it."""
    found = 0
    for snapshot, query in list_cases(reference):
        for service in snapshot.services:
            obstacle = explain(snapshot, query, service.id).obstacle
            if obstacle and obstacle.key == "replaced":
                found += 1
                assert obstacle.values["services"]
                assert {other.kind for other in obstacle.values["services"]} == {service.kind}
    assert found
