"""The catalogue is slow, broken or down: the reply still helps."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.catalogue import CatalogueClient, CatalogueContractError, CatalogueUnavailableError, Query
from actions.conversation import Conversation
from actions.rasa_actions import AnswerNeed

QUERY = Query(("bullying",))
CARD = {"id": "kuraattori", "kind": "school_social_worker", "name": "Kuraattori", "needs": ["bullying"]}


def _client(handler: Callable[[httpx.Request], Any], **settings: float) -> CatalogueClient:
    return CatalogueClient(
        httpx.AsyncClient(base_url="http://catalogue", transport=httpx.MockTransport(handler)), **settings
    )


@pytest.mark.parametrize("intent", ["bullying", "inform", "ask_other"])
async def test_menu_and_person_come_when_catalogue_is_down(
    talk: Any, broken_catalogue: Any, read: Any, intent: str
) -> None:
    """Themes, needs and a person need no catalogue, and what was told is remembered."""
    talk.slots = {"need": "bullying", "needs": ["bullying"]}
    result = await talk.say("olen 14", intent, age=14)

    assert result["status"] == "degraded"
    assert "degraded.catalogue" in read.keys(result)
    assert read.has_help_request(result)
    assert read.intents(result) == ["choose_theme"] * 10 + ["request_contact"]
    assert talk.slots["age"] == 14


async def test_need_is_answered_later_when_catalogue_comes_back(
    talk: Any, broken_catalogue: Any, read: Any
) -> None:
    """Nobody tells it twice."""
    failed = await talk.say("mua kiusataan", "bullying")
    broken_catalogue.error = None
    result = await talk.choose("ask_other")

    assert read.keys(failed)[0] == "understood.bullying"
    assert result["need"] == "bullying"
    assert read.services(result)


async def test_facts_are_excused_when_catalogue_is_down(talk: Any, catalogue: Any, read: Any) -> None:
    """Without facts nothing is guessed."""
    await talk.say("mua kiusataan", "bullying")
    catalogue.error = CatalogueUnavailableError("get a service: ConnectError")
    result = await talk.say("maksaako se", "ask_cost")

    assert read.keys(result) == ["degraded.facts"]
    assert result["status"] == "degraded"


async def test_clarify_is_excused_when_catalogue_is_down(talk: Any, broken_catalogue: Any) -> None:
    """The unsure path has the same apology."""
    result = await talk.say("ei oo kivaa", "loneliness", band="unsure")

    assert result["status"] == "degraded"


async def test_reply_comes_in_time_when_catalogue_hangs(data: Any) -> None:
    """A catalogue that never answers costs the turn's budget, not more."""

    async def hang(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(30)
        raise AssertionError

    client = _client(hang, match_timeout_seconds=0.2, turn_budget_seconds=0.35)
    action = AnswerNeed(Conversation(data, client, budget_seconds=0.35))
    dispatcher = CollectingDispatcher()
    message = {"text": "x", "intent": {"name": "bullying", "confidence": 0.9}, "entities": []}
    loop = asyncio.get_running_loop()
    started = loop.time()

    await action.run(dispatcher, Tracker("c", {}, message, [], False, None, {}, None), {})

    assert loop.time() - started < 0.6
    assert dispatcher.messages[0]["custom"]["status"] == "degraded"


async def test_read_is_tried_once_more_when_the_first_try_fails() -> None:
    """One lost connection is not an apology yet."""
    calls = []

    def flaky(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        if len(calls) == 1:
            raise httpx.ConnectError("refused")
        return httpx.Response(200, json={"services": [CARD], "outside": True})

    matches = await _client(flaky).find_matches(QUERY)

    assert [card.id for card in matches.services] == ["kuraattori"]
    assert matches.outside
    assert len(calls) == 2


async def test_error_says_what_was_tried_when_both_tries_fail() -> None:
    """One error family, with the attempt and no user's words."""
    with pytest.raises(CatalogueUnavailableError, match="match services: status 503"):
        await _client(lambda _: httpx.Response(503)).find_matches(QUERY)


async def test_our_own_mistake_is_not_tried_again_when_catalogue_refuses_it() -> None:
    """A 422 stays a 422."""
    calls = []

    def refuse(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(422, json={})

    with pytest.raises(CatalogueUnavailableError):
        await _client(refuse).find_matches(QUERY)
    assert len(calls) == 1


@pytest.mark.parametrize(
    "content", [[], {}, {"services": {}}, {"services": [{"kind": "x"}]}, {"services": [3]}]
)
async def test_answer_is_refused_when_its_shape_is_foreign(content: Any) -> None:
    """Foreign JSON becomes a dataclass at the door, or an error."""
    with pytest.raises(CatalogueContractError):
        await _client(lambda _: httpx.Response(200, json=content)).find_matches(QUERY)


async def test_answer_is_refused_when_it_is_no_json() -> None:
    """A proxy's error page is not a match."""
    with pytest.raises(CatalogueContractError):
        await _client(lambda _: httpx.Response(200, text="<html>")).find_matches(QUERY)


async def test_services_are_got_in_order_when_one_is_gone() -> None:
    """An archived service is left out, the others keep their order."""

    def answer(request: httpx.Request) -> httpx.Response:
        id_ = request.url.path.rsplit("/", 1)[1]
        assert request.url.params["language"] == "sv"
        # The bot's own look-ups are not counted as people's choices.
        assert request.url.params["chosen"] == "false"
        return httpx.Response(404) if id_ == "gone" else httpx.Response(200, json={**CARD, "id": id_})

    found = await _client(answer).find_services(["b", "gone", "a"], "sv")

    assert [card.id for card in found] == ["b", "a"]


async def test_reply_comes_and_words_stay_out_of_the_log_when_an_action_breaks(
    data: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """An unforeseen error neither reaches Rasa nor carries the message into the log."""

    class Broken:
        async def find_matches(self, query: Query) -> Any:
            raise ValueError("isä lyö minua")

        find_services = find_matches

    dispatcher = CollectingDispatcher()
    message = {"text": "isä lyö minua", "intent": {"name": "bullying", "confidence": 0.9}, "entities": []}
    with caplog.at_level(logging.DEBUG):
        await AnswerNeed(Conversation(data, Broken())).run(
            dispatcher, Tracker("c", {}, message, [], False, None, {}, None), {}
        )

    assert dispatcher.messages[0]["custom"]["status"] == "degraded"
    assert "isä" not in caplog.text
    assert "ValueError" in caplog.text


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"text": None, "intent": None, "entities": None, "metadata": None},
        {
            "text": "x",
            "intent": {"name": "bullying"},
            "entities": [{"entity": "age", "value": {}}],
            "danger": 3,
        },
        {"text": "x", "intent": {"name": "inform"}, "entities": [{"entity": "age", "value": "900"}]},
    ],
)
async def test_a_reply_comes_when_the_message_is_malformed(
    talk: Any, message: dict[str, Any], data: Any
) -> None:
    """Odd entities and missing fields never silence the bot."""
    dispatcher = CollectingDispatcher()
    action = AnswerNeed(Conversation(data, talk.catalogue))
    await action.run(dispatcher, Tracker("c", {}, message, [], False, None, {}, None), {})

    assert dispatcher.messages[0]["custom"]["parts"]
