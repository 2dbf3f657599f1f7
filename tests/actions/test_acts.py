"""Acts: a person, safety, starting over, deletion, language, and talk."""

from typing import Any

import pytest

DANGER = {"kind": "suicide", "level": "acute"}


async def test_contact_request_and_advice_come_when_a_person_is_wanted(talk: Any, read: Any) -> None:
    """A contact request first, and the phone that fits the need and the writer."""
    await talk.say("mua kiusataan", "bullying", about="self", age=14)
    result = await talk.say("haluun puhua ihmiselle", "ask_human")

    assert result["status"] == "help_request"
    assert {"type": "help_request", "need": "bullying", "service_id": None} in result["parts"]
    assert read.services(result) == ["kuraattori"]


@pytest.mark.parametrize(("role", "service"), [("youth", "nuorten-puhelin"), ("parent", "perhekeskus")])
async def test_advice_fits_the_writer_when_no_need_is_known(
    talk: Any, read: Any, role: str, service: str
) -> None:
    """Each gets the line that listens to any matter."""
    result = await talk.say("haluun puhua ihmiselle", "ask_human", role=role)

    assert read.services(result) == [service]


async def test_need_goes_along_when_a_person_is_wanted_for_it(talk: Any) -> None:
    """Haluan puhua jollekin, ahdistaa": the need is in the contact request."""
    result = await talk.say("haluan puhua jollekin, ahdistaa", "ask_human", needs=["mental_health"])

    assert {"type": "help_request", "need": "mental_health", "service_id": None} in result["parts"]


async def test_service_goes_along_when_its_contact_is_requested(talk: Any) -> None:
    """The button on a card names the service."""
    result = await talk.choose("request_contact", service_id="perhekeskus")

    assert {"type": "help_request", "need": None, "service_id": "perhekeskus"} in result["parts"]


async def test_a_person_is_offered_when_catalogue_is_down(
    talk: Any, broken_catalogue: Any, read: Any
) -> None:
    """The contact request does not need the catalogue."""
    result = await talk.choose("ask_human")

    assert result["status"] == "help_request"
    assert read.has_help_request(result)


async def test_all_is_forgotten_when_starting_over(talk: Any, read: Any) -> None:
    """Every slot is gone; without danger nothing is said of it."""
    await talk.say("mua kiusataan", "bullying", age=14)
    result = await talk.say("aloita alusta", "start_over")

    assert result["act"] == "restart"
    assert read.keys(result) == ["act.start_over", "question.tell_more"]
    assert talk.slots == {"language": "fi", "question": "open"}


async def test_danger_contacts_stay_when_starting_over(talk: Any, read: Any) -> None:
    """The reply says that the contacts for danger stay in view."""
    talk.danger = DANGER
    result = await talk.choose("start_over")

    assert "danger.contacts_stay" in read.keys(result)


async def test_front_door_is_told_to_delete_when_asked(talk: Any) -> None:
    """The act goes to the front door, and the slots are gone at once."""
    await talk.say("mua kiusataan", "bullying", age=14)
    result = await talk.say("poista tietoni", "delete_my_data")

    assert (result["status"], result["act"]) == ("act", "delete_my_data")
    assert set(talk.slots) <= {"language"}


@pytest.mark.parametrize(
    ("intent", "act", "key"),
    [("affirm", "delete_my_data", "act.delete_my_data"), ("deny", "deny", "act.delete_cancelled")],
)
async def test_yes_deletes_and_no_keeps_when_deletion_was_asked(
    talk: Any, read: Any, intent: str, act: str, key: str
) -> None:
    """Where the front door asks first, yes and no mean that question."""
    await talk.say("mua kiusataan", "bullying")
    talk.question = "delete"
    result = await talk.choose(intent)

    assert result["act"] == act
    assert read.keys(result)[0] == key


@pytest.mark.parametrize("intent", ["safe", "affirm"])
async def test_services_follow_when_somebody_is_safe(talk: Any, read: Any, intent: str) -> None:
    """Yes to "are you safe?" leads on to services for the need behind the danger."""
    talk.danger = DANGER
    talk.question = "safety"
    result = await talk.say("joo oon", intent)

    assert read.keys(result) == ["danger.safe_reply"]
    assert result["need"] == "mental_health"
    assert read.services(result)


@pytest.mark.parametrize("intent", ["not_safe", "deny"])
async def test_reply_is_short_when_somebody_is_not_safe(talk: Any, read: Any, intent: str) -> None:
    """No services in the way of the danger contacts, which the front door puts first."""
    talk.danger = DANGER
    talk.question = "safety"
    result = await talk.say("en oo", intent)

    assert read.keys(result) == ["danger.not_safe_reply"]
    assert read.services(result) == []
    assert "ask_human" in read.intents(result)


async def test_fear_out_of_the_blue_is_asked_about(talk: Any, read: Any) -> None:
    """Where no danger was told and no safety asked about, the front door's contacts and a question come."""
    result = await talk.say("mua pelottaa", "not_safe")

    assert read.keys(result) == ["danger.not_safe_unasked"]
    assert "ask_human" in read.intents(result)


async def test_contacts_stay_when_somebody_does_not_say_whether_safe(talk: Any, read: Any) -> None:
    """No answer is an answer too."""
    talk.danger = DANGER
    talk.question = "safety"

    assert read.keys(await talk.choose("decline")) == ["danger.no_answer_reply"]


async def test_safe_is_heard_when_catalogue_is_down(talk: Any, broken_catalogue: Any, read: Any) -> None:
    """The reply to "I am safe" does not depend on the catalogue."""
    talk.danger = DANGER
    talk.question = "safety"
    result = await talk.choose("safe")

    assert read.keys(result) == ["danger.safe_reply"]
    assert read.intents(result)


@pytest.mark.parametrize(
    "intent",
    ["greet", "goodbye", "thank", "ask_capabilities", "ask_if_bot", "give_feedback", "insult"],
)
async def test_talk_gets_its_own_sentence_and_a_way_on(talk: Any, read: Any, intent: str) -> None:
    """Every act has its own text and buttons that lead to help, before and after a need."""
    before = await talk.say("…", intent)
    await talk.say("mua kiusataan", "bullying")
    after = await talk.say("…", intent)

    assert before["status"] == after["status"] == "act"
    assert before["act"] == intent
    assert read.keys(before)[0] == read.keys(after)[0] == f"act.{intent}"
    assert "ask_human" in read.intents(before)
    assert "ask_other" in read.intents(after)


async def test_nobody_is_turned_away_when_out_of_scope_is_a_guess(talk: Any, read: Any) -> None:
    """ "So tired" heard half as out of scope is asked about, with the themes, and shown no service."""
    result = await talk.say("oon niin väsynyt", "out_of_scope", band="unsure")

    assert result["status"] == "clarify"
    assert read.services(result) == []


async def test_no_service_is_shown_when_matter_is_not_ours(talk: Any, read: Any) -> None:
    """Out of scope is answered kindly, with a way on but no card, and forgets nothing."""
    await talk.say("mua kiusataan", "bullying")
    result = await talk.say("mistä saan passin", "out_of_scope")

    assert result["status"] == "out_of_scope"
    assert read.keys(result) == ["act.out_of_scope"]
    assert read.services(result) == []
    assert "ask_human" in read.intents(result)
    assert talk.slots["need"] == "bullying"


async def test_place_of_another_matter_is_kept_until_a_home_is_told(talk: Any) -> None:
    """One asks where one lives; a home that was told stays, and is put in the place of a guess."""
    await talk.say("När går bussen från Hagalund?", "out_of_scope", municipality="Espoo", age=12)
    assert talk.slots["municipality"] == "Espoo"
    assert talk.slots.get("age") is None

    await talk.say("vi bor i Vichtis", "inform", municipality="Vihti")
    await talk.say("hur kommer man till Åbo", "out_of_scope", municipality="Turku")
    assert talk.slots["municipality"] == "Vihti"


async def test_cards_come_in_the_new_language_when_language_changes(
    talk: Any, read: Any, catalogue: Any
) -> None:
    """A switch in mid-conversation answers the same need again in the new language."""
    await talk.say("mua kiusataan", "bullying")
    result = await talk.say("på svenska tack", "change_language", language_name="sv")

    assert read.values(result, "act.change_language") == {"language": "sv"}
    assert read.services(result)
    assert catalogue.queries[-1].language == "sv"
    assert talk.slots["language"] == "sv"


async def test_cards_are_asked_for_in_easy_words_when_those_were_chosen(talk: Any, catalogue: Any) -> None:
    """Through a change of language too; what is remembered stays the language itself."""
    talk.is_easy = True
    await talk.say("mua kiusataan", "bullying")
    assert catalogue.queries[-1].language == "fi-x-easy"
    await talk.say("på svenska tack", "change_language", language_name="sv")
    assert catalogue.queries[-1].language == "sv-x-easy"
    assert talk.slots["language"] == "sv"


@pytest.mark.parametrize(
    ("name", "key"), [(None, "act.change_language_ask"), ("ru", "act.language_unsupported")]
)
async def test_languages_are_offered_when_none_or_an_unknown_one_is_named(
    talk: Any, read: Any, name: str | None, key: str
) -> None:
    """The three languages as buttons."""
    result = await talk.say(
        "voiko kieltä vaihtaa", "change_language", **({"language_name": name} if name else {})
    )

    assert read.keys(result) == [key]
    assert [entities["language_name"] for _, entities in read.payloads(result)] == ["fi", "sv", "en"]


async def test_deletion_is_asked_first_when_unsure(talk: Any, read: Any) -> None:
    """What can't be undone needs a clear yes."""
    await talk.say("mua kiusataan", "bullying")
    result = await talk.say("ota se pois", "delete_my_data", band="unsure")

    assert (result["act"], result["question"]) == (None, "delete")
    assert read.intents(result) == ["affirm", "deny"]
    assert talk.slots["need"] == "bullying"
    assert (await talk.choose("affirm"))["act"] == "delete_my_data"


async def test_nothing_is_deleted_when_nothing_was_understood(talk: Any, read: Any) -> None:
    """A label that is no more than noise wipes nothing."""
    await talk.say("mua kiusataan", "bullying")
    for intent in ("delete_my_data", "start_over"):
        result = await talk.say("asdf", intent, band="nothing")
        assert result["act"] is None
        assert talk.slots["need"] == "bullying"


async def test_services_come_when_anger_holds_danger(talk: Any, read: Any) -> None:
    """An insult in a message with danger is not answered as an insult."""
    danger = {"kind": "suicide", "level": "acute"}
    result = await talk.say("haista, tapan itteni", "insult", danger=danger)

    assert read.keys(result) == ["understood.mental_health"]
