"""Handlers' pages: who sees which request, what stands first, each act once, the sender told truthfully."""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy.orm import Session

from help_requests.models import Notice
from tests.databases import make_filled_database
from tests.help_requests.standins import OTHER_KEY
from tests.staff_pages.help_request_house import ESPOO, LUVN, SECRETS, HelpRequestHouse
from tests.staff_pages.visitors import Visitor

LIST = "/staff/help-requests"
NOW_TRIED = {"date": "2026-11-23", "time": "12:00", "way": "phone"}


class Letterbox:
    """What the mail server got."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters += [(recipient, envelope.content.decode()) for recipient in envelope.rcpt_tos]
        return "250 OK"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HelpRequestHouse]:
    """A Kynnys whose one inbox of Espoo is read."""
    file = tmp_path / "kynnys.sqlite"
    make_filled_database(file)
    house = HelpRequestHouse(file)
    house.enter_inbox()
    yield house
    await house.close()
    house.room.engine.dispose()
    house.engine.dispose()


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, int]]:
    """A mail server on loopback and its port."""
    letterbox = Letterbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(letterbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield letterbox, port
    controller.stop()


async def open_request(visitor: Visitor, request_id: str) -> str:
    """The request's page."""
    answer = await visitor.get(f"{LIST}/{request_id}")
    assert answer.status_code == 200
    return unescape(answer.text)


def read_revision(page: str) -> str:
    """The revision that the page's forms send."""
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "roles",
    [
        [("handler", LUVN)],
        [("administrator", ESPOO)],
        [("administrator", "platform")],
        [("reader", ESPOO), ("editor", ESPOO), ("reviewer", ESPOO)],
        [("handler", LUVN), ("administrator", ESPOO), ("reviewer", ESPOO)],
        [("handler", "platform")],
    ],
)
async def test_whoever_does_not_handle_for_the_organisation_finds_nothing(
    house: HelpRequestHouse, roles: list[tuple[str, str]]
) -> None:
    """404 for the page, its audit and every act, and nothing is noted or changed."""
    _, request_id = await house.send()
    visitor, before = house.visit(*roles), house.list_actions()
    for address in ("", "/audit"):
        answer = await visitor.get(f"{LIST}/{request_id}{address}")
        assert answer.status_code == 404
        assert not any(secret in answer.text for secret in SECRETS)
    fields = {**NOW_TRIED, "reached": "yes", "outcome": "helped", "inbox": "kuraattorit", "revision": "1"}
    for act in ("take", "log", "hand-over", "close", "reopen"):
        assert (await visitor.send(f"{LIST}/{request_id}/{act}", **fields)).status_code == 404
    page = await visitor.get(f"{LIST}?state=all")
    if page.status_code == 200:
        assert request_id not in page.text
    else:
        assert page.status_code == 404
    assert house.list_actions() == before
    assert house.list_requests()[0].state == "received"


async def test_nobody_is_led_to_the_sign_in(house: HelpRequestHouse) -> None:
    """Also from a request's own page."""
    _, request_id = await house.send()
    answer = await house.open_browser().get(f"{LIST}/{request_id}")
    assert answer.status_code == 303
    assert house.list_requests()[0].state == "received"


async def test_list_holds_nothing_of_the_person(house: HelpRequestHouse) -> None:
    """Neither what is asked nor by whom; looking at it opens nothing."""
    _, request_id = await house.send()
    page = unescape((await house.handler().get(LIST)).text)
    assert request_id in page
    assert "avaamatta" in page
    assert "to 26.11." in page
    # What is read, without addresses and tokens: these are random and may hold any number.
    told = re.sub(r"<[^>]*>", " ", page.split("<main")[1])
    assert not [secret for secret in (*SECRETS, "Kiusaaminen", "15") if secret in told]
    assert house.list_requests()[0].state == "received"
    assert house.list_actions() == ["sent"]


async def test_list_marks_what_is_due_today_and_overdue_and_can_be_narrowed(house: HelpRequestHouse) -> None:
    """By words, not by colour alone."""
    visitor_id = (await house.send())[1]
    house.clock.move(days=1)
    await house.send()
    house.clock.move(days=2)
    visitor = house.handler()
    page = (await visitor.get(LIST)).text
    assert page.count("tänään") == 1
    assert "myöhässä" not in page
    house.clock.move(days=1)
    visitor = house.handler()
    page = (await visitor.get(LIST)).text
    assert (page.count("tänään"), page.count("myöhässä")) == (1, 1)
    await visitor.get(f"{LIST}/{visitor_id}")
    page = (await visitor.get(f"{LIST}?state=closed")).text
    assert "Täällä ei ole pyyntöjä." in page
    assert "Hoidettavat (2)" in page


async def test_wishes_stand_before_anything_else(house: HelpRequestHouse) -> None:
    """Don't call home, the code word, how and when; then what it is about."""
    _, request_id = await house.send()
    page = await open_request(house.handler(), request_id)
    order = [
        "Älä ota yhteyttä kotiin",
        "kirjasto",
        "040 123 4567",
        "iltapäivisin",
        "supersalainen",
        "Kiusaaminen",
        "Merkitse yhteydenotto",
    ]
    places = [page.index(text) for text in order]
    assert places == sorted(places)


async def test_what_a_person_wrote_is_never_read_as_markup(house: HelpRequestHouse) -> None:
    """It is shown as it was written."""
    _, request_id = await house.send(message="<script>alert(1)</script>", code_word="<b>")
    text = (await house.handler().get(f"{LIST}/{request_id}")).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


async def test_opening_is_noted_and_told_to_the_sender(house: HelpRequestHouse) -> None:
    """Each reading with who and when, to be seen by the handlers of the organisation."""
    reference, request_id = await house.send()
    assert (await house.look_up(reference))["state"] == "received"
    visitor = house.handler(name="Aino Aalto")
    await open_request(visitor, request_id)
    await open_request(house.handler(name="Bengt Berg"), request_id)
    assert (await house.look_up(reference))["state"] == "opened"
    assert house.list_actions() == ["sent", "opened", "read", "read"]
    page = unescape((await visitor.get(f"{LIST}/{request_id}/audit")).text)
    assert "avasi ensimmäisenä" in page
    assert "Bengt Berg" in page
    assert not [secret for secret in SECRETS if secret in page]


async def test_page_that_a_browser_fetches_ahead_opens_nothing(house: HelpRequestHouse) -> None:
    """Nobody has looked: the sender is not told that somebody has."""
    reference, request_id = await house.send()
    answer = await house.handler().get(f"{LIST}/{request_id}", headers={"Sec-Purpose": "prefetch"})
    assert answer.status_code == 404
    assert (await house.look_up(reference))["state"] == "received"


async def test_the_second_sees_who_took_it_and_may_take_over(house: HelpRequestHouse) -> None:
    """Both had the page open; the later one is told a name."""
    reference, request_id = await house.send()
    first, second = house.handler(name="Aino Aalto"), house.handler(name="Bengt Berg")
    await open_request(first, request_id)
    await open_request(second, request_id)
    taken = await first.send(f"{LIST}/{request_id}/take")
    assert taken.headers["location"] == f"{LIST}/{request_id}?said=help_requests.said.taken"
    refused = await second.send(f"{LIST}/{request_id}/take")
    assert refused.status_code == 409
    assert "Pyynnön ehti ottaa toinen: Aino Aalto" in refused.text
    assert "ottanut sen hoitaakseen" in (await house.look_up(reference))["text"]

    instead = {"instead_of": str(first.account_id)}
    assert (await second.send(f"{LIST}/{request_id}/take", **instead)).status_code == 303
    assert house.list_requests()[0].taken_by_name == "Bengt Berg"


async def test_each_try_is_logged_and_told_truthfully(house: HelpRequestHouse) -> None:
    """Not reached: the sender reads that somebody tried; reached: that somebody was in touch."""
    reference, request_id = await house.send()
    visitor = house.handler(name="Aino Aalto")
    await open_request(visitor, request_id)
    fields = {**NOW_TRIED, "reached": "no", "words": "vastaaja", "entry_id": "a" * 32}
    for _ in range(2):
        assert (await visitor.send(f"{LIST}/{request_id}/log", **fields)).status_code == 303
    page = await open_request(visitor, request_id)
    assert page.count("vastaaja") == 1
    status = await house.look_up(reference)
    assert (status["state"], "yritetty tavoittaa 23.11." in status["text"]) == ("opened", True)
    assert "vastaaja" not in str(status)

    await visitor.send(f"{LIST}/{request_id}/log", **{**fields, "reached": "yes", "entry_id": "b" * 32})
    status = await house.look_up(reference)
    assert (status["state"], status["promise"]) == ("answered", None)


@pytest.mark.parametrize(
    ("changes", "said", "field"),
    [
        ({"date": "eilen"}, "Kirjoita päivä ja kellonaika", "log-date"),
        ({"date": "2026-11-24"}, "tulevaisuudessa", "log-date"),
        ({"date": "2025-01-01"}, "ennen kuin pyyntö tuli", "log-date"),
        ({"way": "pigeon"}, "miten otit yhteyttä", "log-way"),
        ({"reached": ""}, "tavoititko", "log-reached"),
        ({"words": "x" * 2001}, "liian pitkä", "log-words"),
    ],
)
async def test_mistake_in_the_log_is_told_and_nothing_typed_is_lost(
    house: HelpRequestHouse, changes: dict[str, str], said: str, field: str
) -> None:
    """Beside its field, in a summary that leads there, and nothing is stored."""
    _, request_id = await house.send()
    visitor = house.handler()
    await open_request(visitor, request_id)
    fields = {**NOW_TRIED, "reached": "no", "words": "kirjoitin tämän", **changes}
    answer = await visitor.send(f"{LIST}/{request_id}/log", **fields)
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert page.count(said) >= 2
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert f'id="{field}-error"' in page
    assert fields["words"] in page
    assert house.list_requests()[0].tries == 0


async def test_not_reached_needs_a_try_and_outcomes_are_told(house: HelpRequestHouse) -> None:
    """A closed request says how it ended, and can be opened again."""
    reference, request_id = await house.send()
    visitor = house.handler()
    revision = read_revision(await open_request(visitor, request_id))
    close = f"{LIST}/{request_id}/close"
    assert (await visitor.send(close, revision=revision)).status_code == 422
    refused = await visitor.send(close, revision=revision, outcome="not_reached")
    assert refused.status_code == 409
    assert "Merkitse ensin" in refused.text
    await visitor.send(f"{LIST}/{request_id}/log", **NOW_TRIED, reached="no")
    revision = read_revision(await open_request(visitor, request_id))
    assert (await visitor.send(close, revision=revision, outcome="not_reached")).status_code == 303
    status = await house.look_up(reference)
    assert (status["state"], status["can_add"]) == ("closed", False)
    assert "ei onnistunut" in status["text"]

    assert (await visitor.send(f"{LIST}/{request_id}/reopen")).status_code == 303
    assert (await house.look_up(reference))["state"] == "opened"


async def test_closing_on_an_older_page_shows_what_is_new_first(house: HelpRequestHouse) -> None:
    """The sender added something while the handler was writing."""
    reference, request_id = await house.send()
    visitor = house.handler()
    revision = read_revision(await open_request(visitor, request_id))
    house.clock.move(minutes=1)
    browser = house.open_browser().client
    await browser.post("/v1/help-requests/add", json={"reference": reference, "message": "lisää tietoa"})
    answer = await visitor.send(f"{LIST}/{request_id}/close", revision=revision, outcome="helped")
    assert answer.status_code == 409
    assert "Pyyntö on muuttunut sillä välin" in answer.text
    assert "lisää tietoa" in answer.text
    assert house.list_requests()[0].state == "opened"


@pytest.mark.parametrize(
    ("language", "told"), [("fi", "Se poistetaan"), ("sv", "raderas"), ("en", "erased on")]
)
async def test_day_of_erasing_is_told_of_what_is_answered_or_closed(
    house: HelpRequestHouse, language: str, told: str
) -> None:
    _, request_id = await house.send()
    handler, address = house.handler(language=language), f"/staff/help-requests/{request_id}"
    page = (await handler.get(address)).text
    assert "23.12." not in page
    tried = {**NOW_TRIED, "reached": "yes", "words": ""}
    sent = await handler.send(f"{address}/log", entry_id="3" * 32, revision=read_revision(page), **tried)
    assert sent.status_code == 303
    page = (await handler.get(address)).text
    assert told in page
    assert "23.12." in page
    house.clock.move(days=16)
    house.office.make_round()
    with Session(house.engine) as session:
        kinds = {notice.kind for notice in session.query(Notice)}
    assert "answered_unclosed" in kinds
    handler = house.handler(language=language)
    closed = await handler.send(f"{address}/close", outcome="helped", revision=read_revision(page))
    assert closed.status_code == 303
    assert "8.1.2027" in (await handler.get(address)).text


async def test_handing_over_needs_consent(house: HelpRequestHouse) -> None:
    """Without it nothing goes; asked and given, all goes along, and the giver sees only how it stands."""
    house.enter_inbox("perheet", organization_key=LUVN, names={"fi": "Lohjan perhetyö"})
    reference, request_id = await house.send()
    visitor, other = house.handler(name="Aino Aalto"), house.handler(LUVN)
    page = await open_request(visitor, request_id)
    assert "Lähettäjä ei ole antanut lupaa" in page
    order = {"revision": read_revision(page), "inbox": "perheet", "words": "odottaa soittoa"}
    refused = await visitor.send(f"{LIST}/{request_id}/hand-over", **order)
    assert refused.status_code == 409
    assert "lähettäjän lupa puuttuu" in refused.text
    assert "odottaa soittoa" in refused.text

    given = await visitor.send(f"{LIST}/{request_id}/hand-over", **order, agreed="on")
    assert given.headers["location"].startswith(LIST + "?")
    assert (await visitor.get(f"{LIST}/{request_id}")).status_code == 404
    own = unescape((await visitor.get(LIST)).text)
    assert "Lohjan perhetyö" in own
    assert "avaamatta" in own
    status = await house.look_up(reference)
    assert status["recipient"]["name"] == "Lohjan perhetyö"
    assert "luvallasi" in status["text"]
    assert "ei ole vielä avattu" in status["text"]

    page = await open_request(other, request_id)
    assert "supersalainen" in page
    assert "odottaa soittoa" in page
    assert "Lähettäjältä kysyttiin lupa" in page
    audit = unescape((await other.get(f"{LIST}/{request_id}/audit")).text)
    assert "antoi tänne" in audit
    assert "lähetti pyynnön" not in audit


async def test_consent_given_in_the_form_is_enough(house: HelpRequestHouse) -> None:
    """The sender ticked it; to a closed or unread inbox nothing goes all the same."""
    house.enter_inbox("perheet", organization_key=LUVN, names={"fi": "Lohjan perhetyö"})
    house.enter_inbox("vanha", organization_key=LUVN, names={"fi": "Hiljainen"}, last_sign_in_at=None)
    _, request_id = await house.send(may_hand_over=True)
    visitor = house.handler()
    page = await open_request(visitor, request_id)
    assert "Lähettäjä on antanut luvan" in page
    assert "Hiljainen" not in page
    order = {"revision": read_revision(page), "inbox": "vanha"}
    assert (await visitor.send(f"{LIST}/{request_id}/hand-over", **order)).status_code == 422
    order["inbox"] = "perheet"
    assert (await visitor.send(f"{LIST}/{request_id}/hand-over", **order)).status_code == 303
    assert house.list_requests()[0].inbox_id == "perheet"


async def test_withdrawn_request_says_so(house: HelpRequestHouse) -> None:
    """Unread: nothing is left to see. Read: it stays a while, for a worker may have to act."""
    visitor = house.handler()
    unread, unread_id = await house.send()
    read, read_id = await house.send(message="toinen supersalainen")
    await open_request(visitor, read_id)
    for reference in (unread, read):
        browser = house.open_browser().client
        await browser.post("/v1/help-requests/withdraw", json={"reference": reference})
    page = await open_request(visitor, unread_id)
    assert "sen sisältö on poistettu" in page
    assert not [secret for secret in SECRETS if secret in page]
    page = await open_request(visitor, read_id)
    assert "velvollisuus toimia" in page
    assert "toinen supersalainen" in page
    assert "Sulje pyyntö" not in page
    revision = read_revision(page)
    answer = await visitor.send(f"{LIST}/{read_id}/close", revision=revision, outcome="helped")
    assert answer.status_code == 409


async def test_missing_key_is_told_on_a_page_and_opens_nothing(
    house: HelpRequestHouse, tmp_path: Path
) -> None:
    """Not "internal error": what is the matter, that nothing is lost, and whom to tell."""
    reference, request_id = await house.send()
    other = HelpRequestHouse(tmp_path / "kynnys.sqlite", keys=f"second:{OTHER_KEY}")
    visitor = other.handler()
    answer = await visitor.get(f"{LIST}/{request_id}")
    assert answer.status_code == 503
    assert "Pyyntöä ei voi nyt lukea" in answer.text
    assert (await visitor.get(LIST)).status_code == 200
    assert (await house.look_up(reference))["state"] == "received"
    assert house.list_actions() == ["sent"]
    await other.close()


async def test_broken_promise_is_told_to_the_sender(house: HelpRequestHouse) -> None:
    """The day has passed and nobody was in touch: that is said, and whose fault it is not."""
    reference, _ = await house.send()
    house.clock.move(days=3)
    assert "Luvattu päivä on mennyt" not in (await house.look_up(reference))["text"]
    house.clock.move(days=1)
    assert "Luvattu päivä on mennyt" in (await house.look_up(reference))["text"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_no_word_of_the_pages_is_missing(house: HelpRequestHouse, language: str) -> None:
    """No empty heading, button or cell in any language; every state drawn."""
    house.enter_inbox("perheet", organization_key=LUVN)
    visitor = house.handler(language=language)
    _, request_id = await house.send()
    await open_request(visitor, request_id)
    await visitor.send(f"{LIST}/{request_id}/log", **NOW_TRIED, reached="no")
    pages = [await open_request(visitor, request_id)]
    await visitor.send(f"{LIST}/{request_id}/close", revision=read_revision(pages[0]), outcome="not_reached")
    for address in ("", "?state=closed", f"/{request_id}", f"/{request_id}/audit"):
        pages.append(unescape((await visitor.get(LIST + address)).text))
    for page in pages:
        assert not re.findall(r"<(h1|h2|h3|button|legend|dt|td|th|label|summary)[^>]*>\s*</\1>", page)
        assert "{" not in page.split("<main")[1]


async def test_the_whole_way_from_a_handlers_visit_to_the_answer(
    tmp_path: Path, letterbox: tuple[Letterbox, int]
) -> None:
    """An inbox set up by an administrator takes requests once its handler was there; all promises hold."""
    letters, port = letterbox
    file = tmp_path / "kynnys.sqlite"
    make_filled_database(file)
    house = HelpRequestHouse(file, smtp_port=port, staff_url="https://kynnys.example.test/staff")
    matter = {"need": "bullying", "municipality": "049", "age": 15, "language": "fi"}
    browser = house.open_browser().client

    administrator = house.visit(("administrator", "platform"))
    made = await administrator.send(
        "/staff/inboxes/new",
        organization_key="espoo",
        name_fi="Espoon kuraattorit",
        municipalities="Espoo",
        promise_working_days="3",
        notice_address="kuraattorit@example.test",
        second_handler_address="esihenkilo@example.test",
        is_open="on",
        reason="Kuraattorit alkavat ottaa pyyntöjä",
    )
    assert made.status_code == 303, made.text
    assert not (await browser.post("/v1/help-requests/route", json=matter)).json()["can_send"]

    visitor = house.handler("espoo")
    assert (await visitor.get(LIST)).status_code == 200
    house.office.make_round()
    route = (await browser.post("/v1/help-requests/route", json=matter)).json()
    assert (route["can_send"], route["demo"], route["promise"]["by"]) == (True, False, "2026-11-26")

    reference, request_id = await house.send()
    house.office.make_round()
    (_, address_notice), (recipient, notice) = letters.letters
    assert recipient == "kuraattorit@example.test"
    assert "https://kynnys.example.test/staff" in notice
    assert not [secret for secret in (*SECRETS, reference) if secret in notice + address_notice]

    page = await open_request(visitor, request_id)
    await visitor.send(f"{LIST}/{request_id}/log", **NOW_TRIED, reached="yes")
    page = await open_request(visitor, request_id)
    await visitor.send(f"{LIST}/{request_id}/close", revision=read_revision(page), outcome="helped")
    status = await house.look_up(reference)
    assert (status["state"], status["recipient"]["name"]) == ("closed", "Espoon kuraattorit")

    house.clock.move(days=15)
    assert not (await browser.post("/v1/help-requests/route", json=matter)).json()["can_send"]
    house.clock.move(days=15)
    house.office.make_round()
    assert house.list_requests() == []
    audit = await house.handler("espoo").get(f"{LIST}/{request_id}/audit")
    assert "poisti pyynnön" in unescape(audit.text)
    await house.close()
