"""What a message says in passing: "I" in a question, a repeated fact, a place after "which of these?"."""

from typing import Any

import pytest

RANKING = [("loneliness", 0.3), ("mental_health", 0.25), ("thank", 0.1)]
SUICIDE = {"kind": "suicide", "level": "acute", "in_message": True}


@pytest.mark.parametrize("intent", ["ask_cost", "ask_how_to_contact", "thank", "ask_human"])
async def test_child_stays_the_one_it_is_about_when_a_parent_says_i(talk: Any, intent: str) -> None:
    """ "How do I reach them" tells who asks, not whom it is about; age and wording stay."""
    await talk.say("mun 12-vuotias ei saa kavereita", "loneliness", about="child", age=12)
    await talk.say("miten mä", intent, about="self")

    assert (talk.slots["about"], talk.slots["age"], talk.slots["role"]) == ("child", 12, "parent")


@pytest.mark.parametrize("intent", ["inform", "nlu_fallback", "ask_cost"])
@pytest.mark.parametrize(("about", "role"), [("child", "parent"), ("other", "other")])
async def test_an_asked_age_is_that_of_whom_it_is_about(
    talk: Any, read: Any, about: str, role: str, intent: str
) -> None:
    """ "How old is your child?" – "12": read alone it would be the writer's own age."""
    await talk.say("mun tyttö viiltelee", "mental_health", about=about)
    talk.question = "age"
    result = await talk.say("12", intent, about="self", role="youth", age=12)

    assert (talk.slots["about"], talk.slots["age"], talk.slots["role"]) == (about, 12, role)
    assert "act.inform_about_self" not in read.keys(result)


@pytest.mark.parametrize(("text", "intent"), [("oon 15", "inform"), ("14 ja mua kiusataan", "bullying")])
async def test_writer_becomes_the_one_it_is_about_when_an_age_comes_with_more(
    talk: Any, text: str, intent: str
) -> None:
    """ "I am 15" and a need of the writer's own are no child's age."""
    await talk.say("siskoni ei nuku", "mental_health", about="other")
    talk.question = "age"
    await talk.say(text, intent, about="self", age=15)

    assert talk.slots["about"] == "self"


async def test_role_stays_when_a_message_in_passing_tells_none(talk: Any) -> None:
    """A youth who writes of a friend is not made an outsider by asking something."""
    await talk.say("mun kaveri viiltelee", "mental_health", about="other", role="youth")
    await talk.say("miten mä", "ask_cost", about="self")

    assert (talk.slots["about"], talk.slots["role"]) == ("other", "youth")


async def test_writer_becomes_the_one_it_is_about_when_told(talk: Any) -> None:
    """An answer or a correction still counts."""
    await talk.say("lapsella ei ole kavereita", "loneliness", about="child", age=12)
    await talk.say("ei kun mulla itellä", "inform", about="self")

    assert (talk.slots["about"], talk.slots["age"]) == ("self", None)


async def test_whom_it_is_about_is_not_repeated_when_it_is_no_news(talk: Any, read: Any) -> None:
    """Nobody is told twice "okay, it is about you", least of all when asking something."""
    await talk.say("mua kiusataan", "bullying", about="self")
    result = await talk.say("saako mun vanhemmat tietää", "ask_confidentiality", about="self")

    assert "act.inform_about_self" not in read.keys(result)
    assert read.services(result) == []


async def test_readings_stay_when_the_answer_to_which_is_an_age(talk: Any, read: Any) -> None:
    """ "I'm 15" in place of a choice is noted, and the choice is offered again."""
    await talk.say("ei oo kivaa", "loneliness", band="unsure", ranking=RANKING)
    result = await talk.say("oon 15", "inform", age=15)

    assert read.keys(result) == ["act.inform_age", "question.clarify_short"]
    assert read.payloads(result)[0] == ("choose_need", {"need": "loneliness"})
    assert talk.slots["age"] == 15


async def test_readings_come_in_the_new_language_when_it_changes(talk: Any, read: Any) -> None:
    """Changing the language in the middle of a choice does not lose the choice."""
    await talk.say("ei oo kivaa", "loneliness", band="unsure", ranking=RANKING)
    result = await talk.say("in english please", "change_language", language_name="en")

    assert read.keys(result) == ["act.change_language", "question.clarify_short"]
    assert talk.slots["language"] == "en"


async def test_place_is_heard_when_nothing_else_is_understood(talk: Any, read: Any) -> None:
    """ "What if … in Vihti" refines what is on view, whatever the classifier makes of it."""
    await talk.say("mua kiusataan", "bullying")
    result = await talk.say("entäpä sitten Vihdin puolella", "thank", band="nothing", municipality="Vihti")

    assert result["act"] == "inform"
    assert result["need"] == "bullying"


async def test_need_behind_danger_is_answered_when_reading_is_unsure(talk: Any, read: Any) -> None:
    """In acute danger nobody is asked which of two readings is right."""
    talk.danger = SUICIDE
    result = await talk.say("…", "loneliness", band="unsure", ranking=RANKING, needs=["loneliness"])

    assert result["status"] == "services"
    assert result["need"] == "mental_health"
    assert "mielen-linja" in read.services(result)


async def test_likely_need_behind_a_concern_is_answered_when_reading_is_unsure(talk: Any, read: Any) -> None:
    """ "I don't want to live" is not answered with "I am not sure I understood"."""
    talk.danger = {"kind": "suicide", "level": "concern", "in_message": True}
    result = await talk.say("…", "loneliness", band="unsure", ranking=RANKING)

    assert result["status"] == "services"
    assert result["need"] == "mental_health"


async def test_readings_are_offered_when_the_concern_is_another_matter(talk: Any, read: Any) -> None:
    """A concern that has nothing to do with the likeliest readings leaves the doubt as it is."""
    talk.danger = {"kind": "violence", "level": "concern", "in_message": True}
    result = await talk.say("…", "loneliness", band="unsure", ranking=RANKING)

    assert result["status"] == "clarify"


@pytest.mark.parametrize("intent", ["inform", "ask_cost", "goodbye", "out_of_scope"])
async def test_services_come_when_danger_is_told_in_other_words(talk: Any, read: Any, intent: str) -> None:
    """Whatever else the message looks like, the services for the danger's need follow."""
    talk.danger = SUICIDE
    result = await talk.say("oon 14 ja …", intent, age=14)

    assert result["need"] == "mental_health"
    assert read.services(result)


async def test_safety_is_not_guessed_when_nobody_spoke_of_danger(talk: Any, read: Any) -> None:
    """An unsure "not safe" out of the blue is doubt like any other."""
    result = await talk.say(
        "apua kotiin liittyen", "not_safe", band="unsure", ranking=[("not_safe", 0.2), *RANKING]
    )

    assert result["status"] == "clarify"
    assert result["act"] is None


async def test_word_that_only_sounds_like_safety_is_no_word_about_it(talk: Any, read: Any) -> None:
    """ "En ole muukalainen" is surer than a guess, and still not "I am not safe"."""
    result = await talk.say("en ole muukalainen", "not_safe", ranking=[("not_safe", 0.7), *RANKING])

    assert result["act"] is None
    assert "danger.not_safe_unasked" not in read.keys(result)


async def test_services_come_when_language_is_chosen_after_danger(talk: Any, read: Any) -> None:
    """After danger told in a language not yet spoken, the chosen language shows where to turn."""
    talk.danger = {"kind": "suicide", "level": "acute", "in_message": False}
    result = await talk.choose("change_language", language_name="en")

    assert result["need"] == "mental_health"
    assert "mielen-linja" in read.services(result)
