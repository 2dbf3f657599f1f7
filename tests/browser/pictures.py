"""Pictures of what the browser tests see, for people to look at."""

import os
import re
from pathlib import Path

from playwright.sync_api import Page


def keep_picture(page: Page) -> None:
    """Keep a picture under the name of the test in the folder that SCREENSHOTS names, if it names one."""
    if folder := os.environ.get("SCREENSHOTS"):
        test = os.environ["PYTEST_CURRENT_TEST"].partition("::")[2].rpartition(" ")[0]
        stem = re.sub(r"[^a-z0-9]+", "-", test.lower()).strip("-")
        number = len(list(Path(folder).glob(f"{stem}-[0-9][0-9].png")))
        page.screenshot(path=Path(folder) / f"{stem}-{number + 1:02}.png", full_page=True)
