"""Stands in for the assistant in the guide: understands one thing, and asks the real catalogue."""

from __future__ import annotations

from typing import Any

import httpx

from api.chat.door import Door
from services_catalog.matching import Query, match
from services_catalog.opening import Moment

MOST_CARDS = 3
PARSE = {
    "intent": {"name": "bullying", "confidence": 0.94},
    "intent_ranking": [
        {"name": "bullying", "confidence": 0.94},
        {"name": "school", "confidence": 0.03},
        {"name": "loneliness", "confidence": 0.01},
    ],
    "needs": ["bullying"],
    "band": "sure",
    "danger": {"kind": None, "level": None, "confidences": {}},
    "entities": [],
}


class ExampleAssistant:
    """Answers every message as one of somebody who is bullied; so the guide needs no trained model.

    Attributes:
        door: the front door whose catalogue is asked; set once it is there.
    """

    def __init__(self) -> None:
        self.door: Door | None = None
        self.transport = httpx.MockTransport(self._answer)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "DELETE":
            return httpx.Response(204)
        return httpx.Response(200, json={"messages": [self._reply()], "parse": PARSE, "slots": {}})

    def _reply(self) -> dict[str, Any]:
        sentence = {"type": "text", "key": "understood.bullying", "variant": "youth", "values": {}}
        return {
            "status": "services",
            "parts": [sentence, {"type": "services", "services": self._find_cards()}],
            "question": None,
            "act": None,
            "need": "bullying",
        }

    def _find_cards(self) -> list[dict[str, Any]]:
        if self.door is None:
            return []
        query = Query(
            needs=("bullying",),
            home_area=self.door.settings.home_area,
            language="fi",
            now=self.door.clock(),
            limit=MOST_CARDS,
        )
        moment = Moment.from_datetime(query.now)
        found = match(self.door.catalogue.snapshot, query)
        return [self.door.cards.build_match(one, query.language, moment, None) for one in found]
