"""The guide as staff read it under /staff/guide: parts of pages, kept in the repository.

They are made from docs/staff by `make guide-pages`, so that the front door needs neither the texts nor a
reader of Markdown. A test compares them. Pictures are shown where `make staff-guide` has made them.
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import yaml

from operations.environments import ROOT
from operations.staff_guide.sources import FOLDER, PICTURES_FOLDER, Guide, GuideError, read_guides

SERVED = ROOT / "api" / "staff" / "pages" / "guide"
CONTENTS = "contents.yml"
ADDRESS = "/staff/guide"
PICTURE = re.compile(rf'<p><img src="{PICTURES_FOLDER}/([a-z0-9-]+)\.png" alt="([^"]*)" /></p>')


def write_served_pages(folder: Path = SERVED, source: Path = FOLDER) -> int:
    """Write the parts anew, in place of the older ones; return the exit code."""
    try:
        parts = build_served_pages(read_guides(source))
    except GuideError as error:
        print(error, file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, text in parts.items():
        (folder / name).write_text(text, encoding="utf-8")
    print(f"{len(parts) - 1} pages of the guide: {folder}")
    return 0


def build_served_pages(guides: Sequence[Guide]) -> dict[str, str]:
    """Every file by its name: the titles in their order, and a template for each guide.

    Raises:
        GuideError: a link leads to no guide, or a text holds what a template would take as its own.
    """
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    addresses = {guide.file.name: _get_address(guide) for guide in guides}
    titles = {Path(guide.page).stem: guide.title for guide in guides}
    parts = {CONTENTS: yaml.safe_dump(titles, allow_unicode=True, sort_keys=False, width=200)}
    return {
        **parts,
        **{guide.page: _build(guide, markdown.render(guide.text), addresses) for guide in guides},
    }


def _build(guide: Guide, page: str, addresses: dict[str, str]) -> str:
    if re.search(r"{[{%#]", guide.text):
        raise GuideError(f"{guide.file}: write it without double braces: they mean something in a template.")
    page = re.sub(r'<a href="([^"]*)">', lambda found: _lead(guide, found[1], addresses), page)
    return PICTURE.sub(lambda found: _show(found[1], html.unescape(found[2])), page)


def _get_address(guide: Guide) -> str:
    stem = Path(guide.page).stem
    return ADDRESS if stem == "index" else f"{ADDRESS}/{stem}"


def _lead(guide: Guide, target: str, addresses: dict[str, str]) -> str:
    if target not in addresses:
        raise GuideError(f"{guide.file}: the link to {target} leads to no guide.")
    return f'<a href="{addresses[target]}">'


def _show(name: str, alt: str) -> str:
    return f"{{{{ picture({json.dumps(name)}, {json.dumps(alt, ensure_ascii=False)}) }}}}"
