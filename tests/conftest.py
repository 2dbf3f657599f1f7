"""What tests of several parts share: one whole Kynnys for all that need it, and what is told at their end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from operations.stack import Stack


TOLD, AXE = "told", "axe violations"


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Tell a measurement at the end of all tests; what they print is lost where two processes share them."""
    return lambda line: record_property(TOLD, line)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what was measured, and on how many pages and states axe looked with what result."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    # The last report of a test holds all its properties, those of its fixtures too.
    last = [report for report in reports if getattr(report, "when", None) == "teardown"]
    properties = [pair for report in sorted(last, key=_place) for pair in report.user_properties]
    lines = [line for name, line in properties if name == TOLD]
    violations = [count for name, count in properties if name == AXE]
    if violations:
        lines.append(f"axe: {len(violations)} pages and states, {sum(violations)} violations")
    if lines:
        terminalreporter.section("measured")
        for line in lines:
            terminalreporter.write_line(line)


def _place(report: Any) -> str:
    return str(report.nodeid)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The real assistant, actions and api on free ports, with a database of their own.

    A test that stops a process starts it again before it ends.
    """
    # Imported here: the assistant's environment, which reads this file too, has none of it.
    from operations.stack import Stack

    # A whole run of tests is one address that never sleeps.
    settings = {"API_MESSAGES_PER_ADDRESS": "100000", "API_MESSAGES_PER_CONVERSATION": "1000"}
    with Stack(tmp_path_factory.mktemp("stack"), settings) as running:
        yield running
