"""Help requests over HTTP: danger first, durable before 201, once, and every error says what to do."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.help_requests.contract import FormOut, HelpRequestError, ReceiptOut, RouteOut, StandingOut
from help_requests import models
from help_requests.handling import Handling
from tests.api.help_request_standins import FILLED, OpenOffice
from tests.api.standins import FrontDoor, OpenDoor, build_catalogue, build_service, find_parts
from tests.help_requests.standins import ANNA, Clock, build_keyring, list_rows

SEND = "/v1/help-requests"
# Long enough that no time of day in a log can hold one by chance.
SECRETS = ("supersalainen", "040 123", "040123", "123 4567", "1234567", "kirjasto", "Esimerkkikoulu")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(tmp_path: Path, clock: Clock) -> Iterator[OpenOffice]:
    """An office whose inbox of school social workers in Espoo is read."""
    opened = OpenOffice(tmp_path, clock)
    opened.enter_inbox(kinds=["school_social_worker", "school_psychologist"])
    yield opened
    opened.engine.dispose()


@pytest.fixture
def door(open_door: OpenDoor, opened: OpenOffice, clock: Clock) -> FrontDoor:
    return open_door(office=opened.office, clock=clock)


async def post(door: FrontDoor, path: str, body: Any, key: str | None = "key-1") -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return await door.client.post(path, json=body, headers=headers)


async def send(door: FrontDoor, key: str | None = "key-1", **changes: Any) -> dict[str, Any]:
    response = await post(door, SEND, {**FILLED, **changes}, key)
    assert response.status_code == 201, response.text
    return dict(response.json())


def find_fields(response: httpx.Response) -> dict[str, str]:
    """Return the codes by field, after checking the error's form."""
    HelpRequestError.model_validate(response.json())
    return {item["field"]: item["code"] for item in response.json()["fields"]}


async def test_request_is_durable_before_it_is_acknowledged(door: FrontDoor, opened: OpenOffice) -> None:
    """201 with five words, who reads it, by when, and what the law says; all of it readable by staff."""
    receipt = await send(door)

    ReceiptOut.model_validate(receipt)
    (request,) = list_rows(opened.engine, models.HelpRequest)
    told = Handling(opened.engine, build_keyring()).read(request.id, ANNA).told
    assert {name: told[name] for name in ("sms", "code_word", "dont_call_home", "age")} == {
        "sms": "040 123 4567",
        "code_word": "kirjasto",
        "dont_call_home": True,
        "age": 15,
    }
    assert len(receipt["reference"].split()) == 5
    assert receipt["next_steps"][:2] == [
        "Pyynnön lukee: Espoon kuraattorit.",
        "He lupaavat ottaa yhteyttä viimeistään 26.11.",
    ]
    assert receipt["promise"]["by"] == "2026-11-26"
    (limit,) = receipt["legal_limits"]
    assert "seitsemäntenä koulun työpäivänä" in limit["text"]
    assert limit["source"] == "Oppilas- ja opiskelijahuoltolaki 1287/2013, 15 §"
    assert (receipt["demo"], receipt["banner"], receipt["parts"]) == (False, None, [])


@pytest.mark.parametrize(
    "reach", [{"phone": "+358 (0)40-123 45"}, {"sms": "04012345"}, {"email": "a.b@c.fi"}]
)
async def test_one_way_to_be_reached_and_the_consent_are_enough(
    door: FrontDoor, reach: dict[str, str]
) -> None:
    """Everything else is optional, also the age."""
    response = await post(door, SEND, {**reach, "consent": True, "need": "bullying"})
    assert response.status_code == 201, response.text
    assert response.json()["language"] == "fi"


@pytest.mark.parametrize(
    ("language", "messages"),
    [
        ("fi", {"reach": "Anna yksi tapa", "consent": "Rastita", "age": "Kirjoita ikä"}),
        ("sv", {"reach": "Ange ett sätt", "consent": "Kryssa", "age": "Skriv åldern"}),
        ("en", {"reach": "Give one way", "consent": "Tick this", "age": "Write the age"}),
    ],
)
async def test_each_mistake_is_told_beside_its_field_in_the_users_language(
    door: FrontDoor, opened: OpenOffice, language: str, messages: dict[str, str]
) -> None:
    """All of them at once, and nothing is stored."""
    body = {
        "language": language,
        "need": "magic",
        "about": "dog",
        "age": "kolmetoista",
        "municipality": "Atlantis",
        "school": "x" * 101,
        "message": 5,
        "leave_empty": "http://spam",
    }
    response = await post(door, SEND, body)

    assert response.status_code == 422
    assert find_fields(response) == {
        "need": "need_unknown",
        "about": "about_unknown",
        "age": "age_invalid",
        "municipality": "municipality_unknown",
        "message": "not_text",
        "school": "too_long",
        "reach": "reach_missing",
        "consent": "consent_missing",
        "leave_empty": "leave_empty",
    }
    told = {item["field"]: item["message"] for item in response.json()["fields"]}
    for field, beginning in messages.items():
        assert told[field].startswith(beginning)
    assert "100" in told["school"]
    assert all(told.values())
    assert list_rows(opened.engine, models.HelpRequest) == []


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"phone": "soita mulle"}, "phone", "number_invalid"),
        ({"phone": "12"}, "phone", "number_invalid"),
        ({"sms": "1" * 16}, "sms", "number_invalid"),
        ({"email": "a@b"}, "email", "email_invalid"),
        ({"email": "a b@c.fi"}, "email", "email_invalid"),
        ({"age": 200}, "age", "age_invalid"),
        ({"age": True}, "age", "age_invalid"),
        ({"consent": "no"}, "consent", "consent_missing"),
        ({"message": "x" * 2001}, "message", "too_long"),
    ],
)
async def test_what_cannot_be_right_is_told(
    door: FrontDoor, change: dict[str, Any], field: str, code: str
) -> None:
    """One mistake, one message."""
    response = await post(door, SEND, {**FILLED, **change})
    assert response.status_code == 422
    assert find_fields(response) == {field: code}


async def test_no_age_is_turned_away_and_under_13_an_adult_is_suggested(door: FrontDoor) -> None:
    """Suggested once, in the route; the sending is the same for all."""
    for age in (5, 12, 13, None):
        route = (await post(door, f"{SEND}/route", {"need": "bullying", "age": age})).json()
        RouteOut.model_validate(route)
        assert route["can_send"]
        assert (route["trusted_adult"] is not None) == (age is not None and age < 13)
        await send(door, f"key-{age}", age=age)
    assert (
        "lähetä pyyntö itse"
        in (await post(door, f"{SEND}/route", {"age": "9", "need": "school"})).json()["trusted_adult"]
    )


@pytest.mark.parametrize(
    ("about", "is_suggested"), [("self", True), (None, True), ("child", False), ("other", False)]
)
async def test_adult_who_asks_for_a_child_is_sent_to_no_adult(
    door: FrontDoor, about: str | None, is_suggested: bool
) -> None:
    """The age is the child's; a mother needs no adult she trusts."""
    route = (await post(door, f"{SEND}/route", {"need": "bullying", "age": 5, "about": about})).json()
    assert (route["trusted_adult"] is not None) == is_suggested


async def test_danger_words_bring_contacts_and_never_stop_the_sending(door: FrontDoor) -> None:
    """In any free text, with the answer itself."""
    for number, field in enumerate(("message", "code_word", "reach_when", "school", "name")):
        receipt = await send(door, f"key-{number}", **{field: "haluan tappaa itseni"})
        part = receipt["parts"][0]
        assert (part["type"], part["kind"], part["level"]) == ("danger", "suicide", "acute")
        assert part["contacts"]
        assert receipt["reference"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b'{"message": "haluan tappaa itseni', 400, "help_request_unreadable"),
        (b'["haluan tappaa itseni"]', 400, "help_request_unreadable"),
        ("haluan tappaa itseni".encode("utf-16"), 400, "help_request_unreadable"),
        (b'{"message": ["haluan tappaa itseni"]}', 422, "help_request_invalid"),
        (json.dumps({"x": "haluan tappaa itseni"}).encode(), 422, "help_request_invalid"),
        (
            b'{"language": "sv", "message": "jag vill ta livet av mig ' + b"x" * 70_000 + b'"}',
            413,
            "help_request_too_large",
        ),
    ],
)
async def test_danger_is_seen_in_what_cannot_be_read(
    door: FrontDoor, content: bytes, status: int, code: str
) -> None:
    """Broken, of wrong types or too large: the contacts come with the error, on every route with a body."""
    for path in (SEND, f"{SEND}/add"):
        response = await door.client.post(path, content=content)
        expected = (status, code)
        assert (response.status_code, response.json()["error"]["code"]) == expected
        HelpRequestError.model_validate(response.json())
        assert response.json()["parts"][0]["kind"] == "suicide"
    if b'"sv"' in content:
        assert response.json()["error"]["message"].startswith("Begäran")


@pytest.mark.parametrize("name", ["message", "school", "name", "reach_when", "code_word"])
async def test_route_finds_danger_in_the_words_so_far_and_keeps_nothing(
    open_door: OpenDoor,
    opened: OpenOffice,
    clock: Clock,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    """In whichever field they stand, before anything is sent; also when the address has asked too much."""
    door = open_door(office=opened.office, clock=clock, limit_loopback=True, messages_per_address=1)
    words = {"need": "bullying", "language": "fi", name: "supersalainen, haluan tappaa itseni"}
    for place in range(61):
        response = await post(door, f"{SEND}/route", words)
        assert response.status_code == (200 if place < 60 else 429)
        part = response.json()["parts"][0]
        assert (part["type"], part["kind"], part["level"]) == ("danger", "suicide", "acute")
    calm = (await post(door, f"{SEND}/route", {name: "mua kiusataan"})).json()

    assert "suicide" not in [part["kind"] for part in find_parts(calm, "danger")]
    assert list_rows(opened.engine, models.HelpRequest) == []
    assert "supersalainen" not in "".join(capsys.readouterr())


async def test_danger_contacts_come_although_the_database_is_locked(
    door: FrontDoor, opened: OpenOffice
) -> None:
    """503, nothing stored, services to contact oneself; with the same key it goes through afterwards."""
    other = sqlite3.connect(str(opened.engine.url.database))
    other.execute("BEGIN IMMEDIATE")
    response = await post(door, SEND, {**FILLED, "message": "haluan tappaa itseni"})
    other.rollback()
    other.close()

    assert (response.status_code, response.json()["error"]["code"]) == (503, "help_request_not_stored")
    assert [part["type"] for part in response.json()["parts"]][0] == "danger"
    (services,) = find_parts(response.json(), "services")
    assert services["services"]
    assert (await send(door, message="haluan tappaa itseni"))["state"] == "received"


async def test_same_key_gives_the_same_answer_and_another_body_is_refused(
    door: FrontDoor, opened: OpenOffice
) -> None:
    """Also when the inbox is no longer read meanwhile."""
    first = await send(door)
    opened.office.inboxes = ()
    assert await send(door) == first
    changed = await post(door, SEND, {**FILLED, "message": "muuta"})
    assert (changed.status_code, changed.json()["error"]["code"]) == (409, "help_request_key_reused")
    assert len(list_rows(opened.engine, models.HelpRequest)) == 1


async def test_two_equal_requests_at_once_are_one(door: FrontDoor, opened: OpenOffice) -> None:
    """An impatient double click."""
    first, second, third = await asyncio.gather(send(door), send(door), send(door))
    assert first == second == third
    assert len(list_rows(opened.engine, models.HelpRequest)) == 1


async def test_each_sending_without_a_key_is_its_own(door: FrontDoor) -> None:
    """Then nothing tells them apart from two wishes."""
    assert (await send(door, None))["reference"] != (await send(door, None))["reference"]


@pytest.mark.parametrize(
    "matter",
    [
        {"municipality": "398"},
        {"need": "money"},
        {"need": None, "municipality": "398"},
        {"area": "398", "municipality": ""},
    ],
)
async def test_services_are_shown_where_nobody_would_read_a_request(
    door: FrontDoor, matter: dict[str, Any]
) -> None:
    """The route says so beforehand, and sending anyway stores nothing."""
    route = (await post(door, f"{SEND}/route", {**FILLED, **matter})).json()
    RouteOut.model_validate(route)
    assert (route["can_send"], route["recipient"], route["promise"]) == (False, None, None)
    response = await post(door, SEND, {**FILLED, **matter})
    assert (response.status_code, response.json()["error"]["code"]) == (409, "help_request_no_inbox")
    if matter == {"municipality": "398"}:
        assert [card["id"] for card in route["services"]] == ["nuorten-puhelin"]
        assert find_parts(response.json(), "services")[0]["services"] == route["services"]


@pytest.mark.parametrize("matter", [{"need": None}, {"need": None, "age": None, "municipality": ""}])
async def test_request_without_a_topic_is_read_by_the_nearest_inbox(
    door: FrontDoor, opened: OpenOffice, matter: dict[str, Any]
) -> None:
    """ "Pyydä apua" on a page that names no topic; chosen later, the topic decides as ever."""
    route = (await post(door, f"{SEND}/route", {**FILLED, **matter})).json()
    RouteOut.model_validate(route)
    assert (route["can_send"], route["recipient"]["id"]) == (True, "kuraattorit")
    receipt = await send(door, **matter)
    assert (receipt["recipient"]["id"], receipt["legal_limits"]) == ("kuraattorit", [])
    chosen = await post(door, f"{SEND}/route", {**FILLED, **matter, "need": "money"})
    assert chosen.json()["can_send"] is False
    opened.office.inboxes = ()
    unread = (await post(door, f"{SEND}/route", {**FILLED, **matter})).json()
    assert (unread["can_send"], unread["recipient"], unread["promise"]) == (False, None, None)


@pytest.mark.parametrize("need", [None, "money"])
async def test_page_is_never_empty_where_nobody_reads(
    open_door: OpenDoor, clock: Clock, need: str | None
) -> None:
    """Without a topic, or with none for it, a line that fits the age; the receipt of a refusal has it too."""
    lines = (
        build_service("nuorten-linja", maximum_age=24, needs=("bullying", "loneliness")),
        build_service("vanhempien-linja", kind="parent_helpline", needs=("parenting",)),
    )
    door = open_door(clock=clock, catalogue=build_catalogue(*lines))
    route = (await post(door, f"{SEND}/route", {**FILLED, "need": need})).json()
    RouteOut.model_validate(route)
    assert [card["id"] for card in route["services"]] == ["nuorten-linja"]
    assert "näihin" in route["text"]
    refused = await post(door, SEND, {**FILLED, "need": need})
    assert find_parts(refused.json(), "services")[0]["services"] == route["services"]
    of_a_child = {"need": need, "about": "child", "age": 3}
    parents = (await post(door, f"{SEND}/route", of_a_child)).json()["services"]
    assert [card["id"] for card in parents] == ["vanhempien-linja"]


async def test_inbox_that_nobody_visits_takes_nothing(door: FrontDoor, clock: Clock) -> None:
    """A fortnight after the last sign-in."""
    assert (await post(door, f"{SEND}/route", FILLED)).json()["can_send"]
    clock.move(days=14, seconds=1)
    assert not (await post(door, f"{SEND}/route", FILLED)).json()["can_send"]


async def test_nothing_is_promised_where_nothing_was_entered(open_door: OpenDoor, tmp_path: Path) -> None:
    """No promise of the organisation, no date."""
    clock = Clock()
    opened = OpenOffice(tmp_path, clock)
    opened.enter_inbox(promise_working_days=None)
    door = open_door(office=opened.office, clock=clock)
    receipt = await send(door)
    assert receipt["promise"] is None
    assert "en lupaa sinulle päivää" in receipt["next_steps"][1]


async def test_demo_says_everywhere_that_nobody_reads_it(open_door: OpenDoor, tmp_path: Path) -> None:
    """In the route, with the reference and with the state; never who would read it."""
    clock = Clock()
    opened = OpenOffice(tmp_path, clock)
    opened.enter_inbox("demo", is_demo=True, promise_working_days=None)
    door = open_door(office=opened.office, clock=clock)
    route = (await post(door, f"{SEND}/route", FILLED)).json()
    receipt = await send(door)
    standing = (await post(door, f"{SEND}/status", {"reference": receipt["reference"]})).json()
    for answer in (route, receipt, standing):
        assert answer["demo"] is True
        assert "ei lue kukaan" in answer["banner"]
    assert receipt["next_steps"] == ["Kokeilussa pyyntöä ei lue kukaan."]
    assert standing["text"] == "Kokeilussa pyyntöä ei avaa kukaan."
    waiting = door.app.state.door.statistics.tally.waiting
    assert "help_requests" not in {cell.measure for _, cell in waiting}


async def test_reference_shows_the_state_and_never_what_was_written(
    door: FrontDoor, opened: OpenOffice
) -> None:
    """However the words are typed."""
    reference = (await send(door))["reference"]
    typed = reference.upper().replace("Ä", "A").replace("Ö", "O").replace(" ", "-")
    response = await post(door, f"{SEND}/status", {"reference": typed, "language": "sv"})
    assert response.status_code == 200
    StandingOut.model_validate(response.json())
    assert response.json()["title"] == "Begäran har kommit fram"
    assert response.json()["received_on"] == "2026-11-23"
    assert not [secret for secret in (*SECRETS, reference) if secret in response.text]


async def test_wrong_or_missing_reference_is_told(door: FrontDoor) -> None:
    """404 for one that is not there, a field's message for none; both in the body only."""
    unknown = {"reference": "hylje äyräs pöllö mänty kide", "message": "x"}
    for path in ("status", "add", "withdraw"):
        response = await post(door, f"{SEND}/{path}", unknown)
        assert response.status_code == 404
        assert response.json()["error"]["code"] == "help_request_reference_unknown"
    missing = await post(door, f"{SEND}/add", {})
    assert find_fields(missing) == {"reference": "reference_missing", "message": "message_missing"}
    assert (await door.client.get(f"{SEND}/status")).status_code == 405


async def test_adding_and_withdrawing_say_what_a_reader_may_have_to_do(
    door: FrontDoor, opened: OpenOffice
) -> None:
    """Both carry the note; after reading, the withdrawal says that it was read."""
    reference = (await send(door))["reference"]
    added = (await post(door, f"{SEND}/add", {"reference": reference, "message": "haluan kuolla"})).json()
    assert added["text"].startswith("Lisäys on tallessa")
    assert "velvollisuus toimia" in added["duty_note"]
    assert added["parts"][0]["type"] == "danger"
    (request,) = list_rows(opened.engine, models.HelpRequest)
    Handling(opened.engine, build_keyring()).read(request.id, ANNA)

    withdrawn = (await post(door, f"{SEND}/withdraw", {"reference": reference})).json()
    assert withdrawn["state"] == "withdrawn"
    assert "oli jo avannut" in withdrawn["text"]
    assert (withdrawn["can_add"], withdrawn["can_withdraw"]) == (False, False)
    closed = await post(door, f"{SEND}/add", {"reference": reference, "message": "sittenkin"}, "key-2")
    assert (closed.status_code, closed.json()["error"]["code"]) == (409, "help_request_closed")


async def test_withdrawn_unread_says_that_it_was_erased(door: FrontDoor) -> None:
    """The truth, in the sender's language."""
    reference = (await send(door))["reference"]
    withdrawn = (await post(door, f"{SEND}/withdraw", {"reference": reference, "language": "en"})).json()
    assert withdrawn["text"] == (
        "The request is taken back. Nobody had opened it, and what you wrote has been erased."
    )


async def test_sending_and_guessing_have_their_own_limits(
    open_door: OpenDoor, opened: OpenOffice, clock: Clock
) -> None:
    """429 with contacts for everybody; looking is counted apart from sending."""
    limits: dict[str, Any] = {
        "help_requests_per_address": 2,
        "references_per_address": 3,
        "limit_loopback": True,
    }
    door = open_door(office=opened.office, clock=clock, **limits)
    statuses = [(await post(door, SEND, FILLED, f"key-{number}")).status_code for number in range(3)]
    assert statuses == [201, 201, 429]
    guesses = [
        await post(door, f"{SEND}/status", {"reference": "hylje äyräs pöllö mänty kide"}) for _ in range(4)
    ]
    assert [guess.status_code for guess in guesses] == [404, 404, 404, 429]
    assert guesses[-1].headers["retry-after"]
    assert guesses[-1].json()["parts"][0]["type"] == "danger"
    assert len(list_rows(opened.engine, models.HelpRequest)) == 2


async def test_services_stand_in_when_keys_are_missing(open_door: OpenDoor) -> None:
    """A closed office offers nothing, stores nothing and says so."""
    door = open_door()
    assert not (await post(door, f"{SEND}/route", FILLED)).json()["can_send"]
    assert (await post(door, SEND, FILLED)).status_code == 503
    assert (await post(door, f"{SEND}/status", {"reference": "a b c d e"})).status_code == 503


async def test_form_has_its_words_in_each_language(door: FrontDoor) -> None:
    """Labels for every field, all needs and all municipalities; no words of mails."""
    for language, title in (("fi", "Pyydä apua"), ("sv", "Be om hjälp"), ("en", "Ask for help")):
        form = (await door.client.get(f"{SEND}/form", params={"language": language})).json()
        FormOut.model_validate(form)
        assert form["texts"]["help_request.title"] == title
        for field in (*FILLED, "phone", "email", "name", "reach_when", "reach"):
            if field != "language":
                assert form["texts"][f"help_request.form.{field}.label"], field
        assert len(form["needs"]) == 32
        assert {"code": "049", "name": "Esbo" if language == "sv" else "Espoo"} in form["municipalities"]
        assert not [key for key in form["texts"] if ".mail." in key]


async def test_logs_and_state_hold_nothing_of_a_request(
    open_door: OpenDoor, opened: OpenOffice, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sent, failed, looked up, withdrawn: only routes, codes and counts are left behind."""
    door = open_door(office=opened.office, clock=clock, limit_loopback=True)
    reference = (await send(door))["reference"]
    await post(door, SEND, {**FILLED, "sms": "kirjasto"})
    await door.client.post(SEND, content=b'{"message": "supersalainen')
    await post(door, f"{SEND}/add", {"reference": reference, "message": "supersalainen"})
    await post(door, f"{SEND}/withdraw", {"reference": reference})
    with opened.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE help_request_audit")
    assert (await post(door, SEND, FILLED, "key-9")).status_code == 503

    logged = "".join(capsys.readouterr())
    await door.app.state.door.statistics.write()
    logged += "".join(capsys.readouterr())
    assert "route=/v1/help-requests/add" in logged
    assert "help_request_not_stored" in logged
    assert not [secret for secret in (*SECRETS, reference, "key-9") if secret in logged]
