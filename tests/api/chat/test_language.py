"""In which language a message is answered."""

import json
from pathlib import Path

import pytest

from api.chat.language import Languages
from tests.api.standins import FrontDoor, build_parse, find_choices, find_parts

CASES = [
    ("mä oon iha väsyny tähä kouluhommaan", "sv", "fi"),
    ("mun äiti juo taas", "en", "fi"),
    ("jag orkar inte mer", "fi", "sv"),
    ("my kid is bullied at school", "fi", "en"),
    ("мне очень плохо и страшно", "fi", "ru"),
    ("мені дуже погано", "fi", "uk"),
    ("помогите", "fi", "ru"),
    ("أحتاج إلى مساعدة", "fi", "ar"),
    ("minu last kiusatakse koolis väga", "fi", "et"),
    ("waxaan u baahanahay caawimaad", "fi", "so"),
    ("Lapsi ei nuku", "fi", "fi"),
    ("en jaksa enää", "fi", "fi"),
    ("ei mul oo ketään", "fi", "fi"),
    ("help", "fi", "fi"),
    ("im scared", "fi", "en"),
    ("I’m scared", "sv", "en"),
    ("mår dåligt", "fi", "sv"),
    ("no me", "fi", "fi"),
    ("panic attacks", "fi", "en"),
    ("she's nine", "fi", "en"),
    ("Det stämmer.", "fi", "sv"),
    ("friend drank whole koskenkorva, doesnt wake up, lips kinda blue", "fi", "en"),
    ("I work in päiväkoti. One father has come for pickup smelling alcohol, on foot", "fi", "en"),
    ("kan det va att hon far illa, dagvårdaren i lastentarha sa nåt", "fi", "sv"),
    ("hei me is the best", "fi", "en"),
    ("hello", "fi", "en"),
    ("tack", "fi", "sv"),
    ("delete my data", "fi", "en"),
    ("racist neighbours", "fi", "en"),
    ("utkomststöd hur", "fi", "sv"),
    ("can I stay anonymous when I call", "fi", "en"),
    ("Kirkkonummi", "sv", "sv"),
    ("I meant Lohja", "en", "en"),
    ("Kirkkonummi or Siuntio", "en", "en"),
    ("neuvola", "en", "en"),
    ("vapen varastettiin", "fi", "fi"),
    ("i Helsinki", "fi", "fi"),
    ("Vihti", "sv", "sv"),
    ("13", "sv", "sv"),
    ("😭😭😭", "en", "en"),
]


@pytest.mark.parametrize(("text", "page", "expected"), CASES)
def test_language_is_the_messages_own_when_it_is_certain(text: str, page: str, expected: str) -> None:
    """Three words, two that people begin with, or a clear script; otherwise the page's language stays."""
    choice = Languages().decide(text, None, None, page, "fi")

    assert choice.code == expected
    assert choice.way_back == (page if expected != page else None)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_language_is_right_for_real_messages_on_any_page(language: str) -> None:
    """97 of 100 messages of the development set with three words or more, whatever the page."""
    lines = Path(f"tests/development/{language}.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [text for line in lines if len((text := json.loads(line)["text"]).split()) >= 3]
    decided = [
        Languages().decide(t, None, None, page, "fi").code for t in texts for page in ("fi", "sv", "en")
    ]

    assert decided.count(language) / len(decided) >= 0.97


@pytest.mark.parametrize("text", ["thanks", "nej tack", "racist neighbours", "hej"])
def test_language_stays_when_a_word_or_two_come_in_mid_conversation(text: str) -> None:
    """Only what it begins with may tell by a single word; "nej tack" holds two that are Swedish."""
    expected = "sv" if text == "nej tack" else "fi"

    assert Languages().decide(text, None, "fi", "fi", "fi").code == expected


def test_explicit_choice_wins_when_the_message_is_in_another_language() -> None:
    """Who chose a language outright keeps it."""
    assert Languages().decide("my kid is bullied at school", "sv", "fi", "fi", "fi").code == "sv"


async def test_error_is_in_the_language_of_the_words_when_they_could_not_be_read(door: FrontDoor) -> None:
    """Broken JSON in Swedish is answered in Swedish."""
    content = b'{"text": "jag vill inte leva mer och jag har tabletter h\\u00e4r'
    response = await door.client.post("/v1/messages", content=content)
    errors = door.app.state.door.texts

    assert response.json()["error"]["message"] == errors.render("error.message_unreadable", "sv")


async def test_way_back_is_one_tap_when_the_language_was_switched(door: FrontDoor) -> None:
    """The reply is Swedish, and one button leads back to Finnish for good."""
    reply = await door.send("mitt barn blir mobbat i skolan", language="fi")
    assert reply["language"] == "sv"

    back = await door.choose(reply, "Vastaa suomeksi", language="fi")
    assert back["language"] == "fi"
    assert door.assistant.received[1]["payload"]["entities"] == {"language_name": "fi"}

    later = await door.send("mitt barn blir mobbat i skolan", conversation_id=reply["conversation_id"])
    assert later["language"] == "fi"


async def test_language_is_chosen_outright_when_the_page_changes_in_mid_conversation(door: FrontDoor) -> None:
    """A page whose language changes was changed by the person."""
    first = await door.send("mua kiusataan koulussa", language="fi")
    second = await door.send(
        "mua kiusataan koulussa", language="en", conversation_id=first["conversation_id"]
    )

    assert (first["language"], second["language"]) == ("fi", "en")


async def test_language_asked_for_in_words_is_used_at_once(door: FrontDoor) -> None:
    """ "Ruotsiksi" is answered in Swedish."""
    entities = [{"entity": "language_name", "value": "sv"}]
    parse = build_parse(intent={"name": "change_language", "confidence": 0.9}, needs=[], entities=entities)
    door.assistant.will_answer(status="act", act="change_language", need=None, parse=parse)

    assert (await door.send("ruotsiksi"))["language"] == "sv"


@pytest.mark.parametrize(
    ("text", "language", "danger"),
    [("мне нужна помощь с документами", "ru", False), ("я хочу умереть, убью себя", "ru", True)],
)
async def test_fixed_reply_comes_when_the_language_is_not_supported(
    door: FrontDoor, text: str, language: str, danger: bool
) -> None:
    """In their own language, with services that serve in it, and danger first; the assistant is not asked."""
    reply = await door.send(text)

    assert reply["language"] == language
    assert door.assistant.received == []
    assert [card["id"] for card in find_parts(reply, "services")[0]["services"]] == ["neuvonta"]
    assert {"Vastaa suomeksi", "Svara på svenska"} <= set(find_choices(reply))
    assert bool(find_parts(reply, "danger")) == danger
