"""Finds messages that are the same but for a word or two."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

SHORTEST = 5
ALIKE = 0.8


def find_alike(texts: Sequence[str], others: Sequence[str] | None = None) -> Iterator[tuple[int, int]]:
    """Pairs of places whose sets of words are the same in at least four fifths.

    Of two such sets the rarest words of one always hold one of the rarest of the other, so only those are
    looked up (prefix filtering).

    Args:
        texts: messages in small letters without marks; those of under five words are left out.
        others: where the first of each pair is looked for; None for earlier ones of `texts`.
    """
    sets = [frozenset(text.split()) for text in texts]
    other_sets = sets if others is None else [frozenset(text.split()) for text in others]
    frequency = Counter(word for words in (*sets, *other_sets) for word in words)

    def rarest(words: frozenset[str]) -> list[str]:
        ordered = sorted(words, key=lambda word: (frequency[word], word))
        return ordered[: len(words) - math.ceil(ALIKE * len(words)) + 1]

    places: dict[str, list[int]] = defaultdict(list)
    if others is not None:
        for place, words in enumerate(other_sets):
            for word in rarest(words):
                places[word].append(place)
    for place, words in enumerate(sets):
        if len(words) < SHORTEST:
            continue
        for other in sorted({candidate for word in rarest(words) for candidate in places[word]}):
            if len(words & other_sets[other]) / len(words | other_sets[other]) >= ALIKE:
                yield other, place
        if others is None:
            for word in rarest(words):
                places[word].append(place)
