"""One shape for every error, and no error tells more than it must."""

from typing import Any

import pytest

from tests.api.standins import OpenDoor


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "code"),
    [
        ("GET", "/nothing/here", None, 404, "not_found"),
        ("GET", "/v1/services/no-such-service", None, 404, "not_found"),
        ("GET", "/widget/../api/settings.py", None, 404, "not_found"),
        ("PUT", "/v1/messages", None, 405, "method_not_allowed"),
        ("GET", "/v1/services?page=0", None, 422, "invalid_request"),
        ("POST", "/v1/services/match", b'{"age": "secret words"}', 422, "invalid_request"),
        ("POST", "/v1/services/match", b"{broken", 422, "invalid_request"),
        ("POST", "/v1/messages", b"{broken", 400, "message_unreadable"),
        ("POST", "/v1/messages", b"[" * 100_000, 413, "message_too_large"),
        ("POST", "/v1/messages", b'{"text": 5}', 422, "message_invalid"),
        ("POST", "/v1/events", b'{"event": "shown", "text": "secret words"}', 422, "invalid_request"),
        ("POST", "/v1/events", b'{"event": "shown", "need": "secret words"}', 422, "invalid_request"),
        ("POST", "/v1/feedback", b"{}", 422, "invalid_request"),
    ],
)
async def test_shape_is_the_same_when_anything_goes_wrong(
    open_door: OpenDoor, method: str, path: str, content: bytes | None, status: int, code: str
) -> None:
    """A code for programs and a sentence for people; what was sent is never repeated."""
    headers = {"Content-Type": "application/json"}
    response = await open_door().client.request(method, path, content=content, headers=headers)

    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    assert set(response.json()) == {"error"}
    assert set(response.json()["error"]) == {"code", "message"}
    assert " " in response.json()["error"]["message"]
    assert "secret" not in response.text


async def test_error_is_in_the_readers_language_when_it_is_told(open_door: OpenDoor) -> None:
    """The address may say the language; otherwise it is English."""
    client = open_door().client
    answers = [(await client.get(f"/none{query}")).json() for query in ("", "?language=fi", "?language=xx")]
    messages = [answer["error"]["message"] for answer in answers]

    assert messages[0] == messages[2] != messages[1]


async def test_error_is_in_the_one_shape_when_the_server_itself_fails(
    open_door: OpenDoor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An exception nobody expected leaves neither its message nor a trace of what was sent."""
    door = open_door()

    def fail(*_: Any) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("api.endpoints.services.match", fail)
    response = await door.client.post("/v1/services/match", json={"needs": ["bullying"]})

    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal"
    assert "secret" not in response.text + "".join(capsys.readouterr())
