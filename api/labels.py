"""Names that a person sees for needs, kinds, themes and places, from `data/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from api.texts import without_easy

Names = Mapping[str, str]
LONGEST_CODE = 3


@dataclass(frozen=True)
class Theme:
    """A topic wider than a need: what a person may choose who can't find words."""

    key: str
    names: Names
    needs: tuple[str, ...]


class Labels:
    """Needs, acts, dangers, kinds, themes and places by key, with their names."""

    def __init__(
        self,
        needs: Mapping[str, Names],
        acts: frozenset[str],
        dangers: tuple[str, ...],
        kinds: Mapping[str, Names],
        themes: Mapping[str, Theme],
        counties: Mapping[str, Names],
        municipalities: Mapping[str, Names],
    ) -> None:
        self.needs = needs
        self.acts = acts
        self.dangers = dangers
        self.kinds = kinds
        self.themes = themes
        self.counties = counties
        self.municipalities = municipalities
        self._codes_by_name = {
            place.get(language, "").casefold(): code
            for code, place in municipalities.items()
            for language in ("en", "sv", "fi")
        }

    @classmethod
    def load(cls, folder: Path) -> "Labels":
        """Read needs.yml, kinds.yml, themes.yml and places.yml of the folder."""
        needs = _read(folder / "needs.yml")
        places = _read(folder / "places.yml")
        themes = {
            key: Theme(key, theme, tuple(theme["needs"]))
            for key, theme in _read(folder / "themes.yml").items()
        }
        return cls(
            needs={need["key"]: need for need in needs["needs"]},
            acts=frozenset(needs["acts"]),
            dangers=tuple(danger["key"] for danger in needs["dangers"]),
            kinds=_read(folder / "kinds.yml"),
            themes=themes,
            counties=places["counties"],
            municipalities=places["municipalities"],
        )

    def need(self, key: str, language: str) -> str:
        """The need's name; its key when unknown."""
        return name_in(self.needs.get(key), language) or key

    def kind(self, key: str, language: str) -> str:
        """The kind's name; its key when unknown."""
        return name_in(self.kinds.get(key), language) or key

    def theme(self, key: str, language: str) -> str:
        """The theme's name; its key when unknown."""
        theme = self.themes.get(key)
        return name_in(theme.names if theme else None, language) or key

    def municipality(self, name_or_code: str, language: str) -> str:
        """The municipality's name in the language; what was given when it is unknown."""
        code = self.find_municipality_code(name_or_code)
        return name_in(self.municipalities.get(code or ""), language) or name_or_code

    def county(self, code: str, language: str) -> str:
        """The wellbeing services county's name; its code when unknown."""
        return name_in(self.counties.get(code), language) or code

    def find_municipality_code(self, name_or_code: str | None) -> str | None:
        """Return the municipality's code by its code or by its name in any language, or None."""
        if not name_or_code:
            return None
        if name_or_code in self.municipalities:
            return name_or_code
        return self._codes_by_name.get(name_or_code.casefold())

    def county_of(self, name_or_code: str | None) -> str | None:
        """Return the code of the county that the municipality belongs to, or None."""
        code = self.find_municipality_code(name_or_code)
        return self.municipalities[code].get("county") if code else None


def name_in(names: Names | None, language: str) -> str | None:
    """Return the name in the language, easy or not, else in English, else in Finnish."""
    if names is None:
        return None
    # Codes of languages have two or three letters (ISO 639); other fields of the files have more.
    own = names.get(without_easy(language)) if len(without_easy(language)) <= LONGEST_CODE else None
    return own or names.get("en") or names.get("fi")


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
