"""The handlers' pages in a real Chromium: axe on every state, small screens, keyboard, no script at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from help_requests.cases import Try, Worker
from help_requests.desk import Submission
from help_requests.handling import Handling
from operations.serving import serve
from tests.browser.wcag import find_violations
from tests.databases import make_filled_database
from tests.help_requests.standins import find_inbox
from tests.staff_pages.help_request_house import ESPOO, FILLED, LUVN, HelpRequestHouse

LIST = "/staff/help-requests"
BENGT = Worker("b" * 32, "Bengt Berg", frozenset({ESPOO}))
OpenStaffPage = Callable[..., Page]


@dataclass
class Served:
    """A running house, its address, and the ids of its requests by what became of them."""

    house: HelpRequestHouse
    address: str
    ids: dict[str, str]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A Kynnys with a request in every state, on a port of this machine."""
    file = tmp_path_factory.mktemp("staff") / "kynnys.sqlite"
    make_filled_database(file)
    house = HelpRequestHouse(file)
    house.enter_inbox()
    house.enter_inbox("perheet", organization_key=LUVN, names={"fi": "Perheiden tuki"})
    ids = fill(house)
    with serve(house.app) as address:
        yield Served(house, address, ids)


def fill(house: HelpRequestHouse) -> dict[str, str]:
    """Send requests and let a colleague work on them; return their ids."""
    assert house.office.desk is not None
    handling = Handling(house.engine, house.office.keyring, house.clock)
    ids: dict[str, str] = {}
    for name in ("tried", "withdrawn", "closed", "received"):
        content = {**FILLED, "may_hand_over": name == "tried"}
        submission = Submission(find_inbox(house.engine), content, "fi", ("student_welfare",), name)
        reference = house.office.desk.submit(submission).reference
        known = set(ids.values())
        ids[name] = next(row.id for row in house.list_requests() if row.id not in known)
        if name != "received":
            handling.read(ids[name], BENGT)
        if name == "tried":
            tried = Try(house.clock(), "phone", False, "Vastasi joku muu.")
            handling.log_try(ids[name], BENGT, tried, "a" * 32)
            house.office.desk.add(reference, "Voitte soittaa myös huomenna.", "add")
        if name == "withdrawn":
            house.office.desk.withdraw(reference)
        if name == "closed":
            revision = handling.read(ids[name], BENGT).case.revision
            handling.close(ids[name], BENGT, "helped", revision)
        house.clock.now += dt.timedelta(hours=20)
    return ids


@pytest.fixture
def open_staff_page(chromium: Browser, served: Served) -> Iterator[OpenStaffPage]:
    """Open an address as a handler who may also set the inbox up."""
    contexts = []

    def open_one(address: str, width: int = 1280, **options: object) -> Page:
        visitor = served.house.visit(("handler", ESPOO), ("reviewer", ESPOO), ("administrator", "platform"))
        token = visitor.client.cookies["kynnys-staff"]
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
        context.add_cookies([{"name": "kynnys-staff", "value": token, "url": served.address}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15000)
        page.goto(served.address + address)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_every_page_passes_axe_and_fits_its_screen(
    served: Served, open_staff_page: OpenStaffPage, width: int, scheme: str
) -> None:
    """Nothing is wider than a small phone but a table, which scrolls by itself."""
    ids = served.ids
    page = open_staff_page(LIST, width, color_scheme=scheme)
    addresses = [
        LIST,
        f"{LIST}?state=all",
        f"{LIST}?state=answered",
        *(f"{LIST}/{ids[name]}" for name in ("tried", "withdrawn", "closed")),
        f"{LIST}/{ids['tried']}/audit",
        f"{LIST}/{ids['tried']}?language=sv",
        "/staff/inboxes",
        "/staff/inboxes/kuraattorit",
        "/staff/inboxes/new",
    ]
    for address in addresses:
        page.goto(served.address + address)
        assert find_violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.goto(f"{served.address}{LIST}/{ids['tried']}")
    page.get_by_role("button", name="Tallenna merkintä").click()
    expect(page.get_by_role("alert")).to_contain_text("Valitse, tavoititko.")
    assert find_violations(page) == []


def test_list_can_be_read_on_a_phone(open_staff_page: OpenStaffPage) -> None:
    """No column is squeezed until its words stand letter by letter."""
    page = open_staff_page(f"{LIST}?state=all", 390)
    heights = page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert max(heights) < 150


def test_request_is_handled_by_keyboard_without_any_script(
    served: Served, open_staff_page: OpenStaffPage
) -> None:
    """Opened from the list, taken, tried and noted; the wishes stand in the first view of a phone."""
    page = open_staff_page(LIST, 390, java_script_enabled=False)
    page.locator(f'a[href="{LIST}/{served.ids["received"]}"]').focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Älä ota yhteyttä kotiin.")).to_be_in_viewport()
    page.get_by_role("button", name="Otan hoitaakseni").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Pyyntö on nyt sinulla.")
    page.get_by_label("puhelu").focus()
    page.keyboard.press("Space")
    page.get_by_label("Tavoitin, pyyntöön on vastattu").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Soitetaan ensi viikolla.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Merkintä on tallessa. Pyyntöön on vastattu.")
    expect(page.get_by_text("Soitetaan ensi viikolla.")).to_be_visible()
