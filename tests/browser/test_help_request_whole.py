"""From the button on a city's page through the real front door to the page that shows the state later."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_help_request_pages import address  # noqa: F401


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page as wide as a phone."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    opened = context.new_page()
    opened.set_default_timeout(15000)
    yield opened
    context.close()


def test_request_goes_from_the_button_to_the_page_of_its_state(
    page: Page,
    address: str,  # noqa: F811
) -> None:
    """Sent by the widget's form, stored, and shown by its five words."""
    mistakes: list[str] = []
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    page.goto(f"{address}/demo?place=button")
    page.get_by_role("button", name="Pyydä apua").click()
    request = page.locator(".request")
    expect(request.get_by_role("heading", level=2)).to_have_text("Pyydä apua")
    expect(request.locator("select").first).to_have_value("bullying")
    for _ in range(2):
        page.get_by_role("button", name="Jatka").click()
    request.locator("select:visible").select_option("049")
    page.get_by_role("button", name="Jatka").click()
    page.get_by_label("Saa lähettää tekstiviestin numeroon").fill("puhelin")
    page.get_by_role("button", name="Jatka").click()
    expect(request).to_contain_text("heidän täytyy kuitenkin toimia")
    page.get_by_label(re.compile("^Tämän pyynnön saa välittää")).check()
    page.get_by_role("button", name="Lähetä pyyntö").click()
    expect(request.locator(".field__error:visible")).to_have_count(1)
    page.get_by_label("Saa lähettää tekstiviestin numeroon").fill("040 123 4567")
    page.get_by_role("button", name="Jatka").click()
    page.get_by_role("button", name="Lähetä pyyntö").click()
    words = page.locator(".reference").inner_text()
    assert len(words.split()) == 5
    with page.expect_popup() as opened:
        page.get_by_role("link", name=re.compile("missä pyyntösi on")).click()
    look_up(opened.value, words)
    expect(page.locator(".reference")).to_have_text(words)
    assert mistakes == []


def look_up(status: Page, words: str) -> None:
    """See on the page of its state that nobody has read the request yet; no word stands in the address."""
    status.set_default_timeout(15000)
    status.get_by_role("textbox").first.fill(words)
    status.get_by_role("button", name="Katso").click()

    expect(status.locator("main")).to_contain_text("Pyyntöäsi ei ole vielä avattu")
    assert words.split()[0] not in status.url


def test_danger_contacts_come_from_the_real_screen_before_anything_is_sent(
    page: Page,
    address: str,  # noqa: F811
) -> None:
    """What the front door's own screen finds in the words stands above them while they are written."""
    page.goto(f"{address}/demo?place=button")
    page.get_by_role("button", name="Pyydä apua").click()
    message = page.locator(".request textarea")
    message.fill("haluan tappaa itseni")

    expect(page.locator(".request__danger .danger--acute")).to_be_visible()
    expect(page.locator('.request .kept-danger a[href="tel:112"]')).to_be_in_viewport()
    expect(message).to_be_focused()


def test_form_speaks_easy_words_when_those_are_chosen(
    page: Page,
    address: str,  # noqa: F811
) -> None:
    """In the widget over the real front door: labels, mistakes and danger contacts that are not foreign."""
    page.goto(f"{address}/?language=fi-x-easy")
    page.locator("kynnys-chat .turns").wait_for()
    page.locator(".icon-button[aria-expanded]").click()
    page.locator(".menu button[aria-haspopup]").last.click()
    request = page.locator(".request")
    expect(request).to_contain_text("Kun kirjoitat, tietokoneohjelma tarkistaa sanat.")
    request.locator("textarea").fill("haluan tappaa itseni")
    rows = request.locator(".request__danger .contact-row__facts")
    expect(rows.first).to_be_visible()
    expect(rows.filter(has_text="Auttaa suomeksi")).to_have_count(0)
    for _ in range(4):
        request.locator(".request__form .send").click()
    page.get_by_label(re.compile("^Tämän pyynnön saa lähettää")).check()
    request.locator(".request__form .send").click()

    expect(request.locator(".field__error:visible")).to_have_text(
        "Kerro yksi tapa, jolla sinuun saa yhteyden. Se voi olla puhelin, tekstiviesti tai sähköposti."
    )
