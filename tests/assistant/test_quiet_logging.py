"""Logs hold no word of what was written, whatever breaks."""

from __future__ import annotations

import asyncio
import io
import logging
import os
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from assistant.channel import TurnRequest, take_turn
from assistant.quiet_logging import quieten_logs
from tests.assistant.conftest import Actions

SECRET = "salainenlause"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that the process logs, in a string."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    quieten_logs(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def ask(agent: Any) -> dict[str, Any]:
    """One turn with the secret in it."""
    request = TurnRequest("c1", f"mua kiusataan {SECRET}", None, {"language": "fi"})
    return asyncio.run(take_turn(agent, request))


def test_no_text_is_logged_when_an_action_breaks(log: io.StringIO, agent: Any, actions: Actions) -> None:
    """The body of a failed call may quote the message; the log tells where it broke."""
    actions.status, actions.answer = 500, {"error": f"could not answer {SECRET}"}
    ask(agent)
    assert "RasaException" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_no_text_is_logged_when_an_action_answers_nonsense(
    log: io.StringIO, agent: Any, actions: Actions
) -> None:
    """A validation error quotes what it refuses."""
    actions.answer = {"events": [{"event": SECRET}], "responses": [SECRET]}
    ask(agent)
    assert "ValidationError" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_no_text_is_logged_when_a_component_breaks(
    log: io.StringIO, agent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception of a component carries the text; only its kind and place are written."""
    from assistant.channel import KynnysChannel

    def explode(self: Any, reading: Any) -> Any:
        raise ValueError(f"cannot read {reading.text}")

    monkeypatch.setattr("assistant.components.need_classifier.NeedClassifier.understand", explode)
    answer = asyncio.run(
        KynnysChannel()._answer(agent, TurnRequest("c1", f"mua kiusataan {SECRET}", None, {"language": "fi"}))
    )
    assert answer.status == 503
    assert "A turn failed." in log.getvalue()
    assert SECRET not in log.getvalue()
    assert SECRET.encode() not in answer.body


def test_no_text_is_logged_when_libraries_log_it(log: io.StringIO) -> None:
    """Messages and arguments of other packages are never written."""
    logging.getLogger("rasa.core.processor").error("Could not parse %s", SECRET)
    logging.getLogger("sanic.error").exception(SECRET)
    structlog.get_logger().error("rest.message.received.failure", text=SECRET)
    structlog.get_logger().debug("processor.message.parse", text=SECRET)
    logging.getLogger("asyncio").warning(f"Executing {SECRET}")
    assert SECRET not in log.getvalue()
    assert "rasa.core.processor" in log.getvalue()


def test_own_messages_are_written_when_they_are_fixed_sentences(log: io.StringIO) -> None:
    """The assistant's own code says what happened."""
    logging.getLogger("assistant.channel").error("A turn failed.")
    assert "A turn failed." in log.getvalue()


def test_nothing_is_printed_when_a_turn_goes_well(
    log: io.StringIO, agent: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    """structlog prints each parsed message unless it is told not to."""
    ask(agent)
    printed = capfd.readouterr()
    assert SECRET not in printed.out + printed.err + log.getvalue()


def test_rasa_calls_home_to_nobody_when_the_process_is_prepared() -> None:
    """Telemetry is off before Rasa is imported."""
    assert os.environ["RASA_TELEMETRY_ENABLED"] == "false"
    from rasa import telemetry

    assert telemetry.is_telemetry_enabled() is False
