"""A front door on a free port of this machine for a real browser: its tests, and the guide's pictures."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import uvicorn
from fastapi import FastAPI

START_WITHIN_SECONDS = 20


@contextmanager
def serve(app: FastAPI, with_rounds: bool = False) -> Iterator[str]:
    """Serve the application and give its address; ends with the block.

    Args:
        with_rounds: also what the front door does beside the requests: it looks for edits, for one.

    Raises:
        TimeoutError: it did not start.
    """
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        lifespan: Literal["on", "off"] = "on" if with_rounds else "off"
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan=lifespan))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        until = time.monotonic() + START_WITHIN_SECONDS
        try:
            while not server.started:
                if time.monotonic() > until or not thread.is_alive():
                    raise TimeoutError("the front door did not start")
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
