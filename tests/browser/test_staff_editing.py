"""The pages of a service in Chromium: two people at once, notes while one writes, axe, 320 pixels."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser, Dialog, Page, expect
from sqlalchemy.orm import Session

from api.application import create_app
from api.settings import Settings
from api.staff.room import StaffRoom
from api.state import MemoryState
from database.columns import utc_now
from operations.serving import serve
from staff import models
from staff.sign_ins import begin_sign_in
from tests.api.standins import FakeAssistant, build_closed_office
from tests.browser.wcag import find_violations
from tests.databases import make_filled_database

SERVICE = "ohjaamo-espoo"
OpenAs = Callable[..., Page]


@dataclass
class Running:
    """A Kynnys on loopback and what its pages share."""

    address: str
    room: StaffRoom


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The front door with the curated entries in a database."""
    url = make_filled_database(tmp_path_factory.mktemp("staff") / "kynnys.sqlite")
    app = create_app(
        Settings(database_url=url),
        state=MemoryState(),
        transport=httpx.MockTransport(FakeAssistant()),
        office=build_closed_office(),
    )
    with serve(app) as address:
        yield Running(address, app.state.staff)


@pytest.fixture
def open_as(chromium: Browser, running: Running) -> Iterator[OpenAs]:
    """Open a page of the service as a new person with a role in Espoo."""
    contexts = []

    def sign_in(name: str, role: str) -> str:
        def act(session: Session) -> str:
            account = models.Account(
                id=f"{name}{time.time_ns()}", email=f"{time.time_ns()}@example.fi", name=name
            )
            account.language = "fi"
            account.memberships = [models.Membership(role=role, organization_key="espoo")]
            session.add(account)
            return begin_sign_in(session, account, utc_now()).token

        return running.room.work(act)

    def open_one(
        name: str,
        role: str = "editor",
        path: str = "edit",
        width: int = 390,
        dark: bool = False,
        script: bool = False,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 844},
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            locale="fi-FI",
        )
        contexts.append(context)
        context.add_cookies([{"name": "kynnys-staff", "value": sign_in(name, role), "url": running.address}])
        page = context.new_page()
        page.set_default_timeout(15000)
        page.goto(f"{running.address}/staff/services/{SERVICE}/{path}")
        return page

    yield open_one
    for context in contexts:
        context.close()


def test_two_people_write_at_once_and_both_are_heard(open_as: OpenAs) -> None:
    """Each in a browser of their own: the later one chooses, sends it on, and a reviewer publishes."""
    aino, eino = open_as("Aino"), open_as("Eino", width=1280)
    aino.locator('[name="summary.fi"]').fill("Ainon lause.")
    aino.get_by_role("button", name="Tallenna", exact=True).click()
    expect(aino.locator(".said")).to_contain_text("Tallennettu")

    eino.locator('[name="summary.fi"]').fill("Einon lause.")
    eino.locator('[name="maximum_age"]').fill("kolmekymmentä")
    eino.get_by_role("button", name="Tallenna", exact=True).click()
    expect(eino.locator(".error-summary")).to_contain_text("Kirjoita ikä numerona")
    expect(eino.locator('[name="summary.fi"]')).to_have_value("Einon lause.")
    expect(eino.locator('[name="maximum_age"]')).to_have_value("kolmekymmentä")
    eino.locator('[name="maximum_age"]').fill("27")
    eino.get_by_role("button", name="Tallenna", exact=True).click()
    expect(eino.locator("h1")).to_contain_text("Kaksi muokkasi")
    eino.get_by_label("Sinä kirjoitit").check()
    eino.get_by_role("button", name="Tallenna valinnat").click()
    expect(eino.locator('[name="summary.fi"]')).to_have_value("Einon lause.")

    eino.get_by_role("link", name="Julkaise").click()
    eino.get_by_role("button", name="Lähetä toiselle").click()
    louhi = open_as("Louhi", role="reviewer", path="review")
    expect(louhi.locator("table")).to_contain_text("Einon lause.")
    louhi.get_by_role("button", name="Hyväksy ja julkaise").click()
    expect(louhi.locator(".said")).to_contain_text("Julkaistu")


def test_notes_come_beside_the_field_while_one_writes(open_as: OpenAs) -> None:
    """After a pause, politely told, with the caret where it was, and the page still without mistakes."""
    page = open_as("Aino", width=1280, script=True)
    mistakes: list[str] = []
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    page.on("console", lambda line: mistakes.append(line.text) if line.type == "error" else None)
    field = page.locator('[name="summary.fi"]')
    field.fill("Mikäli tarvitset apua, soita 09 816 31300.")
    notes = page.locator('[id="n-summary.fi"]')
    expect(notes).to_contain_text("Q003")
    expect(notes).to_contain_text("Q004")
    expect(page.locator("#live-notes")).to_contain_text("puhelinnumero")
    assert page.locator("#live-notes").get_attribute("aria-live") == "polite"
    described = field.get_attribute("aria-describedby") or ""
    assert all(page.locator(f'[id="{one}"]').count() == 1 for one in described.split())
    assert "q-summary.fi-1" in described
    expect(field).to_be_focused()
    assert find_violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert find_violations(page) == []
    field.fill("Saat apua heti.")
    expect(notes.locator(".finding")).to_have_count(0)
    assert field.get_attribute("aria-describedby") is None

    # What is wrong is told where one typed.
    age = page.locator('[name="maximum_age"]')
    age.fill("kolmekymmentä")
    expect(page.locator('[id="n-maximum_age"]')).to_contain_text("Kirjoita ikä numerona")
    expect(page.locator("#live-notes")).to_contain_text("Kirjoita ikä numerona")
    assert age.get_attribute("aria-invalid") == "true"
    assert find_violations(page) == []
    age.fill("29")
    expect(page.locator('[id="n-maximum_age"] .error')).to_have_count(0)
    assert age.get_attribute("aria-invalid") is None
    # The browser tells of the answer to what was mistyped, and of nothing else.
    assert all("422" in line for line in mistakes)


def test_nobody_leaves_with_something_unsaved_by_mistake(open_as: OpenAs) -> None:
    """Asked once something was typed, also after a check; never on the way to saving."""
    page = open_as("Aino", script=True)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="Versiot").click()
    expect(page.locator("h1")).to_contain_text("Versiot")
    page.go_back()
    page.locator('[name="description.fi"]').fill("Jotakin uutta.")
    page.get_by_role("link", name="Versiot").click()
    expect(page.locator('[name="description.fi"]')).to_have_value("Jotakin uutta.")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Tarkista teksti").click()
    expect(page.locator(".said")).to_be_visible()
    page.locator('[name="description.fi"]').click()
    page.get_by_role("link", name="Versiot").click()
    expect(page.locator('[name="description.fi"]')).to_have_value("Jotakin uutta.")
    assert asked == ["beforeunload"] * 2
    page.get_by_role("button", name="Tallenna", exact=True).click()
    expect(page.locator(".said")).to_contain_text("Tallennettu")
    page.get_by_role("link", name="Versiot").click()
    expect(page.locator("h1")).to_contain_text("Versiot")
    assert asked == ["beforeunload"] * 2


def test_without_javascript_the_button_checks(open_as: OpenAs) -> None:
    page = open_as("Aino")
    page.locator('[name="summary.fi"]').fill("Mikäli tarvitset apua, soita 09 816 31300.")
    page.wait_for_timeout(2000)
    expect(page.locator('[id="n-summary.fi"] .finding')).to_have_count(0)
    page.get_by_role("button", name="Tarkista teksti").click()
    expect(page.locator('[id="n-summary.fi"]')).to_contain_text("Q004")


def test_enter_in_a_field_saves(open_as: OpenAs) -> None:
    """Not the first visible button, which would add a need."""
    page = open_as("Aino")
    page.locator('[name="name.en"]').fill("Ohjaamo in Espoo")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("Tallennettu")
    expect(page.locator('[name="name.en"]')).to_have_value("Ohjaamo in Espoo")


def test_a_contact_with_hours_is_added_without_javascript(open_as: OpenAs) -> None:
    """The form is redrawn with one more contact, and what was typed before stays."""
    page = open_as("Aino", width=1280)
    page.locator('[name="description.sv"]').fill("Halvvägs skriven text.")
    page.get_by_role("button", name="Lisää yhteystieto").click()
    contact = page.locator(".contact-form").last
    contact.get_by_label("Tapa").select_option("email")
    contact.locator('input[name$=".value"]').fill("ohjaamo@example.fi")
    contact.locator("summary", has_text="Kellonajat").click()
    contact.get_by_label("Aukeaa").first.fill("9")
    contact.get_by_label("Sulkeutuu").first.fill("15.30")
    contact.locator('input[name$=".hours.as_of"]').fill("2026-11-20")
    contact.get_by_role("button", name="Kopioi maanantai").click()
    expect(page.locator('[name="description.sv"]')).to_have_value("Halvvägs skriven text.")
    expect(page.locator(".contact-form").last.get_by_label("Sulkeutuu").nth(4)).to_have_value("15.30")
    page.get_by_role("button", name="Tallenna", exact=True).click()
    expect(page.locator(".said")).to_contain_text("Tallennettu")
    expect(page.locator(".contact-form").last.get_by_label("Aukeaa").nth(4)).to_have_value("09:00")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["edit", "review", "verify", "preview", "history", "../new"])
def test_each_page_passes_axe_and_fits(open_as: OpenAs, path: str, width: int) -> None:
    # axe itself is a script.
    page = open_as("Louhi", role="reviewer", path=path, width=width, dark=width == 320, script=True)
    expect(page.locator("h1")).to_be_visible()
    assert find_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
