"""What tests of several parts share: one whole Kynnys for all that need it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from operations.stack import Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The real assistant, actions and api on free ports, with a database of their own.

    A test that stops a process starts it again before it ends.
    """
    # Imported here: the assistant's environment, which reads this file too, has none of it.
    from operations.stack import Stack

    # A whole run of tests is one address that never sleeps.
    settings = {"API_MESSAGES_PER_ADDRESS": "100000", "API_MESSAGES_PER_CONVERSATION": "1000"}
    with Stack(tmp_path_factory.mktemp("stack"), settings) as running:
        yield running
