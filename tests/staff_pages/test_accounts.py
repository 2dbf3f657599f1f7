"""Accounts in administrators' hands: nobody decides about themselves, two decide about strong roles."""

from __future__ import annotations

import contextlib
import re
import threading

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from staff import models
from staff.__main__ import main
from staff.accounts import AccountError, close_account, create_administrator
from staff.granting import take_role
from staff.roles import PLATFORM, Role
from staff.sign_ins import to_actor
from tests.staff_pages.people import list_actions, list_roles, read_account, settle
from tests.staff_pages.visitors import House, Visitor

ADMINISTRATOR = ("administrator", PLATFORM)
ACCOUNTS = "/staff/accounts"


def hire(house: House, name: str = "Aino") -> Visitor:
    """A browser of an administrator."""
    return house.visit(ADMINISTRATOR, name=name)


async def test_a_new_account_comes_with_a_link_to_hand_over(house: House) -> None:
    aino = hire(house)
    answer = await aino.send(f"{ACCOUNTS}/new", email="Pekka@Example.fi", name=" Pekka  P ", language="sv")
    link = re.search(r'value="http://127.0.0.1:8000(/staff/first-sign-in\?link=[\w-]+)"', answer.text)
    assert link
    page = await house.open_browser().get(link[1])
    assert "Pekka P" in page.text
    listed = await aino.get(ACCOUNTS)
    assert "pekka@example.fi" in listed.text
    assert "Linkki odottaa" in listed.text


@pytest.mark.parametrize(
    ("email", "name", "told"),
    [
        ("taken@example.fi", "Pekka", "on jo tunnus"),
        ("no address", "Pekka", "muodossa nimi@example.fi"),
        ("a@b", "Pekka", "muodossa nimi@example.fi"),
        ("<a@b.fi>", "Pekka", "muodossa nimi@example.fi"),
        ("pekka@example.fi", " ", "Kirjoita nimi"),
        ("pekka@example.fi", "x" * 201, "Kirjoita nimi"),
    ],
)
async def test_a_mistake_in_a_new_account_is_told_beside_its_field(
    house: House, email: str, name: str, told: str
) -> None:
    settle(house, "taken@example.fi")
    answer = await hire(house).send(f"{ACCOUNTS}/new", email=email, name=name, language="fi")
    assert answer.status_code == 422
    assert told in answer.text
    assert 'aria-invalid="true"' in answer.text


async def test_a_role_is_given_and_taken_and_signs_the_person_out(house: House) -> None:
    aino = hire(house)
    person = settle(house, "maija@example.fi")
    page = f"{ACCOUNTS}/{person.account_id}"
    visitor = await person.come_in()
    given = await aino.send(f"{page}/roles/give", role="editor", organization="luvn", reason="new job")
    assert given.headers["location"] == f"{page}?said=accounts.said.role_give"
    assert list_roles(house, person.account_id) == {("editor", "luvn")}
    assert (await visitor.get("/staff/")).status_code == 303
    house.clock.move(minutes=1)
    visitor = await person.come_in()
    await aino.send(f"{page}/roles/take", role="editor", organization="luvn")
    assert list_roles(house, person.account_id) == set()
    assert (await visitor.get("/staff/")).status_code == 303
    assert list_actions(house, person.account_id) == ["created", "role_given", "role_taken"]


@pytest.mark.parametrize(
    ("role", "organization", "told"),
    [
        ("editor", "nowhere", "Valitse rooli ja organisaatio"),
        ("emperor", "luvn", "Valitse rooli ja organisaatio"),
        ("", "", "Valitse rooli ja organisaatio"),
        ("administrator", "luvn", "aina koko Kynnyksen"),
        ("reader", "luvn", "on jo tämä rooli"),
    ],
)
async def test_a_role_that_cannot_be_given_is_told(
    house: House, role: str, organization: str, told: str
) -> None:
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    answer = await hire(house).send(
        f"{ACCOUNTS}/{person.account_id}/roles/give", role=role, organization=organization
    )
    assert answer.status_code == 422
    assert told in answer.text
    assert list_roles(house, person.account_id) == {("reader", "luvn")}


@pytest.mark.parametrize(("role", "organization"), [("handler", "luvn"), ADMINISTRATOR])
async def test_the_strongest_roles_wait_for_a_second_administrator(
    house: House, role: str, organization: str
) -> None:
    aino, eero = hire(house), hire(house, "Eero")
    person = settle(house, "maija@example.fi")
    page = f"{ACCOUNTS}/{person.account_id}"
    given = await aino.send(f"{page}/roles/give", role=role, organization=organization)
    assert given.headers["location"].endswith("role_waits")
    assert list_roles(house, person.account_id) == set()
    assert "Odottaa vahvistusta" in (await eero.get(ACCOUNTS)).text
    own = await aino.send(f"{page}/roles/confirm", role=role, organization=organization)
    assert own.status_code == 422
    assert "Ehdotit tätä itse" in own.text
    assert list_roles(house, person.account_id) == set()
    await eero.send(f"{page}/roles/confirm", role=role, organization=organization)
    assert list_roles(house, person.account_id) == {(role, organization)}
    again = await eero.send(f"{page}/roles/confirm", role=role, organization=organization)
    assert "Joku muu on jo ratkaissut" in again.text


async def test_a_proposal_can_be_refused(house: House) -> None:
    aino, eero = hire(house), hire(house, "Eero")
    person = settle(house, "maija@example.fi")
    page = f"{ACCOUNTS}/{person.account_id}"
    await aino.send(f"{page}/roles/give", role="handler", organization="luvn")
    await eero.send(f"{page}/roles/refuse", role="handler", organization="luvn")
    assert (await eero.send(f"{page}/roles/confirm", role="handler", organization="luvn")).status_code == 422
    assert list_roles(house, person.account_id) == set()


@pytest.mark.parametrize(
    ("deed", "fields"),
    [
        ("roles/give", {"role": "handler", "organization": "luvn"}),
        ("roles/give", {"role": "editor", "organization": "luvn"}),
        ("roles/take", {"role": "administrator", "organization": "platform"}),
        ("roles/confirm", {"role": "handler", "organization": "luvn"}),
        ("roles/refuse", {"role": "handler", "organization": "luvn"}),
        ("close", {}),
        ("open", {}),
        ("link", {}),
        ("end-sign-ins", {}),
    ],
)
async def test_nobody_decides_about_their_own_account(
    house: House, deed: str, fields: dict[str, str]
) -> None:
    aino = hire(house)
    answer = await aino.send(f"{ACCOUNTS}/{aino.account_id}/{deed}", **fields)
    assert answer.status_code == 422
    assert "Omaa tunnusta ei voi muuttaa" in answer.text
    assert list_roles(house, str(aino.account_id)) == {ADMINISTRATOR}


async def test_an_administrator_never_handles_help_requests(house: House) -> None:
    aino, other = hire(house), settle(house, "eero@example.fi", ADMINISTRATOR)
    handler = settle(house, "maija@example.fi", ("handler", "luvn"))
    for person, role, organization in ((other, "handler", "luvn"), (handler, *ADMINISTRATOR)):
        answer = await aino.send(
            f"{ACCOUNTS}/{person.account_id}/roles/give", role=role, organization=organization
        )
        assert answer.status_code == 422
        assert "Sama henkilö ei voi olla" in answer.text


async def test_a_new_link_for_a_handler_gives_its_maker_nothing_to_read(house: House) -> None:
    """An administrator who opens a handler's link instead of handing it over gets no help request to see."""
    aino, eero = hire(house), hire(house, "Eero")
    person = settle(house, "maija@example.fi", ("handler", "luvn"), ("reader", "luvn"))
    page = f"{ACCOUNTS}/{person.account_id}"
    visitor = await person.come_in()
    await aino.send(f"{page}/link")
    assert list_roles(house, person.account_id) == {("reader", "luvn")}
    assert (await visitor.get("/staff/")).status_code == 303
    account = read_account(house, person.account_id)
    assert (account.password_hash, account.totp_secret) == (None, None)
    own = await aino.send(f"{page}/roles/confirm", role="handler", organization="luvn")
    assert own.status_code == 422
    await eero.send(f"{page}/roles/confirm", role="handler", organization="luvn")
    assert ("handler", "luvn") in list_roles(house, person.account_id)


async def test_a_proposal_of_another_does_not_help_who_made_the_link(house: House) -> None:
    """What was proposed before the link must be confirmed by somebody else than who made the link."""
    aino, eero = hire(house), hire(house, "Eero")
    person = settle(house, "maija@example.fi")
    page = f"{ACCOUNTS}/{person.account_id}"
    await eero.send(f"{page}/roles/give", role="handler", organization="luvn")
    await aino.send(f"{page}/link")
    answer = await aino.send(f"{page}/roles/confirm", role="handler", organization="luvn")
    assert answer.status_code == 422
    assert list_roles(house, person.account_id) == set()


async def test_a_closed_account_is_out_at_once_and_can_be_opened(house: House) -> None:
    aino = hire(house)
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    page = f"{ACCOUNTS}/{person.account_id}"
    visitor = await person.come_in()
    await aino.send(f"{page}/close", reason="left")
    assert (await visitor.get("/staff/")).status_code == 303
    assert (await aino.send(f"{page}/link")).status_code == 422
    assert "Suljettu" in (await aino.get(page)).text
    await aino.send(f"{page}/open")
    house.clock.move(minutes=1)
    assert (await (await person.come_in()).get("/staff/")).status_code == 200


async def test_sign_ins_are_ended_by_an_administrator(house: House) -> None:
    aino = hire(house)
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    visitor = await person.come_in()
    await aino.send(f"{ACCOUNTS}/{person.account_id}/end-sign-ins")
    assert (await visitor.get("/staff/")).status_code == 303
    assert list_actions(house, person.account_id)[-1] == "signed_out"


async def test_an_unknown_account_or_deed_is_not_found(house: House) -> None:
    aino = hire(house)
    assert (await aino.get(f"{ACCOUNTS}/nobody")).status_code == 404
    assert (await aino.send(f"{ACCOUNTS}/nobody/close")).status_code == 404
    assert (await aino.send(f"{ACCOUNTS}/{aino.account_id}/praise")).status_code == 404
    assert (await aino.send(f"{ACCOUNTS}/{aino.account_id}/roles/praise", role="reader")).status_code == 404


@pytest.mark.parametrize("role", [("reviewer", "luvn"), ("handler", "luvn"), ("administrator", "luvn")])
async def test_nobody_else_manages_accounts(house: House, role: tuple[str, str]) -> None:
    visitor = house.visit(role)
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    answer = await visitor.send(
        f"{ACCOUNTS}/{person.account_id}/roles/give", role="handler", organization="luvn"
    )
    assert answer.status_code == 404
    for deed in ("link", "close", "end-sign-ins"):
        assert (await visitor.send(f"{ACCOUNTS}/{person.account_id}/{deed}")).status_code == 404
    assert (await visitor.send(f"{ACCOUNTS}/new", email="x@example.fi", name="X")).status_code == 404
    assert list_roles(house, person.account_id) == {("reader", "luvn")}


async def test_forms_of_accounts_need_their_csrf_token(house: House) -> None:
    aino = hire(house)
    person = settle(house, "maija@example.fi", ("reader", "luvn"))
    for deed in ("link", "close", "roles/give", "end-sign-ins"):
        answer = await aino.client.post(f"{ACCOUNTS}/{person.account_id}/{deed}", data={"role": "reader"})
        assert answer.status_code == 403
    foreign = await aino.client.post(
        f"{ACCOUNTS}/{person.account_id}/close",
        data={"csrf": aino.csrf_token},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert foreign.status_code == 403
    assert read_account(house, person.account_id).is_active


def test_the_last_administrator_stays(house: House) -> None:
    """Also where no second administrator acts: the command line, or two who remove each other."""
    last = settle(house, "eero@example.fi", ADMINISTRATOR)

    def close(session: Session) -> None:
        close_account(session, house.clock(), None, session.get_one(models.Account, last.account_id))

    with pytest.raises(AccountError, match="last_administrator"):
        house.room.work(close)
    assert read_account(house, last.account_id).is_active


def test_two_administrators_who_remove_each_other_at_once_leave_one(house: House) -> None:
    pair = [settle(house, f"{name}@example.fi", ADMINISTRATOR) for name in ("aino", "eero")]
    actors = [to_actor(read_account(house, one.account_id)) for one in pair]
    start, refused = threading.Barrier(2), []

    def remove(which: int) -> None:
        def work(session: Session) -> None:
            account = session.get_one(models.Account, pair[1 - which].account_id)
            # Both have read before either writes; a second attempt waits for nobody.
            with contextlib.suppress(threading.BrokenBarrierError):
                start.wait(2)
            role = Role.ADMINISTRATOR
            take_role(session, house.clock(), actors[which], account, role, PLATFORM)

        try:
            house.room.work(work)
        except AccountError as error:
            refused.append(error.code)

    threads = [threading.Thread(target=remove, args=(which,)) for which in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = [one for one in pair if ADMINISTRATOR in list_roles(house, one.account_id)]
    assert len(left) == 1
    assert refused == ["last_administrator"]


def test_the_first_administrator_is_made_by_a_command(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    url = ["--database-url", str(house.room.engine.url)]
    assert main([*url, "create-administrator", "Aino@Example.fi", "Aino"]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"http://127\.0\.0\.1:8000/staff/first-sign-in\?link=[\w-]{43}\n", printed)
    wanted = select(models.Account).where(models.Account.email == "aino@example.fi")
    account = house.room.work(lambda session: session.scalars(wanted).one())
    assert list_roles(house, account.id) == {ADMINISTRATOR}
    assert main([*url, "end-sign-ins", "aino@example.fi"]) == 0
    assert main([*url, "end-sign-ins", "nobody@example.fi"]) == 1
    assert main([*url, "create-administrator", "not an address", "Aino"]) == 1
    told = capsys.readouterr().err
    assert "nobody has this address" in told
    assert "name@example.fi" in told


def test_the_command_mends_a_closed_administrator(house: House) -> None:
    person = settle(house, "eero@example.fi", ADMINISTRATOR)

    def break_it(session: Session) -> None:
        account = session.get_one(models.Account, person.account_id)
        account.is_active = False
        account.memberships.clear()

    house.room.work(break_it)
    house.room.work(lambda session: create_administrator(session, house.clock(), person.email, "Eero"))
    assert read_account(house, person.account_id).is_active
    assert list_roles(house, person.account_id) == {ADMINISTRATOR}


def test_the_command_says_which_setting_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STAFF_ENCRYPTION_KEYS", "a-secret-that-is-no-key")
    assert main(["end-sign-ins", "a@b.fi"]) == 1
    printed = capsys.readouterr().err
    assert printed.startswith("STAFF_ENCRYPTION_KEYS")
    assert "a-secret" not in printed
