"""What is said after the first answer is understood in its context."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import Begin
from tests.conversations.conversation import Conversation
from tests.conversations.wording import says, title

BULLIED = {
    "fi": "mua kiusataan koulussa joka päivä",
    "sv": "Jag blir mobbad i skolan varje dag",
    "en": "I get bullied at school every day",
}
QUARRELS = "Riitelemme mieheni kanssa koko ajan ja parisuhde on ihan lopussa"
SON_IS_BULLIED = "Poikaani kiusataan koulussa"


def begin_bullied(begin: Begin, language: str = "fi") -> Conversation:
    """A conversation in which a pupil told of bullying and has cards on view."""
    talk = begin(language)
    talk.write(BULLIED[language])
    assert talk.understood["need"] == "bullying"
    return talk


def codes(talk: Conversation, kind: str) -> set[str]:
    """The area codes of the shown services of a kind."""
    return {code for card in talk.services if card["kind"] == kind for code in card["area"]["codes"]}


def test_place_told_later_changes_the_cards(begin: Begin) -> None:
    """ "Entä jos asun Vihdissä": the same need, another place."""
    talk = begin_bullied(begin)
    talk.write("entä jos asun Vihdissä")
    assert talk.understood["municipality"] == "Vihti"
    assert says(talk, "act.inform_municipality")
    assert "school_social_worker" in talk.kinds
    talk.write("entä jos asun Lahdessa?")
    assert talk.understood["municipality"] == "Lahti"
    assert "03" not in codes(talk, "school_social_worker")


def test_age_of_the_child_is_heard_as_an_answer(begin: Begin) -> None:
    """ "Se on 13" after the question of age."""
    talk = begin()
    talk.write(SON_IS_BULLIED)
    assert says(talk, "question.age")
    talk.write("se on 13")
    assert (talk.understood["age"], talk.understood["about"]) == (13, "child")
    assert says(talk, "act.inform_age")
    assert talk.understood["need"] == "bullying"
    assert talk.services


def test_age_is_corrected(begin: Begin) -> None:
    """ "Ei ku 14": the last word counts."""
    talk = begin()
    talk.write(SON_IS_BULLIED)
    talk.write("se on 13")
    talk.write("ei ku 14")
    assert (talk.understood["age"], talk.understood["about"]) == (14, "child")
    assert talk.services


def test_place_is_corrected(begin: Begin) -> None:
    """Not Espoo but Lahti."""
    talk = begin_bullied(begin)
    talk.write("asun Espoossa")
    assert talk.understood["municipality"] == "Espoo"
    talk.write("ei vaan Lahdessa")
    assert talk.understood["municipality"] == "Lahti"


@pytest.mark.parametrize(
    ("question", "act", "answers"),
    [
        (
            "maksaako se",
            "ask_cost",
            ("facts.free_yes", "facts.free_no", "facts.free_depends", "facts.free_unknown"),
        ),
        (
            "tarvitaanko lähete",
            "ask_referral",
            tuple(f"facts.referral_needed_{value}" for value in ("yes", "no", "depends", "unknown")),
        ),
        ("milloin se on auki", "ask_hours", ("facts.hours", "facts.hours_unknown")),
        ("miten otan yhteyttä", "ask_how_to_contact", ("facts.contact_on_card",)),
    ],
)
def test_question_about_the_services_on_view_gets_their_facts(
    begin: Begin, question: str, act: str, answers: tuple[str, ...]
) -> None:
    """Cost, referral, opening hours, how to get in touch."""
    talk = begin()
    talk.write(QUARRELS)
    shown = [service["name"] for service in talk.services]
    talk.write(question)
    assert talk.understood["act"] == act
    assert any(says(talk, answer) for answer in answers)
    assert any(name in talk.text for name in shown)


def test_youth_asks_whether_parents_are_told(begin: Begin) -> None:
    """What is not known is told as not known."""
    talk = begin_bullied(begin)
    talk.write("saako vanhemmat tietää")
    assert talk.understood["act"] == "ask_confidentiality"
    assert any(
        says(talk, f"facts.guardian_informed_{value}") for value in ("yes", "no", "depends", "unknown")
    )
    assert talk.understood["role"] == "youth"


def test_somebody_else_is_somebody_not_yet_shown(begin: Begin) -> None:
    """ "Joku muu" shows none of the same again, and no second kind in general."""
    talk = begin_bullied(begin)
    seen = {service["id"] for service in talk.services}
    local = {service["kind"] for service in talk.services if not service["general"]}
    talk.write("joku muu")
    assert talk.understood["act"] == "ask_other"
    assert talk.services
    assert not seen & {service["id"] for service in talk.services}
    assert not local & {service["kind"] for service in talk.services if service["general"]}


def test_kind_of_service_is_explained(begin: Begin) -> None:
    """ "Mikä on kuraattori": what it is, and the one for this person."""
    talk = begin_bullied(begin)
    talk.write("mikä on kuraattori?")
    assert says(talk, "about_service.school_social_worker")
    assert talk.kinds == ["school_social_worker"]


def test_topic_changes(begin: Begin) -> None:
    """A new need is answered, and the old one is left."""
    talk = begin()
    talk.write(QUARRELS)
    talk.write("Rahat ei riitä ruokaan, miten saan toimeentulotukea?")
    assert talk.understood["need"] == "money"
    assert "income_support" in talk.kinds
    assert "couple_counselling" not in talk.kinds


def test_would_rather_not_say(begin: Begin) -> None:
    """ "En halua sanoa" is an answer: the cards stay, and nothing else is asked in the same breath."""
    talk = begin_bullied(begin)
    talk.press(title("skip"))
    assert says(talk, "act.decline")
    assert talk.services
    assert title("skip") not in talk.titles
    talk.write("maksaako se")
    assert talk.understood["act"] == "ask_cost"


def test_would_rather_not_say_in_own_words(begin: Begin) -> None:
    """Written instead of pressed."""
    talk = begin_bullied(begin)
    talk.write("en halua sanoa")
    assert talk.understood["act"] == "decline"
    assert talk.services


def test_stage_is_chosen_by_button(begin: Begin) -> None:
    """An age group refines without an exact age."""
    talk = begin_bullied(begin)
    talk.press(title("age_13_17"))
    assert says(talk, "act.inform_age_range")
    assert talk.understood["age"] is None
    assert talk.services


def test_nobody_is_asked_more_than_two_questions(begin: Begin) -> None:
    """Age and place, each once in a conversation."""
    talk = begin_bullied(begin)
    assert says(talk, "question.age")
    talk.write("13")
    assert says(talk, "question.municipality")
    talk.write("Vihti")
    assert (talk.understood["age"], talk.understood["municipality"]) == (13, "Vihti")
    talk.write("Rahat ei riitä ruokaan, miten saan toimeentulotukea?")
    assert not says(talk, "question.age")
    assert not says(talk, "question.municipality")


def test_swedish_youth_asks_on(begin: Begin) -> None:
    """Swedish: age, place, parents, somebody else, what a kurator is."""
    talk = begin_bullied(begin, "sv")
    talk.write("jag är 14 år")
    assert talk.understood["age"] == 14
    talk.write("tänk om jag bor i Vichtis")
    assert talk.understood["municipality"] == "Vihti"
    talk.write("får mina föräldrar veta?")
    assert talk.understood["act"] == "ask_confidentiality"
    talk.write("vad är en kurator?")
    assert says(talk, "about_service.school_social_worker")


def test_swedish_parent_asks_on(begin: Begin) -> None:
    """Swedish: age and its correction, hours, how to get in touch; the child stays the one it is about."""
    talk = begin("sv")
    talk.write("Min son röker cannabis och jag vet inte vad jag ska göra")
    talk.write("han är 16")
    talk.write("nej 17")
    assert (talk.understood["age"], talk.understood["about"]) == (17, "child")
    talk.write("när har de öppet?")
    assert talk.understood["act"] == "ask_hours"
    talk.write("hur kontaktar jag dem?")
    assert talk.understood["act"] == "ask_how_to_contact"
    assert says(talk, "facts.contact_on_card")
    assert (talk.understood["age"], talk.understood["about"]) == (17, "child")


def test_swedish_question_of_cost(begin: Begin) -> None:
    """Swedish: cost and referral."""
    talk = begin_bullied(begin, "sv")
    talk.write("vad kostar det?")
    assert talk.understood["act"] == "ask_cost"
    talk.write("behöver man remiss?")
    assert talk.understood["act"] == "ask_referral"


def test_english_youth_asks_on(begin: Begin) -> None:
    """English: age, place, parents, something else, cost."""
    talk = begin_bullied(begin, "en")
    talk.write("I'm 15")
    assert talk.understood["age"] == 15
    talk.write("what if I live in Lahti?")
    assert talk.understood["municipality"] == "Lahti"
    talk.write("will my parents find out?")
    assert talk.understood["act"] == "ask_confidentiality"
    talk.write("does it cost anything?")
    assert talk.understood["act"] == "ask_cost"
    talk.write("something else")
    assert talk.understood["act"] == "ask_other"


@pytest.mark.parametrize("question", ["what is a kuraattori?", "what is a school social worker?"])
def test_english_question_what_a_service_is(begin: Begin, question: str) -> None:
    """English: a kind of service explained, by its Finnish name and by its English one."""
    talk = begin_bullied(begin, "en")
    talk.write(question)
    assert says(talk, "about_service.school_social_worker")
