"""The pattern language of data/danger/<language>.yml, read into sequences of slots.

tapan itseni            these words side by side
tapan|tappaa itse*      | either word, * any ending (or any beginning)
heti|tänä_yönä          _ joins the words of one choice; a space always begins the next place
{pills}                 any word of the group `pills` of the file
otin ... {pills}        ... up to three words between; ..6 up to six
otin ~6 {pills}         the same, also over the end of a sentence
otin nyt? lääkkeet      ? may be missing
# and #10+ and #v       a number; a number of at least ten; an age in one word (14v, 3yo)
A & B & C /5            in any order, at most five words between
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .normalisation import EMOJIS, fold

_GAP = re.compile(r"\.\.(\d+)|(\.\.\.)|~(\d+)")
_NUMBER_ATOM = re.compile(r"#(\d+\+|v)?")
_DEFAULT_GAP = 3
_MOST_VARIANTS = 400


class PatternError(ValueError):
    """A line of a danger file cannot be read; the message says which one and why."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in a pattern: the words that fit it; no words at all means any word."""

    atoms: frozenset[str]
    optional: bool = False
    crosses: bool = False


def read_pattern(line: str, groups: Mapping[str, Sequence[str]]) -> list[tuple[Slot, ...]]:
    """Returns the sequences of slots that a line stands for.

    Raises:
        PatternError: on an unknown group, an empty part or too many variants.
    """
    text, _, reach = line.partition(" /")
    parts = text.split(" & ")
    if len(parts) == 1:
        orders: list[list[str]] = [[text]]
    else:
        gap = f"..{reach.strip() or 4}"
        orders = [_joined(order, gap) for order in itertools.permutations(parts)]
    sequences: list[tuple[Slot, ...]] = []
    for order in orders:
        for variant in _variants(" ".join(order).split(), groups, line):
            sequences.append(_trimmed(variant, line))
    if len(sequences) > _MOST_VARIANTS:
        raise PatternError(f"{line!r}: stands for {len(sequences)} sequences; split it")
    return sequences


def _joined(parts: Sequence[str], gap: str) -> list[str]:
    joined: list[str] = []
    for part in parts:
        joined += [gap, part] if joined else [part]
    return joined


def _variants(words: Sequence[str], groups: Mapping[str, Sequence[str]], line: str) -> list[tuple[Slot, ...]]:
    choices: list[list[tuple[Slot, ...]]] = []
    for word in words:
        if gap := _GAP.fullmatch(word):
            length = int(gap[1] or gap[3] or _DEFAULT_GAP)
            choices.append([(Slot(frozenset(), optional=True, crosses=bool(gap[3])),) * length])
        else:
            choices.append(_alternatives(word, groups, line))
    return [tuple(itertools.chain(*choice)) for choice in itertools.product(*choices)]


def _alternatives(word: str, groups: Mapping[str, Sequence[str]], line: str) -> list[tuple[Slot, ...]]:
    optional = word.endswith("?")
    atoms: set[str] = set()
    phrases: list[tuple[Slot, ...]] = []
    for option in word.removesuffix("?").split("|"):
        if not option.startswith("{"):
            if words := _phrase(option):
                phrases += _variants(words, groups, line)
            else:
                atoms.add(_atom(option, line))
            continue
        if option[1:-1] not in groups:
            raise PatternError(f"{line!r}: no group {option}")
        for entry in groups[option[1:-1]]:
            if not entry.startswith("{") and (words := _phrase(entry)):
                phrases += _variants(words, groups, line)
            elif entry.startswith("{"):
                for slots in _alternatives(entry, groups, line):
                    if len(slots) == 1:
                        atoms |= slots[0].atoms
                    else:
                        phrases.append(slots)
            else:
                atoms.add(_atom(entry, line))
    return ([(Slot(frozenset(atoms), optional),)] if atoms else []) + phrases


def _phrase(option: str) -> list[str]:
    """Returns the words of an option of several words; hyphens part words in messages too."""
    words = option.replace("-", " ").replace("_", " ").split()
    return words if len(words) > 1 else []


def _atom(word: str, line: str) -> str:
    if _NUMBER_ATOM.fullmatch(word):
        return word
    stem = fold(word.strip("*"))
    if not stem or not (stem.isalnum() or stem in EMOJIS):
        raise PatternError(f"{line!r}: {word!r} is not one word")
    return ("*" if word.startswith("*") else "") + stem + ("*" if word.endswith("*") else "")


def _trimmed(slots: tuple[Slot, ...], line: str) -> tuple[Slot, ...]:
    """Returns the slots from the first to the last that must be filled."""
    needed = [place for place, slot in enumerate(slots) if not slot.optional]
    if not needed:
        raise PatternError(f"{line!r}: nothing in it has to be said")
    return slots[needed[0] : needed[-1] + 1]
