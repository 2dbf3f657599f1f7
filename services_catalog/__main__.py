"""Commands of the catalogue: `python -m services_catalog check|load|benchmark …`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from database.connections import (
    MIGRATE,
    DatabaseBusyError,
    DatabaseUnusableError,
    build_engine,
    telling_plainly,
)
from database.migrating import refuse_newer
from services_catalog.benchmark import MEDIAN_GOALS_MS, run_benchmark
from services_catalog.database import has_tables
from services_catalog.entry_checks import find_doubtful_sources
from services_catalog.entry_files import ENTRIES_FOLDER, EntriesError, load_entries
from services_catalog.loading import load_catalogue
from services_catalog.reference_data import (
    DATA_FOLDER,
    ReferenceData,
    ReferenceDataError,
    load_reference_data,
)


def check(reference: ReferenceData, folder: Path) -> int:
    """Exit code 0 when every entry is sound; no database is needed."""
    curated = load_entries(reference, folder)
    statuses = [item.entry.status for item in curated.entries]
    counts = ", ".join(f"{statuses.count(status)} {status}" for status in ("published", "draft", "archived"))
    print(
        f"{len(statuses)} entries with the counties' versions ({counts}), "
        f"{len(curated.organizations)} organisations"
    )
    named = [(item.id, item.entry) for item in curated.entries]
    for doubt in find_doubtful_sources(named, curated.organizations):
        print(f"to look at: {doubt}")
    return 0


def load(reference: ReferenceData, folder: Path, url: str | None) -> int:
    """Exit code 0 when the entries are in the database; 2 when its tables are not there."""
    with telling_plainly(url):
        engine = build_engine(url)
        if not has_tables(engine):
            print(f"The catalogue has no tables yet: {MIGRATE}", file=sys.stderr)
            return 2
        refuse_newer(engine)
        print(load_catalogue(engine, reference, folder))
    return 0


def benchmark(reference: ReferenceData) -> int:
    """Exit code 0 when every median is under its goal."""
    code = 0
    for result in run_benchmark(reference):
        goal = MEDIAN_GOALS_MS[result.service_count]
        print(f"{result} (goal: median under {goal:g} ms)")
        code = code if result.median_ms < goal else 1
    return code


def _carry_out(command: str, options: argparse.Namespace) -> int:
    reference = load_reference_data(options.data)
    if command == "check":
        return check(reference, options.entries)
    if command == "load":
        return load(reference, options.entries, options.database_url)
    return benchmark(reference)


def main(arguments: list[str] | None = None) -> int:
    """The exit code of the first command that fails, else 0; problems go to standard error, one per line."""
    parser = argparse.ArgumentParser(prog="python -m services_catalog", description=__doc__)
    parser.add_argument(
        "commands",
        nargs="+",
        choices=("check", "load", "benchmark"),
        help="carried out in this order",
    )
    parser.add_argument("--entries", type=Path, default=ENTRIES_FOLDER, help="folder of the curated entries")
    parser.add_argument("--data", type=Path, default=DATA_FOLDER, help="folder of needs, kinds and places")
    parser.add_argument("--database-url", help="instead of API_DATABASE_URL")
    options = parser.parse_args(arguments)
    try:
        return next(filter(None, (_carry_out(command, options) for command in options.commands)), 0)
    except EntriesError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
    except (ReferenceDataError, DatabaseBusyError, DatabaseUnusableError) as error:
        print(error, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
