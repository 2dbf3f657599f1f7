"""The seven rules for a chat that everybody can use, and axe on every state.

Source: https://github.com/microsoft/BotFramework-WebChat/blob/main/docs/ACCESSIBILITY.md
"""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, say
from tests.browser.fake_front_door import FakeFrontDoor

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def stay(page: Page) -> None:
    """Do nothing."""


def show_cards(page: Page) -> None:
    """Get service cards and choices, one of them used."""
    say(page, "Mua kiusataan")
    page.get_by_role("button", name="13–17-vuotias").or_(
        page.get_by_role("button", name="13–17")
    ).first.click()
    page.locator(".turn--kynnys").nth(2).wait_for()


def show_danger(page: Page) -> None:
    """Get danger contacts, kept in view, and the question whether one is safe."""
    say(page, "haluan tappaa itseni")


def show_help(page: Page) -> None:
    """Open the contacts of the page."""
    page.locator(".open-help-now").click()


def show_deletion(page: Page) -> None:
    """Open the question before deleting."""
    page.locator(".delete-conversation").click()


def show_failure(page: Page) -> None:
    """Send a message without a network."""
    page.context.set_offline(True)
    page.get_by_role("textbox").fill("hei")
    page.keyboard.press("Enter")
    page.locator(".turns .bubble--error").wait_for()


@pytest.mark.parametrize(("width", "colours"), [(1280, "light"), (320, "light"), (390, "dark")])
@pytest.mark.parametrize("reach", [stay, show_cards, show_danger, show_help, show_deletion, show_failure])
def test_axe_finds_nothing(
    open_page: OpenPage, reach: Callable[[Page], None], width: int, colours: str
) -> None:
    """All rules of WCAG 2.2 A and AA that a program can check hold, and nothing is wider than the screen."""
    page = open_page(width=width, color_scheme=colours)
    reach(page)

    # Whatever a bar that stays in view half covers, scrolling uncovers: axe would call it too small to tap.
    page.locator(".composer, .quick-actions").evaluate_all(
        "bars => bars.forEach((bar) => { bar.style.position = 'static'; })"
    )
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_reply_is_announced_when_it_arrives_from_a_region_of_its_own(open_page: OpenPage) -> None:
    """Rule 1: a polite region apart from the visible log, whose lines go away again."""
    page = open_page()
    live = page.locator("[aria-live]")
    expect(live).to_have_count(1)
    assert live.get_attribute("aria-live") == "polite"
    assert page.locator(".turns [aria-live], [role=log]").count() == 0
    say(page, "Mua kiusataan")

    announced = live.locator("p").last
    expect(announced).to_contain_text("Kynnys: Kiusaaminen ei ole koskaan sinun syysi.")
    expect(announced).to_contain_text("Palvelut, jotka voivat auttaa: Esimerkkilinja lapsille ja nuorille")
    expect(announced).to_have_attribute("lang", "fi")
    expect(live.locator("p")).to_have_count(0)


def test_focus_stays_when_a_reply_arrives(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """Rule 2: only what the person does moves it."""
    page = open_page()
    fake.delay_seconds = 0.5
    page.get_by_role("textbox").fill("haluan tappaa itseni")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Apua heti").focus()
    page.locator(".danger").wait_for()

    expect(page.get_by_role("link", name="Apua heti")).to_be_focused()


def test_focus_goes_to_the_field_without_a_keyboard_when_a_button_is_chosen(open_page: OpenPage) -> None:
    """Rule 2: a phone's keyboard must not cover the reply; a tap into the field opens it."""
    page = open_page(width=390, height=844, has_touch=True, is_mobile=True)
    say(page, "Mua kiusataan")
    page.get_by_role("button", name="13–17-vuotias").tap()

    field = page.get_by_role("textbox")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("inputmode", "none")
    field.tap()
    expect(field).to_have_attribute("inputmode", "text")


def test_used_buttons_stay_reachable_but_do_nothing(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """Rule 3: the chosen answer stays readable, and nothing is sent twice."""
    page = open_page()
    say(page, "Mua kiusataan")
    chosen, other = (
        page.get_by_role("button", name="13–17-vuotias"),
        page.get_by_role("button", name="En halua sanoa"),
    )
    chosen.click()
    page.locator(".turn--kynnys").nth(2).wait_for()

    for button in (chosen.first, other.first):
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(button).to_have_attribute("tabindex", "-1")
        button.click(force=True)
    assert len(fake.received) == 2
    expect(page.locator(".turn--person").last).to_contain_text("13–17-vuotias")


def test_everything_is_done_when_there_is_only_a_keyboard(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """Rule 4: real controls in a sensible order, the focus always seen."""
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Siirry keskusteluun")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox")).to_be_focused()
    assert "#" not in page.url
    page.keyboard.type("Mua kiusataan")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Lähetä", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(".card").first.wait_for()
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")

    expect(page.locator(".turn--kynnys")).to_have_count(3)
    assert [sorted(set(sent) & {"text", "choice"}) for sent in fake.received] == [["text"], ["choice"]]
    expect(page.get_by_role("textbox", name="Kirjoita viesti")).to_be_focused()


def test_nothing_focused_is_hidden_when_bars_stay_in_view(open_page: OpenPage) -> None:
    """WCAG 2.4.11: walking back through a long conversation, each control can be seen."""
    page = open_page(width=390, height=700)
    say(page, "haluan tappaa itseni")
    say(page, "mua kiusataan")
    is_seen = """() => {
      let [focused, place] = [document.activeElement, document];
      while (focused.shadowRoot) { [focused, place] = [focused.shadowRoot.activeElement, focused.shadowRoot]; }
      const box = focused.getClientRects()[0];
      return focused.contains(place.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
    }"""
    for _ in range(25):
        page.keyboard.press("Shift+Tab")
        # The page scrolls a moment after the focus has moved; a slow machine needs more than one look.
        page.wait_for_function(is_seen, timeout=5000)


def test_field_stays_above_the_keyboard_when_it_covers_the_page(open_page: OpenPage) -> None:
    """Rule 5: where a phone's keyboard covers the page, the field moves up by its height."""
    page = open_page(width=390, height=844)
    say(page, "mua kiusataan")
    page.evaluate("""() => {
      Object.defineProperty(visualViewport, "height", { value: 500, configurable: true });
      visualViewport.dispatchEvent(new Event("resize"));
    }""")

    bottom = page.locator(".composer").evaluate("field => field.getBoundingClientRect().bottom")
    assert bottom <= 500


def test_each_message_bears_its_language_and_direction(open_page: OpenPage) -> None:
    """Rule 6: without it Swedish is read out as if it were Finnish; Arabic runs from right to left."""
    page = open_page()
    say(page, "jag blir mobbad")
    say(page, "arabic")

    said, replies = page.locator(".turn--person .bubble"), page.locator(".turn--kynnys")
    expect(said.first).to_have_attribute("lang", "sv")
    expect(replies.nth(0)).to_have_attribute("lang", "fi")
    expect(replies.nth(1)).to_have_attribute("dir", "ltr")
    expect(replies.nth(1).locator(".bubble").first).to_have_attribute("dir", "auto")
    expect(replies.nth(2)).to_have_attribute("lang", "ar")
    expect(replies.nth(2)).to_have_attribute("dir", "rtl")
    expect(replies.nth(2).locator(".cards")).to_have_attribute("lang", "en")


def test_nothing_is_lost_when_the_screen_is_narrow_and_the_text_large(open_page: OpenPage) -> None:
    """400 % on a desktop is 320 by 225: everything can be reached, and nothing covers the reply."""
    page = open_page(width=320, height=225)
    say(page, "haluan tappaa itseni")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator(".composer").evaluate("field => getComputedStyle(field).position") == "static"
    bar = page.locator(".quick-actions").bounding_box()
    assert bar is not None
    assert bar["height"] <= 90
    expect(page.get_by_role("link", name="Poistu nopeasti")).to_be_in_viewport()


def test_nothing_overflows_when_text_alone_is_doubled(open_page: OpenPage) -> None:
    """Text size 200 % in the browser's settings."""
    page = open_page(width=640)
    page.locator("html").evaluate("html => { html.style.fontSize = '200%'; }")
    say(page, "haluan tappaa itseni")

    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_nothing_moves_when_less_motion_is_wished(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """The dots of the typing sign stand still."""
    page = open_page()
    fake.delay_seconds = 0.5
    page.get_by_role("textbox").fill("hei")
    page.keyboard.press("Enter")

    dot = page.locator(".typing__dots span").first
    expect(dot).to_be_visible()
    assert dot.evaluate("dot => getComputedStyle(dot).animationName") == "none"
