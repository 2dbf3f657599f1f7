"""Danger in help requests: looked for first, shown with every answer, never in the way of the sending."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.chat import steps
from api.chat.danger_part import EMERGENCY_NUMBER, build_danger
from api.chat.door import Danger, Door, Part, Turn
from api.danger.finding import LEVELS
from api.help_requests.form import TEXT_FIELDS
from api.logs import describe_error, get_logger


async def screen_bytes(door: Door, turn: Turn, further: bytes) -> None:
    """Look for danger in the bytes as they came, before anything can refuse them."""
    await steps.screen_for_danger(door, turn)
    if further:
        copy = replace(turn, content=further)
        await steps.screen_for_danger(door, copy)
        _weigh(turn, copy.danger)


def screen_texts(door: Door, turn: Turn, sent: Mapping[str, Any]) -> None:
    """Look for danger in each text by itself as well: the bytes hold the names of the fields between them."""
    for name in TEXT_FIELDS:
        text = sent.get(name)
        if not isinstance(text, str) or not text:
            continue
        try:
            found = door.screen.scan(text, turn.language.code)
        except Exception as error:
            get_logger().error("danger_screen_failed", **describe_error(error))
            continue
        _weigh(turn, Danger(found.kind, found.level, found.about) if found else None)


def build_danger_parts(door: Door, turn: Turn) -> list[Part]:
    """Return the danger part when danger words were found; 112 alone if nothing else can be had."""
    try:
        return build_danger(door, turn)
    except Exception as error:
        get_logger().error("error_parts_failed", **describe_error(error))
    danger = turn.danger
    if danger is None:
        return []
    contacts = [EMERGENCY_NUMBER]
    return [{"type": "danger", "kind": danger.kind, "level": danger.level, "contacts": contacts}]


def _weigh(turn: Turn, danger: Danger | None) -> None:
    """Let the graver of two findings count."""
    if danger and (turn.danger is None or LEVELS.index(danger.level) < LEVELS.index(turn.danger.level)):
        turn.danger = danger
