"""The three processes of Kynnys: how each is started, on which port, and when it is ready."""

import errno
import os
import shlex
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
LOOPBACK = "127.0.0.1"
HIGHEST_PORT = 65535
NAMES = ("actions", "assistant", "api")


class StartError(Exception):
    """Kynnys could not be started; the message is one line that says what to do."""


@dataclass(frozen=True)
class Process:
    """One child process: its command line, where it listens and the path that answers when ready."""

    name: str
    environment: Environment
    arguments: str
    host_setting: str
    port_setting: str
    default_port: int
    ready_path: str

    @property
    def command(self) -> str:
        """The shell command; `exec` lets signals reach Python itself, and the folder may have spaces."""
        return f"exec {shlex.quote(str(self.environment.python))} {self.arguments}"

    def listening_host(self, settings: Mapping[str, str]) -> str:
        """Where it listens under these settings."""
        return settings.get(self.host_setting) or LOOPBACK

    def host(self, settings: Mapping[str, str]) -> str:
        """Where this machine reaches it under these settings: who listens everywhere, listens here too."""
        host = self.listening_host(settings)
        return {"0.0.0.0": LOOPBACK, "::": "::1"}.get(host, host)  # noqa: S104 (looked for, not listened on)

    def port(self, settings: Mapping[str, str]) -> int:
        """The port under these settings.

        Raises:
            StartError: what is given is no port.
        """
        given = settings.get(self.port_setting) or str(self.default_port)
        if not (given.isdecimal() and 0 < int(given) <= HIGHEST_PORT):
            raise StartError(
                f"{self.port_setting}={given} is no port: write a number from 1 to {HIGHEST_PORT}"
            )
        return int(given)

    def address(self, settings: Mapping[str, str]) -> str:
        """The beginning of its web addresses.

        Raises:
            StartError: what is given is no port.
        """
        host = self.host(settings)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port(settings)}"


ACTIONS = Process("actions", APPLICATION, "-m actions", "ACTIONS_HOST", "ACTIONS_PORT", 5055, "/health")
ASSISTANT_PROCESS = Process(
    "assistant", ASSISTANT, "-m assistant serve", "ASSISTANT_HOST", "ASSISTANT_PORT", 5005, "/"
)
API = Process("api", APPLICATION, "-m api serve", "API_HOST", "API_PORT", 8000, "/readyz")
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

    Raises:
        StartError: a port is no number.
    """
    from dotenv import dotenv_values

    merged = {**dotenv_values(file), **environ}
    given = {name: value for name, value in merged.items() if value}
    folder = ROOT / given.get("KYNNYS_VAR", "var")
    folder.mkdir(parents=True, exist_ok=True)
    settings = {**given, "PYTHONUNBUFFERED": "1", "KYNNYS_VAR": str(folder)}
    # Whoever moves the folder or a port moves with it what is kept there, and what the others call.
    following = {name: f"{process.address(settings)}{path}" for name, process, path in ADDRESSES}
    following["API_DATABASE_URL"] = f"sqlite:///{folder.resolve()}/kynnys.sqlite"
    following["ASSISTANT_MODELS"] = str(folder.resolve() / "models")
    settings.update({name: value for name, value in following.items() if not settings.get(name)})
    if settings.get("API_ENVIRONMENT", "development") != "production":
        settings = {**development_keys(folder / "development-keys.env"), **settings}
    return settings


def refuse_taken_ports(settings: Mapping[str, str]) -> None:
    """Check that every process can listen where it is told to.

    Raises:
        StartError: another program listens there, or the address is not this machine's; names the setting.
    """
    for process in PROCESSES:
        # Who listens everywhere needs the port at every address, not on loopback alone.
        host, port = process.listening_host(settings), process.port(settings)
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            socket.create_server((host, port), family=family).close()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise StartError(
                    f"Port {port} ({process.name}) is taken. Stop the program that uses it, "
                    f"or choose another: {process.port_setting}={port + 1} make run"
                ) from None
            raise StartError(
                f"{process.name} can't listen at {host}, port {port} ({error.strerror}): "
                f"correct {process.host_setting} or {process.port_setting}"
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
        return client.get(f"{process.address(settings)}{process.ready_path}").status_code == 200
    except httpx.HTTPError:
        return False
