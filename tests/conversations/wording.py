"""The sentences of data/texts, found by key, so that tests do not repeat them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.conversations.conversation import Conversation

ROOT = Path(__file__).resolve().parents[2]


def says(conversation: Conversation, key: str) -> bool:
    """Whether the last reply says the sentence under the key, in its language, whatever its values."""
    return any(
        _pattern(text).search(conversation.text) for text in _leaves(key, conversation.reply["language"])
    )


def title(key: str, language: str = "fi") -> str:
    """The title of the button under `choice.<key>`."""
    (found,) = _leaves(f"choice.{key}", language)
    return found


def need_title(need: str, language: str = "fi") -> str:
    """The title of the button for a need."""
    needs = {entry["key"]: entry for entry in _read("needs.yml")["needs"]}
    return str(needs[need][language])


def theme_title(theme: str, language: str = "fi") -> str:
    """The title of the button for a theme."""
    return str(_read("themes.yml")[theme][language])


def _leaves(key: str, language: str) -> list[str]:
    leaf: Any = _read(f"texts/{language}.yml")
    for name in key.split("."):
        leaf = leaf[name]
    return list(leaf.values()) if isinstance(leaf, dict) else [leaf]


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".+?".join(map(re.escape, re.split(r"\{\w+\}", text))))


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((ROOT / "data" / name).read_text(encoding="utf-8"))
