"""Commands of the accounts: `python -m staff create-administrator|end-sign-ins|rotate-keys`."""

from __future__ import annotations

import argparse
import sys

from pydantic import ValidationError
from sqlalchemy.orm import Session

from database.columns import utc_now
from database.connections import (
    DatabaseBusyError,
    DatabaseUnusableError,
    build_engine,
    retry_when_locked,
    telling_plainly,
)
from database.encryption import Keyring, KeysError, UnreadableError
from staff.accounts import AccountError, create_administrator, find_account
from staff.changes import note_change
from staff.entering import rotate_keys
from staff.one_time_links import VALID_FOR
from staff.settings import Settings
from staff.sign_ins import end_all_sign_ins

FIRST_SIGN_IN = "/staff/first-sign-in"
MISTAKES = {
    "email_invalid": "write an e-mail address: name@example.fi",
    "name_missing": "write the person's name",
    "both_kinds": "this person handles help requests: take that role away first",
    "unknown": "nobody has this address",
}


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return the exit code. Problems go to standard error, one per line."""
    parser = argparse.ArgumentParser(prog="python -m staff", description=__doc__)
    parser.add_argument("--database-url", help="instead of API_DATABASE_URL")
    commands = parser.add_subparsers(dest="command", required=True)
    create = commands.add_parser(
        "create-administrator", help="make or mend an administrator and print the one-time link"
    )
    create.add_argument("email")
    create.add_argument("name")
    end = commands.add_parser("end-sign-ins", help="sign a person out of every browser")
    end.add_argument("email")
    commands.add_parser("rotate-keys", help="encrypt the secrets of phones anew under the first key")
    options = parser.parse_args(arguments)
    try:
        settings = Settings()
        engine = build_engine(options.database_url)

        def transaction() -> str:
            with Session(engine) as session, session.begin():
                return _carry_out(session, options, settings)

        with telling_plainly(options.database_url):
            print(retry_when_locked(transaction))
    except ValidationError as error:
        for mistake in error.errors():
            name = "STAFF_" + "_".join(map(str, mistake["loc"])).upper() if mistake["loc"] else ""
            print(f"{name} {mistake['msg'].removeprefix('Value error, ')}".strip(), file=sys.stderr)
    except AccountError as error:
        print(MISTAKES.get(error.code, error.code), file=sys.stderr)
    except (DatabaseBusyError, DatabaseUnusableError, KeysError, UnreadableError) as error:
        print(error, file=sys.stderr)
    else:
        return 0
    return 1


def _carry_out(session: Session, options: argparse.Namespace, settings: Settings) -> str:
    now = utc_now()
    if options.command == "create-administrator":
        token = create_administrator(session, now, options.email, options.name)
        link = f"{settings.public_url}{FIRST_SIGN_IN}?link={token}"
        return f"Open this link within {VALID_FOR.days} days; it works once:\n{link}"
    if options.command == "rotate-keys":
        keyring = Keyring.read(settings.encryption_keys.get_secret_value())
        return f"{rotate_keys(session, keyring)} secrets encrypted anew; keys other than the first can go now"
    account = find_account(session, options.email)
    if account is None:
        raise AccountError("unknown")
    end_all_sign_ins(session, account.id)
    note_change(session, now, None, "signed_out", ("account", account.id))
    return f"{account.email} is signed out of every browser"


if __name__ == "__main__":
    sys.exit(main())
