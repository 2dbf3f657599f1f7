"""Needs, kinds and places as plain data: what entries are checked against and matching is led by."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from services_catalog.everyday_words import EverydayWords, load_everyday_words

PACKAGE_FOLDER = Path(__file__).resolve().parent
DATA_FOLDER = PACKAGE_FOLDER.parent / "data"
LANGUAGES = ("fi", "sv", "en")


class ReferenceDataError(Exception):
    """needs.yml, kinds.yml or places.yml could not be read."""


@dataclass(frozen=True, slots=True)
class County:
    """A wellbeing services county; full_care when its local services are in the catalogue."""

    code: str
    slug: str
    names: Mapping[str, str]
    full_care: bool = False


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality with its county and its districts' names."""

    code: str
    county_code: str
    names: Mapping[str, str]
    districts: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class ReferenceData:
    """What the catalogue takes from `data/`.

    Args:
        leads_to: Kinds of service of each need, the first ones first.
        need_names: Names of each need by language.
        kind_names: Names of each kind by language.
        typical_ages: Who is helped with a need when nobody told the age: (lowest, highest) by need and
            whom it is about ("self" or "child"), "default" for needs not named; under "kinds" the ages of a
            kind whose entries state no limits.
        folder: Where all this was read from.
    """

    leads_to: Mapping[str, tuple[str, ...]]
    need_names: Mapping[str, Mapping[str, str]]
    kind_names: Mapping[str, Mapping[str, str]]
    counties: Mapping[str, County]
    municipalities: Mapping[str, Municipality]
    typical_ages: Mapping[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)
    folder: Path = DATA_FOLDER

    @cached_property
    def _municipality_codes(self) -> dict[str, str]:
        codes: dict[str, str] = {}
        for municipality in self.municipalities.values():
            codes[municipality.code] = municipality.code
            for name in municipality.names.values():
                codes.setdefault(fold(name), municipality.code)
        return codes

    @cached_property
    def everyday_words(self) -> EverydayWords:
        """What people call kinds of service and tell of needs; read at first use."""
        return load_everyday_words(self.folder / "vocabulary")

    @property
    def full_care_codes(self) -> frozenset[str]:
        """Codes of the counties whose local services are in the catalogue."""
        return frozenset(county.code for county in self.counties.values() if county.full_care)

    def detect_municipality(self, name_or_code: str) -> Municipality | None:
        """The municipality with this code or official name in any language, None if there is none."""
        code = self._municipality_codes.get(fold(name_or_code))
        return self.municipalities[code] if code is not None else None


def fold(text: str) -> str:
    """The text in the form in which names are compared: composed, without case or outer spaces."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def load_yaml(path: Path) -> Any:
    """The content of a YAML file.

    Raises:
        ReferenceDataError: The file is missing or not YAML.
    """
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReferenceDataError(
            f"{path.name}: file: put it into {path.parent.name}/ ({error.strerror})"
        ) from error
    except yaml.YAMLError as error:
        raise ReferenceDataError(f"{path.name}: file: correct the YAML ({error})") from error


def load_reference_data(folder: Path = DATA_FOLDER) -> ReferenceData:
    """Needs, kinds, places and typical ages, read from `folder` and from this package.

    Raises:
        ReferenceDataError: A file is missing, not YAML, or without an expected field; the CLI prints it.
    """
    needs_file = load_yaml(folder / "needs.yml")
    kinds = load_yaml(folder / "kinds.yml")
    places = load_yaml(folder / "places.yml")
    ages = load_yaml(PACKAGE_FOLDER / "typical_ages.yml")
    try:
        counties = {
            code: County(code, county["slug"], take_names(county), county.get("full_care") is True)
            for code, county in places["counties"].items()
        }
        return ReferenceData(
            leads_to={need["key"]: tuple(need["leads_to"]) for need in needs_file["needs"]},
            need_names={need["key"]: take_names(need) for need in needs_file["needs"]},
            kind_names={kind: take_names(names) for kind, names in kinds.items()},
            counties=counties,
            municipalities={
                code: Municipality(
                    code=code,
                    county_code=counties[place["county"]].code,
                    names=take_names(place),
                    districts=tuple(take_district(item) for item in place.get("districts") or ()),
                )
                for code, place in places["municipalities"].items()
            },
            typical_ages={
                about: {need: (int(low), int(high)) for need, (low, high) in by_need.items()}
                for about, by_need in ages.items()
            },
            folder=folder,
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ReferenceDataError(f"data: {error}: add the field, or write it in its expected form") from error


def take_names(item: Mapping[str, Any]) -> dict[str, str]:
    """The name in every language out of an item with other fields; the Finnish one where no own is given."""
    return {language: str(item.get(language) or item["fi"]) for language in LANGUAGES}


def take_district(item: Any) -> dict[str, str]:
    """A district's names by language; a bare text counts as its Finnish name."""
    return take_names(item if isinstance(item, Mapping) else {"fi": item})
