"""Notices that begin while somebody writes: told in the next reply, once. The page told those before."""

from api.chat.door import Door, Part, Turn
from api.chat.menu import build_text
from api.labels import name_in
from curation.announcements import Notice


def build_news(door: Door, turn: Turn) -> list[Part]:
    """Return what is told since the conversation's last reply and was not told in it yet."""
    known = turn.conversation.told_notices
    if known is None:
        # The first reply: the page has just told what there is.
        return []
    parts: list[Part] = []
    for notice in _find_told(door, turn):
        text = name_in(notice.texts, turn.language.code)
        if text and notice.id not in known:
            parts += build_text(door, turn, "notice.news", text=text)
    return parts


def note_news(door: Door, turn: Turn) -> None:
    """Note in the conversation what is told by now; notices are written in the supported languages alone."""
    if turn.language.is_supported or turn.conversation.told_notices is None:
        turn.conversation.told_notices = [notice.id for notice in _find_told(door, turn)]


def _find_told(door: Door, turn: Turn) -> list[Notice]:
    return door.board.find_notices(turn.now, turn.area, door.labels.county_of(turn.area))
