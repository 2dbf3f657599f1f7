"""Staff commands: `python -m api.danger measure FILE` and `python -m api.danger snapshot`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from services_catalog.reference_data import load_reference_data
from services_catalog.snapshot import load_snapshot_from_entries

from .contacts import FOLDER, load_plan
from .last_known_good import FILE_NAME, to_json
from .measurement import measure, to_report
from .screen import DangerScreen


def main() -> int:
    """Runs the command given; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m api.danger")
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure", help="count alarms on a JSON Lines file with text and lang")
    measuring.add_argument("file", type=Path)
    commands.add_parser("snapshot", help=f"write {FILE_NAME} from the curated entries")
    arguments = parser.parse_args()
    if arguments.command == "measure":
        for line in to_report(measure(DangerScreen.load(FOLDER), arguments.file)):
            sys.stdout.write(line + "\n")
    else:
        (FOLDER / FILE_NAME).write_text(make_snapshot(), encoding="utf-8")
    return 0


def make_snapshot() -> str:
    """Returns the text of the snapshot that the curated entries lead to now."""
    catalogue = load_snapshot_from_entries(load_reference_data())
    found = (catalogue.detect_service(service_id) for service_id in load_plan().list_ids())
    return to_json(service for service in found if service)


if __name__ == "__main__":
    sys.exit(main())
