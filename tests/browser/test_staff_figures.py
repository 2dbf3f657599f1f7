"""The pages of figures in a real browser: axe, phone and desk, light and dark; only tables scroll aside."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser
from sqlalchemy.orm import Session

from api.application import create_app
from api.settings import Settings
from api.state import MemoryState
from curation import unclear_messages
from operations.serving import serve
from staff import models
from staff.roles import PLATFORM
from staff.sign_ins import begin_sign_in
from tests.api.standins import FakeAssistant, build_catalogue, build_closed_office
from tests.browser.wcag import find_violations
from tests.databases import make_empty_database
from usage.counts import Tally, write_counts

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
PAGES = {
    "figures": "/staff/figures?measure=needs",
    "year": "/staff/figures?measure=needs&year=2025&by=need&and_by=language",
    "not_by": "/staff/figures?measure=conversations&by=need",
    "report": "/staff/figures/report",
    "not_understood": "/staff/figures/not-understood",
}


def count_two_years(tally: Tally) -> None:
    """Count what a middle-sized city might see."""
    chance = random.Random(5)
    needs = [
        "mental_health",
        "bullying",
        "school",
        "loneliness",
        "money",
        "parenting",
        "substance_use",
        "housing",
    ]
    for _ in range(9000):
        day = dt.date(2025, 1, 1) + dt.timedelta(days=chance.randrange(690))
        language = chance.choices(["fi", "sv", "en", "ru", "so"], [70, 12, 8, 5, 2])[0]
        area = chance.choices(["049", "398", "092", "235", ""], [60, 25, 8, 2, 5])[0]
        need = chance.choices(needs, range(len(needs), 0, -1))[0]
        age_group = chance.choice(["", "0_12", "13_15", "16_17", "18_25", "30_plus"])
        tally.count(day, "conversations", {"language": language, "area": area})
        tally.count(day, "needs", {"need": need, "language": language, "area": area, "age_group": age_group})
        if chance.random() < 0.1:
            tally.count(day, "help_button", {"channel": "button", "language": language})


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A front door with figures and messages; its address, and the token of somebody signed in."""
    url = make_empty_database(tmp_path_factory.mktemp("figures") / "kynnys.sqlite")
    app = create_app(
        Settings(database_url=url, keep_unclear_messages=True),
        state=MemoryState(),
        transport=httpx.MockTransport(FakeAssistant()),
        catalogue=build_catalogue(),
        office=build_closed_office(),
        clock=lambda: NOW,
    )
    room = app.state.staff
    tally = Tally()
    count_two_years(tally)
    write_counts(room.engine, tally.take())

    def prepare(session: Session) -> str:
        for number, text in enumerate(("se yks juttu koulul …", "hur gör man med … då")):
            unclear_messages.keep(session, NOW, str(number) * 64, "fi" if number == 0 else "sv", text)
        account = models.Account(id="a" * 32, email="aino@example.fi", name="Aino", language="fi")
        account.memberships = [models.Membership(role="editor", organization_key=PLATFORM)]
        session.add(account)
        return begin_sign_in(session, account, NOW).token

    token = room.work(prepare)
    with serve(app) as address:
        yield address, token


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("width", "colours"), [(1280, "light"), (390, "dark"), (320, "light"), (1280, "dark")]
)
def test_pages_of_figures_are_accessible(
    chromium: Browser, served: tuple[str, str], name: str, width: int, colours: Any, tmp_path: Path
) -> None:
    """axe finds nothing, the policy lets everything through, and only tables scroll aside."""
    address, token = served
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=colours)
    context.add_cookies([{"name": "kynnys-staff", "value": token, "url": address}])
    page = context.new_page()
    mistakes: list[str] = []
    page.on("console", lambda line: mistakes.append(line.text))
    page.goto(f"{address}{PAGES[name]}")
    assert page.locator("h1").count() == 1
    assert find_violations(page) == []
    assert mistakes == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=str(tmp_path / f"{name}-{width}-{colours}.png"), full_page=True)
    context.close()
