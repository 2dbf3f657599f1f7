"""Each role at work in a browser: the way in from a one-time link, and axe on each page."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pydantic import SecretStr
from sqlalchemy.orm import Session

from api.application import create_app
from api.settings import Settings
from api.state import MemoryState
from curation.__main__ import load
from database.columns import utc_now
from database.connections import build_engine
from help_requests.inboxes import seed_inboxes
from operations.serving import serve
from staff import models
from staff.one_time_links import issue_link
from staff.settings import Settings as StaffSettings
from staff.sign_ins import begin_sign_in
from tests.api.standins import FakeAssistant, build_closed_office
from tests.browser.wcag import find_violations
from tests.databases import make_filled_database
from tests.staff_pages.conftest import STAFF_KEYS

PAGES = {
    "reader": (
        ("reader", "espoo"),
        ("", "services", "services/gaps", "figures", "figures/report", "try", "guide", "guide/editing"),
    ),
    "editor": (
        ("editor", "espoo"),
        ("services/new", "services/ohjaamo-espoo/edit", "services/ohjaamo-espoo/preview", "probes"),
    ),
    "reviewer": (
        ("reviewer", "platform"),
        ("notices", "notices/new", "notices/switch", "probes/new", "changes", "figures/not-understood"),
    ),
    "handler": (("handler", "platform"), ("help-requests", "inboxes", "retention")),
    "administrator": (("administrator", "platform"), ("accounts", "accounts/new", "inboxes/new", "me")),
}
WIDTHS = [(1280, "light", "fi"), (390, "dark", "sv"), (320, "light", "en")]


@dataclass(frozen=True)
class Running:
    """A Kynnys in which staff work: its address, and its application."""

    address: str
    app: FastAPI

    def write(self, roles: list[tuple[str, str]], *, invites: bool) -> str:
        """Return the token of a new account's sign-in, or of its one-time link."""
        now = utc_now()
        with Session(self.app.state.staff.engine) as session, session.begin():
            key = uuid.uuid4().hex
            account = models.Account(id=key, email=f"{key[:8]}@example.fi", name="Aino Alku", language="fi")
            account.memberships = [models.Membership(role=role, organization_key=of) for role, of in roles]
            session.add(account)
            session.flush()
            return (
                issue_link(session, account, now) if invites else begin_sign_in(session, account, now).token
            )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A Kynnys with the curated entries, probes and the demo inbox."""
    url = make_filled_database(tmp_path_factory.mktemp("staff") / "kynnys.sqlite")
    engine = build_engine(url)
    load(engine)
    seed_inboxes(engine)
    engine.dispose()
    app = create_app(
        Settings(database_url=url),
        state=MemoryState(),
        transport=httpx.MockTransport(FakeAssistant()),
        office=build_closed_office(),
        staff_settings=StaffSettings(encryption_keys=SecretStr(STAFF_KEYS)),
    )
    with serve(app) as address:
        yield Running(address, app)


def open_browser(chromium: Browser, running: Running, width: int, colours: str = "light") -> BrowserContext:
    """A browser in which nobody is signed in."""
    context = chromium.new_context(
        viewport={"width": width, "height": 844},
        color_scheme=colours,  # type: ignore[arg-type]
        base_url=running.address,
    )
    context.set_default_timeout(15000)
    return context


def look(page: Page, width: int) -> None:
    """Let axe look for what breaks WCAG 2.2 A and AA, and see that nothing is wider than the screen."""
    assert find_violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


@pytest.mark.parametrize(("width", "colours", "language"), WIDTHS)
@pytest.mark.parametrize("role", PAGES)
def test_axe_finds_nothing_on_the_pages_of_a_role(
    chromium: Browser, running: Running, role: str, width: int, colours: str, language: str
) -> None:
    held, paths = PAGES[role]
    context = open_browser(chromium, running, width, colours)
    token = running.write([held], invites=False)
    context.add_cookies([{"name": "kynnys-staff", "value": token, "url": running.address}])
    page = context.new_page()
    for path in paths:
        answer = page.goto(f"/staff/{path}?language={language}")
        assert answer is not None
        assert answer.status == 200, path
        look(page, width)
    context.close()


def test_a_new_administrator_gets_in_and_makes_an_account(chromium: Browser, running: Running) -> None:
    """From the one-time link over password and phone to a colleague's account; and out, and in again."""
    context = open_browser(chromium, running, 390)
    page = context.new_page()
    page.goto(f"/staff/first-sign-in?link={running.write([('administrator', 'platform')], invites=True)}")
    look(page, 390)
    email = page.locator("#email").input_value()
    for name in ("password", "again"):
        page.locator(f"#{name}").fill("Sininen viikko ja kaksi kirjaa")
    page.locator("main button").click()

    secret = "".join((page.locator("code.secret").text_content() or "").split())
    look(page, 390)
    page.locator("#code").fill(pyotp.TOTP(secret).now())
    page.locator("main button").click()
    expect(page.locator(".paper-codes li")).to_have_count(10)
    look(page, 390)

    page.locator("main a.button").click()
    page.get_by_role("link", name="Käyttäjät").first.click()
    look(page, 390)
    page.get_by_role("link", name="Uusi").first.click()
    page.locator("#name").fill("Väinö Veräjä")
    page.locator("#email").fill("vaino@example.fi")
    page.locator("main button").first.click()
    expect(page.locator("main")).to_contain_text("Väinö Veräjä")
    assert "/staff/first-sign-in?link=" in page.locator("main input").first.input_value()
    look(page, 390)

    page.get_by_role("button", name="Kirjaudu ulos").click()
    page.goto("/staff/accounts")
    expect(page.locator("#password")).to_be_visible()
    page.locator("#email").fill(email)
    page.locator("#password").fill("väärä salasana tässä")
    page.locator("main button").first.click()
    expect(page.locator(".error-summary")).to_be_visible()
    look(page, 390)
    context.close()
