"""What the danger screen reports: kind, level and whom it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["acute", "concern"]
About = Literal["self", "child", "other"]

# Order decides which kind leads when several are found at the same level: the wish to die comes before
# the means used, and the more particular kind of violence before the general one.
KINDS: tuple[str, ...] = ("suicide", "overdose", "sexual_assault", "violence", "child_danger")
LEVELS: tuple[Level, ...] = ("acute", "concern")


@dataclass(frozen=True, slots=True)
class Finding:
    """The gravest danger that a text states, and the further ones.

    Attributes:
        kind: a danger key of needs.yml.
        level: "acute" (now, about to be, life at stake) or "concern".
        about: whom help is sought for; None when the words do not tell.
        also: further (kind, level) pairs, acute ones first, each kind once.
    """

    kind: str
    level: Level
    about: About | None
    also: tuple[tuple[str, Level], ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """One rule that held, as staff see it in a measurement; never logged with the text."""

    kind: str
    level: Level
    about: About | None
    language: str
    rule: str
