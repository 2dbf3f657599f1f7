"""What is counted of a conversation: once each, by what is known in the end, and never a word."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from api.chat.door import Door
from database.migrating import migrate_database
from services_catalog.opening import Moment
from tests.api.standins import NOW, FrontDoor, OpenDoor, build_catalogue, build_parse, build_service


def read(door: FrontDoor, measure: str, *dimensions: str) -> dict[tuple[str, ...], int]:
    """Return the counts of a measure that wait, by these two dimensions."""
    waiting = door.app.state.door.statistics.tally.waiting
    return {
        cell.values: number
        for (_, cell), number in waiting.items()
        if cell.measure == measure and cell.dimensions == dimensions and number
    }


def answer(door: FrontDoor, slots: dict[str, Any] | None = None, **result: Any) -> None:
    """Let the assistant show a service of the need from now on."""
    services = {"type": "services", "services": [{"id": "kuraattori", "why": []}]}
    door.assistant.will_answer(slots=slots or {}, parts=[services], **result)


async def test_a_conversation_and_its_need_count_once(door: FrontDoor) -> None:
    first = await door.send("mua kiusataan", area="049")
    await door.send("mua kiusataan taas", conversation_id=first["conversation_id"], area="049")
    assert read(door, "conversations", "language", "area") == {("fi", "049"): 1}
    assert read(door, "needs", "need", "age_group") == {("bullying", ""): 1}
    assert read(door, "messages", "status", "language") == {("services", "fi"): 2}


async def test_what_is_told_later_moves_the_count(door: FrontDoor) -> None:
    """Age and place are mostly asked after the first answer."""
    first = await door.send("mua kiusataan", area="049")
    door.assistant.will_answer(slots={"age": 14, "municipality": "Vantaa"})
    await door.send("oon 14 ja vantaalta", conversation_id=first["conversation_id"], area="049")
    assert read(door, "needs", "need", "age_group") == {("bullying", "13_15"): 1}
    assert read(door, "needs", "need", "area") == {("bullying", "092"): 1}
    assert read(door, "conversations", "language", "area") == {("fi", "092"): 1}


async def test_a_guess_is_no_need(door: FrontDoor) -> None:
    for status in ("clarify", "nothing_fits", "out_of_scope"):
        door.assistant.will_answer(status=status)
        await door.send("hmm")
    assert read(door, "needs", "need", "language") == {}


async def test_danger_counts_once_and_also_in_what_cannot_be_read(door: FrontDoor) -> None:
    first = await door.send("haluan tappaa itseni")
    await door.send("haluan tappaa itseni", conversation_id=first["conversation_id"])
    assert read(door, "danger", "danger", "level") == {("suicide", "acute"): 1}


async def test_the_same_message_sent_again_counts_once(door: FrontDoor) -> None:
    for _ in range(2):
        await door.client.post(
            "/v1/messages", json={"text": "mua kiusataan"}, headers={"Idempotency-Key": "x"}
        )
    assert sum(read(door, "messages", "status", "language").values()) == 1


def open_with_gaps(open_door: OpenDoor) -> FrontDoor:
    """A door of whose needs bullying alone has a specific service, in Finnish, in Espoo."""
    return open_door(
        catalogue=build_catalogue(
            build_service("kiusaamisapu", area_scope="municipality", area_codes=("049",)),
            build_service("kuraattori", general=True, needs=("bullying", "school"), languages=("fi", "sv")),
            build_service("aikuisten-opisto", needs=("school",), minimum_age=30, maximum_age=60),
            build_service("entinen", needs=("money",), expires_date=NOW.date() - dt.timedelta(days=1)),
        )
    )


def show(door: FrontDoor, service_id: str, *needs: str, **slots: Any) -> None:
    """Let the assistant understand these needs and show this one service from now on."""
    kept: Door = door.app.state.door
    service = kept.catalogue.snapshot.detect_service(service_id)
    assert service is not None
    card = kept.cards.build_service(service, "fi", Moment.from_datetime(NOW))
    parts = [{"type": "services", "services": [card]}]
    door.assistant.will_answer(parse=build_parse(needs=list(needs)), need=needs[0], parts=parts, slots=slots)


async def test_services_shown_are_counted_each_time(open_door: OpenDoor) -> None:
    door = open_with_gaps(open_door)
    show(door, "kuraattori", "bullying")
    first = await door.send("mua kiusataan", area="049")
    await door.send("mua kiusataan taas", conversation_id=first["conversation_id"], area="049")
    assert read(door, "services_shown", "service", "language") == {("kuraattori", "fi"): 2}


async def test_need_without_a_specific_service_is_a_gap(open_door: OpenDoor) -> None:
    """A general entry, one for another age or one that has ended fills none."""
    door = open_with_gaps(open_door)
    show(door, "kuraattori", "school", "money", age=14)
    await door.send("koulu ja rahat huolettaa", area="049")
    assert read(door, "gaps", "need", "area") == {("school", "049"): 1, ("money", "049"): 1}


async def test_need_crowded_out_of_the_cards_is_no_gap(open_door: OpenDoor) -> None:
    """Nor is one of which the specific services were shown before."""
    door = open_with_gaps(open_door)
    show(door, "kuraattori", "school", "bullying", age=14)
    first = await door.send("koulu on pahaa ja mua kiusataan", area="049")
    await door.send("jotain muuta", conversation_id=first["conversation_id"], area="049")
    assert read(door, "gaps", "need", "area") == {("school", "049"): 1}


async def test_place_and_language_decide_on_a_gap(open_door: OpenDoor) -> None:
    door = open_with_gaps(open_door)
    show(door, "kuraattori", "bullying")
    await door.send("mua kiusataan", area="092")
    await door.send("jag blir mobbad i skolan varje dag", language="sv", area="049")
    assert read(door, "gaps", "area", "language") == {("092", "fi"): 1, ("049", "sv"): 1}
    first = await door.send("mua kiusataan", area="092")
    show(door, "kuraattori", "bullying", municipality="Espoo")
    await door.send("asun espoossa", conversation_id=first["conversation_id"], area="092")
    assert read(door, "gaps", "area", "language") == {("092", "fi"): 1, ("049", "sv"): 1}


async def test_easy_language_opens_no_gap(open_door: OpenDoor) -> None:
    """It is a way of writing: what is offered in Finnish is offered to who reads easy Finnish."""
    door = open_with_gaps(open_door)
    show(door, "kuraattori", "bullying")
    reply = await door.send("mua kiusataan", language="fi-x-easy", area="049")
    assert reply["language"] == "fi-x-easy"
    assert read(door, "gaps", "area", "language") == {}
    await door.send("mua kiusataan", language="fi-x-easy", area="092")
    assert read(door, "gaps", "area", "language") == {("092", "fi"): 1}


async def test_a_service_of_unknown_languages_is_offered_in_finnish(open_door: OpenDoor) -> None:
    """And in no other language of which nobody knows."""
    door = open_door(catalogue=build_catalogue(build_service("kiusaamisapu", languages=())))
    show(door, "kiusaamisapu", "bullying")
    await door.send("mua kiusataan", language="fi", area="049")
    await door.send("jag blir mobbad i skolan varje dag", language="sv", area="049")
    assert read(door, "gaps", "area", "language") == {("049", "sv"): 1}


async def test_uses_of_the_help_button_are_counted_by_channel(door: FrontDoor) -> None:
    await door.client.get("/v1/help-requests/form?language=sv&opened_from=button")
    await door.client.get("/help-request?language=fi")
    await door.client.get("/help-request?language=supersalaista")
    assert (await door.client.get("/v1/help-requests/form?opened_from=supersalaista")).status_code == 422
    assert read(door, "help_button", "channel", "language") == {("button", "sv"): 1, ("page", "fi"): 2}


async def test_a_form_seen_in_another_language_was_opened_once(door: FrontDoor) -> None:
    """In the language in which it was opened first."""
    await door.client.get("/v1/help-requests/form?language=fi&opened_from=button")
    other = await door.client.get("/v1/help-requests/form?language=sv&opened_from=again")
    assert other.json()["language"] == "sv"
    assert read(door, "help_button", "channel", "language") == {("button", "fi"): 1}


async def test_a_plain_form_is_opened_once_however_often_it_is_loaded(door: FrontDoor) -> None:
    """Loaded anew, in another language, and begun by the button of a card."""
    page = await door.client.get("/help-request?language=fi&area=092&need=bullying&need=%22%3E")
    assert page.url.query == b"language=fi&area=092&need=bullying&need=%22%3E&again=1"
    await door.client.get(page.url)
    begun = await door.client.post("/help-request", data={"begin": "1", "language": "fi", "area": "092"})
    for form in (page, begun):
        links = re.findall(r'<a href="(/help-request\?language=sv[^"]*)"', form.text)
        assert links
        for link in links:
            assert 'lang="sv"' in (await door.client.get(unescape(link))).text
    assert read(door, "help_button", "channel", "language") == {("page", "fi"): 2}


async def test_opening_a_service_chooses_it(door: FrontDoor) -> None:
    await door.client.get("/v1/services/kuraattori?language=sv")
    await door.client.get("/v1/services/kuraattori?language=xyz")
    looked_up = await door.client.get("/v1/services/kuraattori?language=sv&chosen=false")
    assert looked_up.json()["id"] == "kuraattori"
    assert read(door, "services_chosen", "service", "language") == {
        ("kuraattori", "sv"): 1,
        ("kuraattori", ""): 1,
    }


async def test_an_answer_never_fails_because_counting_does(
    capsys: pytest.CaptureFixture[str], open_door: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = open_door()

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("supersalaista")

    monkeypatch.setattr("api.chat.counting._count_reply", fail)
    assert (await door.send("mua kiusataan supersalaista"))["status"] == "services"
    logged = "".join(capsys.readouterr())
    assert "counting_failed" in logged
    assert "supersalaista" not in logged


async def test_counts_reach_the_database_and_hold_no_words(
    open_door: OpenDoor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing table costs nothing: what waits is written when there is one."""
    file = tmp_path / "counts.sqlite"
    door = open_door(database_url=f"sqlite:///{file}")
    statistics = door.app.state.door.statistics
    door.assistant.will_answer(parse=build_parse())
    await door.send("supersalaista mua kiusataan 040 1234567")
    before = Counter(statistics.tally.waiting)
    await statistics.write()
    assert statistics.tally.waiting == before
    assert "counts_unwritten" in "".join(capsys.readouterr())
    migrate_database(f"sqlite:///{file}")
    await statistics.write()
    assert not statistics.tally.waiting
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT * FROM usage_counts").fetchall()
    kept = json.dumps(rows)
    assert "bullying" in kept
    assert not [word for word in ("supersalaista", "kiusataan", "1234567") if word in kept]
