"""The contract between the front door and the assistant."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from rasa.core.channels.channel import register
from sanic import Sanic

from assistant.channel import KynnysChannel, RequestError, TurnOutput, neutralise, read_request
from tests.assistant.conftest import Actions


def test_a_turn_comes_whole_when_an_action_answers(take_turn: Callable[..., dict[str, Any]]) -> None:
    """Messages, parse and slots in one go, as keys and values."""
    answer = take_turn("oon 14 ja mua kiusataan, asun Espoossa", area="049")
    assert answer["messages"] == [{"status": "services", "parts": [{"type": "text", "key": "a.b"}]}]
    assert answer["slots"]["age"] == 14
    assert answer["slots"]["municipality"] == "Espoo"
    assert set(answer["parse"]) == {"intent", "intent_ranking", "needs", "band", "danger", "entities"}
    assert "kiusataan" not in json.dumps(answer)


def test_metadata_reach_the_action_when_the_front_door_sends_them(
    take_turn: Callable[..., dict[str, Any]], actions: Actions
) -> None:
    """Language and its form, question, area and danger pass through, and so do the classifier's outputs."""
    take_turn("mua kiusataan", is_easy=True, question="age", danger={"kind": "suicide", "level": "acute"})
    latest = actions.requests[-1]["tracker"]["latest_message"]
    assert latest["metadata"] == {
        "language": "fi",
        "is_easy": True,
        "question": "age",
        "danger": {"kind": "suicide", "level": "acute"},
    }
    assert {"needs", "band", "danger", "intent_ranking"} <= set(latest)


def test_a_choice_is_taken_as_said_when_it_comes_as_payload(
    take_turn: Callable[..., dict[str, Any]], actions: Actions
) -> None:
    """A payload needs no understanding; a list stays one value."""
    answer = take_turn(payload={"intent": "inform", "entities": {"age_range": [13, 17], "about": "child"}})
    assert answer["parse"]["intent"] == {"name": "inform", "confidence": 1.0}
    assert answer["slots"]["age_range"] == [13, 17]
    assert answer["slots"]["about"] == "child"
    assert actions.requests[-1]["tracker"]["latest_message"]["text"] == "/inform"


@pytest.mark.parametrize(
    "text", ["/start_over", '/inform{"age": 3}', "  //restart", "\u200b/greet", "/ /greet", "/"]
)
def test_typed_text_is_no_command_when_it_begins_like_one(
    take_turn: Callable[..., dict[str, Any]], actions: Actions, text: str
) -> None:
    """What is typed never reaches Rasa as an intent."""
    answer = take_turn(text)
    assert not actions.requests[-1]["tracker"]["latest_message"]["text"].startswith("/")
    assert answer["slots"]["age"] is None
    assert answer["parse"]["intent"]["confidence"] < 1.0


def test_blank_lines_stay_when_a_text_is_sent() -> None:
    """Rasa's own channel would send two messages."""
    output = TurnOutput()
    asyncio.run(output.send_text_message("c1", "one\n\ntwo"))
    assert output.messages == [{"text": "one\n\ntwo"}]


def test_something_is_left_when_only_slashes_are_typed() -> None:
    """An empty message would be no message."""
    assert neutralise("///") == "…"
    assert neutralise("/moi") == "moi"
    assert neutralise("9/11 ja muuta") == "9/11 ja muuta"


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"conversation_id": "c1"},
        {"conversation_id": "a b", "text": "x"},
        {"conversation_id": "c1", "text": 3},
        {"conversation_id": "c1", "payload": {"intent": "/x"}},
        {"conversation_id": "c1", "payload": {"intent": "inform", "entities": [1]}},
        {"conversation_id": "c" * 200, "text": "x"},
    ],
)
def test_a_request_is_refused_when_it_breaks_the_contract(body: Any) -> None:
    """The front door's mistakes get 400, not a guess."""
    with pytest.raises(RequestError):
        read_request(body)


def test_unknown_metadata_are_dropped_when_read() -> None:
    """Only the agreed keys pass."""
    request = read_request(
        {"conversation_id": "c1", "text": "x", "metadata": {"language": "sv", "name": "Maija"}}
    )
    assert request.metadata == {"language": "sv"}


class Door:
    """The routes behind a real socket; Sanic can start once in a process only, so all tests share it."""

    def __init__(self) -> None:
        self.channel = KynnysChannel()
        self._app = Sanic("test_of_the_channel", configure_logging=False)
        register([self.channel], self._app, route="/webhooks/")
        listening = socket.create_server(("127.0.0.1", 0))
        self._address = f"http://127.0.0.1:{listening.getsockname()[1]}/webhooks/kynnys"
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(self._start(listening), self._loop).result(20)

    async def _start(self, listening: socket.socket) -> None:
        server = await self._app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.start_serving()

    def ask(self, agent: Any, method: str, path: str, body: bytes | None = None, limit: float = 3.0) -> Any:
        """Status and body of the answer to one request."""
        self._app.ctx.agent = agent
        self.channel._turn_timeout_seconds = limit
        request = Request(self._address + path, data=body, method=method)  # noqa: S310 (our own address)
        try:
            with urlopen(request, timeout=10) as answer:  # noqa: S310
                content, status = answer.read(), answer.status
        except HTTPError as error:
            content, status = error.read(), error.code
        return status, json.loads(content) if content else None


@pytest.fixture(scope="module")
def door() -> Door:
    """One door for all tests over HTTP."""
    return Door()


MESSAGE = json.dumps({"conversation_id": "c1", "text": "moi"}).encode()


def test_200_when_an_action_answers(door: Door, agent: Any) -> None:
    """The whole turn."""
    status, body = door.ask(agent, "POST", "/messages", MESSAGE)
    assert status == 200
    assert body["messages"]


def test_400_when_the_body_is_not_json(door: Door, agent: Any) -> None:
    """One error shape."""
    status, body = door.ask(agent, "POST", "/messages", b"{nonsense")
    assert (status, body["error"]["code"]) == (400, "bad_request")


def test_503_when_the_actions_fail(door: Door, agent: Any, actions: Actions) -> None:
    """Rasa would answer 200 with an empty list."""
    actions.status = 500
    status, body = door.ask(agent, "POST", "/messages", MESSAGE)
    assert (status, body["error"]["code"]) == (503, "no_answer")


def test_503_when_the_actions_are_too_slow(door: Door, agent: Any, actions: Actions) -> None:
    """The time limit towards the actions is seconds, not five minutes."""
    actions.delay_seconds = 3.0
    status, body = door.ask(agent, "POST", "/messages", MESSAGE)
    assert (status, body["error"]["code"]) == (503, "no_answer")


def test_503_when_the_turn_is_too_slow(door: Door, agent: Any, actions: Actions) -> None:
    """The whole turn has a limit of its own."""
    actions.delay_seconds = 1.0
    status, body = door.ask(agent, "POST", "/messages", MESSAGE, limit=0.1)
    assert (status, body["error"]["code"]) == (503, "too_slow")


def test_nothing_is_remembered_when_a_conversation_is_deleted(door: Door, agent: Any) -> None:
    """204, also for a conversation that never was."""
    payload = {"intent": "inform", "entities": {"age": 14}}
    door.ask(agent, "POST", "/messages", json.dumps({"conversation_id": "c1", "payload": payload}).encode())
    assert asyncio.run(agent.tracker_store.retrieve("c1")) is not None
    assert door.ask(agent, "DELETE", "/conversations/c1") == (204, None)
    assert door.ask(agent, "DELETE", "/conversations/never") == (204, None)
    assert asyncio.run(agent.tracker_store.retrieve("c1")) is None
