"""Finds all patterns at once in a whole text, in time linear in the text.

The places of the text where a word fits a slot are the bits of one whole number, so that one operation
moves a slot over all places (bit parallelism as in Navarro and Raffinot, Flexible Pattern Matching in
Strings, 2002, chapter 4, with the bits along the text instead of along the patterns). Patterns that begin
alike share their way: each step is taken once, and only where what came before was found. No text can make
more steps than there are slots.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .normalisation import BOUNDARY
from .patterns import Slot

_LONGEST_LEAP = 16
_Atoms = frozenset[str]
# Index of the pattern, first word, last word, whether one more than are reported of each pattern.
Found = tuple[int, int, int, bool]


class _Leap(NamedTuple):
    """What may stand between two words that have to be said: up to so many words, or one optional word.

    Attributes:
        most: how many words are leaped over at most.
        row: how many of them must stand in a row without a boundary; 0 when boundaries are crossed.
        atoms: the optional word; empty when any word will do.
    """

    most: int
    row: int
    atoms: _Atoms = frozenset()


@dataclass(slots=True)
class _Node:
    """What some patterns have in common up to a word that has to be said."""

    ends: list[int] = field(default_factory=list)
    next_slots: set[_Atoms] = field(default_factory=set)
    ways: dict[tuple[_Leap, ...], dict[_Atoms, _Node]] = field(default_factory=dict)


class Places:
    """Where in a text the atoms of the patterns stand: bit n of a whole number is its word n."""

    def __init__(self, tokens: Sequence[str], fits: Mapping[str, Iterable[str]]) -> None:
        """Notes the places.

        Args:
            tokens: folded words and boundaries.
            fits: the atoms that a word fits; words that fit none may be missing.
        """
        # Many words share what they fit (all large numbers, say): their places are put together first.
        standing: dict[int, tuple[Iterable[str], list[int]]] = {}
        for place, token in enumerate(tokens):
            if (found := fits.get(token)) is not None:
                if (known := standing.get(id(found))) is not None:
                    known[1].append(place)
                else:
                    standing[id(found)] = found, [place]
        boundaries = _to_bits([place for place, token in enumerate(tokens) if token == BOUNDARY])
        self.everywhere = (1 << len(tokens)) - 1
        # Under n: the places that end n words in a row without a boundary.
        self.rows = [self.everywhere, self.everywhere & ~boundaries]
        while len(self.rows) <= _LONGEST_LEAP:
            self.rows.append(self.rows[-1] & self.rows[-1] << 1)
        self._by_atom: dict[str, int] = {}
        for atoms, places in standing.values():
            bits = _to_bits(places)
            for atom in atoms:
                self._by_atom[atom] = self._by_atom[atom] | bits if atom in self._by_atom else bits
        self.atoms = set(self._by_atom)
        self._by_slot: dict[_Atoms, int] = {}

    def find(self, slot: _Atoms) -> int:
        """Returns where a word stands that fits one of the atoms."""
        bits = self._by_slot.get(slot)
        if bits is None:
            bits = 0
            for atom in slot & self.atoms:
                bits |= self._by_atom[atom]
            self._by_slot[slot] = bits
        return bits


class Automaton:
    """Some patterns compiled together; reusable and safe to share between threads."""

    def __init__(self, patterns: Sequence[tuple[Slot, ...]]) -> None:
        """Compiles the patterns; a match is reported by the index of its pattern here."""
        self.longest = max((len(slots) for slots in patterns), default=0)
        # Equal slots are one object, which makes them quick to compare.
        same: dict[_Atoms, _Atoms] = {}
        self._patterns = [
            [(leaps, same.setdefault(slot, slot)) for leaps, slot in _read_steps(slots)] for slots in patterns
        ]
        self._lengths = [len(slots) for slots in patterns]
        self._root = _Node()
        slots_of: dict[str, set[_Atoms]] = defaultdict(set)
        for index, steps in enumerate(self._patterns):
            node = self._root
            for leaps, slot in steps:
                node.next_slots.add(slot)
                node = node.ways.setdefault(leaps, {}).setdefault(slot, _Node())
                for atom in slot:
                    slots_of[atom].add(slot)
            node.ends.append(index)
        self._slots_of = {atom: frozenset(slots) for atom, slots in slots_of.items()}

    def find_ends(self, places: Places) -> dict[int, int]:
        """Returns the index of each pattern that matches, with the places where its matches end."""
        slots_of = self._slots_of
        filled: set[_Atoms] = set().union(*(slots_of[atom] for atom in places.atoms if atom in slots_of))
        ends: dict[int, int] = {}
        ahead = [(self._root, places.everywhere << 1 | 1, True)]
        while ahead:
            node, found, is_root = ahead.pop()
            for leaps, following in node.ways.items():
                near = filled & following.keys() if len(following) > 1 else filled.intersection(following)
                if not near:
                    continue
                reach = found if is_root else _leap(found, leaps, places) << 1
                for slot in near:
                    after = following[slot]
                    if not after.ends and after.next_slots.isdisjoint(filled):
                        continue
                    if here := reach & places.find(slot):
                        for index in after.ends:
                            ends[index] = here
                        if after.ways:
                            ahead.append((after, here, False))
        return ends

    def find_matches(
        self, ends: Mapping[int, int], places: Places, first: int, last: int, most_each: int
    ) -> list[Found]:
        """Returns (pattern index, first word, last word, whether one too many) of the matches, by last word.

        Args:
            ends: what `find_ends` told about the same places.
            places: of the whole text.
            first: matches begin at this word or later.
            last: matches end before this word.
            most_each: so many matches of one pattern are reported, and one more with the last flag set.
        """
        matches: list[Found] = []
        within = (1 << (last - first)) - 1
        for index, found in ends.items():
            left = (found >> first) & within
            count = 0
            while left and count <= most_each:
                lowest = left & -left
                left ^= lowest
                end = first + lowest.bit_length() - 1
                start = self._find_start(index, end, places)
                if start >= first:
                    count += 1
                    matches.append((index, start, end, count > most_each))
        matches.sort(key=lambda match: (match[2], match[0]))
        return matches

    def _find_start(self, index: int, end: int, places: Places) -> int:
        """Returns where the shortest match that ends here begins."""
        steps = self._patterns[index]
        if self._lengths[index] == len(steps):
            return end - len(steps) + 1
        low = max(0, end - self._lengths[index] + 1)
        found = 1 << (end - low)
        for number in range(len(steps) - 1, 0, -1):
            for leap in reversed(steps[number][0]):
                # Bit n of `over` is a word that may be leaped over.
                over = places.find(leap.atoms) if leap.atoms else places.rows[min(leap.row, 1)]
                over >>= low
                for _ in range(leap.most):
                    found |= (found >> 1) & over
            found = (found >> 1) & (places.find(steps[number - 1][1]) >> low)
        return low + found.bit_length() - 1


def _read_steps(slots: Iterable[Slot]) -> Iterator[tuple[tuple[_Leap, ...], _Atoms]]:
    """Yields what may be leaped over before each word that has to be said, and that word."""
    leaps: list[_Leap] = []
    for slot, alike in itertools.groupby(slots):
        optional, atoms, crosses, count = slot.optional, slot.atoms, slot.crosses, len(list(alike))
        if not optional:
            for _ in range(count):
                yield tuple(leaps), atoms
                leaps = []
        elif atoms:
            leaps += [_Leap(1, 0, atoms)] * count
        else:
            leaps += _read_gap(count, crosses)


def _read_gap(count: int, crosses: bool) -> Iterator[_Leap]:
    """Yields few leaps that together reach over up to so many words."""
    reached = 0
    while reached < count:
        # What reaches so far with every word reaches twice as far with one leap more.
        most = min(reached + 1, count - reached, _LONGEST_LEAP)
        yield _Leap(most, 0 if crosses else most)
        reached += most


def _leap(found: int, leaps: Iterable[_Leap], places: Places) -> int:
    """Returns the places reached from these by leaping over any part of what may be leaped over."""
    rows = places.rows
    for most, row, atoms in leaps:
        found |= (found << most) & (places.find(atoms) if atoms else rows[row])
    return found


def _to_bits(places: Sequence[int]) -> int:
    if len(places) == 1:
        return 1 << places[0]
    row = bytearray(places[-1] // 8 + 1 if places else 0)
    for place in places:
        row[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(row, "little")
