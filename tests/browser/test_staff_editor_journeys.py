"""What an editor and a reviewer do with a service, from the first letter to what the chat tells."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff_house import Enter, StaffHouse, look, wait_until

LUVN, ESPOO = "luvn", "espoo"
SWITCHBOARD = "asiakaspalvelu-lansi-uusimaa"
OHJAAMO = "ohjaamo-espoo"
PROBE = "19-vuotias ilman työtä ja koulua"


def press(page: Page, button: str) -> None:
    """Press a button as one does without a mouse."""
    page.get_by_role("button", name=button, exact=True).focus()
    page.keyboard.press("Enter")


def save(page: Page) -> None:
    """Save the form, by keyboard."""
    press(page, "Tallenna")
    expect(page.get_by_role("status")).to_contain_text("Tallennettu")


def tell_number(page: Page, service_id: str) -> str:
    """The first phone number that everybody is told."""
    contacts = page.request.get(f"/v1/services/{service_id}").json()["contacts"]
    return next(str(contact["value"]) for contact in contacts if contact["type"] == "phone")


@pytest.mark.parametrize("script", [True, False], ids=["with_javascript", "without_javascript"])
def test_editor_changes_a_phone_number_and_a_reviewer_publishes_it(enter: Enter, script: bool) -> None:
    """Another person looks, the probes hold, and within moments everybody is told the new number."""
    # axe itself is a script.
    see = look if script else lambda page: None
    number = "029 151 2777" if script else "029 151 2888"
    editor = enter(
        ("editor", LUVN), name="Eino Eloranta", path=f"/staff/services/{SWITCHBOARD}", script=script
    )
    see(editor)
    before = tell_number(editor, SWITCHBOARD)
    editor.get_by_role("link", name="Muokkaa", exact=True).first.focus()
    editor.keyboard.press("Enter")
    field = editor.locator('[name="contacts.0.value"]')
    expect(field).to_have_value(before)
    see(editor)
    field.focus()
    editor.keyboard.press("Control+A")
    editor.keyboard.type(number)
    editor.get_by_label("Miksi muutit").focus()
    editor.keyboard.type("Vaihteen numero vaihtui.")
    save(editor)
    see(editor)
    assert tell_number(editor, SWITCHBOARD) == before

    editor.get_by_role("link", name="Julkaise", exact=True).focus()
    editor.keyboard.press("Enter")
    expect(editor.locator("main")).to_contain_text("puhelinnumeroa")
    expect(editor.get_by_role("button", name="Julkaise", exact=True)).to_have_count(0)
    see(editor)
    press(editor, "Lähetä toiselle tarkastettavaksi")
    expect(editor.get_by_role("status")).to_contain_text("Lähetetty tarkastettavaksi")
    expect(editor.get_by_role("button", name="Hyväksy ja julkaise")).to_have_count(0)

    reviewer = enter(("reviewer", LUVN), name="Rauha Rinne", path="/staff/probes", script=script)
    expect(reviewer.locator("main")).to_contain_text("pitävät paikkansa")
    see(reviewer)
    reviewer.goto(f"/staff/services/{SWITCHBOARD}/review")
    table = reviewer.get_by_role("table")
    expect(table.locator("del")).to_contain_text(before)
    expect(table.locator("ins")).to_contain_text(number)
    expect(reviewer.locator("main")).to_contain_text("Vaihteen numero vaihtui.")
    expect(reviewer.locator("main")).not_to_contain_text("Muutos rikkoo koetapauksen")
    see(reviewer)
    press(reviewer, "Hyväksy ja julkaise")
    expect(reviewer.get_by_role("status")).to_contain_text("Julkaistu")
    see(reviewer)
    wait_until(lambda: tell_number(reviewer, SWITCHBOARD) == number, "the new number is not live")


def test_change_that_breaks_a_probe_is_named_and_can_be_put_right(enter: Enter) -> None:
    """Without its first need Ohjaamo helps nobody to work; the page says whom, and the form mends it."""
    page = enter(("reviewer", ESPOO), name="Rauha Rinne", path=f"/staff/services/{OHJAAMO}/edit")
    need = page.get_by_label("Tarve 1")
    chosen = need.input_value()
    need.select_option("hobbies")
    save(page)
    page.get_by_role("link", name="Julkaise", exact=True).click()
    expect(page.locator("main")).to_contain_text("Muutos rikkoo koetapauksen")
    expect(page.locator("main")).to_contain_text(PROBE)
    expect(page.get_by_role("button", name=re.compile("julkaise", re.I))).to_have_count(0)
    look(page)
    page.get_by_role("link", name="Korjaa lomakkeella").click()
    page.get_by_label("Tarve 1").select_option(chosen)
    page.locator('[name="summary.fi"]').fill("Apua työhön, kouluun ja omaan kotiin.")
    save(page)
    page.get_by_role("link", name="Julkaise", exact=True).click()
    expect(page.locator("main")).not_to_contain_text("Muutos rikkoo koetapauksen")
    press(page, "Julkaise")
    expect(page.get_by_role("status")).to_contain_text("Julkaistu")


def test_two_editors_write_at_once_and_nothing_is_lost(enter: Enter) -> None:
    """What only one changed is taken from each; what both changed the later one chooses."""
    path = f"/staff/services/{OHJAAMO}/edit"
    first = enter(("editor", ESPOO), name="Aino Alku", path=path)
    second = enter(("editor", ESPOO), name="Eino Eloranta", path=path, width=390)
    first.locator('[name="summary.fi"]').fill("Ainon lause.")
    first.locator('[name="summary.sv"]').fill("Ainos mening.")
    save(first)

    second.locator('[name="summary.fi"]').fill("Einon lause.")
    second.locator('[name="description.en"]').fill("Written by Eino alone.")
    press(second, "Tallenna")
    expect(second.get_by_role("heading", level=1)).to_contain_text("Kaksi muokkasi yhtä aikaa")
    expect(second.locator("main")).to_contain_text("Ainon lause.")
    expect(second.locator("main")).to_contain_text("Written by Eino alone.")
    look(second)
    press(second, "Tallenna valinnat")
    expect(second.get_by_role("alert")).to_contain_text("Valitse kumpi jää")
    look(second)
    choice = second.get_by_role("radio", name="Sinä kirjoitit")
    choice.focus()
    second.keyboard.press("Space")
    press(second, "Tallenna valinnat")

    expect(second.get_by_role("status")).to_contain_text("Tallennettu")
    for name, value in (
        ("summary.fi", "Einon lause."),
        ("summary.sv", "Ainos mening."),
        ("description.en", "Written by Eino alone."),
    ):
        expect(second.locator(f'[name="{name}"]')).to_have_value(value)
    second.get_by_role("link", name="Versiot", exact=True).click()
    expect(second.get_by_role("table")).to_contain_text("Aino Alku")
    look(second)


def test_editor_checks_a_service_today(enter: Enter, staff_house: StaffHouse) -> None:
    """Its own button and its own date: the to-do is gone, and everybody is told when it was checked."""
    service_id = "hello-espoo"
    page = enter(("editor", ESPOO), name="Aino Alku", path=f"/staff/services/{service_id}/verify", width=390)
    expect(page.locator("main")).to_contain_text("Kukaan ei ole vielä tarkistanut")
    look(page)
    press(page, "Tarkistin kaiken tänään")
    expect(page.get_by_role("status")).to_contain_text("tarkistit kaikki tiedot tänään")
    expect(page.locator("main")).to_contain_text("Aino Alku tarkisti")
    look(page)
    today = staff_house.house.clock().date().isoformat()
    wait_until(
        lambda: page.request.get(f"/v1/services/{service_id}").json()["assured_date"] == today,
        "the check is not told",
    )
