"""A real Chromium before a front door with canned replies, or before the whole Kynnys."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserType, Page, Route, sync_playwright

from tests.browser import wcag
from tests.browser.fake_front_door import FakeFrontDoor
from tests.browser.staff_house import Enter, StaffHouse, open_staff_house
from tests.conftest import AXE

CHROMIUM = shutil.which("chromium")
# The same browser without the parts that draw windows: half the work of the processor, but it cannot print.
HEADLESS_SHELL = shutil.which("chromium-headless-shell")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ELSEWHERE = "https://www.ilmatieteenlaitos.fi/**"
OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def told_of_axe(record_property: Callable[[str, object], None]) -> Iterator[None]:
    """What axe found on each page and state of a test is counted at the end of all tests."""
    wcag.violations.clear()
    yield
    for count in wcag.violations:
        record_property(AXE, count)


# For this folder only: while Playwright's loop lives, no asynchronous test can run in the same thread.
@pytest.fixture(scope="package")
def browsers() -> Iterator[BrowserType]:
    """What starts a Chromium."""
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="package")
def chromium(browsers: BrowserType) -> Iterator[Browser]:
    """Debian's Chromium, where there is one as its headless shell."""
    yield from launch(browsers, HEADLESS_SHELL or CHROMIUM, "chromium-headless-shell")


@pytest.fixture(scope="package")
def printing_chromium(browsers: BrowserType) -> Iterator[Browser]:
    """The whole Chromium, which prints."""
    yield from launch(browsers, CHROMIUM, "chromium")


def launch(browsers: BrowserType, program: str | None, package: str) -> Iterator[Browser]:
    """A browser; without it the tests are skipped, but in CI they fail."""
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"Chromium is not installed: apt-get install {package}")
        pytest.skip(f"no Chromium on this machine; for these tests: apt-get install {package}")
    browser = browsers.launch(executable_path=program, headless=True, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def running_fake() -> Iterator[FakeFrontDoor]:
    """One fake front door for all tests of this folder."""
    with FakeFrontDoor() as door:
        yield door


@pytest.fixture
def fake(running_fake: FakeFrontDoor) -> FakeFrontDoor:
    """A fake front door that has received nothing and fails at nothing."""
    running_fake.reset()
    return running_fake


@pytest.fixture
def open_page(request: pytest.FixtureRequest, fake: FakeFrontDoor) -> Iterator[OpenPage]:
    """Open the page in a browser that knows nothing; a mistake of its script or its policy fails the test."""
    prints = request.node.get_closest_marker("prints")
    browser: Browser = request.getfixturevalue("printing_chromium" if prints else "chromium")
    contexts, mistakes = [], []

    def open_one(
        address: str | None = None,
        language: str = "fi",
        width: int = 1280,
        height: int = 900,
        path: str = "/",
        **options: object,
    ) -> Page:
        settings = {"reduced_motion": "reduce", "locale": "fi-FI", **options}
        context = browser.new_context(viewport={"width": width, "height": height}, **settings)  # type: ignore[arg-type]
        contexts.append(context)
        # Nothing leaves this machine.
        context.route(ELSEWHERE, answer_elsewhere)
        page = context.new_page()
        page.set_default_timeout(15000)
        page.on("pageerror", lambda error: mistakes.append(str(error)))
        page.on(
            "console", lambda line: mistakes.append(line.text) if "Content Security" in line.text else None
        )
        page.goto(f"{address or fake.address}{path}?language={language}")
        if path == "/" and options.get("java_script_enabled", True):
            page.locator("kynnys-chat .turns").wait_for()
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert mistakes == []


@pytest.fixture
def open_city(open_page: OpenPage, fake: FakeFrontDoor) -> OpenPage:
    """Open a city's page that embeds Kynnys from another site, with the chat in its corner open."""

    def open_one(place: str = "corner", language: str = "fi", **options: object) -> Page:
        page = open_page(fake.city, f"{language}&place={place}", path="/demo", **options)
        if place == "corner":
            page.locator(".launcher").click()
        if place != "button":
            page.locator("kynnys-chat .turns").wait_for()
        return page

    return open_one


@pytest.fixture(scope="module")
def staff_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffHouse]:
    """A whole Kynnys in which staff work, with rounds beside the requests; one for the tests of a file."""
    with open_staff_house(tmp_path_factory.mktemp("staff")) as house:
        yield house


@pytest.fixture
def enter(chromium: Browser, staff_house: StaffHouse) -> Iterator[Enter]:
    """Let people into the house, each with a browser of their own; a mistake of a page fails the test."""
    contexts, mistakes = [], []

    def enter_one(
        *roles: tuple[str, str],
        name: str = "Aino Alku",
        path: str = "/staff",
        width: int = 1280,
        script: bool = True,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            base_url=staff_house.address,
            java_script_enabled=script,
            locale="fi-FI",
        )
        contexts.append(context)
        if roles:
            token = staff_house.sign_in(*roles, name=name)
            context.add_cookies([{"name": "kynnys-staff", "value": token, "url": staff_house.address}])
        page = context.new_page()
        page.set_default_timeout(15000)
        page.on("pageerror", lambda error: mistakes.append(str(error)))
        page.on(
            "console", lambda line: mistakes.append(line.text) if "Content Security" in line.text else None
        )
        page.goto(path)
        return page

    yield enter_one
    for context in contexts:
        context.close()
    assert mistakes == []


def answer_elsewhere(route: Route) -> None:
    """Stand in for the site that quick exit leads to."""
    route.fulfill(body="<title>Sää</title><h1>Sää</h1>", content_type="text/html; charset=utf-8")


def say(page: Page, text: str) -> None:
    """Write a message, send it by Enter and wait for the reply."""
    replies = page.locator(".turn--kynnys")
    count = replies.count()
    page.locator("kynnys-chat .composer textarea").fill(text)
    page.keyboard.press("Enter")
    replies.nth(count).wait_for()
