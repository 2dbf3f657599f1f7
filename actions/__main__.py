"""`python -m actions`: starts the action server on loopback."""

import sys

from pydantic import ValidationError

from actions.server import serve
from actions.settings import Settings


def main() -> int:
    """Serve until stopped; return the exit code. Settings that can't be used are told, one per line."""
    try:
        settings = Settings()
    except ValidationError as error:
        for mistake in error.errors():
            name = "_".join(("ACTIONS", *map(str, mistake["loc"]))).upper()
            print(f"{name} {mistake['msg']}", file=sys.stderr)
        return 1
    serve(settings)
    return 0


if __name__ == "__main__":
    sys.exit(main())
