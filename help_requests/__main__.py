"""Commands of the help requests: `python -m help_requests seed|purge|rotate-keys`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pydantic import ValidationError

from database.columns import utc_now
from database.connections import DatabaseBusyError, DatabaseUnusableError, build_engine, telling_plainly
from database.encryption import Keyring, KeysError, UnreadableError
from help_requests.inbox_file import DEFAULT_FILE, InboxesError
from help_requests.inboxes import seed_inboxes
from help_requests.retention import purge, rotate_keys
from help_requests.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return the exit code. Problems go to standard error, one per line."""
    parser = argparse.ArgumentParser(prog="python -m help_requests", description=__doc__)
    parser.add_argument("--database-url", help="instead of API_DATABASE_URL")
    commands = parser.add_subparsers(dest="command", required=True)
    seed = commands.add_parser("seed", help="add the inboxes of a file that are not there yet")
    seed.add_argument("--inboxes", type=Path, default=DEFAULT_FILE)
    commands.add_parser("purge", help="erase what was withdrawn or handled long enough ago")
    commands.add_parser("rotate-keys", help="encrypt everything anew under the first key")
    options = parser.parse_args(arguments)
    try:
        with telling_plainly(options.database_url):
            return _carry_out(options, Settings())
    except ValidationError as error:
        for mistake in error.errors():
            name = "HELP_REQUESTS_" + "_".join(map(str, mistake["loc"])).upper()
            print(f"{name} {mistake['msg'].removeprefix('Value error, ')}", file=sys.stderr)
    except (DatabaseBusyError, DatabaseUnusableError, InboxesError, KeysError, UnreadableError) as error:
        print(error, file=sys.stderr)
    return 1


def _carry_out(options: argparse.Namespace, settings: Settings) -> int:
    engine = build_engine(options.database_url)
    if options.command == "seed":
        print(f"{seed_inboxes(engine, options.inboxes)} inboxes added")
    elif options.command == "purge":
        print(purge(engine, settings, utc_now()))
    else:
        keyring = Keyring.read(settings.encryption_keys.get_secret_value())
        if keyring.current_id is None:
            raise KeysError(
                "HELP_REQUESTS_ENCRYPTION_KEYS is empty: give the new key first, the old ones after it"
            )
        print(f"{rotate_keys(engine, keyring)} texts encrypted anew; keys other than the first can go now")
    return 0


if __name__ == "__main__":
    sys.exit(main())
