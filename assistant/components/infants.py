"""The ages of the smallest: months, weeks, and words like "baby" that are an age themselves."""

from __future__ import annotations

from assistant.components.age_owners import AgeOwners

_MONTHS_IN_YEAR, _WEEKS_IN_YEAR = 12, 52
_SHORT_MESSAGE = 30
_CHILDREN = frozenset(["child", "youngster", "ward"])


def read_small_age(
    context: AgeOwners, index: int, number: int, unit: str, after: int
) -> tuple[int, int] | None:
    """Years and strength when months or weeks are told as an age, None for a length of time.

    Args:
        context: The message.
        index: Number of the word.
        number: The word as a whole number.
        unit: The word for months or weeks.
        after: Number of the word after it.
    """
    if context.is_word(unit, "small_sure"):
        return (number // (_MONTHS_IN_YEAR if context.is_word(unit, "months") else _WEEKS_IN_YEAR), 4)
    months = context.is_word(unit, "months")
    if not _is_age(context, index, after, months):
        return None
    return (number // (_MONTHS_IN_YEAR if months else _WEEKS_IN_YEAR), 3)


def is_small_unit(context: AgeOwners, unit: str) -> bool:
    """Whether the word stands for months or weeks; Swedish "v" is weeks or years, and counts as years."""
    months = context.is_word(unit, "months") or context.is_word(unit, "small_sure")
    return months or (context.is_word(unit, "weeks") and unit != "v")


def _is_age(context: AgeOwners, index: int, after: int, months: bool) -> bool:
    """Whether months or weeks are an age: beside a baby, as "old", or standing alone."""
    joined = context.text(index - 1) in context.rules["joining"]
    counted_years = joined or (index > 1 and context.words[index - 2].number is not None)
    if counted_years and context.is_word(context.text(index - 2 if joined else index - 1), "years"):
        # The months after the years: "vuoden ja 8 kuukauden ikäinen".
        return False
    if context.is_word(context.text(after), "old_words"):
        return True
    before = (index - 1, index - 2) if context.text(index - 1) in context.rules["joining"] else (index - 1,)
    counted = [i for i in before if i > 0 and context.words[i - 1].number is not None]
    if any(context.is_word(context.text(i), "years") for i in counted) or context.is_pregnant():
        # The months after the years: "1 v 2 kk".
        return False
    if any(context.is_word(context.text(i), "not_age_after") for i in (after, after + 1)):
        return False
    left = index - 1
    while left > 0 and _is_skipped(context, left):
        left -= 1
    if any(context.is_word(context.text(i), "months_old_person") for i in (left, after)):
        return True
    if left < index - 1 and left in context.persons and context.persons[left].kind in _CHILDREN:
        # "Poikamme on 10 viikkoa eikä jaksa imeä"
        return True
    if context.is_word(context.text(index - 1), "is") and left in context.scene.signs["he"]:
        # "Hon är fyra månader."
        return context.ends(after)
    if index - 1 in context.scene.signs["mine"] and _is_short(context.text(index + 1)):
        # "my 18mo won't sleep"
        return True
    if context.is_word(context.text(index - 1), "at_age") and context.tells_of_child:
        # "our daughter at 20 months does not stand"
        return True
    follows = context.ends(after) or context.is_word(context.text(after), "after")
    return months and follows and context.begins(index) and len(context.words) < _SHORT_MESSAGE


def _is_short(unit: str) -> bool:
    """Whether months are abbreviated as beside a child's age: "18mo"."""
    return unit in ("mo", "mos", "kk", "mth", "mths")


def _is_skipped(context: AgeOwners, index: int) -> bool:
    text = context.text(index)
    if text in (",", "("):
        return True
    return any(context.is_word(text, name) for name in ("is", "fillers", "soon"))


def read_exact(context: AgeOwners, index: int) -> tuple[int, int] | None:
    """Years and strength of a word that is an age ("vauva"), None for other words."""
    text = context.texts[index]
    years = next((years for pattern, years in context.rules["exact"] if pattern.fullmatch(text)), None)
    counted_half = text.startswith("puol") and context.text(index - 1) in context.rules["joining"]
    if years == 0 and counted_half and index > 1 and context.words[index - 2].number is not None:
        # "kaksi ja puolivuotias"
        return (context.words[index - 2].number or 0, 4)
    if years is None or (years == 0 and context.is_pregnant()):
        return None
    counted = index > 0 and context.words[index - 1].number is not None
    told = context.near(index, "not_exact_before")
    if counted or told or context.is_word(context.text(index + 1), "not_exact_after"):
        return None
    whose = index - 1 in context.scene.signs["mine"]
    if (
        years
        and not whose
        and (context.near_after(index, "class_not_now_after") or context.near(index, "class_not_now_before"))
    ):
        return None
    return (int(years), 0)
