"""Logs that cannot hold what people wrote.

Rasa, Sanic and the libraries below them put user text into messages, arguments and exceptions. So of a
record from another package only its place in the code is written, and of an exception its type and the
lines of code it went through, never its message. Records of the assistant's own code hold fixed sentences
and counts.
"""

from __future__ import annotations

import logging
import sys
import traceback
import warnings
from types import TracebackType
from typing import Any

import structlog

OWN_LOGGERS = ("assistant",)
_FRAMES_SHOWN = 6


class TextFreeFormatter(logging.Formatter):
    """One line for each record, without any text that came from outside."""

    def format(self, record: logging.LogRecord) -> str:
        """The line: time, level, and message (own code) or place (other code), then the kind of error."""
        own = record.name.partition(".")[0] in OWN_LOGGERS
        what = record.getMessage() if own else f"reported at {record.module}:{record.lineno}"
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {what}"
        if record.exc_info and record.exc_info[0] is not None:
            line += f" [{describe_error(record.exc_info[0], record.exc_info[2])}]"
        return line


def describe_error(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Type of an error and the last lines of code it passed, innermost last; not its message."""
    frames = traceback.extract_tb(trace)[-_FRAMES_SHOWN:]
    path = " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{kind.__name__} at {path}" if path else kind.__name__


def quieten_logs(stream: Any = None) -> None:
    """Sends all logging of the process, structlog and warnings included, through the text-free formatter."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(TextFreeFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.NOTSET)
    for name in OWN_LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)
    # structlog prints everything to the terminal, user text included, until it is told otherwise.
    structlog.configure(
        processors=[_drop_values],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    warnings.showwarning = _leave_unsaid
    sys.excepthook = _report_unhandled


def _drop_values(logger: Any, method: str, event: dict[str, Any]) -> tuple[tuple[str], dict[str, Any]]:
    return (str(event.get("event", "")),), {"exc_info": event.get("exc_info")}


def _leave_unsaid(*warning: Any, **details: Any) -> None:
    """A warning may quote what was written: none is shown."""


def _report_unhandled(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    print(f"The assistant stopped: {describe_error(kind, trace)}", file=sys.stderr)
