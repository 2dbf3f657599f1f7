"""What a reader does: finds, looks and understands the figures, and changes nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff_house import Enter, StaffHouse, look
from tests.browser.test_staff_figures import count_two_years
from usage.counts import Tally, write_counts

READER = ("reader", "espoo")
CHANGING = ("Muokkaa", "Tarkista tiedot", "Tee uusi palvelu")


def tab_to(page: Page, name: str) -> None:
    """Go to a link by the Tab key alone."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").strip() == name:
            return
    raise AssertionError(f"the Tab key does not reach {name}")


def test_reader_finds_a_service_by_an_everyday_word_with_the_keyboard_alone(enter: Enter) -> None:
    """From the first page over "terkkari" to the school nurse."""
    page = enter(READER)
    look(page)
    tab_to(page, "Palvelut")
    page.keyboard.press("Enter")
    page.get_by_label("Etsi palvelua").focus()
    look(page)
    page.keyboard.type("terkkari")
    page.keyboard.press("Enter")
    first = page.locator(".entries li").first
    expect(first).to_contain_text("terveydenhoitaja")
    look(page)
    tab_to(page, first.get_by_role("link").inner_text())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("terveydenhoitaja")
    look(page)


def test_reader_cannot_change_anything(enter: Enter) -> None:
    """No button leads there; and whoever knows an address finds no page, no difference to a wrong one."""
    page = enter(READER, path="/staff/services/ohjaamo-espoo", width=390)
    expect(page.get_by_role("link", name="Esikatsele").first).to_be_visible()
    for name in CHANGING:
        expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)
    for path in ("ohjaamo-espoo/edit", "new"):
        answer = page.goto(f"/staff/services/{path}")
        assert answer is not None
        assert answer.status == 404, path
        expect(page.get_by_role("heading", level=1)).to_have_text("Sivua ei löydy")
    look(page)
    page.goto("/staff/services/ohjaamo-espoo/review")
    expect(page.locator("main").get_by_role("button")).to_have_count(0)
    for path in ("accounts", "help-requests", "notices", "retention", "changes", "probes/new"):
        answer = page.goto(f"/staff/{path}")
        assert answer is not None
        assert answer.status == 404, path


@pytest.fixture
def counted(staff_house: StaffHouse) -> None:
    """Two years of made-up use."""
    tally = Tally()
    count_two_years(tally)
    write_counts(staff_house.house.room.engine, tally.take())


@pytest.mark.usefixtures("counted")
def test_reader_understands_the_figures_from_the_table_alone(enter: Enter) -> None:
    """A whole year by need and language, small numbers hidden, and the same as a file."""
    page = enter(READER, path="/staff/figures")
    page.get_by_label("Mitä lasketaan").select_option(label="Tarpeet")
    page.get_by_label("Vuosi", exact=True).select_option("2025")
    page.get_by_label("Jaettuna").select_option(label="Tarve")
    page.get_by_label("Ja vielä").select_option(label="Kieli")
    page.get_by_role("button", name="Näytä").focus()
    page.keyboard.press("Enter")
    # A year is counted when it is first asked for.
    expect(page.get_by_role("heading", name="Tarpeet, 2025")).to_be_visible(timeout=20_000)
    look(page)
    pair = page.get_by_role("table").last
    expect(pair).to_contain_text("Kiusaaminen")
    expect(pair.get_by_role("columnheader", name="suomeksi")).to_be_visible()
    expect(page.locator("main")).to_contain_text("<5 = luku on 0–4")
    with page.expect_download() as told:
        page.get_by_role("link", name="Lataa taulukko (CSV)").click()
    assert "Tarve;suomeksi;ruotsiksi" in told.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("link", name="Vuosiraportti").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vuosiraportti 2025")
    look(page)
