"""Somebody tells what is wrong and gets, in the first reply, the kind of service that helps."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import Begin
from tests.conversations.conversation import Conversation
from tests.conversations.wording import need_title, says


def expect_answer(talk: Conversation, need: str, kind: str, role: str | None = None) -> None:
    """The reply shows that the need was understood and holds a service of this kind among one to three."""
    assert talk.status == "services"
    assert talk.understood["need"] == need
    assert says(talk, f"understood.{need}")
    assert kind in talk.kinds
    assert 1 <= len(talk.services) <= 3
    if role:
        assert talk.understood["role"] == role


def test_worn_out_mother_gets_home_help(begin: Begin) -> None:
    """Twins, no sleep, nobody to help: the county's home service."""
    talk = begin()
    talk.write("En jaksa enää, kaksoset valvottavat ja tarvitsisin kotipalvelua tai jonkun kotiin auttamaan")
    expect_answer(talk, "home_help", "family_home_service")


def test_bullied_pupil_gets_the_school_social_worker(begin: Begin) -> None:
    """A youth writes in spoken language."""
    talk = begin()
    talk.write("mua kiusataan koulussa joka päivä")
    expect_answer(talk, "bullying", "school_social_worker", "youth")
    assert talk.understood["about"] == "self"


def test_couple_that_quarrels_gets_couple_counselling(begin: Begin) -> None:
    """Parents' quarrels, nothing decided."""
    talk = begin()
    talk.write("Riitelemme mieheni kanssa koko ajan ja parisuhde on ihan lopussa")
    expect_answer(talk, "relationship", "couple_counselling")


def test_family_without_money_gets_income_support(begin: Begin) -> None:
    """Rent and food."""
    talk = begin()
    talk.write("Rahat ei riitä ruokaan, miten saan toimeentulotukea?")
    expect_answer(talk, "money", "income_support")


def test_youth_without_a_job_gets_ohjaamo(begin: Begin) -> None:
    """A 19-year-old who does not know what to do."""
    talk = begin()
    talk.write("Oon 19, työtön eikä mulla oo opiskelupaikkaa, en tiedä mitä teen elämälläni")
    expect_answer(talk, "work_study", "ohjaamo", "youth")
    assert talk.understood["age"] == 19


def test_neighbour_worried_about_a_child_gets_child_welfare(begin: Begin) -> None:
    """Neither parent nor youth: how to tell the authorities."""
    talk = begin()
    talk.write("Olen huolissani naapurin lapsista, miten teen lastensuojeluilmoituksen?")
    expect_answer(talk, "child_protection", "child_welfare", "other")


def test_father_of_a_gaming_boy_is_answered_as_a_parent(begin: Begin) -> None:
    """The age is the child's, the wording the parent's."""
    talk = begin()
    talk.write("Poikani on 15 ja pelaa kaikki yöt pleikkaa eikä suostu lopettamaan pelaamista")
    expect_answer(talk, "gambling_gaming", "youth_clinic", "parent")
    assert (talk.understood["age"], talk.understood["about"]) == (15, "child")


def test_parents_who_divorce_get_the_child_supervisor(begin: Begin) -> None:
    """Custody and where the children live."""
    talk = begin()
    talk.write("Erosimme ja pitäisi sopia lasten huoltajuudesta ja tapaamisista")
    expect_answer(talk, "separation", "child_supervisor")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Rahat ei riitä ruokaan, miten saan toimeentulotukea?"),
        ("fi", "Mistä löytyisi ilmaisia harrastuksia lapselle?"),
        ("sv", "Var kan mitt barn få en dagvårdsplats?"),
        ("en", "I need a summer job, who could help me?"),
    ],
)
def test_everyday_need_raises_no_alarm(begin: Begin, language: str, text: str) -> None:
    """No danger part where nobody spoke of danger."""
    talk = begin(language)
    talk.write(text)
    assert talk.danger is None
    assert talk.services


def test_two_needs_in_a_message_are_both_answered(begin: Begin) -> None:
    """Bullying and a drinking father: a card for each, and both are named, in words or as buttons."""
    talk = begin()
    talk.write("Mua kiusataan koulussa ja sen lisäksi isä juo liikaa alkoholia joka viikonloppu")
    assert set(talk.understood["needs"][:2]) == {"bullying", "substance_use"}
    both = {need_title("bullying"), need_title("substance_use")}
    assert says(talk, "understood.also") or both <= set(talk.titles)
    shown = {need for service in talk.services for need in service["needs"]}
    assert {"bullying", "substance_use"} <= shown


def test_family_in_tampere_gets_national_and_general_help_and_is_told_so(begin: Begin) -> None:
    """Outside the two counties nothing local is shown, and one sentence says it."""
    talk = begin()
    talk.write("Asumme Tampereella. Riitelemme mieheni kanssa koko ajan ja parisuhde on ihan lopussa")
    assert talk.understood["municipality"] == "Tampere"
    assert says(talk, "area.outside")
    assert "couple_counselling" in talk.kinds
    assert {service["area"]["scope"] for service in talk.services} == {"country"}


def test_pupil_whose_school_is_elsewhere_gets_that_schools_social_worker(begin: Begin) -> None:
    """School services go by the school: nobody in Lahti is sent to the social workers of Länsi-Uusimaa."""
    talk = begin()
    talk.write("Asun Espoossa mutta käyn koulua Lahdessa ja mua kiusataan koulussa")
    expect_answer(talk, "bullying", "school_social_worker", "youth")
    assert talk.understood["municipality"] == "Espoo"
    worker = next(service for service in talk.services if service["kind"] == "school_social_worker")
    assert "03" not in worker["area"]["codes"]


def test_mobbad_elev_far_skolkuratorn(begin: Begin) -> None:
    """Swedish: a bullied pupil; cards in Swedish."""
    talk = begin("sv")
    talk.write("Jag blir mobbad i skolan varje dag")
    expect_answer(talk, "bullying", "school_social_worker", "youth")
    assert talk.reply["language"] == "sv"


def test_swedish_father_of_a_boy_who_smokes_cannabis_gets_the_youth_clinic(begin: Begin) -> None:
    """Swedish: a parent about a child's drugs."""
    talk = begin("sv")
    talk.write("Min son röker cannabis och jag vet inte vad jag ska göra")
    expect_answer(talk, "substance_use", "youth_clinic", "parent")


def test_swedish_couple_that_separates_gets_the_child_supervisor(begin: Begin) -> None:
    """Swedish: custody."""
    talk = begin("sv")
    talk.write("Vi har skilt oss och behöver komma överens om vårdnaden och umgänget med barnen")
    expect_answer(talk, "separation", "child_supervisor")


def test_swedish_mother_of_a_late_talker_gets_the_clinic(begin: Begin) -> None:
    """Swedish: a small child's development."""
    talk = begin("sv")
    talk.write("Vår treåring pratar nästan inte alls, talet är försenat")
    expect_answer(talk, "child_development", "maternity_child_clinic", "parent")


def test_english_teen_who_is_bullied_gets_the_school_social_worker(begin: Begin) -> None:
    """English: a bullied pupil."""
    talk = begin("en")
    talk.write("I get bullied at school every day")
    expect_answer(talk, "bullying", "school_social_worker", "youth")
    assert talk.reply["language"] == "en"


def test_english_family_in_debt_gets_debt_counselling(begin: Begin) -> None:
    """English: debts."""
    talk = begin("en")
    talk.write("We have too many debts and can't pay our bills, we need help with money")
    assert talk.understood["need"] == "money"
    assert {"debt_counselling", "income_support", "social_advice"} & set(talk.kinds)


def test_newcomer_who_looks_for_a_language_course_gets_immigrant_advice(begin: Begin) -> None:
    """English: new in Finland."""
    talk = begin("en")
    talk.write(
        "I just moved to Finland and I need a Finnish language course and help with my residence permit"
    )
    expect_answer(talk, "immigration", "immigrant_advice")


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("fi", "meillä ei oo ruokaa ennen perjantaita"),
        ("sv", "kylskåpet är tomt och lönen kommer först på fredag"),
        ("en", "we have no food left until payday"),
    ],
)
def test_family_without_food_is_shown_food_aid(begin: Begin, language: str, message: str) -> None:
    """Benefits take weeks; the cupboard is bare today. It stays so when the place is told."""
    talk = begin(language)
    talk.write(message)
    expect_answer(talk, "money", "food_aid")
    talk.write("Lahti")
    assert "food_aid" in talk.kinds
