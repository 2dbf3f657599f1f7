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
# By this file the command knows a folder that it wrote itself and may replace.
MARK = ".kynnys-staff-guide"
MARK_TEXT = "Written by `make staff-guide`, which replaces this whole folder each time.\n"


def write_staff_guide(
    folder: Path = DEFAULT_FOLDER, source: Path = FOLDER, browser_program: str | None = None
) -> int:
    """Write the guide into the folder, in place of an older one; return the exit code."""
    try:
        # Before the pictures, which take minutes, and again once they are there.
        check_place(folder)
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
        # Made elsewhere and put in place whole: whoever reads the old guide never meets half a new one.
        with tempfile.TemporaryDirectory(prefix="staff-guide-") as beside:
            made = Path(beside) / "guide"
            with open_browser(browser_program) as browser, open_house(Path(beside)) as house:
                take_pictures(browser, house, pictures, made / PICTURES_FOLDER)
            write_pages(guides, made)
            put_in_place(made, folder)
    except GuideError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(guides)} pages and {len(pictures)} pictures: {folder / 'index.html'}")
    return 0


def check_place(folder: Path) -> None:
    """Nothing, when a guide may be put there: nothing is there yet, or a guide of this command.

    Raises:
        GuideError: something else is there.
    """
    if not folder.exists() or (folder.is_dir() and (not any(folder.iterdir()) or (folder / MARK).is_file())):
        return
    raise GuideError(
        f"{folder} holds something that this command did not write, so it stays as it is. "
        "Choose another folder (--into), or remove this one yourself."
    )


def put_in_place(made: Path, folder: Path) -> None:
    """Put the new guide where the old one is, or where nothing is: whole, or not at all.

    Raises:
        GuideError: something else is there, or nothing can be written there; what is there stays.
    """
    # A link to the folder goes on leading to it.
    folder = folder.resolve()
    try:
        check_place(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        # On the same disk, so that putting it in place is one renaming.
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
            new, old = Path(beside) / "new", Path(beside) / "old"
            shutil.copytree(made, new)
            (new / MARK).write_text(MARK_TEXT, encoding="utf-8")
            if folder.exists():
                folder.rename(old)
            try:
                new.rename(folder)
            except OSError:
                if old.exists():
                    old.rename(folder)
                raise
    except OSError as error:
        raise GuideError(
            f"{folder} can't be written: {error.strerror}. Choose another folder (--into)."
        ) from error
