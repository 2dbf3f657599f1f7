"""The ages stated in a message and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from re import Pattern
from typing import Any

from assistant.components.normalization import fold
from assistant.components.number_words import Word
from assistant.components.persons import Scene
from assistant.components.vocabulary import load_vocabulary

SELF, THIRD = "self", "third"
_OLDEST = 110
_MONTHS_IN_YEAR, _WEEKS_IN_YEAR = 12, 52
_YEARS_AT_FIRST_CLASS, _YEARS_BEFORE_UPPER = 6, 15
_LAST_CLASS = 9
# A number by itself is an age only where it can be a writer's or a child's: a greater one is something else.
_BARE_FROM, _BARE_TO = 7, 39
# Written out, the small numbers count things more often than years.
_LARGEST_COUNT = 10
_SENTENCE_ENDS = frozenset([".", "!", "?"])
_PAUSES = frozenset([",", ".", "(", ")", "!", "?", ";", "\n", "…", "/", "&", "-", "–", "—"])


@dataclass(frozen=True, slots=True)
class Age:
    """An age stated in a message: `years` exact, or `range` for a stage of life. Offsets are characters.

    `owner` is SELF, THIRD (he, she), the kind of the person named beside it, or None when nothing tells;
    `strength` orders ages of one message, the surest first.
    """

    years: int | None
    range: tuple[int, int] | None
    start: int
    end: int
    owner: str | None = None
    strength: int = 0
    plural: bool = False


def find_ages(scene: Scene, language: str) -> list[Age]:
    """All exact ages of the message, in its order."""
    reader = _AgeReader(scene, language)
    found = [age for index in range(len(scene.words)) for age in reader.read(index)]
    return sorted([*found, *reader.read_phrases()], key=lambda age: age.start)


def find_stages(folded: str, language: str) -> list[Age]:
    """Stages of life ("yläaste", "teini") as ranges."""
    pattern, ranges = _rules(language)["stages"], _rules(language)["stage_ranges"]
    return [
        Age(None, ranges[match["word"]], match.start(), match.end()) for match in pattern.finditer(folded)
    ]


def find_answer(words: list[Word]) -> Age | None:
    """A number as the answer to "how old": "13", "se on 13", "kolmetoista"."""
    numbers = [word for word in words if word.number is not None and word.number <= _OLDEST]
    if len(numbers) != 1 or len(words) > 8:
        return None
    return Age(numbers[0].number, None, numbers[0].start, numbers[0].end)


class _AgeReader:
    """Reads each number and class of one message by the words before and after it."""

    def __init__(self, scene: Scene, language: str) -> None:
        self._scene, self._words = scene, scene.words
        self._texts = [word.text for word in scene.words]
        self._rules = _rules(language)
        self._persons = {person.index: person for person in scene.persons}

    def read(self, index: int) -> Iterator[Age]:
        """The age that the word tells, at most one."""
        number = self._words[index].number
        years = self._read_class(index, number)
        if years is None and number is not None and number <= _OLDEST:
            years = self._read_number(index, number)
        if years is None:
            years = self._read_exact(index)
        if years is not None:
            yield self._make(years[0], index, years[1])

    def read_phrases(self) -> Iterator[Age]:
        """Ages of several words: "puolen vuoden ikäinen"."""
        text = " ".join(word.text for word in self._words)
        for pattern, years in self._rules["exact_phrases"]:
            for match in pattern.finditer(text):
                yield self._make(years, text.count(" ", 0, match.start()), 3)

    def _read_number(self, index: int, number: int) -> tuple[int, int] | None:
        """Years and strength, None when the number is no age."""
        if self._near(index, "not_limit_before"):
            return None
        unit, after = self._text(index + 1), index + 2
        if self._is(unit, "old"):
            return (number, 4)
        if self._is(unit, "small_sure"):
            return (number // (_MONTHS_IN_YEAR if self._is(unit, "months") else _WEEKS_IN_YEAR), 4)
        for name, in_year in (("months", _MONTHS_IN_YEAR), ("weeks", _WEEKS_IN_YEAR)):
            if self._is(unit, name) and not (name == "weeks" and unit == "v"):
                small = self._is_small_age(index, after, name)
                return (number // in_year, 3) if small else None
        if self._near(index, "not_age_before"):
            return None
        left = self._find_left(index)
        if self._is(unit, "years"):
            return self._read_years(index, number, after, left)
        if self._is(unit, "counted") or unit == "%":
            return None
        return self._read_bare(index, number, left)

    def _read_years(self, index: int, number: int, after: int, left: str | None) -> tuple[int, int] | None:
        if self._is(self._text(after), "old_words"):
            return (number, 4)
        if any(self._is(self._text(i), "not_age_after") for i in range(after, after + 3)):
            return None
        beside = left is not None or after in self._persons or after + 1 in self._persons
        sure = self._is(self._text(index + 1), "years_sure") or (
            any(self._is(self._text(i), "months") for i in (after + 1, after + 2))
        )
        alone = self._ends_or_joins(after) and self._begins(index)
        return (number, 3) if beside or sure or alone else None

    def _read_bare(self, index: int, number: int, left: str | None) -> tuple[int, int] | None:
        follows, digits = self._ends_or_joins(index + 1), self._words[index].text.isdigit()
        if left in ("me", "aged") and number > 1:
            return (number, 3)
        if left == "is":
            one = number == 1 and self._text(index - 1) in self._rules["he_is"] and self._ends(index + 1)
            return (number, 3) if follows and (number > 1 or one) else None
        if left == "person" and (digits or follows) and number > 0:
            return (number, 3)
        if not (_BARE_FROM <= number <= _BARE_TO or self._between_commas(index)):
            return None
        if not digits and number <= _LARGEST_COUNT:
            return None
        lonely = self._begins(index) and self._ends(index + 1)
        lonely = lonely and (index == 0 or len(self._words) - index <= 4 or self._stands_apart(index))
        begins_all = index == 0 and (follows or self._text(1) == "&")
        return (number, 1) if lonely or begins_all else None

    def _ends_or_joins(self, index: int) -> bool:
        return self._ends(index) or self._is(self._text(index), "after")

    def _stands_apart(self, index: int) -> bool:
        """Whether the number is a sentence or an apposition by itself."""
        sentence = self._text(index - 1) in _SENTENCE_ENDS and self._text(index + 1) in _SENTENCE_ENDS
        return sentence or self._between_commas(index)

    def _between_commas(self, index: int) -> bool:
        return self._text(index - 1) in (",", "(") and self._text(index + 1) in (",", ")")

    def _is_small_age(self, index: int, after: int, name: str) -> bool:
        """Whether months or weeks are an age: beside a baby, as "old", or standing alone."""
        if self._is(self._text(after), "old_words"):
            return True
        before = (index - 1, index - 2) if self._text(index - 1) in self._rules["joining"] else (index - 1,)
        if any(self._is(self._text(i), "years") for i in before) or self._is_pregnant():
            # The months after the years: "1 v 2 kk".
            return False
        if any(self._is(self._text(i), "not_age_after") for i in (after, after + 1)):
            return False
        beside = [self._text(i) for i in (index - 1, index - 2, after)]
        if any(self._is(text, "months_old_person") for text in beside):
            return True
        follows = self._ends(after) or self._is(self._text(after), "after")
        return name == "months" and follows and self._begins(index) and len(self._words) < 15

    def _read_class(self, index: int, number: int | None) -> tuple[int, int] | None:
        text = self._texts[index]
        years = self._read_upper(index)
        if years is not None:
            return years
        if self._near(index, "class_not_now_before") or self._near_after(
            index, "class_not_now_after"
        ):
            return None
        for pattern, level in self._rules["classes"]:
            if pattern.fullmatch(text):
                return (level + _YEARS_AT_FIRST_CLASS, 2)
        if number is not None and 1 <= number <= _LAST_CLASS:
            unit = 2 if self._text(index + 1) in (".", "st", "nd", "rd", "th") else 1
            if self._is(self._text(index + unit), "class_words"):
                return (number + _YEARS_AT_FIRST_CLASS, 2)
            if self._is(self._text(index - 1), "class_words_before") and self._ends_or_goes_on(index + 1):
                return (number + _YEARS_AT_FIRST_CLASS, 2)
            ordinal = self._text(index + 1) in ("st", "nd", "rd", "th")
            if ordinal and self._text(index - 1) == "in" and self._ends_or_goes_on(index + 2):
                return (number + _YEARS_AT_FIRST_CLASS, 2)
        ordinal_class = next(
            (value for pattern, value in self._rules["ordinals"] if pattern.fullmatch(text)), None
        )
        if ordinal_class and self._is(self._text(index + 1), "class_words"):
            return (ordinal_class + _YEARS_AT_FIRST_CLASS, 2)
        if text in self._rules["class_nouns"] and self._scene.signs["keeper"] and self._text(index - 1) == "en":
            return (self._rules["class_nouns"][text] + _YEARS_AT_FIRST_CLASS, 2)
        return None

    def _ends_or_goes_on(self, index: int) -> bool:
        return self._ends(index) or self._is(self._text(index), "after") or self._text(index).isalpha()

    def _read_upper(self, index: int) -> tuple[int, int] | None:
        """The year in upper secondary school: "lukion toka", "first year of lukio"."""
        text = self._texts[index]
        for pattern, year in self._rules["upper_years"]:
            if pattern.fullmatch(text):
                near = range(max(0, index - 3), min(len(self._texts), index + 4))
                if any(self._is(self._texts[i], "upper_secondary") for i in near if i != index):
                    return (_YEARS_BEFORE_UPPER + int(year), 3)
        return None

    def _read_exact(self, index: int) -> tuple[int, int] | None:
        text = self._texts[index]
        for pattern, years in self._rules["exact"]:
            if pattern.fullmatch(text):
                if years == 0 and self._is_pregnant():
                    return None
                if self._is(self._text(index + 1), "not_exact_after"):
                    return None
                if years and (
                    self._near_after(index, "class_not_now_after")
                    or self._near(index, "class_not_now_before")
                ):
                    return None
                return (int(years), 0)
        return None

    def _is_pregnant(self) -> bool:
        return self._rules["pregnant"].search(" ".join(self._texts)) is not None

    def _find_left(self, index: int) -> str | None:
        """What stands before a number: "me" (the writer is), "is", "aged", "person"; None for anything else."""
        i = index - 1
        while i >= 1 and self._text(i) in self._rules["joining"] and self._words[i - 1].number is not None:
            # "Lapset 4, 7 ja 11": each number belongs to the same people.
            i -= 2
        while i >= 0 and self._is(self._texts[i], "fillers"):
            i -= 1
        two = f"{self._text(i - 1)} {self._text(i)}"
        if self._is(two, "me_is") or self._is(self._text(i), "me_is"):
            return "me"
        if self._text(i) in ("e", "fyllde", "turned") and self._begins(i):
            return "me"
        if self._text(i) in ("pa", "of") and i - 1 in self._persons:
            return "aged"
        if self._is(self._text(i), "is"):
            return "is" if i == 0 or self._is_subject(i, index) else None
        if i in self._persons and not self._persons[i].company:
            return "person"
        # "Sonen, 15,", "my daughter (13)"
        apart = self._text(i) in (",", "(") and i - 1 in self._persons
        return "person" if apart and not self._text(index + 1).isalpha() else None

    def _is_subject(self, copula: int, number: int) -> bool:
        """Whether someone stands before the copula, and no thing that is measured or counted."""
        if self._texts[copula] in self._rules["he_is"] or self._words[number].text.isdigit():
            if self._texts[copula] not in ("har", "has", "pa", "of"):
                return True
        near = range(max(0, copula - 2), copula)
        return any(i in self._persons or i in self._scene.signs["he"] for i in near)

    def _begins(self, index: int) -> bool:
        return index <= 0 or self._text(index - 1) in _PAUSES

    def _ends(self, index: int) -> bool:
        return index >= len(self._texts) or self._text(index) in _PAUSES

    def _near(self, index: int, name: str) -> bool:
        """Whether such a word stands at most three words before, in the same sentence part."""
        first = index
        while first > max(0, index - 3) and self._texts[first - 1] not in (".", "!", "?", ";", ","):
            first -= 1
        return self._rules[name].search(" ".join(self._texts[first:index])) is not None

    def _near_after(self, index: int, name: str) -> bool:
        return self._rules[name].search(" ".join(self._texts[index + 1 : index + 4])) is not None

    def _text(self, index: int) -> str:
        return self._texts[index] if 0 <= index < len(self._texts) else ""

    def _is(self, text: str, name: str) -> bool:
        return bool(text) and self._rules[name].fullmatch(text) is not None

    def _make(self, years: int, index: int, strength: int) -> Age:
        word = self._words[index]
        owner, plural, sure = self._find_owner(index)
        following = self._words[index + 1 : index + 2]
        end = following[0].end if following and following[0].start == word.end else word.end
        return Age(years, None, word.start, end, owner, strength + sure, plural)

    def _find_owner(self, index: int) -> tuple[str | None, bool, int]:
        """Kind of the one whose age it is, whether several are meant, and a bonus for the surest."""
        left = self._find_left(index)
        if left == "me":
            return SELF, False, 1
        clause = self._scene.clauses[index]
        best: tuple[int, str, bool, int] | None = None
        for person in self._scene.persons:
            distance = person.index - index
            if not -8 <= distance <= 3 or (
                self._scene.clauses[person.index] != clause and not -3 <= distance <= 2
            ):
                continue
            singled = 2 if self._is(self._texts[person.index], "oldest_words") else 0
            kind = SELF if person.kind == "writer" else person.kind
            candidate = (abs(distance) + (2 if distance > 0 else 0), kind, person.plural, singled)
            if person.company and distance < -1:
                continue
            best = min(best, candidate) if best else candidate
        signs = self._scene.signs
        for i in range(max(0, index - 5), index):
            if self._scene.clauses[i] != clause:
                continue
            if i in signs["he"]:
                best = min(best, (index - i, THIRD, False, 0)) if best else (index - i, THIRD, False, 0)
            elif i in signs["me"] and i not in signs["mine"]:
                best = min(best, (index - i, SELF, False, 0)) if best else (index - i, SELF, False, 0)
        if best is not None:
            return best[1], best[2], best[3]
        return None, False, 0


@cache
def _rules(language: str) -> dict[str, Any]:
    """Compiled word lists of data/vocabulary/ages.yml for one language."""
    data = load_vocabulary("ages")
    names = (
        "old old_words years years_sure months weeks small_sure me_is is fillers after "
        "not_age_after counted months_old_person class_words class_words_before upper_secondary "
        "not_exact_after oldest_words"
    ).split()
    rules: dict[str, Any] = {name: re.compile(fold(data[name][language])) for name in names}
    for name in ("not_limit_before", "not_age_before", "class_not_now_before", "class_not_now_after"):
        rules[name] = _compile_whole(data[name][language])
    for name in ("upper_years", "exact", "ordinals"):
        rules[name] = [(re.compile(fold(word)), value) for word, value in data[name][language].items()]
    rules["exact_phrases"] = [
        (_compile_whole(words), years) for words, years in data["exact_phrases"][language].items()
    ]
    rules["classes"] = [
        (re.compile(fold(one["pattern"])), int(one["class"])) for one in data["classes"][language]
    ]
    rules["class_nouns"] = {
        fold(word): number for word, number in data["class_nouns"].get(language, {}).items()
    }
    rules["pregnant"] = re.compile("|".join(rf"\b{fold(word)}" for word in data["pregnant"][language]))
    rules["joining"] = frozenset([",", "ja", "och", "o", "a", "and", "&", "seka"])
    rules["he_is"] = frozenset(["he's", "she's", "turned", "age", "aged", "ikaa", "ika", "alder", "fyllde"])
    stages = {fold(word): tuple(ages) for word, ages in data["stages"][language].items()}
    rules["stages"] = re.compile(
        rf"\b(?P<word>{'|'.join(map(re.escape, sorted(stages, key=len, reverse=True)))})"
    )
    rules["stage_ranges"] = stages
    return rules


def _compile_whole(words: str) -> Pattern[str]:
    return re.compile(rf"\b(?:{fold(words)})(?!\w)")
