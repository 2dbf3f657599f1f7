"""With thousands of entries the pages answer, and ask the database no more than with a hundred.

To measure: `MANY_ENTRIES=20000 python -m pytest -s tests/staff_pages/test_many_entries.py`.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from curation.saved_probes import load_probes
from curation.to_do import ToDo
from curation.versions import find_head
from services_catalog.models import LinkCheck, Service
from services_catalog.reference_data import load_reference_data
from tests.staff_pages.conftest import BuildHouse
from tests.staff_pages.generated import add_generated
from tests.staff_pages.service_forms import open_form, read_form, send_form
from tests.staff_pages.visitors import House
from usage.counts import Tally, write_counts

FEW, MANY = 100, int(os.environ.get("MANY_ENTRIES", "1000"))
# An entry of Espoo that is in every house.
ENTRY, OWNER = "/staff/services/ohjaamo-espoo", "espoo"
READ_ANEW = "list, read anew"
PAGES = {
    READ_ANEW: "/staff/services",
    "list": "/staff/services",
    "last page": "/staff/services?page=9999",
    "search": "/staff/services?text=kuraattori&area=049",
    "filters": "/staff/services?need=bullying&organization=espoo&state=published",
    **{f"to do, {one}": f"/staff/services?to_do={one}" for one in ToDo},
    "gaps": "/staff/services/gaps",
    "gaps of one": "/staff/services/gaps?municipality=398",
    "entry": ENTRY,
    "form": f"{ENTRY}/edit",
    "preview": f"{ENTRY}/preview",
    "history": f"{ENTRY}/history",
    "verify": f"{ENTRY}/verify",
    "start": "/staff/",
    "probes": "/staff/probes",
    "try": "/staff/try?text=mua+kiusataan&language=fi",
    "changes": "/staff/changes",
    "notices": "/staff/notices",
    "guide": "/staff/guide",
    "figures by service": "/staff/figures?measure=services_shown&year=2025&by=service&and_by=language",
    "figures by need": "/staff/figures?measure=needs&year=2025",
    "report": "/staff/figures/report?year=2025",
    "figures kept": "/staff/figures?measure=services_shown&year=2025&by=service",
}
# Far more than any of them takes on a machine that does nothing else: for a page that would hold a worker.
MOST_SECONDS = 60
Deed = Callable[[], Awaitable[Any]]


def count_shown(house: House) -> None:
    """Count each service of the catalogue as shown in each month of an ended year, some more than others."""
    tally = Tally()
    for number, service in enumerate(house.app.state.door.catalogue.snapshot.services):
        for month in range(1, 13):
            told = {"service": service.id, "language": ("fi", "sv", "en")[number % 3]}
            tally.count(dt.date(2025, month, 5), "services_shown", told, 1 + (number * month) % 97)
    write_counts(house.room.engine, tally.take())


def break_links(house: House) -> None:
    """Every tenth service has a dead link."""

    def write(session: Session) -> None:
        now = house.clock()
        urls = sorted(set(session.scalars(select(Service.source_url).where(Service.source_url.is_not(None)))))
        dead = {
            "checked_at": now,
            "next_check_at": now,
            "failures": 3,
            "dead_since": now,
            "problem": "answer",
        }
        session.execute(insert(LinkCheck), [{"url": url, **dead} for url in urls[::10]])

    house.room.work(write)


async def measure(house: House, count: int) -> dict[str, int]:
    """How many statements each page and each step of an edit takes; the milliseconds are printed."""
    add_generated(house.room.engine, load_reference_data(), count)
    await house.app.state.door.catalogue.refresh()
    assert len(house.app.state.door.catalogue.snapshot.services) > count / 2
    count_shown(house)
    break_links(house)
    reference = house.app.state.door.catalogue.snapshot.reference
    assert house.room.work(lambda session: load_probes(session, reference, house.clock()))
    visitor = house.visit(("editor", OWNER), ("reviewer", "platform"))
    statements: dict[str, int] = {}

    def note(*_told: object) -> None:
        statements[doing] += 1

    async def send(do: str) -> Any:
        form = read_form((await visitor.get(f"{ENTRY}/review")).text, "/review")
        return await send_form(visitor, f"{ENTRY}/review", form, do)

    async def save() -> Any:
        form = await open_form(visitor, "ohjaamo-espoo")
        return await send_form(visitor, f"{ENTRY}/edit", form, summary__fi="Uusi tiivistelmä.")

    async def merge() -> Any:
        mine, theirs = await open_form(visitor, "ohjaamo-espoo"), await open_form(visitor, "ohjaamo-espoo")
        await send_form(visitor, f"{ENTRY}/edit", theirs, description__fi="Kuvaus.")
        asked = await send_form(visitor, f"{ENTRY}/edit", mine, summary__sv="Sammanfattning.")
        assert asked.status_code == 409
        return await send_form(visitor, f"{ENTRY}/merge", read_form(asked.text, "/merge"))

    async def check_link() -> Any:
        return await visitor.send(f"{ENTRY}/links", url="https://espoo.fi")

    deeds: dict[str, Deed] = {name: (lambda page=page: visitor.get(page)) for name, page in PAGES.items()}
    deeds |= {
        "save": save,
        "merge": merge,
        "check a link": check_link,
        "review": lambda: visitor.get(f"{ENTRY}/review"),
        "publish": lambda: send("publish"),
    }
    deeds["list after an edit"] = lambda: visitor.get("/staff/services")
    doing = ""
    event.listen(house.room.engine, "before_cursor_execute", note)
    for doing, act in deeds.items():
        statements[doing] = 0
        begun = time.perf_counter()
        answer = await act()
        seconds = time.perf_counter() - begun
        print(f"{count} entries, {doing}: {seconds * 1000:.0f} ms")
        assert answer.status_code in (200, 303), doing
        # All entries are read when a process starts, before anybody asks (read_ahead): nobody waits for that.
        assert seconds < MOST_SECONDS or doing == READ_ANEW, doing
    event.remove(house.room.engine, "before_cursor_execute", note)
    head = house.room.work(lambda session: find_head(session, "ohjaamo-espoo"))
    assert head is not None
    assert head.state == "published"
    return statements


async def test_pages_take_as_many_statements_with_many_entries_as_with_few(build_house: BuildHouse) -> None:
    few, many = await measure(build_house(), FEW), await measure(build_house(), MANY)
    # Parts of rows are read 500 rows at a time when all is read anew, once a process.
    few.pop(READ_ANEW)
    many.pop(READ_ANEW)
    assert few == many
