"""Easy language: the same help in easier words, chosen like a language."""

from api.application import read_data
from api.settings import ROOT
from tests.api.standins import FrontDoor, find_texts

TEXTS = read_data(ROOT / "data").texts


async def test_the_reply_is_in_easy_words_when_they_were_chosen(door: FrontDoor) -> None:
    reply = await door.send("minua kiusataan", language="fi-x-easy")

    assert reply["language"] == "fi-x-easy"
    assert TEXTS.render("understood.bullying", "fi-x-easy", "youth") in find_texts(reply)
    assert TEXTS.render("understood.bullying", "fi", "youth") not in find_texts(reply)


async def test_easy_words_stay_until_the_page_says_otherwise(door: FrontDoor) -> None:
    first = await door.send("minua kiusataan", language="fi-x-easy")
    second = await door.send("kaikki nauraa", conversation_id=first["conversation_id"])
    third = await door.send("kaikki nauraa", conversation_id=first["conversation_id"], language="fi")

    assert second["language"] == "fi-x-easy"
    assert third["language"] == "fi"


async def test_easy_words_follow_the_language_of_the_message(door: FrontDoor) -> None:
    reply = await door.send("jag blir mobbad i skolan varje dag", language="fi-x-easy")

    assert reply["language"] == "sv-x-easy"


async def test_a_sentence_without_easy_words_is_the_usual_one(door: FrontDoor) -> None:
    key = next(iter(sorted(TEXTS.keys("fi") - TEXTS.keys("fi-x-easy"))))

    assert TEXTS.render(key, "fi-x-easy") == TEXTS.render(key, "fi")


async def test_the_page_offers_easy_words_and_speaks_them(door: FrontDoor) -> None:
    page = (await door.client.get("/v1/page", params={"language": "sv-x-easy"})).json()

    assert page["language"] == "sv-x-easy"
    assert [language["code"] for language in page["languages"]] == [
        "fi", "sv", "en", "fi-x-easy", "sv-x-easy", "en-x-easy",
    ]  # fmt: skip
    assert page["greeting"] == TEXTS.render("page.greeting", "sv-x-easy")


async def test_danger_contacts_come_in_easy_words_too(door: FrontDoor) -> None:
    reply = await door.send("aion tappaa itseni tänään", language="fi-x-easy")

    assert reply["status"] == "danger"
    assert "112" in find_texts(reply)


async def test_a_broken_message_gets_an_error_in_its_language(door: FrontDoor) -> None:
    answer = await door.client.post(
        "/v1/messages", content=b'{"text": "jag blir mobbad varje dag", "choice": 5, "language": "sv-x-easy"}'
    )

    assert answer.status_code == 422
    assert answer.json()["error"]["message"] == TEXTS.render("error.message_invalid", "sv")
