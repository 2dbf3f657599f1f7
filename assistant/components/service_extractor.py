"""What is said of services.

Entities `service_kind` ("mikä on kuraattori"), `matter` ("ei ole ruokaa": a kind of service is for that) and
`language_name` ("saako apua venäjäksi").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import Pattern
from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from spacy.tokens import Doc

from assistant.components.extraction import RuleExtractor
from assistant.components.normalization import fold
from assistant.components.reading import RENEW_AFTER_MESSAGES, Reading
from assistant.components.vocabulary import LANGUAGES, load_vocabulary

# The entity, and the vocabulary that tells kinds of service by words.
_KINDS_BY_LABEL = {"service_kind": "service_kinds", "matter": "matters"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ServiceExtractor(RuleExtractor):
    """spaCy's EntityRuler over the word beginnings of service_kinds.yml, matters.yml and languages.yml."""

    def __init__(self) -> None:
        self._rulers = _build_rulers()
        self._messages = 0
        self._hints = {language: _build_hint(language) for language in LANGUAGES}

    def find_entities(self, reading: Reading) -> Iterator[dict[str, Any]]:
        """Each service, matter of a service and language named, in the order of the message."""
        # Most messages name no service: one look at the text spares them the ruler's 3 ms.
        if not self._hints[reading.language].search(fold(reading.text)):
            return
        words = [token.text for token in reading.folded]
        self._messages += 1
        if self._messages > RENEW_AFTER_MESSAGES:
            self._rulers, self._messages = _build_rulers(), 0
        pipeline = self._rulers[reading.language]
        doc = pipeline.get_pipe("entity_ruler")(Doc(pipeline.vocab, words=words))
        for entity in doc.ents:
            span = reading.doc[entity.start : entity.end]
            yield {
                "entity": entity.label_,
                "value": entity.ent_id_,
                "start": span.start_char,
                "end": span.end_char,
            }


def _build_hint(language: str) -> Pattern[str]:
    services = [word for label in _KINDS_BY_LABEL for _, word in _find_words(label, language)]
    languages = [word for words in load_vocabulary("languages").values() for word in words]
    return re.compile("|".join(rf"\b{re.escape(fold(word))}" for word in (*services, *languages)))


def _build_rulers() -> dict[str, Any]:
    return {language: _build_ruler(language) for language in LANGUAGES}


def _build_ruler(language: str) -> Any:
    pipeline = spacy.blank(language)
    ruler = pipeline.add_pipe("entity_ruler")
    patterns = []
    for label in _KINDS_BY_LABEL:
        patterns += [_to_pattern(pipeline, label, kind, word) for kind, word in _find_words(label, language)]
    for code, words in load_vocabulary("languages").items():
        patterns += [_to_pattern(pipeline, "language_name", code, word) for word in words]
    ruler.add_patterns(patterns)
    return pipeline


def _find_words(label: str, language: str) -> Iterator[tuple[str, str]]:
    """Yields kinds with their words; everybody calls services by their Finnish names too."""
    for kind, words in load_vocabulary(_KINDS_BY_LABEL[label]).items():
        in_finnish = words.get("fi", ()) if label == "service_kind" and language != "fi" else ()
        for word in dict.fromkeys((*words.get(language, ()), *in_finnish)):
            yield kind, word


def _to_pattern(pipeline: Any, label: str, key: str, beginning: str) -> dict[str, Any]:
    *whole, last = [token.text for token in pipeline.make_doc(fold(beginning))]
    tokens: list[dict[str, Any]] = [{"TEXT": word} for word in whole]
    return {"label": label, "id": key, "pattern": [*tokens, {"TEXT": {"REGEX": f"^{last}"}}]}
