"""A link is checked when somebody asks: on the service's page and in the list of dead links."""

from __future__ import annotations

import asyncio
import datetime as dt
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from curation import asked_link_checks
from curation.link_visits import Visit
from services_catalog.models import Contact, LinkCheck, Service
from staff.models import Change
from tests.staff_pages.visitors import House

LOCAL, OWNER = "ohjaamo-espoo", "espoo"
SHEET, BUTTON = f"/staff/services/{LOCAL}", f"/staff/services/{LOCAL}/links"
DEAD = "/staff/services?to_do=dead_link"


def find_link(house: House) -> str:
    """The link of the service that its contacts have."""

    def read(session: Session) -> str:
        wanted = select(Contact.value).where(Contact.service_id == LOCAL, Contact.type == "web")
        return str(session.scalars(wanted).first())

    return house.room.work(read)


def get_check(house: House, url: str) -> LinkCheck | None:
    return house.room.work(lambda session: session.get(LinkCheck, url))


def answer_with(house: House, url: str, problem: str | None, status: int | None) -> None:
    """What the next visit to the link comes to."""
    house.staff_app.state.link_inspector.visitor.answers[url] = Visit(problem, status, url)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("problem", "status", "said", "told"),
    [
        (None, 200, "opens", "Linkki aukeaa."),
        ("answer", 404, "fails", "Linkki ei auennut. Sitä kokeillaan uudestaan"),
        ("unsure", 403, "unsure", "Sivusto ei päästä kokeilijaa sisään."),
    ],
)
async def test_the_result_is_said_kept_and_audited(
    house: House, problem: str | None, status: int, said: str, told: str
) -> None:
    editor, url = house.visit(("editor", OWNER), name="Aino"), find_link(house)
    assert "Tarkista linkki nyt" in (await editor.get(SHEET)).text
    answer_with(house, url, problem, status)
    answer = await editor.send(BUTTON, url=url)
    assert answer.headers["location"] == f"{SHEET}?said=services.said.link_{said}"
    assert told in unescape((await editor.get(answer.headers["location"])).text)
    kept = get_check(house, url)
    assert kept is not None
    assert (kept.problem, kept.status_code, kept.checked_at) == (problem, status, house.clock())
    change = house.room.work(lambda session: session.scalars(select(Change)).one())
    assert (change.action, change.account_name, change.subject_id) == ("link_checked", "Aino", LOCAL)
    assert change.fields["link"]["after"] == url
    assert change.fields["link_opens"] == {"before": None, "after": problem is None}


async def test_pressing_again_within_a_minute_asks_the_site_nothing(house: House) -> None:
    editor, url = house.visit(("editor", OWNER)), find_link(house)
    answer_with(house, url, "answer", 500)
    await editor.send(BUTTON, url=url)
    again = await editor.send(BUTTON, url=url)
    assert again.headers["location"].endswith("link_just_checked")
    visitor = house.staff_app.state.link_inspector.visitor
    assert visitor.asked.count(url) == 1
    house.clock.move(minutes=1)
    await editor.send(BUTTON, url=url)
    assert visitor.asked.count(url) == 2


async def test_a_dead_link_that_opens_leaves_the_list_at_once(house: House) -> None:
    editor, url = house.visit(("editor", OWNER)), find_link(house)
    since = house.clock() - dt.timedelta(days=3)

    def kill(session: Session) -> None:
        dead = {"problem": "answer", "status_code": 404, "failing_since": since, "dead_since": since}
        session.add(LinkCheck(url=url, checked_at=since, next_check_at=since, failures=3, **dead))

    house.room.work(kill)
    page = (await editor.get(DEAD)).text
    assert f'action="{BUTTON}"' in page
    answer_with(house, url, "answer", 404)
    still = await editor.send(BUTTON, url=url, back="list")
    assert still.headers["location"] == f"{DEAD}&said=services.said.link_dead"
    house.clock.move(minutes=2)
    answer_with(house, url, None, 200)
    alive = await editor.send(BUTTON, url=url, back="own")
    assert alive.headers["location"] == f"{DEAD}&whose=own&said=services.said.link_opens"
    assert f'action="{BUTTON}"' not in (await editor.get(DEAD)).text
    kept = get_check(house, url)
    assert kept is not None
    assert (kept.dead_since, kept.failures) == (None, 0)


async def test_when_nothing_answers_nothing_is_noted(house: House) -> None:
    """It may be our own connection: the link is not blamed, and nothing is audited."""
    editor, url = house.visit(("editor", OWNER)), find_link(house)
    answer = await editor.send(BUTTON, url=url)
    assert answer.headers["location"].endswith("link_offline")
    assert get_check(house, url) is None
    assert house.room.work(lambda session: session.scalars(select(Change)).all()) == []


def open_witness(house: House) -> None:
    """A site that opened last time and does now: what is silent beside it is so by its own fault."""
    witness = "https://www.mieli.fi/"

    def know(session: Session) -> None:
        session.get_one(Service, "etsiva-nuorisotyo-espoo").source_url = witness
        now = house.clock()
        session.add(LinkCheck(url=witness, checked_at=now, next_check_at=now, failures=0, problem=None))

    house.room.work(know)
    answer_with(house, witness, None, 200)


async def test_a_link_that_is_silent_while_another_answers_has_failed(house: House) -> None:
    editor, url = house.visit(("editor", OWNER)), find_link(house)
    open_witness(house)
    answer = await editor.send(BUTTON, url=url)
    assert answer.headers["location"].endswith("link_fails")
    kept = get_check(house, url)
    assert kept is not None
    assert kept.failures == 1


def take_long(house: House, monkeypatch: pytest.MonkeyPatch, url: str, *tries: bool) -> None:
    """A visit to the link has made these requests when our patience ends."""
    visitor = house.staff_app.state.link_inspector.visitor
    visit_others = visitor.visit

    async def visit(visited: str, made: list[bool] | None = None) -> Visit:
        if visited == url and made is not None:
            made.extend(tries)
            await asyncio.sleep(5)
        visit: Visit = await visit_others(visited)
        return visit

    monkeypatch.setattr(visitor, "visit", visit)
    monkeypatch.setattr(asked_link_checks, "LONGEST_SECONDS", 0.3)


@pytest.mark.parametrize("tries", [(), (True,), (False, True)], ids=["stood in line", "answered", "at last"])
async def test_a_site_that_is_slow_is_not_blamed(
    house: House, monkeypatch: pytest.MonkeyPatch, tries: tuple[bool, ...]
) -> None:
    """Our patience ended, not that of the rounds: the link may open, so no failure is counted or audited."""
    editor, url = house.visit(("editor", OWNER)), find_link(house)
    take_long(house, monkeypatch, url, *tries)
    answer = await editor.send(BUTTON, url=url)
    assert answer.headers["location"] == f"{SHEET}?said=services.said.link_slow"
    assert "Sivusto vastaa hitaasti" in (await editor.get(answer.headers["location"])).text
    assert get_check(house, url) is None
    assert house.room.work(lambda session: session.scalars(select(Change)).all()) == []


@pytest.mark.parametrize("others_answer", [True, False])
async def test_a_site_that_says_nothing_is_told_apart_and_looked_at_soon(
    house: House, monkeypatch: pytest.MonkeyPatch, others_answer: bool
) -> None:
    """A whole request got no answer: our own line is doubted first. The rounds wait longer, and count it."""
    editor, url = house.visit(("editor", OWNER)), find_link(house)
    checked, later = house.clock(), house.clock() + dt.timedelta(days=7)

    def know(session: Session) -> None:
        session.add(LinkCheck(url=url, checked_at=checked, next_check_at=later, failures=0, problem=None))

    house.room.work(know)
    house.clock.move(minutes=2)
    if others_answer:
        open_witness(house)
    take_long(house, monkeypatch, url, False)
    answer = await editor.send(BUTTON, url=url)
    said = "silent" if others_answer else "offline"
    assert answer.headers["location"] == f"{SHEET}?said=services.said.link_{said}"
    assert ("Sivusto ei vastannut" in (await editor.get(answer.headers["location"])).text) is others_answer
    kept = get_check(house, url)
    assert kept is not None
    assert (kept.checked_at, kept.problem, kept.failures) == (checked, None, 0)
    assert kept.next_check_at == (house.clock() if others_answer else later)
    assert house.room.work(lambda session: session.scalars(select(Change)).all()) == []


@pytest.mark.parametrize(
    "url", ["", "http://127.0.0.1/", "https://169.254.169.254/latest", "https://example.test/", "file:///etc"]
)
async def test_no_other_address_is_ever_visited(house: House, url: str) -> None:
    """What stands in the form is looked up among the service's own links."""
    editor = house.visit(("editor", OWNER))
    assert (await editor.send(BUTTON, url=url)).status_code == 404
    assert house.staff_app.state.link_inspector.visitor.asked == []


@pytest.mark.parametrize("role", [("reader", OWNER), ("editor", "luvn"), ("handler", OWNER)])
async def test_only_those_who_may_edit_the_service_check_its_links(
    house: House, role: tuple[str, str]
) -> None:
    visitor, url = house.visit(role), find_link(house)
    assert (await visitor.send(BUTTON, url=url)).status_code == 404
    assert house.staff_app.state.link_inspector.visitor.asked == []
    assert BUTTON not in (await visitor.get(SHEET)).text
