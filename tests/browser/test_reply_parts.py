"""Parts of a reply that need a moment's thought: choices that are refused, contacts that are named twice."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage, say
from tests.browser.fake_front_door import FakeFrontDoor


@pytest.mark.parametrize(("failures", "is_free"), [([422], True), ([503], False), ([503, 422], True)])
def test_buttons_can_be_pressed_again_when_their_choice_was_refused(
    open_page: OpenPage, fake: FakeFrontDoor, failures: list[int | str], is_free: bool
) -> None:
    """Too old for the front door: chosen anew. Where only the sending failed, it is sent again instead."""
    page = open_page()
    say(page, "Mua kiusataan")
    fake.failures = [*failures]
    chosen = page.get_by_role("button", name="13–17-vuotias")
    chosen.click()
    page.locator(".failure").wait_for()
    for _ in failures[1:]:
        page.locator(".failure").get_by_role("button", name="Lähetä uudelleen").click()
    for _ in range(2):
        expect(chosen).to_have_attribute("aria-disabled", "false" if is_free else "true")
        expect(chosen).to_have_attribute("tabindex", "0" if is_free else "-1")
        expect(page.locator(".choice.is-chosen")).to_have_count(0 if is_free else 1)
        if is_free:
            break
        page.reload()
        page.locator(".turns .choices").wait_for()
    if is_free:
        page.get_by_role("button", name="7–12-vuotias").click()
        expect(page.locator(".turn--person").last).to_contain_text("7–12-vuotias")
        page.locator(".turn--kynnys").nth(2).wait_for()
        assert [sent.get("choice") for sent in fake.received[1:]] == ["age:2"] * len(failures) + ["age:1"]


def name_112_twice(page: Page) -> None:
    """Let the front door name 112 a second time, beside another service, and last of all."""

    def change(route: Route) -> None:
        response = route.fetch()
        reply = response.json()
        contacts = reply["parts"][0]["contacts"]
        again = {**contacts[0], "id": "other", "label": "Hätänumero, jos on kiire"}
        reply["parts"][0]["contacts"] = [again, *contacts[2:], *contacts[:2]]
        route.fulfill(response=response, json=reply)

    page.route("**/v1/messages", change)


def test_each_number_stands_once_in_the_strip_of_contacts(open_city: OpenPage) -> None:
    """112 first, by call and by text; in the conversation, over the form and over the kept services."""
    page = open_city(width=390, height=844)
    name_112_twice(page)
    say(page, "haluan tappaa itseni")
    addresses = ["tel:112", "sms:112", "tel:000333444", "https://example.fi/nuoret"]

    def list_addresses(place: str) -> list[str]:
        links = page.locator(f"{place} .kept-danger a")
        expect(links.first).to_be_visible()
        found: list[str] = links.evaluate_all("links => links.map((link) => link.getAttribute('href'))")
        return found

    assert list_addresses(".panel") == addresses
    page.locator(".card__tools button[aria-haspopup]").first.click()
    page.locator(".request__form").wait_for()
    assert list_addresses(".request") == addresses
    page.locator(".request").get_by_role("button", name="Sulje").click()
    page.get_by_role("button", name="Valikko").click()
    page.get_by_role("button", name=re.compile("^Säilytetyt palvelut")).click()
    assert list_addresses("dialog:has(> .kept)") == addresses


def test_line_that_answers_in_finnish_says_so_once(open_city: OpenPage) -> None:
    """Some labels say it themselves."""
    page = open_city(language="sv")

    def change(route: Route) -> None:
        response = route.fetch()
        reply = response.json()
        reply["parts"][0]["contacts"][2]["label"] += ": Betjänar på finska"
        route.fulfill(response=response, json=reply)

    page.route("**/v1/messages", change)
    say(page, "jag vill dö")
    row = page.locator(".danger .contact-row").filter(has_text="Kristelefonen")
    expect(row.locator("span").filter(has_text=re.compile("^Betjänar på finska$"))).to_have_count(0)
    expect(row.locator(".contact-row__label")).to_have_text("Kristelefonen: Betjänar på finska")


def test_request_from_a_card_is_about_the_matter_talked_about_last(open_city: OpenPage) -> None:
    """Where the card's service helps with it; else about what that service is for."""
    page = open_city()

    def change(route: Route) -> None:
        response = route.fetch()
        reply = response.json()
        reply["parts"][1]["services"][0]["needs"] = ["money", "bullying"]
        route.fulfill(response=response, json=reply)

    page.route("**/v1/messages", change)
    say(page, "Mua kiusataan")
    for place, need in ((0, "bullying"), (2, "money")):
        page.locator(".card").nth(place).locator(".card__tools button[aria-haspopup]").click()
        expect(page.locator(".request select").first).to_have_value(need)
        page.locator(".request").get_by_role("button", name="Sulje").click()
        expect(page.locator(".request")).to_have_count(0)
