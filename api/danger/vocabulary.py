"""Tells which slots of the patterns a word fits: as spelt, by its beginning or ending, or misspelt."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import re2

from .normalisation import BOUNDARY, OUR_LETTERS, other_readings

_NUMBER = re.compile(r"(\d{1,5})(x|kpl|st|stk|tbl|tabl|pcs|шт|tk)?")
_AGE = re.compile(r"\d{1,2}(v|vee|vuotia\w*|aring\w*|yo|yrs?|летн\w*|річн\w*|aastas\w*)")
# Words that may be spelt with stretched letters, digits for letters or letters of two scripts.
_ODD_WORD = re.compile(r"([^\W\d_])\1\1|[^\W\d_]\d|[^\x00-\x7f][a-z]|[a-z][^\x00-\x7f]")
# Finds every text that holds an odd word, and few others, in one quick pass.
_MAYBE_ODD = re2.compile(
    f"{'|'.join(letter * 3 for letter in OUR_LETTERS)}|[^ 0-9]\\p{{Nd}}"
    f"|[^\\x00-\\x7f][a-z]|[a-z][^\\x00-\\x7f]|[^\\x00-\\x7f{OUR_LETTERS}]".encode()
)
_LOOKED_AT_TOGETHER = 64
_TYPO_STEM_MINIMUM = 7
_TYPO_WORD_MOST = 40
# Beyond so many unknown words a text is no message any more: spelling is then taken as it stands.
_TYPO_WORDS_MOST = 200
_ODD_WORDS_MOST = 300
_SPLIT_WORDS_MOST = 250
# Somebody who writes more words than these pastes: the longer the text, the fewer odd words are looked at.
_MESSAGE_WORDS_MOST = 1500
_SPLIT_MINIMUM, _SPLIT_MOST = 8, 40
_STEM_TRUSTED = 6
# So many first letters of a word lead to the few beginnings it may have.
_OPENING = 3
# No pattern asks for a number of more digits than the first; so long ones are telephone or identity numbers.
_DIGITS_THAT_COUNT, _DIGITS_OF_NO_NUMBER = 3, 6


@dataclass(slots=True)
class Effort:
    """How many more unknown words of one text are looked at for unusual spelling."""

    typos_left: int = _TYPO_WORDS_MOST
    odd_words_left: int = _ODD_WORDS_MOST
    splits_left: int = _SPLIT_WORDS_MOST

    @classmethod
    def for_words(cls, count: int) -> Effort:
        """Returns the effort for a text of so many words."""
        share = min(1.0, _MESSAGE_WORDS_MOST / max(count, 1)) ** 2
        return cls(
            typos_left=int(_TYPO_WORDS_MOST * share),
            odd_words_left=int(_ODD_WORDS_MOST * share),
            splits_left=int(_SPLIT_WORDS_MOST * share),
        )


class Vocabulary:
    """The words of all patterns: which atoms of the pattern language a word fits."""

    def __init__(self, atoms: Iterable[str], plain_words: frozenset[str]) -> None:
        """Indexes the atoms.

        Args:
            atoms: each atom of the pattern language once.
            plain_words: folded words (or beginnings, with * after them) never taken for misspelt ones.
        """
        self._plain_words = frozenset(word for word in plain_words if not word.endswith("*"))
        self._plain_beginnings = tuple(word[:-1] for word in plain_words if word.endswith("*"))
        # Each word of the patterns, with all that it fits.
        self._words: dict[str, list[str]] = {}
        self._beginnings: dict[str, list[str]] = defaultdict(list)
        self._endings: dict[str, str] = {}
        self._ages: list[str] = []
        numbers: dict[int, str] = {}
        for atom in atoms:
            if atom == "#v":
                self._ages.append(atom)
            elif atom.startswith("#"):
                numbers[int(atom[1:-1]) if len(atom) > 1 else 0] = atom
            elif atom.endswith("*"):
                self._beginnings[atom.strip("*")].append(atom)
            elif atom.startswith("*"):
                self._endings[atom[1:]] = atom
            else:
                self._words[atom] = [atom]
        self._all_endings = tuple(self._endings)
        # Under each number, the last one standing for all above.
        self._numbers = [
            [atom for least, atom in numbers.items() if least <= value]
            for value in range(max(numbers, default=0) + 1)
        ]
        by_opening: dict[str, list[str]] = defaultdict(list)
        for stem in sorted(self._beginnings):
            by_opening[stem[:_OPENING]].append(stem)
        self._short_beginnings = tuple(stem for stem in self._beginnings if len(stem) < _OPENING)
        self._by_opening = {
            opening: (*stems, *(stem for stem in self._short_beginnings if stem not in stems))
            for opening, stems in by_opening.items()
        }
        self._closings = frozenset(stem[-_OPENING:] for stem in self._endings)
        # By first letter with second or third: one slip leaves one of these pairs as it was, or moved by one.
        self._misspellable: dict[tuple[str, str, int], list[tuple[str, bool]]] = defaultdict(list)
        for stems, open_ended in ((self._words, False), (self._beginnings, True)):
            for stem in stems:
                if len(stem) >= _TYPO_STEM_MINIMUM:
                    for place in (1, 2):
                        self._misspellable[stem[0], stem[place], place].append((stem, open_ended))
        for word in self._words:
            self._words[word] += self._classify_by_parts(word)

    def read_words(self, tokens: list[str], effort: Effort) -> list[str]:
        """Returns the tokens with words that were run together ("haluankuolla") taken apart."""
        apart: dict[str, tuple[str, ...]] = {}
        # A message of one or two words that is nothing but run-together words may hold many short ones.
        short_most = 4 if len(tokens) < 3 else 1
        for token in dict.fromkeys(tokens):
            if not _SPLIT_MINIMUM <= len(token) <= _SPLIT_MOST or token in self._words:
                continue
            known = self._find_longest_stem(token)
            if known >= _STEM_TRUSTED:
                continue
            # A word that a stem already explains is taken apart only into whole words.
            pieces = self._take_apart(token, 5, whole=known > 0, in_vain=set())
            if pieces and len(pieces[-1]) > 2 and sum(len(piece) < 4 for piece in pieces) <= short_most:
                apart[token] = pieces
            effort.splits_left -= 1
            if not effort.splits_left:
                break
        if not apart:
            return tokens
        return [piece for token in tokens for piece in apart.get(token, (token,))]

    def _find_longest_stem(self, token: str) -> int:
        return max(map(len, self._find_beginnings(token)), default=0)

    def _find_beginnings(self, token: str) -> list[str]:
        likely = self._by_opening.get(token[:_OPENING], self._short_beginnings)
        return [stem for stem in likely if token.startswith(stem)]

    def _take_apart(
        self, token: str, most: int, whole: bool, in_vain: set[tuple[str, int]]
    ) -> tuple[str, ...] | None:
        if most < 2 or (token, most) in in_vain:
            return None
        for cut in range(len(token) - 2, 0, -1):
            head = token[:cut]
            if head not in self._words:
                continue
            rest = token[cut:]
            if rest in self._words or (not whole and self._classify(rest)):
                return head, rest
            if tail := self._take_apart(rest, most - 1, whole, in_vain):
                return head, *tail
        in_vain.add((token, most))
        return None

    def classify(self, tokens: Iterable[str], effort: Effort) -> dict[str, list[str]]:
        """Returns the atoms that each word fits; words that fit none are left out."""
        unique = dict.fromkeys(tokens)
        unique.pop(BOUNDARY, None)
        fits = {token: self._words[token] for token in unique.keys() & self._words.keys()}
        unusual: list[str] = []
        for token in unique:
            if token in fits:
                continue
            if token.isdecimal():
                if found := self._classify_digits(token):
                    fits[token] = found
                continue
            unusual.append(token)
            if (
                token.startswith(self._by_opening.get(token[:_OPENING], self._short_beginnings))
                or token[-_OPENING:] in self._closings
                or token[0].isdecimal()
            ) and (found := self._classify_by_parts(token)):
                fits[token] = found
        for first in range(0, len(unusual), _LOOKED_AT_TOGETHER):
            some = unusual[first : first + _LOOKED_AT_TOGETHER]
            if effort.typos_left or (
                effort.odd_words_left and _MAYBE_ODD.search(" ".join(some).encode("utf-8", "replace"))
            ):
                self._classify_unusual(some, fits, effort)
        return fits

    def _classify_unusual(self, tokens: Iterable[str], fits: dict[str, list[str]], effort: Effort) -> None:
        """Adds what words fit that are not spelt as usual."""
        for token in tokens:
            found = fits.get(token, [])
            if effort.odd_words_left and _ODD_WORD.search(token):
                effort.odd_words_left -= 1
                for reading in other_readings(token):
                    found = found + self._classify(reading)
            if not found and effort.typos_left and _TYPO_STEM_MINIMUM - 1 <= len(token) <= _TYPO_WORD_MOST:
                effort.typos_left -= 1
                found = self._classify_misspelt(token)
            if found:
                fits[token] = found

    def _classify(self, token: str) -> list[str]:
        return self._words.get(token) or self._classify_by_parts(token)

    def _classify_by_parts(self, token: str) -> list[str]:
        """Returns the atoms other than the word itself."""
        if token[0].isdecimal():
            return self._classify_number(token)
        found: list[str] = []
        for stem in self._find_beginnings(token):
            found += self._beginnings[stem]
        if token.endswith(self._all_endings):
            found += [atom for stem, atom in self._endings.items() if token.endswith(stem)]
        return found

    def _classify_number(self, token: str) -> list[str]:
        digits = token
        if not token.isdecimal():
            if _AGE.fullmatch(token):
                return self._ages
            if not (number := _NUMBER.fullmatch(token)):
                return []
            digits = number[1]
        return self._classify_digits(digits)

    def _classify_digits(self, digits: str) -> list[str]:
        # Telephone and identity numbers count nothing.
        if len(digits) >= _DIGITS_OF_NO_NUMBER:
            return []
        if len(digits) > _DIGITS_THAT_COUNT and digits[0] in "123456789":
            return self._numbers[-1]
        return self._numbers[min(int(digits), len(self._numbers) - 1)]

    def _classify_misspelt(self, token: str) -> list[str]:
        if token in self._plain_words or (
            self._plain_beginnings and token.startswith(self._plain_beginnings)
        ):
            return []
        found: list[str] = []
        longest = len(token) + 1
        pairs = {(token[0], letter, place) for letter in token[1:3] for place in (1, 2)}
        for pair in pairs:
            for stem, open_ended in self._misspellable.get(pair, ()):
                if (
                    len(stem) <= longest
                    and (open_ended or len(stem) >= longest - 2)
                    and _is_misspelt(token, stem, open_ended)
                ):
                    found += self._beginnings[stem] if open_ended else [stem]
        return found


def _is_misspelt(token: str, stem: str, open_ended: bool) -> bool:
    """Tells whether the word is the stem with one letter missing, added, changed or swapped."""
    place = 1
    shortest = min(len(token), len(stem))
    while place < shortest and token[place] == stem[place]:
        place += 1
    rest = stem[place + 1 :]
    if token.startswith(rest, place + 1) and (open_ended or len(token) == len(stem)):
        return True  # changed
    if token.startswith(rest, place) and (open_ended or len(token) == len(stem) - 1):
        return True  # missing
    if token.startswith(stem[place:], place + 1) and (open_ended or len(token) == len(stem) + 1):
        return True  # added
    return (
        token[place : place + 2] == stem[place + 1 : place - 1 : -1]
        and token.startswith(stem[place + 2 :], place + 2)
        and (open_ended or len(token) == len(stem))
    )
