"""Questions about the services that were shown, and other services."""

from typing import Any

import pytest

from actions.catalogue import ServiceCard
from actions.steps.facts import fact_parts


@pytest.fixture
async def shown(talk: Any) -> Any:
    """A talk in which bullying was answered with kuraattori, koulupsykologi and rikosuhri."""
    await talk.say("mua kiusataan", "bullying", about="self", age=14)
    return talk


async def test_cost_is_told_when_asked(shown: Any, read: Any) -> None:
    """Each answer names the services it holds for; unknown is never told as no."""
    result = await shown.say("maksaako se", "ask_cost")

    assert result["act"] == "ask_cost"
    assert read.values(result, "facts.free_yes") == {"services": "Kuraattori, Koulupsykologi"}
    assert read.values(result, "facts.free_unknown") == {"services": "Rikosuhri"}
    assert "facts.free_no" not in read.keys(result)


def test_names_stay_apart_when_they_hold_commas() -> None:
    """Two services with their places read as two, not as four."""
    places = ("Kuraattori, Lohja", "Koulupsykologi, Lohja")
    cards = [ServiceCard(name, "kind", name, (), {"free": True}) for name in places]
    (part,) = fact_parts("ask_cost", cards, "other")
    assert part["values"] == {"services": "Kuraattori, Lohja; Koulupsykologi, Lohja"}


async def test_confidentiality_is_told_from_facts_when_asked(shown: Any, read: Any) -> None:
    """Whether parents are told comes from the services' own facts."""
    result = await shown.say("saako vanhemmat tietää", "ask_confidentiality")

    assert read.values(result, "facts.guardian_informed_depends") == {"services": "Kuraattori"}
    assert read.values(result, "facts.guardian_informed_unknown") == {"services": "Koulupsykologi, Rikosuhri"}
    assert "facts.anonymous_unknown" in read.keys(result)
    assert not any(key.endswith("_no") for key in read.keys(result))


async def test_referral_is_told_when_asked(shown: Any, read: Any) -> None:
    """A known no is told as no, beside the unknown ones."""
    result = await shown.say("tarviiko lähetteen", "ask_referral")

    assert read.keys(result) == ["facts.referral_needed_no", "facts.referral_needed_unknown"]


async def test_hours_are_told_with_cards_when_asked(shown: Any, read: Any) -> None:
    """The catalogue's own sentence on hours; the rest are named as unknown."""
    result = await shown.say("milloin auki", "ask_hours")

    assert read.values(result, "facts.hours") == {"service": "Kuraattori", "hours": "sovitusti"}
    assert read.values(result, "facts.hours_unknown") == {"services": "Koulupsykologi, Rikosuhri"}
    assert len(read.services(result)) == 3


async def test_way_in_is_told_with_cards_when_asked(shown: Any, read: Any) -> None:
    """What happens when one gets in touch, and the cards with their contacts."""
    result = await shown.say("miten otan yhteyttä", "ask_how_to_contact")

    process = read.values(result, "facts.process")
    assert process == {"service": "Kuraattori", "process": "Laita viesti, kuraattori ehdottaa aikaa."}
    assert read.keys(result)[-1] == "facts.contact_on_card"
    assert len(read.services(result)) == 3


async def test_one_service_is_meant_when_its_kind_is_named(shown: Any, read: Any) -> None:
    """A question that names the kurator is about the school social worker alone."""
    result = await shown.say("maksaako kuraattori", "ask_cost", service_kind="school_social_worker")

    assert read.keys(result) == ["facts.free_yes"]
    assert read.values(result, "facts.free_yes") == {"services": "Kuraattori"}


async def test_kind_is_looked_up_when_not_on_view(shown: Any, read: Any) -> None:
    """A kind that was not shown gets its card with the fact."""
    result = await shown.say("maksaako perhekeskus", "ask_cost", service_kind="family_centre")

    assert read.services(result) == ["perhekeskus"]


async def test_new_place_is_heeded_when_it_comes_with_a_question(
    shown: Any, read: Any, catalogue: Any
) -> None:
    """A question with a place ("maksaako se Vihdissä") gets the cards of Vihti and their cost."""
    result = await shown.say("maksaako se Vihdissä", "ask_cost", municipality="Vihti")

    assert catalogue.queries[-1].person.municipality == "Vihti"
    assert read.keys(result)[0] == "act.inform_municipality"
    assert any(key.startswith("facts.free_") for key in read.keys(result))
    assert read.services(result)


async def test_services_and_facts_come_together_when_question_holds_a_need(talk: Any, read: Any) -> None:
    """A question about a need as the first message is answered in one go."""
    result = await talk.say("maksaako apu kiusaamiseen", "ask_cost", needs=["bullying"])

    assert read.keys(result)[0] == "understood.bullying"
    assert "facts.free_yes" in read.keys(result)
    assert read.services(result)
    assert talk.slots["need"] == "bullying"


async def test_need_is_asked_when_nothing_is_on_view(talk: Any, read: Any) -> None:
    """Without a service there is no cost to tell, but there is a way on."""
    result = await talk.say("maksaako se", "ask_cost")

    assert read.keys(result) == ["act.facts_no_context"]
    assert "choose_theme" in read.intents(result)


async def test_kind_is_explained_with_a_service_when_asked(shown: Any, read: Any) -> None:
    """Mikä on kuraattori": what it is, and the service."""
    result = await shown.say("mikä on kuraattori", "ask_about_service", service_kind="school_social_worker")

    assert read.keys(result) == ["about_service.school_social_worker"]
    assert read.services(result) == ["kuraattori"]
    assert result["need"] == "bullying"


async def test_first_service_is_explained_when_no_kind_is_named(shown: Any, read: Any) -> None:
    """Without a kind ("mikä se on") the first card is meant."""
    result = await shown.say("mikä se on", "ask_about_service")

    assert read.keys(result) == ["about_service.school_social_worker"]


async def test_name_is_asked_when_no_service_is_known(talk: Any, read: Any) -> None:
    """Nothing on view and no kind: choose a topic or name the service."""
    result = await talk.say("mikä se on", "ask_about_service")

    assert read.keys(result) == ["act.about_service_unknown"]


async def test_others_are_shown_when_asked(shown: Any, read: Any, catalogue: Any) -> None:
    """What was shown is never shown again as something else."""
    result = await shown.say("joku muu", "ask_other")

    assert read.keys(result) == ["act.ask_other"]
    assert read.services(result) == ["nuorten-puhelin"]
    assert catalogue.queries[-1].exclude == ("kuraattori", "koulupsykologi", "rikosuhri")


async def test_reply_says_so_when_nothing_is_left(shown: Any, read: Any) -> None:
    """When all was shown, a person can look further."""
    await shown.choose("ask_other")
    result = await shown.choose("ask_other")

    assert result["status"] == "nothing_fits"
    assert read.keys(result) == ["act.ask_other_nothing_left"]
    assert read.has_help_request(result)


async def test_themes_are_shown_when_something_else_is_asked_without_a_need(talk: Any, read: Any) -> None:
    """Something else than nothing: the themes."""
    assert read.keys(await talk.choose("ask_other")) == ["question.themes"]


async def test_kind_is_explained_when_no_need_leads_to_it(talk: Any, read: Any) -> None:
    """A kind that stands apart from the needs, such as poison information, is listed by its kind."""
    result = await talk.say(
        "mikä on myrkytystietokeskus", "ask_about_service", service_kind="poison_information"
    )

    assert read.keys(result) == ["about_service.poison_information"]
    assert read.services(result) == ["myrkytystietokeskus"]


async def test_services_come_with_facts_when_question_holds_danger(talk: Any, read: Any) -> None:
    """A first question that holds danger gets an answer to the need behind it."""
    danger = {"kind": "suicide", "level": "concern"}
    result = await talk.say("saako vanhemmat tietää jos viiltelen", "ask_confidentiality", danger=danger)

    assert read.keys(result)[0] == "understood.mental_health"
    assert read.services(result)
