"""Finding services in a browser without JavaScript: the way from a word to an entry, and axe on each page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy.orm import Session

from api.application import create_app
from api.settings import Settings
from api.state import MemoryState
from database.columns import utc_now
from database.connections import build_engine
from operations.serving import serve
from services_catalog.models import LinkCheck, Service
from staff import models
from staff.sign_ins import begin_sign_in
from tests.api.standins import build_closed_office
from tests.browser.wcag import find_violations
from tests.databases import make_filled_database

PAGES = (
    "/staff/services",
    "/staff/services?text=koulukuraattorille&area=049&state=published",
    "/staff/services?to_do=dead_link",
    "/staff/services?text=hattivatti",
    "/staff/services/gaps",
    "/staff/services/gaps?municipality=398",
    "/staff/services/ohjaamo-espoo",
    "/staff/services/kuraattori",
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A running Kynnys and the cookie of somebody who edits services of Espoo."""
    url = make_filled_database(tmp_path_factory.mktemp("staff") / "kynnys.sqlite")
    engine = build_engine(url)
    now = utc_now()
    with Session(engine) as session, session.begin():
        account = models.Account(id="a", email="aino@example.fi", name="Aino", language="fi")
        account.memberships = [models.Membership(role="editor", organization_key="espoo")]
        session.add(account)
        token = begin_sign_in(session, account, now).token
        dead = session.get_one(Service, "ohjaamo-espoo").source_url
        session.add(
            LinkCheck(
                url=dead,
                checked_at=now,
                next_check_at=now,
                status_code=404,
                problem="answer",
                failures=3,
                failing_since=now,
                dead_since=now,
            )
        )
    app = create_app(Settings(database_url=url), state=MemoryState(), office=build_closed_office())
    with serve(app) as address:
        yield address, token
    engine.dispose()


def enter(chromium: Browser, house: tuple[str, str], width: int, colours: str = "light") -> BrowserContext:
    """A browser without JavaScript in which Aino is signed in."""
    address, token = house
    context = chromium.new_context(
        viewport={"width": width, "height": 844},
        color_scheme=colours,  # type: ignore[arg-type]
        base_url=address,
    )
    context.add_cookies([{"name": "kynnys-staff", "value": token, "url": address}])
    context.set_default_timeout(15000)
    return context


@pytest.mark.parametrize(
    ("width", "colours", "language"), [(1280, "light", "fi"), (390, "dark", "sv"), (320, "light", "en")]
)
def test_axe_finds_nothing(
    chromium: Browser, house: tuple[str, str], width: int, colours: str, language: str
) -> None:
    """Each page, at each width, light and dark; none is wider than the screen."""
    context = enter(chromium, house, width, colours)
    page = context.new_page()
    for path in PAGES:
        page.goto(f"{path}{'&' if '?' in path else '?'}language={language}")
        assert find_violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_a_word_leads_to_an_entry(chromium: Browser, house: tuple[str, str]) -> None:
    """From the list by a search, and from a to-do list, to what is known of an entry."""
    context = enter(chromium, house, 390)
    page = context.new_page()
    page.goto("/staff/services")
    page.get_by_label("Etsi palvelua").fill("ohjaamossa Espoo")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Ohjaamo Espoo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ohjaamo Espoo")
    expect(page.get_by_role("link", name="Muokkaa")).to_have_attribute(
        "href", "/staff/services/ohjaamo-espoo/edit"
    )
    expect(page.locator("main")).to_contain_text("Sivusto vastasi virheellä 404.")

    page.get_by_role("link", name="Takaisin palveluihin").click()
    page.get_by_role("link", name="Linkki ei toimi").first.click()
    expect(page.get_by_role("heading", name="Linkki ei toimi", exact=False).first).to_be_visible()
    expect(page.get_by_role("link", name="Ohjaamo Espoo")).to_be_visible()
    context.close()
