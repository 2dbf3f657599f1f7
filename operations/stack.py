"""A whole Kynnys of its own on free ports: for tests and benchmarks, beside one that is running."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO

from operations.environments import APPLICATION, ASSISTANT, ROOT
from operations.processes import (
    API,
    ASSISTANT_PROCESS,
    PROCESSES,
    StartError,
    settings_of_this_machine,
    wait_until_ready,
)

STOP_WITHIN_SECONDS = 10


class Stack:
    """The three processes with a database of their own; each can be stopped and started alone.

    Args:
        folder: where database and logs are written.
        settings: further settings, for instance `API_REDIS_URL`.
        assistant_command: another command for the assistant (stock Rasa); `{port}` is filled in.
    """

    def __init__(
        self, folder: Path, settings: Mapping[str, str] | None = None, assistant_command: str | None = None
    ) -> None:
        actions, assistant, api = _free_ports(3)
        self.folder = folder
        self.settings = {
            **settings_of_this_machine(),
            "ACTIONS_PORT": str(actions),
            "ASSISTANT_PORT": str(assistant),
            "API_PORT": str(api),
            "API_ASSISTANT_URL": f"http://127.0.0.1:{assistant}",
            "ASSISTANT_ACTIONS_URL": f"http://127.0.0.1:{actions}/webhook",
            "ACTIONS_CATALOGUE_URL": f"http://127.0.0.1:{api}",
            "API_DATABASE_URL": f"sqlite:///{folder}/kynnys.sqlite",
            **(settings or {}),
        }
        self._commands = {process.name: process.command for process in PROCESSES}
        if assistant_command:
            self._commands[ASSISTANT_PROCESS.name] = assistant_command.format(port=assistant)
        self.ready_seconds = 0.0
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._logs: dict[str, IO[bytes]] = {}

    @property
    def address(self) -> str:
        """Where the front door answers."""
        return API.address(self.settings)

    def __enter__(self) -> "Stack":
        """Migrate, load, start all three and wait until they answer.

        Raises:
            StartError: one of them did not; says where its log is.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._run_once(ASSISTANT.python, "-m assistant train")
        for command in ("database migrate", "services_catalog load", "curation load", "help_requests seed"):
            self._run_once(APPLICATION.python, f"-m {command}")
        begun = time.monotonic()
        for process in PROCESSES:
            self.start(process.name, wait=False)
        self.wait()
        self.ready_seconds = time.monotonic() - begun
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in list(self._children):
            self.stop(name)

    def start(self, name: str, wait: bool = True) -> None:
        """Start one process, by default waiting until all answer."""
        log = (self.folder / f"{name}.log").open("ab")
        self._logs[name] = log
        self._children[name] = subprocess.Popen(
            self._commands[name],
            shell=True,  # the same `exec …` line that honcho runs
            cwd=ROOT,
            env=self.settings,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        if wait:
            self.wait()

    def stop(self, name: str) -> None:
        """End one process, by force if it does not go."""
        child = self._children.pop(name)
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
            try:
                child.wait(STOP_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        self._logs.pop(name).close()

    def pause(self, name: str) -> None:
        """Make one process silent: it keeps its connections and answers nothing."""
        os.killpg(self._children[name].pid, signal.SIGSTOP)

    def resume(self, name: str) -> None:
        """Let a paused process go on."""
        os.killpg(self._children[name].pid, signal.SIGCONT)

    def wait(self) -> None:
        """Wait until all three answer.

        Raises:
            StartError: one of them did not.
        """
        missing = wait_until_ready(self.settings, within_seconds=90)
        if missing:
            raise StartError(f"{', '.join(missing)} did not become ready; see {self.folder}/{missing[0]}.log")

    def process_id(self, name: str) -> int:
        """The process number of one of them."""
        return self._children[name].pid

    def log_text(self, name: str) -> str:
        """What one process has written so far."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def _run_once(self, python: Path, arguments: str) -> None:
        ended = subprocess.run(
            [python, *arguments.split()], cwd=ROOT, env=self.settings, capture_output=True, text=True
        )
        if ended.returncode:
            raise StartError(f"{arguments} failed:\n{ended.stdout}{ended.stderr}")


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
