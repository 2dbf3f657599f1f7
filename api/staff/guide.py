"""The guide for staff, in Finnish: one page for each kind of work, with pictures where they were made."""

from __future__ import annotations

import re
import struct
from functools import cache
from pathlib import Path

import yaml
from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse
from markupsafe import Markup

from api.staff.access import PageNotFoundError, SignedIn, Visit
from api.staff.drawing import PAGES, draw
from api.staff.forms import get_door

router = APIRouter()
ADDRESS = "/staff/guide"
FIRST = "index"
NAME = re.compile(r"[a-z0-9-]+")
# Pictures are taken with so many of their own pixels for one of the page.
PIXELS_PER_PIXEL = 1.5
# Where a PNG says how wide and high it is. Source: https://www.w3.org/TR/png-3/#11IHDR
SIZE_AT = slice(16, 24)


@router.get("/guide")
def show_first(request: Request, visit: SignedIn) -> HTMLResponse:
    """Return the first page of the guide."""
    return draw_guide(request, visit, FIRST)


@router.get("/guide/pictures/{picture}")
def show_picture(request: Request, visit: SignedIn, picture: str) -> FileResponse:
    """Return a picture of the guide.

    Raises:
        PageNotFoundError: there is none of this name, or none were made.
    """
    file = find_picture(request, picture.removesuffix(".png"))
    if file is None or not picture.endswith(".png"):
        raise PageNotFoundError
    return FileResponse(file, media_type="image/png")


@router.get("/guide/{guide}")
def show_guide(request: Request, visit: SignedIn, guide: str) -> HTMLResponse:
    """Return another page of the guide.

    Raises:
        PageNotFoundError: there is none of this name.
    """
    if guide == FIRST or guide not in read_titles():
        raise PageNotFoundError
    return draw_guide(request, visit, guide)


def draw_guide(request: Request, visit: Visit, name: str) -> HTMLResponse:
    """Return this page of the guide, with the way to all others."""
    titles = read_titles()
    places = list(titles)
    after = places.index(name) + 1

    def picture(picture_name: str, alt: str) -> Markup:
        file = find_picture(request, picture_name)
        if file is None:
            return Markup("")
        width, height = read_size(file)
        return Markup('<p><img src="{}" alt="{}" width="{}" height="{}" loading="lazy"></p>').format(
            f"{ADDRESS}/pictures/{picture_name}.png", alt, width, height
        )

    return draw(
        request,
        "guide.html",
        visit,
        name=name,
        title=titles[name],
        pages=[(key, ADDRESS if key == FIRST else f"{ADDRESS}/{key}", one) for key, one in titles.items()],
        next_page=places[after] if after < len(places) else None,
        picture=picture,
        has_pictures=(get_door(request).settings.staff_guide_folder / "pictures").is_dir(),
    )


@cache
def read_titles() -> dict[str, str]:
    """Titles of the guide's pages by name, in their order, the first page first."""
    titles: dict[str, str] = yaml.safe_load((PAGES / "guide" / "contents.yml").read_text(encoding="utf-8"))
    return titles


def find_picture(request: Request, name: str) -> Path | None:
    """The picture of this name; None where it was not made."""
    file = get_door(request).settings.staff_guide_folder / "pictures" / f"{name}.png"
    return file if NAME.fullmatch(name) and file.is_file() else None


def read_size(file: Path) -> tuple[int, int]:
    """Width and height of a picture on the page."""
    with file.open("rb") as opened:
        width, height = struct.unpack(">II", opened.read(SIZE_AT.stop)[SIZE_AT])
    return round(width / PIXELS_PER_PIXEL), round(height / PIXELS_PER_PIXEL)
