"""Reads a message's bytes and makes text of them, whatever they are."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

LARGEST_READ = 64 * 1024
# A larger body is taken in and thrown away up to this size, so that the sender gets to read the reply.
LARGEST_DISCARDED = 8 * 1024 * 1024
LONGEST_WAIT_SECONDS = 10
LONGEST_TEXT = 4000

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SHORT_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": " ", "f": " "}


@dataclass(frozen=True)
class Body:
    """The beginning of what was sent."""

    content: bytes
    is_whole: bool


async def read_body(stream: AsyncIterator[bytes]) -> Body:
    """Return at most 64 kB; the rest is received and dropped, and what comes too late is missing."""
    kept = bytearray()
    received = 0
    is_whole = True
    try:
        async with asyncio.timeout(LONGEST_WAIT_SECONDS):
            async for chunk in stream:
                received += len(chunk)
                kept += chunk[: max(0, LARGEST_READ - len(kept))]
                if received > LARGEST_DISCARDED:
                    break
    except TimeoutError:
        is_whole = False
    return Body(bytes(kept), is_whole and received <= LARGEST_READ)


def parse_json(content: bytes) -> Any:
    """Return the JSON value; bytes that are no UTF-8 become replacement signs.

    Raises:
        ValueError: it is no JSON, or nested without end.
    """
    try:
        return json.loads(content.decode("utf-8-sig", errors="replace"), strict=False)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def find_cut_fields(content: bytes) -> dict[str, str]:
    """Return the string fields of a JSON object whose end is missing, the last one as far as it goes."""
    text = content.decode("utf-8", errors="ignore")
    fields: dict[str, str] = {}
    for name in ("text", "conversation_id", "language", "area"):
        found = re.search(rf'"{name}"\s*:\s*"((?:[^"\\]|\\.)*)', text)
        if found:
            fields[name] = _undo_escapes(found.group(1))
    return fields


def _undo_escapes(text: str) -> str:
    if "\\" not in text:
        return text
    undone = _ESCAPE.sub(_undo_escape, text)
    # Signs beyond the first plane come as two halves.
    return undone.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _undo_escape(found: re.Match[str]) -> str:
    code, short = found.groups()
    return chr(int(code, 16)) if code else _SHORT_ESCAPES.get(short, short)
