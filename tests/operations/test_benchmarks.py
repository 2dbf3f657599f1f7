"""What is measured is measured on answers, and one measurement that fails stops no other."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from operations.environments import ROOT
from operations.match_benchmark import benchmark_matching, measure_requests


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A measurement sends the log elsewhere: other tests must not miss it."""
    configuration = structlog.get_config()
    yield
    structlog.configure(**configuration)


async def test_requests_are_measured_with_their_cards() -> None:
    """Each request is answered with cards; the times stand in order."""
    measured = await measure_requests(150, 30)
    assert (measured.service_count, measured.query_count) == (150, 30)
    assert 1 <= measured.mean_found <= 3
    assert 0 < measured.median_ms <= measured.p95_ms <= measured.slowest_ms


def test_every_size_has_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints what was measured."""
    assert benchmark_matching(sizes=(30, 60), query_count=5) == 0
    printed = capsys.readouterr()
    assert "/v1/services/match" not in printed.err
    first, second = printed.out.splitlines()
    assert first.startswith("POST /v1/services/match:     30 services, 5 queries: median ")
    assert second.startswith("POST /v1/services/match:     60 services, 5 queries: median ")


@pytest.mark.parametrize("failing", ["services_catalog benchmark", "operations benchmark", "nothing"])
def test_all_measurements_run_when_one_fails(tmp_path: Path, failing: str) -> None:
    """`make bench` fails all the same; a program that only notes its calls stands in for Python."""
    calls = tmp_path / "calls"
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "$@" >> {calls}\n[ "$*" != "-m {failing}" ]\n', encoding="utf-8")
    python.chmod(0o755)
    without_flags = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    ended = subprocess.run(
        ["make", "bench", f"PYTHON={python}", f"APPLICATION={python}"],
        cwd=ROOT, env=without_flags, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    measured = [line for line in calls.read_text(encoding="utf-8").splitlines() if "benchmark" in line]
    assert measured == [
        "-m services_catalog benchmark",
        "-m operations benchmark-matching",
        "-m operations benchmark",
    ]
    assert (ended.returncode == 0) is (failing == "nothing")
