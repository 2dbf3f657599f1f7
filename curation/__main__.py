"""Command of curation: `python -m curation load` puts the first probes into the database."""

from __future__ import annotations

import argparse
import sys

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from curation.saved_probes import ProbesError, load_probes
from database.columns import utc_now
from database.connections import DatabaseBusyError, build_engine, retry_when_locked
from services_catalog.reference_data import ReferenceDataError, load_reference_data


def main(arguments: list[str] | None = None) -> int:
    """Load the probes that were never in the database; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m curation", description=__doc__)
    parser.add_argument("command", choices=("load",))
    parser.add_argument("--database-url", help="instead of API_DATABASE_URL")
    options = parser.parse_args(arguments)
    try:
        print(f"{load(build_engine(options.database_url))} probes added")
    except (ProbesError, ReferenceDataError, DatabaseBusyError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def load(engine: Engine) -> int:
    """How many probes were added (writes, all or nothing)."""
    reference = load_reference_data()

    def write() -> int:
        with Session(engine) as session, session.begin():
            return load_probes(session, reference, utc_now())

    return retry_when_locked(write)


if __name__ == "__main__":
    sys.exit(main())
