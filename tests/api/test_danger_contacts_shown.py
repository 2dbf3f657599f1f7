"""The contacts of danger as everybody gets them: counted by their service, and told without a doubt."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from api.danger.contacts import FOLDER
from api.danger.last_known_good import load_last_known_good
from services_catalog.ranking import are_contacts_stale
from tests.api.standins import NOW, FrontDoor, OpenDoor, build_catalogue


@pytest.fixture
def door(open_door: OpenDoor) -> FrontDoor:
    """A door whose danger contacts somebody checked, but years ago."""
    services = load_last_known_good(FOLDER).services.values()
    checked = NOW.date() - dt.timedelta(days=800)
    catalogue = build_catalogue(
        *(
            replace(service, source_date=NOW.date(), assured_date=None, contacts_assured_date=checked)
            for service in services
        )
    )
    return open_door(catalogue=catalogue)


async def test_use_of_a_danger_contact_is_counted_for_its_service(door: FrontDoor) -> None:
    """Each contact names its service, in a reply and on the page."""
    page = (await door.client.get("/v1/page?language=fi")).json()
    reply = await door.send("haluan tappaa itseni")
    shown = [*page["danger"]["contacts"], *reply["parts"][0]["contacts"]]
    for contact in shown:
        event = {"event": "called", "service_id": contact["service_id"], "language": "fi"}
        assert (await door.client.post("/v1/events", json=event)).status_code == 204

    waiting = door.app.state.door.statistics.tally.waiting
    called = {cell.values: n for (_, cell), n in waiting.items() if cell.measure == "services_called"}
    assert len(called) > 2
    assert sum(called.values()) == len(shown)


async def test_the_page_tells_whose_each_danger_contact_is(door: FrontDoor) -> None:
    """The server draws the same contacts, which its script counts."""
    page = (await door.client.get("/")).text
    contacts = (await door.client.get("/v1/page")).json()["danger"]["contacts"]
    for contact in contacts:
        assert f'data-service="{contact["service_id"]}"' in page


async def test_nobody_in_danger_is_led_to_doubt_a_number(door: FrontDoor) -> None:
    """On the card of the same service the old check is told (docs/adr/0011)."""
    reply = await door.send("haluan tappaa itseni")
    snapshot = door.app.state.door.catalogue.snapshot
    shown = [contact for contact in reply["parts"][0]["contacts"] if contact["type"] == "phone"]
    assert shown
    for contact in shown:
        assert "warning" not in contact
        service = snapshot.detect_service(contact["service_id"])
        assert service is not None
        assert are_contacts_stale(service, NOW.date())
        card = (await door.client.get(f"/v1/services/{service.id}?language=fi")).json()
        assert any(one["warning"] for one in card["contacts"])
