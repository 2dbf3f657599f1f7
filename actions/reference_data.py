"""Needs, themes, kinds and municipalities as `data/` names them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# The need that follows danger in a message without a need of its own (needs.yml: "crisis first, then this").
NEED_AFTER_DANGER = {
    "suicide": "mental_health",
    "violence": "domestic_violence",
    "overdose": "substance_use",
    "child_danger": "child_protection",
    "sexual_assault": "sexual_violence",
}


@dataclass(frozen=True)
class Need:
    """A need and the kinds of service that it leads to, the first ones first."""

    key: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A municipality: its code and its names by language."""

    code: str
    names: Mapping[str, str]


class ReferenceData:
    """The data files that decide how a conversation goes on."""

    def __init__(
        self,
        needs: Mapping[str, Need],
        themes: Mapping[str, tuple[str, ...]],
        kinds: frozenset[str],
        places: Mapping[str, Place],
    ) -> None:
        self.needs = needs
        self.themes = themes
        self.kinds = kinds
        self._places = places
        self._places_by_name = {
            name.casefold(): place
            for place in places.values()
            for name in (place.code, *place.names.values())
        }

    @classmethod
    def load(cls, folder: Path) -> "ReferenceData":
        """Read needs.yml, themes.yml, kinds.yml and places.yml of the folder."""
        needs = _read(folder / "needs.yml")
        places = _read(folder / "places.yml")["municipalities"]
        return cls(
            needs={need["key"]: Need(need["key"], tuple(need["leads_to"])) for need in needs["needs"]},
            themes={key: tuple(theme["needs"]) for key, theme in _read(folder / "themes.yml").items()},
            kinds=frozenset(_read(folder / "kinds.yml")),
            places={code: Place(code, _names(place)) for code, place in places.items()},
        )

    def find_place(self, name_or_code: str | None) -> Place | None:
        """Return the municipality of this code or name (any language, basic form), or None."""
        return self._places_by_name.get(name_or_code.strip().casefold()) if name_or_code else None

    def place_name(self, name_or_code: str, language: str) -> str:
        """The municipality's name in the language, else in Finnish; what was given when it is unknown."""
        place = self.find_place(name_or_code)
        return place.names.get(language) or place.names["fi"] if place else name_or_code

    def find_needs_of(self, kinds: tuple[str, ...]) -> tuple[str, ...]:
        """Return the needs that lead to any of these kinds, those that lead there soonest first."""
        ranked = [
            (min(need.kinds.index(kind) for kind in kinds if kind in need.kinds), key)
            for key, need in self.needs.items()
            if any(kind in need.kinds for kind in kinds)
        ]
        return tuple(key for _, key in sorted(ranked, key=lambda pair: pair[0]))


def _names(entry: Mapping[str, Any]) -> dict[str, str]:
    return {language: entry[language] for language in ("fi", "sv", "en") if entry.get(language)}


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
