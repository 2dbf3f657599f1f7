"""What a turn remembers, repeats, limits and forgets."""

import asyncio
from typing import Any

import httpx
import pytest
from fakeredis import FakeAsyncRedis

from api.contract import Reply
from api.state import FrontDoorState, MemoryState, RedisState
from tests.api.standins import (
    FrontDoor,
    OpenDoor,
    build_catalogue,
    build_parse,
    build_service,
    find_choices,
    find_parts,
    find_texts,
)


@pytest.fixture(params=["memory", "redis"])
def state(request: pytest.FixtureRequest) -> FrontDoorState:
    """Each kind of memory."""
    return MemoryState() if request.param == "memory" else RedisState(FakeAsyncRedis())


def from_address(door: FrontDoor, address: str) -> httpx.AsyncClient:
    """Return a client that comes from this address."""
    transport = httpx.ASGITransport(door.app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://front.door")


async def test_reply_follows_the_contract_when_all_is_well(door: FrontDoor) -> None:
    """Each field is there and of its type."""
    card = (await door.client.post("/v1/services/match", json={"needs": ["bullying"]})).json()["services"][0]
    skip = {"key": "choice.skip", "values": {}, "payload": {"intent": "decline", "entities": {}}}
    parts = [
        {"type": "text", "key": "understood.bullying", "variant": "youth", "values": {}},
        {"type": "services", "services": [{**card, "description": "not for the reply"}]},
        {"type": "choices", "choices": [skip, {"need": "school", "payload": skip["payload"]}]},
        {"type": "help_request", "need": "bullying", "service_id": None},
    ]
    slots = {"age": 13, "about": "self", "role": "youth", "municipality": "Espoo", "need": "bullying"}
    door.assistant.will_answer(parts=parts, slots=slots, question="age")

    reply = await door.send("mua kiusataan koulussa ja oon 13")

    Reply.model_validate(reply)
    assert set(find_parts(reply, "services")[0]["services"][0]) == set(card)
    assert list(find_choices(reply)) == ["En halua sanoa", "Koulunkäynti ja opinnot"]
    assert reply["understood"] == {
        "need": "bullying",
        "needs": ["bullying"],
        "alternatives": [{"need": "bullying", "confidence": 0.9}, {"need": "school", "confidence": 0.05}],
        "danger": None,
        "act": None,
        "confidence": 0.9,
        "age": 13,
        "about": "self",
        "role": "youth",
        "municipality": "Espoo",
    }


async def test_new_id_is_given_when_the_conversation_is_unknown(door: FrontDoor) -> None:
    """Nobody chooses the id of a conversation, so nobody can guess into another's."""
    reply = await door.send("moi", conversation_id="1")

    assert reply["conversation_id"] != "1"
    assert len(reply["conversation_id"]) >= 32


async def test_question_asked_last_goes_along_when_the_person_answers(
    open_door: OpenDoor, state: FrontDoorState
) -> None:
    """The assistant learns what "13" answers, with either kind of memory."""
    door = open_door(state=state)
    door.assistant.will_answer(question="age")
    first = await door.send("mua kiusataan")
    await door.send("13", conversation_id=first["conversation_id"])

    assert [sent["metadata"]["question"] for sent in door.assistant.received] == [None, "age"]
    assert door.assistant.received[1]["conversation_id"] == first["conversation_id"]


async def test_choice_reaches_the_assistant_as_its_payload_when_chosen(door: FrontDoor) -> None:
    """A token means what it was made of."""
    offered = {"theme": "mind", "payload": {"intent": "choose_theme", "entities": {"theme": "mind"}}}
    door.assistant.will_answer(parts=[{"type": "choices", "choices": [offered]}])
    first = await door.send("en tiedä")

    await door.choose(first, "Mieli, suru ja yksinäisyys")

    assert door.assistant.received[1]["payload"] == offered["payload"]
    assert door.assistant.received[1]["text"] is None


@pytest.mark.parametrize("forged", ["x", "WyJzYWZlIix7fV0.awH4zw.-BfefF09s4rOzCLhcKheHzNi6og", "ä" * 3000])
async def test_menu_comes_with_the_error_when_a_choice_is_forged(door: FrontDoor, forged: str) -> None:
    """A choice that was never offered does nothing, and leads on all the same."""
    response = await door.client.post("/v1/messages", json={"choice": forged})

    assert response.status_code == 422
    assert response.json()["error"]["code"] == "choice_expired"
    menu = find_choices(response.json())
    again = await door.send(choice=next(iter(menu.values())))
    assert again["status"]
    assert len(door.assistant.received) == 1


async def test_choice_is_refused_when_it_was_offered_in_another_conversation(door: FrontDoor) -> None:
    """Tokens are bound to their conversation."""
    one, other = await door.send("haluan tappaa itseni nyt"), await door.send("moi")
    token = find_choices(one)["Olen turvassa"]

    message = {"choice": token, "conversation_id": other["conversation_id"]}
    response = await door.client.post("/v1/messages", json=message)

    assert response.status_code == 422


async def test_same_reply_returns_when_a_message_is_sent_again(
    open_door: OpenDoor, state: FrontDoorState
) -> None:
    """The idempotency key makes a repeated message harmless."""
    door = open_door(state=state)
    headers = {"Idempotency-Key": "one"}

    async def send() -> Any:
        return (await door.client.post("/v1/messages", json={"text": "moi"}, headers=headers)).json()

    first, second = await asyncio.gather(send(), send())
    third = await send()
    other = (await door.client.post("/v1/messages", json={"text": "hei"}, headers=headers)).json()

    assert first == second == third
    assert other["conversation_id"] != first["conversation_id"]
    assert len(door.assistant.received) == 2


@pytest.mark.parametrize(("key", "is_same"), [("0123456789abcdef" * 2, True), ("one", False)])
async def test_first_message_is_answered_once_when_the_network_changes_before_it_is_sent_again(
    open_door: OpenDoor, state: FrontDoorState, key: str, is_same: bool
) -> None:
    """From Wi-Fi to mobile data; a key that anybody may think of gives nobody another's conversation."""
    door = open_door(state=state)
    replies = []
    for address in ("192.0.2.7", "203.0.113.1"):
        async with from_address(door, address) as client:
            message, headers = {"text": "moi"}, {"Idempotency-Key": key}
            replies.append((await client.post("/v1/messages", json=message, headers=headers)).json())
    assert (replies[0] == replies[1]) is is_same
    assert len(door.assistant.received) == (1 if is_same else 2)


async def test_menu_and_contacts_come_when_a_conversation_sends_too_much(
    open_door: OpenDoor, state: FrontDoorState
) -> None:
    """The twenty-first message within a minute gets 429 with a way on."""
    door = open_door(state=state)
    reply = await door.send("moi")
    message = {"text": "moi", "conversation_id": reply["conversation_id"]}
    codes = [(await door.client.post("/v1/messages", json=message)).status_code for _ in range(20)]
    assert codes == [200] * 20

    limited = await door.client.post("/v1/messages", json=message)

    assert limited.status_code == 429
    assert limited.headers["retry-after"] == "60"
    assert limited.json()["parts"][0]["type"] == "danger"
    assert limited.json()["parts"][0]["kind"] is None
    assert len(find_choices(limited.json())) > 3


async def test_danger_is_named_when_a_limited_message_holds_it(open_door: OpenDoor) -> None:
    """The limit hides nothing, and what was told is remembered."""
    door = open_door(messages_per_conversation=1)
    reply = await door.send("moi")
    await door.send("moi", conversation_id=reply["conversation_id"])
    message = {"text": "haluan tappaa itseni nyt", "conversation_id": reply["conversation_id"]}

    limited = await door.client.post("/v1/messages", json=message)

    assert limited.status_code == 429
    assert limited.json()["parts"][0]["kind"] == "suicide"
    kept = await door.app.state.door.memory.find_conversation(reply["conversation_id"])
    assert (kept.danger, kept.danger_open) == ("suicide", True)


async def test_address_is_limited_when_it_is_not_this_machine(open_door: OpenDoor) -> None:
    """New conversations do not lift the limit of an address; this machine has none."""
    door = open_door(messages_per_address=2)
    async with from_address(door, "192.0.2.7") as far, from_address(door, "127.0.0.1") as near:
        far_codes = [(await far.post("/v1/messages", json={"text": "moi"})).status_code for _ in range(3)]
        near_codes = [(await near.post("/v1/messages", json={"text": "moi"})).status_code for _ in range(3)]

    assert far_codes == [200, 200, 429]
    assert near_codes == [200, 200, 200]


async def test_forwarded_address_counts_only_when_the_proxy_is_trusted(open_door: OpenDoor) -> None:
    """Anyone may send the header; only a proxy we know is believed."""
    for trusted, expected in (([], [200, 429]), (["192.0.2.0/24"], [200, 200])):
        door = open_door(messages_per_address=1, trusted_proxies=trusted)
        async with from_address(door, "192.0.2.7") as client:
            codes = []
            for address in ("203.0.113.1", "203.0.113.2"):
                headers = {"X-Forwarded-For": f"198.51.100.9, {address}"}
                answer = await client.post("/v1/messages", json={"text": "moi"}, headers=headers)
                codes.append(answer.status_code)
        assert codes == expected


async def test_nothing_that_names_a_person_reaches_the_assistant(door: FrontDoor) -> None:
    """Redaction happens before the message leaves the front door."""
    await door.send("oon 010190-123A ja 040 123 4567, matti@example.fi, mua kiusataan")

    sent = door.assistant.received[0]["text"]
    assert "mua kiusataan" in sent
    assert not any(secret in sent for secret in ("010190", "4567", "example"))


async def test_conversation_is_gone_when_deletion_is_asked_for(
    open_door: OpenDoor, state: FrontDoorState
) -> None:
    """By address or in words: forgotten here, in the remembered replies, and at the assistant."""
    door = open_door(state=state)
    headers = {"Idempotency-Key": "one"}
    first = (await door.client.post("/v1/messages", json={"text": "moi"}, headers=headers)).json()
    answer = await door.client.delete(f"/v1/conversations/{first['conversation_id']}")
    again = (await door.client.post("/v1/messages", json={"text": "moi"}, headers=headers)).json()
    door.assistant.will_answer(status="act", act="delete_my_data", need=None)
    last = await door.send("poista tietoni", conversation_id=again["conversation_id"])

    assert answer.status_code == 204
    assert again["conversation_id"] != first["conversation_id"]
    assert last["understood"]["act"] == "delete_my_data"
    assert last["deleted"] is True
    assert door.assistant.forgotten == [first["conversation_id"], again["conversation_id"]]
    assert await door.app.state.door.memory.find_conversation(again["conversation_id"]) is None


async def test_turn_under_way_leaves_nothing_when_its_conversation_is_deleted(
    open_door: OpenDoor, state: FrontDoorState
) -> None:
    """Deleted while the assistant thinks: neither memory nor its reply nor the assistant keeps anything."""
    door = open_door(state=state)
    known = (await door.send("moi"))["conversation_id"]
    answer = door.assistant.__class__.__call__

    async def delete_meanwhile(request: httpx.Request) -> httpx.Response:
        answered = await answer(door.assistant, request)
        if request.method == "POST":
            await door.client.delete(f"/v1/conversations/{known}")
        return answered

    door.app.state.door.assistant._client._transport = httpx.MockTransport(delete_meanwhile)
    message, headers = {"text": "mua kiusataan", "conversation_id": known}, {"Idempotency-Key": "one"}
    response = await door.client.post("/v1/messages", json=message, headers=headers)

    assert response.status_code == 200
    assert await door.app.state.door.memory.find_conversation(known) is None
    assert door.assistant.forgotten == [known, known], "once more, for what it remembered since"
    again = await door.client.post("/v1/messages", json=message, headers=headers)
    assert again.json()["conversation_id"] != known


async def test_deletion_by_a_button_is_done_only_after_the_yes(
    open_door: OpenDoor, state: FrontDoorState
) -> None:
    """Words that only resemble the wish are asked about; the yes deletes, whatever the button's own name."""
    door = open_door(state=state)
    yes = {"key": "choice.delete_yes", "values": {}, "payload": {"intent": "affirm", "entities": {}}}
    asked = [
        {"type": "text", "key": "question.delete", "variant": "other", "values": {}},
        {"type": "choices", "choices": [yes]},
    ]
    parse = build_parse(intent={"name": "delete_my_data", "confidence": 0.5}, needs=[], band="unsure")
    door.assistant.will_answer(status="act", question="delete", need=None, parts=asked, parse=parse)
    question = await door.send("ota se pois")
    assert not question.get("deleted"), "the page keeps what it holds until the yes"
    memory = door.app.state.door.memory
    assert await memory.find_conversation(question["conversation_id"])
    assert door.assistant.forgotten == []

    door.assistant.will_answer(status="act", act="delete_my_data", need=None)
    done = await door.choose(question, "Kyllä, poista")

    assert done["deleted"] is True
    assert done["understood"]["act"] == "delete_my_data"
    assert door.assistant.forgotten == [question["conversation_id"]]
    assert await memory.find_conversation(question["conversation_id"]) is None


async def test_reply_tells_the_truth_when_deletion_in_words_fails(door: FrontDoor) -> None:
    """The assistant did not forget: nothing says "deleted", and asking again deletes under the same id."""
    known = (await door.send("moi"))["conversation_id"]
    door.assistant.will_answer(status="act", act="delete_my_data", need=None)
    message, headers = {"text": "poista tietoni", "conversation_id": known}, {"Idempotency-Key": "one"}
    door.assistant.handler = lambda request: (
        httpx.Response(500) if request.method == "DELETE" else httpx.Response(200, json=door.assistant.body)
    )
    failed = (await door.client.post("/v1/messages", json=message, headers=headers)).json()

    assert find_texts(failed) == "Kaikkea ei saatu nyt poistettua. Yritä hetken päästä uudelleen."
    assert failed["understood"]["act"] is None
    assert not failed.get("deleted")

    door.assistant.handler = None
    door.assistant.forgotten.clear()
    done = (await door.client.post("/v1/messages", json=message, headers=headers)).json()
    assert "Kaikkea ei saatu" not in find_texts(done)
    assert done["understood"]["act"] == "delete_my_data"
    assert known in door.assistant.forgotten


async def test_error_tells_to_ask_again_when_the_assistant_cannot_forget(door: FrontDoor) -> None:
    """Deletion is promised only when it is certain; it is tried twice."""
    door.assistant.handler = lambda request: httpx.Response(500)

    answer = await door.client.delete("/v1/conversations/abc")

    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "deletion_incomplete"
    assert len(door.assistant.forgotten) == 2


async def test_turn_goes_on_when_redis_is_gone(open_door: OpenDoor) -> None:
    """Without memory each message begins anew, and danger is answered."""
    door = open_door(state=RedisState.connect("redis://127.0.0.1:1"))

    reply = await door.send("haluan tappaa itseni nyt")

    assert reply["status"] == "danger"
    assert (await door.client.get("/readyz")).status_code == 503


@pytest.mark.parametrize("message", [{}, {"text": ""}, {"text": "  \n"}, {"text": None}])
async def test_error_is_friendly_when_there_is_nothing_to_answer(door: FrontDoor, message: Any) -> None:
    """An empty message gets its own error."""
    response = await door.client.post("/v1/messages", json=message)

    assert response.status_code == 422
    assert response.json()["error"]["code"] == "message_empty"


async def test_context_need_is_understood_when_a_follow_up_holds_none(door: FrontDoor) -> None:
    """ "Se on 13" is still about bullying; the list of needs in the message is empty."""
    parse = build_parse(intent={"name": "inform", "confidence": 0.8}, intent_ranking=[], needs=[])
    door.assistant.will_answer(parse=parse, slots={"need": "bullying", "age": 13})

    understood = (await door.send("se on 13"))["understood"]

    assert (understood["need"], understood["needs"], understood["act"]) == ("bullying", [], "inform")
    assert understood["alternatives"][0]["need"] == "bullying"


async def test_somebody_new_comes_when_all_was_shown_and_nobody_reads_requests(open_door: OpenDoor) -> None:
    """ "Something else" from a mother: not the same cards again, nor a chat for children."""
    child = frozenset({"self", "child"})
    door = open_door(
        catalogue=build_catalogue(
            build_service("nuorten-puhelin"),
            build_service("lasten-chat", roles=frozenset({"youth"})),
            build_service(
                "vanhempien-linja", kind="parent_helpline", needs=("parenting",), roles=frozenset({"parent"})
            ),
            build_service("kuopus", kind="family_centre", needs=("parenting",), about=child, maximum_age=6),
        )
    )
    door.assistant.will_answer(
        status="nothing_fits",
        act="ask_other",
        parts=[
            {"type": "text", "key": "act.ask_other_nothing_left", "variant": "parent", "values": {}},
            {"type": "help_request", "need": "bullying", "service_id": None},
        ],
        slots={
            "role": "parent",
            "about": "child",
            "age": 9,
            "shown": ["nuorten-puhelin"],
            "in_view": ["nuorten-puhelin"],
        },
    )

    reply = await door.send("joku muu")

    (services,) = find_parts(reply, "services")
    assert [card["id"] for card in services["services"]] == ["vanhempien-linja"]
    assert not find_parts(reply, "help_request")


async def test_line_is_left_out_when_no_text_has_its_key(door: FrontDoor) -> None:
    """One missing sentence costs one sentence, and no raw key is ever shown."""
    parts = [{"type": "text", "key": "act.no_such_key"}, {"type": "text", "key": "act.thank"}]
    door.assistant.will_answer(status="act", parts=parts, act="thank", need=None)

    reply = await door.send("kiitos paljon avusta")

    assert len(find_parts(reply, "text")) == 1
    assert "no_such_key" not in find_texts(reply)


async def test_no_need_is_understood_when_the_message_only_answers(door: FrontDoor) -> None:
    """ "We live in Lahti" may look like housing; as an answer it keeps the need that was told."""
    door.assistant.will_answer(act="inform", need="bullying", parse=build_parse(needs=["housing"]))

    understood = (await door.send("me asutaan Lahdessa"))["understood"]

    assert (understood["act"], understood["need"], understood["needs"]) == ("inform", "bullying", [])


async def test_no_act_is_understood_when_services_answer(door: FrontDoor) -> None:
    """A farewell that told of danger was answered with services: it was no farewell."""
    parse = build_parse(intent={"name": "goodbye", "confidence": 0.6}, needs=[])
    door.assistant.will_answer(need="mental_health", parse=parse)

    assert (await door.send("heippa vaan kaikki"))["understood"]["act"] is None
