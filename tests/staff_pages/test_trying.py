"""Staff write as a user would: they see what users get, and nothing of it stays anywhere."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import httpx
import pytest

from services_catalog.models import Service as ServiceRow
from tests.api.standins import FakeAssistant, build_parse
from tests.staff_pages.visitors import House, Visitor

SECRET = "supersalaista"
SLOTS = {"need": "bullying", "needs": ["bullying"], "age": 14, "about": "self", "role": "youth"}


@pytest.fixture
def assistant(house: House) -> FakeAssistant:
    """The stand-in that this house asks."""
    client = house.app.state.door.assistant._client
    handler: FakeAssistant = client._transport.handler
    return handler


async def try_message(visitor: Visitor, words: str = "mua kiusataan", **fields: str) -> httpx.Response:
    """The page after sending."""
    sent = {"language": "fi", "area": "049", "age": "", "role": "", "service": "", **fields}
    return await visitor.send("/staff/try", text=words, **sent)


async def test_what_was_understood_is_shown(house: House, assistant: FakeAssistant) -> None:
    """Need and rivals with confidence, danger and who found it, and the person."""
    parse = build_parse(danger={"kind": "violence", "level": "concern", "confidences": {}})
    assistant.will_answer(parse=parse, slots={**SLOTS, "municipality": "Lahti"})

    page = (await try_message(house.visit(("reader", "luvn"), language="en"))).text

    for told in ("Bullying and discrimination: 90 %", "School and coping with studies: 5 %", "<dd>14</dd>"):
        assert told in page
    for told in ("Lahti", "Youth", "The writer", "Violence (concern) – found by the assistant"):
        assert told in page


async def test_the_screen_wins_when_it_alone_found_danger(house: House) -> None:
    """And the reply begins with 112, as a user gets it."""
    page = (
        await try_message(house.visit(("reader", "luvn"), language="en"), "haluan tappaa itseni nyt")
    ).text
    assert "Suicide (acute) – found by the screen" in page
    assert "112" in page


async def test_age_and_role_are_told_before_the_message(house: House, assistant: FakeAssistant) -> None:
    """As a choice of an earlier turn, in the same conversation, which is then deleted."""
    await try_message(house.visit(("editor", "luvn")), age="14", role="youth")

    first, second = assistant.received
    assert first["payload"] == {"intent": "inform", "entities": {"age": 14, "role": "youth"}}
    assert second["text"] == "mua kiusataan"
    assert first["conversation_id"] == second["conversation_id"]
    assert assistant.forgotten == [first["conversation_id"]]


async def test_nothing_stays_of_the_message(
    house: House,
    assistant: FakeAssistant,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not in the memory, the statistics, the logs or the database, also when the assistant fails."""
    caplog.set_level(logging.DEBUG)
    visitor = house.visit(("reader", "luvn"))
    await try_message(visitor, f"mua kiusataan {SECRET}")
    assistant.handler = lambda request: httpx.Response(500)
    await try_message(visitor, f"{SECRET} haluan tappaa itseni nyt")

    state = house.app.state.door.memory._state
    assert not [key for key in state._values if key.startswith(("conversation:", "reply:"))]
    assert SECRET not in json.dumps(list(map(repr, state._values.items())))
    assert not house.app.state.door.statistics.tally.take()
    ours = [record.getMessage() for record in caplog.records if record.name not in ("httpx", "asyncio")]
    assert SECRET not in "".join((*capsys.readouterr(), *ours))
    file = house.room.engine.url.database
    assert file
    for path in Path(file).parent.glob("kynnys.sqlite*"):
        assert SECRET.encode() not in path.read_bytes()


@pytest.mark.parametrize("membership", [("reader", "luvn"), ("reviewer", "platform")])
async def test_without_the_assistant_the_screen_alone_is_told(
    house: House, assistant: FakeAssistant, membership: tuple[str, str]
) -> None:
    """A clear sentence, what the screen found, and the reply with the menu."""
    assistant.handler = lambda request: httpx.Response(500)
    visitor = house.visit(membership, language="en")
    page = (await try_message(visitor, "haluan tappaa itseni nyt", service="peluuri")).text
    assert "The assistant did not answer." in page
    assert "Suicide (acute) – found by the screen" in page
    assert "Not asked" in page
    assert "No need was understood" in page
    assert "/staff/probes/begin" not in page


async def ask_why(house: House, assistant: FakeAssistant, service: str, **slots: Any) -> str:
    """The page of somebody who asks why a service did not come."""
    assistant.will_answer(slots={**SLOTS, **slots})
    return (await try_message(house.visit(("reader", "luvn"), language="en"), service=service)).text


@pytest.mark.parametrize(
    ("service", "slots", "told"),
    [
        ("kuraattori-lansi-uusimaa", {}, "The service comes: it is card 1."),
        ("domino-lahti", {}, "Wrong area."),
        ("vanhempainpuhelin", {}, "The service is not for this writer"),
        ("mll-lasten-ja-nuorten-puhelin", {"age": 45, "role": "other"}, "The age does not fit."),
        ("peluuri", {}, "The service does not answer this need."),
        ("kuraattori", {}, "In place of the general entry comes a more specific one"),
        ("hatanumero-112", {}, "in an emergency only"),
        ("peluuri", {"need": None, "needs": []}, "The service does not answer this need."),
        ("qwxzqwxz", {}, "No service is found by this name or id"),
    ],
)
async def test_why_a_service_did_not_come(
    house: House, assistant: FakeAssistant, service: str, slots: dict[str, Any], told: str
) -> None:
    """The first filter that left it out, in words."""
    assert told in await ask_why(house, assistant, service, **slots)


async def test_a_draft_is_told_apart_and_weighed_as_if_published(
    house: House, assistant: FakeAssistant
) -> None:
    """Staff see what publishing it would bring."""

    def hide(session: Any) -> None:
        session.get(ServiceRow, "kuraattori-lansi-uusimaa").status = "draft"

    house.room.work(hide)
    await house.app.state.door.catalogue.refresh()
    page = await ask_why(house, assistant, "kuraattori-lansi-uusimaa")
    assert "it is a draft" in page
    assert "The service comes: it is card 1." in page


async def test_words_that_mean_several_services_are_asked_back(
    house: House, assistant: FakeAssistant
) -> None:
    """As buttons of the same form, so that the message need not be written again."""
    page = await ask_why(house, assistant, "kuraattori ")
    assert "Why it came or not" in page
    page = await ask_why(house, assistant, "kuraattor")
    assert "Which service do you mean?" in page
    assert 'name="service" value="kuraattori-lansi-uusimaa"' in page
    visitor = house.visit(("reader", "luvn"), language="en")
    # A button sends its value after that of the field with the same name.
    pressed = {"text": "mua kiusataan", "service": ["kuraattor", "kuraattori-lansi-uusimaa"]}
    assert "it is card 1." in (await visitor.send("/staff/try", **pressed)).text


async def test_a_closed_chat_is_told(house: House) -> None:
    """What staff see is what users get."""
    await house.visit(("reviewer", "platform")).send(
        "/staff/notices/switch", wanted="closed", reason="Testi", confirmed="yes"
    )
    page = (await try_message(house.visit(("reader", "luvn"), language="en"))).text
    assert "The chat is closed now." in page


async def test_errors_keep_what_was_typed(house: House) -> None:
    """An age in letters, no message."""
    answer = await try_message(house.visit(("reader", "luvn")), "  ", age="kolme")
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.text
    assert 'id="age-error"' in answer.text
    assert 'value="kolme"' in answer.text


@pytest.mark.parametrize("role", ["handler", "administrator"])
async def test_others_find_no_page(house: House, role: str) -> None:
    """Neither to look at nor to send to; and nobody without a sign-in."""
    visitor = house.visit((role, "luvn"))
    assert (await visitor.get("/staff/try")).status_code == 404
    assert (await try_message(visitor)).status_code == 404
    assert (await house.open_browser().get("/staff/try")).status_code == 303
    visitor = house.visit(("reader", "luvn"))
    assert (await visitor.get("/staff/try")).status_code == 200
    visitor.csrf_token = "guess"
    assert (await try_message(visitor)).status_code == 403
