"""Measures matching on generated catalogues: how long one query takes, median and p95."""

from __future__ import annotations

import datetime as dt
import random
import statistics
import time
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from services_catalog.matching import About, Query, match
from services_catalog.opening import HELSINKI
from services_catalog.reference_data import ReferenceData
from services_catalog.service import AreaScope, Contact, Hours, Service
from services_catalog.snapshot import Snapshot, build_snapshot

SIZES = (150, 20_000)
# From issue 2: medians the matching must stay under, by catalogue size.
MEDIAN_GOALS_MS = MappingProxyType({150: 5.0, 20_000: 20.0})
QUERY_COUNT = 400
SCOPES: tuple[AreaScope, ...] = ("municipality", "county", "country")
HOURS_KINDS: tuple[Literal["weekly", "always", "by_appointment"], ...] = (
    "weekly",
    "always",
    "by_appointment",
)
ABOUT: tuple[About | None, ...] = (None, "self", "child", "other")
LIMITS = ((None, None), (None, None), (12, 29), (None, 24), (7, 15), (16, 29), (18, None), (0, 17))


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """Times of single queries in milliseconds."""

    service_count: int
    query_count: int
    median_ms: float
    p95_ms: float
    slowest_ms: float
    mean_found: float

    def __str__(self) -> str:
        return (
            f"{self.service_count:>6} services, {self.query_count} queries: median {self.median_ms:.2f} ms, "
            f"p95 {self.p95_ms:.2f} ms, slowest {self.slowest_ms:.2f} ms, {self.mean_found:.1f} cards each"
        )


def generate_services(reference: ReferenceData, count: int, seed: int = 1) -> list[Service]:
    """Made-up services spread over kinds, needs, ages, areas and timetables; equal for equal seeds."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    needs = list(reference.leads_to)
    codes = [
        code
        for code, place in reference.municipalities.items()
        if place.county_code in reference.full_care_codes
    ]
    counties = sorted(reference.full_care_codes)
    services = []
    for number in range(count):
        first = chance.choice(needs)
        kind = chance.choice(reference.leads_to[first])
        more = chance.sample(needs, chance.randint(0, 3))
        scope = chance.choices(SCOPES, (6, 3, 1))[0]
        area = (
            chance.sample(codes, chance.randint(1, 3))
            if scope == "municipality"
            else [chance.choice(counties)]
        )
        minimum_age, maximum_age = chance.choice(LIMITS)
        services.append(
            replace(
                BLANK,
                id=f"generated-{number:05}",
                kind=kind,
                general=chance.random() < 0.1,
                needs=tuple(dict.fromkeys((first, *more))),
                minimum_age=minimum_age,
                maximum_age=maximum_age,
                roles=frozenset(chance.choice((("youth",), ("parent",), ("youth", "parent", "other")))),
                area_scope=scope,
                area_codes=() if scope == "country" else tuple(area),
                languages=chance.choice((("fi",), ("fi", "sv"), ("fi", "sv", "en"))),
                free=chance.choice((True, None)),
                anonymous=chance.choice((True, False, None)),
                contacts=tuple(
                    generate_contact(number, place, chance) for place in range(chance.randint(1, 3))
                ),
                source_date=dt.date(2026, 11, 1) - dt.timedelta(days=chance.randint(0, 700)),
            )
        )
    return services


BLANK = Service(
    id="",
    kind="",
    general=False,
    emergency=False,
    names=MappingProxyType({"fi": "Palvelu", "sv": "Tjänst", "en": "Service"}),
    summaries=MappingProxyType({"fi": "Apua arkeen.", "sv": "Hjälp i vardagen.", "en": "Everyday help."}),
    descriptions=MappingProxyType({}),
    eligibility_descriptions=MappingProxyType({}),
    application_processes=MappingProxyType({}),
    organization_key="generated",
    organization_names=MappingProxyType({"fi": "Järjestö", "sv": "Organisation", "en": "Organisation"}),
    organization_url=None,
    needs=(),
    minimum_age=None,
    maximum_age=None,
    about=frozenset({"self", "child", "other"}),
    roles=frozenset({"youth", "parent", "other"}),
    for_group=None,
    area_scope="country",
    area_codes=(),
    front_door=None,
    expanded_from_id=None,
    languages=("fi",),
    interpreter=None,
    free=None,
    anonymous=None,
    referral_needed=None,
    walk_in=None,
    guardian_informed=None,
    contacts=(),
    source_url=None,
    source_date=None,
    assured_date=None,
    contacts_assured_date=None,
    expires_date=None,
)


def generate_contact(number: int, place: int, chance: random.Random) -> Contact:
    """A made-up contact with hours of its own, not shared, as the worst case has them."""
    periods = tuple(
        (day, chance.randrange(7, 12) * 60, chance.randrange(13, 26) * 60)
        for day in sorted(chance.sample(range(7), chance.randint(2, 7)))
    )
    kind = chance.choices(HOURS_KINDS, (8, 1, 1))[0]
    hours = Hours(
        kind, periods if kind == "weekly" else (), chance.choice(("open", "closed")), dt.date(2026, 6, 1)
    )
    return Contact(
        id=f"generated-{number:05}-{place + 1}",
        type=chance.choice(("phone", "chat", "web")),
        value="010 000 000",
        labels=MappingProxyType({}),
        languages=("fi",),
        price="unknown",
        minimum_age=None,
        maximum_age=None,
        hours=hours,
    )


def generate_queries(reference: ReferenceData, count: int, seed: int = 2) -> list[Query]:
    """Queries of many sorts: one to three needs, with and without age, place and role."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    needs = list(reference.leads_to)
    queries = []
    for _ in range(count):
        about = chance.choice(ABOUT)
        queries.append(
            Query(
                needs=tuple(chance.sample(needs, chance.choices((1, 2, 3), (6, 3, 1))[0])),
                age=chance.choice((None, None, 3, 9, 14, 16, 22, 38)),
                about=about,
                municipality=chance.choice((None, "Espoo", "Lahti", "444", "Helsinki")),
                language=chance.choice(("fi", "fi", "sv", "en")),
                now=dt.datetime(2026, 11, 23, chance.randrange(24), 30, tzinfo=HELSINKI),
            )
        )
    return queries


def measure_matching(snapshot: Snapshot, queries: list[Query]) -> BenchmarkResult:
    """How long each query takes, one after another in this thread."""
    for query in queries[:20]:  # fills the caches of holidays, as a running api has them
        match(snapshot, query)
    times_ms, found = [], 0
    for query in queries:
        started = time.perf_counter()
        found += len(match(snapshot, query))
        times_ms.append((time.perf_counter() - started) * 1000)
    times_ms.sort()
    return BenchmarkResult(
        service_count=len(snapshot.services),
        query_count=len(queries),
        median_ms=statistics.median(times_ms),
        p95_ms=times_ms[int(len(times_ms) * 0.95)],
        slowest_ms=times_ms[-1],
        mean_found=found / len(queries),
    )


def run_benchmark(reference: ReferenceData) -> list[BenchmarkResult]:
    """The results at each size of SIZES."""
    queries = generate_queries(reference, QUERY_COUNT)
    return [
        measure_matching(build_snapshot(generate_services(reference, size), reference), queries)
        for size in SIZES
    ]
