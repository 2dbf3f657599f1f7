"""The page without JavaScript: what the chat has stands there too."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from api.state import MemoryState
from tests.api.help_request_standins import OpenOffice
from tests.api.standins import SERVICES, FrontDoor, OpenDoor, build_catalogue, build_parse
from tests.help_requests.standins import Clock

FORM = re.compile(r'<form class="choices" method="post" action="/help-request">(.*?)</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


async def post(door: FrontDoor, **fields: str) -> str:
    """Return the page that answers the plain form."""
    response = await door.client.post("/", data={"language": "fi", **fields})
    assert response.status_code == 200, response.text
    return response.text


def read_requests(html: str) -> list[dict[str, str]]:
    """Return what each button that asks for a person sends along."""
    return [dict(HIDDEN.findall(form)) for form in FORM.findall(html)]


def find_id(html: str) -> str:
    """Return the id of the conversation that goes on."""
    found = re.search(r'name="conversation_id" value="([^"]+)"', html)
    assert found
    return found[1]


def drop_scripts(html: str) -> str:
    """Return the page without what stands ready for its script, where every sentence is found."""
    return re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)


async def test_form_of_a_request_begins_with_the_matter_talked_about_last(
    open_door: OpenDoor, tmp_path: Path
) -> None:
    """Not with that of an earlier answer; age and place go along, and nothing of it stands in an address."""
    opened = OpenOffice(tmp_path, Clock())
    opened.enter_inbox()
    door = open_door(office=opened.office)
    opening = (await door.client.get("/?language=fi")).text
    assert read_requests(opening) == []
    assert 'href="/help-request?language=fi&amp;area=049"' in opening
    first = await post(door, text="mua kiusataan koulussa")
    assert read_requests(first)[-1]["need"] == "bullying"
    parse = build_parse(intent={"name": "money", "confidence": 0.9}, needs=["money"])
    slots = {"age": 15, "about": "self", "municipality": "Espoo"}
    door.assistant.will_answer(need="money", parse=parse, slots=slots)
    last = await post(door, text="rahat on loppu", conversation_id=find_id(first))
    told = read_requests(last)[-1]

    assert (told["need"], told["age"], told["about"]) == ("money", "15", "self")
    assert told["municipality"] == "Espoo"
    form = (await door.client.post("/help-request", data=told)).text
    assert 'value="money" selected' in form
    assert re.search(r'id="age"[^>]* value="15"', form)
    opened.engine.dispose()


async def test_form_of_a_request_begins_with_the_topic_that_was_chosen(door: FrontDoor) -> None:
    """By the buttons alone."""
    assert read_requests(await post(door, need="school"))[-1]["need"] == "school"


async def test_conversation_is_deleted_by_a_button(
    open_door: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here and at the assistant; where that is not certain the page says so, and the button stays."""
    state = MemoryState()
    door = open_door(state)
    assert 'name="delete"' not in (await door.client.get("/?language=fi")).text
    known = find_id(await post(door, text="mua kiusataan"))

    async def fail(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(state, "delete_conversation", fail)
        data = {"language": "fi", "delete": "1", "conversation_id": known}
        failed = await door.client.post("/", data=data)
        assert failed.status_code == 503
        assert find_id(failed.text) == known
    page = await post(door, delete="1", conversation_id=known)

    assert "Keskustelu on poistettu." in drop_scripts(page)
    assert 'name="delete"' not in page
    assert known not in page
    assert await state.find_conversation(known) is None
    assert known in door.assistant.forgotten


async def test_made_up_conversations_are_held_back_when_deleted_by_the_button(open_door: OpenDoor) -> None:
    """Each would ask the assistant; a known conversation is deleted all the same."""
    door = open_door(messages_per_address=2, limit_loopback=True)
    known = find_id(await post(door, text="mua kiusataan"))
    forms = [{"language": "fi", "delete": "1", "conversation_id": f"made-up-{number}"} for number in range(4)]
    pages = [await door.client.post("/", data=form) for form in forms]

    assert [page.status_code for page in pages] == [200, 200, 429, 429]
    assert pages[-1].headers["Retry-After"] == "60"
    assert "Keskustelu on poistettu." in drop_scripts(pages[0].text)
    assert "Keskustelu on poistettu." not in drop_scripts(pages[-1].text)
    assert "Viestejä tuli paljon lyhyessä ajassa." in drop_scripts(pages[-1].text)
    assert find_id(pages[-1].text) == "made-up-3"
    assert door.assistant.forgotten == ["made-up-0", "made-up-1"]
    assert "Keskustelu on poistettu." in drop_scripts(await post(door, delete="1", conversation_id=known))


async def test_card_tells_how_it_goes_and_when_it_was_checked(open_door: OpenDoor) -> None:
    """As the chat's card does: the way in words, and the day as people write it."""
    process = MappingProxyType({"fi": "Soita tai kirjoita."})
    service = replace(SERVICES[0], application_processes=process, assured_date=date(2026, 10, 5))
    html = await post(open_door(catalogue=build_catalogue(service)), need="bullying")

    card = html[html.index("<article") : html.index("</article>")]
    assert re.search(r"<summary>Mitä tapahtuu.*?</summary>\s*<div[^>]*><p>Soita tai kirjoita\.</p>", card)
    assert "5.10.2026" in card
    assert "2026-10-05" not in card


async def test_line_that_answers_in_finnish_says_so_once(door: FrontDoor) -> None:
    """Where its label says it, nothing below does."""
    html = (await door.client.get("/?language=en")).text
    rows = re.findall(r'__label">(.*?)</p>\s*<p class="contact-row__facts">(.*?)</p>', html, re.DOTALL)
    told = [("Helps in Finnish" in label, "Helps in Finnish" in facts) for label, facts in rows]

    assert (True, False) in told
    assert (True, True) not in told
