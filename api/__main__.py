"""Commands of the front door: `python -m api serve` and `python -m api openapi [file]`."""

import argparse
import gc
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import uvicorn
from pydantic import ValidationError

from api.application import LanguageNotOfferedError, NotAllowedToLaunchError, create_app
from api.settings import ROOT, Settings
from curation.link_settings import LinkCheckSettings

PARTS = (("API", Settings), ("LINK_CHECKS", LinkCheckSettings))
# Title of the staff settings, whose fields have names that others have too.
STAFF = "STAFF"
# Without one of them a part would silently be off: no help request taken, nobody signed in.
PRODUCTION_KEYS = (
    "API_SECRET_KEY",
    "HELP_REQUESTS_ENCRYPTION_KEYS",
    "HELP_REQUESTS_REFERENCE_KEY",
    "STAFF_ENCRYPTION_KEYS",
)
OPENAPI_FILE = ROOT / "docs" / "openapi.json"


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m api", description="The front door of Kynnys.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="serve the API and the page (API_HOST, API_PORT)")
    openapi = commands.add_parser("openapi", help="write the description of the API")
    openapi.add_argument("file", nargs="?", type=Path, default=OPENAPI_FILE)
    chosen = parser.parse_args(arguments)
    if chosen.command == "serve" and (missing := find_missing_keys(os.environ)):
        print(f"API_ENVIRONMENT=production needs {', '.join(missing)}: see .env.example", file=sys.stderr)
        return 1
    try:
        return serve(Settings()) if chosen.command == "serve" else write_openapi(chosen.file)
    except ValidationError as error:
        for mistake in error.errors():
            place = "_".join(str(part) for part in mistake["loc"])
            prefix = next((name for name, part in PARTS if place in part.model_fields), "HELP_REQUESTS")
            prefix = STAFF if error.title == STAFF else prefix
            setting = f"{prefix}_{place}".upper() if place else ""
            print(f"{setting} {mistake['msg'].removeprefix('Value error, ')}".strip(), file=sys.stderr)
    except (LanguageNotOfferedError, NotAllowedToLaunchError) as error:
        print(error, file=sys.stderr)
    return 1


def find_missing_keys(environment: Mapping[str, str]) -> list[str]:
    """Return the names of the keys that production needs and this environment lacks; none in development."""
    # The settings are read in upper and lower case.
    given = {name.upper(): value for name, value in environment.items() if value}
    if given.get("API_ENVIRONMENT") != "production":
        return []
    return [name for name in PRODUCTION_KEYS if name not in given]


def serve(settings: Settings) -> int:
    """Serve until told to stop."""
    app = create_app(settings)
    # What is loaded at the start stays: to look through it again and again only delays replies.
    gc.collect()
    gc.freeze()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        # The log of requests is our own, without addresses; so is the setting whom to believe about them.
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    return 0


def write_openapi(file: Path) -> int:
    """Write the description of the API as JSON that compares well."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(render_openapi(), encoding="utf-8")
    return 0


def render_openapi() -> str:
    """Return the description of the API, as docs/openapi.json holds it."""
    document = create_app(Settings(environment="development", database_url="sqlite://")).openapi()
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.exit(main())
