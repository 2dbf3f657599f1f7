"""Young people who say what they are, with or without an age: heard as themselves, not as a parent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.components.people import find_people

WRITERS = [
    ("oon tyttö ja mua kiusataan", "fi"),
    ("kerroin äidille et oon poika, se hiljeni mut halas sit", "fi"),
    ("en oo tyttö enkä poika", "fi"),
    ("olen ihan lapsi vielä ja faija juo", "fi"),
    ("jag är en kille som blir mobbad", "sv"),
    ("ja e en vanlig kille 14 bast o tycker skolan e skit", "sv"),
    ("mamma gråter att hon förlorat en dotter. jag är bara kille", "sv"),
    ("I am a girl and I get bullied", "en"),
    ("one drink and then nothing, i'm a boy, 17", "en"),
    ("nobody asked me, I'm a kid", "en"),
]
PARENTS = [
    ("olen nuori äiti ja poika huutaa yöt", "fi"),
    ("olen pojan äiti, häntä kiusataan koulussa", "fi"),
    ("jag är mamma till en kille som blir mobbad", "sv"),
    ("I have a boy who gets bullied", "en"),
    ("I'm a teen mum with no money", "en"),
]


@pytest.mark.parametrize(("text", "language"), WRITERS)
def test_a_youth_who_says_so_is_the_one_helped(read: Callable[..., Any], text: str, language: str) -> None:
    """ "Boy", "girl" and "kid" are no child of the writer's after "I am"."""
    found = find_people(read(text, language))
    assert (found.about, found.role) == ("self", "youth")


@pytest.mark.parametrize(("text", "language"), PARENTS)
def test_a_parent_stays_one(read: Callable[..., Any], text: str, language: str) -> None:
    """The same words of somebody else's: the child's or the household's."""
    assert find_people(read(text, language)).role == "parent"
