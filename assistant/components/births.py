"""The age that a birth tells: "lapsi syntyi 3 viikkoa sitten", "our son was born last month"."""

from __future__ import annotations

from assistant.components.age_owners import AgeOwners

_IN_YEAR = {"days": 365, "weeks_ago": 52, "months": 12, "years": 1}
_CHILDREN = frozenset(["child", "youngster"])
_OTHERS = frozenset(["sibling", "friend"])
# So many words may stand between the child and the birth, and between the birth and its time.
_BESIDE, _LATER = 4, 7
_OLDEST = 17


def read_birth(context: AgeOwners, index: int) -> tuple[int, int] | None:
    """Years and strength when the word is the verb of a child's birth and its time is told, else None."""
    born, got = (context.is_word(context.texts[index], name) for name in ("born", "got_child"))
    if not (born or got) or context.is_pregnant():
        return None
    # "barnet fick feber" is no birth, "vi fick en son" is.
    near = range(max(0, index - _BESIDE) if born else index + 1, index + _BESIDE)
    kinds = {context.persons[i].kind for i in near if i in context.persons}
    he = born and any(i in context.scene.signs["he"] for i in near if i < index)
    of_others = any(i in context.persons and context.persons[i].kind in _OTHERS for i in range(index))
    if of_others or not (kinds & _CHILDREN or he):
        return None
    clause, later = context.scene.clauses[index], range(index + 1, min(index + _LATER, len(context.texts)))
    for i in later:
        years = _read_ago(context, i) if context.scene.clauses[i] == clause else None
        if years is not None:
            return (years, 4) if years <= _OLDEST else None
    return (0, 4) if context.near_after(index, "just_born") else None


def _read_ago(context: AgeOwners, index: int) -> int | None:
    """Whole years when a count of time and "ago" stand here: "3 viikkoa sitten", "a month ago"."""
    number = context.words[index].number
    if number is None:
        text = context.texts[index]
        number = next((count for words, count in context.rules["ago_counts"] if words.fullmatch(text)), None)
    if number is None:
        return None
    for unit in range(index, index + 4):
        if context.is_word(context.text(unit + 1), "ago"):
            years = (
                number // count
                for name, count in _IN_YEAR.items()
                if context.is_word(context.text(unit), name)
            )
            return next(years, None)
    return None
