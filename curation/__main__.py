"""Commands of curation: `python -m curation load|check-links`."""

from __future__ import annotations

import argparse
import asyncio
import sys
import uuid

from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from curation.link_checks import LinkChecker
from curation.link_settings import LinkCheckSettings
from curation.link_visits import Visitor
from curation.saved_probes import ProbesError, load_probes
from database.columns import utc_now
from database.connections import (
    DatabaseBusyError,
    DatabaseUnusableError,
    build_engine,
    retry_when_locked,
    telling_plainly,
)
from services_catalog.reference_data import ReferenceDataError, load_reference_data


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return the exit code: 0 when done, 1 when it could not be done now."""
    parser = argparse.ArgumentParser(prog="python -m curation", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check-links", help="check the links that are due, once")
    loading = commands.add_parser("load", help="add the probes that were never in the database")
    for command in (checking, loading):
        command.add_argument("--database-url", help="instead of API_DATABASE_URL")
    options = parser.parse_args(arguments)
    try:
        with telling_plainly(options.database_url):
            if options.command == "check-links":
                return asyncio.run(check_links(options.database_url))
            print(f"{load(build_engine(options.database_url))} probes added")
    except ValidationError as error:
        for mistake in error.errors():
            name = "LINK_CHECKS_" + "_".join(map(str, mistake["loc"])).upper()
            print(f"{name} {mistake['msg']}", file=sys.stderr)
        return 1
    except (ProbesError, ReferenceDataError, DatabaseBusyError, DatabaseUnusableError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def load(engine: Engine) -> int:
    """How many probes were added (writes, all or nothing)."""
    reference = load_reference_data()

    def write() -> int:
        with Session(engine) as session, session.begin():
            return load_probes(session, reference, utc_now())

    return retry_when_locked(write)


async def check_links(url: str | None) -> int:
    """Check until nothing is due any more; return the exit code.

    Raises:
        DatabaseBusyError: another writer kept the lock.
        pydantic.ValidationError: a setting can't be used.
    """
    settings = LinkCheckSettings()
    engine = build_engine(url)
    visitor = Visitor(settings.user_agent, settings.pause_seconds, settings.time_out_seconds)
    checker = LinkChecker(engine, visitor, uuid.uuid4().hex, utc_now)
    try:
        while (report := await checker.make_round()) is not None:
            print(report)
            for link in report.died:
                print(f"dead: {link}")
            if not report.checked:
                return 1 if report.is_offline else 0
        print("Links are being checked elsewhere now: try again later.", file=sys.stderr)
    finally:
        await checker.close()
        engine.dispose()
    return 1


if __name__ == "__main__":
    sys.exit(main())
