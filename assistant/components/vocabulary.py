"""Word lists and places that staff keep under data/, read once per process."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("fi", "sv", "en")
# The C loader reads places.yml in 0.15 s; the plain one takes 1.5 s.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def find_data_folder() -> Path:
    """The folder `data/` of this installation (ASSISTANT_DATA when set)."""
    return Path(os.environ.get("ASSISTANT_DATA") or Path(__file__).resolve().parents[2] / "data")


@cache
def load_vocabulary(name: str) -> dict[str, Any]:
    """Content of data/vocabulary/<name>.yml. Shared between callers: not to be changed."""
    return _load(find_data_folder() / "vocabulary" / f"{name}.yml")


@cache
def load_places() -> dict[str, Any]:
    """Content of data/places.yml: `counties` and `municipalities` by code."""
    return _load(find_data_folder() / "places.yml")


def _load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a safe loader, the C one when it is there)
    return content


@cache
def load_need_keys() -> frozenset[str]:
    """Keys of the needs in data/needs.yml."""
    return frozenset(need["key"] for need in _load(find_data_folder() / "needs.yml")["needs"])


@cache
def load_danger_kinds() -> tuple[str, ...]:
    """Keys of the dangers in data/needs.yml, in their order there."""
    return tuple(danger["key"] for danger in _load(find_data_folder() / "needs.yml")["dangers"])
