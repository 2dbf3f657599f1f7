"""Setting up: which Python is taken for Rasa, and what is said when it is missing."""

import inspect
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from operations import __main__ as commands_of_operations
from operations import environments
from operations.environments import ROOT, PreparationError, find_python_310


def write_program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def no_python_310(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without Python 3.10: an empty PATH and an empty pyenv."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path


def test_python_on_path_is_taken_first(no_python_310: Path) -> None:
    """A python3.10 on PATH is used."""
    python = write_program(no_python_310 / "bin" / "python3.10", "echo Python 3.10.9")
    assert find_python_310(Path("/nowhere/uv")) == python


def test_newest_pyenv_version_is_taken_when_the_shim_is_switched_off(no_python_310: Path) -> None:
    """A shim that fails is passed over; of the installed versions the newest is used."""
    write_program(
        no_python_310 / "bin" / "python3.10", "echo 'pyenv: python3.10: command not found' >&2; exit 127"
    )
    for version in ("3.10.2", "3.10.13"):
        write_program(no_python_310 / f"pyenv/versions/{version}/bin/python3.10", f"echo Python {version}")
    assert find_python_310(Path("/nowhere/uv")).parts[-3] == "3.10.13"


def test_uv_brings_python_when_none_is_there(no_python_310: Path) -> None:
    """uv is asked to install 3.10 and then to say where it is."""
    calls = no_python_310 / "calls"
    uv = write_program(
        no_python_310 / "uv", f'echo "$@" >> {calls}; [ "$2" = find ] && echo /made/by/uv; exit 0'
    )
    assert find_python_310(uv) == Path("/made/by/uv")
    assert calls.read_text().splitlines() == ["python install 3.10", "python find 3.10"]


def test_one_plain_line_is_said_when_python_310_cannot_be_had(no_python_310: Path) -> None:
    """Without Python 3.10 and without network the message says what to install."""
    uv = write_program(no_python_310 / "uv", "exit 2")
    with pytest.raises(PreparationError, match="Install python3.10 or 'pyenv install 3.10'"):
        find_python_310(uv)


def test_one_plain_line_is_said_when_python_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """An old Python is named together with what is needed, and with how another one is taken."""
    monkeypatch.setattr(environments, "OLDEST_APPLICATION_PYTHON", (9, 9))
    with pytest.raises(PreparationError, match="Python 3.11 or newer is needed.*make run PYTHON=python3.11"):
        environments.prepare(with_tests=False)


@pytest.mark.parametrize("module", [environments, commands_of_operations])
def test_nothing_newer_is_evaluated_before_the_version_is_checked(module: object) -> None:
    """Annotations stay unread: at `str | Path` Python 3.9 would break off before it is named too old."""
    functions = [each for _, each in inspect.getmembers(module, inspect.isfunction)]
    assert functions
    for function in functions:
        assert all(isinstance(annotation, str) for annotation in function.__annotations__.values()), function


@pytest.mark.parametrize("version", ["3.9", "3.10"])
def test_an_old_python_says_so_in_one_line(version: str) -> None:
    """The command itself, under a Python that is too old, where the machine has one."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    under_pyenv = [str(python) for python in pyenv.glob(f"versions/{version}.*/bin/python{version}")]
    candidates = [*under_pyenv, shutil.which(f"python{version}")]
    old = next(filter(None, candidates), None)
    if old is None:
        pytest.skip(f"no python{version} on this machine")
    ended = subprocess.run(
        [old, "-m", "operations", "prepare"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert f"this is {version}." in line


def test_one_plain_line_is_said_when_python_does_not_run() -> None:
    """`make` names what is missing, instead of its error 127; nothing is prepared."""
    without_flags = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    ended = subprocess.run(
        ["make", "environments", "PYTHON=python-of-nowhere"],
        cwd=ROOT, env=without_flags, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    first, *others = ended.stderr.splitlines()
    assert "python-of-nowhere does not run: install Python 3.11" in first
    assert ended.stdout == ""
    assert "127" not in " ".join(others)


def test_python_313_is_fetched_when_this_one_is_newer(
    monkeypatch: pytest.MonkeyPatch, no_python_310: Path, commands: list[list[str]]
) -> None:
    """With Python 3.14, for which a package has no wheel, the application gets 3.13 as Rasa gets 3.10."""
    python = write_program(no_python_310 / "bin" / "python3.13", "echo Python 3.13.1")
    monkeypatch.setattr(environments.sys, "version_info", (3, 14, 0, "final", 0))
    environments.prepare(with_tests=False)
    made = [command for command in commands if command[1] == "venv"]
    assert [command[-2] for command in made] == [str(python), "python3.10"]


def test_this_python_is_taken_when_every_package_fits_it(commands: list[list[str]]) -> None:
    """Up to 3.13 the application runs on the Python that set it up."""
    environments.prepare(with_tests=False)
    assert commands[0][-2] == sys.executable


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """Environments of a project of its own; what would be run to install them."""
    ran: list[list[str]] = []
    requirements = tmp_path / "requirements"
    requirements.mkdir()
    for environment in (environments.APPLICATION, environments.ASSISTANT):
        for name in environment.locks + environment.test_locks:
            (requirements / name).write_text(name)
    monkeypatch.setattr(environments, "REQUIREMENTS", requirements)
    monkeypatch.setattr(environments, "ENVIRONMENTS", tmp_path)
    monkeypatch.setattr(environments, "install_uv", lambda say: Path("uv"))
    monkeypatch.setattr(environments, "find_python_310", lambda uv: Path("python3.10"))

    def run(command: list[str | Path]) -> None:
        ran.append([str(part) for part in command])
        if command[1] == "venv":
            write_program(Path(command[-1]) / "bin" / "python", "exit 0")

    monkeypatch.setattr(environments, "_run", run)
    return ran


def test_nothing_is_installed_when_the_locks_are_unchanged(commands: list[list[str]]) -> None:
    """Environments whose stamp fits the locks are left alone, also when they hold the test packages too."""
    environments.prepare(with_tests=True)
    commands.clear()
    said: list[str] = []
    environments.prepare(with_tests=False, say=said.append)
    environments.prepare(with_tests=True, say=said.append)
    assert said == ["  application: up to date", "  assistant: up to date"] * 2
    assert not commands


def test_packages_are_added_when_a_running_environment_lacks_those_of_tests(
    commands: list[list[str]],
) -> None:
    """Nothing is taken away under a system that runs: no environment is made anew."""
    environments.prepare(with_tests=False)
    commands.clear()
    environments.prepare(with_tests=True)
    assert [command[1:3] for command in commands] == [["pip", "sync"], ["pip", "sync"]]
    assert commands[0][-2:] == [
        str(environments.REQUIREMENTS / name) for name in ("application.txt", "development.txt")
    ]


def test_packages_of_tests_stay_when_the_others_change(commands: list[list[str]]) -> None:
    """Whoever has run the tests can run them again after `make run`."""
    environments.prepare(with_tests=True)
    (environments.REQUIREMENTS / "application.txt").write_text("changed")
    commands.clear()
    environments.prepare(with_tests=False)
    assert [command[1] for command in commands] == ["venv", "pip"]
    assert commands[1][-1] == str(environments.REQUIREMENTS / "development.txt")


def test_an_environment_is_made_anew_when_its_stamp_cannot_be_read(commands: list[list[str]]) -> None:
    """A stamp of another make, or none, is no proof of anything."""
    environments.prepare(with_tests=False)
    environments.APPLICATION.folder.mkdir(exist_ok=True)
    (environments.APPLICATION.folder / "locks.stamp").write_text("application.txt")
    commands.clear()
    environments.prepare(with_tests=False)
    assert [command[1] for command in commands] == ["venv", "pip"]


@pytest.mark.parametrize("python", [None, "exit 1"], ids=["gone", "of another version"])
def test_an_environment_is_made_anew_when_its_python_is_gone(
    commands: list[list[str]], python: str | None
) -> None:
    """A newer Debian takes away what a finished environment leads to: its stamp proves nothing then."""
    environments.prepare(with_tests=True)
    environments.APPLICATION.python.unlink()
    if python:
        write_program(environments.APPLICATION.python, python)
    commands.clear()
    environments.prepare(with_tests=True)
    assert [command[1] for command in commands] == ["venv", "pip"]


def test_one_plain_line_is_said_when_python_has_no_venv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Debian's own five lines are not shown; ours names the package."""
    python = write_program(
        tmp_path / "python3", "echo The virtual environment; echo was not made >&2; exit 1"
    )
    monkeypatch.setattr(environments, "ENVIRONMENTS", tmp_path)
    monkeypatch.setattr(environments.sys, "executable", str(python))
    with pytest.raises(
        PreparationError, match=r"apt-get install python3\.\d+-venv\), then run again"
    ) as caught:
        environments.install_uv(lambda _: None)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_one_plain_line_is_said_on_another_kind_of_machine(
    monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    """Before anything is installed: half an hour of downloads would end in a package that isn't there."""
    monkeypatch.setattr(environments.platform, "machine", lambda: "aarch64")
    with pytest.raises(PreparationError, match="needs an x86-64 machine, this is aarch64"):
        environments.prepare(with_tests=False)
    assert not commands


def test_locks_hold_hashes_and_no_download_addresses() -> None:
    """Every locked package has a hash; no lock records where it was downloaded from."""
    for lock in environments.REQUIREMENTS.glob("*.txt"):
        text = lock.read_text()
        pinned = [line for line in text.splitlines() if "==" in line and not line.startswith((" ", "#"))]
        assert pinned
        assert all(line.endswith("\\") for line in pinned), lock
        assert "://" not in text, lock
