"""A message of staff through the very front door of the chat, in a conversation that is forgotten at once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from api.chat.choices import Payload
from api.chat.door import Door, Turn
from api.chat.menu import MOST_CARDS
from api.chat.turn import Answer, answer_message
from api.statistics import Statistics
from services_catalog.matching import About, Query, Role

Giver = Literal["screen", "model", "both"]
MOST_NEEDS = 3


class Uncounted(Statistics):
    """Counts nothing: what staff try is no use."""

    def __init__(self) -> None:
        pass

    def count(
        self, now: dt.datetime, measure: str, values: Mapping[str, str | None], number: int = 1
    ) -> None:
        """Leave it uncounted."""


@dataclass(frozen=True)
class Wanted:
    """What staff write, as a user of this page would.

    Args:
        language, area: of the page; area is a municipality code.
        age, role: told before the message, as if the bot had asked; None for not told.
    """

    text: str
    language: str
    area: str
    age: int | None = None
    role: str | None = None


@dataclass(frozen=True)
class Rehearsal:
    """A message with its reply, and all that was understood on the way."""

    turn: Turn
    answer: Answer

    @property
    def understood(self) -> Mapping[str, Any]:
        """The contract's `understood`; empty when the reply is an error."""
        return cast("Mapping[str, Any]", self.answer.body.get("understood") or {})

    @property
    def has_assistant(self) -> bool:
        """Whether the assistant took part."""
        return self.turn.answered is not None

    @property
    def danger_giver(self) -> Giver | None:
        """Who found the danger that counts: the screen, the assistant's classifier, or both the same."""
        danger, found = self.turn.danger, self.turn.found
        if danger is None:
            return None
        parse = self.turn.answered.parse if self.turn.answered else None
        by_screen = found is not None and (found.kind, found.level) == (danger.kind, danger.level)
        by_model = parse is not None and (parse.danger, parse.danger_level) == (danger.kind, danger.level)
        return "both" if by_screen and by_model else "screen" if by_screen else "model"

    @property
    def needs(self) -> tuple[str, ...]:
        """The needs that services were looked for by, best first."""
        slots = self.turn.answered.slots if self.turn.answered else {}
        for found in (slots.get("needs"), slots.get("candidates"), [self.understood.get("need")]):
            needs = [need for need in found if isinstance(need, str)] if isinstance(found, list) else []
            if needs:
                return tuple(needs[:MOST_NEEDS])
        return ()

    def build_query(self) -> Query:
        """The question to the catalogue as the assistant's actions ask it for this person."""
        slots = self.turn.answered.slots if self.turn.answered else {}
        ages = slots.get("age_range")
        return Query(
            needs=self.needs,
            age=self.understood.get("age"),
            age_range=(int(ages[0]), int(ages[1])) if isinstance(ages, list) and len(ages) == 2 else None,
            about=cast("About | None", self.understood.get("about")),
            role=cast("Role | None", self.understood.get("role")),
            municipality=self.understood.get("municipality"),
            school_municipality=_text(slots.get("school_municipality")),
            home_area=self.turn.area,
            language=self.turn.language.code,
            now=self.turn.now,
            limit=MOST_CARDS,
            kinds=frozenset(kind for kind in slots.get("kinds") or () if isinstance(kind, str)),
        )


async def rehearse(door: Door, wanted: Wanted) -> Rehearsal:
    """Return what a user who writes this gets. Nothing of it is counted, and nothing stays."""
    door = replace(door, statistics=Uncounted())
    conversation = door.memory.begin_conversation()
    await door.memory.save_conversation(conversation)
    page = {"conversation_id": conversation.id, "language": wanted.language, "area": wanted.area}
    told = {"age": wanted.age, "role": wanted.role}
    known = {name: value for name, value in told.items() if value is not None}
    turn = _build_turn(door, {})
    try:
        if known:
            choice = door.choices.issue(Payload("inform", known), conversation.id)
            await answer_message(door, _build_turn(door, {**page, "choice": choice}))
        turn = _build_turn(door, {**page, "text": wanted.text})
        return Rehearsal(turn, await answer_message(door, turn))
    finally:
        for conversation_id in {conversation.id, turn.conversation.id} - {""}:
            await door.memory.forget_conversation(conversation_id)
            await door.assistant.forget(conversation_id)


def _build_turn(door: Door, message: Mapping[str, str]) -> Turn:
    return Turn(
        content=json.dumps(message).encode(),
        is_whole=True,
        address="staff",
        is_address_limited=False,
        idempotency_key=None,
        now=door.clock(),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
