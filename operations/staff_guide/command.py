"""`make staff-guide`: checks the texts, takes the pictures and writes the pages."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from operations.environments import ROOT
from operations.staff_guide.sources import (
    FOLDER,
    PICTURES_FOLDER,
    GuideError,
    find_mismatches,
    read_guides,
    read_pictures,
)

DEFAULT_FOLDER = ROOT / "var" / "staff-guide"


def write_staff_guide(folder: Path = DEFAULT_FOLDER, source: Path = FOLDER) -> int:
    """Write the guide into the folder, in place of an older one; return the exit code."""
    try:
        guides, pictures = read_guides(source), read_pictures(source / "pictures.yml")
        if mismatches := find_mismatches(guides, pictures):
            raise GuideError("\n".join(mismatches))
        try:
            from operations.staff_guide.camera import open_browser, take_pictures
            from operations.staff_guide.house import open_house
            from operations.staff_guide.pages import write_pages
        except ModuleNotFoundError as error:
            raise GuideError(
                f"{error.name} is missing: it belongs to the test environment. "
                "Make that one with `python3 -m operations prepare --with-tests` (make staff-guide does)."
            ) from None
        # Written beside and put in place whole: whoever reads the old guide never meets half a new one.
        with tempfile.TemporaryDirectory(prefix="staff-guide-") as beside:
            made = Path(beside) / "guide"
            with open_browser() as browser, open_house(Path(beside)) as house:
                take_pictures(browser, house, pictures, made / PICTURES_FOLDER)
            write_pages(guides, made)
            put_in_place(made, folder)
    except GuideError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(guides)} pages and {len(pictures)} pictures: {folder / 'index.html'}")
    return 0


def put_in_place(made: Path, folder: Path) -> None:
    """Put the new guide where the old one is, or where nothing is.

    Raises:
        GuideError: something else is there; it stays.
    """
    if folder.exists():
        if any(folder.iterdir()) and not (folder / PICTURES_FOLDER).is_dir():
            raise GuideError(f"{folder} holds something other than a guide. Choose another folder (--into).")
        shutil.rmtree(folder)
    shutil.copytree(made, folder)
