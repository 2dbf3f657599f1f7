"""Settings of inboxes: set up without reading requests, each change noted, a mended address tried again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from help_requests import models
from staff.models import Change
from tests.databases import make_filled_database
from tests.help_requests.standins import NOW
from tests.staff_pages.help_request_house import ESPOO, LUVN, SECRETS, HelpRequestHouse

INBOX = "/staff/inboxes/kuraattorit"
SETTINGS: dict[str, Any] = {
    "name_fi": "Espoon kuraattorit",
    "name_sv": "Kuratorerna i Esbo",
    "name_en": "School social workers",
    "municipalities": "Espoo",
    "promise_working_days": "3",
    "notice_address": "kuraattorit@example.test",
    "second_handler_address": "varahenkilo@example.test",
    "is_open": "on",
    "reason": "Sovittu tiimissä",
}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HelpRequestHouse]:
    """A Kynnys with an inbox of Espoo and one of Lohja."""
    file = tmp_path / "kynnys.sqlite"
    make_filled_database(file)
    house = HelpRequestHouse(file)
    house.enter_inbox()
    house.enter_inbox("perheet", organization_key=LUVN, names={"fi": "Lohjan perhetyö"})
    yield house
    await house.close()
    house.room.engine.dispose()
    house.engine.dispose()


def find_inbox(house: HelpRequestHouse, inbox_id: str = "kuraattorit") -> models.Inbox:
    """The inbox as it stands in the database."""
    with Session(house.engine, expire_on_commit=False) as session:
        return session.get_one(models.Inbox, inbox_id)


def list_changes(house: HelpRequestHouse) -> list[Change]:
    """All that was noted of staff's changes."""
    with Session(house.engine, expire_on_commit=False) as session:
        return list(session.query(Change).order_by(Change.id))


@pytest.mark.parametrize(
    ("roles", "may_see", "may_change"),
    [
        ([("administrator", "platform")], True, True),
        ([("handler", ESPOO), ("reviewer", ESPOO)], True, True),
        ([("handler", ESPOO)], True, False),
        ([("handler", ESPOO), ("reviewer", LUVN)], True, False),
        ([("reviewer", ESPOO)], False, False),
        ([("handler", LUVN), ("reviewer", ESPOO)], False, False),
    ],
)
async def test_who_may_see_and_change_an_inbox(
    house: HelpRequestHouse, roles: list[tuple[str, str]], may_see: bool, may_change: bool
) -> None:
    """Others find nothing; whoever only handles reads what is promised in their name."""
    visitor = house.visit(*roles)
    assert ((await visitor.get(INBOX)).status_code == 200) is may_see
    sent = await visitor.send(INBOX, **{**SETTINGS, "promise_working_days": "1"})
    assert sent.status_code == (303 if may_change else 404)
    assert find_inbox(house).promise_working_days == (1 if may_change else 3)
    page = await visitor.get("/staff/inboxes")
    assert ("kuraattorit" in page.text) is may_see


async def test_administrator_sees_no_request(house: HelpRequestHouse) -> None:
    """Setting up who reads is not reading."""
    _, request_id = await house.send()
    visitor = house.visit(("administrator", "platform"))
    for address in ("/staff/", "/staff/inboxes", INBOX):
        page = (await visitor.get(address)).text
        assert request_id not in page
        assert "/staff/help-requests" not in page
        assert not [secret for secret in SECRETS if secret in page]


async def test_each_changed_field_is_noted_with_what_was_before(house: HelpRequestHouse) -> None:
    """And nothing is noted when nothing changed."""
    visitor = house.visit(("administrator", "platform"), name="Päivi Pää")
    await visitor.send(INBOX, **SETTINGS)
    assert list_changes(house) == []
    await visitor.send(INBOX, **{**SETTINGS, "promise_working_days": "", "needs": ["bullying"]})
    (change,) = list_changes(house)
    assert (change.account_name, change.action, change.subject_id) == ("Päivi Pää", "edited", "kuraattorit")
    assert change.reason == "Sovittu tiimissä"
    assert change.fields == {
        "promise_working_days": {"before": 3, "after": None},
        "needs": {"before": [], "after": ["bullying"]},
    }


async def test_new_promise_and_cover_are_live_at_once(house: HelpRequestHouse) -> None:
    """The form says the new promise; what the inbox no longer takes is offered no more."""
    visitor, browser = house.visit(("administrator", "platform")), house.open_browser().client
    matter = {"need": "bullying", "municipality": "049", "language": "fi"}
    await visitor.send(INBOX, **{**SETTINGS, "promise_working_days": "1"})
    route = (await browser.post("/v1/help-requests/route", json=matter)).json()
    assert route["promise"]["by"] == "2026-11-24"
    await visitor.send(INBOX, **{**SETTINGS, "needs": ["loneliness"], "municipalities": "Espoo, Kauniainen"})
    await house.visit(("administrator", "platform")).send(
        "/staff/inboxes/perheet", **{**SETTINGS, "is_open": "", "name_fi": "Lohjan perhetyö"}
    )
    assert not (await browser.post("/v1/help-requests/route", json=matter)).json()["can_send"]


async def test_mended_address_begins_without_failures_and_is_tried(house: HelpRequestHouse) -> None:
    """A new one when it is saved, the same one by a button."""
    with Session(house.engine) as session, session.begin():
        session.get_one(models.Inbox, "kuraattorit").notice_refused_at = NOW
    visitor = house.visit(("handler", ESPOO), ("reviewer", ESPOO))
    page = unescape((await visitor.get(INBOX)).text)
    assert "Ilmoitusosoite ei ota viestejä vastaan." in page
    await visitor.send(f"{INBOX}/try-address")
    assert find_inbox(house).notice_refused_at is None
    await visitor.send(INBOX, **{**SETTINGS, "notice_address": "uusi@example.test"})
    with Session(house.engine) as session:
        notices = [
            (row.kind, row.recipient) for row in session.query(models.Notice).order_by(models.Notice.id)
        ]
    assert notices == [("address", "kuraattorit@example.test"), ("address", "uusi@example.test")]


async def test_inbox_without_anybody_to_alert_takes_nothing_and_says_why(house: HelpRequestHouse) -> None:
    """Neither a second handler nor an administrator has an address."""
    visitor, browser = house.visit(("administrator", "platform")), house.open_browser().client
    await visitor.send(INBOX, **{**SETTINGS, "second_handler_address": ""})
    assert "Kenellekään ei voi kertoa, jos pyyntö jää lukematta" in unescape((await visitor.get(INBOX)).text)
    matter = {"need": "bullying", "municipality": "049", "language": "fi"}
    route = (await browser.post("/v1/help-requests/route", json=matter)).json()
    assert route["recipient"]["id"] == "perheet"


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"name_fi": ""}, "name_fi", "Anna nimi suomeksi"),
        ({"name_sv": "x" * 101}, "name_sv", "Lyhennä nimeä"),
        ({"promise_working_days": "61"}, "promise_working_days", "1–60"),
        ({"promise_working_days": "0"}, "promise_working_days", "1–60"),
        ({"promise_working_days": "-1"}, "promise_working_days", "1–60"),
        ({"minimum_age": "kuusi"}, "minimum_age", "ikä numeroina"),
        ({"minimum_age": "18", "maximum_age": "12"}, "maximum_age", "pienempi kuin alaraja"),
        ({"notice_address": "a@example.test, b@example.test"}, "notice_address", "Anna vain yksi"),
        ({"municipalities": "Espoo, Ankkalinna"}, "municipalities", "Jotakin kuntaa"),
        ({"organization_key": "ankkalinna"}, "organization_key", "Valitse organisaatio"),
        ({"reason": " "}, "reason", "Kirjoita syy"),
        ({"reason": "x" * 501}, "reason", "Lyhennä syytä"),
    ],
)
async def test_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(
    house: HelpRequestHouse, changes: dict[str, str], field: str, said: str
) -> None:
    """Nothing is stored."""
    visitor = house.visit(("administrator", "platform"))
    answer = await visitor.send(
        INBOX, **{**SETTINGS, "second_handler_address": "uusi@example.test", **changes}
    )
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert page.count(said) >= 2
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert "uusi@example.test" in page
    assert find_inbox(house).second_handler_address == "varahenkilo@example.test"
    assert list_changes(house) == []


async def test_inbox_with_requests_is_not_given_to_another_organisation(house: HelpRequestHouse) -> None:
    """Its requests would go along without anybody's consent."""
    await house.send()
    visitor = house.visit(("administrator", "platform"))
    answer = await visitor.send(INBOX, **SETTINGS, organization_key=LUVN)
    assert answer.status_code == 422
    assert "ei voi antaa toiselle organisaatiolle" in unescape(answer.text)
    assert find_inbox(house).organization_key == ESPOO
    empty = await visitor.send("/staff/inboxes/perheet", **SETTINGS, organization_key=ESPOO)
    assert empty.status_code == 303
    assert find_inbox(house, "perheet").organization_key == ESPOO


async def test_two_inboxes_of_one_name_get_ids_of_their_own(house: HelpRequestHouse) -> None:
    """Made by administrators only, for an organisation that there is."""
    visitor = house.visit(("administrator", "platform"))
    for _ in range(2):
        answer = await visitor.send(
            "/staff/inboxes/new", **{**SETTINGS, "name_fi": "Äitien työ"}, organization_key=ESPOO
        )
        assert answer.status_code == 303
    assert find_inbox(house, "aitien-tyo").organization_key == ESPOO
    assert find_inbox(house, "aitien-tyo-2").names["fi"] == "Äitien työ"
    refused = await visitor.send("/staff/inboxes/new", **SETTINGS, organization_key="ankkalinna")
    assert refused.status_code == 422
    assert (await house.handler().get("/staff/inboxes/new")).status_code == 404
    assert [change.action for change in list_changes(house)] == ["created", "created"]


@pytest.mark.parametrize("path", ["/staff/inboxes", INBOX])
async def test_pages_say_that_only_the_second_handler_is_told(house: HelpRequestHouse, path: str) -> None:
    """Until an administrator's address is set; of a demo nobody is told anyway."""
    said = "ei ole asetettu pääkäyttäjän osoitetta"
    visitor = house.visit(("administrator", "platform"))
    assert said in unescape((await visitor.get(path)).text)
    circumstances = house.office.circumstances
    house.office.circumstances = replace(circumstances, has_administrator=True)
    assert said not in unescape((await visitor.get(path)).text)
    house.office.circumstances = circumstances
    with Session(house.engine) as session, session.begin():
        session.query(models.Inbox).update({"is_demo": True})
    assert said not in unescape((await visitor.get(path)).text)
