"""A conversation with the real Kynnys, and what several of these files look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.conversations.conversation import Conversation

if TYPE_CHECKING:
    from operations.stack import Stack

Begin = Callable[..., Conversation]
Post = Callable[..., httpx.Response]


@pytest.fixture
def begin(stack: Stack) -> Begin:
    """Begin a conversation on a page; `begin("sv")` on the Swedish one."""

    def begin_conversation(language: str | None = "fi", area: str | None = None) -> Conversation:
        return Conversation(stack.address, language, area)

    return begin_conversation


@pytest.fixture
def post(stack: Stack) -> Post:
    """Post bytes as they are, or a body as JSON, to /v1/messages."""

    def post_body(body: bytes | dict[str, Any]) -> httpx.Response:
        content = {"content": body} if isinstance(body, bytes) else {"json": body}
        return httpx.post(f"{stack.address}/v1/messages", timeout=20, trust_env=False, **content)

    return post_body
