"""One's own account: name, password, phone, and where one is signed in."""

from __future__ import annotations

import re

import pyotp

from staff.attempts import FREE_ATTEMPTS
from tests.staff_pages.people import PASSWORD, list_actions, read_account, settle
from tests.staff_pages.visitors import House, find_hidden

ME = "/staff/me"


async def test_name_and_language_are_ones_own(house: House) -> None:
    visitor = house.visit(("reader", "luvn"))
    await visitor.send(ME, name=" Aino  Aalto ", language="sv")
    page = (await visitor.get(ME)).text
    assert 'lang="sv"' in page
    assert "Aino Aalto" in page
    assert list_actions(house, str(visitor.account_id)) == ["edited"]
    assert (await visitor.send(ME, name="", language="sv")).status_code == 422
    assert (await visitor.send(ME, name="Aino", language="xx")).status_code == 422


async def test_a_new_password_needs_the_present_one_and_signs_others_out(house: House) -> None:
    person = settle(house, "maija@example.fi")
    other = await person.come_in()
    house.clock.move(minutes=1)
    visitor = await person.come_in()
    new = "neljä punaista omenaa"
    wrong = await visitor.send(f"{ME}/password", present="wrong", password=new, again=new)
    assert wrong.status_code == 422
    assert "Nykyinen salasana on väärin" in wrong.text
    changed = await visitor.send(f"{ME}/password", present=PASSWORD, password=new, again=new)
    assert changed.status_code == 303
    assert (await visitor.get(ME)).status_code == 200
    assert (await other.get(ME)).status_code == 303
    house.clock.move(minutes=1)
    again = await house.open_browser().fill_in("/staff/sign-in", email=person.email, password=new)
    assert again.headers["location"] == "/staff/sign-in/code"


async def test_a_weak_new_password_is_refused(house: House) -> None:
    visitor = await settle(house, "maija@example.fi").come_in()
    short = await visitor.send(f"{ME}/password", present=PASSWORD, password="short", again="short")
    assert "liian lyhyt" in short.text
    differing = await visitor.send(f"{ME}/password", present=PASSWORD, password="x" * 20, again="y" * 20)
    assert "eivät ole samat" in differing.text


async def test_the_present_password_cannot_be_guessed_at_a_screen_left_open(house: House) -> None:
    visitor = await settle(house, "maija@example.fi").come_in()
    new = {"password": "x" * 20, "again": "x" * 20}
    for _ in range(FREE_ATTEMPTS):
        await visitor.send(f"{ME}/password", present="wrong", **new)
    assert (await visitor.send(f"{ME}/password", present=PASSWORD, **new)).status_code == 422


async def test_another_phone_takes_the_place_of_the_old_one(house: House) -> None:
    person = settle(house, "maija@example.fi")
    visitor = await person.come_in()
    page = (await visitor.get(f"{ME}/phone")).text
    assert 'src="data:image/svg+xml' in page
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found
    secret = found[1].replace(" ", "")
    code = pyotp.TOTP(secret).at(house.clock())
    hidden = find_hidden(page)
    for fields in ({"code": "000000", "present": PASSWORD}, {"code": code, "present": "wrong"}):
        assert (await visitor.client.post(f"{ME}/phone", data={**hidden, **fields})).status_code == 422
    done = await visitor.client.post(f"{ME}/phone", data={**hidden, "code": code, "present": PASSWORD})
    assert len(re.findall(r"<code>[A-Z0-9-]{19}</code>", done.text)) == 10
    house.clock.move(minutes=1)
    other = house.open_browser()
    await other.fill_in("/staff/sign-in", email=person.email, password=PASSWORD)
    old = await other.fill_in("/staff/sign-in/code", code=person.read_phone())
    assert old.status_code == 422
    new = await other.fill_in("/staff/sign-in/code", code=pyotp.TOTP(secret).at(house.clock()))
    assert new.status_code == 303


async def test_a_picture_of_somebody_else_is_not_taken(house: House) -> None:
    attacker = await settle(house, "thief@example.fi", name="Thief").come_in()
    person = settle(house, "maija@example.fi")
    visitor = await person.come_in()
    hidden = find_hidden((await attacker.get(f"{ME}/phone")).text)
    answer = await visitor.send(f"{ME}/phone", secret=hidden["secret"], code="000000", present=PASSWORD)
    assert answer.headers["location"].startswith(f"{ME}/phone")


async def test_ones_sign_ins_are_listed_and_ended(house: House) -> None:
    person = settle(house, "maija@example.fi")
    other = await person.come_in()
    house.clock.move(minutes=2)
    visitor = await person.come_in()
    page = (await visitor.get(ME)).text
    assert page.count("Tämä selain") == 1
    which = re.search(r'name="which" value="([0-9a-f]{64})"', page)
    assert which
    await visitor.send(f"{ME}/sign-ins/end", which=which[1])
    assert (await other.get(ME)).status_code == 303
    assert (await visitor.get(ME)).status_code == 200


async def test_all_other_sign_ins_are_ended_at_once(house: House) -> None:
    person = settle(house, "maija@example.fi")
    others = []
    for _ in range(2):
        others.append(await person.come_in())
        house.clock.move(minutes=1)
    visitor = await person.come_in()
    await visitor.send(f"{ME}/sign-ins/end", which="others")
    assert [(await one.get(ME)).status_code for one in (*others, visitor)] == [303, 303, 200]


async def test_nobody_ends_the_sign_in_of_somebody_else(house: House) -> None:
    person = settle(house, "maija@example.fi")
    victim = await person.come_in()
    page = (await victim.get(ME)).text
    assert page.count("Tämä selain") == 1
    from staff.sign_ins import hash_token

    attacker = house.visit(("reader", "luvn"))
    await attacker.send(f"{ME}/sign-ins/end", which=hash_token(victim.client.cookies["kynnys-staff"]))
    assert (await victim.get(ME)).status_code == 200


async def test_without_a_password_of_ours_none_is_asked(house: House) -> None:
    visitor = house.visit(("reader", "luvn"))
    page = (await visitor.get(ME)).text
    assert "Kirjaudut kaupungin tunnuksella" in page
    assert 'name="present"' not in page
    new = {"present": "", "password": "x" * 20, "again": "x" * 20}
    assert (await visitor.send(f"{ME}/password", **new)).status_code == 422
    assert read_account(house, str(visitor.account_id)).password_hash is None
