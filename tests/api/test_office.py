"""The rounds beside the requests: notices go out, unopened requests are told of, the task ends cleanly."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from api.application import create_app
from api.help_requests import office
from api.settings import Settings
from api.state import MemoryState
from help_requests import models
from tests.api.help_request_standins import FILLED, OpenOffice
from tests.api.standins import OpenDoor, build_catalogue, build_service, find_parts, find_texts
from tests.help_requests.standins import Clock, find_inbox, list_rows


class Letterbox:
    def __init__(self) -> None:
        self.letters: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.content, policy=default)
        body = letter.get_body()
        self.letters.append(f"{letter['To']}\n{letter['Subject']}\n{body.get_content() if body else ''}")
        return "250 OK"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, int]]:
    letterbox = Letterbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(letterbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield letterbox, port
    controller.stop()


@pytest.fixture
def opened(tmp_path: Path, clock: Clock, letterbox: tuple[Letterbox, int]) -> Iterator[OpenOffice]:
    opened = OpenOffice(
        tmp_path,
        clock,
        smtp_port=letterbox[1],
        smtp_security="none",
        administrator_address="yllapito@example.test",
        staff_url="https://kynnys.example/staff",
        rounds_every_seconds=0.05,
    )
    opened.enter_inbox()
    yield opened
    opened.engine.dispose()


async def test_round_mails_alerts_and_erases(
    open_door: OpenDoor, opened: OpenOffice, clock: Clock, letterbox: tuple[Letterbox, int]
) -> None:
    """In Finnish and Swedish, with the way to sign in and no word of the request."""
    door = open_door(office=opened.office, clock=clock)
    sent = await door.client.post("/v1/help-requests", json=FILLED)
    await asyncio.to_thread(opened.office.make_round)
    clock.move(days=2)
    await asyncio.to_thread(opened.office.make_round)
    clock.move(days=5)
    await asyncio.to_thread(opened.office.make_round)

    letters = letterbox[0].letters
    assert [letter.split("\n", 1)[0] for letter in letters] == [
        "kuraattorit@example.test",
        "varahenkilo@example.test",
        "yllapito@example.test",
    ]
    assert "uusi yhteydenottopyyntö" in letters[0]
    assert "En ny begäran om kontakt" in letters[0]
    assert "https://kynnys.example/staff" in letters[0]
    secrets = ("supersalainen", "040 123", "040123", "Esimerkkikoulu", sent.json()["reference"])
    assert not [secret for secret in secrets for letter in letters if secret in letter]


async def test_task_runs_with_the_application_and_ends_with_it(
    opened: OpenOffice, clock: Clock, letterbox: tuple[Letterbox, int]
) -> None:
    """A notice goes out by itself; at the end nothing is left running."""
    app = create_app(
        Settings(),
        state=MemoryState(),
        catalogue=build_catalogue(),
        office=opened.office,
        clock=clock,
    )
    async with app.router.lifespan_context(app):
        import httpx

        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://front.door") as client:
            assert (await client.post("/v1/help-requests", json=FILLED)).status_code == 201
        for _ in range(200):
            if letterbox[0].letters:
                break
            await asyncio.sleep(0.05)
    assert len(letterbox[0].letters) == 1
    assert not [task for task in asyncio.all_tasks() if "keep_rounds" in repr(task)]


async def test_rounds_go_on_when_the_database_was_away(
    opened: OpenOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last picture of the inboxes stays; the failure is logged once, by its kind alone."""
    from sqlalchemy import Engine
    from sqlalchemy.exc import OperationalError

    connect = Engine.connect

    def fail(*_: Any, **__: Any) -> Any:
        raise OperationalError("SELECT supersalainen", {}, Exception("supersalainen"))

    Engine.connect = fail  # type: ignore[method-assign]
    try:
        for _ in range(3):
            await asyncio.to_thread(opened.office.make_round)
    finally:
        Engine.connect = connect  # type: ignore[method-assign]
    logged = "".join(capsys.readouterr())
    assert "supersalainen" not in logged
    assert opened.office.inboxes == (find_inbox(opened.engine),)
    await asyncio.to_thread(opened.office.make_round)


@pytest.mark.parametrize("broken", ["alert_unopened", "alert_unanswered", "alert_unclosed", "purge"])
async def test_step_that_fails_holds_up_no_mail(
    open_door: OpenDoor,
    opened: OpenOffice,
    clock: Clock,
    letterbox: tuple[Letterbox, int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    broken: str,
) -> None:
    """The notice of a new request goes out all the same; what fails is logged once, without its words."""

    def fail(*_: Any) -> Any:
        raise ValueError("supersalainen")

    monkeypatch.setattr(office, broken, fail)
    door = open_door(office=opened.office, clock=clock)
    await door.client.post("/v1/help-requests", json=FILLED)
    for _ in range(3):
        await asyncio.to_thread(opened.office.make_round)
    assert len(letterbox[0].letters) == 1
    logged = "".join(capsys.readouterr())
    assert logged.count(f"{broken}_failed") == 1
    assert "supersalainen" not in logged


async def test_alerts_go_on_when_another_fails(
    open_door: OpenDoor,
    opened: OpenOffice,
    clock: Clock,
    letterbox: tuple[Letterbox, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What lies unopened is told of, whatever happens to what was opened."""

    def fail(*_: Any) -> Any:
        raise ValueError

    monkeypatch.setattr(office, "alert_unanswered", fail)
    door = open_door(office=opened.office, clock=clock)
    await door.client.post("/v1/help-requests", json=FILLED)
    clock.move(days=40)
    await asyncio.to_thread(opened.office.make_round)
    recipients = [letter.split("\n", 1)[0] for letter in letterbox[0].letters]
    assert recipients.count("varahenkilo@example.test") == 1
    assert recipients.count("yllapito@example.test") == 2


@pytest.mark.parametrize(
    ("administrator", "is_demo", "expected"),
    [("", False, 1), ("", True, 0), ("yllapito@example.test", False, 0)],
)
async def test_log_says_once_that_a_real_inbox_has_no_administrator(
    open_door: OpenDoor,
    tmp_path: Path,
    clock: Clock,
    capsys: pytest.CaptureFixture[str],
    administrator: str,
    is_demo: bool,
    expected: int,
) -> None:
    """Whoever starts Kynnys sees that the alerts would end with the second handler."""
    opened = OpenOffice(tmp_path, clock, administrator_address=administrator)
    open_door(office=opened.office, clock=clock)
    opened.enter_inbox(is_demo=is_demo)
    opened.office.refresh()
    logged = "".join(capsys.readouterr())
    assert logged.count("help_request_administrator_missing") == expected
    opened.engine.dispose()


async def test_conversation_offers_a_request_only_where_somebody_reads_it(
    open_door: OpenDoor, opened: OpenOffice, clock: Clock
) -> None:
    """Else its words promise none, and services for the need stand in."""
    text = {"type": "text", "key": "act.request_contact", "variant": "youth", "values": {}}
    offer = {"type": "help_request", "need": "bullying", "service_id": None}
    door = open_door(office=opened.office, clock=clock)
    door.assistant.will_answer(status="help_request", act="request_contact", parts=[text, offer])

    reply = await door.send("ota muhun yhteyttä")
    assert find_parts(reply, "help_request") == [offer]
    assert "alla olevaan lomakkeeseen" in find_texts(reply)

    clock.move(days=15)
    reply = await door.send("ota muhun yhteyttä")
    assert find_parts(reply, "help_request") == []
    assert "kukaan ei lukisi pyyntöä" in find_texts(reply)
    assert find_parts(reply, "services")[0]["services"]
    assert reply["status"] == "help_request"


async def test_conversation_says_that_nobody_reads_a_trial(open_door: OpenDoor, opened: OpenOffice) -> None:
    """The form can be tried, but no word promises a reader."""
    opened.enter_inbox("kokeilu", is_demo=True)
    opened.office.inboxes = tuple(inbox for inbox in opened.office.inboxes if inbox.is_demo)
    text = {"type": "text", "key": "act.request_contact", "variant": "youth", "values": {}}
    offer = {"type": "help_request", "need": "bullying", "service_id": None}
    door = open_door(office=opened.office)
    door.assistant.will_answer(status="help_request", act="request_contact", parts=[text, offer])
    reply = await door.send("ota muhun yhteyttä")
    assert find_parts(reply, "help_request") == [offer]
    assert "Pyyntöä ei lue kukaan" in find_texts(reply)


async def test_person_is_offered_without_a_request_where_nobody_reads(open_door: OpenDoor) -> None:
    """The cards that came with the answer stay; no second ones are added."""
    door = open_door()
    card = (await door.client.post("/v1/services/match", json={"needs": ["bullying"]})).json()["services"][0]
    text = {"type": "text", "key": "act.ask_human", "variant": "youth", "values": {}}
    offer = {"type": "help_request", "need": None, "service_id": None}
    parts = [text, offer, {"type": "services", "services": [card]}]
    door.assistant.will_answer(status="help_request", act="ask_human", parts=parts)
    reply = await door.send("haluun puhua ihmiselle")
    assert [part["type"] for part in reply["parts"]] == ["text", "services"]
    assert "näihin voit ottaa itse yhteyttä" in find_texts(reply)


async def test_cards_say_truthfully_whether_they_can_be_asked_for(
    open_door: OpenDoor, opened: OpenOffice
) -> None:
    """A local service whose kind and place an inbox covers; never a line of the whole country."""
    opened.office.inboxes = ()
    opened.enter_inbox("laaja", area_codes=["03"], kinds=["school_social_worker"])
    with_inbox = open_door(office=opened.office)
    for door, expected in ((with_inbox, {"kuraattori"}), (open_door(), set())):
        found = (await door.client.post("/v1/services/match", json={"needs": ["bullying"]})).json()[
            "services"
        ]
        assert {card["id"] for card in found if card["contact_request"]} == expected
    assert len(list_rows(opened.engine, models.Inbox)) == 2


@pytest.mark.parametrize(
    ("area_codes", "expected"),
    [
        (["03"], {"kaupungin"}),
        (["049"], {"kaupungin"}),
        (["092"], set()),
        (["09"], set()),
        ([], {"kaupungin"}),
    ],
)
async def test_service_of_a_municipality_is_asked_for_through_the_inbox_of_its_county(
    open_door: OpenDoor, opened: OpenOffice, area_codes: list[str], expected: set[str]
) -> None:
    """The county's inbox reads what concerns its municipalities; a neighbour's reads nothing of it."""
    opened.enter_inbox("laaja", area_codes=area_codes)
    opened.office.inboxes = tuple(inbox for inbox in opened.office.inboxes if inbox.id == "laaja")
    local = build_service("kaupungin", area_scope="municipality", area_codes=("049",))
    door = open_door(office=opened.office, catalogue=build_catalogue(local, build_service("maan")))
    matter = {"needs": ["bullying"], "municipality": "049"}
    found = (await door.client.post("/v1/services/match", json=matter)).json()["services"]
    assert {card["id"] for card in found} == {"kaupungin", "maan"}
    assert {card["id"] for card in found if card["contact_request"]} == expected
