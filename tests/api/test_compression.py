"""What visitors get comes compressed, and stays small; staff's pages and danger come as they are."""

from __future__ import annotations

import pytest

from tests.api.standins import OpenDoor

MOST_BYTES = 8_000


@pytest.mark.parametrize("language", ["fi", "sv", "en", "fi-x-easy", "sv-x-easy", "en-x-easy"])
async def test_page_is_small_on_the_wire(open_door: OpenDoor, language: str) -> None:
    """All texts, topics and contacts that the widget needs, beside the 20 kB of its files."""
    client = open_door(allowed_origins=["https://kaupunki.example"]).client
    origin = {"Origin": "https://kaupunki.example"}
    page = await client.get("/v1/page", params={"language": language}, headers=origin)
    plain = await client.get(
        "/v1/page", params={"language": language}, headers={"Accept-Encoding": "identity"}
    )

    print(f"\n/v1/page in {language}: {page.headers['content-length']} of {len(plain.content)} bytes")
    assert page.headers["content-encoding"] == "gzip"
    assert page.headers["vary"] == "Accept-Encoding, Origin"
    assert page.headers["access-control-allow-origin"] == "https://kaupunki.example"
    assert "content-encoding" not in plain.headers
    assert page.json() == plain.json()
    assert int(page.headers["content-length"]) <= MOST_BYTES


async def test_pages_are_compressed_but_those_of_staff_and_small_answers(open_door: OpenDoor) -> None:
    """Staff's hold a key against forged forms; an answer of one packet gains nothing."""
    client = open_door().client
    encodings = {
        path: (await client.get(path)).headers.get("content-encoding")
        for path in ("/", "/help-request", "/staff/sign-in", "/healthz", "/widget/kynnys.mjs")
    }
    assert encodings == {
        "/": "gzip",
        "/help-request": "gzip",
        "/staff/sign-in": None,
        "/healthz": None,
        "/widget/kynnys.mjs": "gzip",
    }


async def test_danger_is_answered_whole_when_it_is_compressed(open_door: OpenDoor) -> None:
    """One piece, with its length: nothing of it waits for the rest."""
    client = open_door().client
    answer = await client.post("/v1/messages", json={"text": "haluan tappaa itseni nyt"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "content-length" in answer.headers
    assert answer.json()["parts"][0]["type"] == "danger"
