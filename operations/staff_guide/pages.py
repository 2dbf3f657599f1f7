"""The guide's pages: one printable HTML file for each guide, readable without anything from elsewhere."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from operations.staff_guide.camera import PIXELS_PER_PIXEL
from operations.staff_guide.sources import START, Guide, GuideError

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
)
STYLE = (Path(__file__).parent / "guide.css").read_text(encoding="utf-8")
# Where a PNG says how wide and high it is: two numbers after the signature and the head of its first part.
# Source: https://www.w3.org/TR/png-3/#11IHDR
SIZE_AT = slice(16, 24)


def write_pages(guides: Sequence[Guide], folder: Path) -> None:
    """Write all pages into the folder in which the pictures are already.

    Raises:
        GuideError: a link leads to no guide.
    """
    template = TEMPLATES.get_template("page.html")
    pages = {guide.file.name: guide.page for guide in guides}
    for place, guide in enumerate(guides):
        html = template.render(
            guide=guide,
            guides=guides,
            content=Markup(render(guide, pages, folder)),  # noqa: S704 - our own texts, raw HTML is off
            style=Markup(STYLE),  # noqa: S704
            before=guides[place - 1] if place else None,
            after=guides[place + 1] if place + 1 < len(guides) else None,
        )
        (folder / guide.page).write_text(html, encoding="utf-8")


def render(guide: Guide, pages: dict[str, str], folder: Path) -> str:
    """The guide's text as HTML; its links lead to the guide's pages, its pictures have their size.

    Raises:
        GuideError: a link leads to no guide.
    """
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(guide.text)
    for token in (child for block in tokens for child in block.children or ()):
        if token.type == "link_open":
            _lead(guide, token, pages)
        elif token.type == "image":
            width, height = read_size(folder / str(token.attrs["src"]))
            token.attrSet("width", str(round(width / PIXELS_PER_PIXEL)))
            token.attrSet("height", str(round(height / PIXELS_PER_PIXEL)))
    rendered: str = markdown.renderer.render(tokens, markdown.options, {})
    return rendered


def _lead(guide: Guide, token: Token, pages: dict[str, str]) -> None:
    target = str(token.attrs["href"])
    name, _, part = target.partition("#")
    if part or name not in pages:
        raise GuideError(f"{guide.file}: the link to {target} leads to no guide; write {START} or another.")
    token.attrSet("href", pages[name])


def read_size(file: Path) -> tuple[int, int]:
    """Width and height of a PNG in its own pixels."""
    width, height = struct.unpack(">II", file.read_bytes()[SIZE_AT])
    return width, height
