"""On a city's page: another site, a strict policy, hostile styles, and what is loaded."""

import gzip
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage, say
from tests.browser.fake_front_door import FakeFrontDoor
from tests.browser.test_accessibility import check

MOST_BYTES = 20_000
EXIT = re.compile("ilmatieteenlaitos")
ACCENT = "rgb(23, 89, 93)"


def test_one_line_is_enough_under_a_strict_policy(open_city: OpenPage) -> None:
    """All works where only Kynnys' own address may load scripts; nothing breaks the policy."""
    page = open_city()
    say(page, "Mua kiusataan")

    expect(page.get_by_role("link", name="Soita 000 111")).to_be_visible()
    script = page.locator("script")
    expect(script).to_have_count(1)
    assert "unsafe" not in (page.request.get(page.url).headers["content-security-policy"])


def test_styles_of_the_page_do_not_reach_in_or_out(open_city: OpenPage) -> None:
    """Neither its fonts, sizes, colours and hidden buttons, nor ours on its own."""
    page = open_city()
    said = page.locator(".bubble--kynnys").first
    styles = said.evaluate(
        "said => { const {fontSize, textTransform, letterSpacing, color} = getComputedStyle(said);"
        " return [fontSize, textTransform, letterSpacing, color]; }"
    )
    assert styles == ["16px", "none", "normal", "rgb(27, 38, 39)"]
    expect(page.locator(".composer .send")).to_be_visible()
    heading = page.get_by_role("heading", name="Perheille ja nuorille")
    assert heading.evaluate("heading => getComputedStyle(heading).color") == "rgb(119, 0, 119)"


def test_colours_are_those_of_the_city_when_it_sets_them(open_city: OpenPage) -> None:
    """By the custom properties of docs/embedding.md, from anywhere around."""
    page = open_city()
    page.mouse.move(0, 0)
    page.locator("html").evaluate("html => html.style.setProperty('--kynnys-accent', 'rgb(0, 0, 200)')")

    colour = page.locator(".composer .send").evaluate("button => getComputedStyle(button).backgroundColor")
    assert colour == "rgb(0, 0, 200)"


def test_launcher_and_chat_are_small(
    open_page: OpenPage, fake: FakeFrontDoor, tell: Callable[[str], None]
) -> None:
    """At most 20 kB compressed for all their code and styles, measured on the wire; the form comes on use."""
    page = open_page(fake.city, path="/demo")
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: note(answer.url))

    def note(url: str) -> None:
        name = url.rsplit("/", 1)[-1]
        if "/widget/" in url:
            sizes[name] = len(page.request.get(url, headers={"Accept-Encoding": "gzip"}).body()) and int(
                page.request.get(url, headers={"Accept-Encoding": "gzip"}).headers["content-length"]
            )

    page.reload()
    page.locator(".launcher").click()
    page.locator(".turns").wait_for()
    say(page, "Mua kiusataan")

    each = ", ".join(f"{name} {size}" for name, size in sorted(sizes.items()))
    tell(f"widget, compressed: {sum(sizes.values())} bytes of {MOST_BYTES}, in {len(sizes)} files: {each}")
    # The canned page; the real one is measured in tests/api/test_compression.py.
    words = len(gzip.compress(page.request.get(f"{fake.address}/v1/page?language=fi").body(), 6))
    tell(f"/v1/page, canned, compressed: {words} bytes")
    assert len(sizes) >= 4
    assert not any("help_request" in name for name in sizes)
    assert sum(sizes.values()) <= MOST_BYTES


def test_no_second_door_is_made_when_the_page_places_the_chat(open_city: OpenPage) -> None:
    """`<kynnys-chat>` stands in the text, takes no focus, and does not scroll the page."""
    page = open_city("page")
    expect(page.locator("kynnys-launcher")).to_have_count(0)
    say(page, "Mua kiusataan")
    page.goto(page.url)
    expect(page.locator(".turn--person")).to_have_count(1)

    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") == 0
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_words_of_the_page_stay_when_the_front_door_is_away(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """What stands between the tags, and 112; when the network is back the chat comes by itself."""
    page = open_page(fake.address, path="/demo")
    page.route("**/v1/page*", lambda route: route.abort())
    page.goto(f"{fake.city}/demo?place=page")
    expect(page.locator("kynnys-chat").get_by_role("link", name="112")).to_have_attribute("href", "tel:112")
    expect(page.locator("kynnys-chat").get_by_role("link", name="Kynnys")).to_be_visible()
    page.unroute("**/v1/page*")
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.locator("kynnys-chat .turns")).to_be_visible()


def test_conversation_is_deleted_when_somebody_leaves_where_nothing_can_be_stored(
    open_city: OpenPage, open_page: OpenPage, fake: FakeFrontDoor
) -> None:
    """The chat knows which one it is, also without the tab's storage; asked for once."""
    forbid = "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('forbidden'); } })"
    for number, page in enumerate((open_city(), open_page())):
        page.add_init_script(forbid)
        page.reload()
        if number == 0:
            page.locator(".launcher").click()
        page.locator("kynnys-chat .turns").wait_for()
        say(page, "isä lyö")
        leave_by_button(page)
        page.wait_for_url(EXIT)

        assert fake.deleted == ["conversation-0", "conversation-1"][: number + 1]


def leave_by_button(page: Page) -> None:
    """Press the button that is always in view."""
    page.get_by_role("link", name="Poistu nopeasti").first.click()


def leave_by_shift(page: Page) -> None:
    """Press Shift three times, in the middle of writing."""
    page.locator("kynnys-chat textarea").focus()
    for _ in range(3):
        page.keyboard.press("Shift")


def leave_from_form(page: Page) -> None:
    """Leave in the middle of the form."""
    page.get_by_role("button", name=re.compile("^Pyydä yhteydenottoa")).first.click()
    page.locator(".request__form textarea").fill("salaisuus")
    page.locator(".request").get_by_role("link", name="Poistu nopeasti").click()


def test_nothing_is_left_when_somebody_leaves_a_citys_page_quickly(
    open_city: OpenPage, fake: FakeFrontDoor
) -> None:
    """Deleted here and on the server, the page replaced: Back leads past it, and no entry was added."""
    for number, leave in enumerate((leave_by_button, leave_by_shift, leave_from_form)):
        page = open_city()
        entries = page.evaluate("history.length")
        say(page, "isä lyö")
        assert page.evaluate("history.length") == entries
        leave(page)
        page.wait_for_url(EXIT)
        assert page.evaluate("history.length") == entries
        page.go_back(wait_until="commit")
        expect(page).not_to_have_url(re.compile("localhost"))
        for _ in range(50):
            if len(fake.deleted) == number + 1:
                break
            page.wait_for_timeout(50)
        assert len(fake.deleted) == number + 1
        page.goto(f"{fake.city}/demo")
        assert page.evaluate("sessionStorage.length") == 0


def test_history_is_said_to_stay_when_somebody_reads_how_to_leave(open_city: OpenPage) -> None:
    """No false safety: the visit still shows in the browser's history."""
    page = open_city()
    page.get_by_role("button", name="Valikko").click()

    expect(page.get_by_role("region", name="Valikko")).to_contain_text(
        "Käyntisi jää silti näkyviin selaimen historiaan"
    )


def test_language_is_switched_at_any_time(open_city: OpenPage, fake: FakeFrontDoor) -> None:
    """The conversation stays as it was said, the next reply is in the new language, also after a reload."""
    page = open_city()
    say(page, "Mua kiusataan")
    page.get_by_role("button", name="Valikko").click()
    page.get_by_role("button", name="Svenska").click()
    expect(page.get_by_role("button", name="Svenska")).to_be_focused()
    expect(page.locator(".turn--person .bubble")).to_have_attribute("lang", "fi")
    # The new words are fetched first.
    expect(page.locator(".composer textarea")).to_have_attribute("placeholder", "Skriv ett meddelande")
    say(page, "hej")
    page.reload()

    expect(page.locator(".composer textarea")).to_have_attribute("placeholder", "Skriv ett meddelande")
    assert (fake.received[1]["language"], fake.received[1]["conversation_id"]) == ("sv", "conversation-0")


def test_language_stays_when_it_could_not_be_switched(open_city: OpenPage) -> None:
    """The person is told, and nothing is lost."""
    page = open_city()
    page.get_by_role("button", name="Valikko").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("alert").filter(has_text="Kieltä ei saatu vaihdettua")).to_be_visible()


def test_help_is_at_hand_when_everything_is_down(open_city: OpenPage) -> None:
    """The contacts came with the page's data."""
    page = open_city()
    page.context.set_offline(True)
    page.get_by_role("button", name="Apua heti").click()

    dialog = page.get_by_role("dialog", name="Apua heti")
    expect(dialog.get_by_role("link", name="Soita 112")).to_have_attribute("href", "tel:112")
    expect(dialog.get_by_role("link", name="Avaa chat")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_visible()


def test_everything_is_mirrored_when_the_language_runs_from_right_to_left(open_city: OpenPage) -> None:
    """Data alone makes it: the panel stands on the left and the way out, last in its row, too."""
    page = open_city(language="ar")
    say(page, "mua")
    panel, leave, call = (
        page.locator(selector).bounding_box() for selector in (".panel", ".bar .quick-exit", ".bar .call-112")
    )

    assert panel is not None
    assert leave is not None
    assert call is not None
    assert panel["x"] < 100
    assert leave["x"] < call["x"]
    expect(page.locator("kynnys-chat .kynnys")).to_have_attribute("dir", "rtl")


def test_chat_is_opened_when_its_code_was_slow(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """The panel is there at once; the chat follows."""
    page = open_page(fake.city, path="/demo")

    def wait(route: Route) -> None:
        page.wait_for_timeout(700)
        route.continue_()

    page.route("**/widget/chat.mjs", wait)
    page.locator(".launcher").click()
    expect(page.get_by_text("Keskustelu aukeaa kohta.")).to_be_visible()

    expect(page.locator("kynnys-chat .turns")).to_be_visible()
    expect(page.get_by_text("Keskustelu aukeaa kohta.")).to_be_hidden()
    page.reload()
    expect(page.get_by_text("Keskustelu aukeaa kohta.")).to_be_visible()
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    expect(page.locator("kynnys-chat .turns")).to_be_visible()


@pytest.mark.parametrize("missing", ["**/widget/chat.mjs*", "**/widget/*chat*.css"])
def test_nobody_is_caught_in_an_empty_panel_when_the_chat_cannot_be_loaded(
    open_page: OpenPage, fake: FakeFrontDoor, missing: str
) -> None:
    """On a phone the panel covers everything: it says what is the matter, and closes, also after a reload."""
    page = open_page(fake.city, path="/demo", width=390, height=844)
    page.route(missing, lambda route: route.abort())
    page.locator(".launcher").click()
    for _ in range(2):
        expect(page.get_by_text("Keskustelu aukeaa kohta. Jos se ei aukea")).to_be_visible()
        expect(page.locator(".panel").get_by_role("link", name="112")).to_have_count(1)
        page.reload()
    check(page, 390)
    page.get_by_role("button", name="Sulje keskustelu").click()
    expect(page.locator(".panel")).to_be_hidden()
    page.unroute(missing)
    page.locator(".launcher").click()

    expect(page.locator("kynnys-chat .turns")).to_be_visible()


def test_help_button_works_wherever_and_whenever_it_is_put(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """Put into the page by the city's own script, long after ours has run, and put elsewhere afterwards."""
    page = open_page(fake.city, path="/demo")
    page.locator(".launcher").wait_for()
    page.locator("main").evaluate(
        "main => { const button = document.createElement('kynnys-help-button');"
        " button.dataset.need = 'bullying'; main.prepend(button); }"
    )
    page.locator("kynnys-help-button button").wait_for()
    page.locator("kynnys-help-button").evaluate("button => document.body.append(button)")
    page.locator("kynnys-help-button").get_by_role("button", name="Pyydä apua").click()

    expect(page.locator(".request select").first).to_have_value("bullying")


@pytest.mark.parametrize("missing", ["**/widget/help_button_element.mjs*", "**/v1/page*"])
def test_help_button_comes_when_the_network_is_back(
    open_page: OpenPage, fake: FakeFrontDoor, missing: str
) -> None:
    """Until then the page's own link leads to the form without JavaScript."""
    page = open_page(fake.address, path="/demo")
    page.route(missing, lambda route: route.abort())
    with page.expect_console_message(lambda message: message.type == "error"):
        page.goto(f"{fake.city}/demo?place=button")
    link = page.locator("kynnys-help-button").get_by_role("link", name="Kynnys")
    expect(link).to_be_visible()
    page.unroute(missing)
    # The browser's own word may come before it has told ours that nothing was loaded.
    for _ in range(20):
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_timeout(100)
        if page.locator("kynnys-help-button button").count():
            break

    page.locator("kynnys-help-button button").click()
    expect(page.locator(".request__form")).to_be_visible()
    expect(link).to_be_hidden()


@pytest.mark.parametrize("place", ["corner", "button"])
def test_styles_stay_where_they_come_by_a_link(open_city: OpenPage, place: str) -> None:
    """Safari before 16.4, where the page's policy allows it; also when the chat is drawn anew."""
    page = open_city(place, bypass_csp=True)
    page.add_init_script("delete ShadowRoot.prototype.adoptedStyleSheets")
    page.reload()
    has_style = expect(page.locator(".composer .send, kynnys-help-button .send"))
    has_style.to_have_css("background-color", ACCENT)
    if place == "corner":
        page.get_by_role("button", name="Valikko").click()
        page.get_by_role("button", name="Svenska").click()
        expect(page.get_by_role("button", name="Svenska")).to_be_focused()
        has_style.to_have_css("background-color", ACCENT)


def test_chat_is_asked_for_by_another_name_when_the_browser_never_asks_again(
    open_page: OpenPage, fake: FakeFrontDoor
) -> None:
    """Some remember for good that a module did not come."""
    page = open_page(fake.city, path="/demo")
    page.route("**/widget/chat.mjs", lambda route: route.abort())
    page.locator(".launcher").click()

    expect(page.locator("kynnys-chat .turns")).to_be_visible()
