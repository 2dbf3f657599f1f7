"""`make run` after the environments are there: the real processes on free ports."""

from __future__ import annotations

import os
import pty
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from operations import environments
from operations.environments import APPLICATION, ROOT
from operations.processes import API, READY_WITHIN_SECONDS, StartError, settings_of_this_machine
from tests.operations.free_ports import find_free_ports

# Settings of whoever runs the tests must not sway how Kynnys starts here.
PREFIXES = ("API_", "ASSISTANT_", "ACTIONS_")
Run = Callable[..., subprocess.Popen[str]]


def is_listening(port: str) -> bool:
    """Whether somebody accepts connections on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", int(port))) == 0


def find_processes_with(setting: str) -> list[str]:
    """The numbers of the processes that have this in their environment."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            settings = environment.read_bytes()
        except OSError:
            continue
        if setting.encode() in settings:
            found.append(environment.parent.name)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys and database of these runs; the model is the one trained before the tests."""
    return tmp_path_factory.mktemp("run")


@pytest.fixture
def run(folder: Path) -> Iterator[Run]:
    """Start `python -m operations run` with these settings; whatever is left of it is ended afterwards."""
    started: list[subprocess.Popen[str]] = []

    def start(**settings: str) -> subprocess.Popen[str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIXES)}
        environment = {
            **inherited,
            "KYNNYS_VAR": str(folder),
            "ASSISTANT_MODELS": str(ROOT / "var" / "models"),
            **settings,
        }
        child = subprocess.Popen(
            [APPLICATION.python, "-m", "operations", "run"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(child)
        return child

    yield start
    for child in started:
        if child.poll() is None:
            child.terminate()
            child.communicate(timeout=20)


def test_one_line_is_said_when_a_port_is_taken(run: Run) -> None:
    """The line names the port and the setting that moves it; nothing is started."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        child = run(**{**find_free_ports(), "API_PORT": str(port)})
        output, _ = child.communicate(timeout=30)
    assert child.returncode == 1
    (line,) = output.splitlines()
    assert f"Port {port} (api) is taken" in line
    assert "API_PORT=" in line


def test_code_is_not_zero_when_a_child_fails(run: Run) -> None:
    """An api that refuses to start ends all; the last line says so."""
    ports = find_free_ports()
    child = run(**ports, API_REPLICAS="2")
    output, _ = child.communicate(timeout=READY_WITHIN_SECONDS)
    assert child.returncode != 0
    assert "API_REDIS_URL must be given" in output
    assert "Kynnys stopped because a process ended" in output.splitlines()[-1]
    assert not any(map(is_listening, ports.values()))


def test_all_three_end_with_code_zero_when_interrupted(run: Run, tell: Callable[[str], None]) -> None:
    """On other ports than the usual ones they find one another; Ctrl-C ends all, and is no failure."""
    ports = find_free_ports()
    address = f"http://127.0.0.1:{ports['API_PORT']}"
    child = run(**ports)
    assert child.stdout is not None
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    for line in child.stdout:
        if "Kynnys is ready in" in line:
            assert address in line
            tell(f"make run, with a model and a database: {line.split(': http')[0].strip()}")
            break
        assert time.monotonic() < deadline
    else:
        pytest.fail("Kynnys ended before it was ready")

    body = {"text": "mua kiusataan koulussa joka päivä", "language": "fi"}
    reply = httpx.post(f"{address}/v1/messages", json=body, timeout=10, trust_env=False).json()
    assert reply["status"] == "services"
    assert all(map(is_listening, ports.values()))

    child.send_signal(signal.SIGINT)
    child.communicate(timeout=30)
    assert child.returncode == 0
    assert not any(map(is_listening, ports.values()))


STOPPED = "Stopped before it was done. Run it again at any time."


@pytest.mark.parametrize(
    # A terminal that is gone is told nothing more.
    ("number", "said"),
    [(signal.SIGINT, [STOPPED]), (signal.SIGTERM, [STOPPED]), (signal.SIGHUP, [])],
)
def test_one_line_is_said_when_the_training_is_interrupted(
    run: Run, tmp_path: Path, number: signal.Signals, said: list[str]
) -> None:
    """Ctrl-C or an end from outside ends the training too: no traceback is shown, and nothing goes on."""
    child = run(**find_free_ports(), ASSISTANT_MODELS=str(tmp_path))
    assert child.stdout is not None
    for line in child.stdout:
        if "assistant: training on" in line:
            break
    else:
        pytest.fail("the training did not begin")
    os.killpg(child.pid, number)
    output, _ = child.communicate(timeout=30)
    assert child.returncode == 130
    assert [line for line in output.splitlines() if line] == said
    assert not find_processes_with(str(tmp_path))


# Kynnys with processes that only wait: quick, and ended like the real ones.
WAITING = """
from dataclasses import replace
from operations import processes, run
waiting = "-c 'import time; time.sleep(600)'"
processes.PROCESSES = tuple(replace(each, arguments=waiting) for each in processes.PROCESSES)
run.prepare_data = lambda settings: None
run.run()
"""


def test_all_end_when_the_terminal_is_closed(tmp_path: Path) -> None:
    """A closed window or a lost connection leaves nothing behind that keeps the ports."""
    window, terminal = pty.openpty()
    child = subprocess.Popen(
        # The terminal is its own, as that of a window.
        ["setsid", "--ctty", APPLICATION.python, "-c", WAITING],
        cwd=ROOT, env={**os.environ, **find_free_ports(), "KYNNYS_VAR": str(tmp_path)},
        stdin=terminal, stdout=terminal, stderr=terminal,
    )  # fmt: skip
    os.close(terminal)
    said = b""
    while said.count(b" started (pid=") < 3:
        said += os.read(window, 1000)
    assert len(find_processes_with(str(tmp_path))) > 3
    os.close(window)
    child.wait(timeout=30)
    left = find_processes_with(str(tmp_path))
    for number in left:
        os.kill(int(number), signal.SIGKILL)
    assert left == []


@pytest.mark.parametrize("ending", ["closed", "ended"])
def test_a_command_of_a_part_ends_with_whoever_waits_for_it(tmp_path: Path, ending: str) -> None:
    """A training or an encrypting anew does not go on unseen when its terminal is closed."""
    window, terminal = pty.openpty()
    part = "from operations import run; run.run_part(['http.server', '0', '--bind', '127.0.0.1'])"
    child = subprocess.Popen(
        ["setsid", "--ctty", APPLICATION.python, "-c", part],
        cwd=ROOT, env={**os.environ, "KYNNYS_VAR": str(tmp_path)},
        stdin=terminal, stdout=terminal, stderr=terminal,
    )  # fmt: skip
    os.close(terminal)
    said = b""
    while b"Serving HTTP" not in said:
        said += os.read(window, 1000)
    assert len(find_processes_with(str(tmp_path))) == 2
    if ending == "ended":
        child.terminate()
    else:
        os.close(window)
    child.wait(timeout=30)
    deadline = time.monotonic() + 10
    while (left := find_processes_with(str(tmp_path))) and time.monotonic() < deadline:
        time.sleep(0.1)
    for number in left:
        os.kill(int(number), signal.SIGKILL)
    assert left == []


def test_a_folder_may_have_a_space_in_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shell that starts a process takes the path of its Python as one word."""
    monkeypatch.setattr(environments, "ENVIRONMENTS", tmp_path / "My Projects")
    python = APPLICATION.python
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@"\n')
    python.chmod(0o755)
    ended = subprocess.run(API.command, shell=True, capture_output=True, text=True)
    assert ended.stdout == "-m api serve\n"


@pytest.mark.parametrize("given", ["abc", "0", "65536", "80.5", "-1"])
def test_one_line_is_said_when_a_port_is_no_port(run: Run, given: str) -> None:
    """It names the setting and what is expected; nothing is started."""
    with pytest.raises(StartError, match=rf"ACTIONS_PORT={given} is no port: write a number from 1"):
        settings_of_this_machine({"ACTIONS_PORT": given})
    if given == "abc":
        child = run(ACTIONS_PORT=given)
        output, _ = child.communicate(timeout=30)
        assert (child.returncode, len(output.splitlines())) == (1, 1)
