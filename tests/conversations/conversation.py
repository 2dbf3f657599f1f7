"""A conversation with the running system, as a person has it: write, read, press buttons."""

from __future__ import annotations

from typing import Any

import httpx


class Conversation:
    """Keeps the conversation's id and the last reply.

    Args:
        address: where the front door answers.
        language: the language chosen on the page; None lets the message decide.
        area: municipality code of the page.
    """

    def __init__(self, address: str, language: str | None = None, area: str | None = None) -> None:
        self._client = httpx.Client(base_url=address, timeout=10, trust_env=False)
        self._language = language
        self._area = area
        self.id: str | None = None
        self.reply: dict[str, Any] = {}

    def write(self, text: str) -> dict[str, Any]:
        """Send a message and return the reply."""
        return self._send({"text": text})

    def press(self, title: str) -> dict[str, Any]:
        """Press the button of the last reply whose title holds these words.

        Raises:
            LookupError: the last reply has no such button.
        """
        for choice in self.choices:
            if title.casefold() in choice["title"].casefold():
                return self._send({"choice": choice["choice"]})
        raise LookupError(f"no button {title!r} among {self.titles}")

    def switch_language(self, language: str) -> None:
        """Choose another language on the page; it counts from the next message."""
        self._language = language

    def delete(self) -> int:
        """Delete the conversation as the page's button does; return the status code."""
        return self._client.delete(f"/v1/conversations/{self.id}").status_code

    @property
    def status(self) -> str:
        """The status of the last reply."""
        return str(self.reply["status"])

    @property
    def understood(self) -> dict[str, Any]:
        """What the last message was understood as."""
        understood: dict[str, Any] = self.reply["understood"]
        return understood

    @property
    def text(self) -> str:
        """All that the last reply says in words."""
        return "\n".join(part["text"] for part in self._parts("text"))

    @property
    def services(self) -> list[dict[str, Any]]:
        """The service cards of the last reply."""
        return [service for part in self._parts("services") for service in part["services"]]

    @property
    def kinds(self) -> list[str]:
        """The kinds of service of the last reply, in order."""
        return [service["kind"] for service in self.services]

    @property
    def danger(self) -> dict[str, Any] | None:
        """The danger part of the last reply."""
        return next(iter(self._parts("danger")), None)

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The buttons of the last reply."""
        return [choice for part in self._parts("choices") for choice in part["choices"]]

    @property
    def titles(self) -> list[str]:
        """The titles of the buttons of the last reply."""
        return [choice["title"] for choice in self.choices]

    def _parts(self, kind: str) -> list[dict[str, Any]]:
        return [part for part in self.reply["parts"] if part["type"] == kind]

    def _send(self, body: dict[str, Any]) -> dict[str, Any]:
        body |= {"conversation_id": self.id, "language": self._language, "area": self._area}
        given = {key: value for key, value in body.items() if value is not None}
        answer = self._client.post("/v1/messages", json=given)
        answer.raise_for_status()
        self.reply = answer.json()
        self.id = self.reply["conversation_id"]
        return self.reply
