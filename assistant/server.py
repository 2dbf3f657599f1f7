"""Starts Rasa with one channel, one store and nothing listening beyond this machine."""

from __future__ import annotations

import logging
import os
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.absent_tensorflow import leave_out_tensorflow
from assistant.quiet_logging import quieten_logs
from assistant.settings import Settings

if TYPE_CHECKING:
    from rasa.core.agent import Agent
    from sanic import Sanic

logger = logging.getLogger("assistant")

_LARGEST_REQUEST_BYTES = 256 * 1024
# OpenBLAS's names of processors, the most able first, and what each must be able to do.
_CORE_TYPES = {
    "SkylakeX": {"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl", "avx2", "fma"},
    "Haswell": {"avx2", "fma"},
}


class ModelMissingError(RuntimeError):
    """Raised when the folder of models holds none; says how to get one."""


def serve(settings: Settings) -> None:
    """Serves until a signal ends the process.

    Raises:
        ModelMissingError: There is no trained model.
    """
    started = time.monotonic()
    find_newest_model(settings.models)
    quieten_logs()
    prepare_process(settings)
    app = build_app(settings)

    async def announce(app: Any, loop: Any) -> None:
        seconds = time.monotonic() - started
        print(f"assistant: ready on http://{settings.host}:{settings.port} after {seconds:.0f} s", flush=True)

    app.register_listener(announce, "after_server_start")
    quieten_logs()
    app.run(host=settings.host, port=settings.port, access_log=False, motd=False, debug=False, workers=1)


def prepare_process(settings: Settings) -> None:
    """Must run before anything of Rasa is imported: no telemetry, cache, TensorFlow, old warnings."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    # Parts are always trained anew, so Rasa's cache of them serves nobody; and its folder, made where the
    # process stands, can't be made in an image whose folder belongs to root (rasa/engine/caching.py).
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # Linear models on one message gain nothing from threads, and with several processes they only get in each
    # other's way.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if core := find_core_type():
        os.environ.setdefault("OPENBLAS_CORETYPE", core)
    # Rasa's pins are old on purpose (ADR 2); what their authors deprecated since helps nobody here.
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    warnings.showwarning = _leave_unsaid
    if not settings.tensorflow:
        leave_out_tensorflow()


def find_core_type(description: Path = Path("/proc/cpuinfo")) -> str | None:
    """What OpenBLAS is to take the processor for, by what it can do; None: let it find out by itself.

    NumPy of Rasa's pins brings OpenBLAS 0.3.20, which takes a processor made since for one of 2004: products
    of matrices, most of the work on an English message, then take three times as long.
    """
    try:
        lines = description.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    skills = next((set(line.split()) for line in lines if line.startswith("flags")), set())
    return next((core for core, needed in _CORE_TYPES.items() if needed <= skills), None)


def _leave_unsaid(*warning: Any, **details: Any) -> None:
    """Some libraries switch warnings on again while they are imported: this catches them all."""


def build_app(settings: Settings) -> Sanic:
    """The web application with the channel; the model is loaded before it listens."""
    from rasa import __version__ as rasa_version
    from rasa.core.channels.channel import register
    from sanic import Sanic
    from sanic.exceptions import SanicException
    from sanic.response import json, text

    from assistant.channel import KynnysChannel

    app = Sanic("kynnys_assistant", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _LARGEST_REQUEST_BYTES
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.config.ACCESS_LOG = False

    @app.get("/")
    async def health(request: Any) -> Any:
        return text(f"Hello from Rasa: {rasa_version}")

    @app.exception(Exception)
    async def apologise(request: Any, error: Exception) -> Any:
        status = error.status_code if isinstance(error, SanicException) else 503
        if status >= 500:
            logger.error("A request failed.", exc_info=error)
        return json(
            {"error": {"code": "failed", "message": "The request could not be answered."}}, status=status
        )

    async def load(app: Any, loop: Any) -> None:
        app.ctx.agent = await load_agent(settings)

    register([KynnysChannel(settings.turn_timeout_seconds)], app, route="/webhooks/")
    app.register_listener(load, "before_server_start")
    return app


async def load_agent(settings: Settings) -> Agent:
    """The newest model with the conversation store and the action server.

    Raises:
        ModelMissingError: There is no trained model.
    """
    from rasa.core.agent import Agent
    from rasa.utils.endpoints import EndpointConfig

    from assistant.action_calls import speed_up_action_calls
    from assistant.tracker_store import ConversationStore

    speed_up_action_calls(settings.action_timeout_seconds)
    store = ConversationStore(redis_url=settings.redis_url, conversation_hours=settings.conversation_hours)
    agent = Agent(
        action_endpoint=EndpointConfig(url=settings.actions_url),
        tracker_store=store,
        lock_store=_build_lock_store(settings.redis_url),
    )
    # Rasa wraps the store in one that keeps everything in memory when the store fails: not wanted here.
    agent.tracker_store = store
    agent.load_model(str(find_newest_model(settings.models)))
    return agent


def find_newest_model(folder: Path) -> Path:
    """The model trained last.

    Raises:
        ModelMissingError: The folder holds none.
    """
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise ModelMissingError(f"No model in {folder}: run `make train` first.")
    return models[-1]


def _build_lock_store(redis_url: str | None) -> Any:
    """Locks that keep the turns of one conversation in order, across processes when Redis is set."""
    if not redis_url:
        return None
    from rasa.core.lock_store import RedisLockStore

    address = urlsplit(redis_url)
    return RedisLockStore(
        host=address.hostname or "localhost",
        port=address.port or 6379,
        db=int(address.path.strip("/") or 1),
        username=address.username,
        password=address.password,
        use_ssl=address.scheme == "rediss",
        key_prefix="kynnys",
    )


def exit_with(message: str) -> None:
    """Ends the process with one clear line."""
    print(f"assistant: {message}", file=sys.stderr)
    raise SystemExit(1)
