"""What a handler does with a help request, and what its sender is told meanwhile."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff_house import Enter, StaffHouse, look
from tests.staff_pages.help_request_house import FILLED, SECRETS

LIST = "/staff/help-requests"
HANDLER, OTHER = ("handler", "espoo"), ("handler", "luvn")


@pytest.fixture(autouse=True)
def next_hour(staff_house: StaffHouse) -> None:
    """Requests of two tests do not come at the same moment."""
    staff_house.house.clock.now += dt.timedelta(hours=1)


def ask_for_help(page: Page, **fields: object) -> str:
    """Send a request as the widget does; return its five words."""
    answer = page.request.post("/v1/help-requests", data={**FILLED, **fields})
    assert answer.status == 201, answer.text()
    return str(answer.json()["reference"])


def tell_state(page: Page, reference: str) -> str:
    """What the sender is told of the request."""
    answer = page.request.post("/v1/help-requests/status", data={"reference": reference, "language": "fi"})
    return str(answer.json()["state"])


def open_newest(page: Page) -> None:
    """Open the request that came last, by keyboard."""
    page.goto(LIST)
    # Its address holds no reference and no name, and neither does the list.
    page.locator("tbody th a").last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Näin häneen saa olla yhteydessä")).to_be_visible()


def note_try(page: Page, way: str, outcome: str, words: str) -> None:
    """Note that the sender was tried to be reached."""
    page.get_by_label(way).check()
    page.get_by_label(outcome).check()
    page.get_by_label("Omin sanoin").fill(words)
    page.get_by_role("button", name="Tallenna merkintä").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Merkintä on tallessa")


def test_handler_takes_a_request_notes_a_try_and_closes_it(enter: Enter) -> None:
    """The wishes stand first, the sender sees each step, and nothing is told in the list."""
    sender = enter(path="/help-request", width=390)
    reference = ask_for_help(sender)
    page = enter(HANDLER, name="Helmi Halme")
    page.get_by_role("link", name="Avunpyynnöt").first.click()
    expect(page.get_by_role("table")).to_contain_text("avaamatta")
    shown = page.locator("main").inner_text()
    assert not [secret for secret in SECRETS if secret in shown]
    look(page)
    open_newest(page)
    wishes = page.get_by_role("region", name="Näin häneen saa olla yhteydessä")
    expect(wishes).to_be_in_viewport()
    expect(wishes).to_contain_text("Älä ota yhteyttä kotiin.")
    expect(wishes).to_contain_text("kirjasto")
    look(page)
    assert tell_state(sender, reference) == "opened"

    page.get_by_role("button", name="Otan hoitaakseni").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Pyyntö on nyt sinulla.")
    page.get_by_label("Ei tavoitettu", exact=True).check()
    page.get_by_role("button", name="Sulje pyyntö").click()
    expect(page.get_by_role("alert")).to_contain_text("Merkitse ensin, milloin yrititte tavoittaa")
    look(page)
    note_try(page, "tekstiviesti", "En tavoittanut, yritän uudelleen", "Ei vastannut viestiin.")
    note_try(page, "puhelu", "Tavoitin, pyyntöön on vastattu", "Tavataan torstaina koululla.")
    look(page)
    assert tell_state(sender, reference) == "answered"
    page.get_by_label("Tavoitettu ja autettu").check()
    page.get_by_role("button", name="Sulje pyyntö").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Pyyntö on suljettu.")
    look(page)
    assert tell_state(sender, reference) == "closed"
    page.get_by_role("link", name="Kuka on lukenut tämän").click()
    expect(page.get_by_role("table")).to_contain_text("Helmi Halme")
    assert "torstaina" not in page.locator("main").inner_text()
    look(page)


def test_handler_hands_a_request_over_and_nobody_is_sent_away(enter: Enter) -> None:
    """Only with consent; the whole context goes along, and the first one sees no more than how it goes."""
    sender = enter(path="/help-request")
    reference = ask_for_help(sender, message="Perheen riidat painavat, supersalainen juttu")
    other = enter(OTHER, name="Lahja Laine", path=LIST, width=390)
    page = enter(HANDLER, name="Helmi Halme")
    open_newest(page)
    note_try(page, "tekstiviesti", "Tavoitin, pyyntöön on vastattu", "Haluaa puhua perheiden tuen kanssa.")
    page.get_by_label("Kenelle").select_option(label="Perheiden tuki")
    page.get_by_role("button", name="Anna pyyntö eteenpäin").click()
    expect(page.get_by_role("alert")).to_contain_text("lähettäjän lupa puuttuu")
    look(page)
    page.get_by_label("Kenelle").select_option(label="Perheiden tuki")
    page.get_by_label("Kysyin, ja hän antoi luvan").check()
    page.get_by_label("Terveiset seuraavalle").fill("Sovittu, että soitatte iltapäivällä.")
    page.get_by_role("button", name="Anna pyyntö eteenpäin").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Pyyntö on annettu eteenpäin.")
    expect(page.get_by_role("table", name="Muille annetut pyynnöt")).to_contain_text("Perheiden tuki")
    look(page)
    gone = page.goto(f"{LIST}/{'0' * 32}")
    assert gone is not None
    assert gone.status == 404

    open_newest(other)
    told = other.locator("main")
    for words in (
        "Perheen riidat painavat",
        "Haluaa puhua",
        "soitatte iltapäivällä",
        "Älä ota yhteyttä kotiin.",
    ):
        expect(told).to_contain_text(words)
    look(other)
    moved = page.goto(other.url.partition("?")[0])
    assert moved is not None
    assert moved.status == 404
    assert tell_state(sender, reference) in ("received", "opened", "answered")
