"""Age, place and whom it is about, where a child, a youth or a parent writes of violence or of death."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.components.people import find_people
from assistant.components.places import find_residence

# text, language, about, role ("*": not looked at)
PARENTS = [
    ("my daughter wants to die, what can i do as a parent", "en", "child", "parent"),
    ("my son is hitting his sister, what can I do as a mother", "en", "child", "parent"),
    ("my stepson drinks every day, where do i as a stepdad get help", "en", "child", "parent"),
    ("my daughter was raped, what can i do as her dad", "en", "child", "parent"),
    ("min dotter vill dö, vad kan jag göra som mamma", "sv", "child", "parent"),
    ("min son dricker, vad kan jag göra som pappa", "sv", "child", "parent"),
    ("min dotter blev våldtagen, vad kan jag göra som mamma", "sv", "child", "parent"),
    ("mitä äitinä voin tehdä, tytär haluaa kuolla", "fi", "child", "parent"),
    ("Mistä minä saan apua kun poika uhkaa tappaa itsensä", "fi", "child", "parent"),
    ("vaimoni lyö lapsiamme. Mistä minä saan apua?", "fi", "child", "parent"),
    ("poikaani kiusataan, mitä isänä voin tehdä", "fi", "child", "parent"),
    ("tyttäreni raiskattiin, mitä äitinä voin tehdä", "fi", "child", "parent"),
    ("Kaverini viiltelee. mistä mä saan apua sille", "fi", "other", "*"),
    ("mistä mä saan apua ystävälleni", "fi", "other", "*"),
    ("kaverini juo, mistä mä saan apua sille", "fi", "other", "*"),
    ("veljeni 12 viiltelee, mistä minä saan apua", "fi", "other", "*"),
    # Kin of a grown-up still ask for themselves.
    ("Veljeni 31 v juo. Mistä minä läheisenä saan tukea?", "fi", "self", "*"),
    ("Mieheni 51 v pelaa kaikki rahat. Mistä minä saan apua läheisenä", "fi", "self", "*"),
]
# text, language, home
HOMES = [
    ("my partner in Lohja hits me", "en", "Lohja"),
    ("my stepdad in Lohja hits me", "en", "Lohja"),
    ("my parents in Hanko hit me every day", "en", "Hanko"),
    ("my dad in Lohja keeps hitting me", "en", "Lohja"),
    ("my boyfriend in Vihti raped me", "en", "Vihti"),
    ("partner in Lohja threatens to kill me", "en", "Lohja"),
    ("my neighbour in Lohja beats his kids", "en", "Lohja"),
    ("neighbour in Hanko drinks and threatens us", "en", "Hanko"),
    ("min pojkvän har våldtagit mig i Lojo", "sv", "Lohja"),
    ("min man har hotat döda mig i Lojo", "sv", "Lohja"),
    ("mamma har slagit mig i Hangö", "sv", "Hanko"),
    ("min styvpappa i Lojo vill döda mig", "sv", "Lohja"),
    ("mamma i Hangö slår mig", "sv", "Hanko"),
    ("grannen i Lojo slår sina barn", "sv", "Lohja"),
    ("isäpuoli Lohjalla lyö mua", "fi", "Lohja"),
    ("äiti Hangossa haluaa tappaa mut", "fi", "Hanko"),
    ("naapuri Lohjalla hakkaa lapsiaan", "fi", "Lohja"),
    ("naapurin mies Lohjalla hakkaa vaimoaan", "fi", "Lohja"),
    ("grannens man i Lojo slår henne", "sv", "Lohja"),
    ("my ex in Lohja threatens me", "en", "Lohja"),
    # Kin who only speak live elsewhere.
    ("aunt from Pori tells me to leave him. who can I call in Hanko", "en", "Hanko"),
    ("Kummitäti Raumalta käski hakee apua mut en tiedä mistä", "fi", None),
    # Home from school, work, hospital or shelter in the own town.
    ("came home from hospital in Lohja with baby", "en", "Lohja"),
    ("jag kom hem från BB i Lojo", "sv", "Lohja"),
    ("back from school in Hanko mom is drunk", "en", "Hanko"),
    ("home from the shelter in Lohja", "en", "Lohja"),
    ("I came back from work in Lohja and he hit me", "en", "Lohja"),
    ("kom hem från skyddshemmet i Hangö", "sv", "Hanko"),
    ("hem från skolan i Lojo och pappa slår mig", "sv", "Lohja"),
    # Both parents' towns are told, and with which of them the writer lives.
    ("Olen 15 ja isä asuu Lohjalla, äiti Vihdissä, asun isällä", "fi", "Lohja"),
    ("isä asuu Lohjalla, äiti Vihdissä, asun äidin luona", "fi", "Vihti"),
    ("äiti asuu Hangossa ja isä Lohjalla, asun mun äidillä", "fi", "Hanko"),
    ("isä Lohjalla on raiskannut mut", "fi", "Lohja"),
    ("pappa bor i Lojo, mamma i Vichtis, jag bor hos pappa", "sv", "Lohja"),
    ("pappa bor i Lojo, mamma i Vichtis, jag bor hos mamma", "sv", "Vihti"),
    ("im 15, dad lives in Lohja, mum lives in Vihti, i live with dad", "en", "Lohja"),
    ("im 15, dad lives in Lohja, mum lives in Vihti, i live with my mum", "en", "Vihti"),
    ("isä asuu Lohjalla, äiti Vihdissä, en asu isällä", "fi", None),
    ("kom hem från folkhögskolan i Vasa i våras", "sv", None),
]
# text, language, question
HURT_BY_KIN = [
    *((text, "en", "safety") for text in ("no, it's my dad", "no it's my dad", "no it's my mum")),
    *((text, "en", "safety") for text in ("no its my stepdad", "no, it's my husband")),
    *((text, "sv", "safety") for text in ("nej, det är min styvpappa", "nej det är min mamma")),
    *((text, "fi", "safety") for text in ("ei, isäpuoleni", "eiku mun isä", "ei, mun äiti")),
    ("no it's my dad", "en", None),
    ("nej, det är min styvpappa", "sv", None),
    ("ei, isäpuoleni", "fi", None),
    ("eiku mun isä", "fi", None),
]
# text, language, age
AGES = [
    ("Isä (50) lyö mua, oon 12", "fi", 12),
    ("isä (44) raiskas mut, oon 14", "fi", 14),
    ("isäni (50) lyö mua, oon 12", "fi", 12),
    ("mun isä (50) lyö mua, oon 12", "fi", 12),
    ("isäpuoli (50) juo ja uhkailee, oon 13", "fi", 13),
    ("Äiti, 45, hakkaa mua", "fi", None),
    ("pappa (50) slår mig, jag är 12", "sv", 12),
    ("styvpappa (50) våldtog mig, jag är 14", "sv", 14),
    ("mamma (45) dricker, jag är 13", "sv", 13),
    ("mamma, 45, har slagit mig", "sv", None),
    ("dad (50) hits me, im 12", "en", 12),
    ("stepdad (44) raped me, i'm 14", "en", 14),
    ("mum (45) drinks, im 13", "en", 13),
    ("dad, 50, keeps hitting me", "en", None),
    ("farsan (45) slår mig o brorsan, ja e 13", "sv", 13),
    ("isäpuoli (44) koskettelee mua öisin", "fi", None),
    ("ukki (70) koskettelee mua, oon 11", "fi", 11),
    # A parent who writes of the own matter keeps the age.
    ("Single mum, 36, burnt out", "en", 36),
    ("Mum (36), my husband hits me", "en", 36),
    ("mamma (36), min man slår mig", "sv", 36),
    ("äiti (36), mies lyö mua", "fi", 36),
    ("Mum, 36, nobody helps me", "en", 36),
    ("Pappa, 41, orkar inte mera", "sv", 41),
    ("äiti (45), en jaksa enää", "fi", 45),
]


@pytest.mark.parametrize(("text", "language", "about", "role"), PARENTS)
def test_one_in_danger_is_the_one_helped_when_kin_ask_what_to_do(
    read: Callable[..., Any], text: str, language: str, about: str, role: str
) -> None:
    """Whoever asks "as a parent" asks for the child; only of a grown-up do kin ask for themselves."""
    people = find_people(read(text, language))
    assert people.about == about
    assert role in ("*", people.role)


def test_age_of_sibling_is_kept_when_help_is_asked_for(read: Callable[..., Any]) -> None:
    """The sibling in danger is a child of twelve."""
    found = find_people(read("veljeni 12 viiltelee, mistä minä saan apua", "fi")).age
    assert found is not None
    assert found.years == 12


@pytest.mark.parametrize(("text", "language", "home"), HOMES)
def test_home_is_told_when_violence_there_is(
    read: Callable[..., Any], text: str, language: str, home: str | None
) -> None:
    """Whoever hurts the writer does it where the writer lives."""
    found = find_residence(read(text, language)).home
    assert (found.form.name if found else None) == home


@pytest.mark.parametrize(("text", "language", "question"), HURT_BY_KIN)
def test_child_is_the_one_helped_when_it_answers_who_is_feared(
    read: Callable[..., Any], text: str, language: str, question: str | None
) -> None:
    """Such an answer tells who makes it unsafe; it is not about the father."""
    assert find_people(read(text, language, question)).about in ("self", None)


@pytest.mark.parametrize(("text", "language", "age"), AGES)
def test_age_is_the_childs_when_an_abusers_is_told(
    read: Callable[..., Any], text: str, language: str, age: int | None
) -> None:
    """The age in brackets after a parent who hurts the writer is the parent's."""
    found = find_people(read(text, language)).age
    assert (found.years if found else None) == age
