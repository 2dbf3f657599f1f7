"""A Kynnys with one of everything that pages of staff are about, of several owners."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.application import read_data
from api.settings import ROOT
from curation.content import read_row
from curation.models import Version
from curation.notices import Wording, publish_notice
from curation.saved_probes import load_probes, read_probes
from curation.unclear_messages import UnclearMessage, keep
from curation.versions import save
from services_catalog.models import Service
from staff.roles import PLATFORM, Actor, Role
from tests.databases import make_filled_database
from tests.staff_pages.help_request_house import ESPOO, LUVN, HelpRequestHouse
from tests.staff_pages.people import settle

# By owner: the entry with a version, and where the inbox takes requests from.
ENTRIES = {LUVN: "perhetyo-lansi-uusimaa", ESPOO: "ohjaamo-espoo", PLATFORM: "mieli-kriisipuhelin"}
TOWNS = {LUVN: "444", ESPOO: "049"}
# What stands in an address, by its name there, and what it is for a thing of this owner.
Things = dict[str, dict[str, str]]


async def furnish(file: Path) -> tuple[HelpRequestHouse, Things]:
    """A house in `file`, and by owner the ids of what is there; what nobody owns is the platform's."""
    make_filled_database(file)
    guide = file.parent / "guide"
    (guide / "pictures").mkdir(parents=True, exist_ok=True)
    (guide / "pictures" / "start.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(32))
    house = HelpRequestHouse(file, front_door={"staff_guide_folder": guide})
    now, reference = house.clock(), read_data(ROOT / "data").reference
    editor = Actor("editor", "Eeva", "e@example.fi", "fi", frozenset({(Role.REVIEWER, PLATFORM)}))

    def make(session: Session) -> dict[str, str]:
        for service_id in ENTRIES.values():
            content = read_row(session.get_one(Service, service_id))
            save(session, now, editor, service_id, 0, {**content, "maximum_age": 30}, why="Uusi yläraja")
            assert session.scalars(select(Version.number).where(Version.service_id == service_id)).all()
        load_probes(session, reference, now)
        texts = {"fi": "Ruuhkaa", "sv": "Rusning", "en": "Busy"}
        wording = Wording(texts, now.date(), now.date(), "country", None)
        assert keep(session, now, "a" * 64, "fi", "vähän mietityttää")
        session.flush()
        return {
            "probe_id": read_probes(session)[0].id,
            "notice_id": publish_notice(session, reference, now, editor, wording, "Ruuhkaa"),
            "message_id": session.scalars(select(UnclearMessage.id)).one(),
            "deed": "give",
            "guide": "editing",
            "picture": "start.png",
        }

    nobodys = {**house.room.work(make, editor), "account_id": settle(house, "maija@example.fi").account_id}
    things: Things = {PLATFORM: nobodys, LUVN: {}, ESPOO: {}}
    for owner, service_id in ENTRIES.items():
        things[owner] |= {"service_id": service_id, "number": "1"}
    for owner, town in TOWNS.items():
        house.enter_inbox(f"inbox-{owner}", organization_key=owner, area_codes=[town])
        _, request_id = await house.send(municipality=town)
        things[owner] |= {"inbox_id": f"inbox-{owner}", "request_id": request_id}
    return house, things


async def close(house: HelpRequestHouse) -> None:
    """Close browsers and database."""
    await house.close()
    house.room.engine.dispose()
    house.engine.dispose()
