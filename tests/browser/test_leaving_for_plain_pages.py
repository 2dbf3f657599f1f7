"""From a city's page to Kynnys' plain pages: another site, whose quick exit can't reach what was written."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, say
from tests.browser.fake_front_door import FakeFrontDoor
from tests.browser.test_accessibility import check

EXIT = "https://www.ilmatieteenlaitos.fi/"
SENT_BEFORE = "Lähetitkö jo pyynnön? Katso, miten se etenee"
PLAIN = {
    "Palvelut ja yhteystiedot ilman keskustelua": "**/?language=fi",
    SENT_BEFORE: "**/help-request/status?language=fi",
}
NOTE = re.compile("keskustelu, säilytetyt palvelut ja keskeneräinen pyyntö poistetaan")


def say_something(page: Page) -> None:
    """Write what nobody else may see, and keep a service."""
    say(page, "isä lyö")
    page.get_by_role("button", name=re.compile("^Säilytä")).first.click()


def open_menu(page: Page) -> None:
    """Open the chat's menu, where the links stand and what they do is told."""
    page.get_by_role("button", name="Valikko").click()
    for name in PLAIN:
        expect(page.locator(".menu").get_by_role("link", name=name)).to_have_accessible_description(NOTE)


def open_form(page: Page) -> None:
    """Begin a request, in whose first step the way to one sent before stands."""
    page.get_by_role("button", name=re.compile("^Pyydä yhteydenottoa")).first.click()
    page.locator(".request__form textarea").fill("salaisuus")
    expect(page.locator(".request").get_by_role("link", name=SENT_BEFORE)).to_have_accessible_description(
        NOTE
    )


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("place", ["corner", "page"])
def test_nothing_written_stays_behind_a_plain_page(
    open_city: OpenPage, fake: FakeFrontDoor, place: str, name: str
) -> None:
    """Deleted here and on the server before the page is left; Back leads past it."""
    page = open_city(place)
    entries = page.evaluate("history.length")
    say_something(page)
    open_menu(page)
    leave_by(page, page.locator(".menu").get_by_role("link", name=name).click, PLAIN[name])
    assert page.evaluate("history.length") == entries
    find_nothing(page, fake, place)


def test_nothing_written_stays_behind_when_the_form_leads_to_a_plain_page(
    open_city: OpenPage, fake: FakeFrontDoor
) -> None:
    """What stands in the form goes, too."""
    page = open_city()
    say_something(page)
    open_form(page)
    leave_by(page, page.locator(".request").get_by_role("link", name=SENT_BEFORE).click, PLAIN[SENT_BEFORE])
    find_nothing(page, fake, "corner")


def leave_by(page: Page, press: Callable[[], None], address: str) -> None:
    """Go to a plain page, and from there to another site at once."""
    page.route("**/help-request/status*", lambda route: route.fulfill(content_type="text/html", body="plain"))
    press()
    page.wait_for_url(address)
    # As the quick exit of that page does.
    page.evaluate(f"location.replace('{EXIT}')")
    page.wait_for_url(f"{EXIT}**")


def find_nothing(page: Page, fake: FakeFrontDoor, place: str) -> None:
    """See that neither Back nor the city's page itself shows what was written."""
    page.go_back(wait_until="commit")
    expect(page).not_to_have_url(re.compile("localhost"))
    assert fake.deleted == ["conversation-0"]
    page.goto(f"{fake.city}/demo?place={place}")
    page.locator("kynnys-launcher .launcher, kynnys-chat .turns").first.wait_for()
    assert page.evaluate("sessionStorage.length") == 0
    expect(page.locator(".turn--person")).to_have_count(0)
    expect(page.locator(".panel")).to_be_hidden()


def test_on_kynnys_own_page_the_conversation_waits(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """The quick exit of its plain pages reaches it there."""
    page = open_page()
    say(page, "isä lyö")
    page.get_by_role("button", name="Valikko").click()
    menu = page.get_by_role("region", name="Valikko")
    expect(menu).not_to_contain_text(NOTE)
    menu.get_by_role("link", name="Palvelut ja yhteystiedot").click()
    page.wait_for_url("**/?language=fi")

    expect(page.locator(".turn--person")).to_have_count(1)
    assert fake.deleted == []


@pytest.mark.parametrize("is_left", [True, False])
def test_page_that_back_brings_as_it_was_shows_nothing_deleted_since(
    open_city: OpenPage, is_left: bool
) -> None:
    """Browsers keep whole pages for Back: one from before somebody left another page of the tab quickly."""
    page = open_city()
    say(page, "isä lyö")
    page.evaluate("window.isAsItWas = true")
    if is_left:
        page.evaluate("sessionStorage.clear()")
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    if is_left:
        page.wait_for_function("!window.isAsItWas")
        expect(page.locator(".launcher")).to_be_visible()
        expect(page.locator(".panel")).to_be_hidden()
    page.wait_for_timeout(300)

    expect(page.locator(".turn--person")).to_have_count(0 if is_left else 1)
    assert page.evaluate("window.isAsItWas ?? false") is not is_left


@pytest.mark.parametrize("width", [320, 390])
def test_what_the_links_do_can_be_read(open_city: OpenPage, width: int) -> None:
    """In the menu and in the form's first step."""
    page = open_city(width=width, height=844)
    say_something(page)
    open_menu(page)
    check(page, width)
    page.get_by_role("button", name="Valikko").click()
    open_form(page)
    check(page, width)
