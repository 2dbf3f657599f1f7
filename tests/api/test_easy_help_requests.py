"""Cards, the form and all that follows it, in easy words where they were chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.application import read_data
from api.settings import ROOT
from tests.api.help_request_standins import FILLED, OpenOffice
from tests.api.standins import FrontDoor, OpenDoor, find_parts
from tests.help_requests.standins import Clock

TEXTS = read_data(ROOT / "data").texts
SEND = "/v1/help-requests"
EASY = ("fi-x-easy", "sv-x-easy", "en-x-easy")


def say(key: str, language: str, **values: Any) -> str:
    """Return the sentence."""
    return TEXTS.render(key, language, values=values) or ""


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenOffice]:
    """An office whose inbox of school social workers in Espoo is read."""
    opened = OpenOffice(tmp_path, Clock())
    opened.enter_inbox(kinds=["school_social_worker", "school_psychologist"])
    yield opened
    opened.engine.dispose()


@pytest.fixture
def office(open_door: OpenDoor, opened: OpenOffice) -> FrontDoor:
    """A front door with that office."""
    return open_door(office=opened.office, clock=Clock())


@pytest.mark.parametrize("language", EASY)
async def test_the_form_is_in_easy_words(office: FrontDoor, language: str) -> None:
    """Its own words, and names of topics and places in the language itself."""
    form = (await office.client.get(f"{SEND}/form", params={"language": language})).json()

    assert form["language"] == language
    usual = (await office.client.get(f"{SEND}/form", params={"language": language[:2]})).json()
    for key in ("intro", "form.message.hint", "form.consent.label", "error.reach_missing"):
        assert form["texts"][f"help_request.{key}"] == say(f"help_request.{key}", language)
    assert form["texts"]["help_request.intro"] != usual["texts"]["help_request.intro"]
    assert form["texts"].keys() == usual["texts"].keys()
    assert [form["needs"], form["municipalities"]] == [usual["needs"], usual["municipalities"]]


@pytest.mark.parametrize("language", EASY)
async def test_a_request_goes_its_way_in_easy_words(office: FrontDoor, language: str) -> None:
    """Where it goes, what to mend, what happens next, how it stands, and that it was taken back."""
    sent = {**FILLED, "language": language, "age": 12}
    route = (await office.client.post(f"{SEND}/route", json=sent)).json()
    assert route["language"] == language
    assert route["cannot_wait"] == say("help_request.cannot_wait", language)
    assert route["trusted_adult"] == say("help_request.trusted_adult", language)
    assert route["legal_limits"][0]["text"] == say("help_request.limit.student_welfare", language)

    unready = (await office.client.post(SEND, json={**sent, "consent": False})).json()
    assert unready["error"]["message"] == say("error.help_request_invalid", language)
    assert unready["fields"][0]["message"] == say("help_request.error.consent_missing", language)

    receipt = (await office.client.post(SEND, json=sent)).json()
    assert receipt["reference_note"] == say("help_request.reference_note", language)
    told = {"reference": receipt["reference"], "language": language}
    standing = (await office.client.post(f"{SEND}/status", json=told)).json()
    assert standing["text"] == say("help_request.status.received.text", language)
    gone = (await office.client.post(f"{SEND}/withdraw", json=told)).json()
    assert gone["text"] == say("help_request.status.withdrawn_unread", language)


@pytest.mark.parametrize("language", EASY)
async def test_the_plain_form_is_in_easy_words(office: FrontDoor, language: str) -> None:
    """Without JavaScript too, with what was typed, and with mistakes."""
    page = (await office.client.get("/help-request", params={"language": language, "need": "bullying"})).text
    assert f'<html lang="{language}" dir="ltr">' in page
    for key in ("intro", "form.code_word.label", "cannot_wait"):
        assert say(f"help_request.{key}", language) in page

    answer = await office.client.post("/help-request", data={"language": language, "message": "hei"})
    assert answer.status_code == 422
    assert say("help_request.error.reach_missing", language) in answer.text


async def test_staff_see_the_language_itself(office: FrontDoor, opened: OpenOffice) -> None:
    """What is stored and counted knows three languages."""
    await office.client.post(SEND, json={**FILLED, "language": "sv-x-easy"})
    with opened.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT language FROM help_requests").scalars().all()
    assert stored == ["sv"]


@pytest.mark.parametrize("language", EASY)
async def test_cards_say_why_in_easy_words(door: FrontDoor, language: str) -> None:
    """Reasons, ages and hours; names and descriptions stay those of the catalogue."""
    wanted = {"needs": ["bullying"], "age": 13}
    easy, usual = [
        (await door.client.post("/v1/services/match", json={**wanted, "language": code})).json()["services"]
        for code in (language, language[:2])
    ]
    assert [(card["name"], card["summary"]) for card in easy] == [
        (card["name"], card["summary"]) for card in usual
    ]
    need = read_data(ROOT / "data").labels.need("bullying", language[:2])
    for card, other in zip(easy, usual, strict=True):
        assert say("why.need", language, need=need) in card["why"]
        assert card["why"] != other["why"]
    details = await door.client.get("/v1/services/kuraattori", params={"language": language})
    assert details.status_code == 200
    assert details.json()["hours"]["text"] == next(
        card["hours"]["text"] for card in easy if card["id"] == "kuraattori"
    )


async def test_the_assistant_is_told_that_cards_are_wanted_in_easy_words(door: FrontDoor) -> None:
    """It asks the catalogue; the language that it understands by stays the same."""
    await door.send("minua kiusataan", language="fi-x-easy")
    await door.send("minua kiusataan", language="fi")

    told = [sent["metadata"] for sent in door.assistant.received]
    assert [(one["language"], one["is_easy"]) for one in told] == [("fi", True), ("fi", False)]


async def test_danger_contacts_say_for_whom_in_easy_words(door: FrontDoor) -> None:
    """Each line under a contact that comes from the texts, and none of them in another language."""
    easy, usual = [
        find_parts(await door.send("haluan tappaa itseni", language=code), "danger")[0]["contacts"]
        for code in ("fi-x-easy", "fi")
    ]
    assert [contact["id"] for contact in easy] == [contact["id"] for contact in usual]
    for contact, other in zip(easy, usual, strict=True):
        assert (contact["label"], contact["value"]) == (other["label"], other["value"])
        if other["hours"]["state"] == "open" and other["hours"]["until"] is None:
            assert contact["hours"]["text"] == say("hours.always", "fi-x-easy")


async def test_the_menu_shows_easy_cards_when_the_assistant_is_away(door: FrontDoor) -> None:
    """And the plain page, which has no assistant behind its menu."""
    page = await door.client.post("/", data={"need": "bullying", "language": "fi-x-easy"})
    need = read_data(ROOT / "data").labels.need("bullying", "fi")
    assert say("why.need", "fi-x-easy", need=need) in page.text
