"""The limits of the law as they are told: a number of days means nothing without from when."""

from __future__ import annotations

import pytest

from tests.api.test_texts import TEXTS

FROM_WHEN = {"fi": "kun asia tuli vireille", "sv": "ärendet", "en": "when the matter was opened"}
LEARNED = {"fi": "sai", "sv": "fick veta om det", "en": "learned"}


@pytest.mark.parametrize("language", ["fi", "sv", "en", "fi-x-easy", "sv-x-easy", "en-x-easy"])
@pytest.mark.parametrize("kind", ["child_welfare", "social_welfare"])
def test_it_is_told_from_when_the_days_and_months_count(language: str, kind: str) -> None:
    """From when the matter was opened, and what that means."""
    told = TEXTS.render(f"help_request.limit.{kind}", language) or ""
    assert FROM_WHEN[language[:2]] in told
    assert LEARNED[language[:2]] in told
