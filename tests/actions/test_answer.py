"""Answers to needs: what was understood, cards, one optional question, ways on."""

from typing import Any

import pytest


async def test_services_come_first_when_need_is_clear(talk: Any, read: Any) -> None:
    """The first reply to a clear need names it, shows at most three cards and asks one optional question."""
    result = await talk.say("mua kiusataan koulussa", "bullying", about="self")

    assert result["status"] == "services"
    assert result["need"] == "bullying"
    assert [part["type"] for part in result["parts"]] == ["text", "services", "choices", "text", "choices"]
    assert read.keys(result) == ["understood.bullying", "question.age"]
    assert len(read.services(result)) == 3
    assert result["question"] == "age"


async def test_not_saying_is_always_a_choice_when_something_is_asked(talk: Any, read: Any) -> None:
    """Each question offers "I'd rather not say", something else and a person."""
    first = await talk.say("mua kiusataan", "bullying")
    second = await talk.choose("inform", age_range=[13, 17])

    for result in (first, second):
        assert result["question"] in ("age", "municipality")
        assert {"decline", "ask_other", "ask_human"} <= set(read.intents(result))


async def test_at_most_two_questions_are_asked_and_none_twice_when_needs_change(talk: Any) -> None:
    """After age and place nothing is asked any more in the conversation."""
    asked = [
        (await talk.say("mua kiusataan", "bullying"))["question"],
        (await talk.choose("decline"))["question"],
        (await talk.say("oon yksin", "loneliness"))["question"],
        (await talk.choose("decline"))["question"],
        (await talk.say("ahdistaa", "mental_health"))["question"],
    ]

    assert asked == ["age", None, "municipality", None, None]


async def test_age_is_not_asked_when_it_changes_nothing(talk: Any) -> None:
    """A need that leads to the same help at any age asks only for the place."""
    assert (await talk.say("rahat ei riitä ruokaan", "money"))["question"] == "municipality"


async def test_age_is_not_asked_when_a_stage_is_known(talk: Any) -> None:
    """A stage ("yläaste") is enough."""
    result = await talk.say("mua kiusataan yläasteella", "bullying", about="self", age_range=[13, 16])

    assert result["question"] == "municipality"


async def test_nothing_is_asked_when_danger_is_acute(talk: Any) -> None:
    """In acute danger the front door asks whether the person is safe, so nothing else is asked."""
    talk.danger = {"kind": "violence", "level": "acute"}

    assert (await talk.say("isä lyö", "domestic_violence"))["question"] is None


async def test_both_needs_get_cards_when_message_holds_two(talk: Any, read: Any) -> None:
    """Cards cover both needs, and the second is named: the front door puts its title in."""
    talk.language = "sv"
    result = await talk.say(
        "mamma slår och jag är ensam", "loneliness", needs=["loneliness", "domestic_violence"]
    )

    assert read.keys(result)[:2] == ["understood.loneliness", "understood.also"]
    assert read.values(result, "understood.also") == {"need": "domestic_violence"}
    assert read.services(result) == ["nuorten-puhelin", "nollalinja", "nuorisotila"]


@pytest.mark.parametrize(
    ("entities", "variant"),
    [
        ({"about": "self", "age": 14}, "youth"),
        ({"about": "self", "age_range": [13, 16]}, "youth"),
        ({"about": "self"}, "youth"),
        ({"about": "child", "age": 8}, "parent"),
        ({"about": "self", "age": 41}, "other"),
        ({"about": "other"}, "other"),
        ({}, "other"),
        ({"role": "parent", "about": "self", "age": 25}, "parent"),
    ],
)
async def test_wording_fits_the_writer_when_role_is_understood(
    talk: Any, read: Any, entities: dict[str, Any], variant: str
) -> None:
    """A youth writes of oneself under 30 or of one's own school; a parent writes of a child."""
    result = await talk.say("kiusaamisesta", "bullying", **entities)

    assert read.variants(result) == {variant}


async def test_query_holds_all_that_is_known_when_cards_are_fetched(talk: Any, catalogue: Any) -> None:
    """Age, about, role, place, area and language choose among the services."""
    await talk.say("poikaa kiusataan", "bullying", about="child", age=8, municipality="Vihti")

    assert catalogue.queries[0].to_json() == {
        "needs": ["bullying"],
        "age": 8,
        "age_range": None,
        "about": "child",
        "role": "parent",
        "municipality": "Vihti",
        "school_municipality": None,
        "area": "049",
        "language": "fi",
        "limit": 3,
        "exclude": [],
        "kinds": [],
    }


async def test_kinds_of_the_matter_are_remembered_until_another_need_is_told(
    talk: Any, catalogue: Any
) -> None:
    """No food: also when the place comes later. The next trouble has nothing to do with it."""
    await talk.say("ei oo ruokaa ennen perjantaita", "money", matter="food_aid")
    await talk.say("vihdissä", "inform", municipality="Vihti")
    await talk.say("oon kans tosi yksin", "loneliness")

    assert [query.kinds for query in catalogue.queries] == [("food_aid",), ("food_aid",), ()]


async def test_reply_says_so_when_place_is_outside(talk: Any, read: Any) -> None:
    """Outside the counties of the catalogue one sentence tells it; the cards are national ones."""
    result = await talk.say("oon yksin, asun rovaniemellä", "loneliness", municipality="Rovaniemi")

    assert read.values(result, "area.outside") == {"place": "Rovaniemi"}
    assert result["status"] == "services"


async def test_a_person_is_offered_when_nothing_fits(talk: Any, catalogue: Any, read: Any) -> None:
    """Nobody is sent away: without services there is a contact request and the themes."""
    catalogue.services = []
    result = await talk.say("mua kiusataan", "bullying")

    assert result["status"] == "nothing_fits"
    assert read.has_help_request(result)
    assert read.intents(result) == ["show_themes", "ask_human"]


async def test_need_changes_when_topic_changes(talk: Any, read: Any) -> None:
    """A new topic gets its own services, and the person's age and place stay."""
    await talk.say("mua kiusataan", "bullying", about="self", age=14)
    result = await talk.say("entä kesätyöt ja yksinäisyys", "loneliness")

    assert read.keys(result)[0] == "understood.loneliness"
    assert talk.slots["age"] == 14
    assert talk.slots["shown"] == read.services(result)


async def test_chosen_need_is_answered_when_button_is_used(talk: Any, read: Any) -> None:
    """A need's button answers like the words would."""
    result = await talk.choose("choose_need", need="grief")

    assert read.keys(result)[0] == "understood.grief"


async def test_danger_leads_to_its_need_when_message_holds_no_other(talk: Any, read: Any) -> None:
    """A message with danger alone still gets services, not an open question or a goodbye."""
    danger = {"kind": "suicide", "level": "acute"}
    for intent, band in (("nlu_fallback", "nothing"), ("goodbye", "sure")):
        result = await talk.say("hyvästi kaikki", intent, needs=[], band=band, danger=danger)

        assert read.keys(result)[0] == "understood.mental_health"


async def test_age_is_dropped_when_it_was_another_persons(talk: Any, catalogue: Any) -> None:
    """After the child's matter, one's own: the child's age must not choose the services."""
    await talk.say("lasta kiusataan", "bullying", about="child", age=8)
    await talk.say("entä mä itse, oon ihan loppu", "mental_health", about="self")

    assert catalogue.queries[-1].person.age is None
    assert catalogue.queries[-1].person.about == "self"


@pytest.mark.parametrize(
    ("about", "lowest", "highest"), [("self", 7, 29), ("child", 0, 29), ("other", 0, 99)]
)
async def test_age_groups_fit_the_writer_when_age_is_asked(
    talk: Any, read: Any, about: str, lowest: int, highest: int
) -> None:
    """The buttons offer ages that the answer may be."""
    result = await talk.say("kiusaamisesta", "bullying", about=about)

    ages = [entities["age_range"] for intent, entities in read.payloads(result) if intent == "inform"]
    assert (ages[0][0], ages[-1][1]) == (lowest, highest)
