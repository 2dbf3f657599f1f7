"""Every text that the actions name is written in every language."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.steps.answer import AGE_GROUPS
from actions.steps.facts import THRESHOLD_FACTS, VALUE_NAMES

ROOT = Path(__file__).resolve().parents[2]
LITERAL = re.compile(r'"((?:understood|act|question|choice|danger|area|facts|degraded)\.[a-z_0-9.]+)"')
BUTTON = re.compile(r'choice\(\s*"([a-z_0-9]+)"')


def _keys() -> set[str]:
    needs = yaml.safe_load((ROOT / "data/needs.yml").read_text(encoding="utf-8"))
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "actions").rglob("*.py"))
    talk = ("greet", "goodbye", "thank", "ask_capabilities", "ask_if_bot", "give_feedback", "insult")
    families = {
        *(f"understood.{need['key']}" for need in needs["needs"]),
        *(f"about_service.{kind}" for kind in needs["kinds"]),
        *(
            f"facts.{fact}_{name}"
            for facts in THRESHOLD_FACTS.values()
            for fact in facts
            for name in VALUE_NAMES.values()
        ),
        *(f"act.{intent}" for intent in talk),
        *(f"act.inform_about_{who}" for who in ("self", "child", "other")),
        *(f"choice.about_{who}" for who in ("self", "child", "other")),
        *(f"choice.{group}" for group in AGE_GROUPS),
        *(f"question.{question}" for question in ("age", "municipality", "about")),
        *(f"choice.{name}" for name in BUTTON.findall(source)),
    }
    return families | set(LITERAL.findall(source))


def _find(texts: Any, key: str) -> Any:
    for step in key.split("."):
        texts = texts.get(step) if isinstance(texts, dict) else None
    return texts


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_key_is_written_when_texts_are_read(language: str) -> None:
    """A key without a sentence would leave a hole in the reply."""
    texts = yaml.safe_load((ROOT / f"data/texts/{language}.yml").read_text(encoding="utf-8"))

    missing = sorted(key for key in _keys() if not _find(texts, key))

    assert missing == []
