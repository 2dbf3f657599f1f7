"""The help request's pages in a real browser without JavaScript, from the form to taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from api.application import create_app
from api.settings import Settings
from api.state import MemoryState
from database.columns import utc_now
from operations.serving import serve
from tests.api.help_request_standins import OpenOffice
from tests.api.standins import build_catalogue
from tests.browser.pictures import keep_picture
from tests.browser.wcag import find_violations

OpenForm = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The front door on a free port, with one inbox that is read."""
    opened = OpenOffice(tmp_path_factory.mktemp("office"), utc_now)
    opened.enter_inbox(last_sign_in_at=utc_now())
    app = create_app(
        Settings(), state=MemoryState(), catalogue=build_catalogue(), office=opened.office, clock=utc_now
    )
    with serve(app) as address:
        yield address
    opened.engine.dispose()


@pytest.fixture
def open_form(chromium: Browser, address: str) -> Iterator[OpenForm]:
    """Open a page of the help request; the browser has no JavaScript unless asked for."""
    contexts = []

    def open_one(
        path: str = "/help-request?need=bullying",
        width: int = 390,
        colours: str = "light",
        script: bool = False,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 844},
            java_script_enabled=script,
            color_scheme="dark" if colours == "dark" else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15000)
        page.goto(f"{address}{path}")
        return page

    yield open_one
    for context in contexts:
        context.close()


def test_request_goes_from_the_form_to_the_reference_and_back(open_form: OpenForm) -> None:
    """Sent with a mistake first; then mended, looked up by its words, added to and withdrawn."""
    page = open_form()
    page.get_by_label("Kerro omin sanoin").fill("Minua kiusataan")
    page.get_by_label("Minulle").check()
    page.get_by_label("Ikä").fill("15")
    page.get_by_label("Tämän pyynnön saa välittää").check()
    page.get_by_role("button", name="Lähetä pyyntö").click()

    expect(page.get_by_role("alert")).to_contain_text("Anna yksi tapa")
    expect(page.get_by_label("Kerro omin sanoin")).to_have_value("Minua kiusataan")
    expect(page.get_by_label("Minulle")).to_be_checked()
    page.get_by_label("Saa lähettää tekstiviestin").fill("040 123 4567")
    page.get_by_role("button", name="Lähetä pyyntö").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Pyyntösi on tallessa")
    reference = page.locator(".reference").inner_text()
    assert not set(reference.split()) & set(page.url.replace("?", " ").replace("=", " ").split())
    page.get_by_role("link", name="Katso, miten pyyntösi etenee").click()
    page.get_by_label("Kirjoita viisi sanaasi").fill(reference.upper())
    page.get_by_role("button", name="Katso").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pyyntö on perillä")
    expect(page.locator("main")).not_to_contain_text("kiusataan")
    page.get_by_label("Lisää jotain").fill("Mieluiten maanantaina")
    page.get_by_role("button", name="Lähetä lisäys").click()
    expect(page.get_by_role("status")).to_contain_text("Lisäys on tallessa")
    page.get_by_role("button", name="Peru pyyntö").click()
    expect(page.get_by_role("status")).to_contain_text("on poistettu")


@pytest.mark.parametrize("path", ["/help-request", "/help-request/status"])
@pytest.mark.parametrize("way", ["link", "keys"])
def test_quick_exit_replaces_the_page(open_form: OpenForm, address: str, path: str, way: str) -> None:
    """Back leads past it; a conversation of this tab goes from here and from the server."""
    page = open_form("/help-request", script=True)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.route("https://www.ilmatieteenlaitos.fi/**", lambda route: route.fulfill(body="weather"))
    answer = page.request.post(f"{address}/v1/messages", data={"text": "moi"})
    kept = {"conversation": {"id": answer.json()["conversation_id"]}}
    page.evaluate("kept => sessionStorage.setItem('kynnys', JSON.stringify(kept))", kept)
    page.goto(f"{address}{path}?language=en")
    expect(page.get_by_text("pressing Shift three times")).to_be_visible()

    with page.expect_request("**/v1/conversations/*") as deletion:
        if way == "link":
            page.get_by_role("link", name="Leave").click()
        else:
            page.locator("input:visible").first.press_sequentially("Aa")
            for _ in range(3):
                page.keyboard.press("Shift")
    page.wait_for_url("https://www.ilmatieteenlaitos.fi/**")
    assert deletion.value.method == "DELETE"
    assert deletion.value.url.endswith(kept["conversation"]["id"])

    page.go_back()
    assert page.url == f"{address}/help-request?again=1"
    assert page.evaluate("sessionStorage.getItem('kynnys')") is None
    assert not [text for text in said if "Content Security Policy" in text]


def test_a_form_loaded_anew_is_the_one_that_was_opened(open_form: OpenForm, address: str) -> None:
    """Its address counts nothing; the way to it is no entry of its own, so that Back leads past it."""
    page = open_form("/help-request/status")
    page.get_by_role("link", name="Pyydä apua").first.click()
    page.wait_for_url("**/help-request?language=fi&area=049&again=1")
    page.reload()
    page.get_by_role("link", name="Svenska", exact=True).click()
    page.wait_for_url("**/help-request?language=sv&area=049&again=1")
    page.go_back()
    page.go_back()
    assert page.url == f"{address}/help-request/status"


def test_quick_exit_is_a_link_without_a_script(open_form: OpenForm) -> None:
    """And nothing says that keys would do it too."""
    page = open_form()
    expect(page.locator("a.quick-exit")).to_have_attribute("href", "https://www.ilmatieteenlaitos.fi/")
    expect(page.locator("#exit-by-keys")).to_be_hidden()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_fields_and_the_button_can_be_seen(open_form: OpenForm, colours: str) -> None:
    """A border around each field and a colour under the button: axe does not look for them."""
    page = open_form(colours=colours)
    fields = page.locator("main").locator("input[type=tel], input[type=email], textarea, select")
    widths = fields.evaluate_all("all => all.map((field) => getComputedStyle(field).borderTopWidth)")
    button = page.locator("button.send").evaluate("button => getComputedStyle(button).backgroundColor")
    ground = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")

    assert len(widths) >= 5
    assert set(widths) == {"1px"}
    assert button not in (ground, "rgba(0, 0, 0, 0)")


def fail(page: Page) -> None:
    """Send the form without anything, so that every required field has its message."""
    page.locator("button.send").click()
    page.locator(".error-summary").wait_for()


def stay(page: Page) -> None:
    """Do nothing."""


def send_danger(page: Page) -> None:
    """Send a form whose words tell of danger."""
    page.locator("#message").fill("haluan tappaa itseni")
    page.locator("#sms").fill("040 123 4567")
    page.locator("#consent").check()
    page.locator("button.send").click()
    page.locator(".reference").wait_for()


@pytest.mark.parametrize(("width", "colours"), [(1280, "light"), (320, "light"), (390, "dark")])
@pytest.mark.parametrize(
    ("path", "reach"),
    [
        ("/help-request?need=bullying", stay),
        ("/help-request?need=bullying&language=sv", fail),
        ("/help-request?need=bullying", send_danger),
        ("/help-request?municipality=398&area=398&need=bullying&language=en", stay),
        ("/help-request/status", stay),
    ],
)
def test_axe_finds_nothing_on_any_page(
    open_form: OpenForm, path: str, reach: Callable[[Page], None], width: int, colours: str
) -> None:
    """All rules of WCAG 2.2 A and AA that a program can check hold, and nothing is wider than the screen."""
    # The pages hold no script; axe itself is one.
    page = open_form(path, width, colours, script=True)
    reach(page)
    keep_picture(page)
    assert find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
