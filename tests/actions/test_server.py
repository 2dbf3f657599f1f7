"""The action server as a process: its address, its health, and what it keeps out of its log."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_SECONDS = 20


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A running action server whose catalogue is out of reach."""
    port, closed = _free_port(), _free_port()
    environment = {
        **os.environ,
        "ACTIONS_PORT": str(port),
        "ACTIONS_CATALOGUE_URL": f"http://127.0.0.1:{closed}",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "actions"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{address}/health", timeout=1)
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield address, process
    process.kill()
    process.wait()


def test_server_answers_helps_and_logs_no_words_when_run(server: tuple[str, subprocess.Popen[str]]) -> None:
    """Healthy, of help without the catalogue, stops on request, logs neither a banner nor a message."""
    address, process = server
    call = {
        "next_action": "action_answer_need",
        "version": "3.6.21",
        "domain": {},
        "tracker": {
            "sender_id": "c",
            "slots": {},
            "latest_message": {"text": "isä lyö", "intent": {"name": "domestic_violence", "confidence": 0.9}},
            "events": [],
        },
    }

    health = httpx.get(f"{address}/health")
    answer = httpx.post(f"{address}/webhook", json=call, timeout=5)

    assert health.json() == {"status": "ok"}
    (response,) = answer.json()["responses"]
    assert response["text"] is None
    assert response["custom"]["status"] == "degraded"
    assert response["custom"]["need"] == "domestic_violence"
    process.terminate()
    log, _ = process.communicate(timeout=10)
    assert "isä" not in log
    assert "ready" in log
    assert "Sanic" not in log
    assert len(log.splitlines()) <= 3


@pytest.mark.parametrize(
    "name", ["ACTIONS_PORT", "ACTIONS_MATCH_TIMEOUT_SECONDS", "ACTIONS_TURN_BUDGET_SECONDS"]
)
@pytest.mark.parametrize("value", ["five", "-1"])
def test_one_line_is_said_when_a_setting_is_no_number_that_fits(name: str, value: str) -> None:
    """It names the setting, and nothing is served."""
    process = subprocess.run(
        [sys.executable, "-m", "actions"],
        cwd=ROOT, env={**os.environ, name: value}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert process.returncode == 1
    (line,) = process.stderr.strip().splitlines()
    assert line.startswith(f"{name} Input should be ")
