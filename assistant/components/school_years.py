"""The age that a class at school tells: its number plus six."""

from __future__ import annotations

from assistant.components.age_context import AgeContext

_YEARS_AT_FIRST_CLASS, _YEARS_BEFORE_UPPER = 6, 15
_LAST_CLASS = 9
_YEAR = frozenset(["year", "vuosi", "vuotta", "aret"])
# The last year, not the year that has passed: "his last year of lukio".
_WHOSE = frozenset(["my", "his", "her", "the", "their"])
_CLASS_LETTERS = "abcd"
_ON_CLASS = ("lla", "l", "lle")


def read_class(context: AgeContext, index: int, number: int | None) -> tuple[int, int] | None:
    """Years and strength by the word, None when it tells no class or one that is over or to come.

    Args:
        context: The message.
        index: Number of the word.
        number: The word as a whole number, when it is one.
    """
    text = context.texts[index]
    years = _read_upper(context, index)
    if years is not None:
        return years
    if context.near(index, "class_not_now_before") or context.near_after(index, "class_not_now_after"):
        return None
    if number is not None and _has_letter(context, index, number):
        return (number + _YEARS_AT_FIRST_CLASS, 2)
    for pattern, level in context.rules["classes"]:
        if pattern.fullmatch(text):
            return (level + _YEARS_AT_FIRST_CLASS, 2)
    if number is not None and 1 <= number <= _LAST_CLASS:
        unit = 2 if context.text(index + 1) in (".", "st", "nd", "rd", "th") else 1
        if context.is_word(context.text(index + unit), "class_words"):
            return (number + _YEARS_AT_FIRST_CLASS, 2)
        if context.is_word(context.text(index - 1), "class_words_before") and _ends_or_goes_on(
            context, index + 1
        ):
            return (number + _YEARS_AT_FIRST_CLASS, 2)
        ordinal = context.text(index + 1) in ("st", "nd", "rd", "th")
        if ordinal and context.text(index - 1) == "in" and _ends_or_goes_on(context, index + 2):
            return (number + _YEARS_AT_FIRST_CLASS, 2)
    ordinal_class = next(
        (value for pattern, value in context.rules["ordinals"] if pattern.fullmatch(text)), None
    )
    if ordinal_class and (
        context.is_word(context.text(index + 1), "class_words") or _is_on_class(context, index, ordinal_class)
    ):
        return (ordinal_class + _YEARS_AT_FIRST_CLASS, 2)
    if number is not None and 1 < number <= _LAST_CLASS and _has_ending(context, index):
        return (number + _YEARS_AT_FIRST_CLASS, 2)
    if text in context.rules["class_nouns"] and context.text(index - 1) == "samma":
        # "vi går i samma nia"
        return (context.rules["class_nouns"][text] + _YEARS_AT_FIRST_CLASS, 2)
    if (
        text in context.rules["class_nouns"]
        and (context.scene.signs["keeper"] or context.scene.writer == "keeper")
        and context.text(index - 1) == "en"
    ):
        return (context.rules["class_nouns"][text] + _YEARS_AT_FIRST_CLASS, 2)
    return None


def _has_letter(context: AgeContext, index: int, number: int) -> bool:
    """Whether a letter makes the number a class: "in 8B"; Swedish "en 5a" may be a mark."""
    letter = context.text(index + 1)
    if not 1 <= number <= _LAST_CLASS or len(letter) != 1 or letter not in _CLASS_LETTERS:
        return False
    if context.words[index + 1].start != context.words[index].end or not context.text(index).isdigit():
        return False
    opens = context.begins(index) and letter != "a" or index == 0
    return opens or context.is_word(context.text(index - 1), "class_beside")


def _has_ending(context: AgeContext, index: int) -> bool:
    """Whether an ending makes the number a class: "går på 8:an", "i 5an"."""
    ending = index + 2 if context.text(index + 1) == ":" else index + 1
    joined = context.words[ending].start - context.words[index].end <= 1 if context.text(ending) else False
    before = context.is_word(context.text(index - 1), "class_beside")
    return joined and before and context.is_word(context.text(ending), "class_ending")


def _is_on_class(context: AgeContext, index: int, level: int) -> bool:
    """Whether an ordinal by itself is a class: "tokalla oleva poika", "my son is in eighth"."""
    if context.is_word(context.text(index + 1), "being_in"):
        return context.texts[index].endswith(_ON_CLASS)
    if context.is_word(context.texts[index], "on_ordinal_class"):
        near = range(index - 3, index)
        at_school = any(context.is_word(context.text(i), "at_school") for i in near)
        return at_school and level > 2 and context.ends_or_joins(index + 1)
    return context.text(index - 1) == "in" and level > 2 and context.ends_or_joins(index + 1)


def _ends_or_goes_on(context: AgeContext, index: int) -> bool:
    return context.ends(index) or context.text(index).isalpha()


def _read_upper(context: AgeContext, index: int) -> tuple[int, int] | None:
    """The year in upper secondary school: "lukion toka", "first year of lukio"."""
    text = context.texts[index]
    for pattern, year in context.rules["upper_years"]:
        if pattern.fullmatch(text) and (text != "last" or context.text(index - 1) in _WHOSE):
            near = range(max(0, index - 3), min(len(context.texts), index + 4))
            if any(context.is_word(context.texts[i], "upper_secondary") for i in near if i != index):
                return (_YEARS_BEFORE_UPPER + int(year), 2)
            if context.text(index + 1) in _YEAR and context.is_only_upper_secondary:
                # "Got into lukio … now it's first year"
                return (_YEARS_BEFORE_UPPER + int(year), 2)
    return None
