"""Whose a place is: a relative's town, a home with relatives, an origin, a place one came back from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.components.places import find_residence

# text, language, home
CASES = [
    # A relative beside the name says or does something; a partner in another sentence part lives there.
    ("Kummitäti Raumalta käski hakee apua mut en tiedä mistä", "fi", None),
    ("täti Vaasasta tuli käymään. mihin espoossa soitan", "fi", "Espoo"),
    ("mormor i Jakobstad säger att ungarna e bortskämda", "sv", None),
    ("faster i Vasa tycker vi ska söka hjälp, bor i Hangö", "sv", "Hanko"),
    ("aunt from Pori tells me to leave him. who can I call in Hanko", "en", "Hanko"),
    ("tyttöystävä petti, se on 19 ja opiskelee Tampereella", "fi", None),
    ("pojkvännen gjorde slut, han e 20 o bor i Åbo", "sv", None),
    ("my boyfriend dumped me, he's 20 and lives in Turku", "en", None),
    ("Poika on 15 ja asuu Lahdessa", "fi", "Lahti"),
    ("min pojkvän är 17 och bor i Ekenäs, han skär sig", "sv", "Raasepori"),
    ("Äitini menehtyi Mikkelissä keväällä", "fi", None),
    # The writer lives with somebody.
    ("muutin poikaystävän luo Hankoon enkä tunne ketään", "fi", "Hanko"),
    ("ja bor me min pojkvän i Lojo o vi grälar hela tiden", "sv", "Lohja"),
    ("bor hos farsan (58) i pojo", "sv", "Raasepori"),
    ("staying at my sister's in Siuntio", "en", "Siuntio"),
    ("I live with my mum and her boyfriend in Karis", "en", "Raasepori"),
    # What is looked for there, beside the town of somebody's work.
    ("Kan man få hemhjälp till Tenala, mannen jobbar i Nådendal", "sv", "Raasepori"),
    ("Mies on laivalla Naantalista ja mä en ehdi. saako kotiapua Tenholaan", "fi", "Raasepori"),
    # Origin, studies given up, and where one came back from.
    ("22v opiskelija lahdesta, kotosin oon Kuusamosta", "fi", "Lahti"),
    ("studerar i Dickursby, ursprungligen från Nykarleby", "sv", "Vantaa"),
    ("24, studying in Espoo, born and raised in Kemi", "en", "Espoo"),
    ("dropped out of uni in Vaasa, now back at dad's (60) in Hanko, 22", "en", "Hanko"),
    ("slutade på yrkes i Åbo, nu e ja hemma i Hangö", "sv", "Hanko"),
    ("ever since I came home from Rovaniemi I panic in crowds", "en", None),
    ("Palasin Oulusta viime viikolla enkä saa nukuttua", "fi", None),
    ("sen ja kom hem från Kuopio har ja int sovi", "sv", None),
    # One lives where one does not want to leave.
    ("äiti haluu muuttaa jyväskylään, mä oon 11 enkä haluu lähtee lohjalta", "fi", "Lohja"),
    ("pappa flyttar till Tammerfors, ja vill int bort från Ekenäs", "sv", "Raasepori"),
    ("dad is moving to Tampere and I dont want to leave Lohja", "en", "Lohja"),
    # A negation denies living there, not what one lacks there.
    ("en tunne ketään Lohjalla", "fi", "Lohja"),
    ("ei löydy vuokra-asuntoa Espoosta", "fi", "Espoo"),
    ("kan int få tid i Ekenäs", "sv", "Raasepori"),
    ("I don't know anyone in Hanko", "en", "Hanko"),
    ("en oo enää Espoossa", "fi", None),
    ("bor int i Esbo", "sv", None),
    # Swedish names with Finnish endings, and names uninflected as learners write.
    ("hangös ei oo mitään tekemistä nuorille", "fi", "Hanko"),
    ("lojos asun, lapsi ei nuku", "fi", "Lohja"),
    ("Olen tullut Suomeen. Asun Lahti.", "fi", "Lahti"),
    # Swedish "ingå" is also a verb: a town after a preposition, or set off at the end of a message.
    ("pengarna tar slut varje månad, ja e från ingå", "sv", "Inkoo"),
    ("ensam med två barn. ingå", "sv", "Inkoo"),
    ("18, ingå", "sv", "Inkoo"),
    ("varför svarar rådgivningen i ingå aldrig", "sv", "Inkoo"),
    ("vad ska ingå i priset", "sv", None),
    ("måste man ingå ett avtal", "sv", None),
    ("det borde ingå.", "sv", None),
    ("hälsovårdscentralen i hangö svarar int", "sv", "Hanko"),
    # Nicknames.
    ("19, hfors", "sv", "Helsinki"),
    ("bor i hfors", "sv", "Helsinki"),
    # Kin who write ask for the child: its town counts; an age before kin is no home with them.
    ("finns det klubb för en 9-årig pojke i hangö. ja e hans farfar", "sv", "Hanko"),
    ("rånad av en kille i Åbo", "sv", None),
    ("isä ja äiti eroo, oon 9 ja äiti muuttaa ouluun, mä en haluu pois nummelasta", "fi", "Vihti"),
    ("Veljeni 29 v juo joka ilta Turussa. Mistä saan läheisenä tukea?", "fi", None),
    # Studies and work elsewhere.
    ("kom hem från folkhögskolan i Vasa i våras", "sv", None),
    ("nobody in my team in Espoo says hello", "en", None),
    # What was just said is taken back.
    ("asun vihdissä eiku lohjalla", "fi", "Lohja"),
    ("ei ku Espoossa", "fi", "Espoo"),
    ("ei ku lohjalla", "fi", "Lohja"),
    ("ei kun espoossa", "fi", "Espoo"),
    ("ei vihdissä vaan lohjalla", "fi", "Lohja"),
]


@pytest.mark.parametrize(("text", "language", "home"), CASES)
def test_home_is_that_of_the_one_helped_when_others_live_elsewhere(
    read: Callable[..., Any], text: str, language: str, home: str | None
) -> None:
    """The town of a relative, of a trip or of one's origin is not where help is sought."""
    found = find_residence(read(text, language)).home
    assert (found.form.name if found else None) == home
