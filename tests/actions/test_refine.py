"""Answers to questions, corrections and follow-ups about the person."""

from typing import Any

import pytest


async def test_same_need_gets_new_cards_when_place_is_told(talk: Any, read: Any, catalogue: Any) -> None:
    """Entä jos asun Vihdissä": the same need, matched anew, and the reply says so."""
    await talk.say("mua kiusataan", "bullying")
    result = await talk.say("entä jos asun Vihdissä", "inform", municipality="Vihti")

    assert result["need"] == "bullying"
    assert result["status"] == "services"
    assert read.values(result, "act.inform_municipality") == {"place": "Vihti"}
    assert catalogue.queries[-1].person.municipality == "Vihti"


async def test_place_is_told_by_code_when_button_is_used(talk: Any, read: Any, catalogue: Any) -> None:
    """A code becomes the official name in the slots and the name of the reply's language in the text."""
    talk.language = "sv"
    await talk.say("jag är ensam", "loneliness", age=15)
    result = await talk.choose("inform", municipality="049")

    assert read.values(result, "act.inform_municipality") == {"place": "Esbo"}
    assert talk.slots["municipality"] == "Espoo"
    assert catalogue.queries[-1].person.municipality == "Espoo"


@pytest.mark.parametrize(
    ("text", "intent"), [("13", "out_of_scope"), ("se on 13", "inform"), ("13", "money")]
)
async def test_short_number_is_the_age_when_age_was_asked(
    talk: Any, read: Any, catalogue: Any, text: str, intent: str
) -> None:
    """The answer to a question counts, whatever the classifier thinks of "13"."""
    await talk.say("poikaa kiusataan", "bullying", about="child")
    result = await talk.say(text, intent, band="unsure", needs=[])

    assert read.values(result, "act.inform_age") == {"age": 13}
    assert result["need"] == "bullying"
    assert catalogue.queries[-1].person.age == 13


async def test_short_place_is_the_answer_when_place_was_asked(talk: Any, read: Any) -> None:
    """A municipality's bare name after the question is the place, even without an entity."""
    await talk.say("oon yksin", "loneliness", age=15)
    result = await talk.say("vihti", "hobbies", band="unsure", needs=[])

    assert read.values(result, "act.inform_municipality") == {"place": "Vihti"}


async def test_age_is_refined_when_it_comes_without_a_question(talk: Any, read: Any) -> None:
    """An age told ("se on 13") helps at any time."""
    await talk.say("poikaa kiusataan", "bullying", about="child", age_range=[7, 12])
    result = await talk.say("se on 13", "inform")

    assert read.values(result, "act.inform_age") == {"age": 13}
    assert talk.slots["age_range"] is None


async def test_slot_is_corrected_when_no_comes_with_a_number(talk: Any, read: Any) -> None:
    """A correction ("ei vaan 14") puts 14 in place of the age before."""
    await talk.say("poika on 13 ja sitä kiusataan", "bullying", about="child", age=13)
    result = await talk.say("ei vaan 14", "deny")

    assert read.values(result, "act.inform_age") == {"age": 14}
    assert talk.slots["age"] == 14


async def test_act_with_a_fact_refines_when_need_is_known(talk: Any, read: Any) -> None:
    """A thank-you that names a place is more than thanks."""
    await talk.say("mua kiusataan", "bullying")
    result = await talk.say("kiitos, asun muuten Lahdessa", "thank", municipality="Lahti")

    assert read.keys(result)[0] == "act.inform_municipality"


async def test_misread_need_refines_when_message_only_tells_the_place(talk: Any, read: Any) -> None:
    """The need stays with "entä jos asun Vihdissä", even if it looks a little like housing."""
    await talk.say("mua kiusataan", "bullying")
    result = await talk.say(
        "entä jos asun Vihdissä", "housing", band="unsure", needs=[], municipality="Vihti"
    )

    assert result["need"] == "bullying"


async def test_new_need_wins_when_it_is_sure_and_names_a_place(talk: Any, read: Any) -> None:
    """A whole new matter is a change of topic, not an answer."""
    await talk.say("oon yksin", "loneliness", age=15)
    result = await talk.say("en pääse kotiin yöksi Espoossa", "housing", municipality="Espoo")

    assert read.keys(result)[0] == "understood.housing"


async def test_whom_it_is_about_is_noted_when_told(talk: Any, read: Any) -> None:
    """The wording changes with it."""
    await talk.say("kiusaamisesta kysyisin", "bullying")
    result = await talk.choose("inform", about="child")

    assert read.keys(result)[0] == "act.inform_about_child"
    assert read.variants(result) == {"parent"}


async def test_stage_button_sets_a_range_when_age_was_asked(talk: Any, catalogue: Any) -> None:
    """Rasa splits the list of a payload into two entities; the range is put together again."""
    await talk.say("oon yksin", "loneliness")
    await talk.choose("inform", age_range=[13, 17])

    assert catalogue.queries[-1].person.age_range == (13, 17)
    assert talk.slots["age_range"] == [13, 17]


async def test_facts_are_kept_when_no_need_is_known(talk: Any, read: Any) -> None:
    """Age and place are noted and an open question follows; the need then gets it all."""
    result = await talk.say("olen 14 ja espoosta", "inform", age=14, about="self", municipality="Espoo")
    answer = await talk.say("mua kiusataan", "bullying")

    assert read.keys(result) == ["act.inform_noted", "question.tell_more"]
    assert read.variants(answer) == {"youth"}
    assert answer["question"] is None


async def test_cards_stay_when_somebody_would_rather_not_say(talk: Any, read: Any) -> None:
    """Not to say is an answer: services, and no next question in the same breath."""
    await talk.say("mua kiusataan", "bullying")
    for result in (await talk.choose("decline"),):
        assert read.keys(result) == ["act.decline"]
        assert result["status"] == "services"
        assert result["question"] is None


async def test_no_means_rather_not_when_age_was_asked(talk: Any, read: Any) -> None:
    """A bare no to an optional question is not an answer about the services."""
    await talk.say("mua kiusataan", "bullying")
    result = await talk.say("en", "deny")

    assert read.keys(result) == ["act.decline"]


@pytest.mark.parametrize(("question", "key"), [(None, "act.decline_short"), ("age", "act.decline")])
async def test_i_of_a_refusal_tells_nothing_of_whom_it_is_about(
    talk: Any, read: Any, question: str | None, key: str
) -> None:
    """ "En haluu sanoo" is not heard as "it is about me"; a parent who says so stays a parent."""
    for about in ("self", "child"):
        talk.slots, talk.question = {}, None
        await talk.say("poikaa kiusataan", "bullying", about=about)
        talk.question = question
        result = await talk.say("en haluu sanoo", "decline", about="self")

        assert read.keys(result) == [key]
        assert talk.slots["about"] == about

    talk.slots, talk.question = {}, None
    result = await talk.say("Ei, en halua sitä", "deny", about="self")
    assert result["act"] == "deny"
    assert talk.slots["about"] is None


async def test_home_area_is_meant_when_yes_follows_the_place_question(talk: Any, read: Any) -> None:
    """The page's municipality is the one place on the buttons; yes chooses it."""
    await talk.say("oon yksin", "loneliness", age=15)
    result = await talk.say("joo", "affirm")

    assert read.values(result, "act.inform_municipality") == {"place": "Espoo"}


async def test_yes_and_no_get_a_way_on_when_nothing_was_asked(talk: Any, read: Any) -> None:
    """Neither ends the conversation."""
    for intent in ("affirm", "deny", "decline", "inform"):
        result = await talk.say("jaa", intent)
        assert read.intents(result)

    talk.slots = {"need": "bullying", "asked": ["age", "municipality"]}
    talk.question = None
    for intent, key in (("affirm", "act.affirm"), ("deny", "act.deny"), ("decline", "act.decline_short")):
        result = await talk.say("jaa", intent)
        assert read.keys(result) == [key]
        assert read.intents(result) == ["ask_other", "show_themes", "ask_human"]


async def test_need_in_the_same_breath_is_answered_when_yes_or_hello_comes_first(
    talk: Any, read: Any
) -> None:
    """A greeting with a need ("moi, mua kiusataan") is a need."""
    for intent in ("greet", "deny", "inform"):
        result = await talk.say("moi, mua kiusataan", intent, needs=["bullying"])
        assert read.keys(result)[0] == "understood.bullying"


async def test_child_stays_the_one_helped_when_we_tell_where_we_live(talk: Any, catalogue: Any) -> None:
    """ "Vi bor i Hangö" says where the home is; the ten-year-old stays ten."""
    await talk.say("min tioåring har ont i magen före skolan", "school", about="child", age=10)
    await talk.say("Vi bor i Hangö", "inform", about="self", municipality="Hanko")

    person = catalogue.queries[-1].person
    assert (person.about, person.age, person.municipality) == ("child", 10, "Hanko")


async def test_writer_is_the_one_helped_when_a_need_comes_with_the_place(talk: Any, catalogue: Any) -> None:
    """ "Vi bor i Hangö och jag är deprimerad" is a matter of the writer's own."""
    await talk.say("min tioåring har ont i magen före skolan", "school", about="child", age=10)
    await talk.say(
        "Vi bor i Hangö och jag är deprimerad", "mental_health", about="self", municipality="Hanko"
    )

    assert catalogue.queries[-1].person.about == "self"


@pytest.mark.parametrize(
    "text", ["ei 13 vaan 15", "inte 13 utan 15", "not 13 but 15", "15, ei 13", "ei oo 13, 15"]
)
@pytest.mark.parametrize("intent", ["deny", "inform"])
async def test_age_is_the_one_that_was_not_denied(talk: Any, read: Any, text: str, intent: str) -> None:
    """The plainest correction, in three languages."""
    await talk.say("poikaa kiusataan", "bullying", about="child", age=13)
    result = await talk.say(text, intent)

    assert read.values(result, "act.inform_age") == {"age": 15}
    assert result["status"] == "services"


@pytest.mark.parametrize("text", ["no, 15", "sorry, 15", "siis 15v", "förlåt, 15"])
async def test_parent_stays_a_parent_when_an_age_is_mended(talk: Any, text: str) -> None:
    """Nothing but an age says nothing of whom it is."""
    await talk.say("my son plays all night", "gambling_gaming", about="child", role="parent", age=13)
    talk.question = None
    await talk.say(text, "inform", age=15, about="self", role="youth")

    assert (talk.slots["about"], talk.slots["role"], talk.slots["age"]) == ("child", "parent", 15)


async def test_who_wrote_it_wrong_is_not_whom_it_is_about(talk: Any) -> None:
    """ "Förlåt jag skrev fel" says "I" of the writing; "det gäller mig själv" says whom it is about."""
    await talk.say("min dotter mobbas", "bullying", about="child", role="parent", age=13)
    talk.question = None
    await talk.say("förlåt jag skrev fel", "inform", about="self")
    assert (talk.slots["about"], talk.slots["age"]) == ("child", 13)

    await talk.say("det gäller mig själv", "inform", about="self")
    assert talk.slots["about"] == "self"


async def test_age_is_ones_own_when_that_was_asked(talk: Any) -> None:
    """ "Se on 13" after "how old are you" is no word of a child."""
    await talk.say("mua kiusataan", "bullying", about="self")
    talk.question = "age"
    await talk.say("se on 13", "inform", age=13, about="child")

    assert (talk.slots["about"], talk.slots["age"]) == ("self", 13)


async def test_daughter_is_remembered_when_one_asks_who_a_kurator_is(talk: Any) -> None:
    """ "Vad är en kurator" is no word of the writer's own work."""
    await talk.say("min dotter mobbas", "bullying", about="child", role="parent", age=13)
    await talk.say("vad är en kurator", "ask_about_service", about="other", role="other")

    assert (talk.slots["about"], talk.slots["role"], talk.slots["age"]) == ("child", "parent", 13)


async def test_what_was_not_heard_is_not_called_good(talk: Any, read: Any) -> None:
    """A correction that nobody understood is asked again."""
    await talk.say("mua kiusataan", "bullying")
    talk.question = None

    assert read.keys(await talk.say("ei siis se toinen", "inform")) == ["act.inform_unclear"]


@pytest.mark.parametrize("text", ["It's my son, he's 13", "Se on mun lapsi, 13", "12-vuotias tyttäreni"])
async def test_child_is_told_beside_the_age_that_was_asked(talk: Any, text: str) -> None:
    """Who answers whose age it is is heard."""
    await talk.say("kiusaaminen", "bullying", about="self")
    talk.question = "age"
    await talk.say(text, "inform", age=13, about="child", role="parent")

    assert (talk.slots["about"], talk.slots["role"], talk.slots["age"]) == ("child", "parent", 13)


async def test_child_is_told_in_a_question_with_a_need_of_its_own(talk: Any) -> None:
    """ "Maksaako se, poikaani kiusataan" is about the son."""
    await talk.say("mua ahdistaa", "mental_health", about="self")
    await talk.say("Maksaako se, poikaani kiusataan", "ask_cost", needs=["bullying"], about="child")

    assert talk.slots["about"] == "child"


@pytest.mark.parametrize(("text", "intent"), [("yes please help me", "affirm"), ("joo auta mua", "affirm")])
async def test_parent_who_asks_to_be_helped_stays_a_parent(talk: Any, text: str, intent: str) -> None:
    """ "Help me" is said of the asking; the child of nine stays nine."""
    await talk.say("lapsi ei nuku", "parenting", about="child", role="parent", age=9)
    talk.question = None
    await talk.say(text, intent, about="self")

    assert (talk.slots["about"], talk.slots["age"]) == ("child", 9)


@pytest.mark.parametrize("text", ["en oo 13", "not 13", "inte 13"])
async def test_age_that_is_only_denied_is_none(talk: Any, text: str) -> None:
    """Nobody is the age that they say they are not."""
    await talk.say("mua kiusataan", "bullying", about="self")
    talk.question = "age"
    await talk.say(text, "deny")

    assert talk.slots.get("age") is None
