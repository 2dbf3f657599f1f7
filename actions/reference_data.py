"""Needs, themes, kinds and municipalities as `data/` names them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# Every installation speaks these; municipalities have names in them.
SUPPORTED = ("fi", "sv", "en")
# For whom a sentence may have wordings of its own.
READERS = {"other", "youth", "parent"}
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
    """The data files that decide how a conversation goes on; `languages` are those one can go on in."""

    def __init__(
        self,
        needs: Mapping[str, Need],
        themes: Mapping[str, tuple[str, ...]],
        kinds: frozenset[str],
        places: Mapping[str, Place],
        languages: tuple[str, ...] = SUPPORTED,
    ) -> None:
        self.needs = needs
        self.themes = themes
        self.kinds = kinds
        self.languages = languages
        self._places = places
        self._places_by_name = {
            name.casefold(): place
            for place in places.values()
            for name in (place.code, *place.names.values())
        }

    @classmethod
    def load(cls, folder: Path) -> "ReferenceData":
        """Read needs, themes, kinds and places of the folder, and which languages are complete in it."""
        needs = _read(folder / "needs.yml")
        places = _read(folder / "places.yml")["municipalities"]
        return cls(
            needs={need["key"]: Need(need["key"], tuple(need["leads_to"])) for need in needs["needs"]},
            themes={key: tuple(theme["needs"]) for key, theme in _read(folder / "themes.yml").items()},
            kinds=frozenset(_read(folder / "kinds.yml")),
            places={code: Place(code, _names(place)) for code, place in places.items()},
            languages=find_languages(folder),
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


def find_languages(folder: Path) -> tuple[str, ...]:
    """Codes of the languages that can be chosen: those that the front door offers (`Door.languages`).

    Those of every installation; then each whose texts say all that the Finnish ones do, and whose words of
    danger are written. Read here once more, for the two parts share no Python.
    """
    told = {path.stem: set(_keys(_read(path))) for path in sorted((folder / "texts").glob("*.yml"))}
    complete = [
        code
        for code, keys in told.items()
        if told["fi"] <= keys and (folder / "danger" / f"{code}.yml").exists()
    ]
    return tuple(dict.fromkeys((*SUPPORTED, *complete)))


def _keys(texts: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Dotted keys of sentences; the wordings of one for different readers are one key."""
    for name, value in texts.items():
        if isinstance(value, dict) and not set(value) <= READERS:
            yield from _keys(value, f"{prefix}{name}.")
        elif value is not None:
            yield f"{prefix}{name}"


def _names(entry: Mapping[str, Any]) -> dict[str, str]:
    return {language: entry[language] for language in SUPPORTED if entry.get(language)}


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
