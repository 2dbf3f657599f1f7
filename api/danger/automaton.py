"""Finds all patterns in one pass over the words, in time linear in the text.

Every slot of every pattern is one bit of a whole number; a word moves all of them at once (the extended
Shift-And of Navarro and Raffinot, Flexible Pattern Matching in Strings, 2002, section 4.2). Nothing in a text
can make a word cost more than these few operations. Patterns of which the text lacks a needed word are put
aside first, so that an everyday message meets a handful of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .normalisation import BOUNDARY
from .patterns import Slot
from .vocabulary import to_mask

# With more patterns in question than these, following all at once is quicker than each alone.
_RUNS_ALONE_MOST = 150


@dataclass(frozen=True, slots=True)
class _Program:
    """One or many patterns as bit masks."""

    starts: int
    accepts: int
    optional: int
    block_starts: int
    block_ends: int
    any_word: int
    any_boundary: int

    def cut(self, first: int, last: int) -> _Program:
        """Returns the program of one pattern alone, moved to bit 0."""
        width = (1 << (last - first + 1)) - 1
        return _Program(*((getattr(self, name) >> first) & width for name in _FIELDS))


_FIELDS = ("starts", "accepts", "optional", "block_starts", "block_ends", "any_word", "any_boundary")


class Automaton:
    """Some patterns compiled together; reusable and safe to share between threads."""

    def __init__(self, patterns: Sequence[tuple[Slot, ...]], first_bit: int, bit_count: int) -> None:
        """Compiles the patterns.

        Args:
            patterns: slot sequences; a match is reported by its index here.
            first_bit: where the bits of these patterns begin in the masks of the vocabulary.
            bit_count: how many bits the slots take.
        """
        self._own_bits = ((1 << bit_count) - 1) << first_bit
        self.spans: list[tuple[int, int]] = []
        self._ends: dict[int, int] = {}
        self.longest = max((len(slots) for slots in patterns), default=0)
        bits: dict[str, list[int]] = {name: [] for name in (*_FIELDS, "needed", "below_last")}
        bit = first_bit
        for index, slots in enumerate(patterns):
            self.spans.append((bit, bit + len(slots) - 1))
            self._ends[bit + len(slots) - 1] = index
            bits["starts"].append(bit)
            bits["accepts"].append(bit + len(slots) - 1)
            bits["below_last"].extend(range(bit, bit + len(slots) - 1))
            for place, slot in enumerate(slots):
                if slot.optional:
                    bits["optional"].append(bit)
                    if not slots[place - 1].optional:
                        bits["block_starts"].append(bit - 1)
                    if not slots[place + 1].optional:
                        bits["block_ends"].append(bit)
                else:
                    bits["needed"].append(bit)
                if slot.is_gap:
                    bits["any_word"].append(bit)
                    if slot.crosses:
                        bits["any_boundary"].append(bit)
                bit += 1
        self._program = _Program(*(to_mask(bits[name], bit) for name in _FIELDS))
        self._needed = to_mask(bits["needed"], bit)
        self._below_last = to_mask(bits["below_last"], bit)
        self._alone: dict[int, _Program] = {}

    def cut_masks(self, masks: Mapping[str, int]) -> dict[str, int]:
        """Returns what of the vocabulary's masks belongs to these patterns, without words that fit none."""
        # Many words share one mask object (all large numbers, say): each object is cut once.
        cut = {id(mask): mask & self._own_bits for mask in masks.values()}
        return {token: own for token, mask in masks.items() if (own := cut[id(mask)])}

    def find_matches(
        self, tokens: Sequence[str], own: Mapping[str, int], most_each: int
    ) -> list[tuple[int, int, int, bool]]:
        """Returns (pattern index, first word, last word, whether one too many) of the matches.

        Args:
            tokens: folded words and boundaries.
            own: the slots of these patterns that each word fits, from `cut_masks`.
            most_each: so many matches of one pattern are reported, and one more with the last flag set.
        """
        if not own:
            return []
        ends: set[tuple[int, int]] = set()
        windows = list(self._find_candidates_near(tokens, own))
        if sum(len(candidates) for _, _, candidates in windows) <= _RUNS_ALONE_MOST:
            for first, last, candidates in windows:
                here = {token: own[token] for token in tokens[first:last] if token in own}
                places = [place for place in range(first, last) if tokens[place] in here]
                for index in candidates:
                    ends.update(self._run_alone(index, tokens, here, places))
        else:
            places = [place for place, token in enumerate(tokens) if token in own]
            ends.update((self._ends[bit], end) for bit, end in _run(self._program, tokens, own, places))
        matches: list[tuple[int, int, int, bool]] = []
        counts: Counter[int] = Counter()
        for index, end in sorted(ends, key=lambda match: (match[1], match[0])):
            counts[index] += 1
            if counts[index] <= most_each + 1:
                start = self._find_start(index, end, tokens, own)
                matches.append((index, start, end, counts[index] > most_each))
        return matches

    def _find_candidates_near(
        self, tokens: Sequence[str], own: Mapping[str, int]
    ) -> Iterator[tuple[int, int, list[int]]]:
        """Yields (first word, word after the last, patterns whose needed words all stand there).

        Any match lies in one block as long as the longest pattern, or in two neighbours.
        """
        present_in: list[int] = []
        for first in range(0, len(tokens), self.longest):
            present = 0
            for token in set(tokens[first : first + self.longest]):
                present |= own.get(token, 0)
            present_in.append(present)
        for number in range(max(len(present_in) - 1, 1)):
            present = present_in[number]
            if number + 1 < len(present_in):
                present |= present_in[number + 1]
            if present and (candidates := self._find_candidates(present)):
                first = number * self.longest
                yield first, min(first + 2 * self.longest, len(tokens)), candidates

    def _find_candidates(self, present: int) -> list[int]:
        """Returns the patterns all of whose needed slots have a word in the text."""
        missing = self._needed & ~present
        # Adding all ones below the last bit of each pattern carries into its last bit if anything is missing.
        lacking = ((missing & self._below_last) + self._below_last) | missing
        left = self._program.accepts & ~lacking
        candidates: list[int] = []
        while left:
            lowest = left & -left
            candidates.append(self._ends[lowest.bit_length() - 1])
            left ^= lowest
        return candidates

    def _run_alone(
        self, index: int, tokens: Sequence[str], own: Mapping[str, int], places: Sequence[int]
    ) -> list[tuple[int, int]]:
        first, last = self.spans[index]
        program = self._get_alone(index)
        width = (1 << (last - first + 1)) - 1
        small = {token: bits for token, mask in own.items() if (bits := (mask >> first) & width)}
        near = [place for place in places if tokens[place] in small]
        return [(index, place) for _, place in _run(program, tokens, small, near)]

    def _get_alone(self, index: int) -> _Program:
        if index not in self._alone:
            self._alone[index] = self._program.cut(*self.spans[index])
        return self._alone[index]

    def _find_start(self, index: int, end: int, tokens: Sequence[str], own: Mapping[str, int]) -> int:
        """Returns where the shortest match that ends here begins."""
        first, last = self.spans[index]
        program = self._get_alone(index)
        width = (1 << (last - first + 1)) - 1
        current = {last - first}
        place = end
        while 0 not in current and place > 0:
            place -= 1
            token = tokens[place]
            mask = (own.get(token, 0) >> first) & width | program.any_word
            if token == BOUNDARY:
                mask = program.any_boundary
            before: set[int] = set()
            for bit in current:
                while bit > 0:
                    bit -= 1
                    if mask >> bit & 1:
                        before.add(bit)
                    if not program.optional >> bit & 1:
                        break
            if not before:
                break
            current = before
        return place


def _run(
    program: _Program, tokens: Sequence[str], masks: Mapping[str, int], places: Sequence[int]
) -> list[tuple[int, int]]:
    """Returns (accepting bit, last word) of the matches, by last word."""
    starts, accepts, optional = program.starts, program.accepts, program.optional
    block_starts, block_ends = program.block_starts, program.block_ends
    any_word, any_boundary = program.any_word, program.any_boundary
    ends: list[tuple[int, int]] = []
    state = 0
    last = -1
    for place in places:
        for between in range(last + 1, place):
            if not state:
                break
            state = (state << 1) & (any_boundary if tokens[between] == BOUNDARY else any_word)
            filled = state | block_ends
            state |= optional & ~((filled - block_starts) ^ filled)
        last = place
        state = ((state << 1) | starts) & (masks[tokens[place]] | any_word)
        if not state:
            continue
        filled = state | block_ends
        state |= optional & ~((filled - block_starts) ^ filled)
        found = state & accepts
        while found:
            lowest = found & -found
            ends.append((lowest.bit_length() - 1, place))
            found ^= lowest
    return ends
