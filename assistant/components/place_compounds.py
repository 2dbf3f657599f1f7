"""Words for people that begin with a place: "espoolaisnuori", "lojobor"."""

from __future__ import annotations

import re
from collections.abc import Iterator

# The first part is what the one from there is called: "espoolaisnuori" is an "espoolainen".
_FINNISH = re.compile(
    r"(?P<first>\w{3,}l[aä]is)(?:nuor|poi|poj|tyt|äi[td]|isä|perhe|mie[hs]|nai[ns]|laps|opiskelij)\w*"
)
# The name itself, some with a joining "s": "kyrkslättsbo".
_SWEDISH = re.compile(r"(?P<first>\w{4,}?)(?P<joint>s?)bo(?:n|ns|r|rna|rnas|s)?")


def find_names_within(word: str, language: str) -> Iterator[str]:
    """Forms of a place, in lower case, that the compound may begin with.

    Args:
        word: The word as written, in lower case.
        language: Language of the message.
    """
    if language == "fi":
        match = _FINNISH.fullmatch(word)
        if match:
            yield match["first"][:-1] + "nen"
    elif language == "sv":
        match = _SWEDISH.fullmatch(word)
        if match:
            yield match["first"] + match["joint"]
            yield match["first"]
