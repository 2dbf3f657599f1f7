"""Every change to a service, a role or an account asks why, and keeps the answer with who, what and when."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from staff.models import Change
from staff.roles import PLATFORM
from tests.staff_pages.people import settle
from tests.staff_pages.service_forms import read_form
from tests.staff_pages.test_editing import LOCAL, OWNER
from tests.staff_pages.test_publishing_pages import HISTORY, REVIEW, edit, press
from tests.staff_pages.visitors import House

ADMINISTRATOR = ("administrator", PLATFORM)
WHY = "Pyyntö tuli esimieheltä."
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)


def list_reasons(house: House, subject: str) -> list[tuple[str, str | None]]:
    """What was done to it and why, oldest first."""
    wanted = select(Change).where(Change.subject_id == subject).order_by(Change.id)
    return house.room.work(lambda session: [(one.action, one.reason) for one in session.scalars(wanted)])


def asks(page: str, address: str, name: str) -> bool:
    """Whether the form that is sent there has lines to write in (Enter presses no button), with a label."""
    forms = [form for form in FORM.findall(page) if address in form]
    assert forms, address
    found = re.search(rf'<textarea id="([\w-]+)" name="{name}"', forms[0])
    return found is not None and f'<label for="{found[1]}">' in forms[0]


@pytest.mark.parametrize(
    ("deed", "role", "action"),
    [
        ("roles/take", "reader", "role_taken"),
        ("roles/confirm", "handler", "role_given"),
        ("roles/refuse", "handler", "role_refused"),
        ("link", "", "link_issued"),
        ("end-sign-ins", "", "signed_out"),
        ("close", "", "closed"),
        ("open", "", "opened"),
    ],
)
async def test_why_is_asked_and_kept_of_each_deed_to_an_account(
    house: House, deed: str, role: str, action: str
) -> None:
    aino, eero = house.visit(ADMINISTRATOR, name="Aino"), house.visit(ADMINISTRATOR, name="Eero")
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    address = f"/staff/accounts/{person.account_id}"
    await aino.send(f"{address}/roles/give", role="handler", organization="luvn")
    if deed == "open":
        await aino.send(f"{address}/close")
    page = (await eero.get(address)).text
    assert asks(page, f"{address}/{deed}", "reason")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    await eero.send(f"{address}/{deed}", role=role, organization="luvn", reason=WHY)
    assert (action, WHY) in list_reasons(house, person.account_id)


async def test_why_is_asked_of_who_approves_and_of_who_brings_a_version_back(house: House) -> None:
    editor, reviewer = (
        house.visit(("editor", OWNER), name="Aino"),
        house.visit(("reviewer", OWNER), name="Louhi"),
    )
    await edit(editor, maximum_age="27", why="Raja nousi.")
    await press(editor, "send")
    assert asks((await reviewer.get(REVIEW)).text, 'value="approve"', "why")
    await press(reviewer, "approve", why=WHY)
    assert list_reasons(house, LOCAL)[-4:] == [
        ("saved", "Raja nousi."),
        ("sent_to_review", "Raja nousi."),
        ("approved", WHY),
        ("published", "Raja nousi."),
    ]
    page = (await editor.get(f"{HISTORY}/1")).text
    assert asks(page, f"{HISTORY}/1", "why")
    based_on = read_form(page, "/history/1")["based_on"][0]
    assert (await editor.send(f"{HISTORY}/1", based_on=based_on, why="Raja oli oikein.")).is_redirect
    assert list_reasons(house, LOCAL)[-1] == ("saved", "#1: Raja oli oikein.")
    assert "#1: Raja oli oikein." in (await editor.get(HISTORY)).text


async def test_what_waits_for_its_day_keeps_why(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    await edit(editor, summary__fi="Keskiviikosta alkaen.", why="Aukiolo vaihtuu.")
    await press(editor, "publish", publish_at="2026-11-25T08:00")
    assert list_reasons(house, LOCAL)[-1] == ("scheduled", "Aukiolo vaihtuu.")
