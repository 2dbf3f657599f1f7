"""The ages stated in a message and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.components.age_context import LARGEST_COUNT, SENTENCE_ENDS
from assistant.components.age_owners import SELF, AgeOwners
from assistant.components.age_words import load_age_words
from assistant.components.birthdays import is_soon, read_birthday
from assistant.components.births import read_birth
from assistant.components.infants import is_small_unit, read_exact, read_small_age
from assistant.components.number_words import Word
from assistant.components.scenes import Scene
from assistant.components.school_years import read_class

_OLDEST = 110
# A number by itself is an age only where it can be a writer's or a child's: a greater one is something else.
_BARE_FROM, _BARE_TO = 7, 39
# Nobody writes before this age, nor has somebody write.
_YOUNGEST_WRITER = 5
# A sentence begins with fewer years than these rather as a length of time.
_LEAST_OF_YEARS = 10
_LAST_OF_YOUTH, _LAST_OF_YOUNG = 22, 30
# An answer has at most so many words.
_ANSWER = 6
_CARED_FOR = re.compile(r"(?:aani|tani|aamme|tamme)$")


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
    words = load_age_words(language)
    pattern, ranges = words["stages"], words["stage_ranges"]
    return [
        Age(None, ranges[match["word"]], match.start(), match.end()) for match in pattern.finditer(folded)
    ]


def find_answer(words: list[Word]) -> Age | None:
    """A number as the answer to "how old": "13", "se on 13", "kolmetoista"."""
    numbers = [word for word in words if word.number is not None and word.number <= _OLDEST]
    if len(numbers) != 1 or len(words) > 8:
        return None
    return Age(numbers[0].number, None, numbers[0].start, numbers[0].end)


class _AgeReader(AgeOwners):
    """Reads each number and class of one message by the words before and after it."""

    def read(self, index: int) -> Iterator[Age]:
        """The age that the word tells, at most one."""
        number = self.words[index].number
        years = read_class(self, index, number)
        of_class = years is not None
        if years is None and number is not None and number <= _OLDEST:
            years = self._read_number(index, number)
        if years is None:
            years = read_birth(self, index) or read_exact(self, index)
        if years is not None:
            yield self._make(years[0], index, years[1], of_class)

    def read_phrases(self) -> Iterator[Age]:
        """Ages of several words: "puolen vuoden ikäinen"."""
        text = " ".join(word.text for word in self.words)
        for pattern, years in self.rules["exact_phrases"]:
            for match in pattern.finditer(text):
                first, after = text.count(" ", 0, match.start()), text.count(" ", 0, match.end()) + 1
                lasts = self.is_word(self.text(first - 1), "duration_before")
                following = range(after, after + 3)
                if lasts or any(self.is_word(self.text(i), "not_age_after") for i in following):
                    # "efter ett och ett halvt år"
                    continue
                yield self._make(years, first, 3)

    def _read_number(self, index: int, number: int) -> tuple[int, int] | None:
        """Years and strength, None when the number is no age."""
        birthday = read_birthday(self, index, number)
        if birthday is not None:
            return birthday
        soon = is_soon(self, index)
        small = soon and is_small_unit(self, self.text(index + 1))
        if (soon and not small) or self.near(index, "not_limit_before"):
            return None
        unit_index = self._skip_half(self._skip_list(index)) + 1
        unit, after = self.text(unit_index), max(index + 2, unit_index + 1)
        if self.is_word(unit, "decades") and not self._is_about_person(index):
            return None
        if self.is_word(unit, "old") and self.is_word(self.text(after), "likeness"):
            # "på en sexårings nivå"
            return None
        if self.is_word(unit, "old"):
            return (number, 1 if self.is_word(unit, "defiance") else 4)
        if self.is_word(unit, "essive") and "olla" in self.texts[max(0, index - 3) : index]:
            # "millaista on olla äiti 17-vuotiaana"
            return (number, 4)
        if is_small_unit(self, unit):
            return read_small_age(self, index, number, unit, after)
        if self.is_word(unit, "years") and self.is_word(self.text(after), "old_words"):
            return (number, 4)
        left = self.find_left(index)
        if left != "me" and self.near(index, "not_age_before") and not self.is_of_both(index):
            return None
        if self.is_word(unit, "years"):
            return self._read_years(index, number, after, left)
        if self.is_word(unit, "counted") or unit == "%":
            return None
        return self._read_bare(index, number, left)

    def _skip_list(self, index: int) -> int:
        """The last of numbers that share a unit: "4- ja 8-vuotias"."""
        following = index + 2 if self.text(index + 1) == "-" else index + 1
        joined = self.text(following) in self.rules["joining"] and following + 1 < len(self.words)
        shares = joined and self.words[following + 1].number is not None
        unit, after = self.text(following + 2), self.text(following + 3)
        old = self.is_word(unit, "old") or (self.is_word(unit, "years") and self.is_word(after, "old_words"))
        return following + 1 if shares and old else index

    def _skip_half(self, index: int) -> int:
        """The last word of a half after the number: "two and a half"."""
        match = self.rules["halves"].match(" ".join(self.texts[index + 1 : index + 4]))
        return index + 1 + match[0].count(" ") if match else index

    def _is_about_person(self, index: int) -> bool:
        near = (*range(index - 3, index), *range(index + 2, index + 4))
        inflected = not self.text(index + 1).endswith("kymppinen")
        if inflected and any(self.is_word(self.text(i), "money") for i in range(index - 6, index + 7)):
            return False
        known = any(
            i in self.persons or i in self.scene.signs["he"] or i in self.scene.signs["i"] for i in near
        )
        return known or self.begins(index) or self.find_left(index) is not None

    def _read_years(self, index: int, number: int, after: int, left: str | None) -> tuple[int, int] | None:
        named = after in self.persons or (left == "person" and len(self.text(index + 1)) == 1)
        # "15v tytär seurustelee": beside a person only the next word may make it a length of time.
        if any(
            self.is_word(self.text(i), "not_age_after") for i in range(after, after + (1 if named else 3))
        ):
            return None
        beside = left is not None or after in self.persons or after + 1 in self.persons
        sure = self.is_word(self.text(index + 1), "years_sure") or (
            any(self.is_word(self.text(i), "months") for i in (after + 1, after + 2))
        )
        letter = len(self.text(index + 1)) == 1
        alone = self.begins(index) and (self.ends_or_joins(after) if letter else self.ends(after))
        if left == "person" and _CARED_FOR.search(self.text(index - 1)):
            # "olen hoitanut poikaani kaksikymmentä vuotta"
            beside = False
        if left == "person" and not self.words[index].text.isdigit() and self.text(index - 1).endswith("lle"):
            # "tukiperhettä on toivottu pojalle kaksi vuotta"
            beside = False
        learner = self.ends(after) and self.rules["learner_has"].search(" ".join(self.texts[:index][-2:]))
        goes_on = self.begins(index) and self._goes_on(index, after)
        goes_on = goes_on and (self.tells_of_child or self._opens_message(index, number, after))
        return (number, 3) if beside or sure or alone or learner or goes_on else None

    def _opens_message(self, index: int, number: int, after: int) -> bool:
        """Whether somebody begins with the own age and goes on of himself: "14 vuotta ja asun"."""
        signs = self.scene.signs
        told = signs["me"] | signs["hurt"] | signs["dropped"]
        own = any(i in told for i in range(after + 1, after + 4))
        own = own or (index > 0 and not self.persons and any(i in told for i in range(index)))
        own = own and number <= _LAST_OF_YOUTH
        return number > _LEAST_OF_YEARS and (own or self._tells_state(number, after))

    def _tells_state(self, number: int, joining: int) -> bool:
        """Whether "and" and how the writer fares follow an age: "arton år o arbetslös", "16 o redan less"."""
        joins = self.text(joining) in self.rules["joining"] and number <= _LAST_OF_YOUNG
        return joins and bool({joining + 1, joining + 2} & self.scene.signs["hurt"])

    def _goes_on(self, index: int, after: int) -> bool:
        """Whether a sentence that begins with years goes on about someone of that age, not about a time."""
        follows = self.text(after) in self.rules["joining"] and self.text(after + 1).isalpha()
        lasts = self.text(after + 1) in self.rules["lasting"]
        half = after > index + 2
        return follows and not lasts and (half or (self.words[index].number or 0) >= _LEAST_OF_YEARS)

    def _read_bare(self, index: int, number: int, left: str | None) -> tuple[int, int] | None:
        follows, digits = self.ends_or_joins(index + 1), self.words[index].text.isdigit()
        one_told = number == 1 and digits and index - 2 in self.scene.signs["he"] and follows
        counts = not digits and number <= LARGEST_COUNT and not follows
        if left == "me" and (number < _YOUNGEST_WRITER or counts):
            # "ja e fyra böcker efter"
            return None
        if left in ("me", "aged") and (number > 1 or one_told):
            return (number, 3)
        if left == "is":
            told = self.text(index - 1) in self.rules["he_is"] and self.ends(index + 1)
            half = not self.texts[index].replace(" ", "").isalnum()
            when = self.text(index - 3) in self.rules["when"] and not self.is_word(
                self.text(index + 1), "counted"
            )
            return (number, 3) if (follows or when) and (number > 1 or told or half) else None
        if self.texts[index] == "one":
            # "dad's old one"
            return None
        if left == "person" and (digits or follows) and number > 0:
            return (number, 3)
        first = index
        while first > 0 and self.is_word(self.texts[first - 1], "fillers"):
            first -= 1
        just = first < index and self.begins(first) and self.text(index + 1) in SENTENCE_ENDS
        if just and digits and number > 0 and self.tells_of_child:
            # "nyss 3."
            return (number, 2)
        if (
            digits
            and number > _LEAST_OF_YEARS
            and self.begins(index)
            and self._tells_state(number, index + 1)
        ):
            # "…, 16 o redan utbränd"
            return (number, 2)
        if not (_BARE_FROM <= number <= _BARE_TO or self._between_commas(index)):
            return None
        if not digits and number <= LARGEST_COUNT:
            return None
        if self.text(index - 1) == "," and index > 1 and self.words[index - 2].number is not None:
            # A row of numbers without people: school marks.
            return None
        if self.text(index - 1) == "." and self.text(index - 2) in ("t", "terv"):
            # A signature.
            return (number, 1)
        if digits and self.signs_off(index):
            return (number, 2)
        lonely = self.begins(first) and self.ends(index + 1) and self.text(index + 1) != "?"
        lonely = lonely and (index == 0 or len(self.words) - index <= 4 or self._stands_apart(index))
        row = self.text(1) == "," and len(self.words) > 3 and self.words[2].number is not None
        row = row and self.text(3) in self.rules["joining"]
        begins_all = index == 0 and not row and (follows or self.text(1) == "&")
        # "no 13 ja Kivenlahti": a short answer.
        begins_all = begins_all or (first == 0 and follows and digits and len(self.words) <= _ANSWER)
        begins_all = begins_all or (number >= _LEAST_OF_YEARS and digits and self._opens_sentence(index))
        return (number, 1) if (lonely and not (row and index == 0)) or begins_all else None

    def _stands_apart(self, index: int) -> bool:
        """Whether the number is a sentence or an apposition by itself."""
        sentence = self.text(index - 1) in SENTENCE_ENDS and self.text(index + 1) in SENTENCE_ENDS
        return sentence or self._between_commas(index)

    def _opens_sentence(self, index: int) -> bool:
        """Whether a sentence begins with the number as with a name: ". 15, lost nine kilos"."""
        following = self.text(index + 1)
        opens = (
            index > 1
            and self.text(index - 1) in (*SENTENCE_ENDS, "\n")
            and self.words[index - 2].number is None
        )
        goes_on = following in (",", "o", "a", "och", "and", "ja", "n") and self.text(index + 2).isalpha()
        return (
            opens
            and goes_on
            and not self.texts[index + 2].isdigit()
            and self.text(index + 2) not in self.rules["guesses"]
        )

    def _between_commas(self, index: int) -> bool:
        return self.text(index - 1) in (",", "(") and self.text(index + 1) in (",", ")")

    def _make(self, years: int, index: int, strength: int, of_class: bool = False) -> Age:
        word = self.words[index]
        owner, plural, sure = self.find_owner(index)
        if of_class and owner == SELF and self.scene.writer == "keeper":
            # A teacher's class is that of the pupils.
            owner = None
        following = self.words[index + 1 : index + 2]
        end = following[0].end if following and following[0].start == word.end else word.end
        return Age(years, None, word.start, end, owner, strength + sure, plural)
