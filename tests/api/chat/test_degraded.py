"""Without the assistant the reply is still useful."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from tests.api.standins import (
    FrontDoor,
    OpenDoor,
    build_catalogue,
    build_service,
    find_choices,
    find_parts,
    find_texts,
)


def refuse(request: httpx.Request) -> httpx.Response:
    """Answer as nobody does."""
    raise httpx.ConnectError("refused", request=request)


def time_out(request: httpx.Request) -> httpx.Response:
    """Answer too late."""
    raise httpx.ReadTimeout("slow", request=request)


def answer(content: bytes, status: int = 200) -> Callable[[httpx.Request], httpx.Response]:
    """Return an assistant that always answers this."""
    return lambda request: httpx.Response(status, content=content)


FAILURES = {
    "down": refuse,
    "slow": time_out,
    "failed": answer(b'{"error": {"code": "busy"}}', 503),
    "garbage": answer(b"<html>"),
    "wrong form": answer(b'{"messages": "hello"}'),
    "not an object": answer(b"[1, 2]"),
    "empty": answer(b'{"messages": [], "parse": {}, "slots": {}}'),
    "without parts": answer(b'{"messages": [{"status": "act", "parts": []}], "parse": {}, "slots": {}}'),
    "texts unknown": answer(
        b'{"messages": [{"status": "act", "parts": [{"type": "text", "key": "act.nothing_like_this"}]}]}'
    ),
}


@pytest.mark.parametrize("failure", FAILURES)
async def test_menu_is_offered_when_the_assistant_fails(door: FrontDoor, failure: str) -> None:
    """Down, slow, failing, talking nonsense or silent: topics to choose from, and one try only."""
    door.assistant.handler = FAILURES[failure]

    reply = await door.send("mua kiusataan koulussa")

    assert reply["status"] == "degraded"
    assert len(find_choices(reply)) >= 8
    assert len(door.assistant.received) == 1


async def test_reply_comes_in_time_when_the_assistant_hangs(open_door: OpenDoor) -> None:
    """The limit holds for the whole answer, not for each byte."""
    door = open_door(assistant_timeout_seconds=0.05)
    slow = door.assistant

    async def hang(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(5)
        return httpx.Response(200)

    client = door.app.state.door.assistant
    client._client = httpx.AsyncClient(transport=httpx.MockTransport(hang), base_url="http://assistant")
    begun = asyncio.get_running_loop().time()

    reply = await door.send("moikka vaan sinne")

    assert reply["status"] == "degraded"
    assert asyncio.get_running_loop().time() - begun < 2
    assert slow.received == []


async def test_services_come_from_the_catalogue_when_a_topic_and_need_are_chosen(door: FrontDoor) -> None:
    """Topic, need, cards: the whole way without the assistant."""
    door.assistant.handler = refuse
    first = await door.send("apua")
    second = await door.choose(first, "Koulu, työ ja tulevaisuus")
    third = await door.choose(second, "Kiusaaminen ja syrjintä")

    cards = find_parts(third, "services")[0]["services"]
    assert {card["id"] for card in cards} == {"nuorten-puhelin", "kuraattori"}
    assert third["status"] == "degraded"
    assert third["understood"]["need"] == "bullying"


async def test_menu_is_for_whoever_writes_when_the_assistant_fails_later(open_door: OpenDoor) -> None:
    """A mother of a 14-year-old gets the parents' line and no chat for children."""
    everybody = frozenset({"self", "child"})
    door = open_door(
        catalogue=build_catalogue(
            build_service("lasten-chat", roles=frozenset({"youth"}), about=frozenset({"self"})),
            build_service("vanhempien-linja", roles=frozenset({"parent"}), about=everybody),
        )
    )
    door.assistant.will_answer(slots={"age": 14, "about": "child", "role": "parent"})
    first = await door.send("tyttäreni on 14 ja häntä kiusataan")
    door.assistant.handler = refuse
    menu = await door.send("entä sitten", conversation_id=first["conversation_id"])
    needs = await door.choose(menu, "Koulu, työ ja tulevaisuus")
    reply = await door.choose(needs, "Kiusaaminen ja syrjintä")

    assert [card["id"] for card in find_parts(reply, "services")[0]["services"]] == ["vanhempien-linja"]
    assert (reply["understood"]["about"], reply["understood"]["role"]) == ("child", "parent")


async def test_contacts_come_first_when_danger_meets_a_broken_assistant(door: FrontDoor) -> None:
    """Danger needs no assistant."""
    door.assistant.handler = refuse

    reply = await door.send("haluan tappaa itseni nyt")

    assert reply["status"] == "danger"
    assert reply["parts"][0]["type"] == "danger"
    assert find_choices(reply)

    later = await door.choose(reply, "En ole turvassa")
    assert later["status"] == "danger"
    assert "112" in find_texts(later)


async def test_chat_is_off_when_the_kill_switch_is_on(open_door: OpenDoor) -> None:
    """Nothing reaches the assistant; danger contacts and the menu stay."""
    door = open_door(kill_switch=True)

    reply = await door.send("haluan tappaa itseni nyt")

    assert door.assistant.received == []
    assert reply["parts"][0]["type"] == "danger"
    assert len(find_choices(reply)) > 3
    page = (await door.client.get("/v1/page")).json()
    assert len(page["notices"]) == 2


async def test_menu_is_offered_when_a_step_of_our_own_fails(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake in our code is no reason to send anybody away."""

    async def fail(*_: object) -> None:
        raise RuntimeError("haluan tappaa itseni nyt")

    monkeypatch.setattr(type(door.app.state.door.assistant), "send", fail)

    reply = await door.send("haluan tappaa itseni nyt")

    assert reply["status"] == "danger"
    assert len(find_choices(reply)) > 3
