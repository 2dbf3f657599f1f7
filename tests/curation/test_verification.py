"""A check is a person's own word on a day: it lifts the service in answers, ages, and is asked for again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.settings import ROOT
from api.staff.room import load_words
from api.staff.rounds import write_reminder
from curation.content import get_content_digest, read_row
from curation.models import Reminder
from curation.publishing import Desk
from curation.reminders import UnsentError, remind
from curation.rules import Freshness, Rules
from curation.verification import (
    DueService,
    NotPublishedError,
    Part,
    SeenOtherwiseError,
    check_service,
    find_due,
    get_states,
)
from curation.versions import get_kept, save
from services_catalog.loading import load_catalogue
from services_catalog.models import Service
from services_catalog.opening import HELSINKI
from services_catalog.ranking import (
    ASSURED,
    MAXIMUM_AGE_OF_CONTACTS_DAYS,
    STALE,
    are_contacts_stale,
    is_stale,
    score_facts,
)
from services_catalog.reference_data import ReferenceData
from services_catalog.service import Service as CatalogueService
from services_catalog.service import to_service
from staff.models import Account, Membership
from staff.roles import Actor
from tests.curation.people import AINO, LOCAL, NOW, OWNER, change, work

TODAY = NOW.astimezone(HELSINKI).date()
WITH_HOURS = "omatila-espoo"
FRESHNESS = Freshness(contacts_days=180, all_days=365, told_before_days=14, told_every_days=7)


def check(engine: Engine, service_id: str = LOCAL, part: Part = "all", now: dt.datetime = NOW) -> None:
    def act(session: Session) -> None:
        digest = get_content_digest(get_kept(session, service_id).public)
        check_service(session, now, AINO, service_id, part, digest)

    work(engine, act)


def read_service(engine: Engine) -> CatalogueService:
    return work(engine, lambda s: to_service(s.get_one(Service, LOCAL)))


def test_a_check_of_all_lifts_the_service_and_says_so(engine: Engine, reference: ReferenceData) -> None:
    old = TODAY - dt.timedelta(days=800)
    work(engine, lambda s: setattr(s.get_one(Service, LOCAL), "source_date", old))
    before = work(engine, lambda s: to_service(s.get_one(Service, LOCAL)))
    assert is_stale(before, TODAY)
    check(engine)
    after = work(engine, lambda s: to_service(s.get_one(Service, LOCAL)))
    assert after.assured_date == TODAY
    assert work(engine, lambda s: s.get_one(Service, LOCAL)).assured_by == "Aino"
    assert not is_stale(after, TODAY)
    assert score_facts(after, TODAY) > score_facts(before, TODAY)
    # A year later it is as old as any fact.
    assert is_stale(after, TODAY + dt.timedelta(days=367))
    assert load_catalogue(engine, reference).kept_for_staff.count(LOCAL) == 1


def test_a_check_past_its_year_is_old_though_the_source_is_newer(engine: Engine, desk: Desk) -> None:
    check(engine)
    later = TODAY + dt.timedelta(days=367)

    def write(session: Session) -> None:
        kept = get_kept(session, LOCAL)
        source = {**kept.public["source"], "date": later.isoformat()}
        version = save(session, NOW, AINO, LOCAL, 0, change(kept.public, source=source))
        desk.publish(session, NOW, AINO, LOCAL, version.number)

    fresh = score_facts(read_service(engine), TODAY)
    work(engine, write)
    service = read_service(engine)
    assert service.source_date == later
    assert is_stale(service, later)
    # Neither what a check earns is left, nor what it costs to have none is spared.
    assert fresh - score_facts(service, later) == pytest.approx(ASSURED - STALE)


def test_a_check_of_the_contacts_dates_the_hours_alone(engine: Engine) -> None:
    def give_hours(session: Session) -> None:
        row = session.get_one(Service, LOCAL)
        row.contacts[0].hours_kind, row.contacts[0].hours_as_of = "by_appointment", dt.date(2025, 1, 1)

    work(engine, give_hours)
    check(engine, part="contacts")
    row = work(engine, lambda s: s.get_one(Service, LOCAL))
    assert row.contacts[0].hours_as_of == TODAY
    assert row.assured_date is None


def give_number(session: Session) -> None:
    contact = session.get_one(Service, LOCAL).contacts[0]
    contact.type, contact.value = "phone", "09 123 4567"


def test_contacts_age_faster_than_the_rest(engine: Engine) -> None:
    """A check of all: its numbers and hours are too old first; the service then earns nothing by it."""
    work(engine, give_number)
    unchecked = read_service(engine)
    check(engine)
    checked = read_service(engine)
    last_good = TODAY + dt.timedelta(days=FRESHNESS.contacts_days)
    after = last_good + dt.timedelta(days=1)
    assert not are_contacts_stale(checked, last_good)
    assert score_facts(checked, last_good) == score_facts(checked, TODAY)
    assert are_contacts_stale(checked, after)
    assert not is_stale(checked, after)
    assert score_facts(checked, after) == pytest.approx(score_facts(checked, TODAY) - ASSURED)
    # Nobody's check is not called old, and whoever checked once is not the worse for it.
    assert not are_contacts_stale(unchecked, after)
    assert score_facts(unchecked, after) == score_facts(unchecked, TODAY)
    assert score_facts(checked, after) >= score_facts(unchecked, after)
    # Of the numbers alone a new check is enough.
    check(engine, part="contacts", now=NOW + dt.timedelta(days=181))
    assert score_facts(read_service(engine), after) == score_facts(checked, TODAY)


def test_a_check_of_the_contacts_alone_lifts_until_it_is_old(engine: Engine) -> None:
    work(engine, give_number)
    work(engine, lambda s: setattr(s.get_one(Service, LOCAL), "source_date", TODAY))
    before = read_service(engine)
    check(engine, part="contacts")
    service = read_service(engine)
    assert (service.assured_date, service.contacts_assured_date) == (None, TODAY)
    assert score_facts(service, TODAY) > score_facts(before, TODAY)
    later = TODAY + dt.timedelta(days=181)
    assert score_facts(before, later) <= score_facts(service, later) < score_facts(service, TODAY)


def test_a_plain_web_page_does_not_age_by_itself(engine: Engine) -> None:
    check(engine)
    service = read_service(engine)
    assert {(contact.type, contact.hours) for contact in service.contacts} == {("web", None)}
    assert not are_contacts_stale(service, TODAY + dt.timedelta(days=181))


def test_answers_and_staff_believe_a_check_of_contacts_equally_long() -> None:
    assert Rules.load(ROOT / "data").freshness.contacts_days == MAXIMUM_AGE_OF_CONTACTS_DAYS


def test_only_a_check_dates_the_contacts(engine: Engine, desk: Desk, reference: ReferenceData) -> None:
    """Neither an edit of a number nor its publication nor an import; and none of them takes the date away."""

    def publish(based_on: int, **fields: str) -> None:
        def act(session: Session) -> None:
            kept = get_kept(session, LOCAL)
            version = save(session, NOW, AINO, LOCAL, based_on, change(kept.public, **fields))
            desk.publish(session, NOW, AINO, LOCAL, version.number)

        work(engine, act)

    publish(0, summary__fi="Toinen.")
    load_catalogue(engine, reference)
    assert read_service(engine).contacts_assured_date is None
    check(engine, part="contacts", now=NOW - dt.timedelta(days=30))
    publish(2, summary__fi="Kolmas.")
    load_catalogue(engine, reference)
    assert read_service(engine).contacts_assured_date == TODAY - dt.timedelta(days=30)


def test_neither_edits_nor_publishing_nor_imports_make_a_check(
    engine: Engine, desk: Desk, reference: ReferenceData
) -> None:
    def act(session: Session) -> None:
        kept = get_kept(session, LOCAL)
        version = save(session, NOW, AINO, LOCAL, 0, change(kept.public, summary__fi="Toinen."))
        desk.publish(session, NOW, AINO, LOCAL, version.number)

    work(engine, act)
    load_catalogue(engine, reference)
    row = work(engine, lambda s: s.get_one(Service, LOCAL))
    assert (row.assured_date, row.assured_by) == (None, None)


def test_a_check_stays_through_an_edit_and_is_told_as_older(engine: Engine, desk: Desk) -> None:
    check(engine)

    def act(session: Session) -> None:
        kept = get_kept(session, LOCAL)
        version = save(session, NOW, AINO, LOCAL, 0, change(kept.public, summary__fi="Toinen."))
        desk.publish(session, NOW, AINO, LOCAL, version.number)

    work(engine, act)
    row = work(engine, lambda s: s.get_one(Service, LOCAL))
    assert row.assured_date == TODAY
    states = work(engine, lambda s: get_states(s, s.get_one(Service, LOCAL), NOW, FRESHNESS))
    assert all(state.is_changed for state in states)


def test_a_check_made_while_somebody_edits_is_not_undone(engine: Engine, desk: Desk) -> None:
    """Publishing an edit begun before keeps the newer date of hours that it did not change."""

    def give_hours(session: Session) -> None:
        row = session.get_one(Service, LOCAL)
        row.contacts[0].hours_kind, row.contacts[0].hours_as_of = "by_appointment", dt.date(2025, 1, 1)

    work(engine, give_hours)
    kept = work(engine, lambda s: get_kept(s, LOCAL))
    work(engine, lambda s: save(s, NOW, AINO, LOCAL, 0, change(kept.public, summary__fi="Toinen.")))
    check(engine, part="contacts")
    work(engine, lambda s: desk.publish(s, NOW, AINO, LOCAL, 2))
    content = work(engine, lambda s: read_row(s.get_one(Service, LOCAL)))
    assert content["summary"]["fi"] == "Toinen."
    assert content["contacts"][0]["hours"]["as_of"] == TODAY.isoformat()


def test_only_what_the_person_saw_is_checked(engine: Engine) -> None:
    with pytest.raises(SeenOtherwiseError):
        work(engine, lambda s: check_service(s, NOW, AINO, LOCAL, "all", "of-another-content"))
    with pytest.raises(NotPublishedError):
        check(engine, "sekasin-chat")
    assert work(engine, lambda s: s.get_one(Service, LOCAL)).assured_date is None


def find_line(engine: Engine, now: dt.datetime, service_id: str = LOCAL) -> DueService | None:
    due = work(engine, lambda s: find_due(s, now, FRESHNESS), None)
    return next((one for one in due if one.service_id == service_id), None)


def test_contacts_are_due_before_the_rest(engine: Engine) -> None:
    never = find_line(engine, NOW)
    assert never is not None
    assert (never.part, never.due_date, never.owner_key) == ("all", None, OWNER)
    check(engine)
    assert find_line(engine, NOW) is None
    half = find_line(engine, NOW + dt.timedelta(days=170))
    assert half is not None
    assert (half.part, half.due_date) == ("contacts", TODAY + dt.timedelta(days=180))
    check(engine, part="contacts", now=NOW + dt.timedelta(days=170))
    assert find_line(engine, NOW + dt.timedelta(days=180)) is None
    whole = find_line(engine, NOW + dt.timedelta(days=351))
    assert whole is not None
    assert whole.part == "all"


def add_account(engine: Engine, name: str, role: str, organization: str, is_active: bool = True) -> None:
    def act(session: Session) -> None:
        account = Account(id=name, email=f"{name}@example.fi", name=name, language="sv", is_active=is_active)
        account.memberships = [Membership(role=role, organization_key=organization)]
        session.add(account)

    work(engine, act)


def test_editors_are_mailed_of_their_own_at_most_weekly(engine: Engine) -> None:
    add_account(engine, "aino", "editor", OWNER)
    add_account(engine, "louhi", "reviewer", "platform")
    add_account(engine, "reader", "reader", OWNER)
    add_account(engine, "gone", "editor", OWNER, is_active=False)
    mails: list[tuple[str, list[str]]] = []

    def send(actor: Actor, services: object) -> None:
        mails.append((actor.account_id, [one.service_id for one in services]))  # type: ignore[attr-defined]

    assert remind(engine, send, NOW, FRESHNESS).sent == 2
    assert [who for who, _ in mails] == ["aino", "louhi"]
    assert LOCAL in mails[0][1]
    assert "mieli-kriisipuhelin" in mails[1][1]
    assert not set(mails[0][1]) & set(mails[1][1])
    assert remind(engine, send, NOW + dt.timedelta(days=6), FRESHNESS).sent == 0
    assert remind(engine, send, NOW + dt.timedelta(days=8), FRESHNESS).sent == 2


def test_a_mail_that_did_not_go_is_tried_again(engine: Engine) -> None:
    add_account(engine, "aino", "editor", OWNER)

    def fail(_actor: Actor, _services: object) -> None:
        raise UnsentError

    assert remind(engine, fail, NOW, FRESHNESS).waiting == 1
    sent: list[str] = []
    ok = lambda actor, _services: sent.append(actor.account_id)  # noqa: E731
    assert remind(engine, ok, NOW + dt.timedelta(minutes=30), FRESHNESS).sent == 0
    assert remind(engine, ok, NOW + dt.timedelta(hours=3), FRESHNESS).sent == 1
    assert work(engine, lambda s: s.get_one(Reminder, "aino")).attempts == 0


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_reminder_says_what_where_and_until_when(language: str) -> None:
    services = [
        DueService(f"palvelu-{number}", OWNER, f"Palvelu {number}", "contacts", TODAY) for number in range(25)
    ]
    texts = load_words(ROOT / "data")
    actor = replace(AINO, language=language)
    subject, body = write_reminder(texts, actor, services, "https://kynnys.example/staff/")
    assert "25" in subject
    assert "https://kynnys.example/staff/services/palvelu-0/verify" in body
    assert "23.11.2026" in body
    assert "palvelu-20" not in body
