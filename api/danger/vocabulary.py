"""Tells which slots of the patterns a word fits: as spelt, by its beginning or ending, or misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import re2

from .normalisation import BOUNDARY, other_readings

_NUMBER = re.compile(r"(\d{1,5})(x|kpl|st|stk|tbl|tabl|pcs|шт|tk)?")
_AGE = re.compile(r"\d{1,2}(v|vee|vuotia\w*|aring\w*|yo|yrs?|летн\w*|річн\w*|aastas\w*)")
# Words that may be spelt with stretched letters, digits for letters or letters of two scripts.
_ODD_WORD = re.compile(r"([^\W\d_])\1\1|[^\W\d_]\d|[^\x00-\x7f][a-z]|[a-z][^\x00-\x7f]")
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
_FINDER_MEMORY_BYTES = 64 << 20


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
    """The words of all patterns, each with a whole number whose bits are the slots it fits."""

    def __init__(
        self, atoms: Mapping[str, Iterable[int]], bit_count: int, plain_words: frozenset[str]
    ) -> None:
        """Indexes the atoms.

        Args:
            atoms: each atom of the pattern language with the bits of its slots.
            bit_count: how many bits there are.
            plain_words: folded words (or beginnings, with * after them) never taken for misspelt ones.
        """
        self._plain_words = frozenset(word for word in plain_words if not word.endswith("*"))
        self._plain_beginnings = tuple(word[:-1] for word in plain_words if word.endswith("*"))
        self._words: dict[str, int] = {}
        self._beginnings: dict[str, int] = {}
        self._endings: dict[str, int] = {}
        self._numbers: dict[int, int] = {}
        self._ages = 0
        shared: dict[tuple[int, ...], int] = {}
        for atom, bits in atoms.items():
            key = tuple(bits)
            if key not in shared:
                shared[key] = to_mask(key, bit_count)
            self._add(atom, shared[key])
        self._all_endings = tuple(self._endings)
        self._number_masks = [0] * (max(self._numbers, default=0) + 1)
        for least, mask in self._numbers.items():
            for value in range(least, len(self._number_masks)):
                self._number_masks[value] |= mask
        self._stem_lengths = sorted({len(stem) for stem in self._beginnings})
        # By first letter with second or third: one slip leaves one of these pairs as it was, or moved by one.
        self._misspellable: dict[tuple[str, str, int], list[tuple[str, bool, int]]] = {}
        for stems, open_ended in ((self._words, False), (self._beginnings, True)):
            for stem, mask in stems.items():
                if len(stem) >= _TYPO_STEM_MINIMUM:
                    for place in (1, 2):
                        pair = stem[0], stem[place], place
                        self._misspellable.setdefault(pair, []).append((stem, open_ended, mask))
        self._finder = self._compile_finder()

    def _add(self, atom: str, mask: int) -> None:
        if atom == "#v":
            self._ages |= mask
        elif atom.startswith("#"):
            least = int(atom[1:-1]) if len(atom) > 1 else 0
            self._numbers[least] = self._numbers.get(least, 0) | mask
        else:
            index = self._endings if atom.startswith("*") else self._words
            if atom.endswith("*"):
                index = self._beginnings
            stem = atom.strip("*")
            index[stem] = index.get(stem, 0) | mask

    def _compile_finder(self) -> re2._Regexp:
        """Returns one automaton for all stems, so that words that fit nothing cost next to nothing."""
        options = re2.Options()
        options.max_mem = _FINDER_MEMORY_BYTES

        def either(stems: Iterable[str]) -> str:
            return "|".join(sorted(re2.escape(stem) for stem in stems)) or "[^\\x00-\\x{10FFFF}]"

        pattern = f" (?:(?:{either(self._beginnings)})[^ ]*|[^ ]*(?:{either(self._endings)})) "
        return re2.compile(pattern.encode(), options)

    def find_known(self, tokens: Iterable[str]) -> set[str]:
        """Returns the words among the tokens that fit some slot as they are spelt."""
        unique = set(tokens)
        known = unique & self._words.keys()
        unique -= known
        known |= {token for token in unique if token[0].isdecimal()}
        joined = f" {'  '.join(unique)} ".encode("utf-8", "replace")
        return known | {found.decode().strip() for found in self._finder.findall(joined)}

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
            pieces = self._take_apart(token, 5, whole=known > 0)
            if pieces and len(pieces[-1]) > 2 and sum(len(piece) < 4 for piece in pieces) <= short_most:
                apart[token] = pieces
            effort.splits_left -= 1
            if not effort.splits_left:
                break
        if not apart:
            return tokens
        return [piece for token in tokens for piece in apart.get(token, (token,))]

    def _find_longest_stem(self, token: str) -> int:
        return max((length for length in self._stem_lengths if token[:length] in self._beginnings), default=0)

    def _take_apart(self, token: str, most: int, whole: bool) -> tuple[str, ...] | None:
        if most < 2:
            return None
        for cut in range(len(token) - 2, 0, -1):
            head = token[:cut]
            if head not in self._words:
                continue
            rest = token[cut:]
            if rest in self._words or (not whole and self._classify(rest)):
                return head, rest
            if tail := self._take_apart(rest, most - 1, whole):
                return head, *tail
        return None

    def classify(self, tokens: Iterable[str], effort: Effort) -> dict[str, int]:
        """Returns the slots that each word fits; words that fit none are left out."""
        unique = dict.fromkeys(tokens)
        unique.pop(BOUNDARY, None)
        known = self.find_known(unique)
        masks: dict[str, int] = {token: self._classify(token) for token in known}
        for token in unique:
            if token in self._words or token.isdecimal():
                continue
            mask = masks.get(token, 0)
            if effort.odd_words_left and _ODD_WORD.search(token):
                effort.odd_words_left -= 1
                for reading in other_readings(token):
                    mask |= self._classify(reading)
            if not mask and effort.typos_left and _TYPO_STEM_MINIMUM - 1 <= len(token) <= _TYPO_WORD_MOST:
                effort.typos_left -= 1
                mask = self._classify_misspelt(token)
            if mask:
                masks[token] = mask
        return masks

    def _classify(self, token: str) -> int:
        if token[0].isdecimal():
            return self._words.get(token, 0) | self._classify_number(token)
        mask = self._words.get(token, 0)
        length = len(token)
        beginnings = self._beginnings
        for stem_length in self._stem_lengths:
            if stem_length > length:
                break
            if found := beginnings.get(token[:stem_length]):
                mask |= found
        if token.endswith(self._all_endings):
            for stem, here in self._endings.items():
                if token.endswith(stem):
                    mask |= here
        return mask

    def _classify_number(self, token: str) -> int:
        digits = token
        if not token.isdecimal():
            if _AGE.fullmatch(token):
                return self._ages
            if not (number := _NUMBER.fullmatch(token)):
                return 0
            digits = number[1]
        # Telephone and identity numbers count nothing.
        return self._number_masks[min(int(digits), len(self._number_masks) - 1)] if len(digits) < 6 else 0

    def _classify_misspelt(self, token: str) -> int:
        if token in self._plain_words or (
            self._plain_beginnings and token.startswith(self._plain_beginnings)
        ):
            return 0
        mask = 0
        longest = len(token) + 1
        pairs = {(token[0], letter, place) for letter in token[1:3] for place in (1, 2)}
        for pair in pairs:
            for stem, open_ended, here in self._misspellable.get(pair, ()):
                if (
                    len(stem) <= longest
                    and (open_ended or len(stem) >= longest - 2)
                    and _is_misspelt(token, stem, open_ended)
                ):
                    mask |= here
        return mask


def to_mask(bits: Iterable[int], bit_count: int) -> int:
    """Returns the whole number with these bits set."""
    row = bytearray(bit_count // 8 + 1)
    for bit in bits:
        row[bit >> 3] |= 1 << (bit & 7)
    return int.from_bytes(row, "little")


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
