"""The three processes of Kynnys: how each is started, on which port, and when it is ready."""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from honcho.manager import Manager
from honcho.printer import Printer

from operations.environments import APPLICATION, ASSISTANT, ROOT, Environment
from operations.keys import development_keys

READY_WITHIN_SECONDS = 120
NAMES = ("actions", "assistant", "api")


class StartError(Exception):
    """Kynnys could not be started; the message is one line that says what to do."""


@dataclass(frozen=True)
class Process:
    """One child process: its command line, its port on loopback and the path that answers when ready."""

    name: str
    environment: Environment
    arguments: str
    port_setting: str
    default_port: int
    ready_path: str

    @property
    def command(self) -> str:
        """The shell command; `exec` lets signals reach Python itself."""
        return f"exec {self.environment.python} {self.arguments}"

    def port(self, settings: Mapping[str, str]) -> int:
        """The port under these settings."""
        return int(settings.get(self.port_setting) or self.default_port)


ACTIONS = Process("actions", APPLICATION, "-m actions", "ACTIONS_PORT", 5055, "/health")
ASSISTANT_PROCESS = Process("assistant", ASSISTANT, "-m assistant serve", "ASSISTANT_PORT", 5005, "/")
API = Process("api", APPLICATION, "-m api serve", "API_PORT", 8000, "/readyz")
PROCESSES = (ACTIONS, ASSISTANT_PROCESS, API)
# Under which setting a process is told where another one is.
ADDRESSES = (
    ("API_ASSISTANT_URL", ASSISTANT_PROCESS, ""),
    ("ASSISTANT_ACTIONS_URL", ACTIONS, "/webhook"),
    ("ACTIONS_CATALOGUE_URL", API, ""),
    ("STAFF_PUBLIC_URL", API, ""),
)


def settings_of_this_machine(
    environ: Mapping[str, str] = os.environ, file: Path = ROOT / ".env"
) -> dict[str, str]:
    """Return the environment for all processes: given settings first, then `.env`, then development keys.

    An empty value is as good as none, wherever it stands: the default holds.
    """
    from dotenv import dotenv_values

    merged = {**dotenv_values(file), **environ}
    given = {name: value for name, value in merged.items() if value}
    folder = ROOT / given.get("KYNNYS_VAR", "var")
    folder.mkdir(parents=True, exist_ok=True)
    settings = {**given, "PYTHONUNBUFFERED": "1", "KYNNYS_VAR": str(folder)}
    # Whoever moves the folder or a port moves with it what is kept there, and what the others call.
    following = {
        name: f"http://127.0.0.1:{process.port(settings)}{path}" for name, process, path in ADDRESSES
    }
    following["API_DATABASE_URL"] = f"sqlite:///{folder.resolve()}/kynnys.sqlite"
    following["ASSISTANT_MODELS"] = str(folder.resolve() / "models")
    settings.update({name: value for name, value in following.items() if not settings.get(name)})
    if settings.get("API_ENVIRONMENT", "development") != "production":
        settings = {**development_keys(folder / "development-keys.env"), **settings}
    return settings


def refuse_taken_ports(settings: Mapping[str, str]) -> None:
    """Check that every port is free.

    Raises:
        StartError: another program listens on one of them; names the setting that moves it.
    """
    for process in PROCESSES:
        port = process.port(settings)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise StartError(
                    f"Port {port} ({process.name}) is taken. Stop the program that uses it, "
                    f"or choose another: {process.port_setting}={port + 1} make run"
                ) from None


class Runner:
    """Runs the processes together under honcho: when one ends, or a signal comes, all end."""

    def __init__(self, settings: Mapping[str, str], output: Any = sys.stdout) -> None:
        self.settings = dict(settings)
        self._manager = Manager(Printer(output))
        for process in PROCESSES:
            self._manager.add_process(process.name, process.command, env=self.settings, cwd=str(ROOT))
        self._stopped = threading.Event()

    def run(self, when_ready: Callable[[float], None]) -> int:
        """Start all, call `when_ready` with the seconds it took, and return the exit code at the end.

        A child that ends by itself is a failure even when it says it was not; Ctrl-C is not.
        """
        begun = time.monotonic()
        threading.Thread(target=self._announce, args=(begun, when_ready), daemon=True).start()
        self._manager.loop()
        self._stopped.set()
        code = self._manager.returncode
        return 0 if code == 128 + signal.SIGINT else code or 1

    def _announce(self, begun: float, when_ready: Callable[[float], None]) -> None:
        missing = wait_until_ready(self.settings, READY_WITHIN_SECONDS, self._stopped.is_set)
        if not missing:
            when_ready(time.monotonic() - begun)
        elif not self._stopped.is_set():
            print(f"Not ready after {READY_WITHIN_SECONDS} s: {', '.join(missing)}. Stopping.", flush=True)
            os.kill(os.getpid(), signal.SIGTERM)


def wait_until_ready(
    settings: Mapping[str, str], within_seconds: float, stopped: Callable[[], bool] = lambda: False
) -> list[str]:
    """Wait until every process answers; return the names of those that did not in time."""
    waiting = list(PROCESSES)
    deadline = time.monotonic() + within_seconds
    with httpx.Client(timeout=2, trust_env=False) as client:
        while waiting and time.monotonic() < deadline and not stopped():
            waiting = [process for process in waiting if not _answers(client, process, settings)]
            if waiting:
                time.sleep(0.2)
    return [process.name for process in waiting]


def _answers(client: httpx.Client, process: Process, settings: Mapping[str, str]) -> bool:
    try:
        return client.get(f"http://127.0.0.1:{process.port(settings)}{process.ready_path}").status_code == 200
    except httpx.HTTPError:
        return False
