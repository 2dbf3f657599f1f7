"""From the button on a city's page through the real front door to the page that shows the state later."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from api.application import create_app
from api.settings import Settings
from api.state import MemoryState
from database.columns import utc_now
from operations.serving import serve
from tests.api.help_request_standins import OpenOffice
from tests.api.standins import build_catalogue, build_service
from tests.browser.test_help_request_pages import address  # noqa: F401


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page as wide as a phone."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    opened = context.new_page()
    opened.set_default_timeout(15000)
    yield opened
    context.close()


@pytest.fixture(scope="module")
def local_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A front door whose one service can be asked to get in touch; topics lead there, no assistant does."""
    opened = OpenOffice(tmp_path_factory.mktemp("local"), utc_now)
    opened.enter_inbox(last_sign_in_at=utc_now())
    service = build_service(
        "koulukuraattori", kind="school_social_worker", area_scope="municipality", area_codes=("049",)
    )
    app = create_app(
        # Where nobody answers, also on a machine on which Kynnys runs.
        Settings(assistant_url="http://127.0.0.1:1"),
        state=MemoryState(),
        catalogue=build_catalogue(service),
        office=opened.office,
        clock=utc_now,
    )
    with serve(app) as served:
        yield served
    opened.engine.dispose()


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


def test_request_goes_from_a_card_to_the_page_of_its_state(page: Page, local_address: str) -> None:
    """By topics to a service, asked for by its card, and shown by its five words."""
    page.goto(f"{local_address}/demo")
    page.locator(".launcher").click()
    page.get_by_role("button", name="Koulu, työ ja tulevaisuus").click()
    page.get_by_role("button", name="Kiusaaminen ja syrjintä").click()
    card = page.locator(".card").filter(has_text="koulukuraattori fi")
    card.get_by_role("button", name=re.compile("^Pyydä yhteydenottoa")).click()
    request = page.locator(".request")
    expect(request.locator("select").first).to_have_value("bullying")
    page.get_by_label("Kerro omin sanoin").fill("Minua kiusataan bussissa")
    for _ in range(2):
        page.get_by_role("button", name="Jatka").click()
    request.locator("select:visible").select_option("049")
    page.get_by_role("button", name="Jatka").click()
    page.get_by_label("Saa lähettää tekstiviestin numeroon").fill("040 123 4567")
    page.get_by_role("button", name="Jatka").click()
    page.get_by_label(re.compile("^Tämän pyynnön saa välittää")).check()
    page.get_by_role("button", name="Lähetä pyyntö").click()
    words = page.locator(".reference").inner_text()
    assert len(words.split()) == 5
    with page.expect_popup() as opened:
        page.get_by_role("link", name=re.compile("missä pyyntösi on")).click()
    look_up(opened.value, words)
    page.get_by_role("button", name="Otin sanat talteen").click()

    expect(page.locator(".turns")).to_be_visible()
    assert words.split()[0] not in page.evaluate("JSON.stringify(sessionStorage)")
    assert "kiusataan" not in opened.value.locator("main").inner_text()


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
