"""Headers that protect, and logs that tell of nobody."""

import json
import logging
from ipaddress import ip_network

import httpx
import pytest
from starlette.datastructures import Headers

from api.addresses import find_client_address, hash_address, is_loopback
from tests.api.standins import OpenDoor

SECRETS = ("supersalaista", "192.0.2.7", "203.0.113.9", "010190", "tappaa")


async def test_logs_hold_no_words_and_no_address_when_messages_pass_or_fail(
    open_door: OpenDoor, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Good, broken, dangerous and failing messages leave only counts, routes and codes behind."""
    caplog.set_level(logging.DEBUG)
    for environment in ("development", "production"):
        door = open_door(environment=environment, secret_key="k" * 40)
        headers = {"X-Forwarded-For": "203.0.113.9"}
        transport = httpx.ASGITransport(door.app, client=("192.0.2.7", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://front.door") as client:
            reply = await client.post(
                "/v1/messages", json={"text": "supersalaista 010190-123A"}, headers=headers
            )
            await client.post(
                "/v1/messages", content=b'{"text": "supersalaista tappaa itseni', headers=headers
            )
            await client.post("/v1/messages", json={"text": ["supersalaista"]})
            door.assistant.handler = lambda request: httpx.Response(200, content=b"supersalaista")
            await client.post("/v1/messages", json={"text": "supersalaista haluan tappaa itseni"})
            await client.get("/v1/services", params={"text": "supersalaista"})
            await client.get("/supersalaista")
            await client.delete(f"/v1/conversations/{reply.json()['conversation_id']}")
        conversation_id = reply.json()["conversation_id"]

    ours = "\n".join(
        record.getMessage() for record in caplog.records if record.name not in ("httpx", "asyncio")
    )
    logged = "".join(capsys.readouterr()) + ours
    assert "route=/v1/messages" in logged
    assert '"route": "/v1/messages"' in logged
    assert not [secret for secret in (*SECRETS, conversation_id) if secret in logged]


async def test_state_holds_no_words_and_no_address_when_messages_pass(open_door: OpenDoor) -> None:
    """What is remembered can be read by anyone without learning what was said."""
    from api.state import MemoryState

    state = MemoryState()
    door = open_door(state=state)
    transport = httpx.ASGITransport(door.app, client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://front.door") as client:
        await client.post(
            "/v1/messages",
            json={"text": "supersalaista haluan tappaa itseni"},
            headers={"Idempotency-Key": "supersalaista"},
        )

    kept = json.dumps(state._values)
    assert "suicide" in kept
    assert not [secret for secret in SECRETS if secret in kept]


def test_hash_changes_when_the_key_does() -> None:
    """Without the key nobody can try all addresses; a household's IPv6 network is one."""
    assert hash_address("192.0.2.7", "a") != hash_address("192.0.2.7", "b")
    assert hash_address("2001:db8::1", "a") == hash_address("2001:db8::2", "a")


def test_address_of_ipv4_written_as_ipv6_counts_as_itself() -> None:
    """Where one socket takes both kinds: neighbours are not one, this machine is, a proxy is believed."""
    assert hash_address("::ffff:192.0.2.7", "a") == hash_address("192.0.2.7", "a")
    assert hash_address("::ffff:192.0.2.7", "a") != hash_address("::ffff:192.0.2.8", "a")
    assert is_loopback("::ffff:127.0.0.1")
    assert is_loopback("::1")
    assert not is_loopback("::ffff:192.0.2.7")
    forwarded = Headers({"x-forwarded-for": "198.51.100.4"})
    trusted = [ip_network("192.0.2.0/24")]
    assert find_client_address("::ffff:192.0.2.7", forwarded, trusted) == "198.51.100.4"


@pytest.mark.parametrize("path", ["/v1/page", "/healthz", "/docs", "/nothing", "/v1/services"])
async def test_security_headers_are_set_whatever_is_asked_for(open_door: OpenDoor, path: str) -> None:
    """No framing, no sniffing, no referrer, no script from elsewhere, nothing kept on a shared device."""
    headers = (await open_door().client.get(path)).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers
    assert "set-cookie" not in headers


async def test_other_sites_may_ask_only_when_they_are_listed(open_door: OpenDoor) -> None:
    """CORS follows API_ALLOWED_ORIGINS."""
    client = open_door(allowed_origins="https://www.espoo.fi, https://nuorten.espoo.fi").client
    ask = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "Idempotency-Key"}
    listed = await client.options("/v1/messages", headers={"Origin": "https://www.espoo.fi", **ask})
    other = await client.options("/v1/messages", headers={"Origin": "https://evil.example", **ask})

    assert listed.headers["access-control-allow-origin"] == "https://www.espoo.fi"
    assert "access-control-allow-origin" not in other.headers
