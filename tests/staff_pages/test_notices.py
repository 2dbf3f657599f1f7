"""Staff tell something to everybody, and close the chat; every replica knows within its round."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from api.application import create_app
from api.settings import Settings
from api.state import MemoryState
from staff.models import Change
from tests.api.standins import FakeAssistant, build_closed_office, find_parts
from tests.staff_pages.visitors import House

TEXTS = {
    "text_fi": "Kriisipuhelin on ruuhkautunut.",
    "text_sv": "Kristelefonen är överbelastad.",
    "text_en": "The crisis line is busy.",
}
FIELDS = {
    **TEXTS,
    "begins_on": "2026-11-23",
    "ends_on": "24.11.2026",
    "area": "country",
    "reason": "Linja soi varattuna",
}
REVIEWER, ADMINISTRATOR = ("reviewer", "platform"), ("administrator", "platform")


def open_replica(house: House) -> tuple[FastAPI, FakeAssistant]:
    """A second front door on the same database."""
    assistant = FakeAssistant()
    app = create_app(
        Settings(database_url=str(house.room.engine.url)),
        state=MemoryState(),
        transport=httpx.MockTransport(assistant),
        office=build_closed_office(),
        clock=house.clock,
    )
    return app, assistant


async def get_notices(app: FastAPI, **query: str) -> list[str]:
    """What the page of this replica tells."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://front.door") as client:
        page: dict[str, Any] = (await client.get("/v1/page", params=query)).json()
    return list(page["notices"])


async def say(app: FastAPI, words: str) -> dict[str, Any]:
    """The reply of this replica."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://front.door") as client:
        reply: dict[str, Any] = (await client.post("/v1/messages", json={"text": words})).json()
    return reply


async def find_notice_id(visitor: Any) -> str:
    """The id of the only notice on the page."""
    page = (await visitor.get("/staff/notices")).text
    return page.split("/take-down")[0].rpartition("/")[2]


@pytest.mark.parametrize("role", [REVIEWER, ADMINISTRATOR])
async def test_a_notice_shows_in_the_chat_in_each_language(house: House, role: tuple[str, str]) -> None:
    """At once where it was published, and after its round in every other replica."""
    replica, _ = open_replica(house)
    visitor = house.visit(role)

    answer = await visitor.send("/staff/notices/new", **FIELDS)

    assert answer.status_code == 303
    for language in ("fi", "sv", "en"):
        assert TEXTS[f"text_{language}"] in await get_notices(house.app, language=language)
    assert TEXTS["text_fi"] not in await get_notices(replica)
    replica.state.door.board.read()
    assert TEXTS["text_fi"] in await get_notices(replica)
    drawn = (await house.open_browser().get("/")).text
    assert TEXTS["text_fi"] in drawn
    house.clock.move(days=2)
    assert TEXTS["text_fi"] not in await get_notices(replica)


async def test_a_notice_of_a_municipality_shows_on_its_page_only(house: House) -> None:
    """Lahti's notice is not for Espoo."""
    await house.visit(REVIEWER).send("/staff/notices/new", **{**FIELDS, "area": "municipality:398"})

    assert TEXTS["text_fi"] in await get_notices(house.app, area="398")
    assert TEXTS["text_fi"] not in await get_notices(house.app, area="049")


async def write(house: House, words: str, **fields: str) -> dict[str, Any]:
    """The reply to a message in the chat of this house."""
    browser = house.open_browser().client
    answer = await browser.post("/v1/messages", json={"text": words, **fields})
    assert answer.status_code == 200
    reply: dict[str, Any] = answer.json()
    return reply


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("fi", "mua kiusataan koulussa", "Tiedote: Kriisipuhelin on ruuhkautunut."),
        ("sv", "jag blir mobbad i skolan", "Meddelande: Kristelefonen är överbelastad."),
        ("en", "I am bullied at school", "Notice: The crisis line is busy."),
    ],
)
async def test_a_notice_that_begins_while_somebody_writes_reaches_the_chat_once(
    house: House, language: str, words: str, told: str
) -> None:
    first = await write(house, words, language=language)
    chat = {"conversation_id": first["conversation_id"], "language": language}
    await house.visit(REVIEWER).send("/staff/notices/new", **FIELDS)
    second, third = await write(house, words, **chat), await write(house, words, **chat)

    assert [part["text"] for part in find_parts(second, "text")][0] == told
    for reply in (first, third, await write(house, words, language=language)):
        assert told not in [part["text"] for part in find_parts(reply, "text")]


async def test_news_stand_behind_the_contacts_of_danger_and_go_by_place(house: House) -> None:
    first = await write(house, "mua kiusataan", area="049")
    chat = {"conversation_id": first["conversation_id"], "area": "049"}
    await house.visit(REVIEWER).send("/staff/notices/new", **{**FIELDS, "area": "municipality:398"})
    assert TEXTS["text_fi"] not in str(await write(house, "mua kiusataan", **chat))
    await house.visit(REVIEWER).send("/staff/notices/new", **FIELDS)
    reply = await write(house, "haluan tappaa itseni", **chat)
    assert reply["parts"][0]["type"] == "danger"
    assert str(reply).count(TEXTS["text_fi"]) == 1


async def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(house: House) -> None:
    """The page comes back with what was typed."""
    answer = await house.visit(REVIEWER).send(
        "/staff/notices/new", **{**FIELDS, "text_sv": "", "ends_on": "huomenna", "reason": " "}
    )

    assert answer.status_code == 422
    assert TEXTS["text_fi"] in answer.text
    assert 'id="text_sv-error"' in answer.text
    assert 'id="ends_on-error"' in answer.text
    assert 'id="reason-error"' in answer.text
    assert 'value="2026-11-23"' in answer.text


async def test_a_notice_is_changed_and_taken_down(house: House) -> None:
    """The chat follows; whoever opened the form before another's change is told so."""
    visitor = house.visit(REVIEWER)
    await visitor.send("/staff/notices/new", **FIELDS)
    address = f"/staff/notices/{await find_notice_id(visitor)}"
    assert TEXTS["text_en"] in (await visitor.get(address)).text

    changed = await visitor.send(address, **{**FIELDS, "text_fi": "Linja toimii taas.", "version": "1"})
    assert changed.status_code == 303
    typed = {**FIELDS, "text_fi": "Myöhässä.", "area": "municipality:398"}
    late = await visitor.send(address, **typed, version="1")
    assert late.status_code == 409
    assert "Missä: <ins>" in late.text
    assert "<ins>Linja toimii taas.</ins>" in late.text
    assert "Myöhässä." in late.text
    assert "Linja toimii taas." in await get_notices(house.app)

    asked = await visitor.get(f"{address}/take-down")
    assert "Linja toimii taas." in asked.text
    refused = await visitor.send(f"{address}/take-down")
    assert refused.status_code == 422
    assert 'id="reason-error"' in refused.text
    assert "Linja toimii taas." in await get_notices(house.app)
    assert (await visitor.send(f"{address}/take-down", reason="Ohi")).status_code == 303
    assert "Linja toimii taas." not in await get_notices(house.app)


async def test_the_last_known_notices_stay_while_the_database_is_away(house: House) -> None:
    """They still end on their day."""
    await house.visit(REVIEWER).send("/staff/notices/new", **FIELDS)
    with house.room.engine.begin() as connection:
        connection.execute(text("ALTER TABLE notices RENAME TO gone"))

    house.app.state.door.board.read()

    assert TEXTS["text_fi"] in await get_notices(house.app)
    house.clock.move(days=2)
    assert TEXTS["text_fi"] not in await get_notices(house.app)


async def test_closing_asks_once_more_and_leaves_contacts_and_menu(house: House) -> None:
    """Only the second page closes; then no replica asks the assistant, and 112 stays."""
    replica, assistant = open_replica(house)
    visitor = house.visit(ADMINISTRATOR)

    asked = await visitor.send("/staff/notices/switch", wanted="closed", reason="Vääriä vastauksia")
    assert asked.status_code == 200
    assert 'name="confirmed"' in asked.text
    assert not house.app.state.door.is_switched_off

    closed = await visitor.send(
        "/staff/notices/switch", wanted="closed", reason="Vääriä vastauksia", confirmed="yes"
    )
    assert closed.status_code == 303
    replica.state.door.board.read()
    reply = await say(replica, "haluan tappaa itseni nyt")
    assert assistant.received == []
    assert find_parts(reply, "danger")[0]["contacts"][0]["value"] == "112"
    assert find_parts(reply, "choices")
    page = (await visitor.get("/staff/notices")).text
    assert "Vääriä vastauksia" in page
    assert len(await get_notices(replica)) == 2

    opened = await visitor.send("/staff/notices/switch", wanted="open", reason="Korjattu")
    assert opened.status_code == 303
    replica.state.door.board.read()
    await say(replica, "mua kiusataan")
    assert len(assistant.received) == 1
    noted = house.room.work(lambda session: list(session.scalars(select(Change.action))))
    assert noted == ["closed", "opened"]


async def test_a_reason_is_needed_to_close(house: House) -> None:
    """Without one even the confirmed form is refused."""
    visitor = house.visit(REVIEWER)

    for fields in ({}, {"confirmed": "yes"}):
        answer = await visitor.send("/staff/notices/switch", wanted="closed", reason=" ", **fields)
        assert answer.status_code == 422
        assert 'id="reason-error"' in answer.text
    assert not house.app.state.door.is_switched_off


ADDRESSES = ("/staff/notices/new", "/staff/notices/switch", "/staff/notices/nothing")


@pytest.mark.parametrize("role", ["reader", "editor", "handler"])
async def test_others_find_no_page(house: House, role: str) -> None:
    """404, whether they look or send."""
    visitor = house.visit((role, "platform"))
    for address in ("/staff/notices", *ADDRESSES):
        assert (await visitor.get(address)).status_code == 404
    for address in (*ADDRESSES, "/staff/notices/nothing/take-down"):
        assert (await visitor.send(address, **FIELDS)).status_code == 404


async def test_reviewers_elsewhere_look_but_do_not_touch(house: House) -> None:
    """The list is theirs to read; the forms are not there."""
    visitor = house.visit(("reviewer", "luvn"))
    page = await visitor.get("/staff/notices")
    assert page.status_code == 200
    assert "/staff/notices/new" not in page.text
    for address in ADDRESSES:
        assert (await visitor.send(address, **FIELDS)).status_code == 404


async def test_nothing_is_taken_without_the_forms_own_token(house: House) -> None:
    """CSRF, and nobody at all."""
    visitor = house.visit(REVIEWER)
    visitor.csrf_token = "guess"
    assert (await visitor.send("/staff/notices/new", **FIELDS)).status_code == 403
    assert (await house.open_browser().get("/staff/notices")).status_code == 303
    assert not house.app.state.door.board.announcements.notices
