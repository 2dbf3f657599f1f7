"""What the words around a place name tell about it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.components.inflection import FROM, GENITIVE, INSIDE, NOMINATIVE, RESIDENT, TO
from assistant.components.normalization import fold
from assistant.components.place_words import (
    KINDS,
    load_context_words,
    load_own_words,
    load_prepositions,
)
from assistant.components.reading import Reading
from assistant.components.vocabulary import LANGUAGES

_CLAUSE_ENDS = frozenset(
    [*(".", ",", ";", "!", "?", ":", "(", ")")]
    + ["mutta", "mut", "mutku", "ja", "vaikka", "kun", "koska", "joten", "men"]
    + [
        "och",
        "fast",
        "eftersom",
        "when",
        "but",
        "and",
        "because",
        "while",
        "eiku",
        "eikun",
        "etta",
        "att",
        "that",
    ]
)
CLOSE, FAR = 4, 7
SENTENCE_ENDS = frozenset([".", "!", "?", "\n", "…"])
# A Swedish name in a Finnish form: "Ingåssa".
BORROWED = "fi-sv"
# A Swedish name without its dots and rings: "borga", "ekenas".
PLAIN_SWEDISH = "sv-plain"
# A message of so few words that hold a place names where one lives or wants help.
_ALONE = 2
# So many words are a search rather than a sentence.
_SEARCH = 4
# A word so long is hardly another one with a typing error.
_SURELY_LONG = 11
# A Swedish name of so many letters is no other word, even without its dots.
_HARDLY_A_WORD = 6
_PAUSES = SENTENCE_ENDS | {",", ";", ":", "(", ")", "-", "–", "—"}
_AGED = re.compile(r"\( \d{1,2}v? \)")
_AGE = re.compile(r"\d{1,2}(?:v|vee)?")


@dataclass(frozen=True, slots=True)
class Form:
    """One written form of a place name."""

    code: str
    name: str
    district: str | None
    case: str
    everyday: bool
    language: str
    served: bool

    @property
    def has_dots(self) -> bool:
        """Whether the name has ä, ö or å."""
        name = self.district or self.name
        return fold(name) != name.lower()


class PlaceContext:
    """The clause of each token and the meaningful words in it."""

    def __init__(self, reading: Reading) -> None:
        self.language = reading.language
        self.doc = reading.doc
        self.asked = reading.question == "municipality"
        self.words = [token.text for token in reading.folded]
        self.clauses = self._split()
        self.kinds = {kind: self._mark(kind) for kind in KINDS}
        self._without_place = load_prepositions()["none"]

    def _split(self) -> list[int]:
        clauses, clause = [], 0
        for index, word in enumerate(self.words):
            ends = word.strip(" ") in _CLAUSE_ENDS or "\n" in word
            if ends and not self._is_around_age(index):
                clause += 1
            clauses.append(clause)
        return clauses

    def _is_around_age(self, index: int) -> bool:
        """Whether brackets only hold an age: "bor hos farsan (61) i Pojo"."""
        opening = index if self.words[index] == "(" else index - 2 if self.words[index] == ")" else -1
        return opening >= 0 and _AGED.fullmatch(" ".join(self.words[opening : opening + 3])) is not None

    def _mark(self, kind: str) -> list[bool]:
        prefixes, whole = load_context_words(kind, self.language)
        return [word in whole or word.startswith(prefixes) for word in self.words]

    def near(self, kind: str, start: int, end: int, before: int, after: int) -> bool:
        """Whether a word of the kind stands in the same clause, at most so many words before or after."""
        marks, clause = self.kinds[kind], self.clauses[start]
        indices: Iterable[int] = [
            *range(max(0, start - before), start),
            *range(end, min(len(marks), end + after)),
        ]
        return any(marks[index] and self.clauses[index] == clause for index in indices)

    def find_preposition_case(self, start: int) -> str | None:
        """Case that a preposition before a Swedish or English name stands for."""
        before = self.words[start - 1] if start else ""
        at = load_prepositions()
        return next(
            (case for case, key in ((INSIDE, "in"), (FROM, "from"), (TO, "to")) if before in at[key]), None
        )

    def is_place(self, form: Form, case: str, start: int, end: int, typing_error: bool) -> bool:
        """Whether a form that may be a place name is meant as one here."""
        if self.asked and len(self.words) <= 6:
            return True
        token = self.doc[start]
        capital = token.text[:1].isupper() and not (
            token.text.isupper() and len(token.text) > 3 and self._is_shouting()
        )
        sentence_start = self._opens_sentence(start)
        named = capital and not sentence_start
        if not capital and self.near("waters", start, end, 3, 0):
            # "hukkua mökin lahteen"
            return False
        if capital and self._is_surname(case, start, form.everyday):
            return False
        alone = self._stands_alone(start, end) and not typing_error
        if alone and capital and form.served:
            return True
        if self._is_word_of_language(form, start, capital, named) or self._is_company(form.everyday, start):
            return False
        if len(self.words) <= _ALONE or (alone and not form.everyday):
            return True
        if case == GENITIVE and self._is_followed_by_institution(end):
            return True
        if case == NOMINATIVE and form.served and self._is_beside_institution(start, end):
            return True
        if form.language == PLAIN_SWEDISH and self.language == "sv":
            return self._is_plain_place(case, start, end, capital)
        if form.language not in ("fi", BORROWED):
            return self._is_swedish_place(form, case, start, end, capital)
        if self.language != "fi" and form.everyday and not typing_error:
            return self._is_everyday_place_abroad(form, case, start, named)
        local = case in (INSIDE, FROM, TO, RESIDENT)
        lives = self._lives(start, end) or (case == FROM and self.near("be_from", start, end, 3, 2))
        if typing_error:
            sure = self.language == "fi" and form.served and end - start == 1
            sure = sure and len(self.words[start]) >= _SURELY_LONG
            return local and (named or lives or sure)
        if not form.everyday or case == RESIDENT:
            return True
        if case == NOMINATIVE and end == len(self.words) and self._follows_age(start):
            return True
        if case == NOMINATIVE and start and form.district is None and self.kinds["live"][start - 1]:
            # "me asua lahti", as learners write
            return True
        if case == NOMINATIVE and form.served and form.district is None and self._stands_apart(start, end):
            # "poika 15, lahti, ei käy koulua"
            return True
        if case == NOMINATIVE and form.district is not None and not self._is_set_off(start):
            # "äitini Eira", "naapurin Kivistö"
            return False
        return named or (local and lives)

    def _is_set_off(self, start: int) -> bool:
        """Whether a pause, a word of living or one for a place stands right before the name."""
        before = self.words[start - 1] if start else ""
        marked = any(self.kinds[kind][start - 1] for kind in ("live", "place_nouns")) if start else True
        return marked or before in _PAUSES or self.near("live", start, start + 1, 3, 0)

    def _is_swedish_place(self, form: Form, case: str, start: int, end: int, capital: bool) -> bool:
        """Whether a Swedish or English name is meant as a place."""
        named = capital and not self._opens_sentence(start)
        if self.language == "fi":
            return named
        sure = form.served and not form.everyday and form.case == NOMINATIVE
        if sure and (form.language == "sv" or capital):
            # No word of either language: also lower case, as in "neuvola sjundeå pls".
            return True
        if form.language == "sv" and self._follows_age(start) and self._signs_off(start):
            # "22, hfors"
            return True
        by_preposition = case in (INSIDE, FROM, TO)
        lives = self._lives(start, end)
        return (capital and (by_preposition or named or lives)) or (
            by_preposition and (lives or not form.everyday)
        )

    def _is_plain_place(self, case: str, start: int, end: int, capital: bool) -> bool:
        """Whether a Swedish name without its dots is meant: "bor i borga", "fran ekenas", "15, ekenas"."""
        if case not in (INSIDE, FROM, TO):
            return self._follows_age(start)
        long = len(self.words[start]) >= _HARDLY_A_WORD or capital
        return long or self._lives(start, end) or (case == FROM and self.near("be_from", start, end, 3, 2))

    def _is_everyday_place_abroad(self, form: Form, case: str, start: int, named: bool) -> bool:
        """Whether a Finnish everyday word is meant as a place in a message of another language."""
        if named:
            return True
        if form.case != NOMINATIVE:
            # "nine kilos" is no spoken form of Kilo.
            return False
        if case == INSIDE or (form.served and case in (FROM, TO)):
            # "in salo": the Finnish word for a forest does not stand amid English.
            return True
        municipality = form.served and form.district is None
        return case == NOMINATIVE and (municipality or self._follows_age(start))

    def _opens_sentence(self, start: int) -> bool:
        return (
            start == 0 or self.words[start - 1].strip(" ") in SENTENCE_ENDS or "\n" in self.words[start - 1]
        )

    def _stands_alone(self, start: int, end: int) -> bool:
        """Whether the name is a sentence by itself, or said first and set off: "Esbo, sorry"."""
        if not self._opens_sentence(start):
            return False
        return end >= len(self.words) or self.words[end] in _PAUSES or "\n" in self.words[end]

    def _stands_apart(self, start: int, end: int) -> bool:
        """Whether the name stands by itself between pauses."""
        ends = end >= len(self.words) or self.words[end] in _PAUSES or "\n" in self.words[end]
        return start > 0 and self.words[start - 1] in _PAUSES and ends

    def _signs_off(self, start: int) -> bool:
        """Whether a message ends with the name set off by a pause: "18, ingå"."""
        ends = all(word in SENTENCE_ENDS for word in self.words[start + 1 :])
        return ends and start > 0 and self.words[start - 1] in _PAUSES

    def _lives(self, start: int, end: int) -> bool:
        return self.near("live", start, end, FAR, CLOSE)

    def _is_word_of_language(self, form: Form, start: int, capital: bool, named: bool) -> bool:
        """Whether the form is a word of the message's language: Swedish "tre" is three, not Tampere."""
        if self.doc[start].lower_ not in load_own_words(self.language):
            return False
        case = self.find_preposition_case(start)
        if form.served and not form.everyday and (case in (INSIDE, FROM) or self._signs_off(start)):
            # "e från ingå", "… bor med två barn. ingå": no verb stands there, as in "vad ska ingå".
            return False
        if case and form.served and len(self.words[start]) > 3 and self._lives(start, start + 1):
            # "vi bor i ingå", though not "vi bor i tre rum"
            return False
        return not (capital and (case or (named and form.language in LANGUAGES)))

    def _is_company(self, everyday: bool, start: int) -> bool:
        """Whether an English preposition shows that no place is meant: "moved here for Nokia", "at Nokia"."""
        if not start or self.language != "en":
            return False
        before = self.words[start - 1]
        work = (
            everyday and before in load_prepositions()["work"] and self.near("work", start, start + 1, FAR, 2)
        )
        return before in self._without_place or work

    def _follows_age(self, start: int) -> bool:
        """Whether somebody signs off with age and place: "15v lahti"."""
        before = [word for word in self.words[max(0, start - 2) : start] if word != ","]
        return bool(before) and _AGE.fullmatch(before[-1]) is not None

    def _is_followed_by_institution(self, end: int) -> bool:
        return end < len(self.words) and self.kinds["institution"][end]

    def _is_beside_institution(self, start: int, end: int) -> bool:
        """Whether a few words look for a service of the place: "ohjaamo lahti aukioloajat"."""
        before = start > 0 and self.kinds["institution"][start - 1]
        return len(self.words) <= _SEARCH and (before or self._is_followed_by_institution(end))

    def _is_shouting(self) -> bool:
        letters = [character for character in self.doc.text if character.isalpha()]
        return len(letters) > 8 and sum(character.isupper() for character in letters) > 0.7 * len(letters)

    def _is_surname(self, case: str, start: int, everyday: bool) -> bool:
        if not start or case not in (NOMINATIVE, GENITIVE):
            return False
        previous = self.doc[start - 1]
        if self.kinds["place_nouns"][start - 1] or self.kinds["live"][start - 1]:
            # "City Lahti", and "Asun Lahti" as learners write
            return False
        titled = self.kinds["titles"][start - 1]
        first_name = (
            (start > 1 or everyday)
            and previous.text.istitle()
            and previous.is_alpha
            and len(previous.text) > 2
        )
        return titled or (first_name and self.find_preposition_case(start) is None)
