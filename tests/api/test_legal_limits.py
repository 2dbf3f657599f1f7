"""The limits of the law as they are told: a number of days means nothing without from when."""

from __future__ import annotations

import pytest

from tests.api.test_texts import TEXTS

OPENED = {
    "fi": ("kun asia tuli vireille",),
    "sv": ("ärendet", "saken inletts"),
    "en": ("the matter was opened",),
}
KINDS = ("child_welfare", "social_welfare")
LEARNED = {"fi": "sai", "sv": "fick veta om det", "en": "learned"}
LANGUAGES = ("fi", "sv", "en", "fi-x-easy", "sv-x-easy", "en-x-easy")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_told_from_when_the_days_count(language: str, kind: str) -> None:
    """From when the matter was opened."""
    told = TEXTS.render(f"help_request.limit.{kind}", language) or ""
    assert any(words in told for words in OPENED[language[:2]])


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_when_a_matter_of_child_welfare_is_opened(language: str) -> None:
    """When child welfare learned of it: who sends a request counts from another day."""
    assert LEARNED[language[:2]] in (TEXTS.render("help_request.limit.child_welfare", language) or "")
