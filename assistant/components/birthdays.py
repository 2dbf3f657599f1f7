"""Ages told by a birthday: "täytin eilen 18", "fyller 12 om två dagar", "nearly five"."""

from __future__ import annotations

from assistant.components.age_owners import AgeOwners
from assistant.components.infants import is_small_unit

# A number alone ("kohta 16") is an age from here on: a smaller one is rather a count or a time.
_LEAST_ALONE = 7
_LONGEST_WAY = 6
_PASSED = ("fillers", "passing", "passing_small", "soon")


def is_soon(context: AgeOwners, index: int) -> bool:
    """Whether the number is said to be nearly reached: "kohta 16", "nearly five"."""
    first = _find_verb(context, index) + 1
    return any(context.is_word(text, "soon") for text in context.texts[first:index])


def read_birthday(context: AgeOwners, index: int, number: int) -> tuple[int, int] | None:
    """Years and strength by a birthday that was or is to come, None when none is told.

    Args:
        context: The message.
        index: Number of the word.
        number: The word as a whole number.
    """
    if number < 1 or not _may_be_age(context, index):
        return None
    verb = _find_verb(context, index)
    text, two = context.text(verb), f"{context.text(verb)} {context.text(verb + 1)}"
    if context.is_word(text, "turned") and context.rules["at_that_time"].intersection(
        context.texts[max(0, verb - 2) : verb]
    ):
        # "ku täytin 18 ni oltiin": what was then.
        return None
    if context.is_word(text, "turned") and not context.is_word(context.text(index + 1), "counted_years"):
        return (number, 4)
    if context.follows(index, "reached_after") and number >= _LEAST_ALONE:
        return (number, 4)
    between = " ".join(context.texts[verb + 1 : index])
    if context.is_word(text, "turning") or context.is_word(two, "turning"):
        if context.rules["today"].search(between) or context.follows(index, "today"):
            return (number, 4)
        to_come = context.rules["time_to_come"].search(between) or context.follows(index, "time_to_come")
        # "viikon päästä täytän 15"
        to_come = to_come or context.near(verb, "time_to_come")
        surely = context.is_word(text, "turning_now")
        return (number - 1, 4) if to_come or surely or is_soon(context, index) else None
    if is_soon(context, index):
        return (number - 1, 3) if _stands_for_age(context, index, number) else None
    if context.follows(index, "time_to_come") and context.find_left(index) in ("me", "is", "aged"):
        # "I'm 20 in September"
        return (number - 1, 3)
    apart = context.text(index - 1) in ("(", ",") and index - 2 in context.persons
    if apart and context.follows(index, "time_to_come"):
        # Beside a person: "our boy (12 next week!)"
        return (number - 1, 3)
    if context.rules["time_to_come"].search(between) and number >= _LEAST_ALONE and context.begins(verb + 1):
        # "ens kuussa 18 ja asun äidin kaa"
        return (number - 1, 3) if context.ends_or_joins(index + 1) else None
    return None


def _may_be_age(context: AgeOwners, index: int) -> bool:
    unit = context.text(index + 1)
    if context.is_word(context.text(index - 1), "turning") and context.follows(index, "time_to_come"):
        # "täytän 16 viikon päästä"
        return True
    if is_small_unit(context, unit):
        return False
    years = context.is_word(unit, "years") or context.is_word(unit, "old")
    return years or not (context.is_word(unit, "counted") or unit == "%")


def _find_verb(context: AgeOwners, index: int) -> int:
    """Number of the word before the number and the words of time that may stand between."""
    i = index - 1
    while i >= max(0, index - _LONGEST_WAY) and (
        any(context.is_word(context.text(i), name) for name in _PASSED) or context.words[i].number is not None
    ):
        i -= 1
    return i


def _stands_for_age(context: AgeOwners, index: int, number: int) -> bool:
    """Whether a number nearly reached is one of years of life, not of something else."""
    unit, left = context.text(index + 1), context.find_left(index)
    if context.near(index, "not_age_before"):
        return False
    if context.is_word(unit, "old"):
        return True
    if context.is_word(unit, "years") and not context.is_word(unit, "years_sure"):
        after = range(index + 2, index + 5)
        lasts = any(context.is_word(context.text(i), "not_age_after") for i in after)
        old = context.is_word(context.text(index + 2), "old_words")
        return old or (left is not None and not lasts)
    if left is not None:
        return True
    alone = number >= _LEAST_ALONE and context.texts[index].isdigit()
    return alone and (context.is_word(unit, "years_sure") or context.ends_or_joins(index + 1))
