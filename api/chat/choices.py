"""Choices as opaque tokens: signed, bound to one conversation, and valid as long as it lasts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from api.errors import ChoiceExpiredError

PAGE = "page"
PAGE_LIFETIME = timedelta(days=30)
# What a page may offer before a conversation begins; anything else must come from a reply.
PAGE_INTENTS = frozenset({"choose_theme", "choose_need", "ask_human", "show_themes"})
LONGEST_TOKEN = 2000


@dataclass(frozen=True)
class Payload:
    """What a choice means: an intent of the assistant and the values that go with it."""

    intent: str
    entities: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The form in which the assistant takes it."""
        return {"intent": self.intent, "entities": self.entities}


class Choices:
    """Signs and reads choices."""

    def __init__(self, secret_key: str, lifetime: timedelta) -> None:
        self._secret_key = secret_key
        self._lifetime = lifetime

    def issue(self, payload: Payload, conversation_id: str) -> str:
        """Return a token that works in this conversation only."""
        return self._signer(conversation_id).dumps([payload.intent, payload.entities])

    def issue_for_page(self, payload: Payload) -> str:
        """Return a token that works in any conversation, for the buttons of the page."""
        return self._signer(PAGE).dumps([payload.intent, payload.entities])

    def read(self, token: str, conversation_id: str | None) -> Payload:
        """Return what the choice means.

        Raises:
            ChoiceExpiredError: forged, of another conversation, or too old; `turn.py` answers with topics.
        """
        if len(token) > LONGEST_TOKEN:
            raise ChoiceExpiredError
        if conversation_id and (payload := self._find(token, conversation_id, self._lifetime)):
            return payload
        payload = self._find(token, PAGE, PAGE_LIFETIME)
        if payload is None or payload.intent not in PAGE_INTENTS:
            raise ChoiceExpiredError
        return payload

    def _find(self, token: str, bound_to: str, lifetime: timedelta) -> Payload | None:
        try:
            content = self._signer(bound_to).loads(token, max_age=int(lifetime.total_seconds()))
        except (BadData, ValueError):
            return None
        intent, entities = content
        return Payload(intent, entities)

    def _signer(self, bound_to: str) -> URLSafeTimedSerializer:
        # The conversation is part of the key's salt, so that its id stands in no token.
        scope = PAGE if bound_to == PAGE else f"conversation.{bound_to}"
        return URLSafeTimedSerializer(self._secret_key, salt=f"kynnys.choice.{scope}")
