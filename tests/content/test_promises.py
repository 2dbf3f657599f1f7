"""Sentences that must stand in the texts whoever rewords them: what Kynnys is, what a worker must do."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

TEXTS = Path(__file__).resolve().parents[2] / "data" / "texts"
# As each language says it; the easy texts explain the word besides.
BOT = {"fi": ("botti", "ihmi"), "sv": ("bot", "människa"), "en": ("bot", "person")}
MUST_ACT = {"fi": "täytyy", "sv": "måste", "en": "must act"}


@pytest.mark.parametrize("folder", ["", "easy"])
@pytest.mark.parametrize("language", sorted(BOT))
def test_first_words_say_that_it_is_a_bot_and_no_person(language: str, folder: str) -> None:
    """Nobody is to tell their troubles to a machine and take it for a human."""
    greeting = yaml.safe_load((TEXTS / folder / f"{language}.yml").read_text("utf-8"))["page"]["greeting"]
    assert all(word in greeting for word in BOT[language]), greeting


@pytest.mark.parametrize("language", sorted(MUST_ACT))
def test_secrecy_is_promised_with_its_limit(language: str) -> None:
    """Before a child sends a request: secret, unless somebody is not safe."""
    secrecy = yaml.safe_load((TEXTS / f"{language}.yml").read_text("utf-8"))["help_request"]["secrecy"]
    assert MUST_ACT[language] in secrecy, secrecy
