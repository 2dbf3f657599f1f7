"""Puts the front door together: the one place of wiring."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Thread

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.middleware.cors import CORSMiddleware

from api.board import Board
from api.cards import Cards
from api.catalogue import Catalogue
from api.chat.assistant import AssistantClient
from api.chat.choices import Choices
from api.chat.door import Door
from api.chat.language import build_detector
from api.chat.masking import Masks
from api.chat.memory import Memory
from api.chat.unclear import UnclearMessages
from api.contract import Error
from api.danger import DangerScreen
from api.endpoints import (
    conversations,
    demo,
    documentation,
    health,
    help_request_pages,
    help_requests,
    keeping,
    messages,
    pages,
    services,
    usage,
)
from api.errors import handle_errors
from api.help_requests.limits import LegalLimits
from api.help_requests.office import Office
from api.labels import Labels
from api.link_watch import LinkWatch
from api.logs import configure_logs
from api.middleware import Compression, RequestLog, SecurityHeaders
from api.settings import Settings
from api.staff.application import build_staff_app
from api.staff.room import StaffRoom
from api.staff.rounds import Rounds
from api.staff.services import read_ahead
from api.state import FrontDoorState, build_state
from api.statistics import Statistics
from api.texts import Texts
from api.widget_files import WidgetFiles
from curation.link_settings import LinkCheckSettings
from help_requests.settings import Settings as HelpRequestSettings
from services_catalog.opening import Moment
from services_catalog.reference_data import ReferenceData, load_reference_data
from services_catalog.snapshot import Snapshot
from staff.settings import Settings as StaffSettings

DESCRIPTION = (
    "Leads families and young people in Finland to low-threshold services: a chat that answers messages in "
    "everyday words, and the catalogue behind it."
)
ROUTERS = (
    messages,
    keeping,
    services,
    help_requests,
    pages,
    help_request_pages,
    conversations,
    usage,
    health,
    documentation,
)


class NotAllowedToLaunchError(Exception):
    """API_LAUNCHED=true while somebody must still check a danger contact; the message names the services."""


class LanguageNotOfferedError(Exception):
    """API_DEFAULT_LANGUAGE names a language that is not complete; the message says what is missing."""


def create_app(
    settings: Settings | None = None,
    *,
    state: FrontDoorState | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    catalogue: Catalogue | None = None,
    office: Office | None = None,
    staff_settings: StaffSettings | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> FastAPI:
    """Return the front door, ready to serve; reads data, catalogue and language models.

    Args:
        settings: None reads the environment.
        state: instead of what the settings ask for.
        transport: stands in for the network to the assistant.
        catalogue: instead of the one in the database.
        office: instead of the one with the inboxes of the database.
        staff_settings: None reads the environment.
        clock: tells the moment, aware.

    Raises:
        NotAllowedToLaunchError, LanguageNotOfferedError: a danger contact is unchecked, or the language that
            pages begin in can't be had; `__main__` prints it.
    """
    settings = settings or Settings()
    configure_logs(settings.environment)
    room = StaffRoom.open(
        settings.database_url,
        settings.data_folder,
        clock,
        settings.environment == "production",
        settings.secret_key.get_secret_value(),
        staff_settings or StaffSettings(),
    )
    state = state or build_state(settings.redis_url)
    door = build_door(settings, state, transport, catalogue, office, clock, room.engine)
    if settings.launched:
        refuse_unchecked_launch(door.catalogue.snapshot)
    # Read now what the first message would wait for: language models and holidays.
    build_detector()
    Moment.from_datetime(clock())
    return build_app(door, room, LinkWatch.open(room.engine, LinkCheckSettings(), clock))


@dataclass(frozen=True)
class Data:
    """What is read from `data/` once and never changes."""

    texts: Texts
    labels: Labels
    reference: ReferenceData
    screen: DangerScreen
    limits: LegalLimits
    masks: Masks


@cache
def read_data(folder: Path) -> Data:
    """Return the content of the folder; reading it takes seconds, so it is kept."""
    return Data(
        texts=Texts.load(folder / "texts"),
        labels=Labels.load(folder),
        reference=load_reference_data(folder),
        screen=DangerScreen.load(folder / "danger"),
        limits=LegalLimits.load(folder),
        masks=Masks.load(folder),
    )


def build_door(
    settings: Settings,
    state: FrontDoorState,
    transport: httpx.AsyncBaseTransport | None,
    catalogue: Catalogue | None,
    office: Office | None,
    clock: Callable[[], datetime],
    engine: Engine,
) -> Door:
    """Return everything that outlives a request."""
    data = read_data(settings.data_folder)
    lifetime = settings.conversation_lifetime
    office = office or Office.open(
        settings.database_url,
        HelpRequestSettings(),
        data.texts,
        settings.data_folder,
        settings.launched,
        clock,
    )
    door = Door(
        settings=settings,
        texts=data.texts,
        labels=data.labels,
        cards=Cards(data.texts, data.labels, office),
        choices=Choices(settings.secret_key.get_secret_value(), lifetime),
        catalogue=catalogue
        or Catalogue.open(settings.database_url, data.reference, settings.catalogue_check_seconds),
        memory=Memory(state, int(lifetime.total_seconds()), settings.longest_turn_seconds),
        assistant=AssistantClient(
            settings.assistant_url,
            settings.assistant_timeout_seconds,
            settings.assistant_line_seconds,
            transport,
        ),
        screen=data.screen,
        office=office,
        limits=data.limits,
        statistics=Statistics(engine),
        unclear=UnclearMessages(
            engine,
            settings.secret_key.get_secret_value(),
            data.masks.mask,
            settings.keep_unclear_messages,
            clock,
        ),
        board=Board(engine, settings.catalogue_check_seconds, clock),
        clock=clock,
    )
    if (default := settings.default_language) not in door.languages.offered:
        raise LanguageNotOfferedError(
            f"API_DEFAULT_LANGUAGE={default}: {len(data.texts.find_gaps(default))} sentences of "
            f"data/texts/fi.yml are missing in {default}.yml, or data/danger/{default}.yml is"
        )
    return door


def build_app(door: Door, room: StaffRoom, link_watch: LinkWatch) -> FastAPI:
    """Return the application around these parts."""
    staff_app = build_staff_app(room, door, link_watch.inspector)
    rounds = Rounds(room, lambda: staff_app.state.desk, HelpRequestSettings())

    @asynccontextmanager
    async def run_beside(_: FastAPI) -> AsyncIterator[None]:
        # Before the first message: a chat that staff closed stays closed through a restart.
        await asyncio.to_thread(door.board.read)
        tasks = [
            asyncio.create_task(door.catalogue.keep_fresh()),
            asyncio.create_task(door.board.keep_fresh()),
            asyncio.create_task(door.statistics.keep_writing()),
            asyncio.create_task(door.unclear.keep_erasing()),
            asyncio.create_task(door.office.keep_rounds()),
            asyncio.create_task(link_watch.keep_watching()),
            asyncio.create_task(rounds.keep()),
        ]
        # A daemon, so that nobody who stops the process waits for it.
        Thread(target=read_ahead, args=(room, staff_app.state.finder), daemon=True).start()
        yield
        door.office.stop()
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await door.statistics.close()
        await door.assistant.close()
        await door.memory.close()
        door.catalogue.close()
        door.office.close()
        await link_watch.close()
        room.engine.dispose()

    app = FastAPI(
        title="Kynnys",
        version="1",
        description=DESCRIPTION,
        lifespan=run_beside,
        docs_url=None,
        redoc_url=None,
        responses={"default": {"model": Error, "description": "error"}},
    )
    app.state.door, app.state.staff = door, room
    for module in ROUTERS:
        app.include_router(module.router)
    if door.settings.environment != "production":
        app.include_router(demo.router)
    app.mount("/staff", staff_app, name="staff")
    app.mount("/widget", WidgetFiles(door.settings.widget_folder), name="widget")
    handle_errors(app, door.texts)
    app.add_middleware(Compression)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=door.settings.allowed_origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Content-Type", "Idempotency-Key"],
        expose_headers=["Retry-After"],
        max_age=3600,
    )
    # Added last, it stands outermost: nothing that fails inside is left to a server's own log.
    app.add_middleware(RequestLog, texts=door.texts)
    app.add_middleware(SecurityHeaders, is_production=door.settings.environment == "production")
    return app


def refuse_unchecked_launch(snapshot: Snapshot) -> None:
    """Check that a person has assured every danger contact.

    Raises:
        NotAllowedToLaunchError: one is unchecked.
    """
    unchecked = [
        service.id for service in snapshot.services if service.emergency and not service.assured_date
    ]
    if unchecked:
        raise NotAllowedToLaunchError(
            f"API_LAUNCHED=true is refused until these danger contacts are checked: {', '.join(unchecked)}"
        )
