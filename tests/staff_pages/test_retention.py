"""What is erased next is shown to those who look after requests and accounts, without any content."""

from __future__ import annotations

from html import unescape

import pytest

from curation.unclear_messages import keep
from tests.help_requests.standins import CONTENT, ESPOO, build_desk, build_submission, enter_inbox
from tests.staff_pages.conftest import BuildHouse
from tests.staff_pages.visitors import House


@pytest.mark.parametrize(("role", "organization"), [("administrator", "luvn"), ("handler", ESPOO)])
async def test_counts_and_days_are_shown_and_nothing_else(house: House, role: str, organization: str) -> None:
    """A withdrawn request goes in a week; one that is open is counted apart."""
    engine = house.room.engine
    enter_inbox(engine)
    desk = build_desk(engine, house.clock)  # type: ignore[arg-type]
    reference = desk.submit(build_submission(engine, "a")).reference
    desk.submit(build_submission(engine, "b"))
    desk.withdraw(reference)
    visitor = house.visit((role, organization), language="en")

    page = (await visitor.get("/staff/retention")).text

    assert '<th scope="row">30.11.2026</th><td>Withdrawn help requests</td><td class="number">1</td>' in page
    assert "Open help requests: 1." in page
    assert not [value for value in (reference, *CONTENT.values()) if value in page]
    house.clock.move(days=7)
    visitor = house.visit((role, organization), language="en")
    page = (await visitor.get("/staff/retention")).text
    assert '<td>7 days after it was withdrawn</td><td class="number">1</td>' in page


async def test_a_handler_is_shown_the_counts_of_the_own_inboxes_alone(house: House) -> None:
    """When another organisation's requests go is not theirs to know, not even that there are any."""
    engine = house.room.engine
    enter_inbox(engine)
    desk = build_desk(engine, house.clock)  # type: ignore[arg-type]
    desk.withdraw(desk.submit(build_submission(engine, "a")).reference)
    desk.submit(build_submission(engine, "b"))
    pages = {
        organization: (
            await house.visit(("handler", organization), language="en").get("/staff/retention")
        ).text
        for organization in (ESPOO, "luvn")
    }
    assert "Open help requests: 1." in pages[ESPOO]
    assert "Open help requests: 0." in pages["luvn"]
    assert "30.11.2026" in pages[ESPOO]
    assert "30.11.2026" not in pages["luvn"]
    assert "your organisation's inboxes only" in unescape(pages["luvn"])
    house.clock.move(days=800)
    audit = {
        organization: (await house.visit((role, organization), language="en").get("/staff/retention")).text
        for role, organization in (("administrator", ESPOO), ("handler", "luvn"))
    }
    kept = house.room.texts.render("retention.rule.audit", "en", values={"days": 730})
    assert f'<td>{kept}</td><td class="number">3</td>' in audit[ESPOO]
    assert f'<td>{kept}</td><td class="number">0</td>' in audit["luvn"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_messages_that_were_let_be_read_are_foretold_until_they_are_gone(
    build_house: BuildHouse, language: str
) -> None:
    """Thirty days after, and what is kept is not denied."""
    house = build_house(keep_unclear_messages=True)
    house.room.work(lambda session: keep(session, house.clock(), "0" * 64, "fi", "kissan kello kuuluu"))
    tell = house.room.texts.render
    kind, none_kept = tell("retention.kind.unclear", language), tell("retention.no_messages", language)
    assert none_kept
    visitor = house.visit(("administrator", "platform"), language=language)
    page = (await visitor.get("/staff/retention")).text
    assert f'<th scope="row">23.12.2026</th><td>{kind}</td><td class="number">1</td>' in page
    assert none_kept not in page
    assert "kissan" not in page
    house.clock.move(days=30)
    visitor = house.visit(("administrator", "platform"), language=language)
    rule = tell("retention.rule.unclear", language, values={"days": 30})
    assert f'<td>{rule}</td><td class="number">1</td>' in (await visitor.get("/staff/retention")).text


async def test_where_no_message_is_kept_the_page_says_so(house: House) -> None:
    page = (await house.visit(("administrator", "platform")).get("/staff/retention")).text
    assert "Viestejä ei tallenneta lainkaan." in page
    assert "joita botti ei ymmärtänyt" not in page


@pytest.mark.parametrize("role", ["reader", "editor", "reviewer"])
async def test_others_find_no_page(house: House, role: str) -> None:
    """Also not those of the platform; nobody is led to the sign-in."""
    assert (await house.visit((role, "platform")).get("/staff/retention")).status_code == 404
    assert (await house.open_browser().get("/staff/retention")).status_code == 303
