"""The guide is found from every page, reads as one page of staff, and shows pictures where they were made."""

from __future__ import annotations

import re
import struct
from html import unescape
from pathlib import Path

import pytest

from operations.staff_guide.served_pages import ADDRESS, SERVED, build_served_pages
from operations.staff_guide.sources import read_guides
from tests.staff_pages.visitors import House

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 1500, 900) + b"\x08\x02\x00\x00\x00"


def test_the_pages_are_those_of_the_texts() -> None:
    """Else: make guide-pages."""
    kept = {file.name: file.read_text(encoding="utf-8") for file in SERVED.iterdir()}
    assert kept == build_served_pages(read_guides())


@pytest.mark.parametrize(
    ("language", "named"), [("fi", "Ohje"), ("sv", "Guide (på finska)"), ("en", "Guide (in Finnish)")]
)
async def test_every_page_leads_to_the_guide_and_says_in_which_language_it_is(
    house: House, language: str, named: str
) -> None:
    """Also for somebody who has no role yet."""
    visitor = house.visit(language=language)
    for address in ("/staff/", "/staff/me", ADDRESS):
        page = (await visitor.get(address)).text
        assert re.search(rf'<a href="{ADDRESS}" [^>]*>{re.escape(named)}</a>', page), address


async def test_all_pages_of_the_guide_are_reached_from_the_first(house: House) -> None:
    """As pages of staff in Finnish, each with one heading of the first level and without broken pictures."""
    visitor = house.visit(("reader", "luvn"))
    first = (await visitor.get(ADDRESS)).text
    found = set(re.findall(rf'href="({ADDRESS}/[a-z-]+)"', first))
    assert len(found) == len(read_guides()) - 1
    for address in found:
        answer = await visitor.get(address)
        assert answer.status_code == 200, address
        assert answer.text.count("<h1>") == 1
        assert 'lang="fi"' in answer.text
        assert "pictures/" not in answer.text
        assert "{{" not in answer.text
    for address in (f"{ADDRESS}/index", f"{ADDRESS}/nothing", f"{ADDRESS}/pictures/start.png"):
        assert (await visitor.get(address)).status_code == 404, address


async def test_pictures_are_shown_once_they_are_made(house: House, tmp_path: Path) -> None:
    """With what is seen in them; no other file of the machine is a picture."""
    (pictures := tmp_path / "guide" / "pictures").mkdir(parents=True)
    (pictures / "start.png").write_bytes(PNG)
    (tmp_path / "guide" / "secret.png").write_bytes(PNG)
    house.app.state.door.settings.staff_guide_folder = tmp_path / "guide"
    visitor = house.visit(("reader", "luvn"))
    page = unescape((await visitor.get(ADDRESS)).text)
    assert 'src="/staff/guide/pictures/start.png" alt="Kynnyksen etusivu.' in page
    assert 'width="1000" height="600"' in page
    assert (await visitor.get(f"{ADDRESS}/pictures/start.png")).content == PNG
    for other in ("..%2Fsecret.png", "start", "start.jpg", "START.png"):
        assert (await visitor.get(f"{ADDRESS}/pictures/{other}")).status_code == 404, other
    assert (await house.open_browser().get(f"{ADDRESS}/pictures/start.png")).status_code == 303
