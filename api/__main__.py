"""Commands of the front door: `python -m api serve` and `python -m api openapi [file]`."""

import argparse
import gc
import json
import sys
from pathlib import Path

import uvicorn
from pydantic import ValidationError

from api.application import NotAllowedToLaunchError, create_app
from api.settings import ROOT, Settings
from curation.link_settings import LinkCheckSettings

PARTS = (("API", Settings), ("LINK_CHECKS", LinkCheckSettings))
# Title of the staff settings, whose fields have names that others have too.
STAFF = "STAFF"
OPENAPI_FILE = ROOT / "docs" / "openapi.json"


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m api", description="The front door of Kynnys.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="serve the API and the page (API_HOST, API_PORT)")
    openapi = commands.add_parser("openapi", help="write the description of the API")
    openapi.add_argument("file", nargs="?", type=Path, default=OPENAPI_FILE)
    chosen = parser.parse_args(arguments)
    try:
        return serve(Settings()) if chosen.command == "serve" else write_openapi(chosen.file)
    except ValidationError as error:
        for mistake in error.errors():
            place = "_".join(str(part) for part in mistake["loc"])
            prefix = next((name for name, part in PARTS if place in part.model_fields), "HELP_REQUESTS")
            prefix = STAFF if error.title == STAFF else prefix
            setting = f"{prefix}_{place}".upper() if place else ""
            print(f"{setting} {mistake['msg'].removeprefix('Value error, ')}".strip(), file=sys.stderr)
    except NotAllowedToLaunchError as error:
        print(error, file=sys.stderr)
    return 1


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
