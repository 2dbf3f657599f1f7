"""`make run` after the environments are there: train, migrate, load, start, print the address."""

import os
import signal
import stat
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from operations.environments import APPLICATION, ASSISTANT, ROOT, Environment
from operations.processes import API, Runner, StartError, refuse_taken_ports, settings_of_this_machine

PREPARATIONS: tuple[tuple[str, Environment, str], ...] = (
    ("Model (trained when its inputs changed)", ASSISTANT, "-m assistant train"),
    ("Database migrations", APPLICATION, "-m database migrate"),
    ("Curated services", APPLICATION, "-m services_catalog load"),
    ("Probes of the catalogue", APPLICATION, "-m curation load"),
    ("Inboxes of help requests", APPLICATION, "-m help_requests seed"),
)


def prepare_data(settings: Mapping[str, str]) -> None:
    """Train, migrate and load, each only where something changed, and say how long each took.

    Raises:
        StartError: a step failed; its own output stands above.
    """
    for title, environment, arguments in PREPARATIONS:
        begun = time.monotonic()
        print(f"{title} …", flush=True)
        if _run_alone([environment.python, *arguments.split()], settings):
            raise StartError(f"{title}: failed, see the lines above. Mend that and run again.")
        print(f"  done in {time.monotonic() - begun:.1f} s", flush=True)


def _run_alone(command: Sequence[str | Path], settings: Mapping[str, str]) -> int:
    """Run the command and return its exit code.

    It has a session of its own, so nobody else tells it of an end: after `_be_ended_with_all` Ctrl-C, an end
    from outside and a closed terminal end it quietly, with all that it started.
    """
    with subprocess.Popen(command, cwd=ROOT, env=dict(settings), start_new_session=True) as child:
        try:
            return child.wait()
        except KeyboardInterrupt:
            os.killpg(child.pid, signal.SIGTERM)
            raise


def run_part(arguments: Sequence[str]) -> int:
    """Run a command of one part (`staff rotate-keys`) where `make run` would; return its exit code.

    Raises:
        StartError: a setting can't be used.
    """
    _be_ended_with_all()
    environment = ASSISTANT if arguments[:1] == ["assistant"] else APPLICATION
    return _run_alone([environment.python, "-m", *arguments], settings_of_this_machine())


def _be_ended_with_all() -> None:
    """Whoever ends this process ends what it runs too, even where a shell had Ctrl-C ignored."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    _end_with_the_terminal()


def _end_with_the_terminal() -> None:
    """A closed window or a lost connection ends Kynnys as SIGTERM does, at every stage."""
    # Under nohup it is to stay.
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        return
    runner = os.getpid()

    def end(_number: int, _frame: FrameType | None) -> None:
        # The processes that watch the children are copies of this one: they are told too, and tell it.
        if os.getpid() == runner:
            # A write to a terminal that is gone, or to a pipe that ended with it, would break the ending off.
            for output in (1, 2):
                if not stat.S_ISREG(os.fstat(output).st_mode):
                    os.dup2(os.open(os.devnull, os.O_WRONLY), output)
        os.kill(runner, signal.SIGTERM)

    signal.signal(signal.SIGHUP, end)


def run() -> int:
    """Bring Kynnys up and stay until Ctrl-C or until a process ends; return the exit code."""
    # From the beginning: the training is ended too.
    _be_ended_with_all()
    try:
        settings = settings_of_this_machine()
        refuse_taken_ports(settings)
        prepare_data(settings)
    except StartError as error:
        print(error, flush=True)
        return 1
    address = API.address(settings)
    print("Starting assistant, actions and api …", flush=True)

    def announce(seconds: float) -> None:
        print(f"\nKynnys is ready in {seconds:.0f} s: {address}\nCtrl-C stops everything.\n", flush=True)

    code = Runner(settings).run(announce)
    if code:
        print(
            f"Kynnys stopped because a process ended (code {code}); its last lines stand above.", flush=True
        )
    return code
