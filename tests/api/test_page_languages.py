"""Whole pages say in which language and direction they are read."""

from __future__ import annotations

import json
import re

import pytest

from api.chat.language import RIGHT_TO_LEFT
from api.settings import ROOT
from api.texts import SUPPORTED
from tests.api.standins import FrontDoor

PAGES = ("/", "/help-request", "/help-request/status", "/demo")


@pytest.mark.parametrize("path", PAGES)
async def test_page_is_read_from_the_left_in_the_languages_of_today(door: FrontDoor, path: str) -> None:
    """Easy language is read as the language it is of."""
    for code in SUPPORTED:
        assert f'<html lang="{code}" dir="ltr">' in (await door.client.get(f"{path}?language={code}")).text
    easy = (await door.client.get(f"{path}?language=fi-x-easy")).text
    assert '<html lang="fi-x-easy" dir="ltr">' in easy


def test_widget_and_pages_agree_on_what_is_read_from_the_right() -> None:
    """The widget stands inside the pages."""
    script = (ROOT / "widget" / "wording.mjs").read_text(encoding="utf-8")
    found = re.search(r"RIGHT_TO_LEFT = (\[.*?\]);", script)
    assert found
    assert tuple(json.loads(found[1])) == RIGHT_TO_LEFT
