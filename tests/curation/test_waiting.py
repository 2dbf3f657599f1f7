"""What waits for whom: versions sent to review, and versions saved but not published."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from curation.content import Content
from curation.finding import Finder
from curation.publishing import Desk
from curation.rules import Freshness
from curation.to_do import Situation
from curation.versions import create_service, get_kept, save
from curation.waiting import read_situation
from services_catalog.reference_data import ReferenceData
from staff.roles import Actor, Role
from tests.curation.people import (
    AINO,
    LOCAL,
    NATIONAL,
    NOW,
    OWNER,
    PLATFORM_REVIEWER,
    REVIEWER,
    VÄINÖ,
    change,
    make_actor,
    work,
)


def look(engine: Engine, reference: ReferenceData, actor: Actor) -> Situation:
    """What waits for this person."""
    finder = Finder(reference)

    def read(session: Session) -> Situation:
        finder.refresh(session)
        return read_situation(session, actor, finder, NOW.date(), Freshness())

    return work(engine, read)


def write(engine: Engine, actor: Actor = AINO, service_id: str = LOCAL, **fields: object) -> int:
    """The number of a version that this person saved."""

    def act(session: Session) -> int:
        kept = get_kept(session, service_id)
        return save(session, NOW, actor, service_id, kept.number, change(kept.content, **fields)).number

    return work(engine, act)


def send(engine: Engine, desk: Desk, number: int, service_id: str = LOCAL) -> None:
    work(engine, lambda s: desk.send_to_review(s, NOW, AINO, service_id, number))


def test_who_may_approve_finds_it_and_nobody_else(
    engine: Engine, desk: Desk, reference: ReferenceData
) -> None:
    send(engine, desk, write(engine, maximum_age=27))
    assert look(engine, reference, REVIEWER).in_review == {LOCAL}
    elsewhere = make_actor("Lempi", Role.REVIEWER, "lahti")
    for actor in (AINO, PLATFORM_REVIEWER, elsewhere, make_actor("Reader", Role.READER)):
        assert look(engine, reference, actor).in_review == frozenset()


def test_whoever_wrote_any_of_it_is_no_second_person(
    engine: Engine, desk: Desk, reference: ReferenceData
) -> None:
    write(engine, REVIEWER, minimum_age=15)
    send(engine, desk, write(engine, VÄINÖ, maximum_age=27))
    assert look(engine, reference, REVIEWER).in_review == frozenset()
    another = make_actor("Tuuli", Role.REVIEWER)
    assert look(engine, reference, another).in_review == {LOCAL}
    work(engine, lambda s: desk.approve(s, NOW, another, LOCAL, 3))
    # What was written before the last publication is nobody's hindrance any more.
    send(engine, desk, write(engine, VÄINÖ, maximum_age=28))
    assert look(engine, reference, REVIEWER).in_review == {LOCAL}


def test_a_change_that_makes_it_national_waits_for_neither_reviewer(
    engine: Engine, desk: Desk, reference: ReferenceData
) -> None:
    send(engine, desk, write(engine, area={"scope": "country", "codes": []}))
    assert look(engine, reference, REVIEWER).in_review == frozenset()
    assert look(engine, reference, PLATFORM_REVIEWER).in_review == frozenset()


def test_what_is_saved_and_not_published_is_found_by_its_editors(
    engine: Engine, desk: Desk, reference: ReferenceData
) -> None:
    number = write(engine, summary__fi="Toinen.")
    assert look(engine, reference, VÄINÖ).unpublished == {LOCAL}
    assert look(engine, reference, PLATFORM_REVIEWER).unpublished == frozenset()
    assert look(engine, reference, make_actor("Reader", Role.READER)).unpublished == frozenset()
    send(engine, desk, number)
    assert look(engine, reference, VÄINÖ).unpublished == frozenset()
    work(engine, lambda s: desk.reject(s, NOW, REVIEWER, LOCAL, number, "Ei näin."))
    assert look(engine, reference, VÄINÖ).unpublished == {LOCAL}
    number = write(engine, summary__fi="Kolmas.")
    work(engine, lambda s: desk.publish(s, NOW, AINO, LOCAL, number))
    assert look(engine, reference, VÄINÖ).unpublished == frozenset()


def test_a_new_draft_waits_for_its_reviewer_and_is_no_unpublished_change(
    engine: Engine, desk: Desk, reference: ReferenceData
) -> None:
    def make(session: Session) -> str:
        content: Content = get_kept(session, LOCAL).public
        return create_service(session, NOW, AINO, change(content, name__fi="Uusi paikka"))

    service_id = work(engine, make)
    assert look(engine, reference, VÄINÖ).unpublished == frozenset()
    send(engine, desk, 1, service_id)
    assert look(engine, reference, REVIEWER).in_review == {service_id}


def test_stale_translations_are_found_when_saved_and_gone_when_mended(
    engine: Engine, reference: ReferenceData
) -> None:
    """By the same finder, which reads the versions of a service again only when it got a new one."""
    finder = Finder(reference)

    def find() -> frozenset[str]:
        return work(engine, finder.stale_translations.find)

    assert find() == frozenset()
    write(engine, summary__fi="Toinen.")
    assert find() == {LOCAL}
    assert look(engine, reference, AINO).stale_translations == {LOCAL}
    write(engine, service_id="omatila-espoo", minimum_age=16)
    write(engine, summary__sv="En annan.")
    assert find() == {LOCAL}
    write(engine, summary__en="Another.")
    assert find() == frozenset()


def test_versions_are_read_once(engine: Engine, reference: ReferenceData) -> None:
    write(engine, summary__fi="Toinen.")
    finder = Finder(reference)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    counts = []
    for _ in range(2):
        statements.clear()
        assert work(engine, finder.stale_translations.find) == {LOCAL}
        counts.append(len([one for one in statements if one.startswith("SELECT")]))
    assert counts == [2, 1]


@pytest.mark.parametrize("actor", [REVIEWER, PLATFORM_REVIEWER])
def test_nothing_waits_where_nobody_wrote(engine: Engine, reference: ReferenceData, actor: Actor) -> None:
    situation = look(engine, reference, actor)
    assert (situation.in_review, situation.unpublished) == (frozenset(), frozenset())
    assert NATIONAL not in situation.last_checks
    assert OWNER not in situation.last_checks
