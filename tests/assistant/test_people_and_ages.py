"""Whose age, how old, who writes: in the words people use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.components.people import find_people

ANY = "*"
# text, language, question asked, age or range, about, role; "*": not looked at
CASES = [
    ("oon 14v ja mua ahistaa", "fi", None, "14", "self", "*"),
    ("olen 13-vuotias ja minua kiusataan", "fi", None, "13", "self", "*"),
    ("mun poika on 13 ja ei käy koulussa", "fi", None, "13", "child", "parent"),
    ("poikani on 15-vuotias ja lintsaa", "fi", None, "15", "child", "parent"),
    ("meijän tyttö ei syö mitää, hän on kolmetoista", "fi", None, "13", "child", "parent"),
    ("olen 35-vuotias äiti ja poikani on 13", "fi", None, "13", "child", "parent"),
    ("oon seiskalla ja kaikki haukkuu mua", "fi", None, "13", "self", "youth"),
    ("ysillä pitäis hakee jonnekin enkä tiiä mihin", "fi", None, "15", "*", "*"),
    ("ysiluokkalainen tyttäreni ei jaksa koulua", "fi", None, "15", "child", "parent"),
    ("lapsi on 7. luokalla ja koulukieltäytyjä", "fi", None, "13", "child", "parent"),
    ("5-luokkalainen poikani pelaa koko yön", "fi", None, "11", "child", "parent"),
    ("kolmannella luokalla oleva lapsi", "fi", None, "9", "*", "*"),
    ("oon lukion ekalla", "fi", None, "16", "*", "*"),
    ("oon lukion ykkösellä ja väsynyt", "fi", None, "16", "self", "*"),
    ("lukiolainen tytär on masentunut", "fi", None, "16-19", "child", "parent"),
    ("mun teini ei puhu mulle", "fi", None, "13-17", "child", "parent"),
    ("taapero huutaa koko ajan", "fi", None, "1-3", "*", "*"),
    ("2v raivoaa", "fi", None, "2", "*", "*"),
    ("vauva ei nuku", "fi", None, "0", "*", "*"),
    ("vauvamme itkee yöt", "fi", None, "0", "child", "parent"),
    ("odotan vauvaa ja pelottaa", "fi", None, "*", "self", "*"),
    ("väntar barn och är rädd", "sv", None, "*", "self", "*"),
    ("I'm expecting a baby and I'm scared", "en", None, "*", "self", "*"),
    ("odotan lapselle aikaa puheterapiaan", "fi", None, "*", "child", "*"),
    ("vi väntar på barnets utredning", "sv", None, "*", "child", "*"),
    ("I expect my son to get worse", "en", None, "*", "child", "parent"),
    ("eskari-ikäinen ei puhu", "fi", None, "6", "*", "*"),
    ("My friend's mother drinks", "en", None, "", "other", "*"),
    ("Hes 8 and still says wed for red", "en", None, "8", "child", "*"),
    ("they are gonna put my brother in some family. hes 12", "en", None, "12", "other", "*"),
    ("4kk vauva", "fi", None, "0", "*", "*"),
    ("olemme olleet 10 vuotta yhdessä", "fi", None, "", "*", "*"),
    ("5 vuotta sitten isä kuoli", "fi", None, "", "*", "*"),
    ("mulla on 3 lasta ja oon väsyny", "fi", None, "", "*", "*"),
    ("se maksaa 20 e", "fi", None, "", "*", "*"),
    ("klo 14 tapaaminen", "fi", None, "", "*", "*"),
    ("meidän luokalla on 25 oppilasta", "fi", None, "", "*", "*"),
    ("13", "fi", "age", "13", "*", "*"),
    ("se on 13", "fi", "age", "13", "*", "*"),
    ("kolmetoista", "fi", "age", "13", "*", "*"),
    ("fjorton", "sv", "age", "14", "*", "*"),
    ("he's fifteen", "en", "age", "15", "*", "*"),
    ("se on 13", "fi", None, "13", "*", "*"),
    ("entä jos se on 16", "fi", None, "16", "*", "*"),
    ("jag är 15 år och mår dåligt", "sv", None, "15", "self", "*"),
    ("min son är 13 och vill inte gå i skolan", "sv", None, "13", "child", "parent"),
    ("jag går i nian och blir mobbad", "sv", None, "15", "self", "youth"),
    ("min 8-åriga dotter är rädd", "sv", None, "8", "child", "parent"),
    ("åttaåring som inte sover", "sv", None, "8", "*", "*"),
    ("min 3-åring slår andra", "sv", None, "3", "child", "parent"),
    ("my 4 month old baby won't sleep", "en", None, "0", "child", "parent"),
    ("my daughter is 12 and cuts herself", "en", None, "12", "child", "parent"),
    ("I'm 16 and I feel alone", "en", None, "16", "self", "*"),
    ("I am in ninth grade and failing", "en", None, "15", "self", "*"),
    ("my 14-year-old son drinks", "en", None, "14", "child", "parent"),
    ("my 9th grader is skipping school", "en", None, "15", "*", "*"),
    ("I'm a 40-year-old mother and my son is 15", "en", None, "15", "child", "parent"),
    ("our toddler bites", "en", None, "1-3", "child", "parent"),
    ("äiti juo joka päivä", "fi", None, "", "self", "youth"),
    ("isä löi mua eilen", "fi", None, "", "self", "youth"),
    ("mun äiti on masentunu ja oon 14", "fi", None, "14", "self", "youth"),
    ("pappa dricker för mycket", "sv", None, "", "self", "youth"),
    ("my mom drinks every night", "en", None, "", "self", "youth"),
    ("kaveri puhuu itsemurhasta", "fi", None, "", "other", "*"),
    ("mun kaveri viiltelee", "fi", None, "", "other", "*"),
    ("kaverit kiusaa mua", "fi", None, "", "self", "*"),
    ("mulla ei oo kavereita", "fi", None, "", "self", "*"),
    ("kaveri haukkuu mua", "fi", None, "", "self", "*"),
    ("naapurin lapset on yksin kotona", "fi", None, "", "other", "*"),
    ("naapurin lapsi itkee koko ajan", "fi", None, "", "other", "*"),
    ("min kompis skär sig", "sv", None, "", "other", "*"),
    ("my friend wants to die", "en", None, "", "other", "*"),
    ("pikkusisko ei syö mitään", "fi", None, "", "other", "*"),
    ("poikaystävä lyö mua", "fi", None, "", "self", "*"),
    ("huudan lapsille koko ajan", "fi", None, "", "*", "*"),
    ("olen kahden lapsen äiti ja en jaksa enää", "fi", None, "", "self", "parent"),
    ("en jaksa enää olla äiti", "fi", None, "", "*", "*"),
    ("lapseni on adhd", "fi", None, "", "child", "parent"),
    ("lapsi ei puhu vielä vaikka on 3v", "fi", None, "3", "child", "parent"),
    ("olen opettaja ja huolissani oppilaastani", "fi", None, "", "other", "other"),
    ("asun Vihdissä", "fi", None, "", "*", ""),
    ("entä jos asun Vihdissä", "fi", None, "", "*", ""),
    ("miten voin auttaa lastani", "fi", None, "", "child", "parent"),
    ("tyttö koulussa haukkuu mua", "fi", None, "", "self", "*"),
    ("mitä teen kun 16-vuotias poikani polttaa pilveä", "fi", None, "16", "child", "parent"),
    ("mun 15v poika käyttää nuuskaa", "fi", None, "15", "child", "parent"),
    ("lapsenlapseni on 5 ja pelkää isäänsä", "fi", None, "5", "other", "*"),
    ("itselleni", "fi", "about", "*", "self", "*"),
    ("lapselle", "fi", "about", "*", "child", "parent"),
    ("kaverille", "fi", "about", "*", "other", "*"),
    ("about my daughter", "en", "about", "*", "child", "*"),
    ("för mig själv", "sv", "about", "*", "self", "*"),
    ("kun olin 12-vuotias isä kuoli", "fi", None, "", "*", "*"),
    ("poikani on ollut 10-vuotiaasta asti ahdistunut", "fi", None, "", "child", "parent"),
    ("lapset 3v ja 5v tappelee", "fi", None, "3-5", "*", "*"),
    ("lapset 3 ja 5v tappelevat", "fi", None, "3-5", "*", "*"),
    ("alle 3-vuotiaille kerho", "fi", None, "", "*", "*"),
    ("poikani 17v ja minä 45v", "fi", None, "17", "child", "parent"),
    ("mies juo ja lapset pelkää", "fi", None, "", "*", "*"),
    ("eksä ei anna tavata lapsia", "fi", None, "", "*", "*"),
    ("täytin just 18", "fi", None, "18", "*", "*"),
    ("oon 17 vuotta", "fi", None, "17", "*", "*"),
    ("abi vuosi stressaa", "fi", None, "18-19", "*", "*"),
    ("jag är 45 och min dotter är 12", "sv", None, "12", "child", "parent"),
    ("mitt barn går på dagis", "sv", None, "", "child", "parent"),
    ("kasiluokkalainen", "fi", None, "14", "*", "*"),
    ("oon 8 luokalla", "fi", None, "14", "*", "*"),
    ("8lk poika", "fi", None, "14", "*", "*"),
    ("haluan jutella jonkun kanssa", "fi", None, "", "*", "*"),
    ("viisitoista vuotias tyttö karkas", "fi", None, "15", "*", "*"),
    ("mistä saan apua kun lapsi ei nuku", "fi", None, "", "*", "*"),
    ("lapsi ei nuku", "fi", None, "", "child", "*"),
    ("2-vuotias ei nuku öisin ja olen ihan poikki", "fi", None, "2", "*", "*"),
    ("miten hakea toimeentulotukea", "fi", None, "", "", ""),
    ("jag orkar inte mer", "sv", None, "", "self", "*"),
    ("mina föräldrar skiljer sig", "sv", None, "", "self", "youth"),
    ("vanhemmat eroaa", "fi", None, "", "self", "youth"),
    ("porukat riitelee koko ajan", "fi", None, "", "self", "youth"),
    ("I hit my child yesterday", "en", None, "", "*", "parent"),
    ("my husband hits me", "en", None, "", "self", "*"),
    ("my sister doesn't eat", "en", None, "", "other", "*"),
    ("mieheni lyö minua ja lapset näkee sen", "fi", None, "", "self", "*"),
    ("tytär 16 v karkasi", "fi", None, "16", "child", "*"),
]


@pytest.mark.parametrize(("text", "language", "question", "age", "about", "role"), CASES)
def test_age_and_person_are_understood_when_stated(
    read: Callable[..., Any], text: str, language: str, question: str | None, age: str, about: str, role: str
) -> None:
    """Only what follows exactly from the words, of the person the help is for."""
    reading = read(text, language, question)
    people = find_people(reading)
    found = people.age
    told = ""
    if found is not None:
        told = str(found.years) if found.years is not None else "{}-{}".format(*(found.range or ()))
    for expected, got in ((age, told), (about, people.about or ""), (role, people.role or "")):
        assert expected in (ANY, got)
