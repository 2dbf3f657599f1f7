"""The guide for staff, made whole by its command: every page and picture is there, and axe finds nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from operations.environments import ROOT
from operations.staff_guide.sources import read_guides, read_pictures
from tests.browser.conftest import HEADLESS_SHELL
from tests.browser.wcag import find_violations

BROKEN = "[...document.images].filter(one => !one.complete || !one.naturalWidth).map(one => one.src)"


# The whole guide is made once, in a process of its own as `make staff-guide` makes it.
@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Path:
    """The folder with the guide."""
    folder = tmp_path_factory.mktemp("guide") / "staff-guide"
    command = [sys.executable, "-m", "operations", "staff-guide", "--into", str(folder)]
    command += ["--browser", HEADLESS_SHELL] if HEADLESS_SHELL else []
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert str(folder / "index.html") in ended.stdout
    return folder


def test_guide_is_whole_and_accessible(guide: Path, chromium: Browser) -> None:
    """On a phone and at a desk: no broken picture, no dead link, nothing for axe, nothing too wide."""
    pages = {one.page for one in read_guides()}
    pictures = {f"{one.name}.png" for one in read_pictures()}
    assert {one.name for one in guide.glob("*.html")} == pages
    assert {one.name for one in (guide / "pictures").iterdir()} == pictures
    for width in (390, 1280):
        page = chromium.new_page(viewport={"width": width, "height": 900})
        for name in sorted(pages):
            page.goto((guide / name).as_uri())
            assert page.evaluate(BROKEN) == [], name
            links = page.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
            assert {link for link in links if not link.startswith("#")} <= pages, name
            assert page.locator("h1").count() == 1, name
            assert find_violations(page) == [], name
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.close()
    paper = chromium.new_page()
    paper.goto((guide / "editing.html").as_uri())
    paper.emulate_media(media="print")
    assert not paper.locator("nav").is_visible()
    paper.close()
