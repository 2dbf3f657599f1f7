"""What the tests of the assistant share: readings, a small model, a stand-in for the actions."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parent / "samples"

if sys.version_info[:2] == (3, 10):
    # Before anything of Rasa is imported; the other environment only reads this file.
    from assistant.server import prepare_process
    from assistant.settings import Settings

    prepare_process(Settings())

ANSWER = {
    "events": [{"event": "slot", "name": "need", "value": "bullying"}],
    "responses": [{"custom": {"status": "services", "parts": [{"type": "text", "key": "a.b"}]}}],
}


class Actions:
    """A stand-in for the action server: answers what it is told to and keeps what it was sent."""

    def __init__(self) -> None:
        self.status = 200
        self.answer: Any = ANSWER
        self.delay_seconds = 0.0
        self.requests: list[dict[str, Any]] = []
        actions = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                actions.requests.append(json.loads(body))
                if actions.delay_seconds:
                    threading.Event().wait(actions.delay_seconds)
                payload = json.dumps(actions.answer).encode()
                try:
                    self.send_response(actions.status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(payload)))
                    self.end_headers()
                    self.wfile.write(payload)
                except OSError:
                    return

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/webhook"

    def close(self) -> None:
        """Stops listening."""
        self._server.shutdown()


@pytest.fixture
def actions() -> Iterator[Actions]:
    """A fresh stand-in for each test."""
    standin = Actions()
    yield standin
    standin.close()


@pytest.fixture(scope="session")
def read() -> Callable[..., Any]:
    """Reads a text in a language, as an answer to a question if one is given."""
    from assistant.components.reading import Reader

    reader = Reader()
    return lambda text, language="fi", question=None: reader.read(
        text, {"language": language, "question": question}
    )


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model trained on the samples."""
    from rasa.model_training import train

    from assistant.settings import ROOT

    folder = tmp_path_factory.mktemp("models")
    train(
        domain=str(ROOT / "assistant" / "domain"),
        config=str(ROOT / "assistant" / "config.yml"),
        training_files=[str(SAMPLES / "nlu"), str(SAMPLES / "rules")],
        output=str(folder),
        fixed_model_name="kynnys",
        force_training=True,
    )
    return folder


@pytest.fixture
def agent(model: Path, actions: Actions) -> Any:
    """An agent with the small model and the stand-in actions."""
    from assistant.server import load_agent
    from assistant.settings import Settings

    settings = Settings(models=model, actions_url=actions.url, action_timeout_seconds=1.5)
    return asyncio.run(load_agent(settings))


@pytest.fixture
def take_turn(agent: Any) -> Callable[..., dict[str, Any]]:
    """Takes one turn of conversation "c1" and hands back what the channel would answer."""
    from assistant import channel

    def take(text: str | None = None, payload: Any = None, **metadata: Any) -> dict[str, Any]:
        request = channel.TurnRequest("c1", text, payload, {"language": "fi", **metadata})
        return asyncio.run(channel.take_turn(agent, request))

    return take
