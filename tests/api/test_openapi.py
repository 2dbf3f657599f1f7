"""The committed description of the API is the one that is served."""

from pathlib import Path

from api.__main__ import render_openapi
from tests.api.standins import FrontDoor


def test_committed_file_is_current() -> None:
    """`python -m api openapi` writes it anew."""
    assert Path("docs/openapi.json").read_text(encoding="utf-8") == render_openapi()


async def test_documentation_loads_nothing_from_elsewhere(door: FrontDoor) -> None:
    """One page, no script, every address on it."""
    page = (await door.client.get("/docs")).text
    document = (await door.client.get("/openapi.json")).json()

    assert "<script" not in page
    assert "https://" not in page.replace("https://example.fi", "")
    assert all(path in page for path in document["paths"])
