"""`POST /v1/services/match` on generated catalogues: the whole request, with its cards, in this process.

`python -m services_catalog benchmark` measures the matching alone; here the front door stands around it.
"""

import asyncio
import io
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import structlog

from api.application import create_app, read_data
from api.catalogue import Catalogue
from api.settings import Settings
from api.state import MemoryState
from services_catalog.benchmark import (
    MEDIAN_GOALS_MS,
    QUERY_COUNT,
    SIZES,
    BenchmarkResult,
    generate_queries,
    generate_services,
)
from services_catalog.query import Query
from services_catalog.snapshot import build_snapshot

WARM_UP = 20


def benchmark_matching(sizes: Sequence[int] = SIZES, query_count: int = QUERY_COUNT) -> int:
    """Print how long one request takes at each size of catalogue.

    Returns the exit code: 1 when a request failed or a median is over its goal.
    """
    is_slow = False
    for size in sizes:
        try:
            result = asyncio.run(measure_requests(size, query_count))
            print(f"POST /v1/services/match: {result}", flush=True)
        except httpx.HTTPStatusError as error:
            print(f"A request failed: {error}", file=sys.stderr)
            return 1
        goal = MEDIAN_GOALS_MS.get(size)
        if goal is not None and result.median_ms >= goal:
            print(f"The goal at {size} services is a median under {goal:g} ms.", file=sys.stderr)
            is_slow = True
    return int(is_slow)


async def measure_requests(service_count: int, query_count: int) -> BenchmarkResult:
    """How long each request takes, one after another: from the client through matching and cards and back.

    Raises:
        httpx.HTTPStatusError: one was refused.
    """
    settings = Settings(environment="development", database_url="sqlite://")
    reference = read_data(settings.data_folder).reference
    snapshot = build_snapshot(generate_services(reference, service_count), reference)
    app = create_app(
        settings,
        state=MemoryState(),
        catalogue=Catalogue(snapshot, None, settings.catalogue_check_seconds),
    )
    # The line that each request logs is written as it is in use, but not between the figures.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(io.StringIO()))
    bodies = [_body(query) for query in generate_queries(reference, query_count)]
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://front.door") as client:
        for body in bodies[:WARM_UP]:
            await _count_cards(client, body)
        times_ms, found = [], 0
        for body in bodies:
            begun = time.perf_counter()
            found += await _count_cards(client, body)
            times_ms.append((time.perf_counter() - begun) * 1000)
    times_ms.sort()
    return BenchmarkResult(
        service_count=service_count,
        query_count=query_count,
        median_ms=statistics.median(times_ms),
        p95_ms=times_ms[int(len(times_ms) * 0.95)],
        slowest_ms=times_ms[-1],
        mean_found=found / query_count,
    )


def _body(query: Query) -> dict[str, Any]:
    return {
        "needs": list(query.needs),
        "age": query.age,
        "about": query.about,
        "municipality": query.municipality,
        "language": query.language,
        "now": query.now.isoformat() if query.now else None,
    }


async def _count_cards(client: httpx.AsyncClient, body: Mapping[str, Any]) -> int:
    answer = await client.post("/v1/services/match", json=body)
    return len(answer.raise_for_status().json()["services"])
