"""A message that found nothing is kept with its writer's tick only, and never one that must not be."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.application import read_data
from api.settings import ROOT
from api.state import MemoryState
from tests.api.standins import FrontDoor, OpenDoor, build_parse, find_parts
from tests.databases import make_empty_database

TEXT = "semmonen outo juttu mietityttää"
UNCLEAR = {"status": "nothing_fits", "parse": build_parse(intent_ranking=[], needs=[]), "need": None}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with all tables."""
    path = tmp_path / "kept.sqlite"
    make_empty_database(path)
    return path


@pytest.fixture
def door(open_door: OpenDoor, file: Path) -> FrontDoor:
    """A front door that asks, before an assistant that understands nothing."""
    door = open_door(database_url=f"sqlite:///{file}", keep_unclear_messages=True)
    door.assistant.will_answer(**UNCLEAR)
    return door


@pytest.fixture
def list_kept(file: Path) -> Callable[[], list[str]]:
    """Return the texts in the database."""

    def read() -> list[str]:
        with sqlite3.connect(file) as connection:
            return [text for (text,) in connection.execute("SELECT text FROM unclear_messages")]

    return read


async def keep(door: FrontDoor, reply: dict[str, Any], text: str = TEXT, **fields: Any) -> httpx.Response:
    """Send the message again, with consent."""
    body = {"conversation_id": reply["conversation_id"], "text": text, "consent": True, **fields}
    return await door.client.post("/v1/messages/keep", json=body)


async def test_a_message_is_kept_with_consent(door: FrontDoor, list_kept: Callable[[], list[str]]) -> None:
    reply = await door.send(TEXT)
    assert reply["may_be_kept"] is True
    assert list_kept() == []
    answer = await keep(door, reply)
    assert (answer.status_code, answer.json()["kept"]) == (200, True)
    assert list_kept() == [TEXT]
    # Sent again because the answer was lost: told again, kept once.
    assert (await keep(door, reply)).json() == answer.json()
    assert list_kept() == [TEXT]
    # Asked of the newest message only.
    await door.send("jotain muuta", conversation_id=reply["conversation_id"])
    assert (await keep(door, reply)).status_code == 409


async def test_nothing_is_asked_or_kept_by_default(
    open_door: OpenDoor, file: Path, list_kept: Callable[[], list[str]]
) -> None:
    door = open_door(database_url=f"sqlite:///{file}")
    door.assistant.will_answer(**UNCLEAR)
    reply = await door.send(TEXT)
    assert not reply.get("may_be_kept")
    assert (await keep(door, reply)).status_code == 409
    assert list_kept() == []


async def test_another_text_or_conversation_is_not_kept(
    door: FrontDoor, list_kept: Callable[[], list[str]]
) -> None:
    """What may be kept is known by a hash: the server needs no text, and takes no other."""
    reply = await door.send(TEXT)
    other = await door.send("toinen outo juttu")
    assert (await keep(door, reply, "jotain ihan muuta")).status_code == 409
    assert (await keep(door, other, TEXT)).status_code == 409
    assert (await keep(door, {"conversation_id": "unknown"})).status_code == 409
    await door.send("vielä yksi", conversation_id=reply["conversation_id"])
    assert (await keep(door, reply)).status_code == 409
    assert list_kept() == []


@pytest.mark.parametrize("fields", [{"consent": False}, {"consent": "yes"}, {"text": ["x"]}])
async def test_without_consent_nothing_is_kept(
    door: FrontDoor, list_kept: Callable[[], list[str]], fields: dict[str, Any]
) -> None:
    reply = await door.send(TEXT)
    assert (await keep(door, reply, **fields)).status_code == 422
    assert (await door.client.post("/v1/messages/keep", content=b'{"text": "')).status_code == 400
    assert list_kept() == []


async def test_nothing_is_kept_after_danger(door: FrontDoor, list_kept: Callable[[], list[str]]) -> None:
    first = await door.send("haluan tappaa itseni")
    reply = await door.send(TEXT, conversation_id=first["conversation_id"])
    assert not reply.get("may_be_kept")
    assert (await keep(door, reply)).status_code == 409
    assert list_kept() == []


async def test_danger_sent_to_be_kept_is_answered_as_ever(door: FrontDoor) -> None:
    """Whatever is wrong with the body, contacts come."""
    reply = await door.send(TEXT)
    for answer in (
        await keep(door, reply, "haluan tappaa itseni"),
        await door.client.post("/v1/messages/keep", content=b'{"text": "haluan tappaa itseni'),
    ):
        part = find_parts(answer.json(), "danger")[0]
        assert (part["kind"], part["level"]) == ("suicide", "acute")
    after = await door.send(TEXT, conversation_id=reply["conversation_id"])
    assert find_parts(after, "danger")


@pytest.mark.parametrize("need", ["sexual_health", "sexual_violence", "domestic_violence", "identity"])
@pytest.mark.parametrize("confidence", [0.4, 0.12])
async def test_delicate_matters_are_not_kept(door: FrontDoor, need: str, confidence: float) -> None:
    """Suspected is enough, and so is told before."""
    ranking = [{"name": "school", "confidence": 0.3}, {"name": "money", "confidence": 0.2}]
    ranking.append({"name": need, "confidence": confidence})
    parse = build_parse(intent_ranking=ranking, needs=[])
    door.assistant.will_answer(status="clarify", parse=parse, need=None)
    assert not (await door.send(TEXT)).get("may_be_kept")

    told = build_parse(intent={"name": need, "confidence": 0.9}, needs=[need])
    door.assistant.will_answer(need=need, parse=told)
    first = await door.send("siitä on kyse")
    door.assistant.will_answer(**UNCLEAR)
    assert not (await door.send(TEXT, conversation_id=first["conversation_id"])).get("may_be_kept")


@pytest.mark.parametrize(
    ("stage", "age", "may_be_kept"),
    [
        ([7, 12], None, False),
        ([12, 16], None, False),
        ([13, 16], None, True),
        ([7, 16], 15, True),
        ([], None, True),
    ],
)
async def test_nothing_of_a_stage_with_children_under_13_is_kept(
    door: FrontDoor, list_kept: Callable[[], list[str]], stage: list[int], age: int | None, may_be_kept: bool
) -> None:
    """ "Alakoulussa" tells no age, and yet enough; an age that was told says more than a stage."""
    door.assistant.will_answer(**UNCLEAR, slots={"age": age, "age_range": stage})
    reply = await door.send(TEXT)
    assert bool(reply.get("may_be_kept")) is may_be_kept
    assert (await keep(door, reply)).status_code == (200 if may_be_kept else 409)
    assert len(list_kept()) == may_be_kept


@pytest.mark.parametrize(("age", "may_be_kept"), [(12, False), (13, True), (None, True)])
async def test_nothing_of_children_under_13_is_kept(
    door: FrontDoor, age: int | None, may_be_kept: bool
) -> None:
    door.assistant.will_answer(**UNCLEAR, slots={"age": age})
    assert bool((await door.send(TEXT)).get("may_be_kept")) is may_be_kept


async def test_what_is_told_later_takes_a_kept_message_back(
    door: FrontDoor, list_kept: Callable[[], list[str]]
) -> None:
    reply = await door.send(TEXT)
    await keep(door, reply)
    await door.send("haluan tappaa itseni", conversation_id=reply["conversation_id"])
    for task in list(door.app.state.door.unclear._under_way):
        await task
    assert list_kept() == []


async def test_delete_my_data_takes_it_away(
    door: FrontDoor, file: Path, list_kept: Callable[[], list[str]]
) -> None:
    """By the button, and in words; the conversation's id itself was never stored."""
    reply = await door.send(TEXT)
    await keep(door, reply)
    with sqlite3.connect(file) as connection:
        assert reply["conversation_id"] not in str(
            connection.execute("SELECT * FROM unclear_messages").fetchall()
        )
    assert (await door.client.delete(f"/v1/conversations/{reply['conversation_id']}")).status_code == 204
    assert list_kept() == []

    reply = await door.send(TEXT)
    await keep(door, reply)
    parse = build_parse(intent={"name": "delete_my_data", "confidence": 1.0}, needs=[])
    door.assistant.will_answer(status="act", act="delete_my_data", parse=parse, need=None)
    await door.send("poista tietoni", conversation_id=reply["conversation_id"])
    assert list_kept() == []


async def test_nothing_is_kept_of_a_conversation_deleted_meanwhile(
    door: FrontDoor, list_kept: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deletion came first, the keeping was under way."""
    reply = await door.send(TEXT)
    kept = door.app.state.door.unclear.keep

    async def delete_first(*told: str) -> bool:
        await door.client.delete(f"/v1/conversations/{reply['conversation_id']}")
        return bool(await kept(*told))

    monkeypatch.setattr(door.app.state.door.unclear, "keep", delete_first)
    assert (await keep(door, reply)).status_code == 409
    assert list_kept() == []


async def test_deletion_is_not_promised_while_the_database_is_locked(door: FrontDoor, file: Path) -> None:
    reply = await door.send(TEXT)
    await keep(door, reply)
    blocker = sqlite3.connect(file, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    answer = await door.client.delete(f"/v1/conversations/{reply['conversation_id']}")
    blocker.execute("ROLLBACK")
    blocker.close()
    assert answer.status_code == 503


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Olen Elina ja numero on 040 123 4567", "Olen … ja numero on …"),
        ("mun kaveri villen kans", "mun kaveri … kans"),
        ("nimeni on xyzzy", "nimeni on …"),
        ("jag heter mumin och bor i Esbo", "jag heter … och bor i …"),
        ("asun Kuusikuja 5 B 12:ssa", "asun …:ssa"),
        ("oon 7b:llä ja 14v", "oon …:llä ja …"),
        ("I think I am lost", "I think I am lost"),
        ("www.sivu.fi/elina ja a.b@c.fi", "… ja …"),
        ("mä en vaan jaksa", "mä en vaan jaksa"),
    ],
)
def test_names_and_numbers_are_masked(text: str, masked: str) -> None:
    found = read_data(ROOT / "data").masks.mask(text)
    assert found.replace("… …", "…") == masked.replace("… …", "…")


async def test_nothing_but_the_masked_text_is_left_behind(
    open_door: OpenDoor,
    file: Path,
    list_kept: Callable[[], list[str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    state = MemoryState()
    door = open_door(state=state, database_url=f"sqlite:///{file}", keep_unclear_messages=True)
    door.assistant.will_answer(**UNCLEAR)
    text = "supersalaista asiaa, kysy vaikka Elinalta 040 1234567"
    reply = await door.send(text)
    assert "supersalaista" not in json.dumps(state._values)
    await keep(door, reply, text)
    await keep(door, reply, text)
    assert "supersalaista" not in "".join(capsys.readouterr()) + json.dumps(state._values)
    assert list_kept() == ["supersalaista asiaa, kysy vaikka …"]


async def test_the_plain_page_asks_and_keeps(door: FrontDoor, list_kept: Callable[[], list[str]]) -> None:
    page = (await door.client.post("/", data={"text": TEXT, "language": "fi"})).text
    assert "Saako Kynnyksen väki lukea tämän viestin" in page
    assert "Kyllä saa, ja olen täyttänyt 13 vuotta." in page
    conversation_id = page.split('name="conversation_id" value="')[1].split('"')[0]
    sent = {"keep": "1", "text": TEXT, "conversation_id": conversation_id, "language": "fi"}
    unticked = (await door.client.post("/", data=sent)).text
    assert "viestiä ei tallennettu" in unticked
    assert "Saako Kynnyksen väki" in unticked
    assert list_kept() == []
    assert "Kiitos" in (await door.client.post("/", data={**sent, "consent": "yes"})).text
    assert list_kept() == [TEXT]


@pytest.mark.parametrize("language", ["fi-x-easy", "sv-x-easy", "en-x-easy", "sv"])
async def test_the_answer_is_in_the_words_of_the_page(door: FrontDoor, language: str) -> None:
    """Kept or not, in easy language where that was chosen."""
    reply = await door.send(TEXT, language=language)
    texts = door.app.state.door.texts
    assert reply["may_be_kept"] is True
    refused = await keep(door, reply, "jotain ihan muuta", language=language)
    assert refused.json()["error"]["message"] == texts.render("error.message_not_kept", language)
    kept = await keep(door, reply, language=language)
    assert kept.json()["text"] == texts.render("keep_message.kept", language)

    sent = {"keep": "1", "text": TEXT, "conversation_id": reply["conversation_id"], "language": language}
    unticked = (await door.client.post("/", data=sent)).text
    assert str(texts.render("keep_message.untold", language)) in unticked


async def test_the_question_comes_with_the_page(door: FrontDoor) -> None:
    """The widget has its words before it needs them, easy ones too."""
    for language in ("fi", "sv", "en", "fi-x-easy", "sv-x-easy", "en-x-easy"):
        texts = (await door.client.get("/v1/page", params={"language": language})).json()["texts"]
        for name in ("question", "agree", "note", "send", "untold"):
            assert texts[f"keep_message.{name}"]
