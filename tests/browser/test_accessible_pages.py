"""axe on Kynnys' own pages: each language, one read from the right, easy words, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from api.application import create_app
from api.settings import Settings
from api.state import MemoryState
from database.columns import utc_now
from operations.serving import serve
from tests.added_languages import add_languages
from tests.api.help_request_standins import OpenOffice
from tests.api.standins import build_catalogue
from tests.browser.conftest import OpenPage, say
from tests.browser.test_accessibility import check, show_cards, show_danger, show_failure, show_menu, stay
from tests.browser.wcag import run_axe

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A whole front door with an inbox that is read, and Arabic beside the languages of today."""
    opened = OpenOffice(tmp_path_factory.mktemp("office"), utc_now)
    opened.enter_inbox(last_sign_in_at=utc_now())
    data = add_languages(tmp_path_factory.mktemp("data"), "ar")
    app = create_app(
        Settings(data_folder=data, assistant_url="http://127.0.0.1:1"),
        state=MemoryState(),
        catalogue=build_catalogue(),
        office=opened.office,
        clock=utc_now,
    )
    with serve(app) as served:
        yield served
    opened.engine.dispose()


@pytest.fixture
def open_plain(chromium: Browser, address: str) -> Iterator[Open]:
    """Open a page of that front door; without JavaScript its scripts never come."""
    contexts = []

    def open_one(path: str, width: int = 390, colours: str = "light", script: bool = False) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 844},
            color_scheme="dark" if colours == "dark" else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15000)
        if not script:
            # Not switched off: axe is a script itself.
            page.route("**/*.mjs", lambda route: route.abort())
        page.goto(f"{address}{path}")
        return page

    yield open_one
    for context in contexts:
        context.close()


def answer_plainly(page: Page) -> None:
    """Write what tells of danger, in the plain form."""
    page.locator("textarea").fill("haluan tappaa itseni")
    page.locator(".composer .send").click()
    page.locator(".turn--kynnys .danger").wait_for()


def choose_topic(page: Page) -> None:
    """Open a theme and choose a need of it."""
    page.locator("summary").nth(1).click()
    page.locator("details[open] button").first.click()
    page.locator(".turn--kynnys .card").first.wait_for()


def look_up(page: Page) -> None:
    """Send a request and look it up by its five words."""
    page.locator("#message").fill("Minua kiusataan")
    page.locator("#sms").fill("040 123 4567")
    page.locator("#consent").check()
    page.locator("button.send").click()
    words = page.locator(".reference").inner_text()
    page.locator(".plain-form__links a").first.click()
    page.locator("#reference").fill(words)
    page.locator("button.send").click()
    page.locator("#message").wait_for()


def add_nothing(page: Page) -> None:
    """Add to a request without writing anything."""
    look_up(page)
    page.locator("button.send").click()
    page.locator(".error-summary").wait_for()


def add(page: Page) -> None:
    """Add to a request."""
    look_up(page)
    page.locator("#message").fill("Mieluiten maanantaina")
    page.locator("button.send").click()
    page.locator("[role=status]").wait_for()


def withdraw(page: Page) -> None:
    """Take a request back."""
    look_up(page)
    page.locator("form .choice").click()
    expect(page.locator("form .choice")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "width", "colours"),
    [("fi", 1280, "light"), ("sv", 320, "dark"), ("ar", 390, "light"), ("en-x-easy", 390, "dark")],
)
@pytest.mark.parametrize("reach", [look_up, add_nothing, add, withdraw])
def test_axe_finds_nothing_where_a_request_is_looked_up(
    open_plain: Open, reach: Callable[[Page], None], language: str, width: int, colours: str
) -> None:
    """Found, added to with and without words, and taken back."""
    page = open_plain(f"/help-request?need=bullying&language={language}", width, colours)
    reach(page)

    check(page, width)


@pytest.mark.parametrize(
    ("language", "reach", "width", "colours"),
    [
        ("fi", stay, 1280, "dark"),
        ("fi", answer_plainly, 320, "light"),
        ("sv", stay, 320, "dark"),
        ("sv", choose_topic, 390, "light"),
        ("ar", stay, 390, "dark"),
        ("ar", answer_plainly, 320, "light"),
        ("fi-x-easy", choose_topic, 390, "dark"),
    ],
)
def test_axe_finds_nothing_on_the_page_without_javascript(
    open_plain: Open, reach: Callable[[Page], None], language: str, width: int, colours: str
) -> None:
    """The same address, plain forms."""
    page = open_plain(f"/?language={language}", width, colours)
    reach(page)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")

    check(page, width)


@pytest.mark.parametrize(
    ("language", "width", "colours"), [("sv-x-easy", 390, "light"), ("ar", 1280, "dark")]
)
def test_axe_finds_nothing_in_easy_words_and_in_an_added_language(
    open_plain: Open, language: str, width: int, colours: str
) -> None:
    """With the chat, after an alarm: the real words, as long as they are."""
    page = open_plain(f"/?language={language}", width, colours, script=True)
    say(page, "haluan tappaa itseni")
    show_menu(page)

    check(page, width)


@pytest.mark.parametrize(
    ("language", "width", "colours"), [("sv", 320, "dark"), ("en", 1280, "light"), ("ar", 390, "light")]
)
@pytest.mark.parametrize("reach", [stay, show_cards, show_danger, show_failure, show_menu])
def test_axe_finds_nothing_on_the_own_page_in_other_languages(
    open_page: OpenPage, reach: Callable[[Page], None], language: str, width: int, colours: str
) -> None:
    """Kynnys' own page with its chat."""
    page = open_page(language=language, width=width, color_scheme=colours)
    reach(page)

    check(page, width)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("reach", [show_cards, show_danger])
@pytest.mark.parametrize("place", ["city", "own"])
def test_everything_has_more_contrast_when_that_is_asked_for(
    open_page: OpenPage,
    open_city: OpenPage,
    place: str,
    reach: Callable[[Page], None],
    colours: str,
) -> None:
    """prefers-contrast: seven to one for all text (WCAG 1.4.6) and for danger; borders as the text."""
    opened = open_page if place == "own" else open_city
    page = opened(width=390, height=844, color_scheme=colours, contrast="more")
    if place == "city":
        page.locator("header, main").evaluate_all("parts => parts.forEach((part) => part.remove())")
    reach(page)
    read = "part => { const style = getComputedStyle(part); return [style.borderTopColor, style.color]; }"
    border, ink = page.locator(".bubble--kynnys").first.evaluate(read)
    assert border == ink
    read = "(part, name) => getComputedStyle(part).getPropertyValue(name)"
    danger, surface = (
        page.locator("kynnys-chat .kynnys").evaluate(read, name) for name in ("--danger", "--surface")
    )
    assert find_contrast(danger, surface) >= 7
    check(page, 390)

    found = run_axe(page, {"type": "rule", "values": ["color-contrast-enhanced"]})
    assert [(node["html"][:150]) for rule in found.response["violations"] for node in rule["nodes"]] == []


def find_contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG reckons it; each as #1d2526 or #fff."""
    lighter, darker = sorted((find_luminance(one), find_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def find_luminance(colour: str) -> float:
    """How light a colour is, from 0 to 1 (WCAG, "relative luminance")."""
    digits = colour.strip().removeprefix("#")
    pairs = [digit * 2 for digit in digits] if len(digits) == 3 else [digits[at : at + 2] for at in (0, 2, 4)]
    shares = [int(pair, 16) / 255 for pair in pairs]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
