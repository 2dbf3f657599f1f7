"""Whole journeys through the real assistant, actions and api, in a real browser."""

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, say

if TYPE_CHECKING:
    from operations.stack import Stack

HTTPS_OR_NUMBER = re.compile(r"^(https://|tel:\d|sms:\d|mailto:)")


def test_bullied_youth_finds_services_on_a_phone(open_page: OpenPage, stack: "Stack") -> None:
    """Cards come first; the age is told by a button, and the conversation goes on."""
    page = open_page(stack.address, width=390, height=844)
    say(page, "Mua kiusataan koulussa")
    reply = page.locator(".turn--kynnys").nth(1)
    expect(reply.locator(".card").first).to_be_visible()
    assert 1 <= reply.locator(".card").count() <= 3
    for link in reply.locator("a.contact").all():
        assert HTTPS_OR_NUMBER.match(link.get_attribute("href") or "")
    reply.get_by_role("button", name="13–17-vuotias").click()

    expect(page.locator(".turn--kynnys").nth(2)).to_be_visible()
    expect(page.locator(".turn--person").last).to_contain_text("13–17-vuotias")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_worried_parent_finds_services_in_swedish_with_the_keyboard_alone(
    open_page: OpenPage, stack: "Stack"
) -> None:
    """From the skip link to the telephone link of a card without a mouse."""
    page = open_page(stack.address, language="sv")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("Min son blir mobbad i skolan")
    page.keyboard.press("Enter")

    reply = page.locator(".turn--kynnys").nth(1)
    expect(reply.locator(".card").first).to_contain_text("Varför det här passar")
    expect(reply).to_have_attribute("lang", "sv")
    focused = "document.querySelector('kynnys-chat').shadowRoot.activeElement"
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate(f"{focused}?.classList.contains('contact')"):
            break
    assert page.evaluate(f"{focused}.href")


def test_somebody_in_danger_sees_contacts_first_and_always(open_page: OpenPage, stack: "Stack") -> None:
    """112 heads the reply, the contacts stay in view, and each answer to "are you safe" leads on."""
    page = open_page(stack.address, width=390, height=844)
    say(page, "haluan tappaa itseni")
    reply = page.locator(".turn--kynnys").nth(1)
    expect(reply.locator(".danger--acute a[href='tel:112']")).to_be_in_viewport()
    reply.get_by_role("button", name="En ole turvassa").click()
    page.locator(".turn--kynnys").nth(2).wait_for()
    say(page, "aloita alusta")

    expect(page.locator(".kept-danger a[href='tel:112']")).to_be_in_viewport()


def test_services_are_found_when_there_is_no_javascript(open_page: OpenPage, stack: "Stack") -> None:
    """By a message and by a need; the danger contacts stand on the page."""
    page = open_page(stack.address, java_script_enabled=False)
    page.get_by_role("textbox").fill("Mua kiusataan koulussa")
    page.get_by_role("button", name="Lähetä", exact=True).click()
    expect(page.locator(".card").first).to_be_visible()
    page.get_by_text("Raha ja asuminen").click()
    page.locator("button[name=need][value=money]").click()

    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator("#help-now a[href='tel:112']")).to_be_visible()


def test_conversation_is_forgotten_when_somebody_leaves_quickly(open_page: OpenPage, stack: "Stack") -> None:
    """The page is another one at once, and Back does not bring the words back."""
    page = open_page(stack.address)
    say(page, "isä lyö mua")
    page.get_by_role("textbox").press("Shift")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")

    page.wait_for_url(re.compile("ilmatieteenlaitos"))
    page.goto(stack.address)
    expect(page.locator(".turn--kynnys")).to_have_count(1)
    expect(page.locator(".turn--person")).to_have_count(0)
