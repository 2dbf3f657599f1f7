"""Staff commands: `python -m api.danger measure FILE` and `python -m api.danger snapshot`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from services_catalog.reference_data import load_reference_data
from services_catalog.snapshot import load_snapshot_from_entries

from .contacts import FOLDER, load_plan
from .last_known_good import FILE_NAME, to_json
from .measurement import MessagesError, measure, to_report
from .screen import DangerScreen


def main(given: list[str] | None = None) -> int:
    """Runs the command given; returns the exit status. Problems go to standard error in one line."""
    parser = argparse.ArgumentParser(prog="python -m api.danger")
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure", help="count alarms on a JSON Lines file with text and lang")
    measuring.add_argument("file")
    commands.add_parser("snapshot", help=f"write {FILE_NAME} from the curated entries")
    arguments = parser.parse_args(given)
    problem = _measure(arguments.file) if arguments.command == "measure" else _write_snapshot()
    if problem:
        print(problem, file=sys.stderr)
    return 1 if problem else 0


def _measure(file: str) -> str | None:
    """Prints the report; returns what keeps it from that."""
    # `make danger-alarms` without FILE: an empty path would be this folder.
    if not file:
        return "name a file of messages: make danger-alarms FILE=messages.jsonl"
    try:
        for line in to_report(measure(DangerScreen.load(FOLDER), Path(file))):
            sys.stdout.write(line + "\n")
    except MessagesError as error:
        return str(error)
    return None


def _write_snapshot() -> str | None:
    """Writes the file; returns what keeps it from that."""
    try:
        (FOLDER / FILE_NAME).write_text(make_snapshot(), encoding="utf-8")
    except OSError as error:
        # In a container the data are those of the image.
        return (
            f"{FOLDER / FILE_NAME} can't be written ({error.strerror}): "
            "run make danger-contacts where the code lies, and build the images anew"
        )
    return None


def make_snapshot() -> str:
    """Returns the text of the snapshot that the curated entries lead to now."""
    catalogue = load_snapshot_from_entries(load_reference_data())
    found = (catalogue.detect_service(service_id) for service_id in load_plan().list_ids())
    return to_json(service for service in found if service)


if __name__ == "__main__":
    sys.exit(main())
