"""Doubt: readings to choose from, an open question, themes."""

from typing import Any

import pytest

RANKING = [("loneliness", 0.3), ("mental_health", 0.25), ("thank", 0.1), ("bullying", 0.05)]


async def test_two_readings_are_offered_when_unsure(talk: Any, read: Any) -> None:
    """Cards of the two likeliest needs in turns, and buttons for both, the themes and a person."""
    result = await talk.say("ei oo kivaa", "loneliness", band="unsure", ranking=RANKING)

    assert result["status"] == "clarify"
    assert result["question"] == "clarify"
    assert read.services(result)[:2] == ["nuorten-puhelin", "mielen-linja"]
    assert len(read.services(result)) == 4
    assert read.payloads(result)[:2] == [
        ("choose_need", {"need": "loneliness"}),
        ("choose_need", {"need": "mental_health"}),
    ]
    assert read.intents(result)[2:] == ["show_themes", "ask_human"]


async def test_three_readings_are_offered_when_message_holds_three(talk: Any, read: Any) -> None:
    """Never more than four cards while unsure."""
    needs = ["loneliness", "mental_health", "bullying"]
    result = await talk.say("kaikki on pielessä", "loneliness", band="unsure", needs=needs, ranking=RANKING)

    assert len(read.services(result)) == 4
    assert read.keys(result) == ["question.clarify_short"]
    assert ("choose_need", {"need": "bullying"}) in read.payloads(result)


@pytest.mark.parametrize(("confidence", "is_offered"), [(0.05, False), (0.12, True)])
async def test_third_reading_is_offered_only_when_it_is_likely(
    talk: Any, read: Any, confidence: float, is_offered: bool
) -> None:
    """A need of which the message hardly speaks is no button."""
    ranking = [("loneliness", 0.3), ("mental_health", 0.25), ("bullying", confidence)]

    result = await talk.say("ei oo kivaa", "loneliness", band="unsure", ranking=ranking)

    assert (("choose_need", {"need": "bullying"}) in read.payloads(result)) is is_offered


async def test_first_reading_is_answered_when_yes_follows(talk: Any, read: Any) -> None:
    """After "which is nearest?" yes means the first one."""
    await talk.say("ei oo kivaa", "loneliness", band="unsure", ranking=RANKING)
    result = await talk.say("joo", "affirm")

    assert read.keys(result)[0] == "understood.loneliness"


async def test_themes_are_shown_when_no_follows(talk: Any, read: Any) -> None:
    """After "which is nearest?" no means none of them."""
    await talk.say("ei oo kivaa", "loneliness", band="unsure", ranking=RANKING)
    result = await talk.say("ei", "deny")

    assert read.keys(result) == ["act.deny", "question.themes"]
    assert read.intents(result).count("choose_theme") == 10


async def test_reading_is_answered_when_said_again_in_other_words(talk: Any, read: Any) -> None:
    """Nobody is asked the same twice: a second unsure message that agrees with a reading is answered."""
    await talk.say("ei oo kivaa", "loneliness", band="unsure", ranking=RANKING)
    result = await talk.say("no yksin vaan", "loneliness", band="unsure", ranking=RANKING)

    assert read.keys(result)[0] == "understood.loneliness"


async def test_open_question_comes_when_nothing_is_understood(talk: Any, read: Any) -> None:
    """An open question, the themes and a person; the second time in other words."""
    first = await talk.say("asdf", "thank", band="nothing")
    second = await talk.say("qwer", "nlu_fallback", band="nothing")

    assert first["status"] == "clarify"
    assert read.keys(first) == ["question.open"]
    assert read.keys(second) == ["question.open_again"]
    assert read.intents(first) == ["choose_theme"] * 10 + ["ask_human"]


async def test_need_is_kept_when_a_later_message_is_not_understood(talk: Any) -> None:
    """What was told before is not lost with one odd message."""
    await talk.say("mua kiusataan", "bullying")
    await talk.say("asdf", "nlu_fallback", band="nothing")

    assert (await talk.choose("ask_other"))["need"] == "bullying"


async def test_needs_of_theme_are_buttons_when_theme_is_chosen(talk: Any, read: Any, data: Any) -> None:
    """A theme opens its needs, with the themes and a person beside them."""
    result = await talk.choose("choose_theme", theme="mind")

    chosen = [entities["need"] for intent, entities in read.payloads(result) if intent == "choose_need"]
    assert tuple(chosen) == data.themes["mind"]
    assert read.intents(result)[-2:] == ["show_themes", "ask_human"]


async def test_themes_are_shown_when_asked_for(talk: Any, read: Any) -> None:
    """All themes as buttons."""
    result = await talk.choose("show_themes")

    assert read.keys(result) == ["question.themes"]


async def test_themes_are_shown_when_choice_names_no_known_need(talk: Any, read: Any) -> None:
    """A choice made before a need was renamed does not end in silence."""
    result = await talk.choose("choose_need", need="gone")

    assert read.keys(result) == ["question.themes"]


async def test_bands_are_worked_out_when_pipeline_gives_none(talk: Any, data: Any) -> None:
    """With a stock pipeline the confidence decides."""
    from actions.turn import read_turn

    def band(confidence: float) -> str:
        message = {"text": "x", "intent": {"name": "school", "confidence": confidence}}
        return read_turn(message, {}, data).band

    assert [band(0.9), band(0.3), band(0.1)] == ["sure", "unsure", "nothing"]
