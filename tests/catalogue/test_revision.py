"""The number by which replicas see that the catalogue changed: no clock decides about it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, delete, insert, update
from sqlalchemy.orm import Session

from api.catalogue import Catalogue
from database.columns import utc_now
from services_catalog import database, models
from services_catalog.database import CHANGES_NOTHING, get_revision
from services_catalog.loading import load_catalogue
from services_catalog.reference_data import ReferenceData
from tests.catalogue.conftest import EXAMPLES

HELPLINE = "kriisipuhelin"


@pytest.fixture
def loaded(engine: Engine, reference: ReferenceData) -> Engine:
    """A database with the made-up entries."""
    load_catalogue(engine, reference, EXAMPLES)
    return engine


def read(engine: Engine) -> str:
    """The revision as another replica sees it."""
    with Session(engine) as session:
        return get_revision(session)


def rename(session: Session, name: str) -> None:
    """An edit as an editor makes it."""
    session.get_one(models.Service, HELPLINE).texts[0].name = name


def set_clock(monkeypatch: pytest.MonkeyPatch, **behind: float) -> None:
    """Let the clock of this replica be behind."""
    monkeypatch.setattr(database, "utc_now", lambda: utc_now() - dt.timedelta(**behind))


def test_an_edit_dated_before_an_earlier_one_is_seen(loaded: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dated by a replica whose clock is behind, or committed after an edit that began later."""
    with Session(loaded) as session, session.begin():
        session.get_one(models.Service, HELPLINE)
        session.get_one(models.Service, "nuorten-puhelin").minimum_age = 12
    first = read(loaded)
    set_clock(monkeypatch, hours=3)
    with Session(loaded) as session, session.begin():
        rename(session, "Toinen nimi")
    assert read(loaded) != first


async def test_a_replica_shows_an_edit_of_one_whose_clock_is_behind(
    loaded: Engine, reference: ReferenceData, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its next look, which comes within a minute."""
    replica = Catalogue.open(str(loaded.url), reference, 30)
    set_clock(monkeypatch, days=2)
    with Session(loaded) as session, session.begin():
        rename(session, "Toinen nimi")
    await replica.refresh()
    assert "Toinen nimi" in replica.snapshot.get_service(HELPLINE).names.values()
    replica.close()


def test_each_commit_counts_once_and_what_is_rolled_back_does_not(loaded: Engine) -> None:
    def number() -> int:
        return int(read(loaded).partition("/")[0])

    begin = number()
    with Session(loaded) as session, session.begin():
        rename(session, "Ensin")
        session.flush()
        rename(session, "Sitten")
    assert number() == begin + 1
    with Session(loaded) as session:
        rename(session, "Turhaan")
        session.flush()
        session.rollback()
        session.get_one(models.Service, HELPLINE)
        session.commit()
    assert number() == begin + 1
    with Session(loaded) as session, session.begin(), session.begin_nested():
        rename(session, "Sisällä")
    assert number() == begin + 2


def test_a_new_and_a_removed_row_are_seen(loaded: Engine) -> None:
    seen = [read(loaded)]
    with Session(loaded) as session, session.begin():
        row = session.get_one(models.Service, HELPLINE)
        row.texts.pop()
    seen.append(read(loaded))
    with Session(loaded) as session, session.begin():
        session.delete(session.get_one(models.Service, HELPLINE))
    seen.append(read(loaded))
    with Session(loaded) as session, session.begin():
        session.add(models.Organization(key="new"))
    assert len({*seen, read(loaded)}) == 4


def test_statements_past_all_objects_are_seen(loaded: Engine) -> None:
    """Of the catalogue's tables, whether written through classes or through tables."""
    service, organization = models.Service, models.Organization
    seen = [read(loaded)]
    for statement in (
        update(service).where(service.id == HELPLINE).values(status="archived"),
        insert(organization.__table__).values(key="new", updated_at=utc_now()),
        delete(service).where(service.id == HELPLINE),
    ):
        with Session(loaded) as session, session.begin():
            session.execute(statement)
        seen.append(read(loaded))
    assert len(set(seen)) == 4


def test_a_lock_changes_nothing(loaded: Engine) -> None:
    before = read(loaded)
    with Session(loaded) as session, session.begin():
        session.execute(
            update(models.Service).values(status=models.Service.status),
            execution_options={CHANGES_NOTHING: True},
        )
    assert read(loaded) == before


def test_only_a_link_that_dies_or_opens_again_is_seen(loaded: Engine) -> None:
    """Links are looked at all day: no replica rebuilds its picture for one that is as it was."""
    now, seen = utc_now(), [read(loaded)]
    url = "https://example.fi/"
    with Session(loaded) as session, session.begin():
        session.add(models.LinkCheck(url=url, failures=1, checked_at=now, next_check_at=now))
    assert read(loaded) == seen[0]
    for dead_since in (now, None):
        with Session(loaded) as session, session.begin():
            session.get_one(models.LinkCheck, url).dead_since = dead_since
        seen.append(read(loaded))
    assert len(set(seen)) == 3


def test_a_database_without_the_row_gets_one(loaded: Engine) -> None:
    with loaded.begin() as connection:
        connection.execute(delete(models.CatalogueRevision))
    assert read(loaded) == "0"
    with Session(loaded) as session, session.begin():
        rename(session, "Toinen nimi")
    assert read(loaded).startswith("1/")
