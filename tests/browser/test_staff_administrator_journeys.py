"""What an administrator does: lets a colleague in, gives a role, and ends what must end."""

from __future__ import annotations

import pyotp
from playwright.sync_api import Page, expect

from tests.browser.staff_house import Enter, StaffHouse, look

ADMINISTRATOR = ("administrator", "platform")
PASSWORD = "sininen viikko ja kaksi kirjaa"


def come_in(page: Page, house: StaffHouse, secret: str) -> None:
    """Sign in by password and phone."""
    page.locator("#email").fill("vaino@example.fi")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#code")).to_be_visible()
    look(page)
    page.locator("#code").fill(pyotp.TOTP(secret).at(house.house.clock()))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Kirjaudu ulos")).to_be_visible()


def test_administrator_lets_a_colleague_in_and_signs_them_out(enter: Enter, staff_house: StaffHouse) -> None:
    """By a one-time link to password, phone and role; and out again everywhere."""
    boss = enter(ADMINISTRATOR, name="Päivi Pääkäyttäjä", path="/staff/accounts")
    look(boss)
    boss.get_by_role("link", name="Uusi käyttäjä").click()
    boss.get_by_label("Nimi").fill("Väinö Veräjä")
    boss.get_by_label("Sähköposti").fill("vaino@example")
    boss.keyboard.press("Enter")
    boss.get_by_label("Sähköposti").fill("vaino@example.fi")
    boss.keyboard.press("Enter")
    expect(boss.get_by_role("heading", level=1)).to_have_text("Linkki on valmis")
    look(boss)
    link = boss.get_by_label("Kertalinkki").input_value()

    colleague = enter(path=f"/staff/first-sign-in?{link.partition('?')[2]}", width=390)
    expect(colleague.get_by_role("heading", level=1)).to_contain_text("Tervetuloa, Väinö Veräjä")
    look(colleague)
    for label in ("Uusi salasana", "Sama salasana uudestaan"):
        colleague.get_by_label(label).fill(PASSWORD)
    colleague.keyboard.press("Enter")
    secret = "".join((colleague.locator("code.secret").text_content() or "").split())
    look(colleague)
    colleague.get_by_label("Koodi sovelluksesta").fill(pyotp.TOTP(secret).at(staff_house.house.clock()))
    colleague.keyboard.press("Enter")
    expect(colleague.locator(".paper-codes li")).to_have_count(10)
    look(colleague)
    colleague.get_by_role("link", name="Koodit ovat tallessa, jatka").click()
    expect(colleague.locator("main")).to_contain_text("Sinulla ei ole vielä rooleja")
    again = enter(path=f"/staff/first-sign-in?{link.partition('?')[2]}")
    expect(again.get_by_role("heading", level=1)).to_have_text("Linkki ei enää toimi")

    boss.get_by_role("link", name="Siirry käyttäjän rooleihin").click()
    expect(boss.get_by_role("heading", level=1)).to_have_text("Väinö Veräjä")
    look(boss)
    boss.get_by_role("radio", name="Lukija").focus()
    boss.keyboard.press("Space")
    boss.get_by_label("Organisaatio").select_option("espoo")
    boss.get_by_role("button", name="Anna rooli").focus()
    boss.keyboard.press("Enter")
    expect(boss.get_by_role("status")).to_have_text("Rooli on annettu.")
    look(boss)

    # Whoever gets a role signs in anew; a minute later, for a code opens only once.
    staff_house.house.clock.move(minutes=1)
    colleague.goto("/staff")
    come_in(colleague, staff_house, secret)
    colleague.goto("/staff/services")
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Palvelut")
    colleague.goto("/staff/me")
    look(colleague)

    boss.reload()
    boss.get_by_role("button", name="Kirjaa ulos kaikkialta").focus()
    boss.keyboard.press("Enter")
    expect(boss.get_by_role("status")).to_have_text("Henkilö on kirjattu ulos kaikkialta.")
    colleague.goto("/staff/services")
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Kirjaudu sisään")
    look(colleague)
    boss.get_by_role("link", name="Mitä tälle tunnukselle on tehty").click()
    for done in ("Luotiin", "Annettiin rooli", "Kirjattiin ulos kaikkialta"):
        expect(boss.get_by_role("main")).to_contain_text(done)
    look(boss)


def test_administrator_reads_no_help_request(enter: Enter) -> None:
    """No way leads there, and the address is none."""
    page = enter(ADMINISTRATOR, name="Päivi Pääkäyttäjä")
    expect(page.get_by_role("link", name="Avunpyynnöt", exact=True)).to_have_count(0)
    answer = page.goto("/staff/help-requests")
    assert answer is not None
    assert answer.status == 404
