"""The audit: complete, in words, and only what the person may see."""

from __future__ import annotations

import datetime as dt
from html import unescape

from sqlalchemy import select
from sqlalchemy.orm import Session

from curation.saved_probes import load_probes, read_probes_file
from services_catalog.models import Service
from staff.changes import note_change
from staff.roles import PLATFORM, Actor
from tests.staff_pages.people import settle
from tests.staff_pages.visitors import House

CHANGES = "/staff/changes"
EDITOR = Actor("editor-id", "Pirjo Päivittäjä", "p@example.fi", "fi", frozenset())


def find_service(house: House, organization: str, is_platforms: bool) -> str:
    """Id of a service of the organisation that belongs to it, or to the platform."""
    is_national = Service.emergency | (Service.area_scope == "country")
    wanted = select(Service.id).where(
        Service.organization_key == organization if organization else True,
        is_national if is_platforms else ~is_national,
    )
    return str(house.room.work(lambda session: session.scalars(wanted.limit(1)).one()))


def note(house: House, kind: str, subject: str, **given: object) -> None:
    """Note a change of some field."""

    def work(session: Session) -> None:
        note_change(
            session, house.clock(), EDITOR, "edited", (kind, subject), {"summary": ("old words", "new words")}
        )

    house.room.work(work)


async def test_reviewers_see_the_changes_of_their_own_services(house: House) -> None:
    own = find_service(house, "luvn", is_platforms=False)
    national = find_service(house, "", is_platforms=True)
    for subject in (own, national):
        note(house, "service", subject)
    note(house, "account", "somebody")
    page = (await house.visit(("reviewer", "luvn")).get(CHANGES)).text
    assert own in page
    assert "old words" in page
    assert "Pirjo Päivittäjä" in page
    assert national not in page
    assert "somebody" not in page
    elsewhere = (await house.visit(("reviewer", "paijat-hame")).get(CHANGES)).text
    assert own not in elsewhere
    platform = (await house.visit(("reviewer", PLATFORM)).get(CHANGES)).text
    assert national in platform
    assert own not in platform


async def test_administrators_see_the_changes_of_accounts_alone(house: House) -> None:
    own = find_service(house, "luvn", is_platforms=False)
    note(house, "service", own)
    person = settle(house, "maija@example.fi")
    page = (await house.visit(("administrator", PLATFORM)).get(CHANGES)).text
    assert "Maija Mallikas" in page
    assert person.account_id in page
    assert own not in page


async def test_administrators_see_who_changed_inboxes_notices_and_the_switch_and_why(house: House) -> None:
    """In words of the page; what services and probes became is not theirs to see."""

    def work(session: Session) -> None:
        now = house.clock()
        note_change(
            session, now, EDITOR, "edited", ("inbox", "kuraattorit"), {"is_open": (True, False)}, "Loma"
        )
        note_change(session, now, EDITOR, "taken_down", ("notice", "notice-1"), {}, "Linja toimii")
        note_change(session, now, EDITOR, "closed", ("chat", "switch"), {"is_closed": (False, True)}, "Vika")
        note_change(session, now, EDITOR, "removed", ("probe", "probe-1"), {}, "Turha koe")

    house.room.work(work)
    page = (await house.visit(("administrator", PLATFORM)).get(CHANGES)).text
    for told in ("Postilaatikko", "Ottaa uusia pyyntöjä", "Loma", "Poistettiin näkyvistä", "Linja toimii"):
        assert told in page
    assert "Keskustelu" in page
    assert "Vika" in page
    assert "Turha koe" not in page
    reviewer = (await house.visit(("reviewer", PLATFORM)).get(CHANGES)).text
    assert "Turha koe" in reviewer


async def test_what_was_done_to_a_service_is_told_in_words(house: House) -> None:
    own = find_service(house, "luvn", is_platforms=False)

    def work(session: Session) -> None:
        fields = {"summary.fi": ("Ennen", "Nyt"), "status": ("draft", "published")}
        note_change(session, house.clock(), EDITOR, "published", ("service", own), fields, "Uusi")

    house.room.work(work)
    visitor = house.visit(("reviewer", "luvn"))
    for address in (CHANGES, f"/staff/services/{own}"):
        page = (await visitor.get(address)).text
        assert "Julkaistiin" in page
        assert "Lyhyesti (suomi)" in page
        assert "summary.fi" not in page
        assert "Tila" in page


async def test_what_stood_in_a_field_is_told_in_words(house: House) -> None:
    """Days, moments, places, lists and times; what nobody knows any more as it was."""
    own = find_service(house, "luvn", is_platforms=False)
    reference = house.app.state.door.catalogue.snapshot.reference
    probe, case = next(iter(read_probes_file(reference).items()))
    hours = {"always": True, "by_appointment": None, "weekly": None, "holidays": "open", "as_of": None}

    def work(session: Session) -> None:
        now = house.clock()
        fields: dict[str, tuple[object, object]] = {
            "ends_on": ("2026-11-24", "2026-11-30"),
            "area": ("country", "municipality 398"),
            "taken_down_at": (None, "2026-11-23T10:00:00+00:00"),
        }
        note_change(session, now, EDITOR, "edited", ("notice", "0" * 32), fields, "Jatkuu")
        changed = {"needs": ([], ["bullying"]), "area_codes": (["049"], ["03"]), "is_open": (True, False)}
        note_change(session, now, EDITOR, "edited", ("inbox", "kuraattorit"), changed, "Loma")
        of_service: dict[str, tuple[object, object]] = {
            "status": ("draft", "published"),
            "contacts.0.hours": (None, {**hours, "note": None}),
            "contacts.1.hours": (None, {"somehow": "else"}),
            "assured_date": (None, "2026-11-23"),
        }
        note_change(session, now, EDITOR, "published", ("service", own), of_service, "Uusi")
        load_probes(session, reference, now)
        note_change(session, now, EDITOR, "edited", ("probe", probe), {"age": (14, 15)}, "Toinen")

    house.room.work(work)
    page = unescape((await house.visit(("reviewer", PLATFORM), ("reviewer", "luvn")).get(CHANGES)).text)
    told = (
        "24.11.2026",
        "30.11.2026",
        "Lahti",
        "23.11.2026 12.00",
        "Kiusaaminen",
        "Espoo",
        "Länsi-Uudenmaan",
    )
    assert [one for one in told if one not in page] == []
    for told_of_service in ("Luonnos", "Julkaistu", "Aina auki", "{'somehow': 'else'}"):
        assert told_of_service in page
    assert case.name in page
    # A number made by chance says nothing to anybody.
    assert f'<a href="/staff/notices/{"0" * 32}">Tiedote</a>' in page


async def test_nothing_of_help_requests_is_here(house: House) -> None:
    note(house, "help_request", "kk-123")
    note(house, "notice", "notice-1")
    note(house, "unclear_message", "message-1")
    page = (await house.visit(("reviewer", PLATFORM), ("administrator", PLATFORM)).get(CHANGES)).text
    assert "kk-123" not in page
    assert "notice-1" in page


async def test_changes_are_found_by_person_subject_and_day(house: House) -> None:
    settle(house, "maija@example.fi", name="Maija")
    house.clock.move(days=1)
    other = settle(house, "eero@example.fi", name="Eero")
    note(house, "account", other.account_id)
    visitor = house.visit(("administrator", PLATFORM))
    by_day = (await visitor.get(f"{CHANGES}?day=2026-11-23")).text
    assert "maija@example.fi" in by_day
    assert "eero@example.fi" not in by_day
    by_subject = (await visitor.get(f"{CHANGES}?kind=account&subject={other.account_id}")).text
    assert "eero@example.fi" in by_subject
    assert "maija@example.fi" not in by_subject
    by_person = (await visitor.get(f"{CHANGES}?person=editor-id")).text
    assert "new words" in by_person
    assert "eero@example.fi" not in by_person


async def test_a_day_is_one_of_helsinki(house: House) -> None:
    house.clock.now = dt.datetime(2026, 11, 23, 22, 30, tzinfo=dt.UTC)
    settle(house, "maija@example.fi")
    visitor = house.visit(("administrator", PLATFORM))
    assert "maija@example.fi" in (await visitor.get(f"{CHANGES}?day=2026-11-24")).text
    assert "maija@example.fi" not in (await visitor.get(f"{CHANGES}?day=2026-11-23")).text


async def test_odd_questions_get_an_answer(house: House) -> None:
    visitor = house.visit(("administrator", PLATFORM))
    odd = (
        "day=yesterday",
        "day=0001-01-01",
        "day=9999-12-31",
        "before=x",
        "before=٣",
        "kind=%00",
        "person=%00",
    )
    for question in odd:
        assert (await visitor.get(f"{CHANGES}?{question}")).status_code == 200, question


async def test_older_changes_are_a_page_further(house: House) -> None:
    for number in range(55):
        note(house, "account", f"subject-{number:02}")
    visitor = house.visit(("administrator", PLATFORM))
    first = (await visitor.get(CHANGES)).text
    assert "subject-54" in first
    assert "subject-04" not in first
    import re

    older = re.search(r'href="(/staff/changes\?[^"]*before=\d+)"', first)
    assert older
    assert "subject-04" in (await visitor.get(unescape(older[1]))).text


async def test_what_was_written_is_shown_as_words_not_as_a_page(house: House) -> None:
    settle(house, "maija@example.fi", name="<script>alert(1)</script>")
    page = (await house.visit(("administrator", PLATFORM)).get(CHANGES)).text
    assert "<script>alert" not in page
