"""What people see when a link of a service no longer opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from api.danger.contacts import danger_contacts
from services_catalog.reference_data import load_reference_data
from services_catalog.service import leave_out_dead
from services_catalog.snapshot import Snapshot, build_snapshot, load_snapshot_from_entries
from tests.api.standins import OpenDoor, build_catalogue, build_contact, build_service

CHAT = "https://chat.example.fi/"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


async def test_the_last_way_is_shown_with_a_warning_in_each_language(open_door: OpenDoor) -> None:
    chat = build_contact("one", type="chat", value=CHAT, link_is_dead=True)
    door = open_door(catalogue=build_catalogue(build_service("one", contacts=(chat,))))
    warnings = set()
    for language in ("fi", "sv", "en"):
        card = (await door.client.get(f"/v1/services/one?language={language}")).json()
        [contact] = card["contacts"]
        assert contact["value"] == CHAT
        warnings.add(contact["warning"])
    assert len(warnings) == 3
    assert None not in warnings


async def test_a_way_that_opens_has_no_warning(open_door: OpenDoor) -> None:
    phone = build_contact("one")
    door = open_door(catalogue=build_catalogue(build_service("one", contacts=(phone,))))
    [contact] = (await door.client.get("/v1/services/one")).json()["contacts"]
    assert contact["warning"] is None


async def test_the_page_without_javascript_warns_as_the_chat_does(open_door: OpenDoor) -> None:
    chat = build_contact("one", type="chat", value=CHAT, link_is_dead=True)
    phone = build_contact("two")
    services = [
        build_service(name, contacts=(contact,), needs=("bullying",))
        for name, contact in (("one", chat), ("two", phone))
    ]
    door = open_door(catalogue=build_catalogue(*services))
    page = (await door.client.post("/", data={"language": "fi", "need": "bullying"})).text
    assert f'href="{CHAT}"' in page
    assert 'href="tel:' in page
    # Once, at the way that it is about.
    assert page.count("Tämä linkki ei avautunut, kun sitä viimeksi kokeiltiin.") == 1


def kill_links(snapshot: Snapshot) -> Snapshot:
    """The catalogue as it is when no link of it opens."""
    links = {contact.href for service in snapshot.services for contact in service.contacts}
    dead = {link for link in links if link and link.startswith("https:")}
    services = [
        replace(service, contacts=leave_out_dead(service.contacts, dead)) for service in snapshot.services
    ]
    return build_snapshot(services, snapshot.reference)


def test_in_danger_nobody_is_sent_to_a_dead_link() -> None:
    snapshot = kill_links(load_snapshot_from_entries(load_reference_data()))
    for age in (None, 11, 15, 40):
        found = danger_contacts("suicide", "acute", age, "fi", "03", NOW, snapshot)
        assert found[0].contact.value == "112"
        assert len({contact.service.id for contact in found}) > 1
        assert not any(contact.contact.link_is_dead for contact in found)
        assert not any((contact.contact.href or "").startswith("https:") for contact in found)
