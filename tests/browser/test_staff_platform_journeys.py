"""What a reviewer of the platform tells everybody: a notice, and that the chat is closed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.staff_house import Enter, StaffHouse, look, wait_until

REVIEWER = ("reviewer", "platform")
TEXTS = {
    "Suomeksi": "Kriisipuhelin on ruuhkautunut. Voit kirjoittaa chatiin.",
    "Ruotsiksi": "Kristelefonen är överbelastad. Du kan skriva i chatten.",
    "Englanniksi": "The crisis line is busy. You can write in the chat.",
}


def list_notices(page: Page, language: str) -> list[str]:
    """What everybody is told now, above the chat."""
    told: list[str] = page.request.get(f"/v1/page?language={language}").json()["notices"]
    return told


def test_reviewer_of_the_platform_writes_a_notice_and_everybody_sees_it(
    enter: Enter, staff_house: StaffHouse
) -> None:
    """In the language of the page, until it is taken down."""
    page = enter(REVIEWER, name="Pirkko Palo", path="/staff/notices")
    look(page)
    page.get_by_role("link", name="Kirjoita tiedote").focus()
    page.keyboard.press("Enter")
    for label, text in TEXTS.items():
        page.get_by_label(label).focus()
        page.keyboard.type(text)
    today = staff_house.house.clock().date().isoformat()
    page.get_by_label("Ensimmäinen päivä").fill(today)
    page.get_by_label("Viimeinen päivä").fill(today)
    page.get_by_label("Syy").fill("Linja soi varattuna.")
    look(page)
    page.get_by_role("button", name="Julkaise").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Tiedote on julkaistu")
    expect(page.get_by_role("table", name="Näkyvissä nyt")).to_contain_text(TEXTS["Suomeksi"])
    look(page)
    wait_until(lambda: TEXTS["Suomeksi"] in list_notices(page, "fi"), "nobody is told")
    assert TEXTS["Ruotsiksi"] in list_notices(page, "sv")
    visitor = enter(path="/", width=390)
    expect(visitor.get_by_text(TEXTS["Suomeksi"]).first).to_be_visible()

    page.get_by_role("link", name="Poista näkyvistä").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Poistetaanko tiedote näkyvistä?")
    expect(page.get_by_role("main")).to_contain_text(TEXTS["Suomeksi"])
    look(page)
    page.get_by_label("Syy").fill("Linja toimii taas.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Tiedote on poistettu")
    wait_until(lambda: TEXTS["Suomeksi"] not in list_notices(page, "fi"), "the notice stays")


def test_reviewer_of_the_platform_closes_the_chat_and_opens_it(enter: Enter) -> None:
    """With a reason and a second question; nobody gets an answer meanwhile but the way to help."""
    page = enter(REVIEWER, name="Pirkko Palo", path="/staff/notices", width=390)
    page.get_by_role("link", name="Sulje keskustelu").click()
    expect(page.get_by_label("Syy")).to_be_visible()
    look(page)
    page.get_by_label("Syy").fill("Vastaa väärin.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Suljetaanko keskustelu varmasti?")
    look(page)
    page.get_by_role("button", name="Kyllä, sulje keskustelu kaikilta").click()
    expect(page.locator("main")).to_contain_text("Henkilökunta on sulkenut keskustelun")
    look(page)

    def answer() -> str:
        return str(page.request.post("/v1/messages", data={"text": "Mua kiusataan"}).json()["status"])

    wait_until(lambda: answer() != "services", "the chat stays open")
    page.get_by_role("link", name="Avaa keskustelu").click()
    page.get_by_label("Syy").fill("Korjattu.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Keskustelu on auki")
    wait_until(lambda: answer() == "services", "the chat stays closed")
