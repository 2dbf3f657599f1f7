"""Nothing that is wrong with a request can hide the danger part."""

import json
from typing import Any

import pytest
from fakeredis import FakeAsyncRedis

from api.state import MemoryState, RedisState
from tests.api.standins import (
    FrontDoor,
    OpenDoor,
    build_parse,
    build_result,
    find_choices,
    find_parts,
    find_texts,
)

DANGER = "haluan tappaa itseni nyt"


async def post(door: FrontDoor, content: bytes) -> tuple[int, dict[str, Any]]:
    """Return status and body of the answer to these bytes."""
    response = await door.client.post("/v1/messages", content=content)
    return response.status_code, response.json()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"text": "haluan tappaa itseni nyt', 400),
        (b"haluan tappaa itseni nyt", 400),
        (b'{"text": ["haluan tappaa itseni nyt"]}', 422),
        (b'{"text": {"a": "haluan tappaa itseni nyt"}}', 422),
        (b'{"message": "haluan tappaa itseni nyt"}', 422),
        (b'["haluan tappaa itseni nyt"]', 422),
        (b'{"text": "haluan tappaa itseni nyt", "language": 5}', 422),
        (b'{"text": "\\u0068aluan tappaa itseni nyt"', 400),
        (b'\xff\xfe{"text": broken haluan tappaa itseni nyt \xc3', 400),
        (b'{"message": "haluan tappaa itseni nyt", "x": "' + b"x" * 1_000_000, 413),
        (b"[" * 60_000 + b'"haluan tappaa itseni nyt"', 400),
    ],
)
async def test_contacts_come_with_the_error_when_a_message_cannot_be_read(
    door: FrontDoor, content: bytes, status: int
) -> None:
    """Broken JSON, wrong types, strange bytes: the error carries danger contacts first."""
    code, body = await post(door, content)

    assert code == status
    assert body["error"]["code"]
    assert body["error"]["message"]
    assert body["parts"][0]["type"] == "danger"
    assert body["parts"][0]["level"] == "acute"
    assert body["parts"][0]["contacts"]
    assert find_choices(body) == {}, "an error has no conversation in which to answer"


async def test_message_is_answered_when_its_bytes_are_not_utf8(door: FrontDoor) -> None:
    """A stray byte inside good JSON loses one letter, not the message."""
    code, body = await post(door, b'{"text": "haluan tappaa itseni nyt \xe4"}')

    assert code == 200
    assert body["status"] == "danger"
    assert body["parts"][0]["kind"] == "suicide"


async def test_message_is_answered_when_it_is_a_megabyte_long(door: FrontDoor) -> None:
    """The beginning is read, screened and answered, with a friendly note."""
    code, body = await post(door, json.dumps({"text": f"{DANGER} " + "a " * 500_000}).encode())

    assert code == 200
    assert body["status"] == "danger"
    assert len(door.assistant.received[0]["text"]) <= 4000


async def test_long_text_is_cut_with_a_note_when_over_the_limit(door: FrontDoor) -> None:
    """What stands beyond 4,000 characters is screened, but goes no further."""
    reply = await door.send("koulussa on vaikeaa " * 300 + DANGER)

    assert reply["status"] == "danger"
    assert "4" in find_texts(reply)
    assert len(door.assistant.received[0]["text"]) == 4000


async def test_acute_danger_heads_the_reply_when_the_screen_fires(door: FrontDoor) -> None:
    """Contacts, what to do, are you safe with three answers, and then the services for the need."""
    card = (await door.client.post("/v1/services/match", json={"needs": ["bullying"]})).json()["services"][0]
    parts = [*build_result()["parts"], {"type": "services", "services": [card]}]
    door.assistant.will_answer(parts=parts)

    reply = await door.send(DANGER)

    assert [part["type"] for part in reply["parts"]] == [
        "danger",
        "text",
        "text",
        "text",
        "choices",
        "text",
        "services",
    ]
    assert reply["status"] == "danger"
    assert reply["understood"]["danger"] == "suicide"
    assert len(find_choices(reply)) == 3
    contacts = reply["parts"][0]["contacts"]
    assert [contact["href"] for contact in contacts[:2]] == ["tel:112", "sms:112"]
    assert len({contact["value"] for contact in contacts}) >= 3, "helplines queue: more than one way"
    assert door.assistant.received[0]["metadata"]["danger"] == {
        "kind": "suicide",
        "level": "acute",
        "in_message": True,
    }


async def test_optional_question_is_left_out_when_danger_is_acute(door: FrontDoor) -> None:
    """One question is enough: are you safe."""
    skip = {"key": "choice.skip", "values": {}, "payload": {"intent": "decline", "entities": {}}}
    parts = [
        *build_result()["parts"],
        {"type": "text", "key": "question.age", "variant": "youth", "values": {}},
        {"type": "choices", "choices": [skip]},
    ]
    door.assistant.will_answer(parts=parts, question="age")

    reply = await door.send(DANGER)

    assert len(find_parts(reply, "choices")) == 1
    assert reply["parts"][-1]["type"] == "text"


async def test_concern_keeps_the_status_when_the_classifier_alone_finds_it(door: FrontDoor) -> None:
    """Either layer is enough; a concern gets contacts and one line, then the usual answer."""
    danger = {"kind": "violence", "level": "concern", "confidences": {}}
    door.assistant.will_answer(parse=build_parse(danger=danger))

    reply = await door.send("meillä on kotona hankalaa taas")

    assert reply["status"] == "services"
    assert [part["type"] for part in reply["parts"]] == ["danger", "text", "text"]
    assert reply["parts"][0]["level"] == "concern"
    assert reply["understood"]["danger"] == "violence"


@pytest.mark.parametrize(("heard", "kind"), [("sexual_assault", "violence"), ("suicide", "suicide")])
async def test_words_tell_what_was_done_when_the_classifier_hears_another_harm(
    door: FrontDoor, heard: str, kind: str
) -> None:
    """The graver level counts; between harms by others the kind is that of the words themselves."""
    door.assistant.will_answer(parse=build_parse(danger={"kind": heard, "level": "acute"}))

    reply = await door.send("mies löi mua")

    assert (reply["parts"][0]["kind"], reply["parts"][0]["level"]) == (kind, "acute")


async def test_status_is_danger_when_the_classifier_alone_finds_acute(door: FrontDoor) -> None:
    """The model may see what no phrase does."""
    door.assistant.will_answer(parse=build_parse(danger={"kind": "overdose", "level": "acute"}))

    reply = await door.send("se ei enää vastaa mulle")

    assert reply["status"] == "danger"
    assert reply["parts"][0]["kind"] == "overdose"


async def test_contacts_head_the_next_replies_until_the_person_is_safe(door: FrontDoor) -> None:
    """No answer and not safe keep them in view; safe lets go."""
    first = await door.send(DANGER)
    next_one = await door.send("asun Espoossa nykyään", conversation_id=first["conversation_id"])
    assert next_one["parts"][0]["type"] == "danger"
    assert next_one["status"] == "services"
    assert next_one["understood"]["danger"] is None

    not_safe = await door.choose(first, "En ole turvassa")
    assert not_safe["status"] == "danger"
    assert not_safe["parts"][0]["type"] == "danger"

    safe = await door.choose(first, "Olen turvassa")
    assert safe["parts"][0]["type"] == "danger"

    after = await door.send("mitä harrastuksia on", conversation_id=first["conversation_id"])
    assert find_parts(after, "danger") == []


async def test_words_that_only_resemble_safety_close_no_danger(door: FrontDoor) -> None:
    """The assistant answered a need, whatever its first label was."""
    first = await door.send(DANGER)
    parse = build_parse(intent={"name": "safe", "confidence": 0.4})
    door.assistant.will_answer(parse=parse)
    await door.send("kotona on kai ok", conversation_id=first["conversation_id"])
    door.assistant.will_answer(parse=build_parse())

    after = await door.send("mitä harrastuksia on", conversation_id=first["conversation_id"])

    assert find_parts(after, "danger")


async def test_flag_stays_when_the_person_starts_over(door: FrontDoor) -> None:
    """ "Aloita alusta" forgets the slots, never the danger."""
    first = await door.send(DANGER)
    await door.choose(first, "Olen turvassa")
    door.assistant.will_answer(status="act", act="restart", need=None)

    again = await door.send("aloita alusta", conversation_id=first["conversation_id"])

    assert again["parts"][0]["type"] == "danger"
    assert again["understood"]["act"] == "restart"


async def test_hyperbole_passes_when_nothing_is_meant(door: FrontDoor) -> None:
    """Kuolen nauruun is laughter."""
    reply = await door.send("kuolen nauruun tälle")

    assert find_parts(reply, "danger") == []


async def test_danger_part_stands_when_everything_else_breaks(open_door: OpenDoor) -> None:
    """With texts, catalogue and contacts failing there is still 112."""
    door = open_door()
    state = door.app.state
    object.__setattr__(state.door, "catalogue", None)
    object.__setattr__(state.door, "cards", None)
    object.__setattr__(state.door, "labels", None)

    response = await door.client.post("/v1/messages", json={"text": DANGER})

    assert response.status_code == 500
    assert response.json()["parts"][0]["contacts"][0]["value"] == "112"


async def test_contacts_head_the_reply_when_somebody_is_not_safe_and_says_no_more(door: FrontDoor) -> None:
    """The kind is unknown, so the contacts are those for everybody."""
    text = {"type": "text", "key": "danger.not_safe_unasked", "variant": "other", "values": {}}
    parse = build_parse(intent={"name": "not_safe", "confidence": 0.9}, needs=[])
    door.assistant.will_answer(status="act", act="not_safe", need=None, parts=[text], parse=parse)

    reply = await door.send("en ole kunnossa täällä")

    assert reply["parts"][0]["type"] == "danger"
    assert len(reply["parts"][0]["contacts"]) >= 3


@pytest.mark.parametrize("state_of", ["memory", "redis"])
async def test_contacts_stay_those_of_all_ages_when_a_parent_told_of_a_child(
    open_door: OpenDoor, state_of: str
) -> None:
    """The age is the child's; from the second message on it must not turn the parent to children's lines."""
    door = open_door(state=MemoryState() if state_of == "memory" else RedisState(FakeAsyncRedis()))
    door.assistant.will_answer(slots={"age": 9})
    children = await door.send("olen 9 ja haluan tappaa itseni")
    first = await door.send("poikani 9 v haluaa tappaa itsensä")
    same = {"conversation_id": first["conversation_id"]}
    second = await door.send("mitä teen nyt", **same)
    third = await door.send("hän yritti tappaa itsensä", **same)

    told = [find_parts(reply, "danger")[0]["contacts"] for reply in (first, second, third)]
    assert told[0] != find_parts(children, "danger")[0]["contacts"]
    assert told[0] == told[1] == told[2]


async def test_conversation_of_an_older_release_still_stands(open_door: OpenDoor) -> None:
    """Stored before anybody noted whom a danger is about, it is read, and its contacts are shown."""
    redis = FakeAsyncRedis()
    stored = {"id": "old", "danger": "suicide", "danger_level": "acute", "danger_open": True}
    await redis.set("kynnys:conversation:old", json.dumps(stored))
    door = open_door(state=RedisState(redis))

    reply = await door.send("mitä teen nyt", conversation_id="old")

    assert reply["conversation_id"] == "old"
    assert find_parts(reply, "danger")[0]["kind"] == "suicide"
