"""Whole ways of people through the widget on a city's page, before canned replies."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, say
from tests.browser.fake_front_door import FakeFrontDoor


def test_worried_father_finds_help_in_swedish(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """On the Finnish page, by the keyboard: Svenska, his words, the number, a list for the evening."""
    page = open_page(fake.city, path="/demo")
    page.locator(".launcher").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Valikko").press("Enter")
    page.get_by_role("button", name="Svenska").press("Enter")
    page.get_by_role("textbox", name="Skriv ett meddelande").fill("Min son blir mobbad")
    page.keyboard.press("Enter")
    reply = page.locator(".turn--kynnys").nth(1)
    expect(reply).to_have_attribute("lang", "sv")
    expect(reply).to_contain_text("Varför det här passar")
    expect(reply.get_by_role("link", name="Ring 000 111")).to_have_attribute("href", "tel:000111")
    reply.locator(".details summary").first.press("Enter")
    expect(reply).to_contain_text("Du kan sluta när du vill.")
    reply.get_by_role("button", name=re.compile("^Spara")).first.press("Enter")
    page.get_by_role("button", name="Sparade tjänster (1)").press("Enter")

    expect(page.get_by_role("dialog", name="Sparade tjänster")).to_contain_text("Ring 000 111")
    assert fake.received[0]["language"] == "sv"


def test_fifteen_year_old_goes_by_buttons_on_a_phone_and_asks_for_a_person(
    open_city: OpenPage, fake: FakeFrontDoor
) -> None:
    """Theme, age, card, request, five words: without writing more than a number."""
    page = open_city(width=390, height=844, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="Koulu, työ ja tulevaisuus").tap()
    page.get_by_role("button", name="13–17-vuotias").tap()
    page.locator(".turn--kynnys").nth(2).wait_for()
    page.get_by_role("button", name=re.compile("^Pyydä yhteydenottoa")).last.tap()
    for _ in range(3):
        page.get_by_role("button", name="Jatka").tap()
    page.get_by_label("Puhelinnumero tekstiviestejä varten").fill("000 111 222")
    page.get_by_label("Älkää soittako kotiin").check()
    page.get_by_role("button", name="Jatka").tap()
    page.get_by_label(re.compile("^Pyyntöni saa")).check()
    page.get_by_role("button", name="Lähetä pyyntö").tap()
    expect(page.locator(".reference")).to_have_text("kuusi lampi tuoli vene marja")

    assert [set(sent) & {"text", "choice"} for sent in fake.received] == [{"choice"}, {"choice"}]
    assert fake.requested[0]["dont_call_home"] is True
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_somebody_who_loses_the_network_loses_nothing(open_city: OpenPage, fake: FakeFrontDoor) -> None:
    """Told at once, contacts in reach, and the message goes out once when the network is back."""
    page = open_city(width=390, height=844)
    page.context.set_offline(True)
    page.locator("kynnys-chat textarea").fill("Mua kiusataan koulussa")
    page.keyboard.press("Enter")
    expect(page.locator(".turns .bubble--error")).to_contain_text("Hätätilanteessa soita 112")
    page.get_by_role("button", name="Apua heti").click()
    expect(page.get_by_role("dialog", name="Apua heti").get_by_role("link", name="Soita 112")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("kynnys-chat textarea").fill("ja vielä")
    page.context.set_offline(False)

    expect(page.locator(".card").first).to_be_visible()
    assert page.locator("kynnys-chat textarea").input_value() == "ja vielä"
    assert [sent["text"] for sent in fake.received] == ["Mua kiusataan koulussa"]


def test_somebody_without_javascript_comes_to_the_plain_page(
    open_page: OpenPage, fake: FakeFrontDoor
) -> None:
    """The city's own link leads to danger contacts and services by need."""
    page = open_page(fake.city, path="/demo", java_script_enabled=False)
    expect(page.locator("kynnys-launcher")).to_have_count(0)
    page.get_by_role("link", name="Kynnys ilman JavaScriptiä").click()
    expect(page.locator("#help-now").get_by_role("link", name="Soita 112")).to_be_visible()
    page.get_by_text("Koulu, työ ja tulevaisuus").click()
    page.get_by_role("button", name="Kiusaaminen").first.click()

    expect(page.get_by_role("link", name="Soita 000 111")).to_be_visible()


def test_somebody_being_watched_leaves_and_comes_back_to_nothing(
    open_city: OpenPage, fake: FakeFrontDoor
) -> None:
    """Shift three times in the middle of a form: another site, and not a word left."""
    page = open_city(width=390, height=844)
    say(page, "isä lyö")
    page.get_by_role("button", name=re.compile("^Pyydä yhteydenottoa")).first.click()
    page.locator(".request__form textarea").fill("hän tulee")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(re.compile("ilmatieteenlaitos"))
    page.goto(f"{fake.city}/demo")
    page.locator(".launcher").click()
    page.locator("kynnys-chat .turns").wait_for()

    expect(page.locator(".turn--person")).to_have_count(0)
    expect(page.locator(".panel")).to_be_visible()
    assert "hän" not in page.evaluate("JSON.stringify(sessionStorage)")
    assert fake.deleted == ["conversation-0"]
