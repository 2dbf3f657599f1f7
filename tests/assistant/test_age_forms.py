"""Ages told by a form of words of their own, and lengths of time that look like them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.components.people import find_people

# text, language, age; None: no age is told
CASES = [
    # A length of time ends with its sentence.
    ("Jag är 68 år. Sedan min man dog är allt tyst", "sv", 68),
    ("vi väntade i tre år. Sen kom svaret", "sv", None),
    ("meiän 6v kyselee siitä joka ilta", "fi", 6),
    ("mun 3v seurustelusuhde loppui", "fi", None),
    ("Nelli fyra år e borta", "sv", 4),
    ("Väntat fyra år på terapi", "sv", None),
    ("min pojk 9 år för från skolan", "sv", 9),
    # "Old" without a unit, days, "she is" turned round, another possessor.
    ("neljätoista vanha ja yksin", "fi", 14),
    ("Pojken är sex dagar gammal", "sv", 0),
    ("My girl never eats. Sixteen she is", "en", 16),
    ("öl i fjortonåringens väska", "sv", 14),
    ("my half-year-old won't eat", "en", 0),
    # "At that age" is now beside "now", and where a person follows.
    ("tajusin nyt 33-vuotiaana et mulla on adhd", "fi", 33),
    ("sain diagnoosin vasta 29-vuotiaana", "fi", None),
    ("Olen opettaja ja huolissani 9-vuotiaasta oppilaasta", "fi", 9),
    # A number after a pause that only its writer can mean.
    ("tre obetalda räkningar, 23 å pluggar", "sv", 23),
    ("was diagnosed when I was 8, now 31 and living in Espoo", "en", 31),
    ("bad cough, 27 male", "en", 27),
    ("toisluokkalainen ei nuku", "fi", 8),
    # Sums of days, not birthdays.
    ("palkka tulee 9 päivän päästä, lapset odottaa", "fi", None),
    ("täytän 16 viikon päästä", "fi", 15),
]


@pytest.mark.parametrize(("text", "language", "age"), CASES)
def test_age_is_read_from_its_form(
    read: Callable[..., Any], text: str, language: str, age: int | None
) -> None:
    """The words around a number tell an age from a length of time."""
    found = find_people(read(text, language)).age
    assert (found.years if found else None) == age
