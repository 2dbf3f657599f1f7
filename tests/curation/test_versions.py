"""Each save is a version; nobody writes over another unseen, nor does an import."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from curation.content import read_row
from curation.models import Version
from curation.versions import (
    ChangedMeanwhileError,
    UnknownServiceError,
    create_service,
    find_versions,
    get_kept,
    restore,
    save,
)
from database.connections import retry_when_locked
from services_catalog.database import get_revision
from services_catalog.loading import load_catalogue
from services_catalog.models import Service
from services_catalog.reference_data import ReferenceData
from tests.curation.people import AINO, LOCAL, NOW, VÄINÖ, change, work

DRAFT = "sekasin-chat"


def test_the_first_version_is_what_was_there_before_staff(engine: Engine) -> None:
    public = work(engine, lambda session: get_kept(session, LOCAL).public)
    work(engine, lambda s: save(s, NOW, AINO, LOCAL, 0, change(public, minimum_age=14)))
    first, second = work(engine, lambda session: find_versions(session, LOCAL))
    assert (first.author_name, first.state, first.content) == ("Kynnys", "published", public)
    assert (second.author_name, second.state, second.based_on) == ("Aino", "working", 1)


def test_a_save_over_a_newer_version_is_refused_with_both(engine: Engine) -> None:
    public = work(engine, lambda session: get_kept(session, LOCAL).public)
    work(engine, lambda s: save(s, NOW, AINO, LOCAL, 0, change(public, minimum_age=14)))
    with pytest.raises(ChangedMeanwhileError) as caught:
        work(engine, lambda s: save(s, NOW, VÄINÖ, LOCAL, 0, change(public, minimum_age=16)), VÄINÖ)
    assert caught.value.base == public
    assert caught.value.theirs["minimum_age"] == 14
    assert (caught.value.number, caught.value.author_name) == (2, "Aino")


def test_of_many_saves_at_once_exactly_one_is_taken(engine: Engine) -> None:
    public = work(engine, lambda session: get_kept(session, LOCAL).public)

    def try_save(age: int) -> bool:
        def attempt() -> bool:
            try:
                work(engine, lambda s: save(s, NOW, AINO, LOCAL, 0, change(public, minimum_age=age)))
            except ChangedMeanwhileError:
                return False
            return True

        return retry_when_locked(attempt, attempts=10)

    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(try_save, range(1, 7)))
    assert taken.count(True) == 1
    numbers = work(engine, lambda s: s.scalars(select(Version.number).order_by(Version.number)).all())
    assert numbers == [1, 2]


def test_an_import_leaves_what_staff_have_begun_to_edit(engine: Engine, reference: ReferenceData) -> None:
    public = work(engine, lambda session: get_kept(session, LOCAL).public)
    work(engine, lambda s: save(s, NOW, AINO, LOCAL, 0, change(public, minimum_age=14)))
    # As if the entry's file had changed since the last load.
    work(engine, lambda s: setattr(s.get_one(Service, LOCAL), "import_digest", "of-an-older-file"))
    assert LOCAL in load_catalogue(engine, reference).kept_for_staff


def test_the_same_content_again_is_no_new_version(engine: Engine) -> None:
    public = work(engine, lambda session: get_kept(session, LOCAL).public)
    changed = change(public, minimum_age=14)
    work(engine, lambda s: save(s, NOW, AINO, LOCAL, 0, changed))
    work(engine, lambda s: save(s, NOW, AINO, LOCAL, 2, changed))
    assert work(engine, lambda s: s.scalar(select(func.count(Version.id)))) == 2


def test_restoring_makes_a_new_version_with_the_old_content(engine: Engine) -> None:
    public = work(engine, lambda session: get_kept(session, LOCAL).public)
    work(engine, lambda s: save(s, NOW, AINO, LOCAL, 0, change(public, minimum_age=14)))
    work(engine, lambda s: save(s, NOW, AINO, LOCAL, 2, change(public, minimum_age=15)))
    restored = work(engine, lambda s: restore(s, NOW, AINO, LOCAL, 2, 3))
    assert (restored.number, restored.content["minimum_age"], restored.state) == (4, 14, "working")
    # Back at what everybody sees nothing is left to publish.
    back = work(engine, lambda s: restore(s, NOW, AINO, LOCAL, 1, 4))
    assert (back.number, back.state) == (5, "published")
    states = work(engine, lambda s: [version.state for version in find_versions(s, LOCAL)])
    assert states == ["published", "replaced", "replaced", "replaced", "published"]
    told = work(engine, lambda s: restore(s, NOW, AINO, LOCAL, 2, 5, "Kesäaika päättyi"))
    assert [restored.why, told.why] == ["#2", "#2: Kesäaika päättyi"]


def test_a_draft_never_published_shows_what_was_saved_last(engine: Engine) -> None:
    draft = work(engine, lambda session: get_kept(session, DRAFT).public)
    work(engine, lambda s: save(s, NOW, AINO, DRAFT, 0, change(draft, summary__fi="Uusi.")))
    row = work(engine, lambda s: s.get_one(Service, DRAFT))
    assert row.status == "draft"
    assert work(engine, lambda s: read_row(s.get_one(Service, DRAFT)))["summary"]["fi"] == "Uusi."


def test_a_saved_version_does_not_touch_what_is_public(engine: Engine) -> None:
    public = work(engine, lambda session: get_kept(session, LOCAL).public)
    work(engine, lambda s: save(s, NOW, AINO, LOCAL, 0, change(public, minimum_age=14)))
    with Session(engine) as session:
        revision = get_revision(session)
        assert read_row(session.get_one(Service, LOCAL)) == public
    work(engine, lambda s: save(s, NOW, AINO, LOCAL, 2, change(public, minimum_age=15)))
    with Session(engine) as session:
        # No replica rebuilds its picture for what nobody may see yet.
        assert get_revision(session) == revision


def test_new_services_get_ids_of_their_own(engine: Engine) -> None:
    content = work(engine, lambda session: get_kept(session, LOCAL).public)
    named = change(content, name={"fi": "Ääkkösten talo & tila!"})
    ids = [work(engine, lambda s: create_service(s, NOW, AINO, named)) for _ in range(2)]
    assert ids == ["aakkosten-talo-tila", "aakkosten-talo-tila-2"]
    with pytest.raises(UnknownServiceError):
        work(engine, lambda session: get_kept(session, "nothing"))
