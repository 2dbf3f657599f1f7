"""Ages of others beside the one helped, and corrections of whom it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.components.people import find_people

ANY = "*"
# text, language, question asked, age or range, about, role; "*": not looked at
CASES = [
    # A parent's or a sibling's age beside the one whom it is about; the other parent; who fell ill.
    ("fever on my 9 yr old's third day", "en", None, "9", "child", "*"),
    ("11v tyttö ei nuku, itse olen 41 ja poikki", "fi", None, "11", "child", "parent"),
    ("pojke 12 vägrar skolan, själv e ja 40 o helt slut", "sv", None, "12", "child", "parent"),
    ("oon 15, systeri 9, äiti juo", "fi", None, "15", "self", "youth"),
    ("epäilen et mulla on adhd. 31, kotka. pojalla 7v on jo diagnoosi", "fi", None, "31", "self", "*"),
    ("vauva 4kk valvottaa, esikoinen 2v kiukuttelee", "fi", None, "0", "child", "parent"),
    ("nelosluokkalainen ei tee läksyjä, isosisko (14) auttaa", "fi", None, "10", "child", "*"),
    ("tytär meni syksyllä kasille ja on ihan eri ihminen", "fi", None, "14", "child", "*"),
    ("no 14 ja matinkylä", "fi", None, "14", "*", "*"),
    ("soitin no 15 ja odotin", "fi", None, "", "*", "*"),
    ("pojkens pappa, 41, betalar int", "sv", None, "", "*", "*"),
    ("lasten isä (44) muutti uuden naisensa (29) luo eikä maksa elareita", "fi", None, "", "*", "*"),
    ("eksä muutti turkuun uuden tyttöystävän (25) kanssa ja jätti velat", "fi", None, "", "*", "*"),
    ("Mamma (71) fick cancer o ja behöver nån att tala me", "sv", None, "", "self", "*"),
    ("mummo e 77 o dör snart, ja kan int sluta gråta", "sv", None, "", "self", "*"),
    ("my best friend is 16 and so pretty, beside her i feel ugly", "en", None, "", "self", "*"),
    ("min bästis e 15 o så snygg, bredvid henne känner ja mig ful", "sv", None, "", "self", "*"),
    ("my best friend is 14 and cuts herself, what can i do", "en", None, "14", "other", "*"),
    # Whom it is about, taken back in a few words.
    ("ei siis mua vaan mun siskoa", "fi", None, "", "other", "*"),
    ("ei mua vaan mun poikaa", "fi", None, "", "child", "parent"),
    ("ei mun veljeä vaan mua", "fi", None, "", "self", "*"),
    ("ei mua kiinnosta mun äiti", "fi", None, "", "self", "*"),
    ("no, about my wife", "en", None, "", "other", "*"),
    ("not me, my daughter", "en", None, "", "child", "parent"),
    ("no my husband hits me", "en", None, "", "self", "*"),
    ("nä int ja utan min syster", "sv", None, "", "other", "*"),
    ("nej, det gäller min man", "sv", None, "", "other", "*"),
    ("nej min man slår mig", "sv", None, "", "self", "*"),
    # Whoever asks what a professional is, is none.
    ("vad är en kurator", "sv", None, "", "", ""),
    ("vem är skolans kurator", "sv", None, "", "*", ""),
    ("vad ska jag göra som lärare, en elev skär sig", "sv", None, "", "other", "other"),
]


@pytest.mark.parametrize(("text", "language", "question", "age", "about", "role"), CASES)
def test_others_of_a_message_are_told_from_the_one_helped(
    read: Callable[..., Any], text: str, language: str, question: str | None, age: str, about: str, role: str
) -> None:
    """Ages of parents, siblings and exes do not count, and a correction names the one whom it is about."""
    reading = read(text, language, question)
    people = find_people(reading)
    found = people.age
    told = ""
    if found is not None:
        told = str(found.years) if found.years is not None else "{}-{}".format(*(found.range or ()))
    for expected, got in ((age, told), (about, people.about or ""), (role, people.role or "")):
        assert expected in (ANY, got)
