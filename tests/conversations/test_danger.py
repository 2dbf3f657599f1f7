"""Danger comes first, whatever else happens, and never takes the place of the answer."""

from __future__ import annotations

import json

import pytest

from tests.conversations.conftest import Begin, Post
from tests.conversations.conversation import Conversation
from tests.conversations.wording import says, title

SUICIDE = {
    "fi": "Aion tappaa itseni tänään",
    "sv": "Jag ska ta livet av mig i kväll",
    "en": "I am going to kill myself tonight",
}


def expect_contacts_first(talk: Conversation, kind: str, level: str) -> list[dict[str, str]]:
    """The reply begins with contacts for this danger, more than one; return them."""
    first = talk.reply["parts"][0]
    assert (first["type"], first["kind"], first["level"]) == ("danger", kind, level)
    contacts: list[dict[str, str]] = first["contacts"]
    helplines = {contact["value"] for contact in contacts} - {"112"}
    assert len(helplines) >= 2
    return contacts


def expect_acute(talk: Conversation, kind: str) -> None:
    """112 first, helplines, and the question whether the person is safe with its three answers."""
    assert talk.status == "danger"
    assert talk.understood["danger"] == kind
    contacts = expect_contacts_first(talk, kind, "acute")
    assert contacts[0]["href"] == "tel:112"
    assert "112" in talk.text
    language = talk.reply["language"]
    assert says(talk, "question.safety")
    assert talk.titles[:3] == [title("safe", language), title("not_safe", language), title("skip", language)]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_suicidal_writer_gets_112_helplines_and_services_in_one_reply(begin: Begin, language: str) -> None:
    """Services for the need follow in the same reply."""
    talk = begin(language)
    talk.write(SUICIDE[language])
    expect_acute(talk, "suicide")
    assert talk.services
    assert any("mental_health" in service["needs"] for service in talk.services)


def test_safe_writer_goes_on_and_contacts_stay_in_that_reply(begin: Begin) -> None:
    """Safe: the way on is services, and later replies are the usual ones."""
    talk = begin()
    talk.write(SUICIDE["fi"])
    talk.press(title("safe"))
    expect_contacts_first(talk, "suicide", "acute")
    assert says(talk, "danger.safe_reply")
    assert talk.services
    talk.write("mua kiusataan koulussa joka päivä")
    assert talk.danger is None
    assert talk.understood["need"] == "bullying"


def test_writer_who_is_not_safe_is_told_what_to_do(begin: Begin) -> None:
    """Not safe: contacts, 112, and nothing in the way."""
    talk = begin()
    talk.write(SUICIDE["fi"])
    talk.press(title("not_safe"))
    assert talk.status == "danger"
    expect_contacts_first(talk, "suicide", "acute")
    assert says(talk, "danger.not_safe_reply")
    talk.write("maksaako se")
    expect_contacts_first(talk, "suicide", "acute")


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [("fi", "mua pelottaa", "pimeä"), ("sv", "jag är rädd", "mörkret"), ("en", "im scared", "the dark")],
)
def test_writer_whose_first_word_is_fear_is_asked(begin: Begin, language: str, first: str, then: str) -> None:
    """Contacts at hand and a question, not an order to ring 112; the next message is taken as it comes."""
    talk = begin(language)
    talk.write(first)
    assert talk.danger is None or talk.danger["level"] == "concern"
    assert not says(talk, "danger.not_safe_reply")
    assert says(talk, "danger.not_safe_unasked") or talk.services
    talk.write(then)
    assert talk.status != "danger"


def test_writer_who_types_no_to_are_you_safe_is_heard(begin: Begin) -> None:
    """Written instead of pressed, in English."""
    talk = begin("en")
    talk.write(SUICIDE["en"])
    talk.write("no")
    assert says(talk, "danger.not_safe_reply")
    expect_contacts_first(talk, "suicide", "acute")


def test_writer_who_does_not_answer_keeps_the_contacts(begin: Begin) -> None:
    """Skipped: contacts head this reply and the next."""
    talk = begin()
    talk.write(SUICIDE["fi"])
    talk.press(title("skip"))
    assert says(talk, "danger.no_answer_reply")
    expect_contacts_first(talk, "suicide", "acute")
    talk.write("mua kiusataan koulussa joka päivä")
    expect_contacts_first(talk, "suicide", "acute")
    assert says(talk, "danger.still_here")
    assert talk.understood["need"] == "bullying"
    assert talk.services


@pytest.mark.parametrize(("language", "again"), [("fi", "aloita alusta"), ("sv", "börja om från början")])
def test_danger_outlasts_starting_over(begin: Begin, language: str, again: str) -> None:
    """What was told is forgotten, the contacts are not."""
    talk = begin(language)
    talk.write(SUICIDE[language])
    talk.write(again)
    expect_contacts_first(talk, "suicide", "acute")
    assert says(talk, "act.start_over")
    assert says(talk, "danger.contacts_stay")
    talk.write({"fi": "maksaako se", "sv": "vad kostar det?"}[language])
    expect_contacts_first(talk, "suicide", "acute")


def test_tired_of_living_gets_contacts_and_the_usual_answer(begin: Begin) -> None:
    """Concern: one gentle line, contacts, and services as ever; no question whether safe."""
    talk = begin()
    talk.write("En haluaisi enää elää, kaikki on turhaa")
    expect_contacts_first(talk, "suicide", "concern")
    assert talk.status == "services"
    assert not says(talk, "question.safety")
    assert any("mental_health" in service["needs"] for service in talk.services)
    talk.write("mikä on kuraattori?")
    assert talk.danger is None


def test_swedish_youth_hit_at_home_gets_contacts_and_the_usual_answer(begin: Begin) -> None:
    """Concern in Swedish: violence at home."""
    talk = begin("sv")
    talk.write("Min pappa brukar slå mig när han är arg")
    expect_contacts_first(talk, "violence", "concern")
    assert talk.understood["need"] == "domestic_violence"
    assert talk.services


def test_english_youth_hit_at_home_gets_contacts_and_the_usual_answer(begin: Begin) -> None:
    """Concern in English: violence at home."""
    talk = begin("en")
    talk.write("My stepdad often hits me and I am scared of him")
    expect_contacts_first(talk, "violence", "concern")
    assert talk.understood["need"] == "domestic_violence"
    assert talk.services


def test_friend_in_danger_is_helped_through_the_writer(begin: Begin) -> None:
    """The line for somebody else's danger."""
    talk = begin()
    talk.write("Kaverini uhkaa tappaa itsensä eikä vastaa puhelimeen")
    expect_acute(talk, "suicide")
    assert says(talk, "danger.suicide.acute.other")
    assert talk.understood["about"] == "other"


def test_swedish_friend_in_danger(begin: Begin) -> None:
    """Swedish: a friend who writes farewells."""
    talk = begin("sv")
    talk.write("Min kompis skrev att hon ska ta livet av sig i kväll")
    expect_acute(talk, "suicide")


def test_parent_of_a_child_who_cuts_gets_contacts_and_an_answer_as_a_parent(begin: Begin) -> None:
    """Concern for one's own child: where to talk now, then the usual answer."""
    talk = begin()
    talk.write("Tyttäreni viiltelee itseään ja on tosi masentunut, hän on 14")
    expect_contacts_first(talk, "suicide", "concern")
    assert (talk.understood["about"], talk.understood["age"], talk.understood["role"]) == (
        "child",
        14,
        "parent",
    )
    assert talk.services


def test_a_child_stays_the_one_it_is_about_when_the_parent_answers_how_old(begin: Begin) -> None:
    """ "12" after "how old is your child?" is not said of the parent."""
    talk = begin()
    talk.write("tyttäreni viiltelee itseään, löysin terät sen laukusta viikko sitten")
    talk.write("12")
    said = talk.understood
    assert (said["about"], said["age"], said["role"]) == ("child", 12, "parent")


def test_violence_going_on_now_gets_112_and_shelters(begin: Begin) -> None:
    """Father hits mother right now."""
    talk = begin()
    talk.write("Isä lyö äitiä just nyt, auttakaa")
    expect_acute(talk, "violence")
    assert talk.understood["need"] == "domestic_violence"
    assert {"domestic_violence_helpline", "shelter"} & set(talk.kinds)


def test_overdose_gets_the_poison_line(begin: Begin) -> None:
    """Pills: 112 and poison information among the contacts."""
    talk = begin("en")
    talk.write("I have taken a whole box of pills")
    expect_acute(talk, "overdose")
    assert talk.danger is not None
    assert len(talk.danger["contacts"]) >= 4


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Kuolen nauruun, tää on niin hauska juttu"),
        ("fi", "Tää matikanläksy tappaa mut"),
        ("sv", "Jag dog av skratt i skolan i dag"),
        ("en", "I nearly died laughing at school today"),
    ],
)
def test_hyperbole_passes(begin: Begin, language: str, text: str) -> None:
    """Dying of laughter is no danger."""
    talk = begin(language)
    talk.write(text)
    assert talk.danger is None
    assert talk.status != "danger"


def test_danger_in_russian_gets_contacts_and_words_in_russian(begin: Begin) -> None:
    """Screened though not yet spoken; then on in English, with services."""
    talk = begin(None)
    talk.write("Я хочу убить себя сегодня")
    assert (talk.status, talk.reply["language"]) == ("danger", "ru")
    contacts = expect_contacts_first(talk, "suicide", "acute")
    assert contacts[0]["href"] == "tel:112"
    assert says(talk, "question.safety")
    talk.press(title("answer_in_this_language", "en"))
    assert talk.reply["language"] == "en"
    expect_contacts_first(talk, "suicide", "acute")
    assert talk.services


def test_danger_in_arabic_gets_contacts_and_words_in_arabic(begin: Begin) -> None:
    """A husband who hits, now."""
    talk = begin(None)
    talk.write("زوجي يضربني الآن ساعدوني")
    assert (talk.status, talk.reply["language"]) == ("danger", "ar")
    expect_contacts_first(talk, "violence", "acute")


def test_danger_in_broken_json_still_gets_contacts(post: Post) -> None:
    """An error, but with the danger part."""
    answer = post('{"text": "aion tappaa itseni tänään", '.encode())
    assert answer.status_code == 400
    first = answer.json()["parts"][0]
    assert (first["type"], first["kind"]) == ("danger", "suicide")
    assert first["contacts"][0]["href"] == "tel:112"


def test_danger_in_wrong_types_still_gets_contacts(post: Post) -> None:
    """JSON, but no message."""
    answer = post({"text": ["aion tappaa itseni tänään"], "language": 7})
    assert answer.status_code == 422
    assert answer.json()["parts"][0]["type"] == "danger"


def test_danger_in_a_megabyte_is_answered(post: Post) -> None:
    """The beginning is read, screened and answered; a note says that the rest was not."""
    answer = post(
        json.dumps({"text": "Aion tappaa itseni tänään. " + "en jaksa " * 120_000, "language": "fi"}).encode()
    )
    assert answer.status_code == 200
    reply = answer.json()
    assert reply["status"] == "danger"
    assert reply["parts"][0]["type"] == "danger"


def test_somebody_who_only_says_not_safe_gets_contacts(begin: Begin) -> None:
    """Nothing else told: contacts for everybody."""
    talk = begin()
    talk.write("En ole turvassa")
    assert talk.reply["parts"][0]["type"] == "danger"
    assert len(talk.reply["parts"][0]["contacts"]) >= 3


def test_danger_after_another_need_changes_the_reply(begin: Begin) -> None:
    """A conversation on school that turns: danger heads it, and the age told before chooses the lines."""
    talk = begin()
    talk.write("mua kiusataan koulussa joka päivä")
    talk.write("13")
    talk.write("Aion tappaa itseni tänään")
    expect_acute(talk, "suicide")
    assert talk.services
