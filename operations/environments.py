"""The two Python environments, made from the hash-locked requirements.

Standard library only: this module runs before anything is installed, also under a Python that is too old.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ROOT / ".environments"
REQUIREMENTS = ROOT / "requirements"
# Data in the form of packages: what they ask for beside is not installed.
VECTORS = "vectors.txt"
OLDEST_APPLICATION_PYTHON = (3, 11)
# lingua-language-detector has no wheel for a later one.
NEWEST_APPLICATION_PYTHON = (3, 13)
MACHINES = ("x86_64", "amd64")


class PreparationError(Exception):
    """Setting up failed; the message is one line that says what to do."""


@dataclass(frozen=True)
class Environment:
    """One environment: its name, the locks it is made from, and those that only tests need."""

    name: str
    locks: tuple[str, ...]
    test_locks: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where it stands."""
        return ENVIRONMENTS / self.name

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"


ASSISTANT = Environment("assistant", ("assistant.txt", VECTORS), ("assistant-development.txt",))
APPLICATION = Environment("application", ("application.txt",), ("development.txt",))


def prepare(with_tests: bool, say: Callable[[str], None] = print) -> None:
    """Make both environments, or bring them up to date; at once when nothing changed.

    Raises:
        PreparationError: Python is missing or too old, the machine is not x86-64, or a package could not be
            installed.
    """
    if sys.version_info < OLDEST_APPLICATION_PYTHON:
        raise PreparationError(
            f"Python 3.11 or newer is needed, this is {_name(sys.version_info)}. Install one (Ubuntu 22.04: "
            "apt-get install python3.11 python3.11-venv) and name it: make run PYTHON=python3.11"
        )
    if platform.machine().lower() not in MACHINES:
        raise PreparationError(
            f"Kynnys needs an x86-64 machine, this is {platform.machine()}: TensorFlow 2.12, which Rasa asks "
            "for, was never made for others. Take such a machine, or a virtual one."
        )
    for environment in (APPLICATION, ASSISTANT):
        wanted = environment.locks + (environment.test_locks if with_tests else ())
        held = _read_stamp(environment) if _is_sound(environment) else {}
        if all(held.get(name) == _digest(name) for name in wanted):
            say(f"  {environment.name}: up to date")
            continue
        uv = install_uv(say)
        # Packages are added to an environment that is sound, for something may be running from it.
        if not all(held.get(name) == _digest(name) for name in environment.locks):
            python = _find_python_of_application(uv) if environment is APPLICATION else find_python_310(uv)
            say(f"  {environment.name}: installing with {python} (a few minutes the first time)")
            # The stamp goes first: an installation that breaks off must not look finished.
            _stamp(environment).unlink(missing_ok=True)
            _run([uv, "venv", "--quiet", "--clear", "--python", python, environment.folder])
        else:
            say(f"  {environment.name}: adding what tests need")
            _write_stamp(environment, environment.locks)
        # What is there for tests stays there.
        locks = environment.locks + tuple(
            name for name in environment.test_locks if with_tests or name in held
        )
        files = [REQUIREMENTS / name for name in locks]
        _run([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", environment.python, *files])
        _write_stamp(environment, locks)


def lock(say: Callable[[str], None] = print) -> None:
    """Write all locks anew from their `.in` files, with hashes and without download addresses.

    Raises:
        PreparationError: a package can't be resolved.
    """
    uv = install_uv(say)
    # The oldest patch release of each: some packages need a companion there that later ones do without.
    oldest = {APPLICATION: "3.11", ASSISTANT: "3.10"}
    for environment, version in oldest.items():
        for name in environment.locks + environment.test_locks:
            source = REQUIREMENTS / name.replace(".txt", ".in")
            say(f"  {name}")
            options: list[str | Path] = [
                "--generate-hashes",
                "--no-emit-index-url",
                "--python-version",
                version,
            ]
            if name == VECTORS:
                options.append("--no-deps")
            override = source.with_suffix(".override")
            if override.exists():
                options += ["--override", override]
            command = [uv, "pip", "compile", "--quiet", "--custom-compile-command", "make lock", *options]
            _run([*command, source, "--output-file", REQUIREMENTS / name])


def install_uv(say: Callable[[str], None] = print) -> Path:
    """Return uv, installed in a private environment of its own if it is not there yet.

    Raises:
        PreparationError: Python has no venv, or uv could not be installed.
    """
    folder = ENVIRONMENTS / "uv"
    uv = folder / "bin" / "uv"
    if not uv.exists():
        say("  uv: installing in a private environment")
        try:
            # What Debian says at length stands in one line of ours.
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            raise PreparationError(
                f"Python's venv is missing: install it (Debian: apt-get install "
                f"python{_name(sys.version_info)}-venv), then run again."
            ) from None
        pip: list[str | Path] = [
            folder / "bin" / "python",
            "-m",
            "pip",
            "--quiet",
            "--disable-pip-version-check",
        ]
        _run([*pip, "install", "--require-hashes", "-r", REQUIREMENTS / "uv.txt"])
    return uv


def find_python_310(uv: Path) -> Path:
    """Return a Python 3.10 for Rasa: from PATH, from pyenv, or had through uv.

    Raises:
        PreparationError: none was found and uv could not bring one.
    """
    return _find_python("3.10", "Rasa needs it", uv)


def _find_python_of_application(uv: Path) -> Path:
    """Return the Python that runs this, or the newest that every package fits if this one is newer still."""
    if sys.version_info[:2] <= NEWEST_APPLICATION_PYTHON:
        return Path(sys.executable)
    why = f"Kynnys has no packages for {_name(sys.version_info)} yet"
    return _find_python(_name(NEWEST_APPLICATION_PYTHON), why, uv)


def _find_python(version: str, why: str, uv: Path) -> Path:
    name = f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    on_path = [Path(folder) / name for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    under_pyenv = sorted(pyenv.glob(f"versions/{version}.*/bin/{name}"), key=_version_of, reverse=True)
    for candidate in [*on_path, *under_pyenv]:
        if candidate.exists() and _is_python(version, candidate):
            return candidate
    try:
        subprocess.run([uv, "python", "install", version], check=True, capture_output=True)
        found = subprocess.run([uv, "python", "find", version], check=True, capture_output=True, text=True)
        return Path(found.stdout.strip())
    except (OSError, subprocess.CalledProcessError):
        raise PreparationError(
            f"Python {version} is missing ({why}) and could not be downloaded. "
            f"Install {name} or 'pyenv install {version}', then run again."
        ) from None


def _name(version: Sequence[object]) -> str:
    return f"{version[0]}.{version[1]}"


def _is_python(version: str, candidate: Path) -> bool:
    # A pyenv shim is on PATH even when its version is switched off, so it is asked, not believed.
    try:
        asked = subprocess.run([candidate, "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0 and asked.stdout.startswith(f"Python {version}.")


def _version_of(python: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", python.parts[-3])]


def _is_sound(environment: Environment) -> bool:
    """Whether its interpreter is there, of the version that its packages were installed for."""
    # A newer Debian, or pyenv, takes the Python away that a finished environment leads to.
    try:
        asked = subprocess.run([environment.python, "-c", "import yaml"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def _stamp(environment: Environment) -> Path:
    return environment.folder / "locks.stamp"


def _write_stamp(environment: Environment, locks: Sequence[str]) -> None:
    _stamp(environment).write_text("\n".join(f"{name} {_digest(name)}" for name in locks))


def _read_stamp(environment: Environment) -> dict[str, str]:
    """The locks that the environment was made from, each with its digest; none without an environment."""
    try:
        lines = _stamp(environment).read_text().splitlines()
        return {name: digest for line in lines for name, digest in [line.split()]}
    except (OSError, ValueError):
        return {}


def _digest(lock: str) -> str:
    return hashlib.sha256((REQUIREMENTS / lock).read_bytes()).hexdigest()


def _run(command: Sequence[str | Path]) -> None:
    try:
        subprocess.run(command, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise PreparationError(
            f"Failed: {' '.join(map(str, command[:4]))} … Check the network and the disk, then run again."
        ) from error
