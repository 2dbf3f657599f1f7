"""The catalogue over HTTP, and how it stays fresh."""

import asyncio
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.application import read_data
from api.catalogue import Catalogue
from api.contract import MatchOut, Page, ServiceCard, ServiceDetails, ServiceList
from api.settings import ROOT
from services_catalog.service import ExceptionalHours, Hours
from services_catalog.snapshot import Snapshot
from tests.api.standins import (
    SERVICES,
    FrontDoor,
    OpenDoor,
    build_catalogue,
    build_contact,
    build_service,
)

DAY_OFF = ExceptionalHours(date(2026, 11, 23), date(2026, 11, 23))
CARD_FIELDS = {
    *("id", "name", "kind", "general", "needs", "summary", "why", "contacts", "free", "anonymous"),
    *("referral_needed", "walk_in", "languages", "area", "hours", "assured_date", "stale", "contact_request"),
}


async def match(door: FrontDoor, **wanted: Any) -> dict[str, Any]:
    """Return what matches, after checking its form."""
    response = await door.client.post("/v1/services/match", json=wanted)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    MatchOut.model_validate(found)
    return found


async def test_cards_follow_the_contract_when_services_match(door: FrontDoor) -> None:
    """Exactly the fields of the contract, with reasons in the reader's language."""
    found = await match(door, needs=["bullying"], age=13, language="sv")

    assert {card["id"] for card in found["services"]} == {"nuorten-puhelin", "kuraattori"}
    for card in found["services"]:
        assert set(card) == CARD_FIELDS == set(ServiceCard.model_fields)
        assert card["why"]
        assert card["name"].endswith("sv")
    assert found["area"]["codes"] == ["049"]
    assert found["outside"] is False


@pytest.mark.parametrize("language", ["also", "slug", "full_care", "leads_to", "xx", "", "fi-x-easy", "\0"])
async def test_any_language_is_answered(door: FrontDoor, language: str) -> None:
    """Also one that is the name of another field of places and needs, which are no names."""
    found = await match(door, needs=["bullying"], age=13, language=language)
    labels = [card["area"]["label"] for card in found["services"]]
    assert labels
    assert all(isinstance(label, str) for label in labels)


async def test_place_outside_is_told_when_its_services_are_unknown(door: FrontDoor) -> None:
    """A stated place wins, and one we do not cover is said to be so."""
    found = await match(door, needs=["bullying"], municipality="Rovaniemi")

    assert found["outside"] is True
    assert [card["id"] for card in found["services"]] == ["nuorten-puhelin"]


@pytest.mark.parametrize(
    ("hours", "now", "state", "text"),
    [
        (Hours("always"), NOW_OPEN := "2026-11-23T12:00:00+02:00", "open", "hours.always"),
        (None, NOW_OPEN, "unknown", "hours.unknown"),
        (Hours("by_appointment"), NOW_OPEN, "by_appointment", "hours.by_appointment"),
        (Hours("weekly", ((0, 540, 900),), as_of=datetime(2026, 1, 1).date()), NOW_OPEN, "open", "15.00"),
        (
            Hours("weekly", ((0, 540, 900),), as_of=datetime(2026, 1, 1).date()),
            "2026-11-23T07:00:00+02:00",
            "closed",
            "9.00",
        ),
        (
            Hours("weekly", ((1, 540, 900),), as_of=datetime(2026, 1, 1).date()),
            NOW_OPEN,
            "closed",
            "9.00",
        ),
        (
            Hours("weekly", ((0, 540, 900),), as_of=datetime(2024, 1, 1).date()),
            NOW_OPEN,
            "unknown",
            "hours.unknown",
        ),
        (Hours("always", exceptions=(DAY_OFF,)), NOW_OPEN, "closed", "avautuu huomenna kello 0.00"),
        (
            Hours("always", exceptions=(DAY_OFF,)),
            "2026-11-22T20:00:00+02:00",
            "open",
            "sulkeutuu kello 0.00",
        ),
        (Hours("always", exceptions=(DAY_OFF,)), "2026-11-20T20:00:00+02:00", "open", "hours.always"),
        (Hours("by_appointment", exceptions=(DAY_OFF,)), NOW_OPEN, "closed", "hours.closed"),
        (Hours("unknown", exceptions=(DAY_OFF,)), NOW_OPEN, "closed", "hours.closed"),
        (Hours("unknown", exceptions=(DAY_OFF,)), "2026-11-24T12:00:00+02:00", "unknown", "hours.unknown"),
    ],
)
async def test_hours_are_said_in_words_whatever_they_are(
    open_door: OpenDoor, hours: Hours | None, now: str, state: str, text: str
) -> None:
    """Open until, opens at, by appointment, or unknown: never closed when nobody knows."""
    service = build_service("yksi", contacts=(build_contact("yksi", hours=hours),))
    door = open_door(catalogue=build_catalogue(service))

    card = (await match(door, needs=["bullying"], now=now, language="fi"))["services"][0]

    texts = door.app.state.door.texts
    expected = texts.render(text, "fi") or text
    for said in (card["hours"], card["contacts"][0]["hours"]):
        assert said["state"] == state
        assert expected in said["text"]


async def test_contact_links_work_when_pressed(open_door: OpenDoor) -> None:
    """Phone, SMS, chat, web and mail have addresses; a place to visit has none."""
    values = {
        "phone": ("09 816 31300", "tel:0981631300"),
        "sms": ("040 123", "sms:040123"),
        "chat": ("https://example.fi/chat", "https://example.fi/chat"),
        "email": ("apu@example.fi", "mailto:apu@example.fi"),
        "visit": ("Kirkkokatu 1", None),
    }
    contacts = tuple(build_contact("yksi", type=kind, value=value) for kind, (value, _) in values.items())
    door = open_door(catalogue=build_catalogue(build_service("yksi", contacts=contacts, maximum_age=24)))

    cards = (await match(door, needs=["bullying"]))["services"][0]["contacts"]

    assert [card["href"] for card in cards] == [href for _, href in values.values()]
    assert all("24" in card["audience"] for card in cards)


async def test_list_is_filtered_and_paged_when_asked(door: FrontDoor) -> None:
    """Filters narrow, pages divide."""
    everything = (await door.client.get("/v1/services?per_page=2&page=2")).json()
    some = (await door.client.get("/v1/services?need=bullying&language=en")).json()

    ServiceList.model_validate(everything)
    assert (everything["total"], everything["page_count"], len(everything["services"])) == (4, 2, 2)
    assert {card["id"] for card in some["services"]} == {"kuraattori", "nuorten-puhelin"}


async def test_details_are_told_when_one_service_is_asked_for(door: FrontDoor) -> None:
    """Everything the catalogue says, in one language."""
    details = (await door.client.get("/v1/services/kuraattori?language=sv")).json()

    ServiceDetails.model_validate(details)
    assert details["application_process"] == "kuraattori sv"
    assert details["kind_name"] != details["kind"]


async def test_page_has_all_to_begin_with_in_each_language(door: FrontDoor) -> None:
    """Greeting, topics, wording, notices and danger contacts; its buttons work without a conversation."""
    for language in ("fi", "sv", "en"):
        page = (await door.client.get(f"/v1/page?language={language}&area=092")).json()
        Page.model_validate(page)
        assert page["language"] == language
        assert len(page["themes"]) == 10
        assert "needs" not in page
        assert page["greeting"]
        assert page["notices"], "not launched: a notice says so"
        assert page["danger"]["contacts"]
        assert page["texts"]["page.title"]

    theme = page["themes"][0]
    await door.send(choice=theme["choice"])
    assert door.assistant.received[0]["payload"] == {
        "intent": "choose_theme",
        "entities": {"theme": theme["key"]},
    }


async def test_counts_hold_no_words_when_things_are_used(door: FrontDoor) -> None:
    """Events and feedback are numbers by day, need, language and service."""
    event = {"event": "called", "service_id": "kuraattori", "need": "bullying", "language": "fi"}
    codes = [
        (await door.client.post("/v1/events", json=event)).status_code,
        (await door.client.post("/v1/events", json=event)).status_code,
        (await door.client.post("/v1/feedback", json={"helpful": True, "need": "bullying"})).status_code,
    ]

    assert codes == [204, 204, 204]
    waiting = door.app.state.door.statistics.tally.waiting
    counts = {
        (day.isoformat(), cell.measure, *cell.values): number for (day, cell), number in waiting.items()
    }
    assert counts == {
        ("2026-11-23", "services_called", "kuraattori", "fi"): 2,
        ("2026-11-23", "right", "yes", "bullying"): 1,
        ("2026-11-23", "right", "yes", ""): 1,
    }


async def test_edit_shows_when_the_picture_is_rebuilt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture is looked after beside the requests; a failing database leaves the last one."""
    catalogue = build_catalogue()
    catalogue._check_every_seconds = 0.01
    fresh: list[Snapshot | Exception | None] = [
        RuntimeError("database is locked"),
        None,
        build_catalogue(SERVICES[0]).snapshot,
    ]

    def read() -> Snapshot | None:
        found = fresh.pop(0) if fresh else None
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(catalogue, "_read_if_changed", read)
    task = asyncio.create_task(catalogue.keep_fresh())
    sizes = set()
    while fresh or len(catalogue.snapshot.services) > 1:
        sizes.add(len(catalogue.snapshot.services))
        await asyncio.sleep(0.01)
    task.cancel()

    assert sizes == {4}
    assert len(catalogue.snapshot.services) == 1


async def test_menu_serves_when_the_database_cannot_be_opened(tmp_path: Path) -> None:
    """No tables, or no database at all: the curated entries stand in; the start never fails."""
    reference = read_data(ROOT / "data").reference
    (tmp_path / "file").write_text("no database")
    for url in (f"sqlite:///{tmp_path}/empty.sqlite", f"sqlite:///{tmp_path}/file", "nonsense://"):
        catalogue = Catalogue.open(url, reference, 20)
        assert catalogue.snapshot.reference is reference
        await catalogue.refresh()
        catalogue.close()


async def test_ready_tells_what_can_be_relied_on(open_door: OpenDoor) -> None:
    """Without the assistant the front door still serves; without services it does not."""
    door = open_door()
    door.assistant.handler = lambda request: httpx.Response(503)
    ready = await door.client.get("/readyz")
    assert (ready.status_code, ready.json()["checks"]["assistant"]) == (200, False)

    object.__setattr__(door.app.state.door.catalogue, "snapshot", build_catalogue(SERVICES[0]).snapshot)
    empty = Catalogue.open("nonsense://", read_data(ROOT / "data").reference, 20)
    empty.snapshot = type(empty.snapshot)(**{**empty.snapshot.__dict__, "services": ()})
    not_ready = await open_door(catalogue=empty).client.get("/readyz")
    assert not_ready.status_code == 503
    assert not_ready.json()["error"]["code"] == "not_ready"
    assert (await door.client.get("/healthz")).json() == {"status": "ok"}


async def test_form_is_answered_when_there_is_no_javascript(door: FrontDoor) -> None:
    """A message, a need and danger work as a plain form."""
    for form in ({"text": "mua kiusataan"}, {"need": "bullying"}, {"text": "haluan tappaa itseni"}, {}):
        response = await door.client.post("/", data={"language": "fi", **form})
        assert response.status_code == (200 if form else 422)
        assert "112" in response.text
