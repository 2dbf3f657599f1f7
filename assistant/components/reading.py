"""A message as spaCy reads it: the tokens and the same tokens folded, for rule matching."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import spacy
from rasa.shared.nlu.constants import METADATA, TEXT
from spacy.tokens import Doc

from assistant.components.language import decide_language
from assistant.components.normalization import compose, fold
from assistant.components.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from rasa.shared.nlu.training_data.message import Message

READING = "kynnys_reading"
_CHARACTER_LIMIT = 6000
# spaCy keeps every string it has seen in the pipeline's vocabulary for ever. A fresh pipeline after this many
# messages keeps memory flat, and what people wrote does not stay in the process.
RENEW_AFTER_MESSAGES = 2000


@dataclass(frozen=True)
class Reading:
    """One message: its text, language, the question it may answer, and spaCy tokens, plain and folded."""

    text: str
    language: str
    question: str | None
    doc: Doc
    folded: Doc
    # What the model says, by label: of the whole message, then of each of its sentences.
    confidences: list[dict[str, float]] = field(default_factory=list, compare=False, repr=False)


class Reader:
    """Tokenises messages with spaCy's blank pipeline of their language."""

    def __init__(self) -> None:
        self._pipelines = _build_pipelines()
        self._messages = 0

    def read(self, text: str, metadata: Mapping[str, Any] | None = None) -> Reading:
        """Tokens of `text`; what goes beyond 6,000 characters is left unread."""
        self._messages += 1
        if self._messages > RENEW_AFTER_MESSAGES:
            self._pipelines = _build_pipelines()
            self._messages = 0
        text = compose(text)[:_CHARACTER_LIMIT]
        language = decide_language(text, metadata)
        doc = self._pipelines[language].make_doc(text)
        folded = Doc(
            doc.vocab, words=[fold(token.text) for token in doc], spaces=[bool(t.whitespace_) for t in doc]
        )
        question = (metadata or {}).get("question")
        return Reading(text, language, question if isinstance(question, str) else None, doc, folded)


def _build_pipelines() -> dict[str, Any]:
    return {language: spacy.blank(language) for language in LANGUAGES}


@cache
def _shared_reader() -> Reader:
    return Reader()


def find_reading(message: Message) -> Reading:
    """The reading that the tokenizer left on the message; made now when there is none."""
    reading = message.get(READING)
    if not isinstance(reading, Reading):
        reading = _shared_reader().read(message.get(TEXT) or "", message.get(METADATA) or {})
        message.set(READING, reading)
    return reading
