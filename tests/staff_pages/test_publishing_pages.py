"""The way to what everybody sees, through the pages: review, a second person, the chat, checks, versions."""

from __future__ import annotations

import datetime as dt
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from email.policy import default
from html import unescape
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy.orm import Session

from api.staff.curating import build_desk
from api.staff.rounds import Rounds
from curation.publishing import Obstacle
from curation.versions import find_head
from help_requests.settings import Settings
from services_catalog.models import LinkCheck, Service
from staff.models import Change
from tests.staff_pages.service_forms import open_form, read_form, send_form
from tests.staff_pages.test_editing import ADDRESS, LOCAL, OWNER, get_head, get_row
from tests.staff_pages.visitors import House, Visitor

REVIEW = f"/staff/services/{LOCAL}/review"
VERIFY = f"/staff/services/{LOCAL}/verify"
DEAD_END = "vanhemmuudenapuu"
WARNING = "Tämä linkki ei avautunut, kun sitä viimeksi kokeiltiin."
HISTORY = f"/staff/services/{LOCAL}/history"


async def edit(visitor: Visitor, **typed: Any) -> None:
    answer = await send_form(visitor, ADDRESS, await open_form(visitor, LOCAL), **typed)
    assert answer.status_code == 303


async def press(visitor: Visitor, do: str, **fields: Any) -> Any:
    """Press a button of the review page as it is shown now."""
    form = read_form((await visitor.get(REVIEW)).text, "/review")
    return await visitor.send(REVIEW, number=form["number"][0], do=do, **fields)


async def see_summary(house: House) -> str:
    """What the public catalogue says after its next look at the database."""
    door = house.app.state.door
    await door.catalogue.refresh()
    answer = await house.open_browser().get(f"/v1/services/{LOCAL}?language=fi")
    return str(answer.json()["summary"])


class Letterbox:
    """What the mail server got."""

    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, int]]:
    box = Letterbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def build_mail(port: int) -> Settings:
    """Settings of the mail server that the letterbox is."""
    return Settings(
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        smtp_sender="kynnys@example.test",
        staff_url="https://kynnys.example.test/staff",
    )


async def test_a_text_is_in_the_chat_after_publishing_and_not_before(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    await edit(editor, summary__fi="Apua nuorelle heti.")
    assert await see_summary(house) != "Apua nuorelle heti."
    page = (await editor.get(REVIEW)).text
    assert "<ins>Apua nuorelle heti.</ins>" in page
    answer = await press(editor, "publish")
    assert answer.headers["location"] == f"{REVIEW}?said=editing.said.published"
    assert await see_summary(house) == "Apua nuorelle heti."
    assert house.app.state.door.settings.catalogue_check_seconds <= 60


async def test_a_second_person_approves_what_needs_one(house: House) -> None:
    editor = house.visit(("editor", OWNER), name="Aino")
    await edit(editor, maximum_age="27")
    page = (await editor.get(REVIEW)).text
    assert 'value="publish"' not in page
    assert "ikärajoja" in page
    assert (await press(editor, "publish")).status_code == 422
    await press(editor, "send")
    # An editor has no right to approve, and a reviewer who took part is no second person.
    assert (await press(editor, "approve")).status_code == 404
    reviewer = house.visit(("reviewer", OWNER), name="Louhi")
    assert 'value="approve"' in (await reviewer.get(REVIEW)).text
    await press(reviewer, "approve")
    assert get_row(house, LOCAL)["maximum_age"] == 27
    changes = house.room.work(
        lambda s: [(c.action, c.account_name) for c in s.query(Change).order_by(Change.id)]
    )
    assert changes[-4:] == [
        ("saved", "Aino"),
        ("sent_to_review", "Aino"),
        ("approved", "Louhi"),
        ("published", "Louhi"),
    ]


async def test_a_reviewer_does_not_approve_their_own(house: House) -> None:
    reviewer = house.visit(("reviewer", OWNER))
    await edit(reviewer, maximum_age="27")
    await press(reviewer, "send")
    page = (await reviewer.get(REVIEW)).text
    assert 'value="approve"' not in page
    assert "odottaa tarkastajaa" in page
    assert (await press(reviewer, "approve")).status_code == 422
    assert get_row(house, LOCAL)["maximum_age"] != 27


async def test_sending_back_needs_a_reason_that_the_author_sees(house: House) -> None:
    editor, reviewer = house.visit(("editor", OWNER)), house.visit(("reviewer", OWNER))
    await edit(editor, maximum_age="27")
    await press(editor, "send")
    assert (await press(reviewer, "reject", reason=" ")).status_code == 422
    await press(reviewer, "reject", reason="Raja on 29.")
    assert "Raja on 29." in (await editor.get(ADDRESS)).text


async def test_what_changed_since_the_page_was_drawn_is_not_published(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    await edit(editor, summary__fi="Ensimmäinen.")
    drawn = read_form((await editor.get(REVIEW)).text, "/review")["number"][0]
    await edit(house.visit(("editor", OWNER)), summary__fi="Toinen.")
    answer = await editor.send(REVIEW, number=drawn, do="publish")
    assert answer.status_code == 422
    assert "Joku muutti palvelua" in answer.text
    assert get_row(house, LOCAL)["summary"]["fi"] != "Toinen."


async def test_mistakes_of_the_text_stand_in_the_way(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    await edit(editor, summary__fi="Soita 09 816 31300.")
    page = (await editor.get(REVIEW)).text
    assert "Q004" in page
    assert 'value="publish"' not in page
    head = get_head(house, LOCAL)
    assert head is not None
    assert (await editor.send(REVIEW, number=head.number, do="publish")).status_code == 422


async def test_a_translation_left_behind_is_told_before_publishing_and_listed_after(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    listed = "/staff/services?to_do=stale_translation"
    assert f"/staff/services/{LOCAL}" not in (await editor.get(listed)).text
    await edit(editor, summary__fi="Toinen.", summary__en="Another.")
    page = (await editor.get(REVIEW)).text
    assert "Alkuteksti on muuttunut näiden käännösten jälkeen." in page
    assert "pitävät yhä paikkansa: Lyhyesti (ruotsi)." in page
    assert (await press(editor, "publish")).status_code == 303
    assert f"/staff/services/{LOCAL}" in (await editor.get(listed)).text
    assert "Käännös voi olla vanhentunut" in (await editor.get("/staff/")).text
    await edit(editor, summary__sv="En annan.")
    assert "Alkuteksti on muuttunut" not in (await editor.get(REVIEW)).text


async def test_a_broken_probe_is_named(house: House) -> None:
    staff_app = next(route.app for route in house.app.routes if getattr(route, "name", "") == "staff")
    broken = Obstacle("probe", detail="14 v, Espoo, ruotsi")
    staff_app.state.desk = replace(staff_app.state.desk, check_publication=lambda *_: [broken])
    editor = house.visit(("editor", OWNER))
    await edit(editor, summary__fi="Toinen.")
    assert "14 v, Espoo, ruotsi" in (await editor.get(REVIEW)).text


async def test_a_reviewer_lets_pass_what_breaks_a_probe_and_says_why(house: House) -> None:
    """Nobody gets stuck: the page names the probe, and the second person decides in writing."""
    staff_app = next(route.app for route in house.app.routes if getattr(route, "name", "") == "staff")
    broken = Obstacle("probe", detail="16 v, Espoo")
    staff_app.state.desk = replace(staff_app.state.desk, check_publication=lambda *_: [broken])
    editor = house.visit(("editor", OWNER), name="Aino")
    await edit(editor, summary__fi="Vain täysi-ikäisille.")
    page = (await editor.get(REVIEW)).text
    assert 'value="publish"' not in page
    assert 'name="probe_reason"' not in page
    assert (await press(editor, "publish")).status_code == 422
    assert (await press(editor, "send")).status_code == 303
    reviewer = house.visit(("reviewer", OWNER), name="Louhi")
    answer = await press(reviewer, "approve")
    assert answer.status_code == 422
    assert 'id="e-probe_reason"' in answer.text
    assert await see_summary(house) != "Vain täysi-ikäisille."
    assert (await press(reviewer, "approve", probe_reason="Ikäraja nousi.")).status_code == 303
    assert await see_summary(house) == "Vain täysi-ikäisille."
    page = (await editor.get(HISTORY)).text
    assert "16 v, Espoo" in page
    assert "Tarkastaja hyväksyi sen: Ikäraja nousi." in page


@pytest.mark.parametrize("typed", ["huomenna", "2020-01-01T10:00", "2099-01-01T10:00", "0001-01-01T00:00"])
async def test_a_moment_that_cannot_be_is_told(house: House, typed: str) -> None:
    editor = house.visit(("editor", OWNER))
    await edit(editor, summary__fi="Toinen.")
    answer = await press(editor, "publish", publish_at=typed)
    assert answer.status_code == 422
    assert 'id="e-publish_at"' in answer.text


async def test_a_change_comes_on_its_day_by_itself(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    await edit(editor, summary__fi="Keskiviikosta alkaen.")
    await press(editor, "publish", publish_at="2026-11-25T08:00")
    assert "25.11.2026 8.00" in (await editor.get(REVIEW)).text
    rounds = Rounds(house.room, lambda: build_desk(house.app.state.door), Settings())
    house.clock.move(days=1)
    rounds.make_round()
    assert await see_summary(house) != "Keskiviikosta alkaen."
    house.clock.move(hours=20)
    rounds.make_round()
    assert await see_summary(house) == "Keskiviikosta alkaen."


async def test_a_save_says_that_it_takes_a_timed_change_off(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    warning, said = "Hyväksytty muutos on tulossa näkyviin 25.11.2026 8.00.", "?said=editing.said.taken_off"
    await edit(editor, summary__fi="Keskiviikosta alkaen.")
    assert "Hyväksytty muutos on tulossa" not in (await editor.get(ADDRESS)).text
    await press(editor, "publish", publish_at="2026-11-25T08:00")
    assert warning in (await editor.get(ADDRESS)).text
    # The same again is no new version, and the change still comes.
    answer = await send_form(editor, ADDRESS, await open_form(editor, LOCAL))
    assert said not in answer.headers["location"]
    answer = await send_form(
        editor, ADDRESS, await open_form(editor, LOCAL), summary__fi="Torstaista alkaen."
    )
    assert answer.headers["location"].endswith(said)
    assert (
        "Ajastettu muutos ei tule enää näkyviin itsestään."
        in (await editor.get(answer.headers["location"])).text
    )
    assert warning not in (await editor.get(ADDRESS)).text


@pytest.mark.parametrize(
    ("language", "told", "probe"),
    [
        ("fi", "ei voitu julkaista valittuna hetkenä", "Muutos rikkoo koetapauksen: 14 v, Espoo"),
        ("sv", "kunde inte publiceras vid den valda tidpunkten", "14 v, Espoo"),
        ("en", "could not be published at the chosen moment", "14 v, Espoo"),
    ],
)
async def test_what_cannot_be_published_on_its_day_says_why(
    house: House, letterbox: tuple[Letterbox, int], language: str, told: str, probe: str
) -> None:
    box, port = letterbox
    editor = house.visit(("editor", OWNER), name="Aino", language=language)
    await edit(editor, summary__fi="Keskiviikosta alkaen.")
    await press(editor, "publish", publish_at="2026-11-25T08:00")
    desk = build_desk(house.app.state.door)
    broken = replace(desk, check_publication=lambda *_: [Obstacle("probe", detail="14 v, Espoo")])
    rounds = Rounds(house.room, lambda: broken, build_mail(port))
    house.clock.move(hours=44)
    rounds.make_round()
    # A letter tells the author, once; the other of the round reminds of old checks.
    letters = [one for one in box.letters if "14 v, Espoo" in one.get_content()]  # type: ignore[attr-defined]
    assert len(letters) == 1
    body = letters[0].get_content()  # type: ignore[attr-defined]
    assert told in body
    assert probe in body
    assert f"https://kynnys.example.test/staff/services/{LOCAL}/review" in body
    # Two days later: a new sign-in.
    later = house.visit(("editor", OWNER), language=language)
    for address in (ADDRESS, REVIEW, VERIFY, HISTORY, f"/staff/services/{LOCAL}/preview"):
        page = (await later.get(address)).text
        assert told in page, address
        assert probe in page, address
        assert "check_publication" not in page
        assert "&#34;code&#34;" not in page
    assert await see_summary(house) != "Keskiviikosta alkaen."


async def test_archiving_asks_why_and_takes_it_out(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    answer = await editor.send(REVIEW, number="0", do="archive", reason="")
    assert answer.status_code == 422
    await editor.send(REVIEW, number="0", do="archive", reason="Toiminta loppui.")
    await press(editor, "publish")
    await house.app.state.door.catalogue.refresh()
    assert (await house.open_browser().get(f"/v1/services/{LOCAL}")).status_code == 404


async def test_an_open_version_is_not_replaced_by_archiving(house: House) -> None:
    """The page does not offer it, and a form that is sent all the same is refused in words."""
    editor, colleague = house.visit(("editor", OWNER)), house.visit(("editor", OWNER))
    await edit(colleague, summary__fi="Kollegan keskeneräinen.")
    head = get_head(house, LOCAL)
    assert head is not None
    assert 'value="archive"' not in (await editor.get(REVIEW)).text
    answer = await editor.send(REVIEW, number=str(head.number), do="archive", reason="Toiminta loppui.")
    assert answer.status_code == 422
    assert "Palvelussa on kesken oleva muutos." in answer.text
    assert (await editor.send(REVIEW, number="0", do="archive", reason="Loppui.")).status_code == 422
    kept = get_head(house, LOCAL)
    assert kept is not None
    assert (kept.number, kept.state, kept.makes) == (head.number, "working", "published")
    assert kept.content["summary"]["fi"] == "Kollegan keskeneräinen."


async def test_what_is_not_public_is_not_archived(house: House) -> None:
    house.room.work(lambda session: setattr(session.get_one(Service, LOCAL), "status", "draft"))
    editor = house.visit(("editor", OWNER))
    answer = await editor.send(REVIEW, number="0", do="archive", reason="Turhaan.")
    assert answer.status_code == 422
    assert house.room.work(lambda session: find_head(session, LOCAL)) is None


def give_number(session: Session) -> None:
    contact = session.get_one(Service, LOCAL).contacts[0]
    contact.type, contact.value = "phone", "09 123 4567"


async def test_a_check_is_seen_on_the_card_and_only_as_it_was_seen(house: House) -> None:
    house.room.work(give_number)
    editor = house.visit(("editor", OWNER), name="Aino")
    form = read_form((await editor.get(VERIFY)).text, "/verify")
    digest = form["digest"][0]
    assert (await editor.send(VERIFY, part="all", digest="of-another")).status_code == 409
    assert (await editor.send(VERIFY, part="everything", digest=digest)).status_code == 409
    reader = house.visit(("reader", OWNER))
    assert "Tarkistin kaiken tänään" not in (await reader.get(VERIFY)).text
    answer = await editor.send(VERIFY, part="all", digest=digest)
    assert answer.headers["location"] == f"{VERIFY}?said=editing.said.checked_all"
    await house.app.state.door.catalogue.refresh()
    card = (await house.open_browser().get(f"/v1/services/{LOCAL}")).json()
    assert (card["assured_date"], card["stale"]) == ("2026-11-23", False)
    assert all(one["warning"] is None for one in card["contacts"])
    assert "Voimassa 23.11.2027 asti" in (await editor.get(VERIFY)).text
    house.clock.move(days=181)
    # Numbers and hours are too old by now, the rest is not.
    card = (await house.open_browser().get(f"/v1/services/{LOCAL}?language=sv")).json()
    assert card["stale"] is False
    warnings = {one["warning"] for one in card["contacts"] if one["type"] == "phone"}
    assert warnings == {"Senast kontrollerat: 23.11.2026. Numret eller tiderna kan ha ändrats."}
    house.clock.move(days=219)
    # Over a year later: a new sign-in, the same page.
    later = house.visit(("editor", OWNER))
    assert "Vanhentui 23.11.2027" in (await later.get(VERIFY)).text
    card = (await house.open_browser().get(f"/v1/services/{LOCAL}")).json()
    assert card["stale"] is True
    assert all(one["warning"] is None for one in card["contacts"])


async def test_versions_are_listed_compared_and_brought_back(house: House) -> None:
    editor = house.visit(("editor", OWNER), name="Aino")
    await edit(editor, summary__fi="Ensimmäinen.", why="Kokeilu.")
    await edit(editor, summary__fi="Toinen.", is_minor="yes")
    page = (await editor.get(f"{HISTORY}?older=2&newer=3")).text
    assert "<del>Ensimmäinen.</del>" in page
    assert "<ins>Toinen.</ins>" in page
    assert "Kokeilu." in page
    assert "Pieni muutos" in page
    form = read_form((await editor.get(f"{HISTORY}/2")).text, "/history/2")
    answer = await editor.send(f"{HISTORY}/2", based_on=form["based_on"][0])
    assert answer.status_code == 303
    head = house.room.work(lambda session: find_head(session, LOCAL))
    assert head is not None
    assert (head.number, head.content["summary"]["fi"]) == (4, "Ensimmäinen.")
    assert (await editor.send(f"{HISTORY}/2", based_on="3")).status_code == 409
    assert (await editor.get(f"{HISTORY}/99")).status_code == 404
    assert (await editor.get(f"{HISTORY}?older=x&newer=99999999999")).status_code == 200
    assert (await house.visit(("reader", OWNER)).send(f"{HISTORY}/2", based_on="4")).status_code == 404


async def test_a_translation_left_behind_has_a_badge_until_somebody_looks(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    await edit(editor, summary__fi="Uusi merkitys.")
    page = (await editor.get(ADDRESS)).text
    assert page.count("Käännös voi olla vanhentunut") == 2
    await edit(editor, confirmed=["summary.sv"])
    page = (await editor.get(ADDRESS)).text
    assert page.count("Käännös voi olla vanhentunut") == 1
    await edit(editor, summary__en="A new meaning.")
    assert "Käännös voi olla vanhentunut" not in (await editor.get(ADDRESS)).text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_the_preview_shows_the_card_of_the_chat_in_each_language(house: House, language: str) -> None:
    editor = house.visit(("editor", OWNER), language=language)
    await edit(editor, summary__fi="Vain <b>luonnos</b>.")
    page = (await editor.get(f"/staff/services/{LOCAL}/preview")).text
    assert "Vain &lt;b&gt;luonnos&lt;/b&gt;." in page
    public = get_row(house, LOCAL)
    assert public["summary"]["sv"] in page
    assert public["summary"]["en"] in page
    assert page.count('class="card"') == 3
    old = (await editor.get(f"/staff/services/{LOCAL}/preview?version=1")).text
    assert public["summary"]["fi"] in old
    assert (await editor.get(f"/staff/services/{LOCAL}/preview?version=77")).status_code == 404


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fi", ("Näytetään vaarassa: Väkivalta", "alle 13-vuotiaille")),
        ("sv", ("Visas vid fara: Våld", "för dem under 13 år")),
        ("en", ("Shown in danger: Violence", "to those under 13")),
    ],
)
async def test_the_preview_of_a_danger_contact_says_for_whom_it_is_and_when_it_is_shown(
    house: House, language: str, told: tuple[str, str]
) -> None:
    reader = house.visit(("reader", "platform"), language=language)

    async def preview(service_id: str) -> str:
        return unescape((await reader.get(f"/staff/services/{service_id}/preview")).text)

    def say(key: str) -> str:
        return str(house.room.texts.render(f"editing.preview.{key}", language))

    page = await preview("apuu-chat")
    facts, *cards = page.split('<article class="card">')
    assert [one for one in ("7–15", *told) if one not in facts] == []
    # The card says it to those who read it.
    assert [re.search(r"7.15", card) is not None for card in cards] == [True, True, True]
    assert say("danger_when_published") not in page
    assert say("danger_when_published") in await preview("sekasin-chat")
    assert say("always_in_danger") in await preview("hatanumero-112")


async def test_the_preview_of_other_services_says_for_whom_they_are(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    page = (await editor.get(f"/staff/services/{LOCAL}/preview")).text
    assert "Kenelle" in page
    assert "omassa asiassa" in page
    assert "Näytetään vaarassa" not in page


async def test_the_preview_warns_of_a_dead_link_as_the_chat_does(house: House) -> None:
    """The only way of this entry leads nowhere."""

    def kill(session: Session) -> None:
        contacts = session.get_one(Service, DEAD_END).contacts
        assert {contact.type for contact in contacts} <= {"web", "chat"}
        for contact in contacts:
            found = {"checked_at": house.clock(), "next_check_at": house.clock(), "dead_since": house.clock()}
            session.add(LinkCheck(url=contact.value, failures=3, **found))

    address = f"/staff/services/{DEAD_END}/preview"
    reader = house.visit(("reader", "platform"))
    assert WARNING not in (await reader.get(address)).text
    house.room.work(kill)
    page = (await reader.get(address)).text
    assert WARNING in page
    assert page.count('class="card"') == 3


def test_reminders_reach_a_real_mail_server_once_a_week(
    house: House, letterbox: tuple[Letterbox, int]
) -> None:
    box, port = letterbox
    house.visit(("editor", OWNER), name="Aino", language="sv")
    rounds = Rounds(house.room, lambda: build_desk(house.app.state.door), build_mail(port))
    rounds.make_round()
    house.clock.move(days=3)
    rounds.make_round()
    assert len(box.letters) == 1
    letter = box.letters[0]
    body = letter.get_content()  # type: ignore[attr-defined]
    assert "Hej Aino" in body
    assert f"https://kynnys.example.test/staff/services/{LOCAL}/verify" in body
    house.clock.move(days=5)
    rounds.make_round()
    assert len(box.letters) == 2


async def test_what_has_ended_leaves_by_itself(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    await edit(editor, expires_date="2026-11-24")
    await press(editor, "publish")
    rounds = Rounds(house.room, lambda: build_desk(house.app.state.door), Settings())
    house.clock.move(days=1)
    rounds.make_round()
    assert house.room.work(lambda s: s.get_one(Service, LOCAL).status) == "published"
    house.clock.now = dt.datetime(2026, 11, 24, 22, 30, tzinfo=dt.UTC)  # half past midnight in Helsinki
    rounds.make_round()
    assert house.room.work(lambda s: s.get_one(Service, LOCAL).status) == "archived"
