"""Command of the shared database: `python -m database migrate`."""

from __future__ import annotations

import argparse
import sys

from database.connections import DatabaseUnusableError, telling_plainly
from database.migrating import migrate_database


def main(arguments: list[str] | None = None) -> int:
    """Bring the tables to the newest migration; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m database", description=__doc__)
    parser.add_argument("command", choices=("migrate",))
    parser.add_argument("--database-url", help="instead of API_DATABASE_URL")
    options = parser.parse_args(arguments)
    try:
        with telling_plainly(options.database_url):
            migrate_database(options.database_url)
    except DatabaseUnusableError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
