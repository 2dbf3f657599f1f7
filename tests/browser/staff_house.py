"""A whole Kynnys in which staff work: curated entries, probes, inboxes, and rounds beside the requests."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from curation.__main__ import load
from database.connections import build_engine
from operations.serving import serve
from tests.browser.pictures import keep_picture
from tests.browser.wcag import find_violations
from tests.databases import make_filled_database
from tests.staff_pages.help_request_house import LUVN, HelpRequestHouse

# What staff save is live in the chat within a minute; here nobody wants to wait for it.
CHECK_SECONDS = 0.2
LIVE_WITHIN_SECONDS = 20
Enter = Callable[..., Page]


@dataclass
class StaffHouse:
    """A running house and its address."""

    house: HelpRequestHouse
    address: str

    def sign_in(self, *roles: tuple[str, str], name: str) -> str:
        """Return the token of a new account with these roles."""
        cookies = self.house.visit(*roles, name=name).client.cookies
        return str(cookies[self.house.room.seals.get_cookie_name()])


@contextmanager
def open_staff_house(folder: Path) -> Iterator[StaffHouse]:
    """Serve a new house until the block ends."""
    file = folder / "kynnys.sqlite"
    engine = build_engine(make_filled_database(file))
    load(engine)
    engine.dispose()
    house = HelpRequestHouse(file, front_door={"catalogue_check_seconds": CHECK_SECONDS})
    house.enter_inbox()
    house.enter_inbox("perheet", organization_key=LUVN, names={"fi": "Perheiden tuki"}, needs=["parenting"])
    with serve(house.app, with_rounds=True) as address:
        yield StaffHouse(house, address)


def look(page: Page) -> None:
    """Let axe look for what breaks WCAG 2.2 A and AA, see that the page fits its screen, and keep a picture.

    Pictures go to the folder that SCREENSHOTS names; without it none is kept.
    """
    violations = find_violations(page)
    keep_picture(page)
    assert violations == [], page.url
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0, f"{page.url} is {width} px wider than the screen"


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Wait for what the rounds bring about.

    Raises:
        TimeoutError: it did not come.
    """
    until = time.monotonic() + LIVE_WITHIN_SECONDS
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(what)
        time.sleep(0.1)
