"""What the guide is made of: the texts in docs/staff, and the pictures that pictures.yml describes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from operations.environments import ROOT

FOLDER = ROOT / "docs" / "staff"
START = "README.md"
PICTURES_FOLDER = "pictures"
IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<target>[^)\s]*)\)")
NAME = re.compile(r"[a-z0-9-]+")
ACTS = ("as", "open", "fill", "choose", "check", "press")
FIELDS = ("as", "open", "steps", "from", "height", "width", "mark")


class GuideError(Exception):
    """The guide can't be made; the message says in one line what to mend or to install."""


@dataclass(frozen=True)
class Step:
    """One thing that a person does on a page.

    Args:
        act: one of ACTS.
        field: label of a field, name of a button or link, an address, or a person; with a leading # or [ a
            CSS selector.
        value: what is typed or chosen; empty for what needs none.
    """

    act: str
    field: str
    value: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture of a page.

    Args:
        person: who looks; a name of house.PEOPLE.
        address: the page, with {names} of the house's places.
        begin: CSS selector of what stands at the top of the picture; empty for the top of the page.
        width, height: in CSS pixels; a shorter page makes a lower picture.
        marks: what is framed, named as in steps.
    """

    name: str
    person: str
    address: str
    steps: tuple[Step, ...]
    begin: str
    width: int
    height: int
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Guide:
    """One page of the guide.

    Args:
        title: its first heading.
        images: pairs of alt text and picture name, in their order.
    """

    file: Path
    title: str
    text: str
    images: tuple[tuple[str, str], ...]

    @property
    def page(self) -> str:
        """Name of the file that it becomes."""
        return "index.html" if self.file.name == START else f"{self.file.stem}.html"


def read_guides(folder: Path = FOLDER) -> list[Guide]:
    """All guides, in the order in which the first page names them; the first page first.

    Raises:
        GuideError: the first page is missing or doesn't name each guide, or a guide has no heading.
    """
    files = {file.name: file for file in sorted(folder.glob("*.md"))}
    if START not in files:
        raise GuideError(f"{folder}: {START} is missing, the first page of the guide.")
    first = _read_guide(files[START])
    named = list(dict.fromkeys(re.findall(r"\]\(([a-z-]+\.md)", first.text)))
    if wrong := set(named) ^ (set(files) - {START}):
        raise GuideError(f"{files[START]}: name each guide with a link, and no other: {', '.join(wrong)}.")
    return [first, *(_read_guide(files[name]) for name in named)]


def _read_guide(file: Path) -> Guide:
    text = file.read_text(encoding="utf-8")
    title = re.match(r"# (.+)\n", text)
    if not title:
        raise GuideError(f"{file}: the first line must be its heading: # …")
    images = []
    for found in IMAGE.finditer(text):
        folder, _, name = found["target"].removesuffix(".png").partition("/")
        if folder != PICTURES_FOLDER or not NAME.fullmatch(name):
            raise GuideError(f"{file}: write pictures as ![what is seen](pictures/name.png): {found[0]}")
        images.append((found["alt"], name))
    return Guide(file, title[1].strip(), text, tuple(images))


def read_pictures(file: Path = FOLDER / "pictures.yml") -> list[Picture]:
    """The pictures in the order in which they are taken.

    Raises:
        GuideError: the file describes one in another way.
    """
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    try:
        return [_read_picture(name, entry) for name, entry in entries.items()]
    except (ValueError, TypeError, AttributeError) as error:
        raise GuideError(f"{file}: {error}") from None


def _read_picture(name: str, entry: Mapping[str, Any]) -> Picture:
    if not NAME.fullmatch(name):
        raise ValueError(f"{name}: small letters, digits and lines between them only")
    if unknown := set(entry) - set(FIELDS):
        raise ValueError(f"{name}: unknown {', '.join(sorted(unknown))}; write {', '.join(FIELDS)}")
    if missing := {"as", "open"} - set(entry):
        raise ValueError(f"{name}: {', '.join(sorted(missing))} is missing")
    steps = tuple(step for written in entry.get("steps", ()) for step in _read_steps(name, written))
    return Picture(
        name,
        person=entry["as"],
        address=entry["open"],
        steps=steps,
        begin=entry.get("from", ""),
        width=int(entry.get("width", 1000)),
        height=int(entry.get("height", 620)),
        marks=tuple(entry.get("mark", ())),
    )


def _read_steps(name: str, written: Mapping[str, Any]) -> Sequence[Step]:
    if len(written) != 1:
        raise ValueError(f"{name}: one act in a step, not {written}")
    ((act, what),) = written.items()
    if act not in ACTS:
        raise ValueError(f"{name}: unknown act {act}; write {', '.join(ACTS)}")
    if act in ("fill", "choose"):
        return [Step(act, str(field), str(value)) for field, value in what.items()]
    return [Step(act, str(what))]


def find_mismatches(guides: Sequence[Guide], pictures: Sequence[Picture]) -> list[str]:
    """What the guides show and pictures.yml doesn't describe, the reverse, and pictures without alt text."""
    shown = {name for guide in guides for _, name in guide.images}
    described = {picture.name for picture in pictures}
    return [
        *(f"pictures.yml describes no picture {name}" for name in sorted(shown - described)),
        *(f"no guide shows the picture {name}" for name in sorted(described - shown)),
        *(
            f"{guide.file.name}: say what is seen in {name}"
            for guide in guides
            for alt, name in guide.images
            if not alt.strip()
        ),
    ]
