"""A language is data: its complete file offers it everywhere, an incomplete one offers nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from actions.reference_data import ReferenceData
from api.application import LanguageNotOfferedError, read_data
from api.settings import ROOT
from tests.actions.conftest import FakeCatalogue, Talk
from tests.added_languages import add_languages
from tests.api.standins import FrontDoor, OpenDoor, build_parse, find_choices, find_texts

DATA = ROOT / "data"
MakeData = Callable[..., Path]


@pytest.fixture
def make_data(tmp_path: Path) -> MakeData:
    """Make a folder of data in which these languages are complete; each sentence ends with its code."""
    return lambda *added, **options: add_languages(tmp_path, *added, **options)


async def get_codes(door: FrontDoor) -> list[str]:
    """Return the codes of the languages that the page offers."""
    page = (await door.client.get("/v1/page?language=fi")).json()
    return [language["code"] for language in page["languages"]]


async def test_complete_file_offers_its_language_everywhere(open_door: OpenDoor, make_data: MakeData) -> None:
    """Chat, menu, form and pages; no line of code was changed."""
    door = open_door(data_folder=make_data("ru", "ar"))
    codes = await get_codes(door)
    assert codes == ["fi", "sv", "en", "ar", "ru", "fi-x-easy", "sv-x-easy", "en-x-easy"]

    page = (await door.client.get("/v1/page?language=ru")).json()
    named = {language["code"]: language["name"] for language in page["languages"]}
    assert (page["language"], named["ru"], named["fi-x-easy"]) == ("ru", "Русский", "Selkosuomi")
    assert page["texts"]["page.send"] == "Send ru"
    form = (await door.client.get("/v1/help-requests/form?language=ru")).json()
    assert form["language"] == "ru"
    assert form["texts"]["help_request.form.send"].endswith(" ru")
    for path in ("/", "/help-request", "/help-request/status", "/demo"):
        for code, direction in (("ru", "ltr"), ("ar", "rtl")):
            html = (await door.client.get(f"{path}?language={code}")).text
            assert f'<html lang="{code}" dir="{direction}">' in html
            assert path == "/demo" or f'hreflang="{code}"' in html


async def test_message_in_an_added_language_is_answered_in_it(
    open_door: OpenDoor, make_data: MakeData
) -> None:
    """By the assistant, with its buttons; a danger too. The way back is there."""
    door = open_door(data_folder=make_data("ru"))
    reply = await door.send("моего ребёнка травят в школе", language="fi")
    assert (reply["language"], reply["status"]) == ("ru", "services")
    assert door.assistant.received[0]["metadata"]["language"] == "ru"
    assert all(line.endswith(" ru") for line in find_texts(reply).splitlines())
    assert list(find_choices(reply)) == ["Vastaa suomeksi"]
    danger = await door.send("я хочу покончить с собой", language="ru")
    assert (danger["language"], danger["status"]) == ("ru", "danger")


async def test_added_language_is_among_the_buttons_when_somebody_asks_for_another(
    open_door: OpenDoor, make_data: MakeData
) -> None:
    """Each button says it in its own language, and leads there."""
    door = open_door(data_folder=make_data("ru"))
    parse = build_parse(intent={"name": "change_language", "confidence": 0.9}, needs=[])
    talk = Talk(ReferenceData.load(door.app.state.door.settings.data_folder), FakeCatalogue())
    result = await talk.say("voiko kieltä vaihtaa", "change_language", language_name="zh")
    door.assistant.will_answer(**result, parse=parse)
    reply = await door.send("voiko kieltä vaihtaa", language="fi")
    titles = ["Vastaa suomeksi", "Svara på svenska", "Answer in English", "Answer in English ru"]
    assert list(find_choices(reply)) == titles

    assert (await door.choose(reply, titles[3], language="fi"))["language"] == "ru"


async def test_incomplete_file_offers_nothing(open_door: OpenDoor, make_data: MakeData) -> None:
    """One sentence that is missing is enough; the few sentences of the language are said as before."""
    folder = make_data("ru")
    file = folder / "texts" / "ru.yml"
    texts = yaml.safe_load(file.read_text(encoding="utf-8"))
    del texts["help_request"]["form"]["send"]
    file.write_text(yaml.safe_dump(texts), encoding="utf-8")
    door = open_door(data_folder=folder)

    assert "ru" not in await get_codes(door)
    assert door.app.state.door.texts.find_gaps("ru") == {"help_request.form.send"}
    assert (await door.send("моего ребёнка травят в школе"))["status"] in ("services", "act")
    assert door.assistant.received == []
    with pytest.raises(
        LanguageNotOfferedError, match=r"1 sentences of data/texts/fi\.yml are missing in ru\.yml"
    ):
        open_door(data_folder=folder, default_language="ru")


async def test_language_without_words_of_danger_is_not_offered(
    open_door: OpenDoor, make_data: MakeData
) -> None:
    """Nobody is invited to write where a cry for help would be read over."""
    door = open_door(data_folder=make_data("et", without="et"))

    assert "et" not in await get_codes(door)


async def test_pages_begin_in_an_added_language_when_told_so(
    open_door: OpenDoor, make_data: MakeData
) -> None:
    """API_DEFAULT_LANGUAGE takes whatever is offered."""
    door = open_door(data_folder=make_data("et"), default_language="et")

    assert '<html lang="et" dir="ltr">' in (await door.client.get("/")).text


def test_actions_and_front_door_agree_on_what_is_offered(make_data: MakeData) -> None:
    """Each reads the files by itself."""
    folder = make_data("ar", "ru", "et", without="et")
    data = read_data(folder)
    offered = tuple(code for code in data.texts.complete if code in data.screen.languages)

    assert ReferenceData.load(folder).languages == offered == ("fi", "sv", "en", "ar", "ru")
    assert ReferenceData.load(DATA).languages == ("fi", "sv", "en")
