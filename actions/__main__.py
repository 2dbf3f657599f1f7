"""`python -m actions`: starts the action server on loopback."""

from actions.server import serve
from actions.settings import Settings

if __name__ == "__main__":
    serve(Settings())
