"""One typing error in a place name: a letter missing, doubled, changed or swapped."""

from __future__ import annotations

from collections.abc import Iterator

# In a name of so many letters one letter may be changed: a shorter one would be another word.
_LONG_NAME = 8


def shorten(word: str) -> Iterator[str]:
    """The word without each of its letters but the first."""
    for index in range(1, len(word)):
        yield word[:index] + word[index + 1 :]


def is_one_error_apart(one: str, other: str) -> bool:
    """Whether one typing error lies between the words."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    # A changed letter makes a short name another word: "inhoon" (into disgust) is no "Inkoon".
    changed = a[1:] == b[1:] and len(one) >= _LONG_NAME
    return changed or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])
