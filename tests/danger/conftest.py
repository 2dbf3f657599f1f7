"""What the danger tests share: the screen with the real rules, and the tables of messages."""

from pathlib import Path

import pytest

from api.danger import DangerScreen
from api.danger.contacts import FOLDER

MESSAGES = Path(__file__).parent / "messages"


def read_table(name: str) -> list[str]:
    """The messages of a table, without comments."""
    lines = (MESSAGES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.fixture(scope="session")
def screen() -> DangerScreen:
    """The screen with the rules of data/danger."""
    return DangerScreen.load(FOLDER)
