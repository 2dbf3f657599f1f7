"""Takes the pictures: opens each page in Chromium as the person who works there, and does the steps."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    FloatRect,
    Locator,
    Page,
    sync_playwright,
)

from operations.staff_guide.house import NOBODY, PEOPLE, House
from operations.staff_guide.sources import GuideError, Picture, Step

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Date fields are as in Finland where Chromium has its Finnish words (Debian: chromium-l10n).
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=fi"]
STEP_MILLISECONDS = 15_000
# Sharp on paper, and still small enough to mail.
PIXELS_PER_PIXEL = 1.5
ABOVE = 16
FRAME = "one => { one.style.outline = '4px solid #b3261e'; one.style.outlineOffset = '4px' }"


@contextmanager
def open_browser(program: str | None = None) -> Iterator[Browser]:
    """Chromium without a window, until the block ends.

    Args:
        program: the browser's path; without one it is looked for.

    Raises:
        GuideError: it isn't there or doesn't start.
    """
    chromium = program or next((path for name in NAMES if (path := shutil.which(name))), None)
    if chromium is None:
        raise GuideError(
            "Chromium is missing, which takes the pictures. Install it (Debian: apt-get install chromium)."
        )
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=ARGUMENTS)
        except Error as error:
            raise GuideError(f"Chromium does not start: {error.message.splitlines()[0]}") from None
        yield browser
        browser.close()


def take_pictures(browser: Browser, house: House, pictures: Sequence[Picture], folder: Path) -> None:
    """Write `name.png` of each into the folder, in their order: what one saves, the next ones see.

    Raises:
        GuideError: a page or something on it isn't there; the message names the picture and the step.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for picture in pictures:
        with Visitors(browser, house, picture.width) as visitors:
            _take(visitors, picture, folder)


class Visitors:
    """The people of one picture, each in a browser of their own."""

    def __init__(self, browser: Browser, house: House, width: int) -> None:
        self._browser, self._house, self._width = browser, house, width
        self._contexts: list[BrowserContext] = []
        self._pages: dict[str, Page] = {}

    def __enter__(self) -> Visitors:
        return self

    def __exit__(self, *_: object) -> None:
        for context in self._contexts:
            context.close()

    def get_page(self, person: str) -> Page:
        """The person's page; a new one where the person was not here yet.

        Raises:
            ValueError: nobody is called so.
        """
        if person not in self._pages:
            if person not in (*PEOPLE, NOBODY):
                raise ValueError(f"nobody is called {person}; write {', '.join((*PEOPLE, NOBODY))}")
            context = self._browser.new_context(
                viewport={"width": self._width, "height": 900},
                device_scale_factor=PIXELS_PER_PIXEL,
                base_url=self._house.address,
                locale="fi-FI",
                color_scheme="light",
                reduced_motion="reduce",
            )
            context.set_default_timeout(STEP_MILLISECONDS)
            if token := self._house.tokens.get(person):
                context.add_cookies([{"name": "kynnys-staff", "value": token, "url": self._house.address}])
            self._contexts.append(context)
            self._pages[person] = context.new_page()
        return self._pages[person]

    def open(self, page: Page, address: str) -> None:
        """Open an address.

        Raises:
            ValueError: there is no such page for this person, or the house knows no such place.
        """
        try:
            known = address.format(**self._house.places)
        except KeyError as error:
            raise ValueError(f"the house knows no place {error}") from None
        answer = page.goto(known)
        if answer is None or answer.status >= 400:
            raise ValueError(f"{address} answers {answer.status if answer else 'nothing'}")


def _take(visitors: Visitors, picture: Picture, folder: Path) -> None:
    step: object = f"open {picture.address}"
    try:
        page = visitors.get_page(picture.person)
        visitors.open(page, picture.address)
        for step in picture.steps:
            page = _do(visitors, page, step)
        step = "mark"
        for mark in picture.marks:
            _find(page, mark).first.evaluate(FRAME)
        step = f"from {picture.begin}"
        page.screenshot(
            path=folder / f"{picture.name}.png",
            full_page=True,
            clip=_cut(page, picture),
            animations="disabled",
        )
    except (Error, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise GuideError(f"docs/staff/pictures.yml: {picture.name}: {step}: {reason}") from None


def _do(visitors: Visitors, page: Page, step: Step) -> Page:
    if step.act == "as":
        return visitors.get_page(step.field)
    if step.act == "open":
        visitors.open(page, step.field)
    elif step.act == "fill":
        _find(page, step.field).first.fill(step.value)
    elif step.act == "choose":
        _find(page, step.field).first.select_option(label=step.value)
    elif step.act == "check":
        _find(page, step.field).first.check()
    else:
        _find(page, step.field).first.click()
        page.wait_for_load_state()
    return page


def _find(page: Page, name: str) -> Locator:
    """What a person would call so: a button, a link, a summary or a labelled field of the page's own part."""
    if name[:1] in "#[.":
        return page.locator(name)
    main = page.locator("main")
    choices = main.get_by_role("button", name=name, exact=True)
    choices = choices.or_(main.get_by_role("link", name=name, exact=True))
    choices = choices.or_(main.get_by_label(name, exact=True))
    return choices.or_(main.locator("summary").get_by_text(name, exact=True)).or_(
        page.locator("header").get_by_role("link", name=name, exact=True)
    )


def _cut(page: Page, picture: Picture) -> FloatRect:
    top = 0.0
    if picture.begin:
        box = page.locator(picture.begin).first.bounding_box()
        if box is None:
            raise ValueError("it is not on the page")
        top = max(0.0, box["y"] + float(page.evaluate("scrollY")) - ABOVE)
    whole = float(page.evaluate("document.documentElement.scrollHeight"))
    return {"x": 0, "y": top, "width": picture.width, "height": max(1.0, min(picture.height, whole - top))}
