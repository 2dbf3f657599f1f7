"""Ages told by a form of words of their own: "15 vanha", "23 male", "nyt 29-vuotiaana", "fifteen she is"."""

from __future__ import annotations

from assistant.components.age_context import SENTENCE_ENDS
from assistant.components.age_owners import AgeOwners

# A number that opens a thought about its writer is an age from here on: a smaller one counts something.
_LEAST_OPENING, _DAYS_IN_YEAR = 11, 365


def read_form(context: AgeOwners, index: int, number: int, after: int) -> tuple[int, int] | None:
    """Years and strength when the words around the number are one of these forms, else None.

    Args:
        context: The message.
        index: Number of the word.
        number: The word as a whole number.
        after: Number of the word after its unit.
    """
    unit = context.text(after - 1)
    if context.is_word(unit, "days") and context.is_word(context.text(after), "old_words"):
        return (number // _DAYS_IN_YEAR, 4)
    if context.is_word(unit, "essive") and context.is_word(context.text(index - 1), "essive_now"):
        # "tajusin vasta nyt 29-vuotiaana": without "now" it tells of the past.
        return (number, 4)
    if context.is_word(unit, "essive_of") and context.persons.keys() & {after, after + 1}:
        # "huolissani 8-vuotiaasta oppilaasta"; without a person it is a time: "8-vuotiaasta asti".
        return (number, 4)
    if _is_old_without_unit(context, index) or _is_turned_round(context, index):
        return (number, 3)
    return (number, 2) if number >= _LEAST_OPENING and _opens_thought(context, index) else None


def is_limit(context: AgeOwners, index: int) -> bool:
    """Whether a limit or another time is told: "alle 15"; not "i 13-åringens väska"."""
    owns = context.is_word(context.text(index + 1), "old") and context.text(index + 1).endswith("ens")
    return context.near(index, "not_limit_before") and not owns


def is_told_as_name(context: AgeOwners, index: int, after: int) -> bool:
    """Whether a name has the years and a verb follows: "Milo tre år e borta" tells of no time."""
    named = index - 1 in context.scene.capitals
    return named and context.is_word(context.text(after), "is")


def _is_old_without_unit(context: AgeOwners, index: int) -> bool:
    """Whether "old" follows without "years": "viistoista vanha", "he is 9 old"."""
    ends = context.is_word(context.text(index + 1), "old_alone") and context.ends_or_joins(index + 2)
    return ends and (context.counts_as_digits(index) or context.find_left(index) is not None)


def _is_turned_round(context: AgeOwners, index: int) -> bool:
    """Whether the number comes before "she is" or "är hon": "Fifteen she is"."""
    he, two = context.scene.signs["he"], (context.text(index + 1), context.text(index + 2))
    said = (index + 1 in he and context.is_word(two[1], "is")) or (
        index + 2 in he and context.is_word(two[0], "is")
    )
    return said and context.begins(index) and context.ends(index + 3)


def _opens_thought(context: AgeOwners, index: int) -> bool:
    """Whether the number stands after a pause and only its writer is told of: "…, 24 å studerar"."""
    first = index
    while first > 0 and context.is_word(context.texts[first - 1], "fillers"):
        first -= 1
    if not context.begins(first) or not context.texts[index].isdigit():
        return False
    if first == index > 1 and context.text(index - 1) == "," and context.words[index - 2].number is not None:
        # A row of numbers.
        return False
    following = index + 1
    if following in context.scene.signs["fellow"] and context.ends(index + 2):
        return True
    goes_on = context.text(following) in context.rules["joining"] and context.text(following) != ","
    goes_on = goes_on and context.is_word(context.text(following + 1), "own_state")
    return goes_on and not context.tells_of_child and context.text(first - 1) not in SENTENCE_ENDS
