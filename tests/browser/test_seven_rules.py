"""The seven rules for a chat that everybody can use, on a city's page; each test is named by its rule.

Source: ../shared/anchors/assistant.md, section 2, after
https://github.com/microsoft/BotFramework-WebChat/blob/main/docs/ACCESSIBILITY.md (seen 2026-11-21).
"""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, say
from tests.browser.fake_front_door import FakeFrontDoor

FIELD = "kynnys-chat .composer textarea"
PHONE = {"width": 390, "height": 844}


def get_box(page: Page, selector: str) -> dict[str, float]:
    """Return where something stands on the screen."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    return dict(box)


def test_rule_1_replies_are_announced_from_a_separate_polite_region(open_city: OpenPage) -> None:
    """Its lines stay long enough to be heard and then go; the visible log is not live."""
    page = open_city()
    live = page.locator("kynnys-chat [aria-live]")
    expect(live).to_have_count(1)
    assert live.get_attribute("aria-live") == "polite"
    assert page.locator("kynnys-chat :is([role=log], .turns [aria-live])").count() == 0
    say(page, "Mua kiusataan")

    expect(live.locator("p").last).to_contain_text("Kynnys: Kiusaaminen ei ole koskaan sinun syysi.")
    page.wait_for_timeout(1000)
    expect(live.locator("p")).to_have_count(1)
    expect(live.locator("p")).to_have_count(0)


def test_rule_2_focus_is_never_moved_by_a_message(open_city: OpenPage, fake: FakeFrontDoor) -> None:
    """It moves in answer to the person alone; after a button to the field, without a phone's keyboard."""
    page = open_city(has_touch=True, **PHONE)
    fake.delay_seconds = 0.5
    page.locator(FIELD).fill("haluan tappaa itseni")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Valikko").focus()
    page.locator(".danger").wait_for()
    expect(page.get_by_role("button", name="Valikko")).to_be_focused()
    page.get_by_role("button", name="Olen turvassa").tap()

    expect(page.locator(FIELD)).to_be_focused()
    expect(page.locator(FIELD)).to_have_attribute("inputmode", "none")
    page.locator(FIELD).tap()
    expect(page.locator(FIELD)).to_have_attribute("inputmode", "text")


def test_rule_3_used_buttons_stay_readable_and_reachable(open_city: OpenPage, fake: FakeFrontDoor) -> None:
    """They are marked as used, not disabled, and send nothing again."""
    page = open_city()
    say(page, "Mua kiusataan")
    chosen = page.get_by_role("button", name="13–17-vuotias")
    chosen.click()
    page.locator(".turn--kynnys").nth(2).wait_for()

    expect(chosen).to_have_attribute("aria-disabled", "true")
    expect(chosen).to_have_attribute("tabindex", "-1")
    assert chosen.get_attribute("disabled") is None
    chosen.click(force=True)
    assert len(fake.received) == 2
    expect(page.locator(".turn--person").last).to_contain_text("13–17-vuotias")


def test_rule_4_everything_is_a_real_control_for_the_keyboard(
    open_page: OpenPage, fake: FakeFrontDoor
) -> None:
    """Enter sends, Shift and Enter breaks the line, Escape closes and the focus is back on the launcher."""
    page = open_page(fake.city, path="/demo")
    page.locator(".launcher").focus()
    page.keyboard.press("Enter")
    page.locator("kynnys-chat .turns").wait_for()
    expect(page.locator(".panel")).to_be_focused()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator(FIELD).evaluate("field => field.getRootNode().activeElement === field"):
            break
    page.keyboard.type("yksi")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("kaksi")
    assert page.locator(FIELD).input_value() == "yksi\nkaksi"
    page.keyboard.press("Enter")
    page.locator(".card").first.wait_for()
    assert fake.received[0]["text"] == "yksi\nkaksi"
    page.keyboard.press("Escape")

    expect(page.locator(".panel")).to_be_hidden()
    expect(page.locator(".launcher")).to_be_focused()
    label = page.locator(FIELD).evaluate("field => field.labels[0].textContent")
    assert label == "Kirjoita viesti"
    assert page.locator("kynnys-chat :is(div, span)[role=button]").count() == 0


def test_rule_5_page_stays_usable_on_a_desktop(open_city: OpenPage) -> None:
    """The dialog is not modal: beside it the page is read and used."""
    page = open_city()
    page.get_by_label("Haku").fill("päiväkoti")

    assert page.get_by_label("Haku").input_value() == "päiväkoti"
    expect(page.locator(".panel")).to_be_visible()
    assert page.locator(".panel").evaluate("panel => panel.matches(':modal')") is False


def test_rule_5_chat_is_as_high_as_what_is_seen_of_a_phone(open_city: OpenPage) -> None:
    """The whole screen, and less when the keyboard covers a part of it: the field stays above it."""
    page = open_city(**PHONE)
    assert get_box(page, ".panel") == {"x": 0, "y": 0, "width": 390, "height": 844}
    page.evaluate("""() => {
      Object.defineProperty(visualViewport, "height", { value: 500, configurable: true });
      visualViewport.dispatchEvent(new Event("resize"));
    }""")
    say(page, "mua kiusataan")

    field = get_box(page, "kynnys-chat .composer")
    assert field["y"] + field["height"] <= 500
    expect(page.get_by_role("link", name="Poistu nopeasti")).to_be_in_viewport()


def test_rule_6_each_message_bears_its_language_and_direction(open_city: OpenPage) -> None:
    """Without it Swedish is read out as if it were Finnish."""
    page = open_city()
    say(page, "jag blir mobbad")
    say(page, "arabic")

    said, replies = page.locator(".turn--person .bubble"), page.locator(".turn--kynnys")
    expect(said.first).to_have_attribute("lang", "sv")
    expect(said.first).to_have_attribute("dir", "auto")
    expect(replies.nth(0)).to_have_attribute("lang", "fi")
    expect(replies.nth(1)).to_have_attribute("lang", "sv")
    expect(replies.nth(1).locator(".bubble").first).to_have_attribute("dir", "auto")
    expect(replies.nth(2)).to_have_attribute("lang", "ar")
    expect(replies.nth(2)).to_have_attribute("dir", "rtl")


def test_rule_7_conversation_ends_with_the_tab_and_can_be_cleared(
    open_city: OpenPage, fake: FakeFrontDoor
) -> None:
    """A reload goes on, another tab begins anew; nothing stands in localStorage or cookies."""
    page = open_city()
    say(page, "Mua kiusataan")
    page.reload()
    expect(page.locator(".panel")).to_be_visible()
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    expect(page.locator(".turn--person")).to_have_count(1)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator(".launcher").click()
    expect(other.locator(".turn--kynnys")).to_have_count(1)
    expect(other.locator(".turn--person")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == []
    page.get_by_role("button", name="Poista keskustelu").click()
    page.get_by_role("button", name=re.compile("Kyllä, poista")).click()

    expect(page.locator(".turn--person")).to_have_count(0)
    assert fake.deleted == ["conversation-0"]
    assert page.evaluate("sessionStorage.length") == 0
