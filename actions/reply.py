"""A reply as the front door gets it: keys, values and cards, and what to remember. No sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from actions.catalogue import ServiceCard

Status = Literal["services", "clarify", "act", "help_request", "nothing_fits", "out_of_scope", "degraded"]
Part = dict[str, Any]
Choice = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """The reply to one turn.

    `slots` are the values to remember; with `forgets`, all else is forgotten first.
    """

    status: Status
    parts: tuple[Part, ...]
    question: str | None = None
    act: str | None = None
    need: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    forgets: bool = False

    def to_json(self) -> dict[str, Any]:
        """The action result that the front door renders."""
        return {
            "status": self.status,
            "parts": list(self.parts),
            "question": self.question,
            "act": self.act,
            "need": self.need,
        }


def text_part(key: str, variant: str = "other", /, **values: Any) -> Part:
    """A sentence of data/texts by its key, in the wording for this reader."""
    return {"type": "text", "key": key, "variant": variant, "values": values}


def services_part(services: Sequence[ServiceCard]) -> Part:
    """The services' cards, as the catalogue gave them."""
    return {"type": "services", "services": [dict(service.content) for service in services]}


def choices_part(*choices: Choice) -> Part:
    """Buttons, in this order."""
    return {"type": "choices", "choices": list(choices)}


def help_request_part(need: str | None, service_id: str | None = None) -> Part:
    """The form by which a person asks to be contacted."""
    return {"type": "help_request", "need": need, "service_id": service_id}


def choice(key: str, intent: str, values: Mapping[str, Any] | None = None, **entities: Any) -> Choice:
    """A button whose title is the text `choice.<key>`."""
    return {
        "key": f"choice.{key}",
        "values": dict(values or {}),
        "payload": {"intent": intent, "entities": entities},
    }


def need_choice(need: str) -> Choice:
    """A button that says the need's name."""
    return {"need": need, "payload": {"intent": "choose_need", "entities": {"need": need}}}


def theme_choice(theme: str) -> Choice:
    """A button that says the theme's name."""
    return {"theme": theme, "payload": {"intent": "choose_theme", "entities": {"theme": theme}}}


def language_choice(language: str) -> Choice:
    """A button that says "answer in this language", in that language."""
    entities = {"language_name": language}
    return {"language": language, "payload": {"intent": "change_language", "entities": entities}}


SOMETHING_ELSE = choice("something_else", "ask_other")
THEMES = choice("themes", "show_themes")
PERSON = choice("person", "ask_human")
CONTACT_ME = choice("contact_me", "request_contact")
