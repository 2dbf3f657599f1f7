"""Time limits that the law sets, by kind of service: data/help_requests/legal_limits.yml."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from api.labels import name_in

LIMITS_FILE = Path("help_requests") / "legal_limits.yml"


@dataclass(frozen=True)
class LegalLimit:
    """A limit with the kinds it binds, the age up to which it is told, and its source by language."""

    key: str
    kinds: frozenset[str]
    maximum_age: int
    source: Mapping[str, str]


class LegalLimits:
    """All limits by key."""

    def __init__(self, limits: Mapping[str, LegalLimit]) -> None:
        self._limits = limits

    @classmethod
    def load(cls, folder: Path) -> "LegalLimits":
        """Read the limits of the data folder."""
        content = yaml.safe_load((folder / LIMITS_FILE).read_text(encoding="utf-8"))
        return cls(
            {
                key: LegalLimit(key, frozenset(limit["kinds"]), limit["maximum_age"], limit["source"])
                for key, limit in content.items()
            }
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all limits."""
        return tuple(self._limits)

    def find(self, kinds: frozenset[str], age: int | None) -> tuple[str, ...]:
        """Return the keys of the limits that bind services of these kinds towards somebody of this age."""
        return tuple(
            limit.key
            for limit in self._limits.values()
            if limit.kinds & kinds and (age is None or age <= limit.maximum_age)
        )

    def source(self, key: str, language: str) -> str | None:
        """Return the law and its section, None for a limit that was taken out of the file since."""
        limit = self._limits.get(key)
        return name_in(limit.source, language) if limit else None
