"""axe on every state, and what else a program can tell of reach, size and motion.

The seven rules stand in test_seven_rules.py.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, say
from tests.browser.fake_front_door import FakeFrontDoor
from tests.browser.pictures import keep_picture
from tests.browser.wcag import run_axe


def stay(page: Page) -> None:
    """Do nothing."""


def show_cards(page: Page) -> None:
    """Get service cards and choices, one of them used."""
    say(page, "Mua kiusataan")
    page.locator(".turn--kynnys .choice").last.click()
    page.locator(".turn--kynnys").nth(2).wait_for()


def show_danger(page: Page) -> None:
    """Get danger contacts, kept in view, and the question whether one is safe."""
    say(page, "haluan tappaa itseni")


def show_help(page: Page) -> None:
    """Open the contacts of the page."""
    page.locator(".open-help-now:visible").click()


def show_deletion(page: Page) -> None:
    """Open the question before deleting."""
    page.locator(".delete-conversation").click()


def show_consent_question(page: Page) -> None:
    """Be asked whether a message may be read, and press without the tick."""
    say(page, "semmonen outo juttu")
    page.locator(".consent button").click()
    page.locator(".consent .bubble--error").wait_for()


def show_failure(page: Page) -> None:
    """Send a message without a network."""
    page.context.set_offline(True)
    page.locator("kynnys-chat textarea").fill("hei")
    page.keyboard.press("Enter")
    page.locator(".turns .bubble--error").wait_for()


def show_menu(page: Page) -> None:
    """Open languages, kept services and how things are."""
    page.locator(".icon-button[aria-expanded]").click()


def show_details(page: Page) -> None:
    """Read how it goes, and judge the answer."""
    say(page, "Mua kiusataan")
    page.locator(".details summary").first.click()
    page.locator(".details__content a").wait_for()
    page.locator(".feedback button").first.click()


def show_kept(page: Page) -> None:
    """Keep two services and open the list."""
    say(page, "Mua kiusataan")
    for place in (0, 1):
        page.locator(".card__tools button[aria-pressed]").nth(place).click()
    show_menu(page)
    page.locator(".menu button[aria-haspopup]").first.click()
    page.locator(".kept__list").wait_for()


def show_form(page: Page, steps: int = 0) -> None:
    """Open the form from a card and go some steps."""
    say(page, "Mua kiusataan, olen 11")
    page.locator(".card__tools button[aria-haspopup]").first.click()
    page.locator(".request__form").wait_for()
    page.locator(".request .notice").first.wait_for()
    for _ in range(steps):
        page.locator(".request__form .send").click()


def show_place(page: Page) -> None:
    """Reach the step after the age of a child."""
    show_form(page, 1)
    page.locator("#kynnys-request-age").fill("11")
    page.locator(".request__form .send").click()


def show_reach(page: Page) -> None:
    """Reach the step with the ways to be reached."""
    show_form(page, 3)


def show_consent(page: Page) -> None:
    """Reach the last step."""
    show_form(page, 4)


def show_mistakes(page: Page) -> None:
    """Send with a mistake, and words of danger."""
    show_form(page)
    page.locator(".request__form textarea").fill("haluan kuolla")
    for _ in range(5):
        page.locator(".request__form .send").click()
    page.locator(".field__error:visible").first.wait_for()


def show_receipt(page: Page) -> None:
    """Send a request."""
    show_form(page, 3)
    page.locator("#kynnys-request-sms").fill("000 111")
    page.locator(".request__form .send").click()
    page.locator("#kynnys-request-consent").check()
    page.locator(".request__form .send").click()
    page.locator(".reference").wait_for()


IN_THE_CHAT = [
    stay, show_cards, show_danger, show_help, show_deletion, show_failure, show_details, show_kept,
    show_consent_question,
]  # fmt: skip
IN_THE_FORM = [show_form, show_place, show_reach, show_consent, show_mistakes, show_receipt]


def check(page: Page, width: int) -> None:
    """Let axe look for what breaks WCAG 2.2 A and AA, see that nothing is too wide, and keep a picture."""
    keep_picture(page)
    # Whatever a bar that stays in view half covers, scrolling uncovers: axe would call it too small to tap.
    page.locator(".composer, .quick-actions, .bar, .kept-danger").evaluate_all(
        "bars => bars.forEach((bar) => { bar.style.position = 'static'; })"
    )
    found = run_axe(page)
    assert [(rule["id"], rule["nodes"]) for rule in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("width", "colours", "language"),
    [(1280, "light", "fi"), (320, "dark", "sv"), (390, "light", "en"), (390, "dark", "ar")],
)
@pytest.mark.parametrize("reach", [*IN_THE_CHAT, show_menu, *IN_THE_FORM])
def test_axe_finds_nothing_on_a_citys_page(
    open_city: OpenPage, reach: Callable[[Page], None], width: int, colours: str, language: str
) -> None:
    """Every state of the widget, in each language and a right-to-left one, at each width, light and dark."""
    page = open_city(language=language, width=width, color_scheme=colours)
    # The city's page is a bad example on purpose; only what Kynnys draws is looked at.
    page.locator("header, main").evaluate_all("parts => parts.forEach((part) => part.remove())")
    reach(page)

    check(page, width)


def show_other_services(page: Page, fake: FakeFrontDoor) -> None:
    """Ask for a request where nobody would read it: services stand in place of the form."""
    fake.has_inbox = False
    say(page, "Mua kiusataan")
    page.locator(".card__tools button[aria-haspopup]").first.click()
    page.locator(".request .card").first.wait_for()


def show_unstored(page: Page, fake: FakeFrontDoor) -> None:
    """Send a request that could not be stored: services stand beside the form."""
    show_form(page, 3)
    page.locator("#kynnys-request-sms").fill("000 111")
    page.locator(".request__form .send").click()
    page.locator("#kynnys-request-consent").check()
    fake.failures = [503]
    page.locator(".request__form .send").click()
    page.locator(".request .card").first.wait_for()


def show_empty_list(page: Page, _: FakeFrontDoor) -> None:
    """Open the list of kept services before anything is kept."""
    show_menu(page)
    page.locator(".menu button[aria-haspopup]").first.click()
    page.locator(".kept p").wait_for()


@pytest.mark.parametrize(
    ("width", "colours", "language"), [(1280, "light", "fi"), (320, "dark", "sv"), (390, "light", "ar")]
)
@pytest.mark.parametrize("reach", [show_other_services, show_unstored, show_empty_list])
def test_axe_finds_nothing_where_something_is_missing(
    open_city: OpenPage,
    fake: FakeFrontDoor,
    reach: Callable[[Page, FakeFrontDoor], None],
    width: int,
    colours: str,
    language: str,
) -> None:
    """No reader, no database, nothing kept: what stands there instead."""
    page = open_city(language=language, width=width, color_scheme=colours)
    page.locator("header, main").evaluate_all("parts => parts.forEach((part) => part.remove())")
    reach(page, fake)

    check(page, width)


@pytest.mark.parametrize(("width", "colours"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing_in_the_form_behind_the_button(
    open_city: OpenPage, width: int, colours: str
) -> None:
    """Without a chat around it."""
    page = open_city("button", width=width, color_scheme=colours)
    page.locator("html").evaluate("html => html.querySelector('link').remove()")
    page.locator("kynnys-help-button button").click()
    page.locator(".request summary").click()
    page.locator(".request [data-language]").first.wait_for()

    check(page, width)


@pytest.mark.parametrize(
    ("width", "colours", "language"), [(1280, "light", "fi"), (320, "dark", "sv"), (390, "light", "ar")]
)
def test_axe_finds_nothing_in_the_closed_launcher(
    open_page: OpenPage, fake: FakeFrontDoor, width: int, colours: str, language: str
) -> None:
    """What everybody sees first."""
    page = open_page(fake.city, f"{language}&place=corner", path="/demo", width=width, color_scheme=colours)
    page.locator(".launcher").wait_for()
    page.locator("header, main").evaluate_all("parts => parts.forEach((part) => part.remove())")

    check(page, width)


@pytest.mark.parametrize("place", ["page", "button"])
def test_axe_finds_nothing_in_the_other_ways_to_embed(open_city: OpenPage, place: str) -> None:
    """The chat in the text, and the button."""
    page = open_city(place, width=390)
    page.locator("kynnys-chat .turns, kynnys-help-button button").first.wait_for()
    page.locator("html").evaluate("html => html.querySelector('link').remove()")

    check(page, 390)


@pytest.mark.parametrize("reach", [stay, show_danger])
def test_axe_finds_nothing_in_forced_colours(open_city: OpenPage, reach: Callable[[Page], None]) -> None:
    """High contrast chosen in the system: the borders are drawn, nothing rests on a background alone."""
    page = open_city(width=390, height=844, forced_colors="active")
    reach(page)

    for selector in (".bubble--kynnys", ".composer .send", ".bar .call-112"):
        width = page.locator(selector).first.evaluate("part => getComputedStyle(part).borderTopWidth")
        assert width != "0px", selector
    page.locator("header, main").evaluate_all("parts => parts.forEach((part) => part.remove())")
    check(page, 390)


@pytest.mark.parametrize(("width", "colours"), [(1280, "light"), (320, "light"), (390, "dark")])
@pytest.mark.parametrize("reach", IN_THE_CHAT)
def test_axe_finds_nothing(
    open_page: OpenPage, reach: Callable[[Page], None], width: int, colours: str
) -> None:
    """Kynnys' own page in each of its states."""
    page = open_page(width=width, color_scheme=colours)
    reach(page)

    check(page, width)


def test_nothing_focused_is_hidden_when_bars_stay_in_view(open_page: OpenPage) -> None:
    """WCAG 2.4.11: walking back through a long conversation, each control can be seen."""
    page = open_page(width=390, height=700)
    say(page, "haluan tappaa itseni")
    say(page, "mua kiusataan")
    is_seen = """() => {
      let [focused, place] = [document.activeElement, document];
      while (focused.shadowRoot) {
        [focused, place] = [focused.shadowRoot.activeElement, focused.shadowRoot];
      }
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


def test_ways_out_stay_when_the_text_is_four_times_as_large(open_city: OpenPage) -> None:
    """400 % on a desktop is 320 by 225: the title scrolls away, help and quick exit stay."""
    page = open_city(width=320, height=225)
    say(page, "haluan tappaa itseni")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for name in ("Poistu nopeasti", "Soita 112"):
        expect(page.locator(".bar").get_by_role("link", name=name)).to_be_in_viewport()


def test_screen_reader_finds_its_way_by_landmarks_and_headings(open_city: OpenPage) -> None:
    """The tree as a screen reader gets it: names and roles, in the order of what is seen."""
    page = open_city()
    say(page, "haluan tappaa itseni")
    tree = page.locator(".panel").aria_snapshot()

    order = [
        'dialog "Kynnys: Keskustelu"',
        'heading "Kynnys" [level=2]',
        'button "Valikko"',
        'button "Sulje keskustelu"',
        'group "Hätätilanteessa"',
        'link "Soita 112"',
        'button "Apua heti"',
        'link "Poistu nopeasti"',
        'region "Apua heti"',
        'region "Keskustelu"',
        'paragraph: "Sinä: haluan tappaa itseni"',
        'heading "Apua heti" [level=3]',
        'group "Valitse tai kirjoita"',
        'heading "Esimerkkilinja lapsille ja nuorille" [level=3]',
        'textbox "Kirjoita viesti"',
        'button "Lähetä"',
        'button "Poista keskustelu"',
    ]
    places = [tree.find(part) for part in order]
    assert -1 not in places, [part for part, place in zip(order, places, strict=True) if place < 0]
    assert places == sorted(places), tree


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
