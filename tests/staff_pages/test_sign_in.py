"""Signing in by password and phone: the way in, and every way that must stay closed."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.staff.fields import find_own_address
from staff import models, passwords
from staff.accounts import find_account
from staff.attempts import FREE_ATTEMPTS, WAITS
from staff.entering import rotate_keys
from staff.one_time_links import VALID_FOR, issue_link
from staff.recovery_codes import draw_codes
from staff.sign_ins import hash_token
from tests.staff_pages.conftest import BuildHouse
from tests.staff_pages.people import PASSWORD, list_actions, read_account, settle
from tests.staff_pages.visitors import House, find_hidden

COOKIE = "kynnys-staff"
SIGN_IN, CODE, SET_UP = "/staff/sign-in", "/staff/sign-in/code", "/staff/sign-in/set-up"


async def test_password_and_code_lead_to_where_one_wanted_to_go(house: House) -> None:
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    visitor = house.open_browser()
    answer = await person.sign_in(visitor, f"{SIGN_IN}?next=/staff/services%3Fneed%3Dbullying")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/staff/services?need=bullying"
    assert "Maija Mallikas" in (await visitor.get("/staff/")).text


async def test_a_password_alone_opens_nothing(house: House) -> None:
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    visitor = house.open_browser()
    answer = await visitor.fill_in(SIGN_IN, email=person.email, password=PASSWORD)
    assert answer.headers["location"] == CODE
    assert COOKIE not in visitor.client.cookies
    assert (await visitor.get("/staff/")).status_code == 303


async def test_the_email_is_taken_in_any_letters(house: House) -> None:
    settle(house, "maija@example.fi")
    answer = await house.open_browser().fill_in(SIGN_IN, email=" Maija@Example.FI ", password=PASSWORD)
    assert answer.headers["location"] == CODE


@pytest.mark.parametrize("email", ["maija@example.fi", "nobody@example.fi", "", "x\0y@example.fi", "ä" * 900])
async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(house: House, email: str) -> None:
    settle(house, "maija@example.fi")
    answer = await house.open_browser().fill_in(SIGN_IN, email=email, password="wrong wrong wrong")
    assert answer.status_code == 422
    assert "Sähköposti tai salasana on väärin." in answer.text


async def test_the_password_is_checked_also_for_an_unknown_address(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As much is computed for nobody as for somebody: the time does not tell who has an account."""
    settle(house, "maija@example.fi")
    checked: list[bool] = []
    check = passwords._HASHER.verify
    monkeypatch.setattr(
        type(passwords._HASHER), "verify", lambda _, *given: (checked.append(True), check(*given))[1]
    )
    for email in ("maija@example.fi", "nobody@example.fi"):
        for _ in range(FREE_ATTEMPTS + 1):
            await house.open_browser().fill_in(SIGN_IN, email=email, password="wrong wrong wrong")
    assert len(checked) == 2 * (FREE_ATTEMPTS + 1)


async def test_what_was_typed_stays_but_never_the_password(house: House) -> None:
    answer = await house.open_browser().fill_in(SIGN_IN, email="a@b.fi", password="secret secret secret")
    assert 'value="a@b.fi"' in answer.text
    assert "secret secret" not in answer.text


async def test_failed_tries_make_one_wait_longer_each_time(house: House) -> None:
    person = settle(house, "maija@example.fi")
    for _ in range(FREE_ATTEMPTS):
        await house.open_browser().fill_in(SIGN_IN, email=person.email, password="wrong wrong wrong")
    for wait in WAITS:
        right = await house.open_browser().fill_in(SIGN_IN, email=person.email, password=PASSWORD)
        assert right.status_code == 422, "the right password waits too"
        house.clock.move(seconds=wait.total_seconds())
        wrong = await house.open_browser().fill_in(SIGN_IN, email=person.email, password="wrong wrong wrong")
        assert wrong.status_code == 422
    house.clock.move(seconds=WAITS[-1].total_seconds())
    assert (await person.sign_in(house.open_browser())).headers["location"] == "/staff"


async def test_tries_during_the_wait_do_not_make_it_longer(house: House) -> None:
    person = settle(house, "maija@example.fi")
    for _ in range(FREE_ATTEMPTS + 20):
        await house.open_browser().fill_in(SIGN_IN, email=person.email, password="wrong wrong wrong")
    house.clock.move(seconds=WAITS[0].total_seconds())
    assert (await person.sign_in(house.open_browser())).headers["location"] == "/staff"


async def test_strangers_do_not_lock_a_colleague_out_of_their_own_browser(house: House) -> None:
    person = settle(house, "maija@example.fi")
    own = await person.come_in()
    await own.send("/staff/sign-out")
    for _ in range(FREE_ATTEMPTS):
        await house.open_browser().fill_in(SIGN_IN, email=person.email, password="wrong wrong wrong")
    stranger = await house.open_browser().fill_in(SIGN_IN, email=person.email, password=PASSWORD)
    assert stranger.status_code == 422
    house.clock.move(seconds=30)
    assert (await person.sign_in(own)).headers["location"] == "/staff"


async def test_also_ones_own_browser_waits_when_its_tries_fail(house: House) -> None:
    person = settle(house, "maija@example.fi")
    own = await person.come_in()
    await own.send("/staff/sign-out")
    for _ in range(FREE_ATTEMPTS):
        await own.fill_in(SIGN_IN, email=person.email, password="wrong wrong wrong")
    assert (await own.fill_in(SIGN_IN, email=person.email, password=PASSWORD)).status_code == 422


async def test_wrong_codes_make_one_wait(house: House) -> None:
    person = settle(house, "maija@example.fi")
    visitor = house.open_browser()
    await visitor.fill_in(SIGN_IN, email=person.email, password=PASSWORD)
    for _ in range(FREE_ATTEMPTS):
        answer = await visitor.fill_in(CODE, code="000000")
        assert answer.status_code == 422
    assert (await visitor.fill_in(CODE, code=person.read_phone())).status_code == 422
    house.clock.move(minutes=2)
    assert (await visitor.fill_in(CODE, code=person.read_phone())).status_code == 303


async def test_a_code_works_once(house: House) -> None:
    person = settle(house, "maija@example.fi")
    code = person.read_phone()
    await person.sign_in(house.open_browser())
    other = house.open_browser()
    await other.fill_in(SIGN_IN, email=person.email, password=PASSWORD)
    assert (await other.fill_in(CODE, code=code)).status_code == 422
    house.clock.move(seconds=30)
    assert (await other.fill_in(CODE, code=person.read_phone())).status_code == 303


@pytest.mark.parametrize(("seconds", "status"), [(-60, 422), (-30, 303), (30, 303), (60, 422)])
async def test_clocks_may_differ_by_half_a_minute(house: House, seconds: int, status: int) -> None:
    person = settle(house, "maija@example.fi")
    visitor = house.open_browser()
    await visitor.fill_in(SIGN_IN, email=person.email, password=PASSWORD)
    house.clock.move(seconds=seconds)
    code = person.read_phone()
    house.clock.move(seconds=-seconds)
    assert (await visitor.fill_in(CODE, code=f"{code[:3]} {code[3:]}")).status_code == status


async def test_a_code_on_paper_works_once(house: House) -> None:
    person = settle(house, "maija@example.fi")
    codes = house.room.work(lambda session: draw_codes(session, person.account_id))
    for status in (303, 422):
        visitor = house.open_browser()
        await visitor.fill_in(SIGN_IN, email=person.email, password=PASSWORD)
        assert (await visitor.fill_in(CODE, code=codes[0].lower().replace("-", " "))).status_code == status
    assert "recovery_code_used" in list_actions(house, person.account_id)
    kept = house.room.work(lambda session: list(session.scalars(select(models.RecoveryCode.code_hash))))
    assert len(kept) == len(codes) - 1
    assert not set(kept) & set(codes)


async def test_too_long_between_password_and_code_begins_anew(house: House) -> None:
    person = settle(house, "maija@example.fi")
    visitor = house.open_browser()
    await visitor.fill_in(SIGN_IN, email=person.email, password=PASSWORD)
    shown = await visitor.get(CODE)
    house.clock.move(minutes=11)
    late = await visitor.client.post(CODE, data={**find_hidden(shown.text), "code": person.read_phone()})
    assert late.headers["location"] == f"{SIGN_IN}?problem=too_long"
    assert "Aloita alusta" in (await visitor.get(late.headers["location"])).text


async def test_a_changed_password_ends_what_was_begun_with_the_old_one(house: House) -> None:
    person = settle(house, "maija@example.fi")
    visitor = house.open_browser()
    await visitor.fill_in(SIGN_IN, email=person.email, password=PASSWORD)

    def change(session: Session) -> None:
        session.get_one(models.Account, person.account_id).password_hash = passwords.hash_password("x" * 20)

    house.room.work(change)
    assert (await visitor.fill_in(CODE, code=person.read_phone())).status_code == 422


async def test_a_closed_account_gets_the_answer_of_a_wrong_password(house: House) -> None:
    person = settle(house, "maija@example.fi")

    def close(session: Session) -> None:
        session.get_one(models.Account, person.account_id).is_active = False

    house.room.work(close)
    answer = await house.open_browser().fill_in(SIGN_IN, email=person.email, password=PASSWORD)
    assert answer.status_code == 422


async def test_an_older_hash_is_made_anew(house: House) -> None:
    person = settle(house, "maija@example.fi")

    def weaken(session: Session) -> None:
        weak = type(passwords._HASHER)(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
        session.get_one(models.Account, person.account_id).password_hash = weak

    house.room.work(weaken)
    assert (await person.sign_in(house.open_browser())).status_code == 303
    assert "m=19456,t=2,p=1" in str(read_account(house, person.account_id).password_hash)


@pytest.mark.parametrize("page", [SIGN_IN, CODE, SET_UP, "/staff/first-sign-in"])
async def test_a_form_without_its_csrf_token_is_refused(house: House, page: str) -> None:
    person = settle(house, "maija@example.fi")
    visitor = house.open_browser()
    await visitor.get(SIGN_IN)
    for fields in ({}, {"csrf": "made up"}):
        answer = await visitor.client.post(page, data={**fields, "email": person.email, "password": PASSWORD})
        assert answer.status_code == 403
        assert "Lomaketta ei otettu vastaan" in answer.text


async def test_a_form_of_another_browser_is_refused(house: House) -> None:
    person = settle(house, "maija@example.fi")
    ticket = find_hidden((await house.open_browser().get(SIGN_IN)).text)
    victim = house.open_browser()
    await victim.get(SIGN_IN)
    answer = await victim.client.post(SIGN_IN, data={**ticket, "email": person.email, "password": PASSWORD})
    assert answer.status_code == 403


async def test_a_form_from_another_site_is_refused(house: House) -> None:
    visitor = house.open_browser()
    hidden = find_hidden((await visitor.get(SIGN_IN)).text)
    for site in ("cross-site", "same-site"):
        answer = await visitor.client.post(
            SIGN_IN, data={**hidden, "email": "a@b.fi", "password": "x"}, headers={"Sec-Fetch-Site": site}
        )
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "https://evil.example/staff",
        "https:evil.example",
        "/\\evil.example",
        "/staff/../../evil",
        "/staff/%2e%2e/x",
        "/staff\\..\\x",
        "/staff//evil.example",
        "/staffing",
        "/v1/services",
        "javascript:alert(1)",
        "/staff/\r\nSet-Cookie: a=b",
        "\t//evil.example",
        "",
        None,
        "/staff/" + "x" * 2000,
    ],
)
def test_nobody_is_led_elsewhere(address: str | None) -> None:
    assert find_own_address(address) == "/staff"


@pytest.mark.parametrize(
    "address", ["/staff", "/staff/", "/staff/services?need=x&area=049", "/staff?language=sv"]
)
def test_own_addresses_are_led_back_to(address: str) -> None:
    assert find_own_address(address) == address


async def test_next_is_checked_when_it_is_used(house: House) -> None:
    person = settle(house, "maija@example.fi")
    answer = await person.sign_in(house.open_browser(), f"{SIGN_IN}?next=//evil.example")
    assert answer.headers["location"] == "/staff"


async def test_a_token_put_into_the_browser_beforehand_is_worth_nothing(house: House) -> None:
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    visitor = house.open_browser()
    visitor.client.cookies.set(COOKIE, "known-to-the-attacker")
    await person.sign_in(visitor)
    attacker = house.open_browser()
    attacker.client.cookies.set(COOKIE, "known-to-the-attacker")
    assert (await attacker.get("/staff/")).status_code == 303


async def test_signing_in_anew_ends_the_old_sign_in_of_the_browser(house: House) -> None:
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    visitor = await person.come_in()
    old = visitor.client.cookies[COOKIE]
    house.clock.move(minutes=31)
    await person.sign_in(visitor)
    assert visitor.client.cookies[COOKIE] != old
    kept = house.room.work(lambda session: list(session.scalars(select(models.SignIn.token_hash))))
    assert kept == [hash_token(visitor.client.cookies[COOKIE])]


async def test_signing_out_ends_the_sign_in_itself(house: House) -> None:
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    visitor = await person.come_in()
    token = visitor.client.cookies[COOKIE]
    answer = await visitor.send("/staff/sign-out")
    assert answer.headers["location"].startswith(SIGN_IN)
    assert "Olet kirjautunut ulos" in (await visitor.get(answer.headers["location"])).text
    visitor.client.cookies.set(COOKIE, token)
    assert (await visitor.get("/staff/")).status_code == 303


async def test_signing_out_needs_the_forms_token(house: House) -> None:
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    visitor = await person.come_in()
    assert (await visitor.client.post("/staff/sign-out")).status_code == 403
    assert (await visitor.get("/staff/")).status_code == 200


async def test_cookies_are_held_to_https_and_this_host_in_production(build_house: BuildHouse) -> None:
    house = build_house(environment="production", secret_key="k" * 40)
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    visitor = house.open_browser()
    shown = await visitor.get(SIGN_IN)
    sent = await visitor.fill_in(SIGN_IN, email=person.email, password=PASSWORD)
    entered = await visitor.fill_in(CODE, code=person.read_phone())
    cookies = [line for answer in (shown, sent, entered) for line in answer.headers.get_list("set-cookie")]
    assert {line.partition("=")[0] for line in cookies} >= {"__Host-kynnys-staff", "__Host-kynnys-staff-form"}
    for line in cookies:
        assert line.startswith("__Host-")
        assert "Secure" in line
        assert "HttpOnly" in line
        assert "SameSite=lax" in line
        assert "Path=/;" in line
        assert "Domain" not in line
    assert (await visitor.get("/staff/")).status_code == 200
    assert shown.headers["strict-transport-security"]
    assert "frame-ancestors 'none'" in shown.headers["content-security-policy"]
    assert shown.headers["cache-control"] == "no-store"


async def test_one_address_may_not_try_for_ever(build_house: BuildHouse) -> None:
    house = build_house({"sign_ins_per_address": 3}, limit_loopback=True)
    person = settle(house, "maija@example.fi")
    for number in range(3):
        answer = await house.open_browser().fill_in(SIGN_IN, email=f"{number}@b.fi", password="wrong wrong")
        assert answer.status_code == 422
    answer = await house.open_browser().fill_in(SIGN_IN, email=person.email, password=PASSWORD)
    assert answer.status_code == 429
    assert "Odota tunti" in answer.text
    house.clock.move(hours=2)
    answer = await house.open_browser().fill_in(SIGN_IN, email=person.email, password=PASSWORD)
    assert answer.status_code == 303


def invite(house: House, email: str = "uusi@example.fi") -> tuple[str, str]:
    """A new person's account and the token of the one-time link."""
    person = settle(house, email, ("reader", "luvn"), name="Uusi Ihminen")

    def make(session: Session) -> str:
        account = session.get_one(models.Account, person.account_id)
        account.password_hash = account.totp_secret = None
        return issue_link(session, account, house.clock())

    return person.account_id, house.room.work(make)


async def set_up(house: House, token: str) -> tuple[str, list[str]]:
    """Go through the first set-up; the phone's secret, and the codes on paper."""
    import pyotp

    visitor = house.open_browser()
    first = f"/staff/first-sign-in?link={token}"
    answer = await visitor.fill_in(first, password=PASSWORD, again=PASSWORD)
    assert answer.headers["location"] == SET_UP
    assert (await visitor.get("/staff/")).status_code == 303, "no power before the phone"
    page = (await visitor.get(SET_UP)).text
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert secret
    plain = secret[1].replace(" ", "")
    hidden = find_hidden(page)
    wrong = await visitor.client.post(SET_UP, data={**hidden, "code": "000000"})
    assert wrong.status_code == 422
    assert plain[:4] in wrong.text, "the same picture stays"
    code = pyotp.TOTP(plain).at(house.clock())
    answer = await visitor.client.post(SET_UP, data={**hidden, "code": code})
    assert answer.status_code == 200
    assert (await visitor.get("/staff/")).status_code == 200
    return plain, re.findall(r"<code>([A-Z0-9-]{19})</code>", answer.text)


async def test_a_one_time_link_leads_to_a_password_a_phone_and_in(house: House) -> None:
    account_id, token = invite(house)
    page = (await house.open_browser().get(f"/staff/first-sign-in?link={token}")).text
    assert "Tervetuloa, Uusi Ihminen" in page
    secret, codes = await set_up(house, token)
    assert len(set(codes)) == 10
    account = read_account(house, account_id)
    assert account.totp_secret
    assert secret not in account.totp_secret
    assert account.password_hash
    assert account.password_hash.startswith("$argon2id$")
    assert list_actions(house, account_id)[-2:] == ["password_set", "phone_set"]


async def test_a_one_time_link_works_once(house: House) -> None:
    _, token = invite(house)
    await set_up(house, token)
    again = house.open_browser()
    page = await again.get(f"/staff/first-sign-in?link={token}")
    assert page.status_code == 410
    assert "Linkki ei enää toimi" in page.text


async def test_a_one_time_link_ends_after_three_days(house: House) -> None:
    account_id, token = invite(house)
    visitor = house.open_browser()
    shown = await visitor.get(f"/staff/first-sign-in?link={token}")
    house.clock.move(seconds=VALID_FOR.total_seconds())
    fields = {**find_hidden(shown.text), "password": PASSWORD, "again": PASSWORD}
    kept = await visitor.get(f"/staff/first-sign-in?link={token}")
    assert kept.status_code == 410
    fields["csrf"] = find_hidden((await visitor.get(SIGN_IN)).text)["csrf"]
    assert (await visitor.client.post("/staff/first-sign-in", data=fields)).status_code == 410
    assert read_account(house, account_id).password_hash is None


async def test_who_stops_after_the_password_goes_on_by_signing_in(house: House) -> None:
    _, token = invite(house)
    visitor = house.open_browser()
    first = f"/staff/first-sign-in?link={token}"
    await visitor.fill_in(first, password=PASSWORD, again=PASSWORD)
    answer = await house.open_browser().fill_in(SIGN_IN, email="uusi@example.fi", password=PASSWORD)
    assert answer.headers["location"] == SET_UP


async def test_a_phone_that_is_set_up_is_not_overwritten_by_an_old_page(house: House) -> None:
    person = settle(house, "maija@example.fi")
    visitor = house.open_browser()
    await visitor.fill_in(SIGN_IN, email=person.email, password=PASSWORD)
    assert (await visitor.get(SET_UP)).headers["location"] == f"{SIGN_IN}?problem=too_long"


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("short", "short", "liian lyhyt"),
        ("x" * 201, "x" * 201, "liian pitkä"),
        ("Uusi@Example.fi", "Uusi@Example.fi", "ei saa olla nimesi"),
        ("UUSI IHMINEN", "UUSI IHMINEN", "ei saa olla nimesi"),
        (PASSWORD, PASSWORD + "!", "eivät ole samat"),
    ],
)
async def test_a_weak_password_is_refused_with_a_reason(
    house: House, password: str, again: str, told: str
) -> None:
    account_id, token = invite(house)
    answer = await house.open_browser().fill_in(
        f"/staff/first-sign-in?link={token}", password=password, again=again
    )
    assert answer.status_code == 422
    assert told in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert read_account(house, account_id).password_hash is None


async def test_without_keys_the_page_says_what_is_missing(build_house: BuildHouse) -> None:
    house = build_house({"encryption_keys": ""})

    def make(session: Session) -> str:
        from staff.accounts import create_account

        account = create_account(session, house.clock(), None, "uusi@example.fi", "Uusi", "fi")
        return issue_link(session, account, house.clock())

    visitor = house.open_browser()
    first = f"/staff/first-sign-in?link={house.room.work(make)}"
    await visitor.fill_in(first, password=PASSWORD, again=PASSWORD)
    page = await visitor.get(SET_UP)
    assert page.status_code == 503
    assert "STAFF_ENCRYPTION_KEYS" in page.text


async def test_a_phones_secret_moved_to_another_account_opens_nothing(house: House) -> None:
    thief = settle(house, "thief@example.fi")
    person = settle(house, "maija@example.fi", name="Maija")

    def move(session: Session) -> None:
        account = session.get_one(models.Account, person.account_id)
        account.totp_secret = session.get_one(models.Account, thief.account_id).totp_secret

    house.room.work(move)
    visitor = house.open_browser()
    await visitor.fill_in(SIGN_IN, email=person.email, password=PASSWORD)
    answer = await visitor.fill_in(CODE, code=thief.read_phone())
    assert answer.status_code == 503
    assert (await visitor.get("/staff/")).status_code == 303


async def test_keys_can_be_changed(house: House) -> None:
    from database.encryption import Keyring
    from tests.staff_pages.conftest import STAFF_KEYS

    person = settle(house, "maija@example.fi")
    both = Keyring.read(f"new:{'A' * 43}=,{STAFF_KEYS}")
    assert house.room.work(lambda session: rotate_keys(session, both)) == 1
    account = house.room.work(lambda session: find_account(session, person.email))
    assert account is not None
    assert str(account.totp_secret).startswith("new:")


async def test_whoever_is_in_is_led_on_from_the_sign_in_page(house: House) -> None:
    visitor = house.visit(("reader", "luvn"))
    answer = await visitor.get(f"{SIGN_IN}?next=/staff/figures")
    assert answer.headers["location"] == "/staff/figures"


async def test_a_problem_in_the_address_is_shown_only_when_it_is_ours(house: House) -> None:
    visitor = house.open_browser()
    assert "ei vastaa" in (await visitor.get(f"{SIGN_IN}?problem=city_down")).text
    assert 'class="error-summary"' not in (await visitor.get(f"{SIGN_IN}?problem=title")).text


async def test_old_tries_are_forgotten(house: House) -> None:
    for number in range(3):
        await house.open_browser().fill_in(SIGN_IN, email=f"{number}@b.fi", password="wrong")
    house.clock.move(seconds=dt.timedelta(days=1, seconds=1).total_seconds())
    await house.open_browser().fill_in(SIGN_IN, email="new@b.fi", password="wrong")
    kept = house.room.work(lambda session: list(session.scalars(select(models.Attempts.key))))
    assert len(kept) == 1


async def test_another_language_keeps_the_link_and_stays_chosen(house: House) -> None:
    _, token = invite(house)
    visitor = house.open_browser()
    page = f"/staff/first-sign-in?link={token}"
    for shown in (await visitor.get(page), await visitor.fill_in(page, password="short", again="short")):
        assert f'href="{page}&amp;language=sv"' in shown.text
    assert "Välkommen" in (await visitor.get(f"{page}&language=sv")).text
    answer = await visitor.fill_in(page, password=PASSWORD, again=PASSWORD)
    assert "Koppla din telefon" in (await visitor.get(answer.headers["location"])).text


async def test_another_language_leads_to_the_same_place(house: House) -> None:
    page = await house.open_browser().get(f"{SIGN_IN}?next=/staff/figures%3Fyear%3D2026")
    assert 'href="/staff/sign-in?next=%2Fstaff%2Ffigures%3Fyear%3D2026&amp;language=sv"' in page.text
