"""Structured logs: what happened, never what anybody wrote, nor from where."""

import logging
import sys
import traceback
from typing import Any

import structlog


def configure_logs(environment: str) -> None:
    """Send one line for each event to standard error: JSON in production, readable otherwise."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if environment == "production"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # Asked for at each line: what standard error was at the start may be closed by now.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # These tell addresses with everything after the question mark.
    for name in ("httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)


def describe_error(error: BaseException) -> dict[str, str]:
    """Return the error's class and place. Its message is left out: it may repeat what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "unknown"
    return {"error": type(error).__name__, "place": place}


def get_logger() -> Any:
    """Return the logger of the front door."""
    return structlog.get_logger("api")
