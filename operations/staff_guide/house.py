"""A Kynnys of made-up people at work, whose pages are shown in the guide: real entries, invented requests.

Its clock stands still, so that the same pages look the same every time.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.application import create_app, read_data
from api.help_requests.office import Office
from api.settings import ROOT, Settings
from api.state import MemoryState
from curation import unclear_messages
from curation.__main__ import load
from database.connections import build_engine
from database.migrating import migrate_database
from help_requests.settings import Settings as HelpRequestSettings
from operations.keys import draw_keyring
from operations.serving import serve
from operations.staff_guide.assistant import ExampleAssistant
from operations.staff_guide.figures import count_example_use
from operations.staff_guide.requests import fill_inboxes
from services_catalog.loading import load_catalogue
from services_catalog.models import LinkCheck, Service
from staff.accounts import create_account
from staff.granting import give_role
from staff.models import Membership
from staff.one_time_links import issue_link
from staff.roles import PLATFORM, Role
from staff.settings import Settings as StaffSettings
from staff.sign_ins import begin_sign_in, to_actor
from usage.counts import Tally, write_counts

# A Monday, 12.00 in Helsinki.
NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
ELSEWHERE = dt.timedelta(minutes=20)
ESPOO = "espoo"
NOBODY = "nobody"
# Who looks at the pictures: by the word of pictures.yml, the name and the roles.
PEOPLE: dict[str, tuple[str, tuple[tuple[Role, str], ...]]] = {
    "reader": ("Leena Lehto", ((Role.READER, ESPOO),)),
    "editor": ("Aino Alku", ((Role.EDITOR, ESPOO),)),
    "second_editor": ("Eino Eloranta", ((Role.EDITOR, ESPOO),)),
    "reviewer": ("Rauha Rinne", ((Role.REVIEWER, ESPOO),)),
    "handler": ("Helmi Halme", ((Role.HANDLER, ESPOO), (Role.REVIEWER, ESPOO))),
    "administrator": ("Päivi Pelto", ((Role.ADMINISTRATOR, PLATFORM),)),
    "second_administrator": ("Pentti Puro", ((Role.ADMINISTRATOR, PLATFORM),)),
    "platform": ("Pirkko Palo", ((Role.REVIEWER, PLATFORM),)),
    "newcomer": ("Väinö Veräjä", ()),
}
UNCLEAR = "se yks juttu taas koulul, en tiiä"


class Clock:
    """Stands still until the house is furnished further."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        """The moment."""
        return self.now


@dataclass
class House:
    """The running Kynnys.

    Args:
        address: where it is served.
        tokens: of the sign-ins of PEOPLE.
        places: addresses that only this house knows, by the names that stand in pictures.yml.
        clock: tells the moment of the house.
    """

    address: str
    tokens: dict[str, str]
    places: dict[str, str]
    clock: Clock


@contextmanager
def open_house(folder: Path) -> Iterator[House]:
    """Serve a new house, its database in this folder, until the block ends."""
    url = f"sqlite:///{folder / 'kynnys.sqlite'}"
    migrate_database(url)
    engine = build_engine(url)
    load_catalogue(engine, read_data(ROOT / "data").reference)
    load(engine)
    clock, assistant = Clock(), ExampleAssistant()
    help_requests = HelpRequestSettings(
        encryption_keys=SecretStr(draw_keyring()),
        reference_key=SecretStr(secrets.token_urlsafe(48)),
        smtp_host="127.0.0.1",
        smtp_sender="kynnys@example.fi",
    )
    settings = Settings(
        environment="development",
        database_url=url,
        home_area="049",
        keep_unclear_messages=True,
        kill_switch=False,
    )
    office = Office.open(
        url, help_requests, read_data(settings.data_folder).texts, settings.data_folder, False, clock
    )
    app = create_app(
        settings,
        state=MemoryState(clock=lambda: clock().timestamp()),
        transport=assistant.transport,
        office=office,
        staff_settings=StaffSettings(
            public_url="https://kynnys.example.fi",
            encryption_keys=SecretStr(draw_keyring()),
            oidc_issuer="",
        ),
        clock=clock,
    )
    # Each page would be a line: whoever waits for the guide wants to know only of what fails.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    assistant.door = app.state.door
    tokens, places = furnish(app, engine, clock)
    engine.dispose()
    with serve(app) as address:
        places["address"] = address
        yield House(address, tokens, places, clock)
    office.close()
    app.state.staff.engine.dispose()


def furnish(app: FastAPI, engine: Engine, clock: Clock) -> tuple[dict[str, str], dict[str, str]]:
    """Let people in, send requests, count; return the sign-ins and the places."""
    now = clock()
    places = fill_inboxes(app.state.door.office, engine, clock)
    clock.now = now
    app.state.door.office.refresh()
    tally = Tally()
    count_example_use(tally)
    write_counts(engine, tally.take())
    tokens = {}
    with Session(engine) as session, session.begin():
        for word, (name, roles) in PEOPLE.items():
            email = f"{name.lower().replace(' ', '.').replace('ä', 'a').replace('ö', 'o')}@example.fi"
            account = create_account(session, now, None, email, name, "fi")
            account.memberships = [Membership(role=role, organization_key=key) for role, key in roles]
            account.last_sign_in_at = now if roles else None
            session.flush()
            # At another machine too: the list of one's own sign-ins then shows how to end one.
            begin_sign_in(session, account, now - ELSEWHERE)
            tokens[word] = begin_sign_in(session, account, now).token
            if word == "administrator":
                administrator = to_actor(account)
            if word == "newcomer":
                session.flush()
                give_role(session, now, administrator, account, Role.HANDLER, ESPOO, "")
                places["newcomer"] = account.id
                places["first_link"] = issue_link(session, account, now)
            places[f"account_{word}"] = account.id
        unclear_messages.keep(session, now, "0" * 64, "fi", UNCLEAR)
        session.add(_find_dead_link(session, now))
    return tokens, places


def _find_dead_link(session: Session, now: dt.datetime) -> LinkCheck:
    url = session.get_one(Service, "tajua-mut-espoo").source_url
    since = now - dt.timedelta(days=4)
    return LinkCheck(
        url=url,
        checked_at=now,
        next_check_at=now + dt.timedelta(days=1),
        status_code=404,
        problem="answer",
        failures=3,
        failing_since=since,
        dead_since=since + dt.timedelta(days=2),
    )
