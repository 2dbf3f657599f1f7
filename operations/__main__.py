"""Commands that prepare, run, evaluate and measure Kynnys, and write the guide for staff; see `make help`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from operations.environments import PreparationError, lock, prepare

INTERRUPTED = 130


def main() -> int:
    """Carry out one command and return its exit code; Ctrl-C ends it with one line."""
    try:
        return _carry_out()
    except KeyboardInterrupt:
        print("\nStopped before it was done. Run it again at any time.", file=sys.stderr, flush=True)
        return INTERRUPTED


def _carry_out() -> int:
    parser = argparse.ArgumentParser(prog="operations", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    prepare_command = commands.add_parser("prepare", help="make the two Python environments")
    prepare_command.add_argument("--with-tests", action="store_true")
    commands.add_parser("lock", help="lock the requirements anew")
    commands.add_parser("run", help="train, migrate, load and start")
    part_command = commands.add_parser(
        "part", help="a command of one part under the settings of this machine: part staff rotate-keys"
    )
    part_command.add_argument("arguments", nargs=argparse.REMAINDER)
    evaluate_command = commands.add_parser(
        "evaluate", help="send labelled messages through the running system"
    )
    evaluate_command.add_argument("files", nargs="+", type=Path)
    evaluate_command.add_argument("--address", help="another front door than that of `make run`")
    evaluate_command.add_argument("--report", type=Path, default=Path("var/evaluation"))
    evaluate_command.add_argument("--kept", type=Path, help="outcomes kept earlier, to compare with")
    evaluate_command.add_argument("--keep", action="store_true", help="keep these outcomes there instead")
    commands.add_parser("benchmark", help="measure the whole path beside a stock Rasa pipeline")
    commands.add_parser("benchmark-matching", help="measure the endpoint that matches services")
    guide_command = commands.add_parser("staff-guide", help="write the guide for staff with its pictures")
    guide_command.add_argument(
        "--into",
        type=Path,
        default=Path("var/staff-guide"),
        help="folder it writes, in place of an older guide",
    )
    guide_command.add_argument("--browser", help="path of the Chromium that takes the pictures")
    commands.add_parser("guide-pages", help="write the guide's pages under /staff/guide anew from docs/staff")
    chosen = parser.parse_args()
    if chosen.command == "evaluate" and chosen.keep and not chosen.kept:
        parser.error("--keep needs --kept FILE: where the outcomes are kept")

    if chosen.command in ("prepare", "lock"):
        try:
            prepare(chosen.with_tests) if chosen.command == "prepare" else lock()
        except PreparationError as error:
            print(error, file=sys.stderr)
            return 1
        return 0
    # Imported here: before `prepare` has run, nothing outside the standard library is there.
    from operations.processes import StartError

    try:
        return _carry_out_prepared(chosen)
    except StartError as error:
        print(error, file=sys.stderr)
        return 1


def _carry_out_prepared(chosen: argparse.Namespace) -> int:
    if chosen.command in ("run", "part"):
        from operations.run import run, run_part

        return run() if chosen.command == "run" else run_part(chosen.arguments)
    if chosen.command == "evaluate":
        from operations.evaluation import evaluate
        from operations.processes import API, settings_of_this_machine

        address = chosen.address or API.address(settings_of_this_machine())
        return evaluate(chosen.files, address, chosen.report, chosen.kept, chosen.keep)
    if chosen.command == "staff-guide":
        from operations.staff_guide.command import write_staff_guide

        return write_staff_guide(chosen.into, browser_program=chosen.browser)
    if chosen.command == "guide-pages":
        from operations.staff_guide.served_pages import write_served_pages

        return write_served_pages()
    if chosen.command == "benchmark-matching":
        from operations.match_benchmark import benchmark_matching

        return benchmark_matching()
    from operations.benchmark import benchmark

    return benchmark()


if __name__ == "__main__":
    sys.exit(main())
